"""Tests of `fundmodel.periods`."""

from __future__ import annotations

from datetime import MAXYEAR, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.periods import (
    BudgetYear,
    KeyDate,
    Period,
    YearlyDay,
)
from fundmodel.sentences import Language

DAYS = st.dates(date(1949, 1, 1), date(2150, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))
YEARS = st.builds(
    lambda year, month: BudgetYear.starting(year, month=month),
    st.integers(1, MAXYEAR - 1),
    st.integers(1, 12),
)
YEAR_2017 = BudgetYear.calendar(2017)
SHORT = BudgetYear("2017 (short)", Period(date(2017, 1, 1), date(2017, 6, 30)))
YEARLY_DAYS = st.dates(date(2001, 1, 1), date(2001, 12, 31))


def days_of(period):
    """Give all days of a period, one by one."""
    return {period.first + timedelta(days=n) for n in range(period.days)}


class TestPeriod:
    @given(PERIODS)
    def test_includes_its_ends(self, period):
        """
        First and last day belong to the period, their neighbours do not.
        """
        day = timedelta(days=1)

        assert period.contains(period.first)
        assert period.contains(period.last)
        assert not period.contains(period.first - day)
        assert not period.contains(period.last + day)

    @given(
        st.tuples(st.dates(date(2017, 1, 1), date(2017, 3, 1)), st.integers(0, 30)).map(
            lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
        ),
        st.tuples(st.dates(date(2017, 1, 1), date(2017, 3, 1)), st.integers(0, 30)).map(
            lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
        ),
    )
    def test_intersection_has_the_common_days(self, one, other):
        """
        The intersection has exactly the days that both periods have.
        """
        common = days_of(one) & days_of(other)
        both = one.intersection(other)

        assert bool(common) == one.overlaps(other)
        assert common == (days_of(both) if both else set())
        assert both == other.intersection(one)

    def test_one_day(self):
        """
        A period may have one day only.
        """
        day = date(2017, 9, 15)

        assert 1 == Period(day, day).days

    def test_refuses_an_end_before_the_beginning(self):
        """
        A period has at least one day.
        """
        with pytest.raises(InvalidDataError) as caught:
            Period(date(2018, 1, 1), date(2017, 12, 31))

        assert (
            "period: a period ends before it begins\n"
            "  got: 2018-01-01/2017-12-31\n"
            "  expected: the last day on or after the first\n"
            "  mend: swap the two days, or correct one of them"
        ) == str(caught.value)

    @pytest.mark.parametrize("value", ["2017-01-01", 2017, None])
    def test_refuses_what_is_no_day(self, value):
        """
        A day is a date; text is not converted in passing.
        """
        with pytest.raises(InvalidDataError) as caught:
            Period(value, date(2017, 12, 31))

        assert (
            "first: this is not a calendar day\n"
            f"  got: {value} ({type(value).__name__})\n"
            "  expected: a datetime.date without a time\n"
            "  mend: write datetime.date(2017, 9, 15)"
        ) == str(caught.value)

    def test_refuses_a_time(self):
        """
        A day has no time of day.
        """
        with pytest.raises(InvalidDataError, match="last: this is not a calendar day"):
            Period(date(2017, 1, 1), datetime(2017, 12, 31, 12))  # noqa: DTZ001

    def test_says_its_days(self):
        """
        A period is written as an interval of ISO 8601, or in words.
        """
        period = Period(date(2017, 1, 1), date(2017, 12, 31))

        assert "2017-01-01/2017-12-31" == str(period)
        assert "1 January 2017 to 31 December 2017" == period.render(Language.ENGLISH)


class TestBudgetYear:
    @pytest.mark.parametrize(
        ("year", "label", "first", "last"),
        [
            (BudgetYear.calendar(2017), "2017", (2017, 1, 1), (2017, 12, 31)),
            (
                BudgetYear.starting(2017, month=4),
                "2017/18",
                (2017, 4, 1),
                (2018, 3, 31),
            ),
            (
                BudgetYear.starting(1999, month=10),
                "1999/00",
                (1999, 10, 1),
                (2000, 9, 30),
            ),
            (
                BudgetYear.starting(2019, month=3),
                "2019/20",
                (2019, 3, 1),
                (2020, 2, 29),
            ),
        ],
    )
    def test_has_a_label_and_days(self, year, label, first, last):
        """
        A year that spans two calendar years is named after both.
        """
        assert label == str(year)
        assert label == year.render(Language.GERMAN)
        assert Period(date(*first), date(*last)) == year.period

    @given(st.integers(1, MAXYEAR - 2), st.integers(1, 12))
    def test_years_follow_without_a_gap(self, year, month):
        """
        The next year begins on the day after the last one.
        """
        this = BudgetYear.starting(year, month=month)
        following = BudgetYear.starting(year + 1, month=month)

        assert this.period.last + timedelta(days=1) == following.period.first
        assert this.period.days in {365, 366}

    @pytest.mark.parametrize(
        ("year", "month"), [(0, 1), (MAXYEAR, 1), (2017, 0), (2017, 13)]
    )
    def test_refuses_what_is_no_month(self, year, month):
        """
        A budget year begins with a month of the calendar.
        """
        with pytest.raises(InvalidModelError) as caught:
            BudgetYear.starting(year, month=month)

        assert (
            "budget year: no budget year can begin then\n"
            f"  got: year {year}, month {month}\n"
            "  expected: a year from 1 to 9998, month 1 to 12\n"
            "  mend: correct the number"
        ) == str(caught.value)

    def test_refuses_two_years(self):
        """
        A biennial budget has two budget years.
        """
        with pytest.raises(InvalidModelError) as caught:
            BudgetYear("2017/18", Period(date(2017, 1, 1), date(2018, 1, 1)))

        assert (
            "budget year 2017/18: a budget year is longer than a year\n"
            "  got: 2017-01-01/2018-01-01\n"
            "  expected: at most twelve months\n"
            "  mend: make a budget year of each year of a biennial budget"
        ) == str(caught.value)

    def test_may_end_with_the_calendar(self):
        """
        The last year Python knows is a budget year like any other.
        """
        last = Period(date(MAXYEAR, 1, 1), date.max)

        assert last == BudgetYear("9999", last).period

    @pytest.mark.parametrize("label", ["", " "])
    def test_refuses_an_empty_label(self, label):
        """
        A budget year has a name.
        """
        with pytest.raises(
            InvalidModelError, match="label: a budget year has no label"
        ):
            BudgetYear(label, YEAR_2017.period)

    def test_refuses_hidden_characters(self):
        """
        A label is printable.
        """
        with pytest.raises(InvalidDataError, match="control character"):
            BudgetYear("2017\n", YEAR_2017.period)


class TestKeyDate:
    @given(DAYS, YEARS)
    def test_a_fixed_day_never_moves(self, day, year):
        """
        A fixed key date counts for every budget year.
        """
        assert day == KeyDate(day).in_year(year)

    @given(YEARLY_DAYS, st.integers(0, 3), YEARS)
    def test_a_yearly_day_lies_in_the_year(self, day, before, year):
        """
        A yearly key date is the day of that name in the year, or before it.
        """
        if year.period.first.year <= before:
            return
        key_date = KeyDate.yearly(month=day.month, day=day.day, years_before=before)
        found = key_date.in_year(year)

        assert (day.month, day.day) == (found.month, found.day)
        assert year.period.contains(found.replace(year=found.year + before))

    @pytest.mark.parametrize(
        ("month", "found"), [(9, date(2017, 9, 15)), (2, date(2018, 2, 15))]
    )
    def test_year_that_spans_two(self, month, found):
        """
        In a year from April to March, February belongs to the later year.
        """
        year = BudgetYear.starting(2017, month=4)

        assert found == KeyDate.yearly(month=month, day=15).in_year(year)

    @pytest.mark.parametrize(
        ("month", "day"), [(2, 29), (2, 30), (6, 31), (0, 1), (13, 1), (1, 0)]
    )
    def test_refuses_a_day_some_years_lack(self, month, day):
        """
        29 February is refused, because no law says what counts without it.
        """
        with pytest.raises(InvalidModelError) as caught:
            KeyDate.yearly(month=month, day=day)

        assert (
            "key date: there is no such day in every year\n"
            f"  got: day {day} of month {month}\n"
            "  expected: a day that every year has, so not 29 February\n"
            "  mend: take 28 February or 1 March, as the provision says"
        ) == str(caught.value)

    def test_refuses_a_day_after_the_year(self):
        """
        Nobody can count what has not happened.
        """
        with pytest.raises(InvalidModelError) as caught:
            YearlyDay(month=9, day=15, years_before=-1)

        assert (
            "years_before: a key date lies after its budget year\n"
            "  got: -1\n"
            "  expected: 0 or more\n"
            "  mend: count the years back from the budget year"
        ) == str(caught.value)

    def test_refuses_what_is_no_day(self):
        """
        A key date is a date.
        """
        with pytest.raises(InvalidDataError, match="day: this is not a calendar day"):
            KeyDate("15.09.2017")

    @pytest.mark.parametrize(
        ("key_date", "year"),
        [
            (KeyDate.yearly(month=9, day=15), SHORT),
            (KeyDate.yearly(month=9, day=15, years_before=2017), YEAR_2017),
        ],
    )
    def test_year_may_lack_the_day(self, key_date, year):
        """
        A year that was cut short, or the calendar, may not have the day.
        """
        with pytest.raises(InvalidDataError) as caught:
            key_date.in_year(year)

        assert (
            f"budget year {year}: the budget year has no such key date\n"
            f"  got: {key_date}\n"
            f"  expected: a day in {year.period}\n"
            "  mend: name the key date of this year as a fixed day"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("key_date", "english"),
        [
            (KeyDate(date(2017, 9, 15)), "15 September 2017"),
            (KeyDate.yearly(month=9, day=15), "15 September of the budget year"),
            (
                KeyDate.yearly(month=6, day=30, years_before=1),
                "30 June of the year before the budget year",
            ),
            (
                KeyDate.yearly(month=6, day=30, years_before=2),
                "30 June, 2 years before the budget year",
            ),
        ],
    )
    def test_says_its_day(self, key_date, english):
        """
        A key date is written out in sentences.
        """
        assert english == key_date.render(Language.ENGLISH)

    def test_fixed_day_in_german(self):
        """
        A fixed day is written as the language does.
        """
        key_date = KeyDate(date(2017, 9, 15))

        assert "15. September 2017" == key_date.render(Language.GERMAN)
        assert "2017-09-15" == str(key_date)
