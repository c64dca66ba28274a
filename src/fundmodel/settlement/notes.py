"""
What the notes of entries say that a settlement makes, and how they are read again.

A ledger has no field for claims and decisions on waivers. So their notes have a fixed
form, which is written and read here and nowhere else; a later settlement finds by it
what was met of a claim, and which waivers are booked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fundmodel.ledgers import EntryKind, Ledger
from fundmodel.ledgers.coding import NONE, Rows
from fundmodel.ledgers.entries import Entries
from fundmodel.ledgers.readings import mask_of
from fundmodel.sentences import Language
from fundmodel.settlement.waivers import RepaymentWaiver

__all__ = [
    "SMALL",
    "claims_met",
    "is_set_off",
    "noted",
    "of_claim",
    "of_other_part",
    "of_overpayment",
    "of_waiver",
    "reversed_ids",
]

_CLAIM: Final = "by set-off against claim "
_OVERPAYMENT: Final = "by set-off against an overpayment in "
_OTHER_PART: Final = "by set-off against what is due in "

SMALL: Final = "too small to be claimed back"


def of_claim(id: str) -> str:
    """Say of a payment which claim it met."""
    return _CLAIM + id


def of_overpayment(part: str | None) -> str:
    """Say of a payment in which part the recipient had too much."""
    return f"{_OVERPAYMENT}{part}"


def of_other_part(part: str | None) -> str:
    """Say of a return in which part the money was due."""
    return f"{_OTHER_PART}{part}"


def is_set_off(note: str) -> bool:
    """Whether a return is one by set-off, and no money came."""
    return note.startswith(_OTHER_PART)


def of_waiver(waiver: RepaymentWaiver) -> str:
    """Say of a waiver by which decision it is, and why."""
    reason = waiver.reason.render(Language.ENGLISH)
    return f"waived by decision of {waiver.decided}: {reason}"


def noted(entries: Entries, rows: Rows) -> Mapping[tuple[str, str], int]:
    """
    Add up what has a note, less what was reversed.

    Args:
        entries: What was booked.

        rows: Which of them.

    Returns:
        Minor units by recipient and note.
    """
    rows = rows[entries.notes.codes[rows] != NONE]
    if len(rows) and not entries.reverses.is_empty:
        gone = reversed_ids(entries)
        ids = entries.ids
        listed: list[int] = rows.tolist()
        rows = rows[[ids[row] not in gone for row in listed]]
    # What takes an entry back has a note of its own, and is none of them.
    rows = rows[entries.reverses.codes[rows] == NONE]
    found: dict[tuple[str, str], int] = {}
    for row, minor in zip(rows.tolist(), entries.minor[rows].tolist(), strict=True):
        key = entries.recipients.at(row) or "", entries.notes.at(row) or ""
        found[key] = found.get(key, 0) + minor
    return found


def claims_met(ledger: Ledger) -> Mapping[tuple[str, str], int]:
    """
    Give what settlements met of claims, in all parts and years.

    Returns:
        Minor units by recipient and id of the claim.
    """
    entries = ledger.entries
    kinds = mask_of(entries.kinds, {EntryKind.PAYMENT}.__contains__)
    notes = mask_of(entries.notes, lambda note: note.startswith(_CLAIM))
    met = noted(entries, np.flatnonzero(kinds & notes))
    return {
        (recipient, note.removeprefix(_CLAIM)): minor
        for (recipient, note), minor in met.items()
    }


def reversed_ids(entries: Entries) -> frozenset[str]:
    """Give the ids of all entries that were taken back."""
    column = entries.reverses
    codes: list[int] = np.unique(column.codes).tolist()
    return frozenset(column.values[code] for code in codes if code != NONE)
