"""Lists: few recipients, whose numbers are quicker one by one than as an array."""

from __future__ import annotations

from typing import Final, cast

import numpy as np

from fundmodel.apportion.integers import Integers, narrowed, objects

FEW: Final = 64
"""Up to so many recipients Python's own numbers are quicker than arrays."""


def few(weights: object) -> list[int] | None:
    """
    Give weights as a list, if they are few plain whole numbers.

    Args:
        weights: Whatever a caller gave.

    Returns:
        Whole numbers, none negative, not all zero; `None` for everything that has
        to be read with care.
    """
    if type(weights) is list:
        # What it holds is looked at below.
        numbers = cast("list[int]", weights)
    elif type(weights) is np.ndarray and weights.dtype == np.int64:
        if weights.ndim != 1 or weights.size > FEW:
            return None
        numbers = weights.tolist()
    else:
        return None
    is_plain = (
        len(numbers) <= FEW
        and set(map(type, numbers)) == {int}
        and min(numbers) >= 0
        and any(numbers)
    )
    return numbers if is_plain else None


def array(shares: list[int]) -> Integers:
    """Give shares as an array."""
    return narrowed(objects(shares, (len(shares),)))
