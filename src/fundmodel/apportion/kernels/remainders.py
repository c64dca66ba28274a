"""
The largest remainder (Hare/Niemeyer) on arrays, exact at any size.

Everybody gets the whole units of ``total x weight / sum of weights``; the units left
over go one by one to the largest remainders, among equal ones by the smaller key,
then by position. Who has no remainder never gets one more: the remainders add up to
``left over x sum``, and each is below the sum, so that more recipients than units
left over have one.

There are four forms, which give the same shares:

- one row up to `MOST_WHOLE` recipients: at once;
- one longer row: chunk by chunk, see :mod:`~fundmodel.apportion.kernels.thresholds`;
- many rows: blocks of rows;
- everything beyond the bounds of 64 bits: Python integers.

The first three begin with floats, see :mod:`~fundmodel.apportion.kernels.addends`, and
take whole numbers where these are not sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import Booleans, Integers, narrowed, rows_added
from fundmodel.apportion.kernels.addends import Buffers, certain_rows, divide_row
from fundmodel.apportion.kernels.floors import (
    Scale,
    Scales,
    floor_into,
)
from fundmodel.apportion.kernels.thresholds import LongRow, divide_in_chunks
from fundmodel.apportion.kernels.winners import place_rows, serve
from fundmodel.apportion.tallies import Tally, tally_of

__all__ = ["python_shares", "shares"]

MOST_WHOLE: Final = 32_768
"""Recipients up to which a row is divided at once."""

BLOCK: Final = 49_152
"""Cells of a batch that are divided at a time: all of them stay near the core."""

LONG_ROW: Final = 10_000
"""Recipients from which a batch is as fast row by row."""


def shares(
    totals: Integers,
    weights: Integers,
    order: Integers | None = None,
    tally: Tally | None = None,
) -> Integers:
    """
    Divide totals by weights, by the largest remainder.

    >>> shares(np.array([10, 2]), np.array([[1, 1, 4]])).tolist()
    [[2, 2, 6], [1, 0, 1]]

    Args:
        totals: Whole units to divide, 0 or more, shape ``(s,)``; ``int64``, or
            object with Python integers.

        weights: Whole weights, 0 or more, shape ``(1, n)`` or ``(s, n)``; n is 1
            or more. A row may be all zero where its total is 0.

        order: Keys that decide between equal remainders, the smaller first, shape
            ``(1, n)`` or ``(s, n)``; else, and where they are equal, the position
            decides.

        tally: What is known of the weights; taken anew where it is not given.

    Returns:
        Shares, shape ``(s, n)``; each row adds up to its total. ``int64`` where
        they fit.
    """
    order = None if order is None else _small_keys(order)
    result: Integers = np.empty((len(totals), weights.shape[-1]), dtype=totals.dtype)
    tally = tally_of(weights) if tally is None else tally
    batch = _Batch(
        totals=totals, weights=weights, order=order, tally=tally, shares=result
    )
    if len(totals) > 1 and weights.shape[-1] < LONG_ROW and batch.is_native:
        _divide_batch(batch)
    else:
        for row in range(len(totals)):
            _divide_row(batch.rows(slice(row, row + 1)))
    return narrowed(result)


def python_shares(
    total: int, weights: Sequence[int], order: Sequence[int] | None = None
) -> list[int]:
    """
    Divide one total with Python integers, of any size.

    >>> python_shares(2**70, [3, 3, 1])
    [505967837450319130039, 505967837450319130039, 168655945816773043346]

    Args:
        total: Whole units to divide, 0 or more.

        weights: Whole weights, 0 or more; all zero only where the total is 0.

        order: Keys that decide between equal remainders, as for `shares`.
    """
    if not total:
        return [0] * len(weights)
    scale = sum(weights)
    result = [total * weight // scale for weight in weights]
    left_over = total - sum(result)
    if left_over:
        rests = [total * weight % scale for weight in weights]
        ranked: Sequence[int] = range(len(weights))
        if order is not None:
            ranked = sorted(ranked, key=order.__getitem__)
        # A reversed sort is stable as well: equal remainders keep their order.
        ranked = sorted(ranked, key=rests.__getitem__, reverse=True)
        for position in ranked[:left_over]:
            result[position] += 1
    return result


def _small_keys(order: Integers) -> Integers:
    """Give keys of 64 bits in the same order."""
    if order.dtype != object:
        return order
    return np.unique(order, return_inverse=True)[1].reshape(order.shape)


def _divide_row(row: _Batch) -> None:
    """Divide one total; writes into the shares."""
    total, weights, result = int(row.totals[0]), row.weights[0], row.shares[0]
    order = None if row.order is None else row.order[0]
    if not total:
        result[:] = 0
        return
    scale = row.scale if row.is_native else None
    if scale is None:
        keys = None if order is None else order.tolist()
        result[:] = python_shares(total, weights.tolist(), keys)
    elif weights.size <= MOST_WHOLE:
        if not divide_row(total, scale, weights, order, result):
            _divide_whole(total, scale, weights, order, result)
    else:
        long = LongRow(
            total=total, scale=scale, weights=weights, order=order, shares=result
        )
        divide_in_chunks(long)


def _divide_whole(
    total: int,
    scale: Scale,
    weights: Integers,
    order: Integers | None,
    result: Integers,
) -> None:
    """Divide one total at once; writes into *result*."""
    rest, scratch = np.empty((2, result.size), dtype=np.int64)
    floor_into(scale, weights, result, rest, scratch)
    left_over = total - int(np.add.reduce(result))
    if left_over:
        serve(result, rest, left_over, order, scratch)


@attrs.frozen(kw_only=True, eq=False)
class _Batch:
    """Rows to be divided; *shares* takes the result, the rest is as for `shares`."""

    totals: Integers
    weights: Integers
    order: Integers | None
    tally: Tally
    shares: Integers

    @property
    def is_native(self) -> bool:
        """Whether all numbers have 64 bits."""
        return object not in (self.totals.dtype, self.weights.dtype)

    @property
    def scale(self) -> Scale | None:
        """The factor of the first row, or `None` if it is beyond the bounds."""
        divisor = int(self.tally.sums[0])
        # No weight is above the sum of its own row.
        largest = min(self.tally.largest, divisor)
        return Scale.of(int(self.totals[0]), divisor, largest=largest)

    @property
    def scales(self) -> Scales | None:
        """The factors of all rows, or `None` if one is beyond the bounds."""
        sums = np.broadcast_to(np.maximum(self.tally.sums, 1), self.totals.shape)
        return Scales.of(self.totals, sums, most=int(self.totals.max()))

    def rows(self, some: slice | Integers) -> _Batch:
        """Give some rows; the shares are their own if the rows are not a slice."""
        order = self.order
        return _Batch(
            totals=self.totals[some],
            weights=self.weights[some] if len(self.weights) > 1 else self.weights,
            order=order[some] if order is not None and len(order) > 1 else order,
            tally=self.tally.rows(some),
            shares=self.shares[some],
        )


def _divide_batch(batch: _Batch, cells: int = BLOCK) -> None:
    """Divide blocks of rows of about as many *cells*, by floats where they tell."""
    height = max(1, cells // batch.shares.shape[-1])
    doubtful = _doubtful_rows(batch, height)
    for start in range(0, len(doubtful), height):
        rows = doubtful[start : start + height]
        block = batch.rows(rows)
        _divide_block(block)
        batch.shares[rows] = block.shares


def _doubtful_rows(batch: _Batch, height: int) -> Integers:
    """Divide all rows that are certain, and give the others."""
    buffers = Buffers.of(height, batch.shares.shape[-1])
    certain = np.zeros(len(batch.totals), dtype=np.bool_)
    for start in range(0, len(certain), height):
        here = slice(start, start + height)
        block = batch.rows(here)
        scales = block.scales
        if scales is not None:
            own = buffers.rows(len(block.totals))
            certain[here] = certain_rows(
                scales,
                block.weights,
                block.shares,
                own,
                largest=batch.tally.largest,
            )
        # Rows of a batch are often alike.
        if 2 * np.count_nonzero(certain[here]) < len(block.totals):
            break
    return np.flatnonzero(~certain)


def _divide_block(block: _Batch) -> None:
    """Divide some rows at once with whole numbers, or one by one."""
    scales = block.scales
    if scales is None:
        for row in range(len(block.totals)):
            _divide_row(block.rows(slice(row, row + 1)))
        return
    rest, scratch = (np.empty(block.shares.shape, dtype=np.int64) for _ in range(2))
    floor_into(scales, block.weights, block.shares, rest, scratch)
    left_over = block.totals - rows_added(block.shares)
    _serve_rows(block.shares, rest, left_over, block.order, scratch)


def _serve_rows(
    units: Integers,
    rest: Integers,
    left_over: Integers,
    order: Integers | None,
    scratch: Integers,
) -> None:
    """Add 1 where the remainder is among the largest of its row, shape ``(b, n)``."""
    threshold = _thresholds(rest, left_over, scratch)[:, np.newaxis]
    reached = rest >= threshold
    np.add(units, reached, out=units)
    too_many = np.count_nonzero(reached, axis=1) - left_over
    rows = np.flatnonzero(too_many)
    if rows.size:
        keys = order[rows] if order is not None and len(order) > 1 else order
        tied = rest[rows] == threshold[rows]
        units[rows] -= _last(tied, too_many[rows], keys)


def _thresholds(rest: Integers, left_over: Integers, scratch: Integers) -> Integers:
    """Give the smallest remainder of each row that can win, shape ``(b,)``."""
    count = rest.shape[-1]
    places = np.minimum(count - left_over, count - 1)
    np.copyto(scratch, rest)
    found: Integers = scratch[place_rows(scratch, places)]
    return found


def _last(tied: Booleans, too_many: Integers, order: Integers | None) -> Booleans:
    """Mark the last of those who are tied, row by row, shape ``(b, n)``."""
    if order is None:
        from_the_end = np.cumsum(tied[:, ::-1], axis=1)[:, ::-1]
        return tied & (from_the_end <= too_many[:, np.newaxis])
    by_key = np.broadcast_to(np.argsort(order, axis=1, kind="stable"), tied.shape)
    in_order = _last(np.take_along_axis(tied, by_key, axis=1), too_many, None)
    marked = np.empty_like(tied)
    np.put_along_axis(marked, by_key, in_order, axis=1)
    return marked
