from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.rosters import (
    facts_form,
    read_facts,
    read_roster_form,
    read_table_form,
    roster_form,
    table_form,
)
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster


def told(read, value: object) -> list[tuple[str, str]]:
    """Give place and fault of everything that is wrong with a form."""
    with pytest.raises((InvalidDataError, FaultsError)) as caught:
        read(value)
    return [(fault.where, fault.what) for fault in faults_of(caught.value)]


class TestRosterForm:
    def test_columns_keep_their_decimals(self, roster):
        """
        Values are whole numbers of the last decimal.
        """
        area = roster_form(roster)["columns"][1]

        assert area["decimals"] == 2
        assert area["values"] == [150, 225, 1000]

    def test_an_empty_roster(self):
        """
        The lists that every roster has are there even if they are empty.
        """
        empty = Roster(id="none", ids=[], names=[], kinds=[])
        form = roster_form(empty)

        assert form["ids"] == []
        assert empty.content_hash == read_roster_form(form).content_hash

    def test_no_parents_and_unknown_parents_differ(self, roster):
        """
        A roster without parents keeps its hash, and so does one of nobody's.
        """
        without = attrs.evolve(roster, parents=())
        unknown = attrs.evolve(roster, parents=[None, None, None])

        for each in (without, unknown):
            assert each.content_hash == read_roster_form(roster_form(each)).content_hash
        assert without.content_hash != unknown.content_hash


class TestReadRosterForm:
    @pytest.mark.parametrize(
        ("changes", "where", "what"),
        [
            ({"coverage": "all"}, "coverage", "this is none of the possible values"),
            ({"parents": [3]}, "parents[0]", "this is not text"),
            ({"validity": ["x"]}, "validity[0]", "this is no period"),
            ({"validity": [{"date": 1}]}, "validity[0].date", "this is not a date"),
            ({"successors": ["x"]}, "successors[0]", "this is not a list"),
            ({"columns": {}}, "columns", "this is not a list"),
            ({"ids": ["a", "a", "b"]}, "roster 'towns'", "an id stands more than once"),
        ],
    )
    def test_what_is_wrong_is_named(self, roster, changes, where, what):
        """
        Every fault has its path.
        """
        form = {**roster_form(roster), **changes}

        assert told(read_roster_form, form) == [(where, what)]

    @pytest.mark.parametrize(
        ("key", "value", "where", "what"),
        [
            ("decimals", 10**9, "decimals", "the number is out of bounds"),
            ("values", [1, 10**90, 2], "values[1]", "the number is too large"),
            ("inferred", [3], "inferred", "a value that does not exist is marked"),
            ("inferred", [-1], "inferred", "a value that does not exist is marked"),
        ],
    )
    def test_hostile_columns(self, roster, key, value, where, what):
        """
        No number of a column is used before it is weighed.
        """
        form = roster_form(roster)
        form["columns"][0][key] = value
        ((place, said),) = told(read_roster_form, form)

        assert place == f"columns[0].{where}"
        assert said.startswith(what)


class TestTableForm:
    def test_a_bare_table(self):
        """
        What is not given is not written.
        """
        bare = PublishedTable(id="t", ids=[], names=[], amounts=[])

        assert bare == read_table_form(table_form(bare))

    def test_a_full_table(self, table):
        """
        Everything about a table comes back.
        """
        assert table == read_table_form(table_form(table))
        declared = attrs.evolve(table, share=Fraction(3, 5), roster="heads")
        assert declared == read_table_form(table_form(declared))


class TestFactsForm:
    def test_no_facts(self):
        """
        Nothing is something too.
        """
        assert Facts() == read_facts(facts_form(Facts()))

    def test_all_facts(self, allocation):
        """
        Tables keep their order.
        """
        assert allocation.facts == read_facts(facts_form(allocation.facts))
