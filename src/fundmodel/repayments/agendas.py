"""The deadlines of a repayment as events of a calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from fundmodel.calendars import Event, EventKind
from fundmodel.due_dates import Deadline
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.repayments.cases import RepaymentCase, RepaymentDecision
from fundmodel.repayments.deadlines import (
    LONGEST_MOVE,
    claim_arises,
    claim_limitation,
    decision_deadline,
    due_date,
    interest_claimable,
    interest_limitation,
    ordinary_limitation,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["repayment_events"]


def repayment_events(
    matter: RepaymentCase | RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    who: Text | None = None,
    interest_until: date | None = None,
) -> tuple[Event, ...]:
    """
    Give the deadlines of a repayment, in the order of time.

    These are the end of the period for a withdrawal or revocation, the day by which
    the money must be back, the day with which the claim becomes time-barred, and those
    with which the interest of each year does. One that was missed says so.

    Args:
        matter: What happened, or what was decided.

        jurisdiction: Whose periods hold.

        who: Whom they concern; `None` for the id of the recipient.

        interest_until: The last day on which interest runs; `None` leaves the
            limitation of interest out.

    Raises:
        InvalidDataError: A period is open, or not known for that time: no calendar is
            given in which a deadline is missing.
    """
    case = matter if isinstance(matter, RepaymentCase) else matter.case
    whom = Text(case.recipient) if who is None else who
    events = [*_decision(matter, case, jurisdiction, whom)]
    if isinstance(matter, RepaymentDecision):
        events += _due(matter, jurisdiction, whom)
    events += _claim(matter, case, jurisdiction, whom)
    if interest_until is not None:
        events += _interest(matter, case, jurisdiction, whom, interest_until)
    return tuple(sorted(events, key=lambda event: event.day))


def _decision(
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
) -> Iterator[Event]:
    deadline = decision_deadline(case, jurisdiction)
    topic, known = case.ground.period_topic, case.known_since
    if deadline is None or topic is None or known is None:
        return
    acted = matter.announced if isinstance(matter, RepaymentDecision) else None
    yield Event(
        day=deadline.day,
        moves=deadline.moves,
        what=sentence(
            "{award}: last day to announce: {ground}",
            award=case.award,
            ground=case.ground,
        ),
        kind=EventKind.DEADLINE,
        who=who,
        detail=_kept(acted, deadline)
        or sentence("the facts were known on {known}", known=known),
        source=jurisdiction.parameter(topic, known).source,
    )


def _due(
    decision: RepaymentDecision, jurisdiction: Jurisdiction, who: Text
) -> Iterator[Event]:
    if decision.due is None and decision.announced is None:
        return
    due = due_date(decision, jurisdiction)
    yield Event(
        day=due.day,
        moves=due.moves,
        what=sentence(
            "{award}: {amount} must be back",
            award=decision.case.award,
            amount=decision.amount,
        ),
        kind=EventKind.DEADLINE,
        who=who,
        source=decision.source,
    )


def _claim(
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
) -> Iterator[Event]:
    ends, arises = claim_limitation(matter, jurisdiction), claim_arises(matter)
    if ends is None or arises is None:
        return
    topic, day, detail = "limitation", arises, None
    if isinstance(matter, RepaymentDecision):
        detail = _suspended(matter, ordinary_limitation(case, arises, jurisdiction))
        if matter.final_since is not None:
            topic, day = "limitation_once_final", matter.final_since
    yield Event(
        day=ends,
        what=sentence(
            "{award}: the claim for repayment becomes time-barred", award=case.award
        ),
        kind=EventKind.DEADLINE,
        who=who,
        detail=detail,
        source=jurisdiction.parameter(topic, day).source,
    )


def _interest(
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
    until: date,
) -> Iterator[Event]:
    ending: dict[tuple[date, Basis], list[int]] = defaultdict(list)
    for year in range(case.invalid_from.year, until.year + 1):
        ends = interest_limitation(matter, year, jurisdiction)
        first = interest_claimable(matter, year)
        if ends is not None and first is not None:
            source = jurisdiction.parameter("interest_limitation", first).source
            ending[ends, source].append(year)
    fixed = None
    if isinstance(matter, RepaymentDecision):
        fixed = matter.interest_fixed or matter.announced
    for (ends, source), years in ending.items():
        yield Event(
            day=ends,
            what=sentence(
                "{award}: interest of {years} becomes time-barred",
                award=case.award,
                years=tuple(map(str, years)),
            ),
            kind=EventKind.DEADLINE,
            who=who,
            detail=_kept(fixed, Deadline(ends, moves=False)),
            source=source,
        )


def _kept(acted: date | None, last: Deadline) -> Sentence | None:
    if acted is None:
        return None
    if acted <= last.day:
        return sentence("kept: it happened on {day}", day=acted)
    if last.moves and acted - last.day <= LONGEST_MOVE:
        # Holidays decide, and a calendar is written before they are looked up.
        return sentence("it happened on {day}, after the day that was set", day=acted)
    return sentence("missed: it happened on {day}", day=acted)


def _suspended(decision: RepaymentDecision, last: date) -> Sentence | None:
    """Say what the decision does to the limitation of the claim."""
    if decision.announced is None:
        return None
    if decision.announced > last:
        return sentence(
            "missed: time-barred since the end of {last}, and fixed on {day}",
            last=last,
            day=decision.announced,
        )
    if decision.final_since is not None:
        return sentence("final since {day}", day=decision.final_since)
    return sentence(
        "suspended since {day}, until the decision is final", day=decision.announced
    )
