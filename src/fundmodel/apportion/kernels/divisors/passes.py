"""
Passes: what a divisor method grants to a long row at one multiplier.

A pass works in chunks that stay in the cache; nothing of the length of the row is
allocated. On the way it collects who is near the next unit.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.apportion.kernels.addends import (
    MOST_SLACK,
    claims,
    round_with,
    slack_of,
)
from fundmodel.apportion.kernels.divisors.signposts import SLACK, Linear, Signposts
from fundmodel.apportion.kernels.floors import Scale, floor_into
from fundmodel.apportion.tallies import exact_sum

__all__ = ["Outcome", "Pass", "Row", "within"]

Floats: TypeAlias = npt.NDArray[np.float64]

_BEYOND: Final = 3
"""Units beyond the total that nobody can be granted for good."""


class Outcome(enum.Enum):
    """What came of a multiplier."""

    DONE = "done"
    """The shares are found."""

    FEW = "few"
    """It grants too little, and what is missing is not within reach."""

    MANY = "many"
    """It grants too much, or passes claims that there are no units for."""

    WIDE = "wide"
    """Too many claims are within reach to look at them one by one."""


@attrs.frozen(kw_only=True, eq=False)
class Row:
    """
    One row to divide, and what is known about it.

    Attributes:
        total: From 0, such that twice as much fits 64 bits.

        weights: ``int64``, shape ``(n,)``, contiguous, not negative.

        signposts: The method.

        lower: Shape ``(1,)`` or ``(n,)``, or `None`.

        upper: Likewise; at most the total.

        order: Keys, shape ``(n,)``, or `None`.

        chunk: Recipients at a time.

        largest: The largest weight.

        weight: Sum of the weights.

        positive: How many weights are above 0.

        denominator: Of all multipliers, a multiple of the signposts' scale.
    """

    total: int
    weights: Integers
    signposts: Signposts
    lower: Integers | None
    upper: Integers | None
    order: Integers | None
    chunk: int
    largest: int
    weight: int
    positive: int
    denominator: int

    @property
    def is_bounded(self) -> bool:
        """Whether there are bounds."""
        return self.lower is not None or self.upper is not None

    @property
    def has_zeros(self) -> bool:
        """Whether somebody has no weight."""
        return self.positive < self.weights.size

    def parts(self) -> Iterator[slice]:
        """Cut the row into chunks."""
        for start in range(0, self.weights.size, self.chunk):
            yield slice(start, start + self.chunk)

    def room(self, held: Integers, who: Integers) -> Integers | None:
        """Give how many units some of the recipients may still get."""
        if self.upper is None:
            return None
        upper = self.upper if self.upper.size == 1 else self.upper[who]
        return upper - held

    def keys(self, who: Integers) -> Integers | None:
        """Give the keys of some of the recipients."""
        return None if self.order is None else self.order[who]


@attrs.frozen(kw_only=True, eq=False)
class Pass:
    """
    What one pass at a multiplier found.

    Attributes:
        granted: Units granted.

        free: About the weight of those who stand at no bound.

        near: Positions of those with a claim that may be within reach, ascending;
            `None` if they are too many.

        positions: Their ``weight x multiplier - held``, within ``2**-51`` times
            one more than its size.
    """

    granted: int
    free: int
    near: Integers | None
    positions: Floats

    @classmethod
    def at(
        cls, level: int, row: Row, held: Integers, *, distance: float, most: int
    ) -> Pass | None:
        """
        Grant what a multiplier gives.

        Nobody is granted a claim that the multiplier has not passed. All claims
        that it has passed are granted, except that those which it has passed by
        next to nothing may be left among the near ones.

        Args:
            level: Numerator of the multiplier.

            row: The row.

            held: Takes what is granted, shape ``(n,)``.

            distance: How far beyond the multiplier claims are near.

            most: How many who are near will be kept.

        Returns:
            What was found, or `None` if the multiplier is outside the 64-bit bounds.
        """
        # Whoever has more gets all that can be had, or there is too much anyway.
        cap = (row.total + _BEYOND) * row.denominator // max(level, 1) + 1
        largest = min(row.largest, cap)
        scale = Scale.of(level, row.denominator, largest=largest)
        if scale is None:
            return None
        chunks = _Chunks.of(row, scale, largest=largest, distance=distance)
        grant = chunks.grant_plainly if chunks.is_plain else chunks.grant
        granted, free, count = 0, 0.0, 0
        near: list[Integers] = []
        positions: list[Floats] = []
        for part in row.parts():
            found, position = grant(part, held[part])
            granted += exact_sum(held[part], largest=2 * row.total + 2 * _BEYOND)
            free += chunks.free(part, held[part]) if row.is_bounded else 0
            count += found.size
            if count <= most:
                near.append(found + part.start)
                positions.append(position)
        return cls(
            granted=granted,
            free=max(1, int(free)) if row.is_bounded else row.weight,
            near=np.concatenate(near) if count <= most else None,
            positions=np.concatenate([*positions, np.zeros(0)]),
        )


@attrs.frozen(kw_only=True, eq=False)
class _Chunks:
    """
    A multiplier, and room to try it on one chunk after the other.

    *largest*, *distance* and *scale* are those of `Pass.at`; *slack* is more than what
    floats err at it, see :mod:`~fundmodel.apportion.kernels.addends`.
    """

    row: Row
    scale: Scale
    largest: int
    distance: float
    rest: Integers
    scratch: Integers
    slack: float

    @classmethod
    def of(cls, row: Row, scale: Scale, *, largest: int, distance: float) -> _Chunks:
        """Make room for chunks."""
        size = min(row.chunk, row.weights.size)
        rest, scratch = np.empty((2, size), dtype=np.int64)
        return cls(
            row=row,
            scale=scale,
            largest=largest,
            distance=distance,
            rest=rest,
            scratch=scratch,
            slack=slack_of(scale),
        )

    @property
    def is_plain(self) -> bool:
        """Whether an addend does it: everybody has one and is rounded alike."""
        row = self.row
        is_alike = isinstance(row.signposts, Linear) and row.signposts.first is None
        has_all = self.largest == row.largest and not row.has_zeros
        return is_alike and has_all and not row.is_bounded and self.slack <= MOST_SLACK

    def grant_plainly(self, part: slice, held: Integers) -> tuple[Integers, Floats]:
        """Do as `grant`, in floats besides who is near."""
        row, weights = self.row, self.row.weights[part]
        room = self.rest[: held.size], self.scratch[: held.size]
        above, scratch = (one.view(np.float64) for one in room)
        # Smaller by a slack, so that nobody is granted too much; who is short of a
        # unit that the multiplier has passed is near.
        addend = max(0.0, 0.5 - float(row.signposts.lead) - self.slack)
        round_with(self.scale, addend, weights, held, (above, scratch))
        np.copyto(scratch, weights)
        np.multiply(scratch, self.distance, out=scratch)
        np.add(above, scratch, out=above)
        near = np.flatnonzero(above >= 1 - 2 * self.slack)
        has = held[near]
        rest = claims(self.scale, weights[near], has) - row.denominator
        position = rest / row.denominator
        reached, _ = row.signposts.decide(has, rest, row.denominator, position)
        held[near] += reached
        return near, position - reached

    def grant(self, part: slice, held: Integers) -> tuple[Integers, Floats]:
        """Grant one chunk its units; give who is near, and their positions."""
        row = self.row
        weights = row.weights[part]
        if self.largest < row.largest:
            weights = np.minimum(weights, self.largest)
        rest, scratch = self.rest[: held.size], self.scratch[: held.size]
        floor_into(self.scale, weights, held, rest, scratch)
        position = scratch.view(np.float64)
        np.multiply(rest, 1 / row.denominator, out=position)
        reached, fractions = row.signposts.decide(held, rest, row.denominator, position)
        if row.is_bounded:
            np.copyto(rest, held)
            np.add(held, reached, out=held)
            self._bound(part, weights, held)
            np.subtract(rest, held, out=rest)
            np.add(position, rest, out=position)
        else:
            np.add(held, reached, out=held)
            self._bound(part, weights, held)
            np.subtract(position, reached, out=position)
        if not row.signposts.rises:
            fractions = row.signposts.fractions(held)
        near = np.flatnonzero(self._near(part, held, position, fractions))
        return near, position[near]

    def _bound(self, part: slice, weights: Integers, held: Integers) -> None:
        row = self.row
        if row.signposts.first_is_free and row.has_zeros:
            # Without a weight there is no claim, not even one that is free.
            np.multiply(held, weights > 0, out=held)
        if row.lower is not None:
            np.maximum(held, within(row.lower, part), out=held)
        if row.upper is not None:
            np.minimum(held, within(row.upper, part), out=held)

    def _near(
        self,
        part: slice,
        held: Integers,
        position: Floats,
        fractions: Floats | float,
    ) -> Booleans:
        row = self.row
        weights = row.weights[part]
        farthest = self.rest[: held.size].view(np.float64)
        np.multiply(weights, self.distance, out=farthest)
        np.add(farthest, position, out=farthest)
        np.add(farthest, SLACK, out=farthest)
        is_near: Booleans = farthest >= fractions
        if row.upper is not None:
            is_near &= held < within(row.upper, part)
        if row.has_zeros:
            is_near &= weights > 0
        return is_near

    def free(self, part: slice, held: Integers) -> float:
        """Add up the weights of those who stand at no bound."""
        row = self.row
        is_free = np.ones(held.size, dtype=np.bool_)
        if row.lower is not None:
            is_free &= held > within(row.lower, part)
        if row.upper is not None:
            is_free &= held < within(row.upper, part)
        weights = self.rest[: held.size].view(np.float64)
        return float(np.multiply(row.weights[part], is_free, out=weights).sum())


def within(bound: Integers, part: slice) -> Integers:
    """Give what of a bound is for a chunk: a part, or the one that is for all."""
    return bound if bound.size == 1 else bound[part]
