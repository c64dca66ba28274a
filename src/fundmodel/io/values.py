"""Strict reading of single values: nothing is guessed, nothing is converted in silence."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from fundmodel.errors import Fault, InvalidDataError
from fundmodel.io.faults import FaultsError, unknown_keys
from fundmodel.money import Money, minor_digits
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.sentences import Text

__all__ = [
    "a_budget_year",
    "a_choice",
    "a_day",
    "a_key_date",
    "a_money",
    "a_period",
    "a_rate",
    "a_switch",
    "a_table",
    "a_text",
    "a_unit",
    "a_word",
    "an_integer",
]

E = TypeVar("E", bound=enum.Enum)

MOST_DIGITS = 60


def _wrong(what: str, got: object, *, expected: str, mend: str) -> InvalidDataError:
    shown = got if isinstance(got, str) else repr(got)
    return InvalidDataError(what, got=shown, expected=expected, mend=mend)


def a_word(value: object) -> str:
    """Read text."""
    if isinstance(value, str):
        return value
    raise _wrong(
        "this is not text",
        value,
        expected="text in quotes",
        mend="put it in quotes; ids keep their leading zeros only as text",
    )


def an_integer(value: object) -> int:
    """Read a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong(
        "this is not a whole number",
        value,
        expected="a whole number without quotes",
        mend="write it without quotes and decimals",
    )


def a_switch(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise _wrong(
        "this is neither true nor false", value, expected="true or false", mend="write one"
    )


def a_day(value: object) -> date:
    """Read a date, as TOML has it or as text in the form 2017-09-15."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == len("2017-09-15"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _wrong(
        "this is not a date",
        value,
        expected="year-month-day, for example 2017-09-15",
        mend="write a day that exists in the calendar",
    )


def a_choice(value: object, kind: type[E]) -> E:
    """Read one of the values of an enumeration; the nearest one is offered."""
    for member in kind:
        if member.value == value:
            return member
    known = [str(member.value) for member in kind]
    near = difflib.get_close_matches(str(value)[:MOST_DIGITS], known, n=1)
    raise _wrong(
        "this is none of the possible values",
        value,
        expected=", ".join(repr(name) for name in known),
        mend=f"did you mean {near[0]!r}?" if near else "write one of these",
    )


def a_table(value: object) -> Mapping[str, object]:
    """Read a table, that is keys with values."""
    if isinstance(value, Mapping):
        return value
    raise _wrong(
        "this is not a table",
        value,
        expected="keys with values in braces, or a section of its own",
        mend="compare it with the reference of the file form",
    )


def only(table: Mapping[str, object], *known: str, needs: tuple[str, ...] = ()) -> None:
    """
    Refuse unknown and missing keys of a small table.

    Raises:
        FaultsError: With every such key.
    """
    faults = list(unknown_keys(table, known))
    faults += [
        Fault(where=key, what="this key is missing", expected="a value", mend="add it")
        for key in needs
        if key not in table
    ]
    if faults:
        raise FaultsError(faults)


def a_money(value: object, currency: str) -> Money:
    """Read an amount as text in major units."""
    digits = minor_digits(currency)
    if isinstance(value, str) and MONEY.fullmatch(value):
        try:
            return Money.of(value, currency)
        except MoneyError:
            # It has too many decimals, or digits without end.
            pass
    raise _wrong(
        "this is not an amount of money",
        value,
        expected=f"text in {currency} with at most {digits} decimals"
        if digits
        else f"text in {currency} without decimals",
        mend=_written(value, currency),
    )


def _written(value: object, currency: str) -> str:
    """Say how an amount that is no text is to be written."""
    digits = minor_digits(currency)
    if isinstance(value, str):
        return f'write plain digits, such as "{Decimal(58_000_000):.{digits}f}"'
    plain = isinstance(value, int | Decimal) and not isinstance(value, bool)
    number = Decimal(str(shown(value))) if plain and _is_short(value) else None
    example = f"{Decimal(12) if number is None else number:.{digits}f}"
    if isinstance(value, int) and plain:
        return f'write "{example}" in quotes; money is text, so that none is a float'
    return f'write "{example}" in quotes; floats cannot hold cents exactly'


def _is_short(value: object) -> bool:
    """Whether a number can be written out, and ends within the decimals of money."""
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return isinstance(value, Decimal) and value.is_finite() and (
        abs(value.adjusted()) < MOST_DIGITS
    )


def a_text(value: object) -> Text:
    """Read a text in one language, or a table of languages."""
    if isinstance(value, str):
        return Text(value)
    return Text({str(key): a_word(text) for key, text in a_table(value).items()})


def a_period(value: object) -> Period:
    """Read the first and the last day."""
    table = a_table(value)
    only(table, "first", "last", needs=("first", "last"))
    return Period(first=a_day(table["first"]), last=a_day(table["last"]))


def a_budget_year(value: object) -> BudgetYear:
    """Read a calendar year as a number, or label, first and last day."""
    if isinstance(value, int) and not isinstance(value, bool):
        return BudgetYear.calendar(value)
    table = a_table(value)
    only(table, "label", "first", "last", needs=("label", "first", "last"))
    return BudgetYear(
        label=a_word(table["label"]),
        period=Period(first=a_day(table["first"]), last=a_day(table["last"])),
    )


def a_key_date(value: object) -> KeyDate:
    """Read a date, or a day of the budget year."""
    if not isinstance(value, Mapping):
        return KeyDate(day=a_day(value))
    table = a_table(value)
    only(table, "month", "day", "years_before", needs=("month", "day"))
    return KeyDate.yearly(
        month=an_integer(table["month"]),
        day=an_integer(table["day"]),
        years_before=an_integer(table.get("years_before", 0)),
    )


def not_a_list(value: object) -> InvalidDataError:
    """Make the error for a value that should be a list."""
    return _wrong(
        "this is not a list",
        value,
        expected="values in square brackets",
        mend="put it in square brackets, even if it is only one",
    )


def unknown_kind(named: object, table: Mapping[str, object]) -> InvalidDataError:
    """Make the error for a kind that is missing or not known."""
    near = difflib.get_close_matches(str(named)[:MOST_DIGITS], table, n=1)
    return _wrong(
        "the kind is missing" if named is None else "this kind is not known",
        "" if named is None else named,
        expected="kind = one of " + ", ".join(table),
        mend=f"did you mean {near[0]!r}?" if near else "write the kind",
    )
