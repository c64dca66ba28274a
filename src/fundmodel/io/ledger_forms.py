"""Ledgers in JSON documents: the terms, and all entries as columns."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeVar

from fundmodel.errors import InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import json_ready
from fundmodel.ledgers import BudgetTerms, Entries, EntryKind, Ledger
from fundmodel.ledgers.coding import Coded
from fundmodel.periods import BudgetYear
from fundmodel.sources import Basis

__all__ = ["TEXTS", "ledger_form", "listed", "read_ledger_form"]

Form = dict[str, object]
Value = TypeVar("Value")

TEXTS: Final = (
    "parts",
    "recipients",
    "awards",
    "funds",
    "lines",
    "origins",
    "to_years",
    "to_lines",
    "reverses",
    "notes",
)
"""Columns of text that entries need not have."""


def ledger_form(ledger: Ledger) -> Form:
    """Give a ledger: its terms, and its entries in the order of booking."""
    return {
        "currency": ledger.currency,
        "terms": _terms_form(ledger.terms),
        "entries": _entries_form(ledger.entries),
    }


def _terms_form(terms: BudgetTerms) -> Form:
    form: Form = {
        "years": [_year_form(year) for year in terms.years],
        "carry_over_years": terms.carry_over_years,
        "open_days": terms.open_days,
        "source": _basis(terms.source),
    }
    return {name: content for name, content in form.items() if content is not None}


def _year_form(year: BudgetYear) -> Form:
    return {
        "label": year.label,
        "first": year.period.first.isoformat(),
        "last": year.period.last.isoformat(),
    }


def _basis(basis: Basis) -> object:
    return json_ready(basis_form(basis, {}))


def _entries_form(entries: Entries) -> Form:
    """Give all columns but those without any value; each source stands once."""
    form: Form = {
        "ids": list(entries.ids),
        "kinds": [kind and kind.value for kind in listed(entries.kinds)],
        "days": [date.fromordinal(day).isoformat() for day in entries.days.tolist()],
        "years": listed(entries.years),
        "minor": entries.minor.tolist(),
    }
    for name in TEXTS:
        column = entries.coded[name].in_order()
        if column is not None:
            form[name] = listed(column)
    sources = entries.sources.in_order()
    if sources is not None:
        form["bases"] = [_basis(basis) for basis in sources.values]
        form["sources"] = [None if n < 0 else n for n in sources.codes.tolist()]
    return form


def listed(column: Coded[Value]) -> list[Value | None]:
    """Give the value of each entry."""
    # The number of no value is -1, and so the last place.
    found = (*column.values, None)
    return [found[number] for number in column.codes.tolist()]


def read_ledger_form(value: object) -> Ledger:
    """
    Make a ledger of its form; everything is checked as if it was booked today.

    Raises:
        FaultsError: The form is broken.

        LedgerError: What stands there cannot be booked.
    """
    found = values.fields(
        value,
        ("currency", "terms", "entries"),
        currency=values.a_word,
        terms=_read_terms,
        entries=_read_columns,
    )
    entries = Entries.from_columns(currency=found["currency"], **found["entries"])
    return Ledger(currency=found["currency"], terms=found["terms"], entries=entries)


def _read_terms(value: object) -> BudgetTerms:
    found = values.fields(
        value,
        ("years", "open_days"),
        years=lambda items: values.each(values.a_list(items), values.a_budget_year),
        carry_over_years=values.an_integer,
        open_days=values.an_integer,
        source=lambda basis: read_basis(basis, {}),
    )
    return BudgetTerms(**found)


# Any: each column is of its own type.
def _read_columns(value: object) -> dict[str, Any]:
    readers: dict[str, Any] = dict.fromkeys(TEXTS, _maybe_words)
    found = values.fields(
        value,
        ("ids", "kinds", "days", "years", "minor"),
        ids=values.words,
        kinds=lambda items: values.each(values.a_list(items), _kind),
        days=lambda items: values.each(values.a_list(items), values.a_day),
        years=values.words,
        minor=lambda items: values.each(values.a_list(items), values.an_integer),
        bases=lambda items: values.each(values.a_list(items), _a_basis),
        sources=lambda items: values.each(values.a_list(items), _maybe_number),
        **readers,
    )
    bases: list[Basis] = found.pop("bases", [])
    numbers: list[int | None] = found.pop("sources", [])
    if numbers:
        found["sources"] = [_numbered(bases, number) for number in numbers]
    return found


def _kind(value: object) -> EntryKind:
    return values.a_choice(value, EntryKind)


def _a_basis(value: object) -> Basis:
    return read_basis(value, {})


def _maybe_words(value: object) -> list[str | None]:
    def read(item: object) -> str | None:
        return None if item is None else values.a_word(item)

    return values.each(values.a_list(value), read)


def _maybe_number(value: object) -> int | None:
    return None if value is None else values.an_integer(value)


def _numbered(bases: list[Basis], number: int | None) -> Basis:
    if number is None:
        return None
    if 0 <= number < len(bases):
        return bases[number]
    raise InvalidDataError(
        "an entry names a source that is not there",
        where="sources",
        got=number,
        expected=f"0 to {len(bases) - 1}, or null",
        mend="number the sources in bases from 0",
    )
