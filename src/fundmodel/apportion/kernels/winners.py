"""Winners: one unit more to those with the largest remainders."""

from __future__ import annotations

from typing import Final

import numpy as np

from fundmodel.apportion.integers import Integers

__all__ = ["place_rows", "serve"]

MOST_SORTED: Final = 128
"""Columns up to which sorting all rows is faster than partitioning each."""


def serve(
    units: Integers,
    rest: Integers,
    left_over: int,
    order: Integers | None,
    scratch: Integers,
) -> None:
    """
    Add 1 where the remainder is among the largest.

    Args:
        units: Is added to, shape ``(n,)``.

        rest: Remainders, shape ``(n,)``.

        left_over: How many get one more, from 1 to n.

        order: Keys that decide ties, the smaller first, or `None`.

        scratch: Is overwritten, shape ``(n,)``.
    """
    place = rest.size - left_over
    np.copyto(scratch, rest)
    scratch.partition(place)
    threshold = scratch[place]
    reached = rest >= threshold
    np.add(units, reached, out=units)
    too_many = np.count_nonzero(reached) - left_over
    if too_many:
        tied = np.flatnonzero(rest == threshold)
        if order is not None:
            tied = tied[np.argsort(order[tied], kind="stable")]
        units[tied[tied.size - too_many :]] -= 1


def place_rows(rows: Integers, places: Integers) -> tuple[Integers, Integers]:
    """
    Bring to a place of each row what stands there when the row is sorted.

    Args:
        rows: Are reordered, shape ``(b, n)``.

        places: One of each row, from 0 to n - 1, shape ``(b,)``.

    Returns:
        Index of what is at these places.
    """
    if rows.shape[-1] < MOST_SORTED:
        rows.sort(axis=1)
    else:
        for row, place in zip(rows, places.tolist(), strict=True):
            row.partition(place)
    return np.arange(len(rows)), places
