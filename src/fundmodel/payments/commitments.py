"""Commitments: what an award, and each amendment of it, promises out of which year."""

from __future__ import annotations

from datetime import date

import numpy as np

from fundmodel.awards import Award, Awards
from fundmodel.errors import PaymentError
from fundmodel.ledgers import BudgetTerms, Entries, Entry, EntryKind
from fundmodel.money import Money

__all__ = [
    "check_year",
    "commitment_columns",
    "commitments",
    "is_later",
    "kind_of_change",
]


def commitments(
    award: Award,
    terms: BudgetTerms,
    *,
    funds: str | None = None,
    line: str | None = None,
) -> tuple[Entry, ...]:
    """
    Give the entries that commit an award, with all its amendments.

    Money of a year that has begun is committed out of its budget, that of a later year
    by commitment authority. An amendment that grants less releases the difference.
    Ids are made of award, amendment and year, so that booking them again changes
    nothing. Where money was carried over, covered or paid since,
    :func:`commitment_changes` looks at what the ledger has.

    Args:
        award: What was granted, with its amendments.

        terms: The budget years of the ledger.

        funds: Whose money it is.

        line: The budget line.

    Raises:
        PaymentError: The ledger lacks a budget year of the award.
    """
    entries: list[Entry] = []
    before = dict.fromkeys(_years(award), 0)
    steps = [(award.id, award.decided, award.amounts)]
    steps += [
        (f"{award.id}/{one.id}", one.decided, one.amounts) for one in award.amendments
    ]
    for id_, day, amounts in steps:
        for one in amounts:
            change = one.amount.minor - before[one.year]
            before[one.year] = one.amount.minor
            if not change:
                continue
            entries.append(
                Entry(
                    id=f"{id_}/{one.year}",
                    kind=kind_of_change(
                        change, later=is_later(one.year, day, terms, award.id)
                    ),
                    day=day,
                    year=one.year,
                    amount=Money.from_minor(abs(change), award.currency),
                    part=award.part,
                    recipient=award.recipient,
                    award=award.id,
                    funds=funds,
                    line=line,
                )
            )
    return tuple(entries)


def commitment_columns(
    awards: Awards,
    terms: BudgetTerms,
    *,
    funds: str | None = None,
    line: str | None = None,
) -> Entries:
    """
    Do as :func:`commitments` does for many awards, as columns.

    Args:
        awards: With their amendments.

        terms: The budget years of the ledger.

        funds: Whose money it is.

        line: The budget line.

    Raises:
        PaymentError: The ledger lacks a budget year of an award.
    """
    rows, places = np.nonzero(awards.minor)
    firsts = [_first(year, terms, "awards") for year in awards.years]
    begins = np.array([first.toordinal() for first in firsts], dtype=np.int64)
    days = np.fromiter(map(date.toordinal, awards.decided), np.int64, len(awards))
    later = (begins[places] > days[rows]).tolist()
    at = rows.tolist()
    labels = [awards.years[place] for place in places.tolist()]
    columns = Entries.from_columns(
        currency=awards.currency,
        ids=[f"{awards.ids[row]}/{year}" for row, year in zip(at, labels, strict=True)],
        kinds=[kind_of_change(1, later=one) for one in later],
        days=[awards.decided[row] for row in at],
        years=labels,
        minor=awards.minor[rows, places],
        parts=[awards.parts[row] for row in at],
        recipients=[awards.recipients[row] for row in at],
        awards=[awards.ids[row] for row in at],
        funds=funds,
        lines=line,
    )
    amended = [row for row, some in enumerate(awards.amendments) if some]
    more = [
        entry
        for row in amended
        for entry in commitments(awards.award_at(row), terms, funds=funds, line=line)
        if entry.id not in {f"{awards.ids[row]}/{year}" for year in awards.years}
    ]
    if not more:
        return columns
    behind = Entries.of(more, currency=awards.currency).onto(columns)
    return columns.joined(behind)


def _years(award: Award) -> list[str]:
    own = [one.year for one in award.amounts]
    return own + [one.year for act in award.amendments for one in act.amounts]


def is_later(year: str, day: date, terms: BudgetTerms, id: str) -> bool:
    """Whether a budget year begins after a day."""
    return _first(year, terms, f"award {id!r}") > day


def _first(year: str, terms: BudgetTerms, where: str) -> date:
    label = check_year(terms, year, where=where)
    return terms.years[terms.places[label]].period.first


def check_year(terms: BudgetTerms, year: str, *, where: str) -> str:
    """
    Give the label of a budget year.

    Raises:
        PaymentError: The ledger lacks it.
    """
    if year not in terms.places:
        raise PaymentError(
            "the ledger has no such budget year",
            where=where,
            got=year,
            expected=", ".join(terms.labels),
            mend="add the year to the terms of the ledger",
        )
    return year


def kind_of_change(change: int, *, later: bool) -> EntryKind:
    """Give the kind of entry that commits more, or releases what is less."""
    if change > 0:
        return EntryKind.FORWARD_COMMITMENT if later else EntryKind.COMMITMENT
    return EntryKind.FORWARD_RELEASE if later else EntryKind.RELEASE
