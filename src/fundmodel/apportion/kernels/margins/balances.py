"""
Balances: multipliers that make a table of real numbers meet both margins, nearly.

They are where exact scaling begins if it comes nearer too slowly from nowhere: where
some cells have to become nearly nothing, alternate scaling takes as many rounds as
there are units. Newton's method takes a few dozen (on the convex function of
Bregman and Rothblum, whose derivatives are the differences between sums and margins).

Everything here is a float in a fixed order of plain operations, equal on every
machine; it decides about time and never about shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from fundmodel.apportion.kernels.margins.tables import Table

__all__ = ["row_multipliers"]

Reals: TypeAlias = list[list[float]]

MOST_STEPS: Final = 100
TINY: Final = 2.0**-500

RIDGE: Final = 2.0**-40
"""Keeps the system solvable where parts of the table do not touch each other."""


def row_multipliers(
    weights: Table, rows: Sequence[int], columns: Sequence[int]
) -> list[Fraction]:
    """
    Give row multipliers with which columns in proportion nearly fill the rows.

    Args:
        weights: Not negative, shape ``(r, c)``; 0 in lines that get nothing.

        rows: What rows add up to, shape ``(r,)``. Some table meets both margins.

        columns: Likewise columns. The smaller of both numbers decides about the
            time, with its third power.

    Returns:
        A positive number for each row, 0 for one that gets nothing.
    """
    some_rows = [i for i, total in enumerate(rows) if total]
    some_columns = [j for j, total in enumerate(columns) if total]
    table = [[weights[i][j] for j in some_columns] for i in some_rows]
    row_totals = [rows[i] for i in some_rows]
    if len(some_rows) <= len(some_columns):
        found = _balanced(table, row_totals, [columns[j] for j in some_columns])
    else:
        across = [list(column) for column in zip(*table, strict=True)]
        by_column = _balanced(across, [columns[j] for j in some_columns], row_totals)
        found = [
            total / _weighed(line, by_column)
            for total, line in zip(row_totals, table, strict=True)
        ]
    by_row = [Fraction(0)] * len(rows)
    for i, multiplier in zip(some_rows, found, strict=True):
        by_row[i] = multiplier
    return by_row


def _weighed(line: Sequence[int], by: Sequence[Fraction]) -> Fraction:
    pairs = zip(line, by, strict=True)
    return sum((weight * one for weight, one in pairs), Fraction(0))


def _balanced(
    weights: Table, rows: Sequence[int], columns: Sequence[int]
) -> list[Fraction]:
    """Balance lines that all get something; the rows are the fewer."""
    total = sum(rows)
    tops = [max(line) for line in weights]
    reals = [
        [_real(weight, top) for weight in line]
        for line, top in zip(weights, tops, strict=True)
    ]
    targets = [_real(row, total) for row in rows]
    parts = [_real(column, total) for column in columns]
    factors = [1.0] * len(rows)
    for _ in range(MOST_STEPS):
        cells = _columns_filled(reals, factors, parts)
        missing = [
            target - sum(cell) for target, cell in zip(targets, cells, strict=True)
        ]
        if max(map(abs, missing)) * total < 1:
            break
        step = _solved(_curvature(cells, parts), missing)
        # Wider steps leave the region in which the function is like a parabola.
        widest = max(1.0, *map(abs, step))
        factors = [
            factor * (2 + part / widest) / (2 - part / widest)
            for factor, part in zip(factors, step, strict=True)
        ]
    return [Fraction(factor) / top for factor, top in zip(factors, tops, strict=True)]


def _real(part: int, whole: int) -> float:
    """Give a part of 1; what is too small for a float becomes hardly anything."""
    return max(part / whole, TINY) if part else 0.0


def _columns_filled(
    reals: Reals, factors: Sequence[float], parts: Sequence[float]
) -> Reals:
    """Scale rows by their factors, and then columns to what they add up to."""
    cells = [
        [real * factor for real in line]
        for line, factor in zip(reals, factors, strict=True)
    ]
    sums = [sum(column) for column in zip(*cells, strict=True)]
    scales = [part / of for part, of in zip(parts, sums, strict=True)]
    return [
        [cell * scale for cell, scale in zip(line, scales, strict=True)]
        for line in cells
    ]


def _curvature(cells: Reals, parts: Sequence[float]) -> Reals:
    """Tell how the sum of each row moves with the logarithm of each factor."""
    portions = [
        [cell / part for cell, part in zip(line, parts, strict=True)] for line in cells
    ]
    matrix = [
        [-sum(a * b for a, b in zip(line, other, strict=True)) for other in portions]
        for line in cells
    ]
    for i, line in enumerate(cells):
        matrix[i][i] += sum(line) * (1 + RIDGE) + RIDGE
    return matrix


def _solved(matrix: Reals, right: Sequence[float]) -> list[float]:
    """Solve a positive definite system (Gauss)."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            if factor:
                rows[k] = [
                    below - factor * above
                    for below, above in zip(rows[k], rows[i], strict=True)
                ]
    found = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][k] * found[k] for k in range(i + 1, size))
        found[i] = (rows[i][size] - known) / rows[i][i]
    return found
