"""Tables of amounts as text: names on the left, amounts under one another."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

__all__ = ["Row", "aligned"]


@attrs.frozen
class Row:
    """
    A row of a table.

    Attributes:
        name: What it is.

        cells: What stands in its columns.
    """

    name: str
    cells: tuple[str, ...]


def aligned(rows: Sequence[Row]) -> str:
    """Give rows with as many cells each as text, with the cells flush right."""
    names = max(len(row.name) for row in rows)
    columns = zip(*(row.cells for row in rows), strict=True)
    widths = [max(map(len, column)) for column in columns]
    return "\n".join(
        row.name.ljust(names)
        + "".join(
            "  " + cell.rjust(width)
            for cell, width in zip(row.cells, widths, strict=True)
        )
        for row in rows
    )
