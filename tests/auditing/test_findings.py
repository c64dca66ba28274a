from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import (
    AuditReport,
    Finding,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.errors import FindingsError, InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import sentence
from fundmodel.sources import Source


def finding(severity=Severity.ERROR, rule="TEST-001", **more) -> Finding:
    """Make a finding."""
    fields = {
        "subject": sentence("part Housing"),
        "message": sentence("something is wrong"),
        "suggestion": sentence("mend it"),
    }
    return Finding(rule=rule, severity=severity, **(fields | more))


FULL = AuditReport.of(
    [
        finding(Severity.INFO, "TEST-003"),
        Passed(
            rule="TEST-002",
            count=2,
            message=sentence("two things"),
            evidence=[(sentence("cited"), 2)],
        ),
        finding(
            evidence=[(sentence("published"), Money.of(3, "EUR"))],
            source=Source(title="Gazette", place="p. 3"),
            at_stake=Money.of(2, "EUR"),
        ),
        NotApplicable(rule="TEST-004", reason=sentence("nothing of the kind")),
        NotRun(rule="TEST-005", reason=sentence("no register")),
    ]
)


class TestSeverity:
    def test_is_ordered(self):
        """
        Information is less than a warning, a warning less than an error.
        """
        assert list(Severity) == sorted(
            {Severity.ERROR, Severity.INFO, Severity.WARNING}
        )
        assert Severity.WARNING >= Severity.WARNING


class TestFinding:
    def test_text_gives_everything(self):
        """
        The text has severity, rule, subject, evidence, stake, source, suggestion.
        """
        expected = (
            "[error] TEST-001: part Housing\n"
            "  something is wrong\n"
            "    published: 3.00 EUR\n"
            "    at stake: 2.00 EUR\n"
            "    source: Gazette, p. 3\n"
            "  -> mend it"
        )

        assert expected == str(FULL.findings[1])

    def test_evidence_by_its_label(self):
        """
        Evidence is found by its English label, also in a list of several.
        """
        several = finding(evidence=[(sentence("a"), 1), (sentence("b"), 2)])

        assert 2 == several.value("b")

    def test_unknown_evidence(self):
        """
        Asking for evidence that is not there names what there is.
        """
        with pytest.raises(InvalidDataError) as error:
            FULL.findings[1].value("difference")

        assert (
            "finding TEST-001, part Housing: the finding has no such evidence\n"
            "  got: difference\n"
            "  expected: published\n"
            "  mend: take one of these labels"
        ) == str(error.value)

    @pytest.mark.parametrize("rule", ["", "  "])
    def test_needs_a_rule(self, rule):
        """
        A finding without a rule cannot be talked about.
        """
        with pytest.raises(InvalidDataError, match="names no rule"):
            finding(rule=rule)


class TestPassed:
    def test_nothing_examined_is_no_pass(self):
        """
        A rule that looked at nothing has not passed.
        """
        with pytest.raises(InvalidDataError, match="examined nothing"):
            Passed(rule="TEST-001", count=0, message=sentence("nothing"))


class TestAuditReport:
    def test_sorts_outcomes_by_kind(self):
        """
        Every outcome is kept, under its kind.
        """
        kinds = (FULL.findings, FULL.passed, FULL.not_applicable, FULL.not_run)

        assert [2, 1, 1, 1] == [len(outcomes) for outcomes in kinds]
        assert list(FULL.findings) == list(FULL)

    def test_text_gives_everything_gravest_first(self):
        """
        The text leaves nothing out and begins with the errors.
        """
        rules = [
            line.split(":")[0] for line in str(FULL).splitlines() if "TEST-" in line
        ]

        assert [
            "[error] TEST-001",
            "[for information] TEST-003",
            "  TEST-002",
            "  TEST-004",
            "  TEST-005",
        ] == rules
        assert str(FULL).startswith(
            "Errors: 1, warnings: 0, for information: 1; in order: 1, not applicable: "
            "1, not run: 1\n"
        )

    def test_empty_report(self):
        """
        A report of nothing says so in one line.
        """
        assert 1 == len(str(AuditReport()).splitlines())

    def test_raises_with_counts_and_subjects(self):
        """
        The error says how many findings there are and names the first subjects.
        """
        report = AuditReport.of(
            [finding(), finding(Severity.WARNING), *[finding(Severity.INFO)] * 9]
        )
        with pytest.raises(FindingsError) as error:
            report.raise_if(Severity.WARNING)

        assert (
            "audit report: the audit has findings of severity warning or above "
            "(error: 1, warning: 1)\n"
            "  got: TEST-001 part Housing, TEST-001 part Housing\n"
            "  expected: no finding of severity warning or above\n"
            "  mend: read them: report.at_least(Severity.WARNING); each says what to do"
        ) == str(error.value)

    def test_does_not_raise_below(self):
        """
        Findings below the severity do not raise.
        """
        report = AuditReport.of([finding(Severity.WARNING)])

        assert None is report.raise_if(Severity.ERROR)

    @given(st.lists(st.sampled_from(Severity)))
    def test_counts_add_up(self, severities):
        """
        Counts of all severities give all findings, and agree with `at_least`.
        """
        report = AuditReport.of(finding(severity) for severity in severities)

        assert len(severities) == sum(report.counts.values())
        assert len(severities) == len(report.at_least(Severity.INFO))
        assert report.counts[Severity.ERROR] == len(report.at_least(Severity.ERROR))
