"""Examine a decision to claim money back; what is wrong are values."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, timedelta
from typing import Final

from fundmodel.due_dates import Deadline
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.money import Money
from fundmodel.repayments.cases import RepaymentDecision
from fundmodel.repayments.deadlines import (
    LONGEST_MOVE,
    claim_arises,
    decision_deadline,
    ordinary_limitation,
    unbarred_from,
)
from fundmodel.repayments.objections import Objection, ObjectionKind, Objections
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Source

__all__ = ["checked_decision", "examine_decision"]


def examine_decision(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    paid: Money | None = None,
    paid_on: date | None = None,
    holidays: Container[date] | None = None,
) -> Objections:
    """
    Say what is wrong in law with a decision to claim money back.

    A ground of another law is an objection itself; its periods are not looked at.

    Args:
        decision: The decision.

        jurisdiction: Whose periods hold.

        paid: What was paid under the award and has not come back; for example
            ``ledger.balance(Account.PAID, award=...)`` of the day before the decision.
            `None` leaves this out.

        paid_on: When the money was paid that is claimed back, the last of it; it
            matters where that was after a condition had ended the award.

        holidays: The public holidays of the place. They are needed only where a
            decision came within a month after the day on which a period ended.

    Raises:
        InvalidDataError: A period is open or not known for that time, or holidays
            are needed.
    """
    timed: tuple[Objection, ...] = ()
    if decision.case.ground.belongs_to(jurisdiction.id):
        timed = (
            *_of_period(decision, jurisdiction, holidays),
            *_of_limitation(decision, jurisdiction, paid_on),
            *_of_interest(decision, jurisdiction, paid_on),
        )
    items = (
        *_of_discretion(decision),
        *_of_knowledge(decision),
        *timed,
        *_of_effect(decision),
        *_of_amount(decision, paid),
        *_of_ground(decision, jurisdiction),
    )
    return Objections(decision=decision, items=items)


def checked_decision(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    paid: Money | None = None,
    paid_on: date | None = None,
    holidays: Container[date] | None = None,
) -> RepaymentDecision:
    """
    Give the decision back if nothing is wrong with it; see :func:`examine_decision`.

    Raises:
        RepaymentError: Something is; the error names all of it.

        InvalidDataError: As there.
    """
    found = examine_decision(
        decision, jurisdiction, paid=paid, paid_on=paid_on, holidays=holidays
    )
    found.raise_if_any()
    return decision


def _of_discretion(decision: RepaymentDecision) -> Iterator[Objection]:
    if decision.case.ground.needs_discretion and decision.discretion is None:
        yield Objection(
            kind=ObjectionKind.NO_DISCRETION,
            said=sentence(
                "{ground}: the authority may also leave it, and does not say why it "
                "did not",
                ground=decision.case.ground,
            ),
            source=_DISCRETION,
        )


def _of_knowledge(decision: RepaymentDecision) -> Iterator[Objection]:
    known, ground = decision.case.known_since, decision.case.ground
    if known is None:
        if ground.period_topic is not None and not decision.case.by_deceit:
            yield Objection(
                kind=ObjectionKind.KNOWLEDGE_NOT_RECORDED,
                said=sentence(
                    "nobody recorded since when the authority knew the facts, so it "
                    "cannot be seen whether it decided in time"
                ),
                source=ground.source,
            )
    elif decision.decided < known:
        yield Objection(
            kind=ObjectionKind.BEFORE_KNOWLEDGE,
            said=sentence(
                "decided on {decided}, though the facts were known on {known} only",
                decided=decision.decided,
                known=known,
            ),
            source=decision.case.source,
        )


def _of_period(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    holidays: Container[date] | None,
) -> Iterator[Objection]:
    deadline = decision_deadline(decision.case, jurisdiction)
    topic, known = decision.case.ground.period_topic, decision.case.known_since
    acted = decision.announced or decision.decided
    if deadline is None or topic is None or known is None:
        return
    if _is_late(acted, deadline, jurisdiction, holidays):
        yield Objection(
            kind=ObjectionKind.AFTER_PERIOD,
            said=sentence(
                "{day} was too late: possible until {deadline}, as the facts were "
                "known on {known}",
                day=acted,
                deadline=deadline,
                known=known,
            ),
            deadline=deadline,
            source=jurisdiction.parameter(topic, known).source,
        )


def _is_late(
    day: date,
    deadline: Deadline,
    jurisdiction: Jurisdiction,
    holidays: Container[date] | None,
) -> bool:
    """Look at holidays only where they matter."""
    if day <= deadline.day:
        return False
    if day - deadline.day > LONGEST_MOVE:
        return True
    # Where it is open whether deadlines move, this says so.
    moves = jurisdiction.value("working_days", deadline.day, bool)
    return not moves or day > jurisdiction.falls_on(deadline, holidays)


def _of_limitation(
    decision: RepaymentDecision, jurisdiction: Jurisdiction, paid_on: date | None
) -> Iterator[Objection]:
    """A claim that arises with the decision cannot be barred when it is fixed."""
    fixed = decision.announced or decision.decided
    case = decision.case
    if not case.ground.ends_by_itself:
        return
    arises = claim_arises(decision, paid_on=paid_on) or fixed
    ended = ordinary_limitation(case, arises, jurisdiction)
    if fixed > ended:
        yield Objection(
            kind=ObjectionKind.TIME_BARRED,
            said=_barred(fixed, ended, decision.final_since),
            deadline=Deadline(ended, moves=False),
            source=jurisdiction.parameter("limitation", arises).source,
        )


def _barred(fixed: date, ended: date, final: date | None) -> Sentence:
    if final is None:
        return sentence(
            "fixed on {day}, when the claim had been time-barred since the end of "
            "{ended}",
            day=fixed,
            ended=ended,
        )
    return sentence(
        "fixed on {day}, when the claim had been time-barred since the end of {ended}; "
        "it holds all the same, as it is final since {final}",
        day=fixed,
        ended=ended,
        final=final,
    )


def _of_interest(
    decision: RepaymentDecision, jurisdiction: Jurisdiction, paid_on: date | None
) -> Iterator[Objection]:
    fixed = decision.interest_fixed or decision.announced
    arises = claim_arises(decision, paid_on=paid_on)
    nothing = decision.waiver is not None and decision.waiver.amount is None
    # Interest that is fixed when the claim arises cannot be barred.
    if fixed is None or arises is None or fixed <= arises or nothing:
        return
    first = unbarred_from(decision, fixed, jurisdiction, paid_on=paid_on)
    if first > decision.case.invalid_from:
        yield Objection(
            kind=ObjectionKind.INTEREST_TIME_BARRED,
            said=sentence(
                "interest was fixed on {day}, when that for the time before {first} "
                "was time-barred",
                day=fixed,
                first=first,
            ),
            deadline=Deadline(first - timedelta(days=1), moves=False),
            source=jurisdiction.parameter("interest_limitation", fixed).source,
        )


def _of_effect(decision: RepaymentDecision) -> Iterator[Objection]:
    if decision.announced is None:
        yield Objection(
            kind=ObjectionKind.NOT_ANNOUNCED,
            said=sentence(
                "the recipient never got the decision in writing, so it has no effect"
            ),
            source=decision.case.ground.act_source,
        )


def _of_amount(decision: RepaymentDecision, paid: Money | None) -> Iterator[Objection]:
    if paid is not None and decision.amount > paid:
        yield Objection(
            kind=ObjectionKind.MORE_THAN_PAID,
            said=sentence(
                "{amount} are claimed back, of {paid} that were paid",
                amount=decision.amount,
                paid=paid,
            ),
            source=decision.case.source,
        )


def _of_ground(
    decision: RepaymentDecision, jurisdiction: Jurisdiction
) -> Iterator[Objection]:
    ground = decision.case.ground
    if not ground.belongs_to(jurisdiction.id):
        yield Objection(
            kind=ObjectionKind.FOREIGN_GROUND,
            said=sentence(
                "the law of {jurisdiction} does not know this ground: {ground}; so no "
                "period was looked at",
                jurisdiction=jurisdiction.name,
                ground=ground,
            ),
            source=ground.source,
        )


_DISCRETION: Final = Source(
    title="Verwaltungsverfahrensgesetz (VwVfG)",
    key="VwVfG",
    place="§ 39 Abs. 1 Satz 3, § 40",
    url="https://github.com/bundestag/gesetze/blob/master/v/vwvfg/index.md",
)
