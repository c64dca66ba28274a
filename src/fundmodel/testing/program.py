"""Strategies for programs, and for what they allocate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from fundmodel.allocation import Allocation, allocate
from fundmodel.natures import LegalNature
from fundmodel.parts import (
    LegalBasis,
    LumpSum,
    Measure,
    Part,
    PartGroup,
    PlannedResult,
    Strand,
    YearBudget,
)
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule
from fundmodel.testing.amendment import amended
from fundmodel.testing.money import MOST_MINOR, currencies, monies
from fundmodel.testing.payment_plan import payment_plans
from fundmodel.testing.roster import KINDS
from fundmodel.testing.rule import (
    PLAIN,
    any_rosters,
    counting,
    residuals,
    roundings,
    rules,
)
from fundmodel.testing.source import days, few_bases
from fundmodel.testing.text import few_texts, ids, names

__all__ = ["allocations", "budget_years", "programs"]

MONTHS: Final = (1, 4, 10)
"""In which budget years begin: calendar years, and those of Britain or the US."""


@st.composite
def budget_years(draw: st.DrawFn, *, most: int = 3) -> tuple[BudgetYear, ...]:
    """
    Draw budget years that follow one another, not always calendar years.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        most: How many at most.
    """
    month = draw(st.sampled_from(MONTHS))
    first = draw(st.integers(2015, 2024))
    count = draw(st.integers(1, most))
    return tuple(
        BudgetYear.starting(year, month=month) for year in range(first, first + count)
    )


@st.composite
def programs(
    draw: st.DrawFn,
    roster: Roster = PLAIN,
    *,
    currency: str | None = None,
    most: int = 6,
    amendments: bool = False,
) -> Program:
    """
    Draw programs: trees of parts whose budgets fit into what they are in.

    Parts may lack a budget, a rule or a source, and be known later than others.
    Rules can be applied to the roster; only open-ended parts pay rates and
    tables.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        roster: Whom the rules are for; see :func:`rosters`.

        currency: Code of ISO 4217; `None` draws one.

        most: How many parts at most, before amendments.

        amendments: Whether programs may be amended.
    """
    code = draw(currencies()) if currency is None else currency
    years = draw(budget_years())
    part_ids = draw(st.lists(ids(), max_size=most, unique=True))
    parents: dict[str, str | None] = {
        part: draw(st.none() | st.sampled_from((None, *part_ids[:position])))
        for position, part in enumerate(part_ids)
    }
    budgets = draw(_budgets(parents, years, code))
    frames = [draw(_frames(i, parents[i], budgets[i], code)) for i in part_ids]
    parts = [draw(_parts(frame, roster, code)) for frame in frames]
    program = draw(_program(years, code, draw(st.permutations(parts)), budgets[None]))
    return draw(amended(program, roster)) if amendments else program


@st.composite
def _program(
    draw: st.DrawFn,
    years: tuple[BudgetYear, ...],
    currency: str,
    parts: Sequence[Part],
    budgets: Sequence[YearBudget],
) -> Program:
    names_of_few = st.lists(few_texts(), max_size=2)
    return Program(
        id=draw(ids()),
        name=draw(few_texts()),
        currency=currency,
        years=years,
        parts=parts,
        budgets=budgets,
        funder=draw(st.none() | few_texts()),
        co_funders=draw(names_of_few),
        partners=draw(names_of_few),
        legal_bases=draw(_legal_bases()),
        budget_lines=draw(st.lists(names(), max_size=2)),
        period=draw(
            st.sampled_from(
                (None, Period(years[0].period.first, years[-1].period.last))
            )
        ),
        purpose=draw(st.none() | few_texts()),
        source=draw(few_bases()),
    )


_KINDS_OF_PARTS: Final = (PartGroup, Strand, Measure, LumpSum)

Budgets = Mapping[str | None, list[YearBudget]]


@st.composite
def _budgets(
    draw: st.DrawFn,
    parents: Mapping[str, str | None],
    years: Sequence[BudgetYear],
    currency: str,
) -> Budgets:
    """Draw the budgets of all parts, and under `None` those of the program."""
    budgets: dict[str | None, list[YearBudget]] = {None: []}
    for year in years:
        # What is left of each budget; a part without one draws on that above.
        left: dict[str | None, int] = {}
        drawn_on: dict[str | None, str | None] = {None: None}
        for part in (None, *parents):
            above = drawn_on[parents[part]] if part is not None else None
            most = left.get(above, MOST_MINOR)
            drawn_on[part] = above
            own = budgets.setdefault(part, [])
            if draw(st.booleans()):
                budget = draw(_year_budget(year.label, currency, most))
                own.append(budget)
                if above in left:
                    left[above] -= budget.amount.minor
                left[part] = budget.amount.minor
                drawn_on[part] = part
    return budgets


@st.composite
def _year_budget(draw: st.DrawFn, year: str, currency: str, most: int) -> YearBudget:
    return YearBudget(
        year=year,
        amount=draw(monies(currency, most=most)),
        source=draw(few_bases()),
        known_since=draw(st.none() | days()),
    )


def _legal_bases() -> st.SearchStrategy[list[LegalBasis]]:
    one = st.builds(LegalBasis, title=few_texts(), source=few_bases())
    return st.lists(one, max_size=1)


def _planned_results() -> st.SearchStrategy[list[PlannedResult]]:
    one = st.builds(
        PlannedResult,
        what=few_texts(),
        number=st.none() | st.integers(0, 5000),
        approximate=st.booleans(),
        source=few_bases(),
        known_since=st.none() | days(),
    )
    return st.lists(one, max_size=1)


@st.composite
def _frames(
    draw: st.DrawFn,
    id_: str,
    parent: str | None,
    budgets: list[YearBudget],
    currency: str,
) -> Part:
    """Draw what every part has."""
    return Part(
        id=id_,
        name=draw(few_texts()),
        legal_nature=draw(st.sampled_from(LegalNature)),
        parent=parent,
        budgets=budgets,
        open_ended=draw(st.booleans()),
        purpose=draw(st.none() | few_texts()),
        target_group=draw(st.none() | few_texts()),
        planned_results=draw(_planned_results()),
        legal_bases=draw(_legal_bases()),
        granting_body=draw(st.none() | few_texts()),
        payment_plan=draw(st.none() | payment_plans(currency)),
        source=draw(few_bases()),
        known_since=draw(st.none() | days()),
    )


@st.composite
def _parts(draw: st.DrawFn, frame: Part, roster: Roster, currency: str) -> Part:
    kind: type[Part] = draw(st.sampled_from(_KINDS_OF_PARTS))
    if kind is LumpSum:
        return draw(_lump_sums(frame, roster, currency))
    fields = _fields(frame)
    if kind is not PartGroup and draw(st.booleans()):
        rule = draw(
            rules(roster, currency=currency, fixed=frame.open_ended, rest=False)
        )
        fields["rule"] = AllocationRule(
            *rule.provisions,
            source=rule.source,
            known_since=draw(st.none() | days()),
        )
    return kind(**fields)


def _fields(frame: Part) -> dict[str, Any]:  # values of many types
    return {
        field.name: getattr(frame, field.name)
        for field in attrs.fields(Part)
        if field.name != "rule"
    }


def _yearly_key_dates() -> st.SearchStrategy[KeyDate]:
    """Draw key dates of the budget year, of which a roster may have no figures."""
    return st.builds(
        KeyDate.yearly,
        month=st.sampled_from((3, 9)),
        day=st.integers(1, 30),
        years_before=st.integers(0, 2),
    )


@st.composite
def _lump_sums(draw: st.DrawFn, frame: Part, roster: Roster, currency: str) -> LumpSum:
    by, key_date, accepts = draw(counting(roster))
    key_date = draw(st.just(key_date) | _yearly_key_dates())
    rounding = draw(roundings(roster, currency))
    has_gaps = not all(column.valid.all() for column in roster.columns)
    recipients = KINDS[:1] if has_gaps else draw(st.sampled_from(((), KINDS[:1])))
    rate = draw(monies(currency, most=10**6)) if frame.open_ended else None
    return LumpSum(
        **_fields(frame),
        per=by,
        per_name=draw(st.none() | few_texts()),
        key_date=key_date,
        accepts=accepts,
        rate=rate,
        recipients=recipients,
        recipients_name=draw(st.none() | few_texts()) if recipients else None,
        rounding=rounding,
        residual=draw(st.none() | residuals(roster, rounding)),
    )


@st.composite
def allocations(draw: st.DrawFn, *, share: Fraction | None = None) -> Allocation:
    """
    Draw allocations of a year of a program to a roster.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        share: Which share of each budget; `None` draws one.
    """
    roster = draw(any_rosters())
    program = draw(programs(roster))
    part = draw(st.fractions(0, 1, max_denominator=10)) if share is None else share
    year = draw(st.sampled_from([year.label for year in program.years]))
    as_of = draw(st.none() | days())
    return allocate(
        program,
        roster,
        year=year,
        parts=_divided_once(program if as_of is None else program.as_of(as_of), year),
        share=part,
        as_of=as_of,
    )


def _divided_once(program: Program, year: str) -> list[str] | None:
    """Leave out parts inside others that divide the same money; `None` for none."""
    dividing = {p.id for p in program.parts if p.rule and p.budget(year)}
    inner = {
        part
        for part in dividing
        if any(above.id in dividing for above in program.above(part))
    }
    if not inner:
        return None
    brackets = {p.id for p in program.parts if not p.rule and program.children(p.id)}
    return [p.id for p in program.parts if p.id not in inner | brackets]
