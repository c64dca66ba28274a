"""
Water levels of scenarios, and problems with bounds turned into such without.

The level of one scenario is searched for, see
:mod:`~fundmodel.apportion.kernels.searches`. Many scenarios take steps of Newton's
method together: from the level of a row follows who stands at a bound, and from that
the next level. Where the next one is the same the row is done, because then its sum
is the total, exactly. Rows that get nowhere are searched on their own.

With the level it is known who stands at a bound. They are given it, a whole number,
and the others share the rest in proportion to their weights. Their quotas lie
strictly between their bounds, so that rounding them up or down keeps to the bounds.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from fundmodel.apportion.integers import (
    MOST,
    Booleans,
    Integers,
    magnitude,
    narrowed,
    subtract,
    total,
    widened,
)
from fundmodel.apportion.kernels.batches import blocks
from fundmodel.apportion.kernels.floors import CHUNK
from fundmodel.apportion.kernels.searches import level_of
from fundmodel.apportion.kernels.standings import Levels, standing_at
from fundmodel.apportion.problems import Problem

__all__ = ["levels_of", "reduced"]

ROUNDS: Final = 8
"""Levels that are tried for a row before it is searched on its own."""


def levels_of(
    totals: Integers,
    weights: Integers,
    lower: Integers | None = None,
    upper: Integers | None = None,
) -> tuple[Integers, Integers]:
    """
    Find the level of each scenario; see `level_of`.

    Args:
        totals: What the shares of each scenario add up to, shape ``(s,)``.

        weights: Shape ``(1, n)`` or ``(s, n)``.

        lower: Broadcasts to ``(s, n)``; `None` for no bound.

        upper: Likewise.

    Returns:
        Numerators and denominators of the levels in lowest terms, shape ``(s,)``.
    """
    shape = (totals.size, weights.shape[-1])
    weights = np.broadcast_to(weights, shape)
    lower, upper = _spread(lower, shape), _spread(upper, shape)
    above = np.zeros(shape[0], dtype=object)
    below = np.ones(shape[0], dtype=object)
    is_open = np.ones(shape[0], dtype=np.bool_)
    if shape[0] > 1 and _fits(totals, weights, lower, upper):
        above, below = np.zeros_like(totals), np.ones_like(totals)
        for at, _ in blocks(shape):
            bounds = _part(lower, at), _part(upper, at)
            found = _newton(totals[at], weights[at], *bounds)
            above[at], below[at], is_open[at] = found
    for row in np.flatnonzero(is_open).tolist():
        bounds = _part(lower, row), _part(upper, row)
        level = level_of(int(totals[row]), weights[row], *bounds)
        above[row], below[row] = level.numerator, level.denominator
    return narrowed(above), narrowed(below)


def reduced(problem: Problem) -> tuple[Integers, Integers, Integers]:
    """
    Turn a problem with bounds into one without.

    >>> problem = Problem(
    ...     totals=np.array([12]),
    ...     weights=np.array([[1, 2, 5]]),
    ...     upper=np.array([[9, 9, 3]]),
    ... )
    >>> fixed, left, weights = reduced(problem)
    >>> fixed.tolist(), left.tolist(), weights.tolist()
    ([[0, 0, 3]], [9], [[1, 2, 0]])

    Returns:
        What those get who stand at a bound, 0 for the others, shape ``(s, n)``;
        what is left of each total, shape ``(s,)``; and the weights of the others, 0
        for those at a bound, shape ``(s, n)``. A row of weights is all zero where
        all stand at bounds; nothing is left then.
    """
    shape = problem.shape
    wide = problem.totals.dtype == object
    # Levels may be too large for floats where totals are beyond 64 bits.
    weights = widened(problem.weights) if wide else problem.weights
    weights = np.broadcast_to(weights, shape)
    lower = _spread(problem.lower, shape)
    upper = _spread(_capped(problem), shape)
    above, below = levels_of(problem.totals, weights, lower, upper)
    levels = Levels(above=above[:, np.newaxis], below=below[:, np.newaxis])
    fixed: Integers = np.empty(shape, dtype=_kind(lower, upper))
    free: Integers = np.empty(shape, dtype=weights.dtype)
    for at in blocks(shape):
        low, high = _part(lower, at), _part(upper, at)
        standing = standing_at(levels.rows(at[0]), weights[at], low, high)
        at_lower, at_upper = standing.at_lower, standing.at_upper
        np.multiply(weights[at], ~(at_lower | at_upper), out=free[at])
        fixed[at] = 0 if low is None else low * at_lower
        if high is not None:
            fixed[at] += high * at_upper
    return (
        narrowed(fixed),
        subtract(problem.totals, _given(problem, fixed)),
        narrowed(free),
    )


def _capped(problem: Problem) -> Integers | None:
    """Bring upper bounds that nobody can reach down to where sums fit 64 bits."""
    upper = problem.upper
    unreached = int(problem.totals.max(initial=0)) + 1
    # One row of 64 bits is summed exactly at any size, and saves the copy.
    if upper is None or (upper.dtype != object and len(problem.totals) == 1):
        return upper
    if magnitude(upper) <= unreached:
        return upper
    return narrowed(np.minimum(upper, unreached))


def _given(problem: Problem, fixed: Integers) -> Integers:
    if object in (problem.totals.dtype, fixed.dtype):
        return total(fixed)
    # No sum is above its total, so none overflows.
    given: Integers = fixed.sum(axis=-1)
    return given


def _spread(bounds: Integers | None, shape: tuple[int, int]) -> Integers | None:
    """Give bounds for every cell, without copying them."""
    return None if bounds is None else np.broadcast_to(bounds, shape)


def _part(
    bounds: Integers | None, at: int | slice | Integers | tuple[slice, slice]
) -> Integers | None:
    return None if bounds is None else bounds[at]


def _fits(totals: Integers, weights: Integers, *bounds: Integers | None) -> bool:
    """Tell whether rows are short, and all their sums fit 64 bits."""
    given = [bound for bound in bounds if bound is not None]
    n = weights.shape[-1]
    if n > CHUNK or object in [array.dtype for array in (totals, weights, *given)]:
        return False
    at_bounds = n * sum(map(magnitude, given))
    most: int = max(magnitude(totals) + at_bounds, n * magnitude(weights))
    return most <= MOST


def _newton(
    totals: Integers,
    weights: Integers,
    lower: Integers | None,
    upper: Integers | None,
) -> tuple[Integers, Integers, Booleans]:
    """Give numerators, denominators, and which rows are still open."""
    above, below = _in_lowest_terms(totals, weights.sum(axis=-1))
    is_open = np.ones(totals.shape, dtype=np.bool_)
    rows = np.flatnonzero(below)
    for _ in range(ROUNDS):
        rest, slope = _straight(
            Levels(above=above[rows, np.newaxis], below=below[rows, np.newaxis]),
            totals[rows],
            weights[rows],
            _part(lower, rows),
            _part(upper, rows),
        )
        rest, slope = _in_lowest_terms(rest, slope)
        is_same = (rest == above[rows]) & (slope == below[rows])
        is_done = is_same | ((slope == 0) & (rest == 0))
        is_open[rows[is_done]] = False
        goes_on = ~is_done & (slope > 0)
        rows = rows[goes_on]
        if not rows.size:
            break
        above[rows], below[rows] = rest[goes_on], slope[goes_on]
    return above, below, is_open


def _straight(
    levels: Levels,
    totals: Integers,
    weights: Integers,
    lower: Integers | None,
    upper: Integers | None,
) -> tuple[Integers, Integers]:
    """Give what is left for those between their bounds, and their weight."""
    standing = standing_at(levels, weights, lower, upper)
    at_lower, at_upper = standing.at_lower, standing.at_upper
    rest = totals
    if lower is not None:
        rest = rest - total(lower * at_lower)
    if upper is not None:
        rest = rest - total(upper * at_upper)
    return rest, total(weights * ~(at_lower | at_upper))


def _in_lowest_terms(above: Integers, below: Integers) -> tuple[Integers, Integers]:
    common = np.maximum(np.gcd(above, below), 1)
    return above // common, below // common


def _kind(*bounds: Integers | None) -> np.dtype[np.int64] | np.dtype[np.object_]:
    dtypes = [bound.dtype for bound in bounds if bound is not None]
    return np.dtype(object if object in dtypes else np.int64)
