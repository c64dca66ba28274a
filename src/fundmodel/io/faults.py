"""From what goes wrong while a file becomes objects to faults with a path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cattrs import (
    AttributeValidationNote,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from fundmodel.errors import Fault, FundmodelError

__all__ = ["FaultsError", "faults_of", "unknown_keys"]

KEYS: Final[Mapping[str, str]] = {"budgets": "budget"}
"""Fields that have another name in the file."""


class FaultsError(Exception):
    """Several faults of one value, with paths that begin at the value."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("faults")
        self.faults = tuple(faults)


def unknown_keys(
    given: Iterable[str], known: Iterable[str], *, where: str = ""
) -> Iterator[Fault]:
    """Give a fault for each key that is not known, with the nearest one that is."""
    known = sorted(known)
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            yield Fault(
                where=f"{where}.{key}" if where else key,
                what="this key is not known",
                got=key,
                expected=", ".join(known),
                mend=f"did you mean {near[0]!r}?" if near else "remove it",
            )


def faults_of(error: BaseException, path: str = "") -> Iterator[Fault]:
    """
    Walk through a group of errors and give every fault with its path.

    Args:
        error: What cattrs, a hook or a constructor raised.

        path: Where the value stands in the file.
    """
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from faults_of(inner, _below(path, inner))
    elif isinstance(error, FaultsError):
        for fault in error.faults:
            yield _moved(fault, path)
    elif isinstance(error, FundmodelError):
        yield _moved(Fault.of(error), path)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [KEYS.get(key, key) for key in _fields(error.cl)]
        yield from unknown_keys(sorted(error.extra_fields), known, where=path)
    elif isinstance(error, KeyError):
        yield Fault(
            where=path,
            what="this key is missing",
            expected="a value",
            mend="add it",
        )
    else:
        yield Fault(
            where=path,
            what="this value has the wrong type",
            got=str(error),
            mend="compare it with the reference of the file form",
        )


def _fields(kind: type) -> Iterator[str]:
    for field in getattr(kind, "__attrs_attrs__", ()):
        if field.init:
            yield field.name


def _below(path: str, error: BaseException) -> str:
    """Add the step that cattrs noted on an inner error to the path."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            return f"{path}[{note.index}]"
        if isinstance(note, AttributeValidationNote):
            name = KEYS.get(note.name, note.name)
            return f"{path}.{name}" if path else name
    return path


def _moved(fault: Fault, path: str) -> Fault:
    # Constructors say which object they mean; paths of nested values begin
    # with a bracket or are plain keys.
    inner = fault.where
    if not path or not inner:
        where = path or inner
    elif inner.startswith("["):
        where = path + inner
    elif " " in inner or "'" in inner:
        where = f"{path}: {inner}"
    else:
        where = f"{path}.{inner}"
    return Fault(
        where=where.replace(".rule.provisions", ".provisions"),
        what=fault.what,
        got=fault.got,
        expected=fault.expected,
        mend=fault.mend,
    )
