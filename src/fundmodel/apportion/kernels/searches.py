"""
Water levels: the level at which shares between bounds add up to a total.

Wanted is the level P/Q at which ``clip(P w / Q, lower, upper)`` adds up to the
total, as an exact rational. The sum grows with the level along straight lines, so
one evaluation gives the exact level if nobody reaches or leaves a bound on the way
there (a step of Newton's method). The search keeps a bracket of two levels, looks
only at those who stand differently at its ends, and takes the median of the
breakpoints between them where Newton's steps settle too few: so it ends after about
``2 log2(n)`` evaluations, mostly after three. It is over when the sum is the total,
exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import (
    MOST,
    Booleans,
    Integers,
    magnitude,
    widened,
)
from fundmodel.apportion.kernels.floors import CHUNK
from fundmodel.apportion.kernels.standings import (
    Levels,
    Signs,
    Standing,
    standing_at,
)
from fundmodel.apportion.tallies import exact_sum

__all__ = ["level_of"]

SAMPLE: Final = 16_384
"""Recipients of the sample with which the search among many begins."""

PATIENCE: Final = 4
"""Steps of Newton's method before medians are taken as well."""

BEYOND: Final = Fraction(9, 8)
"""How far a step goes that looks for the other end of the bracket."""


def level_of(
    total: int,
    weights: Integers,
    lower: Integers | None = None,
    upper: Integers | None = None,
) -> Fraction:
    """
    Find the level of one scenario.

    >>> level_of(12, np.array([1, 2, 5]), upper=np.array([9, 9, 3]))
    Fraction(3, 1)

    Args:
        total: What the shares add up to, of any sign. It can be reached: it is not
            below the sum of the lower bounds, nor above that of the upper ones
            (where there is no weight: zero, or the bound nearest to it).

        weights: 0 or more, shape ``(n,)``; ``int64`` or object.

        lower: Least of each, of any sign, broadcasts; `None` for no bound.

        upper: Most of each, not below the lower ones; likewise.

    Returns:
        A level at which the shares add up to the total. It is the only one unless
        all who have a weight stand at a bound.
    """
    lower, upper = _spread(lower, weights), _spread(upper, weights)
    has_weight = weights > 0
    if not has_weight.all():
        total -= _without_weight(~has_weight, lower, upper)
        weights = weights[has_weight]
        lower, upper = _chosen(lower, has_weight), _chosen(upper, has_weight)
    if not weights.size:
        return Fraction(0)
    given = [part for part in (weights, lower, upper) if part is not None]
    if abs(total) > MOST or object in [part.dtype for part in given]:
        # Levels may be too large for floats as well.
        weights = widened(weights)
        lower, upper = _widened(lower), _widened(upper)
    search = _Search(total=total, weights=weights, lower=lower, upper=upper)
    level = search.start()
    while not search.is_over_at(level):
        level = search.next_after(level)
    return level


@attrs.define(kw_only=True, eq=False)
class _Search:
    """
    A search for the level; in time it forgets those who are settled.

    Attributes:
        total: What those still known have to add up to, with the settled slope.

        weights: Their weights, above 0, shape ``(m,)``.

        lower: Their lower bounds, or `None`.

        upper: Their upper bounds, or `None`.

        left: A level that is too low, once one is known.

        right: A level that is too high, once one is known.

        at_left: Who is at which bound just above the left end: -1, 0 or 1.

        at_right: The same just below the right end.

        weight: Sum of the weights.

        slope: Weight of those who are settled between their bounds.

        newton: Where the straight line at the last level reaches the total.

        steps: Levels tried.

        is_stuck: Whether Newton's last step left more than half unsettled.
    """

    total: int
    weights: Integers
    lower: Integers | None
    upper: Integers | None
    left: Fraction | None = None
    right: Fraction | None = None
    at_left: Signs = attrs.field(init=False)
    at_right: Signs = attrs.field(init=False)
    weight: int = attrs.field(init=False)
    slope: int = 0
    newton: Fraction | None = None
    steps: int = 0
    is_stuck: bool = False

    def __attrs_post_init__(self) -> None:
        # Far below or above every level, all are at their bounds.
        lowest, highest = -(self.lower is not None), +(self.upper is not None)
        self.at_left = np.full(self.weights.shape, lowest, dtype=np.int8)
        self.at_right = np.full(self.weights.shape, highest, dtype=np.int8)
        self.weight = _sum(self.weights)

    def start(self) -> Fraction:
        """Give a first level: that of a sample, or the one without bounds."""
        step = self.weights.size // SAMPLE
        if step <= 1 or self._is_wide:
            return Fraction(self.total, self.weight)
        weights = self.weights[::step]
        lower = None if self.lower is None else self.lower[::step]
        upper = None if self.upper is None else self.upper[::step]
        total = self.total * _sum(weights) // self.weight
        # The sample alone may be unable to reach that.
        if lower is not None:
            total = max(total, _sum(lower))
        if upper is not None:
            total = min(total, _sum(upper))
        return level_of(total, weights, lower, upper)

    def is_over_at(self, level: Fraction) -> bool:
        """Tell whether this is the level, and learn from it if it is not."""
        self.steps += 1
        standing = _standing(level, self.weights, self.lower, self.upper)
        side = standing.after()
        amount, weight = self._at_bounds(side)
        slope = self.slope + self.weight - weight
        missing = self.total - amount - level * slope
        if not missing:
            return True
        if missing > 0:
            self.left, self.at_left = level, side
        else:
            self.right, self.at_right = level, standing.before()
            if not np.array_equal(side, self.at_right):
                side = self.at_right
                amount, weight = self._at_bounds(side)
                slope = self.slope + self.weight - weight
        self.newton = Fraction(self.total - amount, slope) if slope else None
        self._forget_settled(side, amount, weight)
        return False

    def next_after(self, level: Fraction) -> Fraction:
        """Choose the level to try next, between the ends of the bracket."""
        newton = self.newton
        if newton is None or self.is_stuck or not self._has_between(newton):
            return self._median()
        is_one_sided = self.left is None or self.right is None
        if is_one_sided and self.weights.size > SAMPLE and not self._is_wide:
            # Those between this level and the last will be few. A float, because
            # short numbers are quicker to work with.
            beyond = Fraction(float(level + BEYOND * (newton - level)))
            return beyond if self._has_between(beyond) else newton
        return newton

    @property
    def _is_wide(self) -> bool:
        return self.weights.dtype == object

    def _has_between(self, level: Fraction) -> bool:
        return (self.left is None or self.left < level) and (
            self.right is None or level < self.right
        )

    def _at_bounds(self, side: Signs) -> tuple[int, int]:
        """Give what those at bounds are given, and their weight."""
        amount = weight = 0
        for bounds, sign in ((self.lower, -1), (self.upper, 1)):
            if bounds is not None:
                who = np.flatnonzero(side == sign)
                amount += _sum(bounds[who])
                weight += _sum(self.weights[who])
        return amount, weight

    def _forget_settled(self, side: Signs, amount: int, weight: int) -> None:
        """Keep those who stand differently at the ends; *side* is the newer end."""
        is_open = self.at_left != self.at_right
        size, known = int(np.count_nonzero(is_open)), is_open.size
        is_slow = self.steps > PATIENCE and 2 * size > known
        self.is_stuck = is_slow and not self.is_stuck
        if 2 * size > known:
            return
        self.slope += self.weight - weight
        self.weights = self.weights[is_open]
        self.lower, self.upper = (
            _chosen(bounds, is_open) for bounds in (self.lower, self.upper)
        )
        self.at_left, self.at_right = self.at_left[is_open], self.at_right[is_open]
        self.weight = _sum(self.weights)
        open_amount, open_weight = self._at_bounds(side[is_open])
        self.total -= amount - open_amount
        self.slope -= self.weight - open_weight

    def _median(self) -> Fraction:
        """Give the median of the levels at which somebody reaches or leaves a bound."""
        is_open = self.at_left != self.at_right
        bounds: list[Integers] = []
        weights: list[Integers] = []
        for bound, who in (
            (self.lower, is_open & (self.at_left < 0)),
            (self.upper, is_open & (self.at_right > 0)),
        ):
            if bound is not None:
                bounds.append(bound[who])
                weights.append(self.weights[who])
        bound, weight = np.concatenate(bounds), np.concatenate(weights)
        middle = bound.size // 2
        if self._is_wide:
            return sorted(map(Fraction, bound.tolist(), weight.tolist()))[middle]
        levels = bound / weight
        median = int(np.argpartition(levels, middle)[middle])
        return Fraction(int(bound[median]), int(weight[median]))


def _standing(
    level: Fraction, weights: Integers, lower: Integers | None, upper: Integers | None
) -> Standing:
    levels = Levels.one(level)
    if weights.size <= CHUNK:
        return standing_at(levels, weights, lower, upper)
    to_lower = np.empty(weights.shape, dtype=np.int8)
    to_upper = np.empty(weights.shape, dtype=np.int8)
    for start in range(0, weights.size, CHUNK):
        at = slice(start, start + CHUNK)
        chunk = standing_at(
            levels,
            weights[at],
            None if lower is None else lower[at],
            None if upper is None else upper[at],
        )
        to_lower[at], to_upper[at] = chunk.to_lower, chunk.to_upper
    return Standing(to_lower=to_lower, to_upper=to_upper)


def _without_weight(
    who: Booleans, lower: Integers | None, upper: Integers | None
) -> int:
    """Give what those get who do not rise with the level."""
    amount = 0
    if lower is not None:
        least = lower[who]
        amount += _sum(least[least > 0])
    if upper is not None:
        most = upper[who]
        amount += _sum(most[most < 0])
    return amount


def _spread(bounds: Integers | None, weights: Integers) -> Integers | None:
    return None if bounds is None else np.broadcast_to(bounds, weights.shape)


def _widened(bounds: Integers | None) -> Integers | None:
    return None if bounds is None else widened(bounds)


def _chosen(bounds: Integers | None, who: Booleans) -> Integers | None:
    return None if bounds is None else bounds[who]


def _sum(array: Integers) -> int:
    return exact_sum(array, largest=magnitude(array))
