"""Methods by which shares are rounded, as a rule names them."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from fundmodel.apportion import (
    Interval,
    Method,
    adams,
    cumulative,
    dean,
    dhondt,
    huntington_hill,
    largest_remainder,
    sainte_lague,
)
from fundmodel.sentences import Sentence, sentence

__all__ = ["RoundingMethod", "short_divisor"]


class RoundingMethod(enum.Enum):
    """How shares are rounded so that they add up to the total."""

    LARGEST_REMAINDER = "largest remainder"
    """Whole units first, and one more to the largest remainders (Hare/Niemeyer)."""

    SAINTE_LAGUE = "sainte-lague"
    """One divisor for all, rounded to the nearest (Sainte-Laguë/Schepers, Webster)."""

    DHONDT = "dhondt"
    """One divisor for all, rounded down (D'Hondt, Jefferson)."""

    HUNTINGTON_HILL = "huntington-hill"
    """One divisor for all, rounded at the geometric mean of the neighbours."""

    ADAMS = "adams"
    """One divisor for all, rounded up."""

    DEAN = "dean"
    """One divisor for all, rounded at the harmonic mean of the neighbours."""

    CUMULATIVE = "cumulative"
    """Running sums are rounded, and everybody gets the difference (Kaskade)."""

    @property
    def divide(self) -> Method:
        """The method as a function of a total and weights."""
        return _METHODS[self]

    @property
    def by_divisor(self) -> bool:
        """Whether one divisor gives all shares; then nobody loses if a total grows."""
        return self in _ROUNDED

    def describe(self) -> Sentence:
        """Name the method."""
        return _NAMES[self]

    def how(self) -> Sentence:
        """Say how a quotient becomes whole, for methods with a divisor."""
        return _ROUNDED[self]


_METHODS: Final[Mapping[RoundingMethod, Method]] = MappingProxyType(
    {
        RoundingMethod.LARGEST_REMAINDER: largest_remainder,
        RoundingMethod.SAINTE_LAGUE: sainte_lague,
        RoundingMethod.DHONDT: dhondt,
        RoundingMethod.HUNTINGTON_HILL: huntington_hill,
        RoundingMethod.ADAMS: adams,
        RoundingMethod.DEAN: dean,
        RoundingMethod.CUMULATIVE: cumulative,
    }
)

_NAMES: Final[Mapping[RoundingMethod, Sentence]] = MappingProxyType(
    {
        RoundingMethod.LARGEST_REMAINDER: sentence("by largest remainder"),
        RoundingMethod.SAINTE_LAGUE: sentence("by the method of Sainte-Laguë"),
        RoundingMethod.DHONDT: sentence("by the method of D'Hondt"),
        RoundingMethod.HUNTINGTON_HILL: sentence(
            "by the method of Huntington and Hill"
        ),
        RoundingMethod.ADAMS: sentence("by the method of Adams"),
        RoundingMethod.DEAN: sentence("by the method of Dean"),
        RoundingMethod.CUMULATIVE: sentence("by running sums"),
    }
)

_ROUNDED: Final[Mapping[RoundingMethod, Sentence]] = MappingProxyType(
    {
        RoundingMethod.SAINTE_LAGUE: sentence("to the nearest"),
        RoundingMethod.DHONDT: sentence("down"),
        RoundingMethod.HUNTINGTON_HILL: sentence(
            "at the geometric mean of its neighbours"
        ),
        RoundingMethod.ADAMS: sentence("up"),
        RoundingMethod.DEAN: sentence("at the harmonic mean of its neighbours"),
    }
)

MOST_DIGITS: Final = 40
MOST_DECIMALS: Final = 12


def short_divisor(interval: Interval) -> Fraction | None:
    """
    Give the divisor with the fewest digits that gives certain shares.

    >>> short_divisor(Interval(low=Fraction(1, 20), high=Fraction(1, 15)))
    Fraction(16, 1)

    Args:
        interval: The multipliers that give these shares.

    Returns:
        The divisor; `None` if none is short, or any large one will do.
    """
    if not interval.low or interval.high is None:
        return None
    most, least = 1 / interval.low, 1 / interval.high
    if most == least:
        return None if interval.is_squared else most
    for digits in range(MOST_DIGITS, -MOST_DECIMALS - 1, -1):
        unit = Fraction(10) ** digits
        if interval.is_squared:
            found = (math.isqrt(math.floor(least / unit**2)) + 1) * unit
        else:
            found = (math.floor(least / unit) + 1) * unit
        if (found**2 if interval.is_squared else found) < most:
            return found
    return None
