"""
Electoral quotas, and what to do with the units that they leave over.

A quota of votes buys a unit. Hare's quota buys as many as there are; the others are
smaller, so that fewer units are left over, and sometimes more are bought than there
are. Everything here is in Python's own whole numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from fundmodel.errors import AllocationError

__all__ = ["Quota", "Rest", "claims", "divided", "shares", "size_of_quota"]


class Quota(enum.Enum):
    """How much weight one unit costs; W is the sum of weights, T the total."""

    HARE = "Hare"
    """``W / T``, exact: the units bought never exceed the total."""

    DROOP = "Droop"
    """The next whole number above ``W / (T + 1)``, made for votes: W is above T."""

    HAGENBACH_BISCHOFF = "Hagenbach-Bischoff"
    """``W / (T + 1)``, exact: one unit too many where all quotients are whole."""

    IMPERIALI = "Imperiali"
    """``W / (T + 2)``, exact: may buy one or two units more than there are."""


class Rest(enum.Enum):
    """Who gets the units that are left over after the whole quotas."""

    LARGEST_REMAINDERS = "to the largest remainders"
    """One each to the largest remainders."""

    LARGEST_WEIGHTS = "largest weight first"
    """One each to the largest weights."""

    IN_ORDER = "in order"
    """One each to the first in the order, if they have a weight."""

    TO_THE_LARGEST = "to the largest"
    """All to the largest weight."""

    KEPT_APART = "kept apart"
    """To nobody: the shares add up to less than the total."""


def size_of_quota(quota: Quota, total: int, divisor: int) -> Fraction:
    """
    Give the weight that one unit costs.

    Args:
        quota: Which one.

        total: T, 1 or more.

        divisor: W, 1 or more.
    """
    match quota:
        case Quota.HARE:
            return Fraction(divisor, total)
        case Quota.DROOP:
            return Fraction(divisor // (total + 1) + 1)
        case Quota.HAGENBACH_BISCHOFF:
            return Fraction(divisor, total + 1)
        case Quota.IMPERIALI:
            return Fraction(divisor, total + 2)
        case _:
            assert_never(quota)


def divided(
    total: int, weights: list[int], *, quota: Quota
) -> tuple[list[int], list[Fraction]]:
    """
    Give the whole quotas of each, and what is left of each in quotas.

    Args:
        total: Not negative.

        weights: Not negative, not all zero.

        quota: Which one.
    """
    if total == 0:
        return [0] * len(weights), [Fraction(0)] * len(weights)
    size = size_of_quota(quota, total, sum(weights))
    above, below = size.numerator, size.denominator
    parts = [divmod(weight * below, above) for weight in weights]
    return [whole for whole, _ in parts], [Fraction(rest, above) for _, rest in parts]


def claims(
    weights: list[int], rests: list[Fraction], rest: Rest
) -> Sequence[int | Fraction]:
    """Give how strong each one's claim to one more unit is; equal ones are tied."""
    match rest:
        case Rest.LARGEST_REMAINDERS:
            return rests
        case Rest.LARGEST_WEIGHTS | Rest.TO_THE_LARGEST:
            return weights
        case Rest.IN_ORDER | Rest.KEPT_APART:
            # Their turn follows from the order alone, so that nobody is tied.
            return range(len(weights), 0, -1)
        case _:
            assert_never(rest)


def _turns(
    weights: list[int], rests: list[Fraction], keys: Sequence[int], rest: Rest
) -> list[int]:
    """Give the positions of those who may get a unit, in the order of their turn."""
    strength = (
        [0] * len(weights) if rest is Rest.IN_ORDER else claims(weights, rests, rest)
    )
    everybody = [i for i, weight in enumerate(weights) if weight]
    return sorted(everybody, key=lambda i: (-strength[i], keys[i], i))


def shares(
    total: int,
    weights: list[int],
    keys: Sequence[int],
    *,
    quota: Quota,
    rest: Rest,
) -> list[int]:
    """
    Divide by a quota and a rule for the rest.

    >>> shares(5, [60, 28, 12], [0] * 3, quota=Quota.DROOP, rest=Rest.IN_ORDER)
    [4, 1, 0]

    Args:
        total: Not negative.

        weights: Not negative, not all zero.

        keys: Decide between equals, the smaller first.

        quota: What a unit costs.

        rest: Who gets what is left over.

    Returns:
        Shares; they add up to more than the total if the quota over-awards, and to
        less if the rest is kept apart.

    Raises:
        AllocationError: More units are left over than there are recipients, as
            Droop's quota may do where the total is above the sum of weights.
    """
    whole, rests = divided(total, weights, quota=quota)
    left_over = total - sum(whole)
    if left_over <= 0 or rest is Rest.KEPT_APART:
        return whole
    turns = _turns(weights, rests, keys, rest)
    if rest is Rest.TO_THE_LARGEST:
        turns = turns[:1] * left_over
    if left_over > len(turns):
        raise _too_coarse(quota, left_over, len(turns))
    for winner in turns[:left_over]:
        whole[winner] += 1
    return whole


def _too_coarse(quota: Quota, left_over: int, recipients: int) -> AllocationError:
    return AllocationError(
        f"the quota of {quota.value} leaves over more units than recipients",
        where="total",
        got=f"{left_over} units left over for {recipients} recipients",
        expected="a total below the sum of weights",
        mend="use Quota.HARE or Quota.HAGENBACH_BISCHOFF, which are exact",
    )
