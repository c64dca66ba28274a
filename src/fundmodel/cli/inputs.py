"""Finding what was named on the command line: in the catalog, or in a file."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final, TypedDict, Unpack

from fundmodel import catalog
from fundmodel.allocation import Allocation, allocate
from fundmodel.applications import Applications
from fundmodel.costs import CostPlans
from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts
from fundmodel.io.citations import cited_sources
from fundmodel.io.config import load_program, parse_toml, sources_from
from fundmodel.io.documents import load_document
from fundmodel.io.files import read_text
from fundmodel.io.plans import read_cost_plans
from fundmodel.io.pools import read_pools
from fundmodel.io.requests import read_applications
from fundmodel.io.tables import read_published, read_roster
from fundmodel.pools import Pool
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sources import Source

__all__ = [
    "Asked",
    "allocation_of",
    "program_of",
    "roster_of",
    "sources_beside",
    "table_of",
]

_DOCUMENT: Final = ".json"
_PROGRAM: Final = "program.toml"


def program_of(named: str, as_of: date | None = None) -> Program:
    """
    Give a shipped program by name, or one out of a TOML or JSON file.

    Raises:
        InvalidDataError: There is neither, or the file holds something else.

        ConfigError: The file is broken.
    """
    if named in catalog.names():
        return catalog.load(named, as_of=as_of)
    path = _file(named, "program", catalog.names())
    if path.suffix != _DOCUMENT:
        program = load_program(path)
    else:
        document = load_document(path)
        if not isinstance(document, Program):
            raise _something_else(path, document, "a program")
        program = document
    return program if as_of is None else program.as_of(as_of)


def roster_of(program: Program, named: str) -> Roster:
    """
    Give a shipped roster of the program by name, or one out of a file.

    Raises:
        InvalidDataError: There is neither, or the file holds something else.

        ConfigError: The file is broken.
    """
    shipped = catalog.rosters(program.id) if program.id in catalog.names() else ()
    if named in shipped:
        return catalog.roster(program.id, named)
    path = _file(named, "roster", shipped)
    if path.suffix != _DOCUMENT:
        return read_roster(path, sources=_sources(program, path))
    document = load_document(path)
    if not isinstance(document, Roster):
        raise _something_else(path, document, "a roster")
    return document


def table_of(program: Program, named: str) -> PublishedTable:
    """
    Give a shipped published table by name, or one out of a CSV file.

    Raises:
        InvalidDataError: There is neither.

        ConfigError: The file is broken.
    """
    is_shipped = program.id in catalog.names()
    shipped = catalog.published_tables(program.id) if is_shipped else ()
    if named in shipped:
        return catalog.published(program.id, named)
    path = _file(named, "published table", shipped)
    return read_published(path, sources=_sources(program, path))


def sources_beside(path: Path) -> Mapping[str, Source]:
    """
    Give the sources that a table may cite by key: those of the program it belongs to.

    That is the ``program.toml`` in the folder of the table, or in the one above;
    without one, there are none.

    Raises:
        ConfigError: That program is broken.
    """
    for folder in (path.parent, path.parent.parent):
        program = folder / _PROGRAM
        if program.is_file():
            form = parse_toml(read_text(program), file=program.name)
            return sources_from(form, file=program.name)
    return {}


def _sources(program: Program, path: Path) -> Mapping[str, Source]:
    return {**cited_sources(program), **sources_beside(path)}


class Asked(TypedDict):
    """What is to be allocated, as it was typed; `None` where nothing was."""

    roster: str | None
    year: str | None
    parts: tuple[str, ...]
    share: str
    applications: str | None
    previous: tuple[str, ...]
    tables: tuple[str, ...]
    pools: str | None
    cost_plans: str | None
    as_of: date | None


def allocation_of(program: Program, **asked: Unpack[Asked]) -> Allocation:
    """Allocate what was asked for on the command line."""
    return allocate(
        program,
        roster_of(program, asked["roster"] or ""),
        year=asked["year"] or "",
        parts=asked["parts"] or None,
        share=_share(asked["share"]),
        facts=_facts(program, asked),
        as_of=asked["as_of"],
    )


def _facts(program: Program, asked: Asked) -> Facts:
    of_all, by_part = _previous(program, asked["previous"])
    return Facts(
        previous=of_all,
        previous_by_part=by_part,
        tables=_tables(program, asked["tables"]),
        applications=_applications(program, asked["applications"]),
        pools=_pools(program, asked["pools"]),
        cost_plans=_cost_plans(program, asked["cost_plans"]),
    )


def _applications(program: Program, named: str | None) -> Applications | None:
    if named is None:
        return None
    path = _file(named, "table of applications", ())
    return read_applications(path, currency=program.currency)


def _previous(
    program: Program, named: Sequence[str]
) -> tuple[PublishedTable | None, tuple[PublishedTable, ...]]:
    """Give the table of last time for all parts, and those that name their part."""
    tables = [table_of(program, name) for name in named]
    of_all = [table for table in tables if table.part is None]
    if len(of_all) > 1:
        raise InvalidDataError(
            "several tables of last time name no part",
            where="--previous",
            got=", ".join(table.id for table in of_all),
            expected="one for all parts; the others name theirs",
            mend='say part = "…" in the files beside the tables',
        )
    by_part = tuple(table for table in tables if table.part is not None)
    for table in by_part:
        _check_part(program, table)
    return next(iter(of_all), None), by_part


def _check_part(program: Program, table: PublishedTable) -> None:
    """Refuse a table that would be passed over, as no part asks for it."""
    versions = program.versions()
    parts = dict.fromkeys(part.id for version in versions for part in version.parts)
    if table.part not in parts:
        raise InvalidDataError(
            "the table of last time is about a part that the program does not have",
            where=f"--previous, table {table.id!r}",
            got=table.part,
            expected=", ".join(parts),
            mend="name the part of today in the file beside the table, or none: then "
            "it is for all parts",
        )


def _tables(program: Program, named: Sequence[str]) -> tuple[PublishedTable, ...]:
    tables = tuple(table_of(program, name) for name in named)
    counts = Counter(table.id for table in tables)
    twice = [id_ for id_, count in counts.items() if count > 1]
    if twice:
        raise InvalidDataError(
            "tables have the same id",
            where="--table",
            got=", ".join(twice),
            expected="each id once",
            mend="leave one out, or give it another id in the file beside it",
        )
    return tables


def _pools(program: Program, named: str | None) -> tuple[Pool, ...]:
    pools = () if named is None else read_pools(_file(named, "table of pools", ()))
    for pool in pools:
        if pool.program not in {None, program.id}:
            raise InvalidDataError(
                "a pool belongs to another program",
                where=f"--pools, pool {pool.id!r}",
                got=pool.program,
                expected=f"{program.id}, or no program",
                mend="give the pools of this program",
            )
    return pools


def _cost_plans(program: Program, named: str | None) -> CostPlans:
    if named is None:
        return CostPlans()
    path = _file(named, "table of cost plans", ())
    return read_cost_plans(path, currency=program.currency)


_SHARE: Final = re.compile(r"(\d{1,12}(?:\.\d{1,12})?|\d{1,12}/\d{1,12}) ?(%?)")


def _share(text: str) -> Fraction:
    """
    Read "60 %", "0.6", "1" and "3/5".

    Raises:
        InvalidDataError: It is none of these.
    """
    match = _SHARE.fullmatch(text.strip())
    try:
        if match is not None:
            return Fraction(match[1]) / (100 if match[2] else 1)
    except ZeroDivisionError:
        # Nothing can be divided by zero, so it is no share.
        pass
    raise InvalidDataError(
        "this is no share of a budget",
        where="--share",
        got=text,
        expected='a share of zero or more: "60 %", 0.6 or 3/5',
        mend="write it with a decimal point, and in quotes if it has a blank",
    )


def _file(named: str, what: str, shipped: Sequence[str]) -> Path:
    path = Path(named)
    if path.is_file():
        return path
    near = difflib.get_close_matches(named, shipped, n=1)
    raise InvalidDataError(
        f"there is no {what} of this name, and no such file",
        where="command line",
        got=named,
        expected=f"{', '.join(shipped)}, or a file" if shipped else "a file",
        mend=f"did you mean {near[0]!r}?" if near else "check the spelling",
    )


def _something_else(path: Path, document: object, wanted: str) -> InvalidDataError:
    return InvalidDataError(
        "the file holds something else",
        where=path.name,
        got=type(document).__name__,
        expected=wanted,
        mend="name another file",
    )
