"""
Tables in CSV: rosters and published amounts.

Ids stay text. Numbers are read in the declared locale and are exact; an empty
cell is a missing value, never zero. Every fault of a file is told at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

import attrs

from fundmodel.errors import ConfigError, Fault, FundmodelError, MoneyError
from fundmodel.indicators import Column
from fundmodel.io.exports import write_allotments, write_findings
from fundmodel.io.rows import Row, rows_of
from fundmodel.io.sidecars import PublishedForm, RosterForm, read_form
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import REMAINDER, Roster
from fundmodel.sources import Basis, Source

__all__ = [
    "PublishedForm",
    "RosterForm",
    "read_published",
    "read_roster",
    "write_allotments",
    "write_findings",
]

NO_SOURCES: Final[Mapping[str, Source]] = {}


def read_roster(
    path: Path | str,
    form: RosterForm | None = None,
    *,
    sources: Mapping[str, Source] = NO_SOURCES,
) -> Roster:
    """
    Read recipients and their indicators from a CSV file.

    Args:
        path: The CSV file.

        form: What its columns mean; `None` reads it from the TOML file of the
            same name that lies beside it.

        sources: Sources that keys in that file refer to.

    Raises:
        ConfigError: With every fault of the file, by line and column.
    """
    path = Path(path)
    if form is None:
        sidecar = path.with_suffix(".toml")
        form = cast("RosterForm", read_form(sidecar, RosterForm, sources))
    return _RosterReader(path=path, form=form).read()


def read_published(
    path: Path | str,
    form: PublishedForm | None = None,
    *,
    sources: Mapping[str, Source] = NO_SOURCES,
) -> PublishedTable:
    """
    Read amounts that somebody published from a CSV file.

    Args:
        path: The CSV file.

        form: What its columns mean; `None` reads it from the TOML file of the
            same name that lies beside it.

        sources: Sources that keys in these files refer to.

    Raises:
        ConfigError: With every fault of the file, by line and column.
    """
    path = Path(path)
    if form is None:
        sidecar = path.with_suffix(".toml")
        form = cast("PublishedForm", read_form(sidecar, PublishedForm, sources))
    return _PublishedReader(path=path, form=form, sources=sources).read()


@attrs.frozen(kw_only=True)
class _Cells:
    """Reads cells of one file and keeps every fault."""

    path: Path
    locale: str
    faults: list[Fault] = attrs.field(factory=list)

    def fault(  # noqa: PLR0913  where, and the answers of an error
        self, row: Row, column: str, what: str, *, expected: str, mend: str
    ) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(
            Fault(
                where=f"{self.path.name}: line {row.number}, column {column!r}",
                what=what,
                got=row.cells[column][:200],
                expected=expected,
                mend=mend,
            )
        )

    def id(self, row: Row, column: str, digits: int | None) -> str:
        """Read an id as text; a declared number of digits finds lost zeros."""
        id_ = row.cells[column].strip()
        if not id_:
            self.fault(
                row, column, "the id is empty", expected="text", mend="fill it in"
            )
        elif digits is not None and (len(id_) != digits or not id_.isdigit()):
            lost = id_.isdigit() and len(id_) < digits
            self.fault(
                row,
                column,
                "the id has lost leading zeros" if lost else "this is no such id",
                expected=f"{digits} digits",
                mend=f"write {id_.zfill(digits)!r}; keep the column as text"
                if lost
                else "correct it",
            )
        return id_

    def number(self, row: Row, column: str, decimals: int) -> int | Decimal | None:
        """Read an exact number; an empty cell is a missing value."""
        text = row.cells[column].strip()
        if not text:
            return None
        number = _number(text, self.locale)
        exponent = 0 if number is None else number.as_tuple().exponent
        if number is None or not isinstance(exponent, int) or -exponent > decimals:
            self.fault(
                row,
                column,
                f"this is no number in the declared locale {self.locale!r}"
                if number is None
                else "the number has more decimals than declared",
                expected=f"for example {_EXAMPLES[self.locale]}, "
                f"with at most {decimals} decimals",
                mend="correct the cell, or the locale or decimals declared",
            )
            return None
        return int(number) if decimals == 0 else number


_EXAMPLES: Final = {"en": "1,234.5", "de": "1.234,5"}
_NUMBERS: Final = {
    "en": re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"),
    "de": re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"),
}
MOST_CHARACTERS: Final = 60


def _number(text: str, locale: str) -> Decimal | None:
    if len(text) > MOST_CHARACTERS or not _NUMBERS[locale].fullmatch(text):
        return None
    if not text.isascii():
        return None
    if locale == "de":
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", ""))


@attrs.frozen(kw_only=True)
class _RosterReader:
    path: Path
    form: RosterForm

    def read(self) -> Roster:
        """Read all rows, then build the roster; nothing is half read."""
        form = self.form
        cells = _Cells(path=self.path, locale=form.locale)
        rows = list(
            rows_of(
                self.path,
                delimiter=form.delimiter,
                encoding=form.encoding,
                needs=self._columns(),
            )
        )
        kinds = [self._cell(row, form.kind_column) or form.kind for row in rows]
        ids = [
            cells.id(row, form.id_column, None if kind == REMAINDER else form.id_digits)
            for row, kind in zip(rows, kinds, strict=True)
        ]
        _check_unique(cells, rows, form.id_column)
        columns = [self._column(rows, cells, number) for number in range(len(form.indicators))]
        _refuse(cells)
        return self._built(
            ids=ids,
            names=[row.cells[form.name_column].strip() for row in rows],
            kinds=kinds,
            parents=[self._cell(row, form.parent_column) or None for row in rows]
            if form.parent_column
            else [],
            columns=[column for column in columns if column is not None],
        )

    def _built(self, **columns: object) -> Roster:
        form = self.form
        named = {} if form.name is None else {"name": form.name}
        try:
            return Roster(  # type: ignore[arg-type]  # lists by name from `read`
                id=form.id,
                coverage=form.coverage,
                register=form.register,
                as_of=form.as_of,
                source=form.source,
                **named,
                **columns,
            )
        except FundmodelError as error:
            raise ConfigError(self.path.name, (Fault.of(error),)) from None

    def _columns(self) -> tuple[str, ...]:
        form = self.form
        optional = (form.kind_column, form.parent_column)
        figures = [c for i in form.indicators for c in (i.column, i.status_column)]
        given = [column for column in (*optional, *figures) if column is not None]
        return (form.id_column, form.name_column, *given)

    def _cell(self, row: Row, column: str | None) -> str:
        return "" if column is None else row.cells[column].strip()

    def _column(self, rows: list[Row], cells: _Cells, number: int) -> Column | None:
        form = self.form.indicators[number]
        found = [cells.number(row, form.column, form.decimals) for row in rows]
        inferred = [self._is_inferred(row, cells, form.status_column) for row in rows]
        if cells.faults:
            return None
        return Column.of(form.indicator(), found, inferred=inferred)

    def _is_inferred(self, row: Row, cells: _Cells, column: str | None) -> bool:
        status = self._cell(row, column) or "published"
        if column is not None and status not in {"published", "inferred"}:
            cells.fault(
                row,
                column,
                "this status is not known",
                expected="published or inferred",
                mend="write one of them",
            )
        return status == "inferred"


@attrs.frozen(kw_only=True)
class _PublishedReader:
    path: Path
    form: PublishedForm
    sources: Mapping[str, Source]

    def read(self) -> PublishedTable:
        """Read all rows, then build the table; nothing is half read."""
        form = self.form
        cells = _Cells(path=self.path, locale=form.locale)
        optional = () if form.source_column is None else (form.source_column,)
        needs = (form.id_column, form.name_column, form.amount_column, *optional)
        rows = list(
            rows_of(
                self.path,
                delimiter=form.delimiter,
                encoding=form.encoding,
                needs=needs,
            )
        )
        ids = [cells.id(row, form.id_column, form.id_digits) for row in rows]
        _check_unique(cells, rows, form.id_column)
        amounts = [self._amount(row, cells) for row in rows]
        sources = [self._source(row, cells) for row in rows] if optional else []
        _refuse(cells)
        named = {} if form.name is None else {"name": form.name}
        return PublishedTable(
            id=form.id,
            ids=ids,
            names=[row.cells[form.name_column].strip() for row in rows],
            amounts=amounts,
            part=form.part,
            year=form.year,
            stage=form.stage,
            unit=None
            if form.rounded_to is None
            else Money.of(form.rounded_to, form.unit),
            sources=sources,
            source=form.source,
            note=form.note,
            **named,
        )

    def _amount(self, row: Row, cells: _Cells) -> Money:
        column = self.form.amount_column
        unit = Money.zero(self.form.unit)
        text = row.cells[column].strip()
        number = _number(text, self.form.locale)
        if number is None:
            cells.fault(
                row,
                column,
                f"this is no amount in the declared locale {self.form.locale!r}",
                expected=f"for example {_EXAMPLES[self.form.locale]}",
                mend="correct the cell, or the locale declared",
            )
            return unit
        try:
            return Money.of(number, self.form.unit)
        except MoneyError as error:
            cells.fault(
                row, column, error.what, expected=error.expected, mend=error.mend
            )
            return unit

    def _source(self, row: Row, cells: _Cells) -> Basis:
        column = self.form.source_column or ""
        key = row.cells[column].strip()
        if key and key not in self.sources:
            cells.fault(
                row,
                column,
                "no source has this key",
                expected="the key of a source",
                mend="give the sources, or correct the key",
            )
        return self.sources.get(key)


def _check_unique(cells: _Cells, rows: list[Row], column: str) -> None:
    count = Counter(row.cells[column].strip() for row in rows)
    seen: set[str] = set()
    for row in rows:
        id_ = row.cells[column].strip()
        if count[id_] > 1 and id_ in seen:
            cells.fault(
                row,
                column,
                "the id stands more than once",
                expected="each id once",
                mend="remove the repeated row, or correct the id",
            )
        seen.add(id_)


def _refuse(cells: _Cells) -> None:
    if cells.faults:
        raise ConfigError(cells.path.name, tuple(cells.faults))
