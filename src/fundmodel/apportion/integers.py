"""
Arrays of whole numbers that cannot overflow.

Every function takes and gives arrays of ``int64`` or, where a value does not fit
64 bits, object arrays of Python integers. The choice is made by a bound that is
tested before the operation, so no result is ever wrapped round, and results that
fit come back as ``int64``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[Any]  # Any: int64, or object with Python ints
"""Whole numbers; the dtype is ``int64`` or object."""

Booleans: TypeAlias = npt.NDArray[np.bool_]

MOST: Final = 2**63 - 1
"""Largest whole number of 64 bits."""

SHORT: Final = 500
"""Columns below which rows are added up in another way."""


def magnitude(array: Integers) -> int:
    """Give the largest absolute value, 0 for an empty array."""
    if array.size == 0:
        return 0
    # Python integers, because abs() of the smallest int64 is no int64.
    return max(abs(int(array.max())), abs(int(array.min())))


def widened(array: Integers) -> Integers:
    """Give the same numbers as Python integers."""
    return array if array.dtype == object else array.astype(object)


def narrowed(array: Integers) -> Integers:
    """Give the same numbers as ``int64`` if they all fit."""
    if array.dtype == object and magnitude(array) <= MOST:
        return array.astype(np.int64)
    return array


def add(a: Integers, b: Integers) -> Integers:
    """Give a + b."""
    if _native(a, b) and magnitude(a) + magnitude(b) <= MOST:
        return a + b
    return narrowed(widened(a) + widened(b))


def subtract(a: Integers, b: Integers) -> Integers:
    """Give a - b."""
    if _native(a, b) and magnitude(a) + magnitude(b) <= MOST:
        return a - b
    return narrowed(widened(a) - widened(b))


def multiply(a: Integers, b: Integers) -> Integers:
    """Give a x b."""
    if _native(a, b) and magnitude(a) * magnitude(b) <= MOST:
        return a * b
    return narrowed(widened(a) * widened(b))


def divide(a: Integers, b: Integers) -> tuple[Integers, Integers]:
    """Give quotient, rounded down, and remainder of a by b; b is positive."""
    if _native(a, b):
        quotient, rest = np.divmod(a, b)
        return quotient, rest
    wide, divisor = widened(a), widened(b)
    quotient = wide // divisor
    return narrowed(quotient), narrowed(wide - quotient * divisor)


def total(array: Integers) -> Integers:
    """Give the sums over the last axis."""
    if array.dtype != object and magnitude(array) * array.shape[-1] <= MOST:
        sums: Integers = array.sum(axis=-1, dtype=np.int64)
        return sums
    return narrowed(widened(array).sum(axis=-1))


def rows_added(array: npt.NDArray[Any]) -> npt.NDArray[Any]:  # Any: as in the array
    """Add up rows whose sums are known to fit, ``(s, n)`` to ``(s,)``."""
    # Sums along an axis take three times as long where rows are short.
    is_short = array.shape[-1] < SHORT and len(array) > 1
    sums: npt.NDArray[Any] = (
        np.einsum("ij->i", array) if is_short else np.add.reduce(array, axis=-1)
    )
    return sums


def running(array: Integers) -> Integers:
    """Give the running sums over the last axis, beginning with 0."""
    fits = array.dtype != object and magnitude(array) * array.shape[-1] <= MOST
    sums = np.cumsum(array if fits else widened(array), axis=-1)
    nothing = np.zeros((*array.shape[:-1], 1), dtype=np.int64)
    return narrowed(np.concatenate([nothing, sums], axis=-1))


def divisor(a: Integers, b: Integers) -> Integers:
    """Give the greatest common divisor of a and b, which are not negative."""
    if _native(a, b):
        return np.gcd(a, b)
    return narrowed(np.gcd(widened(a), widened(b)))


def number(value: int) -> Integers:
    """Give one number as an array of shape ``(1,)``, which goes with every shape."""
    return np.array([value], dtype=np.int64 if abs(value) <= MOST else object)


def objects(values: Sequence[object], shape: tuple[int, ...]) -> Integers:
    """Make an object array that holds exactly these values."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array.reshape(shape)


def _native(a: Integers, b: Integers) -> bool:
    return object not in (a.dtype, b.dtype)
