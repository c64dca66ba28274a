"""Deadlines of a recipient: all of a program that concerns it, gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fundmodel.awards import Award
from fundmodel.bodies import Recipient
from fundmodel.calendars import Event, EventKind, program_events
from fundmodel.errors import InvalidDataError
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.payment_plans import PaymentPlan, ProvenUse
from fundmodel.payments import tranche_events
from fundmodel.periods import Period
from fundmodel.programs import Program
from fundmodel.proofs import ProofTerms, proof_events
from fundmodel.repayments import (
    RepaymentAgenda,
    RepaymentCase,
    RepaymentDecision,
    repayment_events,
)
from fundmodel.sentences import Text

__all__ = ["recipient_events"]


def recipient_events(  # noqa: PLR0913  all that may concern a recipient
    program: Program,
    recipient: Recipient,
    *,
    awards: Iterable[Award] = (),
    plans: Mapping[str, PaymentPlan] | None = None,
    reached: Mapping[str, Mapping[str, date]] | None = None,
    proven: Mapping[str, Iterable[ProvenUse]] | None = None,
    terms: ProofTerms | Mapping[str, ProofTerms] | None = None,
    cases: Iterable[RepaymentCase] = (),
    decisions: Iterable[RepaymentDecision] = (),
    jurisdiction: Jurisdiction | None = None,
    interest_until: date | None = None,
) -> RepaymentAgenda:
    """
    Gather all days of a program for one recipient, in the order of time.

    These are those of the program, of the payments and proofs of its awards, and of its
    repayments. Awards and cases of others are passed over. What lapses with a budget
    year concerns whoever grants: see :func:`fundmodel.ledgers.lapse_events`. Days move
    when the events are written: see :func:`fundmodel.calendars.to_icalendar`.

    Args:
        program: The program in one version.

        recipient: For whom.

        awards: Awards of the program, also of others.

        plans: How awards are paid, by id of the award; of all others the payment plan
            of the part counts, if it has one.

        reached: Milestones with their days, by id of the award.

        proven: Use that was accepted, by id of the award.

        terms: When proofs are due: for all awards, or by id of the award.

        cases: What may be claimed back. A case that was decided is taken from its
            decision.

        decisions: What is claimed back.

        jurisdiction: Whose periods hold for repayments.

        interest_until: As in :func:`fundmodel.repayments.repayment_events`.

    Returns:
        The sequence of events; what cannot be given, as a figure is open, is among its
        `open` ones by name.

    Raises:
        InvalidDataError: Something is to be repaid and nobody says where, or a proof
            is due after a period that an award does not name.

        InvalidModelError: An award is of a part that the program does not have.
    """
    own = [award for award in awards if award.recipient == recipient.id]
    who = Text(recipient.name)
    plans = {**_plans(program, own), **(plans or {})}
    events = _of_program(program, recipient, own, plans)
    for award in own:
        if (plan := plans.get(award.id)) is not None:
            events += tranche_events(
                plan,
                award,
                reached=(reached or {}).get(award.id),
                proven=(proven or {}).get(award.id, ()),
                who=who,
            )
        due = terms if isinstance(terms, ProofTerms) else (terms or {}).get(award.id)
        if due is not None:
            events += proof_events(_periods(award, due), due, award=award.id, who=who)
    gathered = RepaymentAgenda(events=(), open=()).joined(
        RepaymentAgenda(events=events, open=())
    )
    for matter in _matters(recipient, cases, decisions):
        gathered = gathered.joined(
            repayment_events(
                matter,
                _known(jurisdiction, matter),
                who=who,
                interest_until=interest_until,
            )
        )
    return gathered


def _plans(program: Program, awards: Iterable[Award]) -> dict[str, PaymentPlan]:
    found: dict[str, PaymentPlan] = {}
    for award in awards:
        plan = program.part(award.part).payment_plan
        if plan is not None:
            found[award.id] = plan
    return found


def _of_program(
    program: Program,
    recipient: Recipient,
    awards: Iterable[Award],
    plans: Mapping[str, PaymentPlan],
) -> tuple[Event, ...]:
    """Give the days of the program; an award's own take the place of its part's."""
    paid = {f"{program.id}/{award.part}" for award in awards if award.id in plans}
    return tuple(
        event
        for event in program_events(program, recipient)
        if not (event.kind is EventKind.INSTALMENT and event.about in paid)
    )


def _periods(award: Award, terms: ProofTerms) -> tuple[Period, ...]:
    period = award.amended().period
    if period is None and isinstance(terms.due, date):
        # The day is named, whatever the period.
        period = Period(award.effective, award.effective)
    return () if period is None else (period,)


def _matters(
    recipient: Recipient,
    cases: Iterable[RepaymentCase],
    decisions: Iterable[RepaymentDecision],
) -> Iterator[RepaymentCase | RepaymentDecision]:
    decided = [one for one in decisions if one.case.recipient == recipient.id]
    yield from decided
    done = {one.id for one in decided}
    for case in cases:
        if case.recipient == recipient.id and case.id not in done:
            yield case


def _known(
    jurisdiction: Jurisdiction | None, matter: RepaymentCase | RepaymentDecision
) -> Jurisdiction:
    if jurisdiction is None:
        raise InvalidDataError(
            "nobody says whose periods hold for a repayment",
            where=f"repayment {matter.id!r}",
            expected="a jurisdiction",
            mend='pass jurisdiction=load_profile("de"), or another',
        )
    return jurisdiction
