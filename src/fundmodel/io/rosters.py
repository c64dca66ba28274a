"""Rosters, tables of amounts and facts in JSON."""

from __future__ import annotations

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.layouts import some_decimals
from fundmodel.io.plans import plans_form, read_plans_form
from fundmodel.io.pools import pools_form, read_pools_form
from fundmodel.io.requests import applications_form, read_applications_form
from fundmodel.io.typed import json_ready, ratio_form, read_ratio, read_typed, typed
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
        "remainder_name": _maybe_text_form(roster.remainder_name),
        "register": roster.register,
        "as_of": None if roster.dated is None else roster.dated.isoformat(),
        "source": _basis(roster.source),
        "ids": list(roster.ids),
        "names": list(roster.names),
        "kinds": list(roster.kinds),
        "parents": list(roster.parents),
        "validity": [typed(period) for period in roster.validity],
        "successors": [list(ids) for ids in roster.successors],
        "columns": [_column_form(column) for column in roster.columns],
    }
    return _given(form)


def _given(form: Form) -> Form:
    """Leave out what is not given; lists of recipients always are."""
    always = ("ids", "names", "kinds", "amounts")
    return {
        key: value
        for key, value in form.items()
        if key in always or value not in (None, [])
    }


def _text_form(text: Text) -> object:
    return dict(text.texts)


def _maybe_text_form(text: Text | None) -> object:
    return None if text is None else _text_form(text)


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
        "frozen_after": _day(indicator.frozen_after),
        "sensitive": indicator.sensitive,
        "reason": _maybe_text_form(indicator.reason),
        "source": _basis(indicator.source),
    }
    return {key: value for key, value in form.items() if value is not None}


def _day(day: object) -> object:
    return json_ready(day)


def read_roster_form(value: object) -> Roster:
    """
    Make a roster of its form.

    Raises:
        FaultsError: The form is broken.
    """
    texts = dict.fromkeys(("ids", "names", "kinds"), values.words)
    found = values.fields(
        value,
        ("id", *texts),
        **texts,
        id=values.a_word,
        name=values.a_text,
        remainder_name=values.a_text,
        coverage=lambda name: values.a_choice(name, Coverage),
        register=values.a_word,
        as_of=values.a_day,
        source=_read_basis,
        parents=lambda ids: values.each(values.a_list(ids), _maybe_word),
        validity=lambda days: values.each(values.a_list(days), _maybe_period),
        successors=lambda ids: list(
            map(tuple, values.each(values.a_list(ids), values.words))
        ),
        columns=lambda forms: values.each(values.a_list(forms), _read_column),
    )
    # Files call it as Python once did.
    return Roster(dated=found.pop("as_of", None), **found)


def _maybe_word(value: object) -> str | None:
    return None if value is None else values.a_word(value)


def _maybe_period(value: object) -> Period | None:
    period = read_typed(value)
    if period is None or isinstance(period, Period):
        return period
    raise _other_kind("this is no period", '{"period": ["2017-01-01", "2017-12-31"]}')


def _other_kind(what: str, expected: str) -> InvalidDataError:
    return InvalidDataError(what, expected=expected, mend="take the original document")


def _read_basis(value: object) -> Basis:
    return read_basis(value, {})


def _read_column(value: object) -> Column:
    found = values.fields(
        value,
        ("indicator", "decimals", "values", "inferred"),
        indicator=_read_indicator,
        decimals=some_decimals,
        values=lambda items: values.each(values.a_list(items), _maybe_integer),
        inferred=lambda items: values.each(values.a_list(items), values.an_integer),
    )
    numbers: list[int | None] = found["values"]
    marked: set[int] = set(found["inferred"])
    if not marked <= set(range(len(numbers))):
        raise InvalidDataError(
            "a value that does not exist is marked as inferred",
            where="inferred",
            got=", ".join(map(str, sorted(marked))),
            expected=f"places from 0 to {len(numbers) - 1}",
            mend="take the original document",
        )
    column = Column.of(
        found["indicator"],
        numbers,
        inferred=(at in marked for at in range(len(numbers))),
    )
    # The values are whole numbers of the last decimal already.
    return attrs.evolve(column, decimals=found["decimals"])


def _maybe_integer(value: object) -> int | None:
    return None if value is None else values.an_integer(value)


def _read_indicator(value: object) -> Indicator:
    found = values.fields(
        value,
        ("id",),
        id=values.a_word,
        name=values.a_text,
        unit=values.a_text,
        key_date=values.a_day,
        state=lambda name: values.a_choice(name, DataState),
        known_since=values.a_day,
        frozen_after=values.a_day,
        sensitive=values.a_switch,
        reason=values.a_text,
        source=_read_basis,
    )
    return Indicator(**found)


def table_form(table: PublishedTable) -> Form:
    """Give a table of published amounts as columns."""
    form: Form = {
        "id": table.id,
        "name": _text_form(table.name),
        "part": table.part,
        "year": table.year,
        "stage": None if table.stage is None else table.stage.value,
        "share": None if table.share is None else ratio_form(table.share),
        "roster": table.roster,
        "unit": typed(table.unit),
        "note": _maybe_text_form(table.note),
        "source": _basis(table.source),
        "ids": list(table.ids),
        "names": list(table.names),
        "amounts": [typed(amount) for amount in table.amounts],
        "sources": [_basis(source) for source in table.sources],
    }
    return _given(form)


def read_table_form(value: object) -> PublishedTable:
    """
    Make a table of published amounts of its form.

    Raises:
        FaultsError: The form is broken.
    """
    found = values.fields(
        value,
        ("id", "ids", "names", "amounts"),
        id=values.a_word,
        ids=values.words,
        names=values.words,
        amounts=lambda items: values.each(values.a_list(items), _money),
        name=values.a_text,
        part=values.a_word,
        year=values.a_word,
        stage=lambda name: values.a_choice(name, Stage),
        share=read_ratio,
        roster=values.a_word,
        unit=_money,
        note=values.a_text,
        source=_read_basis,
        sources=lambda items: values.each(values.a_list(items), _maybe_basis),
    )
    return PublishedTable(**found)


def _money(value: object) -> Money:
    money = read_typed(value)
    if isinstance(money, Money):
        return money
    raise _other_kind("this is no money", '{"money": "12.00", "currency": "EUR"}')


def _maybe_basis(value: object) -> Basis:
    return None if value is None else read_basis(value, {})


def facts_form(facts: Facts) -> Form:
    """Give facts as tables."""
    previous, applications = facts.previous, facts.applications
    form: Form = {
        "previous": None if previous is None else table_form(previous),
        "tables": [table_form(table) for table in facts.tables],
    }
    if applications is not None:
        form["applications"] = applications_form(applications)
    if facts.cost_plans.plans:
        form["cost_plans"] = plans_form(facts.cost_plans)
    if facts.pools:
        form["pools"] = pools_form(facts.pools)
    if facts.previous_by_part:
        form["previous_by_part"] = [table_form(t) for t in facts.previous_by_part]
    return form


def read_facts(value: object) -> Facts:
    """
    Make facts of their form.

    Raises:
        FaultsError: The form is broken.
    """
    found = values.fields(
        value,
        ("previous", "tables"),
        previous=lambda form: None if form is None else read_table_form(form),
        tables=lambda forms: values.each(values.a_list(forms), read_table_form),
        applications=read_applications_form,
        cost_plans=read_plans_form,
        pools=read_pools_form,
        previous_by_part=lambda forms: values.each(
            values.a_list(forms), read_table_form
        ),
    )
    return Facts(**found)
