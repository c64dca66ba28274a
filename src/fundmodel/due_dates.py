"""When something is due: spans of time, deadlines, which may move, and instalments."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from typing import Final, Self

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.periods import Period, YearlyDay, a_day, check_yearly, later
from fundmodel.sentences import Language, sentence, show

__all__ = ["Deadline", "Instalments", "Span"]

_SATURDAY: Final = 5
_LONGEST_HOLIDAYS: Final = 31  # days; more is a mistake in the calendar


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


@attrs.frozen
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

    day: date = attrs.field(validator=a_day)
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

    def falls_on(self, holidays: Container[date] = frozenset()) -> date:
        """
        Give the day on which the deadline ends.

        Args:
            holidays: The public holidays of the place.

        Raises:
            InvalidDataError: No working day follows within a month.
        """
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

    def render(self, language: Language) -> str:
        """Give the day, and whether it moves."""
        if not self.moves:
            return show(self.day, language)
        said = sentence("{day} or the next working day", day=self.day)
        return said.render(language)

    def __str__(self) -> str:
        return f"{self.day}"


def _months(_: object, __: attrs.Attribute[tuple[int, ...]], value: object) -> None:
    if not value:
        raise InvalidModelError(
            "there is no month for the instalments",
            where="months",
            expected="at least one month",
            mend="name the months, or leave the instalments out",
        )


def _ordered(months: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(months)))


@attrs.frozen(kw_only=True)
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
