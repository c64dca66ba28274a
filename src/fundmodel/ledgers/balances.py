"""Sums of a ledger: what stands on each account, or what was booked of each kind."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.errors import InvalidDataError
from fundmodel.ledgers.accounts import Account, EntryKind
from fundmodel.ledgers.cells import Cell, Cells, Key
from fundmodel.ledgers.coding import Numbers
from fundmodel.ledgers.legs import ACCOUNTS, Legs
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Balances", "Cell", "balances_of", "turnovers_of"]

KINDS: Final = tuple(EntryKind)


@attrs.frozen(kw_only=True, eq=False)
class Balances:
    """
    Sums by cells, one row each, sorted by their values; `None` stands first.

    Over all cells, the balances of all accounts add up to zero.

    Attributes:
        currency: Code of ISO 4217.

        by: What tells the cells apart.

        cells: One value for each of these dimensions.

        heads: What the columns are: all accounts, or all kinds of entries.

        minor: Whole minor units, shape ``(cells, heads)``, read-only; for accounts
            what they were given less what was taken from them.
    """

    currency: str
    by: tuple[Key, ...]
    cells: tuple[Cell, ...]
    heads: tuple[Account, ...] | tuple[EntryKind, ...]
    minor: Numbers

    def __len__(self) -> int:
        return len(self.cells)

    def amount(self, head: Account | EntryKind, *cell: str | None) -> Money:
        """
        Give one sum; no money where nothing was booked.

        Args:
            head: An account, or a kind of entry.

            cell: One value for each dimension; left out, all cells are added up.

        Raises:
            InvalidDataError: There is no such column, or the values do not fit the
                dimensions.
        """
        column = self._column(head)
        if not cell:
            return self._money(int(self.minor[:, column].sum()))
        if len(cell) != len(self.by):
            raise InvalidDataError(
                "a cell is named by one value for each dimension",
                where="balances",
                got=", ".join(map(str, cell)),
                expected=", ".join(dimension.value for dimension in self.by),
                mend="name them all, in this order",
            )
        row = self._rows.get(cell)
        return self._money(0 if row is None else int(self.minor[row, column]))

    def columns(self) -> Mapping[str, tuple[str | None, ...] | Numbers]:
        """Give plain columns by name: one for each dimension, one for each head."""
        cells = {
            dimension.value: tuple(cell[at] for cell in self.cells)
            for at, dimension in enumerate(self.by)
        }
        sums = {head.value: self.minor[:, at] for at, head in enumerate(self.heads)}
        return {**cells, **sums}

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all sums but those of zero, cell by cell."""
        return "\n".join(self._lines(Language(language)))

    def __str__(self) -> str:
        return self.text()

    def _lines(self, language: Language) -> Iterator[str]:
        for cell, sums in zip(self.cells, self.minor.tolist(), strict=True):
            indent = "  " if self.by else ""
            if self.by:
                yield ", ".join(said.render(language) for said in self._said(cell))
            for head, minor in zip(self.heads, sums, strict=True):
                if minor:
                    said = sentence(
                        "{what}: {amount}", what=head, amount=self._money(minor)
                    )
                    yield indent + said.render(language)

    def _said(self, cell: Cell) -> Iterator[Sentence]:
        for dimension, value in zip(self.by, cell, strict=True):
            if value is None:
                yield sentence("no {name}", name=dimension)
            else:
                yield sentence("{name} {value}", name=dimension, value=value)

    def _column(self, head: Account | EntryKind) -> int:
        for at, known in enumerate(self.heads):
            if known is head:
                return at
        raise InvalidDataError(
            "there is no such column",
            where="balances",
            got=head,
            expected=f"one of {type(self.heads[0]).__name__}",
            mend="ask balances for accounts, and turnovers for kinds of entries",
        )

    @functools.cached_property
    def _rows(self) -> Mapping[Cell, int]:
        return {cell: row for row, cell in enumerate(self.cells)}

    def _money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.currency)


def balances_of(legs: Legs, by: tuple[Key, ...]) -> Balances:
    """Add up what stands on each account."""
    cells = Cells.of(legs, by, legs.codes)
    return _summed(legs, cells, ACCOUNTS, legs.accounts, legs.minor)


def turnovers_of(legs: Legs, by: tuple[Key, ...]) -> Balances:
    """Add up what was booked of each kind, less what was reversed."""
    entries = legs.entries
    cells = Cells.of(legs, by, legs.booked)
    kinds = entries.kinds.translated(KINDS.index)
    return _summed(legs, cells, KINDS, kinds, legs.minor[len(entries) :])


def _summed(
    legs: Legs,
    cells: Cells,
    heads: tuple[Account, ...] | tuple[EntryKind, ...],
    head: npt.NDArray[np.integer],
    minor: Numbers,
) -> Balances:
    found, sums = cells.summed(head, len(heads), minor)
    return Balances(
        currency=legs.entries.currency,
        by=cells.by,
        cells=found,
        heads=heads,
        minor=sums,
    )
