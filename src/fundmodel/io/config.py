"""
Programs in TOML: a flat, readable file, read strictly and written back the same.

Unknown keys are refused with the nearest known one, and every fault of a file
is reported at once, with its path and how to mend it. Rules are data, never
expressions: nothing in a file is evaluated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Final

import tomli_w

from fundmodel.errors import Fault, MoneyError
from fundmodel.io.citations import read_sources
from fundmodel.io.faults import faults_of, refusal, shown
from fundmodel.io.files import read_text, write_whole
from fundmodel.io.forms import converter_for
from fundmodel.io.plain import plain_program
from fundmodel.io.sums import sum_faults
from fundmodel.io.trees import tree_faults
from fundmodel.money import minor_digits
from fundmodel.programs import Program
from fundmodel.sources import Source

__all__ = [
    "dump_program",
    "format_program",
    "load_program",
    "parse_program",
    "program_from",
    "sources_from",
]

SCHEMA_VERSION: Final = 1
ABOUT_THE_FILE: Final = ("requires", "schema_version", "sources")


def load_program(path: Path | str) -> Program:
    """
    Read a program from a TOML file.

    Raises:
        ConfigError: With every fault of the file.
    """
    path = Path(path)
    return parse_program(read_text(path), file=path.name)


def parse_program(text: str, *, file: str = "program.toml") -> Program:
    """
    Read a program from TOML text.

    Args:
        text: The file's content.

        file: What to call it in messages.

    Raises:
        ConfigError: With every fault of the text.
    """
    return program_from(parse_toml(text, file=file), file=file)


def parse_toml(text: str, *, file: str) -> dict[str, object]:
    """
    Parse TOML.

    Raises:
        ConfigError: It is not TOML, or nested beyond all reason.
    """
    _check_size(text, file)
    try:
        # As decimals, floats are shown in messages as they are written.
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        fault = Fault(
            where=file,
            what="this is not TOML",
            got=str(error),
            expected="TOML 1.0",
            mend="correct the line named; text stands in quotes, keys without",
        )
    except RecursionError:
        fault = Fault(
            where=file,
            what="values are nested too deep",
            expected="a flat file; parts name their parents",
            mend="write parts one after the other",
        )
    except ValueError:
        fault = Fault(
            where=file,
            what="a number has too many digits",
            expected="numbers of at most 60 digits",
            mend="look for the longest line of the file",
        )
    raise refusal(file, (fault,))


LARGEST: Final = 1024 * 1024
"""Characters of a description; the largest known has 50,000."""

MOST_TABLES: Final = 100_000
"""Signs that begin a table, a list or a level of a key; each costs memory."""

# The parser keeps every level of a dotted key together with all above it.
_KEY = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY: Final = re.compile(
    rf"(?<![A-Za-z0-9_-]){_KEY}(?:[ \t]*+\.[ \t]*+{_KEY}){{30}}"
)


def _check_size(text: str, file: str) -> None:
    """Refuse what would take the parser's memory before it is parsed."""
    signs = sum(map(text.count, ".[{"))
    if len(text) > LARGEST or signs > MOST_TABLES or _LONG_KEY.search(text):
        fault = Fault(
            where=file,
            what="the file is too large, or keys are nested too deep",
            got=f"{len(text):,} characters, {signs:,} signs that begin a table",
            expected=f"at most {LARGEST:,} and {MOST_TABLES:,}, and 30 levels",
            mend="check that it is the right file; tables of amounts belong in CSV",
        )
        raise refusal(file, (fault,))


def program_from(form: Mapping[str, object], *, file: str) -> Program:
    """
    Make a program of its plain form.

    Raises:
        ConfigError: With every fault of the form.
    """
    sources, broken = read_sources(form.get("sources", {}))
    currency, unknown = _currency(form)
    tree = [*tree_faults(form), *sum_faults(form, currency)]
    faults = [*_about(form), *broken, *unknown, *tree]
    told = {fault.what for fault in (*unknown, *tree)}
    rest = {key: item for key, item in form.items() if key not in ABOUT_THE_FILE}
    try:
        program = converter_for(currency, sources).structure(rest, Program)
    except Exception as error:  # noqa: BLE001  cattrs groups errors of many kinds
        # The constructor stops at the first fault of the tree; all are told above.
        faults += [fault for fault in faults_of(error) if fault.what not in told]
    else:
        if not faults:
            return program
    raise refusal(file, faults)


def sources_from(form: Mapping[str, object], *, file: str) -> dict[str, Source]:
    """
    Give the sources of a program's plain form by key, cited in it or not.

    Raises:
        ConfigError: With every fault of the section.
    """
    sources, faults = read_sources(form.get("sources", {}))
    if faults:
        raise refusal(file, faults)
    return sources


def _currency(form: Mapping[str, object]) -> tuple[str, list[Fault]]:
    """Find the currency; where it is broken, amounts are read as if in euros."""
    currency = form.get("currency")
    if not isinstance(currency, str):
        return "EUR", []
    try:
        minor_digits(currency)
    except MoneyError as error:
        return "EUR", list(faults_of(error))
    return currency, []


def _about(form: Mapping[str, object]) -> list[Fault]:
    faults: list[Fault] = []
    version = form.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        faults.append(
            Fault(
                where="schema_version",
                what="this version of the file form is not known",
                got=shown(version),
                expected=str(SCHEMA_VERSION),
                mend="update fundmodel, or write the file in the form of version 1",
            )
        )
    faults += _requirement(form.get("requires", "fundmodel >= 0.1"))
    return faults


_REQUIREMENT: Final = re.compile(r"fundmodel\s*(.*)")
_CLAUSE: Final = re.compile(r"\s*(>=|<=|==|<|>)\s*(\d{1,6}(?:\.\d{1,6}){0,3})\s*")


def _requirement(requires: object) -> list[Fault]:
    installed = metadata.version("fundmodel")
    match = _REQUIREMENT.fullmatch(requires) if isinstance(requires, str) else None
    clauses = [_CLAUSE.fullmatch(c) for c in match[1].split(",")] if match else [None]
    fault = Fault(
        where="requires",
        what="this requirement cannot be read",
        got=shown(requires),
        expected='for example "fundmodel >= 0.1" or "fundmodel >= 0.1, < 1"',
        mend="write it in this form",
    )
    found = [(clause[1], clause[2]) for clause in clauses if clause is not None]
    if len(found) < len(clauses):
        return [fault]
    if all(_holds(installed, sign, wanted) for sign, wanted in found):
        return []
    return [
        Fault(
            where="requires",
            what="the file needs another version of fundmodel",
            got=installed,
            expected=str(requires),
            mend="install a version that fits",
        )
    ]


def _holds(installed: str, sign: str, wanted: str) -> bool:
    has, needs = _release(installed), _release(wanted)
    return {
        ">=": has >= needs,
        "<=": has <= needs,
        "==": has == needs,
        "<": has < needs,
        ">": has > needs,
    }[sign]


def _release(version: str) -> tuple[int, ...]:
    """Give the numbers of a release, filled up, so that 0.1 and 0.1.0 are equal."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in numbers[0].split(".")] if numbers else []
    return tuple([*parts, 0, 0, 0, 0][:4])


def format_program(program: Program) -> str:
    """Give a program as TOML text; reading it gives an equal program."""
    form = plain_program(program)
    about = {"requires": "fundmodel >= 0.1", "schema_version": SCHEMA_VERSION}
    return tomli_w.dumps({**about, **form})


def dump_program(program: Program, path: Path | str) -> None:
    """
    Write a program to a TOML file, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, format_program(program))
