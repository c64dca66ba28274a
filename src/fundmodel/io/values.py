"""Strict reading of values: nothing is guessed, nothing is converted in silence."""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar, cast

from fundmodel.errors import Fault, InvalidDataError, InvalidModelError, MoneyError
from fundmodel.io.faults import FaultsError, faults_of, unknown_keys
from fundmodel.money import Money, minor_digits
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.sentences import Text
from fundmodel.shares import exact_ratio

__all__ = [
    "a_budget_year",
    "a_choice",
    "a_day",
    "a_key_date",
    "a_list",
    "a_money",
    "a_period",
    "a_rate",
    "a_ratio",
    "a_switch",
    "a_table",
    "a_text",
    "a_unit",
    "a_word",
    "a_year",
    "an_integer",
    "each",
    "fields",
    "nearest",
    "not_a_list",
    "unknown_kind",
    "words",
]

E = TypeVar("E", bound=enum.Enum)
T = TypeVar("T")

MOST_CHARACTERS: Final = 100
"""Of a value that is compared with known ones; comparing takes time."""

_LARGEST: Final = 10**60
_MONEY: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?")
_DECIMAL: Final = re.compile(r"[0-9]{1,60}(?:\.[0-9]{1,60})?")
_RATIO: Final = re.compile(r"([0-9]{1,60})/([0-9]{1,60})")
# What Python writes for decimals such as Decimal("1E+1").
_WITH_EXPONENT: Final = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?(?:E[+-][0-9]{1,2})?")


def _wrong(what: str, got: object, *, expected: str, mend: str) -> InvalidDataError:
    return InvalidDataError(what, got=_shown(got), expected=expected, mend=mend)


def _shown(value: object) -> object:
    """Give a value as its file has it, as far as that helps."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, Mapping) else value


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


def a_year(value: object) -> str:
    """
    Give the label of a budget year; calendar years may stand without quotes.

    Raises:
        InvalidDataError: It is something else.
    """
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else a_word(value)


def an_integer(value: object) -> int:
    """Read a whole number."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, int) and whole and abs(value) < _LARGEST:
        return value
    raise _wrong(
        "the number is too large" if whole else "this is not a whole number",
        value,
        expected="a whole number without quotes",
        mend="correct it" if whole else "write it without quotes and decimals",
    )


def a_switch(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise _wrong(
        "this is neither true nor false",
        value,
        expected="true or false",
        mend="write one of them, without quotes",
    )


def a_day(value: object) -> date:
    """Read a date, as TOML has it or as text in the form 2017-09-15."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == len("2017-09-15"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            # The day does not exist, as 30 February.
            pass
    raise _wrong(
        "this is not a date",
        value,
        expected="year-month-day without a time, for example 2017-09-15",
        mend="write a day that exists in the calendar",
    )


def a_choice(value: object, kind: type[E]) -> E:
    """Read one of the values of an enumeration; the nearest one is offered."""
    for member in kind:
        if member.value == value:
            return member
    known = [str(member.value) for member in kind]
    raise _wrong(
        "this is none of the possible values",
        value,
        expected=", ".join(repr(name) for name in known),
        mend=_offer(value, known, "write one of these"),
    )


def nearest(value: object, known: Iterable[str]) -> str:
    """Give the known name that is meant most likely; empty if none is near."""
    text = value[:MOST_CHARACTERS] if isinstance(value, str) else ""
    return next(iter(difflib.get_close_matches(text, list(known), n=1)), "")


def _offer(value: object, known: Iterable[str], otherwise: str) -> str:
    near = nearest(value, known)
    return f"did you mean {near!r}?" if near else otherwise


def a_table(value: object) -> Mapping[str, object]:
    """Read a table, that is keys with values."""
    if isinstance(value, Mapping):
        # cast: keys of TOML and JSON are text.
        return cast("Mapping[str, object]", value)
    raise _wrong(
        "this is not a table",
        value,
        expected="keys with values in braces, or a section of its own",
        mend="compare it with the reference of the file form",
    )


def a_list(value: object) -> list[object]:
    """Read a list."""
    if isinstance(value, list):
        # cast: `isinstance` tells nothing about the items.
        return cast("list[object]", value)
    raise not_a_list(value)


def words(value: object) -> list[str]:
    """Read a list of texts."""
    return each(a_list(value), a_word)


def not_a_list(value: object) -> InvalidDataError:
    """Make the error for a value that should be a list."""
    return _wrong(
        "this is not a list",
        value,
        expected="values in square brackets",
        mend="put it in square brackets, even if it is only one",
    )


def _wrong_keys(
    table: Mapping[str, object], known: tuple[str, ...], needs: tuple[str, ...]
) -> list[Fault]:
    missing = [
        Fault(where=key, what="this key is missing", expected="a value", mend="add it")
        for key in needs
        if key not in table
    ]
    return [*unknown_keys(table, known), *missing]


# Any: each field has a type of its own, which its reader gives.
def fields(
    value: object, needs: tuple[str, ...] = (), /, **readers: Callable[[Any], Any]
) -> dict[str, Any]:
    """
    Read a small table field by field, and tell everything that is wrong with it.

    Args:
        value: The table.

        needs: The fields that must be there.

        readers: How each field is read.

    Returns:
        The fields that are there.

    Raises:
        FaultsError: With every fault, by field.
    """
    table = a_table(value)
    faults = _wrong_keys(table, tuple(readers), needs)
    found: dict[str, Any] = {}
    for name, read in readers.items():
        if name in table:
            try:
                found[name] = read(table[name])
            except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
                faults += faults_of(error, name)
    if faults:
        raise FaultsError(faults)
    return found


def each(items: Iterable[object], read: Callable[[object], T]) -> list[T]:
    """
    Read every item of a list.

    Raises:
        FaultsError: With every fault, by the place in the list.
    """
    done: list[T] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        try:
            done.append(read(item))
        except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
            faults += faults_of(error, f"[{index}]")
    if faults:
        raise FaultsError(faults)
    return done


def a_money(value: object, currency: str) -> Money:
    """Read an amount as text in major units."""
    if isinstance(value, str) and _MONEY.fullmatch(value):
        try:
            return Money.of(value, currency)
        except MoneyError:
            # It has more decimals than the currency.
            pass
    digits = minor_digits(currency)
    decimals = f"with at most {digits} decimals" if digits else "without decimals"
    raise _wrong(
        "this is not an amount of money",
        value,
        expected=f"text in {currency} {decimals}",
        mend=_in_quotes(value, digits),
    )


def _in_quotes(value: object, digits: int) -> str:
    """Say how the amount is to be written."""
    if isinstance(value, str):
        return f'write plain digits, such as "{Decimal(58_000_000):.{digits}f}"'
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, int) and whole and abs(value) < _LARGEST:
        return f'write "{value}{"." * bool(digits)}{"0" * digits}" in quotes'
    number = Decimal(12)
    if isinstance(value, Decimal) and value.is_finite() and _is_short(value, digits):
        number = value
    return f'write "{number:.{digits}f}" in quotes; floats cannot hold cents exactly'


def _is_short(number: Decimal, digits: int) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -digits <= exponent and number.adjusted() < 20  # noqa: PLR2004  longer ones are no example


def a_unit(value: object) -> Decimal:
    """Read a unit to round to."""
    if isinstance(value, str) and _WITH_EXPONENT.fullmatch(value):
        return Decimal(value)
    raise _no_decimal(value, 'digits as text, for example "0.01" or "1.00"')


def _no_decimal(value: object, expected: str) -> InvalidDataError:
    return _wrong(
        "this is not an exact number",
        value,
        expected=expected,
        mend="put it in quotes and write no exponent; floats are not exact",
    )


def a_rate(value: object, currency: str) -> Money | Fraction:
    """
    Read a rate: money, or an exact number where cents have parts.

    Money has no more decimals than its currency; "0.500" and "1/2" are numbers.
    """
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        decimals = len(value.partition(".")[2])
        if decimals <= minor_digits(currency):
            return Money.of(value, currency)
        return Fraction(value)
    match = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if match is not None and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    raise _no_decimal(value, 'digits as text, for example "16700.00" or "0.125"')


def a_ratio(value: object) -> Fraction:
    """Read a ratio: digits, a quotient, with a percent sign, or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(an_integer(value))
    if isinstance(value, str):
        try:
            return exact_ratio(value, where="")
        except InvalidModelError:
            # Its mend is one for Python.
            pass
    raise _no_decimal(value, 'text, for example "2.5 %", "0.025" or "1/40"')


def a_text(value: object) -> Text:
    """Read a text that is one for all languages, or a table by language."""
    if isinstance(value, str):
        return Text(value)
    if not isinstance(value, Mapping):
        raise _wrong(
            "this is not text",
            value,
            expected='text in quotes, or a table such as { de = "…", en = "…" }',
            mend="put it in quotes",
        )
    table = a_table(cast("object", value))
    return Text(fields(table, **dict.fromkeys(table, a_word)))


def a_period(value: object) -> Period:
    """Read the first and the last day."""
    return Period(**fields(value, ("first", "last"), first=a_day, last=a_day))


def a_budget_year(value: object) -> BudgetYear:
    """Read a calendar year as a number, or label, first and last day."""
    if not isinstance(value, Mapping):
        return BudgetYear.calendar(an_integer(value))
    needs = ("label", "first", "last")
    table = a_table(cast("object", value))
    found = fields(table, needs, label=a_word, first=a_day, last=a_day)
    return BudgetYear(found.pop("label"), Period(**found))


def a_key_date(value: object) -> KeyDate:
    """Read a date, or a day of the budget year."""
    if not isinstance(value, Mapping):
        return KeyDate(a_day(value))
    needs = ("month", "day")
    numbers = dict.fromkeys((*needs, "years_before"), an_integer)
    table = a_table(cast("object", value))
    return KeyDate.yearly(**fields(table, needs, **numbers))


def unknown_kind(named: object, table: Mapping[str, object]) -> InvalidDataError:
    """Make the error for a kind that is missing or not known."""
    return _wrong(
        "the kind is missing" if named is None else "this kind is not known",
        "" if named is None else named,
        expected="kind = one of " + ", ".join(table),
        mend=_offer(named, table, "write the kind"),
    )
