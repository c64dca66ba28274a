"""
Each amount is divided once: no part together with one inside it, no share twice.

Which parts stand in which is found here from the ids of their parents, without the
method of the program that `allocate` refuses such parts by.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
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
from fundmodel.auditing.subjects import (
    about_part,
    about_roster,
    about_year,
    measured,
)
from fundmodel.money import Money
from fundmodel.parts import Part
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence

__all__ = [
    "no_more_than_the_budget_is_shared",
    "nothing_is_divided_twice",
    "rules_divide_each_budget_once",
]


def _pairs(program: Program, year: str) -> Iterator[tuple[Part, Part]]:
    """Give parts with budget and rule, each after one around it that has both."""
    for inner in program.parts:
        for outer in _around(program, inner):
            if _divides(inner, year) and _divides(outer, year):
                yield outer, inner


def _around(program: Program, part: Part) -> Iterator[Part]:
    by_id = {one.id: one for one in program.parts}
    above = part.parent
    # A circle would have no end; programs refuse it when they are built.
    for _ in program.parts:
        if above is None:
            return
        yield by_id[above]
        above = by_id[above].parent


def _divides(part: Part, year: str) -> bool:
    return part.rule is not None and any(
        budget.year == year and not budget.amount.is_zero for budget in part.budgets
    )


def _budget(part: Part, year: str) -> Money | None:
    return next((b.amount for b in part.budgets if b.year == year), None)


def rules_divide_each_budget_once(case: Case) -> Iterator[Outcome]:
    """
    TREE-003: where a part has a budget and a rule, no part inside it has both too.

    Why: the budget of the inner part is a piece of the outer one's, so that two
    rules divide the same money. As long as only one of the two is allocated,
    nothing is paid twice.

    Example: a strand of 1,000,000.00 EUR is divided by heads, and a measure in it
    of 300,000.00 EUR by applications.

    How to resolve: make a part beside the measure for the other 700,000.00 EUR and
    give it the rule of the strand.
    """
    rule = "TREE-003"
    program = case.latest
    if program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    years = [year.label for year in program.years]
    found = [(*pair, year) for year in years for pair in _pairs(program, year)]
    for outer, inner, year in found:
        yield Finding(
            rule=rule,
            severity=Severity.WARNING,
            subject=about_year(about_part(inner), year),
            message=sentence(
                "it has a budget and a rule, and so has {part}, which it is in",
                part=about_part(outer),
            ),
            evidence=_budgets(outer, inner, year),
            source=inner.source,
            suggestion=sentence(
                "make a part beside it for what is left, and move the rule there"
            ),
            at_stake=_budget(inner, year),
        )
    if not found:
        count = sum(1 for p in program.parts if any(_divides(p, y) for y in years))
        message = sentence(
            "rules that divide a budget of their own: {count}", count=count
        )
        yield _passed_or_none(rule, count, message)


def _budgets(
    outer: Part, inner: Part, year: str
) -> tuple[tuple[Sentence, Money | None], ...]:
    return (
        (sentence("budget of the outer part"), _budget(outer, year)),
        (sentence("budget of the inner part"), _budget(inner, year)),
    )


def _passed_or_none(rule: str, count: int, message: Sentence) -> Passed | NotApplicable:
    if count:
        return Passed(rule=rule, count=count, message=message)
    return NotApplicable(
        rule=rule, reason=sentence("no part has both a budget and a rule")
    )


@attrs.frozen(kw_only=True, eq=False)
class _Twice:
    """A part and one inside it that were both allocated for the same year."""

    outer: tuple[Allocation, AllocatedPart]
    inner: tuple[Allocation, AllocatedPart]

    @property
    def at_once(self) -> bool:
        """Whether one allocation holds both, so that none replaces the other."""
        return self.outer[0] is self.inner[0]


def nothing_is_divided_twice(case: Case) -> Iterator[Outcome]:
    """
    CONS-002: no part is allocated together with a part inside it, in the same year.

    Why: the budget of the inner part is a piece of the outer one's, so the same
    money goes to two sets of recipients. Two allocations may also be lawful, if one
    of them replaces the other; that only a reader can know, so it is a warning.

    Example: a strand of 1,000,000.00 EUR was allocated by heads, and a measure in
    it of 300,000.00 EUR by a table.

    How to resolve: allocate one of them, or leave out the allocation that was
    replaced.
    """
    rule = "CONS-002"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    found = list(_twice(case))
    for twice in found:
        yield _divided_twice(rule, twice)
    if not found:
        count = sum(1 for _ in _shared(case))
        yield Passed(
            rule=rule,
            count=count,
            message=sentence(
                "allocated parts that share no money with one inside them: {count}",
                count=count,
            ),
        )


def _twice(case: Case) -> Iterator[_Twice]:
    allocated = tuple(case.allocated())
    for inner in allocated:
        program, year = inner[0].program, inner[1].year
        pairs = _pairs(program, year)
        around = {outer.id for outer, part in pairs if part.id == inner[1].part.id}
        for outer in allocated:
            same = (program.id, year) == (outer[0].program.id, outer[1].year)
            if same and outer[1].part.id in around:
                yield _Twice(outer=outer, inner=inner)


def _divided_twice(rule: str, twice: _Twice) -> Finding:
    outer, inner = twice.outer[1].part, twice.inner[1].part
    year = twice.inner[1].year
    return Finding(
        rule=rule,
        severity=Severity.ERROR if twice.at_once else Severity.WARNING,
        subject=about_year(about_part(inner), year),
        message=sentence(
            "its money was also allocated with {part}, which it is in",
            part=about_part(outer),
        ),
        evidence=_budgets(outer, inner, year),
        source=inner.source,
        suggestion=sentence(
            "allocate one of them, or leave out the allocation that was replaced"
        ),
        at_stake=_budget(inner, year),
    )


@attrs.frozen(kw_only=True, eq=False)
class _Shared:
    """Everything in a case that divides the budget of one part in one year."""

    divided: tuple[tuple[Allocation, AllocatedPart], ...]

    @property
    def part(self) -> Part:
        """The part, in the version of the last allocation."""
        return self.divided[-1][1].part

    @property
    def year(self) -> str:
        """Label of the budget year."""
        return self.divided[-1][1].year

    @property
    def budget(self) -> Money:
        """What there is: where versions of the program differ, the largest budget."""
        return max(_pot(allocated) for _, allocated in self.divided)

    @property
    def taken(self) -> Fraction:
        """What was divided altogether, in smallest units."""
        pots = (
            _pot(each).minor * allocation.share for allocation, each in self.divided
        )
        return sum(pots, start=Fraction(0))

    @property
    def too_much(self) -> bool:
        """Whether more was divided than there is."""
        return not self.budget.is_zero and self.taken > self.budget.minor


def _pot(allocated: AllocatedPart) -> Money:
    budget = allocated.part.budget(allocated.year)
    return Money.zero(allocated.distribution.unit.name) if not budget else budget.amount


def _shared(case: Case) -> Iterator[_Shared]:
    """Put together what divides the same budget, in whatever allocation it stands."""
    same: dict[tuple[str, ...], list[tuple[Allocation, AllocatedPart]]] = {}
    for allocation, each in case.allocated():
        unit = each.distribution.unit.name
        key = (allocation.program.id, each.part.id, each.year, unit)
        same.setdefault(key, []).append((allocation, each))
    yield from (_Shared(divided=tuple(divided)) for divided in same.values())


def no_more_than_the_budget_is_shared(case: Case) -> Iterator[Outcome]:
    """
    CONS-003: all allocations together divide no more than the whole of a budget.

    Why: a share of more than 100 % allots money that nobody has granted, and so do
    two allocations of 100 % each. Two allocations may also be lawful, if one of them
    replaces the other, as final figures replace provisional ones; that only a reader
    can know, so it is a warning.

    Example: a first tranche of 60 % was allocated, and then the whole year instead
    of the other 40 %.

    How to resolve: correct the share, leave out the allocation that was replaced, or
    raise the budget in the program.
    """
    rule = "CONS-003"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order = 0
    for shared in _shared(case):
        if shared.too_much:
            yield _too_much(rule, shared)
        else:
            in_order += len(shared.divided)
    if in_order:
        yield Passed(
            rule=rule,
            count=in_order,
            message=sentence(
                "allocated parts that divide no more than their budget: {count}",
                count=in_order,
            ),
        )


def _too_much(rule: str, shared: _Shared) -> Finding:
    (_, allocated), *others = shared.divided
    percent = shared.taken / shared.budget.minor * 100
    above = measured(shared.taken - shared.budget.minor, allocated.distribution.unit)
    if others:
        message = sentence(
            "{count} allocations divide {percent} % of the budget together, {amount} "
            "more than there is, unless one replaces the other",
            count=len(shared.divided),
            percent=percent,
            amount=above,
        )
        suggestion = sentence(
            "leave out the allocation that was replaced, or correct the shares"
        )
    else:
        message = sentence(
            "{percent} % of the budget were divided, {amount} more than there is",
            percent=percent,
            amount=above,
        )
        suggestion = sentence("correct the share, or raise the budget")
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_year(about_part(shared.part), shared.year),
        message=message,
        evidence=_shares(shared),
        source=shared.part.source,
        suggestion=suggestion,
        at_stake=above if isinstance(above, Money) else None,
    )


def _shares(shared: _Shared) -> tuple[Evidence, ...]:
    listed = tuple(
        sentence(
            "{percent} % with {roster}",
            percent=allocation.share * 100,
            roster=about_roster(allocation.roster),
        )
        for allocation, _ in shared.divided
    )
    return (sentence("budget"), shared.budget), (sentence("divided"), listed)
