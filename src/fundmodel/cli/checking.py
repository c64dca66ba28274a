"""Checking a file without doing anything with it: every fault at once."""

from __future__ import annotations

from pathlib import Path

from fundmodel.cli.failures import Failure
from fundmodel.cli.inputs import sources_beside
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io.config import load_program, parse_toml
from fundmodel.io.documents import load_document
from fundmodel.io.files import read_text
from fundmodel.io.tables import read_published, read_roster

__all__ = ["failure_of"]


def failure_of(path: Path) -> Failure | None:
    """
    Read a program, a table or a document, and give what is wrong with it.

    Args:
        path: A file that ends with ``.toml`` (a program), ``.csv`` (a roster or a
            published table, with its sidecar) or ``.json`` (a stored document).

    Returns:
        All faults in the order of the file; `None` if it can be used.
    """
    try:
        _read(path)
    except FundmodelError as error:
        return Failure.of(error)
    return None


def _read(path: Path) -> None:
    match path.suffix.lower():
        case ".toml":
            load_program(path)
        case ".json":
            load_document(path)
        case ".csv":
            _read_table(path)
        case suffix:
            raise InvalidDataError(
                "this kind of file cannot be checked",
                where=path.name,
                got=suffix or "no suffix",
                expected=".toml (a program), .csv (a table) or .json (a document)",
                mend="give it the suffix of what it holds",
            )


def _read_table(path: Path) -> None:
    sidecar = path.with_suffix(".toml")
    sources = sources_beside(path)
    # Only a published table has one column of amounts.
    if "amount_column" in parse_toml(read_text(sidecar), file=sidecar.name):
        read_published(path, sources=sources)
    else:
        read_roster(path, sources=sources)
