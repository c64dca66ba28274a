"""A tie is an event: who had the same claim, and whom the rule served first."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.allotments import AllocatedPart
from fundmodel.apportion import Tie
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import Finding, Outcome, Passed, Severity
from fundmodel.auditing.subjects import about_part, about_year
from fundmodel.sentences import sentence
from fundmodel.steps import Step

__all__ = ["ties_are_told"]


def ties_are_told(case: Case) -> Iterator[Outcome]:
    """
    TIES-001: a tie that the order of the roster, or a lot, decided is reported.

    Why: between equals something else than the law decided, and whoever got the
    cent less may ask why.

    Example: 100.00 EUR among three with the same weight; the first on the roster
    gets 33.34.

    How to resolve: nothing has to be done; a rule that names how ties are
    decided is better than the order of a list.
    """
    rule = "TIES-001"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order = 0
    for _, allocated in case.allocated():
        ties = tuple(_ties(allocated.distribution.steps, frozenset({0})))
        for step, tie in ties:
            yield _told(rule, allocated, step, tie)
        in_order += not ties
    if in_order:
        message = sentence("parts without a tie to decide: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)


def _ties(
    steps: tuple[Step, ...], scenarios: frozenset[int]
) -> Iterator[tuple[Step, Tie]]:
    for step in steps:
        found = step.after.ties
        yield from ((step, tie) for tie in found if tie.scenario in scenarios)
        for branch in step.after.nested:
            inside = {row for one in scenarios for row in branch.scenarios(one)}
            yield from _ties(branch.steps, frozenset(inside))


def _told(rule: str, allocated: AllocatedPart, step: Step, tie: Tie) -> Finding:
    tied = step.after.names(tie.tied)
    given = step.after.names(tie.given)
    return Finding(
        rule=rule,
        severity=Severity.INFO,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=sentence(
            "{count} recipients were equal, and only {winners} of them could be "
            "served; the order of the roster decided, or the lot that the rule names",
            count=len(tied),
            winners=len(given),
        ),
        evidence=(
            (sentence("provision"), step.provision.describe()),
            (sentence("between"), tied),
            (sentence("decided for"), given),
        ),
        source=step.provision.source,
        suggestion=sentence("state in the rule how ties are decided"),
    )
