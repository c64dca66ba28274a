"""Payments of a recipient in the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fundmodel.awards import Award
from fundmodel.calendars import Event, EventKind
from fundmodel.payment_plans import PaymentPlan, PlannedPayment, ProvenUse
from fundmodel.sentences import Text, sentence

__all__ = ["tranche_events"]


def tranche_events(
    plan: PaymentPlan,
    award: Award,
    *,
    reached: Mapping[str, date] | None = None,
    proven: Iterable[ProvenUse] = (),
) -> tuple[Event, ...]:
    """
    Give the days on which an award is paid, and by which the money has to be used.

    The window for use is counted from the day that was set for the payment. What
    still waits has no day, and is left out; milestones that were reached are there.

    Args:
        plan: The plan.

        award: With its amendments, all of which count.

        reached: Milestones, with the days on which they were reached.

        proven: Use that was proven and accepted.

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
    who = Text(award.recipient)
    events = [
        Event(
            day=day,
            what=sentence(
                "milestone {name} is reached", name=plan.milestones[id_].name
            ),
            kind=EventKind.MILESTONE,
            who=who,
            source=plan.source,
        )
        for id_, day in days.items()
    ]
    for payment in planned:
        events += _of_payment(payment, plan, who)
    return tuple(sorted(events, key=lambda event: event.day))


def _of_payment(
    payment: PlannedPayment, plan: PaymentPlan, who: Text
) -> Iterator[Event]:
    due = payment.due
    if due is None or payment.amount.is_zero:
        return
    yield Event(
        day=due.day,
        what=sentence("{name}: {amount}", name=payment.name, amount=payment.amount),
        kind=EventKind.INSTALMENT,
        moves=due.moves,
        who=who,
        source=plan.source,
    )
    if plan.drawdown is not None:
        yield Event(
            day=plan.drawdown.after(due.day),
            what=sentence("{name}: the money has to be used", name=payment.name),
            kind=EventKind.DEADLINE,
            who=who,
            source=plan.source,
        )
