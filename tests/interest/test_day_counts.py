"""Tests of `fundmodel.interest.day_counts`."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.interest import DayCount
from fundmodel.periods import Period
from fundmodel.sentences import Language

DAYS = st.dates(date(1949, 1, 1), date(2150, 12, 31))
COUNTS = st.sampled_from(DayCount)


class TestDays:
    @pytest.mark.parametrize(
        ("day_count", "first", "last", "days", "year"),
        [
            (DayCount.ACT_365, (2024, 2, 1), (2024, 2, 29), 29, 365),
            (DayCount.ACT_360, (2024, 2, 1), (2024, 2, 29), 29, 360),
            (DayCount.ACT_ACT, (2024, 2, 1), (2024, 2, 29), 29, 366),
            (DayCount.ACT_ACT, (2023, 2, 1), (2023, 2, 28), 28, 365),
            (DayCount.THIRTY_360, (2023, 2, 1), (2023, 2, 28), 30, 360),
            (DayCount.THIRTY_360, (2024, 2, 1), (2024, 2, 28), 28, 360),
            (DayCount.THIRTY_360, (2024, 1, 31), (2024, 1, 31), 0, 360),
            (DayCount.THIRTY_360, (2024, 1, 1), (2024, 12, 31), 360, 360),
        ],
    )
    def test_are_counted_as_the_convention_says(
        self, day_count, first, last, days, year
    ):
        """
        Both ends count; in months of 30 days, February has 30 and a 31st none.
        """
        period = Period(date(*first), date(*last))

        assert (days, year) == (
            day_count.days(period),
            day_count.days_of_year(period.first),
        )

    @given(COUNTS, st.lists(DAYS, min_size=3, max_size=3, unique=True).map(sorted))
    def test_add_up_over_adjoining_periods(self, day_count, days):
        """
        Two periods that adjoin have together what the whole has.
        """
        first, middle, last = days
        parts = (Period(first, middle), Period(middle + timedelta(days=1), last))

        assert day_count.fraction(Period(first, last)) == sum(
            day_count.fraction(part) for part in parts
        )

    @given(COUNTS, DAYS, st.integers(0, 4_000))
    def test_a_longer_period_never_counts_less(self, day_count, first, length):
        """
        One day more adds something or, in months of 30 days, nothing.
        """
        shorter = Period(first, first + timedelta(days=length))
        longer = Period(first, first + timedelta(days=length + 1))

        assert day_count.fraction(shorter) <= day_count.fraction(longer)

    @pytest.mark.parametrize("year", [1, 2023, 2024, 9999])
    def test_a_year_is_a_year(self, year):
        """
        A calendar year is one year for act/act and for 30/360, at any end of time.
        """
        whole = Period(date(year, 1, 1), date(year, 12, 31))

        assert DayCount.ACT_ACT.fraction(whole) == Fraction(1)
        assert DayCount.THIRTY_360.fraction(whole) == Fraction(1)

    def test_has_its_usual_name(self):
        """
        The name is the same in every language.
        """
        assert DayCount.ACT_ACT.render(Language.GERMAN) == "act/act"
