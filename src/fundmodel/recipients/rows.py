"""The rows of a roster: each has an id of its own, and one entry in every column."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from fundmodel.bodies import Recipient, check_indicators, from_record, records_of
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import BoolArray, Indicator, Places
from fundmodel.sentences import check_printable

__all__ = [
    "BY_ROW",
    "all_tuples",
    "bodies_of",
    "check_ids",
    "check_lengths",
    "kind_places",
    "rows_above",
    "unknown_id",
]

BY_ROW: Final[Mapping[str, str]] = {
    "ids": "id",
    "names": "name",
    "kinds": "kind",
    "parents": "parent",
    "validity": "valid",
    "successors": "successors",
}
"""What has one entry for each row, or none: fields of a roster, and of a recipient."""


def all_tuples(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Freeze lists of ids."""
    return tuple(tuple(row) for row in rows)


def bodies_of(
    records: Iterable[Mapping[str, object]],
    indicators: Sequence[Indicator],
    *,
    where: str,
) -> tuple[list[Mapping[str, object]], list[Recipient]]:
    """
    Read records, whose keys are fields of a recipient or ids of indicators.

    Returns:
        The records, and the recipient that each is about.

    Raises:
        InvalidDataError: A record is none, or has a key that is unknown.
    """
    rows = records_of(records, where=where)
    check_indicators(indicators, where=where)
    known = frozenset({"id", "name", "kind", "parent"} | {i.id for i in indicators})
    bodies = [
        from_record(row, known, where=f"{where}, record {number}")
        for number, row in enumerate(rows, start=1)
    ]
    return rows, bodies


def check_ids(ids: tuple[str, ...], names: tuple[str, ...], *, where: str) -> None:
    """
    Refuse rows without id or name, and ids that repeat.

    Raises:
        InvalidDataError: An id or a name is empty or cannot be printed, or an id
            stands more than once.
    """
    for position, (id_, name) in enumerate(zip(ids, names, strict=False)):
        if not id_.strip() or not name.strip():
            raise InvalidDataError(
                "a recipient has no id or no name",
                where=f"{where}, row {position + 1}",
                got=f"id {id_!r}, name {name!r}",
                expected="both as text",
                mend="fill them in",
            )
        check_printable(id_, where=f"{where}, row {position + 1}, id")
        check_printable(name, where=f"{where}, row {position + 1}, name")
    if len(set(ids)) < len(ids):
        twice = [id_ for id_, count in Counter(ids).items() if count > 1]
        raise InvalidDataError(
            "an id stands more than once",
            where=where,
            got=", ".join(twice),
            expected="each id once",
            mend="remove the repeated rows, or give each body its own id",
        )


def check_lengths(lengths: Mapping[str, int], n: int, *, where: str) -> None:
    """
    Refuse columns with more or fewer entries than there are rows.

    Args:
        lengths: How many entries each column has, by name.

        n: How many rows there are.

        where: What to call the roster in messages.

    Raises:
        InvalidDataError: One of them has another number.
    """
    for name, length in lengths.items():
        if length != n:
            raise InvalidDataError(
                "a column has another length than the roster",
                where=f"{where}, {name}",
                got=f"{length:,} values",
                expected=f"{n:,} values",
                mend="give one value per recipient, None where there is none",
            )


def kind_places(kinds: tuple[str, ...]) -> Mapping[str, BoolArray]:
    """Tell who is of each kind, shape ``(n,)``."""
    names = tuple(dict.fromkeys(kinds))
    number = {kind: place for place, kind in enumerate(names)}
    places = np.fromiter(map(number.__getitem__, kinds), dtype=np.int64)
    return {kind: places == number[kind] for kind in names}


def rows_above(
    parents: tuple[str | None, ...], positions: Mapping[str, int], n: int
) -> Places:
    """Give the row of each parent, shape ``(n,)``; see `Roster.above`."""
    position = positions.get
    rows = (-1 if id_ is None else position(id_, -2) for id_ in parents)
    above = np.full(n, -1, dtype=np.int64)
    above[: len(parents)] = np.fromiter(rows, dtype=np.int64)
    above.setflags(write=False)
    return above


def unknown_id(
    id: str, ids: tuple[str, ...], names: tuple[str, ...], *, where: str
) -> InvalidDataError:
    """Make the error for an id that nobody has; the nearest ones are offered."""
    rows = zip(ids, names, strict=True)
    by_name = [id_ for id_, name in rows if name == id]
    offers = by_name or difflib.get_close_matches(str(id), ids, n=3)
    return InvalidDataError(
        "nobody on the roster has this id",
        where=where,
        got=id,
        expected=f"one of {len(ids):,} ids",
        mend=f"did you mean {' or '.join(offers)}?"
        if offers
        else "look it up in the roster",
    )
