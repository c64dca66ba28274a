"""Amounts that tables or applications list, recipient by recipient."""

from __future__ import annotations

import numpy as np

from fundmodel.claims import said_of
from fundmodel.conditions.applicants import applicants_of
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, IntArray, whole
from fundmodel.rules.bounds.settling import named
from fundmodel.steps import State

__all__ = ["amounts_in", "amounts_requested"]


def amounts_in(table: str, state: State, facts: Facts, who: BoolArray) -> IntArray:
    """
    Give what a table lists for each.

    Args:
        table: Its id.

        state: Whose amounts are wanted.

        facts: The tables.

        who: For whom it has to list an amount, shape ``(1, n)`` or ``(s, n)``.

    Returns:
        Smallest units, shape ``(1, n)``; zero for who is not listed.

    Raises:
        AllocationError: There is no such table, it lacks somebody, or lists others.

        InvalidDataError: An amount is negative.

        MoneyError: The amounts are in another unit than the pot.
    """
    found = facts.table(table)
    where = f"table {table!r}"
    counted = whole(state.unit.counts(found.amounts, found.ids, where=where))
    row_of = {id_: row for row, id_ in enumerate(found.ids)}
    ids = state.roster.ids
    rows = np.fromiter((row_of.get(id_, -1) for id_ in ids), dtype=np.int64)
    known: BoolArray = rows >= 0
    _check_ids(table, state, who & ~known, found.ids)
    values: IntArray = np.where(known, np.append(counted, 0)[rows], 0)[np.newaxis, :]
    negative = who & (values < 0)
    if negative.any():
        raise InvalidDataError(
            "a table lists a negative amount",
            where=f"{where}: {named(state, negative)}",
            expected="amounts of zero or more",
            mend="correct the table; what was paid back belongs elsewhere",
        )
    return values


def _check_ids(
    table: str, state: State, lacking: BoolArray, ids: tuple[str, ...]
) -> None:
    known = state.known.positions
    strangers = tuple(id_ for id_ in ids if id_ not in known)
    lacks = f"lacks {named(state, lacking)}" if lacking.any() else ""
    lists = f"lists {said_of(strangers)}, not on the roster" if strangers else ""
    if lacks or lists:
        raise AllocationError(
            "a table has other recipients than the roster",
            where=f"table {table!r}, roster {state.roster.id!r}",
            got=f"a table that {' and '.join(filter(None, (lacks, lists)))}",
            expected="an amount for everybody who is eligible, and for nobody else",
            mend="correct the ids, and list 0 for whoever has nothing",
        )


def amounts_requested(state: State, facts: Facts) -> IntArray:
    """
    Give what each requests in all its applications together.

    Returns:
        Smallest units, shape ``(1, n)``; zero for who has not applied.

    Raises:
        AllocationError: No applications were given, or somebody applied who is not on
            the roster.

        MoneyError: The requests are in another unit than the pot.
    """
    applications, applicants = applicants_of(state, facts)
    sums = [0] * len(state.roster)
    for who, amount in zip(applicants.tolist(), applications.requested, strict=True):
        sums[who] += state.unit.count(amount)
    return whole(sums)[np.newaxis, :]
