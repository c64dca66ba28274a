"""Runs: what the rules in a provision give, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion, PortionKind
from fundmodel.conditions.exclusions import leave_out
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.rules.combinations.sub_rules import SubRule, only_shares
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Branch, State, Step
from fundmodel.units import Amount

__all__ = [
    "Run",
    "added",
    "branches",
    "check_has_pot",
    "entered",
    "gained",
    "given",
    "in_turn",
    "left_out",
    "merged",
    "ran",
    "refuse_elsewhere",
]


@attrs.frozen(kw_only=True, eq=False)
class Run:
    """
    What a sub-rule did.

    Attributes:
        steps: Its steps.

        whose: Who went through it, shape ``(n,)``; `None` for everybody.

        held: What had left the pot before, and does not belong to the sub-rule.
    """

    steps: tuple[Step, ...]
    whose: BoolArray | None = None
    held: Portion

    @property
    def first(self) -> State:
        """The state that it began with."""
        return self.steps[0].before

    @property
    def last(self) -> State:
        """The state that it ended with."""
        return self.steps[-1].after

    @property
    def given(self) -> Mixed:
        """What it gave to each, shape ``(s, n)``."""
        return self.last.amounts

    @property
    def taken(self) -> Mixed:
        """What it took out of its pot, shape ``(s,)``."""
        return self.first.pot - self.last.pot

    @property
    def portions(self) -> tuple[Portion, ...]:
        """What it put elsewhere."""
        return tuple(p for p in self.last.elsewhere if p is not self.held)

    def branch(self, title: Sentence) -> Branch:
        """Keep its steps."""
        positions: IntArray | None = None
        if self.whose is not None:
            positions = np.where(self.whose, np.arange(len(self.whose)), -1)
        return Branch(steps=self.steps, title=title, positions=positions)


def entered(state: State, pot: Mixed) -> tuple[State, Portion]:
    """
    Give the state that a sub-rule begins with: nobody has a claim yet.

    Where earlier claims exceed the pot they are held elsewhere, so that a key finds
    nothing to share and says so.

    Args:
        state: The state outside.

        pot: What the sub-rule may divide, shape ``(s,)``.
    """
    overdrawn: BoolArray = (state.pot.whole < 0) & (state.total.whole >= 0)
    nothing = Mixed.zeros(state.pot.shape)
    held = Portion(
        kind=PortionKind.SET_ASIDE,
        amount=Mixed.where(overdrawn, state.total - state.pot, nothing),
    )
    inside = state.becomes(
        pot=pot,
        amounts=Mixed.zeros(state.amounts.shape),
        key=None,
        bounds=None,
        elsewhere=(held,),
    )
    return inside, held


def ran(
    rule: AllocationRule, inside: tuple[State, Portion], facts: Facts, *, where: str
) -> Run:
    """
    Run a sub-rule.

    Args:
        rule: The sub-rule.

        inside: What it begins with.

        facts: Earlier amounts and tables.

        where: Which provision runs it, for errors.

    Raises:
        AllocationError: It shares a pot where there is none, or ends with other
            claimants than it began with.
    """
    state, held = inside
    if state.open_ended and only_shares(rule):
        raise AllocationError(
            "a formula shares a pot where there is none",
            where=where,
            got="an open-ended rule",
            expected="a budget",
            mend="give the part a budget, or pay a rate",
        )
    run = Run(steps=rule.fold(state, facts), held=held)
    if run.last.axis is not state.axis:
        raise AllocationError(
            "a formula ends with other claimants than it began with",
            where=where,
            got=f"{len(run.last.roster):,} rows of {run.last.roster.id!r}",
            expected=f"the {len(state.roster):,} rows of {state.roster.id!r}",
            mend="pass on or pool after the formulas, not in one of them",
        )
    return run


def refuse_elsewhere(run: Run, *, where: str, mend: str) -> None:
    """
    Refuse a formula that takes money out of the pot for others, or adds to it.

    Raises:
        AllocationError: It does.
    """
    wrong = {PortionKind.SET_ASIDE, PortionKind.GUARANTEED}
    found = [portion.kind.value for portion in run.portions if portion.kind in wrong]
    if found:
        raise AllocationError(
            "a formula moves money that belongs to no recipient of it",
            where=where,
            got=found[0],
            expected="formulas that do nothing but divide",
            mend=mend,
        )


def merged(state: State, runs: Iterable[Run]) -> State:
    """
    Let everybody be eligible whom at least one sub-rule found eligible.

    Whoever has a claim already stays so. Others are told the reason of the first
    sub-rule that they went through.
    """
    runs = tuple(runs)
    shape = state.amounts.shape
    everybody = np.ones(shape[-1:], dtype=np.bool_)
    claims = ~state.amounts.equals(Mixed.zeros((1, 1)))
    eligible = state.eligible & claims
    reason = np.broadcast_to(state.reason, shape)
    known, reasons = len(state.reasons), list(state.reasons)
    taken = np.broadcast_to(~state.eligible, shape)
    for run in runs:
        whose = everybody if run.whose is None else run.whose
        eligible = eligible | (run.last.eligible & whose)
        codes = run.last.reason
        new = whose & (codes >= known) & ~taken
        reason = np.where(new, codes + (len(reasons) - known), reason)
        taken = taken | new
        reasons.extend(run.last.reasons[known:])
    return state.becomes(
        eligible=eligible,
        reason=np.where(eligible, -1, reason),
        reasons=tuple(reasons),
    )


def check_has_pot(state: State, rules: tuple[SubRule, ...], *, where: str) -> None:
    """
    Refuse shares of a pot where there is none.

    Raises:
        AllocationError: The rule is open-ended, and a formula divides a share.
    """
    if state.open_ended and any(one.share is not None for one in rules):
        raise AllocationError(
            "a formula divides a share of a pot where there is none",
            where=where,
            got="an open-ended rule",
            expected="a budget",
            mend="give the part a budget, or leave the shares out",
        )


def in_turn(
    state: State,
    rules: tuple[SubRule, ...],
    whose: tuple[BoolArray | None, ...],
    facts: Facts,
    *,
    where: str,
) -> tuple[Run, ...]:
    """
    Run formulas on their shares of the pot, or on what is left, in order.

    Args:
        state: The state outside.

        rules: The formulas.

        whose: Whom each is for, shape ``(n,)``; `None` for everybody.

        facts: Earlier amounts and tables.

        where: Which provision runs them, for errors.
    """
    pots = [None if one.share is None else state.pot.scale(one.share) for one in rules]
    left = state.pot
    for pot in pots:
        left = left if pot is None else left - pot
    runs: list[Run] = []
    for one, pot, who in zip(rules, pots, whose, strict=True):
        inside, held = entered(state, left if pot is None else pot)
        if who is not None:
            other = sentence("of a kind for which there is another formula")
            inside = leave_out(inside, ~who, other)
        run = ran(one.rule, (inside, held), facts, where=where)
        runs.append(attrs.evolve(run, whose=who))
        left = left - run.taken if pot is None else left
    return tuple(runs)


def added(state: State, rules: tuple[SubRule, ...], runs: tuple[Run, ...]) -> State:
    """Give what all formulas give together."""
    pot, amounts, elsewhere = state.pot, state.amounts, state.elsewhere
    for run in runs:
        pot = pot - run.taken
        amounts = amounts + run.given
        elsewhere = (*elsewhere, *run.portions)
    return merged(state, runs).becomes(
        pot=pot,
        amounts=amounts,
        elsewhere=elsewhere,
        key=None,
        bounds=None,
        nested=branches(rules, runs),
    )


def branches(rules: tuple[SubRule, ...], runs: tuple[Run, ...]) -> tuple[Branch, ...]:
    """Keep the steps of all formulas, with their titles."""
    pairs = zip(rules, runs, strict=True)
    return tuple(
        run.branch(one.title(number))
        for number, (one, run) in enumerate(pairs, start=1)
    )


def left_out(step: Step, who: int, scenario: int) -> Sentence | None:
    """Say why a claimant is left out; `None` if it is not."""
    why_not = step.after.reason_of(who, scenario)
    if why_not is None:
        return None
    name = step.after.roster.label(who)
    return sentence("{name} is {why_not}", name=name, why_not=why_not)


def given(step: Step, who: int, scenario: int) -> tuple[Sentence, ...]:
    """Say what each formula gives that the claimant went through."""
    said: list[Sentence] = []
    for branch in step.after.nested:
        place = branch.place(who, scenario)
        if place is not None:
            amount = branch.steps[-1].after.amount(*place)
            said.append(
                sentence("{title} gives {amount}", title=branch.title, amount=amount)
            )
    return tuple(said)


def gained(step: Step, who: int, scenario: int) -> Amount:
    """Give by how much a claim rose."""
    before = step.before.amounts.fraction(scenario, who)
    return step.after.measured(step.after.amounts.fraction(scenario, who) - before)
