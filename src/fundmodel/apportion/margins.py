"""
Two margins: tables rounded so that rows, columns and the total stay in line.

Rounded one by one, the cells of a table no longer add up to its rounded sums. It is
always possible to round every cell, every row, every column and the total to one of
the two neighbours of their exact values, and so that all still add up.

Sources: M. Bacharach, Matrix Rounding Problems, Management Science 12 (1966),
732-742; L. H. Cox, A Constructive Procedure for Unbiased Controlled Rounding,
Journal of the American Statistical Association 82 (1987), 520-524.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, overload

from fundmodel.apportion.amounts import exact_amounts
from fundmodel.apportion.inputs import (
    MOST_AXES,
    array_of,
    checked_unit,
    misfit,
)
from fundmodel.apportion.integers import Integers, narrowed, objects
from fundmodel.apportion.kernels.margins import tables
from fundmodel.apportion.mixed import Mixed
from fundmodel.errors import AllocationError

__all__ = ["controlled_rounding"]

Amount: TypeAlias = int | Decimal | Fraction


@overload
def controlled_rounding(
    matrix: Sequence[Sequence[Amount]], *, unit: int = 1
) -> list[list[int]]: ...
@overload
def controlled_rounding(matrix: Integers | Mixed, *, unit: int = 1) -> Integers: ...
def controlled_rounding(
    matrix: Sequence[Sequence[Amount]] | Integers | Mixed, *, unit: int = 1
) -> object:
    """
    Round a table so that its rows, columns and total are rounded as well.

    Every cell becomes the multiple of the unit just below or just above it, and so do
    the sums of rows and columns and the total; what is a multiple already stays. So
    whole margins are kept exactly.

    There may be many such tables. Cells and sums on a cycle are moved against each
    other until one of them is whole, each time in the direction that brings the whole
    table nearer to the exact one, or, if neither does, so that the first cell of the
    table goes up. The result depends on nothing but the arguments; it is near, but
    not promised to be the nearest.

    >>> controlled_rounding([[15, 25, 10], [25, 15, 10]], unit=10)
    [[20, 20, 10], [20, 20, 10]]
    >>> half = Fraction(1, 2)
    >>> controlled_rounding([[half, half], [half, half]])
    [[1, 0], [0, 1]]

    Args:
        matrix: Exact amounts, shape ``(r, c)``, also negative: whole numbers,
            decimals, fractions or mixed numbers.

        unit: What to round to, for example 100 for whole euros in cents.

    Returns:
        Multiples of the unit, in the same shape; a list for a list, else an array.

    Raises:
        InvalidDataError: An amount is no exact number, the shape is wrong, or the
            unit is no whole number above 0.
    """
    step = checked_unit(unit)
    amounts, shape = _amounts(matrix)
    one = math.lcm(*{amount.denominator for amount in amounts}) * step
    numerators = [
        amount.numerator * (one // step // amount.denominator) for amount in amounts
    ]
    below = _rows([numerator // one for numerator in numerators], shape)
    rests = _rows([numerator % one for numerator in numerators], shape)
    more = tables.rounded(rests, one) if amounts else below
    found = [
        [(whole + up) * step for whole, up in zip(*lines, strict=True)]
        for lines in zip(below, more, strict=True)
    ]
    _check_margins(more, rests, one)
    if isinstance(matrix, Sequence):
        return found
    return narrowed(objects([share for row in found for share in row], shape))


def _amounts(matrix: object) -> tuple[list[Fraction], tuple[int, int]]:
    """Read the exact amounts of a table, row after row, and its shape."""
    if isinstance(matrix, Mixed):
        array = matrix.fractions()
    else:
        array = array_of(matrix, where="matrix")
    if array.ndim != MOST_AXES:
        raise misfit(array.shape, expected="a matrix of shape (r, c)")
    height, width = array.shape
    return exact_amounts(array, where="matrix"), (height, width)


def _rows(flat: list[int], shape: tuple[int, int]) -> tables.Table:
    height, width = shape
    return [flat[i * width : (i + 1) * width] for i in range(height)]


def _check_margins(more: tables.Table, rests: tables.Table, one: int) -> None:
    """Make sure that all sums are rounded to a neighbour, whatever rounded them."""
    lines = {
        "row": zip(more, rests, strict=True),
        "column": zip(zip(*more, strict=True), zip(*rests, strict=True), strict=True),
        "total": [(map(sum, more), map(sum, rests))],
    }
    for name, pairs in lines.items():
        for position, (rounded, exact) in enumerate(pairs):
            got, expected = sum(rounded), Fraction(sum(exact), one)
            if abs(got - expected) >= 1:
                raise AllocationError(
                    "the rounded cells do not add up to a neighbour of the exact sum",
                    where=f"{name} {position}",
                    got=got,
                    expected=f"a neighbour of {expected}",
                    mend="report this as an error of fundmodel, with the numbers",
                )
