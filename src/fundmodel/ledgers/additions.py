"""Which entries are new, and which repeat or contradict others."""

from __future__ import annotations

import numpy as np

from fundmodel.errors import ContradictingEntryError
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.entries import Entries

__all__ = ["booked"]


def booked(old: Entries, given: Entries) -> Entries:
    """
    Put new entries behind old ones; what is there already is passed over.

    Returns:
        The old entries themselves if none is new.

    Raises:
        ContradictingEntryError: An id is given again, with other content.
    """
    given = given.onto(old)
    first = _without_repeats(given)
    kept = _without_known(old, given, first)
    if not len(kept):
        return old
    return old.joined(given if len(kept) == len(given) else given.taken(kept))


def _without_repeats(given: Entries) -> Rows:
    """Give the first entry of each id."""
    n = len(given)
    if len(set(given.ids)) == n:
        return np.arange(n)
    at: dict[str, int] = {}
    first = np.fromiter(
        (at.setdefault(id_, row) for row, id_ in enumerate(given.ids)),
        dtype=np.int64,
        count=n,
    )
    again = np.flatnonzero(first != np.arange(n))
    _check_same(given, again, given, first[again])
    return np.flatnonzero(first == np.arange(n))


def _without_known(old: Entries, given: Entries, rows: Rows) -> Rows:
    """Leave out the entries that the ledger has."""
    if not len(old) or not len(rows):
        return rows
    at = {given.ids[int(row)]: int(row) for row in rows}
    pairs = [(at[id_], row) for row, id_ in enumerate(old.ids) if id_ in at]
    if not pairs:
        return rows
    here, there = np.array(pairs, dtype=np.int64).T
    _check_same(given, here, old, there)
    return np.setdiff1d(rows, here)


def _check_same(given: Entries, rows: Rows, known: Entries, theirs: Rows) -> None:
    differs = np.flatnonzero(given.differing(rows, known, theirs))
    if len(differs):
        at = differs[0]
        entry = given.entry_at(int(rows[at]))
        other = known.entry_at(int(theirs[at]))
        raise ContradictingEntryError(
            "the id of an entry is taken by another one",
            where=f"entry {entry.id!r}",
            got=str(entry),
            expected=f"the same again, {other}, or another id",
            mend="reverse what was booked wrongly, and book it anew with its own id",
        )
