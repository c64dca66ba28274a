from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import (
    Audited,
    AuditedKind,
    AuditReport,
    By,
    Chance,
    Finding,
    Lead,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.money import Money
from fundmodel.sentences import sentence

WHY = sentence("why")


def finding(
    rule: str = "A-001",
    severity: Severity = Severity.ERROR,
    subject: str = "a",
    stake: Money | None = None,
) -> Finding:
    """Make a finding."""
    return Finding(
        rule=rule,
        severity=severity,
        subject=sentence("{what}", what=subject),
        message=WHY,
        suggestion=WHY,
        at_stake=stake,
    )


def lead(rule: str = "A-001", subject: str = "a", stake: Money | None = None) -> Lead:
    """Make a lead."""
    return Lead(
        rule=rule,
        subject=sentence("{what}", what=subject),
        message=WHY,
        suggestion=WHY,
        by_chance=Chance(rate=Fraction(1, 100), derivation=WHY),
        at_stake=stake,
    )


def eur(amount: int, currency: str = "EUR") -> Money:
    """Give an amount."""
    return Money.of(amount, currency)


RULES = st.sampled_from(["A-001", "A-002", "B-001"])
STAKES = st.sampled_from([None, eur(1), eur(-5), eur(3, "USD")])
FINDINGS = st.builds(
    finding, RULES, st.sampled_from(Severity), st.sampled_from("abc"), STAKES
)
OUTCOMES = st.one_of(
    FINDINGS,
    st.builds(lead, RULES, st.sampled_from("abc"), STAKES),
    st.builds(Passed, rule=RULES, count=st.integers(1, 9), message=st.just(WHY)),
    st.builds(NotApplicable, rule=RULES, reason=st.just(WHY)),
    st.builds(NotRun, rule=RULES, reason=st.just(WHY)),
)
REPORTS = st.lists(OUTCOMES, max_size=12).map(AuditReport.of)


class TestSortedBy:
    @given(REPORTS, st.lists(st.sampled_from(By), max_size=4))
    def test_nothing_is_lost(self, report, keys):
        """
        Sorting changes the order, and nothing else.
        """
        sorted_ = report.sorted_by(*keys)

        assert Counter(report.outcomes) == Counter(sorted_.outcomes)
        assert report.passed == sorted_.passed
        assert report.counts == sorted_.counts

    def test_by_severity_then_by_money(self):
        """
        The gravest come first, among these the dearest, and last what has no amount.
        """
        report = AuditReport.of(
            [
                finding("W", Severity.WARNING, stake=eur(99)),
                finding("none"),
                finding("small", stake=eur(1)),
                finding("large", stake=eur(-7)),
                finding("dollars", stake=eur(1000, "USD")),
            ]
        )
        rules = [f.rule for f in report.sorted_by(By.SEVERITY, By.AT_STAKE)]

        assert ["large", "small", "dollars", "none", "W"] == rules

    def test_by_rule_and_subject(self):
        """
        Rules and subjects are sorted as text, for leads too.
        """
        told = [("B", "a"), ("A", "b"), ("A", "a")]
        report = AuditReport.of([lead(rule, subject) for rule, subject in told])
        sorted_ = report.sorted_by(By.RULE, By.SUBJECT).leads

        assert sorted(told) == [(one.rule, str(one.subject)) for one in sorted_]
        assert report.leads == report.sorted_by(By.SEVERITY).leads


class TestSelected:
    @given(REPORTS)
    def test_asking_for_nothing_keeps_everything(self, report):
        """
        Without conditions all is kept.
        """
        assert report == report.selected()

    @given(REPORTS, st.sampled_from(Severity))
    def test_by_severity(self, report, severity):
        """
        Graver findings are kept, and all passes with their counts.
        """
        kept = report.selected(severity=severity)

        assert report.at_least(severity) == kept.findings
        assert (report.passed, report.leads) == (kept.passed, kept.leads)

    @given(REPORTS)
    def test_by_rule(self, report):
        """
        Whatever other rules gave is left out.
        """
        kept = report.selected(rules={"A-001"})

        assert {"A-001"} >= {outcome.rule for outcome in kept.outcomes}
        assert len(kept.passed) == sum(p.rule == "A-001" for p in report.passed)

    def test_by_subject_and_money(self):
        """
        Subjects are named in English; amounts are compared in their currency.
        """
        report = AuditReport.of(
            [
                finding(stake=eur(5)),
                finding(subject="b", stake=eur(9)),
                finding(stake=eur(9, "USD")),
                finding(),
                lead(stake=eur(-7)),
                lead(subject="b"),
            ]
        )

        assert 1 == len(report.selected(subjects=["b"]).findings)
        kept = report.selected(at_stake=eur(5))
        assert [eur(5), eur(9)] == [f.at_stake for f in kept.findings]
        assert [eur(-7)] == [one.at_stake for one in kept.leads]


class TestGroups:
    @given(REPORTS)
    def test_by_rule_together_are_the_report(self, report):
        """
        Each outcome stands under its rule.
        """
        groups = report.by_rule()

        assert sorted(groups) == list(groups)
        together = AuditReport().joined(*groups.values())
        assert Counter(report.outcomes) == Counter(together.outcomes)
        for rule, group in groups.items():
            assert {rule} == {outcome.rule for outcome in group.outcomes}

    @given(REPORTS)
    def test_every_finding_is_in_one_group(self, report):
        """
        By severity, subject and currency, no finding is lost or doubled.
        """
        for groups in (
            report.by_severity(),
            report.by_subject(),
            report.by_currency(),
        ):
            found = [f for group in groups.values() for f in group]
            assert Counter(report.findings) == Counter(found)

    def test_gravest_first(self):
        """
        Severities without findings are there too.
        """
        assert list(reversed(Severity)) == list(AuditReport().by_severity())

    def test_by_currency(self):
        """
        What has no amount comes last.
        """
        report = AuditReport.of([finding(), finding(stake=eur(1))])

        assert ["EUR", None] == list(report.by_currency())


class TestJoined:
    def test_what_was_audited_stands_once(self):
        """
        Two reports on one program name it once.
        """
        audited = [Audited(kind=AuditedKind.PROGRAM, id="p", hash="")]
        one = AuditReport.of([finding()], audited=audited)
        other = AuditReport.of([lead()], audited=audited)

        assert AuditReport.of([finding(), lead()], audited=audited) == one.joined(other)

    @pytest.mark.parametrize("report", [AuditReport(), AuditReport.of([finding()])])
    def test_with_nothing(self, report):
        """
        An empty report adds nothing.
        """
        assert report == report.joined(AuditReport()) == AuditReport().joined(report)
