"""Columns of awards: laid out by budget year, and held to what holds for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from fundmodel.awards.amounts import YearAmount
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import BoolArray
from fundmodel.sentences import check_printable

__all__ = [
    "Minor",
    "check_ids",
    "check_lengths",
    "check_minor",
    "check_texts",
    "check_total",
    "check_years",
    "if_any",
    "matrix",
]

T = TypeVar("T")

Minor = npt.NDArray[np.int64]
"""Whole minor units."""

_MOST: Final = 2**63 - 1
"""What all awards together may have, so that no sum goes beyond 64 bits."""


def check_total(total: int) -> None:
    """
    Make sure that sums of all awards stay in 64 bits.

    Raises:
        InvalidDataError: They do not.
    """
    if total > _MOST:
        raise InvalidDataError(
            "the awards are too much money together",
            where="awards",
            got=f"{total:,} minor units",
            expected=f"at most {_MOST:,}",
            mend="look for the amount that was multiplied",
        )


def _other_length(name: str, got: str, expected: str) -> InvalidDataError:
    return InvalidDataError(
        "a column has another length than the awards",
        where=f"awards, {name}",
        got=got,
        expected=expected,
        mend="give one value per award, None where there is none",
    )


def _empty(name: str, text: str) -> InvalidDataError:
    return InvalidDataError(
        "a text is empty, or begins or ends with a blank",
        where=f"awards, {name}",
        got=repr(text),
        expected="some text",
        mend="fill it in, without blanks around it",
    )


def if_any(items: list[T]) -> list[T]:
    """Leave out a column that holds nothing."""
    return items if any(items) else []


def matrix(
    rows: Sequence[Iterable[YearAmount]], years: Sequence[str]
) -> tuple[Minor, BoolArray]:
    """Lay the amounts of awards out by budget years."""
    check_total(sum(one.amount.minor for row in rows for one in row))
    place = {year: number for number, year in enumerate(years)}
    minor = np.zeros((len(rows), len(years)), dtype=np.int64)
    named = np.zeros(minor.shape, dtype=np.bool_)
    for number, row in enumerate(rows):
        for one in row:
            minor[number, place[one.year]] = one.amount.minor
            named[number, place[one.year]] = True
    return minor, named


def check_lengths(columns: Mapping[str, Sequence[object]], n: int) -> None:
    """
    Make sure that each column has a value for each award.

    Raises:
        InvalidDataError: One has not.
    """
    for name, column in columns.items():
        if len(column) != n:
            raise _other_length(name, f"{len(column):,}", f"{n:,}")


def check_texts(columns: Mapping[str, tuple[str, ...]]) -> None:
    """
    Make sure that no text is empty, and none has control characters.

    Raises:
        InvalidDataError: One is or has.
    """
    for name, column in columns.items():
        # One of each is enough.
        for text in dict.fromkeys(column):
            if not text.strip() or text != text.strip():
                raise _empty(name, text)
            if not text.isprintable():
                check_printable(text, where=f"awards, {name}")


def check_ids(ids: tuple[str, ...]) -> None:
    """
    Make sure that each id stands once.

    Raises:
        InvalidDataError: One stands more than once.
    """
    if len(set(ids)) < len(ids):
        twice = [id_ for id_, count in Counter(ids).items() if count > 1]
        raise InvalidDataError(
            "an id stands more than once",
            where="awards",
            got=", ".join(twice),
            expected="each id once",
            mend="what changes an award later is an amendment of it",
        )


def check_years(years: tuple[str, ...]) -> None:
    """
    Make sure that budget years are sorted, so that equal awards are equal.

    Raises:
        InvalidDataError: They are not, or one stands twice.
    """
    if list(years) != sorted(set(years)):
        raise InvalidDataError(
            "the budget years are not sorted, or one stands twice",
            where="awards, years",
            got=", ".join(years),
            expected="each label once, sorted as text",
            mend="use Awards.of, which sorts them",
        )


def check_minor(
    ids: tuple[str, ...], years: tuple[str, ...], minor: Minor, named: BoolArray
) -> None:
    """
    Make sure that amounts are whole, fit the years, and none is negative.

    Raises:
        InvalidDataError: It is not so.
    """
    shape = (len(ids), len(years))
    for name, array in (("minor", minor), ("named", named)):
        if array.shape != shape:
            raise _other_length(name, str(array.shape), str(shape))
    if minor.dtype != np.int64 or named.dtype != np.bool_:
        raise InvalidDataError(
            "amounts are no whole minor units, or it is not said where they are",
            where="awards, minor and named",
            got=f"{minor.dtype} and {named.dtype}",
            expected="int64 and bool",
            mend="use Awards.of, or give arrays of these types",
        )
    wrong = (minor < 0).any(axis=1) | ~named.any(axis=1)
    wrong |= ((minor != 0) & ~named).any(axis=1)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidDataError(
            "an amount is negative or of a year not named, or no year is named",
            where=f"award {ids[row]!r}",
            got=", ".join(map(str, minor[row].tolist())) or "no amount",
            expected="zero or more minor units for the years that are named",
            mend="correct the row",
        )
    # In two halves, so that the sum itself cannot go beyond 64 bits.
    high, low = int((minor >> 32).sum()), int((minor & 0xFFFFFFFF).sum())
    check_total((high << 32) + low)
