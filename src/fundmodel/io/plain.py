"""From objects back to the plain form: tables, lists, text, numbers and dates."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.io.citations import basis_form, cited_sources, source_form
from fundmodel.io.kinds import kind_of
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear, KeyDate, Period, YearlyDay
from fundmodel.programs import Program
from fundmodel.rules import AllocationRule, FixedTable
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source
from fundmodel.steps import Provision

__all__ = ["plain_program", "plain_value"]

Sources = Mapping[str, Source]


def plain_program(program: Program) -> dict[str, object]:
    """Give a program as a table; sources stand in a table of their own."""
    sources = cited_sources(program)
    form = _record(program, sources)
    parts = form.pop("parts", [])
    listed = {
        key: {k: v for k, v in source_form(source).items() if k != "key"}
        for key, source in sorted(sources.items())
    }
    if listed:
        form["sources"] = listed
    # Parts come last: in TOML all that follows a section belongs to it.
    if parts:
        form["parts"] = parts
    return form


def plain_value(value: object, sources: Sources) -> object:
    """Give any value of a program in the plain form."""
    if isinstance(value, tuple):
        return [plain_value(item, sources) for item in value]
    if isinstance(value, frozenset):
        return sorted(str(plain_value(item, sources)) for item in value)
    if isinstance(value, Source | Assumption):
        return basis_form(value, sources)
    if isinstance(value, Part | Provision):
        return {"kind": kind_of(value), **_record(value, sources)}
    if isinstance(value, Text | KeyDate | BudgetYear | Period):
        return _value_of_its_own(value)
    if attrs.has(type(value)) and not isinstance(value, Money):
        return _record(value, sources)
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Money):
        return f"{value.major:f}"
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Fraction):
        return _decimal(value)
    return value


def _decimal(number: Fraction) -> str:
    """Write an exact number as a decimal; rates of files always have one."""
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    return f"{Decimal(int(number * 10**digits)).scaleb(-digits):f}"


def _value_of_its_own(value: Text | KeyDate | BudgetYear | Period) -> object:
    if isinstance(value, Text):
        texts = dict(value.texts)
        return texts[""] if list(texts) == [""] else texts
    if isinstance(value, Period):
        return {"first": value.first, "last": value.last}
    if isinstance(value, KeyDate):
        return _key_date(value.day)
    if value.label.isdigit() and value == BudgetYear.calendar(int(value.label)):
        return int(value.label)
    first, last = value.period.first, value.period.last
    return {"label": value.label, "first": first, "last": last}


def _key_date(day: date | YearlyDay) -> object:
    if not isinstance(day, YearlyDay):
        return day
    form = {"month": day.month, "day": day.day}
    return form | ({"years_before": day.years_before} if day.years_before else {})


def _record(value: object, sources: Sources) -> dict[str, object]:
    """Give the fields that differ from their defaults."""
    form: dict[str, object] = {}
    for field in attrs.fields(type(value)):
        content = getattr(value, field.name)
        if not field.init or content in (None, (), frozenset(), False):
            continue
        if field.name == "budgets":
            form["budget"] = _budgets(content, sources)
        elif isinstance(content, AllocationRule):
            form |= _rule(content, sources)
        elif isinstance(value, FixedTable) and field.name == "amounts":
            form["amounts"] = {id_: _amount(one) for id_, one in content}
        else:
            form[field.name] = plain_value(content, sources)
    return form


def _amount(amount: object) -> object:
    return _scalar(amount) if isinstance(amount, Money) else str(amount)


def _budgets(budgets: tuple[YearBudget, ...], sources: Sources) -> dict[str, object]:
    form: dict[str, object] = {}
    for budget in budgets:
        table = _record(budget, sources)
        year = str(table.pop("year"))
        form[year] = table["amount"] if list(table) == ["amount"] else table
    return form


def _rule(rule: AllocationRule, sources: Sources) -> dict[str, object]:
    about: dict[str, object] = {}
    if rule.known_since is not None:
        about["known_since"] = rule.known_since
    if rule.source is not None:
        about["source"] = basis_form(rule.source, sources)
    form: dict[str, object] = {"rule": about} if about else {}
    form["provisions"] = [plain_value(one, sources) for one in rule.provisions]
    return form
