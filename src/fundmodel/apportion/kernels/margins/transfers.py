"""
Biproportional division: each cell is weight x row multiplier x column multiplier.

It is rounded at the signposts of a divisor method, and the multipliers are such that
rows and columns add up to what they are given. But for ties there is only one solution
(Balinski and Demange, *Algorithms for Proportional Matrices in Reals and Integers*,
Mathematical Programming 45 (1989), 193-210).

What alternate scaling leaves is moved unit by unit (tie and transfer): from the rows
that lack a unit, the least change of multipliers is looked for that brings cells to
their signposts on a way to a row that has one too many. Multipliers are fractions, and
every step keeps all cells between their signposts, so that the result is exact.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs

from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.margins import cycles
from fundmodel.apportion.kernels.margins.balances import row_multipliers
from fundmodel.apportion.kernels.margins.scalings import Scaling, scaled, signpost
from fundmodel.apportion.kernels.margins.tables import Cell, Table

__all__ = ["Fit", "fit"]


@attrs.frozen(kw_only=True, eq=False)
class Fit:
    """
    Whole cells that meet both margins, and the multipliers that give them.

    Attributes:
        shares: Shape ``(r, c)``.

        rows: Multiplier of each row; 0 for a row that gets nothing.

        columns: Multiplier of each column; likewise.

        tied: Cells that stand just at a signpost and might have been rounded the
            other way together with others, row after row.
    """

    shares: Table
    rows: tuple[Fraction, ...]
    columns: tuple[Fraction, ...]
    tied: tuple[Cell, ...]


def fit(
    weights: Table, rows: Sequence[int], columns: Sequence[int], signposts: Signposts
) -> Fit:
    """
    Divide biproportionally.

    Args:
        weights: Not negative, shape ``(r, c)``.

        rows: What rows add up to, shape ``(r,)``, not negative.

        columns: Likewise columns, shape ``(c,)``. Some whole cells meet both, with
            nothing where there is no weight.

        signposts: The method; its first signpost is above 0.

    Returns:
        The only solution, but for ties: there the first cells of the table go up.
    """
    if not any(rows):
        nothing = Fraction(0)
        return Fit(
            shares=[[0] * len(columns) for _ in rows],
            rows=(nothing,) * len(rows),
            columns=(nothing,) * len(columns),
            tied=(),
        )
    # A line that gets nothing must not keep others from the margins.
    open_weights = [
        [weight if total and other else 0 for weight, other in zip(*line, strict=True)]
        for total, line in ((rows[i], (row, columns)) for i, row in enumerate(weights))
    ]
    start = _start(open_weights, rows, columns, signposts)
    matrix = _Matrix(
        weights=open_weights,
        signposts=signposts,
        shares=start.shares,
        multipliers=[*start.rows, *start.columns],
    )
    for _ in range(start.missing // 2):
        matrix.transfer(rows)
    free = matrix.free()
    tied = cycles.tied(free)
    cycles.settle(matrix.shares, {cell: free[cell] for cell in tied})
    return Fit(
        shares=matrix.shares,
        rows=tuple(matrix.multipliers[: len(rows)]),
        columns=tuple(matrix.multipliers[len(rows) :]),
        tied=tied,
    )


def _start(
    weights: Table, rows: Sequence[int], columns: Sequence[int], signposts: Signposts
) -> Scaling:
    """Come as near to both margins as scaling does in a few rounds."""
    equal = [Fraction(1 if total else 0) for total in rows]
    start = scaled(weights, rows, columns, signposts=signposts, by_row=equal)
    if start.missing <= len(rows) + len(columns):
        return start
    balanced = row_multipliers(weights, rows, columns)
    other = scaled(weights, rows, columns, signposts=signposts, by_row=balanced)
    return min(start, other, key=lambda scaling: scaling.missing)


@attrs.frozen(kw_only=True, eq=False)
class _Matrix:
    """
    A table in which every cell lies between its signposts; columns are met.

    Lines are rows, from 0, and then columns. A step from a row to a column raises the
    cell in which they cross, one from a column to a row lowers it.

    Attributes:
        weights: Shape ``(r, c)``.

        signposts: The method.

        shares: Shape ``(r, c)``; change.

        multipliers: Of all lines; change.
    """

    weights: Table
    signposts: Signposts
    shares: Table
    multipliers: list[Fraction]

    def transfer(self, rows: Sequence[int]) -> None:
        """Let a row that lacks a unit get one from a row that has too many."""
        missing = [
            total - sum(shares) for total, shares in zip(rows, self.shares, strict=True)
        ]
        search = _Search(self, [i for i, lacks in enumerate(missing) if lacks > 0])
        end = search.nearest(lambda line: line < len(rows) and missing[line] < 0)
        reach = search.factors[end]
        for line, factor in search.factors.items():
            if factor < reach:
                # Rows that are reached are raised, columns are lowered.
                change = reach / factor
                self.multipliers[line] *= change if line < len(rows) else 1 / change
        self._walk(search.path(end))

    def steps(self, line: int) -> Iterator[tuple[int, Fraction]]:
        """Give the steps from a line, and what multipliers have to change for each."""
        height = len(self.shares)
        if line < height:
            for j, weight in enumerate(self.weights[line]):
                if weight:
                    product = self._product(line, j)
                    yield height + j, self._signpost(self.shares[line][j]) / product
        else:
            for i, row in enumerate(self.shares):
                share = row[line - height]
                if share:
                    product = self._product(i, line - height)
                    yield i, product / self._signpost(share - 1)

    def free(self) -> dict[Cell, bool]:
        """Give the cells just at a signpost that may go up (true) or down."""
        found: dict[Cell, bool] = {}
        height = len(self.shares)
        for line in range(len(self.multipliers)):
            for other, factor in self.steps(line):
                if factor == 1:
                    found[self._cell(line, other)] = line < height
        return found

    def _walk(self, path: Sequence[int]) -> None:
        """Raise and lower the cells along a path."""
        for line, other in pairwise(path):
            i, j = self._cell(line, other)
            self.shares[i][j] += 1 if line < other else -1

    def _cell(self, line: int, other: int) -> Cell:
        height = len(self.shares)
        return (line, other - height) if line < height else (other, line - height)

    def _product(self, i: int, j: int) -> Fraction:
        by_column = self.multipliers[len(self.shares) + j]
        return self.weights[i][j] * self.multipliers[i] * by_column

    def _signpost(self, held: int) -> Fraction:
        return signpost(self.signposts, held)


class _Search:
    """
    The search for the least change of multipliers (Dijkstra, with products).

    Attributes:
        factors: For each line that was reached, the change that opens the way to it,
            1 or more.
    """

    def __init__(self, matrix: _Matrix, starts: Sequence[int]) -> None:
        self._matrix = matrix
        self._before: dict[int, int] = {}
        self._queue = [(Fraction(1), line) for line in starts]
        self.factors = dict.fromkeys(starts, Fraction(1))

    def nearest(self, is_end: Callable[[int], bool]) -> int:
        """Search until a line is an end, which is given."""
        while True:
            factor, line = heapq.heappop(self._queue)
            if factor > self.factors[line]:
                continue
            if is_end(line):
                return line
            for other, change in self._matrix.steps(line):
                further = factor * change
                if other not in self.factors or further < self.factors[other]:
                    self.factors[other] = further
                    self._before[other] = line
                    heapq.heappush(self._queue, (further, other))

    def path(self, end: int) -> list[int]:
        """Give the way from a start to an end."""
        path = [end]
        while path[-1] in self._before:
            path.append(self._before[path[-1]])
        return path[::-1]
