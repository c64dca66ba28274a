"""Rounding exact amounts to a unit: each on its own, or so that the sum is kept."""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import assert_never

import attrs
import numpy as np

from fundmodel.apportion import denominators
from fundmodel.apportion.inputs import (
    MOST_AXES,
    checked_choice,
    checked_unit,
    misfit,
    whole_numbers,
)
from fundmodel.apportion.integers import (
    MOST,
    Booleans,
    Integers,
    add,
    multiply,
    number,
    rows_added,
    subtract,
    total,
)
from fundmodel.apportion.mixed import Mixed
from fundmodel.errors import AllocationError

__all__ = ["RoundedToSum", "Rounding", "Tie", "round_each", "round_to_sum"]


class Rounding(enum.Enum):
    """How one number is rounded on its own; negative numbers mirror positive ones."""

    HALF_UP = "half up"
    """To the nearest, halves away from zero (kaufmännisch, DIN 1333)."""

    HALF_EVEN = "half even"
    """To the nearest, halves to the even neighbour."""

    DOWN = "down"
    """Toward zero (abrunden)."""

    UP = "up"
    """Away from zero (aufrunden)."""


def round_each(amounts: Mixed, *, unit: int = 1, rounding: Rounding) -> Integers:
    """
    Round every amount on its own to a multiple of a unit.

    The rounded amounts need not add up to the rounded sum.

    >>> halves = Mixed.from_fractions([Fraction(5, 2), Fraction(-5, 2)])
    >>> round_each(halves, rounding=Rounding.HALF_UP).tolist()
    [3, -3]
    >>> round_each(halves, rounding=Rounding.DOWN).tolist()
    [2, -2]

    Args:
        amounts: Exact amounts, shape ``(s,)`` or ``(s, n)``.

        unit: What to round to, for example 100 for whole euros in cents.

        rounding: How.

    Returns:
        Multiples of the unit, same shape.

    Raises:
        InvalidDataError: The unit is no whole number above 0, or there is no such
            way to round.
    """
    checked_choice(rounding, Rounding, where="rounding")
    units = _in_units(amounts, unit)
    more = _goes_up(units, rounding).astype(np.int64)
    return multiply(add(units.whole, more), number(unit))


def _goes_up(units: Mixed, rounding: Rounding) -> Booleans:
    negative: Booleans = units.whole < 0
    broken: Booleans = units.rem > 0
    # Not 2 x rem, which may not fit 64 bits.
    missing = subtract(units.den, units.rem)
    match rounding:
        case Rounding.HALF_UP:
            half = ~negative
        case Rounding.HALF_EVEN:
            half = units.whole % 2 == 1
        case Rounding.DOWN:
            return np.logical_and(broken, negative)
        case Rounding.UP:
            return np.logical_and(broken, ~negative)
        case _:
            assert_never(rounding)
    up: Booleans = (units.rem > missing) | ((units.rem == missing) & half)
    return up


@attrs.frozen(kw_only=True)
class Tie:
    """
    Equal remainders of which only some could be rounded up.

    Attributes:
        scenario: The row.

        tied: Positions of all with that remainder, ascending.

        given: Positions of those who got a unit because of the order.
    """

    scenario: int
    tied: tuple[int, ...]
    given: tuple[int, ...]


@attrs.frozen(kw_only=True, eq=False)
class RoundedToSum:
    """
    Amounts rounded so that their sum is kept, and the ties that were decided.

    Attributes:
        amounts: Multiples of the unit, shape ``(s, n)``, read-only.

        decided: Rows with a tie that the order had to decide, shape ``(d,)``.

        tied: Who has the same remainder there, shape ``(d, n)``.

        given: Who of them got a unit, shape ``(d, n)``.
    """

    amounts: Integers
    decided: Integers
    tied: Booleans
    given: Booleans

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The ties one by one, made when asked for."""
        rows = zip(self.decided.tolist(), self.tied, self.given, strict=True)
        return tuple(
            Tie(
                scenario=scenario,
                tied=tuple(np.flatnonzero(tied).tolist()),
                given=tuple(np.flatnonzero(given).tolist()),
            )
            for scenario, tied, given in rows
        )


def round_to_sum(
    amounts: Mixed, *, unit: int = 1, order: object = None
) -> RoundedToSum:
    """
    Round to multiples of a unit so that each row keeps its sum.

    The method of the largest remainder (Hare/Niemeyer): all are rounded down, and
    the units left over go one by one to the largest remainders. A row's sum is
    kept up to the fraction of a unit that it has itself. A row with a negative sum
    is the mirror image of the positive one, so its sum goes toward zero as well.
    Whoever has no remainder gets nothing more.

    >>> thirds = Mixed.from_fractions([[Fraction(10, 3)] * 3])
    >>> rounded = round_to_sum(thirds)
    >>> rounded.amounts.tolist(), rounded.ties
    ([[4, 3, 3]], (Tie(scenario=0, tied=(0, 1, 2), given=(0,)),))

    Args:
        amounts: Exact amounts, shape ``(s, n)``.

        unit: What to round to, for example 100 for whole euros in cents.

        order: Keys that decide between equal remainders, the smaller first;
            whole numbers of shape ``(n,)`` or ``(s, n)``. Where they are equal or
            not given, the position decides.

    Returns:
        The rounded amounts, and who was tied.

    Raises:
        InvalidDataError: The unit is no whole number above 0, or shapes do not go
            together.
    """
    if len(amounts.shape) != MOST_AXES:
        raise misfit(amounts.shape, expected="amounts of shape (s, n)")
    keys = _order(order, amounts.shape)
    units = _in_units(amounts, unit)
    signs = np.where(units.sum().whole < 0, -1, 1).astype(np.int64)
    if (signs < 0).any():
        units = units.scale(signs[:, np.newaxis])
    sums = units.sum().floor()
    left_over = subtract(sums, total(units.whole))
    won, tied, given = _largest(units, left_over, keys)
    rounded = add(units.whole, won.astype(np.int64))
    check_sums(rounded, sums)
    amounts_rounded = multiply(rounded, multiply(signs[:, np.newaxis], number(unit)))
    amounts_rounded.setflags(write=False)
    decided = np.flatnonzero(given.any(axis=-1))
    return RoundedToSum(
        amounts=amounts_rounded,
        decided=decided,
        tied=tied[decided],
        given=given[decided],
    )


def check_parts(shares: Integers, totals: Integers) -> None:
    """
    Check sums of shares that are from 0 to their total, without looking for more.

    Args:
        shares: Shape ``(s, n)``.

        totals: Shape ``(s,)``, not negative.

    Raises:
        AllocationError: They do not add up, which is a fault of this library.
    """
    if object not in (shares.dtype, totals.dtype):
        one = len(totals) == 1
        most = int(totals[0]) if one else int(totals.max(initial=0))
        if most * shares.shape[-1] <= MOST:
            sums = rows_added(shares)
            if sums[0] == most if one else (sums == totals).all():
                return
    check_sums(shares, totals)


def check_sums(shares: Integers, totals: Integers) -> None:
    """
    Make sure that shares add up, whatever computed them.

    Raises:
        AllocationError: They do not, which is a fault of this library.
    """
    sums = total(shares)
    wrong = sums != totals
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise AllocationError(
            "the shares do not add up to what was shared",
            where=f"row {row}",
            got=int(sums[row]),
            expected=str(totals[row]),
            mend="report this as an error of fundmodel, with the numbers",
        )


def _largest(
    units: Mixed, left_over: Integers, keys: Integers | None
) -> tuple[Booleans, Booleans, Booleans]:
    """
    Find the largest remainders of each row, as many as units are left over.

    A remainder of zero never wins: the remainders add up to at least what is left
    over, and each is less than one, so more than that many are above zero.

    Returns:
        Who wins; who is tied where the order had to decide, else nobody; and who
        of them wins. Each of shape ``(s, n)``.
    """
    nobody = np.zeros(units.shape, dtype=np.bool_)
    if not left_over.any():
        return nobody, nobody, nobody
    remainders = denominators.ranks(units.rem, units.den)
    threshold = _threshold(remainders, left_over)
    won = (remainders > threshold) & (left_over > 0)[:, np.newaxis]
    at_threshold = remainders == threshold
    open_units = left_over - np.count_nonzero(won, axis=-1)
    rows = np.flatnonzero(open_units)
    given = nobody.copy()
    given[rows] = _first(
        at_threshold[rows], open_units[rows], None if keys is None else keys[rows]
    )
    won |= given
    is_decided = np.count_nonzero(at_threshold, axis=-1) > open_units
    tied = at_threshold & (is_decided & (open_units > 0))[:, np.newaxis]
    return won, tied, given & tied


def _threshold(remainders: Integers, left_over: Integers) -> Integers:
    """Give the smallest remainder of each row that can win, shape ``(s, 1)``."""
    count = remainders.shape[-1]
    position = np.minimum(count - left_over, count - 1)
    if len(remainders) == 1:
        kth = int(position[0])
        return np.partition(remainders, kth, axis=-1)[:, kth : kth + 1]
    ascending = np.sort(remainders, axis=-1)
    return np.take_along_axis(ascending, position[:, np.newaxis], axis=-1)


def _first(tied: Booleans, units: Integers, keys: Integers | None) -> Booleans:
    """Give one unit each to the first of those who are tied, row by row."""
    if keys is None:
        return tied & (np.cumsum(tied, axis=-1) <= units[:, np.newaxis])
    by_key = np.argsort(keys, axis=-1, kind="stable")
    in_order = _first(np.take_along_axis(tied, by_key, axis=-1), units, None)
    given = np.zeros_like(tied)
    np.put_along_axis(given, by_key, in_order, axis=-1)
    return given


def _order(order: object, shape: tuple[int, ...]) -> Integers | None:
    if order is None:
        return None
    keys = whole_numbers(order, where="order")
    if keys.shape not in {shape, shape[1:]}:
        raise misfit(shape, keys.shape, expected="order of shape (n,) or (s, n)")
    return np.broadcast_to(keys, shape)


def _in_units(amounts: Mixed, unit: int) -> Mixed:
    step = checked_unit(unit)
    return amounts if step == 1 else amounts.scale(Fraction(1, step))
