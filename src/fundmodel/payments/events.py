"""Payments of a recipient in the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fundmodel.awards import Award
from fundmodel.calendars import Event, EventKind
from fundmodel.payment_plans import (
    RETENTION,
    PaymentPlan,
    PlannedPayment,
    ProvenUse,
)
from fundmodel.sentences import Text, sentence

__all__ = ["tranche_events"]


def tranche_events(
    plan: PaymentPlan,
    award: Award,
    *,
    reached: Mapping[str, date] | None = None,
    proven: Iterable[ProvenUse] = (),
    who: Text | None = None,
) -> tuple[Event, ...]:
    """
    Give the days on which an award is paid, and by which the money has to be used.

    The window for use is counted from the day that was set for the payment. What
    still waits has no day, and is left out; milestones that were reached are there.
    The events are about the award; their keys are ``"payment/"`` and ``"use/"`` with
    the id of the tranche, or with the month of an instalment, and ``"milestone/"``.

    Args:
        plan: The plan.

        award: With its amendments, all of which count.

        reached: Milestones, with the days on which they were reached.

        proven: Use that was proven and accepted.

        who: Who is paid; `None` for the id of the recipient.

    Raises:
        InvalidDataError: See :meth:`~fundmodel.payment_plans.PaymentPlan.schedule`.
    """
    held, days = award.amended(), dict(reached or {})
    planned = plan.schedule(
        held.amount,
        awarded=award.effective,
        period=held.period,
        reached=days,
        proven=proven,
    )
    whom = Text(award.recipient) if who is None else who
    events = [
        Event(
            day=day,
            what=sentence(
                "milestone {name} is reached", name=plan.milestones[id_].name
            ),
            kind=EventKind.MILESTONE,
            who=whom,
            about=award.id,
            key=f"milestone/{id_}",
            source=plan.source,
        )
        for id_, day in days.items()
    ]
    for payment in planned:
        events += _of_payment(payment, plan, award.id, whom)
    return tuple(sorted(events, key=lambda event: event.day))


def _of_payment(
    payment: PlannedPayment, plan: PaymentPlan, award: str, who: Text
) -> Iterator[Event]:
    due = payment.due
    if due is None or payment.amount.is_zero:
        return
    is_instalment = plan.instalments is not None and payment.id != RETENTION
    # Instalments are called by their days, which may change; their months stay.
    key = due.day.isoformat()[:7] if is_instalment else payment.id
    yield Event(
        day=due.day,
        what=sentence("{name}: {amount}", name=payment.name, amount=payment.amount),
        kind=EventKind.INSTALMENT,
        moves=due.moves,
        who=who,
        about=award,
        key=f"payment/{key}",
        source=plan.source,
    )
    if plan.drawdown is not None:
        yield Event(
            day=plan.drawdown.after(due.day),
            what=sentence("{name}: the money has to be used", name=payment.name),
            kind=EventKind.DEADLINE,
            who=who,
            about=award,
            key=f"use/{key}",
            source=plan.source,
        )
