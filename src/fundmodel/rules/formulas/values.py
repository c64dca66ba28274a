"""Values: exact numbers of a formula, multiplied, divided and made whole weights."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import (
    Booleans,
    Integers,
    add,
    divide,
    divisor,
    multiply,
    narrowed,
    number,
    objects,
    widened,
)
from fundmodel.errors import AllocationError
from fundmodel.steps import State

MOST_BITS: Final = 4096
"""Of a common denominator; exact quotients of a whole country need millions."""


def total_of(values: Mixed, state: State) -> Mixed:
    """
    Add the values of those who may claim, shape ``(1,)`` or ``(s,)``.

    Raises:
        AllocationError: The sum needs a denominator of thousands of digits.
    """
    return with_one_den(values).sum(where=state.eligible)


def numerators(values: Mixed) -> Integers:
    """Give what stands above the denominators, the whole numbers included."""
    return add(multiply(values.whole, values.den), values.rem)


def mixed(numerator: Integers, den: Integers) -> Mixed:
    """Give the numbers ``numerator / den``, which are cancelled if that is cheap."""
    den = den if den.ndim == numerator.ndim else np.broadcast_to(den, numerator.shape)
    if den.shape[-1] == 1:
        of_all = np.gcd.reduce(numerator, axis=-1, keepdims=True)
        common = divisor(of_all, den)
    else:
        common = divisor(abs(numerator), den)
    numerator, den = divide(numerator, common)[0], divide(den, common)[0]
    return Mixed.composed(np.zeros(numerator.shape, dtype=np.int64), numerator, den)


def times(a: Mixed, b: Mixed) -> Mixed:
    """Multiply, each with its own."""
    above = multiply(numerators(a), numerators(b))
    return mixed(above, multiply(a.den, b.den))


def over(a: Mixed, b: Mixed) -> Mixed:
    """Divide, each by its own; b is above zero."""
    above = multiply(numerators(a), b.den)
    return mixed(above, multiply(a.den, numerators(b)))


def with_one_den(values: Mixed) -> Mixed:
    """
    Bring the values of each scenario to one denominator.

    Raises:
        AllocationError: It needs thousands of digits.
    """
    if values.den.shape[-1] == 1:
        return values
    den = np.broadcast_to(values.den, values.shape)
    common = [common_denominator(np.unique(row).tolist()) for row in den]
    one = narrowed(objects(common, (len(common), 1)))
    rem = multiply(values.rem, divide(widened(one), den)[0])
    return Mixed(whole=values.whole, rem=rem, den=one)


def common_denominator(dens: list[int]) -> int:
    """
    Give the least common multiple of denominators.

    Raises:
        AllocationError: It has thousands of digits.
    """
    common = 1
    for den in dens:
        common = math.lcm(common, den)
        if common.bit_length() > MOST_BITS:
            raise AllocationError(
                "the exact numbers of a formula have too many denominators",
                where="formula",
                got=f"a common denominator of more than {MOST_BITS:,} bits",
                expected="quotients that are rounded, as laws do",
                mend='round the quotient, for example Rounded(of=..., to="0.000001")',
            )
    return common


def whole_weights(values: Mixed, eligible: Booleans) -> Integers:
    """
    Give whole numbers in the same proportions, zero for whoever may not claim.

    Raises:
        AllocationError: They need thousands of digits.
    """
    weights = np.where(eligible, numerators(with_one_den(values)), 0)
    common = np.gcd.reduce(weights, axis=-1, keepdims=True)
    return divide(weights, np.maximum(common, 1))[0]


def one_number(value: Fraction) -> Mixed:
    """Give one number in the shape of values, ``(1, 1)``."""
    above = number(value.numerator)[np.newaxis, :]
    return mixed(above, number(value.denominator)[np.newaxis, :])
