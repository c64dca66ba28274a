"""Entries of a ledger as a table in CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import write_whole
from fundmodel.io.layouts import Locale, a_currency, a_delimiter, a_locale
from fundmodel.io.ledger_forms import listed
from fundmodel.io.rows import Faults, columns_of, csv_text
from fundmodel.ledgers import Entries, EntryKind
from fundmodel.money import Money
from fundmodel.sources import Basis

__all__ = ["entries_csv", "read_entries", "write_entries"]

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
    2026-03-31, amounts in major units. An entry may stand there twice. An apostrophe
    that keeps a text from being taken for a formula is no part of the text.

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
            ids=[_plain(id_) for id_ in ids],
            kinds=kinds,
            days=days,
            years=[_plain(year) for year in years],
            minor=[amount.minor for amount in amounts],
            sources=source,
            **{
                _plural(name): [_plain(text) or None for text in column]
                for name, column in texts.items()
            },
        )
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


def entries_csv(entries: Entries) -> str:
    """
    Give entries as CSV text that :func:`read_entries` reads.

    All columns but the source are written, in the order of booking. Texts that a
    spreadsheet could take for a formula get an apostrophe in front.

    Raises:
        InvalidDataError: A text has such an apostrophe itself, or blanks around it.
    """
    return csv_text((*NEEDS, *TEXTS), _rows(entries))


def write_entries(entries: Entries, path: Path | str) -> None:
    """
    Write entries to a CSV file, as a whole or not at all; see :func:`entries_csv`.

    Raises:
        InvalidDataError: The file cannot be written, or a text cannot stand in it.
    """
    write_whole(path, entries_csv(entries))


def _rows(entries: Entries) -> Iterator[tuple[str, ...]]:
    _check_texts(entries)
    columns = [listed(entries.coded[_plural(name)]) for name in ("year", *TEXTS)]
    kinds = [kind.value for kind in listed(entries.kinds) if kind is not None]
    days, minor = entries.days.tolist(), entries.minor.tolist()
    texts = zip(*columns, strict=True)
    for id_, kind, day, amount, (year, *others) in zip(
        entries.ids, kinds, days, minor, texts, strict=True
    ):
        major = Money.from_minor(amount, entries.currency).major
        yield (
            id_,
            kind,
            date.fromordinal(day).isoformat(),
            year,
            f"{major:f}",
            *(text or "" for text in others),
        )


def _check_texts(entries: Entries) -> None:
    names = ("years", *map(_plural, TEXTS))
    known = [("ids", entries.ids), *((n, entries.coded[n].values) for n in names)]
    for name, texts in known:
        for text in texts:
            if _plain(text).strip() != text:
                raise InvalidDataError(
                    "a text would be read as another one",
                    where=f"entries, {name}",
                    got=repr(text),
                    expected="no blanks around it, and no apostrophe before a sign "
                    "with which formulas begin",
                    mend="leave them out",
                )


# As fundmodel.io.rows writes it.
_KEPT: Final = re.compile(r"(^\s*|[;,\n])'(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])")


def _plain(text: str) -> str:
    """Take away what keeps a text from being taken for a formula."""
    return _KEPT.sub(r"\1", text)


def _plural(name: str) -> str:
    return _PLURALS.get(name, f"{name}s")


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
