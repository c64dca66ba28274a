"""When something is due: deadlines, which may move, and instalments."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from typing import Final, Self

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.periods import Period, Span, a_day, check_yearly
from fundmodel.sentences import Language, sentence, show

__all__ = ["Deadline", "Instalments"]

_SATURDAY: Final = 5
_LONGEST_HOLIDAYS: Final = 31  # days; more is a mistake in the calendar


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
        for later in range(rest + 1):
            day = self.day + timedelta(days=later)
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
