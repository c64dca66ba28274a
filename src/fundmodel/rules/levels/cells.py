"""Cells: exact numbers taken out of tables, put together, and written back."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import Integers
from fundmodel.indicators import Places

__all__ = [
    "At",
    "Part",
    "all_of",
    "by_scenario",
    "joined",
    "part_of",
    "picked",
    "written",
]

At: TypeAlias = tuple[Places, Places]
"""Scenarios and positions of some claims."""

Part: TypeAlias = tuple[Integers, Integers, Integers]
"""Whole parts, numerators and denominators of some numbers, shape ``(k,)`` each."""


def part_of(numbers: Mixed, rows: Places, columns: Places) -> Part:
    """Take some numbers out of a table ``(s, n)``."""
    den = np.broadcast_to(numbers.den, numbers.shape)
    return numbers.whole[rows, columns], numbers.rem[rows, columns], den[rows, columns]


def joined(parts: list[Part]) -> Mixed:
    """Put numbers one behind the other, shape ``(k,)``."""
    whole, rem, den = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return Mixed(whole=whole, rem=rem, den=den)


def picked(numbers: Mixed, rows: Places, columns: Places) -> Mixed:
    """Give some numbers of a table ``(s, n)``, shape ``(k,)``."""
    return joined([part_of(numbers, rows, columns)])


def written(numbers: Mixed, rows: Places, columns: Places, values: Mixed) -> Mixed:
    """Give a table ``(s, n)`` with other numbers in some places."""
    den = np.broadcast_to(numbers.den, numbers.shape)
    pairs = (
        (numbers.whole, values.whole),
        (numbers.rem, values.rem),
        (den, np.broadcast_to(values.den, values.shape)),
    )
    whole, rem, dens = (_put(old, rows, columns, new) for old, new in pairs)
    one = np.ones((1, 1), dtype=np.int64)
    return Mixed(whole=whole, rem=rem, den=dens if rem.any() else one)


def _put(array: Integers, rows: Places, columns: Places, values: Integers) -> Integers:
    widens = values.dtype == np.object_
    copy: Integers = array.astype(np.object_) if widens else array.copy()
    copy[rows, columns] = values
    copy.setflags(write=False)
    return copy


def all_of(numbers: Mixed) -> Part:
    """Take all numbers of one axis."""
    return numbers.whole, numbers.rem, np.broadcast_to(numbers.den, numbers.shape)


def by_scenario(amounts: Mixed, scenarios: Places, count: int) -> Mixed:
    """Add up rows by the scenario outside: ``(k,)`` gives ``(s,)``."""
    row = amounts.column()
    flat = Mixed(whole=row.whole.T, rem=row.rem.T, den=row.den.T)
    sums = flat.gather(scenarios, count)
    den = np.broadcast_to(sums.den, sums.shape)
    return Mixed(whole=sums.whole[0], rem=sums.rem[0], den=den[0])
