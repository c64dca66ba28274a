"""Entries of a ledger as a table in CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.layouts import Locale, a_currency, a_delimiter, a_locale
from fundmodel.io.rows import Faults, columns_of
from fundmodel.ledgers import Entries, EntryKind
from fundmodel.sources import Basis

__all__ = ["read_entries"]

T = TypeVar("T")

NEEDS: Final = ("id", "kind", "day", "year", "amount")
TEXTS: Final = (
    "part",
    "recipient",
    "award",
    "funds",
    "line",
    "origin",
    "to_year",
    "to_line",
    "reverses",
    "note",
)
"""Columns that may be left out, and whose cells may be empty."""

_PLURALS: Final = {"funds": "funds", "reverses": "reverses"}


def read_entries(  # noqa: PLR0913  all but the path are named by the caller
    path: Path | str,
    *,
    currency: str,
    locale: Locale = "en",
    delimiter: str = ",",
    encoding: str = "utf-8",
    source: Basis = None,
) -> Entries:
    """
    Read entries of a ledger from a CSV file.

    The header has ``id``, ``kind``, ``day``, ``year`` and ``amount``, and may have
    ``part``, ``recipient``, ``award``, ``funds``, ``line``, ``origin``, ``to_year``,
    ``to_line``, ``reverses`` and ``note``, in any order; see
    :class:`fundmodel.ledgers.Entry`. Other columns are refused. Days are written as
    2026-03-31, amounts in major units. An entry may stand there twice.

    Args:
        path: The file.

        currency: That of the amounts.

        locale: How numbers are written: ``"en"`` for 1,234.5, ``"de"`` for 1.234,5.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where the entries come from.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such locale or delimiter.

        MoneyError: There is no such currency.
    """
    path = Path(path)
    faults = Faults(path=path)
    columns = columns_of(
        faults,
        delimiter=a_delimiter(delimiter),
        encoding=encoding,
        needs=NEEDS,
        may=TEXTS,
    )
    cells = Cells(columns=columns, locale=a_locale(locale), faults=faults)
    ids, years = cells.words("id"), cells.words("year")
    kinds = _each(cells, "kind", _kind)
    days = _each(cells, "day", values.a_day)
    amounts = cells.amounts("amount", a_currency(currency))
    texts = {name: cells.texts(name) for name in TEXTS}
    faults.refuse()
    try:
        return Entries.from_columns(
            currency=currency,
            ids=ids,
            kinds=kinds,
            days=days,
            years=years,
            minor=[amount.minor for amount in amounts],
            sources=source,
            **{
                _PLURALS.get(name, f"{name}s"): [text or None for text in column]
                for name, column in texts.items()
            },
        )
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


def _kind(text: str) -> EntryKind:
    return values.a_choice(text, EntryKind)


def _each(cells: Cells, column: str, read: Callable[[str], T]) -> list[T]:
    """Read cells that must not be empty, and note what cannot be read."""
    found: list[T] = []
    for line, text in zip(cells.columns.lines, cells.texts(column), strict=True):
        try:
            found.append(read(text))
        except InvalidDataError as error:
            cells.faults.add(
                f"line {line}, column {column!r}",
                error.what,
                got=text,
                expected=error.expected,
                mend=error.mend,
            )
    return found
