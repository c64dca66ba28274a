"""Taking a body by name out of the row that stands for all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

import numpy as np

from fundmodel.bodies import REMAINDER, exact_value
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import BoolArray, Column, whole
from fundmodel.vintages import by_figure

__all__ = ["check_values", "insert", "only_row", "split"]

T = TypeVar("T")


def only_row(remainder: BoolArray, *, where: str) -> int:
    """
    Find the one row that stands for all others.

    Raises:
        InvalidDataError: There is none, or several.
    """
    rows = np.flatnonzero(remainder)
    if len(rows) == 1:
        return int(rows[0])
    raise InvalidDataError(
        "there is no single row that stands for all others",
        where=where,
        got=f"{len(rows)} rows of kind {REMAINDER!r}",
        expected="exactly one",
        mend="add the recipient to the roster's own data",
    )


def insert(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    """Put an item before row *at*, where there is a list at all."""
    return (*items[:at], item, *items[at:]) if items else ()


def check_values(
    columns: Iterable[Column], values: Mapping[str, int | Decimal], *, where: str
) -> None:
    """
    Refuse values that are not of exactly the indicators of a roster.

    Raises:
        InvalidDataError: One lacks, or is too many, or a figure has several vintages.
    """
    columns = tuple(columns)
    if len(by_figure(columns)) < len(columns):
        raise InvalidDataError(
            "a figure has several vintages, and one value would change them all",
            where=where,
            expected="one vintage of each figure",
            mend="read the roster as known on a day: roster.as_of(known_on=day)",
        )
    wanted = {column.indicator.id for column in columns}
    if set(values) != wanted:
        raise InvalidDataError(
            "the recipient needs one value for each indicator",
            where=where,
            got=", ".join(sorted(values)) or "no value",
            expected=", ".join(sorted(wanted)),
            mend="name every indicator of the roster, and no other",
        )


def split(column: Column, at: int, value: int | Decimal) -> Column:
    """
    Put a value before row *at* and take it off that row.

    Raises:
        InvalidDataError: The row holds less.
    """
    part = Column.of(column.indicator, [exact_value(value)])
    decimals = max(column.decimals, part.decimals)
    units = int(part.values[0]) * 10 ** (decimals - part.decimals)
    values = [int(v) * 10 ** (decimals - column.decimals) for v in column.values]
    values[at] -= units
    if values[at] < 0 or not column.valid[at]:
        raise InvalidDataError(
            "the remainder row holds less than what is taken out of it",
            where=f"indicator {column.indicator.id!r}",
            got=value,
            expected=f"at most {column.value(at) or 0}",
            mend="check the value, or the total of the roster",
        )
    return Column(
        indicator=column.indicator,
        values=whole([*values[:at], units, *values[at:]]),
        decimals=decimals,
        valid=np.insert(column.valid, at, values=True),
        inferred=np.insert(column.inferred, at, values=False),
    )
