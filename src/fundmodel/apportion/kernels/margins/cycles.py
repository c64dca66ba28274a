"""
Cycles: tied cells of a table that can be rounded the other way together.

A cell just at a signpost may go up or down. Alone it would bring a row and a column out
of line; on a cycle of such cells, in turn up and down, all sums stay. So a tie is a
cycle in the network in which a cell that may go up leads from its row to its column,
and one that may go down from its column to its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from fundmodel.apportion.kernels.margins.tables import Cell, Table

__all__ = ["settle", "tied"]

Line: TypeAlias = tuple[bool, int]
"""A row (false) or a column (true)."""

Ways: TypeAlias = dict[Line, dict[Line, None]]
"""Where each line leads, in a fixed order."""


def tied(free: Mapping[Cell, bool]) -> tuple[Cell, ...]:
    """
    Find the cells that stand on a cycle, row after row.

    >>> tied({(0, 0): True, (0, 1): False, (1, 0): False, (1, 1): True, (2, 1): True})
    ((0, 0), (0, 1), (1, 0), (1, 1))

    Args:
        free: Cells that may go up (true) or down.
    """
    ends = {cell: _ends(cell, up=up) for cell, up in free.items()}
    forward = _ways(ends.values())
    backward = _ways((end, start) for start, end in ends.values())
    part: dict[Line, Line] = {}
    for line in forward:
        if line not in part:
            around = _reached(line, forward).keys() & _reached(line, backward).keys()
            part.update(dict.fromkeys(around, line))
    return tuple(
        sorted(
            cell for cell, (start, end) in ends.items() if part[start] == part.get(end)
        )
    )


def settle(shares: Table, free: Mapping[Cell, bool]) -> None:
    """
    Let the first of the tied cells go up, as far as later ones can go down for it.

    Args:
        shares: Whole cells, shape ``(r, c)``; change.

        free: Tied cells that may go up (true) or down.
    """
    ways = _ways(_ends(cell, up=up) for cell, up in free.items())
    for i, j in sorted(free):
        row, column = (False, i), (True, j)
        # Who is settled is no way for others any more.
        ways.get(column, {}).pop(row, None)
        if column not in ways.get(row, {}):
            continue
        del ways[row][column]
        before = _reached(column, ways)
        if row not in before:
            continue
        shares[i][j] += 1
        while row != column:
            row, end = before[row], row
            del ways[row][end]
            ways.setdefault(end, {})[row] = None
            above, across = min(row, end)[1], max(row, end)[1]
            shares[above][across] += 1 if row < end else -1


def _ends(cell: Cell, *, up: bool) -> tuple[Line, Line]:
    """Give where a cell leads from and to."""
    row, column = (False, cell[0]), (True, cell[1])
    return (row, column) if up else (column, row)


def _ways(ends: Iterable[tuple[Line, Line]]) -> Ways:
    ways: Ways = {}
    for start, end in ends:
        ways.setdefault(start, {})[end] = None
    return ways


def _reached(start: Line, ways: Ways) -> dict[Line, Line]:
    """Give the lines that are reached, each with the one before it on the way."""
    before = {start: start}
    queue = [start]
    for line in queue:
        for other in ways.get(line, ()):
            if other not in before:
                before[other] = line
                queue.append(other)
    return before
