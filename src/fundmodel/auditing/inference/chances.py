"""Chances: how many amounts a total would allow if they were drawn by lot."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["beats_chance", "expected", "surprise"]

_LEVEL: Final = 1e-3
"""How likely it may be that anything at all fits amounts drawn by lot."""

Floats = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]


def expected(count: int, step: Fraction) -> Fraction:
    """
    Give how many of *count* amounts fit by chance.

    Args:
        count: How many amounts there are.

        step: The unit over the rate per head: of so many possible amounts, one is
            a multiple of the rate.
    """
    return count * min(Fraction(1), step)


def surprise(fits: Wholes, count: int, steps: Floats) -> Floats:
    """
    Tell how much better values fit than chance would, in natural logarithms.

    At most ``exp(-surprise)`` of all tables drawn by lot would fit a value as well: the
    bound of Chernoff and Hoeffding on the tail of a binomial distribution.

    Args:
        fits: How many amounts each value allows, shape ``(t,)``.

        count: How many amounts there are.

        steps: The unit over the rate of each value, shape ``(t,)``.

    Returns:
        Shape ``(t,)``, 0 where nothing fits better than chance. It ranks what is
        compatible with a table; nothing of it decides about money.
    """
    chance = np.clip(steps, 1e-300, 1.0)
    share = fits / max(count, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(share > 0, share * np.log(share / chance), 0.0)
        rest = np.where(
            share < 1, (1 - share) * np.log((1 - share) / (1 - chance)), 0.0
        )
    found: Floats = np.where(share > chance, count * (above + rest), 0.0)
    return found


def beats_chance(surprises: Floats, *, tried: int) -> npt.NDArray[np.bool_]:
    """
    Tell what is no accident, however many values were tried (Bonferroni).

    On amounts drawn by lot anything is found at most once in a thousand tables.
    """
    found: npt.NDArray[np.bool_] = surprises > np.log(tried / _LEVEL)
    return found
