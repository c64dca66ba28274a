"""
Bounds: minimums and maximums of the recipients, read and checked.

Whatever passes here can be kept by every method: nobody's bounds cross, the minimums
do not need more than the total, and the maximums of those who have a weight take it
up.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from fundmodel.apportion.inputs import (
    MOST_AXES,
    figure,
    is_whole_number,
    misfit,
    not_whole,
    place,
    whole_numbers,
)
from fundmodel.apportion.integers import (
    MOST,
    Booleans,
    Integers,
    magnitude,
    narrowed,
    number,
    total,
    widened,
)
from fundmodel.errors import BoundsError

__all__ = ["named", "read_bounds", "rows_of_bounds"]

MOST_NAMED: Final = 5
"""Recipients named in an error; the others are counted."""

_CELLS: Final = 2**20
"""Cells looked at a time, so that checking needs little memory."""

_HALF_WORD: Final = 32


def read_bounds(
    minimum: object, maximum: object, *, totals: Integers, weights: Integers
) -> tuple[Integers | None, Integers | None]:
    """
    Read what each recipient gets at least and at most.

    >>> totals, weights = np.array([10]), np.array([[1, 1, 4]])
    >>> read_bounds([3, -1, 0], 20, totals=totals, weights=weights)
    (array([[3, 0, 0]]), None)

    Args:
        minimum: Whole units: one number for all, or shape ``(n,)`` or ``(s, n)``;
            `None` for none. Less than zero binds nobody and is taken as 0.

        maximum: Likewise.

        totals: Units to divide, shape ``(s,)``, not negative.

        weights: Not negative, shape ``(1, n)`` or ``(s, n)``. Who has no weight
            gets the minimum and no more.

    Returns:
        Lower and upper bounds, with two axes, broadcasting to ``(s, n)``; `None`
        where none can bind.

    Raises:
        InvalidDataError: A bound is no whole number, or shapes do not go together.

        BoundsError: A minimum is above the maximum, the minimums add up to more than
            a total, or the maximums to less.
    """
    shape = (totals.size, weights.shape[-1])
    lower = rows_of_bounds(minimum, shape, where="minimum")
    upper = rows_of_bounds(maximum, shape, where="maximum")
    if lower is not None and (lower < 0).any():
        lower = np.maximum(lower, 0)
    least = np.zeros((1, 1), dtype=np.int64) if lower is None else lower
    if upper is not None:
        _refuse_crossing(least, upper, shape)
        if (upper > totals.max(initial=0)).all():
            upper = None
    if lower is not None and not lower.any():
        lower = None
    if lower is not None:
        _refuse_too_high(lower, totals, shape)
    if upper is not None:
        _refuse_too_low(least, upper, totals, weights)
    return lower, upper


def named(who: Booleans) -> str:
    """
    Name the positions of a few recipients, and count the others.

    >>> named(np.array([True, False, True]))
    '0, 2'
    """
    positions = np.flatnonzero(who).tolist()
    shown = ", ".join(map(str, positions[:MOST_NAMED]))
    others = len(positions) - MOST_NAMED
    return f"{shown} and {others:,} more" if others > 0 else shown


def rows_of_bounds(
    bound: object, shape: tuple[int, int], *, where: str
) -> Integers | None:
    """
    Read a bound with two axes that broadcast to ``(s, n)``.

    Raises:
        InvalidDataError: It is no whole number, or does not go with the shape.
    """
    if bound is None:
        return None
    if is_whole_number(bound):
        return number(int(bound))[:, np.newaxis]
    if isinstance(bound, float | Decimal | Fraction | bool | str):
        raise not_whole(bound, where=where)
    bounds = whole_numbers(bound, where=where)
    rows = bounds[np.newaxis] if bounds.ndim < MOST_AXES else bounds
    fits = rows.shape[0] in {1, shape[0]} and rows.shape[1] == shape[1]
    is_column = bounds.ndim == MOST_AXES and rows.shape in {(1, 1), (shape[0], 1)}
    if not fits and not is_column:
        expected = f"a {where} of shape (n,) or (s, n), or one number"
        raise misfit(shape, bounds.shape, expected=expected)
    return rows


def _refuse_crossing(lower: Integers, upper: Integers, shape: tuple[int, int]) -> None:
    crossing = lower > upper
    if not crossing.any():
        return
    row = int(np.flatnonzero(crossing.any(axis=-1))[0])
    who = np.broadcast_to(crossing, shape)[row]
    first = int(np.flatnonzero(who)[0])
    least, most = (int(np.broadcast_to(b, shape)[row, first]) for b in (lower, upper))
    raise BoundsError(
        "a maximum is negative" if most < 0 else "a minimum is above the maximum",
        where=_place("maximum", shape, row, first),
        got=f"minimum {figure(least)}, maximum {figure(most)}; so it is for recipients "
        f"{named(who)}",
        expected="0 <= minimum <= maximum",
        mend="check whether both are in the same unit, and in the same order of "
        "recipients",
    )


def _refuse_too_high(lower: Integers, totals: Integers, shape: tuple[int, int]) -> None:
    everybody = np.broadcast_to(lower, (len(lower), shape[1]))
    too_high = _row_sums(everybody) > totals
    if not too_high.any():
        return
    row = int(np.flatnonzero(too_high)[0])
    own = np.broadcast_to(lower, shape)[row]
    least, most = figure(sum(own.tolist())), figure(int(totals[row]))
    raise BoundsError(
        "the minimums add up to more than there is to divide",
        where=_row("minimum", shape, row),
        got=f"minimums of {least} and a total of {most}; recipients with a minimum: "
        f"{named(own > 0)}",
        expected=f"minimums that add up to {most} or less",
        mend=f"raise the total to {least} or more, lower the minimums, or divide the "
        "total with the minimums as weights",
    )


def _refuse_too_low(
    lower: Integers, upper: Integers, totals: Integers, weights: Integers
) -> None:
    shape = (totals.size, weights.shape[-1])
    for rows, most in _most(lower, upper, totals, weights):
        too_low = most < totals[rows]
        if not too_low.any():
            continue
        row = int(np.flatnonzero(too_low)[0]) + rows.start
        parts = (np.broadcast_to(part, shape)[row] for part in (lower, upper, weights))
        own_lower, own_upper, own_weights = parts
        has_weight = own_weights > 0
        given = np.where(has_weight, own_upper, own_lower).tolist()
        most_given, wanted = figure(sum(given)), figure(int(totals[row]))
        raise BoundsError(
            "the maximums do not take up what there is to divide",
            where=_row("maximum", shape, row),
            got=f"maximums of {most_given} and a total of {wanted}; recipients with a "
            f"weight: {named(has_weight)}",
            expected=f"maximums that add up to {wanted} or more; who has no weight "
            "gets only the minimum",
            mend=f"lower the total to {most_given} or less, or raise the maximums",
        )


def _most(
    lower: Integers, upper: Integers, totals: Integers, weights: Integers
) -> Iterator[tuple[slice, Integers]]:
    """Give by blocks of rows what all can take together, if that is not too much."""
    count, n = totals.size, weights.shape[-1]
    has_weight = weights > 0
    if len(lower) == len(upper) == len(weights) == 1:
        # One row stands for all scenarios, and the largest total for all.
        # As an array, because 64 bits refuse to be compared with more.
        capped = np.minimum(upper, number(int(totals.max(initial=0))))
        yield slice(0, count), _row_sums(np.where(has_weight, capped, lower))
        return
    step = max(1, _CELLS // n)
    for start in range(0, count, step):
        rows = slice(start, start + step)
        own_lower, own_upper, own_weight = (
            np.broadcast_to(part, (count, part.shape[-1]))[rows]
            for part in (lower, upper, has_weight)
        )
        capped = np.minimum(own_upper, totals[rows, np.newaxis])
        yield rows, _row_sums(np.where(own_weight, capped, own_lower))


def _row_sums(array: Integers) -> Integers:
    """Add up rows of numbers that are not negative, also beyond 64 bits."""
    if array.dtype == object or magnitude(array) * array.shape[-1] <= MOST:
        return total(array)
    high = (array >> _HALF_WORD).sum(axis=-1)
    low = (array & (2**_HALF_WORD - 1)).sum(axis=-1)
    return narrowed(widened(high) * 2**_HALF_WORD + widened(low))


def _row(where: str, shape: tuple[int, int], row: int) -> str:
    return where if shape[0] == 1 else f"{where}[{row}]"


def _place(where: str, shape: tuple[int, int], row: int, column: int) -> str:
    if shape[0] == 1:
        return f"{where}[{column}]"
    return place(where, shape, row * shape[1] + column)
