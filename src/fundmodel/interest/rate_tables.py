"""Tables of rates that somebody publishes: dated, cited, and never extrapolated."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_data
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis

__all__ = ["DatedRate", "RateTable", "check_rate"]


def _rate(rate: int | Fraction | Decimal | str) -> Fraction:
    return exact_ratio(rate, where="rate")


def check_rate(rate: Fraction, *, where: str) -> None:
    """
    Refuse a yearly rate or margin above 100 %, which is a per cent sign forgotten.

    Raises:
        InvalidModelError: It is above 100 %, or below -100 %.
    """
    if abs(rate) > 1:
        meant = PerCent(rate / 100)
        raise InvalidModelError(
            "the rate is above 100 % a year",
            where=where,
            got=PerCent(rate),
            expected="a share of the principal, at most 100 % a year",
            mend=f'write "{meant}" if that is what was meant',
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class DatedRate:
    """
    A yearly rate and the days on which it holds.

    Attributes:
        period: Its days.

        rate: The rate, exact: text such as ``"3.62 %"``, or a `Fraction`.

        source: Where it was published; `None` takes the source of the table.
    """

    period: Period
    rate: Fraction = attrs.field(converter=_rate)
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        check_rate(self.rate, where=f"rate of {self.period}")


@attrs.frozen(kw_only=True, field_transformer=of_data)
class RateTable:
    """
    Rates of one kind in the order of time (Zinssatztabelle).

    A day that no rate covers is an error, in a gap as well as after the end.

    >>> from fundmodel.interest import german_base_rate
    >>> table = german_base_rate()
    >>> print(table.on(date(2024, 7, 1)).rate, table.known_until)
    337/10000 2026-12-31

    Attributes:
        name: What the rate is called.

        rates: The rates, the earliest first; they do not overlap.

        source: Who publishes them.

    Raises:
        InvalidModelError: There is no rate, or two overlap.
    """

    name: Text
    rates: tuple[DatedRate, ...] = attrs.field(converter=tuple[DatedRate, ...])
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if not self.rates:
            raise InvalidModelError(
                "the table has no rate",
                where=f"rate table {self.name}",
                expected="at least one rate",
                mend="add the rates that were published",
            )
        for earlier, later in zip(self.rates, self.rates[1:], strict=False):
            if later.period.first <= earlier.period.last:
                raise InvalidModelError(
                    "two rates overlap, or stand in the wrong order",
                    where=f"rate table {self.name}",
                    got=f"{earlier.period}, then {later.period}",
                    expected="each rate after the one before it",
                    mend="sort the rates, and end each before the next begins",
                )

    @property
    def known_until(self) -> date:
        """The last day for which a rate is known."""
        return self.rates[-1].period.last

    def on(self, day: date) -> DatedRate:
        """
        Give the rate of a day.

        Raises:
            InvalidDataError: None is known; the next one is never guessed.
        """
        firsts = [rate.period.first for rate in self.rates]
        found = bisect.bisect_right(firsts, day) - 1
        if found < 0 or not self.rates[found].period.contains(day):
            raise self._unknown(day)
        return self.rates[found]

    def within(self, period: Period) -> Iterator[tuple[Period, DatedRate]]:
        """
        Give the rates of a period, each with its days in it.

        Raises:
            InvalidDataError: A day of the period has no rate.
        """
        day = period.first
        while True:
            dated = self.on(day)
            last = min(dated.period.last, period.last)
            yield Period(day, last), dated
            if last == period.last:
                return
            day = last + timedelta(days=1)

    def source_of(self, dated: DatedRate) -> Basis:
        """Give the source of a rate, or that of the table."""
        return dated.source or self.source

    def render(self, language: Language) -> str:
        """Give the name."""
        return self.name.render(language)

    def _unknown(self, day: date) -> InvalidDataError:
        first = self.rates[0].period.first
        inside = first <= day <= self.known_until
        known = f"from {first} to {self.known_until}"
        return InvalidDataError(
            "no rate is known for this day",
            where=f"rate table {self.name}",
            got=day,
            expected="a day in one of its periods" if inside else f"a day {known}",
            mend="add the rate that was published; rates are never carried on",
        )
