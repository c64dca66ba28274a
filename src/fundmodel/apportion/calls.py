"""Calls: from what divides to a method that people call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

import numpy as np

from fundmodel.apportion import signatures
from fundmodel.apportion.families import Alone, Family
from fundmodel.apportion.integers import Integers, subtract
from fundmodel.apportion.integers import total as total_of
from fundmodel.apportion.kernels import lists
from fundmodel.apportion.readings import Reading, read
from fundmodel.apportion.rounding import Rounding, check_parts
from fundmodel.apportion.signatures import Each, Method
from fundmodel.errors import AllocationError

__all__ = ["divide", "method", "with_manner"]

WRAPPED: Final = ("__module__", "__name__", "__qualname__", "__doc__")
"""What a method takes over from its maker."""


def method(make: Callable[[], Family]) -> Method:
    """Make a method of what divides; the docstring is that of the maker."""
    family = make()

    def share(
        total: signatures.Totals,
        weights: signatures.Rows,
        *,
        minimum: signatures.Bound = None,
        maximum: signatures.Bound = None,
        order: signatures.Keys = None,
    ) -> object:
        plain = minimum is None and maximum is None and order is None
        if plain and type(total) is int and total >= 0:
            few = lists.few(weights)
            quick = None if few is None else family.quick(total, few)
            if quick is not None:
                return quick if few is weights else lists.array(quick)
        reading = read(total, weights, minimum, maximum, order)
        shares = divide(family, reading)
        if family.may_over_award:
            _refuse_over_award(shares, reading)
        return reading.formed(shares)

    for name in WRAPPED:
        setattr(share, name, getattr(make, name))
    # A function takes any attribute, which its type does not know.
    share.family = family  # type: ignore[attr-defined]
    # The protocol has the overloads, one by one, that this one function serves.
    return cast("Method", share)


def divide(family: Family, reading: Reading) -> Integers:
    """Divide, and make sure that the shares add up."""
    shares = family.shares(reading.problem)
    if family.keeps_the_total:
        check_parts(shares, reading.problem.totals)
    return shares


def with_manner(share: Callable[..., object]) -> Each:
    """Make a method of a function that has all its overloads and more arguments."""
    # As above.
    share.family = Alone(rounding=Rounding.HALF_UP, unit=1)  # type: ignore[attr-defined]
    # The protocol has the overloads, one by one, that this one function serves.
    return cast("Each", share)


def _refuse_over_award(shares: Integers, reading: Reading) -> None:
    totals = reading.problem.totals
    over = subtract(total_of(shares), totals)
    if (over > 0).any():
        row = int(np.flatnonzero(over > 0)[0])
        raise AllocationError(
            f"the quota awards {over[row]} more than there is",
            where=f"row {row}",
            got=str(int(totals[row]) + int(over[row])),
            expected=str(totals[row]),
            mend="use Quota.HARE, which never does, or see `detailed`, which gives "
            "the shares and the over-award as a negative residual",
        )
