"""Book a settlement: entries of a ledger, with ids that do not change."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs
import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.ledgers import Entries, EntryKind, Ledger
from fundmodel.ledgers.coding import Numbers
from fundmodel.money import Money
from fundmodel.settlement.lines import SettlementLine
from fundmodel.settlement.payments import Payments
from fundmodel.settlement.pockets import Cell, Pocket, Pockets
from fundmodel.sources import Basis

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["check_unchanged", "entries_of", "returns_of"]


@attrs.frozen
class _Demand:
    """Money that one line of a settlement moves."""

    row: int
    kind: EntryKind
    minor: int
    note: str | None = None
    source: Basis = None


@attrs.frozen
class _Move:
    """What becomes one entry."""

    kind: EntryKind
    cell: Cell
    minor: int
    note: str | None = None
    source: Basis = None


def entries_of(
    settlement: Settlement,
    *,
    id: str | None,
    release: bool,
    funds: str | None,
    line: str | None,
) -> Entries:
    """Give what a ledger has to book; see `Settlement.entries`."""
    ledger = _ledger_of(settlement)
    pockets = Pockets.of(settlement, ledger)
    payments = sorted(_payments(settlement), key=_row)
    added = _lacking(settlement, pockets, payments, funds=funds, line=line)
    committed = pockets.in_order([*pockets.committed, *added])
    moves = [_Move(EntryKind.COMMITMENT, one.cell, one.minor) for one in added]
    moves += _matched(payments, committed)
    out = sorted(_takings(settlement), key=_row)
    _check_paid(settlement, out, pockets.paid)
    moves += _matched(out, pockets.paid)
    if release:
        moves += _released(payments, committed)
    return _as_entries(settlement, moves, id=id, day=settlement.day)


def returns_of(
    settlement: Settlement,
    line: SettlementLine,
    *,
    day: date,
    amount: Money | None,
    id: str | None,
) -> Entries:
    """Give the entries for money that came back; see `Settlement.returned`."""
    ledger = _ledger_of(settlement)
    owed = -line.repaid
    came = owed if amount is None else amount
    if came.currency != owed.currency or came > owed:
        raise SettlementError(
            "this is not what has to be repaid",
            where=f"return of {line.recipient!r}",
            got=came,
            expected=f"at most {owed}",
            mend="book what came besides as what it is",
        )
    row = settlement.rows_at(line.part)[line.recipient]
    demands = [_Demand(row, EntryKind.RETURN, came.minor)] if came.minor else []
    # What was waived and set off on the day of settlement is taken out first.
    before = sorted(_takings(settlement), key=_row)
    pockets = Pockets.of(settlement, ledger).paid
    _check_paid(settlement, [*before, *demands], pockets)
    left = [
        Pocket(one.row, one.cell, rest)
        for one, rest in zip(pockets, _left(before, pockets), strict=True)
        if rest
    ]
    id = id or f"{_own_id(settlement)}-return-{line.part or ''}-{line.recipient}-{day}"
    return _as_entries(settlement, _matched(demands, left), id=id, day=day)


def check_unchanged(settlement: Settlement, ledger: Ledger, entries: Entries) -> None:
    """
    Make sure that a ledger holds what was settled, or has it booked already.

    Raises:
        SettlementError: Other payments were booked since.
    """
    # A ledger passes over what it has, and refuses other content.
    if not len(entries) or not set(entries.ids).isdisjoint(ledger.entries.ids):
        return
    now = Payments.from_ledger(
        ledger, settlement.parts, year=settlement.year, day=date.max
    )
    for part, paid in zip(settlement.parts, now, strict=True):
        known = dict(zip(paid.ids, paid.paid.tolist(), strict=True))
        rows = settlement.rows_at(part)
        settled = {
            id_: minor
            for id_, minor in zip(
                rows, settlement.paid[list(rows.values())].tolist(), strict=True
            )
            if minor
        }
        differing = {
            id_
            for id_ in known.keys() | settled.keys()
            if known.get(id_, 0) != settled.get(id_, 0)
        }
        if differing:
            raise SettlementError(
                "the payments of the ledger are not those that were settled",
                where=f"recipient {min(differing)!r}",
                got=f"{len(differing):,} recipients with other payments",
                expected="the ledger that was settled",
                mend="settle again on the ledger as it is now",
            )


def _ledger_of(settlement: Settlement) -> Ledger:
    if settlement.ledger is None:
        raise SettlementError(
            "a settlement on payments of a table cannot be booked",
            where="settlement",
            got="no ledger",
            expected="payments read from a ledger",
            mend="settle(final, ledger, …)",
        )
    return settlement.ledger


def _rule_source(settlement: Settlement) -> Basis:
    return None if settlement.rule is None else settlement.rule.source


def _payments(settlement: Settlement) -> Iterator[_Demand]:
    rule = _rule_source(settlement)
    for one in settlement.set_offs:
        row = settlement.rows_at(one.part)[one.recipient]
        against = (
            f"by set-off against claim {one.claim}"
            if one.claim is not None
            else f"by set-off against an overpayment in {one.taken_from}"
        )
        yield _Demand(row, EntryKind.PAYMENT, one.amount.minor, against, rule)
    rows = np.flatnonzero(settlement.due)
    for row, minor in zip(rows.tolist(), settlement.due[rows].tolist(), strict=True):
        yield _Demand(row, EntryKind.PAYMENT, minor)


def _takings(settlement: Settlement) -> Iterator[_Demand]:
    for one in settlement.set_offs:
        if one.claim is None:
            row = settlement.rows_at(one.taken_from)[one.recipient]
            note = f"by set-off against what is due in {one.part}"
            rule = _rule_source(settlement)
            yield _Demand(row, EntryKind.RETURN, one.amount.minor, note, rule)
    new = settlement.waived_before - settlement.waived
    decided = _decided(settlement)
    small = None if settlement.small is None else settlement.small.source
    for row in np.flatnonzero(new).tolist():
        source = decided.get(row, small)
        yield _Demand(row, EntryKind.WAIVER, int(new[row]), source=source)


def _decided(settlement: Settlement) -> dict[int, Basis]:
    """Give what the waiver of each line rests on that was decided singly."""
    return {
        settlement.rows_at(part)[waiver.recipient]: waiver.source
        for waiver in settlement.waivers
        for part in settlement.parts
        if waiver.part in {None, part} and waiver.recipient in settlement.rows_at(part)
    }


def _lacking(
    settlement: Settlement,
    pockets: Pockets,
    payments: Iterable[_Demand],
    *,
    funds: str | None,
    line: str | None,
) -> list[Pocket]:
    """Give the new commitments that payments need beyond those there are."""
    needed = _summed(payments, len(settlement))
    there = _summed(
        (one for one in pockets.committed if one.cell.year in pockets.payable),
        len(settlement),
    )
    short = np.maximum(needed - there, 0)
    rows = np.flatnonzero(short).tolist()
    if rows and pockets.year is None:
        raise SettlementError(
            "the ledger has no budget year out of which the settlement can be paid",
            where="settlement",
            got=settlement.day,
            expected="a budget year whose books are open on that day",
            mend="add the year to the terms of the ledger, or settle on another day",
        )
    added: list[Pocket] = []
    for row in rows:
        part = settlement.parts[int(settlement.part_codes[row])]
        new = Cell(
            part=part,
            recipient=settlement.ids[row],
            year=pockets.year or "",
            funds=funds,
            line=line,
        )
        known = pockets.last.get(row)
        if known is not None:
            new = attrs.evolve(known, year=new.year, origin=None)
        added.append(Pocket(row, new, int(short[row])))
    return added


def _summed(items: Iterable[Pocket | _Demand], size: int) -> Numbers:
    sums = np.zeros(size, dtype=np.int64)
    listed = tuple(items)
    rows = np.array([one.row for one in listed], dtype=np.int64)
    np.add.at(sums, rows, np.array([one.minor for one in listed], dtype=np.int64))
    return sums


def _row(one: Pocket | _Demand) -> int:
    return one.row


def _check_paid(
    settlement: Settlement, demands: Iterable[_Demand], paid: Iterable[Pocket]
) -> None:
    short = _summed(demands, len(settlement)) - _summed(paid, len(settlement))
    rows = np.flatnonzero(short > 0)
    if len(rows):
        row = int(rows[0])
        lacking = Money.from_minor(int(short[row]), settlement.currency)
        raise SettlementError(
            "use was proven of money that is waived or goes back",
            where=f"recipient {settlement.ids[row]!r}",
            got=f"{lacking} more than was paid without a proof of use",
            expected="proofs of use of the final amount at most",
            mend="reverse the proof of use that goes beyond it",
        )


def _left(demands: Iterable[_Demand], pockets: Iterable[Pocket]) -> list[int]:
    """Give what is left of each pocket; those that stand first are used first."""
    wanted: dict[int, int] = {}
    for demand in demands:
        wanted[demand.row] = wanted.get(demand.row, 0) + demand.minor
    left: list[int] = []
    for pocket in pockets:
        used = min(pocket.minor, wanted.get(pocket.row, 0))
        wanted[pocket.row] = wanted.get(pocket.row, 0) - used
        left.append(pocket.minor - used)
    return left


def _matched(demands: Iterable[_Demand], pockets: Iterable[Pocket]) -> list[_Move]:
    """Take each demand out of the pockets of its line, which hold enough."""
    taken = itertools.groupby(_taken(demands, pockets), key=lambda one: one[:4])
    return [
        _Move(kind, cell, sum(minor for *_, minor in moved), note, source)
        for (kind, cell, note, source), moved in taken
    ]


def _taken(
    demands: Iterable[_Demand], pockets: Iterable[Pocket]
) -> Iterator[tuple[EntryKind, Cell, str | None, Basis, int]]:
    of_row = {row: list(group) for row, group in itertools.groupby(pockets, key=_row)}
    for row, wanted in itertools.groupby(demands, key=_row):
        here = iter(of_row[row])
        pocket = next(here)
        left = pocket.minor
        for demand in wanted:
            minor = demand.minor
            while minor:
                if not left:
                    pocket = next(here)
                    left = pocket.minor
                used = min(minor, left)
                minor, left = minor - used, left - used
                yield demand.kind, pocket.cell, demand.note, demand.source, used


def _released(payments: Iterable[_Demand], committed: list[Pocket]) -> Iterator[_Move]:
    for pocket, rest in zip(committed, _left(payments, committed), strict=True):
        if rest:
            yield _Move(EntryKind.RELEASE, pocket.cell, rest)


def _own_id(settlement: Settlement) -> str:
    return f"settlement-{settlement.content_hash[:16]}"


def _as_entries(
    settlement: Settlement, moves: Iterable[_Move], *, id: str | None, day: date
) -> Entries:
    listed = tuple(moves)
    start = id or _own_id(settlement)
    cells = [move.cell for move in listed]
    return Entries.from_columns(
        currency=settlement.currency,
        ids=[f"{start}-{number}" for number in range(1, len(listed) + 1)],
        kinds=[move.kind for move in listed],
        days=day,
        years=[cell.year for cell in cells],
        minor=[move.minor for move in listed],
        parts=[cell.part for cell in cells],
        recipients=[cell.recipient for cell in cells],
        awards=[cell.award for cell in cells],
        funds=[cell.funds for cell in cells],
        lines=[cell.line for cell in cells],
        # A new commitment is of its own year; so are payments and what follows them.
        origins=[cell.origin for cell in cells],
        notes=[move.note for move in listed],
        sources=[move.source or settlement.source for move in listed],
    )
