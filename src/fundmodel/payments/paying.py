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
from fundmodel.payments.commitments import check_year
from fundmodel.payments.standing import Standing, chosen, line_of, standing
from fundmodel.recipients import Roster

__all__ = ["entries_of", "paid_under", "pay", "payment_columns"]


def pay(  # noqa: PLR0913  what a payment order says
    ledger: Ledger,
    award: Award,
    amount: Money,
    day: date,
    *,
    id: str,
    year: str | int | None = None,
    roster: Roster | None = None,
    funds: str | None = None,
    line: str | None = None,
) -> Ledger:
    """
    Give the ledger with a payment under an award.

    It is charged first to what was carried over from the oldest year; money of
    several years makes several entries. The same payment once more changes nothing.

    Args:
        ledger: With the commitment of the award.

        award: With its amendments.

        amount: More than zero.

        day: When.

        id: Of the payment, unique in the ledger; see :func:`payment_id`.

        year: The budget year that is charged; `None` for that of the day. An earlier
            one takes payments until its books are closed (``BudgetTerms.open_days``).

        roster: Whoever is paid has to be on it; `None` asks nobody.

        funds: Whose money it is; `None` takes those out of which the award is
            committed.

        line: The budget line; as with `funds`.

    Raises:
        PaymentError: It is in another currency, before the award holds, beyond what is
            awarded on that day, in no budget year of the ledger, or was reversed; or
            the award has money of several funds or lines, and none is named.

        ContradictingEntryError: The id was booked with other content.

        LedgerError: What the ledger itself refuses: a recipient who is not on the
            roster, money that is not committed in that year, or a year whose books
            are closed.
    """
    where = f"payment {id!r}, award {award.id!r}"
    _check_order(ledger, award, amount, day, where=where)
    order = Entry(
        id=id,
        kind=EntryKind.PAYMENT,
        day=day,
        year=_year(ledger, day, year, where=where),
        amount=amount,
        part=award.part,
        recipient=award.recipient,
        award=award.id,
        funds=funds,
        line=line_of(award, line),
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
    held = [one for one in standing(ledger, award, until=day) if one.year == order.year]
    funds, line = chosen(held, funds, order.line, where=where)
    order = attrs.evolve(order, funds=funds, line=line)
    return ledger.book(*_pieces(order, held), roster=roster)


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
    origin: str | int | None = None,
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

        origin: The budget year that granted the money, where it was carried over;
            what is paid out of money of several years takes a call for each.

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
    is_older = origin is not None and str(origin) != str(year)
    of_year = f" ({origin})" if is_older else ""
    return Entries.from_columns(
        currency=awards.currency,
        ids=[f"{id_}/{tranche}{of_year}" for id_ in ids],
        kinds=EntryKind.PAYMENT,
        days=day,
        years=year,
        minor=minor[rows],
        parts=[awards.parts[row] for row in rows],
        recipients=[awards.recipients[row] for row in rows],
        awards=ids,
        origins=origin if is_older else None,
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


def _year(ledger: Ledger, day: date, named: str | int | None, *, where: str) -> str:
    if named is not None:
        return check_year(ledger.terms, str(named), where=where)
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
    if total == order.amount and all(_is_of(one, order) for one in found):
        return True
    raise ContradictingEntryError(
        "the id of a payment is taken by another one",
        where=f"payment {order.id!r}",
        got=str(order),
        expected=f"the same again, {'; '.join(map(str, found))}, or another id",
        mend="reverse what was booked wrongly, and pay anew with another id",
    )


def _is_of(one: Entry, order: Entry) -> bool:
    """Whether an entry is what an order says; funds and line need not be named."""
    same = attrs.evolve(
        one,
        id=order.id,
        amount=order.amount,
        origin=order.origin,
        funds=order.funds and one.funds,
        line=order.line and one.line,
        note=order.note,
        source=order.source,
    )
    return same == order


def _pieces(order: Entry, held: list[Standing]) -> list[Entry]:
    """Split a payment by the years that granted its money, the oldest first."""
    left, pieces = order.amount, list[Entry]()
    for one in held:
        if one.origin == order.year or (one.funds, one.line) != (
            order.funds,
            order.line,
        ):
            continue
        part = min(one.amount, left)
        if part.minor > 0:
            pieces.append(_piece(order, part, one.origin))
            left -= part
    if left.minor:
        pieces.append(_piece(order, left, None))
    return pieces


def _piece(order: Entry, amount: Money, origin: str | None) -> Entry:
    id_ = order.id if origin is None else f"{order.id} ({origin})"
    return attrs.evolve(order, id=id_, amount=amount, origin=origin)
