"""Dropping: claims that fall away, and what the others have by it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import (
    multiply,
    number,
    running,
    subtract,
    total,
)
from fundmodel.claims import Bound, Bounds
from fundmodel.errors import AllocationError
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.rules.bounds.settling import bounded, current
from fundmodel.steps import State

__all__ = ["DropOrder", "Falling", "freed_to_others", "without"]


class DropOrder(enum.Enum):
    """In which order claims fall away, where the others have what falls away."""

    ALL_AT_ONCE = "all at once"
    """All that are below, and then those that are below still, if there are any."""

    SMALLEST_FIRST = "smallest first"
    """
    The smallest claim, then the one that is now the smallest, until none is below.

    Equal claims fall away together. So fewer fall away than all at once, since the
    others rise by what the smallest had.
    """


@attrs.frozen(kw_only=True)
class Falling:
    """
    Which claims fall away.

    Attributes:
        threshold: In smallest units, above zero.

        must_exceed: Whether a claim of just the threshold falls away too.

        order: In which order.
    """

    threshold: Fraction
    must_exceed: bool
    order: DropOrder = DropOrder.ALL_AT_ONCE

    def below(self, claims: Mixed) -> BoolArray:
        """Tell which claims are below, and above nothing, shape ``(s, n)``."""
        line = Mixed.from_fractions([[self.threshold]])
        less = claims.less_equal(line) if self.must_exceed else claims.less(line)
        return less & ~claims.less_equal(Mixed.zeros((1, 1)))

    def reaches(self, left: IntArray, right: IntArray) -> BoolArray:
        """Compare what was multiplied up, a claim and a threshold."""
        reached: BoolArray = left > right if self.must_exceed else left >= right
        return reached


def without(state: State, now: Bounds, dropped: BoolArray) -> State:
    """
    Give the state in which those who are dropped have no part in what is shared.

    Their claims still stand; bounds hold for them no more.

    Args:
        state: Who claims.

        now: The bounds that hold for these claims.

        dropped: Whose claims fall away, shape ``(s, n)``.
    """
    nothing = Mixed.zeros((1, 1))
    key, slope = state.key, now.slope
    narrowed = key and attrs.evolve(key, weights=np.where(dropped, 0, key.weights))
    if key is not None and narrowed is not None and slope is key.slope:
        # The same object: by it sentences tell that the key is what they rise by.
        slope = narrowed.slope
    elif slope is not None:
        slope = Mixed.where(dropped, nothing, slope)
    bounds = attrs.evolve(
        now,
        base=Mixed.where(dropped, nothing, now.base),
        offset=Mixed.where(dropped, nothing, now.offset),
        amounts=state.amounts,
        slope=slope,
        gathered=tuple(_without(bound, dropped) for bound in now.gathered),
        line=None,
        damping=None,
    )
    return state.becomes(key=narrowed, bounds=bounds)


def _without(bound: Bound, dropped: BoolArray) -> Bound:
    return attrs.evolve(bound, applies=bound.applies & ~dropped)


def freed_to_others(
    state: State, who: BoolArray, falling: Falling
) -> tuple[State, BoolArray]:
    """
    Let claims fall away until nobody is below, and the others share them by the key.

    Args:
        state: Who claims.

        who: Whose claims may fall away, shape ``(1, n)`` or ``(s, n)``.

        falling: Which do, and in which order.

    Returns:
        The state after it, in which those who are dropped may still claim, and
        whose claims fell away, shape ``(s, n)``.

    Raises:
        AllocationError: A claim is negative, or there is no key.
    """
    now = current(state)
    if now.slope is None:
        raise AllocationError(
            "the others should share what falls away, and nothing says by what",
            where=f"roster {state.roster.id!r}",
            got="claims that were not shared by a key",
            expected="a pot that was shared by a key before",
            mend='let it go back to the pot, to = "pot" (DroppedTo.POT in Python), and '
            "share that",
        )
    next_ones = _next_ones(now, falling)
    after, dropped = state, np.zeros(state.amounts.shape, dtype=np.bool_)
    while (new := next_ones(after, who & ~dropped)).any():
        dropped = dropped | new
        after = bounded(without(state, now, dropped))
    return after, dropped


Next: TypeAlias = Callable[[State, BoolArray], BoolArray]
"""Who falls away next, of those who may, in a state."""


def _next_ones(now: Bounds, falling: Falling) -> Next:
    def below(state: State, who: BoolArray) -> BoolArray:
        return who & falling.below(state.amounts)

    if falling.order is DropOrder.ALL_AT_ONCE:
        return below
    if _only_rise_by_the_key(now):
        # Whoever weighs least claims least, whatever fell away: one pass finds all.
        return lambda state, who: _lightest(state, below(state, who), who, falling)
    return lambda state, who: _smallest(state.amounts, below(state, who))


def _only_rise_by_the_key(now: Bounds) -> bool:
    nothing = Mixed.zeros((1, 1))
    starts_at_nothing = now.base.equals(nothing).all() and now.offset.equals(nothing)
    is_bounded = bool(now.gathered or now.groups)
    return not is_bounded and bool(np.all(starts_at_nothing))


def _lightest(
    state: State, below: BoolArray, who: BoolArray, falling: Falling
) -> BoolArray:
    """Find all that fall away, where claims are in proportion to weights."""
    # cast: without a slope, the others have no key to share by.
    slope, there = cast("Mixed", current(state).slope), state.amounts.sum()
    weights = np.broadcast_to(slope.whole, below.shape)
    may = np.broadcast_to(who, below.shape)
    found = np.zeros(below.shape, dtype=np.bool_)
    for scenario in np.flatnonzero(below.any(axis=-1)).tolist():
        least = _least_kept(
            weights[scenario], may[scenario], there.fraction(scenario), falling
        )
        lighter = weights[scenario] > 0
        if least is not None:
            lighter = lighter & (weights[scenario] < least)
        found[scenario] = may[scenario] & lighter
    return found


def _least_kept(
    weights: IntArray, may: BoolArray, there: Fraction, falling: Falling
) -> int | None:
    """
    Give the least weight that reaches the threshold once all lighter ones are gone.

    Args:
        weights: Shape ``(n,)``.

        may: Who may fall away at all, shape ``(n,)``.

        there: What is shared, above zero.

        falling: The threshold.
    """
    sizes, counts = np.unique(weights[may & (weights > 0)], return_counts=True)
    whole = total(weights[np.newaxis, :])
    # What weighs in before each size falls away, and all lighter ones are gone.
    left = subtract(whole, running(multiply(sizes, counts))[:-1])
    ratio = there / falling.threshold
    reached = falling.reaches(
        multiply(sizes, number(ratio.numerator)),
        multiply(left, number(ratio.denominator)),
    )
    return int(sizes[np.argmax(reached)]) if reached.any() else None


def _smallest(claims: Mixed, below: BoolArray) -> BoolArray:
    """Find the smallest of those below, in each scenario; equal ones together."""
    rows = [_least(claims, scenario, row) for scenario, row in enumerate(below)]
    return below & claims.equals(Mixed.from_fractions(rows).column())


def _least(claims: Mixed, scenario: int, below: BoolArray) -> Fraction:
    at = np.flatnonzero(below)
    if not at.size:
        return Fraction(0)
    wholes = claims.whole[scenario, at]
    near = at[wholes == wholes.min()].tolist()
    return min(claims.fraction(scenario, i) for i in near)
