"""Bodies that count, apply or are paid: one recipient, read from one record."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.indicators import Indicator
from fundmodel.periods import Period

__all__ = [
    "REMAINDER",
    "Recipient",
    "check_indicators",
    "check_no_circle",
    "exact_value",
    "from_record",
    "records_of",
]

REMAINDER: Final = "remainder"
"""The kind of a row that stands for all others of a register."""


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Recipient:
    """
    A body that counts, applies or is paid (Empfänger).

    Attributes:
        id: Unique in its roster; always text, so that leading zeros stay.

        name: What it is called.

        kind: What it is, for example ``"municipality"``; rules name kinds.

        parent: Id of the body it belongs to, which may be in another roster.

        valid: When it exists; `None` for always.

        successors: Ids of the bodies that replaced it.
    """

    id: str
    name: str
    kind: str = "recipient"
    parent: str | None = None
    valid: Period | None = None
    successors: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


def records_of(records: object, *, where: str) -> list[Mapping[str, object]]:
    """
    Give records as a list; type checkers may not have looked at them.

    Raises:
        InvalidDataError: They are no records.
    """
    # cast: `isinstance` tells nothing about the items.
    given = isinstance(records, Iterable)
    rows = list(cast("Iterable[object]", records)) if given else [records]
    for row in rows:
        if not isinstance(row, Mapping):
            raise InvalidDataError(
                "this is no record of a recipient",
                where=where,
                got=repr(row),
                expected="a mapping from names of fields to values",
                mend='write [{"id": "08111000", "name": "Stuttgart"}]',
            )
    return cast("list[Mapping[str, object]]", rows)


def check_indicators(indicators: Iterable[object], *, where: str) -> None:
    """
    Refuse what is no indicator; type checkers may not have looked.

    Raises:
        InvalidDataError: One of them is something else.
    """
    for indicator in indicators:
        if not isinstance(indicator, Indicator):
            raise InvalidDataError(
                "this is no indicator",
                where=where,
                got=repr(indicator),
                expected="a list of Indicator",
                mend='write indicators=[Indicator(id="heads")]',
            )


def from_record(
    row: Mapping[str, object], known: frozenset[str], *, where: str
) -> Recipient:
    """
    Take id, name, kind and parent out of a record.

    Args:
        row: The record; its other keys are ids of indicators.

        known: All keys that it may have.

        where: What to call the record in messages.

    Raises:
        InvalidDataError: A key is unknown, or an id or name is no text.
    """
    for key in row:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise InvalidDataError(
                "a record has a key that is neither a field nor an indicator",
                where=where,
                got=key,
                expected=", ".join(sorted(known)),
                mend=f"did you mean {near[0]!r}?" if near else "declare the indicator",
            )
    id_ = _text(row.get("id"), where=f"{where}, id")
    parent = row.get("parent")
    return Recipient(
        id=id_,
        name=_text(row.get("name", id_), where=f"{where}, name"),
        kind=_text(row.get("kind", "recipient"), where=f"{where}, kind"),
        parent=None if parent is None else _text(parent, where=f"{where}, parent"),
    )


def _text(value: object, *, where: str) -> str:
    if isinstance(value, str):
        return value
    raise InvalidDataError(
        "ids, names, kinds and parents are text",
        where=where,
        got=repr(value),
        expected="text, with all leading zeros",
        mend='write it in quotes: "08111000"',
    )


def exact_value(value: object) -> int | Decimal | None:
    """
    Take a value of an indicator out of a record.

    Raises:
        InvalidDataError: It is a float, or no number.
    """
    if value is None or isinstance(value, int | Decimal):
        return value
    raise InvalidDataError(
        "this is no exact number",
        where="roster",
        got=repr(value),
        expected="an int, a Decimal or None",
        mend='write a float as text: Decimal("0.1")',
    )


def check_no_circle(parent_of: Mapping[str, str | None], *, where: str) -> None:
    """
    Walk up from every body; a walk that meets itself is a circle.

    Raises:
        InvalidDataError: The parents form a circle.
    """
    settled: set[str] = set()
    for start in parent_of:
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node in parent_of and node not in settled:
            if node in path:
                raise InvalidDataError(
                    "the parents form a circle",
                    where=where,
                    got=" -> ".join([*path, node]),
                    expected="a tree",
                    mend="remove one of these parents",
                )
            path[node] = None
            node = parent_of[node]
        settled.update(path)
