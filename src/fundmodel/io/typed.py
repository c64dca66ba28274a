"""Values of sentences and evidence in JSON: each says what it is."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from fundmodel.apportion import Rounding
from fundmodel.auditing import Severity
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import DataState
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.layouts import some_decimals
from fundmodel.money import Money
from fundmodel.natures import LegalNature, Stage
from fundmodel.periods import BudgetYear, KeyDate, Period, YearlyDay
from fundmodel.recipients import Coverage
from fundmodel.sentences import Count, Sentence, Text
from fundmodel.shares import PerCent
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
        # cast: `isinstance` tells nothing about the items.
        return [typed(item) for item in cast("tuple[object, ...]", value)]
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise _no_form(value)


def _no_form(value: object) -> InvalidDataError:
    return InvalidDataError(
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
    match = _RATIO.fullmatch(text) if len(text) <= MOST_DIGITS else None
    if match is not None and (match[2] is None or int(match[2])):
        return Fraction(int(match[1]), int(match[2] or 1))
    raise InvalidDataError(
        "this is no exact number",
        got=text,
        expected='digits, or a fraction such as "3/5"',
        mend="write it without decimals",
    )


MOST_DIGITS: Final = 2_000
"""Of an exact number, above and below its line together."""

_RATIO: Final = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")


def _days(period: Period) -> list[str]:
    return [period.first.isoformat(), period.last.isoformat()]


def _budget_year(value: BudgetYear) -> Table:
    return {"budget_year": value.label, "period": _days(value.period)}


def _basis(value: Source | Assumption) -> Table:
    return {"source": json_ready(basis_form(value, {}))}


def _choice(value: enum.Enum) -> Table:
    name = type(value).__name__
    if CHOICES.get(name) is not type(value):
        raise _no_form(value)
    return {"choice": name, "value": value.value}


# Any: each function takes the type that stands in front of it.
_WRITERS: Final[tuple[tuple[type, Callable[[Any], object]], ...]] = (
    (Sentence, _sentence),
    (Text, lambda text: {"text": dict(text.texts)}),
    (Money, lambda money: {"money": f"{money.major:f}", "currency": money.currency}),
    (Amount, lambda it: {"amount": ratio_form(it.count), "unit": _unit(it.unit)}),
    (Count, _count),
    (Fraction, lambda number: {"ratio": ratio_form(number)}),
    (PerCent, lambda share: {"per_cent": ratio_form(share.ratio)}),
    (Decimal, lambda number: {"decimal": str(number)}),
    (date, lambda day: {"date": day.isoformat()}),
    (KeyDate, _key_date),
    (Period, lambda period: {"period": _days(period)}),
    (BudgetYear, _budget_year),
    (Source, _basis),
    (Assumption, _basis),
    (enum.Enum, _choice),
)


def json_ready(value: object) -> object:
    """Write the dates of a plain form as text."""
    if isinstance(value, Mapping):
        # cast: `isinstance` tells nothing about what a container holds.
        table = cast("Mapping[str, object]", value)
        return {key: json_ready(item) for key, item in table.items()}
    if isinstance(value, list):
        return [json_ready(item) for item in cast("list[object]", value)]
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
        return tuple(values.each(values.a_list(cast("object", value)), read_typed))
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
    found = values.fields(
        table, ("sentence", "values"), sentence=values.a_word, values=_filling
    )
    return Sentence(found["sentence"], found["values"])


def _filling(value: object) -> Mapping[str, object]:
    table = values.a_table(value)
    return values.fields(table, **dict.fromkeys(table, read_typed))


def _read_money(table: Table) -> Money:
    found = values.fields(
        table, ("money", "currency"), money=values.a_word, currency=values.a_word
    )
    return values.a_money(found["money"], found["currency"])


def _read_amount(table: Table) -> Amount:
    found = values.fields(table, ("amount", "unit"), amount=read_ratio, unit=_read_unit)
    return Amount(count=found["amount"], unit=found["unit"])


def _read_unit(value: object) -> Unit:
    found = values.fields(
        value,
        ("name", "digits", "is_money"),
        name=values.a_word,
        digits=some_decimals,
        is_money=values.a_switch,
    )
    return Unit(**found)


def _read_count(table: Table) -> Count:
    found = values.fields(
        table, ("count", "sensitive"), count=read_ratio, sensitive=values.a_switch
    )
    number: Fraction = found["count"]
    exact = int(number) if number.denominator == 1 else number
    return Count(exact, sensitive=found["sensitive"])


def _read_choice(table: Table) -> enum.Enum:
    found = values.fields(
        table, ("choice", "value"), choice=values.a_word, value=values.a_word
    )
    name = found["choice"]
    if name not in CHOICES:
        raise values.unknown_kind(name, CHOICES)
    return values.a_choice(found["value"], CHOICES[name])


def _read_days(value: object) -> Period:
    days = values.a_list(value)
    if len(days) != 2:  # noqa: PLR2004  the first and the last
        raise InvalidDataError(
            "a period has a first and a last day",
            got=f"{len(days)} days",
            expected='["2017-01-01", "2017-12-31"]',
            mend="name both",
        )
    first, last = values.each(days, values.a_day)
    return Period(first, last)


def _read_budget_year(table: Table) -> BudgetYear:
    found = values.fields(
        table, ("budget_year", "period"), budget_year=values.a_word, period=_read_days
    )
    return BudgetYear(found["budget_year"], found["period"])


_DECIMAL: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?(?:E[+-][0-9]{1,2})?")


def _read_decimal(value: object) -> Decimal:
    text = values.a_word(value)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    raise InvalidDataError(
        "this is no exact number",
        got=text,
        expected='digits, such as "0.125"',
        mend="write it without blanks",
    )


def _alone(key: str, read: Callable[[object], object]) -> Callable[[Table], object]:
    """Read a table that has this key and no other."""
    return lambda table: values.fields(table, (key,), **{key: read})[key]


_READERS: Final[Mapping[str, Callable[[Table], object]]] = {
    "sentence": _read_sentence,
    "text": _alone("text", values.a_text),
    "money": _read_money,
    "amount": _read_amount,
    "count": _read_count,
    "ratio": _alone("ratio", read_ratio),
    "per_cent": _alone("per_cent", lambda value: PerCent(read_ratio(value))),
    "decimal": _alone("decimal", _read_decimal),
    "date": _alone("date", values.a_day),
    "key_date": _alone("key_date", values.a_key_date),
    "budget_year": _read_budget_year,
    "period": _alone("period", _read_days),
    "source": _alone("source", lambda value: read_basis(value, {})),
    "choice": _read_choice,
}
