"""Plain JSON: money as text, exact amounts as fractions."""

from __future__ import annotations

import json
from fractions import Fraction

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.auditing import reperform
from fundmodel.cli import plain
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage
from fundmodel.rules import AllocationRule, EqualShares, ExplainedBranch, Round
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
        outer = attrs.evolve(told.steps[0], nested=(ExplainedBranch(steps=told.steps),))
        form = plain.explanations(
            {"heads": attrs.evolve(told, steps=(outer,))}, "01", Language.ENGLISH
        )

        (part,) = json.loads(plain.text(form))["parts"]
        assert len(part["steps"][0]["nested"][0]["steps"]) == len(told.steps)


class TestAllotments:
    def test_a_document_says_what_it_is(self, allocation):
        """
        Whoever finds the file alone knows kind, version, currency and parts.
        """
        form = plain.allotments(allocation)

        assert ("allotments", 1) == (form["document"], form["schema_version"])
        assert "EUR" == form["currency"]
        assert [part.part.id for part in allocation.parts] == [
            part["part"] for part in form["parts"]
        ]

    # The fixtures are frozen, so that examples may share them.
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(min_value=0, max_value=300))
    def test_every_pot_adds_up(self, program, roster, share):
        """
        Allotments and what went elsewhere give the pot, exactly.
        """
        found = allocate(program, roster, year=2024, share=Fraction(share, 100))
        form = json.loads(plain.text(plain.allotments(found)))

        assert form["parts"]
        for part in form["parts"]:
            told = {key: Fraction(part[key]) for key in part if key not in _WORDS}
            amounts = sum(
                Fraction(row["minor_units"])
                for row in form["allotments"]
                if row["part"] == part["part"]
            )
            went = sum(told[key] for key in ("left_over", "residual", "set_aside"))
            assert amounts == told["allotted"]
            assert told["pot"] == (amounts + went + told["lapsed"] - told["guaranteed"])


_WORDS = ("part", "stage")


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
