"""
Tallies: the largest weight and the sum of each row, taken in one walk.

Everything that divides begins with these two, and reading has to look at every weight
anyway, since none may be negative. So they are taken at once, part by part, while a
part is still in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import (
    MOST,
    Integers,
    narrowed,
    number,
    rows_added,
    total,
)

__all__ = ["Tally", "exact_sum", "largest_and_sum", "row_sums", "tallied", "tally_of"]

_HALF_WORD: Final = 32
_PART: Final = 65_536


@attrs.frozen(eq=False)
class Tally:
    """
    What is known of all weights.

    Attributes:
        largest: At least the largest of them.

        sums: The exact sum of each row, shape ``(1,)`` or ``(s,)``; ``int64``, or
            object beyond 64 bits.
    """

    largest: int
    sums: Integers

    def rows(self, some: slice | Integers) -> Tally:
        """Give what is known of some rows; of one row that serves all, the same."""
        if len(self.sums) == 1:
            return self
        return Tally(self.largest, narrowed(self.sums[some]))


def tallied(rows: Integers) -> Tally | None:
    """
    Take the tally of weights, or give `None` where one of them is negative.

    >>> tallied(np.array([[1, 2], [3, 4]])).sums.tolist()
    [3, 7]
    >>> tallied(np.array([[1, -2]])) is None
    True

    Args:
        rows: Shape ``(s, n)``, ``int64`` or object.
    """
    if rows.dtype == object:
        if rows.size and rows.min() < 0:
            return None
        return Tally(int(rows.max(initial=0)), total(rows))
    if len(rows) == 1:
        largest, result = largest_and_sum(rows[0])
        return Tally(largest, number(result)) if largest <= MOST else None
    largest, sums = 0, np.empty(len(rows), dtype=np.int64)
    for start, part in _blocks(rows):
        here = _largest(part)
        if here > MOST:
            return None
        largest = max(largest, here)
        own = row_sums(part, largest=here)
        if own.dtype == object:
            sums = sums.astype(object)
        sums[start : start + len(part)] = own
    return Tally(largest, sums)


def tally_of(rows: Integers) -> Tally:
    """
    Take the tally of weights that are known to be 0 or more.

    Args:
        rows: Shape ``(s, n)``, ``int64`` or object.

    Raises:
        ValueError: One is negative, which is a fault of this library.
    """
    tally = tallied(rows)
    if tally is None:
        raise ValueError
    return tally


def exact_sum(weights: Integers, *, largest: int) -> int:
    """
    Add up whole numbers exactly, without a copy of them.

    Args:
        weights: 0 or more, shape ``(n,)``; ``int64`` or object.

        largest: At least the largest of them.
    """
    if weights.dtype == object:
        return sum(weights.tolist())
    if largest * weights.size <= MOST:
        return int(np.add.reduce(weights))
    return sum(_halves(part) for part in _parts(weights))


def largest_and_sum(weights: Integers) -> tuple[int, int]:
    """
    Give the largest and the exact sum of whole numbers, without a copy of them.

    A largest beyond 64 bits in an array of ``int64`` says that one is negative; the
    sum is then of no use.

    Args:
        weights: Shape ``(n,)``; ``int64`` or object.
    """
    if weights.dtype == object:
        return int(weights.max(initial=0)), sum(weights.tolist())
    largest, result = 0, 0
    for part in _parts(weights):
        largest_here = _largest(part)
        result += exact_sum(part, largest=largest_here)
        largest = max(largest, largest_here)
    return largest, result


def row_sums(weights: Integers, *, largest: int) -> Integers:
    """
    Add up each row exactly.

    Args:
        weights: 0 or more, shape ``(s, n)``; ``int64`` or object.

        largest: At least the largest of them.

    Returns:
        Sums, shape ``(s,)``; object beyond 64 bits.
    """
    if weights.dtype != object and largest * weights.shape[-1] <= MOST:
        return rows_added(weights)
    return total(weights)


def _largest(part: Integers) -> int:
    """Give the largest; what is negative looks larger than 64 bits can hold."""
    return int(np.maximum.reduce(part.view(np.uint64), axis=None, initial=0))


def _parts(weights: Integers) -> Iterator[Integers]:
    for start in range(0, weights.size, _PART):
        yield weights[start : start + _PART]


def _blocks(rows: Integers) -> Iterator[tuple[int, Integers]]:
    height = max(1, _PART // max(1, rows.shape[-1]))
    for start in range(0, len(rows), height):
        yield start, rows[start : start + height]


def _halves(weights: Integers) -> int:
    high = int(np.add.reduce(weights >> _HALF_WORD))
    low = int(np.add.reduce(weights & (2**_HALF_WORD - 1)))
    return (high << _HALF_WORD) + low
