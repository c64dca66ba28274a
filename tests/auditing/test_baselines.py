from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import (
    Acceptance,
    AuditReport,
    Baseline,
    By,
    Finding,
    Passed,
    Severity,
)
from fundmodel.errors import InvalidDataError
from fundmodel.sentences import sentence
from fundmodel.sources import Source

END = date(2025, 12, 31)
TODAY = date(2025, 6, 1)
LETTER = Source(title="Letter of the ministry")


def finding(rule: str = "CITE-002", subject: str = "part Housing") -> Finding:
    """Make a finding."""
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=sentence("{what}", what=subject),
        message=sentence("has no source"),
        suggestion=sentence("cite it"),
    )


def accepted(rule: str = "CITE-002", subject: str = "part Housing", **more: object):
    """Accept a finding."""
    fields = {"reason": "the law is silent", "until": END} | more
    return Acceptance(rule=rule, subject=subject, **fields)


def baseline(*acceptances: Acceptance) -> Baseline:
    """Make a baseline."""
    return Baseline(id="known", acceptances=acceptances)


REPORT = AuditReport.of(
    [
        finding(),
        finding(subject="part Language"),
        Passed(rule="CITE-001", count=3, message=sentence("budgets")),
    ]
)


class TestWithout:
    def test_what_is_accepted_stands_apart(self):
        """
        An accepted finding does not count, and is still there with its reason.
        """
        left = REPORT.without(baseline(accepted()), on=TODAY)

        assert [finding(subject="part Language")] == list(left.findings)
        assert [(finding(), accepted())] == [
            (one.finding, one.acceptance) for one in left.accepted
        ]
        assert REPORT.passed == left.passed
        assert (
            "Accepted for now\n"
            "[error] CITE-002: part Housing\n"
            "  has no source\n"
            "  -> cite it\n"
            "    accepted until: 31 December 2025\n"
            "    reason: the law is silent"
        ) in str(left)

    @pytest.mark.parametrize(("day", "counts"), [(END, 1), (date(2026, 1, 1), 3)])
    def test_the_last_day(self, day, counts):
        """
        On the last day it is accepted; the day after, it counts and that is said.
        """
        left = REPORT.without(baseline(accepted(source=LETTER)), on=day)

        assert counts == len(left.findings)

    def test_an_acceptance_that_has_ended(self):
        """
        BASE-001 is a warning that names day and reason.
        """
        left = REPORT.without(baseline(accepted(source=LETTER)), on=date(2026, 1, 1))
        (ended,) = left.selected(rules=["BASE-001"]).findings

        assert (Severity.WARNING, LETTER) == (ended.severity, ended.source)
        assert "acceptance of CITE-002, part Housing" == str(ended.subject)
        assert (
            "was accepted until 31 December 2025; on 1 January 2026 the finding counts "
            "again"
        ) == str(ended.message)
        assert ("the law is silent", END) == (
            ended.value("reason"),
            ended.value("accepted until"),
        )

    @pytest.mark.parametrize("day", [TODAY, date(2026, 1, 1)])
    def test_an_acceptance_of_nothing(self, day):
        """
        BASE-002 is for information, and offers the nearest subject.
        """
        misspelt = accepted(subject="part Hosing")
        left = REPORT.without(baseline(misspelt), on=day)
        (nothing,) = left.selected(rules=["BASE-002"]).findings

        assert Severity.INFO == nothing.severity
        assert ("part Housing",) == nothing.value("nearest subjects of this rule")[:1]
        assert 3 == len(left.findings)

    def test_nothing_near(self):
        """
        Where the rule found nothing there is nothing to offer.
        """
        (nothing,) = AuditReport().without(baseline(accepted()), on=TODAY).findings

        assert 2 == len(nothing.evidence)

    @given(st.lists(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
    def test_no_finding_is_lost(self, found, known):
        """
        What was found stands either among the findings or among the accepted.
        """
        report = AuditReport.of(finding(subject=subject) for subject in found)
        accepts = [accepted(subject=subject) for subject in sorted(known)]
        left = report.without(baseline(*accepts), on=TODAY)
        kept = [f for f in left.findings if f.rule == "CITE-002"]

        assert len(found) == len(kept) + len(left.accepted)
        assert all(one.acceptance.covers(one.finding) for one in left.accepted)
        assert len(known - set(found)) == len(left.findings) - len(kept)

    def test_reports_with_something_accepted(self):
        """
        Sorting, filtering, grouping and joining keep what is accepted.
        """
        left = REPORT.without(baseline(accepted()), on=TODAY)

        assert left.accepted == left.sorted_by(By.RULE).accepted
        assert () == left.selected(rules=["CITE-001"]).accepted
        assert () == left.selected(subjects=["x"]).accepted
        assert left.accepted == left.selected(severity=Severity.ERROR).accepted
        assert left.accepted == left.by_rule()["CITE-002"].accepted
        assert left.accepted == AuditReport().joined(left).accepted


class TestBaseline:
    def test_each_finding_once(self):
        """
        Two reasons for one finding leave open which one counts.
        """
        with pytest.raises(InvalidDataError) as error:
            baseline(accepted(), accepted(reason="another"))

        assert (
            "baseline 'known': a finding is accepted more than once\n"
            "  got: CITE-002 part Housing\n"
            "  expected: one reason and one day for each finding\n"
            "  mend: remove the others"
        ) == str(error.value)

    @pytest.mark.parametrize("field", ["rule", "subject", "reason"])
    def test_nothing_is_accepted_without_words(self, field):
        """
        Rule, subject and reason are said.
        """
        with pytest.raises(InvalidDataError, match="a text is empty"):
            accepted(**{field: " "})

    def test_a_day_is_a_day(self):
        """
        A day in quotes is no day.
        """
        with pytest.raises(InvalidDataError, match="until"):
            accepted(until="2025-12-31")
