from __future__ import annotations

import functools

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.auditing import (
    STANDARD_CHECKS,
    Case,
    NotRun,
    Severity,
    audit,
)
from fundmodel.auditing.checks.tree import parts_stay_within_budgets
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column
from fundmodel.sentences import sentence


def breaks_off(_: Case):
    """Give an outcome and raise."""
    yield NotRun(rule="MINE-001", reason=sentence("before it breaks"))
    raise InvalidDataError("the ledger is gone", mend="find it")


class TestAudit:
    def test_clean_case(self, program, allocation, register):
        """
        A case in which everything is cited and adds up has nothing to find.
        """
        report = audit(program, allocation=allocation, register=register)

        assert () == report.findings
        assert {"CITE-007", "PUB-001"} == {outcome.rule for outcome in report.not_run}

    def test_takes_the_program_of_the_allocation(self, allocation):
        """
        Without a program, that of the first allocation is audited.
        """
        report = audit(allocations=[allocation])

        assert "TREE-001" in {passed.rule for passed in report.passed}

    def test_nothing_given(self):
        """
        With nothing to look at, every check says what it lacks and none passes.
        """
        report = audit()

        assert len(STANDARD_CHECKS) == len(report.not_run)
        assert () == (*report.findings, *report.passed, *report.not_applicable)

    def test_caller_owns_the_checks(self, program):
        """
        Only the checks that the caller names are run.
        """
        report = audit(program, checks=[parts_stay_within_budgets])

        assert ["TREE-001"] == [passed.rule for passed in report.passed]

    def test_check_that_raises(self, program):
        """
        A check that raises is a finding; others run, and what it gave is kept.
        """
        report = audit(program, checks=[breaks_off, parts_stay_within_budgets])

        (finding,) = report.findings
        assert ("CHECK-001", Severity.ERROR) == (finding.rule, finding.severity)
        assert "check breaks_off" == str(finding.subject)
        assert "InvalidDataError: the ledger is gone" in str(finding.message)
        assert ["MINE-001"] == [outcome.rule for outcome in report.not_run]
        assert ["TREE-001"] == [passed.rule for passed in report.passed]

    @pytest.mark.parametrize(
        ("check", "said"),
        [
            (lambda _: ["wrong"], "gave str, expected one of Finding, Passed"),
            (lambda _: None, "not iterable"),
            (lambda: (), "positional argument"),
            (functools.partial(int, "x"), "TypeError"),
        ],
    )
    def test_check_that_is_none(self, check, said):
        """
        What is no check, or gives no outcome, is a finding that says why.
        """
        (finding,) = audit(checks=[check])

        assert said in str(finding.message)

    def test_check_that_raises_without_words(self):
        """
        An exception without a message is told by its class.
        """

        def stops(_: Case):
            raise RuntimeError

        (finding,) = audit(checks=[stops])

        assert str(finding.message).endswith("RuntimeError: no message")

    @given(weights=st.lists(st.integers(0, 10**9), min_size=4, max_size=4))
    def test_never_cries_wolf(self, program, roster, register, weights):
        """
        Lawful allocations of random weights have no finding above information.
        """
        assume(any(weights[:3]))
        column = Column.of(roster.columns[0].indicator, weights)
        allocation = allocate(
            program, attrs.evolve(roster, columns=[column]), year=2025
        )
        report = audit(program, allocation=allocation, register=register)

        assert () == report.at_least(Severity.WARNING)


class TestStandardChecks:
    def test_each_documents_its_rule(self):
        """
        The docstring of a check begins with its rule and says how to resolve it.
        """
        for check in STANDARD_CHECKS:
            (outcome,) = audit(checks=[check]).not_run

            assert check.__doc__.strip().startswith(f"{outcome.rule}: ")
            assert all(
                word in check.__doc__ for word in ("Why:", "Example:", "resolve:")
            )

    def test_rules_are_unique(self):
        """
        No two checks share a rule.
        """
        rules = [outcome.rule for outcome in audit().not_run]

        assert sorted(set(rules)) == sorted(rules)
