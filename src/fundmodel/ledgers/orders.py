"""What an entry has to keep to, apart from what is on the accounts."""

from __future__ import annotations

from datetime import date
from typing import Final, NoReturn, cast

import numpy as np

from fundmodel.errors import BookingDayError, CarryOverError, LedgerError
from fundmodel.ledgers.accounts import EntryKind, Window
from fundmodel.ledgers.coding import Rows
from fundmodel.ledgers.entries import CODED, Entries, Flags
from fundmodel.ledgers.legs import Legs
from fundmodel.ledgers.readings import lacking, mask_of
from fundmodel.ledgers.terms import BudgetTerms
from fundmodel.periods import BudgetYear

__all__ = ["check_entries", "check_years"]

MOST_MINOR: Final = 2**62
"""All amounts of a ledger together stay within 64 bits, whatever is added up."""


def check_years(entries: Entries, terms: BudgetTerms) -> None:
    """
    Make sure that all budget years are among those of the ledger.

    Raises:
        LedgerError: One is not.
    """
    for name in ("years", "origins", "to_years"):
        column = entries.coded[name]
        strange = [label for label in column.values if label not in terms.places]
        rows = np.flatnonzero(mask_of(column, strange.__contains__))
        if len(rows):
            raise LedgerError(
                "an entry names a budget year that the ledger lacks",
                where=f"entry {entries.ids[rows[0]]!r}, {name.removesuffix('s')}",
                got=column.at(int(rows[0])),
                expected=", ".join(terms.labels),
                mend="correct it, or add the year to the terms of the ledger",
            )


def check_entries(legs: Legs, *, since: int) -> None:
    """
    Make sure that new entries keep to the terms of the ledger.

    Args:
        legs: The sides of all entries.

        since: The first entry that is new.

    Raises:
        BookingDayError: One is booked on a day on which it cannot be.

        CarryOverError: Money is carried over into the past, or for too long.

        LedgerError: A reversal does not fit the entry that it takes back, or the
            amounts are too large.
    """
    _check_total(legs.entries)
    _check_days(legs, since)
    _check_origins(legs, since)
    _check_carry_overs(legs, since)
    _check_virements(legs, since)
    _check_reversals(legs.entries, since)


def _check_total(entries: Entries) -> None:
    # Halves, whose sums stay within 64 bits for any number of entries.
    high, low = np.divmod(entries.minor, 2**31)
    total = (int(high.sum()) << 31) + int(low.sum())
    if total > MOST_MINOR:
        raise LedgerError(
            "the amounts of the ledger are too large together",
            where="ledger",
            got=f"{total} minor units",
            expected=f"at most {MOST_MINOR}",
            mend="look for an amount with too many zeros",
        )


def _rows(of: Flags, since: int) -> Rows:
    """Give the new entries for which something holds."""
    return np.flatnonzero(of[since:]) + since


def _kind(entries: Entries, row: int) -> EntryKind:
    # cast: each entry has a kind.
    return cast("EntryKind", entries.kinds.at(row))


def _check_days(legs: Legs, since: int) -> None:
    entries = legs.entries
    booked = lacking(entries.reverses)
    for window in Window:
        kinds = [kind for kind in EntryKind if kind.window is window]
        rows = _rows(booked & mask_of(entries.kinds, kinds.__contains__), since)
        first, last = legs.terms.bounds(window)
        year = legs.year_places[rows]
        days = entries.days[rows]
        wrong = rows[(days < first[year]) | (days > last[year])]
        if len(wrong):
            _refuse_day(legs, int(wrong[0]), window)


def _refuse_day(legs: Legs, row: int, window: Window) -> NoReturn:
    entries = legs.entries
    kind = _kind(entries, row)
    day = int(entries.days[row])
    year = legs.terms.years[int(legs.year_places[row])]
    raise BookingDayError(
        f"{_said(kind)} is booked on a day on which its budget year does not allow it",
        where=f"entry {entries.ids[row]!r}",
        got=date.fromordinal(day),
        expected=f"{window.value}, {_span(legs, window, row)} for {year.label}",
        mend=f"correct day or year; {_way_out(window, year, day)}",
    )


def _way_out(window: Window, year: BudgetYear, day: int) -> str:
    if window is Window.BEFORE:
        return "for the year itself, book an appropriation"
    if day < year.period.first.toordinal():
        return "to commit money of a later year takes commitment authority"
    return "to spend money of an earlier year takes a carry-over into the later one"


def _said(kind: EntryKind) -> str:
    return f"an entry of kind {kind.value!r}"


def _span(legs: Legs, window: Window, row: int) -> str:
    year = legs.year_places[row]
    first, last = (int(bound[year]) for bound in legs.terms.bounds(window))
    end = date.fromordinal(last)
    return f"{date.fromordinal(first)} to {end}" if first else f"until {end}"


def _check_origins(legs: Legs, since: int) -> None:
    """Whatever grants money or authority does so for the year it names."""
    entries = legs.entries
    own = mask_of(entries.kinds, _OF_THEIR_YEAR.__contains__)
    rows = _rows(own & (legs.year_places != legs.origin_places), since)
    if len(rows):
        raise LedgerError(
            f"{_said(_kind(entries, int(rows[0])))} is of another year's money",
            where=f"entry {entries.ids[rows[0]]!r}, origin",
            got=entries.origins.at(int(rows[0])),
            expected=entries.years.at(int(rows[0])) or "",
            mend="leave origin out",
        )


_OF_THEIR_YEAR: Final = frozenset(
    {
        EntryKind.APPROPRIATION,
        EntryKind.AUTHORITY,
        EntryKind.FORWARD_COMMITMENT,
        EntryKind.FORWARD_RELEASE,
        EntryKind.EXPIRY,
        # Money of an earlier year would become money of this one by a release.
        EntryKind.COVER,
    }
)


def _check_carry_overs(legs: Legs, since: int) -> None:
    entries, limit = legs.entries, legs.terms.carry_over_years
    rows = _rows(~lacking(entries.to_years), since)
    if not len(rows):
        return
    back = rows[legs.goal_places[rows] <= legs.year_places[rows]]
    if len(back):
        _refuse_carry_over(legs, int(back[0]), "a year after the one it is taken from")
    if limit is None:
        _refuse_carry_over(legs, int(rows[0]), "a ledger that says for how long")
    late = rows[legs.goal_places[rows] > legs.origin_places[rows] + limit]
    if len(late):
        origin = legs.terms.years[int(legs.origin_places[late[0]])]
        said = f"at most {limit} years after {origin.label}, which granted the money"
        _refuse_carry_over(legs, int(late[0]), said)


def _refuse_carry_over(legs: Legs, row: int, expected: str) -> NoReturn:
    entries = legs.entries
    raise CarryOverError(
        "money cannot be carried over like this",
        where=f"entry {entries.ids[row]!r}",
        got=f"{entries.years.at(row)} to {entries.to_years.at(row)}",
        expected=expected,
        mend="book what is left as EntryKind.LAPSE, or state carry_over_years in the "
        "terms as the law does",
    )


def _check_virements(legs: Legs, since: int) -> None:
    entries = legs.entries
    moving = np.flatnonzero(~lacking(entries.to_lines))
    lines = entries.lines.filled(entries.parts)
    for row in moving[moving >= since].tolist():
        if lines.at(row) == entries.to_lines.at(row):
            raise LedgerError(
                "a virement goes to the line that it is taken from",
                where=f"entry {entries.ids[row]!r}, to_line",
                got=entries.to_lines.at(row),
                expected="another budget line",
                mend="correct the one or the other",
            )


def _check_reversals(entries: Entries, since: int) -> None:
    column = entries.reverses
    reversing = ~lacking(column)
    rows = _rows(reversing, since)
    if not len(rows):
        return
    wanted = frozenset(column.values)
    at = {id_: row for row, id_ in enumerate(entries.ids) if id_ in wanted}
    for row in rows.tolist():
        if column.at(row) not in at:
            _refuse_reversal(entries, row, "an entry of the ledger")
    # A number for each value, of values that older entries took back too.
    originals = np.array([at.get(id_, 0) for id_ in column.values], dtype=np.int64)
    taken_back = originals[column.codes[rows]]
    _check_each_once(entries, reversing, rows)
    _check_alike(entries, rows, taken_back)


def _check_each_once(entries: Entries, reversing: Flags, rows: Rows) -> None:
    codes = entries.reverses.codes
    times = np.bincount(codes[reversing])
    twice = rows[times[codes[rows]] > 1]
    if len(twice):
        _refuse_reversal(entries, int(twice[-1]), "an entry not reversed before")


def _check_alike(entries: Entries, rows: Rows, originals: Rows) -> None:
    again = rows[~lacking(entries.reverses)[originals]]
    if len(again):
        _refuse_reversal(entries, int(again[0]), "an entry that is no reversal itself")
    early = rows[entries.days[rows] < entries.days[originals]]
    if len(early):
        _refuse_reversal(entries, int(early[0]), "an entry of that day or before")
    differs = entries.minor[rows] != entries.minor[originals]
    for name in CODED:
        if name not in {"reverses", "notes", "sources"}:
            codes = entries.coded[name].codes
            differs |= codes[rows] != codes[originals]
    if differs.any():
        said = "an entry with the same content but id, day, note and source"
        _refuse_reversal(entries, int(rows[differs][0]), said)


def _refuse_reversal(entries: Entries, row: int, expected: str) -> NoReturn:
    raise LedgerError(
        "an entry cannot be reversed like this",
        where=f"entry {entries.ids[row]!r}",
        got=f"reverses {entries.reverses.at(row)!r}",
        expected=expected,
        mend="write ledger.reverse(id, by=…, day=…), and book anew what is right",
    )
