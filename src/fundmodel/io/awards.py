"""Awards and their amendments as a table in CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import attrs

from fundmodel.awards import Award, AwardAmendment, AwardBasis, Awards, YearAmount
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.faults import faults_of, refusal
from fundmodel.io.files import write_whole
from fundmodel.io.layouts import Locale, a_currency, a_delimiter, a_locale
from fundmodel.io.rows import Faults, columns_of, csv_text
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Text
from fundmodel.sources import Basis

__all__ = ["awards_csv", "read_awards", "write_awards"]

T = TypeVar("T")

NEEDS: Final = ("id", "recipient", "part", "year", "amount", "decided")
SAME: Final = (
    "recipient",
    "part",
    "decided",
    "basis",
    "announced",
    "first",
    "last",
    "application",
    "note",
)
"""Columns that say the same in all rows of an award, or nothing."""

OF_AWARD: Final = ("recipient", "part", "basis", "application")
"""Those of them that say the same in the rows of its amendments too."""

MAY: Final = (
    "amendment",
    "basis",
    "announced",
    "first",
    "last",
    "application",
    "note",
)
HEADER: Final = (
    "id", "amendment", "recipient", "part", "year", "amount", "decided",
    "announced", "first", "last", "note", "basis", "application",
)  # fmt: skip


def read_awards(  # noqa: PLR0913  all but the path are named by the caller
    path: Path | str,
    *,
    currency: str,
    locale: Locale = "en",
    delimiter: str = ",",
    encoding: str = "utf-8",
    source: Basis = None,
) -> Awards:
    """
    Read awards from a CSV file: a row for each award and budget year.

    The header has ``id``, ``recipient``, ``part``, ``year``, ``amount`` and
    ``decided``, and may have ``announced``, ``first`` and ``last`` (of the period),
    ``basis``, ``application``, ``note`` and ``amendment``, in any order. Other columns
    are refused. Days are written as 2018-04-16, amounts in major units, the basis as
    ``decision``, ``law`` or ``contract``.

    What stands in the first row of an award need not be repeated in its others, but
    must not differ. Rows with an id in ``amendment`` are those of an amendment: of the
    award with that ``id``, with its own days, the new amounts, and its reason as the
    note. One that changes the period alone has a row without year and amount.

    Args:
        path: The file.

        currency: That of the amounts.

        locale: How numbers are written: ``"en"`` for 1,234.5, ``"de"`` for 1.234,5.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where the awards come from.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such locale or delimiter.

        MoneyError: There is no such currency.
    """
    path = Path(path)
    faults = Faults(path=path)
    columns = columns_of(
        faults,
        delimiter=a_delimiter(delimiter),
        encoding=encoding,
        needs=NEEDS,
        may=MAY,
    )
    cells = Cells(columns=columns, locale=a_locale(locale), faults=faults)
    code = a_currency(currency)
    groups = _grouped(_rows(cells, code), faults)
    faults.refuse()
    awards = [
        award for group in groups.values() for award in _award(group, faults, source)
    ]
    faults.refuse()
    try:
        return Awards.of(awards, currency=code)
    except FundmodelError as error:
        raise refusal(path.name, faults_of(error)) from None


class _Row(NamedTuple):
    """One line of the table; texts are empty where nothing is said."""

    line: int
    id: str
    amendment: str
    texts: Mapping[str, str]
    amount: YearAmount | None
    days: Mapping[str, date | None]
    basis: AwardBasis | None


@attrs.define
class _Group:
    """The rows of one award, and those of each of its amendments."""

    rows: list[_Row] = attrs.field(factory=list[_Row])
    amendments: dict[str, list[_Row]] = attrs.field(factory=dict[str, list[_Row]])


_DAYS: Final = ("decided", "announced", "first", "last")


def _rows(cells: Cells, currency: str) -> Iterator[_Row]:
    texts = {name: cells.texts(name) for name in (*SAME, "year", "amendment")}
    ids = cells.words("id")
    amounts = cells.some_amounts("amount", currency)
    days = {name: _each(cells, name, values.a_day) for name in _DAYS}
    bases = _each(cells, "basis", _basis)
    for at, line in enumerate(cells.columns.lines):
        here = {name: column[at] for name, column in texts.items()}
        yield _Row(
            line=line,
            id=ids[at],
            amendment=here["amendment"],
            texts=here,
            amount=_year_amount(cells, line, here["year"], amounts[at]),
            days={name: column[at] for name, column in days.items()},
            basis=bases[at],
        )


def _basis(text: str) -> AwardBasis:
    return values.a_choice(text, AwardBasis)


def _each(cells: Cells, column: str, read: Callable[[str], T]) -> list[T | None]:
    """Read cells that may be empty, and note what cannot be read."""
    found: list[T | None] = []
    for line, text in zip(cells.columns.lines, cells.texts(column), strict=True):
        try:
            found.append(read(text) if text else None)
        except InvalidDataError as error:
            found.append(None)
            _fault(cells.faults, line, column, error, got=text)
    return found


def _fault(
    faults: Faults, line: int, column: str, error: FundmodelError, *, got: str
) -> None:
    where = f"line {line}, column {column!r}"
    faults.add(where, error.what, got=got, expected=error.expected, mend=error.mend)


def _year_amount(
    cells: Cells, line: int, year: str, amount: Money | None
) -> YearAmount | None:
    if not year and amount is None:
        return None
    if not year or amount is None:
        cells.faults.add(
            f"line {line}, column {'amount' if year else 'year'!r}",
            "a row has a budget year without an amount, or an amount without one",
            got="an empty cell",
            expected="both, or neither where an amendment changes the period alone",
            mend="fill it in",
        )
        return None
    try:
        return YearAmount(year=year, amount=amount)
    except FundmodelError as error:
        _fault(cells.faults, line, "amount", error, got=str(amount))
        return None


def _grouped(rows: Iterator[_Row], faults: Faults) -> dict[str, _Group]:
    """Put the rows of each award together, in the order of their first ones."""
    groups: dict[str, _Group] = {}
    amending: list[_Row] = []
    for row in rows:
        if row.amendment:
            amending.append(row)
        else:
            groups.setdefault(row.id, _Group()).rows.append(row)
    for row in amending:
        group = groups.get(row.id)
        if group is None:
            faults.add(
                f"line {row.line}, column 'id'",
                "there is no award that this row amends",
                got=row.id,
                expected="the id of an award that has a row of its own",
                mend="correct it, or add the award",
            )
        else:
            group.amendments.setdefault(row.amendment, []).append(row)
    for group in groups.values():
        _check_alike(group.rows[0], group.rows[1:], SAME, faults)
        for some in group.amendments.values():
            _check_alike(group.rows[0], some, OF_AWARD, faults)
            _check_alike(some[0], some[1:], SAME, faults)
    return groups


def _check_alike(
    first: _Row, others: list[_Row], columns: tuple[str, ...], faults: Faults
) -> None:
    for row in others:
        for column in columns:
            text, expected = row.texts[column], first.texts[column]
            if text and text != expected:
                faults.add(
                    f"line {row.line}, column {column!r}",
                    "the row says something else than the first one of its award",
                    got=text,
                    expected=f"{expected!r} as in line {first.line}, or nothing",
                    mend="correct one of them, or give the award its own id",
                )


def _award(group: _Group, faults: Faults, source: Basis) -> Iterator[Award]:
    """Make the award of its rows; what is refused is noted at the line it is in."""
    line = group.rows[0].line
    try:
        award = _first_decided(group.rows, source)
        for some in group.amendments.values():
            line = some[0].line
            award = award.amend(_amendment(some, source))
    except FundmodelError as error:
        faults.add(
            f"line {line}, {error.where}",
            error.what,
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        )
    else:
        yield award


def _needed(row: _Row, column: str) -> str:
    text = row.texts[column]
    if not text:
        raise _lacking(column)
    return text


def _lacking(column: str) -> InvalidDataError:
    return InvalidDataError(
        "the cell is empty",
        where=f"column {column!r}",
        expected="text in the first row of an award or amendment",
        mend="fill it in",
    )


def _first_decided(rows: list[_Row], source: Basis) -> Award:
    first = rows[0]
    return Award(
        id=first.id,
        recipient=_needed(first, "recipient"),
        part=_needed(first, "part"),
        amounts=[row.amount for row in rows if row.amount is not None],
        basis=first.basis or AwardBasis.DECISION,
        decided=_decided(first),
        announced=first.days["announced"],
        period=_period(first),
        application=first.texts["application"] or None,
        note=_text(first),
        source=source,
    )


def _amendment(rows: list[_Row], source: Basis) -> AwardAmendment:
    first = rows[0]
    return AwardAmendment(
        id=first.amendment,
        decided=_decided(first),
        amounts=[row.amount for row in rows if row.amount is not None],
        period=_period(first),
        announced=first.days["announced"],
        reason=_text(first),
        source=source,
    )


def _decided(row: _Row) -> date:
    day = row.days["decided"]
    if day is None:
        raise _lacking("decided")
    return day


def _period(row: _Row) -> Period | None:
    first, last = row.days["first"], row.days["last"]
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise InvalidDataError(
            "a period has only one of its ends",
            where="columns 'first' and 'last'",
            got=first or last or "",
            expected="both days, or neither",
            mend="fill in the other one",
        )
    return Period(first, last)


def _text(row: _Row) -> Text | None:
    note = row.texts["note"]
    return Text(note) if note else None


def awards_csv(awards: Awards, language: Language | str = Language.ENGLISH) -> str:
    """
    Give awards as CSV text, which `read_awards` reads.

    Sources are not written, and notes and reasons in one language only. What a
    spreadsheet could take for a formula gets an apostrophe in front.

    Args:
        awards: As first decided; their amendments have rows of their own.

        language: That of notes and reasons.
    """
    language = Language(language)
    rows = (row for award in awards for row in _award_rows(award, language))
    return csv_text(HEADER, rows)


def write_awards(
    awards: Awards, path: Path | str, language: Language | str = Language.ENGLISH
) -> None:
    """
    Write awards to a CSV file, as a whole or not at all; see `awards_csv`.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, awards_csv(awards, language))


def _award_rows(award: Award, language: Language) -> Iterator[tuple[str, ...]]:
    for one in award.amounts:
        yield (
            award.id,
            "",
            award.recipient,
            award.part,
            one.year,
            f"{one.amount.major:f}",
            *_told(award, language, award.note),
            award.basis.value,
            award.application or "",
        )
    for amendment in award.amendments:
        cells = [(one.year, f"{one.amount.major:f}") for one in amendment.amounts]
        for year, amount in cells or [("", "")]:
            yield (
                award.id,
                amendment.id,
                award.recipient,
                award.part,
                year,
                amount,
                *_told(amendment, language, amendment.reason),
                award.basis.value,
                award.application or "",
            )


def _told(
    act: Award | AwardAmendment, language: Language, said: Text | None
) -> tuple[str, ...]:
    """Give the days of an award or amendment, and what is said of it."""
    ends = () if act.period is None else (act.period.first, act.period.last)
    days = (act.decided, act.announced, *(ends or (None, None)))
    note = "" if said is None else said.render(language)
    return (*("" if day is None else day.isoformat() for day in days), note)
