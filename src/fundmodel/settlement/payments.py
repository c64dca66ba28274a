"""What recipients were paid, gave back and were let keep, read from a ledger."""

from __future__ import annotations

from datetime import date

import attrs
import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.ledgers import EntryKind, Ledger
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.entries import Entries, Flags
from fundmodel.ledgers.readings import lacking, mask_of
from fundmodel.settlement.amounts import Minor, RecipientAmounts

__all__ = ["Payments"]

_COUNTED = (EntryKind.PAYMENT, EntryKind.RETURN, EntryKind.WAIVER)


@attrs.frozen(kw_only=True, eq=False)
class Payments:
    """
    What was paid in one part until the day of settlement.

    Attributes:
        ids: Ids of the recipients, each once, shape ``(n,)``.

        paid: Payments less returns, in minor units, shape ``(n,)``.

        waived: Repayments that were waived before, zero or more.
    """

    ids: tuple[str, ...]
    paid: Minor
    waived: Minor

    @classmethod
    def none(cls) -> Payments:
        """Nobody was paid anything."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(ids=(), paid=nothing, waived=nothing)

    @classmethod
    def from_amounts(cls, table: RecipientAmounts) -> Payments:
        """Take what a table says."""
        waived = np.zeros(len(table), dtype=np.int64)
        return cls(ids=table.ids, paid=table.minor, waived=waived)

    @classmethod
    def from_ledger(
        cls,
        ledger: Ledger,
        parts: tuple[str | None, ...],
        *,
        year: str | None,
        day: date,
    ) -> tuple[Payments, ...]:
        """
        Read a ledger: payments less returns, each less what was reversed.

        Args:
            ledger: What was booked.

            parts: Ids of the parts; `None` stands for all of the ledger.

            year: Label of the budget year that was charged; `None` for all.

            day: The day of settlement.

        Returns:
            One for each part.

        Raises:
            SettlementError: Something was booked after the day.
        """
        entries = ledger.entries
        rows = np.flatnonzero(mask_of(entries.kinds, _COUNTED.__contains__))
        if year is not None:
            rows = rows[mask_of(entries.years, year.__eq__)[rows]]
        found: list[Payments] = []
        for part in parts:
            here = rows
            if part is not None:
                here = rows[mask_of(entries.parts, part.__eq__)[rows]]
            _check_days(entries, here, day)
            found.append(_summed(entries, here))
        return tuple(found)


def _summed(entries: Entries, rows: Rows) -> Payments:
    kinds = entries.kinds.translated(_place)[rows]
    who = entries.recipients.codes[rows]
    minor = entries.minor[rows]
    minor = np.where(lacking(entries.reverses)[rows], minor, -minor)
    paid, waived = (np.zeros(len(entries.recipients.values), np.int64) for _ in "12")
    is_waiver: Flags = kinds == _COUNTED.index(EntryKind.WAIVER)
    is_return: Flags = kinds == _COUNTED.index(EntryKind.RETURN)
    np.add.at(waived, who[is_waiver], minor[is_waiver])
    moved = np.where(is_return, -minor, minor)
    np.add.at(paid, who[~is_waiver], moved[~is_waiver])
    present = np.flatnonzero((paid != 0) | (waived != 0))
    ids = tuple(map(entries.recipients.values.__getitem__, present.tolist()))
    return Payments(ids=ids, paid=paid[present], waived=waived[present])


def _place(kind: EntryKind) -> int:
    return _COUNTED.index(kind) if kind in _COUNTED else len(_COUNTED)


def _check_days(entries: Entries, rows: Rows, day: date) -> None:
    late = rows[entries.days[rows] > day.toordinal()]
    if len(late):
        booked = date.fromordinal(int(entries.days[late].max()))
        raise SettlementError(
            "payments were booked after the day of settlement",
            where=f"entry {entries.ids[late[0]]!r}",
            got=f"{len(late):,} entries, the last of {booked}",
            expected=f"none after {day}",
            mend="settle on a later day, or settle ledger.as_of(day)",
        )
