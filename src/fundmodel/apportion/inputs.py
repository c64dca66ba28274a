"""
Reading what callers give: whole numbers, exact weights, shapes.

Nothing is guessed and nothing is rounded; what cannot be taken exactly is refused
with its position and its value.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias, TypeGuard

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

NOWHERE: Final = -1
"""Group of those who belong to none."""

MOST_DIGITS: Final = 1_000
"""Digits of a decimal weight; "1e999999999" would fill the memory."""

FLOATS_ARE_WHOLE_BELOW: Final = 2**53
"""From here on neighbouring floats are more than 1 apart."""

AnyWidth: TypeAlias = np.integer[Any]  # Any: how many bits
Shape: TypeAlias = tuple[int, ...]
Unchecked: TypeAlias = npt.NDArray[Any]  # Any: whatever the caller gave


def array_of(values: object, *, where: str) -> Unchecked:
    """
    Make an array of a sequence or an array without changing what is in it.

    Raises:
        InvalidDataError: It is neither, is ragged, or has neither one axis nor
            two.
    """
    if _is_single(values):
        raise not_whole(values, where=where)
    is_text = isinstance(values, str | bytes | bytearray)
    if is_text or not (isinstance(values, Sequence) or hasattr(values, "__array__")):
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
    if array.dtype.kind in "mM":
        raise _no_array("dates or durations", where=where)
    return array


def _is_usual(values: object) -> TypeGuard[Integers]:
    """Tell at once what nearly all arrays of exact amounts are; small ones are many."""
    return (
        type(values) is np.ndarray
        and values.dtype == np.int64
        and 0 < values.ndim <= MOST_AXES
    )


def _is_single(value: object) -> bool:
    return isinstance(value, np.ndarray | np.generic) and value.ndim == 0


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
    if _is_usual(values):
        return values
    array = array_of(values, where=where)
    if array.dtype.kind in "iu":
        return _signed(array)
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    flat: list[object] = array.ravel().tolist()
    if set(map(type, flat)) == {int}:
        return narrowed(array)
    ints: list[int] = []
    for position, value in enumerate(flat):
        _refuse_nested(value, where=where)
        if not is_whole_number(value):
            raise not_whole(value, where=place(where, array.shape, position))
        ints.append(int(value))
    return narrowed(objects(ints, array.shape))


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
    weights, given = signed_weights(values)
    refuse_negative(weights, given, where="weights")
    return weights


def signed_weights(values: object) -> tuple[Integers, Unchecked]:
    """
    Read weights as `exact_weights` does, and leave it to the caller to refuse signs.

    Returns:
        Whole numbers in the same proportions, and the array as it was given.
    """
    array = array_of(values, where="weights")
    if array.dtype.kind in "iu":
        return _signed(array), array
    if array.dtype.kind == "f":
        return _whole_floats(array, lambda at: place("weights", array.shape, at)), array
    return _scaled(array), array


def _scaled(array: Unchecked) -> Integers:
    values: list[object] = array.ravel().tolist()
    if set(map(type, values)) == {int}:
        return narrowed(array)
    for value in values:
        _refuse_nested(value, where="weights")
    exact = [
        _exact(value, where=place("weights", array.shape, position))
        for position, value in enumerate(values)
    ]
    common = math.lcm(*{value.denominator for value in exact})
    scaled = [value.numerator * (common // value.denominator) for value in exact]
    return narrowed(objects(scaled, array.shape))


def _refuse_nested(value: object, *, where: str) -> None:
    """Refuse a row within a row, which numpy makes of rows of different lengths."""
    is_text = isinstance(value, str | bytes)
    if isinstance(value, Sequence | np.ndarray) and not is_text:
        raise _no_array("rows of different lengths", where=where)


def _exact(value: object, *, where: str) -> int | Fraction:
    if isinstance(value, Fraction):
        # A fraction may be made of numpy's numbers, which overflow.
        return Fraction(int(value.numerator), int(value.denominator))
    if is_whole_number(value):
        return int(value)
    if isinstance(value, Decimal) and is_sensible(value):
        return Fraction(value) if value else 0
    if isinstance(value, float | np.floating):
        return int(_whole_floats(np.array([value]), lambda _: where)[0])
    raise InvalidDataError(
        "this is no weight",
        where=where,
        got=f"{value!r}",
        expected="a whole number, a Decimal or a Fraction",
        mend="leave out who has no weight, or give 0; write numbers without quotes",
    )


def is_sensible(value: Decimal) -> bool:
    """Tell a decimal of few enough digits to be written out as a fraction."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and (
        not value or (exponent >= -MOST_DIGITS and value.adjusted() <= MOST_DIGITS)
    )


def _whole_floats(array: Unchecked, name: Callable[[int], str]) -> Integers:
    # Narrow floats are made wider, so that they can be compared with 2**53.
    wide = array.astype(np.result_type(array, np.float64))
    is_whole = np.isfinite(wide) & (np.abs(wide) < FLOATS_ARE_WHOLE_BELOW)
    is_whole &= np.trunc(wide) == wide
    if not is_whole.all():
        position = int(np.flatnonzero(~is_whole.ravel())[0])
        raise InvalidDataError(
            "this weight is a float and no whole number",
            where=name(position),
            got=str(array.ravel()[position]),
            expected="a whole number, a Decimal or a Fraction",
            mend='floats are not exact: give Decimal("0.1") or Fraction(1, 10), or '
            "count in a smaller unit",
        )
    return wide.astype(np.int64)


def is_whole_number(value: object) -> TypeGuard[int | AnyWidth]:
    """Tell whole numbers, also those of numpy, from everything else."""
    # numpy counts durations among its integers.
    return isinstance(value, int | np.integer) and not isinstance(
        value, bool | np.timedelta64
    )


def figure(value: int) -> str:
    """Write a whole number for a message, however large it is."""
    try:
        return str(value)
    except ValueError:
        # Python refuses to write more than 4,300 digits.
        return f"a number of {value.bit_length():,} bits"


def checked_choice(value: object, kind: type[enum.Enum], *, where: str) -> None:
    """
    Refuse what is no member of an enumeration.

    Raises:
        InvalidDataError: It is not.
    """
    if not isinstance(value, kind):
        raise InvalidDataError(
            "there is no such choice",
            where=where,
            got=f"{value!r}",
            expected=", ".join(map(str, kind)),
            mend=f"import {kind.__name__} from fundmodel.apportion and take one of its "
            "members",
        )


def checked_unit(unit: int) -> int:
    """
    Read what to round to, in smallest units.

    Raises:
        InvalidDataError: It is no whole number above 0.
    """
    if is_whole_number(unit) and int(unit) > 0:
        return int(unit)
    raise InvalidDataError(
        "this is no unit to round to",
        where="unit",
        got=f"{unit!r}",
        expected="a whole number above 0",
        mend="count in the smallest unit: 1 for cents, 100 for whole euros",
    )


def refuse_negative(weights: Integers, shown: Unchecked, *, where: str) -> None:
    """
    Refuse negative weights.

    Args:
        weights: The weights.

        shown: What the caller gave for them, same shape.

        where: Name of the argument, for errors.

    Raises:
        InvalidDataError: A weight is negative.
    """
    if weights.size and weights.min() < 0:
        raise negative_weight(weights, shown, where=where)


def negative_weight(
    weights: Integers, shown: Unchecked, *, where: str
) -> InvalidDataError:
    """Make the error for the first weight that is negative, as `refuse_negative`."""
    position = int(np.flatnonzero((weights < 0).ravel())[0])
    return InvalidDataError(
        "a weight is negative",
        where=place(where, weights.shape, position),
        got=shown.ravel()[position],
        expected="0 or more",
        mend="a share of a pot cannot be less than nothing; leave the recipient "
        "out, or give 0",
    )


def not_whole(value: object, *, where: str) -> InvalidDataError:
    """Make the error for something that is no whole number."""
    return InvalidDataError(
        "this is no whole number",
        where=where,
        got=f"{value!r}",
        expected="whole numbers, as int or as an integer array",
        mend="count in the smallest unit, for example in cents; floats, booleans "
        "and text are not taken for numbers",
    )


def checked_mask(mask: Unchecked) -> Booleans:
    """
    Refuse a mask that is not made of booleans.

    Raises:
        InvalidDataError: It holds something else, for example positions.
    """
    if mask.dtype != np.bool_:
        raise InvalidDataError(
            "a mask holds something else than booleans",
            where="mask",
            got=f"an array of {mask.dtype}",
            expected="an array of bool",
            mend="compare first, for example `weights > 0`",
        )
    return mask


def checked_groups(groups: Unchecked, count: int, lost: Booleans) -> Integers:
    """
    Read the groups of recipients.

    Args:
        groups: Group of each recipient, shape ``(n,)``, -1 for none.

        count: Number of groups.

        lost: Who must not be in no group, shape ``(n,)``.

    Raises:
        InvalidDataError: There is no such group, somebody must not be in none,
            or the shape is wrong.
    """
    known = whole_numbers(groups, where="groups")
    if known.shape != lost.shape:
        raise misfit(lost.shape, known.shape, expected="groups of shape (n,)")
    for faulty, what in (
        ((known < NOWHERE) | (known >= count), "there is no such group"),
        ((known == NOWHERE) & lost, "an amount in no group would be lost"),
    ):
        if faulty.any():
            position = int(np.flatnonzero(faulty)[0])
            raise InvalidDataError(
                what,
                where=f"groups[{position}]",
                got=int(known[position]),
                expected=f"0 to {count - 1}, or -1 where all amounts are zero",
                mend="give the group of each recipient, counted from zero",
            )
    return known


def place(where: str, shape: Shape, position: int) -> str:
    """Name one element, for example ``weights[0, 3]``; counted from zero."""
    index = np.unravel_index(position, shape)
    return f"{where}[{', '.join(str(int(i)) for i in index)}]"


def together(first: Shape, *others: Shape) -> Shape:
    """
    Give the shape of all together, which must keep the axes of the first.

    Raises:
        InvalidDataError: They do not go together.
    """
    try:
        shape = np.broadcast_shapes(first, *others)
    except ValueError:
        shape = ()
    if len(shape) != len(first):
        raise misfit(first, *others)
    return shape


def misfit(*shapes: Shape, expected: str = "shapes that broadcast") -> InvalidDataError:
    """Make the error for arrays that do not go together."""
    return InvalidDataError(
        "the shapes do not go together",
        where="arrays",
        got=", ".join(str(shape) for shape in shapes),
        expected=expected,
        mend="give recipients along the last axis, (n,) or (s, n); one number for "
        "each scenario becomes a column (s, 1)",
    )


def _no_array(got: str, *, where: str) -> InvalidDataError:
    return InvalidDataError(
        "this is no list or array of numbers",
        where=where,
        got=got,
        expected="shape (n,), or (s, n) for s scenarios",
        mend="give a list or an array with one number per recipient, and rows of "
        "equal length for scenarios",
    )


def _signed(array: Integers) -> Integers:
    # The dtype of a wide unsigned integer has several names, by order of bytes.
    is_wide = array.dtype.kind == "u" and array.dtype.itemsize == np.int64().itemsize
    too_large = is_wide and magnitude(array) > MOST
    return array.astype(object if too_large else np.int64, copy=False)
