"""
Shipped programs as data: each with its rosters, published tables and sources.

>>> names()
('pakt-fuer-integration',)
>>> load("pakt-fuer-integration").currency
'EUR'
"""

from __future__ import annotations

import difflib
import functools
from datetime import date
from pathlib import Path
from typing import Final

from fundmodel.catalog.showcases import (
    Showcase,
    ShownAllocation,
    ShownCheck,
    read_showcase,
)
from fundmodel.errors import InvalidDataError
from fundmodel.io.config import parse_toml, program_from, sources_from
from fundmodel.io.files import read_text
from fundmodel.io.tables import read_published, read_roster
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sources import Source

__all__ = [
    "Showcase",
    "ShownAllocation",
    "ShownCheck",
    "load",
    "names",
    "published",
    "published_tables",
    "roster",
    "rosters",
    "showcase",
]

FOLDER: Final = Path(__file__).parent
PROGRAM: Final = "program.toml"


def names() -> tuple[str, ...]:
    """Give the names of the shipped programs."""
    found = sorted(file.parent.name for file in FOLDER.glob(f"*/{PROGRAM}"))
    return tuple(name.replace("_", "-") for name in found)


def load(name: str, as_of: date | None = None) -> Program:
    """
    Load a shipped program.

    Args:
        name: Its name, for example ``"pakt-fuer-integration"``.

        as_of: A day, whose version is given: amended up to then, without what became
            known later. `None` gives the program with its amendments.

    Raises:
        InvalidDataError: There is no such program; the nearest one is offered.
    """
    program = _program(_folder(name))
    return program if as_of is None else program.as_of(as_of)


def rosters(name: str) -> tuple[str, ...]:
    """Give the names of the rosters that are shipped with a program."""
    return _tables(_folder(name) / "rosters")


def roster(name: str, roster: str) -> Roster:
    """
    Load a roster that is shipped with a program.

    Raises:
        InvalidDataError: There is no such program or roster.
    """
    folder = _folder(name)
    path = _one(folder / "rosters", roster, "roster")
    return read_roster(path, sources=_sources(folder))


def published_tables(name: str) -> tuple[str, ...]:
    """Give the names of the published tables that are shipped with a program."""
    return _tables(_folder(name) / "published")


def published(name: str, table: str) -> PublishedTable:
    """
    Load a published table that is shipped with a program.

    Raises:
        InvalidDataError: There is no such program or table.
    """
    folder = _folder(name)
    path = _one(folder / "published", table, "published table")
    return read_published(path, sources=_sources(folder))


def showcase(name: str) -> Showcase:
    """
    Give what is to be shown of a shipped program.

    Raises:
        InvalidDataError: There is no such program.
    """
    folder = _folder(name)
    return read_showcase(folder / "showcase.toml", _sources(folder))


def _folder(name: str) -> Path:
    if name not in names():
        raise _unknown(name, names(), "program")
    return FOLDER / name.replace("-", "_")


def _one(folder: Path, name: str, what: str) -> Path:
    if name not in _tables(folder):
        raise _unknown(name, _tables(folder), what)
    return folder / f"{name}.csv"


def _unknown(name: str, known: tuple[str, ...], what: str) -> InvalidDataError:
    near = difflib.get_close_matches(name[:100], known, n=1)
    return InvalidDataError(
        f"no {what} of this name is shipped",
        where="catalog",
        got=name,
        expected=", ".join(known),
        mend=f"did you mean {near[0]!r}?" if near else "take one of these",
    )


def _tables(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in folder.glob("*.csv")))


# The files are part of the package and do not change while it is installed.
@functools.cache
def _form(folder: Path) -> dict[str, object]:
    return parse_toml(read_text(folder / PROGRAM), file=PROGRAM)


@functools.cache
def _program(folder: Path) -> Program:
    return program_from(_form(folder), file=PROGRAM)


@functools.cache
def _sources(folder: Path) -> dict[str, Source]:
    """Give all sources of the program's file, also those that only tables cite."""
    return sources_from(_form(folder), file=PROGRAM)
