"""What recipients were paid, gave back and were let keep, read from a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.ledgers import EntryKind, Ledger
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.entries import Entries, Flags
from fundmodel.ledgers.readings import lacking, mask_of
from fundmodel.money import Money
from fundmodel.settlement.amounts import Minor, RecipientAmounts
from fundmodel.settlement.notes import noted

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

        decided: What of it has a note, by recipient and note.
    """

    ids: tuple[str, ...]
    paid: Minor
    waived: Minor
    decided: Mapping[tuple[str, str], int]

    @classmethod
    def none(cls) -> Payments:
        """Nobody was paid anything."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(ids=(), paid=nothing, waived=nothing, decided={})

    @classmethod
    def from_amounts(cls, table: RecipientAmounts) -> Payments:
        """Take what a table says."""
        waived = np.zeros(len(table), dtype=np.int64)
        return cls(ids=table.ids, paid=table.minor, waived=waived, decided={})

    @classmethod
    def from_ledger(
        cls,
        ledger: Ledger,
        finals: tuple[RecipientAmounts, ...],
        *,
        year: str | None,
        day: date,
    ) -> tuple[Payments, ...]:
        """
        Read a ledger: payments less returns, each less what was reversed.

        Args:
            ledger: What was booked.

            finals: The final amounts; a table without a part stands for all of the
                ledger.

            year: Label of the budget year that was charged; `None` for all.

            day: The day of settlement.

        Returns:
            One for each table.

        Raises:
            SettlementError: Something was booked after the day, the ledger has no
                such year, money of the year was carried over, or payments name no
                part.
        """
        entries = ledger.entries
        rows = np.flatnonzero(mask_of(entries.kinds, _COUNTED.__contains__))
        found: list[Payments] = []
        for table in finals:
            here = rows
            if table.part is not None:
                here = rows[mask_of(entries.parts, table.part.__eq__)[rows]]
                _check_parts(entries, rows, table)
            if year is not None:
                _check_year(ledger, here, year)
                here = here[mask_of(entries.years, year.__eq__)[here]]
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
    return Payments(
        ids=ids,
        paid=paid[present],
        waived=waived[present],
        decided=noted(entries, rows[is_waiver]),
    )


def _place(kind: EntryKind) -> int:
    return _COUNTED.index(kind) if kind in _COUNTED else len(_COUNTED)


def _check_parts(entries: Entries, rows: Rows, table: RecipientAmounts) -> None:
    """Refuse payments that name no part, to whoever is settled in one."""
    without = _summed(entries, rows[lacking(entries.parts)[rows]])
    known = set(without.ids) & set(table.ids)
    if known:
        who = min(known)
        at = without.ids.index(who)
        paid = Money.from_minor(int(without.paid[at]), entries.currency)
        raise SettlementError(
            "payments of the ledger name no part, so nobody can tell whether they are "
            "of the one that is settled",
            where=f"recipient {who!r}, part {table.part!r}",
            got=f"{paid} without a part; {len(known):,} recipients with such payments",
            expected="a part for each payment to them",
            mend="name the parts in the ledger; or settle amounts without a part, "
            "against all of it: attrs.evolve(table, part=None)",
        )


def _check_year(ledger: Ledger, rows: Rows, year: str) -> None:
    entries = ledger.entries
    if year not in ledger.terms.places:
        raise SettlementError(
            "the ledger has no such budget year",
            where="year",
            got=year,
            expected=", ".join(ledger.terms.labels),
            mend="correct it, or leave it out to count all years",
        )
    charged = mask_of(entries.years, year.__eq__)[rows]
    granted = mask_of(entries.origins, year.__eq__)[rows]
    other = ~lacking(entries.origins)[rows] & ~granted
    mixed = rows[(charged & other) | (granted & ~charged)]
    if len(mixed):
        row = int(mixed[0])
        # What came back or was waived does not say which year granted it.
        raise SettlementError(
            "money was carried over, so payments charged to one budget year are not "
            "those of the money that it granted",
            where=f"year {year}, entry {entries.ids[row]!r}",
            got=f"charged to {entries.years.at(row)}, granted for "
            f"{entries.origins.at(row)}",
            expected="payments of the money of one year",
            mend="leave year out, and settle with the amounts of all years together",
        )


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
