"""
Denominators: bringing fractions together, and keeping them within 64 bits.

Fractions are pairs of arrays, ``numerator`` and ``den``; ``den`` is positive and
broadcasts to ``numerator``. As long as the recipients of a scenario share one
denominator, ``den`` has the shape ``(s, 1)``, and sums and orders are cheap.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from fundmodel.apportion.integers import (
    MOST,
    Integers,
    divide,
    divisor,
    multiply,
    widened,
)


def same(a: Integers, b: Integers) -> bool:
    """Tell whether two arrays of denominators are one and the same."""
    return a is b or (a.shape == b.shape and bool((a == b).all()))


def aligned(
    a: Integers, den_a: Integers, b: Integers, den_b: Integers
) -> tuple[Integers, Integers, Integers]:
    """Bring two arrays of numerators to their least common denominator."""
    if same(den_a, den_b):
        return a, b, den_a
    common = divisor(den_a, den_b)
    factor_a = divide(den_b, common)[0]
    factor_b = divide(den_a, common)[0]
    den = multiply(den_a, factor_a)
    return multiply(a, factor_a), multiply(b, factor_b), den


def reduced(numerator: Integers, den: Integers) -> tuple[Integers, Integers]:
    """
    Cancel what can be cancelled where denominators have outgrown 64 bits.

    A denominator that several elements share stays shared, unless cancelling
    each element on its own brings all of them back to 64 bits.
    """
    if not numerator.any():
        return numerator, np.ones((1,) * numerator.ndim, dtype=np.int64)
    if den.dtype != object:
        return numerator, den
    if den.shape[-1] == 1 and numerator.shape[-1] > 1:
        gathered = np.gcd.reduce(widened(numerator), axis=-1, keepdims=True)
        numerator, den = _cancelled(numerator, den, divisor(gathered, den))
        if den.dtype != object:
            return numerator, den
        single, single_den = _cancelled(numerator, den, divisor(numerator, den))
        fits = single_den.dtype != object
        return (single, single_den) if fits else (numerator, den)
    return _cancelled(numerator, den, divisor(numerator, den))


def _cancelled(
    numerator: Integers, den: Integers, common: Integers
) -> tuple[Integers, Integers]:
    return divide(numerator, common)[0], divide(den, common)[0]


def shared(numerator: Integers, den: Integers) -> tuple[Integers, Integers] | None:
    """
    Bring the elements of each row to one denominator.

    Returns:
        Numerators and denominators, the latter of shape ``(1, 1)`` or
        ``(s, 1)``, or ``(1,)`` for one axis. `None` if a common denominator
        needs more than 64 bits.
    """
    if den.shape[-1] == 1:
        return numerator, den
    everywhere = _common(den)
    if everywhere is not None:
        one = np.full((1,) * den.ndim, everywhere, dtype=np.int64)
        return multiply(numerator, divide(one, den)[0]), one
    by_row = [_common(row) for row in den] if den.ndim > 1 else [None]
    fitting = [common for common in by_row if common is not None]
    if len(fitting) < len(by_row):
        return None
    rows = np.array(fitting, dtype=np.int64)[:, np.newaxis]
    return multiply(numerator, divide(rows, den)[0]), rows


def _common(den: Integers) -> int | None:
    common = 1
    for one in np.unique(den).tolist():
        common = math.lcm(common, one)
        if common > MOST:
            return None
    return common


def sum_of_row(numerator: Integers, den: Integers) -> Fraction:
    """
    Add fractions with many denominators.

    Equal denominators are added first, then pairs of about the same size: a
    running sum would carry the product of all denominators along.
    """
    by_den: dict[int, int] = {}
    for above, below in zip(numerator.tolist(), den.tolist(), strict=True):
        by_den[below] = by_den.get(below, 0) + above
    sums = [Fraction(above, below) for below, above in sorted(by_den.items())]
    while len(sums) > 1:
        pairs = zip(sums[::2], [*sums[1::2], Fraction(0)], strict=False)
        sums = [a + b for a, b in pairs]
    return sums[0]


def ranks(numerator: Integers, den: Integers) -> Integers:
    """
    Give whole numbers that stand in the same order as the fractions of a row.

    Returns:
        ``int64``, same shape; equal where the fractions are equal.
    """
    together = shared(numerator, den)
    if together is not None and together[0].dtype != object:
        return together[0]
    if together is not None:
        rows = [np.unique(row, return_inverse=True)[1] for row in together[0]]
    else:
        rows = [
            _ranks_of_row(above.tolist(), below.tolist())
            for above, below in zip(
                numerator, np.broadcast_to(den, numerator.shape), strict=True
            )
        ]
    return np.array(rows, dtype=np.int64).reshape(numerator.shape)


def _ranks_of_row(numerators: list[int], dens: list[int]) -> Integers:
    values = [
        Fraction(above, below) for above, below in zip(numerators, dens, strict=True)
    ]
    rank = {value: position for position, value in enumerate(sorted(set(values)))}
    return np.array([rank[value] for value in values], dtype=np.int64)
