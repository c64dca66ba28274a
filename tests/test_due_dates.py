"""Tests of `fundmodel.due_dates`."""

from __future__ import annotations

from datetime import MAXYEAR, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Instalments, PointOfMonth, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Language

DAYS = st.dates(date(1949, 1, 1), date(2150, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))
YEAR_2017 = BudgetYear.calendar(2017)
YEARLY_DAYS = st.dates(date(2001, 1, 1), date(2001, 12, 31))


def days_of(period):
    """Give all days of a period, one by one."""
    return {period.first + timedelta(days=n) for n in range(period.days)}


class TestSpan:
    @pytest.mark.parametrize(
        ("span", "event", "last"),
        [
            (Span(months=1), (2018, 1, 31), (2018, 2, 28)),  # § 188 Abs. 3 BGB
            (Span(months=1), (2018, 2, 28), (2018, 3, 28)),
            (Span(years=1), (2016, 2, 29), (2017, 2, 28)),
            (Span(weeks=6), (2018, 1, 1), (2018, 2, 12)),
            (Span(months=1, days=3), (2018, 1, 31), (2018, 3, 3)),
        ],
    )
    def test_ends_as_the_code_says(self, span, event, last):
        """
        Months end on the day of the same number, or on the last of the month.
        """
        assert date(*last) == span.after(date(*event))

    @pytest.mark.parametrize(
        ("span", "last"),
        [
            (Span(months=6), date(2018, 7, 31)),
            (Span(months=3), date(2018, 4, 30)),
            (Span(days=15), date(2018, 2, 15)),
            (Span(months=1, days=15), date(2018, 3, 15)),
        ],
    )
    def test_half_a_month_is_counted_last(self, span, last):
        """
        Half a year, a quarter, half a month, and a month and a half (§ 189 BGB).
        """
        assert last == span.after(date(2018, 1, 31))

    def test_says_how_long_it_is(self):
        """
        Units that are zero are left out.
        """
        span = Span(months=1, days=3)

        assert str(span) == "1 month, 3 days"
        assert span.render(Language.GERMAN) == "1 Monat, 3 Tage"

    @pytest.mark.parametrize("counts", [{}, {"days": -1}, {"months": 1, "days": -1}])
    def test_has_a_length(self, counts):
        """
        No time at all is no span, and nothing runs backwards.
        """
        with pytest.raises(InvalidModelError, match="this is no length of time"):
            Span(**counts)

    @pytest.mark.parametrize(
        ("span", "got"),
        [
            (Span(days=1), "0 years, 0 months, 0 weeks, 1 days later"),
            (Span(years=1), "1 years, 0 months, 0 weeks, 0 days later"),
            (Span(days=10**9), "0 years, 0 months, 0 weeks, 1000000000 days later"),
        ],
    )
    def test_ends_before_the_calendar_does(self, span, got):
        """
        A span past the last year Python knows is refused by name.
        """
        with pytest.raises(InvalidDataError) as caught:
            span.after(date.max)

        assert str(caught.value) == (
            "9999-12-31: the span ends after the calendar does\n"
            f"  got: {got}\n"
            "  expected: a day in or before the year 9999\n"
            "  mend: correct the span or the event"
        )


class TestFromTheStartOfADay:
    @pytest.mark.parametrize(
        ("span", "first", "last"),
        [
            (Span(months=6), date(2026, 3, 1), date(2026, 8, 31)),
            (Span(months=1), date(2026, 2, 1), date(2026, 2, 28)),
            (Span(months=3), date(2026, 10, 1), date(2026, 12, 31)),
            (Span(months=6), date(2026, 8, 29), date(2027, 2, 28)),
            (Span(months=6), date(2026, 8, 30), date(2027, 2, 28)),
            (Span(months=6), date(2026, 8, 31), date(2027, 2, 28)),
            (Span(years=1), date(2024, 2, 29), date(2025, 2, 28)),
            (Span(years=4), date(2024, 3, 1), date(2028, 2, 29)),
            (Span(weeks=6), date(2026, 3, 1), date(2026, 4, 11)),
            (Span(days=1), date(2026, 3, 2), date(2026, 3, 2)),
        ],
    )
    def test_the_first_day_counts(self, span, first, last):
        """
        The span ends the day before its first day comes back (§§ 187, 188 BGB).
        """
        assert last == span.from_start_of(first)

    @given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 400))
    def test_days_are_counted(self, first, days):
        """
        A span of days has as many days, with the first.
        """
        assert Span(days=days).from_start_of(first) == first + timedelta(days=days - 1)

    @given(
        st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(
            lambda day: day.replace(day=1)
        ),
        st.integers(1, 40),
    )
    def test_whole_months_are_followed_by_whole_months(self, first, months):
        """
        What begins with a month ends with a month.
        """
        assert (Span(months=months).from_start_of(first) + timedelta(days=1)).day == 1

    def test_a_period_at_the_end_of_the_calendar(self):
        """
        Nothing follows the last day of the calendar.
        """
        with pytest.raises(InvalidDataError, match="after the calendar does"):
            Deadline.after_period(date.max, Span(days=1), moves=True)


class TestIsOver:
    FRIDAY = date(2018, 3, 30)
    MONDAY = date(2018, 4, 2)

    @pytest.mark.parametrize(
        ("on", "holidays", "is_over"),
        [
            (FRIDAY, None, False),
            (date(2018, 3, 31), None, None),
            (date(2018, 4, 30), None, None),
            (date(2018, 5, 1), None, True),
            (date(2018, 3, 31), (), True),
            (MONDAY, (FRIDAY,), False),
            (date(2018, 4, 3), (FRIDAY,), True),
            (date(2018, 4, 3), (FRIDAY, MONDAY), False),
        ],
    )
    def test_it_may_depend_on_holidays(self, on, holidays, is_over):
        """
        Whether a deadline is over is open while holidays that are not named move it.
        """
        assert Deadline(self.FRIDAY, moves=True).is_over(on, holidays) is is_over

    def test_what_does_not_move_needs_no_holidays(self):
        """
        A deadline that does not move is over on the next day.
        """
        deadline = Deadline(self.FRIDAY, moves=False)

        assert deadline.is_over(date(2018, 3, 31), None) is True
        assert deadline.is_over(self.FRIDAY, None) is False


class TestDeadline:
    @pytest.mark.parametrize(
        ("day", "ends"),
        [
            (date(2018, 3, 30), date(2018, 3, 30)),  # Friday
            (date(2018, 3, 31), date(2018, 4, 2)),  # Saturday
            (date(2018, 4, 1), date(2018, 4, 2)),  # Sunday
        ],
    )
    def test_moves_to_the_next_working_day(self, day, ends):
        """
        A deadline on a Saturday or Sunday ends on Monday (§ 193 BGB).
        """
        assert ends == Deadline(day, moves=True).falls_on()

    def test_moves_over_holidays(self):
        """
        Easter of 2018 moves a deadline from Good Friday to Tuesday.
        """
        easter = frozenset({date(2018, 3, 30), date(2018, 4, 2)})

        assert date(2018, 4, 3) == Deadline(date(2018, 3, 30), moves=True).falls_on(
            easter
        )

    @given(DAYS, st.frozensets(DAYS))
    def test_stays_unless_the_law_moves_it(self, day, holidays):
        """
        Without such a law the day itself counts.
        """
        assert day == Deadline(day, moves=False).falls_on(holidays)

    @given(DAYS, st.frozensets(st.integers(0, 10)))
    def test_ends_on_the_first_working_day(self, day, offsets):
        """
        The deadline ends on a working day, and no earlier one was passed over.
        """
        holidays = frozenset(day + timedelta(days=offset) for offset in offsets)
        ends = Deadline(day, moves=True).falls_on(holidays)

        def works(on):
            return on.weekday() < 5 and on not in holidays

        passed = [day + timedelta(days=n) for n in range((ends - day).days)]

        assert works(ends)
        assert not any(works(earlier) for earlier in passed)

    @pytest.mark.parametrize("day", [date(2018, 3, 31), date.max])
    def test_there_has_to_be_a_working_day(self, day):
        """
        A calendar in which every day is a holiday is a mistake.
        """
        always = frozenset(
            date.fromordinal(day.toordinal() + n)
            for n in range(40)
            if day.toordinal() + n <= date.max.toordinal()
        )

        with pytest.raises(InvalidDataError) as caught:
            Deadline(day, moves=True).falls_on(always)

        assert (
            f"deadline {day}: no working day follows the deadline\n"
            "  expected: a working day within 31 days\n"
            "  mend: look at the holidays that were passed"
        ) == str(caught.value)

    @given(DAYS, st.integers(1, 400))
    def test_after_an_event_whose_day_does_not_count(self, event, days):
        """
        A period of days begins with the day after the event (§ 187 Abs. 1 BGB).
        """
        deadline = Deadline.after(event, Span(days=days), moves=False)

        assert event + timedelta(days=days) == deadline.falls_on()

    def test_can_be_extended(self):
        """
        The new time is counted from the end of the old one (§ 190 BGB).
        """
        friday = Deadline(date(2018, 3, 30), moves=True)
        easter = {date(2018, 3, 30), date(2018, 4, 2)}

        assert date(2018, 4, 30) == friday.extended(Span(months=1)).day
        assert Deadline(date(2018, 5, 3), moves=True) == friday.extended(
            Span(months=1), easter
        )

    def test_moves_or_does_not(self):
        """
        A word is no yes or no.
        """
        with pytest.raises(InvalidDataError) as caught:
            Deadline(date(2018, 3, 30), moves="no")

        assert str(caught.value) == (
            "moves: this is not what Deadline.moves holds\n"
            "  got: 'no' (str)\n"
            "  expected: bool\n"
            "  mend: write True or False"
        )

    @pytest.mark.parametrize(
        ("holidays", "got"),
        [
            ({"2026-01-01"}, "'2026-01-01' (str)"),
            ({datetime(2026, 1, 1)}, "datetime.datetime(2026, 1, 1, 0, 0) (datetime)"),  # noqa: DTZ001  refused
            ({None}, "None (NoneType)"),
            ("2026-01-01", "'2026-01-01' (str)"),
            (None, "None (NoneType)"),
        ],
    )
    @pytest.mark.parametrize("moves", [True, False])
    def test_holidays_are_days(self, holidays, got, moves):
        """
        What no day equals would never move a deadline.
        """
        with pytest.raises(InvalidDataError) as caught:
            Deadline(date(2026, 1, 1), moves=moves).falls_on(holidays)

        assert str(caught.value) == (
            "holidays: these are no public holidays\n"
            f"  got: {got}\n"
            "  expected: a set of days, each a datetime.date without a time\n"
            "  mend: write {date(2026, 1, 1), ...}"
        )

    def test_holidays_may_be_asked_for_each_day(self):
        """
        Whatever tells whether a day is one will do.
        """

        class Mondays:
            def __contains__(self, day):
                return day.weekday() == 0

        assert date(2018, 4, 3) == Deadline(date(2018, 3, 31), moves=True).falls_on(
            Mondays()
        )

    def test_says_whether_it_moves(self):
        """
        A deadline that moves says so.
        """
        day = date(2018, 3, 31)
        moving, fixed = Deadline(day, moves=True), Deadline(day, moves=False)

        assert "31 March 2018 or the next working day" == moving.render(
            Language.ENGLISH
        )
        assert "31. März 2018" == fixed.render(Language.GERMAN)
        assert "2018-03-31" == str(moving)


class TestInstalments:
    @pytest.mark.parametrize(
        ("months", "days"),
        [
            (
                (3, 6, 9, 12),
                [(2017, 3, 10), (2017, 6, 10), (2017, 9, 10), (2017, 12, 10)],
            ),
            ((9, 3), [(2017, 3, 10), (2017, 9, 10)]),
            ((12,), [(2017, 12, 10)]),
        ],
    )
    def test_in_a_calendar_year(self, months, days):
        """
        The rhythms of § 33 FAG: quarterly, half-yearly and yearly on the 10th.
        """
        due = Instalments(months=months, day=10).within(YEAR_2017.period)

        assert tuple(date(*day) for day in days) == due

    @given(
        st.frozensets(st.integers(1, 12), min_size=1),
        st.integers(1, 28),
        st.tuples(DAYS, st.integers(0, 1_000)),
    )
    def test_gives_every_day_in_the_period(self, months, day, drawn):
        """
        Due is each day of that number in these months, and no other.
        """
        first, length = drawn
        period = Period(first, first + timedelta(days=length))
        expected = sorted(
            one for one in days_of(period) if one.month in months and one.day == day
        )

        assert tuple(expected) == Instalments(months=tuple(months), day=day).within(
            period
        )

    def test_says_the_days(self):
        """
        The days are said without a year.
        """
        twice = Instalments(months=(3, 9), day=10)

        assert str(twice) == "10 March, 10 September"
        assert twice.render(Language.GERMAN) == "10. März, 10. September"

    def test_months_are_put_in_order(self):
        """
        Months are kept in order, each once.
        """
        assert (3, 9) == Instalments(months=(9, 3, 9), day=10).months

    def test_needs_a_month(self):
        """
        Without a month there is no instalment.
        """
        with pytest.raises(InvalidModelError) as caught:
            Instalments(months=(), day=10)

        assert (
            "months: there is no month for the instalments\n"
            "  expected: at least one month\n"
            "  mend: name the months, or leave the instalments out"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("about", "message"),
        [
            ({"months": (13,)}, "there is no such month\n  got: 13\n"),
            ({"months": (0, 3)}, "there is no such month\n  got: 0\n"),
            ({"months": ("3",)}, "this is not what Instalments.months holds"),
            ({"months": (1, True)}, "this is not what Instalments.months holds"),
            ({"months": (3,), "day": True}, "this is not what Instalments.day holds"),
        ],
    )
    def test_months_and_days_are_numbers(self, about, message):
        """
        A text or a truth value is none, and a year has twelve months.
        """
        with pytest.raises(InvalidModelError, match=message):
            Instalments(**{"day": 10, **about})

    def test_refuses_a_day_some_months_lack(self):
        """
        An instalment on 31 June would silently never be due.
        """
        with pytest.raises(InvalidModelError, match="got: day 31 of month 6"):
            Instalments(months=(3, 6), day=31)

    def test_the_end_of_the_calendar(self):
        """
        The last year Python knows has instalments too.
        """
        last = Period(date(MAXYEAR, 12, 1), date.max)

        assert (date(MAXYEAR, 12, 10),) == Instalments(months=(12,), day=10).within(
            last
        )


class TestPointOfMonth:
    @given(DAYS)
    def test_is_as_the_code_says(self, day):
        """
        Beginning, middle and end are the first, the 15th and the last (§ 192 BGB).
        """
        first, middle, last = (point.of(day.year, day.month) for point in PointOfMonth)

        assert day.replace(day=1) == first
        assert day.replace(day=15) == middle
        assert 1 == (last + timedelta(days=1)).day
        assert day.month == last.month

    @pytest.mark.parametrize(("year", "month"), [(0, 1), (2018, 13), (2018, True)])
    def test_of_a_month(self, year, month):
        """
        There are twelve in a year.
        """
        with pytest.raises(InvalidDataError, match="there is no such month"):
            PointOfMonth.MIDDLE.of(year, month)
