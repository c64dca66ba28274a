"""
The plain form of a program: tables, lists, text, numbers and dates.

TOML and JSON both hold this form; cattrs turns it into objects and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from fundmodel.apportion import Rounding
from fundmodel.io import values
from fundmodel.io.citations import read_basis
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.kinds import PARTS, PROVISIONS
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LegalBasis, Part, PlannedResult, YearBudget
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.rules import AllocationRule, FixedTable, ResidualTo, StandIn
from fundmodel.rules.tables import Rows
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source
from fundmodel.steps import Provision

__all__ = ["converter_for"]

T = TypeVar("T")
# cattrs hands a value and its type to every hook, both untyped.
Hook = Callable[[Any, Any], Any]

ENUMS = (LegalNature, Rounding, ResidualTo, StandIn)
RECORDS = (LegalBasis, PlannedResult, *PROVISIONS.values())


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
    # cattrs looks up the hooks of fields when it makes the function of a class,
    # so that what stands inside comes before what it stands in.
    for kind in RECORDS:
        _register_record(converter, kind)
    converter.register_structure_hook(FixedTable, _fixed_table(converter, currency))
    _register_family(converter, Provision, PROVISIONS)
    converter.register_structure_hook(AllocationRule, _rule(converter))
    _register_budgets(converter)
    for part in PARTS.values():
        _register_record(converter, part, budgets=override(rename="budget"))
    _register_family(converter, Part, PARTS)
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
        (Money | Fraction, lambda value: values.a_rate(value, currency)),
        (Basis, lambda value: read_basis(value, sources)),
    )
    for kind, read in readers:
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

    def read(value: object, kind: Any) -> object:  # noqa: ANN401  any list type
        if not isinstance(value, list):
            raise values.not_a_list(value)
        item, container = kind.__args__[0], kind.__origin__
        hook = converter.get_structure_hook(item)
        return container(_each(value, lambda one: hook(one, item)))

    converter.register_structure_hook_func(is_list, read)


def _each(items: Iterable[object], read: Callable[[object], T]) -> list[T]:
    """Read every item, and raise all that went wrong together."""
    done: list[T] = []
    failed: list[Exception] = []
    for index, item in enumerate(items):
        try:
            done.append(read(item))
        except Exception as error:  # noqa: BLE001  every fault of a list is told
            error.add_note(IterableValidationNote("", index, object))
            failed.append(error)
    if failed:
        raise IterableValidationError("list", failed, list)
    return done


def _register_record(
    converter: cattrs.Converter, kind: type[Any], **overrides: Any  # noqa: ANN401
) -> None:
    structure = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, **overrides
    )

    def read(value: object, _: object) -> object:
        return structure(values.a_table(value), kind)

    converter.register_structure_hook(kind, read)


def _register_family(
    converter: cattrs.Converter, base: type[Any], table: Mapping[str, type[Any]]
) -> None:
    """Choose the class by the key ``kind``."""

    def read(value: object, _: object) -> object:
        form = dict(values.a_table(value))
        named = form.pop("kind", None)
        if not isinstance(named, str) or named not in table:
            raise values.unknown_kind(named, table)
        if "provisions" in form or "rule" in form:
            form = _with_rule(form)
        return converter.structure(form, table[named])

    converter.register_structure_hook_func(_is(base), read)
    for name, kind in table.items():
        _accept_own_kind(converter, name, kind)


def _accept_own_kind(
    converter: cattrs.Converter, name: str, kind: type[Any]
) -> None:
    """Let a field of a single class name its kind too, as `rounding` does."""
    inner = converter.get_structure_hook(kind)

    def read(value: object, _: object) -> object:
        form = dict(values.a_table(value))
        if form.get("kind") == name:
            del form["kind"]
        return inner(form, kind)

    converter.register_structure_hook(kind, read)


def _with_rule(form: dict[str, object]) -> dict[str, object]:
    """Put what a file says of the rule as a whole beside its provisions."""
    about = form.pop("rule", {})
    provisions = form.pop("provisions", None)
    rule = dict(values.a_table(about))
    if provisions is not None:
        rule["provisions"] = provisions
    return {**form, "rule": rule}


def _rule(converter: cattrs.Converter) -> Hook:
    def read(value: object, _: object) -> AllocationRule:
        table = values.a_table(value)
        values.only(
            table, "provisions", "known_since", "source", needs=("provisions",)
        )
        parts: dict[str, Any] = {}
        kinds: tuple[tuple[str, object], ...] = (
            ("provisions", tuple[Provision, ...]),
            ("known_since", date),
            ("source", Basis),
        )
        failed: list[Exception] = []
        for name, kind in kinds:
            if name in table:
                try:
                    parts[name] = converter.structure(table[name], kind)  # type: ignore[arg-type]  # unions too
                except Exception as error:  # noqa: BLE001  every fault is told
                    failed.append(FaultsError(faults_of(error, name)))
        if failed:
            raise FaultsError(f for e in failed for f in faults_of(e))
        return AllocationRule(*parts.pop("provisions"), **parts)

    return read


def _fixed_table(converter: cattrs.Converter, currency: str) -> Hook:
    def read_rows(value: object, _: object) -> Rows:
        rows = values.a_table(value).items()
        return tuple((str(id_), values.a_money(each, currency)) for id_, each in rows)

    structure = make_dict_structure_fn(
        FixedTable,
        converter,
        _cattrs_forbid_extra_keys=True,
        amounts=override(struct_hook=read_rows),
    )
    return lambda value, _: structure(values.a_table(value), FixedTable)


def _register_budgets(converter: cattrs.Converter) -> None:
    """Budgets are a table by year: an amount, or a table with its source."""
    one = make_dict_structure_fn(YearBudget, converter, _cattrs_forbid_extra_keys=True)

    def read(value: object, _: object) -> tuple[YearBudget, ...]:
        done: list[YearBudget] = []
        failed: list[Exception] = []
        for year, form in values.a_table(value).items():
            table = form if isinstance(form, Mapping) else {"amount": form}
            try:
                done.append(one({**table, "year": str(year)}, YearBudget))
            except Exception as error:  # noqa: BLE001  every fault is told
                bare = not isinstance(form, Mapping)
                failed.append(FaultsError(_of_year(error, str(year), bare=bare)))
        if failed:
            raise FaultsError(f for e in failed for f in faults_of(e))
        return tuple(done)

    converter.register_structure_hook_func(_is(tuple[YearBudget, ...]), read)


def _of_year(error: Exception, year: str, *, bare: bool) -> Iterable[Any]:
    for fault in faults_of(error, year):
        where = fault.where.removesuffix(".amount") if bare else fault.where
        yield attrs.evolve(fault, where=where)
