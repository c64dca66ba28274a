"""
Scenarios: divisor methods on many short rows at once.

All rows of a block get what a multiplier near theirs grants, and then their missing
units one after the other: first every row its first, then those that miss more their
second. Rows for which this does not work out, because of masses of equal claims or
bounds that hold nearly everybody, are left to the forms for one row.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import MOST, Booleans, Integers, magnitude
from fundmodel.apportion.kernels.divisors.candidates import ERROR
from fundmodel.apportion.kernels.divisors.signposts import Linear, Signposts
from fundmodel.apportion.kernels.floors import CHUNK, Scales, floors

__all__ = ["LONGEST", "divide"]

Floats: TypeAlias = npt.NDArray[np.float64]

LONGEST: Final = 1_024
"""Recipients of a row from which on rows are better divided one by one."""

ROUNDS: Final = 6
"""Multipliers that are tried for a block."""

MOST_PARTS: Final = 2**49
"""Largest numerator of a multiplier, so that floors are at most one too small."""


@attrs.frozen(kw_only=True, eq=False)
class _Block:
    """
    Rows to divide together, r of them.

    Attributes:
        totals: Shape ``(r,)``.

        weights: Shape ``(r, n)``.

        signposts: The method.

        lower: Shape ``(r, n)``, or `None`.

        upper: Likewise.

        order: Likewise.

        denominators: Of the multipliers, shape ``(r,)``.
    """

    totals: Integers
    weights: Integers
    signposts: Signposts
    lower: Integers | None
    upper: Integers | None
    order: Integers | None
    denominators: Integers

    def rows(self, who: Integers) -> _Block:
        """Give some of the rows."""
        return attrs.evolve(
            self,
            totals=self.totals[who],
            weights=self.weights[who],
            lower=_some(self.lower, who),
            upper=_some(self.upper, who),
            order=_some(self.order, who),
            denominators=self.denominators[who],
        )


def divide(  # noqa: PLR0913  the parts of a problem
    totals: Integers,
    weights: Integers,
    signposts: Signposts,
    *,
    lower: Integers | None = None,
    upper: Integers | None = None,
    order: Integers | None = None,
) -> tuple[Integers, Integers]:
    """
    Divide by a divisor method; the rule is that of `steps.divide`.

    Args:
        totals: Shape ``(s,)``.

        weights: Shape ``(s, n)``.

        signposts: The method.

        lower: Shape ``(s, n)``, or `None`.

        upper: Likewise.

        order: Likewise.

    Returns:
        Shares, shape ``(s, n)``, and the positions of the rows that are still to
        be divided; what stands there means nothing.
    """
    shape = weights.shape
    shares = np.zeros(shape, dtype=np.int64)
    is_open = np.ones(shape[0], dtype=np.bool_)
    if _fits(totals, weights, signposts, lower, upper):
        step = max(1, CHUNK // shape[-1])
        for start in range(0, shape[0], step):
            at = slice(start, start + step)
            sums = weights[at].sum(axis=-1)
            most = _some(upper, at)
            if most is not None:
                most = np.minimum(most, totals[at, np.newaxis])
            block = _Block(
                totals=totals[at],
                weights=weights[at],
                signposts=signposts,
                lower=_some(lower, at),
                upper=most,
                order=_some(order, at),
                denominators=sums * signposts.scale,
            )
            _divide_block(block, shares[at], is_open[at])
    return shares, np.flatnonzero(is_open)


def _some(array: Integers | None, who: Integers | slice) -> Integers | None:
    return None if array is None else array[who]


def _fits(
    totals: Integers,
    weights: Integers,
    signposts: Signposts,
    lower: Integers | None,
    upper: Integers | None,
) -> bool:
    """Tell whether all numbers on the way fit 64 bits."""
    n, scale = weights.shape[-1], signposts.scale
    given = [array for array in (totals, weights, lower, upper) if array is not None]
    return (
        n <= LONGEST
        and object not in [array.dtype for array in given]
        and (magnitude(totals) + n) * scale < MOST_PARTS
        and magnitude(weights) * n * scale <= MOST
    )


def _divide_block(block: _Block, shares: Integers, is_open: Booleans) -> None:
    """Divide a block; rows that work out are no longer open."""
    n = shares.shape[-1]
    rows = np.arange(len(shares))
    if block.signposts.first_is_free:
        block, has_enough = _with_first_units(block)
        rows = rows[has_enough]
    below = math.isqrt(n) // 3 + 1
    lead = math.floor(n * block.signposts.lead)
    scale = block.signposts.scale
    level = np.maximum(0, block.totals + (lead - below)) * scale
    for turn in range(ROUNDS):
        if not rows.size:
            return
        part = block.rows(rows)
        scales = Scales.of(level[rows], part.denominators, most=MOST_PARTS)
        if scales is None:
            return
        held, positions, free = _granted(part, scales)
        missing = part.totals - held.sum(axis=-1)
        is_near = (missing >= 0) & (missing <= 4 * below + 8)
        near = np.flatnonzero(is_near)
        found = _Claims.of(part.rows(near), held[near], positions[near])
        works = found.serve(missing[near])
        done = rows[near[works]]
        shares[done] = found.held[works]
        is_open[done] = False
        far = np.flatnonzero(~is_near)
        rows = rows[far]
        step = missing[far] - below
        step[step < 0] -= below << turn
        step = step * (part.denominators[far] / free[far])
        level[rows] = np.clip(level[rows] + step, 0, MOST_PARTS).astype(np.int64)


def _with_first_units(block: _Block) -> tuple[_Block, Booleans]:
    """Raise *lower* to the first units, and tell where there are enough of them."""
    first = np.minimum(block.weights, 1)
    if block.upper is not None:
        first = np.minimum(first, block.upper)
    lower = first if block.lower is None else np.maximum(first, block.lower)
    return attrs.evolve(block, lower=lower), lower.sum(axis=-1) <= block.totals


def _granted(block: _Block, scales: Scales) -> tuple[Integers, Floats, Integers]:
    """Give what multipliers grant, positions, and the weight at no bound."""
    held, rest = floors(scales, block.weights)
    positions = rest / scales.denominator
    whole = held.copy()
    held += block.signposts.decide(whole, rest, scales.denominator, positions)[0]
    is_free = np.ones(held.shape, dtype=np.bool_)
    if block.signposts.first_is_free:
        np.minimum(held, whole + np.minimum(block.weights, 1), out=held)
    if block.lower is not None:
        np.maximum(held, block.lower, out=held)
        is_free &= held > block.lower
    if block.upper is not None:
        np.minimum(held, block.upper, out=held)
        is_free &= held < block.upper
    positions += whole - held
    free = np.maximum((block.weights * is_free).sum(axis=-1), 1)
    return held, positions, free


@attrs.frozen(kw_only=True, eq=False)
class _Claims:
    """
    Claims of r rows to their next units.

    Attributes:
        block: The rows.

        begin: Units held at the multiplier, shape ``(r, n)``.

        positions: ``weight x multiplier - begin``, shape ``(r, n)``.

        held: Units held by now, shape ``(r, n)``.

        least: Lower limit of how far the multiplier has to rise for a claim, shape
            ``(n, r)``, so that rows stand side by side.

        most: Upper limit; infinite for who can get no more.
    """

    block: _Block
    begin: Integers
    positions: Floats
    held: Integers
    least: Floats
    most: Floats

    @classmethod
    def of(cls, block: _Block, held: Integers, positions: Floats) -> _Claims:
        """Begin with what a multiplier grants."""
        gaps = block.signposts.fractions(held) - positions
        least, most = _limits(gaps, block.weights, held, block.upper)
        return cls(
            block=block,
            begin=held,
            positions=positions,
            held=held.copy(),
            least=np.ascontiguousarray(least.T),
            most=np.ascontiguousarray(most.T),
        )

    def serve(self, missing: Integers) -> Booleans:
        """Give rows their missing units; tell for which rows this worked out."""
        works = np.ones(missing.size, dtype=np.bool_)
        rows = np.argsort(-missing)
        # Those that miss most stand first, so that those in need are a slice.
        ordered = attrs.evolve(self, least=self.least[:, rows], most=self.most[:, rows])
        for turn in range(int(missing.max(initial=0))):
            in_need = rows[: np.count_nonzero(missing > turn)]
            ordered.serve_one(in_need, works)
        if not isinstance(self.block.signposts, Linear):
            # A claim that the multiplier may have passed must not be left.
            works[rows] &= (ordered.least > 0).all(axis=0)
        return works

    def serve_one(self, rows: Integers, works: Booleans) -> None:
        """Give one unit to each of these rows, which stand first in their order."""
        count = rows.size
        is_near = self.least[:, :count] <= self.most[:, :count].min(axis=0)
        winners = is_near.argmax(axis=0)
        close = np.flatnonzero(np.count_nonzero(is_near, axis=0) > 1)
        if close.size:
            winners[close], is_certain = self._settled(rows[close], is_near[:, close].T)
            works[rows[close[~is_certain]]] = False
        self._grant(rows, winners)

    def _settled(self, rows: Integers, is_near: Booleans) -> tuple[Integers, Booleans]:
        """
        Decide between close claims with whole numbers.

        Args:
            rows: Rows that need it, shape ``(c,)``.

            is_near: Whose claims are close, shape ``(c, n)``.

        Returns:
            Who wins, and in which rows this is certain.
        """
        signposts = self.block.signposts
        held, weights = self.held[rows], self.block.weights[rows]
        if isinstance(signposts, Linear):
            is_tied = _smallest(signposts.units(held), weights, is_near)
            is_certain = np.ones(rows.size, dtype=np.bool_)
        else:
            first = is_near.argmax(axis=-1)[:, np.newaxis]
            is_tied = is_near & (held == np.take_along_axis(held, first, axis=-1))
            is_tied &= weights == np.take_along_axis(weights, first, axis=-1)
            is_certain = (is_tied == is_near).all(axis=-1)
        if self.block.order is not None:
            keys = self.block.order[rows]
            best = np.where(is_tied, keys, MOST).min(axis=-1, keepdims=True)
            is_tied &= keys == best
        return is_tied.argmax(axis=-1), is_certain

    def _grant(self, rows: Integers, winners: Integers) -> None:
        """Give a unit to the winner of each row, and renew the winner's claim."""
        at = rows, winners
        upper = self.block.upper
        self.held[at] += 1
        held = self.held[at]
        gaps = self.block.signposts.fractions(held) - self.positions[at]
        gaps += held - self.begin[at]
        limits = _limits(
            gaps, self.block.weights[at], held, None if upper is None else upper[at]
        )
        places = np.arange(rows.size)
        self.least[winners, places], self.most[winners, places] = limits


def _limits(
    gaps: Floats, weights: Integers, held: Integers, upper: Integers | None
) -> tuple[Floats, Floats]:
    """Give limits of how far the multiplier has to rise to close a gap."""
    can = weights > 0
    if upper is not None:
        can &= held < upper
    errors = ERROR * (1 + np.abs(gaps))
    divisors = np.maximum(weights, 1)
    least = np.where(can, (gaps - errors) / divisors, np.inf)
    most = np.where(can, (gaps + errors) / divisors, np.inf)
    return least, most


def _smallest(prices: Integers, weights: Integers, is_near: Booleans) -> Booleans:
    """
    Find the smallest ``price / weight`` of each row among those that are close.

    The difference of two products is wrapped round, but close claims make it small,
    so that it is the true one.
    """
    first: Integers = is_near.argmax(axis=-1)
    while True:
        at = np.arange(first.size), first
        price, weight = prices[at][:, np.newaxis], weights[at][:, np.newaxis]
        difference = prices * weight - price * weights
        is_less = is_near & (difference < 0)
        if not is_less.any():
            is_tied: Booleans = is_near & (difference == 0)
            return is_tied
        first = np.where(is_less.any(axis=-1), is_less.argmax(axis=-1), first)
