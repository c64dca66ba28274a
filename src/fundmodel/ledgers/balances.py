"""Sums of a ledger: what stands on each account, or what was booked of each kind."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.errors import InvalidDataError
from fundmodel.ledgers.accounts import Account, Dimension, EntryKind
from fundmodel.ledgers.coding import NONE, Codes, Numbers, told_apart
from fundmodel.ledgers.legs import ACCOUNTS, Legs
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Balances", "Cell", "balances_of", "turnovers_of"]

Cell = tuple[str | None, ...]
"""One value for each dimension; `None` where an account does not tell them apart."""

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
    by: tuple[Dimension, ...]
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


def balances_of(legs: Legs, by: tuple[Dimension, ...]) -> Balances:
    """Add up what stands on each account."""
    found = _Found(by, [legs.codes(dimension) for dimension in by], legs)
    return _summed(found, ACCOUNTS, legs.accounts, legs.minor)


def turnovers_of(legs: Legs, by: tuple[Dimension, ...]) -> Balances:
    """Add up what was booked of each kind, less what was reversed."""
    entries = legs.entries
    found = _Found(by, [legs.booked(dimension) for dimension in by], legs)
    kinds = entries.kinds.translated(KINDS.index)
    return _summed(found, KINDS, kinds, legs.minor[len(entries) :])


@attrs.frozen
class _Found:
    """By what is added up, with the codes of each dimension if there are any."""

    by: tuple[Dimension, ...]
    codes: list[Codes | None]
    legs: Legs

    @functools.cached_property
    def values(self) -> tuple[tuple[str, ...], ...]:
        """What the codes stand for."""
        return tuple(map(self.legs.values, self.by))

    def sorting(self, at: int) -> Codes | None:
        """Give codes that sort as the values do; years are in order already."""
        codes, values = self.codes[at], self.values[at]
        if codes is None or self.by[at] in {Dimension.YEAR, Dimension.ORIGIN}:
            return codes
        ranks = np.empty(len(values) + 1, dtype=np.int32)
        ranks[sorted(range(len(values)), key=values.__getitem__)] = np.arange(
            len(values)
        )
        ranks[NONE] = NONE
        return ranks[codes]

    def cell(self, row: int) -> Cell:
        """Give the values of one row."""
        return tuple(
            None if codes is None or codes[row] == NONE else values[int(codes[row])]
            for codes, values in zip(self.codes, self.values, strict=True)
        )


def _summed(
    found: _Found,
    heads: tuple[Account, ...] | tuple[EntryKind, ...],
    head: npt.NDArray[np.integer],
    minor: Numbers,
) -> Balances:
    columns = [
        (codes, len(found.values[at]))
        for at, codes in enumerate(map(found.sorting, range(len(found.by))))
        if codes is not None
    ]
    key = told_apart(columns or [(np.zeros(len(head), np.int8), 1)])
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    sums = np.zeros((len(first), len(heads)), dtype=np.int64)
    np.add.at(sums, (cell, head), minor)
    sums.setflags(write=False)
    return Balances(
        currency=found.legs.entries.currency,
        by=found.by,
        cells=tuple(map(found.cell, first.tolist())),
        heads=heads,
        minor=sums,
    )
