"""
Candidates: the smallest few of many claims to a next unit, chosen exactly.

Claims are compared by floats with their errors. Who is certainly among the smallest
is in, who is certainly not is out; the few between are settled with whole numbers.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.apportion.kernels.divisors.signposts import Linear, Signposts
from fundmodel.apportion.kernels.divisors.steps import images

__all__ = ["Candidates", "Claims", "first_of"]

Floats: TypeAlias = npt.NDArray[np.float64]

ERROR: Final = 2.0**-48
"""More than the error of a gap: of 2**-51 in a position, 2**-50 in a fraction, and
the roundings of their sum and of the division by the weight."""

_SURELY: Final = 1 - 2.0**-47


@attrs.frozen(kw_only=True, eq=False)
class Candidates:
    """
    Recipients whose next unit is near, all of shape ``(c,)``.

    Attributes:
        signposts: The method.

        weights: Above 0.

        held: Units granted so far.

        positions: ``weight x multiplier - held``, within ``2**-51`` times one more
            than its size.

        room: Units that may still be granted, 1 or more, or `None`.

        order: Keys, smaller first, or `None`; equal ones by position.
    """

    signposts: Signposts
    weights: Integers
    held: Integers
    positions: Floats
    room: Integers | None
    order: Integers | None

    def claims(self, *, reach: float, each: int, most: int) -> Claims | None:
        """
        Give all claims up to a distance from the multiplier.

        Args:
            reach: The distance.

            each: So many claims of one recipient are enough.

            most: So many claims together are too many: gives `None`.
        """
        gaps = self.signposts.fractions(self.held) - self.positions
        seats = np.floor(reach * self.weights - gaps + (1 + self._drop()))
        np.minimum(seats, each, out=seats)
        if self.room is not None:
            np.minimum(seats, self.room, out=seats)
        np.maximum(seats, 0, out=seats)
        if seats.sum() > most:
            return None
        counts = seats.astype(np.int64)
        rows = np.repeat(np.arange(gaps.size), counts)
        further = np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)
        held = self.held[rows] + further
        gaps = self.signposts.fractions(held) - self.positions[rows] + further
        weights = self.weights[rows]
        errors = ERROR * (1 + np.abs(gaps))
        return Claims(
            candidates=self,
            rows=rows,
            held=held,
            least=(gaps - errors) / weights,
            most=(gaps + errors) / weights,
        )

    def _drop(self) -> float:
        """How much closer than one unit the second claim may follow the first."""
        fractions = self.signposts.fractions(np.arange(2))
        drops: Floats = -np.diff(np.broadcast_to(fractions, 2))
        return max(0.0, float(drops[0])) + ERROR


@attrs.frozen(kw_only=True, eq=False)
class Claims:
    """
    Claims to single units, all of shape ``(k,)``; those of one follow each other.

    Attributes:
        candidates: Whose they are.

        rows: Place of the recipient among the candidates, ascending.

        held: Units before this one.

        least: Lower limit of how far the multiplier has to rise for it.

        most: Upper limit.
    """

    candidates: Candidates
    rows: Integers
    held: Integers
    least: Floats
    most: Floats

    def smallest(self, count: int, *, reach: float) -> Booleans | None:
        """
        Choose the smallest claims, shape ``(k,)``.

        Args:
            count: How many.

            reach: Up to here, nearly, all claims that there are stand here.

        Returns:
            The chosen, or `None` if there may be smaller ones elsewhere.
        """
        chosen = np.zeros(self.rows.size, dtype=np.bool_)
        if count == 0:
            return chosen
        if count > self.rows.size:
            return None
        highest = np.partition(self.most, count - 1)[count - 1]
        if not highest <= reach * _SURELY:
            return None
        lowest = np.partition(self.least, count - 1)[count - 1]
        np.less(self.most, lowest, out=chosen)
        between = np.flatnonzero((self.least <= highest) & ~chosen)
        remaining = count - int(np.count_nonzero(chosen))
        chosen[self._settled(between, remaining)] = True
        return chosen

    def leaves_passed(self, chosen: Booleans) -> bool:
        """Tell whether a claim is not chosen that the multiplier may have passed."""
        return bool(((self.least <= 0) & ~chosen).any())

    def _settled(self, between: Integers, count: int) -> Integers:
        """Choose the smallest of close claims, by whole numbers, keys, positions."""
        if count == between.size:
            return between
        rows = self.rows[between]
        order = self.candidates.order
        if self._are_equal(between):
            keys = between if order is None else order[rows]
            return between[first_of(keys, count, None)]
        held = self.held[between].tolist()
        weights = self.candidates.weights[rows].tolist()
        ranks = [0] * len(held) if order is None else order[rows].tolist()
        pairs = list(zip(held, weights, strict=True))
        image = images(self.candidates.signposts, weight=max(weights), held=max(held))
        prices = {pair: image(*pair) for pair in set(pairs)}
        ranked = sorted(
            (prices[pair], key, place)
            for place, (pair, key) in enumerate(zip(pairs, ranks, strict=True))
        )
        return between[[place for _, _, place in ranked[:count]]]

    def _are_equal(self, between: Integers) -> bool:
        """Tell whether close claims are all one and the same, if that is easy."""
        signposts = self.candidates.signposts
        if not isinstance(signposts, Linear):
            return False
        prices = signposts.units(self.held[between])
        weights = self.candidates.weights[self.rows[between]]
        # Products may be wrapped round, but close claims make the difference of two
        # small, so that it is the true one.
        difference = prices * weights[:1] - prices[:1] * weights
        return not difference.any()


def first_of(values: Integers, count: int, order: Integers | None) -> Integers:
    """
    Find the smallest values; equal ones by key, then by position.

    Args:
        values: Shape ``(k,)``.

        count: How many, at most k.

        order: Keys, shape ``(k,)``, or `None`.

    Returns:
        Their positions, shape ``(count,)``.
    """
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    limit = np.partition(values, count - 1)[count - 1]
    below = np.flatnonzero(values < limit)
    equal = np.flatnonzero(values == limit)
    remaining = count - below.size
    if order is not None and remaining < equal.size:
        equal = equal[first_of(order[equal], remaining, None)]
    return np.concatenate([below, equal[:remaining]])
