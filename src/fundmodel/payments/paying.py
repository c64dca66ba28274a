"""Pay an award: what is refused is named, and the ledger stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs
import numpy as np

from fundmodel.awards import Award, Awards
from fundmodel.errors import ContradictingEntryError, PaymentError
from fundmodel.ledgers import (
    Account,
    Entries,
    Entry,
    EntryKind,
    Ledger,
)
from fundmodel.ledgers.readings import lacking, mask_of
from fundmodel.money import Money
from fundmodel.payment_plans.dividing import Minor
from fundmodel.recipients import Roster

__all__ = ["entries_of", "paid_under", "pay", "payment_columns"]


def pay(  # noqa: PLR0913  what a payment order says
    ledger: Ledger,
    award: Award,
    amount: Money,
    day: date,
    *,
    id: str,
    roster: Roster | None = None,
    funds: str | None = None,
    line: str | None = None,
) -> Ledger:
    """
    Give the ledger with a payment under an award.

    It is charged to the budget year of that day, first out of what was carried over
    from the oldest year; money of several years makes several entries. The same
    payment once more changes nothing.

    Args:
        ledger: With the commitment of the award.

        award: With its amendments.

        amount: More than zero.

        day: When.

        id: Of the payment, unique in the ledger; see :func:`payment_id`.

        roster: Whoever is paid has to be on it; `None` asks nobody.

        funds: Whose money it is.

        line: The budget line.

    Raises:
        PaymentError: It is in another currency, before the award holds, beyond what is
            awarded on that day, in no budget year of the ledger, or was reversed.

        ContradictingEntryError: The id was booked with other content.

        LedgerError: What the ledger itself refuses: a recipient who is not on the
            roster, or money that is not committed in that year.
    """
    where = f"payment {id!r}, award {award.id!r}"
    _check_order(ledger, award, amount, day, where=where)
    order = Entry(
        id=id,
        kind=EntryKind.PAYMENT,
        day=day,
        year=_year(ledger, day, where=where),
        amount=amount,
        part=award.part,
        recipient=award.recipient,
        award=award.id,
        funds=funds,
        line=line,
    )
    if _is_booked(ledger, order):
        return ledger
    paid, most = paid_under(ledger, award.id), award.as_of(day).amount
    if paid + amount > most:
        left = max(most - paid, Money.zero(most.currency))
        raise PaymentError(
            "a payment goes beyond the award",
            where=where,
            got=f"{amount}, after {paid} paid before",
            expected=f"at most {left}: the award is {most}",
            mend="pay less, or amend the award first",
        )
    return ledger.book(*_pieces(ledger, order), roster=roster)


def paid_under(ledger: Ledger, award: str) -> Money:
    """
    Give all that was paid under an award, used, returned or waived since or not.

    Args:
        ledger: The ledger.

        award: Id of the award.
    """
    accounts = (Account.PAID, Account.USED, Account.RETURNED, Account.WAIVED)
    zero = Money.zero(ledger.currency)
    return sum((ledger.balance(one, award=award) for one in accounts), start=zero)


def payment_columns(  # noqa: PLR0913  what a payment run says
    awards: Awards,
    minor: Minor,
    day: date,
    *,
    year: str | int,
    tranche: str,
    funds: str | None = None,
    line: str | None = None,
) -> Entries:
    """
    Give the payments of one tranche to many, as columns for ``ledger.book_all``.

    The ledger refuses what goes beyond the commitments.

    Args:
        awards: To whom.

        minor: Whole minor units each, shape ``(n,)``, for example a column of
            :meth:`~fundmodel.payment_plans.PaymentPlan.divide`; who gets nothing has
            no entry.

        day: When.

        year: The budget year that is charged.

        tranche: Id of the tranche; ids are those of :func:`payment_id`.

        funds: Whose money it is.

        line: The budget line.

    Raises:
        PaymentError: The day is before an award holds; the first is named.

        InvalidDataError: The amounts do not fit the awards, or one is negative.
    """
    rows = np.flatnonzero(minor).tolist()
    told = awards.announced or (None,) * len(awards)
    for row in rows:
        effective = told[row] or awards.decided[row]
        if effective > day:
            raise _before(f"award {awards.ids[row]!r}", day, effective)
    ids = [awards.ids[row] for row in rows]
    return Entries.from_columns(
        currency=awards.currency,
        ids=[f"{id_}/{tranche}" for id_ in ids],
        kinds=EntryKind.PAYMENT,
        days=day,
        years=year,
        minor=minor[rows],
        parts=[awards.parts[row] for row in rows],
        recipients=[awards.recipients[row] for row in rows],
        awards=ids,
        funds=funds,
        lines=line,
    )


def entries_of(ledger: Ledger, award: str) -> Iterator[Entry]:
    """Give the payments under an award that were not reversed."""
    columns = ledger.entries
    of_award = mask_of(columns.awards, lambda id_: id_ == award)
    is_paid = mask_of(columns.kinds, lambda kind: kind is EntryKind.PAYMENT)
    rows = np.flatnonzero(of_award & is_paid).tolist()
    reversing = ~lacking(columns.reverses)
    back = {columns.reverses.at(row) for row in rows if reversing[row]}
    for row in rows:
        if not reversing[row] and columns.ids[row] not in back:
            yield columns.entry_at(row)


def _check_order(
    ledger: Ledger, award: Award, amount: Money, day: date, *, where: str
) -> None:
    if not amount.currency == award.currency == ledger.currency:
        raise PaymentError(
            "payment, award and ledger are not in one currency",
            where=where,
            got=amount.currency,
            expected=f"{award.currency} as awarded, {ledger.currency} in the ledger",
            mend="convert it before, with rate, date and source",
        )
    if not award.in_force(day):
        raise _before(where, day, award.effective)


def _before(where: str, day: date, effective: date) -> PaymentError:
    return PaymentError(
        "a payment is dated before the decision on the award holds",
        where=where,
        got=day,
        expected=f"{effective} or later",
        mend="correct the day, or wait for the decision",
    )


def _year(ledger: Ledger, day: date, *, where: str) -> str:
    for year in ledger.terms.years:
        if year.period.contains(day):
            return year.label
    raise PaymentError(
        "the ledger has no budget year for the day of a payment",
        where=where,
        got=day,
        expected=", ".join(ledger.terms.labels),
        mend="correct the day, or add the year to the terms of the ledger",
    )


def _ids(ledger: Ledger, id: str) -> list[str]:
    """Give all ids that a payment may have, of money of each year."""
    return [id, *(f"{id} ({label})" for label in ledger.terms.labels)]


def _is_booked(ledger: Ledger, order: Entry) -> bool:
    ids = frozenset(_ids(ledger, order.id))
    found = [
        ledger.entries.entry_at(row)
        for row, id_ in enumerate(ledger.entries.ids)
        if id_ in ids
    ]
    if not found:
        return False
    if ids & frozenset(ledger.entries.reverses.values):
        raise PaymentError(
            "the payment was booked and reversed",
            where=f"payment {order.id!r}",
            got=str(order),
            expected="an id that was not used yet",
            mend="pay anew with another id, such as payment_id(..., attempt=2)",
        )
    total = sum((one.amount for one in found), start=Money.zero(ledger.currency))
    if total == order.amount and all(_told(one) == _told(order) for one in found):
        return True
    raise ContradictingEntryError(
        "the id of a payment is taken by another one",
        where=f"payment {order.id!r}",
        got=str(order),
        expected=f"the same again, {'; '.join(map(str, found))}, or another id",
        mend="reverse what was booked wrongly, and pay anew with another id",
    )


def _told(one: Entry) -> tuple[object, ...]:
    return (
        one.kind,
        one.day,
        one.year,
        one.part,
        one.recipient,
        one.award,
        one.funds,
        one.line,
    )


def _pieces(ledger: Ledger, order: Entry) -> list[Entry]:
    """Split a payment by the years that granted its money, the oldest first."""
    left, pieces = order.amount, list[Entry]()
    for label in ledger.terms.labels[: ledger.terms.places[order.year]]:
        there = ledger.as_of(order.day).balance(
            Account.COMMITTED,
            year=order.year,
            origin=label,
            part=order.part,
            recipient=order.recipient,
            award=order.award,
        )
        part = min(there, left)
        if part.minor > 0:
            pieces.append(_piece(order, part, label))
            left -= part
    if left.minor:
        pieces.append(_piece(order, left, None))
    return pieces


def _piece(order: Entry, amount: Money, origin: str | None) -> Entry:
    id_ = order.id if origin is None else f"{order.id} ({origin})"
    return attrs.evolve(order, id=id_, amount=amount, origin=origin)
