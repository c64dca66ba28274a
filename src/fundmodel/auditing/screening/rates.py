"""Rates: how often something would happen by chance, at most, as exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from fundmodel.errors import InvalidDataError

__all__ = ["LEVEL", "a_level", "rounded_up", "tail"]

LEVEL: Final = Fraction(1, 100)
"""A screen gives a lead in at most so many tables in which nothing is wrong."""

_FIGURES: Final = 100
"""A rate is given to two figures, rounded up."""

_SLACK: Final = 1 + 1e-9
"""More than what rounding in floating point can take away."""


def a_level(level: Fraction) -> Fraction:
    """
    Give the level if it is one.

    Raises:
        InvalidDataError: It is not between 0 and 1.
    """
    if 0 < level <= 1:
        return Fraction(level)
    raise InvalidDataError(
        "this is no rate at which a screen may fire by chance",
        where="level",
        got=level,
        expected="a Fraction above 0, at most 1",
        mend="take Fraction(1, 100) if in doubt",
    )


def rounded_up(rate: Fraction) -> Fraction:
    """
    Give a rate to two figures, never less than it is and never above 1.

    >>> rounded_up(Fraction(1, 300))
    Fraction(17, 5000)
    """
    if rate <= 0:
        return Fraction(0)
    unit = Fraction(1)
    while rate < _FIGURES // 10 * unit:
        unit /= 10
    return min(Fraction(1), math.ceil(rate / unit) * unit)


def tail(fits: int, count: int, chance: Fraction) -> Fraction:
    """
    Give how likely it is, at most, that so many of *count* fit, or more.

    The bound of Chernoff and Hoeffding on the upper tail of a binomial distribution:
    with the share q that fits, exp(-count x (q ln(q/p) + (1-q) ln((1-q)/(1-p)))).

    Args:
        fits: How many fit.

        count: How many there are, at least one.

        chance: How likely each is to fit, independently of the others; above 0.
    """
    share, p = fits / count, float(chance)
    if share <= p:
        return Fraction(1)
    distance = share * math.log(share / p)
    if share < 1:
        distance += (1 - share) * math.log((1 - share) / (1 - p))
    # Below that, floats are no longer exact enough; nobody needs it smaller.
    return Fraction(max(math.exp(-count * distance), 1e-30)) * Fraction(_SLACK)
