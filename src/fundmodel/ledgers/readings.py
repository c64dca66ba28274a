"""Take columns as people have them: lists, arrays, or one value for all entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import NoneType
from typing import Final, NoReturn, TypeVar, cast

import numpy as np
import numpy.typing as npt

from fundmodel.errors import InvalidDataError
from fundmodel.ledgers.coding import NONE, Coded, Codes, Numbers
from fundmodel.ledgers.entry import check_text

__all__ = [
    "Days",
    "Ids",
    "Labels",
    "Minor",
    "Words",
    "coded",
    "days_of",
    "ids_of",
    "lacking",
    "mask_of",
    "minor_of",
    "words",
]

Value = TypeVar("Value")

Ids = Sequence[str] | npt.NDArray[np.generic]
"""An id for each entry."""

Words = Sequence[str | None] | npt.NDArray[np.generic] | str | None
"""Text or `None` for each entry, or one for all."""

Labels = Sequence[str | int | None] | npt.NDArray[np.generic] | str | int | None
"""Labels of budget years for each entry, or one for all; `int` for calendar years."""

Days = Sequence[date] | npt.NDArray[np.datetime64] | date
"""The day of each entry, or one for all."""

Minor = Sequence[int] | npt.NDArray[np.integer]
"""Whole minor units of each entry."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


def ids_of(given: Ids) -> tuple[str, ...]:
    """
    Read an id for each entry.

    Raises:
        InvalidDataError: One is no text, is empty, or has control characters.
    """
    # cast: what is no text is refused below.
    listed = given.tolist() if isinstance(given, np.ndarray) else given
    ids = tuple(cast("Sequence[str]", listed))
    odd = set(map(type, ids)) - {str}
    if odd:
        raise InvalidDataError(
            "an id is no text",
            where="entries, ids",
            got=repr(next(id_ for id_ in ids if type(id_) in odd)),
            expected="text for each entry",
            mend='write it in quotes: "0815"',
        )
    if not all(map(str.strip, ids)) or not all(map(str.isprintable, ids)):
        for row, id_ in enumerate(ids, start=1):
            check_text(id_, where=f"entries, ids, row {row:,}")
    return ids


def words(given: Words | Labels, n: int, *, name: str) -> Coded[str]:
    """
    Read text; whole numbers, where they may stand, become text.

    Raises:
        InvalidDataError: It has another length, holds something else, or is empty.
    """
    column = coded(given, n, (str, int) if name in _YEARS else (str,), name=name)
    labels = tuple(map(str, column.values))
    for label in labels:
        check_text(label, where=f"entries, {name}")
    if len(set(labels)) == len(labels):
        return Coded(column.codes, labels)
    # 2018 and "2018" are one year.
    number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    return Coded(column.translated(lambda value: number[str(value)]), tuple(number))


_YEARS: Final = frozenset({"years", "origins", "to_years"})


def coded(
    given: object, n: int, kinds: tuple[type, ...], *, name: str
) -> Coded[object]:
    """
    Read a column of values of some types.

    Raises:
        InvalidDataError: It has another length, or holds something else.
    """
    if given is None or isinstance(given, (*kinds, *_NO_COLUMN)):
        _check_types((given,), (*kinds, NoneType), name=name)
        return Coded[object].same(given, n)
    items = _listed(given, n, name=name)
    _check_types(items, (*kinds, NoneType), name=name)
    return Coded[object].of(items)


_NO_COLUMN: Final = (str, bytes, bool, int, float, date)
"""What is one value, fitting or not."""


def _listed(given: object, n: int, *, name: str) -> Sequence[object]:
    if isinstance(given, np.ndarray):
        # cast: the stubs leave the type of the items open.
        items = cast("list[object]", given.tolist())
    elif isinstance(given, Sequence):
        # cast: `isinstance` tells nothing about the items.
        items = cast("list[object]", given)
    else:
        _refuse(name, f"{given!r}", "a list, an array, or one value for all entries")
    if len(items) != n:
        _refuse(name, f"{len(items):,} values", f"{n:,} values, one for each entry")
    return items


def _refuse(name: str, got: str, expected: str) -> NoReturn:
    raise InvalidDataError(
        "this is not what a column of entries holds",
        where=f"entries, {name}",
        got=got,
        expected=expected,
        mend="correct the column",
    )


def _check_types(
    items: Sequence[object], kinds: tuple[type, ...], *, name: str
) -> None:
    # One of each type is enough, and quick for a million entries.
    wrong = {
        kind
        for kind in set(map(type, items))
        if kind is bool or not issubclass(kind, kinds)
    }
    if wrong:
        item = next(item for item in items if type(item) in wrong)
        said = " or ".join(kind.__name__.replace("NoneType", "None") for kind in kinds)
        _refuse(name, f"{item!r} ({type(item).__name__})", said)


def days_of(given: Days, n: int) -> Codes:
    """
    Read days as their numbers in the calendar.

    Raises:
        InvalidDataError: There is another number of them, or something else.
    """
    if isinstance(given, np.ndarray) and given.dtype.kind == "M":
        return _from_dates(given, n)
    if isinstance(given, date):
        _check_types((given,), (date,), name="days")
        _check_days((given,))
        return np.broadcast_to(np.int32(given.toordinal()), n)
    days = _listed(given, n, name="days")
    _check_types(days, (date,), name="days")
    # cast: it was checked that all of them are days.
    return _numbered(cast("Sequence[date]", days))


def _numbered(days: Sequence[date]) -> Codes:
    _check_days(days)
    numbers = map(date.toordinal, days)
    return _read_only(np.fromiter(numbers, dtype=np.int32, count=len(days)))


def _check_days(days: Sequence[date]) -> None:
    if set(map(type, days)) - {date}:
        # A `datetime` is a `date` to Python, but does not compare with one.
        wrong = next(day for day in days if type(day) is not date)
        _refuse("days", f"{wrong!r}", "days without a time")


def _from_dates(given: npt.NDArray[np.datetime64], n: int) -> Codes:
    if given.shape != (n,):
        _refuse("days", f"shape {given.shape}", f"{n:,} values, one for each entry")
    days = given.astype("datetime64[D]")
    if np.isnat(days).any() or (days != given).any():
        _refuse("days", "a missing day, or a time", "days without a time")
    numbers = days.astype(np.int64) + _EPOCH
    if n and not 1 <= int(numbers.min()) <= int(numbers.max()) <= date.max.toordinal():
        _refuse("days", "a year that no calendar has", "years 1 to 9999")
    return _read_only(numbers.astype(np.int32))


def minor_of(given: Minor, n: int) -> Numbers:
    """
    Read whole minor units.

    Raises:
        InvalidDataError: There is another number of them, or something else, or an
            amount is beyond 64 bits.
    """
    if isinstance(given, np.ndarray):
        numbers = _from_array(given)
    else:
        items = _listed(given, n, name="minor")
        _check_types(items, (int,), name="minor")
        # cast: it was checked that all of them are whole.
        numbers = _fitting(cast("list[int]", items))
    if numbers.shape != (n,):
        _refuse("minor", f"shape {numbers.shape}", f"{n:,} values, one for each entry")
    numbers.setflags(write=False)
    return numbers


def _from_array(given: npt.NDArray[np.integer]) -> Numbers:
    if given.dtype.kind not in "iu":
        _refuse(
            "minor", f"an array of {given.dtype}", "whole minor units, such as cents"
        )
    return (
        _fitting(given.tolist()) if given.dtype.kind == "u" else given.astype(np.int64)
    )


def _fitting(numbers: list[int]) -> Numbers:
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        _refuse("minor", "an amount beyond 64 bits", "amounts that 64 bits hold")


def _read_only(numbers: Codes) -> Codes:
    numbers.setflags(write=False)
    return numbers


def lacking(column: Coded[Value]) -> npt.NDArray[np.bool_]:
    """Tell which entries have no value."""
    found: npt.NDArray[np.bool_] = column.codes == NONE
    return found


def mask_of(
    column: Coded[Value], holds: Callable[[Value], bool]
) -> npt.NDArray[np.bool_]:
    """Tell for which entries something holds, by their value; nowhere without one."""
    truths = np.array([*map(holds, column.values), False], dtype=np.bool_)
    found: npt.NDArray[np.bool_] = truths[column.codes]
    return found
