"""Checking a file without doing anything with it: every fault at once."""

from __future__ import annotations

from pathlib import Path

from fundmodel.errors import ConfigError, Fault, FundmodelError
from fundmodel.io.config import load_program
from fundmodel.io.documents import load_document
from fundmodel.io.tables import read_published, read_roster

__all__ = ["faults_of"]


def faults_of(path: Path) -> tuple[Fault, ...]:
    """
    Read a program, a table or a document, and give what is wrong with it.

    Args:
        path: A file that ends with ``.toml`` (a program), ``.csv`` (a roster or a
            published table, with its sidecar) or ``.json`` (a stored document).

    Returns:
        The faults in the order of the file; none if it can be used.
    """
    try:
        _read(path)
    except ConfigError as error:
        return error.faults
    except FundmodelError as error:
        return (Fault.of(error),)
    return ()
