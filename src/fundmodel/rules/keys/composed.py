"""Composed keys: sharing the pot in proportion to what a formula gives."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, cast

import attrs

from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.formulas.bases import yardsticks_of
from fundmodel.rules.formulas.figures import formula_of
from fundmodel.rules.formulas.weights import ComposedKey, composed_key
from fundmodel.rules.formulas.workings import Formula
from fundmodel.sentences import DIGITS_SHOWN, Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["ShareByFormula"]


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
        return state.shared(composed_key(working, state))

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
        if total.value == 1:
            return sentence(
                "{how}; {pot} x {value} = {amount}",
                how=how,
                pot=pot,
                value=value,
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
