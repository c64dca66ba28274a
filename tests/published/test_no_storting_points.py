"""Storting 2020: the points by which seats are shared, as a formula."""

from __future__ import annotations

from fundmodel import AllocationRule, Indicator, Roster
from fundmodel.apportion import sainte_lague
from fundmodel.indicators import Column
from fundmodel.rules import Round, ShareByFormula, Term, WeightedSum

SEATS = 169


class TestPoints:
    def test_seats(self, published):
        """
        Each inhabitant counts one point, each square kilometre 1.8.
        """
        rows = published("no-storting")
        names = [row["constituency"] for row in rows]
        roster = Roster(
            id="constituencies",
            ids=names,
            names=names,
            kinds=["constituency"] * len(names),
            columns=[
                Column.of(Indicator(id=by), [int(row[column]) for row in rows])
                for by, column in (("people", "population_2020"), ("km2", "area_km2"))
            ],
        )
        points = WeightedSum(of=[Term(1, "people"), Term("1.8", "km2")])
        rule = AllocationRule(ShareByFormula(formula=points), Round(1))
        key = rule.apply(SEATS, roster, unit="seats").steps[0].after.key

        official = [int(row["official_seats"]) for row in rows]
        assert official == sainte_lague(SEATS, key.weights[0].tolist())
