"""Methods of apportionment: from a total and weights to whole shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, overload

import numpy as np

from fundmodel.apportion.inputs import (
    MOST_AXES,
    exact_weights,
    is_whole_number,
    misfit,
    not_whole,
    whole_numbers,
)
from fundmodel.apportion.integers import Integers, number
from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.quotas import quotas
from fundmodel.apportion.rounding import (
    Rounding,
    check_sums,
    round_each,
    round_to_sum,
)

__all__ = ["each", "largest_remainder"]

Weight: TypeAlias = int | Decimal | Fraction
Totals: TypeAlias = int | Sequence[int] | Integers
Keys: TypeAlias = Sequence[int] | Sequence[Sequence[int]] | Integers


@overload
def largest_remainder(
    total: int, weights: Sequence[Weight], *, order: Keys | None = None
) -> list[int]: ...
@overload
def largest_remainder(
    total: Sequence[int] | Integers,
    weights: Sequence[Weight],
    *,
    order: Keys | None = None,
) -> list[list[int]]: ...
@overload
def largest_remainder(
    total: Totals, weights: Sequence[Sequence[Weight]], *, order: Keys | None = None
) -> list[list[int]]: ...
@overload
def largest_remainder(
    total: Totals, weights: Integers, *, order: Keys | None = None
) -> Integers: ...
def largest_remainder(
    total: Totals, weights: object, *, order: Keys | None = None
) -> object:
    """
    Share a total by the method of the largest remainder (Hare/Niemeyer).

    Everybody gets the whole units of ``total x weight / sum of weights``; the
    units left over go one by one to the largest remainders. So everybody is less
    than one unit away from the exact quota (the quota rule). The method is not
    monotone: a larger total may cost a recipient a unit (the Alabama paradox).

    >>> largest_remainder(10, [1, 1, 4])
    [2, 2, 6]
    >>> largest_remainder(100_00, [1, 1, 1], order=[3, 2, 1])
    [3333, 3333, 3334]
    >>> largest_remainder(np.array([5, -5]), np.array([1, 1, 4])).tolist()
    [[1, 1, 3], [-1, -1, -3]]

    Args:
        total: Whole units to share, one number or one for each scenario, shape
            ``(s,)``; a negative total gives the mirror image of the positive one.

        weights: Not negative, shape ``(n,)`` or ``(s, n)``: whole numbers,
            decimals or fractions, scaled exactly; floats only where they are
            whole.

        order: Keys that decide between equal remainders, the smaller first;
            shape ``(n,)`` or ``(s, n)``. Else the position decides.

    Returns:
        Whole shares which add up to the total; a list for a list, an array for
        an array (``int64``, or Python integers beyond 64 bits). Shape ``(n,)``,
        or ``(s, n)`` if there are scenarios.

    Raises:
        InvalidDataError: A total, weight or key is no number that can be taken
            exactly, a weight is negative, or shapes do not go together.

        NothingToShareByError: There are no weights, or all are zero.
    """

    def share(exact: Mixed, totals: Integers) -> Integers:
        shares = round_to_sum(exact, order=order).amounts
        check_sums(shares, totals)
        return shares

    return _shares(total, weights, share)


@overload
def each(
    total: int,
    weights: Sequence[Weight],
    *,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> list[int]: ...
@overload
def each(
    total: Sequence[int] | Integers,
    weights: Sequence[Weight],
    *,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> list[list[int]]: ...
@overload
def each(
    total: Totals,
    weights: Sequence[Sequence[Weight]],
    *,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> list[list[int]]: ...
@overload
def each(
    total: Totals,
    weights: Integers,
    *,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> Integers: ...
def each(
    total: Totals,
    weights: object,
    *,
    rounding: Rounding = Rounding.HALF_UP,
    unit: int = 1,
) -> object:
    """
    Share a total and round every share on its own.

    Practice often does this, for example to whole euros. The shares need not add
    up to the total: what is missing or too much has to be dealt with.

    >>> each(100, [1, 1, 1])
    [33, 33, 33]
    >>> each(100, [1, 1, 1], rounding=Rounding.UP)
    [34, 34, 34]
    >>> each(58_000_000_00, [85, 72_772], unit=100)
    [6766700, 5793233300]

    Args:
        total: Whole units to share, one number or one for each scenario, shape
            ``(s,)``; a negative total gives the mirror image of the positive one.

        weights: As for :func:`largest_remainder`.

        rounding: How every share is rounded.

        unit: What to round to, for example 100 for whole euros in cents.

    Returns:
        Multiples of the unit, in the form of :func:`largest_remainder`.

    Raises:
        InvalidDataError: A total, weight or the unit is no number that can be
            taken exactly, a weight is negative, or shapes do not go together.

        NothingToShareByError: There are no weights, or all are zero.
    """
    return _shares(
        total,
        weights,
        lambda exact, _: round_each(exact, unit=unit, rounding=rounding),
    )


def _shares(
    total: object, weights: object, round_them: Callable[[Mixed, Integers], Integers]
) -> object:
    exact = exact_weights(weights)
    totals, one = _totals(total)
    if exact.ndim == MOST_AXES:
        if not one and totals.shape != exact.shape[:1]:
            raise misfit(totals.shape, exact.shape, expected="a total for each row")
        totals = np.broadcast_to(totals, exact.shape[:1])
    shares = round_them(quotas(Mixed.of(totals), exact), totals)
    if one and exact.ndim < MOST_AXES:
        shares = shares[0]
    as_list = isinstance(weights, Sequence)
    return shares.tolist() if as_list else np.array(shares)


def _totals(total: object) -> tuple[Integers, bool]:
    """Read the totals, shape ``(s,)``, and tell whether one was given for all."""
    if is_whole_number(total):
        return number(int(total)), True
    if isinstance(total, float | Decimal | Fraction | bool | str):
        raise not_whole(total, where="total")
    totals = whole_numbers(total, where="total")
    if totals.ndim > 1:
        raise misfit(totals.shape, expected="totals of shape (s,)")
    return totals, False
