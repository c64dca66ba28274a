"""Tests of the terms of a ledger."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.errors import InvalidModelError
from fundmodel.ledgers import BudgetTerms, Window
from fundmodel.periods import BudgetYear, Period

YEARS = [BudgetYear.calendar(2017), BudgetYear.calendar(2018)]


def refused(**given):
    """Give the message of the error that terms are refused with."""
    with pytest.raises(InvalidModelError) as caught:
        BudgetTerms(**{"years": YEARS, **given})
    return str(caught.value)


class TestBudgetTerms:
    def test_need_a_year(self):
        """
        A ledger without a budget year could book nothing.
        """
        assert "a ledger has no budget years" in refused(years=[])

    def test_years_follow_each_other(self):
        """
        Years are in order, without gaps, and each has its own label.
        """
        gap = refused(years=[BudgetYear.calendar(2016), BudgetYear.calendar(2018)])
        half = Period(date(2017, 1, 1), date(2017, 6, 30))
        rest = Period(date(2017, 7, 1), date(2017, 12, 31))
        twice = refused(years=[BudgetYear("2017", half), BudgetYear("2017", rest)])

        assert "two budget years do not follow each other" in gap
        assert "got: 2016: 2016-01-01/2016-12-31, 2018: 2018-01-01/2018-12-31" in gap
        assert "two budget years have one label" in twice

    @pytest.mark.parametrize("name", ["carry_over_years", "open_days"])
    def test_are_not_negative(self, name):
        """
        No term is below zero.
        """
        assert f"{name}: a term of a ledger is negative" in refused(**{name: -1})

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            (Window.BEFORE, (None, date(2016, 12, 31))),
            (Window.UNTIL_END, (None, date(2017, 12, 31))),
            (Window.WITHIN, (date(2017, 1, 1), date(2017, 12, 31))),
            (Window.UNTIL_CLOSE, (None, date(2018, 1, 10))),
            (Window.WITHIN_CLOSE, (date(2017, 1, 1), date(2018, 1, 10))),
        ],
    )
    def test_bound_the_days_of_booking(self, window, expected):
        """
        Each window has its first and its last day, seen from the budget year.
        """
        first, last = BudgetTerms(years=YEARS, open_days=10).bounds(window)
        lowest, highest = expected

        assert (lowest.toordinal() if lowest else 0) == first[0]
        assert highest.toordinal() == last[0]

    def test_any_day_is_any_day(self):
        """
        What may be booked on any day has no bounds within the calendar.
        """
        first, last = BudgetTerms(years=YEARS).bounds(Window.ANY)

        assert (0, 0) == tuple(first)
        assert (last > date.max.toordinal()).all()
