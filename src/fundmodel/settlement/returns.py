"""Book what came back: repayments, in one piece or in instalments."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Self

import attrs
import numpy as np

from fundmodel.errors import InvalidDataError, SettlementError
from fundmodel.ledgers import Entries, EntryKind, Ledger
from fundmodel.ledgers.readings import lacking, mask_of
from fundmodel.money import Money
from fundmodel.settlement.booking import (
    Demand,
    as_entries,
    ledger_of,
    left_of,
    matched,
    takings,
)
from fundmodel.settlement.lines import SettlementLine
from fundmodel.settlement.notes import is_set_off, noted
from fundmodel.settlement.pockets import Pocket, Pockets
from fundmodel.settlement.states import state_of

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["returns_of"]


def returns_of(  # noqa: PLR0913  one for each of what is asked for
    settlement: Settlement,
    ledger: Ledger,
    line: SettlementLine,
    *,
    day: date,
    amount: Money | None,
    id: str | None,
) -> Entries:
    """Give the entries for money that came back; see `Settlement.returned`."""
    _check_day(settlement, line, day)
    old = _Moved.of(settlement, ledger_of(settlement), line)
    now = _Moved.of(settlement, ledger, line)
    owed = Money.from_minor(_owed(old, now, line), settlement.currency)
    came = owed if amount is None else amount
    if amount is not None:
        _check_amount(line, amount, owed)
    row = settlement.rows_at(line.part)[line.recipient]
    demands = [Demand(row, EntryKind.RETURN, came.minor)] if came.minor else []
    pockets = _free(settlement, ledger, line, now.given_up - old.given_up)
    _check_unproven(line, came, pockets)
    state = state_of(settlement, ledger, line.recipient)
    told = repr((line.part, line.recipient, day, came.minor, state)).encode()
    start = id or f"settlement-return-{hashlib.sha256(told).hexdigest()[:16]}"
    return as_entries(settlement, matched(demands, pockets), start=start, day=day)


def _check_day(settlement: Settlement, line: SettlementLine, day: date) -> None:
    # What type checkers promise, callers without them may break.
    if type(day) is not date or day < settlement.day:
        raise SettlementError(
            "money comes back on a day from that of the settlement on",
            where=f"return of {line.recipient!r}",
            got=f"{day} ({type(day).__name__})",
            expected=f"a datetime.date from {settlement.day} on",
            mend="book what came before as a return, and settle then",
        )


def _check_amount(line: SettlementLine, came: Money, owed: Money) -> None:
    if came.currency == owed.currency and came.minor <= 0:
        raise InvalidDataError(
            "what came back is not above zero",
            where=f"return of {line.recipient!r}",
            got=came,
            expected="more than zero",
            mend="leave the amount out for all that is still owed",
        )
    if came.currency != owed.currency or came > owed:
        raise SettlementError(
            "this is not what has to be repaid",
            where=f"return of {line.recipient!r}",
            got=came,
            expected=f"at most {owed}",
            mend="book what came besides as what it is",
        )


@attrs.frozen
class _Moved:
    """
    What a ledger says of one line, in minor units.

    Attributes:
        paid: Payments.

        came: Returns in cash.

        given_up: Returns by set-off and waivers.
    """

    paid: int
    came: int
    given_up: int

    @classmethod
    def of(cls, settlement: Settlement, ledger: Ledger, line: SettlementLine) -> Self:
        """Read it."""
        entries = ledger.entries
        here = mask_of(entries.recipients, line.recipient.__eq__)
        if line.part is not None:
            here &= mask_of(entries.parts, line.part.__eq__)
        if settlement.year is not None:
            here &= mask_of(entries.years, settlement.year.__eq__)
        minor = np.where(lacking(entries.reverses), entries.minor, -entries.minor)
        paid, back, waived = (
            np.flatnonzero(here & mask_of(entries.kinds, {kind}.__contains__))
            for kind in (EntryKind.PAYMENT, EntryKind.RETURN, EntryKind.WAIVER)
        )
        returned = int(minor[back].sum())
        notes = noted(entries, back).items()
        set_off = sum(amount for (_, note), amount in notes if is_set_off(note))
        return cls(
            paid=int(minor[paid].sum()),
            came=returned - set_off,
            given_up=int(minor[waived].sum()) + set_off,
        )


def _owed(old: _Moved, now: _Moved, line: SettlementLine) -> int:
    """Give what still has to be repaid, after what came back or was waived since."""
    claimed = -line.repaid.minor - (now.came - old.came)
    final = 0 if line.final is None else line.final.minor
    return max(min(claimed, now.paid - now.came - now.given_up - final), 0)


def _free(
    settlement: Settlement, ledger: Ledger, line: SettlementLine, booked: int
) -> list[Pocket]:
    """
    Give what was paid, without what the settlement takes out of it besides.

    Args:
        settlement: Of which one.

        ledger: Where.

        line: Whose money.

        booked: What of its waivers and set-offs is booked there.
    """
    row = settlement.rows_at(line.part)[line.recipient]
    paid = Pockets.of(settlement, ledger, line.recipient).paid
    pockets = [one for one in paid if one.row == row]
    wanted = sum(one.minor for one in takings(settlement) if one.row == row) - booked
    # What was waived and set off on the day of settlement is taken out first.
    before = [Demand(row, EntryKind.WAIVER, max(wanted, 0))]
    return [
        Pocket(one.row, one.cell, rest)
        for one, rest in zip(pockets, left_of(before, pockets), strict=True)
        if rest
    ]


def _check_unproven(line: SettlementLine, came: Money, pockets: list[Pocket]) -> None:
    there = sum(one.minor for one in pockets)
    if there < came.minor:
        lacking_ = Money.from_minor(came.minor - there, came.currency)
        raise SettlementError(
            "use was proven of money that goes back",
            where=f"recipient {line.recipient!r}",
            got=f"{lacking_} more than was paid without a proof of use",
            expected="proofs of use of the final amount at most",
            mend="reverse the proof of use that goes beyond it",
        )
