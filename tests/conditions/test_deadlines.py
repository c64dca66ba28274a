"""Tests of `fundmodel.conditions.deadlines` and `.applicants`."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.applications import Application, Applications
from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible, EligibleApplied
from fundmodel.errors import AllocationError, DataLackingError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Language
from fundmodel.steps import State
from fundmodel.units import Unit

TOWNS = Roster(
    id="towns",
    ids=["aue", "bonn", "cham", "dorn"],
    names=["Aue", "Bonn", "Cham", "Dorn"],
    kinds=["town", "town", "town", "city"],
)
DAY = KeyDate(date(2026, 3, 31))


def call(*rows):
    """Make applications of applicant and day."""
    return Applications.of(
        [
            Application(id=f"a{number}", applicant=who, requested=1, received=day)
            for number, (who, day) in enumerate(rows)
        ],
        id="call",
    )


APPLIED = call(
    ("aue", date(2026, 4, 2)),
    ("aue", date(2026, 3, 31)),
    ("bonn", date(2026, 4, 2)),
    ("dorn", None),
)


def applied(*provisions, applications=APPLIED, roster=TOWNS, year=None):
    """Apply provisions and give the last step."""
    state = State.start(Mixed.of([0, 1]), roster, unit=Unit(name="seats"), year=year)
    facts = Facts(applications=applications)
    return AllocationRule(*provisions).fold(state, facts)[-1]


def said(step, who, language=Language.ENGLISH):
    """Give the explanation of one claimant."""
    return step.provision.explain(step, who, 1).render(language)


class TestEligibleApplied:
    def test_leaves_out_who_did_not_apply(self):
        """
        Without a deadline, any application will do.
        """
        step = applied(EligibleApplied())

        assert [[True, True, False, True]] == step.after.eligible.tolist()
        assert "without an application" == str(step.after.reason_of(2))
        assert "Cham is without an application" == said(step, 2)
        assert "Cham: kein Antrag" == said(step, 2, Language.GERMAN)
        assert "Bonn applied" == said(step, 1)
        assert "eligible: who applied" == str(step.provision.describe())

    def test_leaves_out_who_was_too_late(self):
        """
        The last day is in time, and the first of several applications counts.
        """
        step = applied(Eligible(kinds=["town"]), EligibleApplied(deadline=DAY))

        assert [[True, False, False, False]] == step.after.eligible.tolist()
        assert "Aue applied by 31 March 2026" == said(step, 0)
        assert (
            "Bonn is too late: received on 2 April 2026, due by 31 March 2026"
        ) == said(step, 1)
        assert (
            "Bonn: zu spät eingegangen am 2. April 2026, Frist war der 31. März 2026"
        ) == said(step, 1, Language.GERMAN)
        assert "Cham is without an application" == said(step, 2)
        assert "Dorn is not among those eligible: town" == said(step, 3)
        assert "eligible: who applied by 31 March 2026" == str(
            step.provision.describe()
        )

    def test_takes_a_day_of_the_budget_year(self):
        """
        A deadline may come back each year.
        """
        each = EligibleApplied(deadline=KeyDate.yearly(month=3, day=31))
        step = applied(Eligible(kinds=["town"]), each, year=BudgetYear.calendar(2026))

        assert [[True, False, False, False]] == step.after.eligible.tolist()

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(TOWNS.ids),
                st.dates(date(2026, 3, 29), date(2026, 4, 2)),
            )
        )
    )
    def test_is_in_time_exactly_with_an_application_in_time(self, rows):
        """
        Whoever is left out has a reason, and only who has no application in time.
        """
        after = applied(EligibleApplied(deadline=DAY), applications=call(*rows)).after
        in_time = {who for who, day in rows if day <= DAY.day}

        assert [id_ in in_time for id_ in TOWNS.ids] == after.eligible[0].tolist()
        assert [id_ in in_time for id_ in TOWNS.ids] == [
            after.reason_of(i) is None for i in range(4)
        ]

    def test_wants_the_day_of_receipt(self):
        """
        Without a day, nobody knows whether an application was in time.
        """
        with pytest.raises(InvalidDataError) as caught:
            applied(EligibleApplied(deadline=DAY))

        assert (
            "applications 'call': nobody says when an application was received, and "
            "there is a deadline\n"
            "  got: a3 (a3)\n"
            "  expected: a day of receipt\n"
            "  mend: find the day, or leave the deadline out"
        ) == str(caught.value)

    def test_wants_applications(self):
        """
        A rule that asks for applications needs them.
        """
        with pytest.raises(AllocationError) as caught:
            applied(EligibleApplied(), applications=None)

        assert (
            "facts: a provision asks for applications, and none were given\n"
            "  got: no applications\n"
            "  expected: applications\n"
            "  mend: give them: allocate(..., facts=Facts(applications=applications)); "
            "on the command line: --applications FILE"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("who", "mend"),
        [
            ("bon", "did you mean 'bonn'?"),
            (
                "42",
                "correct the ids, or take the roster that the applications belong to",
            ),
        ],
    )
    def test_names_strangers(self, who, mend):
        """
        Applicants have to be on the roster.
        """
        with pytest.raises(AllocationError) as caught:
            applied(EligibleApplied(), applications=call((who, None)))

        assert (
            "applications 'call', roster 'towns': somebody applied who is not on the "
            "roster\n"
            f"  got: {who} (a0)\n"
            "  expected: applicants that are on the roster\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    def test_refuses_a_row_for_all_others(self):
        """
        Who applied behind such a row cannot be told.
        """
        others = Roster(
            id="towns",
            ids=["aue", "rest"],
            names=["Aue", "Others"],
            kinds=["town", REMAINDER],
            coverage=Coverage.REMAINDER,
        )
        with pytest.raises(DataLackingError, match="who applied cannot be told"):
            applied(EligibleApplied(), applications=call(), roster=others)
