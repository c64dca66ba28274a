"""
Standings: where ``level x weight`` is, below a bound, at it, or above it; exactly.

Two floats, a little below and a little above ``x = P w / Q``, tell almost all apart.
With ``u = 2**-53``, seven roundings stand between x and each of them (three in P/Q,
two in the margin, one in the weight, one in the product) and one in the bound,
together less than ``9u``; the margin is ``16u``. So x is above every bound that is
below the lower float, and below every one that is above the higher float.

The others are settled by ``P w - Q b`` for the bound b. It is small there, less
than ``Q |b| 2**-47``, so that wrapping 64-bit arithmetic gives it exactly as long as
``Q |b| < 2**109``, although ``P w`` may have 126 bits. Else Python integers settle
it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import Booleans, Integers, magnitude, widened

__all__ = ["Levels", "Signs", "Standing", "standing_at"]

Signs: TypeAlias = npt.NDArray[np.int8]
"""-1, 0 or 1."""

Floats: TypeAlias = npt.NDArray[np.float64]

MARGIN: Final = 2.0**-49

EXACT_BELOW: Final = 2**109
"""Bound of ``Q |b|`` below which differences within the margin fit 64 bits."""

_WORD: Final = 2**64


@attrs.frozen(kw_only=True, eq=False)
class Levels:
    """
    Levels ``above / below``, as arrays that broadcast to the weights.

    Attributes:
        above: Numerators, ``int64`` or object.

        below: Denominators, positive, same shape.
    """

    above: Integers
    below: Integers

    @classmethod
    def one(cls, level: Fraction) -> Levels:
        """Take one level, for weights of shape ``(n,)``."""
        # As objects, because levels of a search need not fit 64 bits.
        above, below = (
            np.array([part], dtype=object) for part in level.as_integer_ratio()
        )
        return cls(above=above, below=below)

    def rows(self, rows: slice) -> Levels:
        """Give the levels of these rows, if they are a column."""
        return Levels(above=self.above[rows], below=self.below[rows])

    def window(self, weights: Integers) -> tuple[Floats, Floats]:
        """Give floats between which ``level x weight`` is."""
        near = (self.above / self.below).astype(np.float64)
        margin = np.abs(near) * MARGIN
        floats = weights.astype(np.float64)
        return floats * (near - margin), floats * (near + margin)


@attrs.frozen(kw_only=True, eq=False)
class Standing:
    """
    Where each recipient stands between its bounds at a level.

    Attributes:
        to_lower: Sign of ``level x weight - lower``.

        to_upper: Sign of ``level x weight - upper``.
    """

    to_lower: Signs
    to_upper: Signs

    @property
    def at_lower(self) -> Booleans:
        """Who is at the lower bound, or would be below it."""
        return self.to_lower <= 0

    @property
    def at_upper(self) -> Booleans:
        """Who is at the upper bound, or would be above; not also at the lower one."""
        return (self.to_upper >= 0) & (self.to_lower > 0)

    def before(self) -> Signs:
        """Give who is at a bound (-1 lower, 1 upper) at levels a little lower."""
        return _difference(self.to_upper > 0, self.to_lower <= 0)

    def after(self) -> Signs:
        """Give who is at a bound (-1 lower, 1 upper) at levels a little higher."""
        return _difference(self.to_upper >= 0, self.to_lower < 0)


def standing_at(
    levels: Levels, weights: Integers, lower: Integers | None, upper: Integers | None
) -> Standing:
    """
    Compare ``level x weight`` with both bounds.

    Args:
        levels: Broadcast to the weights.

        weights: 0 or more, any shape.

        lower: Least of each, broadcasts; `None` where there is none.

        upper: Most of each, likewise.
    """
    free = np.ones((1,) * weights.ndim, dtype=np.int8)
    bounds = [bound for bound in (lower, upper) if bound is not None]
    if object in [weights.dtype, *(bound.dtype for bound in bounds)]:
        signs = [_signs(levels.above, levels.below, weights, b) for b in bounds]
    else:
        window = levels.window(weights)
        signs = [_certified(levels, weights, window, bound) for bound in bounds]
    return Standing(
        to_lower=free if lower is None else signs[0],
        to_upper=-free if upper is None else signs[-1],
    )


def _certified(
    levels: Levels, weights: Integers, window: tuple[Floats, Floats], bounds: Integers
) -> Signs:
    low, high = window
    signs = _difference(low > bounds, high < bounds)
    unsettled = signs == 0
    if unsettled.any():
        signs[unsettled] = _settled(levels, weights, bounds, unsettled)
    return signs


def _settled(
    levels: Levels, weights: Integers, bounds: Integers, where: Booleans
) -> Signs:
    def chosen(part: Integers) -> Integers:
        every: Integers = np.broadcast_to(part, where.shape)
        return every[where]

    own, bound = chosen(weights), chosen(bounds)
    if int(levels.below.max()) * magnitude(bound) >= EXACT_BELOW:
        above, below = chosen(levels.above), chosen(levels.below)
        return _signs(above, below, own, bound)
    above, below = chosen(_wrapped(levels.above)), chosen(_wrapped(levels.below))
    signs: Signs = np.sign(above * own - below * bound).astype(np.int8)
    return signs


def _signs(
    above: Integers, below: Integers, weights: Integers, bounds: Integers
) -> Signs:
    difference = widened(above) * weights - widened(below) * bounds
    return _difference(difference > 0, difference < 0)


def _wrapped(array: Integers) -> Integers:
    """Give what 64 bits keep of whole numbers."""
    if array.dtype != object:
        return array
    half = _WORD // 2
    return ((array + half) % _WORD - half).astype(np.int64)


def _difference(plus: Booleans, minus: Booleans) -> Signs:
    return np.subtract(plus, minus, dtype=np.int8)
