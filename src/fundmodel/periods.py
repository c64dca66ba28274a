"""
Time in funding: periods, budget years and key dates.

Three kinds of dates are kept apart because law treats them differently. A *key
date* says when heads are counted and never moves. A *deadline* says until when
something has to be done and may move to the next working day. *Instalments* are
the days on which money is due. The latter two are in ``due_dates``.

The arithmetic of dates is python-dateutil's, used in this module only.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Final, Self

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.sentences import Language, check_printable, sentence, show

__all__ = [
    "BudgetYear",
    "KeyDate",
    "Period",
    "YearlyDay",
    "a_day",
    "check_day",
    "check_yearly",
    "later",
]

_MONTHS: Final = range(1, 13)
_COMMON_YEAR: Final = 2001


def _is_day(value: object) -> bool:
    # A `datetime` is a `date` to Python, but does not compare with one.
    return isinstance(value, date) and not isinstance(value, datetime)


def a_day(_: object, attribute: attrs.Attribute[date], value: object) -> None:
    """
    Refuse what is no calendar day; attrs calls it as a validator.

    Raises:
        InvalidDataError: It is something else, or has a time.
    """
    if not _is_day(value):
        raise InvalidDataError(
            "this is not a calendar day",
            where=attribute.name,
            got=f"{value} ({type(value).__name__})",
            expected="a datetime.date without a time",
            mend="write datetime.date(2017, 9, 15)",
        )


def check_day(value: object, *, where: str) -> None:
    """
    Refuse an argument that is no calendar day.

    Raises:
        InvalidDataError: It is something else, or has a time.
    """
    if not _is_day(value):
        raise InvalidDataError(
            "this is not a calendar day",
            where=where,
            got=f"{value!r} ({type(value).__name__})",
            expected="a datetime.date without a time",
            mend="write datetime.date(2017, 9, 15)",
        )


@attrs.frozen
class Period:
    """
    The days from the first to the last, both included (Zeitraum).

    >>> Period(date(2017, 1, 1), date(2017, 12, 31)).days
    365

    Attributes:
        first: The first day.

        last: The last day; not before the first.
    """

    first: date = attrs.field(validator=a_day)
    last: date = attrs.field(validator=a_day)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidDataError(
                "a period ends before it begins",
                where="period",
                got=self,
                expected="the last day on or after the first",
                mend="swap the two days, or correct one of them",
            )

    @property
    def days(self) -> int:
        """How many days the period has; at least one."""
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period, its ends included."""
        return self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Whether the two periods have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def intersection(self, other: Period) -> Period | None:
        """
        Give the days that both periods have, or `None` if there are none.

        >>> year = Period(date(2017, 1, 1), date(2017, 12, 31))
        >>> print(year.intersection(Period(date(2017, 4, 1), date(2018, 3, 31))))
        2017-04-01/2017-12-31
        """
        if not self.overlaps(other):
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))

    def render(self, language: Language) -> str:
        """Give both days, written out."""
        said = sentence("{first} to {last}", first=self.first, last=self.last)
        return said.render(language)

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


def _label(_: object, __: attrs.Attribute[str], value: str) -> None:
    if not value.strip():
        raise InvalidModelError(
            "a budget year has no label",
            where="label",
            expected='some text, such as "2017" or "2017/18"',
            mend="name the year as the budget does",
        )
    check_printable(value, where="label")


@attrs.frozen(field_transformer=of_model)
class BudgetYear:
    """
    A year for which money is budgeted, with its label (Haushaltsjahr).

    Attributes:
        label: What the budget calls it, for example ``"2017"`` or ``"2017/18"``.

        period: Its days: a year, or less for a year that was cut short.
    """

    label: str = attrs.field(validator=_label)
    period: Period

    def __attrs_post_init__(self) -> None:
        if self.period.last > _last_of_year(self.period.first):
            raise InvalidModelError(
                "a budget year is longer than a year",
                where=f"budget year {self.label}",
                got=self.period,
                expected="at most twelve months",
                mend="make a budget year of each year of a biennial budget",
            )

    @classmethod
    def calendar(cls, year: int) -> Self:
        """
        Give the calendar year, January to December.

        >>> print(BudgetYear.calendar(2017), BudgetYear.calendar(2017).period)
        2017 2017-01-01/2017-12-31
        """
        return cls.starting(year, month=1)

    @classmethod
    def starting(cls, year: int, *, month: int) -> Self:
        """
        Give the twelve months that begin with that month.

        >>> year = BudgetYear.starting(2017, month=4)
        >>> print(year, year.period)
        2017/18 2017-04-01/2018-03-31

        Args:
            year: The calendar year in which it begins.

            month: The month with whose first day it begins, 1 to 12.

        Raises:
            InvalidModelError: There is no such month or year.
        """
        if (
            not _are_whole(year, month)
            or month not in _MONTHS
            or not MINYEAR <= year < MAXYEAR
        ):
            raise InvalidModelError(
                "no budget year can begin then",
                where="budget year",
                got=f"year {year}, month {month}",
                expected=f"a year from {MINYEAR} to {MAXYEAR - 1}, month 1 to 12",
                mend="correct the number",
            )
        first = date(year, month, 1)
        label = f"{year}" if month == 1 else f"{year}/{(year + 1) % 100:02d}"
        return cls(label, Period(first, _last_of_year(first)))

    def render(self, language: Language) -> str:
        """Give the label; the language does not change it."""
        del language
        return self.label

    def __str__(self) -> str:
        return self.label


def _are_whole(*numbers: object) -> bool:
    return all(isinstance(number, int) for number in numbers)


def _last_of_year(first: date) -> date:
    from dateutil.relativedelta import (  # noqa: PLC0415  loaded when first needed
        relativedelta,
    )

    if first.year == MAXYEAR:
        return date.max
    return first + relativedelta(years=1, days=-1)


def later(day: date, *, years: int, months: int, weeks: int, days: int) -> date:
    """
    Give the day that lies so much later; a month that lacks it ends on its last.

    Raises:
        InvalidDataError: It lies after the end of the calendar.
    """
    from dateutil.relativedelta import (  # noqa: PLC0415  loaded when first needed
        relativedelta,
    )

    try:
        return day + relativedelta(years=years, months=months, weeks=weeks, days=days)
    except (ValueError, OverflowError) as error:
        raise InvalidDataError(
            "the span ends after the calendar does",
            where=f"{day}",
            got=f"{years} years, {months} months, {weeks} weeks, {days} days later",
            expected=f"a day in or before the year {MAXYEAR}",
            mend="correct the span or the event",
        ) from error


def check_yearly(month: int, day: int, *, where: str) -> None:
    """
    Refuse a day that some years do not have; law has no rule to move it.

    Raises:
        InvalidModelError: There is no such day in every year.
    """
    try:
        date(_COMMON_YEAR, month, day)
    except (ValueError, TypeError) as error:
        raise InvalidModelError(
            "there is no such day in every year",
            where=where,
            got=f"day {day} of month {month}",
            expected="a day that every year has, so not 29 February",
            mend="take 28 February or 1 March, as the provision says",
        ) from error


@attrs.frozen(kw_only=True, field_transformer=of_model)
class YearlyDay:
    """
    A day that comes back each year, seen from a budget year.

    Attributes:
        month: 1 to 12.

        day: Day of the month; every year must have it, so 29 February is refused.

        years_before: How many years before the budget year the day lies.
    """

    month: int
    day: int
    years_before: int = 0

    def __attrs_post_init__(self) -> None:
        check_yearly(self.month, self.day, where="key date")
        if self.years_before < 0:
            raise InvalidModelError(
                "a key date lies after its budget year",
                where="years_before",
                got=self.years_before,
                expected="0 or more",
                mend="count the years back from the budget year",
            )

    def in_year(self, budget_year: BudgetYear) -> date:
        """
        Give the day that belongs to the budget year.

        Raises:
            InvalidDataError: The budget year was cut short and lacks the day, or
                the day lies before the calendar begins.
        """
        period = budget_year.period
        for year in range(period.first.year, period.last.year + 1):
            day = date(year, self.month, self.day)
            if period.contains(day) and year - self.years_before >= MINYEAR:
                return day.replace(year=year - self.years_before)
        raise InvalidDataError(
            "the budget year has no such key date",
            where=f"budget year {budget_year.label}",
            got=self,
            expected=f"a day in {period}",
            mend="name the key date of this year as a fixed day",
        )

    def in_words(self, language: Language) -> str:
        """Give day and month."""
        from babel.dates import (  # noqa: PLC0415  Babel is loaded when first needed
            format_skeleton,
        )

        some_day = date(_COMMON_YEAR, self.month, self.day)
        return format_skeleton("MMMMd", some_day, locale=language.date_locale)

    def render(self, language: Language) -> str:
        """Give day and month, and how far before the budget year."""
        day = self.in_words(language)
        if not self.years_before:
            said = sentence("{day} of the budget year", day=day)
        elif self.years_before == 1:
            said = sentence("{day} of the year before the budget year", day=day)
        else:
            count = self.years_before
            said = sentence(
                "{day}, {count} years before the budget year", day=day, count=count
            )
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def _day_or_yearly(
    owner: object, attribute: attrs.Attribute[date], value: object
) -> None:
    if not isinstance(value, YearlyDay):
        a_day(owner, attribute, value)


@attrs.frozen
class KeyDate:
    """
    The day on which something is counted (Stichtag). It never moves.

    >>> print(KeyDate(date(2017, 9, 15)))
    2017-09-15
    >>> each = KeyDate.yearly(month=9, day=15)
    >>> print(each.in_year(BudgetYear.calendar(2018)))
    2018-09-15
    >>> print(KeyDate.yearly(month=6, day=30, years_before=1))
    30 June of the year before the budget year

    Attributes:
        day: One fixed day, or a day that comes back each year.
    """

    day: date | YearlyDay = attrs.field(validator=_day_or_yearly)

    @classmethod
    def yearly(cls, *, month: int, day: int, years_before: int = 0) -> Self:
        """
        Give a key date that comes back each year.

        Args:
            month: 1 to 12.

            day: Day of the month.

            years_before: How many years before the budget year it lies.

        Raises:
            InvalidModelError: Not every year has the day.
        """
        return cls(YearlyDay(month=month, day=day, years_before=years_before))

    def in_year(self, budget_year: BudgetYear) -> date:
        """
        Give the day that counts for the budget year; a fixed one always counts.

        Raises:
            InvalidDataError: The budget year was cut short and lacks the day.
        """
        if isinstance(self.day, YearlyDay):
            return self.day.in_year(budget_year)
        return self.day

    def render(self, language: Language) -> str:
        """Give the day, written out."""
        if isinstance(self.day, YearlyDay):
            return self.day.render(language)
        return show(self.day, language)

    def __str__(self) -> str:
        return str(self.day)
