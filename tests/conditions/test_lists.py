"""Tests of `fundmodel.conditions.lists`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible, EligibleList
from fundmodel.errors import AllocationError, DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.units import Unit


def roster(*ids, kinds=()):
    """Make a roster of these bodies."""
    kinds = kinds or ["town"] * len(ids)
    return Roster(
        id="bodies",
        ids=ids,
        names=ids,
        kinds=kinds,
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def applied(bodies, *provisions):
    """Apply provisions and give the last step."""
    state = State.start(Mixed.of([0]), bodies, unit=Unit(name="seats"))
    return AllocationRule(*provisions).fold(state, Facts())[-1]


def said(step, who, language=Language.ENGLISH):
    """Give the explanation of one claimant."""
    return step.provision.explain(step, who, 0).render(language)


class TestEligibleList:
    def test_lets_only_those_claim_who_are_on_it(self):
        """
        All others are left out, and told why.
        """
        step = applied(roster("a", "b", "c"), EligibleList(only=["a", "c"]))

        assert [[True, False, True]] == step.after.eligible.tolist()
        assert "a is on the list: a, c" == said(step, 0)
        assert "b is not on the list: a, c" == said(step, 1)
        assert "eligible by name: a, c" == str(step.provision.describe())

    def test_or_all_but_those_on_it(self):
        """
        Those on the list are left out.
        """
        step = applied(roster("a", "b", "c"), EligibleList(without=["b"]))

        assert [[True, False, True]] == step.after.eligible.tolist()
        assert "a is not among those left out by name: b" == said(step, 0)
        assert "b is left out by name: b" == said(step, 1)
        assert "not eligible by name: b" == str(step.provision.describe())

    def test_a_list_can_have_a_name(self):
        """
        Sentences use the name, in the language of the reader.
        """
        name = Text({"en": "pilot districts", "de": "Modellkreise"})
        step = applied(roster("a", "b"), EligibleList(only=["a"], name=name))

        assert "a: steht auf der Liste (Modellkreise)" == said(step, 0, Language.GERMAN)
        assert "b: nicht auf der Liste: Modellkreise" == said(step, 1, Language.GERMAN)
        assert "eligible by name: pilot districts" == str(step.provision.describe())

    def test_a_long_list_is_counted(self):
        """
        Nobody reads a hundred ids.
        """
        listed = EligibleList(only=[f"n{i}" for i in range(6)])

        assert "eligible by name: 6 recipients" == str(listed.describe())

    def test_the_first_reason_stays(self):
        """
        Whoever was left out before is told that reason.
        """
        bodies = roster("a", "b", kinds=["town", "church"])
        step = applied(bodies, Eligible(kinds=["town"]), EligibleList(only=["a", "b"]))

        assert "b is not among those eligible: town" == said(step, 1)

    @pytest.mark.parametrize(
        ("listed", "got", "mend"),
        [
            (
                ["0811", "99"],
                "99",
                "correct the ids, or take the roster that the list was made for",
            ),
            (["0812"], "0812", "did you mean 0811?"),
        ],
    )
    def test_knows_everybody_on_it(self, listed, got, mend):
        """
        An id that nobody has is refused, and the nearest one offered.
        """
        with pytest.raises(AllocationError) as caught:
            applied(roster("0811", "xyz"), EligibleList(without=listed))

        assert (
            "roster 'bodies': a list names recipients who are not on the roster\n"
            f"  got: {got}\n"
            "  expected: ids on the roster\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    def test_somebody_behind_a_row_is_a_lack_of_data(self):
        """
        A row for all others may hold whoever is not found.
        """
        bodies = roster("a", "r", kinds=["town", REMAINDER])
        with pytest.raises(DataLackingError) as caught:
            applied(bodies, EligibleList(without=["b"]))

        assert (
            "roster 'bodies': a list names somebody who may be behind a row for all "
            "others\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_rows_for_all_others_are_not_on_it(self):
        """
        Where everybody on the list has a row, the others are not on it.
        """
        bodies = roster("a", "r", kinds=["town", REMAINDER])

        only = applied(bodies, EligibleList(only=["a"])).after
        without = applied(bodies, EligibleList(without=["a"])).after
        assert [[True, False]] == only.eligible.tolist()
        assert [[False, True]] == without.eligible.tolist()

    @pytest.mark.parametrize(
        ("fields", "got"),
        [({}, "neither"), ({"only": ["a"], "without": ["b"]}, "both")],
    )
    def test_is_of_one_kind(self, fields, got):
        """
        A list says who may claim or who may not, never both.
        """
        with pytest.raises(InvalidModelError) as caught:
            EligibleList(**fields)

        assert (
            "eligible list: a list names either who may claim or who may not\n"
            f"  got: {got}\n"
            "  expected: one of `only` and `without`\n"
            '  mend: write only = ["08111000"], or without = ["08111000"]'
        ) == str(caught.value)

    @given(st.sets(st.sampled_from("abcdef"), min_size=1), st.permutations("abcdef"))
    def test_the_two_kinds_are_complements(self, listed, order):
        """
        Who may claim by the one may not by the other, in any order.
        """
        bodies = roster(*order)
        only = applied(bodies, EligibleList(only=listed)).after.eligible
        without = applied(bodies, EligibleList(without=listed)).after.eligible

        assert [id_ in listed for id_ in order] == only[0].tolist()
        assert (only != without).all()
