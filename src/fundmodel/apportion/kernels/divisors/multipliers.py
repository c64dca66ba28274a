"""
Multipliers: the divisor methods on any problem.

This module chooses the form: Python's own numbers for few recipients and for numbers
beyond 64 bits, whole blocks of rows for many short rows, and passes over the row for
a long one. All give the same shares.
"""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import Integers, narrowed
from fundmodel.apportion.kernels.divisors import jumps, scenarios, steps
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.lists import FEW
from fundmodel.apportion.problems import Problem

__all__ = ["shares"]

SOME: Final = 8
"""Rows from which on blocks are quicker."""


def shares(problem: Problem, signposts: Signposts) -> Integers:
    """
    Divide by a divisor method.

    Everybody begins with *lower*; the units that remain go one by one to the
    smallest ``d(s) / weight``, where s is what somebody holds, as long as s is below
    *upper*. Equal ones are served by key, then by position. A weight of zero gets
    *lower*, and a *lower* above what the weight would give simply stays.

    Where ``d(0) = 0`` (Adams, Huntington-Hill, Dean), everybody with a weight has a
    claim to a unit that comes before all others. If there are fewer units than such
    claims, the largest weights are served: whatever price is put on the first unit,
    as long as it is the same for all, the price per weight is lowest for them.

    >>> from fundmodel.apportion.kernels.divisors.signposts import DHONDT, DEAN
    >>> problem = Problem(totals=np.array([10, 2]), weights=np.array([[53, 24, 23]]))
    >>> shares(problem, DHONDT).tolist()
    [[6, 2, 2], [2, 0, 0]]
    >>> shares(problem, DEAN).tolist()
    [[5, 3, 2], [1, 1, 0]]

    Args:
        problem: Totals, weights and bounds, checked.

        signposts: The method.

    Returns:
        Shares, shape ``(s, n)``; each row adds up to its total. ``int64`` where
        they fit.
    """
    problem = _tidied(problem)
    totals, n = problem.totals, problem.weights.shape[-1]
    shape = (totals.size, n)
    found: Integers
    if totals.size >= SOME and n <= scenarios.LONGEST:
        found, still_open = scenarios.divide(
            totals,
            np.broadcast_to(problem.weights, shape),
            signposts,
            lower=_spread(problem.lower, shape),
            upper=_spread(problem.upper, shape),
            order=_spread(problem.order, shape),
        )
        found, rows = found.astype(totals.dtype, copy=False), still_open.tolist()
    else:
        found, rows = np.empty(shape, dtype=totals.dtype), list(range(totals.size))
    for row in rows:
        found[row] = _row(problem, row, signposts)
    return narrowed(found)


def _tidied(problem: Problem) -> Problem:
    """Bring bounds and keys to 64 bits where the rest allows it."""
    order, upper = problem.order, problem.upper
    if order is not None and order.dtype == object:
        ranks = np.unique(order, return_inverse=True)[1]
        order = ranks.reshape(order.shape)
    if upper is not None and upper.dtype == object:
        upper = narrowed(np.minimum(upper, problem.totals[:, np.newaxis]))
    return attrs.evolve(problem, order=order, upper=upper)


def _spread(array: Integers | None, shape: tuple[int, ...]) -> Integers | None:
    return None if array is None else np.broadcast_to(array, shape)


def _row(problem: Problem, row: int, signposts: Signposts) -> Integers | list[int]:
    """Divide one row, by the form that is quickest for its length."""
    total = int(problem.totals[row])
    weights = _at(problem.weights, row)
    lower, upper, order = (
        None if array is None else _at(array, row)
        for array in (problem.lower, problem.upper, problem.order)
    )
    given = [array for array in (weights, lower, upper) if array is not None]
    is_native = object not in [array.dtype for array in given]
    shares = None
    if weights.size > FEW and is_native:
        shares = jumps.divide(
            total,
            np.ascontiguousarray(weights),
            signposts,
            lower=lower,
            upper=upper,
            order=_spread(order, weights.shape),
        )
    if shares is not None:
        return shares
    return steps.divide(
        total,
        weights.tolist(),
        signposts,
        lower=_listed(lower, weights.shape),
        upper=_listed(upper, weights.shape),
        order=_listed(order, weights.shape),
    )


def _at(array: Integers, row: int) -> Integers:
    found: Integers = array[row if len(array) > 1 else 0]
    return found


def _listed(array: Integers | None, shape: tuple[int, ...]) -> list[int] | None:
    return None if array is None else np.broadcast_to(array, shape).tolist()
