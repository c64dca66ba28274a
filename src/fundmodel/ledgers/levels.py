"""How full accounts are at the end of each day, and where one is overdrawn."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.ledgers.coding import Codes, Numbers, Rows, told_apart

__all__ = ["Overdraft", "by_day", "first_overdraft"]


@attrs.frozen(kw_only=True)
class Overdraft:
    """
    An account below zero.

    Attributes:
        row: The last side booked that took from it, as a row of the arrays given.

        day: The first day at whose end it is below zero, as a number of the calendar.

        short: By how much, in whole minor units, above zero.
    """

    row: int
    day: int
    short: int


def first_overdraft(cells: Numbers, days: Codes, minor: Numbers) -> Overdraft | None:
    """
    Find the account that is the first to be below zero at the end of a day.

    What is booked on one day counts together, so the order within a day plays no part.

    Args:
        cells: Which account each side belongs to, not negative, shape ``(m,)``;
            there is at least one.

        days: When it is booked.

        minor: What it adds.
    """
    order = by_day(cells, days)
    level = _levels(cells[order], minor[order])
    last = _last_of_day(cells[order], days[order])
    below = np.flatnonzero(last & (level < 0))
    if not len(below):
        return None
    at = below[np.argmin(days[order[below]])]
    day, cell = int(days[order[at]]), cells[order[at]]
    taking = np.flatnonzero((cells == cell) & (minor < 0) & (days <= day))
    return Overdraft(row=int(taking[-1]), day=day, short=-int(level[at]))


def by_day(cells: Numbers, days: Codes) -> Rows:
    """Give the order of sides by their cells, and in each of them by day."""
    start = int(days.min())
    span = int(days.max()) - start + 1
    return np.argsort(told_apart([(cells, int(cells.max()) + 1), (days - start, span)]))


def _levels(cells: Numbers, minor: Numbers) -> Numbers:
    """Add up within each cell; the cells stand together."""
    running = np.cumsum(minor)
    starts = np.flatnonzero(np.diff(cells, prepend=cells[0] - 1))
    before = running[starts] - minor[starts]
    lengths = np.diff(starts, append=len(cells))
    running -= np.repeat(before, lengths)
    return running


def _last_of_day(cells: Numbers, days: Codes) -> npt.NDArray[np.bool_]:
    last = np.ones(len(cells), dtype=np.bool_)
    last[:-1] = (cells[1:] != cells[:-1]) | (days[1:] != days[:-1])
    return last
