"""
Biproportional division: whole cells by weights, with given rows and columns.

Elections use it to give seats to the lists of all districts so that every district
has its seats and every party, over all districts, what it is due (doppelter
Pukelsheim, Doppelproporz).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias, overload

import attrs
import numpy as np

from fundmodel.apportion.families import Multipliers
from fundmodel.apportion.inputs import (
    MOST_AXES,
    exact_weights,
    figure,
    misfit,
    place,
    whole_numbers,
)
from fundmodel.apportion.integers import Integers, narrowed, objects
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.margins import supports, transfers
from fundmodel.apportion.methods import sainte_lague
from fundmodel.apportion.rounding import check_sums
from fundmodel.apportion.signatures import Method, Weight
from fundmodel.errors import AllocationError, InvalidDataError

__all__ = ["BiproportionalDetail", "biproportional", "biproportional_detail"]

Margin: TypeAlias = Sequence[int] | Integers
Matrix: TypeAlias = Sequence[Sequence[Weight]] | Integers


@attrs.frozen(kw_only=True, eq=False)
class BiproportionalDetail:
    """
    A biproportional division with everything that shows that it is right.

    Every cell is ``weight x row multiplier x column multiplier``, rounded at the
    signposts of the method.

    Attributes:
        shares: In the form of the matrix.

        row_multipliers: Shape ``(r,)``; 0 for a row that gets nothing. What elections
            publish as divisors are the inverses, and other ones may do as well.

        column_multipliers: Shape ``(c,)``; likewise.

        tied: Row and column of the cells that stand just at a signpost and might have
            been rounded the other way together with others.
    """

    shares: list[list[int]] | Integers
    row_multipliers: tuple[Fraction, ...]
    column_multipliers: tuple[Fraction, ...]
    tied: tuple[tuple[int, int], ...]


@overload
def biproportional(
    matrix: Sequence[Sequence[Weight]],
    rows: Margin,
    columns: Margin,
    *,
    method: Method = sainte_lague,
) -> list[list[int]]: ...
@overload
def biproportional(
    matrix: Integers, rows: Margin, columns: Margin, *, method: Method = sainte_lague
) -> Integers: ...
def biproportional(
    matrix: Matrix, rows: Margin, columns: Margin, *, method: Method = sainte_lague
) -> object:
    """
    Divide whole units among cells so that rows and columns get what they are given.

    Every row and every column gets a multiplier, and each cell is its weight times
    both, rounded as the method rounds. But for ties there is only one such table; it
    does not depend on the unit in which the weights of a row or a column are counted.
    Where cells are tied, those that come first, row after row, go up.

    >>> biproportional([[123, 45], [100, 80]], [4, 4], [5, 3])
    [[3, 1], [2, 2]]

    Source: M. L. Balinski and G. Demange, An Axiomatic Approach to Proportionality
    between Matrices, Mathematics of Operations Research 14 (1989), 700-719;
    F. Pukelsheim and C. Schuhmacher, Das neue Zürcher Zuteilungsverfahren für
    Parlamentswahlen, Aktuelle Juristische Praxis 13 (2004), 505-522.

    Args:
        matrix: Weights, not negative, shape ``(r, c)``, as methods take them; a cell
            without weight gets nothing.

        rows: Whole units of each row, shape ``(r,)``, not negative.

        columns: Whole units of each column, shape ``(c,)``; both have the same sum.

        method: `sainte_lague` (standard rounding), `dhondt` or another divisor method
            whose first unit has a price.

    Returns:
        Whole units, shape ``(r, c)``: a list for a list, an array for an array.

    Raises:
        InvalidDataError: A number cannot be taken exactly, something is negative,
            shapes do not go together, the margins have different sums, or the method
            does not fit.

        AllocationError: No whole cells meet both margins, because rows have weights
            only in columns that are given less; both are named.
    """
    return biproportional_detail(matrix, rows, columns, method=method).shares


def biproportional_detail(
    matrix: Matrix, rows: Margin, columns: Margin, *, method: Method = sainte_lague
) -> BiproportionalDetail:
    """
    Divide as :func:`biproportional` does, and show the multipliers and ties.

    >>> detail = biproportional_detail([[1, 1], [1, 1]], [1, 1], [1, 1])
    >>> detail.shares, detail.tied
    ([[1, 0], [0, 1]], ((0, 0), (0, 1), (1, 0), (1, 1)))

    Args:
        matrix: As for :func:`biproportional`.

        rows: Likewise.

        columns: Likewise.

        method: Likewise.

    Raises:
        InvalidDataError: As for :func:`biproportional`.

        AllocationError: Likewise.
    """
    signposts = _signposts(method)
    weights = exact_weights(matrix)
    by_row, by_column = _margin(rows, "rows"), _margin(columns, "columns")
    if weights.ndim != MOST_AXES or weights.shape != (by_row.size, by_column.size):
        raise misfit(
            weights.shape,
            by_row.shape,
            by_column.shape,
            expected="a matrix of shape (r, c), rows of (r,), columns of (c,)",
        )
    table: list[list[int]] = weights.tolist()
    totals: list[int] = by_row.tolist()
    others: list[int] = by_column.tolist()
    _refuse_unequal(totals, others)
    _refuse_shortage(table, totals, others)
    fit = transfers.fit(table, totals, others, signposts)
    cells = [share for row in fit.shares for share in row]
    shares = narrowed(objects(cells, weights.shape))
    check_sums(shares, by_row)
    check_sums(shares.T, by_column)
    return BiproportionalDetail(
        shares=fit.shares if isinstance(matrix, Sequence) else shares,
        row_multipliers=fit.rows,
        column_multipliers=fit.columns,
        tied=fit.tied,
    )


def _signposts(method: Method) -> Signposts:
    family = getattr(method, "family", None)
    if isinstance(family, Multipliers):
        signposts = family.signposts
        if signposts.power == 1 and not signposts.first_is_free:
            return signposts
    raise InvalidDataError(
        "rows and columns cannot be divided by this method",
        where="method",
        got=getattr(method, "__name__", repr(method)),
        expected="a divisor method that rounds some weights to nothing",
        mend="use sainte_lague, dhondt or modified_sainte_lague",
    )


def _margin(margin: Margin, where: str) -> Integers:
    known = whole_numbers(margin, where=where)
    if known.ndim > 1:
        raise misfit(known.shape, expected=f"{where} of one axis")
    negative = np.flatnonzero(known < 0)
    if negative.size:
        position = int(negative[0])
        raise InvalidDataError(
            "a margin is negative",
            where=place(where, known.shape, position),
            got=int(known[position]),
            expected="0 or more",
            mend="divide what flows back on its own, as a positive table",
        )
    return known


def _refuse_unequal(rows: Sequence[int], columns: Sequence[int]) -> None:
    if sum(rows) != sum(columns):
        raise InvalidDataError(
            "rows and columns do not add up to the same total",
            where="rows, columns",
            got=f"{figure(sum(rows))} and {figure(sum(columns))}",
            expected="one total",
            mend="divide the same total by both margins first",
        )


def _refuse_shortage(
    table: list[list[int]], rows: Sequence[int], columns: Sequence[int]
) -> None:
    shortage = supports.shortage(table, rows, columns)
    if shortage is None:
        return
    asked = figure(sum(rows[i] for i in shortage.rows))
    there = figure(sum(columns[j] for j in shortage.columns))
    only = f"columns {_listed(shortage.columns)}" if shortage.columns else "no columns"
    raise AllocationError(
        "no whole cells meet both margins",
        where=f"rows {_listed(shortage.rows)}",
        got=f"{asked} asked for, and weights only in {only}, which give {there}",
        expected=f"at most {there} for these rows, or weights in other columns",
        mend="a cell without weight stays empty: check the zeros of the matrix and "
        "both margins",
    )


def _listed(positions: Iterable[int]) -> str:
    return ", ".join(map(str, positions))
