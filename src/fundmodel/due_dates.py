"""When something is due: spans of time, deadlines, which may move, and instalments."""

from __future__ import annotations

import calendar
import enum
from collections.abc import Container, Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Final, Self, cast

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_data, of_model
from fundmodel.periods import Period, YearlyDay, a_day, check_yearly, later
from fundmodel.sentences import Language, sentence, show

__all__ = ["Deadline", "Instalments", "PointOfMonth", "Span"]

_SATURDAY: Final = 5
_LONGEST_HOLIDAYS: Final = 31  # days; more is a mistake in the calendar
_MONTHS: Final = range(1, 13)
_MIDDLE: Final = 15  # § 192 BGB


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Span:
    """
    A length of time counted from an event, for example two months (Zeitspanne).

    The day of the event does not count (§ 187 Abs. 1 BGB). Months and years end on
    the day of the same number, or on the last of a month that lacks it (§ 188 Abs. 2
    and 3 BGB):

    >>> print(Span(months=1).after(date(2018, 1, 31)))
    2018-02-28
    >>> print(Span(weeks=6))
    6 weeks

    Half a year is six months, a quarter three, and half a month 15 days, which are
    counted last (§ 189 BGB): a month and a half is ``Span(months=1, days=15)``. That a
    month has 30 days and a year 365 where time need not run on end (§ 191 BGB) is not
    modelled; write such a time in days.

    Attributes:
        years: Whole years.

        months: Whole months.

        weeks: Whole weeks.

        days: Whole days.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __attrs_post_init__(self) -> None:
        counts = [count for _, count in self._counts()]
        if min(counts) < 0 or not any(counts):
            raise InvalidModelError(
                "this is no length of time",
                where="span",
                got=", ".join(f"{unit} {count}" for unit, count in self._counts()),
                expected="at least a day, and nothing below zero",
                mend="count from the event that comes first",
            )

    def after(self, event: date) -> date:
        """
        Give the last day of the span that begins with the event.

        Raises:
            InvalidDataError: It lies after the end of the calendar.
        """
        return later(
            event,
            years=self.years,
            months=self.months,
            weeks=self.weeks,
            days=self.days,
        )

    def from_start_of(self, day: date) -> date:
        """
        Give the last day of the span that begins when a day begins.

        That day counts (§ 187 Abs. 2 BGB), so months and years end on the day before
        the one of the same number, or on the last of a month that lacks it (§ 188
        Abs. 2 and 3 BGB):

        >>> print(Span(months=6).from_start_of(date(2026, 3, 1)))
        2026-08-31
        >>> print(Span(months=6).from_start_of(date(2026, 8, 30)))
        2027-02-28

        Raises:
            InvalidDataError: It lies after the end of the calendar.
        """
        if day.day > 1:
            return self.after(day - timedelta(days=1))
        return self.after(day) - timedelta(days=1)

    def render(self, language: Language) -> str:
        """Give the span in words."""
        from babel.units import (  # noqa: PLC0415  Babel is loaded when first needed
            format_unit,
        )

        # Written out by Babel, which knows the plural of each language.
        return ", ".join(
            format_unit(count, f"duration-{unit}", locale=language.date_locale)
            for unit, count in self._counts()
            if count
        )

    def _counts(self) -> tuple[tuple[str, int], ...]:
        return (
            ("year", self.years),
            ("month", self.months),
            ("week", self.weeks),
            ("day", self.days),
        )

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


class PointOfMonth(enum.Enum):
    """
    What is said of a month without a number (§ 192 BGB).

    >>> print(PointOfMonth.END.of(2028, 2))
    2028-02-29
    """

    BEGINNING = "beginning"
    """The first day (Anfang des Monats)."""

    MIDDLE = "middle"
    """The 15th (Mitte des Monats)."""

    END = "end"
    """The last day (Ende des Monats)."""

    def of(self, year: int, month: int) -> date:
        """
        Give the day in a month.

        Raises:
            InvalidDataError: There is no such month.
        """
        if not _is_whole(year, MINYEAR, MAXYEAR) or not _is_whole(
            month, 1, len(_MONTHS)
        ):
            raise InvalidDataError(
                "there is no such month",
                where="month",
                got=f"year {year!r}, month {month!r}",
                expected=f"a year from {MINYEAR} to {MAXYEAR}, month 1 to 12",
                mend="correct the number",
            )
        if self is PointOfMonth.BEGINNING:
            return date(year, month, 1)
        if self is PointOfMonth.MIDDLE:
            return date(year, month, _MIDDLE)
        return date(year, month, calendar.monthrange(year, month)[1])


def _is_whole(number: object, least: int, most: int) -> bool:
    # To Python, `True` is a whole number too.
    return type(number) is int and least <= number <= most


def _is_day(value: object) -> bool:
    # A `datetime` is a `date` to Python, but never equal to one.
    return isinstance(value, date) and not isinstance(value, datetime)


def _check_holidays(holidays: object) -> None:
    """Refuse what no day can ever be found in; a deadline would not move."""
    strange: list[object] = []
    if not isinstance(holidays, Container) or isinstance(holidays, str):
        strange = [holidays]
    elif isinstance(holidays, Iterable):
        # cast: `isinstance` tells nothing about the items.
        days = cast("Iterable[object]", holidays)
        strange = [day for day in days if not _is_day(day)]
    if strange:
        raise InvalidDataError(
            "these are no public holidays",
            where="holidays",
            got=f"{strange[0]!r} ({type(strange[0]).__name__})",
            expected="a set of days, each a datetime.date without a time",
            mend="write {date(2026, 1, 1), ...}",
        )


@attrs.frozen(field_transformer=of_data)
class Deadline:
    """
    The last day on which something can be done (Frist).

    Where the law says so, a deadline that falls on a Saturday, a Sunday or a
    public holiday ends with the next working day: § 193 BGB for declarations and
    payments, § 31 Abs. 3 VwVfG for periods set by an authority. Which days are
    holidays depends on the Land, so the caller names them.

    >>> print(Deadline(date(2018, 3, 31), moves=True).falls_on())
    2018-04-02
    >>> easter_monday = frozenset({date(2018, 4, 2)})
    >>> print(Deadline(date(2018, 3, 31), moves=True).falls_on(easter_monday))
    2018-04-03

    Attributes:
        day: The day that was set.

        moves: Whether it moves to the next working day.
    """

    # What is no day has words of its own.
    day: date = attrs.field(validator=a_day, metadata={"checked": False})
    moves: bool = attrs.field(kw_only=True)

    @classmethod
    def after(cls, event: date, span: Span, *, moves: bool) -> Self:
        """
        Give the deadline that ends a span of time after an event.

        >>> award = date(2018, 2, 15)
        >>> print(Deadline.after(award, Span(months=2), moves=True).falls_on())
        2018-04-16

        Args:
            event: The day of the event, which does not count (§ 187 Abs. 1 BGB).

            span: How long after it.

            moves: Whether it moves to the next working day; not where an authority
                named the day and said so (§ 31 Abs. 3 Satz 2 VwVfG).

        Raises:
            InvalidDataError: It lies after the end of the calendar.
        """
        return cls(span.after(event), moves=moves)

    @classmethod
    def after_period(cls, last: date, span: Span, *, moves: bool) -> Self:
        """
        Give the deadline that ends a span of time after a period.

        What runs after a period begins when the day after it begins, and that day
        counts (§ 187 Abs. 2 BGB):

        >>> print(Deadline.after_period(date(2026, 2, 28), Span(months=6), moves=True))
        2026-08-31

        Args:
            last: The last day of the period.

            span: How long after it.

            moves: Whether it moves to the next working day.

        Raises:
            InvalidDataError: It lies after the end of the calendar.
        """
        if last == date.max:
            return cls(span.after(last), moves=moves)
        return cls(span.from_start_of(last + timedelta(days=1)), moves=moves)

    def falls_on(self, holidays: Container[date] = frozenset()) -> date:
        """
        Give the day on which the deadline ends.

        Args:
            holidays: The public holidays of the place.

        Raises:
            InvalidDataError: No working day follows within a month, or the holidays
                are no days.
        """
        _check_holidays(holidays)
        if not self.moves:
            return self.day
        rest = min(_LONGEST_HOLIDAYS, (date.max - self.day).days)
        for more in range(rest + 1):
            day = self.day + timedelta(days=more)
            if day.weekday() < _SATURDAY and day not in holidays:
                return day
        raise InvalidDataError(
            "no working day follows the deadline",
            where=f"deadline {self.day}",
            expected=f"a working day within {_LONGEST_HOLIDAYS} days",
            mend="look at the holidays that were passed",
        )

    def extended(self, span: Span, holidays: Container[date] = frozenset()) -> Self:
        """
        Give the deadline that an extension gives.

        The new time is counted from the end of the old one (§ 190 BGB), so from the
        day to which it moved:

        >>> saturday = Deadline(date(2018, 3, 31), moves=True)
        >>> print(saturday.extended(Span(weeks=2)))
        2018-04-16

        Args:
            span: How much longer.

            holidays: The public holidays of the place.

        Raises:
            InvalidDataError: It lies after the end of the calendar; see `falls_on`.
        """
        return attrs.evolve(self, day=span.after(self.falls_on(holidays)))

    def is_over(self, on: date, holidays: Container[date] | None) -> bool | None:
        """
        Say whether the deadline has ended before a day.

        >>> friday, monday = date(2018, 3, 30), date(2018, 4, 2)
        >>> print(Deadline(friday, moves=True).is_over(monday, None))
        None
        >>> Deadline(friday, moves=True).is_over(monday, {friday, monday})
        False

        Args:
            on: The day.

            holidays: The public holidays of the place; `None` where nobody says.

        Returns:
            `None` where it depends on holidays that nobody named. They move a deadline
            by a month at most.

        Raises:
            InvalidDataError: No working day follows within a month.
        """
        if holidays is not None or not self.moves:
            return on > self.falls_on(() if holidays is None else holidays)
        if on <= self.falls_on():
            return False
        return True if (on - self.day).days > _LONGEST_HOLIDAYS else None

    def render(self, language: Language) -> str:
        """Give the day, and whether it moves."""
        if not self.moves:
            return show(self.day, language)
        said = sentence("{day} or the next working day", day=self.day)
        return said.render(language)

    def __str__(self) -> str:
        return f"{self.day}"


def _months(
    _: object, __: attrs.Attribute[tuple[int, ...]], value: tuple[int, ...]
) -> None:
    if not value:
        raise InvalidModelError(
            "there is no month for the instalments",
            where="months",
            expected="at least one month",
            mend="name the months, or leave the instalments out",
        )
    strange = [month for month in value if month not in _MONTHS]
    if strange:
        raise InvalidModelError(
            "there is no such month",
            where="months",
            got=strange[0],
            expected="months from 1 to 12",
            mend="correct the number",
        )


def _ordered(months: Iterable[int]) -> tuple[int, ...]:
    given = tuple(months)
    # Not so clear to Python as to type checkers; what is no number is refused by name.
    if all(type(month) is int for month in given):
        return tuple(sorted(set(given)))
    return given


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Instalments:
    """
    The days of each year on which a part of the money is due (Teilzahlungen).

    § 33 FAG of Baden-Württemberg knows quarterly instalments, due on the 10th of
    the third month of the quarter, and half-yearly and yearly ones:

    >>> quarterly = Instalments(months=(3, 6, 9, 12), day=10)
    >>> year = Period(date(2017, 1, 1), date(2017, 12, 31))
    >>> [str(day) for day in quarterly.within(year)]
    ['2017-03-10', '2017-06-10', '2017-09-10', '2017-12-10']

    Attributes:
        months: The months, 1 to 12, in ascending order.

        day: The day of each of these months; every year must have it.
    """

    months: tuple[int, ...] = attrs.field(converter=_ordered, validator=_months)
    day: int

    def __attrs_post_init__(self) -> None:
        for month in self.months:
            check_yearly(month, self.day, where="instalments")

    def within(self, period: Period) -> tuple[date, ...]:
        """Give the days that lie in the period, in order."""
        years = range(period.first.year, period.last.year + 1)
        days = (date(year, month, self.day) for year in years for month in self.months)
        return tuple(day for day in days if period.contains(day))

    def render(self, language: Language) -> str:
        """Give the days, without a year."""
        days = (YearlyDay(month=month, day=self.day) for month in self.months)
        return ", ".join(day.in_words(language) for day in days)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)
