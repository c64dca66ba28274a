"""
Orders of magnitude: figures for one year beside those for all, and thousands.

A budget is at fault only where reading it otherwise makes a sum come out exactly, to
the cent. What counts is the program after all amendments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part, about_program, about_year
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = ["amounts_are_in_one_unit", "years_and_totals_are_apart"]

THOUSAND: Final = 1_000
TWO: Final = 2


@attrs.frozen(kw_only=True)
class _Level:
    """
    A budget of each year, and what the topmost budgets below have.

    Attributes:
        subject: Whose budgets.

        own: Its budget, by year.

        below: The parts below and their budgets, by year; only years in which all
            money is spoken for or none of the parts is open.

        source: What its budget rests on.
    """

    subject: Sentence
    own: dict[str, Money]
    below: dict[str, tuple[tuple[Part, Money], ...]]
    source: Basis

    @property
    def sums(self) -> dict[str, Money]:
        """What the parts below have together, by year."""
        return {
            year: sum((m for _, m in parts), start=Money.zero(parts[0][1].currency))
            for year, parts in self.below.items()
        }


def _levels(program: Program) -> Iterator[_Level]:
    owners: list[tuple[str | None, Sentence, tuple[YearBudget, ...], Basis]] = [
        (None, about_program(program), program.budgets, program.source)
    ]
    owners += [(p.id, about_part(p), p.budgets, p.source) for p in program.parts]
    children: dict[str | None, list[Part]] = {}
    for part in program.parts:
        children.setdefault(part.parent, []).append(part)
    for owner, subject, budgets, source in owners:
        below = {
            budget.year: found
            for budget in budgets
            if (found := _closed(children, owner, budget.year))
        }
        if below:
            own = {budget.year: budget.amount for budget in budgets}
            yield _Level(subject=subject, own=own, below=below, source=source)


def _closed(
    children: dict[str | None, list[Part]], owner: str | None, year: str
) -> tuple[tuple[Part, Money], ...]:
    """Give the topmost budgets below; none where a branch has no budget."""
    found: list[tuple[Part, Money]] = []
    ahead = list(children.get(owner, ()))
    while ahead:
        part = ahead.pop(0)
        budget = part.budget(year)
        if budget is not None:
            found.append((part, budget.amount))
        elif part.open_ended or part.id not in children:
            return ()
        else:
            ahead += children[part.id]
    return tuple(found)


def _lacking(rule: str, program: Program | None) -> NotRun | NotApplicable | None:
    if program is None:
        return NotRun(rule=rule, reason=sentence("no program was given"))
    if not any(True for _ in _levels(program)):
        return NotApplicable(
            rule=rule, reason=sentence("no budget has all of its parts' budgets below")
        )
    return None


def years_and_totals_are_apart(case: Case) -> Iterator[Outcome]:
    """
    BUDG-001: a budget of a year is not the sum of several years.

    Why: "58 million in two years" and "58 million a year" are easily confused, and
    the difference is half of the money. A finding needs a second figure: the parts
    below a budget, of all years together, are exactly that budget; or a part has in
    one year exactly what there is room for in all years together; or in each year that
    sum divided by the years once too often. The last, and a single part with half of
    a budget in two equal years, may well be meant so and are for information.

    Example: the four strands have 70,000,000.00 EUR a year, and their bracket has
    140,000,000.00 EUR in 2017 and again in 2018.

    How to resolve: write what the source gives for all years as a budget of each
    year. Where a reserve happens to be as large as the parts, add a part for it.
    """
    rule = "BUDG-001"
    program = case.latest
    lacking = _lacking(rule, program)
    if lacking is not None or program is None:
        yield from () if lacking is None else (lacking,)
        return
    several = [level for level in _levels(program) if len(level.below) > 1]
    if not several:
        reason = sentence("no budget has parts below it in more than one year")
        yield NotApplicable(rule=rule, reason=reason)
        return
    in_order = 0
    for level in several:
        mixed = tuple(_mixed(rule, level))
        in_order += not mixed
        yield from mixed
    if in_order:
        message = sentence(
            "budgets by year that are no sum of several years: {count}", count=in_order
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _mixed(rule: str, level: _Level) -> Iterator[Finding]:
    sums, zero = level.sums, Money.zero(next(iter(level.own.values())).currency)
    below = sum(sums.values(), start=zero)
    spent = [year for year, total in sums.items() if not total.is_zero]
    totals = [year for year in sums if level.own[year] == below != sums[year]]
    if len(spent) > 1 and totals:
        for year in totals:
            found = (year, level.own[year], below)
            yield _total(rule, _severity(level), level, found)
        return
    for part, rooms in _rooms(level):
        yield from _part_mixed(rule, level, part, rooms)


def _severity(level: _Level) -> Severity:
    """One part with half of a budget in two equal years leaves the rest in reserve."""
    halves = len(set(level.sums.values())) == 1 and len(level.below) == TWO
    alone = all(len(parts) == 1 for parts in level.below.values())
    return Severity.INFO if halves and alone else Severity.WARNING


def _rooms(level: _Level) -> Iterator[tuple[Part, dict[str, Money]]]:
    """Give parts with budgets in several years, and what the others leave for each."""
    rooms: dict[str, tuple[Part, dict[str, Money]]] = {}
    sums = level.sums
    for year, parts in level.below.items():
        for part, amount in parts:
            _, by_year = rooms.setdefault(part.id, (part, {}))
            by_year[year] = level.own[year] - sums[year] + amount
    return (each for each in rooms.values() if len(each[1]) > 1)


def _part_mixed(
    rule: str, level: _Level, part: Part, rooms: dict[str, Money]
) -> Iterator[Finding]:
    own = {year: budget.amount for year in rooms if (budget := part.budget(year))}
    total = sum(rooms.values(), start=Money.zero(next(iter(own.values())).currency))
    for year, amount in own.items():
        if amount == total and amount > rooms[year]:
            yield _part(
                rule,
                Severity.ERROR,
                about_year(about_part(part), year),
                sentence("the budget of one year is what there is room for in all"),
                (amount, rooms[year], amount - rooms[year], part.source),
            )
    shared = len(level.below[next(iter(rooms))]) > 1
    often = [y for y, a in own.items() if a * len(own) == rooms[y] != a]
    for year in often if shared and len(often) == len(own) else ():
        yield _part(
            rule,
            Severity.INFO,
            about_year(about_part(part), year),
            sentence("there is room for it as often as the part has years"),
            (own[year], rooms[year], rooms[year] - own[year], part.source),
        )


def _part(
    rule: str,
    severity: Severity,
    subject: Sentence,
    message: Sentence,
    found: tuple[Money, Money, Money, Basis],
) -> Finding:
    budget, room, apart, source = found
    return Finding(
        rule=rule,
        severity=severity,
        subject=subject,
        message=message,
        evidence=((sentence("budget"), budget), (sentence("room for it"), room)),
        source=source,
        suggestion=sentence(
            "see whether the source gives a sum of several years; divide it by year"
        ),
        at_stake=apart,
    )


def _total(
    rule: str, severity: Severity, level: _Level, found: tuple[str, Money, Money]
) -> Finding:
    year, own, below = found
    return Finding(
        rule=rule,
        severity=severity,
        subject=about_year(level.subject, year),
        message=sentence(
            "the budget of one year is what the parts below have in all years"
        ),
        evidence=(
            (sentence("budget"), own),
            (sentence("parts below, this year"), level.sums[year]),
            (sentence("parts below, all years"), below),
        ),
        source=level.source,
        suggestion=sentence(
            "see whether the source gives a sum of several years; divide it by year"
        ),
        at_stake=own - level.sums[year],
    )


def amounts_are_in_one_unit(case: Case) -> Iterator[Outcome]:
    """
    BUDG-002: no budget is a thousand times too large or too small.

    Why: budgets are often printed in thousands, and one that was copied as it stands
    is wrong by a factor of 1,000. A finding needs a sum: with one of the budgets
    multiplied or divided by 1,000, the parts below are exactly the budget.

    Example: a strand has 10,000,000.00 EUR, its measures 4,000,000.00 and 6,000.00.

    How to resolve: look at the unit in the source, and correct the figure.
    """
    rule = "BUDG-002"
    program = case.latest
    lacking = _lacking(rule, program)
    if lacking is not None or program is None:
        yield from () if lacking is None else (lacking,)
        return
    in_order = 0
    for level in _levels(program):
        for year in level.below:
            at_fault = _thousands(rule, level, year)
            if at_fault is None:
                in_order += 1
            else:
                yield at_fault
    if in_order:
        message = sentence(
            "budgets that no factor of 1,000 sets apart from the parts below: {count}",
            count=in_order,
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _thousands(rule: str, level: _Level, year: str) -> Finding | None:
    own, below = level.own[year], level.sums[year]
    left = own - below
    if left.is_zero:
        return None
    for part, amount in level.below[year]:
        # What the others leave for it is the amount, a thousand times or a thousandth.
        room = left + amount
        if not amount.is_zero and _factor(room, amount):
            subject = about_year(about_part(part), year)
            return _unit(rule, subject, amount, (sentence("room for it"), room), part)
    if not below.is_zero and _factor(own, below):
        evidence = (sentence("sum of the parts below"), below)
        return _unit(rule, about_year(level.subject, year), own, evidence, level)
    return None


def _factor(one: Money, other: Money) -> bool:
    return one == other * THOUSAND or other == one * THOUSAND


def _unit(
    rule: str, subject: Sentence, budget: Money, other: Evidence, of: Part | _Level
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=subject,
        message=sentence("the budget is wrong by a factor of exactly 1,000"),
        evidence=((sentence("budget"), budget), other),
        source=of.source,
        suggestion=sentence("look at the unit in the source, and correct the figure"),
    )
