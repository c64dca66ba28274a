"""Book a settlement: entries of a ledger, with ids that do not change."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import attrs
import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.ledgers import Entries, EntryKind, Ledger
from fundmodel.ledgers.coding import Numbers
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence
from fundmodel.settlement.notes import (
    SMALL,
    of_claim,
    of_other_part,
    of_overpayment,
    of_waiver,
)
from fundmodel.settlement.pockets import Cell, Pocket, Pockets
from fundmodel.settlement.states import state_of
from fundmodel.sources import Basis

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = [
    "Demand",
    "Move",
    "Unbookable",
    "as_entries",
    "entries_of",
    "ledger_of",
    "left_of",
    "matched",
    "own_id",
    "takings",
    "unbookable_of",
]


@attrs.frozen(kw_only=True)
class Unbookable:
    """
    A line whose waivers and set-offs are not booked, as use of the money was proven.

    Attributes:
        part: Id of the part; `None` for the whole program.

        recipient: Id of the recipient.

        lacking: By how much what is waived or goes back is more than what was paid
            and not proven.
    """

    part: str | None
    recipient: str
    lacking: Money

    def said(self) -> Sentence:
        """Say what stands against booking."""
        who = self.recipient if self.part is None else f"{self.recipient}, {self.part}"
        return sentence(
            "{who}: not booked, as use was proven of {amount} that is waived or set "
            "off; take that proof back first",
            who=who,
            amount=self.lacking,
        )


@attrs.frozen
class Demand:
    """Money that one line of a settlement moves."""

    row: int
    kind: EntryKind
    minor: int
    note: str | None = None
    source: Basis = None


@attrs.frozen
class Move:
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
    ledger = ledger_of(settlement)
    pockets = Pockets.of(settlement, ledger)
    short = _short(settlement, pockets)
    payments = sorted(_payments(settlement, short), key=_row)
    added = _lacking(settlement, pockets, payments, funds=funds, line=line)
    committed = pockets.in_order([*pockets.committed, *added])
    moves = [Move(EntryKind.COMMITMENT, one.cell, one.minor) for one in added]
    moves += matched(payments, committed)
    out = sorted(takings(settlement, without=short), key=_row)
    moves += matched(out, pockets.paid)
    if release:
        moves += _released(payments, committed, pockets.forward)
    start = id or own_id(settlement, state_of(settlement, ledger))
    return as_entries(settlement, moves, start=start, day=settlement.day)


def unbookable_of(
    settlement: Settlement, recipient: str | None = None
) -> tuple[Unbookable, ...]:
    """Give the lines whose waivers and set-offs cannot be booked, or those of one."""
    ledger = settlement.ledger
    if ledger is None or not any(
        recipient in {None, settlement.ids[one.row]} for one in takings(settlement)
    ):
        return ()
    short = _short(settlement, Pockets.of(settlement, ledger, recipient))
    return tuple(
        Unbookable(
            part=settlement.parts[int(settlement.part_codes[row])],
            recipient=settlement.ids[row],
            lacking=Money.from_minor(minor, settlement.currency),
        )
        for row, minor in short.items()
        if recipient in {None, settlement.ids[row]}
    )


def _short(settlement: Settlement, pockets: Pockets) -> Mapping[int, int]:
    """Give the lines with too little money whose use is not proven, and how much."""
    wanted = _summed(takings(settlement), len(settlement))
    lacking = wanted - _summed(pockets.paid, len(settlement))
    # A line that takes nothing lacks nothing.
    rows = np.flatnonzero((lacking > 0) & (wanted > 0)).tolist()
    return {row: int(lacking[row]) for row in rows}


def ledger_of(settlement: Settlement) -> Ledger:
    """
    Give the ledger that was settled.

    Raises:
        SettlementError: There is none.
    """
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


def _payments(settlement: Settlement, short: Container[int]) -> Iterator[Demand]:
    rule = _rule_source(settlement)
    for one in settlement.set_offs:
        row = settlement.rows_at(one.part)[one.recipient]
        if one.claim is not None:
            note = of_claim(one.claim)
        elif settlement.rows_at(one.taken_from)[one.recipient] in short:
            # What is not taken there is not paid here; it stays open on both sides.
            continue
        else:
            note = of_overpayment(one.taken_from)
        yield Demand(row, EntryKind.PAYMENT, one.amount.minor, note, rule)
    rows = np.flatnonzero(settlement.due)
    for row, minor in zip(rows.tolist(), settlement.due[rows].tolist(), strict=True):
        yield Demand(row, EntryKind.PAYMENT, minor)


def takings(
    settlement: Settlement, *, without: Container[int] = frozenset()
) -> Iterator[Demand]:
    """
    Give what is taken out of what was paid: set-offs between parts, and waivers.

    Args:
        settlement: Of which one.

        without: Rows to leave out.
    """
    for one in _all_takings(settlement):
        if one.row not in without:
            yield one


def _all_takings(settlement: Settlement) -> Iterator[Demand]:
    rule = _rule_source(settlement)
    for one in settlement.set_offs:
        if one.claim is None:
            row = settlement.rows_at(one.taken_from)[one.recipient]
            note = of_other_part(one.part)
            yield Demand(row, EntryKind.RETURN, one.amount.minor, note, rule)
    rest = settlement.waived_before - settlement.waived
    for use in settlement.waiver_uses:
        row = settlement.rows_at(use.part)[use.waiver.recipient]
        minor = use.used.minor
        if minor:
            rest[row] -= minor
            note, source = of_waiver(use.waiver), use.waiver.source
            yield Demand(row, EntryKind.WAIVER, minor, note, source)
    small = None if settlement.small is None else settlement.small.source
    for row in np.flatnonzero(rest).tolist():
        yield Demand(row, EntryKind.WAIVER, int(rest[row]), SMALL, small)


def _lacking(
    settlement: Settlement,
    pockets: Pockets,
    payments: Iterable[Demand],
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
        _refuse_day(settlement)
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


def _refuse_day(settlement: Settlement) -> NoReturn:
    years = ledger_of(settlement).terms.years
    if settlement.year is None:
        raise SettlementError(
            "the ledger has no budget year out of which the settlement can be paid",
            where="settlement",
            got=f"day of settlement {settlement.day}",
            expected=f"a day in one of its years, {years[0].label} to "
            f"{years[-1].label}",
            mend="add the year of that day to the terms of the ledger, or settle on "
            "another day",
        )
    period = next(one.period for one in years if one.label == settlement.year)
    raise SettlementError(
        "what is due is more than was committed, and nothing more can be committed "
        "out of the budget year that was settled",
        where=f"settlement, year {settlement.year}",
        got=f"day of settlement {settlement.day}",
        expected=f"a day from {period.first} to {period.last}",
        mend="carry money over and leave year out, so that the amounts of all years "
        "are paid out of the budget year of the day",
    )


def _summed(items: Iterable[Pocket | Demand], size: int) -> Numbers:
    sums = np.zeros(size, dtype=np.int64)
    listed = tuple(items)
    rows = np.array([one.row for one in listed], dtype=np.int64)
    np.add.at(sums, rows, np.array([one.minor for one in listed], dtype=np.int64))
    return sums


def _row(one: Pocket | Demand) -> int:
    return one.row


def left_of(demands: Iterable[Demand], pockets: Iterable[Pocket]) -> list[int]:
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


def matched(demands: Iterable[Demand], pockets: Iterable[Pocket]) -> list[Move]:
    """Take each demand out of the pockets of its line, which hold enough."""
    taken = itertools.groupby(_taken(demands, pockets), key=lambda one: one[:4])
    return [
        Move(kind, cell, sum(minor for *_, minor in moved), note, source)
        for (kind, cell, note, source), moved in taken
    ]


def _taken(
    demands: Iterable[Demand], pockets: Iterable[Pocket]
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


def _released(
    payments: Iterable[Demand], committed: list[Pocket], forward: Mapping[Cell, int]
) -> Iterator[Move]:
    for pocket, rest in zip(committed, left_of(payments, committed), strict=True):
        # What no budget covers goes back to the authority that promised it.
        bare = min(rest, forward.get(pocket.cell, 0))
        if bare:
            yield Move(EntryKind.FORWARD_RELEASE, pocket.cell, bare)
        if rest > bare:
            yield Move(EntryKind.RELEASE, pocket.cell, rest - bare)


def own_id(settlement: Settlement, state: str) -> str:
    """Make the start of ids, of what was settled and of the ledger that it rests on."""
    told = f"{settlement.content_hash}{state}".encode()
    return f"settlement-{hashlib.sha256(told).hexdigest()[:16]}"


def as_entries(
    settlement: Settlement, moves: Iterable[Move], *, start: str, day: date
) -> Entries:
    """Make entries, whose ids begin with *start*."""
    listed = tuple(moves)
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
