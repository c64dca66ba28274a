"""Granting: claims by cost plans, and how they came about."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, cast

import attrs
import numpy as np

from fundmodel.applications import REQUESTED
from fundmodel.apportion import Mixed
from fundmodel.claims import said_of
from fundmodel.conditions.exclusions import (
    excluded_before,
    leave_out,
    need_one_row_each,
)
from fundmodel.costs import CostFigures
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.rules.financing.plan_figures import PlanFigures
from fundmodel.rules.financing.terms import Cap, Terms
from fundmodel.rules.rates.tariffs import claim
from fundmodel.rules.selection.requests import RequestsAxis
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Key, State, Step
from fundmodel.units import Amount

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

    The weights only tell who was granted by a plan, or count units. A grant that is
    limited by a request is not counted by units, so there is no rate of one.

    Attributes:
        figures: Those of the cost plans, in the order of the claimants.

        planned: Who has a plan, shape ``(n,)``.

        wanted: What would be paid if nothing limited it.

        caps: What limits it.

        requested: What was claimed before, which limits it too, shape ``(s, n)``;
            `None` where it is paid besides earlier claims.
    """

    figures: CostFigures
    planned: BoolArray
    wanted: Wanted
    caps: tuple[Cap, ...]
    requested: Mixed | None = None


def granted(financing: Financing, state: State, facts: Facts) -> State:
    """
    Claim what a financing pays for everybody who has a cost plan.

    It adds to earlier claims. Where applications claim what they request, it cuts
    the request to what it pays instead. Whoever has no plan is left out with that
    reason, except with an earlier claim that is no request.

    Raises:
        DataLackingError: A row stands for others, or nobody has a plan.

        AllocationError: There are no cost plans, they are of applications that did
            not request anything yet, or it stands in a formula after requests.

        MoneyError: Amounts are in another unit than the pot.
    """
    need_one_row_each(
        state, sentence("a cost plan belongs to one claimant, and some are not known")
    )
    state.unit.count(Money.zero(facts.cost_plans.currency))
    financing.terms.check_unit(state)
    figures, planned = facts.cost_plans.figures.aligned(state.roster.ids)
    _check_some(state, planned, facts)
    _check_requests(state, planned)
    claiming = state.eligible
    state = _without_plans_left_out(state, planned)
    wanted, caps = financing.wanted(figures, state), financing.caps(figures)
    amounts = wanted.amounts
    for cap in caps:
        amounts = Mixed.minimum(amounts, cap.amounts)
    amounts = Mixed.maximum(amounts, NOTHING)
    key = _key(state, wanted, figures=figures, planned=planned, caps=caps)
    if key.requested is not None:
        paid = Mixed.where(state.eligible, amounts, NOTHING)
        return _cut(state, paid, key, claiming)
    return claim(state, Mixed.where(state.eligible & planned, amounts, NOTHING), key)


def _key(
    state: State,
    wanted: Wanted,
    *,
    figures: CostFigures,
    planned: BoolArray,
    caps: tuple[Cap, ...],
) -> FinancingKey:
    is_limit = _are_requests(state)
    units = None if is_limit else wanted.units
    who = state.eligible & planned
    return FinancingKey(
        weights=np.where(who, 1 if units is None else units.weights, 0),
        column=None if units is None else units.column,
        figures=figures,
        planned=planned,
        wanted=wanted,
        caps=caps,
        requested=state.amounts if is_limit else None,
    )


def _are_requests(state: State) -> bool:
    return isinstance(state.axis, RequestsAxis)


def _cut(state: State, paid: Mixed, key: Key, claiming: BoolArray) -> State:
    """Cut requests of those who were claiming to what is paid."""
    cut = Mixed.minimum(state.amounts, paid)
    amounts = Mixed.where(claiming, cut, state.amounts)
    freed = state.amounts.sum() - amounts.sum()
    return state.becomes(pot=state.pot + freed, amounts=amounts, key=key)


def _check_some(state: State, planned: BoolArray, facts: Facts) -> None:
    if not state.eligible.any() or (state.eligible & planned).any():
        return
    claimants = facts.cost_plans.figures.claimants
    if not _are_requests(state) and facts.applications is not None:
        _check_applications(state, facts.applications.ids, claimants)
    raise state.lacks(
        sentence("none of those who may claim has a cost plan"),
        got=sentence("cost plans of {claimants}", claimants=said_of(claimants)),
        expected=sentence("cost plans with the ids of the claimants"),
        mend="name the application as `claimant` of its plan"
        if _are_requests(state)
        else "name the recipient as `claimant` of its plan; where applications have "
        "plans, put Requested in front, so that they claim",
    )


def _check_applications(
    state: State, applications: tuple[str, ...], claimants: tuple[str, ...]
) -> None:
    known = frozenset(applications)
    found = tuple(id_ for id_ in claimants if id_ in known)
    if found:
        raise AllocationError(
            "cost plans are of applications, and recipients claim",
            where=f"roster {state.roster.id!r}",
            got=f"cost plans of {said_of(found)}",
            expected="applications that claim what they request",
            mend="put Requested in front of the financing, which cuts requests then",
        )


def _check_requests(state: State, planned: BoolArray) -> None:
    """Refuse to cut what cannot be seen: inside a formula nobody has a claim yet."""
    if not _are_requests(state) or state.key is not None:
        return
    asks = np.ones(len(state.roster), dtype=np.bool_)
    for column in state.roster.columns_of(REQUESTED):
        asks = ~column.valid | (column.values > 0)
    asking = state.eligible & planned & asks
    if asking.any() and state.amounts.equals(NOTHING).all():
        raise AllocationError(
            "a financing in a formula does not see what was requested",
            where=f"roster {state.roster.id!r}",
            got="a formula that begins without claims, after Requested",
            expected="a financing that stands behind Requested itself",
            mend="take it out of the formula; several financings one after the other "
            "let each request be no more than the least of them",
        )


def _without_plans_left_out(state: State, planned: BoolArray) -> State:
    # What was claimed before stays with whoever claimed it; but a request is no more
    # than the costs, and there are none.
    has_claim = ~state.amounts.equals(NOTHING)
    keeps = has_claim.any() and not _are_requests(state)
    lacking = ~planned & ~has_claim if keeps else ~planned
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
    said, paid = _with_cuts(said, key, plan)
    if key.requested is None:
        return said
    return _beside_request(said, paid, plan.amount(key.requested))


def _with_cuts(
    said: Sentence, key: FinancingKey, plan: PlanFigures
) -> tuple[Sentence, Amount]:
    """Tell every cut, and give what is paid in the end."""
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
    return said, attrs.evolve(plan.eligible, count=amount)


def _beside_request(said: Sentence, paid: Amount, claimed: Amount) -> Sentence:
    """Say which of the two is less: what is paid, or what the application claims."""
    if claimed.count < paid.count:
        return sentence(
            "{said}; cut to {amount}, as the application claims no more",
            said=said,
            amount=claimed,
        )
    if claimed.count == paid.count:
        return sentence("{said}, as much as the application claims", said=said)
    return sentence(
        "{said}; the claim of {claimed} is cut to {amount}",
        said=said,
        claimed=claimed,
        amount=paid,
    )
