"""One entry: what was booked, when, for whom, and out of which money."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidDataError, LedgerError
from fundmodel.fields import of_data
from fundmodel.ledgers.accounts import Dimension, EntryKind
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import Language, check_printable, sentence
from fundmodel.sources import Basis

__all__ = [
    "ASKED",
    "Entry",
    "allows",
    "check_text",
    "misfit",
    "moves_nothing",
    "needs",
    "other_currency",
    "year_label",
]


def year_label(year: str | int) -> str:
    """Give the label of a budget year; what is no label is left for the check."""
    # Not `isinstance`: to Python, a truth value is a number too.
    # cast: see above.
    return str(year) if type(year) is int else cast("str", year)


def _maybe_year_label(year: str | int | None) -> str | None:
    return None if year is None else year_label(year)


def _above_zero(_: object, __: attrs.Attribute[Money], amount: Money) -> None:
    if amount.minor <= 0:
        raise moves_nothing(amount, where="amount")


def moves_nothing(amount: Money, *, where: str) -> InvalidDataError:
    """Make the error for an amount that is not above zero."""
    return InvalidDataError(
        "an entry moves no money, or less than none",
        where=where,
        got=amount,
        expected="more than zero",
        mend="what was booked wrongly is reversed, not booked with a minus",
    )


def _some_text(_: object, attribute: attrs.Attribute[str], text: str | None) -> None:
    if text is not None:
        check_text(text, where=attribute.name)


def check_text(text: str, *, where: str) -> None:
    """
    Refuse an empty text, and control characters.

    Raises:
        InvalidDataError: It is or has one.
    """
    if not text.strip():
        raise InvalidDataError(
            "a text is empty",
            where=where,
            expected="some text, or None",
            mend="fill it in, or leave it out",
        )
    check_printable(text, where=where)


def other_currency(got: str, currency: str, *, where: str) -> LedgerError:
    """Make the error for entries in another currency than the ledger."""
    return LedgerError(
        "what is to be booked is in another currency than the ledger",
        where=where,
        got=got,
        expected=currency,
        mend="convert it before, with rate, date and source, or keep a second ledger",
    )


def needs(kind: EntryKind, field: str) -> bool:
    """Whether an entry of that kind must have the field."""
    return field != "award" and allows(kind, field)


def allows(kind: EntryKind, field: str) -> bool:
    """Whether an entry of that kind may have the field."""
    return {
        "recipient": kind.has_recipient,
        "award": kind.has_recipient,
        "to_year": kind.changes_year,
        "to_line": kind.changes_line,
    }[field]


ASKED: Final = ("recipient", "award", "to_year", "to_line")
"""Fields that some kinds of entries have and others not."""


def misfit(kind: EntryKind, field: str, *, where: str) -> InvalidDataError:
    """Make the error for a field that an entry lacks, or must not have."""
    is_needed = needs(kind, field)
    return InvalidDataError(
        f"an entry of this kind needs {field}"
        if is_needed
        else f"an entry of this kind has no {field}",
        where=where,
        got=f"kind {kind.value!r}",
        expected=f"{field} as text" if is_needed else f"{field} None",
        mend=f"name it: {_MEANT[field]}" if is_needed else "leave it out",
    )


_MEANT: Final = {
    "recipient": "the id of whoever is promised, paid or gives back the money",
    "to_year": "the budget year to which the money goes",
    "to_line": "the budget line to which the money goes",
}


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Entry:
    """
    One entry of a ledger (Buchung).

    Its amount goes from the account ``kind.credited`` to the account
    ``kind.debited``; if it reverses another entry, it goes back.

    Attributes:
        id: Unique in the ledger, for example the number of a voucher. Booking the
            same entry once more changes nothing.

        kind: What is booked.

        day: The day of booking.

        year: Label of the budget year that is charged; an `int` for a calendar year.

        amount: More than zero.

        part: The part of the program.

        recipient: Who is promised, paid or gives back the money; entries about the
            budget alone have none.

        award: The decision, or its file number; payments name the same as the
            commitment does.

        funds: Whose money it is, for example ``"Bund"``.

        line: The budget line; `None` for a part that is a line of its own.

        origin: Label of the year that granted the money, where a carry-over brought
            it into `year`; `None` for the same year.

        to_year: To which year a carry-over goes.

        to_line: To which budget line a virement goes.

        reverses: Id of the entry that this one takes back.

        note: What a reader has to know.

        source: Where this is taken from.
    """

    id: str = attrs.field(validator=_some_text)
    kind: EntryKind
    day: date = attrs.field(validator=a_day)
    year: str = attrs.field(converter=year_label, validator=_some_text)
    amount: Money = attrs.field(validator=_above_zero)
    part: str | None = attrs.field(default=None, validator=_some_text)
    recipient: str | None = attrs.field(default=None, validator=_some_text)
    award: str | None = attrs.field(default=None, validator=_some_text)
    funds: str | None = attrs.field(default=None, validator=_some_text)
    line: str | None = attrs.field(default=None, validator=_some_text)
    origin: str | None = attrs.field(
        default=None, converter=_maybe_year_label, validator=_some_text
    )
    to_year: str | None = attrs.field(
        default=None, converter=_maybe_year_label, validator=_some_text
    )
    to_line: str | None = attrs.field(default=None, validator=_some_text)
    reverses: str | None = attrs.field(default=None, validator=_some_text)
    note: str | None = attrs.field(default=None, validator=_some_text)
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        for field in ASKED:
            is_given = getattr(self, field) is not None
            wrong = (
                not allows(self.kind, field) if is_given else needs(self.kind, field)
            )
            if wrong:
                raise misfit(self.kind, field, where=f"entry {self.id!r}")

    def render(self, language: Language) -> str:
        """Give the entry in a line."""
        about = tuple(
            sentence("{name} {value}", name=dimension, value=value)
            for dimension, value in self._told()
        )
        said = sentence(
            "{day}: {what}, {amount}, {about} ({id})",
            day=self.day,
            what=self.kind,
            amount=self.amount,
            about=about,
            id=self.id,
        )
        if self.reverses is not None:
            said = sentence("{said}, reverses {id}", said=said, id=self.reverses)
        return said.render(language)

    def _told(self) -> tuple[tuple[object, str], ...]:
        known = {dimension: getattr(self, dimension.value) for dimension in Dimension}
        told: list[tuple[object, str]] = [
            (dimension, value)
            for dimension, value in known.items()
            if value is not None
        ]
        goals = (self.to_year, self.to_line)
        told += [(sentence("to"), goal) for goal in goals if goal is not None]
        return tuple(told)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)
