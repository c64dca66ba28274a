"""Rows of a CSV file, read with a bound on every line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

import attrs

from fundmodel.errors import ConfigError, Fault

__all__ = ["Row", "rows_of"]

LONGEST_LINE: Final = 1_000_000
"""Characters; a longer line is no row of a table and is not read to its end."""


@attrs.frozen(kw_only=True)
class Row:
    """
    One row of a table.

    Attributes:
        number: Line in the file; the header is line 1.

        cells: Text by column.
    """

    number: int
    cells: Mapping[str, str]


def rows_of(
    path: Path, *, delimiter: str, encoding: str, needs: tuple[str, ...]
) -> Iterator[Row]:
    """
    Give the rows of a CSV file; blank ones are passed over.

    Args:
        path: The file.

        delimiter: What separates cells.

        encoding: How it is encoded; a byte-order mark is dropped.

        needs: Columns that must be there.

    Raises:
        ConfigError: The file cannot be read, is in another encoding, has a line
            too long, lacks a column, or a row has more cells than the header.
    """
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") == "utf-8" else encoding
    try:
        with path.open(encoding=codec, newline="") as file:
            lines = _bounded(file, path)
            header = _header(lines, path, delimiter, needs)
            yield from _body(lines, header, path, delimiter)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise _broken(
            path,
            "",
            f"the file is not in {encoding}",
            got=f"byte 0x{byte:02X}",
            expected=f"text in {encoding}",
            mend='say encoding="latin-1" if it comes from an older German system',
        ) from None
    except LookupError:
        raise _broken(
            path,
            "",
            "this encoding is not known",
            got=encoding,
            expected='for example "utf-8" or "latin-1"',
            mend="name a known encoding",
        ) from None
    except OSError as error:
        raise _broken(
            path,
            "",
            "the file cannot be read",
            got=error.strerror or type(error).__name__,
            expected="a readable file",
            mend="check the path",
        ) from None


def _broken(  # noqa: PLR0913  the five answers of an error
    path: Path, where: str, what: str, *, got: str, expected: str, mend: str
) -> ConfigError:
    fault = Fault(
        where=f"{path.name}: {where}" if where else path.name,
        what=what,
        got=got,
        expected=expected,
        mend=mend,
    )
    return ConfigError(str(path), (fault,))


def _bounded(file: TextIO, path: Path) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise _broken(
                path,
                f"line {number}",
                "the line is too long",
                got=f"more than {LONGEST_LINE:,} characters",
                expected="a row of a table",
                mend="check that it is the right file",
            )
        # Blank lines may come by the million; the reader below never sees them.
        yield line if not line.isspace() else ""


def _header(
    lines: Iterator[str], path: Path, delimiter: str, needs: tuple[str, ...]
) -> list[str]:
    first = next((line for line in lines if line), "")
    header = next(csv.reader([first], delimiter=delimiter), [])
    missing = [column for column in needs if column not in header]
    twice = sorted({column for column in header if header.count(column) > 1})
    if not missing and not twice:
        return header
    other = ";" if delimiter == "," else ","
    hint = f'say delimiter="{other}"' if other in first else "check the names"
    raise _broken(
        path,
        "header",
        "a column is missing" if missing else "a column stands twice",
        got=", ".join(header),
        expected=", ".join(missing or twice) + (", once" if twice else ""),
        mend=hint,
    )


def _body(
    lines: Iterator[str], header: list[str], path: Path, delimiter: str
) -> Iterator[Row]:
    numbered = _Numbered(lines)
    reader = csv.reader(numbered, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(
                path,
                f"line {numbered.number}",
                "the row is not CSV",
                got=str(error),
                expected="cells in double quotes or without any",
                mend="close the quotes, and write a quote inside as two",
            ) from None
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise _broken(
                path,
                f"line {numbered.number}",
                "the row has another number of cells than the header",
                got=f"{len(cells)} cells",
                expected=f"{len(header)} cells",
                mend="put cells that contain the delimiter in quotes",
            )
        yield Row(number=numbered.number, cells=dict(zip(header, cells, strict=True)))


class _Numbered:
    """Lines without the blank ones, which still count."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._lines)
            self.number += 1
            if line:
                return line


def csv_text(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """
    Give rows as CSV text that spreadsheets do not take for formulas.

    A cell that begins like a formula gets an apostrophe in front; plain
    negative numbers stay numbers.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return buffer.getvalue()


FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def _harmless(cell: str) -> str:
    if not cell.startswith(FORMULA):
        return cell
    number = cell[1:].replace(".", "", 1)
    if cell.startswith("-") and number.isascii() and number.isdigit():
        return cell
    return f"'{cell}"
