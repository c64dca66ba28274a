"""Rows of a CSV file, read with a bound on every line, and written without formulas."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, NoReturn, Protocol, TextIO

import attrs

from fundmodel.errors import ConfigError, Fault
from fundmodel.io.faults import MOST_CHARACTERS, shown
from fundmodel.io.files import unreadable

__all__ = ["Columns", "Faults", "columns_of", "csv_text"]

LONGEST_LINE: Final = 1_000_000
"""Characters; a longer line is no row of a table and is not read to its end."""

MOST_FAULTS: Final = 1_000
"""Of one table; whoever has more begins with these."""


@attrs.frozen(kw_only=True)
class Columns:
    """
    The cells of a table by column, blank rows left out.

    Attributes:
        lines: The line of the file on which each row ends; the header is line 1.

        texts: The cells of each column that was asked for, in the order of rows.
    """

    lines: Sequence[int]
    texts: Mapping[str, Sequence[str]]


@attrs.frozen(kw_only=True)
class Faults:
    """
    All faults of one table, told together.

    Attributes:
        path: The file.

        found: The faults so far.
    """

    path: Path
    found: list[Fault] = attrs.field(factory=list[Fault])

    def add(self, where: str, what: str, *, got: str, expected: str, mend: str) -> None:
        """
        Note a fault of the file at a place.

        Raises:
            ConfigError: There are so many that nobody reads on.
        """
        place = f"{self.path.name}: {where}" if where else self.path.name
        fault = Fault(
            where=shown(place), what=what, got=shown(got), expected=expected, mend=mend
        )
        self.found.append(fault)
        if len(self.found) >= MOST_FAULTS:
            rest = Fault(
                where=self.path.name,
                what=f"there may be more faults behind the first {MOST_FAULTS:,}",
                mend="mend these first",
            )
            raise ConfigError(self.path.name, (*self.found, rest))

    def refuse(self) -> None:
        """
        Refuse the file if something is wrong with it.

        Raises:
            ConfigError: With every fault.
        """
        if self.found:
            raise ConfigError(self.path.name, tuple(self.found))

    def stop(
        self, where: str, what: str, *, got: str, expected: str, mend: str
    ) -> NoReturn:
        """
        Refuse the file for a fault after which nothing more can be read.

        Raises:
            ConfigError: With every fault so far, this one last.
        """
        last = Faults(path=self.path)
        last.add(where, what, got=got, expected=expected, mend=mend)
        raise ConfigError(self.path.name, (*self.found, *last.found))


def columns_of(
    faults: Faults,
    *,
    delimiter: str,
    encoding: str,
    needs: Iterable[str],
    may: Iterable[str] | None = None,
) -> Columns:
    """
    Read a CSV file; blank rows are passed over.

    Args:
        faults: Names the file, and takes what is wrong with single rows.

        delimiter: What separates cells.

        encoding: How it is encoded; a byte-order mark is dropped.

        needs: Columns that must be there.

        may: Columns that may be there, and are empty where they are not; then no
            others may. `None` passes over all others.

    Raises:
        ConfigError: The file cannot be read, is in another encoding, has a line
            too long, is no CSV, lacks a column, or has one that is not known.
    """
    codec = _codec(encoding, faults)
    wanted = _Wanted(tuple(dict.fromkeys(needs)), None if may is None else tuple(may))
    try:
        # What is not in the encoding becomes a lone surrogate, which says where.
        with faults.path.open(
            encoding=codec, newline="", errors="surrogateescape"
        ) as file:
            reader = csv.reader(_lines(file, faults), delimiter=delimiter, strict=True)
            return _columns(reader, faults, delimiter, wanted)
    except ConfigError:
        raise
    except UnicodeError as error:
        faults.stop(
            "",
            "the file is not in the encoding declared",
            got=str(error),
            expected=f"text in {encoding}",
            mend="declare the encoding that it is in",
        )
    except (OSError, ValueError) as error:
        raise unreadable(faults.path, error) from None


def _codec(encoding: str, faults: Faults) -> str:
    """Find the codec; that of UTF-8 drops a byte-order mark."""
    try:
        codec = codecs.lookup(encoding)
        "a".encode(encoding)
    except (LookupError, ValueError):
        faults.stop(
            "",
            "this encoding is not known",
            got=encoding,
            expected='for example "utf-8" or "latin-1"',
            mend="name a known encoding",
        )
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


_ESCAPED: Final = re.compile("[\udc80-\udcff]")


def _lines(file: TextIO, faults: Faults) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            faults.stop(
                f"line {number}",
                "the line is too long",
                got=f"more than {LONGEST_LINE:,} characters",
                expected="a row of a table",
                mend="check that it is the right file",
            )
        yield line


class _Wanted(NamedTuple):
    """Which columns a table has to have, and which it may have."""

    needs: tuple[str, ...]
    may: tuple[str, ...] | None

    def in_header(self, header: list[str]) -> list[str]:
        """Give those that are there."""
        return [*self.needs, *(column for column in self.may or () if column in header)]


class _Reader(Protocol):
    """What `csv.reader` gives; the type has no public name."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


def _columns(
    reader: _Reader, faults: Faults, delimiter: str, wanted: _Wanted
) -> Columns:
    header: list[str] = []
    rows = _filled(reader, faults, header)
    # An empty file has an empty header.
    header += next(rows, header)
    _check_header(header, faults, delimiter, wanted)
    columns = wanted.in_header(header)
    places = [header.index(column) for column in columns]
    texts: list[list[str]] = [[] for _ in columns]
    lines: list[int] = []
    for cells in rows:
        if len(cells) == len(header):
            lines.append(reader.line_num)
            for kept, place in zip(texts, places, strict=True):
                kept.append(cells[place])
        else:
            faults.add(
                f"line {reader.line_num}",
                "the row has another number of cells than the header",
                got=f"{len(cells)} cells",
                expected=f"{len(header)} cells",
                mend="put cells that contain the delimiter in quotes",
            )
    absent = dict.fromkeys(wanted.may or (), [""] * len(lines))
    found = dict(zip(columns, texts, strict=True))
    return Columns(lines=lines, texts={**absent, **found})


def _filled(reader: _Reader, faults: Faults, header: list[str]) -> Iterator[list[str]]:
    """Give the rows that have a cell with something in it."""
    try:
        for cells in reader:
            text = "".join(cells)
            if not text or text.isspace():
                continue
            if not text.isascii() and _ESCAPED.search(text):
                _stop_at_byte(faults, reader.line_num, header, cells)
            yield cells
    except csv.Error as error:
        faults.stop(
            f"line {reader.line_num}",
            "the row is not CSV",
            got=str(error),
            expected="cells in double quotes or without any",
            mend="close the quotes, and write a quote inside as two",
        )


def _stop_at_byte(
    faults: Faults, line: int, header: list[str], cells: list[str]
) -> NoReturn:
    at, cell = next((i, c) for i, c in enumerate(cells) if _ESCAPED.search(c))
    escaped = "".join(_ESCAPED.findall(cell)[:1])
    byte = escaped.encode("utf-8", "surrogateescape").hex().upper()
    column = f"column {header[at]!r}" if at < len(header) else f"column {at + 1}"
    faults.stop(
        f"line {line}, {column}",
        "the cell is not in the encoding declared",
        got=f"byte 0x{byte} in {_ESCAPED.sub('?', cell)!r}",
        expected="text in UTF-8, or another encoding that is declared",
        mend=_how_encoded(line, at, cell),
    )


_UTF_16: Final = ("\udcff\udcfe", "\udcfe\udcff")
"""The byte-order marks of UTF-16, as they come out of UTF-8."""


def _how_encoded(line: int, column: int, cell: str) -> str:
    if line == 1 and column == 0 and cell.startswith(_UTF_16):
        return 'save it as UTF-8, or say encoding = "utf-16"'
    return 'say encoding = "latin-1" if it comes from an older German system'


def _check_header(
    header: list[str], faults: Faults, delimiter: str, wanted: _Wanted
) -> None:
    for column in wanted.in_header(header):
        count = header.count(column)
        if count != 1:
            faults.add(
                "header",
                f"the column {column!r} stands more than once"
                if count
                else f"the column {column!r} is missing",
                got=", ".join(header) or "an empty file",
                expected="it once",
                mend="rename or remove one"
                if count
                else _offer(column, header, delimiter),
            )
    if wanted.may is not None:
        _refuse_unknown(header, faults, (*wanted.needs, *wanted.may))
    faults.refuse()


def _refuse_unknown(header: list[str], faults: Faults, known: tuple[str, ...]) -> None:
    """Refuse a column that nobody reads; it may be one that is misspelt."""
    if faults.found:
        # Where a column is missing, the unknown one has been offered for it.
        return
    for column in dict.fromkeys(header):
        if column not in known:
            near = difflib.get_close_matches(column[:MOST_CHARACTERS], known, n=1)
            faults.add(
                "header",
                f"the column {shown(column)!r} is not known",
                got=", ".join(header),
                expected=f"no other than {', '.join(known)}",
                mend=f"did you mean {near[0]!r}?" if near else "remove it",
            )


def _offer(column: str, header: list[str], delimiter: str) -> str:
    """Say how a missing column may be found."""
    other = ";" if delimiter == "," else ","
    if len(header) == 1 and other in header[0]:
        return f'say delimiter = "{other}"'
    known = [name[:MOST_CHARACTERS] for name in header[:MOST_CHARACTERS]]
    near = difflib.get_close_matches(column[:MOST_CHARACTERS], known, n=1)
    return f"did you mean {near[0]!r}?" if near else "check the names of the columns"


def csv_text(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """
    Give rows as CSV text that spreadsheets do not take for formulas.

    What begins like a formula gets an apostrophe in front, also where a cell
    would begin only if a semicolon was taken for its end; control characters
    become blanks. Plain negative numbers stay numbers.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return buffer.getvalue()


# A row could end at some of them, and a tab may end a cell.
_CONTROL: Final = re.compile(r"[\x00-\x09\x0B-\x1F\x7F]")
# Some spreadsheets take the wide signs of East Asia for the narrow ones.
_FORMULA: Final = re.compile(r"(^\s*|[;,\n])(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _harmless(cell: str) -> str:
    if _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", _CONTROL.sub(" ", cell))
