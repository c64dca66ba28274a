"""What comes back, as entries of a ledger."""

from __future__ import annotations

from collections.abc import Iterable

from fundmodel.interest import PartPayment
from fundmodel.ledgers import Entry, EntryKind
from fundmodel.repayments.attributions import Attribution, claims_of
from fundmodel.repayments.cases import AwardPayment, RepaymentDecision

__all__ = ["return_entries"]


def return_entries(
    decision: RepaymentDecision,
    payments: Iterable[Entry],
    repaid: Iterable[PartPayment],
    *,
    attribution: Attribution = Attribution.LATEST_FIRST,
) -> tuple[Entry, ...]:
    """
    Give the entries for what came back, out of the same money as it was paid.

    An entry has the budget year, part, line and funds of the payment that it belongs
    to, and an id made of the repayment, the payment, the day and how often something
    came back on it. So the same facts give the same entries, and booking them once
    more changes nothing. Interest is no part of what was paid and is not among them.
    What was booked as used has to be taken back there first (`Ledger.reverse`).

    Args:
        decision: What was decided.

        payments: The payments of the award, as booked.

        repaid: What came back when.

        attribution: Out of which payments it comes back.

    Returns:
        Entries of kind `RETURN`, which add up to what came back.

    Raises:
        InvalidDataError: An entry is no payment; more came back than must, or before
            it was paid; or more must than was paid.
    """
    booked = {entry.id: entry for entry in payments}
    given = tuple(AwardPayment.of(entry) for entry in booked.values())
    claims = claims_of(decision.amount, given, tuple(repaid), attribution)
    return tuple(
        _entry(decision, booked[claim.payment.id], part, _place(claim.repaid, at))
        for claim in claims
        for at, part in enumerate(claim.repaid)
    )


def _place(repaid: tuple[PartPayment, ...], at: int) -> int:
    """Give how many came back on the same day up to this one."""
    return sum(one.day == repaid[at].day for one in repaid[: at + 1])


def _entry(
    decision: RepaymentDecision, payment: Entry, part: PartPayment, place: int
) -> Entry:
    return Entry(
        id=f"{decision.id}/{payment.id}/{part.day}/{place}",
        kind=EntryKind.RETURN,
        day=part.day,
        year=payment.year,
        amount=part.amount,
        part=payment.part,
        recipient=payment.recipient,
        award=payment.award,
        funds=payment.funds,
        line=payment.line,
        source=decision.source,
    )
