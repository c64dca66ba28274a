"""What in a ledger a settlement rests on, so that nothing is booked on other facts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.ledgers import Entries, EntryKind, Ledger
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.readings import mask_of
from fundmodel.settlement.notes import claims_met, reversed_ids

if TYPE_CHECKING:
    # Only settlements are booked, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["check_ids", "check_unchanged", "state_of"]

_COUNTED: Final = frozenset({EntryKind.PAYMENT, EntryKind.RETURN, EntryKind.WAIVER})
_KINDS: Final = tuple(EntryKind)


def state_of(
    settlement: Settlement, ledger: Ledger, recipient: str | None = None
) -> str:
    """
    Give the SHA-256 of what a ledger has booked for those who are settled.

    Whatever is booked or reversed for them changes it; so entries that are made of
    another state have other ids.

    Args:
        settlement: Who is settled, in which parts.

        ledger: What was booked.

        recipient: The one who is asked for; `None` for all.
    """
    rows = _rows(settlement, ledger, recipient)
    entries = ledger.entries
    digest = hashlib.sha256()
    listed: list[int] = rows.tolist()
    digest.update("\0".join([entries.ids[row] for row in listed]).encode())
    # Of one width and byte order on every machine.
    for column in (
        entries.days[rows],
        entries.minor[rows],
        entries.kinds.translated(_KINDS.index)[rows],
    ):
        digest.update(column.astype("<i8").tobytes())
    return digest.hexdigest()


def check_ids(settlement: Settlement, ledger: Ledger, entries: Entries) -> bool:
    """
    Tell whether all entries are booked already.

    Raises:
        SettlementError: One was booked and reversed since; or its id was taken before
            the settlement was made.
    """
    ours = frozenset(entries.ids)
    known = ours.intersection(ledger.entries.ids)
    if not known:
        return False
    before = () if settlement.ledger is None else settlement.ledger.entries.ids
    taken = known.intersection(before)
    if taken:
        raise SettlementError(
            "an entry of another settlement has this id",
            where="settlement",
            got=min(taken),
            expected="ids that no entry has",
            mend="leave id out, or begin the ids with something else",
        )
    taken_back = known & reversed_ids(ledger.entries)
    if taken_back:
        raise SettlementError(
            "this settlement was booked, and an entry of it was reversed since",
            where="settlement",
            got=f"entry {min(taken_back)!r} was reversed",
            expected="a settlement of the ledger as it is now",
            mend="settle again on it; that one has ids of its own",
        )
    return len(known) == len(ours)


def check_unchanged(settlement: Settlement, ledger: Ledger) -> None:
    """
    Make sure that a ledger holds what was settled.

    Raises:
        SettlementError: Something else was booked for those who are settled, or
            claims of this settlement were met by another one.
    """
    old = settlement.ledger
    if old is None or old is ledger:
        return
    if state_of(settlement, old) != state_of(settlement, ledger):
        _refuse(settlement, old, ledger)
    ours = {(use.claim.recipient, use.claim.id) for use in settlement.claims}
    if not ours:
        return
    before, now = claims_met(old), claims_met(ledger)
    for key in sorted(ours):
        if before.get(key, 0) != now.get(key, 0):
            raise SettlementError(
                "a claim was met by another settlement",
                where=f"claim {key[1]!r} on {key[0]!r}",
                got="something that was booked since",
                expected="the ledger that was settled",
                mend="settle again on the ledger as it is now",
            )


def _refuse(settlement: Settlement, old: Ledger, new: Ledger) -> None:
    before, now = _by_id(settlement, old), _by_id(settlement, new)
    differing = {
        id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)
    }
    # In another order they are the same.
    if not differing:
        return
    who = {(now.get(id_) or before[id_])[0] for id_ in differing}
    raise SettlementError(
        "the ledger is not the one that was settled",
        where=f"recipient {min(who)!r}",
        got=f"other entries for {len(who):,} of those who are settled, among them "
        f"{min(differing)!r}",
        expected="the ledger that was settled",
        mend="settle again on the ledger as it is now",
    )


def _by_id(
    settlement: Settlement, ledger: Ledger
) -> dict[str, tuple[str, EntryKind | None, int, int]]:
    entries = ledger.entries
    return {
        entries.ids[row]: (
            entries.recipients.at(row) or "",
            entries.kinds.at(row),
            int(entries.minor[row]),
            int(entries.days[row]),
        )
        for row in _rows(settlement, ledger, None).tolist()
    }


def _rows(settlement: Settlement, ledger: Ledger, recipient: str | None) -> Rows:
    """Give the entries for those who are settled, and whoever was paid besides."""
    entries = ledger.entries
    if recipient is not None:
        here = mask_of(entries.recipients, recipient.__eq__)
    else:
        ids = frozenset(settlement.ids)
        here = mask_of(entries.recipients, ids.__contains__)
        here |= mask_of(entries.kinds, _COUNTED.__contains__)
    if settlement.parts != (None,):
        here &= mask_of(entries.parts, settlement.parts.__contains__)
    if settlement.year is not None:
        here &= mask_of(entries.years, settlement.year.__eq__)
    return np.flatnonzero(here)
