"""
Content hashes: the same facts give the same hash, today and in later versions.

The hash covers types, field names and values. A field that holds its default
is left out, so a later version that adds an optional field gives the same
hash for what was stored before. A field that was renamed keeps its first name in
the hash (metadata ``hash_as``). Numbers are written as text, so neither byte
order nor the width of an array matters.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

import attrs
import numpy as np

__all__ = ["content_hash"]

Write = Callable[[bytes], None]
Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


def content_hash(value: object) -> str:
    """
    Give the SHA-256 of a value made of this library's classes.

    >>> content_hash((1, "a")) == content_hash((1, "a"))
    True

    Raises:
        TypeError: A part of the value is of a type that has no stable form.
    """
    digest = hashlib.sha256()
    _encode(value, digest.update)
    return digest.hexdigest()


def _encode(value: object, write: Write) -> None:
    # cast: `isinstance` tells nothing about what a container holds.
    if attrs.has(type(value)):
        _encode_object(cast("attrs.AttrsInstance", value), write)
    elif isinstance(value, tuple):
        _encode_items(cast("tuple[object, ...]", value), write)
    elif isinstance(value, frozenset):
        # A set has no order of its own; hashes of its items give it one.
        _encode_items(
            tuple(sorted(map(content_hash, cast("frozenset[object]", value)))), write
        )
    elif isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        in_order = sorted(pairs, key=lambda pair: _scalar(pair[0]))
        _encode_items(in_order, write)
    elif isinstance(value, np.ndarray):
        _encode_array(cast("Array", value), write)
    else:
        write(_scalar(value))


def _encode_items(items: Iterable[object], write: Write) -> None:
    write(b"(")
    for item in items:
        _encode(item, write)
    write(b")")


def _encode_object(value: attrs.AttrsInstance, write: Write) -> None:
    write(b"<" + type(value).__name__.encode())
    for field, content in _told(value):
        write(b"|" + field.encode() + b"=")
        _encode(content, write)
    write(b">")


def _told(value: attrs.AttrsInstance) -> Iterator[tuple[str, object]]:
    """Give the fields that differ from their defaults, by name."""
    for field in _by_name(type(value)):
        if field.metadata.get("hash", True):
            content = getattr(value, field.name)
            if not _is_default(field.default, content):
                yield _name(field), content


def _by_name(kind: type) -> list[attrs.Attribute[object]]:
    fields: tuple[attrs.Attribute[object], ...] = attrs.fields(kind)
    return sorted(fields, key=_name)


def _name(field: attrs.Attribute[object]) -> str:
    """Give the name in the hash; a field that was renamed keeps its first one."""
    return str(field.metadata.get("hash_as", field.name))


def _is_default(default: object, content: object) -> bool:
    # Comparing an array gives an array; comparing types first keeps a default of
    # `False` apart from a stored 0.
    return (
        type(default) is type(content)
        and not _is_array(content)
        and (default == content)
    )


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray)


def _encode_array(array: Array, write: Write) -> None:
    shape = ",".join(map(str, array.shape))
    if array.dtype.kind == "b":
        write(f"[bool:{shape}:".encode())
        write(np.packbits(array.astype(np.bool_)).tobytes())
    elif array.dtype.kind in "iu" or _holds_int(array):
        write(f"[int:{shape}:".encode())
        write(",".join(map(str, array.ravel().tolist())).encode())
    else:
        raise TypeError(f"no stable form for an array of {array.dtype}")
    write(b"]")


def _holds_int(array: Array) -> bool:
    """Whether Python integers stand in the array, as they do beyond 64 bits."""
    items: list[object] = array.ravel().tolist()
    return array.dtype.kind == "O" and all(type(item) is int for item in items)


_TAGS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "b"),
    (int, "i"),
    (str, "s"),
    (Decimal, "d"),
    (Fraction, "f"),
    (date, "t"),
)


def _scalar(value: object) -> bytes:
    if value is None:
        return b"-"
    if isinstance(value, enum.Enum):
        return f"e:{type(value).__name__}.{value.name};".encode()
    for kind, tag in _TAGS:
        if isinstance(value, kind):
            text = _decimal(value) if isinstance(value, Decimal) else str(value)
            # The length in front keeps ("a", "bc") and ("ab", "c") apart.
            return f"{tag}{len(text)}:{text}".encode()
    raise TypeError(f"no stable form for {type(value).__name__}")


def _decimal(number: Decimal) -> str:
    """Write equal numbers alike: 1 and 1.00 are both "1.00"."""
    text = str(number)
    if not number.is_finite() or "E" in text:
        return text
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
