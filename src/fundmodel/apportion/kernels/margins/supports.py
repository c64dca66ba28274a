"""
Supports: whether whole cells can meet both margins where only some may be filled.

The margins are the ends of a network, and every cell with a weight is a pipe of any
width between its row and its column. If the largest flow fills all rows, it meets
both margins. If not, the rows that can still be reached show why (Hall's theorem): all
their weights stand in columns that ask for less than they do.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from fundmodel.apportion.kernels.margins.tables import Table

__all__ = ["Shortage", "shortage"]


@attrs.frozen(kw_only=True)
class Shortage:
    """
    Rows that ask for more than the columns in which they have weights.

    Attributes:
        rows: Their positions, ascending.

        columns: All columns in which one of them has a weight, ascending.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def shortage(
    weights: Table, rows: Sequence[int], columns: Sequence[int]
) -> Shortage | None:
    """
    Find rows that cannot be met, or `None` where all margins can.

    >>> shortage([[1, 0], [1, 0], [1, 1]], [2, 1, 1], [2, 2])
    Shortage(rows=(0, 1), columns=(0,))

    Args:
        weights: Not negative, shape ``(r, c)``.

        rows: What rows add up to, shape ``(r,)``, not negative.

        columns: Likewise columns, shape ``(c,)``; both have the same sum.
    """
    flow = _Flow.begun(weights, rows, columns)
    while any(flow.left_rows):
        if not flow.grows():
            return Shortage(
                rows=tuple(sorted(flow.reached_rows)),
                columns=tuple(sorted(flow.reached_columns)),
            )
    return None


@attrs.frozen(kw_only=True, eq=False)
class _Flow:
    """
    A flow from rows to columns, and the way to lines that can still be reached.

    Attributes:
        weights: Where flow may be.

        flow: How much there is, shape ``(r, c)``.

        left_rows: What rows still ask for.

        left_columns: What columns still ask for.

        reached_rows: For each row, the column through which it is reached, or -1.

        reached_columns: For each column, the row through which it is reached.
    """

    weights: Table
    flow: Table
    left_rows: list[int]
    left_columns: list[int]
    reached_rows: dict[int, int] = attrs.field(factory=dict[int, int])
    reached_columns: dict[int, int] = attrs.field(factory=dict[int, int])

    @classmethod
    def begun(
        cls, weights: Table, rows: Sequence[int], columns: Sequence[int]
    ) -> _Flow:
        """Fill the cells one after the other as far as it goes."""
        left_rows, left_columns = list(rows), list(columns)
        flow = [[0] * len(left_columns) for _ in left_rows]
        for i, row in enumerate(weights):
            for j, weight in enumerate(row):
                if weight:
                    flow[i][j] = min(left_rows[i], left_columns[j])
                    left_rows[i] -= flow[i][j]
                    left_columns[j] -= flow[i][j]
        return cls(
            weights=weights, flow=flow, left_rows=left_rows, left_columns=left_columns
        )

    def grows(self) -> bool:
        """Send more on one way, or tell that there is none."""
        self.reached_rows.clear()
        self.reached_columns.clear()
        self.reached_rows.update(
            (i, -1) for i, left in enumerate(self.left_rows) if left
        )
        queue = list(self.reached_rows)
        for i in queue:
            for j, weight in enumerate(self.weights[i]):
                if not weight or j in self.reached_columns:
                    continue
                self.reached_columns[j] = i
                if self.left_columns[j]:
                    self._send(j)
                    return True
                for other, row in enumerate(self.flow):
                    if row[j] and other not in self.reached_rows:
                        self.reached_rows[other] = j
                        queue.append(other)
        return False

    def _send(self, end: int) -> None:
        """Send as much as goes to a column on the way on which it was reached."""
        more: list[tuple[int, int]] = []
        less: list[tuple[int, int]] = []
        column = end
        while True:
            row = self.reached_columns[column]
            more.append((row, column))
            column = self.reached_rows[row]
            if column < 0:
                break
            less.append((row, column))
        sent = min(
            self.left_rows[row],
            self.left_columns[end],
            *(self.flow[i][j] for i, j in less),
        )
        self.left_rows[row] -= sent
        self.left_columns[end] -= sent
        for i, j in more:
            self.flow[i][j] += sent
        for i, j in less:
            self.flow[i][j] -= sent
