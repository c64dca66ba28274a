from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.apportion import Rounding
from fundmodel.auditing import Severity, audit
from fundmodel.auditing.checks.openings import (
    need_stays_within_budgets,
    what_was_asked_for_was_allocated,
)
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.rules import AllocationRule, RatePerUnit, Round


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


@pytest.fixture(scope="module")
def bare(roster):
    """The same recipients, with no figures at all."""
    return attrs.evolve(roster, columns=[])


class TestWhatWasAskedForWasAllocated:
    def test_fires_where_the_roster_lacks_the_indicator(self, program, bare, run):
        """
        A part asked for by name that stays open for lack of data is a warning.
        """
        allocation = allocate(program, bare, year=2025, parts=["housing"])
        report = run(what_was_asked_for_was_allocated, allocations=[allocation])
        (finding,) = report

        assert ("OPEN-001", Severity.WARNING) == (finding.rule, finding.severity)
        assert "part Housing (housing), 2025" == str(finding.subject)
        assert str(finding.message).startswith(
            "stays open: the roster lacks the indicator that the rule counts by"
        )
        assert "roster arrivals-2024 (arrivals-2024)" == str(finding.value("roster"))
        assert () == report.passed

    def test_the_whole_audit_is_not_green(self, program, bare):
        """
        An allocation that gave nothing is found by the standard checks.
        """
        for parts in (["housing"], None):
            allocation = allocate(program, bare, year=2025, parts=parts)
            report = audit(program, allocation=allocation)

            assert "OPEN-001" in [f.rule for f in report.at_least(Severity.WARNING)]

    def test_fires_where_the_roster_lacks_the_kind(self, program, roster, run):
        """
        Without the recipients of a rule its part stays open too.
        """
        kinds = ["district"] * len(roster)
        allocation = allocate(
            program, attrs.evolve(roster, kinds=kinds), year=2025, parts=["housing"]
        )
        (finding,) = run(what_was_asked_for_was_allocated, allocations=[allocation])

        assert Severity.WARNING is finding.severity

    def test_without_a_rule_there_is_nothing_to_do(self, program, roster, run):
        """
        Who asks for a part without a rule is told, for information.
        """
        allocation = allocate(program, roster, year=2025, parts=["language"])
        (finding,) = run(what_was_asked_for_was_allocated, allocations=[allocation])

        assert Severity.INFO is finding.severity
        assert (
            "stays open: nobody has said how it is divided among recipients"
        ) == str(finding.message)

    def test_lawful_where_other_parts_stay_open(self, program, roster, run):
        """
        What nobody asked for by name may stay open beside parts that do not.
        """
        allocation = allocate(program, roster, year=2025)
        report = run(what_was_asked_for_was_allocated, allocations=[allocation])

        assert () == report.findings
        assert ["parts that were allocated: 1"] == [
            str(passed.message) for passed in report.passed
        ]

    def test_key_dates_are_told_elsewhere(self, program, roster, run):
        """
        Figures of another day are a matter of KEYD-001.
        """
        column = Column.of(Indicator(id="arrivals"), [10, 20, 41, 71])
        undated = attrs.evolve(roster, columns=[column])
        allocation = allocate(program, undated, year=2025, parts=["housing"])
        report = run(what_was_asked_for_was_allocated, allocations=[allocation])

        assert () == report.findings
        assert ["OPEN-001"] == [outcome.rule for outcome in report.not_applicable]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation it cannot be run.
        """
        report = run(what_was_asked_for_was_allocated)

        assert ["OPEN-001"] == [outcome.rule for outcome in report.not_run]


@pytest.fixture(scope="module")
def needing(program, with_part):
    """Housing is open-ended, with a rate of 1.00 EUR an arrival by default."""

    def needing(*, rate="1.00", budgets=(), whole="1000.00"):
        rule = AllocationRule(RatePerUnit(rate=eur(rate), by="arrivals"), Round("0.01"))
        loose = attrs.evolve(
            program, budgets=[YearBudget(year="2025", amount=eur(whole))]
        )
        budgets = [YearBudget(year="2025", amount=eur(budget)) for budget in budgets]
        return with_part(loose, "housing", rule=rule, budgets=budgets, open_ended=True)

    return needing


class TestNeedStaysWithinBudgets:
    @given(st.integers(min_value=1, max_value=30))
    def test_fires_above_its_own_budget(self, needing, roster, run, rate):
        """
        A rate that claims more than the budget of its part is told exactly.
        """
        program = needing(rate=f"{rate}.00", budgets=["600.00"], whole="9000.00")
        allocation = allocate(program, roster, year=2025, parts=["housing"])
        report = run(need_stays_within_budgets, allocations=[allocation])
        above = 142 * rate - 600

        assert (above > 0) == bool(report.findings)
        for finding in report:
            assert ("CONS-004", Severity.WARNING) == (finding.rule, finding.severity)
            assert "part Housing (housing), 2025" == str(finding.subject)
            assert eur(f"{above}.00") == finding.at_stake
            assert eur("600.00") == finding.value("budget")

    def test_fires_above_the_budget_around(self, needing, roster, run):
        """
        Without a budget of its own, need draws on what the others leave.
        """
        program = needing(rate="5.00")
        allocation = allocate(program, roster, year=2025, parts=["housing"])
        (finding,) = run(need_stays_within_budgets, allocations=[allocation])

        assert "program Musterfonds (musterfonds), 2025" == str(finding.subject)
        assert "what need claims exceeds the budget by 110.00 EUR" == str(
            finding.message
        )
        assert ("Housing: 710.00 EUR", "Language: 400.00 EUR") == tuple(
            map(str, finding.value("parts below"))
        )

    def test_looks_through_brackets(self, needing, roster, run):
        """
        A group without a budget passes on what is below it.
        """
        program = needing(rate="5.00")
        housing = program.part("housing")
        bracket = attrs.evolve(
            program.part("language"), id="bracket", budgets=[], rule=None
        )
        parts = [
            attrs.evolve(housing, parent="bracket"),
            program.part("language"),
            bracket,
        ]
        allocation = allocate(
            attrs.evolve(program, parts=parts), roster, year=2025, parts=["housing"]
        )
        (finding,) = run(need_stays_within_budgets, allocations=[allocation])

        assert eur("110.00") == finding.at_stake

    def test_the_largest_claim_counts(self, needing, roster, run):
        """
        A part that was allocated again is not added up; one may replace the other.
        """
        program = needing(rate="4.00")
        allocation = allocate(program, roster, year=2025, parts=["housing"])
        report = run(need_stays_within_budgets, allocations=[allocation] * 2)

        assert () == report.findings
        assert ["budgets that hold what need claims: 1"] == [
            str(passed.message) for passed in report.passed
        ]

    def test_cents_have_parts_where_a_row_stands_for_others(
        self, needing, with_remainder, run
    ):
        """
        What is no whole amount is told exactly, and no money is at stake by name.
        """
        program = needing(budgets=["0.01"])
        rule = AllocationRule(
            RatePerUnit(rate=Fraction(1, 3), by="arrivals"),
            Round("0.01", each=Rounding.HALF_UP),
        )
        parts = [attrs.evolve(program.part("housing"), rule=rule)]
        allocation = allocate(
            attrs.evolve(program, parts=parts), with_remainder, year=2025
        )
        (finding,) = run(need_stays_within_budgets, allocations=[allocation])

        assert "exceeds the budget by 47.323333… EUR" in str(finding.message)
        assert finding.at_stake is None

    def test_without_need_it_does_not_apply(self, allocation, run):
        """
        Parts with a budget are no matter of need.
        """
        report = run(need_stays_within_budgets, allocations=[allocation])

        assert ["CONS-004"] == [outcome.rule for outcome in report.not_applicable]

    def test_lacks_an_allocation(self, run):
        """
        Without an allocation it cannot be run.
        """
        report = run(need_stays_within_budgets)

        assert ["CONS-004"] == [outcome.rule for outcome in report.not_run]
