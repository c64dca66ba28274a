"""Quotas: what each recipient would get if units could be split."""

from __future__ import annotations

import numpy as np

from fundmodel.apportion.inputs import misfit, refuse_negative, whole_numbers
from fundmodel.apportion.integers import (
    Integers,
    add,
    divide,
    divisor,
    multiply,
    total,
)
from fundmodel.apportion.mixed import Mixed
from fundmodel.errors import InvalidDataError, NothingToShareByError

__all__ = ["quotas"]


def quotas(pot: Mixed, weights: Integers) -> Mixed:
    """
    Share a pot in exact proportion to weights: ``pot x weight / sum of weights``.

    >>> quotas(Mixed.of([10]), np.array([1, 1, 4])).fraction(0, 2)
    Fraction(20, 3)

    Args:
        pot: What to share in each scenario, shape ``(s,)``; may be fractional
            and negative.

        weights: Whole weights, not negative, shape ``(n,)`` or ``(s, n)``.

    Returns:
        Exact shares, shape ``(s, n)``; each row adds up to its pot. The shares of
        a scenario have one denominator.

    Raises:
        InvalidDataError: A weight is negative or no whole number, or the shapes
            do not go together.

        NothingToShareByError: The weights of a scenario are all zero.
    """
    _refuse_other(pot)
    weights = whole_numbers(weights, where="weights")
    refuse_negative(weights, weights, where="weights")
    _check_shapes(pot, weights)
    rows = np.atleast_2d(weights)
    sums = total(rows)[:, np.newaxis]
    _check_sums(sums, weights)
    # pot x w overflows 64 bits at a few billion euros. Splitting the pot first
    # keeps every product below max(w) x sum(w), and stays exact:
    #   pot = each x sum + rest   =>   quota = each x w + rest x w / sum
    column = pot.column()
    den = multiply(sums, column.den)
    above = add(multiply(column.whole, column.den), column.rem)
    each, rest = divide(above, den)
    common = divisor(rest, den)
    rest, den = divide(rest, common)[0], divide(den, common)[0]
    return Mixed.composed(multiply(each, rows), multiply(rest, rows), den)


def _refuse_other(pot: object) -> None:
    if not isinstance(pot, Mixed):
        raise InvalidDataError(
            "this is no pot of exact amounts",
            where="pot",
            got=f"{pot!r}",
            expected="a Mixed of shape (s,)",
            mend="write Mixed.of([10]), or use largest_remainder for whole shares",
        )


def _check_shapes(pot: Mixed, weights: Integers) -> None:
    scenarios = {1, *weights.shape[:-1], *pot.shape}
    if len(pot.shape) > 1 or len(scenarios) > 2:  # noqa: PLR2004  one number, or 1
        expected = "a pot of shape (s,), weights of shape (n,) or (s, n)"
        raise misfit(pot.shape, weights.shape, expected=expected)


def _check_sums(sums: Integers, weights: Integers) -> None:
    empty = sums[:, 0] == 0
    if not empty.any():
        return
    row = int(np.flatnonzero(empty)[0])
    nobody = weights.shape[-1] == 0
    raise NothingToShareByError(
        "there is nobody to share among" if nobody else "all weights are zero",
        where=f"weights[{row}]" if weights.ndim > 1 else "weights",
        got="no weights" if nobody else f"{weights.shape[-1]} weights of 0",
        expected="at least one weight above 0",
        mend="check who is eligible, and whether the column is the right one",
    )
