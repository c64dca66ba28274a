"""Plain JSON: money as text, exact amounts as fractions."""

from __future__ import annotations

import json
from fractions import Fraction

import attrs

from fundmodel.auditing import reperform
from fundmodel.cli import plain
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage
from fundmodel.rules import AllocationRule, EqualShares, Round
from fundmodel.sentences import Language


class TestExplanations:
    def test_units_other_than_money_are_text_too(self, roster):
        """
        Seats have their unit in the place of a currency, and may lack a source.
        """
        named = attrs.evolve(
            roster, kinds=["municipality"] * 4, coverage=Coverage.PARTIAL
        )
        found = AllocationRule(EqualShares(), Round("1")).apply(
            436, named, unit="seats"
        )
        told = plain.explanations({"": found.explain("01")}, "01", Language.ENGLISH)

        (part,) = json.loads(plain.text(told))["parts"]
        assert part["amount"] == {"amount": "109", "currency": "seats"}
        assert part["opening"] is None
        assert part["steps"][0]["source"] is None

    def test_hidden_counts_that_can_be_computed_are_named(self, allocation):
        """
        A program learns which indicator the amounts give away.
        """
        told = {"heads": allocation.explain("02").parts[0]}
        (part,) = plain.explanations(told, "02", Language.ENGLISH)["parts"]

        assert part["reveals"] == ["persons"]

    def test_steps_of_sub_rules_are_nested(self, allocation):
        """
        What a sub-rule did stands inside the step that ran it.
        """
        told = allocation.explain("01").parts[0]
        outer = attrs.evolve(told.steps[0], nested=(told.steps,))
        form = plain.explanations(
            {"heads": attrs.evolve(told, steps=(outer,))}, "01", Language.ENGLISH
        )

        (part,) = json.loads(plain.text(form))["parts"]
        assert len(part["steps"][0]["nested"][0]) == len(told.steps)


class TestComparison:
    def test_who_is_not_on_the_roster_has_no_amount(self, allocation):
        """
        What cannot be compared is null, not zero.
        """
        table = PublishedTable(
            id="table",
            ids=["01", "77"],
            names=["Althausen", "Nowhere"],
            amounts=[Money.of("61433.45", "EUR")] * 2,
        )
        form = plain.comparison(reperform(table, allocation))

        rows = json.loads(plain.text(form))["compared"]
        assert rows[0]["difference"] == {"amount": "0.00", "currency": "EUR"}
        assert rows[1]["recomputed"] is None
        assert form["not_compared"] == 1
        assert form["about_something_else"] == []

    def test_what_the_table_is_about_is_told(self, allocation):
        """
        Another share than the table declares stands there as text.
        """
        table = PublishedTable(
            id="table", ids=[], names=[], amounts=[], share=Fraction(3, 5)
        )
        form = plain.comparison(reperform(table, allocation))

        assert form["about_something_else"] == [
            {"what": "share of the budget", "published": "60 %", "recomputed": "100 %"}
        ]
