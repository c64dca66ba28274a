"""
Tables in CSV: rosters and published amounts.

Ids stay text. Numbers are read in the declared locale and are exact; an empty
cell is a missing value, never zero. Every fault of a file is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fundmodel.errors import FundmodelError
from fundmodel.indicators import Column
from fundmodel.io.cells import Cells
from fundmodel.io.exports import write_allotments, write_findings
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.layouts import ColumnForm, PublishedForm, RosterForm
from fundmodel.io.rows import Faults, columns_of
from fundmodel.io.sidecars import form_of_published, form_of_roster
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import Text
from fundmodel.sources import Source

__all__ = [
    "ColumnForm",
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

    What the columns mean stands in the TOML file of the same name beside it, or
    in a form, of which two lines are often enough::

        heads = ColumnForm(id="heads", column="persons")
        read_roster("towns.csv", RosterForm(id="towns", indicators=[heads]))

    Args:
        path: The CSV file.

        form: What its columns mean; `None` reads it from the TOML file.

        sources: Sources that keys in that file refer to.

    Raises:
        ConfigError: With every fault of the file, by line and column.
    """
    path = Path(path)
    form = form_of_roster(path, sources) if form is None else form
    faults = Faults(path=path)
    cells = _cells(form, faults, _columns(form))
    kinds = _kinds(cells, form)
    ids = cells.ids(form.id_column, form.id_digits, kinds)
    names = cells.words(form.name_column)
    parents = cells.texts(form.parent_column) if form.parent_column else []
    columns = [_column(cells, column) for column in form.indicators]
    faults.refuse()
    try:
        return Roster(
            id=form.id,
            ids=ids,
            names=names,
            kinds=kinds,
            parents=[parent or None for parent in parents],
            columns=columns,
            coverage=form.coverage,
            remainder_name=form.remainder_name,
            register=form.register,
            dated=form.as_of,
            source=form.source,
            name=form.name or Text(form.id),
        )
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


def _cells(
    form: RosterForm | PublishedForm, faults: Faults, needs: tuple[str, ...]
) -> Cells:
    """Read all rows before the first cell is looked at; nothing is half read."""
    columns = columns_of(
        faults, delimiter=form.delimiter, encoding=form.encoding, needs=needs
    )
    return Cells(columns=columns, locale=form.locale, faults=faults)


def _columns(form: RosterForm) -> tuple[str, ...]:
    optional = [form.kind_column, form.parent_column]
    for indicator in form.indicators:
        optional += [indicator.column, indicator.status_column]
    given = [column for column in optional if column is not None]
    return (form.id_column, form.name_column, *given)


def _kinds(cells: Cells, form: RosterForm) -> list[str]:
    if form.kind_column is None:
        return [form.kind] * len(cells)
    return [kind or form.kind for kind in cells.texts(form.kind_column)]


def _column(cells: Cells, form: ColumnForm) -> Column:
    numbers = cells.numbers(form.column, form.decimals)
    status = form.status_column
    inferred = None if status is None else cells.marks(status)
    return Column.of(form.indicator(), numbers, inferred=inferred)


def read_published(
    path: Path | str,
    form: PublishedForm | None = None,
    *,
    sources: Mapping[str, Source] = NO_SOURCES,
) -> PublishedTable:
    """
    Read amounts that somebody published from a CSV file.

    What the columns mean stands in the TOML file of the same name beside it, or
    in a form::

        read_published("press.csv", PublishedForm(id="press", locale="de"))

    Args:
        path: The CSV file.

        form: What its columns mean; `None` reads it from the TOML file.

        sources: Sources that keys in these files refer to.

    Raises:
        ConfigError: With every fault of the file, by line and column.
    """
    path = Path(path)
    if form is None:
        form, sources = form_of_published(path, sources)
    faults = Faults(path=path)
    column = form.source_column
    needs = (form.id_column, form.name_column, form.amount_column)
    cells = _cells(form, faults, needs if column is None else (*needs, column))
    ids = cells.ids(form.id_column, form.id_digits)
    names = cells.words(form.name_column)
    amounts = cells.amounts(form.amount_column, form.unit)
    cited = [] if column is None else cells.sources(column, sources)
    faults.refuse()
    return PublishedTable(
        id=form.id,
        ids=ids,
        names=names,
        amounts=amounts,
        part=form.part,
        year=form.year,
        stage=form.stage,
        share=form.share,
        roster=form.roster,
        unit=form.rounding_unit,
        sources=cited,
        source=form.source,
        note=form.note,
        name=form.name or Text(form.id),
    )
