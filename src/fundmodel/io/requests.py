"""Applications in JSON documents, and as tables in CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from fundmodel.applications import Applications
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.indicators import MOST_DECIMALS
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.layouts import Locale, a_currency, a_delimiter, a_locale
from fundmodel.io.rows import Faults, columns_of
from fundmodel.io.typed import json_ready, read_typed, typed
from fundmodel.money import Money
from fundmodel.sources import Basis

__all__ = ["applications_form", "read_applications", "read_applications_form"]

COLUMNS: Final = ("id", "applicant", "requested", "received", "score", "title")
"""The columns of a table of applications."""

_SCORE: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:E[+-][0-9]{1,2})?")


def applications_form(given: Applications) -> dict[str, object]:
    """Give applications as columns; what is not known is null."""
    form: dict[str, object] = {
        "id": given.id,
        "name": dict(given.name.texts),
        "source": _basis_form(given.source),
        "ids": list(given.ids),
        "applicants": list(given.applicants),
        "requested": [typed(amount) for amount in given.requested],
    }
    optional: Mapping[str, list[object]] = {
        "received": [day and day.isoformat() for day in given.received],
        "scores": [None if s is None else str(s) for s in given.scores],
        "titles": list(given.titles),
        "sources": [_basis_form(source) for source in given.sources],
    }
    form |= {name: column for name, column in optional.items() if column}
    return {name: content for name, content in form.items() if content is not None}


def _basis_form(basis: Basis) -> object:
    return json_ready(basis_form(basis, {}))


def read_applications_form(value: object) -> Applications:
    """
    Make applications of their form.

    Raises:
        FaultsError: The form is broken.
    """
    found = values.fields(
        value,
        ("id", "ids", "applicants", "requested"),
        id=values.a_word,
        name=values.a_text,
        source=lambda basis: read_basis(basis, {}),
        ids=values.words,
        applicants=values.words,
        requested=lambda items: values.each(values.a_list(items), _amount),
        received=lambda items: values.each(values.a_list(items), _maybe_day),
        scores=lambda items: values.each(values.a_list(items), _maybe_score),
        titles=values.words,
        sources=lambda items: values.each(values.a_list(items), _maybe_basis),
    )
    return Applications(**found)


def _amount(value: object) -> Money | int:
    amount = read_typed(value)
    if isinstance(amount, Money):
        return amount
    return values.an_integer(value)


def _maybe_day(value: object) -> date | None:
    return None if value is None else values.a_day(value)


def _maybe_score(value: object) -> Decimal | None:
    return None if value is None else _score(values.a_word(value))


def _score(text: str) -> Decimal:
    if _SCORE.fullmatch(text):
        return Decimal(text)
    raise InvalidDataError(
        "this is no score",
        got=text,
        expected='digits as text, for example "87" or "87.5"',
        mend="put it in quotes",
    )


def _maybe_basis(value: object) -> Basis:
    return None if value is None else read_basis(value, {})


def read_applications(  # noqa: PLR0913  all but the path are named by the caller
    path: Path | str,
    *,
    currency: str,
    id: str | None = None,
    locale: Locale = "en",
    delimiter: str = ",",
    encoding: str = "utf-8",
    source: Basis = None,
) -> Applications:
    """
    Read applications from a CSV file.

    The header has exactly these names, in any order: ``id``, ``applicant``,
    ``requested``, ``received``, ``score`` and ``title``. The last three may be empty:
    a day that nobody knows, no rating, and no title but the id. Days are written as
    2026-03-31, amounts in major units. Other columns are passed over.

    Args:
        path: The file.

        currency: That of the amounts.

        id: Id of the applications; `None` takes the name of the file.

        locale: How numbers are written: ``"en"`` for 1,234.5, ``"de"`` for 1.234,5.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where the applications come from.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such locale or delimiter.

        MoneyError: There is no such currency.
    """
    path = Path(path)
    faults = Faults(path=path)
    columns = columns_of(
        faults, delimiter=a_delimiter(delimiter), encoding=encoding, needs=COLUMNS
    )
    cells = Cells(columns=columns, locale=a_locale(locale), faults=faults)
    ids, titles = cells.ids("id", None), cells.texts("title")
    applicants = cells.words("applicant")
    requested = cells.amounts("requested", a_currency(currency))
    received = _days(cells)
    scores = cells.numbers("score", MOST_DECIMALS)
    faults.refuse()
    try:
        return Applications(
            id=id or path.stem,
            ids=ids,
            applicants=applicants,
            requested=requested,
            received=received,
            scores=scores,
            titles=[title or id_ for title, id_ in zip(titles, ids, strict=True)],
            source=source,
        )
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


def _days(cells: Cells) -> list[date | None]:
    """Read days that may be missing."""
    days: list[date | None] = []
    lines = cells.columns.lines
    for line, text in zip(lines, cells.texts("received"), strict=True):
        try:
            days.append(values.a_day(text) if text else None)
        except InvalidDataError as error:
            days.append(None)
            cells.faults.add(
                f"line {line}, column 'received'",
                error.what,
                got=text,
                expected=error.expected,
                mend=error.mend,
            )
    return days
