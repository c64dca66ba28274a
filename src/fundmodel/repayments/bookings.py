"""What comes back, as entries of a ledger."""

from __future__ import annotations

from collections.abc import Iterable

from fundmodel.errors import InvalidDataError
from fundmodel.interest import PartPayment
from fundmodel.ledgers import Entry, EntryKind
from fundmodel.repayments.attributions import Attribution, claims_of
from fundmodel.repayments.cases import AwardPayment, RepaymentDecision
from fundmodel.repayments.earlier import amounts_before

__all__ = ["return_entries"]


def return_entries(
    decision: RepaymentDecision,
    payments: Iterable[Entry],
    repaid: Iterable[PartPayment],
    *,
    attribution: Attribution = Attribution.LATEST_FIRST,
    earlier: Iterable[RepaymentDecision] = (),
) -> tuple[Entry, ...]:
    """
    Give the entries for what came back, out of the same money as it was paid.

    An entry has the budget year, part, line and funds of the payment that it belongs
    to, and an id made of the repayment, the payment, the day and how often something
    came back on it, the largest amount first. So the same facts give the same
    entries, in whatever order they are listed, and booking them once more changes
    nothing. Interest is no part of what was paid and is not among them.
    What was booked as used has to be taken back there first (`Ledger.reverse`).

    Args:
        decision: What was decided.

        payments: The payments of the award, as booked.

        repaid: What came back when.

        attribution: Out of which payments it comes back.

        earlier: Other decisions on the same award that claimed money back before; what
            they claimed is taken off the payments first, in the same manner.

    Returns:
        Entries of kind `RETURN`, which add up to what came back.

    Raises:
        InvalidDataError: An entry is no payment, or of another award or recipient, or
            two that differ have one id; more came back than must, or before it was
            paid; or more must than was paid and not claimed before.
    """
    booked = _by_id(decision, payments)
    given = tuple(AwardPayment.of(entry) for entry in booked.values())
    before = amounts_before(decision, earlier)
    claims = claims_of(decision.amount, given, tuple(repaid), attribution, before)
    return tuple(
        _entry(decision, booked[claim.payment.id], part, _place(claim.repaid, at))
        for claim in claims
        for at, part in enumerate(claim.repaid)
    )


def _by_id(decision: RepaymentDecision, payments: Iterable[Entry]) -> dict[str, Entry]:
    booked = dict[str, Entry]()
    for entry in payments:
        if (entry.award, entry.recipient) != (
            decision.case.award,
            decision.case.recipient,
        ):
            raise InvalidDataError(
                "the payment belongs to another award",
                where=f"entry {entry.id!r}",
                got=f"award {entry.award} of {entry.recipient}",
                expected=f"award {decision.case.award} of {decision.case.recipient}",
                mend="pass the payments of the award that is claimed back",
            )
        if booked.setdefault(entry.id, entry) != entry:
            raise InvalidDataError(
                "two payments that differ have one id",
                where=f"entry {entry.id!r}",
                got=f"{booked[entry.id].amount} and {entry.amount}",
                expected="each payment once",
                mend="leave one out, or give them different ids",
            )
    return booked


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
