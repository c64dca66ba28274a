from __future__ import annotations

import attrs
import numpy as np

from fundmodel.allocation import allocate
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.ties import ties_are_told
from fundmodel.indicators import Column
from fundmodel.steps import Branch


class TestTiesAreTold:
    def tied(self, program, roster):
        """Allocate to two with the same weight."""
        column = Column.of(roster.columns[0].indicator, [1, 1, 5, 0])
        return allocate(
            program,
            attrs.evolve(roster, columns=[column]),
            year=2025,
            parts=["housing"],
        )

    def test_names_everybody_in_the_tie(self, program, roster, run):
        """
        A tie that the order decided names all who were in it and who won.
        """
        report = run(ties_are_told, allocations=[self.tied(program, roster)])

        (finding,) = report.findings
        assert ("TIES-001", Severity.INFO) == (finding.rule, finding.severity)
        assert ("Ahausen (01)", "Bedorf (02)") == finding.value("between")
        assert ("Ahausen (01)",) == finding.value("decided for")

    def test_lawful_without_a_tie(self, allocation, run):
        """
        Where the remainders differ, nothing had to be decided.
        """
        report = run(ties_are_told, allocations=[allocation])

        assert () == report.findings
        assert [1] == [passed.count for passed in report.passed]

    def test_finds_ties_of_sub_rules(self, program, roster, allocation, tamper, run):
        """
        A tie inside a sub-rule is a tie.
        """
        nested = self.tied(program, roster).parts[0].distribution.steps
        report = run(
            ties_are_told,
            allocations=[tamper(allocation, nested=(Branch(steps=nested),))],
        )

        assert ["TIES-001"] == [finding.rule for finding in report]

    def test_finds_ties_below_every_body(
        self, program, roster, allocation, tamper, run
    ):
        """
        Where a sub-rule runs once for each body, ties below any of them are told.
        """
        nested = self.tied(program, roster).parts[0].distribution.steps
        n = len(roster)
        others = Branch(
            steps=nested,
            positions=np.arange(n),
            rows=np.ones((1, n), dtype=np.int64),
        )
        mine = attrs.evolve(
            others, rows=np.zeros((1, n), dtype=np.int64), runs=np.zeros(n, np.int64)
        )
        for branch, expected in ((others, []), (mine, ["TIES-001"])):
            report = run(
                ties_are_told, allocations=[tamper(allocation, nested=(branch,))]
            )

            assert expected == [finding.rule for finding in report]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        assert ["TIES-001"] == [outcome.rule for outcome in run(ties_are_told).not_run]
