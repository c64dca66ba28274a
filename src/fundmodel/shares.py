"""Shares of a budget, such as 60 % for a first tranche: exact, never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from fundmodel.errors import AllocationError

__all__ = ["exact_share"]

_PERCENT: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\s?%")

MOST_DIGITS: Final = 40
"""Digits of a share; a hostile exponent is refused, not computed."""


def exact_share(share: int | Fraction | Decimal | str) -> Fraction:
    """
    Give a share as an exact number.

    >>> exact_share("60 %")
    Fraction(3, 5)

    Args:
        share: An exact number of zero or more, or text with a percent sign.

    Raises:
        AllocationError: It is a float, negative or no share at all.
    """
    exact = _percent(share) if isinstance(share, str) else share
    fraction = Fraction(exact) if _is_exact(exact) else Fraction(-1)
    if fraction < 0:
        raise AllocationError(
            "this is no share of a budget",
            where="share",
            got=repr(share),
            expected='an exact share of zero or more, for example "60 %"',
            mend='write "60 %", Fraction(3, 5) or Decimal("0.6"); floats are not exact',
        )
    return fraction


def _percent(share: str) -> Fraction:
    match = _PERCENT.fullmatch(share.strip())
    return Fraction(match[1]) / 100 if match else Fraction(-1)


def _is_exact(share: object) -> bool:
    if isinstance(share, Decimal):
        return share.is_finite() and abs(share.adjusted()) < MOST_DIGITS
    return isinstance(share, int | Fraction) and not isinstance(share, bool)
