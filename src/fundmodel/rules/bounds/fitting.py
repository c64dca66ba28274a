"""Fitting claims to the pot: cut in proportion, scaled up, or left as they are."""

from __future__ import annotations

from typing import ClassVar

import attrs

from fundmodel.apportion import Mixed
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.bounds.settling import current, filled, standing
from fundmodel.rules.bounds.shortages import afforded, lower, upper
from fundmodel.rules.bounds.verdicts import fitted
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["Fit"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Fit:
    """
    Fit claims to the pot (Anpassung an die verfügbaren Mittel).

    If more is claimed than there is, all claims are cut in the same proportion
    (ratable reduction, anteilige Kürzung). What is left over stays in the pot, unless
    claims are scaled up to use it. Bounds that stand before it hold: those who stand
    at one keep it, and the others are cut more.

    Attributes:
        scales_up: Whether claims rise in proportion until the pot is used up.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    scales_up: bool = False
    source: Basis = None

    def describe(self) -> Sentence:
        """Say what happens to claims that do not fit."""
        if self.scales_up:
            return sentence("all claims are scaled in proportion, to use up the pot")
        return sentence(
            "if more is claimed than there is, all claims are cut in proportion"
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Cut or raise all claims in proportion.

        Raises:
            AllocationError: The rule is open-ended, or a claim is negative.

            BoundsError: There is too little for all minimums, or bounds of groups
                cannot be kept.
        """
        del facts
        _check_pot(state)
        now = current(state)
        claimed, nothing = state.amounts.sum(), Mixed.zeros((1, 1))
        lacking = Mixed.minimum(state.pot, Mixed.zeros((1,)))
        there = claimed + (state.pot if self.scales_up else lacking)
        # What a bound raised or cut is no claim; the claim before is what is scaled.
        claims = now.offset if now.slope is None else state.amounts
        gathered = afforded(state, nothing, now.gathered, there)
        least, most = lower(nothing, gathered), upper(there.column(), gathered)
        now = attrs.evolve(now, gathered=gathered)
        line, there = filled(state, now, there, (claims, nothing), (least, most))
        bounds = attrs.evolve(standing(now, line.amounts), line=line)
        return state.becomes(
            pot=state.pot + claimed - there, amounts=line.amounts, bounds=bounds
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give claim x what is there / all claims = amount."""
        return fitted(step, who, scenario)


def _check_pot(state: State) -> None:
    if state.open_ended:
        raise AllocationError(
            "claims are fitted to a pot where there is none",
            where="fit",
            got="an open-ended rule",
            expected="a budget",
            mend="give the part a budget, or leave the provision out",
        )
