"""Where the money of a settlement stands in the ledger that it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from fundmodel.ledgers import Account, Dimension, Ledger, Window

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["Cell", "Pocket", "Pockets"]

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

        paid: What was paid and of which no use was proven, the last first.

        last: The cell of each line that a new commitment follows.

        year: Label of the budget year that new commitments charge; `None` if there
            is none for the day.

        payable: Labels of the years that payments may be booked to.
    """

    committed: tuple[Pocket, ...]
    paid: tuple[Pocket, ...]
    last: dict[int, Cell]
    year: str | None
    payable: frozenset[str]

    @classmethod
    def of(cls, settlement: Settlement, ledger: Ledger) -> Pockets:
        """Find them."""
        payable, begun, year = _years(settlement, ledger)
        committed: list[Pocket] = []
        paid: list[Pocket] = []
        last: dict[int, Cell] = {}
        for row, cell, on_accounts in _cells(settlement, ledger):
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
        return cls(tuple(committed), tuple(paid), last, year, payable)

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
    labels = ledger.terms.labels
    payable = [
        label
        for label, low, high in zip(labels, first, closed, strict=True)
        if low <= day <= high
    ]
    begun = [label for label, low in zip(labels, first, strict=True) if low <= day]
    if settlement.year is not None:
        payable = [label for label in payable if label == settlement.year]
        begun = [label for label in begun if label == settlement.year]
    return frozenset(payable), frozenset(begun), payable[-1] if payable else None


def _cells(
    settlement: Settlement, ledger: Ledger
) -> Iterator[tuple[int, Cell, tuple[int, int]]]:
    """Give what is committed and paid, for each line, in the order of the years."""
    balances = ledger.balances(*_BY)
    at = [balances.heads.index(one) for one in (Account.COMMITTED, Account.PAID)]
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
        promised, paid = sums[place].tolist()
        yield row, cell, (promised, paid)
