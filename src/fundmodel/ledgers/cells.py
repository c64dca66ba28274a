"""Cells: by what sums of a ledger are told apart, and how they are added up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Self

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.budget_lines import BudgetLevel
from fundmodel.errors import BudgetLineError
from fundmodel.ledgers.accounts import Dimension
from fundmodel.ledgers.coding import NONE, Codes, Numbers, told_apart
from fundmodel.ledgers.legs import Legs

__all__ = ["Cell", "Cells", "Key"]

Cell = tuple[str | None, ...]
"""One value for each key; `None` where an account does not tell them apart."""

Key = Dimension | BudgetLevel
"""By what sums are told apart: a dimension, or a level of the budget lines."""

_IN_ORDER: Final = frozenset({Dimension.YEAR, Dimension.ORIGIN})
"""Years are numbered by their place in time."""


@attrs.frozen(eq=False)
class _Codes:
    """A number for each row, -1 for none, and what the numbers stand for, sorted."""

    codes: Codes
    values: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False)
class Cells:
    """
    To which cell each row belongs.

    Attributes:
        by: What tells the cells apart.

        columns: For each of them the numbers of the rows, or `None` if no row has
            any.
    """

    by: tuple[Key, ...]
    columns: tuple[_Codes | None, ...]

    @classmethod
    def of(
        cls,
        legs: Legs,
        by: tuple[Key, ...],
        codes: Callable[[Dimension], Codes | None],
    ) -> Self:
        """
        Number the rows.

        Args:
            legs: The sides of all entries.

            by: What tells the cells apart.

            codes: Gives the codes of a dimension, one for each row.

        Raises:
            BudgetLineError: A line cannot be read by the scheme of a level.
        """

        def numbered(key: Key) -> _Codes | None:
            dimension = key if isinstance(key, Dimension) else Dimension.LINE
            found = codes(dimension)
            if found is None:
                return None
            values = legs.values(dimension)
            if key in _IN_ORDER:
                return _Codes(found, values)
            if isinstance(key, Dimension):
                return _sorted(found, values)
            return _sorted(found, _read(found, values, key))

        return cls(by=by, columns=tuple(map(numbered, by)))

    def summed(
        self, head: npt.NDArray[np.integer], heads: int, minor: Numbers
    ) -> tuple[tuple[Cell, ...], Numbers]:
        """
        Add up by cell and head.

        Args:
            head: The column of each row, shape ``(m,)``.

            heads: How many columns there are.

            minor: What each row adds, shape ``(m,)``.

        Returns:
            The cells that occur, sorted, and their sums, shape ``(cells, heads)``.
        """
        columns = [(c.codes, len(c.values)) for c in self.columns if c is not None]
        key = told_apart(columns or [(np.zeros(len(head), np.int8), 1)])
        _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        sums = np.zeros((len(first), heads), dtype=np.int64)
        np.add.at(sums, (cell, head), minor)
        sums.setflags(write=False)
        return tuple(map(self._cell, first.tolist())), sums

    def _cell(self, row: int) -> Cell:
        return tuple(
            None if c is None or c.codes[row] == NONE else c.values[int(c.codes[row])]
            for c in self.columns
        )


def _sorted(codes: Codes, values: tuple[str | None, ...]) -> _Codes:
    """Number values as they sort; equal ones get one number, and none stays none."""
    known = sorted({value for value in values if value is not None})
    place: dict[str | None, int] = {value: at for at, value in enumerate(known)}
    numbers = [*(place.get(value, NONE) for value in values), NONE]
    return _Codes(np.array(numbers, dtype=np.int32)[codes], tuple(known))


def _read(
    codes: Codes, lines: tuple[str, ...], level: BudgetLevel
) -> tuple[str | None, ...]:
    """Print each line that occurs down to a level."""
    present = frozenset(np.unique(codes).tolist())

    def read(at: int, line: str) -> str | None:
        if at not in present:
            return None
        try:
            return level.of(line)
        except BudgetLineError as error:
            raise BudgetLineError(
                error.what,
                where=f"ledger, {error.where}",
                got=error.got,
                expected=error.expected,
                mend="name the line in the entries; where they name none, their part "
                "is taken for it",
            ) from None

    return tuple(read(at, line) for at, line in enumerate(lines))
