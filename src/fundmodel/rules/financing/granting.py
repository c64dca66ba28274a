"""Granting: claims by cost plans, and how they came about."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import said_of
from fundmodel.conditions.exclusions import (
    excluded_before,
    leave_out,
    need_one_row_each,
)
from fundmodel.costs import CostFigures
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.rules.financing.plan_figures import PlanFigures
from fundmodel.rules.financing.terms import Cap, Terms
from fundmodel.rules.rates.tariffs import claim
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Key, State, Step

__all__ = ["Financing", "FinancingKey", "Wanted", "explained", "granted"]

NOTHING = Mixed.zeros((1, 1))


@attrs.frozen(kw_only=True, eq=False)
class Wanted:
    """
    What would be paid if nothing limited it.

    Attributes:
        amounts: How much, shape ``(1, 1)`` or ``(1, n)``; negative where means exceed
            costs.

        units: The units that are paid for; `None` if costs alone count.
    """

    amounts: Mixed
    units: Key | None = None


class Financing(Protocol):
    """A kind of financing; it says what it would pay if nothing limited it."""

    @property
    def terms(self) -> Terms:
        """What limits it."""
        ...

    def wanted(self, figures: CostFigures, state: State) -> Wanted:
        """Give what it would pay."""
        ...

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give its limits, in the order in which they are told."""
        ...

    def explain_wanted(self, plan: PlanFigures, key: FinancingKey) -> Sentence:
        """Say what it would pay, as a sum that can be checked."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class FinancingKey(Key):
    """
    The figures by which grants were computed.

    The weights only tell who was granted by a plan, or count units.

    Attributes:
        figures: Those of the cost plans, in the order of the claimants.

        planned: Who has a plan, shape ``(n,)``.

        wanted: What would be paid if nothing limited it.

        caps: What limits it.
    """

    figures: CostFigures
    planned: BoolArray
    wanted: Wanted
    caps: tuple[Cap, ...]


def granted(financing: Financing, state: State, facts: Facts) -> State:
    """
    Claim what a financing pays for everybody who has a cost plan.

    Whoever has none, and no other claim, is left out with that reason.

    Raises:
        DataLackingError: A row stands for others, or nobody has a plan.

        AllocationError: There are no cost plans.

        MoneyError: Amounts are in another unit than the pot.
    """
    need_one_row_each(
        state, sentence("a cost plan belongs to one claimant, and some are not known")
    )
    state.unit.count(Money.zero(facts.cost_plans.currency))
    financing.terms.check_unit(state)
    figures, planned = facts.cost_plans.figures.aligned(state.roster.ids)
    _check_some(state, planned, facts)
    state = _without_plans_left_out(state, planned)
    wanted, caps = financing.wanted(figures, state), financing.caps(figures)
    amounts = wanted.amounts
    for cap in caps:
        amounts = Mixed.minimum(amounts, cap.amounts)
    who, units = state.eligible & planned, wanted.units
    key = FinancingKey(
        weights=np.where(who, 1 if units is None else units.weights, 0),
        column=None if units is None else units.column,
        figures=figures,
        planned=planned,
        wanted=wanted,
        caps=caps,
    )
    amounts = Mixed.where(who, Mixed.maximum(amounts, NOTHING), NOTHING)
    return claim(state, amounts, key)


def _check_some(state: State, planned: BoolArray, facts: Facts) -> None:
    if state.eligible.any() and not (state.eligible & planned).any():
        raise state.lacks(
            sentence("none of those who may claim has a cost plan"),
            got=sentence(
                "cost plans of {claimants}",
                claimants=said_of(facts.cost_plans.figures.claimants),
            ),
            expected=sentence("cost plans with the ids of the claimants"),
            mend="name the recipient or the application as `claimant` of its plan",
        )


def _without_plans_left_out(state: State, planned: BoolArray) -> State:
    # What was claimed before stays with whoever claimed it.
    has_claim = ~state.amounts.equals(NOTHING)
    lacking = ~planned & ~has_claim if has_claim.any() else ~planned
    if not (state.eligible & lacking).any():
        return state
    return leave_out(state, lacking, sentence("without a cost plan"))


def explained(financing: Financing, step: Step, who: int, scenario: int) -> Sentence:
    """Say which costs count, what is paid, and every cut."""
    before = excluded_before(step, who, scenario)
    if before is not None:
        return before
    why_not = step.after.reason_of(who, scenario)
    name = step.after.roster.label(who)
    if why_not is not None:
        return sentence("{name} is {why_not}", name=name, why_not=why_not)
    # cast: `granted` gives no other key.
    key = cast("FinancingKey", step.after.key)
    if not key.planned[who]:
        return sentence("{name} has no cost plan, so nothing is added", name=name)
    plan = PlanFigures(
        figures=key.figures, who=who, unit=step.after.unit, scenario=scenario
    )
    said = sentence(
        "{costs}; {paid}",
        costs=plan.costs(),
        paid=financing.explain_wanted(plan, key),
    )
    return _with_cuts(said, key, plan)


def _with_cuts(said: Sentence, key: FinancingKey, plan: PlanFigures) -> Sentence:
    nothing = Fraction(0)
    amount = max(plan.amount(key.wanted.amounts).count, nothing)
    for cap in key.caps:
        most = max(plan.amount(cap.amounts).count, nothing)
        if most < amount:
            amount = most
            said = sentence(
                "{said}; cut to {amount}, as {why}",
                said=said,
                amount=attrs.evolve(plan.eligible, count=most),
                why=cap.explain(plan),
            )
    return said
