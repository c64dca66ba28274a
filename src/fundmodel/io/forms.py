"""
The plain form of a program: tables, lists, text, numbers and dates.

TOML and JSON both hold this form; cattrs turns it into objects and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, cast

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from fundmodel.changes import Amendment, Change, SetBudget, SetPaymentPlan, SetRule
from fundmodel.errors import Fault, InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import read_basis
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.kinds import CHANGES, FORMULAS, PARTS, PROVISIONS
from fundmodel.io.payment_plans import read_payment_plan
from fundmodel.io.records import ENUMS, FORMULA_RECORDS, RECORDS, SUB_RULES
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    Figure,
    FixedTable,
    Formula,
    HeldFixed,
    SubRule,
)
from fundmodel.rules.combinations.sub_rules import MOST_LEVELS
from fundmodel.rules.formulas.listed import Shares
from fundmodel.rules.tables import Rows
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source
from fundmodel.steps import Provision

__all__ = ["converter_for"]

Hook = Callable[[Any, Any], Any]  # Any: cattrs hands values and types on untyped


def converter_for(currency: str, sources: Mapping[str, Source]) -> cattrs.Converter:
    """
    Make the converter that reads the program of one file.

    Args:
        currency: That of the program, for amounts that do not name one.

        sources: The section of sources, by key.
    """
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    _register_values(converter, currency, sources)
    _register_containers(converter)
    converter.register_structure_hook(AllocationRule, _rule(converter))
    for sub_rule in SUB_RULES:
        _register_sub_rule(converter, sub_rule)
    # cattrs looks up the hooks of fields when it makes the function of a class,
    # so that what stands inside comes before what it stands in.
    _register_formulas(converter)
    for kind in RECORDS:
        _register_record(converter, kind)
    for listing in (FixedTable, HeldFixed):
        read = _listing(converter, currency, listing)
        converter.register_structure_hook(listing, read)
    _register_family(converter, Provision, PROVISIONS)
    _register_budgets(converter, currency)
    read_plan = _payment_plan(converter, currency)
    converter.register_structure_hook(PaymentPlan, read_plan)
    for part in PARTS.values():
        _register_record(converter, part, budgets=override(rename="budget"))
    _register_family(converter, Part, PARTS)
    for change in CHANGES.values():
        _register_record(converter, change)
    year = override(struct_hook=_reading(values.a_year))
    _register_record(converter, SetBudget, year=year)
    # An empty table says that there is no plan any more; nothing at all, nothing.
    plan = override(
        struct_hook=lambda value, kind: read_plan(value, kind) if value != {} else None
    )
    _register_record(converter, SetPaymentPlan, payment_plan=plan)
    _register_family(converter, Change, CHANGES)
    _register_record(converter, Amendment)
    _register_record(converter, Program, budgets=override(rename="budget"))
    return converter


def _register_values(
    converter: cattrs.Converter, currency: str, sources: Mapping[str, Source]
) -> None:
    readers: tuple[tuple[object, Callable[[object], object]], ...] = (
        (str, values.a_word),
        (int, values.an_integer),
        (bool, values.a_switch),
        (date, values.a_day),
        (Decimal, values.a_unit),
        (Text, values.a_text),
        (Period, values.a_period),
        (BudgetYear, values.a_budget_year),
        (KeyDate, values.a_key_date),
        (Money, lambda value: values.a_money(value, currency)),
        (Money | int | None, lambda value: values.a_money(value, currency)),
        (Fraction, values.a_ratio),
        (Money | Fraction, lambda value: values.a_rate(value, currency)),
        (Money | Fraction | None, lambda value: values.a_rate(value, currency)),
        (Basis, lambda value: read_basis(value, sources)),
    )
    for kind, read in readers:
        if isinstance(kind, type):
            # cattrs has hooks of its own for these, which would convert.
            converter.register_structure_hook(kind, _reading(read))
        else:
            converter.register_structure_hook_func(_is(kind), _reading(read))
    for enumeration in ENUMS:
        converter.register_structure_hook(enumeration, values.a_choice)


def _is(wanted: object) -> Callable[[object], bool]:
    return lambda kind: kind == wanted


def _reading(read: Callable[[object], object]) -> Hook:
    return lambda value, _: read(value)


def _register_containers(converter: cattrs.Converter) -> None:
    """Refuse text where a list belongs: it would be read letter by letter."""

    def is_list(kind: object) -> bool:
        return getattr(kind, "__origin__", None) in {tuple, frozenset}

    # Any: list types have no type of their own.
    def read(value: object, kind: Any) -> object:  # noqa: ANN401  see above
        item, container = kind.__args__[0], kind.__origin__
        hook = converter.get_structure_hook(item)
        return container(values.each(values.a_list(value), lambda one: hook(one, item)))

    converter.register_structure_hook_func(is_list, read)


def _register_record(
    converter: cattrs.Converter,
    kind: type[Any],  # Any: records have no common base
    **overrides: Any,  # noqa: ANN401  Any: cattrs does not name the type
) -> None:
    structure = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, **overrides
    )

    def read(value: object, _: object) -> object:
        return structure(values.a_table(value), kind)

    converter.register_structure_hook(kind, read)


def _register_family(
    converter: cattrs.Converter,
    base: type[Any],  # Any: a protocol for provisions, a class for parts
    table: Mapping[str, type[Any]],  # Any: provisions have no common base
) -> None:
    """Choose the class by the key ``kind``."""

    # Any: see above.
    def read_as(form: dict[str, object], kind: type[Any]) -> object:
        # A part may have no rule; a provision that has one needs it.
        has_rule = not issubclass(kind, Part) or not {"provisions", "rule"}.isdisjoint(
            form
        )
        if kind is SetRule and form.get("provisions") == [] and "rule" not in form:
            # An empty list says that the rule is open; nothing at all, nothing.
            form = {**form, "rule": None}
            del form["provisions"]
        elif has_rule and _takes_a_rule(kind):
            form = _with_rule(form)
        return converter.structure(form, kind)

    def read(value: object, _: object) -> object:
        form = dict(values.a_table(value))
        named = form.pop("kind", None)
        if isinstance(named, str) and named in table:
            return read_as(form, table[named])
        faults = [Fault.of(values.unknown_kind(named, table))]
        # What else is wrong is told as far as the class can be guessed.
        guess = table.get(values.nearest(named, table))
        try:
            _ = guess and read_as(form, guess)
        except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
            faults += faults_of(error)
        raise FaultsError(faults)

    converter.register_structure_hook_func(_is(base), read)
    for name, kind in table.items():
        _accept_own_kind(converter, name, kind)


def _accept_own_kind(
    converter: cattrs.Converter,
    name: str,
    kind: type[Any],  # Any: provisions have no common base
) -> None:
    """Let a field of a single class name its kind too, as `rounding` does."""
    inner = converter.get_structure_hook(kind)

    def read(value: object, _: object) -> object:
        form = dict(values.a_table(value))
        if form.get("kind") == name:
            del form["kind"]
        return inner(form, kind)

    converter.register_structure_hook(kind, read)


def _takes_a_rule(kind: type[object]) -> bool:
    """Whether files give the rule; that of a lump sum follows from the rest."""
    # cast: all kinds of a family are classes of attrs.
    fields = attrs.fields_dict(cast("type[attrs.AttrsInstance]", kind))
    return "rule" in fields and bool(fields["rule"].init)


def _with_rule(form: dict[str, object]) -> dict[str, object]:
    """Put what a file says of the rule as a whole together with its provisions."""
    about = values.a_table(form.pop("rule", {}))
    if "provisions" in about:
        raise InvalidDataError(
            "provisions stand in the rule",
            where="rule",
            expected="known_since, source",
            mend="write them beside it, as [[parts.provisions]]",
        )
    listed = {"provisions": form.pop("provisions")} if "provisions" in form else {}
    return {**form, "rule": {**about, **listed}}


def _register_formulas(converter: cattrs.Converter) -> None:
    """Read the id of an indicator, its figure, or a formula by its key ``kind``."""

    def read(value: object, _: object) -> object:
        if isinstance(value, str):
            return Figure(by=value)
        form = dict(values.a_table(value))
        if "kind" not in form:
            return converter.structure(form, Figure)
        named = form.pop("kind")
        if not isinstance(named, str) or named not in FORMULAS:
            raise values.unknown_kind(named, FORMULAS)
        return converter.structure(form, FORMULAS[named])

    def read_shares(value: object, _: object) -> Shares:
        table = values.a_table(value)
        readers = dict.fromkeys(table, values.a_ratio)
        return tuple(values.fields(table, **readers).items())

    def read_base(value: object, _: object) -> object:
        # The id of an indicator stands for itself where it can.
        return value if isinstance(value, str) else read(value, Formula)

    converter.register_structure_hook_func(_is(Formula), read)
    converter.register_structure_hook_func(_is(str | Formula), read_base)
    converter.register_structure_hook_func(_is(str | Formula | None), read_base)
    converter.register_structure_hook_func(_is(Shares), read_shares)
    for kind in FORMULA_RECORDS:
        _register_record(converter, kind)


def _register_sub_rule(converter: cattrs.Converter, kind: type[SubRule]) -> None:
    """Let a rule in a provision be written like that of a part."""
    structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def read(value: object, _: object) -> object:
        return structure(_with_rule(dict(values.a_table(value))), kind)

    converter.register_structure_hook(kind, read)


def _rule(converter: cattrs.Converter) -> Hook:
    levels = 0

    def read(value: object, _: object) -> AllocationRule:
        nonlocal levels
        if levels >= MOST_LEVELS:
            raise InvalidDataError(
                "rules stand too deep in other rules",
                got=f"more than {MOST_LEVELS} levels",
                expected=f"at most {MOST_LEVELS}",
                mend="put formulas side by side instead of into each other",
            )
        levels += 1
        try:
            return read_one(value)
        finally:
            levels -= 1

    def read_one(value: object) -> AllocationRule:
        found = values.fields(
            value,
            ("provisions",),
            provisions=partial(converter.structure, cl=tuple[Provision, ...]),
            known_since=values.a_day,
            source=_basis(converter),
        )
        return AllocationRule(*found.pop("provisions"), **found)

    return read


def _basis(converter: cattrs.Converter) -> Callable[[object], Basis]:
    hook = converter.get_structure_hook(Basis)
    return lambda value: hook(value, Basis)


def _listing(
    converter: cattrs.Converter, currency: str, kind: type[FixedTable | HeldFixed]
) -> Hook:
    def read_rows(value: object, _: object) -> Rows:
        table = values.a_table(value)
        read = partial(values.a_money, currency=currency)
        return tuple(values.fields(table, **dict.fromkeys(table, read)).items())

    structure = make_dict_structure_fn(
        kind,
        converter,
        _cattrs_forbid_extra_keys=True,
        amounts=override(struct_hook=read_rows),
    )
    return lambda value, _: structure(values.a_table(value), kind)


def _payment_plan(converter: cattrs.Converter, currency: str) -> Hook:
    basis = _basis(converter)
    return lambda value, _: read_payment_plan(value, currency, basis)


def _register_budgets(converter: cattrs.Converter, currency: str) -> None:
    """Budgets are a table by year: an amount, or a table with its source."""
    money = partial(values.a_money, currency=currency)
    basis = _basis(converter)

    def read_one(value: object, year: str) -> YearBudget:
        if not isinstance(value, Mapping):
            return YearBudget(year=year, amount=money(value))
        found = values.fields(
            # cast: `isinstance` tells nothing about the keys.
            values.a_table(cast("object", value)),
            ("amount",),
            amount=money,
            source=basis,
            known_since=values.a_day,
        )
        return YearBudget(year=year, **found)

    def read(value: object, _: object) -> tuple[YearBudget, ...]:
        table = values.a_table(value)
        readers = {year: partial(read_one, year=year) for year in table}
        return tuple(values.fields(table, **readers).values())

    converter.register_structure_hook_func(_is(tuple[YearBudget, ...]), read)
