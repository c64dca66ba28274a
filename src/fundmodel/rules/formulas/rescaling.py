"""Rescaling: numbers of a formula rounded, limited, or brought to a common measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, assert_never

import attrs
import numpy as np

from fundmodel.apportion import Mixed, Rounding, round_each
from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.formulas.figures import formula_of, formula_or_none
from fundmodel.rules.formulas.values import (
    mixed,
    numerators,
    one_number,
    over,
    times,
    total_of,
    with_one_den,
)
from fundmodel.rules.formulas.workings import (
    Formula,
    Ratio,
    Working,
    above_zero,
    check_all_are_named,
    check_totals,
    described,
    not_negative,
    ratio,
    ratio_or_none,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import exact_decimal
from fundmodel.steps import State

__all__ = ["Limited", "RescaledToAverage", "RescaledToRange", "Rounded"]


def _unit(to: str | int | Decimal) -> Decimal:
    return exact_decimal(to, where="Rounded.to")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Rounded:
    """
    A number that a law rounds before it goes on with it.

    Attributes:
        of: The number.

        to: What it is rounded to, for example ``"0.1"``.

        each: How.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    to: Decimal = attrs.field(converter=_unit)
    each: Rounding = Rounding.HALF_UP
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say to what and how it is rounded."""
        return sentence(
            "{of} rounded {how} to {unit}",
            of=described(self.of),
            how=how_rounded(self.each),
            unit=self.to,
        )

    def work(self, state: State, facts: Facts) -> Working:
        """
        Round, each on its own.

        Raises:
            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = self.of.work(state, facts)
        unit = Fraction(self.to)
        units = round_each(inner.values.scale(1 / unit), rounding=self.each)
        return Working(formula=self, values=Mixed.of(units).scale(unit), inner=(inner,))

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the number before and after."""
        (inner,) = working.inner
        return sentence(
            "{part}, rounded {how} to {unit}: {value}",
            part=inner.said(who, scenario),
            how=how_rounded(self.each),
            unit=self.to,
            value=working.value(who, scenario),
        )


def how_rounded(each: Rounding) -> Sentence:
    """Say in words how a number is rounded on its own."""
    match each:
        case Rounding.HALF_UP:
            return sentence("half up")
        case Rounding.HALF_EVEN:
            return sentence("half to even")
        case Rounding.DOWN:
            return sentence("down")
        case Rounding.UP:
            return sentence("up")
        case _:
            assert_never(each)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Limited:
    """
    A number kept between a least and a most.

    Example: an index of strength that is at least 70 per cent of the average.

    Attributes:
        of: The number.

        least: What it is at least.

        most: What it is at most.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    least: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=attrs.validators.optional(not_negative),
    )
    most: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=attrs.validators.optional(not_negative),
    )
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise InvalidModelError(
                "a number is limited by nothing",
                where="Limited",
                expected="a least or a most, or both",
                mend="state one of them, or leave Limited out",
            )
        if self.least is not None and self.most is not None and self.least > self.most:
            raise InvalidModelError(
                "the least is more than the most",
                where="Limited",
                got=f"least {self.least}, most {self.most}",
                expected="a least that is not above the most",
                mend="swap them, or correct one",
            )

    def describe(self) -> Sentence:
        """Say between what it is kept."""
        said = described(self.of)
        if self.least is not None:
            said = sentence("{said}, at least {least}", said=said, least=self._least)
        if self.most is not None:
            said = sentence("{said}, at most {most}", said=said, most=self._most)
        return said

    @property
    def _least(self) -> Ratio:
        return Ratio(self.least or Fraction(0))

    @property
    def _most(self) -> Ratio:
        return Ratio(self.most or Fraction(0))

    def work(self, state: State, facts: Facts) -> Working:
        """
        Lift to the least, cut at the most.

        Raises:
            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = self.of.work(state, facts)
        values = inner.values
        if self.least is not None:
            values = Mixed.maximum(values, one_number(self.least))
        if self.most is not None:
            values = Mixed.minimum(values, one_number(self.most))
        return Working(formula=self, values=values, inner=(inner,))

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Say whether it was lifted or cut."""
        (inner,) = working.inner
        part = inner.said(who, scenario)
        had = Fraction(inner.value(who, scenario).value)
        has = Fraction(working.value(who, scenario).value)
        if has > had:
            return sentence(
                "{part}, but at least {least}", part=part, least=self._least
            )
        if has < had:
            return sentence("{part}, but at most {most}", part=part, most=self._most)
        return part


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RescaledToAverage:
    """
    An index whose average over all who may claim is a given number.

    Attributes:
        of: The number.

        average: What it is on average afterwards: 1, or 100 for per cent.

        weighted_by: How much each counts in the average; the same without it.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    average: Fraction = attrs.field(
        default=Fraction(1),
        converter=ratio,
        validator=above_zero,
    )
    weighted_by: Formula | None = attrs.field(default=None, converter=formula_or_none)
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what the average is."""
        of, average = described(self.of), Ratio(self.average)
        if self.weighted_by is None:
            return sentence(
                "{of}, so that the average is {average}", of=of, average=average
            )
        return sentence(
            "{of}, so that the average by {weighted_by} is {average}",
            of=of,
            weighted_by=described(self.weighted_by),
            average=average,
        )

    def work(self, state: State, facts: Facts) -> Working:
        """
        Divide by the average, and multiply with what it should be.

        Raises:
            NothingToShareByError: The average is zero.

            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = self.of.work(state, facts)
        found = self._average(inner.values, state, facts)
        check_totals(self.of, found, state)
        values = over(inner.values, found.column()).scale(self.average)
        return Working(formula=self, values=values, inner=(inner,), totals=(found,))

    def _average(self, values: Mixed, state: State, facts: Facts) -> Mixed:
        counts = Mixed.of(state.eligible.astype(np.int64))
        if self.weighted_by is not None:
            counts = self.weighted_by.work(state, facts).values
            values = times(values, counts)
        number = total_of(counts, state)
        check_totals(self.weighted_by or self.of, number, state)
        return over(total_of(values, state).column(), number.column()).sum()

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give number x wanted average / average."""
        (inner,) = working.inner
        return sentence(
            "{part} x {average} / {found} on average = {value}",
            part=inner.inside(who, scenario),
            average=Ratio(self.average),
            found=working.total(0, scenario),
            value=working.value(who, scenario),
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RescaledToRange:
    """
    An index that goes from a lowest to a highest number, whoever may claim.

    Attributes:
        of: The number.

        lowest: What the smallest becomes.

        highest: What the largest becomes.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    lowest: Fraction = attrs.field(converter=ratio, validator=not_negative)
    highest: Fraction = attrs.field(converter=ratio, validator=not_negative)
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        if self.lowest == self.highest:
            raise InvalidModelError(
                "an index would be the same for everybody",
                where="RescaledToRange",
                got=self.lowest,
                expected="a lowest and a highest that differ",
                mend="correct one of them",
            )

    def describe(self) -> Sentence:
        """Say from what to what it goes."""
        return sentence(
            "{of}, from {lowest} for the smallest to {highest} for the largest",
            of=described(self.of),
            lowest=Ratio(self.lowest),
            highest=Ratio(self.highest),
        )

    def work(self, state: State, facts: Facts) -> Working:
        """
        Go from the lowest to the highest as the numbers do.

        Raises:
            InvalidDataError: All numbers are the same.

            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = self.of.work(state, facts)
        values = with_one_den(inner.values)
        smallest, largest = _ends(values, state.eligible)
        if smallest.equals(largest).any():
            raise InvalidDataError(
                "an index cannot be made of numbers that are all the same",
                where=f"roster {state.roster.id!r}: {described(self.of)}",
                got=smallest.fraction(0),
                expected="at least two different numbers of eligible recipients",
                mend="check the values, and who is eligible",
            )
        # Whoever may not claim may lie outside, and counts for nothing.
        inside = Mixed.maximum(values - smallest.column(), Mixed.zeros((1, 1)))
        shares = over(inside, (largest - smallest).column())
        width = self.highest - self.lowest
        return Working(
            formula=self,
            values=shares.scale(width) + one_number(self.lowest),
            inner=(inner,),
            totals=(smallest, largest),
        )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give where in the range of all it lies."""
        (inner,) = working.inner
        return sentence(
            "{lowest} + ({part} - {smallest}) x ({highest} - {lowest}) / "
            "({largest} - {smallest}) = {value}",
            lowest=Ratio(self.lowest),
            highest=Ratio(self.highest),
            part=inner.inside(who, scenario),
            smallest=working.total(0, scenario),
            largest=working.total(1, scenario),
            value=working.value(who, scenario),
        )


def _ends(values: Mixed, eligible: Booleans) -> tuple[Mixed, Mixed]:
    """Give the smallest and the largest of those who may claim, shape ``(s,)``."""
    above = numerators(values)
    shape = np.broadcast_shapes(above.shape, eligible.shape)
    everybody: Integers = np.broadcast_to(above, shape)
    top = everybody.max(axis=-1, keepdims=True)
    smallest = np.where(eligible, everybody, top).min(axis=-1)
    largest = np.where(eligible, everybody, smallest[:, np.newaxis]).max(axis=-1)
    den = np.broadcast_to(values.den, (shape[0], 1))
    ends = (mixed(end[:, np.newaxis], den).sum() for end in (smallest, largest))
    return next(ends), next(ends)
