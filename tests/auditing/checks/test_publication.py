from __future__ import annotations

import attrs
import pytest

from fundmodel.auditing.checks.publication import published_amounts_are_recomputed
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

TABLE = PublishedTable(
    id="list",
    ids=["01"],
    names=["Ahausen"],
    amounts=[Money.of("84.51", "EUR")],
    part="housing",
    year="2025",
)


class TestPublishedAmountsAreRecomputed:
    def test_fires_for_each_difference(self, allocation, run):
        """
        A published amount that the rule does not give is found.
        """
        wrong = attrs.evolve(TABLE, amounts=[Money.of("84.50", "EUR")])
        report = run(
            published_amounts_are_recomputed,
            published=[wrong],
            allocations=[allocation],
        )

        assert ["PUB-001"] == [finding.rule for finding in report]

    def test_lawful_when_it_agrees(self, allocation, run):
        """
        A table that the rule gives is in order.
        """
        report = run(
            published_amounts_are_recomputed,
            published=[TABLE],
            allocations=[allocation],
        )

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    @pytest.mark.parametrize("changes", [{"year": "2024"}, {"part": "language"}])
    def test_lacks_an_allocation_of_its_part_and_year(self, allocation, run, changes):
        """
        A table about something else is not run, because nothing fits it.
        """
        report = run(
            published_amounts_are_recomputed,
            published=[attrs.evolve(TABLE, **changes)],
            allocations=[allocation],
        )

        assert () == report.findings
        assert ["PUB-001"] == [outcome.rule for outcome in report.not_run]

    def test_two_allocations_fit(self, allocation, run):
        """
        Which of two allocations a table is about cannot be told.
        """
        report = run(
            published_amounts_are_recomputed,
            published=[TABLE],
            allocations=[allocation, allocation],
        )

        assert [
            "table list (list): 2 allocations are of its part and year, one is needed"
        ] == [str(outcome.reason) for outcome in report.not_run]

    def test_lacks_a_table(self, allocation, run):
        """
        Without a table the rule is not run.
        """
        report = run(published_amounts_are_recomputed, allocations=[allocation])

        assert ["PUB-001"] == [outcome.rule for outcome in report.not_run]
