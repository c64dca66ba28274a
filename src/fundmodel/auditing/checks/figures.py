"""Figures: counts beside the population, one figure in two lists, and its days."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs
import numpy as np

from fundmodel.auditing.case import Case, Check
from fundmodel.auditing.checks.movements import moved, told_of
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_roster
from fundmodel.errors import CorrectionError, FrozenFigureError
from fundmodel.indicators import BoolArray, Column, DataState, IntArray, Places
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.vintages import ReportingWindow

__all__ = [
    "figures_agree_between_rosters",
    "figures_are_counted_before_they_are_final",
    "figures_stay_frozen",
    "persons_are_within_the_population",
]

POPULATION: Final = "population"
"""The indicator that counts who lives somewhere."""

PERSONS: Final = "persons"
"""The unit of heads, in English."""


def persons_are_within_the_population(case: Case) -> Iterator[Outcome]:
    """
    FIG-001: no more persons are counted somewhere than live there.

    Why: a count above the population has a digit too many, stands in a wrong row, or
    counts something else. Compared are indicators whose unit is persons with the
    indicator ``population`` of the same roster, or of the register. Persons who work
    somewhere may lawfully be more than live there; so it is a warning.

    Example: 2,680 heads in a village of 1,200.

    How to resolve: look the count up; if it is right, say in the unit what is counted.
    """
    rule = "FIG-001"
    compared, in_order = False, 0
    for roster in case.all_rosters:
        for column, population, rows in _populations(roster, case.register):
            compared = True
            over = _over(column, population, rows)
            if len(over):
                yield _above(rule, roster, column, population, (rows, over))
            in_order += len(rows) - len(over)
    if in_order:
        message = sentence("counts within the population: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)
    elif not compared:
        reason = sentence("no roster has both a count of persons and the population")
        yield NotRun(rule=rule, reason=reason)


def _populations(
    roster: Roster, register: Roster | None
) -> Iterator[tuple[Column, Column, Places]]:
    """Give counts with the population beside them, and the rows that have both."""
    counts = [c for c in roster.columns if _is_count(c)]
    beside = roster.columns_of(POPULATION)
    if not beside and register is not None and register.id == roster.register:
        there = np.fromiter(
            (register.positions.get(id_, -1) for id_ in roster.ids), dtype=np.int64
        )
        beside = tuple(
            _aligned(column, there) for column in register.columns_of(POPULATION)
        )
    named = ~roster.remainder
    for column in counts:
        population = _nearest(column, beside)
        if population is not None:
            rows = np.flatnonzero(column.valid & population.valid & named)
            if len(rows):
                yield column, population, rows


def _is_count(column: Column) -> bool:
    indicator = column.indicator
    unit = indicator.unit.render(Language.ENGLISH).casefold()
    return indicator.id != POPULATION and unit == PERSONS


def _aligned(column: Column, there: Places) -> Column:
    """Give the values of a register in the order of a roster."""
    taken = column.taken(np.maximum(there, 0))
    return attrs.evolve(taken, valid=taken.valid & (there >= 0))


def _nearest(column: Column, beside: tuple[Column, ...]) -> Column | None:
    """Give the population of the nearest key date; the largest may have grown."""
    day = column.indicator.key_date

    def apart(other: Column) -> int:
        counted = other.indicator.key_date
        return 0 if day is None or counted is None else abs((day - counted).days)

    return min(beside, key=apart, default=None)


def _scaled(column: Column, decimals: int) -> IntArray:
    factor = 10 ** (decimals - column.decimals)
    return column.values if factor == 1 else column.values.astype(np.object_) * factor


def _over(column: Column, population: Column, rows: Places) -> Places:
    decimals = max(column.decimals, population.decimals)
    count = _scaled(column, decimals)[rows]
    lives: IntArray = _scaled(population, decimals)[rows]
    return rows[np.asarray(count > lives, dtype=np.bool_)]


def _above(
    rule: str,
    roster: Roster,
    column: Column,
    population: Column,
    found: tuple[Places, Places],
) -> Finding:
    rows, over = found
    told = tuple(
        sentence(
            "{body}: {count} of {population}",
            body=str(roster.recipient_at(row)),
            count=column.count(row),
            population=population.count(row),
        )
        for row in over.tolist()
    )
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_roster(roster),
        message=sentence(
            "rows with more persons than live there: {count}", count=len(over)
        ),
        evidence=(
            (sentence("indicator"), column.indicator.name),
            (sentence("more than the population"), told),
            (sentence("rows compared"), len(rows)),
        ),
        source=column.indicator.source,
        suggestion=sentence("look the counts up, and say in the unit what is counted"),
    )


def figures_agree_between_rosters(case: Case) -> Iterator[Outcome]:
    """
    FIG-002: the same figure has the same values in every roster.

    Why: a final figure of a key date does not change; where two lists differ, one was
    typed, sorted or joined wrongly, or changed without saying so. Values that stand in
    a wrong row are an error, and others a warning. A vintage that is provisional or
    marked as corrected may differ from another, and rows of one list only are not
    compared, nor are rows that stand for all others.

    Example: in a block of 20 rows every count is that of the row above.

    How to resolve: take the figures anew from their source; mark a correction as one.
    """
    rule = "FIG-002"
    rosters = (*case.all_rosters, *((case.register,) if case.register else ()))
    shared = [
        (one, other, first, second)
        for one, other in itertools.combinations(dict.fromkeys(rosters), 2)
        for first in one.columns
        for second in other.columns
        if _same_figure(first, second)
    ]
    if not shared:
        reason = sentence("no two rosters have the same figure of the same day")
        yield NotRun(rule=rule, reason=reason)
        return
    in_order = 0
    for one, other, first, second in shared:
        compared = _Compared.of(one, other, first, second)
        if compared.differs.any():
            yield _otherwise(rule, compared)
        in_order += int((~compared.differs).sum())
    if in_order:
        message = sentence("figures that agree in two rosters: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)
    elif not any(len(_Compared.of(*each).rows) for each in shared):
        yield NotApplicable(rule=rule, reason=sentence("they have no body in common"))


def _same_figure(first: Column, second: Column) -> bool:
    one, other = first.indicator, second.indicator
    return (
        one.id == other.id
        and one.key_date == other.key_date is not None
        and one.state is other.state is DataState.FINAL
        and not _of_two_days(one.known_since, other.known_since)
    )


def _of_two_days(one: date | None, other: date | None) -> bool:
    """Whether two vintages openly became known on two days."""
    return one is not None and other is not None and one != other


@attrs.frozen(kw_only=True, eq=False)
class _Compared:
    """
    A figure in two rosters, on the rows that both have.

    Attributes:
        roster: The first roster.

        other: The second.

        column: The figure in the first.

        rows: Rows of the first that are on both, shape ``(m,)``.

        found: Values of the first, shape ``(m,)``.

        expected: Values of the second, shape ``(m,)``.
    """

    roster: Roster
    other: Roster
    column: Column
    rows: Places
    found: IntArray
    expected: IntArray

    @classmethod
    def of(
        cls, roster: Roster, other: Roster, first: Column, second: Column
    ) -> _Compared:
        """Bring both columns to the same rows and decimals."""
        there = np.fromiter(
            (other.positions.get(id_, -1) for id_ in roster.ids), dtype=np.int64
        )
        second = _aligned(second, there)
        by_name = ~roster.remainder & (there >= 0)
        rows = np.flatnonzero(first.valid & second.valid & by_name)
        decimals = max(first.decimals, second.decimals)
        return cls(
            roster=roster,
            other=other,
            column=first,
            rows=rows,
            found=_scaled(first, decimals)[rows],
            expected=_scaled(second, decimals)[rows],
        )

    @property
    def differs(self) -> BoolArray:
        """Where the values differ, shape ``(m,)``."""
        return np.asarray(self.found != self.expected, dtype=np.bool_)

    def movements(self) -> tuple[Sentence, ...]:
        """Say which values stand in a wrong row; empty where that explains nothing."""
        both = np.concatenate((self.found, self.expected))
        _, codes = np.unique(both, return_inverse=True)
        found, expected = np.split(codes.astype(np.int64), 2)
        rows: list[int] = self.rows.tolist()
        return tuple(
            told_of(one, tuple(self.roster.ids[rows[place]] for place in one.rows))
            for one in moved(found, expected)
        )


def _otherwise(rule: str, compared: _Compared) -> Finding:
    movements = compared.movements()
    at = compared.rows[compared.differs].tolist()
    bodies = tuple(str(compared.roster.recipient_at(row)) for row in at)
    how: tuple[Evidence, ...] = ((sentence("how"), movements),) if movements else ()
    message = sentence("figures differ from another roster: {count}", count=len(at))
    if movements:
        message = sentence("figures stand in the wrong rows: {count}", count=len(at))
    return Finding(
        rule=rule,
        severity=Severity.ERROR if movements else Severity.WARNING,
        subject=about_roster(compared.roster),
        message=message,
        evidence=(
            (sentence("indicator"), compared.column.indicator.name),
            (sentence("key date"), compared.column.indicator.key_date),
            (sentence("other roster"), about_roster(compared.other)),
            (sentence("rows that differ"), bodies),
            *how,
        ),
        source=compared.column.indicator.source,
        suggestion=sentence(
            "take the figures anew from their source; mark a correction as one"
        ),
    )


def figures_are_counted_before_they_are_final(case: Case) -> Iterator[Outcome]:
    """
    FIG-003: a final figure was not known before its key date.

    Why: nobody can have counted on a day that had not come; what was known before is a
    plan or a provisional figure that is taken for a final one.

    Example: heads of 15 September 2017, known since 1 July, and marked as final.

    How to resolve: mark the figure as provisional, or correct one of the days.
    """
    rule = "FIG-003"
    dated = [
        (roster, column)
        for roster in case.all_rosters
        for column in roster.columns
        if column.indicator.key_date is not None
        if column.indicator.known_since is not None
        if column.indicator.state is not DataState.PROVISIONAL
    ]
    if not dated:
        reason = sentence(
            "no final figure says its key date and since when it is known"
        )
        yield NotRun(rule=rule, reason=reason)
        return
    early = [(roster, column) for roster, column in dated if _is_early(column)]
    for roster, column in early:
        yield _early(rule, roster, column)
    if len(dated) > len(early):
        count = len(dated) - len(early)
        message = sentence("final figures of a day that had come: {count}", count=count)
        yield Passed(rule=rule, count=count, message=message)


def _is_early(column: Column) -> bool:
    day, known = column.indicator.key_date, column.indicator.known_since
    return day is not None and known is not None and known < day


def _early(rule: str, roster: Roster, column: Column) -> Finding:
    indicator = column.indicator
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_roster(roster),
        message=sentence("a figure is marked as final before the day of its count"),
        evidence=(
            (sentence("indicator"), indicator.name),
            (sentence("key date"), indicator.key_date),
            (sentence("known since"), indicator.known_since),
        ),
        source=indicator.source,
        suggestion=sentence("mark it as provisional, or correct one of the days"),
    )


def figures_stay_frozen(window: ReportingWindow) -> Check:
    """
    FIG-004: no figure changes after the day on which it is frozen.

    The check is made for one reporting window, and stands in no standard list. A window
    that comes back each year counts in the calendar year of the key date.

    Why: what was paid by a frozen figure stays; a later change shifts money after the
    fact. A correction in time, with its reason, is lawful, and so is a late report
    before the freeze.

    Example: heads of 15 September 2017 may be corrected until 31 December, and a
    vintage has been known since 20 January.

    How to resolve: take the vintage that was known on the day of the freeze.

    Args:
        window: Until when figures are reported and corrected.

    Returns:
        A check to be added to those of an audit.
    """

    def stay_frozen(case: Case) -> Iterator[Outcome]:
        rule = "FIG-004"
        dated = [
            (roster, column, day)
            for roster in case.all_rosters
            for column in roster.columns
            if (day := column.indicator.key_date) is not None
            if column.indicator.known_since is not None
        ]
        if not dated:
            reason = sentence("no figure says its key date and since when it is known")
            yield NotRun(rule=rule, reason=reason)
            return
        in_order = 0
        for roster, column, day in dated:
            refused = _refused(window, column, day)
            if refused is None:
                in_order += 1
            else:
                yield _changed_late(rule, roster, column, refused)
        if in_order:
            message = sentence(
                "figures of before their freeze: {count}", count=in_order
            )
            yield Passed(rule=rule, count=in_order, message=message)

    return stay_frozen


def _refused(window: ReportingWindow, column: Column, day: date) -> Sentence | None:
    """Give why the window does not let a figure in; `None` where it does."""
    try:
        window.in_year(BudgetYear.calendar(day.year)).timeliness(column.indicator)
    except FrozenFigureError:
        return sentence("a figure was changed after it was frozen")
    except CorrectionError:
        return sentence("a figure was corrected without a reason")
    return None


def _changed_late(
    rule: str, roster: Roster, column: Column, refused: Sentence
) -> Finding:
    indicator = column.indicator
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=refused,
        evidence=(
            (sentence("indicator"), indicator.name),
            (sentence("key date"), indicator.key_date),
            (sentence("known since"), indicator.known_since),
        ),
        source=indicator.source,
        suggestion=sentence(
            "take the figure that was known when it was frozen, or give the reason"
        ),
    )
