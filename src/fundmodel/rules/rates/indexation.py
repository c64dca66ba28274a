"""Indexation: rates that rise from year to year, with the rounding of each year."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.apportion import Mixed, Rounding, round_each
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent, exact_decimal, exact_ratio
from fundmodel.steps import State

__all__ = ["IndexRounding", "Indexation", "YearlyGrowth"]

MOST_YEARS = 500
"""Further from its base than any rate."""


class IndexRounding(enum.Enum):
    """When an indexed rate is rounded."""

    EACH_YEAR = "each year"
    """Every year, and the next one grows from the rounded rate."""

    AT_THE_END = "at the end"
    """Only in the year for which it is asked."""


def _a_growth(growth: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(growth, where="growth")


def _perhaps_a_growth(
    growth: Fraction | Decimal | int | str | None,
) -> Fraction | None:
    return None if growth is None else _a_growth(growth)


def _a_unit(to: Decimal | int | str) -> Decimal:
    return exact_decimal(to, where="indexation: to")


def _above_nothing(
    _: object, attribute: attrs.Attribute[Fraction], growth: Fraction
) -> None:
    if growth <= -1:
        raise InvalidModelError(
            "a rate cannot fall to nothing or below",
            where=attribute.name,
            got=PerCent(growth),
            expected="more than -100 %",
            mend="let the part end instead",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class YearlyGrowth:
    """
    By how much a rate grows from the year before to one year.

    Attributes:
        year: The calendar year in which the budget year begins.

        growth: By how much it then is higher than the year before, such as
            ``"1.5 %"``; lower if negative.
    """

    year: int
    growth: Fraction = attrs.field(converter=_a_growth, validator=_above_nothing)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Indexation:
    """
    Let a rate rise from year to year (Dynamisierung).

    Example: § 18 Abs. 4 FlüAG Baden-Württemberg raises a lump sum of 135 EUR by
    1.5 per cent a year.

    Attributes:
        base_year: The calendar year in which the rate is as stated; budget years
            count by the calendar year in which they begin.

        growth: By how much it grows each year, such as ``"1.5 %"``.

        growths: Or by how much from one year to the next, a row for each year.

        to: To what it is rounded, in major units, for example ``"0.01"``.

        each: How it is rounded.

        rounded: When it is rounded.
    """

    base_year: int
    growth: Fraction | None = attrs.field(
        default=None,
        converter=_perhaps_a_growth,
        validator=attrs.validators.optional(_above_nothing),
    )
    growths: tuple[YearlyGrowth, ...] = attrs.field(
        default=(), converter=tuple[YearlyGrowth, ...]
    )
    to: Decimal = attrs.field(converter=_a_unit)
    each: Rounding = Rounding.HALF_UP
    rounded: IndexRounding = IndexRounding.EACH_YEAR

    def __attrs_post_init__(self) -> None:
        if (self.growth is None) == (not self.growths):
            raise InvalidModelError(
                "an indexation needs one growth for all years, or one for each",
                where="indexation",
                got="neither" if self.growth is None else "both",
                expected="`growth` or `growths`",
                mend='write growth = "1.5 %"',
            )
        years = [one.year for one in self.growths]
        if len(set(years)) < len(years):
            raise InvalidModelError(
                "a year has two growths",
                where="indexation",
                got=", ".join(map(str, years)),
                expected="one for each year",
                mend="remove one of them",
            )

    def describe(self) -> Sentence:
        """Say by how much the rate rises."""
        if self.growth is None:
            return sentence("as of {year}, indexed yearly", year=str(self.base_year))
        return sentence(
            "as of {year}, {growth} more each year",
            year=str(self.base_year),
            growth=PerCent(self.growth),
        )

    def rate(self, base: Fraction, state: State) -> Fraction:
        """
        Give the rate of the year that a state is about.

        Args:
            base: The rate of the base year, in major units.

            state: Knows the budget year.

        Raises:
            DataLackingError: No year was given, it lies before the base year, or
                the growth of a year is not stated.
        """
        rate = base
        for year in range(self.base_year + 1, self._year(state) + 1):
            rate *= 1 + self._growth(year, state)
            if self.rounded is IndexRounding.EACH_YEAR:
                rate = self._round(rate)
        return self._round(rate) if rate != base else rate

    def _year(self, state: State) -> int:
        expected = sentence("a budget year from {year} on", year=str(self.base_year))
        if state.year is None:
            raise state.lacks(
                sentence("a rate is indexed by year, and no year was given"),
                got=sentence("none"),
                expected=expected,
                mend="apply the rule with year=BudgetYear.calendar(2017), for example",
            )
        year = state.year.period.first.year
        if not self.base_year <= year <= self.base_year + MOST_YEARS:
            raise state.lacks(
                sentence("a rate is not stated for the year"),
                got=state.year,
                expected=expected,
                mend="state the rate of that time as a rule of its own",
            )
        return year

    def _growth(self, year: int, state: State) -> Fraction:
        if self.growth is not None:
            return self.growth
        for one in self.growths:
            if one.year == year:
                return one.growth
        raise state.lacks(
            sentence("the growth of a year is not stated"),
            got=tuple(str(one.year) for one in self.growths),
            expected=str(year),
            mend="add it once it is known",
        )

    def _round(self, rate: Fraction) -> Fraction:
        unit = Fraction(self.to)
        steps = Mixed.from_fractions([rate / unit])
        return int(round_each(steps, rounding=self.each)[0]) * unit
