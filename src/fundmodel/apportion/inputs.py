"""
Reading what callers give: whole numbers, exact weights, shapes.

Nothing is guessed and nothing is rounded; what cannot be taken exactly is refused
with its position and its value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import (
    MOST,
    Booleans,
    Integers,
    magnitude,
    narrowed,
    objects,
)
from fundmodel.errors import InvalidDataError

MOST_AXES: Final = 2
"""Scenarios and recipients."""

MOST_DIGITS: Final = 1_000
"""Digits of a decimal weight; "1e999999999" would fill the memory."""

FLOATS_ARE_WHOLE_BELOW: Final = 2**53
"""From here on neighbouring floats are more than 1 apart."""

Shape = tuple[int, ...]
Unchecked = npt.NDArray[Any]  # Any: whatever the caller gave


def array_of(values: object, *, where: str) -> Unchecked:
    """
    Make an array of a sequence or an array without changing what is in it.

    Raises:
        InvalidDataError: It is neither, is ragged, or has neither one axis nor
            two.
    """
    unordered = isinstance(values, str | bytes | bytearray | Mapping | AbstractSet)
    if unordered or not (isinstance(values, Sequence) or hasattr(values, "__array__")):
        raise _no_array(f"{type(values).__name__}: {values!r}", where=where)
    if isinstance(values, np.ma.MaskedArray):
        raise _no_array("a masked array", where=where)
    try:
        # Sequences go through object: numpy would turn 2**63 into a float.
        wanted = object if isinstance(values, Sequence) else None
        array = np.asarray(values, dtype=wanted)
    except ValueError:
        raise _no_array("rows of different lengths", where=where) from None
    if array.ndim not in {1, MOST_AXES}:
        raise _no_array(f"shape {array.shape}", where=where)
    return array


def whole_numbers(values: object, *, where: str) -> Integers:
    """
    Read whole numbers from a sequence or an array.

    Args:
        values: Array, or sequence, nested for two axes.

        where: Name of the argument, for errors.

    Returns:
        ``int64`` or object, with one axis or two; may be the array given.

    Raises:
        InvalidDataError: Something in it is no whole number, or it has another
            number of axes.
    """
    array = array_of(values, where=where)
    if array.dtype.kind in "iu":
        return _signed(array)
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    flat: list[object] = array.ravel().tolist()
    if array.dtype == object:
        if set(map(type, flat)) == {int}:
            return narrowed(array)
        wrong = (i for i, value in enumerate(flat) if not is_whole_number(value))
    else:
        wrong = iter([0])
    for position in wrong:
        raise not_whole(flat[position], where=place(where, array.shape, position))
    return narrowed(objects([int(str(value)) for value in flat], array.shape))


def exact_weights(values: object) -> Integers:
    """
    Read weights and scale them to whole numbers, exactly.

    Args:
        values: Whole numbers, decimals or fractions, as a sequence or an array;
            floats only where all of them are whole.

    Returns:
        Whole numbers in the same proportions.

    Raises:
        InvalidDataError: A weight is negative, no number, or not exact.
    """
    array = array_of(values, where="weights")
    if array.dtype.kind in "iu":
        weights = _signed(array)
        refuse_negative(weights, array, where="weights")
        return weights
    flat = [
        _exact(value, where=place("weights", array.shape, position))
        for position, value in enumerate(array.ravel().tolist())
    ]
    common = math.lcm(*{value.denominator for value in flat})
    scaled = [value.numerator * (common // value.denominator) for value in flat]
    weights = narrowed(objects(scaled, array.shape))
    refuse_negative(weights, array, where="weights")
    return weights


def _exact(value: object, *, where: str) -> int | Fraction:
    if isinstance(value, Fraction):
        return value
    if is_whole_number(value):
        return int(str(value))
    if isinstance(value, Decimal):
        return _exact_decimal(value, where=where)
    if isinstance(value, float):
        return _exact_float(value, where=where)
    raise InvalidDataError(
        "this is no weight",
        where=where,
        got=f"{value!r}",
        expected="a whole number, a Decimal or a Fraction",
        mend="leave out who has no weight, or give 0; write numbers without quotes",
    )
