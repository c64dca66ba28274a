"""Amounts: exact numbers of any sign, as callers give them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from fundmodel.apportion.inputs import Unchecked, is_sensible, is_whole_number, place
from fundmodel.errors import InvalidDataError

__all__ = ["exact_amount", "exact_amounts"]


def exact_amounts(array: Unchecked, *, where: str) -> list[Fraction]:
    """
    Read the exact amounts in an array, row after row.

    Raises:
        InvalidDataError: One is none; it is named with its position.
    """
    values: list[object] = array.ravel().tolist()
    return [
        exact_amount(value, where=place(where, array.shape, position))
        for position, value in enumerate(values)
    ]


def exact_amount(value: object, *, where: str) -> Fraction:
    """
    Read an exact amount of any sign.

    Raises:
        InvalidDataError: It is no whole number, decimal or fraction, or a decimal of
            too many digits to be written out.
    """
    if is_whole_number(value):
        return Fraction(int(value))
    if isinstance(value, Fraction):
        # A fraction may be made of numpy's numbers, which overflow.
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and is_sensible(value):
        # A zero may have any exponent.
        return Fraction(value) if value else Fraction(0)
    raise InvalidDataError(
        "this is no exact amount",
        where=where,
        got=f"{value!r}",
        expected="a whole number, a Decimal or a Fraction",
        mend="floats are not exact, and booleans and text are not taken for numbers: "
        'give Decimal("0.1") or Fraction(1, 10)',
    )
