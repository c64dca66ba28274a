"""One application: who asks for how much, received when, and with which score."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.sources import Basis

__all__ = ["RECEIVED", "Application", "a_score", "day_number", "filed", "numbered_day"]

RECEIVED: Final = "received"
"""Id of the indicator that holds the day of receipt."""


def day_number(day: date) -> int:
    """
    Write a day as a whole number that sorts like it, and can be read.

    >>> day_number(date(2026, 3, 31))
    20260331
    """
    return day.year * 10_000 + day.month * 100 + day.day


def numbered_day(number: int) -> date:
    """
    Read a day that was written as a whole number.

    Raises:
        InvalidDataError: There is no such day.
    """
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        raise InvalidDataError(
            "this number is no day",
            where=f"indicator {RECEIVED!r}",
            got=number,
            expected="year, month and day in digits, for example 20260331",
            mend="correct the number",
        ) from None


def a_score(score: Decimal | int | None) -> Decimal | None:
    """Tidy a score; what is no exact number is left for the check of the field."""
    # Not `isinstance`: to Python, a truth value is a number too.
    if type(score) is int:
        return Decimal(score)
    # cast: see above.
    return cast("Decimal | None", score)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Application:
    """
    An application for an amount (Antrag).

    Attributes:
        id: Unique among the applications, for example a file number.

        applicant: Id of a recipient on the roster.

        requested: The amount: money, or a whole number of something else.

        received: The day on which it was received; `None` when nobody says.

        score: What it was rated with, as published; `None` when it was not.

        title: What it is called.

        source: Where this is taken from.
    """

    id: str
    applicant: str
    requested: Money | int
    received: date | None = None
    score: Decimal | None = attrs.field(default=None, converter=a_score)
    title: str = attrs.field(
        default=attrs.Factory(lambda self: self.id, takes_self=True)
    )
    source: Basis = None

    def __str__(self) -> str:
        return f"{self.title} ({self.id})"


FIELDS: Final = frozenset(
    {"id", "applicant", "requested", "received", "score", "title"}
)
"""The keys that a record of an application may have."""


def filed(record: object, currency: str | None, *, where: str) -> Application:
    """
    Make an application of a record.

    Args:
        record: A mapping from names of fields to values.

        currency: That of a request written as text or a number in major units; `None`
            takes it as it is.

        where: What to call the record in messages.

    Raises:
        InvalidDataError: It lacks a key, has an unknown one or a value of another
            type.
    """
    if not isinstance(record, Mapping):
        raise InvalidDataError(
            "this is no record of an application",
            where=where,
            got=repr(record),
            expected="a mapping from names of fields to values",
            mend='write [{"id": "a-1", "applicant": "08111000", "requested": …}]',
        )
    # cast: `isinstance` tells nothing about keys and values.
    row = dict(cast("Mapping[str, object]", record))
    _check_keys(row, where=where)
    try:
        if currency is not None and not isinstance(row["requested"], Money):
            # cast: whatever it is, `Money.of` refuses what is no amount.
            amount = cast("int | str | Decimal", row["requested"])
            row["requested"] = Money.of(amount, currency)
        # The class itself refuses values of another type.
        return Application(**row)  # type: ignore[arg-type]
    except InvalidDataError as error:
        error.where = ", ".join(filter(None, (where, error.where)))
        raise


def _check_keys(row: Mapping[str, object], *, where: str) -> None:
    for key in row:
        if key not in FIELDS:
            near = difflib.get_close_matches(str(key), FIELDS, n=1)
            raise InvalidDataError(
                "a record has a key that is no field of an application",
                where=where,
                got=key,
                expected=", ".join(sorted(FIELDS)),
                mend=f"did you mean {near[0]!r}?" if near else "leave it out",
            )
    missing = [k for k in ("id", "applicant", "requested") if k not in row]
    if missing:
        raise InvalidDataError(
            "a record lacks what every application has",
            where=where,
            got=", ".join(row) or "nothing",
            expected=", ".join(missing),
            mend="add it",
        )
