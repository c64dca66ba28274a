"""Money goes only to whom a rule lets claim."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import Finding, Outcome, Passed, Severity
from fundmodel.auditing.subjects import (
    about_part,
    about_recipient,
    about_year,
    measured,
)
from fundmodel.money import Money
from fundmodel.sentences import sentence

__all__ = ["only_the_eligible_receive"]


def only_the_eligible_receive(case: Case) -> Iterator[Outcome]:
    """
    ELIG-001: whoever may not claim is allotted nothing.

    Why: an amount for somebody who is not eligible has no basis in law and is
    missing for the others.

    Example: only municipalities may claim, and a district is allotted 500.00 EUR.

    How to resolve: look for the provision that gave the amount; if the
    recipient is meant to claim, change who is eligible, with its source.
    """
    rule = "ELIG-001"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order = 0
    for _, allocated in case.allocated():
        amounts = allocated.distribution.steps[-1].after.amounts
        paid = (amounts.whole[0] != 0) | ~amounts.is_whole[0]
        at_fault = np.flatnonzero(paid & ~allocated.distribution.is_eligible).tolist()
        for position in at_fault:
            yield _not_eligible(rule, allocated, position)
        in_order += len(allocated.distribution.roster) - len(at_fault)
    if in_order:
        message = sentence(
            "allotments that go to the eligible, or are zero: {count}", count=in_order
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _not_eligible(rule: str, allocated: AllocatedPart, position: int) -> Finding:
    distribution = allocated.distribution
    recipient = distribution.roster.recipient_at(position)
    amount = measured(distribution.exact(position), distribution.unit)
    why_not = distribution.why_not(position) or sentence("no reason is recorded")
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_recipient(
            recipient, about_year(about_part(allocated.part), allocated.year)
        ),
        message=sentence("is allotted {amount} without being eligible", amount=amount),
        evidence=(
            (sentence("allotted"), amount),
            (sentence("kind"), recipient.kind),
            (sentence("why not eligible"), why_not),
        ),
        source=allocated.part.rule.source if allocated.part.rule else None,
        suggestion=sentence(
            "find the provision that gave the amount, or let the recipient claim"
        ),
        at_stake=amount if isinstance(amount, Money) else None,
    )
