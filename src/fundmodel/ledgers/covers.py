"""
What was promised ahead, and what came back: neither is more than its budget has.

A promise for a later year is a charge on the budget of that year. Until it takes the
charge over, nobody is paid out of the promise; nor is it given up as if the money were
there. So whatever leaves a commitment beyond what was committed out of the budget
itself, recipient by recipient, needs cover.

Money keeps the year that granted it through all carry-overs; a return does not name
it. So what is restored for a year that granted money is at most what was paid out of
it, or the limit of carrying over would begin anew.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from fundmodel.errors import OverdrawnAccountError
from fundmodel.ledgers.accounts import Account, Dimension, EntryKind
from fundmodel.ledgers.coding import Numbers, Rows
from fundmodel.ledgers.legs import PLACE, Legs
from fundmodel.ledgers.levels import Overdraft, by_day, first_overdraft
from fundmodel.ledgers.readings import mask_of
from fundmodel.money import Money

__all__ = ["check_cover", "check_restored"]

_POOL: Final = (Dimension.YEAR, Dimension.FUNDS, Dimension.LINE)
"""By what a budget covers."""

_GRANT: Final = (*_POOL, Dimension.ORIGIN)

_PROMISE: Final = (*_POOL, Dimension.PART, Dimension.RECIPIENT, Dimension.AWARD)

_AHEAD: Final = frozenset({EntryKind.FORWARD_COMMITMENT, EntryKind.FORWARD_RELEASE})


def check_cover(legs: Legs, *, since: int) -> None:
    """
    Make sure that no promise is paid before a budget covers it.

    Args:
        legs: The sides of all entries.

        since: The first entry that is new.

    Raises:
        OverdrawnAccountError: More left commitments than was committed out of the
            budget or covered by it.
    """
    if not (legs.accounts == PLACE[Account.ANTICIPATED]).any():
        return
    promises, covers = _watched(legs)
    pools = legs.keys(_POOL, np.concatenate((promises, covers)))
    rows = np.concatenate((promises, covers)) % len(legs.entries)
    touched = np.isin(pools, np.unique(pools[rows >= since]))
    if not touched.any():
        return
    split = len(promises)
    own = touched[:split]
    drawn, minor = _drawn_ahead(legs, promises[own])
    covers = covers[touched[split:]]
    everything = np.concatenate((drawn, covers))
    if not len(drawn):
        return
    minor = np.concatenate((-minor, legs.minor[covers]))
    # The last one booked is named, so they stand in the order of booking.
    order = np.argsort(everything % len(legs.entries), kind="stable")
    everything, minor = everything[order], minor[order]
    cells = legs.keys(_POOL, everything)
    found = first_overdraft(cells, legs.days[everything], minor)
    if found is not None:
        raise _error(legs, int(everything[found.row]), found)


def check_restored(legs: Legs, *, since: int) -> None:
    """
    Make sure that no more is restored for a year that granted money than was paid.

    Raises:
        OverdrawnAccountError: More is.
    """
    kinds, n = legs.entries.kinds, len(legs.entries)
    restored = np.flatnonzero(mask_of(kinds, {EntryKind.RESTORATION}.__contains__))
    if not (restored >= since).any():
        return
    paid = np.flatnonzero(mask_of(kinds, {EntryKind.PAYMENT}.__contains__))
    # A payment takes from what was committed, a restoration gives to what is
    # available: both sides know which year granted the money.
    rows = np.concatenate((paid, restored + n))
    rows = rows[np.argsort(rows % n, kind="stable")]
    found = first_overdraft(legs.keys(_GRANT, rows), legs.days[rows], -legs.minor[rows])
    if found is not None:
        row = int(rows[found.row])
        short = Money.from_minor(found.short, legs.entries.currency)
        raise OverdrawnAccountError(
            "more is restored than was paid out of money of that year",
            where=f"entry {legs.entries.ids[row % n]!r}, {legs.told(_GRANT, row)}",
            got=f"{short} too much on {date.fromordinal(found.day)}",
            expected="at most what was paid out of the same budget year and origin",
            mend="name the year that granted the money as origin, as the payment does",
        )


def _watched(legs: Legs) -> tuple[Rows, Rows]:
    """
    Give what moves promises but them, recipient by recipient, and what covers them.

    What was carried over with its money needs no other cover.
    """
    kinds = legs.entries.kinds
    committed = legs.accounts == PLACE[Account.COMMITTED]
    rows = np.flatnonzero(committed & legs.of_their_year)
    ahead = np.tile(mask_of(kinds, _AHEAD.__contains__), 2)[rows]
    keys = legs.keys(_PROMISE, rows)
    promised = np.isin(keys, np.unique(keys[ahead]))
    covering = np.tile(mask_of(kinds, {EntryKind.COVER}.__contains__), 2)
    anticipated = legs.accounts == PLACE[Account.ANTICIPATED]
    return rows[promised & ~ahead], np.flatnonzero(covering & anticipated)


def _drawn_ahead(legs: Legs, rows: Rows) -> tuple[Rows, Numbers]:
    """
    Give by how much each day draws on promises, recipient by recipient.

    Returns:
        The last side of each day and promise, and how much more has left it by then
        than was committed out of the budget, less what had the day before.
    """
    if not len(rows):
        return rows, np.zeros(0, dtype=np.int64)
    keys, days = legs.keys(_PROMISE, rows), legs.days[rows]
    order = by_day(keys, days)
    keys, days, rows = keys[order], days[order], rows[order]
    running = np.cumsum(legs.minor[rows])
    first = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    before = running[first] - legs.minor[rows[first]]
    level = running - np.repeat(before, np.diff(first, append=len(keys)))
    last = np.ones(len(keys), dtype=np.bool_)
    last[:-1] = (keys[1:] != keys[:-1]) | (days[1:] != days[:-1])
    ahead = np.maximum(-level[last], 0)
    keys, rows = keys[last], rows[last]
    was = np.where(np.diff(keys, prepend=keys[0] - 1) == 0, np.roll(ahead, 1), 0)
    moved = np.flatnonzero(ahead != was)
    return rows[moved], (ahead - was)[moved]


def _error(legs: Legs, row: int, found: Overdraft) -> OverdrawnAccountError:
    entries = legs.entries
    entry = row % len(entries)
    short = Money.from_minor(found.short, entries.currency)
    left = int(entries.minor[entry]) - found.short
    most = Money.from_minor(max(left, 0), entries.currency)
    return OverdrawnAccountError(
        "no budget covers yet what was committed for this year",
        where=f"entry {entries.ids[entry]!r}, {legs.told(_PROMISE, row)}",
        got=f"{short} too much on {date.fromordinal(found.day)}",
        expected=f"at most {most}, which the budget committed or covers",
        mend="book the appropriation of the year and EntryKind.COVER first; what is "
        "given up before takes EntryKind.FORWARD_RELEASE",
    )
