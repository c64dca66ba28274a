"""Columns of a ledger: each value once, and for each entry the number of its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

__all__ = ["NONE", "Coded", "Codes", "Numbers", "Rows", "frozen", "told_apart"]

Value = TypeVar("Value")

Codes = npt.NDArray[np.int32]
"""Numbers of values; -1 for none."""

Numbers = npt.NDArray[np.int64]
"""Whole minor units, or keys of cells."""

Rows = npt.NDArray[np.int64]
"""Positions of entries."""

NONE: Final = -1
"""The code of no value."""


def frozen(codes: npt.NDArray[np.integer]) -> Codes:
    """Give the codes as they are stored, read-only."""
    narrow = codes.astype(np.int32, copy=False)
    narrow.setflags(write=False)
    return narrow


@attrs.frozen(eq=False)
class Coded(Generic[Value]):
    """
    One column.

    Attributes:
        codes: The number of each entry's value, -1 for none, shape ``(n,)``; one
            value for all entries takes no memory.

        values: The values, each once.
    """

    codes: Codes
    values: tuple[Value, ...]

    @classmethod
    def of(cls, items: Sequence[Value | None]) -> Coded[Value]:
        """Make a column of one value for each entry."""
        number: dict[Value | None, int] = {
            item: place
            for place, item in enumerate(
                item for item in dict.fromkeys(items) if item is not None
            )
        }
        values = tuple(item for item in number if item is not None)
        number[None] = NONE
        codes = np.fromiter(
            map(number.__getitem__, items), dtype=np.int32, count=len(items)
        )
        return cls(frozen(codes), values)

    @classmethod
    def same(cls, item: Value | None, n: int) -> Coded[Value]:
        """Make a column of one value for all entries."""
        code = np.int32(NONE if item is None else 0)
        return cls(np.broadcast_to(code, n), () if item is None else (item,))

    def at(self, position: int) -> Value | None:
        """Give the value of one entry."""
        code = int(self.codes[position])
        return None if code == NONE else self.values[code]

    @property
    def is_empty(self) -> bool:
        """Whether no entry can have a value."""
        return not self.values

    def taken(self, rows: Rows) -> Coded[Value]:
        """Give the values of some entries."""
        if self.is_empty:
            return Coded[Value].same(None, len(rows))
        return Coded(frozen(self.codes[rows]), self.values)

    def onto(self, values: Sequence[Value]) -> Coded[Value]:
        """Number the values as *values* does, with new ones behind them."""
        number = {value: place for place, value in enumerate(values)}
        for value in self.values:
            number.setdefault(value, len(number))
        numbers = [*(number[value] for value in self.values), NONE]
        return Coded(
            frozen(np.array(numbers, dtype=np.int32)[self.codes]), tuple(number)
        )

    def joined(self, other: Coded[Value]) -> Coded[Value]:
        """Put the entries of another column behind; its numbers go on from these."""
        if self.is_empty and other.is_empty:
            return Coded[Value].same(None, len(self.codes) + len(other.codes))
        return Coded(
            frozen(np.concatenate((self.codes, other.codes))),
            other.values,
        )

    def filled(self, other: Coded[Value]) -> Coded[Value]:
        """Take the value of another column where this one has none."""
        if self.is_empty:
            return other
        here = other.onto(self.values)
        codes = np.where(self.codes == NONE, here.codes, self.codes)
        return Coded(frozen(codes), here.values)

    def translated(self, into: Callable[[Value], int]) -> Codes:
        """Give a number for each entry, by its value; -1 stays -1."""
        numbers = [*(into(value) for value in self.values), NONE]
        return frozen(np.array(numbers, dtype=np.int32)[self.codes])

    def in_order(self) -> Coded[Value] | None:
        """Number the values as they first occur, without others; `None` for none."""
        present, first = np.unique(self.codes, return_index=True)
        known = present != NONE
        if not known.any():
            return None
        present, first = present[known], first[known]
        kept = tuple(self.values[int(code)] for code in present[np.argsort(first)])
        here: Mapping[Value, int] = {value: place for place, value in enumerate(kept)}
        # Values that do not occur have no number that anybody would read.
        codes = self.translated(lambda value: here.get(value, NONE))
        return Coded(codes, kept)


MOST_KEYS: Final = 2**62


def told_apart(columns: Sequence[tuple[npt.NDArray[np.integer], int]]) -> Numbers:
    """
    Make one key of several columns; it sorts as they do, one after the other.

    Args:
        columns: Codes from -1 on, and how many there are besides -1; shape ``(n,)``
            each, at least one column.
    """
    (codes, size), *others = columns
    key = codes.astype(np.int64) + 1
    count = size + 1
    for codes, size in others:
        if count * (size + 1) > MOST_KEYS:
            seen, key = np.unique(key, return_inverse=True)
            count = len(seen)
        key = key * (size + 1) + (codes + 1)
        count *= size + 1
    return key
