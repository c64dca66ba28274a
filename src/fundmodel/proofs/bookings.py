"""From an examination to the ledger, and from the terms to the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from fundmodel.calendars import Event, EventKind
from fundmodel.errors import InvalidDataError
from fundmodel.ledgers import Dimension, Entry, EntryKind
from fundmodel.periods import Period
from fundmodel.proofs.results import Examination
from fundmodel.proofs.terms import ProofTerms
from fundmodel.sentences import Text, sentence

__all__ = ["proof_events", "use_entries"]

Cell = tuple[str | None, ...]
"""The budget year, the line and whatever else tells money apart in a ledger."""

_KINDS: Final = (EntryKind.PAYMENT, EntryKind.RETURN)


def use_entries(
    examination: Examination, payments: Iterable[Entry], *, day: date
) -> tuple[Entry, ...]:
    """
    Book what was recognised as used, up to what was paid.

    Payments are taken in the order of their days; each gives one entry of its own
    budget year, line and funds. What came back already is not used, and what is left
    of the rest is to be repaid.

    Args:
        examination: What was found.

        payments: Entries of the award, of kinds ``PAYMENT`` and ``RETURN``, as they
            stand in the ledger.

        day: The day of booking, such as that of the examiner's note.

    Returns:
        Entries of kind ``USE``. Their ids come from those of proof and payment, so
        that booking them again changes nothing.

    Raises:
        InvalidDataError: An entry is of another kind or award, or takes one back.
    """
    ordered = sorted(payments, key=lambda one: (one.day, one.id))
    there: dict[Cell, int] = {}
    for one in ordered:
        _check(one, examination)
        sign = 1 if one.kind is EntryKind.PAYMENT else -1
        there[_cell(one)] = there.get(_cell(one), 0) + sign * one.amount.minor
    left = examination.finally_granted.minor
    entries: list[Entry] = []
    for one in ordered:
        amount = min(one.amount.minor, left, there[_cell(one)])
        if one.kind is EntryKind.PAYMENT and amount > 0:
            entries.append(_use(one, amount, examination, day))
            left -= amount
            there[_cell(one)] -= amount
    return tuple(entries)


def _cell(entry: Entry) -> Cell:
    """Give what makes two entries one and the same money."""
    return tuple(getattr(entry, dimension.value) for dimension in Dimension)


def _use(payment: Entry, amount: int, examination: Examination, day: date) -> Entry:
    return attrs.evolve(
        payment,
        id=f"use:{examination.proof.id}:{payment.id}",
        kind=EntryKind.USE,
        day=day,
        amount=attrs.evolve(payment.amount, minor=amount),
        note=None,
        source=examination.proof.source,
    )


def _check(entry: Entry, examination: Examination) -> None:
    is_kept = entry.kind in _KINDS and entry.reverses is None
    award = examination.proof.award
    if not is_kept or entry.award != award:
        raise InvalidDataError(
            "this is no payment of the award whose use was proven, and no return",
            where=f"proof of use {examination.proof.id!r}",
            got=entry,
            expected=f"payments and returns of award {award!r}, none of them reversed",
            mend="choose them from the ledger by kind and award",
        )


def proof_events(
    periods: Period | Iterable[Period], terms: ProofTerms, *, who: Text | None = None
) -> tuple[Event, ...]:
    """
    Give the day on which a proof is due, for the calendar.

    Args:
        periods: For when the grant was made, or one period for each funded post: the
            proof is then due after the end of the longest.

        terms: When it is due.

        who: Who has to submit it.

    Returns:
        One event; none where nobody says when it is due.

    Raises:
        InvalidDataError: There is no period, or the deadline lies after the end of
            the calendar.
    """
    given = (periods,) if isinstance(periods, Period) else tuple(periods)
    if not given:
        raise InvalidDataError(
            "there is no period after which a proof is due",
            where="periods",
            expected="at least one",
            mend="give the period of the award, or of each funded post",
        )
    deadline = terms.deadline(max(period.last for period in given))
    if deadline is None:
        return ()
    event = Event(
        day=deadline.day,
        moves=deadline.moves,
        what=sentence("the proof of use is due"),
        kind=EventKind.DEADLINE,
        who=who,
        source=terms.source,
    )
    return (event,)
