"""Commitments after an amendment, wherever the money stands by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from fundmodel.awards import Award
from fundmodel.ledgers import Account, Dimension, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.payments.commitments import is_later, kind_of_change
from fundmodel.payments.standing import (
    Standing,
    chosen,
    granted,
    line_of,
    nothing_of,
    standing,
)

__all__ = ["commitment_changes"]

_FORWARD: Final = {EntryKind.FORWARD_COMMITMENT: 1, EntryKind.FORWARD_RELEASE: -1}
_ALL: Final = {**_FORWARD, EntryKind.COMMITMENT: 1, EntryKind.RELEASE: -1}


def commitment_changes(
    ledger: Ledger,
    award: Award,
    *,
    day: date | None = None,
    funds: str | None = None,
    line: str | None = None,
) -> tuple[Entry, ...]:
    """
    Give the entries that make the commitments of an award what is granted by now.

    What is granted less is released where it stands: out of the year to which it was
    carried over, to the budget if that covered it, to the authority if not yet. What
    was paid cannot be released; it is the excess of :func:`rescheduled`. Once the
    entries are booked, there are none.

    Args:
        ledger: What was committed, carried over, covered and paid so far.

        award: With its amendments, all of which count.

        day: When it is booked; `None` for the day of the last decision.

        funds: Whose money it is; `None` takes those out of which the award is
            committed. What these lack is left for a call that names others.

        line: The budget line; as with `funds`.

    Raises:
        PaymentError: The ledger lacks a budget year of the award, or the award has
            money of several funds or lines, and none is named, or one of which it has
            nothing to release.
    """
    booked = granted(ledger, award, _ALL)
    changes = _changes(award, booked)
    if not changes:
        return ()
    pair = chosen(booked, funds, line_of(award, line), where=f"award {award.id!r}")
    last = award.amendments[-1] if award.amendments else award
    frame = _Frame(
        ledger=ledger,
        award=award,
        day=day or last.decided,
        id=award.id if last is award else f"{award.id}/{last.id}",
        funds=pair[0],
        line=pair[1],
    )
    return tuple(frame.entries(changes))


def _changes(award: Award, booked: Iterable[Standing]) -> dict[str, int]:
    """Give by which minor units each year is granted more or less than is booked."""
    changes = Counter({one.year: one.amount.minor for one in award.amended().amounts})
    for one in booked:
        changes[one.origin] -= one.amount.minor
    return {year: change for year, change in sorted(changes.items()) if change}


@attrs.frozen(kw_only=True)
class _Frame:
    """What the entries of one decision have in common."""

    ledger: Ledger
    award: Award
    day: date
    id: str
    funds: str | None
    line: str | None

    @property
    def where(self) -> str:
        """What errors name."""
        return f"award {self.award.id!r}"

    def entries(self, changes: dict[str, int]) -> Iterator[Entry]:
        """Give the entries, with ids that were not used yet."""
        used = set(self.ledger.entries.ids)
        for year, change in changes.items():
            found = (
                self._more(year, change) if change > 0 else self._less(year, -change)
            )
            for entry in found:
                id_, attempt = entry.id, 1
                while id_ in used:
                    attempt += 1
                    id_ = f"{entry.id} #{attempt}"
                used.add(id_)
                yield attrs.evolve(entry, id=id_)

    def _more(self, year: str, change: int) -> Iterator[Entry]:
        later = is_later(year, self.day, self.ledger.terms, self.award.id)
        yield self._entry(kind_of_change(1, later=later), year, change)

    def _less(self, year: str, change: int) -> Iterator[Entry]:
        """Release what was not paid, what was carried over farthest first."""
        of_year = [
            one for one in standing(self.ledger, self.award) if one.origin == year
        ]
        there = [
            one for one in of_year if (one.funds, one.line) == (self.funds, self.line)
        ]
        if of_year and not there:
            raise nothing_of(of_year, self.funds, self.line, where=self.where)
        for one in reversed(there):
            part = min(change, one.amount.minor)
            change -= part
            forward = min(part, self._uncovered(year)) if one.year == year else 0
            if forward:
                yield self._entry(EntryKind.FORWARD_RELEASE, year, forward)
            if part > forward:
                yield self._entry(
                    EntryKind.RELEASE, one.year, part - forward, origin=year
                )

    def _uncovered(self, year: str) -> int:
        """Give what of the award no budget covers yet, as far as the ledger tells."""
        promised = sum(
            one.amount.minor
            for one in granted(self.ledger, self.award, _FORWARD)
            if (one.origin, one.funds, one.line) == (year, self.funds, self.line)
        )
        table = self.ledger.balances(Dimension.YEAR, Dimension.FUNDS, Dimension.LINE)
        cell = (year, self.funds, self.line or self.award.part)
        open_ = -(
            table.amount(Account.ANTICIPATED, *cell)
            + table.amount(Account.AUTHORITY, *cell)
        ).minor
        return max(0, min(promised, open_))

    def _entry(
        self, kind: EntryKind, year: str, minor: int, *, origin: str | None = None
    ) -> Entry:
        is_older = origin is not None and origin != year
        # The year that granted the money, as in the ids of commitments.
        id_ = f"{self.id}/{origin or year}"
        return Entry(
            id=f"{id_} ({year})" if is_older else id_,
            kind=kind,
            day=self.day,
            year=year,
            amount=Money.from_minor(minor, self.award.currency),
            part=self.award.part,
            recipient=self.award.recipient,
            award=self.award.id,
            funds=self.funds,
            line=self.line,
            origin=origin if is_older else None,
        )
