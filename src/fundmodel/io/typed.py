"""Values of sentences and evidence in JSON: each says what it is."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from fundmodel.apportion import Rounding
from fundmodel.auditing import Severity
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import DataState
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.money import Money
from fundmodel.natures import LegalNature, Stage
from fundmodel.periods import BudgetYear, KeyDate, Period, YearlyDay
from fundmodel.recipients import Coverage
from fundmodel.sentences import Count, Sentence, Text
from fundmodel.sources import Assumption, Source
from fundmodel.units import Amount, Unit

__all__ = ["ratio_form", "read_ratio", "read_typed", "typed"]

Table = Mapping[str, object]

CHOICES: Final[Mapping[str, type[enum.Enum]]] = {
    kind.__name__: kind
    for kind in (Coverage, DataState, LegalNature, Rounding, Severity, Stage)
}


def typed(value: object) -> object:
    """
    Give a value in a form that says its type.

    A small count of a sensitive indicator is written as it is shown, "<10".

    Raises:
        InvalidDataError: The value is of a type that has no form.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [typed(item) for item in value]
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise InvalidDataError(
        "a value has no form in JSON",
        got=type(value).__name__,
        expected="a number, text, date, money, name or sentence",
        mend="give it as text",
    )


def _sentence(value: Sentence) -> Table:
    inside = {place: typed(item) for place, item in value.values}
    return {"sentence": value.template, "values": inside}


def _count(value: Count) -> object:
    if value.is_hidden:
        return "<10"
    return {"count": ratio_form(value.value), "sensitive": value.sensitive}


def _unit(unit: Unit) -> Table:
    return {"name": unit.name, "digits": unit.digits, "is_money": unit.is_money}


def _key_date(value: KeyDate) -> Table:
    if isinstance(value.day, YearlyDay):
        day = value.day
        table = {"month": day.month, "day": day.day, "years_before": day.years_before}
        return {"key_date": table}
    return {"key_date": value.day.isoformat()}


def ratio_form(value: Fraction | int) -> str:
    """Write an exact number: whole, or as a fraction."""
    return str(Fraction(value))


def read_ratio(value: object) -> Fraction:
    """
    Read an exact number.

    Raises:
        InvalidDataError: It is none.
    """
    text = values.a_word(value)
    whole, _, below = text.removeprefix("-").partition("/")
    digits = (whole + below).isascii() and (whole + below).isdigit()
    if digits and len(text) <= MOST_DIGITS and (not below or int(below)):
        return Fraction(text)
    raise InvalidDataError(
        "this is no exact number",
        got=text,
        expected='digits, or a fraction such as "3/5"',
        mend="write it without decimals",
    )


MOST_DIGITS: Final = 2_000

# The order matters where one type is another's base.
_WRITERS: Final[tuple[tuple[type, Callable[..., object]], ...]] = (
    (Sentence, _sentence),
    (Text, lambda value: {"text": dict(value.texts)}),
    (Money, lambda value: {"money": f"{value.major:f}", "currency": value.currency}),
    (Amount, lambda value: {"amount": ratio_form(value.count), "unit": _unit(value.unit)}),
    (Count, _count),
    (Fraction, lambda value: {"ratio": ratio_form(value)}),
    (Decimal, lambda value: {"decimal": f"{value:f}"}),
    (date, lambda value: {"date": value.isoformat()}),
    (KeyDate, _key_date),
    (Period, lambda value: {"period": [value.first.isoformat(), value.last.isoformat()]}),
    (
        BudgetYear,
        lambda value: {
            "budget_year": value.label,
            "period": [value.period.first.isoformat(), value.period.last.isoformat()],
        },
    ),
    (Source, lambda value: {"source": json_ready(basis_form(value, {}))}),
    (Assumption, lambda value: {"source": json_ready(basis_form(value, {}))}),
    (
        enum.Enum,
        lambda value: {"choice": type(value).__name__, "value": value.value},
    ),
)


def json_ready(value: object) -> object:
    """Write the dates of a plain form as text."""
    if isinstance(value, Mapping):
        return {key: json_ready(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_ready(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def read_typed(value: object) -> object:
    """
    Read a value that says its type.

    Raises:
        InvalidDataError: Its type is not known.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list):
        return tuple(read_typed(item) for item in value)
    table = values.a_table(value)
    for key, read in _READERS.items():
        if key in table:
            return read(table)
    raise InvalidDataError(
        "the type of a value is not known",
        got=", ".join(table),
        expected=", ".join(_READERS),
        mend="update fundmodel, or correct the document",
    )


def _read_sentence(table: Table) -> Sentence:
    inside = values.a_table(table["values"])
    return Sentence(
        values.a_word(table["sentence"]),
        {place: read_typed(item) for place, item in inside.items()},
    )


def _read_amount(table: Table) -> Amount:
    unit = values.a_table(table["unit"])
    return Amount(
        count=read_ratio(table["amount"]),
        unit=Unit(
            name=values.a_word(unit["name"]),
            digits=values.an_integer(unit["digits"]),
            is_money=values.a_switch(unit["is_money"]),
        ),
    )


def _read_choice(table: Table) -> enum.Enum:
    name = values.a_word(table["choice"])
    if name not in CHOICES:
        raise values.unknown_kind(name, CHOICES)
    return values.a_choice(table["value"], CHOICES[name])


def _read_period(value: object) -> Period:
    days = value if isinstance(value, list) else []
    first, last = (values.a_day(day) for day in days)
    return Period(first=first, last=last)


def _read_count(table: Table) -> Count:
    number = read_ratio(table["count"])
    exact = int(number) if number.denominator == 1 else number
    return Count(exact, sensitive=values.a_switch(table["sensitive"]))


def _read_budget_year(table: Table) -> BudgetYear:
    period = _read_period(table["period"])
    return BudgetYear(label=values.a_word(table["budget_year"]), period=period)


_READERS: Final[Mapping[str, Callable[[Table], object]]] = {
    "sentence": _read_sentence,
    "text": lambda t: Text(values.a_table(t["text"])),  # type: ignore[arg-type]  # checked by Text
    "money": lambda t: Money.of(values.a_word(t["money"]), values.a_word(t["currency"])),
    "amount": _read_amount,
    "count": _read_count,
    "ratio": lambda t: read_ratio(t["ratio"]),
    "decimal": lambda t: values.a_unit(t["decimal"]),
    "date": lambda t: values.a_day(t["date"]),
    "key_date": lambda t: values.a_key_date(t["key_date"]),
    "budget_year": _read_budget_year,
    "period": lambda t: _read_period(t["period"]),
    "source": lambda t: read_basis(t["source"], {}),
    "choice": _read_choice,
}
