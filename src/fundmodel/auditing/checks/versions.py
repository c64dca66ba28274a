"""Allocations against the program that is audited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part, about_year
from fundmodel.parts import Part
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence

__all__ = ["allocations_follow_the_program"]


def allocations_follow_the_program(case: Case) -> Iterator[Outcome]:
    """
    CASE-001: parts were allocated with budget and rule of a version of the program.

    Why: an allocation of another program, or of a version that never was one, says
    nothing about this program. Versions are the program before its amendments and
    after each day that has some. Only what decides the amounts is compared: the
    budget of the year and the rule.

    Example: the program gives a strand 2,000,000.00 EUR, and the allocation was
    made when it was 1,800,000.00.

    How to resolve: audit the allocation with the version of the program that
    counted on the day of the decision, or allocate again.
    """
    rule = "CASE-001"
    lacking = case.lacks_allotments(rule)
    program = case.program
    if lacking is not None or program is None:
        yield lacking or NotRun(rule=rule, reason=sentence("no program was given"))
        return
    in_order = 0
    for allocation, allocated in case.allocated():
        differs = _from_all(case.versions, allocation, allocated)
        if differs:
            same = allocation.program.id == program.id
            severity = Severity.WARNING if same else Severity.ERROR
            yield _another(rule, severity, program, allocated, differs)
        else:
            in_order += 1
    if in_order:
        message = sentence(
            "parts allocated with budget and rule of the program: {count}",
            count=in_order,
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _from_all(
    versions: Sequence[Program], allocation: Allocation, allocated: AllocatedPart
) -> tuple[Evidence, ...]:
    """Give what is otherwise than in the last version; nothing if one agrees."""
    differs: tuple[Evidence, ...] = ()
    for version in versions:
        differs = tuple(_differences(version, allocation, allocated))
        if not differs:
            return ()
    return differs


def _differences(
    program: Program, allocation: Allocation, allocated: AllocatedPart
) -> Iterator[Evidence]:
    if allocation.program.id != program.id:
        label = sentence("program of the allocation")
        yield label, allocation.program.id
        return
    part = next((p for p in program.parts if p.id == allocated.part.id), None)
    if part is None:
        yield sentence("part that the program lacks"), allocated.part.id
        return
    year = allocated.year
    if _amount(part, year) != _amount(allocated.part, year):
        yield sentence("budget of the program"), _amount(part, year)
        yield sentence("budget of the allocation"), _amount(allocated.part, year)
    if part.rule != allocated.part.rule:
        yield sentence("rule of the program"), _rule(part)
        yield sentence("rule of the allocation"), _rule(allocated.part)


def _amount(part: Part, year: str) -> object:
    budget = part.budget(year)
    return sentence("none") if budget is None else budget.amount


def _rule(part: Part) -> tuple[Sentence, ...]:
    return (
        () if part.rule is None else tuple(p.describe() for p in part.rule.provisions)
    )


def _another(
    rule: str,
    severity: Severity,
    program: Program,
    allocated: AllocatedPart,
    differs: tuple[Evidence, ...],
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=sentence(
            "was allocated otherwise than the program {program} says that is audited",
            program=program.id,
        ),
        evidence=differs,
        suggestion=sentence(
            "audit it with the version that counted on the day of the decision, or "
            "allocate again"
        ),
    )
