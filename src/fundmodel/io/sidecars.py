"""What a table file means, as the TOML file of the same name beside it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from fundmodel.errors import ConfigError, Fault, InvalidDataError
from fundmodel.indicators import DataState
from fundmodel.io import values
from fundmodel.io.citations import read_basis, read_sources
from fundmodel.io.config import parse_toml
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import read_text
from fundmodel.io.layouts import (
    ColumnForm,
    PublishedForm,
    RosterForm,
    a_currency,
    a_delimiter,
    a_locale,
    a_name,
    a_share,
    some_decimals,
    some_digits,
)
from fundmodel.natures import Stage
from fundmodel.recipients import Coverage
from fundmodel.sources import Source

__all__ = ["form_of_published", "form_of_roster"]

T = TypeVar("T")
Sources = Mapping[str, Source]

SCHEMA_VERSION: Final = 1


def form_of_roster(path: Path, sources: Sources) -> RosterForm:
    """
    Read the TOML file that lies beside a roster.

    Args:
        path: The table; its file has the same name with the ending ``.toml``.

        sources: Sources that keys may refer to, besides its own.

    Raises:
        ConfigError: With every fault of the file, or the advice to make one.
    """
    form, _ = _read(path, sources, _roster_form, "RosterForm")
    return form


def form_of_published(path: Path, sources: Sources) -> tuple[PublishedForm, Sources]:
    """
    Read the TOML file that lies beside a table of published amounts.

    Args:
        path: The table; its file has the same name with the ending ``.toml``.

        sources: Sources that keys may refer to, besides its own.

    Returns:
        The form, and all sources that rows may refer to.

    Raises:
        ConfigError: With every fault of the file, or the advice to make one.
    """
    return _read(path, sources, _published_form, "PublishedForm")


def _read(
    path: Path, sources: Sources, read: Callable[[object, Sources], T], name: str
) -> tuple[T, Sources]:
    sidecar = path.with_suffix(".toml")
    if not sidecar.exists():
        raise _missing(path, sidecar, name)
    form = parse_toml(read_text(sidecar), file=sidecar.name)
    own, faults = read_sources(form.pop("sources", {}))
    known = {**sources, **own}
    try:
        found = read(form, known)
    except Exception as error:  # noqa: BLE001  every fault of the file is told
        faults += faults_of(error)
    else:
        if not faults:
            return found, known
    raise refusal(sidecar.name, faults)


def _missing(path: Path, sidecar: Path, name: str) -> ConfigError:
    fault = Fault(
        where=path.name,
        what="nobody says what the columns of the table mean",
        got=f"no file {sidecar.name} beside it, and no form",
        expected=f"{sidecar.name} with at least an id and the names of the columns",
        mend=f"write that file, or pass {name}(id=..., id_column=...) as the form",
    )
    return ConfigError(path.name, (fault,))


def _version(value: object) -> int:
    if values.an_integer(value) == SCHEMA_VERSION:
        return SCHEMA_VERSION
    raise InvalidDataError(
        "this version of the file form is not known",
        got=value,
        expected=str(SCHEMA_VERSION),
        mend="update fundmodel",
    )


def _roster_form(value: object, sources: Sources) -> RosterForm:
    words = ("register", "encoding", "id_column", "name_column", "kind_column")
    found = values.fields(
        value,
        ("id",),
        **dict.fromkeys((*words, "kind", "parent_column"), values.a_word),
        id=a_name,
        schema_version=_version,
        name=values.a_text,
        remainder_name=values.a_text,
        coverage=lambda each: values.a_choice(each, Coverage),
        as_of=values.a_day,
        locale=a_locale,
        delimiter=a_delimiter,
        id_digits=some_digits,
        indicators=lambda each: values.each(
            values.a_list(each), lambda one: _column_form(one, sources)
        ),
        source=lambda each: read_basis(each, sources),
    )
    found.pop("schema_version", None)
    return RosterForm(**found)


def _column_form(value: object, sources: Sources) -> ColumnForm:
    found = values.fields(
        value,
        ("id", "column"),
        id=a_name,
        column=values.a_word,
        status_column=values.a_word,
        name=values.a_text,
        unit=values.a_text,
        key_date=values.a_day,
        state=lambda each: values.a_choice(each, DataState),
        known_since=values.a_day,
        frozen_after=values.a_day,
        sensitive=values.a_switch,
        reason=values.a_text,
        decimals=some_decimals,
        source=lambda each: read_basis(each, sources),
    )
    return ColumnForm(**found)


def _published_form(value: object, sources: Sources) -> PublishedForm:
    columns = ("id_column", "name_column", "amount_column", "source_column")
    words = ("rounded_to", "part", "roster", "encoding")
    found = values.fields(
        value,
        ("id",),
        **dict.fromkeys((*words, *columns), values.a_word),
        id=a_name,
        schema_version=_version,
        name=values.a_text,
        unit=a_currency,
        stage=lambda each: values.a_choice(each, Stage),
        year=_year,
        share=a_share,
        period=values.a_text,
        locale=a_locale,
        delimiter=a_delimiter,
        id_digits=some_digits,
        source=lambda each: read_basis(each, sources),
        note=values.a_text,
    )
    found.pop("schema_version", None)
    return PublishedForm(**found)


def _year(value: object) -> str:
    """Read the label of a year; a calendar year may be a number."""
    return value if isinstance(value, str) else str(values.an_integer(value))
