"""Strategies for amendments of programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from fundmodel.changes import (
    AddPart,
    AddProvision,
    AddYear,
    Amendment,
    Change,
    MoveProvision,
    RemovePart,
    RemoveProvision,
    ReplaceProvision,
    SetBudget,
    SetKeyDate,
    SetPaymentPlan,
    SetPeriod,
    SetRecipients,
    SetRule,
)
from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidModelError
from fundmodel.natures import LegalNature
from fundmodel.parts import LumpSum, Part, Strand
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, EqualShares
from fundmodel.steps import Provision
from fundmodel.testing.money import monies
from fundmodel.testing.payment_plan import payment_plans
from fundmodel.testing.roster import KINDS
from fundmodel.testing.rule import roundings, rules
from fundmodel.testing.source import FIRST, few_bases
from fundmodel.testing.text import few_texts, ids

__all__ = ["amended"]

LAST: Final = date(2029, 12, 31)

Maker = Callable[[Program, Roster], st.SearchStrategy[Change]]


@st.composite
def amended(draw: st.DrawFn, program: Program, roster: Roster) -> Program:
    """
    Draw amendments of a program that hold together, listed in any order.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        program: The program, without amendments.

        roster: Whom its rules are for.
    """
    first = program.period.first if program.period else FIRST
    # Of one day, the order of the list would be that of time.
    days = draw(st.lists(st.dates(first, LAST), max_size=3, unique=True))
    for day in sorted(days):
        program = draw(_with_one(program, roster, day))
    listed = draw(st.permutations(program.amendments))
    return attrs.evolve(program, amendments=listed)


@st.composite
def _with_one(draw: st.DrawFn, program: Program, roster: Roster, day: date) -> Program:
    """Add an amendment of a day, with those changes that fit."""
    title, note = draw(st.none() | few_texts()), draw(st.none() | few_texts())
    source = draw(few_bases())
    found, kept = program, list[Change]()
    for _ in range(draw(st.integers(1, 4))):
        change = draw(_changes(found.amended(), roster))
        try:
            amendment = Amendment(
                day=day, changes=[*kept, change], title=title, source=source, note=note
            )
            listed = (*program.amendments, amendment)
            found = attrs.evolve(program, amendments=listed)
        except InvalidModelError:
            # It does not fit, or says something a second time.
            continue
        kept.append(change)
    return found


@st.composite
def _changes(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    """Draw a change that may fit a program as it is at that time."""
    makers: list[Maker] = [_set_budget, _of_time, _add_part]
    if now.parts:
        # Few changes of one provision fit into the rule that there is.
        makers += [_remove_part, _set_rule, _set_payment_plan, _of_conditions]
        makers += [_of_provisions] * 3
    maker: Maker = draw(st.sampled_from(makers))
    return draw(maker(now, roster))


@st.composite
def _set_budget(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    del roster
    return SetBudget(
        part=draw(st.sampled_from([None, *_ids(now)])),
        year=draw(st.sampled_from([year.label for year in now.years])),
        amount=draw(monies(now.currency, most=10**6)),
        source=draw(few_bases()),
    )


@st.composite
def _of_time(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    """Draw another year, or another period."""
    del roster
    source = draw(few_bases())
    last = now.years[-1].period.last
    if draw(st.booleans()):
        begin = last + timedelta(days=1)
        year = BudgetYear.starting(begin.year, month=begin.month)
        return AddYear(year=year, source=source)
    period = Period(now.years[0].period.first, draw(st.dates(last, LAST)))
    return SetPeriod(period=period, source=source)


@st.composite
def _add_part(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    part = Strand(
        id=draw(ids()),
        name=draw(few_texts()),
        legal_nature=draw(st.sampled_from(LegalNature)),
        parent=draw(st.sampled_from([None, *_ids(now)])),
        rule=draw(_rules(now, roster)),
        source=draw(few_bases()),
    )
    return AddPart(part=part, source=draw(few_bases()))


@st.composite
def _remove_part(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    del roster
    return RemovePart(part=draw(_part(now)).id, source=draw(few_bases()))


@st.composite
def _set_rule(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    rule = draw(_rules(now, roster))
    return SetRule(part=draw(_part(now)).id, rule=rule, source=draw(few_bases()))


@st.composite
def _set_payment_plan(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    del roster
    return SetPaymentPlan(
        part=draw(_part(now)).id,
        payment_plan=draw(st.none() | payment_plans(now.currency)),
        source=draw(few_bases()),
    )


@st.composite
def _of_provisions(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    """Draw what is done to one provision of a rule."""
    ruled = [part for part in now.parts if part.rule and not isinstance(part, LumpSum)]
    part, source = draw(st.sampled_from(ruled or now.parts)), draw(few_bases())
    count = len(part.rule.provisions) if part.rule else 1
    number = draw(st.integers(1, count))
    kind = draw(st.sampled_from(_OF_PROVISIONS))
    if kind is RemoveProvision:
        return RemoveProvision(part=part.id, number=number, source=source)
    if kind is MoveProvision:
        to = draw(st.integers(1, count))
        return MoveProvision(part=part.id, number=number, to=to, source=source)
    one = draw(_provisions(now, roster))
    if kind is ReplaceProvision:
        return ReplaceProvision(
            part=part.id, number=number, provision=one, source=source
        )
    place = draw(st.sampled_from((None, number)))
    return AddProvision(part=part.id, provision=one, number=place, source=source)


_OF_PROVISIONS: Final = (AddProvision, ReplaceProvision, RemoveProvision, MoveProvision)


@st.composite
def _of_conditions(draw: st.DrawFn, now: Program, roster: Roster) -> Change:
    """Draw who may claim, or which day counts."""
    del roster
    part, source = draw(_part(now)).id, draw(few_bases())
    if draw(st.booleans()):
        name = draw(st.none() | few_texts())
        return SetRecipients(part=part, kinds=KINDS[:1], name=name, source=source)
    day = KeyDate.yearly(month=draw(st.sampled_from((3, 9))), day=30)
    number = draw(st.sampled_from((None, 1, 2)))
    return SetKeyDate(part=part, key_date=day, number=number, source=source)


def _ids(now: Program) -> Sequence[str]:
    return [part.id for part in now.parts]


def _part(now: Program) -> st.SearchStrategy[Part]:
    return st.sampled_from(now.parts)


def _rules(now: Program, roster: Roster) -> st.SearchStrategy[AllocationRule | None]:
    return st.none() | rules(roster, currency=now.currency, fixed=False)


def _provisions(now: Program, roster: Roster) -> st.SearchStrategy[Provision]:
    return st.one_of(
        st.builds(Eligible, kinds=st.just(KINDS[:1]), source=few_bases()),
        st.builds(EqualShares, source=few_bases()),
        roundings(roster, now.currency),
    )
