"""Columns of one figure: which of them was last known on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column

__all__ = ["by_figure", "check_vintages", "last_known", "settled", "since"]

Figure = tuple[str, date | None]
"""Id of the indicator and its key date: what several vintages are about."""


def by_figure(columns: Iterable[Column]) -> Mapping[Figure, tuple[Column, ...]]:
    """Give the columns of each indicator and key date together, in their order."""
    found: dict[Figure, tuple[Column, ...]] = {}
    for column in columns:
        figure = column.indicator.id, column.indicator.key_date
        found[figure] = (*found.get(figure, ()), column)
    return found


def check_vintages(columns: Iterable[Column], *, where: str) -> None:
    """
    Refuse columns of one figure that cannot be told apart.

    Raises:
        InvalidDataError: Two have the same `known_since`, or one of them has none; or
            they do not freeze on the same day.
    """
    for (indicator, key_date), several in by_figure(columns).items():
        days = [column.indicator.known_since for column in several]
        if len(several) > 1 and None in days:
            raise InvalidDataError(
                "an indicator stands twice for the same key date",
                where=where,
                got=f"{indicator!r}, {key_date}",
                expected="one column for each indicator and key date",
                mend="remove one, or state their key dates"
                if set(days) == {None}
                else "remove one, or say of each vintage since when it was known",
            )
        frozen = {column.indicator.frozen_after for column in several}
        if len(frozen) > 1:
            raise InvalidDataError(
                "vintages of a figure do not freeze on the same day",
                where=where,
                got=f"{indicator!r}, {key_date}: {', '.join(sorted(map(str, frozen)))}",
                expected="the day that froze the figure, in each of its vintages",
                mend="say the same in each: Indicator(frozen_after=...)",
            )
        if len(set(days)) < len(days):
            raise InvalidDataError(
                "two vintages of a figure were known since the same day",
                where=where,
                got=f"{indicator!r}, {key_date}: {', '.join(map(str, days))}",
                expected="one vintage for each day",
                mend="remove the one that was replaced",
            )


def last_known(columns: Sequence[Column], day: date) -> Column | None:
    """
    Give the vintage of one figure that was last known on a day; `None` for none.

    Where nobody says since when it was known, it always was.
    """
    known = [c for c in columns if (c.indicator.known_since or date.min) <= day]
    return max(known, key=since, default=None)


def since(column: Column) -> date:
    """Give the day since when it was known; always, where nobody says."""
    return column.indicator.known_since or date.min


def settled(columns: Sequence[Column], day: date) -> tuple[Column, ...]:
    """
    Give columns with one vintage of each figure: the one last known on a day.

    A figure of which nothing was known yet is left out, with one vintage or several.
    """
    last = [last_known(several, day) for several in by_figure(columns).values()]
    return tuple(column for column in columns if any(column is one for one in last))
