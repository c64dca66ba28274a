"""What a table file means: its columns, its locale, its indicators, its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, Literal

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn

from fundmodel.errors import ConfigError, Fault
from fundmodel.indicators import DataState, Indicator
from fundmodel.io import values
from fundmodel.io.citations import read_source
from fundmodel.io.config import parse_toml
from fundmodel.io.faults import faults_of
from fundmodel.io.files import read_text
from fundmodel.io.forms import converter_for
from fundmodel.natures import Stage
from fundmodel.recipients import Coverage
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source

__all__ = ["ColumnForm", "PublishedForm", "RosterForm", "read_form"]

Locale = Literal["en", "de"]
SCHEMA_VERSION: Final = 1


@attrs.frozen(kw_only=True)
class ColumnForm:
    """
    One indicator of a roster file.

    Attributes:
        id: Id of the indicator.

        column: The column that holds it.

        status_column: A column that says ``published`` or ``inferred``.

        decimals: How many decimals its values may have.
    """

    id: str
    column: str
    status_column: str | None = None
    name: Text | None = None
    unit: Text | None = None
    key_date: date | None = None
    state: DataState = DataState.FINAL
    known_since: date | None = None
    sensitive: bool = False
    decimals: int = 0
    source: Basis = None

    def indicator(self) -> Indicator:
        """Give the definition of the indicator."""
        given = {"name": self.name, "unit": self.unit}
        return Indicator(
            id=self.id,
            key_date=self.key_date,
            state=self.state,
            known_since=self.known_since,
            sensitive=self.sensitive,
            source=self.source,
            **{name: text for name, text in given.items() if text is not None},
        )


@attrs.frozen(kw_only=True)
class RosterForm:
    """
    How a CSV file of recipients is to be read.

    Attributes:
        id: Id of the roster.

        locale: ``"en"`` for 1,234.5 and ``"de"`` for 1.234,5; never guessed.

        id_digits: How many digits an id has, so that lost zeros are found;
            rows that stand for all others are excepted.

        kind: The kind of all recipients, where no column says it.
    """

    id: str
    schema_version: int = SCHEMA_VERSION
    name: Text | None = None
    coverage: Coverage = Coverage.PARTIAL
    as_of: date | None = None
    register: str | None = None
    locale: str = "en"
    delimiter: str = ","
    encoding: str = "utf-8"
    id_column: str = "id"
    name_column: str = "name"
    kind_column: str | None = None
    kind: str = "recipient"
    parent_column: str | None = None
    id_digits: int | None = None
    indicators: tuple[ColumnForm, ...] = ()
    source: Basis = None


@attrs.frozen(kw_only=True)
class PublishedForm:
    """
    How a CSV file of published amounts is to be read.

    Attributes:
        id: Id of the table.

        unit: The currency of the amounts.

        share: Which share of the budget was published, for the reader.

        source_column: A column with the key of each row's source.
    """

    id: str
    schema_version: int = SCHEMA_VERSION
    name: Text | None = None
    unit: str = "EUR"
    rounded_to: str | None = None
    stage: Stage | None = None
    part: str | None = None
    year: str | None = None
    share: str | None = None
    period: Text | None = None
    locale: str = "en"
    delimiter: str = ","
    encoding: str = "utf-8"
    id_column: str = "id"
    name_column: str = "name"
    amount_column: str = "amount"
    source_column: str | None = None
    id_digits: int | None = None
    source: Basis = None
    note: Text | None = None


def read_form(
    path: Path,
    kind: type[RosterForm] | type[PublishedForm],
    sources: Mapping[str, Source],
) -> RosterForm | PublishedForm:
    """
    Read the TOML file that lies beside a table.

    Args:
        path: The TOML file.

        kind: What the table holds.

        sources: Sources that keys may refer to, besides its own.

    Raises:
        ConfigError: With every fault of the file.
    """
    form = parse_toml(read_text(path), file=path.name)
    own = values.a_table(form.pop("sources", {}))
    try:
        known = {**sources, **{k: read_source(v, key=k) for k, v in own.items()}}
        if isinstance(form.get("year"), int):
            form["year"] = str(form["year"])
        found = _converter(known).structure(form, kind)
    except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
        raise ConfigError(path.name, tuple(faults_of(error))) from None
    _check(found, path)
    return found


def _converter(sources: Mapping[str, Source]) -> cattrs.Converter:
    converter = converter_for("EUR", sources)
    for enumeration in (DataState, Coverage, Stage):
        converter.register_structure_hook(enumeration, values.a_choice)
    for kind in (ColumnForm, RosterForm, PublishedForm):
        structure = make_dict_structure_fn(
            kind, converter, _cattrs_forbid_extra_keys=True
        )
        converter.register_structure_hook(kind, structure)
    return converter


def _check(form: RosterForm | PublishedForm, path: Path) -> None:
    faults: list[Fault] = []
    if form.schema_version != SCHEMA_VERSION:
        faults.append(
            Fault(
                where="schema_version",
                what="this version of the file form is not known",
                got=str(form.schema_version),
                expected=str(SCHEMA_VERSION),
                mend="update fundmodel",
            )
        )
    if form.locale not in {"en", "de"}:
        faults.append(
            Fault(
                where="locale",
                what="numbers of this locale cannot be read",
                got=form.locale,
                expected='"en" for 1,234.5 or "de" for 1.234,5',
                mend="write one of them",
            )
        )
    if len(form.delimiter) != 1:
        faults.append(
            Fault(
                where="delimiter",
                what="a delimiter is one character",
                got=repr(form.delimiter),
                expected='for example "," or ";"',
                mend="write one character",
            )
        )
    if faults:
        raise ConfigError(path.name, tuple(faults))
