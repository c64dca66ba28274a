"""
Tables: remainders rounded up or down so that rows and columns keep their sums.

To the remainders of a table belong those of its margins: a further cell in each row
and each column takes what the sum lacks to the next whole number, and one in the
corner what the total is above the last one. Then every line of the extended table
adds up to a whole number, so that a line with one broken cell has a second one, and a
walk over broken cells, in turn along a row and along a column, closes to a cycle.
Raising every other cell of it and lowering the ones between keeps all sums; it is done
until a cell becomes 0 or 1 (Cox 1987). In the end all are.
"""

from __future__ import annotations

from typing import TypeAlias

import attrs

Table: TypeAlias = list[list[int]]
Cell: TypeAlias = tuple[int, int]

__all__ = ["Table", "rounded"]


def rounded(rests: Table, one: int) -> Table:
    """
    Round remainders to 0 or 1 so that sums are rounded as well.

    >>> rounded([[1, 1], [1, 1]], 2)
    [[1, 0], [0, 1]]

    Args:
        rests: Numerators of the remainders, 0 or more, shape ``(r, c)``.

        one: Their denominator, above each of them.

    Returns:
        0 or 1 for each, 0 where there is no remainder. The sums of rows, columns and
        of all are the exact ones, rounded down or up.
    """
    cells = _Cells.extended(rests, one)
    for line in range(len(cells.open)):
        _close_cycles(cells, line)
    return [[value // one for value in row[:-1]] for row in cells.values[:-1]]


@attrs.frozen(kw_only=True, eq=False)
class _Cells:
    """
    The extended table while it is rounded.

    Lines are rows, from 0, and then columns.

    Attributes:
        values: Numerators of what each cell is now, shape ``(r + 1, c + 1)``.

        exact: What each was.

        one: Their denominator.

        open: For each line, the lines that may still cross it in a broken cell.
    """

    values: Table
    exact: Table
    one: int
    open: list[list[int]]

    @classmethod
    def extended(cls, rests: Table, one: int) -> _Cells:
        """Add the cells of the margins, and find the broken ones."""
        table = [[*row, -sum(row) % one] for row in rests]
        width = len(table[0])
        below = [-sum(row[j] for row in rests) % one for j in range(width - 1)]
        table.append([*below, sum(map(sum, rests)) % one])
        crossing: list[list[int]] = [[] for _ in range(len(table) + width)]
        # The last of a line is taken first, so that walks begin with the first cells.
        for i in reversed(range(len(table))):
            for j in reversed(range(width)):
                if table[i][j]:
                    crossing[i].append(len(table) + j)
                    crossing[len(table) + j].append(i)
        exact = [row.copy() for row in table]
        return cls(values=table, exact=exact, one=one, open=crossing)

    def next_line(self, line: int, before: int | None) -> int | None:
        """Give a line that crosses in a broken cell, but not the one before."""
        crossing = self.open[line]
        kept: int | None = None
        found: int | None = None
        while crossing and found is None:
            last = crossing.pop()
            if last == before:
                kept = last
            elif self.is_broken(line, last):
                found = last
        if found is not None:
            crossing.append(found)
        if kept is not None:
            crossing.append(kept)
        return found

    def cell(self, line: int, other: int) -> Cell:
        """Give the cell in which a row and a column cross."""
        height = len(self.values)
        return (line, other - height) if line < height else (other, line - height)

    def is_broken(self, line: int, other: int) -> bool:
        """Tell whether the cell in which two lines cross is neither 0 nor 1."""
        i, j = self.cell(line, other)
        return 0 < self.values[i][j] < self.one

    def move(self, up: list[Cell], down: list[Cell]) -> None:
        """Raise some cells and lower as many others until one of them is whole."""
        room = min(
            *(self.one - self.values[i][j] for i, j in up),
            *(self.values[i][j] for i, j in down),
        )
        for i, j in up:
            self.values[i][j] += room
        for i, j in down:
            self.values[i][j] -= room

    def distance(self, cells: list[Cell]) -> int:
        """Tell how much farther cells get in sum when each goes from 0 to 1."""
        return sum(self.one - 2 * self.exact[i][j] for i, j in cells)


def _close_cycles(cells: _Cells, start: int) -> None:
    """Walk from a line until no broken cell is left in it."""
    path, steps = [start], {start: 0}
    while True:
        line = cells.next_line(path[-1], path[-2] if len(path) > 1 else None)
        if line is None:
            return
        if line not in steps:
            steps[line] = len(path)
            path.append(line)
            continue
        cycle = path[steps[line] :]
        _turn(cells, cycle)
        for left in cycle[1:]:
            del steps[left]
        del path[steps[line] + 1 :]


def _turn(cells: _Cells, cycle: list[int]) -> None:
    """Move the cells of a cycle against each other, toward the exact table."""
    pairs = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
    around = [cells.cell(*pair) for pair in pairs]
    first, second = around[::2], around[1::2]
    farther = cells.distance(first) - cells.distance(second)
    if farther > 0 or (farther == 0 and min(second) < min(first)):
        first, second = second, first
    cells.move(first, second)
