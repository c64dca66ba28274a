"""
Time of a program: its budget years, its period, and the years with a budget.

What counts is the program after all amendments.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part, about_program, about_year
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear, Period
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence

__all__ = [
    "budgets_have_no_gap",
    "years_follow_one_another",
    "years_lie_in_the_period",
]


def years_follow_one_another(case: Case) -> Iterator[Outcome]:
    """
    PERIOD-001: budget years follow one another without a gap, and do not overlap.

    Why: money of a day between two years belongs to no budget, and money of a day in
    two years may be spent twice. A year that was cut short is lawful where the next
    one begins on the day after.

    Example: a program has the years 2017 and 2019, and nobody listed 2018.

    How to resolve: add the year, or correct the periods; a program that did pause is
    in order, and the finding can be accepted with that reason.
    """
    rule = "PERIOD-001"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    years = sorted(program.years, key=lambda year: year.period.first)
    pairs = tuple(itertools.pairwise(years))
    if not pairs:
        yield NotApplicable(rule=rule, reason=sentence("it has one budget year only"))
        return
    at_fault = [pair for pair in pairs if not _adjoin(*pair)]
    for earlier, later in at_fault:
        yield _apart(rule, program, earlier, later)
    if len(pairs) > len(at_fault):
        count = len(pairs) - len(at_fault)
        message = sentence(
            "budget years that begin on the day after the one before: {count}",
            count=count,
        )
        yield Passed(rule=rule, count=count, message=message)


def _adjoin(earlier: BudgetYear, later: BudgetYear) -> bool:
    return earlier.period.last + timedelta(days=1) == later.period.first


def _apart(
    rule: str, program: Program, earlier: BudgetYear, later: BudgetYear
) -> Finding:
    overlap = earlier.period.overlaps(later.period)
    message = sentence("there is a gap between the budget years")
    if overlap:
        message = sentence("two budget years overlap")
    return Finding(
        rule=rule,
        severity=Severity.ERROR if overlap else Severity.WARNING,
        subject=about_program(program),
        message=message,
        evidence=tuple(
            (sentence("budget year {year}", year=year.label), _days(year.period))
            for year in (earlier, later)
        ),
        source=program.source,
        suggestion=sentence("add the year that lacks, or correct the periods"),
    )


def _days(period: Period) -> Sentence:
    return sentence("{first} to {last}", first=period.first, last=period.last)


def years_lie_in_the_period(case: Case) -> Iterator[Outcome]:
    """
    PERIOD-002: no budget is for a year outside the period of the program.

    Why: what outlasts the program has no basis in it. A period that goes on after the
    last budget year is lawful, because money may be spent later than it is budgeted.

    Example: a program runs until 31 December 2018, and a strand has a budget for 2019.

    How to resolve: prolong the program by an amendment, or take the budget out.
    """
    rule = "PERIOD-002"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    if program.period is None:
        reason = sentence("nobody says when the program runs")
        yield NotApplicable(rule=rule, reason=reason)
        return
    outside = {
        year.label for year in program.years if not year.period.overlaps(program.period)
    }
    in_order = 0
    for subject, budgets in _budgets(program):
        late = [budget for budget in budgets if budget in outside]
        in_order += len(budgets) - len(late)
        for year in late:
            yield _outside(rule, about_year(subject, year), program.period, year)
    if in_order:
        message = sentence("budgets of years of the program: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)
    elif not any(budgets for _, budgets in _budgets(program)):
        yield NotApplicable(rule=rule, reason=sentence("there is no budget"))


def _budgets(program: Program) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
    yield about_program(program), tuple(b.year for b in program.budgets)
    for part in program.parts:
        yield about_part(part), tuple(b.year for b in part.budgets)


def _outside(rule: str, subject: Sentence, period: Period, year: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=subject,
        message=sentence("has a budget for a year in which the program does not run"),
        evidence=(
            (sentence("the program runs"), _days(period)),
            (sentence("budget year"), year),
        ),
        suggestion=sentence("prolong the program, or take the budget out"),
    )


def budgets_have_no_gap(case: Case) -> Iterator[Outcome]:
    """
    PERIOD-003: a part with budgets before and after a year has one for it too.

    Why: a year that nobody entered looks like one in which nothing was paid. It may
    just not be known, so this is for information. A part may begin later or end
    earlier than the program. A year without a budget of its own is lawful where a
    budget above covers it, and where need sets the amount.

    Example: a strand has 58,000,000.00 EUR in 2017 and in 2019, and nothing in 2018,
    in which the program has no budget either.

    How to resolve: enter the budget of the year, be it zero.
    """
    rule = "PERIOD-003"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    parts = [part for part in program.parts if part.budgets and not part.open_ended]
    if not parts:
        reason = sentence("no part has a budget of its own")
        yield NotApplicable(rule=rule, reason=reason)
        return
    gaps = [(part, gap) for part in parts if (gap := tuple(_gap(program, part)))]
    for part, gap in gaps:
        yield Finding(
            rule=rule,
            severity=Severity.INFO,
            subject=about_part(part),
            message=sentence("has no budget between years that have one"),
            evidence=(
                (sentence("years with a budget"), tuple(b.year for b in part.budgets)),
                (sentence("years without"), gap),
            ),
            source=part.source,
            suggestion=sentence("enter the budget of the year, be it zero"),
        )
    if len(parts) > len(gaps):
        count = len(parts) - len(gaps)
        message = sentence("parts whose budgets have no gap: {count}", count=count)
        yield Passed(rule=rule, count=count, message=message)


def _gap(program: Program, part: Part) -> Iterator[str]:
    """Give the years between the first and last budget that nothing covers."""
    years = sorted(program.years, key=lambda year: year.period.first)
    labels = [year.label for year in years]
    own = [place for place, label in enumerate(labels) if part.budget(label)]
    for label in labels[own[0] : own[-1]]:
        bare = part.budget(label) is None and program.budget(label) is None
        if bare and program.covered_by(part.id, label) is None:
            yield label
