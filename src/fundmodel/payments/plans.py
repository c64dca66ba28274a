"""What of a payment plan is due under an award, seen what the ledger has paid."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Final

from fundmodel.awards import Award
from fundmodel.ledgers import Ledger
from fundmodel.money import Money
from fundmodel.payment_plans import (
    PaymentPlan,
    PlannedPayment,
    ProvenUse,
    Rescheduling,
)
from fundmodel.payments.paying import entries_of

__all__ = ["payment_id", "payments_due", "rescheduled"]

_AGAIN: Final = re.compile(r" #[0-9]+\Z")
"""The end of the id of a payment after another was reversed."""


def payment_id(award: Award, tranche: str, *, attempt: int = 1) -> str:
    """
    Give the id under which a tranche of an award is paid.

    Args:
        award: The award.

        tranche: Id of the tranche.

        attempt: 2 or more after a payment of the tranche was reversed.
    """
    again = "" if attempt == 1 else f" #{attempt}"
    return f"{award.id}/{tranche}{again}"


def rescheduled(  # noqa: PLR0913  what happened so far
    ledger: Ledger,
    award: Award,
    plan: PaymentPlan,
    day: date,
    *,
    reached: Mapping[str, date] | None = None,
    proven: Iterable[ProvenUse] = (),
) -> Rescheduling:
    """
    Give what was paid under an award by a day, and the rest of its plan.

    Args:
        ledger: With payments under ids of :func:`payment_id`.

        award: With its amendments; what holds on that day counts.

        plan: The plan; instalments are those in the period of the award.

        day: The day that is looked at.

        reached: Milestones, with the days on which they were reached.

        proven: Use that was proven and accepted.

    Raises:
        AwardError: The award was not decided yet.

        InvalidDataError: Something was paid under an id that is none of the plan, or
            see :meth:`~fundmodel.payment_plans.PaymentPlan.schedule`.
    """
    held = award.as_of(day)
    return plan.rescheduled(
        held.amount,
        paid=_paid(ledger.as_of(day), award),
        awarded=award.effective,
        period=held.period,
        reached={name: on for name, on in (reached or {}).items() if on <= day},
        proven=[one for one in proven if one.day <= day],
    )


def payments_due(  # noqa: PLR0913  what happened so far
    ledger: Ledger,
    award: Award,
    plan: PaymentPlan,
    day: date,
    *,
    reached: Mapping[str, date] | None = None,
    proven: Iterable[ProvenUse] = (),
    holidays: Container[date] = frozenset(),
) -> tuple[PlannedPayment, ...]:
    """
    Give what is due and not yet paid under an award.

    Args:
        ledger: See :func:`rescheduled`, as for all up to *proven*.

        award: See there.

        plan: See there.

        day: The day that is looked at.

        reached: See there.

        proven: See there.

        holidays: The public holidays of the place.

    Raises:
        AwardError: The award was not decided yet.

        InvalidDataError: See :func:`rescheduled`.
    """
    rest = rescheduled(ledger, award, plan, day, reached=reached, proven=proven)
    return tuple(
        one
        for one in rest.payments
        if one.amount.minor
        and one.due is not None
        and one.due.falls_on(holidays) <= day
    )


def _paid(ledger: Ledger, award: Award) -> dict[str, Money]:
    zero, paid = Money.zero(ledger.currency), dict[str, Money]()
    for entry in entries_of(ledger, award.id):
        id_ = entry.id.removeprefix(payment_id(award, ""))
        tranche = _AGAIN.sub("", id_.removesuffix(f" ({entry.origin})"))
        paid[tranche] = paid.get(tranche, zero) + entry.amount
    return paid
