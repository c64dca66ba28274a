"""
Four official distributions of seats as rules, from the official inputs.

The same cases stand beside this file as plain division; here a rule says who takes
part, by what seats are shared, and by which method they are rounded.
"""

from __future__ import annotations

import pytest

from fundmodel import AllocationRule, Indicator, Minimum, Roster, Share, ShareByFormula
from fundmodel.conditions import EligibleThreshold, Threshold
from fundmodel.rules import RoundByMethod, RoundingMethod, Term, WeightedSum
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)


def roster(records, *indicators):
    """Make a roster of records whose other keys are indicators."""
    made = [Indicator(id=one) for one in indicators]
    return Roster.from_records(records, id="official", indicators=made)


def proven(done):
    """Check that nothing is lost, and that every explanation gives its seats."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        told = done.explain(id_)
        assert_adds_up(told)
        assert_figures_are_right(told)
    return done.amounts.tolist()


def official(rows):
    """Give the official seats."""
    return [int(row["official_seats"]) for row in rows]


class TestHouseOfRepresentatives:
    """2 U.S.C. § 2a: equal proportions, and at least one seat for each state."""

    RULE = AllocationRule(
        Share(by="population"),
        Minimum(1),
        RoundByMethod(1, method=RoundingMethod.HUNTINGTON_HILL),
    )

    @pytest.mark.parametrize("census", [str(year) for year in range(1940, 2021, 10)])
    def test_seats(self, published, census):
        """
        435 seats go to the states as after each census.
        """
        rows = [row for row in published("us-house") if row["census"] == census]
        states = roster(
            [{"id": r["state"], "population": int(r["population"])} for r in rows],
            "population",
        )

        assert official(rows) == proven(self.RULE.apply(435, states, unit="seats"))


class TestNationalrat:
    """§§ 100, 107 NRWO: D'Hondt among parties with 4 % (or a regional seat)."""

    RULE = AllocationRule(
        EligibleThreshold(
            thresholds=[Threshold(by="votes", of="all_votes", at_least="4 %")]
        ),
        Share(by="votes"),
        RoundByMethod(1, method=RoundingMethod.DHONDT),
    )

    @pytest.mark.parametrize(
        "year", ["1994", "1995", "1999", "2002", "2006", "2008", "2013", "2017", "2019"]
    )
    def test_seats(self, published, year):
        """
        183 seats go to the parties as announced, and none to those below 4 %.
        """
        rows = [row for row in published("at-nationalrat") if row["election"] == year]
        cast_ = sum(int(row["votes"]) for row in rows)
        parties = roster(
            [
                # Two lists of one election have the same short name.
                {
                    "id": f"{n} {r['party']}",
                    "votes": int(r["votes"]),
                    "all_votes": cast_,
                }
                for n, r in enumerate(rows)
            ],
            "votes",
            "all_votes",
        )
        done = self.RULE.apply(183, parties, unit="seats")

        assert official(rows) == proven(done)
        for position, row in enumerate(rows):
            small = 100 * int(row["votes"]) < 4 * cast_
            assert small == (done.why_not(position) is not None)


class TestBundestag:
    """First distribution of 2021, table 6.1.1: Sainte-Laguë by German population."""

    RULE = AllocationRule(
        Share(by="germans"), RoundByMethod(1, method=RoundingMethod.SAINTE_LAGUE)
    )

    def test_seats(self, published):
        """
        598 seats go to the Länder.
        """
        rows = published("de-bundestag-laender")
        laender = roster(
            [{"id": r["land"], "germans": int(r["german_population"])} for r in rows],
            "germans",
        )

        assert official(rows) == proven(self.RULE.apply(598, laender, unit="seats"))


class TestStorting:
    """A point for each inhabitant, and 1.8 for each km², as data/README.md cites."""

    RULE = AllocationRule(
        ShareByFormula(
            formula=WeightedSum(of=[Term(1, "population"), Term("1.8", "area")])
        ),
        RoundByMethod(1, method=RoundingMethod.SAINTE_LAGUE),
    )

    def test_seats(self, published):
        """
        169 seats go to the constituencies.
        """
        rows = published("no-storting")
        constituencies = roster(
            [
                {
                    "id": r["constituency"],
                    "population": int(r["population_2020"]),
                    "area": int(r["area_km2"]),
                }
                for r in rows
            ],
            "population",
            "area",
        )

        assert official(rows) == proven(
            self.RULE.apply(169, constituencies, unit="seats")
        )
