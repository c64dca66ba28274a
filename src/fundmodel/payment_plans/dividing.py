"""How an amount is divided among payments: by rounded running sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

__all__ = ["Line", "Minor", "divided"]

Minor = npt.NDArray[np.int64]
"""Whole minor units."""

_SAFE = 2**62


@attrs.frozen
class Line:
    """
    What one payment is of any amount.

    Attributes:
        share: Of the amount; negative parts of a rest are fixed amounts of others.

        fixed: Minor units on top.
    """

    share: Fraction
    fixed: int = 0


def divided(amounts: Minor, lines: Sequence[Line], unit: int, held: Line) -> Minor:
    """
    Divide amounts by rounding running sums half up (`apportion.cumulative`).

    Args:
        amounts: Minor units, none below zero, shape ``(n,)``.

        lines: What each payment is; together the whole amount.

        unit: Running sums are rounded to a multiple of so many minor units; the last
            is the amount itself.

        held: What is held back from the end; zero for nothing.

    Returns:
        Minor units, shape ``(n, k + 1)``; the last column is what is held back. Each
        row adds up to its amount.
    """
    back = np.minimum(_rounded(amounts, held, unit), amounts)
    most = amounts - back
    ends = [np.zeros_like(amounts)]
    share, fixed = Fraction(0), 0
    for line in lines:
        share, fixed = share + line.share, fixed + line.fixed
        ends.append(np.minimum(_rounded(amounts, Line(share, fixed), unit), most))
    # Whatever the unit, the last payment brings all that is not held back.
    ends[-1] = most
    ends.append(amounts)
    sums = np.stack(ends, axis=1)
    parts: Minor = sums[:, 1:] - sums[:, :-1]
    return parts


def _rounded(amounts: Minor, line: Line, unit: int) -> Minor:
    above, below = line.share.numerator, line.share.denominator
    largest = int(amounts.max(initial=0))
    bound = 2 * (abs(above) * largest + abs(line.fixed) * below) + below * unit
    # Any: Python's own whole numbers, where 64 bits are not enough.
    wide: npt.NDArray[Any] = amounts
    if max(bound, 2 * below * unit) > _SAFE:
        wide = amounts.astype(object)
    exact = 2 * (wide * above + line.fixed * below) + below * unit
    return (exact // (2 * below * unit) * unit).astype(np.int64)
