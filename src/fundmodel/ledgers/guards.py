"""
What no entry may do to the accounts: spend what is not there.

A guard looks at the end of each day. So it also refuses a payment before its
commitment, which would be out of an account that is empty on that day.
"""

from __future__ import annotations

import functools
from datetime import date
from typing import Final

import attrs
import numpy as np

from fundmodel.errors import OverdrawnAccountError
from fundmodel.ledgers.accounts import Account, Dimension
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.covers import check_cover, check_restored
from fundmodel.ledgers.entries import Flags
from fundmodel.ledgers.legs import ACCOUNTS, PLACE, Legs
from fundmodel.ledgers.levels import Overdraft, first_overdraft
from fundmodel.money import Money

__all__ = ["check_accounts"]

_LINE: Final = (Dimension.YEAR, Dimension.ORIGIN, Dimension.FUNDS, Dimension.LINE)
"""By what a budget binds; several parts may share a budget line."""

_RECIPIENT: Final = (*_LINE, Dimension.PART, Dimension.RECIPIENT, Dimension.AWARD)

_BUDGET: Final = (Dimension.YEAR, Dimension.FUNDS, Dimension.LINE)


@attrs.frozen(kw_only=True)
class _Guard:
    """
    What must not fall below zero.

    Attributes:
        accounts: Which accounts, each alone unless they count `together`.

        by: By what they are told apart.

        together: Whether the accounts add up, and with which sign.
    """

    accounts: tuple[Account, ...]
    by: tuple[Dimension, ...]
    together: int = 0


# USED, WAIVED and LAPSED are only taken from by reversals, each of what was put in.
_GUARDS: Final = (
    _Guard(accounts=(Account.AVAILABLE, Account.AUTHORITY, Account.FROZEN), by=_LINE),
    _Guard(accounts=(Account.COMMITTED, Account.PAID, Account.RETURNED), by=_RECIPIENT),
    _Guard(accounts=(Account.AUTHORITY, Account.ANTICIPATED), by=_BUDGET, together=-1),
)


def check_accounts(legs: Legs, *, since: int) -> None:
    """
    Make sure that no account is below zero at the end of any day.

    Args:
        legs: The sides of all entries.

        since: The first entry that is new; accounts that no new entry touches were
            checked before.

    Raises:
        OverdrawnAccountError: One is; what is lacking is named.
    """
    for guard in _GUARDS:
        rows = np.flatnonzero(_watched(guard, legs))
        new = rows % len(legs.entries) >= since
        if new.any():
            _check(guard, legs, rows, new)
    check_cover(legs, since=since)
    check_restored(legs, since=since)


def _watched(guard: _Guard, legs: Legs) -> Flags:
    """Tell which sides a guard looks at."""
    if guard.together and not (legs.accounts == PLACE[Account.ANTICIPATED]).any():
        return np.zeros(len(legs.accounts), dtype=np.bool_)
    watched = np.zeros(len(ACCOUNTS), dtype=np.bool_)
    watched[[PLACE[account] for account in guard.accounts]] = True
    found: Flags = watched[legs.accounts]
    return found


def _check(guard: _Guard, legs: Legs, rows: Rows, new: Flags) -> None:
    alone = [] if guard.together else [(legs.accounts[rows], len(ACCOUNTS))]
    cells = legs.keys(guard.by, rows, first=alone)
    if not new.all():
        touched = np.isin(cells, np.unique(cells[new]))
        rows, cells = rows[touched], cells[touched]
    minor = legs.minor[rows] * (guard.together or 1)
    found = first_overdraft(cells, legs.days[rows], minor)
    if found is not None:
        cell = rows[cells == cells[found.row]]
        raise _error(guard, legs, cell, int(rows[found.row]), found)


def _error(
    guard: _Guard, legs: Legs, cell: Rows, row: int, found: Overdraft
) -> OverdrawnAccountError:
    """
    Say what is lacking.

    Args:
        guard: Which one found it.

        legs: The sides of all entries.

        cell: All sides of the account.

        row: The last one booked that takes from it.

        found: Since when, and how much.
    """
    entries, entry = legs.entries, row % len(legs.entries)
    account = ACCOUNTS[int(legs.accounts[row])]
    what, mend = _TOGETHER[guard.together] if guard.together else _ALONE[account]
    money = functools.partial(Money.from_minor, currency=entries.currency)
    left = int(entries.minor[entry]) - found.short
    expected = f"at most {money(left)}" if left > 0 else "nothing of it"
    given = legs.days[cell][legs.minor[cell] > 0]
    if not guard.together and len(given) and given.min() > found.day:
        what = f"this comes before what it takes from, the account {account.value!r}"
        expected = f"a day from {date.fromordinal(int(given.min()))} on"
        mend = "correct the day of the one or the other"
    if entries.reverses.at(entry) is not None:
        mend = "reverse first what was booked on it since"
    return OverdrawnAccountError(
        what,
        where=f"entry {entries.ids[entry]!r}, {legs.told(guard.by, row)}",
        got=f"{money(found.short)} too much on {date.fromordinal(found.day)}",
        expected=expected,
        mend=mend,
    )


_ALONE: Final = {
    Account.AVAILABLE: (
        "the appropriation does not cover this",
        "book the appropriation, carry-over or virement first, or a smaller amount",
    ),
    Account.AUTHORITY: (
        "the commitment authority does not cover this",
        "book the authority first, or a smaller amount",
    ),
    Account.FROZEN: (
        "more is released from a freeze than was frozen",
        "correct the amount or the budget line",
    ),
    Account.COMMITTED: (
        "this goes beyond what was committed to the recipient",
        "book the commitment first, with the same year, part, award and budget line",
    ),
    Account.PAID: (
        "this goes beyond what was paid to the recipient",
        "book the payment first, with the same year, part, award and budget line",
    ),
    Account.RETURNED: (
        "this goes beyond what came back from the recipient",
        "book the return first, with the same year, part, award and budget line",
    ),
}

_TOGETHER: Final = {
    -1: (
        "more is covered than was committed for this year in advance",
        "cover what was committed; unused authority ends by EntryKind.EXPIRY",
    ),
}
