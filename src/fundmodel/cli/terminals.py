"""
Letters that a terminal cannot show: something like them, and never a broken command.

What people read is spelt otherwise ("Muenchen", "..."); what programs read is
escaped as JSON has it, so that nothing is lost. The module needs no package of the
extra ``cli``, because errors about those are written by it too.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Mapping
from typing import Final, TextIO

__all__ = ["encoding_of", "escaped", "keep_writing", "spelt"]

_SPELT: Final[Mapping[str, str]] = {
    "…": "...",
    "€": "EUR",
    "–": "-",  # noqa: RUF001  an en dash is what is meant
    "—": "--",
    "−": "-",  # noqa: RUF001  a minus sign is what is meant
    "×": "x",  # noqa: RUF001  a sign of multiplication is what is meant
    "·": "-",
    "•": "-",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "§": "par.",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",  # noqa: RUF001  a quotation mark is what is meant
    "’": "'",  # noqa: RUF001  a quotation mark is what is meant
    "‚": "'",  # noqa: RUF001  a quotation mark is what is meant
    "ß": "ss",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
}


def encoding_of(stream: TextIO) -> str:
    """Give the encoding of a stream; one that has none takes every letter."""
    # Streams of tests and notebooks may have none, whatever their type says.
    encoding: object = getattr(stream, "encoding", None)
    return encoding if isinstance(encoding, str) else "utf-8"


def _holds(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def spelt(text: str, encoding: str) -> str:
    """
    Give text for people, with what the encoding lacks spelt otherwise.

    >>> spelt("§ 29d FAG: 1,5… € für München", "ascii")
    'par. 29d FAG: 1,5... EUR fuer Muenchen'

    >>> spelt("1,5… € für München", "latin-1")
    '1,5... EUR für München'
    """
    if _holds(text, encoding):
        return text
    return "".join(c if _holds(c, encoding) else _otherwise(c) for c in text)


def _otherwise(letter: str) -> str:
    if letter in _SPELT:
        return _SPELT[letter]
    # Accents come off; what has no plain letter below them stays as its number.
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return plain or letter.encode("ascii", "backslashreplace").decode()


def escaped(text: str, encoding: str) -> str:
    r"""
    Give JSON, with what the encoding lacks escaped; it says the same.

    >>> print(escaped('{"name": "München"}', "ascii"))
    {"name": "M\u00fcnchen"}
    """
    if _holds(text, encoding):
        return text
    return "".join(c if _holds(c, encoding) else _unit_by_unit(c) for c in text)


def _unit_by_unit(letter: str) -> str:
    # JSON has four digits for each unit of UTF-16, two units beyond the first plane.
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def keep_writing() -> None:
    """Let the standard output write a number for a letter that it cannot show."""
    # For the rest of the process, as the output is; the other stream does so anyway.
    stream: object = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")
