"""Open parts and open-ended ones: what was asked for and not done, what need took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart, OpenPart, OpenReason
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import (
    about_part,
    about_program,
    about_roster,
    about_year,
    measured,
)
from fundmodel.money import Money
from fundmodel.parts import Part
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Unit

__all__ = ["need_stays_within_budgets", "what_was_asked_for_was_allocated"]


def what_was_asked_for_was_allocated(case: Case) -> Iterator[Outcome]:
    """
    OPEN-001: every part that an allocation was about was allocated.

    Why: an allocation that gave nothing has nothing to be examined, so all other
    rules are silent about it. A part is looked at if it was asked for by name, or if
    the allocation gave nothing at all. Parts that wait for figures of another day or
    for final ones are reported by KEYD-001.

    Example: a strand was to be shared by heads, and the roster has no column of them.

    How to resolve: take a roster that has the indicator and the recipients; where
    nobody has said how a part is divided, or how much it has, there is nothing to do
    but wait.
    """
    rule = "OPEN-001"
    if not case.allocations:
        yield NotRun(rule=rule, reason=sentence("no allocation was given"))
        return
    done, found = 0, False
    for allocation in case.allocations:
        done += len(allocation.parts)
        for part in allocation.open_parts:
            if _was_meant(allocation, part):
                found = True
                yield _stays_open(rule, allocation, part)
    if done:
        message = sentence("parts that were allocated: {count}", count=done)
        yield Passed(rule=rule, count=done, message=message)
    elif not found:
        reason = sentence("no part was asked for that lacks data")
        yield NotApplicable(rule=rule, reason=reason)


_ELSEWHERE = frozenset({OpenReason.OTHER_KEY_DATE, OpenReason.PROVISIONAL})
"""Reasons that another rule reports."""

_LACKING = frozenset({OpenReason.NO_DATA, OpenReason.SEVERAL_VINTAGES})
"""Reasons that another roster, or a day to read it on, would mend."""


def _was_meant(allocation: Allocation, part: OpenPart) -> bool:
    if part.reason in _ELSEWHERE:
        return False
    if allocation.requested is not None:
        return part.part.id in allocation.requested
    return not allocation.parts and part.reason in _LACKING


def _stays_open(rule: str, allocation: Allocation, part: OpenPart) -> Finding:
    lacks_data = part.reason in _LACKING
    return Finding(
        rule=rule,
        severity=Severity.WARNING if lacks_data else Severity.INFO,
        subject=about_year(about_part(part.part), allocation.year.label),
        message=sentence("stays open: {why}", why=part.said),
        evidence=((sentence("roster"), about_roster(allocation.roster)),),
        source=part.part.source,
        suggestion=sentence(
            "take a roster that has what the rule counts by, or correct the rule"
        )
        if lacks_data
        else sentence("take the version of the program in which it is settled"),
    )


def need_stays_within_budgets(case: Case) -> Iterator[Outcome]:
    """
    CONS-004: what need claims is within the budget of the part, and of those around.

    Why: in an open-ended part need sets the amount, so nothing holds its claims back;
    where it exceeds its budget, or what its group has, somebody has to find the money.
    A part that was allocated several times counts with its largest claim.

    Example: a group has 1,000,000.00 EUR; a strand in it has 700,000.00 of them, and
    open-ended fees beside it come to 400,000.00.

    How to resolve: raise the budget, lower the rate, or say who pays the rest.
    """
    rule = "CONS-004"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order, found = 0, False
    for need in _needs(case):
        for part, budget in need.budgets():
            if need.of(part) > budget.minor:
                found = True
                yield _exceeds(rule, need, part, budget)
            else:
                in_order += 1
    if in_order:
        message = sentence(
            "budgets that hold what need claims: {count}", count=in_order
        )
        yield Passed(rule=rule, count=in_order, message=message)
    elif not found:
        reason = sentence("no open-ended part was allocated within a budget")
        yield NotApplicable(rule=rule, reason=reason)


@attrs.frozen(kw_only=True, eq=False)
class _Need:
    """
    What the open-ended parts of a program claim in one year.

    Attributes:
        program: The program.

        year: Label of the budget year.

        unit: What amounts are counted in.

        claims: What each of them claims, by id, in smallest units.
    """

    program: Program
    year: str
    unit: Unit
    claims: Mapping[str, Fraction]

    def budgets(self) -> Iterator[tuple[Part | None, Money]]:
        """Give every budget with need in it; `None` stands for the program."""
        for part in (None, *self.program.parts):
            id_ = None if part is None else part.id
            budget = self.program.budget(self.year, id_)
            if budget is not None and self._holds_need(id_):
                yield part, budget.amount

    def _holds_need(self, id_: str | None) -> bool:
        return id_ in self.claims or any(
            self._holds_need(part.id) for part in self.program.children(id_)
        )

    def of(self, part: Part | None) -> Fraction:
        """Give what a part takes: its own claim, or what the parts below take."""
        if part is not None and part.id in self.claims:
            return self.claims[part.id]
        amounts = (amount for _, amount in self.below(part))
        return sum(amounts, start=Fraction(0))

    def below(self, part: Part | None) -> Iterator[tuple[Part, Fraction]]:
        """Give what each part below takes: a claim, a budget, or what is below it."""
        for child in self.program.children(None if part is None else part.id):
            budget = child.budget(self.year)
            if child.id in self.claims:
                yield child, self.claims[child.id]
            elif budget is not None:
                yield child, Fraction(budget.amount.minor)
            else:
                yield from self.below(child)


def _needs(case: Case) -> Iterator[_Need]:
    last: dict[tuple[str, str], tuple[Allocation, AllocatedPart]] = {}
    claims: dict[tuple[str, str], dict[str, Fraction]] = {}
    for allocation, each in case.allocated():
        if each.part.open_ended:
            key = (allocation.program.id, each.year)
            last[key] = allocation, each
            known = claims.setdefault(key, {})
            claimed = each.distribution.total.count
            known[each.part.id] = max(claimed, known.get(each.part.id, claimed))
    for key, (allocation, each) in last.items():
        yield _Need(
            program=allocation.program,
            year=each.year,
            unit=each.distribution.unit,
            claims=claims[key],
        )


def _exceeds(rule: str, need: _Need, part: Part | None, budget: Money) -> Finding:
    program = need.program
    subject = about_program(program) if part is None else about_part(part)
    above = measured(need.of(part) - budget.minor, need.unit)
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_year(subject, need.year),
        message=sentence(
            "what need claims exceeds the budget by {excess}", excess=above
        ),
        evidence=_evidence(need, part, budget),
        source=program.source if part is None else part.source,
        suggestion=sentence(
            "raise the budget, lower the rate, or say who pays what is above it"
        ),
        at_stake=above if isinstance(above, Money) else None,
    )


def _evidence(need: _Need, part: Part | None, budget: Money) -> tuple[Evidence, ...]:
    claimed = sentence("claimed"), measured(need.of(part), need.unit)
    if part is not None and part.id in need.claims:
        return (sentence("budget"), budget), claimed
    listed = tuple(_listed(need, below, amount) for below, amount in need.below(part))
    return (sentence("budget"), budget), (sentence("parts below"), listed), claimed


def _listed(need: _Need, part: Part, amount: Fraction) -> Sentence:
    shown = measured(amount, need.unit)
    return sentence("{part}: {amount}", part=part.name, amount=shown)
