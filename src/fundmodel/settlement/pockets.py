"""Where the money of a settlement stands in the ledger that it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from fundmodel.ledgers import Account, Dimension, EntryKind, Ledger, Window
from fundmodel.ledgers.balances import Balances, balances_of
from fundmodel.ledgers.legs import Legs
from fundmodel.ledgers.readings import mask_of

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["Cell", "Pocket", "Pockets"]

_ACCOUNTS: Final = (
    Account.COMMITTED,
    Account.PAID,
    Account.USED,
    Account.RETURNED,
    Account.WAIVED,
)
"""Where money of a recipient stands; a new commitment follows any of it."""

_BY: Final = (
    Dimension.PART,
    Dimension.RECIPIENT,
    Dimension.YEAR,
    Dimension.ORIGIN,
    Dimension.AWARD,
    Dimension.FUNDS,
    Dimension.LINE,
)


@attrs.frozen
class Cell:
    """By what the money of one recipient is told apart in a ledger."""

    part: str | None
    recipient: str
    year: str
    origin: str | None = None
    award: str | None = None
    funds: str | None = None
    line: str | None = None


@attrs.frozen
class Pocket:
    """Money of one line of a settlement that stands on one account."""

    row: int
    cell: Cell
    minor: int


@attrs.frozen
class Pockets:
    """
    What stands in the ledger for the lines of a settlement, line by line.

    Attributes:
        committed: Commitments of years that have begun, older ones first.

        forward: What of these no budget covers yet, by cell: it was promised by
            commitment authority.

        paid: What was paid and of which no use was proven, the last first.

        last: The cell of each line that a new commitment follows.

        year: Label of the budget year that new commitments charge; `None` if there
            is none in which the day is.

        payable: Labels of the years that payments may be booked to.
    """

    committed: tuple[Pocket, ...]
    forward: Mapping[Cell, int]
    paid: tuple[Pocket, ...]
    last: dict[int, Cell]
    year: str | None
    payable: frozenset[str]

    @classmethod
    def of(
        cls, settlement: Settlement, ledger: Ledger, recipient: str | None = None
    ) -> Pockets:
        """
        Find them.

        Args:
            settlement: Whose lines.

            ledger: Where.

            recipient: The one who is asked for; `None` for all.
        """
        payable, begun, year = _years(settlement, ledger)
        balances = _balances(ledger, recipient)
        committed: list[Pocket] = []
        paid: list[Pocket] = []
        last: dict[int, Cell] = {}
        for row, cell, on_accounts in _cells(settlement, balances):
            promised, paid_out = on_accounts
            last[row] = cell
            if promised and cell.year in begun:
                committed.append(Pocket(row, cell, promised))
            if paid_out:
                paid.append(Pocket(row, cell, paid_out))
        # Stable sorts: within a line and a kind the order of the ledger stays, which
        # is that of the years.
        paid.reverse()
        paid.sort(key=lambda one: one.row)
        # For one recipient, nobody asks what is released.
        asked = committed if recipient is None else ()
        forward = _uncovered(ledger, asked)
        return cls(tuple(committed), forward, tuple(paid), last, year, payable)

    def in_order(self, committed: Iterable[Pocket]) -> list[Pocket]:
        """Put what can be paid first, line by line."""
        return sorted(
            committed, key=lambda one: (one.row, one.cell.year not in self.payable)
        )


def _years(
    settlement: Settlement, ledger: Ledger
) -> tuple[frozenset[str], frozenset[str], str | None]:
    """Give the years that may be paid from, those that have begun, and the new one."""
    day = settlement.day.toordinal()
    first, closed = ledger.terms.bounds(Window.WITHIN_CLOSE)
    _, last = ledger.terms.bounds(Window.WITHIN)
    payable: set[str] = set()
    begun: set[str] = set()
    year: str | None = None
    for label, low, end, high in zip(
        ledger.terms.labels, first, last, closed, strict=True
    ):
        if settlement.year in {None, label} and low <= day:
            begun.add(label)
            if day <= high:
                payable.add(label)
            if day <= end:
                year = label
    return frozenset(payable), frozenset(begun), year


def _balances(ledger: Ledger, recipient: str | None) -> Balances:
    if recipient is None:
        return ledger.balances(*_BY)
    entries = ledger.entries
    rows = np.flatnonzero(mask_of(entries.recipients, recipient.__eq__))
    return balances_of(Legs.of(entries.taken(rows), ledger.terms), _BY)


def _cells(
    settlement: Settlement, balances: Balances
) -> Iterator[tuple[int, Cell, tuple[int, int]]]:
    """Give what is committed and paid, for each line, in the order of the years."""
    at = [balances.heads.index(one) for one in _ACCOUNTS]
    sums = balances.minor[:, at]
    # Without parts, a settlement is about all of the ledger.
    whole = settlement.parts == (None,)
    for place in np.flatnonzero(sums.any(axis=1)).tolist():
        part, recipient, year, origin, award, funds, line = balances.cells[place]
        known = None if whole else part
        if recipient is None or year is None or known not in settlement.parts:
            continue
        row = settlement.rows_at(known).get(recipient)
        if row is None or settlement.year not in {None, year}:
            continue
        cell = Cell(
            part=part,
            recipient=recipient,
            year=year,
            origin=None if origin == year else origin,
            award=award,
            funds=funds,
            # A part without a budget line is a line of its own.
            line=None if line == part else line,
        )
        promised, paid, *_ = sums[place].tolist()
        yield row, cell, (promised, paid)


def _uncovered(ledger: Ledger, committed: Iterable[Pocket]) -> Mapping[Cell, int]:
    """
    Give what was promised by commitment authority and no budget covers yet.

    What is given up of it goes back to the authority and not to the budget. Budgets
    cover line by line; what one covers in part is covered in the order of recipients.
    """
    items = tuple(committed)
    if not items or EntryKind.AUTHORITY not in ledger.entries.kinds.values:
        return {}
    asked = (Dimension.YEAR, Dimension.FUNDS, Dimension.LINE)
    sums = ledger.balances(*asked)
    at = [sums.heads.index(one) for one in (Account.AUTHORITY, Account.ANTICIPATED)]
    open_ = -sums.minor[:, at].sum(axis=1)
    bare = {
        cell: minor
        for cell, minor in zip(sums.cells, open_.tolist(), strict=True)
        if minor > 0
    }
    if not bare:
        return {}
    promised = _promised_ahead(ledger)
    found: dict[Cell, int] = {}
    for pocket in items:
        cell = pocket.cell
        key = cell.year, cell.funds, cell.line or cell.part
        there = promised.get((*key, cell.part, cell.recipient, cell.award), 0)
        minor = min(pocket.minor, there, bare.get(key, 0))
        if minor > 0 and cell.origin is None:
            found[cell] = minor
            bare[key] -= minor
    return found


def _promised_ahead(ledger: Ledger) -> Mapping[tuple[str | None, ...], int]:
    booked = ledger.turnovers(
        Dimension.YEAR,
        Dimension.FUNDS,
        Dimension.LINE,
        Dimension.PART,
        Dimension.RECIPIENT,
        Dimension.AWARD,
    )
    given, taken = (
        booked.minor[:, booked.heads.index(kind)]
        for kind in (EntryKind.FORWARD_COMMITMENT, EntryKind.FORWARD_RELEASE)
    )
    return dict(zip(booked.cells, (given - taken).tolist(), strict=True))
