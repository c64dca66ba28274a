"""Reading with a bound, and writing whole files or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from fundmodel.errors import ConfigError, Fault, InvalidDataError

__all__ = ["read_text", "write_whole"]

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a text file that is read at once; a larger one is no description."""


def read_text(path: Path, *, largest: int = LARGEST) -> str:
    """
    Read a UTF-8 file; a byte-order mark is dropped.

    Raises:
        ConfigError: The file is missing, too large, or not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > largest:
            raise _broken(
                path,
                "the file is too large",
                got=f"{size:,} bytes",
                expected=f"at most {largest:,} bytes",
                mend="check that it is the right file",
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(
            path,
            "the file is not in UTF-8",
            got=f"byte 0x{error.object[error.start]:02X} at position {error.start:,}",
            expected="text in UTF-8",
            mend="save it as UTF-8; older German files are often in Latin-1",
        ) from None
    except OSError as error:
        raise _broken(
            path,
            "the file cannot be read",
            got=error.strerror or type(error).__name__,
            expected="a readable file",
            mend="check the path",
        ) from None


def _broken(path: Path, what: str, *, got: str, expected: str, mend: str) -> ConfigError:
    fault = Fault(where=path.name, what=what, got=got, expected=expected, mend=mend)
    return ConfigError(str(path), (fault,))


def write_whole(path: Path | str, text: str) -> None:
    """
    Write a file so that it is there as a whole or not at all.

    The text goes to a temporary file beside it, which then takes its name; an
    interrupt leaves the old file, or none.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InvalidDataError(
            "the file cannot be written",
            where=str(path),
            got=error.strerror or type(error).__name__,
            expected="a folder that can be written to",
            mend="name another folder",
        ) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # mkstemp makes files that only their owner can read.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
