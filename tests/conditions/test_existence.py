"""Tests of `fundmodel.conditions.existence`."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible, EligibleOn
from fundmodel.errors import DataLackingError
from fundmodel.facts import Facts
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Language
from fundmodel.steps import State
from fundmodel.units import Unit

EARLY = Period(date(2000, 1, 1), date(2017, 12, 31))
LATE = Period(date(2018, 1, 1), date(2099, 12, 31))
MERGED = Roster(
    id="merged",
    ids=["old", "gone", "new", "rest"],
    names=["Old", "Gone", "New", "Rest"],
    kinds=["town", "church", "town", REMAINDER],
    validity=[EARLY, EARLY, LATE, EARLY],
    successors=[["new"], [], [], []],
    coverage=Coverage.REMAINDER,
)


def applied(*provisions, roster=MERGED, year=None):
    """Apply provisions and give the last step."""
    state = State.start(Mixed.of([0]), roster, unit=Unit(name="seats"), year=year)
    return AllocationRule(*provisions).fold(state, Facts())[-1]


def said(step, who, language=Language.ENGLISH):
    """Give the explanation of one claimant."""
    return step.provision.explain(step, who, 0).render(language)


class TestEligibleOn:
    def test_leaves_out_who_does_not_exist_on_the_day(self):
        """
        The first and the last day of a period belong to it.
        """
        last = applied(EligibleOn(key_date=KeyDate(date(2017, 12, 31)))).after
        first = applied(EligibleOn(key_date=KeyDate(date(2018, 1, 1)))).after

        assert [[True, True, False, True]] == last.eligible.tolist()
        assert [[False, False, True, True]] == first.eligible.tolist()

    def test_says_when_it_existed_and_who_came_after_it(self):
        """
        A merged body is told where to look.
        """
        step = applied(EligibleOn(key_date=KeyDate(date(2018, 6, 30))))

        assert "New exists on 30 June 2018" == said(step, 2)
        assert (
            "Old is not in existence on 30 June 2018, but from 1 January 2000 to "
            "31 December 2017; in its place: new"
        ) == said(step, 0)
        assert (
            "Gone is not in existence on 30 June 2018, but from 1 January 2000 to "
            "31 December 2017"
        ) == said(step, 1)
        assert "not in existence on 30 June 2018" == str(step.after.reason_of(0))
        assert "am 30. Juni 2018 nicht vorhanden" in said(step, 0, Language.GERMAN)

    def test_the_first_reason_stays(self):
        """
        Whoever was left out before is told that reason.
        """
        late = EligibleOn(key_date=KeyDate(date(2018, 6, 30)))
        step = applied(Eligible(kinds=["town"]), late)

        assert "Gone is not among those eligible: town" == said(step, 1)

    def test_knows_days_of_each_year(self):
        """
        A day that comes back is taken of the budget year.
        """
        yearly = EligibleOn(key_date=KeyDate.yearly(month=6, day=30, years_before=1))
        step = applied(yearly, year=BudgetYear.calendar(2019))

        assert [[False, False, True, True]] == step.after.eligible.tolist()
        assert "eligible: who exists on 30 June of the year before the budget year" == (
            str(yearly.describe())
        )
        with pytest.raises(DataLackingError, match="no year was given"):
            applied(yearly)

    def test_whoever_has_no_period_always_exists(self):
        """
        A roster without periods leaves nobody out.
        """
        roster = Roster(id="r", ids=["a"], names=["A"], kinds=["town"])
        step = applied(EligibleOn(key_date=KeyDate(date(1, 1, 1))), roster=roster)

        assert step.after.eligible.all()

    @given(
        st.lists(st.none() | st.tuples(st.dates(), st.dates()), min_size=1, max_size=6),
        st.dates(),
    )
    def test_agrees_with_the_calendar(self, ends, day):
        """
        Somebody exists from its first to its last day.
        """
        periods = [None if e is None else Period(min(e), max(e)) for e in ends]
        ids = [f"n{i}" for i in range(len(ends))]
        roster = Roster(
            id="r", ids=ids, names=ids, kinds=["town"] * len(ids), validity=periods
        )
        step = applied(EligibleOn(key_date=KeyDate(day)), roster=roster)

        expected = [e is None or min(e) <= day <= max(e) for e in ends]
        assert expected == step.after.eligible[0].tolist()
