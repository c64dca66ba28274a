"""
A ledger over several budget years (Mehrjahresübersicht).

What a budget year had, and what became of it. Both sides are added up from the same
entries, each kind of which is in some figure, so that they agree by construction.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np

from fundmodel.errors import InvalidDataError
from fundmodel.ledgers.accounts import Dimension
from fundmodel.ledgers.cells import Cell, Cells, Key
from fundmodel.ledgers.coding import Numbers
from fundmodel.ledgers.figures import (
    BESIDE,
    FIGURES,
    HAD,
    KINDS,
    WENT,
    BudgetFigure,
    coefficients,
)
from fundmodel.ledgers.ledger import Ledger
from fundmodel.ledgers.tables import Row, aligned
from fundmodel.money import Money
from fundmodel.sentences import Language, Readable, sentence

__all__ = ["Overview", "overview_of"]

_HAD: Final = sentence("= what the year had")
_WENT: Final = sentence("= what became of it")


@attrs.frozen(kw_only=True, eq=False)
class Overview:
    """
    What each budget year had and what became of it.

    In each row, and so in total, what a year had (`had`) is what became of it
    (`became`), to the cent.

    Attributes:
        currency: Code of ISO 4217.

        by: What tells the rows apart; the budget year first.

        cells: One value for each of these, sorted.

        figures: What the columns are.

        minor: Whole minor units, shape ``(cells, figures)``, read-only.
    """

    currency: str
    by: tuple[Key, ...]
    cells: tuple[Cell, ...]
    figures: tuple[BudgetFigure, ...]
    minor: Numbers

    def __len__(self) -> int:
        return len(self.cells)

    def amount(self, figure: BudgetFigure, *cell: str | int | None) -> Money:
        """
        Give one figure; no money where nothing was booked.

        Args:
            figure: Which one.

            cell: One value for each key, the budget year first; left out, all rows
                are added up.

        Raises:
            InvalidDataError: The values do not fit the keys.
        """
        column = self.figures.index(figure)
        if not cell:
            return self._money(int(self.minor[:, column].sum()))
        if len(cell) != len(self.by):
            raise InvalidDataError(
                "a row is named by one value for each key",
                where="overview",
                got=", ".join(map(str, cell)),
                expected=", ".join(key.value for key in self.by),
                mend="name them all, in this order",
            )
        named = tuple(None if value is None else str(value) for value in cell)
        row = self._rows.get(named)
        return self._money(0 if row is None else int(self.minor[row, column]))

    @property
    def had(self) -> Numbers:
        """What each row had, shape ``(cells,)``."""
        return self._added(HAD)

    @property
    def became(self) -> Numbers:
        """What became of it, shape ``(cells,)``; the same."""
        return self._added(WENT)

    def columns(self) -> Mapping[str, tuple[str | None, ...] | Numbers]:
        """Give plain columns by name: one for each key, one for each figure."""
        cells = {
            key.value: tuple(cell[at] for cell in self.cells)
            for at, key in enumerate(self.by)
        }
        sums = {f.value: self.minor[:, at] for at, f in enumerate(self.figures)}
        return {**cells, **sums}

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """
        Give a table for each part, line or whatever else is told apart.

        Its columns are the budget years and their total, its rows the figures, but
        those of zero.
        """
        speaking = Language(language)
        blocks = [self._block(rest, rows, speaking) for rest, rows in self._blocks()]
        return "\n\n".join(blocks)

    def __str__(self) -> str:
        return self.text()

    def _blocks(self) -> list[tuple[Cell, list[int]]]:
        """Group the rows by all but the year."""
        blocks: dict[Cell, list[int]] = {}
        for row, (_, *rest) in enumerate(self.cells):
            blocks.setdefault(tuple(rest), []).append(row)
        return sorted(blocks.items(), key=lambda block: _ranked(block[0]))

    def _block(self, rest: Cell, rows: list[int], language: Language) -> str:
        lines: list[Row] = []
        for group, said in ((HAD, _HAD), (WENT, _WENT), (BESIDE, None)):
            for figure in group:
                amounts = self.minor[rows, self.figures.index(figure)]
                if amounts.any():
                    lines.append(self._line(figure, amounts, language))
            if said is not None:
                sums = self.had if group is HAD else self.became
                lines.append(self._line(said, sums[rows], language))
        years = [self.cells[row][0] or "" for row in rows]
        total = sentence("total").render(language)
        head = Row(self._title(rest, language), (*years, total))
        return aligned((head, *lines))

    def _line(self, said: Readable, amounts: Numbers, language: Language) -> Row:
        told = (*amounts.tolist(), int(amounts.sum()))
        name = said.render(language)
        return Row(name, tuple(self._said(minor, language) for minor in told))

    def _said(self, minor: int, language: Language) -> str:
        """Give an amount without its currency, which stands above the table."""
        return self._money(minor).render(language).rpartition(" ")[0]

    def _title(self, rest: Cell, language: Language) -> str:
        named = [
            sentence("no {name}", name=key)
            if value is None
            else sentence("{name} {value}", name=key, value=value)
            for key, value in zip(self.by[1:], rest, strict=True)
        ]
        said = (*named, sentence("in {currency}", currency=self.currency))
        return ", ".join(each.render(language) for each in said)

    def _added(self, figures: Mapping[BudgetFigure, int]) -> Numbers:
        signs = np.array([figures.get(f, 0) for f in self.figures], dtype=np.int64)
        added: Numbers = self.minor @ signs
        return added

    @functools.cached_property
    def _rows(self) -> Mapping[Cell, int]:
        return {cell: row for row, cell in enumerate(self.cells)}

    def _money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.currency)


def overview_of(ledger: Ledger, *by: Key) -> Overview:
    """
    Look at a ledger over all its budget years.

    What was reversed counts as not booked. Money that is carried over is what a year
    gave on and what another one got, and so it is with virements between lines.

    Args:
        ledger: The ledger; ``ledger.as_of(day)`` for an earlier day.

        by: What is told apart besides the budget year, for example
            ``Dimension.PART`` or ``budget_lines.GERMANY.level("kapitel")``.

    Raises:
        BudgetLineError: A line is none of the scheme whose level is asked for.
    """
    by = (Dimension.YEAR, *by)
    legs = ledger.legs
    kinds = ledger.entries.kinds.translated(KINDS.index)
    heads = np.concatenate((kinds, kinds + len(KINDS)))
    cells = Cells.of(legs, by, legs.in_full)
    found, sums = cells.summed(heads, 2 * len(KINDS), legs.minor)
    minor: Numbers = sums @ coefficients()
    minor.setflags(write=False)
    return Overview(
        currency=ledger.currency, by=by, cells=found, figures=FIGURES, minor=minor
    )


def _ranked(cell: Cell) -> tuple[tuple[bool, str], ...]:
    """Let `None` stand first."""
    return tuple((value is not None, value or "") for value in cell)
