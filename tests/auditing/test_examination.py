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
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import Column
from fundmodel.publications import PublishedTable
from fundmodel.rules import AllocationRule, EqualShares, Round
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
        lacking = {"CITE-007", "FIG-001", "FIG-002", "FIG-003", "PUB-001"}

        assert () == report.findings
        assert lacking == {outcome.rule for outcome in report.not_run}

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
            (lambda _: ["wrong"], "gave str, expected one of Finding, Lead"),
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


class TestAudited:
    def test_everything_is_named_once_with_its_hash(
        self, program, roster, register, allocation
    ):
        """
        A report says which versions of what it is about.
        """
        report = audit(
            program, allocation=allocation, rosters=[roster], register=register
        )

        assert [
            ("program", "musterfonds", program.content_hash),
            ("roster", "arrivals-2024", roster.content_hash),
            ("register", "bodies", register.content_hash),
            (
                "allocation",
                "musterfonds, 2025, 100 %, arrivals-2024",
                allocation.content_hash,
            ),
        ] == [(one.kind.value, one.id, one.hash) for one in report.audited]

    def test_published_tables_are_named(self, program):
        """
        What somebody published has a hash too.
        """
        table = PublishedTable(id="table", ids=[], names=[], amounts=[])
        report = audit(program, published=[table])

        assert content_hash(table) == report.audited[-1].hash

    def test_other_amounts_have_another_hash(self, allocation, tamper, cents):
        """
        An allocation is identified by what came out, not only by what went in.
        """
        other = tamper(allocation, amounts=cents(8450, 16902, 34648, 0))

        assert allocation.hashes == other.hashes
        assert allocation.content_hash != other.content_hash

    def test_what_has_no_stable_form_is_named_without_a_hash(self, program, with_part):
        """
        A rule of the caller's own does not break the audit.
        """

        class Own(EqualShares):
            """Holds what cannot be hashed."""

        own = Own()
        object.__setattr__(own, "source", {1.5})
        odd = with_part(program, "language", rule=AllocationRule(own, Round("0.01")))
        report = audit(odd)

        assert [("musterfonds", "")] == [(one.id, one.hash) for one in report.audited]
