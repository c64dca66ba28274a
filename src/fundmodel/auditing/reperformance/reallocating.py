"""Searching by other inputs: vintages, rosters, years, tranches, earlier payments."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.allocation import Allocation, allocate
from fundmodel.apportion import Rounding
from fundmodel.auditing.evidence import Evidence
from fundmodel.auditing.reperformance.classes import DifferenceClass
from fundmodel.auditing.reperformance.comparison import (
    Comparison,
    Found,
    Objects,
    objects,
    rounded,
)
from fundmodel.auditing.subjects import about_roster, about_table
from fundmodel.errors import FundmodelError
from fundmodel.indicators import Column
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence

__all__ = ["columns_used", "netted", "other_vintages", "wrong_periods"]

Searched = Found | Sentence
"""What was found, or what could not be tried."""


def columns_used(case: Comparison) -> tuple[Column, ...]:
    """Give the columns that the rule counted by."""
    keys = [step.after.key for step in case.done.allocated.distribution.steps]
    used = [column for key in keys if key is not None for column in key.columns]
    return tuple({id(column.indicator): column for column in used}.values())


def other_vintages(case: Comparison) -> Iterator[Searched]:
    """Allocate by each other vintage on the roster, and by each other roster."""
    used = columns_used(case)
    for roster in (case.allocation.roster, *case.rosters):
        several = [one for one in used if len(roster.columns_of(one.indicator.id)) > 1]
        for column in several:
            for other in roster.columns_of(column.indicator.id):
                how = _vintage(roster, other)
                changed = _with(roster, column, other)
                yield from _allocated(case, changed, how, inferred=other)
        if not several and roster is not case.allocation.roster:
            yield from _allocated(case, roster, about_roster(roster), inferred=None)


def _vintage(roster: Roster, column: Column) -> Sentence:
    unknown = sentence("not stated")
    return sentence(
        "{roster}: {indicator}, key date {day}, known since {known}",
        roster=about_roster(roster),
        indicator=column.indicator.name,
        day=column.indicator.key_date or unknown,
        known=column.indicator.known_since or unknown,
    )


def _with(roster: Roster, used: Column, other: Column) -> Roster:
    """Put the figures of another vintage in place of those that were used."""
    kept = [
        column
        for column in roster.columns
        if (column.indicator.id, column.indicator.key_date)
        != (used.indicator.id, used.indicator.key_date)
        and column is not other
    ]
    return roster.with_columns(*kept, attrs.evolve(other, indicator=used.indicator))


def _allocated(
    case: Comparison, roster: Roster, how: Sentence, *, inferred: Column | None
) -> Iterator[Searched]:
    amounts = _amounts(case, roster=roster)
    if amounts is None:
        yield sentence("not tried: {how}", how=how)
        return
    hits = case.hits(amounts)
    if not hits.any():
        return

    def evidence(place: int) -> tuple[Evidence, ...]:
        position = roster.positions[case.done.rows[place].id]
        columns = (inferred,) if inferred is not None else roster.columns
        if not any(bool(column.inferred[position]) for column in columns):
            return ()
        note = sentence("figures there were computed back; this confirms nothing")
        return ((sentence("note"), note),)

    yield Found(
        kind=DifferenceClass.DATA_VINTAGE,
        how=how,
        hits=hits,
        breaks=case.breaks(amounts),
        by_chance=case.chance(1),
        evidence=evidence,
    )


def _amounts(
    case: Comparison, *, roster: Roster | None = None, year: str | None = None
) -> Objects | None:
    """Allocate anew and align with the table; `None` where that cannot be done."""
    before, part = case.allocation, case.done.allocated.part.id
    try:
        again: Allocation = allocate(
            # The version of the program stays the one that was allocated by.
            attrs.evolve(before.program, amendments=()),
            roster or before.roster,
            year=year or before.year.label,
            parts=before.requested,
            share=before.share,
            facts=before.facts,
        )
        distribution = again.part(part).distribution
    except FundmodelError:
        return None
    known, amounts = distribution.roster.positions, distribution.amounts.tolist()
    return objects(
        amounts[known[row.id]] if row.id in known else None for row in case.done.rows
    )


def wrong_periods(case: Comparison) -> Iterator[Found]:
    """Try other years, several years in one, parts of a year, and other tranches."""
    for factor, how in _factors(case).items():
        yield from _period(case, _times(case, factor), how)
    for year in case.allocation.program.years:
        if year.label == case.allocation.year.label:
            continue
        amounts = _amounts(case, year=year.label)
        if amounts is not None:
            how = sentence("the amount of the year {year}", year=year.label)
            yield from _period(case, amounts, how)


def _factors(case: Comparison) -> dict[Fraction, Sentence]:
    factors = {
        Fraction(2): sentence("two years in one"),
        Fraction(1, 2): sentence("half a year, or one year of two"),
        Fraction(12): sentence("a year for a month"),
        Fraction(1, 12): sentence("a month for a year"),
    }
    own = case.done.share
    for share in (own, case.done.published.share or own):
        tranches = {
            1 / share if share else Fraction(0): sentence(
                "the whole year in place of a tranche of {percent} %",
                percent=share * 100,
            ),
            share: sentence("a tranche of {percent} %", percent=share * 100),
            1 - share: sentence("a tranche of {percent} %", percent=100 - share * 100),
            (1 - share) / share if share else Fraction(0): sentence(
                "the other tranche, of {percent} %", percent=100 - share * 100
            ),
        }
        for factor, how in tranches.items():
            factors.setdefault(factor, how)
    return {factor: how for factor, how in factors.items() if factor not in {0, 1}}


def _times(case: Comparison, factor: Fraction) -> Objects:
    """Give amounts times a factor, rounded as the rule rounds."""
    known = objects(0 if one is None else one for one in case.recomputed)
    num, den = case.exact or (known, objects(1 for _ in known))
    each = None if case.rounding is None else case.rounding.each
    rounding = each or Rounding.HALF_UP
    amounts = rounded(
        num * factor.numerator, den * factor.denominator, case.own_unit, rounding
    )
    # Some multiply what was rounded before.
    plain = rounded(
        known * factor.numerator,
        objects(factor.denominator for _ in known),
        case.unit,
        rounding,
    )
    return np.where(case.hits(plain), plain, amounts)


def _period(case: Comparison, amounts: Objects, how: Sentence) -> Iterator[Found]:
    hits = case.hits(amounts) & np.asarray(case.published != 0, dtype=np.bool_)
    if hits.any():
        yield Found(
            kind=DifferenceClass.WRONG_PERIOD,
            how=how,
            hits=hits,
            by_chance=case.chance(2),
        )


def netted(case: Comparison) -> Iterator[Found]:
    """Take earlier payments off what the rule gives, or add them."""
    known = objects(0 if one is None else one for one in case.recomputed)
    for table in case.earlier:
        paid = dict(zip(table.ids, table.amounts, strict=True))
        before = objects(
            paid[row.id].minor
            if row.id in paid and paid[row.id].currency == row.published.currency
            else 0
            for row in case.done.rows
        )
        ways = (
            (known - before, sentence("less {table}", table=about_table(table))),
            (known + before, sentence("with {table}", table=about_table(table))),
        )
        for amounts, how in ways:
            hits = case.hits(amounts)
            if hits.any():
                yield _net(case, hits, how, before)


def _net(
    case: Comparison,
    hits: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    how: Sentence,
    before: Objects,
) -> Found:
    def evidence(place: int) -> tuple[Evidence, ...]:
        return ((sentence("earlier payment"), case.money(int(before[place]))),)

    return Found(
        kind=DifferenceClass.NETTED,
        how=how,
        hits=hits,
        by_chance=case.chance(1),
        evidence=evidence,
    )
