"""Settlements as CSV, for spreadsheets and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fundmodel.io.files import write_whole
from fundmodel.io.rows import csv_text
from fundmodel.money import Money
from fundmodel.settlement import Settlement, SettlementLine

__all__ = ["settlement_csv", "write_settlement"]

COLUMNS: Final = (
    "part", "recipient", "final", "provisional", "difference", "paid", "due", "offset",
    "repaid", "waived", "waived_before", "is_small", "currency",
)  # fmt: skip


def settlement_csv(settlement: Settlement) -> str:
    """
    Give all lines of a settlement as CSV text.

    Amounts are in major units, with their signs: in each row, ``paid``, ``due``,
    ``offset``, ``repaid`` and ``waived`` add up to ``final``. Where there is no final
    or provisional amount, the cell is empty.
    """
    return csv_text(COLUMNS, _rows(settlement))


def _rows(settlement: Settlement) -> Iterator[tuple[str, ...]]:
    before = settlement.waived_before.tolist()
    small = settlement.is_small.tolist()
    for row, line in enumerate(settlement.lines()):
        waived = Money.from_minor(before[row], settlement.currency)
        yield (
            line.part or "",
            line.recipient,
            *map(_cell, _amounts(line)),
            _cell(waived),
            "true" if small[row] else "false",
            settlement.currency,
        )


def _amounts(line: SettlementLine) -> tuple[Money | None, ...]:
    return (
        line.final,
        line.provisional,
        line.difference,
        line.paid,
        line.due,
        line.offset,
        line.repaid,
        line.waived,
    )


def _cell(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.major:f}"


def write_settlement(settlement: Settlement, path: Path | str) -> None:
    """
    Write all lines of a settlement to a CSV file, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, settlement_csv(settlement))
