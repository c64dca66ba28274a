"""Crosswalks as a table in CSV."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeVar

import attrs

from fundmodel.crosswalks import Crosswalk, Succession, SuccessionKind
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.layouts import a_delimiter
from fundmodel.io.rows import Faults, columns_of
from fundmodel.sources import Basis, Source

__all__ = ["read_crosswalk"]

T = TypeVar("T")

NEEDS: Final = ("old", "new", "day", "kind")
TEXTS: Final = ("share", "source")
"""Columns that may be left out, and whose cells may be empty."""


@attrs.frozen(kw_only=True)
class _Row:
    """One old body and one new one."""

    line: int
    old: str
    new: str
    day: date
    kind: SuccessionKind
    share: Fraction | None
    source: str


def read_crosswalk(
    path: Path | str,
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    source: Basis = None,
) -> Crosswalk:
    """
    Read a crosswalk from a CSV file, one old and one new body a row.

    The header has ``old``, ``new``, ``day`` and ``kind``, and may have ``share`` and
    ``source``, in any order; other columns are refused. Days are written as
    2023-04-01; kinds are those of `SuccessionKind`; shares are written as ``60 %``,
    ``0.6`` or ``3/5``, for splits only. Rows of a merger with one new body and one
    day belong together, as do those of a split with one old body and one day.

    Args:
        path: The file.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where rows come from that name no document themselves.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such delimiter.
    """
    path = Path(path)
    faults = Faults(path=path)
    columns = columns_of(
        faults,
        delimiter=a_delimiter(delimiter),
        encoding=encoding,
        needs=NEEDS,
        may=TEXTS,
    )
    rows = _rows(Cells(columns=columns, locale="en", faults=faults))
    groups: dict[object, list[_Row]] = {}
    for row in rows:
        groups.setdefault(_together(row), []).append(row)
    made = [_made(group, source, faults) for group in groups.values()]
    faults.refuse()
    try:
        return Crosswalk(successions=[each for each in made if each is not None])
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


def _rows(cells: Cells) -> list[_Row]:
    shares = _each(cells, "share", lambda text: values.a_ratio(text) if text else None)
    olds, news = cells.words("old"), cells.words("new")
    days = _each(cells, "day", values.a_day)
    kinds = _each(cells, "kind", lambda text: values.a_choice(text, SuccessionKind))
    titles = cells.texts("source")
    # What cannot be read is not in these lists; the file is refused before.
    cells.faults.refuse()
    columns = zip(
        cells.columns.lines, olds, news, days, kinds, shares, titles, strict=True
    )
    return [
        _Row(line=line, old=old, new=new, day=day, kind=kind, share=share, source=title)
        for line, old, new, day, kind, share, title in columns
    ]


def _together(row: _Row) -> object:
    """Give what the rows of one succession have in common."""
    if row.kind is SuccessionKind.MERGER:
        return (row.kind, row.day, row.new)
    if row.kind is SuccessionKind.SPLIT:
        return (row.kind, row.day, row.old)
    return row.line


def _made(rows: list[_Row], source: Basis, faults: Faults) -> Succession | None:
    """Make one succession, or note why it cannot be."""
    first, titles = rows[0], [row.source for row in rows if row.source]
    is_split = first.kind is SuccessionKind.SPLIT
    shares = [row.share for row in rows if row.share is not None]
    try:
        return Succession(
            kind=first.kind,
            day=first.day,
            old=(first.old,) if is_split else tuple(row.old for row in rows),
            new=tuple(row.new for row in rows) if is_split else (first.new,),
            shares=shares,
            source=Source(title=titles[0]) if titles else source,
        )
    except FundmodelError as error:
        lines = ", ".join(str(row.line) for row in rows)
        faults.add(
            f"line {lines}" if len(rows) == 1 else f"lines {lines}",
            error.what,
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        )
        return None


def _each(cells: Cells, column: str, read: Callable[[str], T]) -> list[T]:
    """Read cells, and note what cannot be read."""
    found: list[T] = []
    for line, text in zip(cells.columns.lines, cells.texts(column), strict=True):
        try:
            found.append(read(text))
        except InvalidDataError as error:
            cells.faults.add(
                f"line {line}, column {column!r}",
                error.what,
                got=text,
                expected=error.expected,
                mend=error.mend,
            )
    return found
