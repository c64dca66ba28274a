"""
Cumulative rounding: what is rounded are the sums up to each recipient.

A recipient gets ``R(T C / W) - R(T C' / W)``, with its running sum of weights C, the
one before it C', and R to the nearest, halves up. Nothing has to be handed out in
the end: the last running sum is W, so the shares add up to T, and as R does not
descend, none is negative. Everybody is less than one unit away from the exact quota,
and so is every run of neighbours.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from fundmodel.apportion.integers import Integers, narrowed, objects
from fundmodel.apportion.kernels.floors import (
    CHUNK,
    Scale,
    Scales,
    floor_into,
    floors,
)
from fundmodel.apportion.kernels.lists import FEW
from fundmodel.apportion.tallies import Tally, tally_of

__all__ = ["shares"]


def shares(
    totals: Integers,
    weights: Integers,
    order: Integers | None = None,
    tally: Tally | None = None,
) -> Integers:
    """
    Divide by cumulative rounding.

    >>> shares(np.array([10]), np.array([[1, 1, 4]])).tolist()
    [[2, 1, 7]]
    >>> shares(np.array([10]), np.array([[1, 1, 4]]), np.array([[2, 1, 0]])).tolist()
    [[2, 1, 7]]

    Args:
        totals: Units to divide in each scenario, shape ``(s,)``, not negative.

        weights: Not negative, shape ``(1, n)`` or ``(s, n)``; a row may be all zero
            where its total is zero.

        order: Keys, broadcasting to ``(s, n)``: the sums run from the smallest key
            to the largest, in the order of positions where keys are equal or not
            given. The method has no ties, so this is all that keys do.

        tally: What is known of the weights; taken anew where it is not given.

    Returns:
        Whole shares, shape ``(s, n)``.
    """
    if tally is None:
        tally = tally_of(weights)
    if order is None:
        return _in_order(totals, weights, tally)
    shape = (len(totals), weights.shape[-1])
    by_key = np.argsort(order, axis=-1, kind="stable")
    if len(by_key) == 1:
        ordered = _in_order(totals, weights[:, by_key[0]], tally)
    else:
        in_turn = np.take_along_axis(np.broadcast_to(weights, shape), by_key, axis=-1)
        ordered = _in_order(totals, in_turn, tally)
    by_position = np.empty_like(ordered)
    np.put_along_axis(by_position, np.broadcast_to(by_key, shape), ordered, axis=-1)
    return by_position


def _in_order(totals: Integers, weights: Integers, tally: Tally) -> Integers:
    scenarios, count = len(totals), weights.shape[-1]
    if scenarios > 1 and count <= CHUNK and scenarios * count > FEW:
        batch = _batch(totals, weights, tally.sums)
        if batch is not None:
            return batch
    rows = np.broadcast_to(weights, (scenarios, count))
    sums = np.broadcast_to(tally.sums, (scenarios,)).tolist()
    each = zip(totals, rows, sums, strict=True)
    divided = [row(int(one), of, divisor=divisor) for one, of, divisor in each]
    return np.stack(divided) if divided else np.zeros((0, count), dtype=np.int64)


def row(total: int, weights: Integers, *, divisor: int) -> Integers:
    """
    Divide one total in the order of the recipients.

    Args:
        total: Not negative.

        weights: Not negative, shape ``(n,)``; all zero only where the total is zero.

        divisor: Their sum.
    """
    if weights.size > FEW and weights.dtype != object:
        scale = Scale.of(total, max(divisor, 1), largest=divisor)
        if scale is not None:
            return _chunked(scale, weights)
    return narrowed(objects(plain(total, weights.tolist()), weights.shape))


def plain(total: int, weights: list[int]) -> list[int]:
    """
    Divide one total with Python's integers, of any size.

    >>> plain(2**70, [3, 3, 1])
    [505967837450319130039, 505967837450319130039, 168655945816773043346]
    """
    divisor = sum(weights)
    if not divisor:
        return [0] * len(weights)
    # floor(x + 1/2) = floor((2 T C + W) / (2 W))
    double = 2 * total
    marks = [
        (double * upto + divisor) // (2 * divisor)
        for upto in accumulate(weights, initial=0)
    ]
    return [high - low for low, high in pairwise(marks)]


def _chunked(scale: Scale, weights: Integers) -> Integers:
    """Divide without temporaries of the size of the weights."""
    found = np.empty(weights.size, dtype=np.int64)
    upto, whole, rest, scratch = np.empty((4, min(CHUNK, weights.size)), np.int64)
    half = (scale.denominator + 1) // 2
    carried = before = 0
    for start in range(0, weights.size, CHUNK):
        chunk = weights[start : start + CHUNK]
        buffers = (upto, whole, rest, scratch)
        sums, marks, rests, free = (buffer[: chunk.size] for buffer in buffers)
        np.cumsum(chunk, out=sums)
        np.add(sums, carried, out=sums)
        carried = int(sums[-1])
        floor_into(scale, sums, marks, rests, free)
        np.add(marks, rests >= half, out=marks)
        part = found[start : start + CHUNK]
        np.subtract(marks[1:], marks[:-1], out=part[1:])
        part[0] = int(marks[0]) - before
        before = int(marks[-1])
    return found


def _batch(totals: Integers, weights: Integers, sums: Integers) -> Integers | None:
    """Divide many scenarios at once; `None` outside the 64-bit bounds."""
    divisors = np.broadcast_to(np.maximum(sums, 1), totals.shape)
    if object in (divisors.dtype, totals.dtype):
        return None
    scales = Scales.of(totals, divisors, most=int(totals.max()))
    if scales is None:
        return None
    found = np.empty((len(totals), weights.shape[-1]), dtype=np.int64)
    step = max(2 * CHUNK // weights.shape[-1], 1)
    for start in range(0, len(totals), step):
        block, part = scales.rows(start, start + step), found[start : start + step]
        of = weights if len(weights) == 1 else weights[start : start + step]
        marks, rests = floors(block, np.cumsum(of, axis=-1))
        np.add(marks, rests >= _half(block.denominator), out=marks)
        part[:, 0] = marks[:, 0]
        np.subtract(marks[:, 1:], marks[:, :-1], out=part[:, 1:])
    return found


def _half(divisor: Integers) -> Integers:
    """Give the least remainders that are rounded up, without doubling anything."""
    half: Integers = divisor - divisor // 2
    return half
