"""
Steps: divisor methods in Python's own whole numbers.

A multiplier near the right one is chosen and everybody gets what it gives; the few
units that are missing or too many are moved one by one. So the time does not depend
on the total, and numbers may have any size.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import attrs

from fundmodel.apportion.kernels.divisors.signposts import Signposts

__all__ = ["divide", "images", "middle"]

Claim: TypeAlias = tuple[int, int, int]
"""Image of ``d(s) / weight``, key and position: in this order units are given."""


@attrs.frozen(kw_only=True)
class _Row:
    """Recipients who have a weight, and what there is for them."""

    total: int
    weights: Sequence[int]
    lower: Sequence[int]
    upper: Sequence[int] | None
    order: Sequence[int]
    is_bounded: bool

    def clipped(self, counts: list[int]) -> list[int]:
        """Keep counts within the bounds."""
        if not self.is_bounded:
            return counts
        raised = map(max, counts, self.lower)
        return list(raised if self.upper is None else map(min, raised, self.upper))


def divide(  # noqa: PLR0913  the parts of a problem
    total: int,
    weights: Sequence[int],
    signposts: Signposts,
    *,
    lower: Sequence[int] | None = None,
    upper: Sequence[int] | None = None,
    order: Sequence[int] | None = None,
) -> list[int]:
    """
    Divide by a divisor method.

    Everybody begins with *lower*; the units that remain go one by one to the
    smallest ``d(s) / weight``, where s is what is held, as long as s is below
    *upper*. Equal ones are served by key, then by position.

    Where ``d(0)`` is 0, everybody with a weight has a claim to a unit that comes
    before all others. If there are fewer units than such claims, the largest
    weights are served: whatever price is put on the first unit, as long as it is the
    same for all, the price per weight is lowest for them.

    >>> from fundmodel.apportion.kernels.divisors.signposts import ADAMS, DHONDT
    >>> divide(10, [53, 24, 23], DHONDT), divide(2, [53, 24, 23], ADAMS)
    ([6, 2, 2], [1, 1, 0])

    Args:
        total: Not negative.

        weights: Not negative, not all zero.

        signposts: The method.

        lower: Not more than the total together.

        upper: Enough to take up the total; not below *lower*.

        order: Smaller first.
    """
    n = len(weights)
    lower = [0] * n if lower is None else lower
    row = _Row(
        total=total,
        weights=weights,
        lower=lower,
        upper=upper,
        order=[0] * n if order is None else order,
        is_bounded=upper is not None or any(lower),
    )
    if 0 in weights:
        return _without_zeros(row, signposts)
    if signposts.first_is_free:
        empty = [i for i in range(n) if not lower[i] and (upper is None or upper[i])]
        remaining = total - sum(lower)
        if remaining < len(empty):
            return _first_units(row, empty, remaining)
        first = list(lower)
        for i in empty:
            first[i] = 1
        row = attrs.evolve(row, lower=first)
    held, missing = _near(row, signposts)
    return _stepped(row, signposts, held, missing) if missing else held


def _without_zeros(row: _Row, signposts: Signposts) -> list[int]:
    """Divide among those who have a weight; the others keep *lower*."""
    shares = list(row.lower)
    who = [i for i, weight in enumerate(row.weights) if weight]
    lower = [shares[i] for i in who]
    found = divide(
        row.total - sum(shares) + sum(lower),
        [row.weights[i] for i in who],
        signposts,
        lower=lower,
        upper=None if row.upper is None else [row.upper[i] for i in who],
        order=[row.order[i] for i in who],
    )
    for i, share in zip(who, found, strict=True):
        shares[i] = share
    return shares


def _first_units(row: _Row, empty: list[int], remaining: int) -> list[int]:
    shares = list(row.lower)
    by_weight = sorted(empty, key=lambda i: (-row.weights[i], row.order[i], i))
    for winner in by_weight[:remaining]:
        shares[winner] += 1
    return shares


def _near(row: _Row, signposts: Signposts) -> tuple[list[int], int]:
    """
    Give what a multiplier near the right one grants, and the units missing.

    Unbounded, the first one is less than a unit per recipient beside the total. With
    bounds, Newton's method runs on the multiplier, and every second time the bracket
    is halved, so that it ends. At least one multiplier is less than two units per
    recipient beside the total: at one multiplier nobody has more than one claim.
    """
    denominator = 2 * sum(row.weights)
    lead = math.floor(2 * len(row.weights) * signposts.lead)
    level = max(0, 2 * row.total + lead)
    low, high = 0, (row.total + 1) * denominator
    turn = 0
    while True:
        held = row.clipped(signposts.counts(row.weights, level, denominator))
        missing = row.total - sum(held)
        if not row.is_bounded or abs(missing) <= 2 * len(held) or high - low <= 1:
            return held, missing
        low, high = (level, high) if missing > 0 else (low, level)
        free = _free_weight(row, held)
        guess = level + missing * denominator // free if free and turn % 2 == 0 else -1
        level = guess if low < guess < high else middle(low, high)
        turn += 1


def _free_weight(row: _Row, held: list[int]) -> int:
    """Add up the weights of those who stand at no bound."""
    upper = [row.total + 1] * len(held) if row.upper is None else row.upper
    together = zip(row.weights, row.lower, held, upper, strict=True)
    return sum(weight for weight, least, has, most in together if least < has < most)


def middle(low: int, high: int) -> int:
    """
    Give a number between two others, closer to the smaller if they are far apart.

    >>> middle(0, 100), middle(40, 100)
    (10, 70)
    """
    if high > 4 * low + 4:
        return math.isqrt(max(low, 1) * high)
    return (low + high) // 2


def images(
    signposts: Signposts, *, weight: int, held: int
) -> Callable[[int, int], int]:
    """
    Give a function from units held and a weight to a whole number for ``d(s) / w``.

    These numbers stand in the same order as the fractions, and are equal where
    those are: two fractions whose denominators have b bits differ by more than
    ``2**-2b``, so that their floors differ once they are shifted by 2 b bits.

    Args:
        signposts: The method.

        weight: The largest that will be asked for.

        held: Likewise.
    """
    is_squared = signposts.power > 1
    largest = weight * weight if is_squared else weight
    shift = 2 * (signposts.key(held)[1] * largest).bit_length()

    def image(held: int, weight: int) -> int:
        above, below = signposts.key(held)
        return (above << shift) // (below * (weight * weight if is_squared else weight))

    return image


def _stepped(
    row: _Row, signposts: Signposts, held: list[int], missing: int
) -> list[int]:
    """Give what is missing to the smallest claims, or take from the largest."""
    image = images(signposts, weight=max(row.weights), held=row.total + len(held))
    sign = 1 if missing > 0 else -1
    # Who gives up a unit gives up the last one, so that its claim is the one below.
    last = 0 if missing > 0 else 1
    ends = row.upper if missing > 0 else row.lower

    def claim(i: int) -> Claim:
        price = image(held[i] - last, row.weights[i])
        return sign * price, sign * row.order[i], sign * i

    heap = [claim(i) for i in range(len(held)) if ends is None or held[i] != ends[i]]
    heapq.heapify(heap)
    for _ in range(abs(missing)):
        i = sign * heap[0][2]
        held[i] += sign
        if ends is None or held[i] != ends[i]:
            heapq.heapreplace(heap, claim(i))
        else:
            heapq.heappop(heap)
    return held
