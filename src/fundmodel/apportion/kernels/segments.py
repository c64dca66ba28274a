"""
The largest remainder in many groups at once: one flat array, group after group.

Groups of a few recipients are divided together, chunk by chunk. One sort ranks all
of them: its keys have the group in the high bits and, below, the remainder as a
float that was rounded to `BITS` bits. Rounding never reverses an order, so a key that
is smaller decides. Equal keys across the last unit of a group decide nothing: there
the remainders themselves are compared, as whole numbers.

Long groups are divided one by one, which is faster for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import MOST, Integers, narrowed
from fundmodel.apportion.kernels import remainders
from fundmodel.apportion.kernels.floors import Scales, floor_into

__all__ = ["shares"]

CELLS: Final = 32_768
"""Recipients that are divided together; their groups fit the bits of a key."""

LONG: Final = 4_000
"""Recipients of a group, on average, from which one by one is faster."""

BITS: Final = 47
"""Bits of a remainder in a key; the 16 above take a group of a chunk."""


def shares(
    totals: Integers,
    weights: Integers,
    offsets: Integers,
    order: Integers | None = None,
) -> Integers:
    """
    Divide the total of each group among its recipients, by the largest remainder.

    >>> shares(np.array([10, 2]), np.array([1, 1, 4, 1, 2]), np.array([0, 3, 5]))
    array([2, 2, 6, 1, 1])

    Args:
        totals: Units to divide in each group, shape ``(g,)``, not negative.

        weights: Not negative, shape ``(n,)``; those of a group may be all zero, or
            none, where its total is zero.

        offsets: Where groups begin, and the end: ascending from 0 to n, shape
            ``(g + 1,)``.

        order: Keys that decide between equal remainders, the smaller first, shape
            ``(n,)``; else the position decides.

    Returns:
        Whole shares, shape ``(n,)``.
    """
    filled = offsets[1:] > offsets[:-1]
    all_filled = _Groups(
        totals=totals[filled],
        starts=offsets[:-1][filled],
        counts=np.diff(offsets)[filled],
        weights=weights,
        order=order,
    )
    result: Integers = np.empty(weights.shape, dtype=totals.dtype)
    for groups in all_filled.chunks():
        start = int(groups.starts[0])
        divided = _together(groups.moved(start)) if groups.are_short else None
        if divided is None:
            divided = _one_by_one(groups)
        result[start : start + len(divided)] = divided
    return narrowed(result)


@attrs.frozen(kw_only=True, eq=False)
class _Groups:
    """
    Groups that stand beside each other, none of them empty.

    Attributes:
        totals: Units to divide, shape ``(g,)``.

        starts: Where each begins in the weights, shape ``(g,)``.

        counts: Recipients of each, shape ``(g,)``.

        weights: Flat.

        order: Flat, or `None`.
    """

    totals: Integers
    starts: Integers
    counts: Integers
    weights: Integers
    order: Integers | None

    @property
    def are_short(self) -> bool:
        """Whether they are divided faster together."""
        return int(self.counts.sum()) <= LONG * len(self.counts)

    def chunks(self) -> Iterator[_Groups]:
        """Give runs of whole groups with about `CELLS` recipients."""
        ends = self.starts + self.counts
        first = 0
        while first < len(ends):
            most = int(self.starts[first]) + CELLS
            last = max(int(np.searchsorted(ends, most, side="right")), first + 1)
            yield attrs.evolve(
                self,
                totals=self.totals[first:last],
                starts=self.starts[first:last],
                counts=self.counts[first:last],
            )
            first = last

    def moved(self, start: int) -> _Groups:
        """Give the same groups with their own weights only."""
        own = slice(start, int(self.starts[-1] + self.counts[-1]))
        return attrs.evolve(
            self,
            starts=self.starts - start,
            weights=self.weights[own],
            order=None if self.order is None else self.order[own],
        )

    def spread(self, each: Integers) -> Integers:
        """Give what belongs to a group to each of its recipients."""
        spread: Integers = np.repeat(each, self.counts)
        return spread


def _one_by_one(groups: _Groups) -> Integers:
    keys = groups.order
    parts: list[Integers] = []
    for one in range(len(groups.totals)):
        start = int(groups.starts[one])
        own = np.s_[np.newaxis, start : start + int(groups.counts[one])]
        order = None if keys is None else keys[own]
        total = groups.totals[one : one + 1]
        parts.append(remainders.shares(total, groups.weights[own], order)[0])
    return np.concatenate(parts)


def _together(groups: _Groups) -> Integers | None:
    """Divide groups at once; `None` outside the 64-bit bounds."""
    scales = _scales(groups)
    if scales is None:
        return None
    whole, rest, scratch = np.empty((3, groups.weights.size), dtype=np.int64)
    floor_into(scales, groups.weights, whole, rest, scratch)
    left_over = groups.totals - np.add.reduceat(whole, groups.starts)
    if left_over.any():
        keys = _keys(groups, rest, scales)
        _hand_out(groups, left_over, whole=whole, rest=rest, keys=keys)
    return whole


def _scales(groups: _Groups) -> Scales | None:
    weights = groups.weights
    if object in (weights.dtype, groups.totals.dtype):
        return None
    if int(weights.max()) * int(groups.counts.max()) > MOST:
        return None
    divisors = np.maximum(np.add.reduceat(weights, groups.starts), 1)
    scales = Scales.of(groups.totals, divisors, most=int(groups.totals.max()))
    if scales is None:
        return None
    return Scales(
        numerator=groups.spread(scales.numerator[:, 0]),
        denominator=groups.spread(scales.denominator[:, 0]),
        factor=groups.spread(scales.factor[:, 0]),
        excess=scales.excess,
    )


def _keys(groups: _Groups, rest: Integers, scales: Scales) -> Integers:
    """Give keys that ascend by group and then with falling remainder."""
    # Rounded up at most thrice, so below 2**BITS as BITS is well below 53.
    image = rest / scales.denominator * (2**BITS - 1)
    highest = (np.arange(1, len(groups.counts) + 1) << BITS) - 1
    keys: Integers = groups.spread(highest) - image.astype(np.int64)
    return keys


def _hand_out(
    groups: _Groups,
    left_over: Integers,
    *,
    whole: Integers,
    rest: Integers,
    keys: Integers,
) -> None:
    """Give one unit more to the largest remainders of each group."""
    ranked = np.sort(keys)
    # A unit is left over only where more remainders than units are above zero, so
    # that somebody of the same group comes after the last to get one.
    last = groups.starts + left_over - 1
    some = left_over > 0
    threshold = np.where(some, ranked[last], -1)
    np.add(whole, keys <= groups.spread(threshold), out=whole)
    is_open = np.zeros_like(some)
    is_open[some] = ranked[last[some] + 1] == threshold[some]
    if is_open.any():
        before = np.searchsorted(ranked, threshold) - groups.starts
        _take_back(
            np.flatnonzero((keys == groups.spread(threshold)) & groups.spread(is_open)),
            groups,
            units=left_over - before,
            whole=whole,
            rest=rest,
        )


def _take_back(
    tied: Integers,
    groups: _Groups,
    *,
    units: Integers,
    whole: Integers,
    rest: Integers,
) -> None:
    """Take the unit from those of equal keys who are not among the first."""
    group = np.searchsorted(groups.starts, tied, side="right") - 1
    order = () if groups.order is None else (groups.order[tied],)
    ranked = np.lexsort((*order, -rest[tied], group))
    place = np.arange(len(tied)) - np.searchsorted(group, group)
    whole[tied[ranked[place >= units[group]]]] -= 1
