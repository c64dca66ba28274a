"""Tests of `fundmodel.conditions.areas`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible, EligibleAreas
from fundmodel.errors import DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.units import Unit


def roster(parents, kinds=()):
    """Make a roster of bodies with their parents."""
    kinds = kinds or ["town"] * len(parents)
    return Roster(
        id="bodies",
        ids=list(parents),
        names=list(parents),
        kinds=kinds,
        parents=list(parents.values()),
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def applied(bodies, *provisions):
    """Apply provisions and give the last step."""
    state = State.start(Mixed.of([0]), bodies, unit=Unit(name="seats"))
    return AllocationRule(*provisions).fold(state, Facts())[-1]


def said(step, who, language=Language.ENGLISH):
    """Give the explanation of one claimant."""
    return step.provision.explain(step, who, 0).render(language)


TOWNS = {"south": None, "district": "south", "a": "district", "b": "north", "c": None}


class TestEligibleAreas:
    def test_leaves_out_who_lies_elsewhere(self):
        """
        Whoever is the area, or belongs to it at any depth, may claim.
        """
        step = applied(roster(TOWNS), EligibleAreas(areas=["south"]))

        assert [[True, True, True, False, False]] == step.after.eligible.tolist()
        assert "a lies in the areas eligible: south" == said(step, 2)
        assert "b is outside the areas eligible: south" == said(step, 3)
        assert "outside the areas eligible: south" == str(step.after.reason_of(4))
        assert step.after.reason_of(0) is None

    def test_reads_well_in_german(self):
        """
        Everything that is said can be said in German.
        """
        name = Text({"en": "structurally weak areas", "de": "strukturschwache Räume"})
        step = applied(roster(TOWNS), EligibleAreas(areas=["north"], name=name))

        german = Language.GERMAN
        assert (
            "berechtigt: wer in diesen Gebieten liegt: strukturschwache Räume"
        ) == step.provision.describe().render(german)
        assert (
            "b: liegt in den berechtigten Gebieten (strukturschwache Räume)"
        ) == said(step, 3, german)
        assert (
            "a: außerhalb der berechtigten Gebiete: strukturschwache Räume"
        ) == said(step, 2, german)
        assert "eligible: who lies in structurally weak areas" == str(
            step.provision.describe()
        )

    def test_areas_need_not_be_on_the_roster(self):
        """
        The parent's id is enough.
        """
        step = applied(roster({"a": "x", "b": "y"}), EligibleAreas(areas=["x", "z"]))

        assert [[True, False]] == step.after.eligible.tolist()

    def test_the_first_reason_stays(self):
        """
        Whoever was left out before is told that reason.
        """
        bodies = roster({"a": "x", "b": "y"}, ["town", "church"])
        step = applied(bodies, Eligible(kinds=["town"]), EligibleAreas(areas=["x"]))

        assert "b is not among those eligible: town" == said(step, 1)

    def test_a_row_for_all_others_goes_with_its_parent(self):
        """
        Where the row itself has a parent, it is known where its bodies lie.
        """
        bodies = roster({"a": "x", "r": "x", "s": "y"}, ["town", REMAINDER, REMAINDER])
        step = applied(bodies, EligibleAreas(areas=["x"]))

        assert [[True, True, False]] == step.after.eligible.tolist()

    def test_a_row_for_all_others_without_a_parent_is_refused(self):
        """
        Nobody knows where those lie who are behind the row.
        """
        bodies = roster({"a": "x", "r": None}, ["town", REMAINDER])
        with pytest.raises(DataLackingError) as caught:
            applied(bodies, EligibleAreas(areas=["x"]))

        assert (
            "roster 'bodies': nobody says where those behind a row lie\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody, or give the row a parent"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("parents", "got"),
        [({"a": "x", "b": "y"}, "x, y"), ({"a": None}, "no parents")],
    )
    def test_nobody_there_is_a_lack_of_data(self, parents, got):
        """
        A roster of other areas does not fit the rule.
        """
        with pytest.raises(DataLackingError) as caught:
            applied(roster(parents), EligibleAreas(areas=["z"]))

        assert (
            "roster 'bodies': nobody on the roster lies in an eligible area\n"
            f"  got: {got}\n"
            "  expected: z\n"
            "  mend: check the ids, or take a roster of these areas"
        ) == str(caught.value)

    def test_needs_parents(self):
        """
        Without them nobody can tell.
        """
        bodies = Roster(id="bodies", ids=["a"], names=["a"], kinds=["town"])
        with pytest.raises(DataLackingError) as caught:
            applied(bodies, EligibleAreas(areas=["x"]))

        assert (
            "roster 'bodies': the roster does not say where its bodies belong\n"
            "  got: no parents\n"
            "  expected: x\n"
            "  mend: take a roster with the parent of each body"
        ) == str(caught.value)

    def test_names_at_least_one_area(self):
        """
        A rule that lets nobody claim is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            EligibleAreas(areas=[])

        assert (
            "eligible areas: areas: nobody would be eligible\n"
            "  got: ()\n"
            '  expected: at least one id of a body, for example ["08226"]\n'
            "  mend: name the areas, or leave the provision out"
        ) == str(caught.value)

    @given(st.data(), st.integers(1, 12))
    def test_agrees_with_walking_up(self, data, count):
        """
        Somebody lies in an area exactly if a walk up from it meets the area.
        """
        ids = [f"n{i}" for i in range(count)]
        parents = {
            id_: data.draw(st.none() | st.sampled_from(["x", "y", *ids[:i]]))
            for i, id_ in enumerate(ids)
        }
        areas = data.draw(st.sets(st.sampled_from(["x", *ids]), min_size=1))

        def inside(id_):
            return id_ in areas or (id_ is not None and inside(parents.get(id_)))

        expected = [inside(id_) for id_ in ids]
        if any(expected):
            order = data.draw(st.permutations(ids))
            bodies = roster({id_: parents[id_] for id_ in order})
            step = applied(bodies, EligibleAreas(areas=areas))
            assert [inside(id_) for id_ in order] == step.after.eligible[0].tolist()
