"""Sums: shares and figures added up with their weights, and averages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import ClassVar, Final

import attrs

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.formulas.figures import formula_of, formulas_of
from fundmodel.rules.formulas.values import over, total_of
from fundmodel.rules.formulas.workings import (
    Formula,
    Ratio,
    Working,
    above_zero,
    chained,
    check_all_are_named,
    check_totals,
    described,
    equals,
    not_empty,
    not_negative,
    ratio,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import State

__all__ = ["Average", "Term", "WeightedShares", "WeightedSum"]

ONE: Final = Fraction(1)


@attrs.frozen(field_transformer=of_model)
class Term:
    """
    What a part of a sum counts for.

    >>> Term(Fraction(2, 3), "tax_revenue").of.by
    'tax_revenue'

    Attributes:
        weight: How much it counts; zero or more.

        of: The formula, or the id of an indicator.
    """

    weight: Fraction = attrs.field(converter=ratio, validator=not_negative)
    of: Formula = attrs.field(converter=formula_of)


def _terms(given: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class WeightedShares:
    """
    The sum of the shares that somebody has of several totals, each with its weight.

    Example: two thirds of the Königstein key (Königsteiner Schlüssel) follow the tax
    revenue of a Land, one third its population.

    Attributes:
        of: The terms; their weights add up to the base.

        base: What the weights add up to: 1, or 100 where they are per cent.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: tuple[Term, ...] = attrs.field(converter=_terms, validator=not_empty)
    base: Fraction = attrs.field(default=ONE, converter=ratio, validator=above_zero)
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        found = sum((term.weight for term in self.of), start=Fraction(0))
        if found != self.base:
            raise InvalidModelError(
                "the weights do not add up",
                where="WeightedShares.of",
                got=found,
                expected=f"exactly {self.base}",
                mend="correct the weights; where the law has others, say with `base` "
                "what they add up to",
            )

    def describe(self) -> Sentence:
        """Say what counts how much."""
        said = [
            sentence(
                "{weight} x share of {of}",
                weight=self._weight(term),
                of=described(term.of),
            )
            for term in self.of
        ]
        return chained(said)

    def _weight(self, term: Term) -> object:
        if self.base == 1:
            return Ratio(term.weight)
        return sentence(
            "{weight}/{base}", weight=Ratio(term.weight), base=Ratio(self.base)
        )

    def work(self, state: State, facts: Facts) -> Working:
        """
        Add up weight x value / sum of values of those who may claim.

        Raises:
            NothingToShareByError: All values of one term are zero.
        """
        inner = tuple(term.of.work(state, facts) for term in self.of)
        totals = tuple(total_of(one.values, state) for one in inner)
        for term, total in zip(self.of, totals, strict=True):
            check_totals(term.of, total, state)
        shares = [
            over(one.values, total.column()).scale(term.weight / self.base)
            for term, one, total in zip(self.of, inner, totals, strict=True)
        ]
        return Working(
            formula=self, values=reduce(_plus, shares), inner=inner, totals=totals
        )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give weight x value / total for each term, and their sum."""
        said = [
            sentence(
                "{weight} x {part} / {total}",
                weight=self._weight(term),
                part=one.inside(who, scenario),
                total=working.total(place, scenario),
            )
            for place, (term, one) in enumerate(
                zip(self.of, working.inner, strict=True)
            )
        ]
        return equals(chained(said), working, who, scenario)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class WeightedSum:
    """
    The sum of several figures, each times its weight.

    Example: each pupil counts once, each pupil with special needs three times.

    Attributes:
        of: The terms.

        plus: A fixed number that everybody has besides (Sockel).

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: tuple[Term, ...] = attrs.field(converter=_terms, validator=not_empty)
    plus: Fraction = attrs.field(
        default=Fraction(0), converter=ratio, validator=not_negative
    )
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what counts how much."""
        said = [
            sentence(
                "{weight} x {of}", weight=Ratio(term.weight), of=described(term.of)
            )
            for term in self.of
        ]
        return chained([*self._plus(), *said])

    def _plus(self) -> list[Sentence]:
        return [sentence("{plus}", plus=Ratio(self.plus))] if self.plus else []

    def work(self, state: State, facts: Facts) -> Working:
        """
        Add up weight x value.

        Raises:
            DataLackingError: There is a fixed number for each, and a row stands for
                many.
        """
        if self.plus:
            check_all_are_named(self, state)
        inner = tuple(term.of.work(state, facts) for term in self.of)
        weighted = [
            one.values.scale(term.weight)
            for term, one in zip(self.of, inner, strict=True)
        ]
        values = reduce(_plus, weighted)
        if self.plus:
            values = values + Mixed.from_fractions([[self.plus]])
        return Working(formula=self, values=values, inner=inner)

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give weight x value for each term, and their sum."""
        said = [
            sentence(
                "{weight} x {part}",
                weight=Ratio(term.weight),
                part=one.inside(who, scenario),
            )
            for term, one in zip(self.of, working.inner, strict=True)
        ]
        return equals(chained([*self._plus(), *said]), working, who, scenario)


def _plus(a: Mixed, b: Mixed) -> Mixed:
    return a + b


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Average:
    """
    The average of several numbers, such as the figures of several key dates.

    Attributes:
        of: The numbers; all count the same.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: tuple[Formula, ...] = attrs.field(converter=formulas_of, validator=not_empty)
    name: Text | None = None

    def describe(self) -> Sentence:
        """Name the numbers."""
        return sentence(
            "average of {numbers}", numbers=tuple(described(one) for one in self.of)
        )

    def work(self, state: State, facts: Facts) -> Working:
        """Add up, and divide by how many there are."""
        inner = tuple(one.work(state, facts) for one in self.of)
        values = reduce(_plus, [one.values for one in inner])
        return Working(
            formula=self, values=values.scale(Fraction(1, len(self.of))), inner=inner
        )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the numbers and their average."""
        how = sentence(
            "({sum}) / {number}",
            sum=chained([one.inside(who, scenario) for one in working.inner]),
            number=len(self.of),
        )
        return equals(how, working, who, scenario)
