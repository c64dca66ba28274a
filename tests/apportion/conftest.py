"""Slow references, written from the rules and not from the code."""

from __future__ import annotations

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
