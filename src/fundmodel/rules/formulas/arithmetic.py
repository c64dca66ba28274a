"""
Formulas: the number by which a pot is shared, put together from what was counted.

A formula is data. It is worked out for everybody at once and exactly, and what came
out on the way is kept, so that the sentence about one recipient shows how its number
came about. Wherever a formula is made of others, the id of an indicator may stand for
a :class:`Figure`.
"""

from __future__ import annotations

import enum
from functools import reduce
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.formulas.figures import formula_of, formulas_of
from fundmodel.rules.formulas.values import over, times
from fundmodel.rules.formulas.workings import (
    Formula,
    Working,
    check_all_are_named,
    check_each,
    described,
    equals,
    not_empty,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import State

__all__ = ["Negative", "Product", "Quotient", "Shortfall"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Product:
    """
    Several factors multiplied with each other.

    Example: inhabitants times a weight by size class (Hauptansatz).

    Attributes:
        of: The factors.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: tuple[Formula, ...] = attrs.field(converter=formulas_of, validator=not_empty)
    name: Text | None = None

    def describe(self) -> Sentence:
        """Name the factors."""
        return _multiplied([described(one) for one in self.of])

    def work(self, state: State, facts: Facts) -> Working:
        """
        Multiply, each with its own.

        Raises:
            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = tuple(one.work(state, facts) for one in self.of)
        values = reduce(times, [one.values for one in inner])
        return Working(formula=self, values=values, inner=inner)

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the factors and their product."""
        factors = [one.inside(who, scenario) for one in working.inner]
        return equals(_multiplied(factors), working, who, scenario)


def _multiplied(said: list[Sentence]) -> Sentence:
    chain = said[0]
    for further in said[1:]:
        chain = sentence("{first} x {second}", first=chain, second=further)
    return chain


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Quotient:
    """
    One number for each unit of another, such as tax revenue per inhabitant.

    Exact quotients of many recipients have no common denominator that could be
    written down; as laws do, round them (:class:`Rounded`).

    Attributes:
        of: What is divided.

        by: What it is divided by.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    by: Formula = attrs.field(converter=formula_of)
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what is divided by what."""
        return sentence("{of} / {by}", of=described(self.of), by=described(self.by))

    def work(self, state: State, facts: Facts) -> Working:
        """
        Divide, each by its own.

        Raises:
            InvalidDataError: Somebody who may claim would be divided by zero.

            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        above, below = self.of.work(state, facts), self.by.work(state, facts)
        is_zero = below.values.equals(Mixed.zeros((1, 1)))
        check_each(
            state,
            is_zero,
            f"a formula divides by zero: {described(self.by)}",
            expected="a value above zero",
            mend="check the values; leave out whoever has none by a provision of "
            "its own",
        )
        ones = Mixed.of(np.ones((1, 1), dtype=np.int64))
        values = over(above.values, Mixed.where(is_zero, ones, below.values))
        return Working(formula=self, values=values, inner=(above, below))

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give both numbers and the quotient."""
        above, below = (one.inside(who, scenario) for one in working.inner)
        how = sentence("{of} / {by}", of=above, by=below)
        return equals(how, working, who, scenario)


class Negative(enum.Enum):
    """What becomes of a need that one's own strength exceeds."""

    REFUSED = "refused"
    """It is an error: the law does not provide for it."""

    ZERO = "zero"
    """It counts as no need (abundant)."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Shortfall:
    """
    Need minus own strength.

    Example: what the need (Bedarfsmesszahl) of a municipality exceeds its own
    financial strength (Steuerkraftmesszahl) by.

    Attributes:
        need: The need.

        strength: The strength, in the same unit.

        negative: What becomes of it where strength exceeds need.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    need: Formula = attrs.field(converter=formula_of)
    strength: Formula = attrs.field(converter=formula_of)
    negative: Negative = Negative.REFUSED
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what is taken from what."""
        said = sentence(
            "{need} minus {strength}",
            need=described(self.need),
            strength=described(self.strength),
        )
        if self.negative is Negative.REFUSED:
            return said
        return sentence("{difference}, at least 0", difference=said)

    def work(self, state: State, facts: Facts) -> Working:
        """
        Subtract, each its own.

        Raises:
            InvalidDataError: The strength of somebody who may claim exceeds its
                need, and nobody says that this counts as zero.

            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        inner = self.need.work(state, facts), self.strength.work(state, facts)
        needed, own = (one.values for one in inner)
        none = Mixed.zeros((1, 1))
        difference = needed - own
        if self.negative is Negative.REFUSED:
            check_each(
                state,
                difference.less(none),
                f"a need is negative: {self.describe()}",
                expected="a need of at least the own strength",
                mend="check the values; if it counts as no need, say negative = "
                '"zero" (Negative.ZERO in Python)',
            )
        return Working(
            formula=self, values=Mixed.maximum(difference, none), inner=inner
        )

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give both numbers and what is lacking."""
        need, strength = (one.inside(who, scenario) for one in working.inner)
        how = sentence("{need} - {strength}", need=need, strength=strength)
        needed, own = (one.value(who, scenario).value for one in working.inner)
        if needed < own:
            return sentence("{how} is less than 0 and counts as 0", how=how)
        return equals(how, working, who, scenario)
