"""Composed keys: sharing the pot in proportion to what a formula gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, cast

import attrs

from fundmodel.apportion import Mixed
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column
from fundmodel.rules.formulas.figures import formula_of
from fundmodel.rules.formulas.values import (
    total_of,
    whole_weights,
)
from fundmodel.rules.formulas.workings import (
    Formula,
    Working,
)
from fundmodel.sentences import DIGITS_SHOWN, Count, Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["ComposedKey", "ShareByFormula"]


@attrs.frozen(kw_only=True, eq=False)
class ComposedKey(Key):
    """
    A key with the working that its weights come from.

    Attributes:
        working: What the formula gave, for everybody.

        sums: Sum of the values of those who may claim, shape ``(1,)`` or ``(s,)``.
    """

    working: Working
    sums: Mixed

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that went into the weights."""
        return self.working.columns

    def sum(self, scenario: int) -> Count:
        """Give the sum of all values, for printing."""
        return Count(self.sums.fraction(scenario if self.sums.shape[0] > 1 else 0))


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ShareByFormula:
    """
    Share the pot in proportion to what a formula gives (zusammengesetzter Schlüssel).

    Attributes:
        formula: How the number of each recipient is made.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    formula: Formula = attrs.field(converter=formula_of)
    source: Basis = None

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that it counts by, in the order of the formula."""
        return yardsticks_of(self.formula)

    def describe(self) -> Sentence:
        """Say by what the pot is shared."""
        said = self.formula.describe()
        if self.formula.name is None:
            return sentence("shared in proportion to {yardstick}", yardstick=said)
        return sentence(
            "shared in proportion to {name}: {formula}",
            name=self.formula.name,
            formula=said,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Empty the pot into claims of ``pot x number / sum of numbers``, exactly.

        Raises:
            DataLackingError: The roster lacks what the formula is made of.

            InvalidDataError: An eligible recipient lacks a value.

            NothingToShareByError: All numbers are zero.
        """
        working = self.formula.work(state, facts)
        key = ComposedKey(
            weights=whole_weights(working.values, state.eligible),
            working=working,
            sums=total_of(working.values, state),
        )
        return state.shared(key)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say how the number came about, and give pot x number / sum = amount."""
        # cast: `apply` gives no other key.
        key = cast("ComposedKey", step.after.key)
        if step.after.reason_of(who, scenario) is not None:
            return sentence("no share, as only those who are eligible share")
        how = key.working.said(who, scenario)
        if not key.weight(who, scenario):
            return sentence("{how}: nothing to share by", how=how)
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        value, total = key.working.value(who, scenario), key.sum(scenario)
        pot, amount = step.before.in_pot(scenario), step.after.measured(gained)
        if total.value == 1 and _is_short(value.value * 100):
            return sentence(
                "{how}; {pot} x {share} = {amount}",
                how=how,
                pot=pot,
                share=PerCent(Fraction(value.value)),
                amount=amount,
            )
        return sentence(
            "{how}; {pot} x {value} / {total} = {amount}",
            how=how,
            pot=pot,
            value=value,
            total=total,
            amount=amount,
        )


def _is_short(number: Fraction | int) -> bool:
    return (number * 10**DIGITS_SHOWN).denominator == 1


def yardsticks_of(thing: object) -> tuple[Yardstick, ...]:
    """Find the columns that formulas count by, each once."""
    return tuple(dict.fromkeys(_yardsticks(thing)))


def _yardsticks(thing: object) -> Iterator[Yardstick]:
    found: object = getattr(thing, "yardstick", None)
    if isinstance(found, Yardstick):
        yield found
    elif isinstance(thing, tuple):
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", thing):
            yield from _yardsticks(item)
    elif attrs.has(type(thing)):
        # cast: `attrs.has` is no type guard for values.
        fields = attrs.fields(type(cast("attrs.AttrsInstance", thing)))
        for field in fields:
            yield from _yardsticks(getattr(thing, field.name))
