"""Rosters, tables of amounts and facts in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from fundmodel.facts import Facts
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import json_ready, read_typed, typed
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.periods import Period
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.sentences import Text
from fundmodel.sources import Basis

__all__ = ["facts_form", "read_facts", "read_roster_form", "roster_form"]

Form = dict[str, object]


def roster_form(roster: Roster) -> Form:
    """Give a roster as columns; a missing value is null."""
    form: Form = {
        "id": roster.id,
        "name": _text_form(roster.name),
        "coverage": roster.coverage.value,
        "register": roster.register,
        "as_of": None if roster.as_of is None else roster.as_of.isoformat(),
        "source": _basis(roster.source),
        "ids": list(roster.ids),
        "names": list(roster.names),
        "kinds": list(roster.kinds),
        "parents": list(roster.parents),
        "validity": [typed(period) for period in roster.validity],
        "successors": [list(ids) for ids in roster.successors],
        "columns": [_column_form(column) for column in roster.columns],
    }
    return {key: value for key, value in form.items() if value not in (None, [])}


def _text_form(text: Text) -> object:
    return dict(text.texts)


def _basis(basis: Basis) -> object:
    return json_ready(basis_form(basis, {}))


def _column_form(column: Column) -> Form:
    exists = column.valid.tolist()
    numbers = column.values.tolist()
    return {
        "indicator": _indicator_form(column.indicator),
        "decimals": column.decimals,
        "values": [n if v else None for n, v in zip(numbers, exists, strict=True)],
        "inferred": [at for at, mark in enumerate(column.inferred.tolist()) if mark],
    }


def _indicator_form(indicator: Indicator) -> Form:
    form: Form = {
        "id": indicator.id,
        "name": _text_form(indicator.name),
        "unit": _text_form(indicator.unit),
        "key_date": _day(indicator.key_date),
        "state": indicator.state.value,
        "known_since": _day(indicator.known_since),
        "sensitive": indicator.sensitive,
        "source": _basis(indicator.source),
    }
    return {key: value for key, value in form.items() if value is not None}


def _day(day: object) -> object:
    return json_ready(day)


def read_roster_form(form: Mapping[str, object]) -> Roster:
    """
    Make a roster of its form.

    Raises:
        FundmodelError: A part of the form is broken.
    """
    values.only(form, *_ROSTER, needs=("id", "ids", "names", "kinds"))
    ids = _words(form["ids"])
    return Roster(
        id=values.a_word(form["id"]),
        ids=ids,
        names=_words(form["names"]),
        kinds=_words(form["kinds"]),
        parents=tuple(_maybe_word(one) for one in _list(form.get("parents", []))),
        validity=tuple(_maybe_period(one) for one in _list(form.get("validity", []))),
        successors=tuple(_words(one) for one in _list(form.get("successors", []))),
        columns=tuple(_read_column(one) for one in _list(form.get("columns", []))),
        coverage=values.a_choice(form.get("coverage", "partial"), Coverage),
        name=values.a_text(form.get("name", form["id"])),
        register=_maybe_word(form.get("register")),
        as_of=_maybe_day(form, "as_of"),
        source=_read_basis(form),
    )


_ROSTER = (
    "id", "name", "coverage", "register", "as_of", "source", "ids", "names", "kinds",
    "parents", "validity", "successors", "columns",
)  # fmt: skip


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise values.not_a_list(value)


def _words(value: object) -> tuple[str, ...]:
    return tuple(values.a_word(one) for one in _list(value))


def _maybe_word(value: object) -> str | None:
    return None if value is None else values.a_word(value)


def _maybe_period(value: object) -> Period | None:
    period = read_typed(value)
    return period if isinstance(period, Period) else None


def _maybe_day(form: Mapping[str, object], key: str) -> date | None:
    return values.a_day(form[key]) if key in form else None


def _read_basis(form: Mapping[str, object]) -> Basis:
    return read_basis(form["source"], {}) if "source" in form else None


def _read_column(value: object) -> Column:
    form = values.a_table(value)
    needs = ("indicator", "decimals", "values", "inferred")
    values.only(form, *needs, needs=needs)
    numbers = [
        None if one is None else values.an_integer(one) for one in _list(form["values"])
    ]
    marks = [False] * len(numbers)
    for at in _list(form["inferred"]):
        marks[values.an_integer(at)] = True
    column = Column.of(_read_indicator(form["indicator"]), numbers, inferred=marks)
    return attrs.evolve(column, decimals=values.an_integer(form["decimals"]))


def _read_indicator(value: object) -> Indicator:
    form = values.a_table(value)
    known = (
        "id", "name", "unit", "key_date", "state", "known_since", "sensitive", "source",
    )  # fmt: skip
    values.only(form, *known, needs=("id",))
    texts = {key: values.a_text(form[key]) for key in ("name", "unit") if key in form}
    return Indicator(
        id=values.a_word(form["id"]),
        key_date=_maybe_day(form, "key_date"),
        state=values.a_choice(form.get("state", "final"), DataState),
        known_since=_maybe_day(form, "known_since"),
        sensitive=values.a_switch(form.get("sensitive", False)),
        source=_read_basis(form),
        **texts,
    )


def table_form(table: PublishedTable) -> Form:
    """Give a table of published amounts as columns."""
    form: Form = {
        "id": table.id,
        "name": _text_form(table.name),
        "part": table.part,
        "year": table.year,
        "stage": None if table.stage is None else table.stage.value,
        "unit": typed(table.unit),
        "note": None if table.note is None else _text_form(table.note),
        "source": _basis(table.source),
        "ids": list(table.ids),
        "names": list(table.names),
        "amounts": [typed(amount) for amount in table.amounts],
        "sources": [_basis(source) for source in table.sources],
    }
    return {key: value for key, value in form.items() if value not in (None, [])}


def read_table_form(value: object) -> PublishedTable:
    """
    Make a table of published amounts of its form.

    Raises:
        FundmodelError: A part of the form is broken.
    """
    form = values.a_table(value)
    values.only(form, *_TABLE, needs=("id",))
    named = {"name": values.a_text(form["name"])} if "name" in form else {}
    unit = read_typed(form.get("unit"))
    amounts = [read_typed(one) for one in _list(form.get("amounts", []))]
    return PublishedTable(
        id=values.a_word(form["id"]),
        ids=_words(form.get("ids", [])),
        names=_words(form.get("names", [])),
        amounts=tuple(one for one in amounts if isinstance(one, Money)),
        part=_maybe_word(form.get("part")),
        year=_maybe_word(form.get("year")),
        stage=values.a_choice(form["stage"], Stage) if "stage" in form else None,
        unit=unit if isinstance(unit, Money) else None,
        sources=tuple(
            None if one is None else read_basis(one, {})
            for one in _list(form.get("sources", []))
        ),
        source=_read_basis(form),
        note=values.a_text(form["note"]) if "note" in form else None,
        **named,
    )


_TABLE = (
    "id", "name", "part", "year", "stage", "unit", "note", "source", "ids", "names",
    "amounts", "sources",
)  # fmt: skip


def facts_form(facts: Facts) -> Form:
    """Give facts as tables."""
    previous = facts.previous
    return {
        "previous": None if previous is None else table_form(previous),
        "tables": [table_form(table) for table in facts.tables],
    }


def read_facts(value: object) -> Facts:
    """
    Make facts of their form.

    Raises:
        FundmodelError: A part of the form is broken.
    """
    form = values.a_table(value)
    values.only(form, "previous", "tables", needs=("previous", "tables"))
    previous = form["previous"]
    return Facts(
        previous=None if previous is None else read_table_form(previous),
        tables=[read_table_form(one) for one in _list(form["tables"])],
    )
