"""Corrections: a further vintage of a figure, with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs
import numpy as np

from fundmodel.errors import CorrectionError
from fundmodel.indicators import Column, DataState, Indicator, whole
from fundmodel.sentences import Text
from fundmodel.sources import Basis
from fundmodel.vintages.figures import by_figure, since

__all__ = ["called", "changed", "correction", "last_vintage", "reasoned"]


def called(indicator: Indicator) -> str:
    """Name a figure in a message, with its key date."""
    day = indicator.key_date or "no key date"
    return f"indicator {indicator.id!r}, {day}"


def reasoned(indicator: Indicator) -> None:
    """
    Refuse a correction for which nobody gives a reason.

    Raises:
        CorrectionError: There is none.
    """
    if indicator.reason is None:
        raise CorrectionError(
            "a figure is corrected without a reason",
            where=called(indicator),
            got=f"known since {indicator.known_since}, no reason",
            expected="a reason in words",
            mend='say why: reason="counted twice", for example',
        )


def last_vintage(
    columns: Sequence[Column], key_date: date | None, *, where: str
) -> Column:
    """
    Find the latest vintage of an indicator, to be corrected.

    Args:
        columns: Its columns, of all key dates.

        key_date: The day that is meant; `None` where there is one only.

        where: What to call the roster in messages.

    Raises:
        CorrectionError: There is no such figure, or several key dates have one.
    """
    found = by_figure(columns)
    meant = {
        figure: several
        for figure, several in found.items()
        if key_date is None or figure[1] == key_date
    }
    if len(meant) == 1:
        (several,) = meant.values()
        return max(several, key=since)
    days = ", ".join(str(day or "no key date") for _, day in found)
    raise CorrectionError(
        "there is no single figure that is meant",
        where=where,
        got=days or "no such indicator",
        expected=f"{key_date}" if key_date else "an indicator with one key date",
        mend="name an indicator of the roster, and its key date",
    )


def correction(
    old: Indicator, known_since: date, reason: str | Text | None, source: Basis
) -> Indicator:
    """
    Describe the vintage that corrects another; the key date stays.

    Raises:
        CorrectionError: There is no reason, what is corrected is provisional, or was
            not known before the correction, or the correction was known before the
            key date.
    """
    if isinstance(reason, str):
        reason = Text(reason) if reason.strip() else None
    new = attrs.evolve(
        old,
        state=DataState.CORRECTED,
        known_since=known_since,
        reason=reason,
        source=source,
    )
    reasoned(new)
    _check_correctable(old, known_since)
    return new


def _check_correctable(old: Indicator, day: date) -> None:
    known = old.known_since
    if old.state is DataState.PROVISIONAL:
        what = "a provisional figure is replaced by a final one, not corrected"
        mend = "add the final figures as a column of their own: with_columns"
    elif known is None or known >= day:
        what = "the correction was not known after what it corrects"
        mend = "look at both days; the first one is Indicator(known_since=...)"
    elif old.key_date is not None and day < old.key_date:
        what = "the correction was known before the day of the count"
        mend = "correct one of the two days"
    else:
        return
    raise CorrectionError(
        what,
        where=called(old),
        got=f"corrected {day}; before that {old.state.value}, known since {known}",
        expected="a correction of final figures, known later than these",
        mend=mend,
    )


def changed(
    before: Column, values: Mapping[int, int | Decimal | None], indicator: Indicator
) -> Column:
    """
    Give a column with some values replaced.

    Args:
        before: The vintage that is corrected; it is not changed.

        values: The new values, by row; `None` for none.

        indicator: The vintage that corrects it.

    Raises:
        CorrectionError: There is no new value, all of them are the old ones, or one
            is negative while none of the figure was so far.

        InvalidDataError: A value is no exact number.
    """
    if not values:
        raise CorrectionError(
            "nothing is corrected",
            where=called(indicator),
            got="no values",
            expected="the new value of at least one recipient",
            mend="give the new values, by id",
        )
    rows = np.fromiter(values, dtype=np.int64)
    part = Column.of(indicator, list(values.values()))
    decimals = max(before.decimals, part.decimals)
    # As Python integers, which more decimals cannot overflow.
    numbers = before.values.astype(np.object_) * 10 ** (decimals - before.decimals)
    more = part.values.astype(np.object_) * 10 ** (decimals - part.decimals)
    valid, inferred = before.valid.copy(), before.inferred.copy()
    was = numbers[rows].tolist(), before.valid[rows].tolist()
    _check_changed(was, (more.tolist(), part.valid.tolist()), indicator)
    _check_sign(before, part, indicator)
    numbers[rows], valid[rows], inferred[rows] = more, part.valid, False
    return Column(
        indicator=indicator,
        values=whole(numbers.tolist()),
        decimals=decimals,
        valid=valid,
        inferred=inferred,
    )


Values = tuple[list[int], list[bool]]
"""Numbers of one scale, and where there is one."""


def _check_changed(was: Values, now: Values, indicator: Indicator) -> None:
    if was == now:
        raise CorrectionError(
            "a correction changes no value",
            where=called(indicator),
            got="the values that it had",
            expected="the new value of at least one recipient",
            mend="leave it out, or give the values that are right",
        )


def _check_sign(before: Column, part: Column, indicator: Indicator) -> None:
    below = [f"{n}e-{part.decimals}" for n in part.values.tolist() if n < 0]
    if below and not (before.values < 0).any():
        raise CorrectionError(
            "a correction makes a figure negative that never was",
            where=called(indicator),
            got=", ".join(str(Decimal(number).normalize()) for number in below),
            expected="zero or more, as all values of this figure so far",
            mend="give the new value, not the difference",
        )
