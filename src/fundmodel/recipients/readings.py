"""What of a roster is read as of a day, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs
import numpy as np

from fundmodel.bodies import Recipient
from fundmodel.indicators import BoolArray, Column, Indicator
from fundmodel.periods import Period
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.vintages import by_figure, last_known, since

__all__ = ["LeftOut", "columns_read", "exist_on"]


@attrs.frozen(kw_only=True)
class LeftOut:
    """
    What `Roster.as_of` leaves out, by name.

    A vintage that a later one replaced is not listed: the later one stands for it.

    Attributes:
        bodies: Who does not exist on the key date.

        not_known: Figures of which nothing was known yet.

        other_days: Figures of other key dates.
    """

    bodies: tuple[Recipient, ...]
    not_known: tuple[Indicator, ...]
    other_days: tuple[Indicator, ...]

    def __len__(self) -> int:
        return len(self.bodies) + len(self.not_known) + len(self.other_days)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Name each of them, one a line; nothing left out gives no line."""
        language = Language(language)
        return "\n".join(each.render(language) for each in self._told())

    def _told(self) -> Iterator[Sentence]:
        for body in self.bodies:
            yield sentence(
                "{name} ({id}) does not exist on the key date",
                name=body.name,
                id=body.id,
            )
        for indicator in self.not_known:
            yield sentence(
                "{indicator} was not known before {day}",
                indicator=indicator,
                day=indicator.known_since,
            )
        for indicator in self.other_days:
            yield sentence(
                "{indicator} is of another key date, {day}",
                indicator=indicator,
                day=indicator.key_date,
            )

    def __str__(self) -> str:
        return self.text()


def exist_on(validity: tuple[Period | None, ...], day: date, n: int) -> BoolArray:
    """Tell who exists on a day, shape ``(n,)``; who has no period always does."""
    if not validity:
        return np.ones(n, dtype=np.bool_)
    exists = (period is None or period.contains(day) for period in validity)
    return np.fromiter(exists, dtype=np.bool_)


def columns_read(
    columns: Sequence[Column], key_date: date | None, known_on: date | None
) -> tuple[tuple[Column, ...], tuple[Indicator, ...], tuple[Indicator, ...]]:
    """
    Sort columns into those that are read, those not known yet and those of other days.

    Args:
        columns: The columns.

        key_date: Those of another key date are left out; `None` keeps all.

        known_on: Of each figure the vintage last known on that day is read; `None`
            reads all.

    Returns:
        The columns that are read, in their order; and what is left out, of figures
        with several vintages the first.
    """
    read: list[Column] = []
    not_known: list[Indicator] = []
    other_days: list[Indicator] = []
    for (_, measured), several in by_figure(columns).items():
        last = last_known(several, known_on or date.max)
        if key_date is not None and measured not in (None, key_date):
            other_days.append(several[0].indicator)
        elif last is None:
            not_known.append(min(several, key=since).indicator)
        else:
            read += several if known_on is None else (last,)
    in_order = tuple(c for c in columns if any(c is one for one in read))
    return in_order, tuple(not_known), tuple(other_days)
