from __future__ import annotations

from fractions import Fraction

import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.auditing import Severity
from fundmodel.auditing.checks.eligibility import only_the_eligible_receive
from fundmodel.money import Money


class TestOnlyTheEligibleReceive:
    def test_fires_when_the_ineligible_receive(self, allocation, tamper, cents, run):
        """
        A district that may not claim and is allotted money is an error.
        """
        paid = tamper(allocation, amounts=cents(10_000, 20_000, 29_500, 500))
        report = run(only_the_eligible_receive, allocations=[paid])

        (finding,) = report.findings
        assert ("ELIG-001", Severity.ERROR) == (finding.rule, finding.severity)
        assert "Musterkreis (90), part Housing (housing), 2025" == str(finding.subject)
        assert Money.of("5.00", "EUR") == finding.at_stake
        assert "not among those eligible: municipality" == str(
            finding.value("why not eligible")
        )
        assert [3] == [passed.count for passed in report.passed]

    def test_finds_a_fraction_of_a_cent(self, allocation, tamper, run):
        """
        An amount below the smallest unit is an amount.
        """
        amounts = Mixed.from_fractions([[0, 0, 0, Fraction(1, 3)]])
        (finding,) = run(
            only_the_eligible_receive, allocations=[tamper(allocation, amounts=amounts)]
        )

        assert None is finding.at_stake

    def test_nobody_is_in_order(self, allocation, tamper, cents, run):
        """
        Where everybody receives without being eligible, nothing has passed.
        """
        paid = tamper(
            allocation,
            amounts=cents(1, 1, 1, 1),
            eligible=np.zeros((1, 4), dtype=np.bool_),
            reason=np.full((1, 4), -1),
        )
        report = run(only_the_eligible_receive, allocations=[paid])

        assert 4 == len(report.findings)
        assert () == report.passed
        assert "no reason is recorded" == str(
            report.findings[0].value("why not eligible")
        )

    def test_lawful_when_they_get_nothing(self, allocation, run):
        """
        Zero for whoever may not claim is in order.
        """
        report = run(only_the_eligible_receive, allocations=[allocation])

        assert () == report.findings
        assert [4] == [passed.count for passed in report.passed]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation the rule is not run.
        """
        assert ["ELIG-001"] == [o.rule for o in run(only_the_eligible_receive).not_run]
