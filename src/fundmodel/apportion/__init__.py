"""
Exact division of a pot: arrays in, arrays out, and never a float.

Public names:

- :func:`largest_remainder` and :func:`each` share a total by weights.
- :class:`Mixed` holds exact amounts, :func:`quotas` makes them from a pot and
  weights, :func:`round_to_sum` and :func:`round_each` round them.

Arrays have the scenarios first and the recipients last, ``(s, n)``. They are
``int64`` while everything fits 64 bits, and hold Python integers where it does
not.
"""

from __future__ import annotations

from fundmodel.apportion.methods import each, largest_remainder
from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.quotas import quotas
from fundmodel.apportion.rounding import (
    RoundedToSum,
    Rounding,
    Tie,
    round_each,
    round_to_sum,
)

__all__ = [
    "Mixed",
    "RoundedToSum",
    "Rounding",
    "Tie",
    "each",
    "largest_remainder",
    "quotas",
    "round_each",
    "round_to_sum",
]
