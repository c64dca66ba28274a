"""Slow references, written from the rules and not from the code."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from fundmodel.apportion import Rounding

Row = Sequence[Fraction]


def _quotas(pot: Fraction | int, weights: Sequence[Fraction | int]) -> list[Fraction]:
    return [Fraction(pot) * weight / sum(weights) for weight in weights]


def _to_sum(
    amounts: Row, unit: int = 1, order: Sequence[int] | None = None
) -> list[int]:
    if sum(amounts) < 0:
        return [-share for share in _to_sum([-a for a in amounts], unit, order)]
    shares = [math.floor(amount / unit) for amount in amounts]
    keys = order if order is not None else [0] * len(shares)
    ranked = sorted(
        range(len(shares)),
        key=lambda i: (shares[i] - Fraction(amounts[i]) / unit, keys[i], i),
    )
    for winner in ranked[: math.floor(Fraction(sum(amounts)) / unit) - sum(shares)]:
        shares[winner] += 1
    return [share * unit for share in shares]


def _each(amount: Fraction, unit: int, rounding: Rounding) -> int:
    exact = abs(Fraction(amount)) / unit
    below = math.floor(exact)
    rest = exact - below
    up = {
        Rounding.HALF_UP: rest >= Fraction(1, 2),
        Rounding.HALF_EVEN: rest > Fraction(1, 2)
        or (rest == Fraction(1, 2) and below % 2 == 1),
        Rounding.DOWN: False,
        Rounding.UP: rest > 0,
    }[rounding]
    return (below + up) * unit * (-1 if amount < 0 else 1)


Bounds = Sequence[int] | None
Divisor = Callable[[int], Fraction]
"""Signpost of the next unit, by units held; squared for Huntington-Hill."""


def _filled(bounds: Bounds, count: int, default: float) -> list[float]:
    return list(bounds) if bounds is not None else [default] * count


def _quotas_within(
    total: int,
    weights: Sequence[int | Fraction],
    lower: Bounds = None,
    upper: Bounds = None,
) -> list[Fraction]:
    """
    Give ``clip(level x weight, lower, upper)`` that adds up to the total.

    Walks along the breakpoints until the sum reaches the total.
    """
    count = len(weights)
    least, most = _filled(lower, count, 0), _filled(upper, count, math.inf)

    def at(level: Fraction) -> list[Fraction]:
        return [
            min(max(level * w, Fraction(lo)), hi)
            for w, lo, hi in zip(weights, least, most, strict=True)
        ]

    breaks = {
        Fraction(bound) / w
        for w, lo, hi in zip(weights, least, most, strict=True)
        for bound in (lo, hi)
        if w and bound != math.inf
    }
    low = Fraction(0)
    for high in sorted(breaks):
        if sum(at(high)) >= total:
            break
        low = high
    middle = at(low + (min((b for b in breaks if b > low), default=low + 1) - low) / 2)
    sloped = [
        w and lo < x < hi
        for w, x, lo, hi in zip(weights, middle, least, most, strict=True)
    ]
    slope = sum(w for w, free in zip(weights, sloped, strict=True) if free)
    level = low + (total - sum(at(low))) / Fraction(slope) if slope else low
    return at(level)


def _largest_remainder(
    total: int,
    weights: Sequence[int | Fraction],
    lower: Bounds = None,
    upper: Bounds = None,
    order: Sequence[int] | None = None,
) -> list[int]:
    """Round the quotas down and give the units left over to the largest remainders."""
    exact = _quotas_within(total, weights, lower, upper)
    shares = [math.floor(quota) for quota in exact]
    keys = order or [0] * len(shares)
    ranked = sorted(
        range(len(shares)), key=lambda i: (shares[i] - exact[i], keys[i], i)
    )
    for winner in ranked[: total - sum(shares)]:
        shares[winner] += 1
    return shares


def _seat_by_seat(
    total: int,
    weights: Sequence[int],
    divisor: Divisor,
    *,
    lower: Bounds = None,
    upper: Bounds = None,
    order: Sequence[int] | None = None,
    power: int = 1,
) -> list[int]:
    """
    Give units one by one to the smallest ``divisor(units held) / weight``.

    Where divisors are zero, the largest weight comes first. With squared divisors
    *power* is 2.
    """
    count = len(weights)
    shares = [int(least) for least in _filled(lower, count, 0)]
    most = _filled(upper, count, math.inf)
    keys = order or [0] * count

    def turn(i: int) -> tuple[object, ...]:
        step = divisor(shares[i])
        due = step / Fraction(weights[i]) ** power
        return (due, 0 if step else -weights[i], keys[i], i)

    queue = [turn(i) for i in range(count) if weights[i] and shares[i] < most[i]]
    heapq.heapify(queue)
    for _ in range(total - sum(shares)):
        winner = heapq.heappop(queue)[-1]
        shares[winner] += 1
        if shares[winner] < most[winner]:
            heapq.heappush(queue, turn(winner))
    return shares


@pytest.fixture(scope="session")
def slow_quotas() -> Callable[..., list[Fraction]]:
    """Give each recipient pot x weight / sum."""
    return _quotas


@pytest.fixture(scope="session")
def slow_to_sum() -> Callable[..., list[int]]:
    """Round one row by largest remainder."""
    return _to_sum


@pytest.fixture(scope="session")
def slow_each() -> Callable[..., int]:
    """Round one number."""
    return _each


@pytest.fixture(scope="session")
def slow_quotas_within() -> Callable[..., list[Fraction]]:
    """Give the quotas within bounds."""
    return _quotas_within


@pytest.fixture(scope="session")
def slow_largest_remainder() -> Callable[..., list[int]]:
    """Divide within bounds by largest remainder."""
    return _largest_remainder


@pytest.fixture(scope="session")
def seat_by_seat() -> Callable[..., list[int]]:
    """Give units one by one by a divisor."""
    return _seat_by_seat
