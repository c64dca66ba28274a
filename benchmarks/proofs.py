"""
Prove that shares are right, by other means than those that made them.

A proof costs less than dividing once more with Python integers, and is as strict:
together with the rule that ties go by position, only one result passes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[np.int64]
Key: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]

# Numerator and denominator of d(s) / w, which orders the units of a divisor method:
# the next unit goes where it is smallest. Squared for Huntington-Hill.
KEYS: dict[str, Key] = {
    "adams": lambda s, w: (s, w),
    "dean": lambda s, w: (2 * s * (s + 1), (2 * s + 1) * w),
    "dhondt": lambda s, w: (s + 1, w),
    "huntington_hill": lambda s, w: (s * (s + 1), w * w),
    "sainte_lague": lambda s, w: (2 * s + 1, w),
}


def exact(total: int, weights: list[int]) -> list[int]:
    """Divide by largest remainder with Python integers, one by one."""
    scale = sum(weights)
    parts = [divmod(total * weight, scale) for weight in weights]
    shares = [whole for whole, _ in parts]
    ranked = sorted(range(len(parts)), key=lambda i: parts[i][1], reverse=True)
    for winner in ranked[: total - sum(shares)]:
        shares[winner] += 1
    return shares


def is_largest_remainder(
    total: int, weights: list[int], shares: list[int | None]
) -> bool:
    """Tell whether shares follow the method, however ties were decided."""
    if None in shares or sum(s for s in shares if s is not None) != total:
        return False
    scale = sum(weights)
    served: list[int] = []
    others: list[int] = []
    for weight, share in zip(weights, shares, strict=True):
        whole, rest = divmod(total * weight, scale)
        if share not in {whole, whole + 1}:
            return False
        (others if share == whole else served).append(rest)
    return not served or not others or min(served) >= max(others)


def prove_largest_remainder(total: int, weights: Integers, shares: Integers) -> None:
    """Whole parts of the quotas, and one more for the largest remainders."""
    largest = int(weights.max())
    assert max(total, weights.size) * largest < 2**63, "more than 64 bits"
    scale = int(weights.sum())
    whole, rest = np.divmod(weights * np.int64(total), np.int64(scale))
    more = shares - whole
    assert shares.sum() == total
    assert more.min() >= 0
    assert more.max() <= 1
    served = more == 1
    if served.any():
        last = rest[served].min()
        # Whoever has more than the last who was served was served as well; of those
        # who are level with it, the first ones.
        assert served[rest > last].all()
        level = served[rest == last]
        assert level[: level.sum()].all()


def prove_divisors(name: str, total: int, weights: Integers, shares: Integers) -> None:
    """No unit that was given comes after a unit that was not."""
    key = KEYS[name]
    assert shares.sum() == total
    assert shares.min() >= 0
    everybody = np.arange(weights.size)
    some = everybody[shares > 0]
    last, given = _extreme(key, shares[some] - 1, weights[some], some, largest=True)
    following, open_ = _extreme(key, shares, weights, everybody, largest=False)
    assert last <= following
    if last == following:
        assert given.max() < open_.min()


def _extreme(
    key: Key, units: Integers, weights: Integers, positions: Integers, *, largest: bool
) -> tuple[Fraction, Integers]:
    """Give the largest or smallest key, and at which positions it is."""
    above, below = key(units.astype(np.float64), weights.astype(np.float64))
    near = above / below
    # Floats only leave out what cannot be the extreme.
    margin = 1e-9 * near.max()
    close = near >= near.max() - margin if largest else near <= near.min() + margin
    # One number for each pair of units and weight: many may be the same.
    base = int(weights.max()) + 1
    assert int(units.max() + 1) * base < 2**63
    pairs, which = np.unique(units[close] * base + weights[close], return_inverse=True)
    keys = [Fraction(*key(*divmod(pair, base))) for pair in pairs.tolist()]
    found = max(keys) if largest else min(keys)
    at = np.array([value == found for value in keys])
    return found, positions[close][at[which]]


def prove_bounded(
    total: int, weights: Integers, lower: Integers, upper: Integers, shares: Integers
) -> None:
    """One level for all between their bounds, then the largest remainder."""
    assert (lower <= shares).all()
    assert (shares <= upper).all()
    assert shares.sum() == total
    at_lower = shares == lower
    at_upper = ~at_lower & (shares == upper)
    # From a guess to sets that are consistent with the level which they imply: they
    # prove themselves.
    for _ in range(100):
        free = ~(at_lower | at_upper)
        rest = total - int(lower[at_lower].sum()) - int(upper[at_upper].sum())
        scale = int(weights[free].sum())
        assert rest * int(weights.max()) < 2**63
        quota = weights * np.int64(rest)
        # Larger bounds than that are beyond every quota, and their products beyond
        # 64 bits.
        most = (2**63 - 1) // scale
        assert lower.max() <= most
        below = quota <= lower * scale
        above = (upper <= most) & (quota >= np.minimum(upper, most) * scale)
        if (below == at_lower).all() and ((above & ~below) == at_upper).all():
            break
        at_lower, at_upper = below, above & ~below
    else:
        raise AssertionError("no level was found")
    assert (shares[at_lower] == lower[at_lower]).all()
    assert (shares[at_upper] == upper[at_upper]).all()
    prove_largest_remainder(rest, weights[free], shares[free])
