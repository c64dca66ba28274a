"""From an examination to the ledger, and from the terms to the calendar."""

from __future__ import annotations

from collections import Counter
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

_KINDS: Final = (EntryKind.PAYMENT, EntryKind.RETURN, EntryKind.USE)


def use_entries(
    examination: Examination, payments: Iterable[Entry], *, day: date
) -> tuple[Entry, ...]:
    """
    Book what was recognised as used, up to what was paid.

    Payments are taken in the order of their days; each gives one entry of its own
    budget year, line and funds. What came back already is not used, and what is left
    of the rest is to be repaid. What was booked as used for earlier proofs of the
    award is taken off what is due, and off each payment; so examine a proof together
    with the earlier ones, and pass their entries here.

    Args:
        examination: What was found.

        payments: Entries of the award, of kinds ``PAYMENT``, ``RETURN`` and ``USE``,
            as they stand in the ledger; those of this very proof change nothing.

        day: The day of booking, such as that of the examiner's note.

    Returns:
        Entries of kind ``USE``. Their ids come from those of proof and payment, so
        that booking them again changes nothing.

    Raises:
        InvalidDataError: An entry is of another kind or award, or takes one back, or
            more is booked as used for earlier proofs than is due now.
    """
    ordered = sorted(payments, key=lambda one: (one.day, one.id))
    for one in ordered:
        _check(one, examination)
    mine = {_id(one, examination) for one in ordered}
    others = [one for one in ordered if one.id not in mine]
    used = _summed(others, EntryKind.USE)
    there = _summed(ordered, EntryKind.PAYMENT)
    there -= _summed(ordered, EntryKind.RETURN) + used
    left = examination.finally_granted.minor - used.total()
    _check_due(left, used, examination)
    entries: list[Entry] = []
    for one in ordered:
        if one.kind is EntryKind.PAYMENT:
            cell = _cell(one)
            before = min(used[cell], one.amount.minor)
            used[cell] -= before
            amount = min(one.amount.minor - before, left, there[cell])
            if amount > 0:
                entries.append(_use(one, amount, examination, day))
                left -= amount
                there[cell] -= amount
    return tuple(entries)


def _summed(entries: Iterable[Entry], kind: EntryKind) -> Counter[Cell]:
    sums: Counter[Cell] = Counter()
    for one in entries:
        if one.kind is kind:
            sums[_cell(one)] += one.amount.minor
    return sums


def _id(payment: Entry, examination: Examination) -> str:
    """Give the id under which a payment is booked as used for this proof."""
    return f"use:{examination.proof.id}:{payment.id}"


def _check_due(left: int, used: Counter[Cell], examination: Examination) -> None:
    if left < 0:
        due = examination.finally_granted
        raise InvalidDataError(
            "more is booked as used for earlier proofs than is due",
            where=f"proof of use {examination.proof.id!r}",
            got=attrs.evolve(due, minor=used.total()),
            expected=f"at most {due}",
            mend="examine it together with the earlier proofs (`earlier`); if it stays "
            "so, take their entries back in the ledger and leave them out here",
        )


def _cell(entry: Entry) -> Cell:
    """Give what makes two entries one and the same money."""
    return tuple(getattr(entry, dimension.value) for dimension in Dimension)


def _use(payment: Entry, amount: int, examination: Examination, day: date) -> Entry:
    return attrs.evolve(
        payment,
        id=_id(payment, examination),
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
            "this is no payment of the award whose use was proven, no return and no "
            "use",
            where=f"proof of use {examination.proof.id!r}",
            got=entry,
            expected=f"payments, returns and use of award {award!r}, none of them "
            "reversed",
            mend="choose them from the ledger by kind and award",
        )


def proof_events(
    periods: Period | Iterable[Period],
    terms: ProofTerms,
    *,
    award: str,
    who: Text | None = None,
) -> tuple[Event, ...]:
    """
    Give the day on which a proof is due, for the calendar.

    Args:
        periods: For when the grant was made, or one period for each funded post: the
            proof is then due after the end of the longest.

        terms: When it is due.

        award: Id of the award that the event is about, so that proofs of two awards
            are two events, and a later due day is the same one.

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
        what=sentence("{award}: the proof of use is due", award=award),
        kind=EventKind.DEADLINE,
        who=who,
        about=award,
        key="proof-due",
        source=terms.source,
    )
    return (event,)
