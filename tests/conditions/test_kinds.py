"""Tests of `fundmodel.conditions.kinds`."""

from __future__ import annotations

import numpy as np
import pytest

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.units import Unit

TOWNS = ("town", "city")


def roster(*kinds):
    """Make a roster of these kinds."""
    return Roster.from_records(
        ({"id": f"{kind}{i}", "kind": kind} for i, kind in enumerate(kinds)),
        id="bodies",
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def applied(provision, *kinds):
    """Apply a provision to recipients of these kinds."""
    state = State.start(Mixed.of([0]), roster(*kinds), unit=Unit(name="seats"))
    (step,) = AllocationRule(provision).fold(state, Facts())
    return step


class TestEligible:
    def test_leaves_out_other_kinds(self):
        """
        Whoever is of another kind may not claim, and is told why.
        """
        step = applied(Eligible(kinds=TOWNS), "town", "district", "city")

        assert [[True, False, True]] == step.after.eligible.tolist()
        assert [
            "town0 is among those eligible: town, city",
            "district1 is not among those eligible: town, city",
            "city2 is among those eligible: town, city",
        ] == [str(step.provision.explain(step, i, 0)) for i in range(3)]

    def test_rows_for_all_others_stay(self):
        """
        A row for all others stands for bodies of the kinds named.
        """
        step = applied(Eligible(kinds=TOWNS), "town", REMAINDER)

        assert step.after.eligible.all()
        assert ("remainder1: the row stands for all others who are eligible") == str(
            step.provision.explain(step, 1, 0)
        )

    def test_kinds_can_be_called_by_a_name(self):
        """
        Sentences say "municipalities" where the program does.
        """
        provision = Eligible(kinds=TOWNS, name=Text("municipalities"))
        step = applied(provision, "town", "district")

        assert "eligible: municipalities" == str(provision.describe())
        assert "district1 is not among those eligible: municipalities" == str(
            provision.explain(step, 1, 0)
        )

    def test_the_first_reason_stays(self):
        """
        Whoever is left out twice is told the first reason.
        """
        state = State.start(
            Mixed.of([0]), roster("town", "city", "x"), unit=Unit(name="seats")
        )
        rule = AllocationRule(Eligible(kinds=TOWNS), Eligible(kinds=("town",)))
        after = rule.fold(state, Facts())[-1].after

        assert after.reason_of(0) is None
        assert "not among those eligible: town" == str(after.reason_of(1))
        assert "not among those eligible: town, city" == str(after.reason_of(2))

    def test_serves_several_scenarios(self):
        """
        Where eligibility differs by scenario, it is narrowed in each.
        """
        state = State.start(
            Mixed.of([0, 0]), roster("town", "x"), unit=Unit(name="seats")
        ).becomes(
            eligible=np.array([[True, True], [False, True]]),
            reason=np.array([[-1, -1], [0, -1]]),
            reasons=(Eligible(kinds=("y",)).describe(),),
        )
        after = Eligible(kinds=("town",)).apply(state, Facts())

        assert [[True, False], [False, False]] == after.eligible.tolist()
        assert "eligible: y" == str(after.reason_of(0, 1))

    @pytest.mark.parametrize(
        ("kinds", "got"),
        [(("x", "a", "x"), "a, x"), ((), "no recipients"), ((REMAINDER,), REMAINDER)],
    )
    def test_nobody_eligible_is_a_lack_of_data(self, kinds, got):
        """
        A roster without any of these kinds does not fit the rule.
        """
        with pytest.raises(DataLackingError) as caught:
            applied(Eligible(kinds=TOWNS), *kinds)

        assert (
            "roster 'bodies': nobody on the roster is of an eligible kind\n"
            f"  got: {got}\n"
            "  expected: town or city\n"
            "  mend: take a roster that holds recipients of these kinds"
        ) == str(caught.value)

    @pytest.mark.parametrize(("kinds", "got"), [((), "()"), (("a", ""), "('a', '')")])
    def test_names_at_least_one_kind(self, kinds, got):
        """
        A rule that lets nobody claim is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            Eligible(kinds=kinds)

        assert (
            "eligible.kinds: nobody would be eligible\n"
            f"  got: {got}\n"
            '  expected: at least one kind, for example ["municipality"]\n'
            "  mend: name the kinds, or leave the provision out"
        ) == str(caught.value)

    def test_a_single_word_is_not_a_collection(self):
        """
        "town" is not the kinds t, o, w and n.
        """
        with pytest.raises(InvalidModelError) as caught:
            Eligible(kinds="town")

        assert (
            "kinds: kinds are a collection of words, not one word\n"
            "  got: 'town'\n"
            '  expected: a collection, for example ("municipality",)\n'
            "  mend: write ('town',)"
        ) == str(caught.value)
