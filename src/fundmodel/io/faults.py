"""From what goes wrong while a file becomes objects to faults with a path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

import attrs
from cattrs import (
    AttributeValidationNote,
    ForbiddenExtraKeysError,
)

from fundmodel.errors import ConfigError, Fault, FundmodelError, InvalidDataError

__all__ = ["FaultsError", "faults_of", "refusal", "shown", "unknown_keys"]

MOST_CHARACTERS: Final = 100
"""Of a name that is compared with known ones; comparing takes time."""

KEYS: Final[Mapping[str, str]] = {"budgets": "budget"}
"""Fields that have another name in the file."""


class FaultsError(ConfigError):
    """Several faults of one value, with paths that begin at the value."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("a value", tuple(faults))


def refusal(file: str, faults: Iterable[Fault]) -> ConfigError:
    """
    Make the error for a file with faults.

    A fault without a place is one of the file as a whole. Keys of a hostile file
    may hold control characters; they are not sent to the reader's screen.
    """
    return ConfigError(file, tuple(_told(fault, file) for fault in faults))


def _told(fault: Fault, file: str) -> Fault:
    return attrs.evolve(
        fault,
        where=shown(fault.where) or file,
        got=_printable(fault.got),
        expected=_printable(fault.expected),
        mend=_printable(fault.mend),
    )


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown(value: object) -> str:
    """Give a value as errors show it: cut when long, without control characters."""
    return InvalidDataError("a value is shown", got=value).got


def unknown_keys(
    given: Iterable[str], known: Iterable[str], *, where: str = ""
) -> Iterator[Fault]:
    """Give a fault for each key that is not known, with the nearest one that is."""
    known = sorted(known)
    # A hostile table has thousands of keys, and may be its own list of known ones.
    quickly = frozenset(known)
    for key in given:
        if key not in quickly:
            near = difflib.get_close_matches(key[:MOST_CHARACTERS], known, n=1)
            yield Fault(
                where=f"{where}.{shown(key)}" if where else shown(key),
                what="this key is not known",
                got=shown(key),
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
        # cast: `isinstance` tells nothing about what is in the group.
        group = cast("BaseExceptionGroup[BaseException]", error)
        for inner in group.exceptions:
            yield from faults_of(inner, _below(path, inner))
    elif isinstance(error, ConfigError):
        for fault in error.faults:
            yield _moved(fault, _joined(path, fault.where))
    elif isinstance(error, FundmodelError):
        yield _moved(Fault.of(error), _said(path, error.where))
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
    elif not isinstance(error, TypeError | ValueError):
        # A mistake in the program is not one of the file.
        raise error
    else:
        yield Fault(
            where=path,
            what="this value has the wrong type",
            got=shown(error),
            expected="a value of the kind that the reference names",
            mend="compare it with the reference of the file form",
        )


def _fields(kind: type) -> Iterator[str]:
    for field in getattr(kind, "__attrs_attrs__", ()):
        if field.init:
            yield field.name


def _below(path: str, error: BaseException) -> str:
    """Add the step that cattrs noted on an inner error to the path."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            name = KEYS.get(note.name, note.name)
            return f"{path}.{name}" if path else name
    return path


def _joined(path: str, inner: str) -> str:
    """Put a path that begins at a value behind the path of the value."""
    if not path or not inner:
        return path or inner
    return f"{path}{inner}" if inner.startswith("[") else f"{path}.{inner}"


def _said(path: str, where: str) -> str:
    """Put what a constructor says of the place behind the path of the value."""
    if where.isidentifier():
        # The name of a field; a value that is one itself needs no second name.
        last = path.rpartition(".")[2].partition("[")[0]
        return path if last == where else _joined(path, where)
    return f"{path}: {where}" if path and where else path or where


def _moved(fault: Fault, where: str) -> Fault:
    # In the file, provisions stand beside the rule and not in it.
    return attrs.evolve(fault, where=where.replace("rule.provisions", "provisions"))
