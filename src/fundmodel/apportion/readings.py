"""Readings: the arguments of a method, read, checked and given back in their form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.bounds import read_bounds, rows_of_bounds
from fundmodel.apportion.inputs import (
    MOST_AXES,
    is_whole_number,
    misfit,
    negative_weight,
    not_whole,
    signed_weights,
    whole_numbers,
)
from fundmodel.apportion.integers import Integers, multiply, number
from fundmodel.apportion.problems import Problem
from fundmodel.apportion.tallies import Tally, tallied
from fundmodel.errors import BoundsError, NothingToShareByError

__all__ = ["Reading", "read"]

MIRRORED: Final = (
    "a total is negative: all numbers are shown with the other sign, so that minimum "
    "and maximum change places"
)
"""What a message on bounds has to add where totals are negative."""


@attrs.frozen(kw_only=True, eq=False)
class Reading:
    """
    A problem with positive totals, and the form in which the caller gave it.

    Attributes:
        problem: What is to be divided, mirrored where the total is negative.

        signs: 1 or -1 for each scenario, shape ``(s, 1)``; `None` if no total is
            negative.

        is_list: Whether the weights came as a sequence.

        is_row: Whether there is one scenario without an axis of its own.
    """

    problem: Problem
    signs: Integers | None
    is_list: bool
    is_row: bool

    def signed(self, shares: Integers) -> Integers:
        """Give shares of shape ``(s, n)`` the signs of their totals."""
        return shares if self.signs is None else multiply(shares, self.signs)

    def formed(self, shares: Integers) -> object:
        """Give shares of shape ``(s, n)`` back in the form of the caller."""
        signed = self.signed(shares)
        own = signed[0] if self.is_row else signed
        return own.tolist() if self.is_list else own


def read(
    total: object, weights: object, minimum: object, maximum: object, order: object
) -> Reading:
    """
    Read the arguments of a method.

    Raises:
        InvalidDataError: Something is no number that can be taken exactly, a
            weight is negative, bounds cross, or shapes do not go together.

        NothingToShareByError: The weights of a scenario are all zero.

        BoundsError: The bounds of a scenario leave no way to divide its total.
    """
    exact, tally = _weights(weights)
    totals, is_one = _totals(total)
    rows = exact if exact.ndim == MOST_AXES else exact[np.newaxis]
    _refuse_all_zero(tally, exact.ndim, count=rows.shape[-1])
    if exact.ndim == MOST_AXES:
        if not is_one and totals.shape != exact.shape[:1]:
            raise misfit(totals.shape, exact.shape, expected="a total for each row")
        totals = np.broadcast_to(totals, exact.shape[:1])
    totals, signs = _mirrored(totals)
    lower, upper = _bounds(minimum, maximum, totals=totals, weights=rows, signs=signs)
    problem = Problem(
        totals=totals,
        weights=rows,
        lower=lower,
        upper=upper,
        order=_keys(order, (len(totals), rows.shape[-1])),
        tally=tally,
    )
    return Reading(
        problem=problem,
        signs=signs,
        is_list=isinstance(weights, Sequence),
        is_row=is_one and exact.ndim < MOST_AXES,
    )


def _weights(weights: object) -> tuple[Integers, Tally]:
    exact, given = signed_weights(weights)
    tally = tallied(np.atleast_2d(exact))
    if tally is None:
        raise negative_weight(exact, given, where="weights")
    return exact, tally


def _totals(total: object) -> tuple[Integers, bool]:
    """Read the totals, shape ``(s,)``, and tell whether one was given for all."""
    if is_whole_number(total):
        return number(int(total)), True
    if isinstance(total, float | Decimal | Fraction | bool | str):
        raise not_whole(total, where="total")
    totals = whole_numbers(total, where="total")
    if totals.ndim > 1:
        raise misfit(totals.shape, expected="totals of shape (s,)")
    return totals, False


def _mirrored(totals: Integers) -> tuple[Integers, Integers | None]:
    if len(totals) == 1 and totals[0] >= 0:
        return totals, None
    negative = totals < 0
    if not negative.any():
        return totals, None
    signs = np.where(negative, -1, 1).astype(np.int64)
    return multiply(totals, signs), signs[:, np.newaxis]


def _bounds(
    minimum: object,
    maximum: object,
    *,
    totals: Integers,
    weights: Integers,
    signs: Integers | None,
) -> tuple[Integers | None, Integers | None]:
    if minimum is None and maximum is None:
        return None, None
    if signs is None:
        return read_bounds(minimum, maximum, totals=totals, weights=weights)
    shape = (totals.size, weights.shape[-1])
    least = rows_of_bounds(minimum, shape, where="minimum")
    most = rows_of_bounds(maximum, shape, where="maximum")
    lower, upper = _mirrored_bounds(least, most, totals, signs)
    try:
        return read_bounds(lower, upper, totals=totals, weights=weights)
    except BoundsError as error:
        raise BoundsError(
            error.what,
            where="minimum and maximum",
            got=f"{error.got} ({MIRRORED})",
            expected=error.expected,
            mend=error.mend,
        ) from None


def _mirrored_bounds(
    least: Integers | None, most: Integers | None, totals: Integers, signs: Integers
) -> tuple[Integers, Integers]:
    """At least 3 and at most 5 for minus the total is at least -5 and at most -3."""
    nothing, everything = number(0), totals[:, np.newaxis]
    mirrored = signs < 0
    lower = np.where(
        mirrored,
        nothing if most is None else multiply(most, number(-1)),
        nothing if least is None else least,
    )
    upper = np.where(
        mirrored,
        everything if least is None else multiply(least, number(-1)),
        everything if most is None else most,
    )
    return lower, upper


def _refuse_all_zero(tally: Tally, axes: int, *, count: int) -> None:
    if np.count_nonzero(tally.sums) == len(tally.sums):
        return
    row = int(np.flatnonzero(tally.sums == 0)[0])
    raise NothingToShareByError(
        "all weights are zero" if count else "there is nobody to share among",
        where=f"weights[{row}]" if axes > 1 else "weights",
        got=f"{count} weights of 0" if count else "no weights",
        expected="at least one weight above 0",
        mend="check who is eligible, and whether the column is the right one",
    )


def _keys(order: object, shape: tuple[int, int]) -> Integers | None:
    if order is None:
        return None
    keys = whole_numbers(order, where="order")
    if keys.shape not in {shape, shape[1:]}:
        raise misfit(shape, keys.shape, expected="order of shape (n,) or (s, n)")
    return np.atleast_2d(keys)
