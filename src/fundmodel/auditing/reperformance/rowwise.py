"""Searching row by row: digits, neighbours, groups, units, ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from fundmodel.auditing.evidence import Evidence
from fundmodel.auditing.reperformance.classes import DifferenceClass
from fundmodel.auditing.reperformance.comparison import (
    Comparison,
    EvidenceOf,
    Found,
    objects,
)
from fundmodel.crosswalks import Unmatched, unmatched
from fundmodel.errors import FundmodelError
from fundmodel.sentences import Sentence, sentence

__all__ = [
    "code_changes",
    "extra_recipients",
    "groups",
    "missing_amounts",
    "shifted_rows",
    "transposed_digits",
    "wrong_units",
]

MOST_FAMILY: Final = 200
"""How many recipients of one parent are tried in pairs."""

_FACTORS: Final = (10, 100, 1000, 1_000_000)


def _of_rows(
    case: Comparison,
    kind: DifferenceClass,
    how: Sentence,
    found: Mapping[int, tuple[Evidence, ...]],
    tried: int | list[int] | None = None,
) -> Iterator[Found]:
    """Give what was found for single rows, if anything was."""
    if found:
        hits = np.zeros(len(case.published), dtype=np.bool_)
        hits[list(found)] = True
        yield Found(
            kind=kind,
            how=how,
            hits=hits,
            by_chance=None if tried is None else case.chance(tried),
            evidence=lambda place: found[place],
        )


def transposed_digits(case: Comparison) -> Iterator[Found]:
    """Find amounts in which two neighbouring digits were swapped."""
    found: dict[int, tuple[Evidence, ...]] = {}
    for place in case.places:
        published, own = int(case.published[place]), int(case.recomputed[place])
        # A swap changes a number by a multiple of nine.
        if (published - own) % 9 == 0 and (digits := _swapped(published, own)):
            found[place] = ((sentence("digits that were swapped"), digits),)
    tried = [max(1, digits - 1) for digits in case.digits]
    how = sentence("two neighbouring digits were swapped")
    yield from _of_rows(case, DifferenceClass.TRANSPOSED_DIGITS, how, found, tried)


def _swapped(published: int, own: int) -> str:
    a, b = str(published), str(own)
    if len(a) != len(b):
        return ""
    other = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    first, last = other[0], other[-1]
    crossed = last == first + 1 and (a[first], a[last]) == (b[last], b[first])
    return b[first : last + 1] if crossed else ""


def shifted_rows(case: Comparison) -> Iterator[Found]:
    """Find amounts of the row above or below, with the run in which each stands."""
    sides = (
        (-1, sentence("the amount is that of the row above")),
        (1, sentence("the amount is that of the row below")),
    )
    own, count = case.recomputed.tolist(), len(case.published)
    for side, how in sides:
        at = [place + side for place in range(count)]
        shifted = objects(own[a] if 0 <= a < count else None for a in at)
        hits = case.hits(shifted)
        if hits.any():
            same = np.asarray(shifted == case.published, dtype=np.bool_)
            yield Found(
                kind=DifferenceClass.SHIFTED_ROW,
                how=how,
                hits=hits,
                by_chance=case.chance(1),
                evidence=_evidence_of_runs(case, _runs(same.tolist()), side),
            )


def _runs(same: list[bool]) -> dict[int, tuple[int, int]]:
    """Give the first and the last row of the run in which each row stands."""
    runs: dict[int, tuple[int, int]] = {}
    first = 0
    for place, one in enumerate([*same, False]):
        if not one:
            runs |= dict.fromkeys(range(first, place), (first, place - 1))
            first = place + 1
    return runs


def _evidence_of_runs(
    case: Comparison, runs: dict[int, tuple[int, int]], side: int
) -> EvidenceOf:
    rows = case.done.rows

    def evidence(place: int) -> tuple[Evidence, ...]:
        first, last = runs[place]
        return (
            (sentence("row it belongs to"), rows[place + side].subject),
            (sentence("first row of the run"), rows[first].subject),
            (sentence("last row of the run"), rows[last].subject),
        )

    return evidence


def wrong_units(case: Comparison) -> Iterator[Found]:
    """Find amounts that are 10, 100, 1,000 or a million times too large or small."""
    own = case.recomputed
    known = objects(0 if one is None else one for one in own)
    for factor in _FACTORS:
        ways = (
            (known * factor, sentence("{factor} times too large", factor=factor)),
            (
                (2 * known + factor * case.unit)
                // (2 * factor * case.unit)
                * case.unit,
                sentence("{factor} times too small", factor=factor),
            ),
        )
        for amounts, how in ways:
            hits = case.hits(amounts) & np.asarray(known != 0, dtype=np.bool_)
            hits &= np.asarray(case.published != 0, dtype=np.bool_)
            if hits.any():
                yield Found(
                    kind=DifferenceClass.WRONG_UNIT,
                    how=how,
                    hits=hits,
                    by_chance=case.chance(1),
                )


def groups(case: Comparison) -> Iterator[Found]:
    """
    Find rows that cover several recipients.

    Tried are all children of the recipient, with or without its own amount, and its own
    amount with those of one or two others of the same parent that have no row in the
    table; no pairs among more than :data:`MOST_FAMILY`.
    """
    roster, in_table = case.roster, {row.id for row in case.done.rows}
    children: dict[str, list[int]] = {}
    for position, parent in enumerate(roster.parents):
        if parent is not None and case.amounts[position]:
            children.setdefault(parent, []).append(position)
    unnamed = {
        parent: [at for at in family if roster.ids[at] not in in_table]
        for parent, family in children.items()
    }
    found: dict[int, tuple[Evidence, ...]] = {}
    tried = [0] * len(case.published)
    for place in (*case.places, *case.strangers):
        position = case.positions[place]
        below = children.get(case.done.rows[place].id, [])
        parent = roster.parents[position] if roster.parents and position >= 0 else None
        beside = [at for at in unnamed.get(parent or "", []) if at != position]
        tried[place] = 2 * bool(below) + len(beside) + _pairs(len(beside))
        members = _members(case, place, below, beside)
        if members:
            ids = tuple(roster.ids[at] for at in members)
            found[place] = ((sentence("recipients covered"), ids),)
    how = sentence("the row covers several recipients")
    yield from _of_rows(case, DifferenceClass.GROUP, how, found, tried)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2 if count <= MOST_FAMILY else 0


def _members(
    case: Comparison, place: int, below: list[int], beside: list[int]
) -> list[int]:
    amounts, position = case.amounts, case.positions[place]
    published = int(case.published[place])
    own = [] if position < 0 else [position]
    of_children = sum(amounts[at] for at in below)
    if below and of_children == published:
        return below
    rest = published - sum(amounts[at] for at in own)
    if below and own and of_children == rest:
        return own + below
    by_amount: dict[int, int] = {}
    for at in beside:
        if amounts[at] == rest:
            return [*own, at]
    for at in beside if _pairs(len(beside)) else []:
        if rest - amounts[at] in by_amount:
            return [*own, by_amount[rest - amounts[at]], at]
        by_amount[amounts[at]] = at
    return []


def extra_recipients(case: Comparison) -> Iterator[Found]:
    """Find rows with money whose recipients get none by the rule."""
    found: dict[int, tuple[Evidence, ...]] = {
        place: ((sentence("on the roster"), case.roster.id),)
        for place in case.strangers
    }
    how = sentence("the recipient is not on the roster")
    yield from _of_rows(case, DifferenceClass.EXTRA_RECIPIENT, how, found)
    distribution = case.done.allocated.distribution
    paid: dict[int, tuple[Evidence, ...]] = {}
    for place in case.places:
        if not case.recomputed[place]:
            why = distribution.why_not(case.positions[place])
            paid[place] = () if why is None else ((sentence("reason"), why),)
    how = sentence("the rule gives it nothing")
    yield from _of_rows(case, DifferenceClass.EXTRA_RECIPIENT, how, paid)


def missing_amounts(case: Comparison) -> Iterator[Found]:
    """Find rows without money whose recipients get some by the rule."""
    found: dict[int, tuple[Evidence, ...]] = {
        place: () for place in case.places if not case.published[place]
    }
    how = sentence("the table gives it nothing")
    yield from _of_rows(case, DifferenceClass.MISSING_RECIPIENT, how, found)


def code_changes(case: Comparison) -> Iterator[Found]:
    """
    Find rows whose recipients have another id on the roster.

    Raises:
        FundmodelError: The successors on the roster cannot be followed.
    """
    if not case.strangers:
        return
    table, roster = case.done.published, case.roster
    try:
        known = unmatched(table, roster, crosswalk=case.crosswalk)
    except FundmodelError:
        known = ()
    ways = {one.id: one for one in known}
    by_name: dict[str, list[str]] = {}
    for id_, name in zip(roster.ids, roster.names, strict=True):
        by_name.setdefault(name, []).append(id_)
    found: dict[int, tuple[Evidence, ...]] = {}
    for place in case.strangers:
        row = case.done.rows[place]
        ids = _ids(ways.get(row.id)) or tuple(by_name.get(row.name, ()))
        if ids:
            total = sum(case.amounts[roster.positions[id_]] for id_ in ids)
            found[place] = (
                (sentence("ids on the roster"), ids),
                (sentence("recomputed for these"), case.money(total)),
            )
    how = sentence("the recipient has another id on the roster")
    yield from _of_rows(case, DifferenceClass.CODE_CHANGE, how, found)


def _ids(missed: Unmatched | None) -> tuple[str, ...]:
    return () if missed is None else missed.became or missed.came_from
