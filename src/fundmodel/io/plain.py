"""From objects back to the plain form: tables, lists, text, numbers and dates."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, date
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

import attrs

from fundmodel.changes import Change, SetPaymentPlan, SetRule
from fundmodel.errors import InvalidModelError
from fundmodel.io.citations import basis_form, cited_sources, source_form
from fundmodel.io.kinds import kind_of
from fundmodel.io.payment_plans import payment_plan_form
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import BudgetYear, KeyDate, Period, YearlyDay
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    Exclusion,
    Figure,
    FixedShares,
    FixedTable,
    Formula,
    HeldFixed,
    PassOn,
    RatePerPost,
    RatePerUnit,
    SetAside,
    SmallestTotal,
    UnitCost,
)
from fundmodel.rules.bounds.stated import Stated
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source
from fundmodel.steps import Provision

__all__ = ["plain_program", "plain_value"]

Sources = Mapping[str, Source]

NAMED: Final = (Part, Provision, Formula, Change)
"""Families whose classes a file names by the key ``kind``."""

LISTS: Final = (FixedTable, HeldFixed)
"""Classes with amounts by recipient."""

MAY_HOLD_MONEY: Final = (
    RatePerUnit,
    RatePerPost,
    UnitCost,
    Exclusion,
    SmallestTotal,
)
"""Classes with rates that are money or exact numbers, which must not be mixed up."""


def plain_program(program: Program) -> dict[str, object]:
    """
    Give a program as a table; sources stand in a table of their own.

    Raises:
        InvalidModelError: It has a part or a provision that files do not know, or
            amounts that are not in its currency.
    """
    _check_amounts(program)
    sources = cited_sources(program)
    form = _record(program, sources)
    parts, amendments = form.pop("parts", []), form.pop("amendments", [])
    listed = {
        key: {k: v for k, v in source_form(source).items() if k != "key"}
        for key, source in sorted(sources.items())
    }
    if listed:
        form["sources"] = listed
    # Parts come last: in TOML all that follows a section belongs to it.
    if parts:
        form["parts"] = parts
    if amendments:
        form["amendments"] = amendments
    return form


def _check_amounts(program: Program) -> None:
    """A file names one currency, so every amount has to be in it."""
    places: dict[str, object] = {f"part {p.id!r}": p.rule for p in program.parts}
    places |= {f"amendment of {a.day}": a.changes for a in program.amendments}
    for where, content in places.items():
        for amount in _amounts(content):
            if not isinstance(amount, Money) or amount.currency != program.currency:
                raise InvalidModelError(
                    "a rule has an amount that is not in the currency of the program",
                    where=where,
                    got=amount,
                    expected=f"amounts in {program.currency}",
                    mend="convert it, with rate, date and source",
                )


def _amounts(value: object) -> Iterator[Money | int]:
    """Find the amounts in a rule, and in what stands in it."""
    if isinstance(value, Money):
        yield value
    elif isinstance(value, LISTS):
        yield from (amount for _, amount in value.amounts)
    elif isinstance(value, SetAside) and isinstance(value.amount, int):
        yield value.amount
    elif isinstance(value, PassOn) and isinstance(value.retained_amount, int):
        yield value.retained_amount
    elif isinstance(value, tuple):
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", value):
            yield from _amounts(item)
    elif attrs.has(type(value)):
        # cast: `attrs.has` is no type guard for values.
        for field in attrs.fields(type(cast("attrs.AttrsInstance", value))):
            yield from _amounts(getattr(value, field.name))


def plain_value(value: object, sources: Sources) -> object:
    """Give any value of a program in the plain form."""
    # cast: `isinstance` tells nothing about what a container holds.
    if isinstance(value, tuple):
        return [
            plain_value(item, sources) for item in cast("tuple[object, ...]", value)
        ]
    if isinstance(value, frozenset):
        items = cast("frozenset[object]", value)
        return sorted(str(plain_value(item, sources)) for item in items)
    if isinstance(value, Text | KeyDate | BudgetYear | Period):
        return _value_of_its_own(value)
    if attrs.has(type(value)) and not isinstance(value, Money):
        # cast: `attrs.has` is no type guard for values.
        return _table(cast("attrs.AttrsInstance", value), sources)
    return _scalar(value)


def _table(value: attrs.AttrsInstance, sources: Sources) -> object:
    if isinstance(value, Source | Assumption):
        return basis_form(value, sources)
    if isinstance(value, PaymentPlan):
        return payment_plan_form(value, sources)
    if isinstance(value, Figure) and value == Figure(by=value.by):
        return value.by
    if isinstance(value, NAMED) and not isinstance(value, Figure):
        form = {"kind": kind_of(value), **_record(value, sources)}
        if isinstance(value, SetRule) and value.rule is None:
            form["provisions"] = []
        if isinstance(value, SetPaymentPlan) and value.payment_plan is None:
            form["payment_plan"] = {}
        return form
    return _record(value, sources)


def _scalar(value: object) -> object:
    if isinstance(value, Money):
        return f"{value.major:f}"
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Fraction):
        return _number(value)
    return value


MOST_DECIMALS: Final = 60


MORE_THAN_ANY_CURRENCY: Final = 5
"""Decimals; with fewer, a number would be read as money."""


def _number(number: Fraction, least: int = MORE_THAN_ANY_CURRENCY) -> str:
    """Write an exact number: a decimal with so many digits at least, or a ratio."""
    for digits in range(least, MOST_DECIMALS):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            figures = f"{scaled.numerator:0{digits + 1}d}"
            whole = figures[: len(figures) - digits]
            return f"{whole}.{figures[-digits:]}" if digits else whole
    return f"{number.numerator}/{number.denominator}"


def _value_of_its_own(value: Text | KeyDate | BudgetYear | Period) -> object:
    if isinstance(value, Text):
        texts = dict(value.texts)
        return texts[""] if list(texts) == [""] else texts
    if isinstance(value, Period):
        return {"first": value.first, "last": value.last}
    if isinstance(value, KeyDate):
        return _key_date(value.day)
    first, last = value.period.first, value.period.last
    if first.year < MAXYEAR and value == BudgetYear.calendar(first.year):
        return first.year
    return {"label": value.label, "first": first, "last": last}


def _key_date(day: date | YearlyDay) -> object:
    if not isinstance(day, YearlyDay):
        return day
    form = {"month": day.month, "day": day.day}
    return form | ({"years_before": day.years_before} if day.years_before else {})


def _record(value: attrs.AttrsInstance, sources: Sources) -> dict[str, object]:
    """Give the fields that differ from their defaults."""
    form: dict[str, object] = {}
    fields: tuple[attrs.Attribute[object], ...] = attrs.fields(type(value))
    for field in fields:
        content = getattr(value, field.name)
        if not field.init or _is_left_out(content):
            continue
        if isinstance(value, Formula) and content == field.default:
            continue
        if field.name == "budgets":
            form["budget"] = _budgets(content, sources)
        elif isinstance(content, AllocationRule):
            form |= _rule(content, sources)
        elif isinstance(value, LISTS) and field.name == "amounts":
            form["amounts"] = {id_: _scalar(amount) for id_, amount in content}
        elif isinstance(value, FixedShares) and field.name == "shares":
            form["shares"] = {id_: _number(share, least=0) for id_, share in content}
        elif isinstance(content, Fraction) and not _may_be_money(value, field.name):
            form[field.name] = _number(content, least=0)
        else:
            form[field.name] = plain_value(content, sources)
    return form


def _may_be_money(value: object, field: str) -> bool:
    is_bound = isinstance(value, Stated) and field == "amount"
    return is_bound or isinstance(value, MAY_HOLD_MONEY)


def _is_left_out(content: object) -> bool:
    return content is None or content is False or content in ((), frozenset())


def _budgets(budgets: tuple[YearBudget, ...], sources: Sources) -> dict[str, object]:
    tables = [_record(budget, sources) for budget in budgets]
    form = {str(table.pop("year")): table for table in tables}
    if any(len(table) > 1 for table in tables):
        # TOML puts what is no table in front, which would change the order.
        return {**form}
    return {year: table["amount"] for year, table in form.items()}


def _rule(rule: AllocationRule, sources: Sources) -> dict[str, object]:
    about: dict[str, object] = {}
    if rule.known_since is not None:
        about["known_since"] = rule.known_since
    if rule.source is not None:
        about["source"] = basis_form(rule.source, sources)
    form: dict[str, object] = {"rule": about} if about else {}
    form["provisions"] = [plain_value(one, sources) for one in rule.provisions]
    return form
