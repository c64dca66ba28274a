"""Reading with a bound, and writing whole files or none."""

from __future__ import annotations

import codecs
import os
import tempfile
from pathlib import Path
from typing import Final

from fundmodel.errors import ConfigError, Fault, InvalidDataError

__all__ = ["read_text", "unreadable", "write_whole"]

LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a description; a table of 20,000 amounts fits."""


def read_text(path: Path, *, largest: int = LARGEST) -> str:
    """
    Read a UTF-8 file; a byte-order mark is dropped.

    Args:
        path: The file.

        largest: How many bytes are read at most; nobody reads a gigabyte to find
            out that it is no description of a program.

    Raises:
        ConfigError: The file is missing, too large, or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            # The size is known before; only what is no plain file has to be read.
            size = os.fstat(file.fileno()).st_size
            content = file.read(largest + 1) if size <= largest else b""
        if max(size, len(content)) > largest:
            raise _too_large(path, largest)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            where=path.name,
            what="the file is not in UTF-8",
            got=f"byte 0x{error.object[error.start]:02X} at position {error.start:,}",
            expected="text in UTF-8",
            mend=_how_saved(error),
        )
        raise ConfigError(path.name, (fault,)) from None
    except ConfigError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _how_saved(error: UnicodeDecodeError) -> str:
    if error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "save it as UTF-8; it is in UTF-16 now"
    return "save it as UTF-8; older German files are often in Latin-1"


def _too_large(path: Path, largest: int) -> ConfigError:
    fault = Fault(
        where=path.name,
        what="the file is too large",
        got=f"{path.stat().st_size:,} bytes",
        expected=f"at most {largest:,} bytes",
        mend="check that it is the right file",
    )
    return ConfigError(path.name, (fault,))


def unreadable(path: Path, error: OSError | ValueError) -> ConfigError:
    """Make the error for a file that cannot be opened or read."""
    fault = Fault(
        where=str(path),
        what="the file cannot be read",
        got=_reason(error),
        expected="a readable file",
        mend="check the path",
    )
    return ConfigError(path.name, (fault,))


def _reason(error: OSError | ValueError) -> str:
    # A path with a null character is a ValueError to Python.
    strerror = error.strerror if isinstance(error, OSError) else None
    return strerror or str(error)


def write_whole(path: Path | str, text: str) -> None:
    """
    Write a file so that it is there as a whole or not at all.

    The text goes to a temporary file beside it, which then takes its name; an
    interrupt leaves the old file, or none.

    Args:
        path: The file; missing folders are made.

        text: Its content, written in UTF-8 as it is.

    Raises:
        InvalidDataError: The file cannot be written.
    """
    path = Path(path)
    try:
        _write(path, text.encode("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidDataError(
            "the file cannot be written",
            where=str(path),
            got=_reason(error),
            expected="a file in a folder that can be written to",
            mend="name another file or folder",
        ) from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fundmodel-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files that only their owner can read.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
