from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing import (
    Acceptance,
    Accepted,
    Audited,
    AuditedKind,
    AuditReport,
    Chance,
    Finding,
    Lead,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.errors import InvalidDataError
from fundmodel.io.junit import junit_xml, write_junit
from fundmodel.sentences import Language, sentence

WHY = sentence("so it is")
SHAPE = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, "suite"),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        "(properties )?(testcase )*",
    ),
    "properties": (set(), "(property )+"),
    "property": ({"name", "value"}, ""),
    "testcase": ({"classname", "name", "time"}, "((failure|skipped) )?(system-out )?"),
    "failure": ({"message", "type"}, ""),
    "skipped": ({"message"}, ""),
    "system-out": (set(), ""),
}
"""Attributes and children of each element, as build servers read them."""


def finding(rule: str, severity: Severity, subject: str = "a") -> Finding:
    """Make a finding."""
    return Finding(
        rule=rule,
        severity=severity,
        subject=sentence("{what}", what=subject),
        message=WHY,
        suggestion=WHY,
    )


LEAD = Lead(
    rule="S-001",
    subject=WHY,
    message=WHY,
    suggestion=WHY,
    by_chance=Chance(rate=Fraction(1, 100), derivation=WHY),
)

REPORT = AuditReport.of(
    [
        finding("E-001", Severity.ERROR),
        finding("E-001", Severity.ERROR),
        finding("E-001", Severity.INFO, "low"),
        Passed(rule="E-001", count=7, message=WHY),
        finding("W-001", Severity.WARNING),
        NotRun(rule="N-001", reason=sentence("no register")),
        NotApplicable(rule="N-001", reason=sentence("no grants")),
        Passed(rule="P-001", count=2, message=WHY),
        NotRun(rule="P-001", reason=WHY),
        NotApplicable(rule="P-001", reason=WHY),
        LEAD,
    ],
    audited=[Audited(kind=AuditedKind.PROGRAM, id="<p>", hash="0" * 64)],
)


def parsed(text: str) -> ET.Element:
    """Parse what was written; it is our own."""
    return ET.fromstring(text)  # noqa: S314  the library wrote it


def cases(report: AuditReport, **more: object) -> dict[str, ET.Element]:
    """Give the test cases by name."""
    root = parsed(junit_xml(report, **more))
    return {case.attrib["name"]: case for case in root.iter("testcase")}


def check_shape(element: ET.Element) -> None:
    """Refuse what the usual shape of JUnit XML has not."""
    attributes, children = SHAPE[element.tag]
    assert attributes == set(element.attrib)
    tags = "".join(f"{child.tag} " for child in element)
    if element.tag != "testsuites":
        assert re.fullmatch(children, tags)
    else:
        assert tags == "testsuite "
    for child in element:
        check_shape(child)


class TestJunitXml:
    def test_one_case_for_each_rule(self):
        """
        Rules stand in the order of their ids, each once, with counts that add up.
        """
        root = parsed(junit_xml(REPORT))

        assert ["E-001", "N-001", "P-001", "S-001", "W-001"] == list(cases(REPORT))
        assert ("5", "1", "0", "1") == tuple(
            root.attrib[key] for key in ("tests", "failures", "errors", "skipped")
        )
        assert root.attrib == root[0].attrib

    def test_failures_are_findings_from_a_severity_on(self):
        """
        All findings of a rule stand in its failure; lesser ones in its output.
        """
        case = cases(REPORT)["E-001"]
        failure = case.find("failure")

        assert {"message": "findings: 2", "type": "error"} == failure.attrib
        assert 2 == failure.text.count("[error] E-001: a")
        output = case.findtext("system-out")
        assert output.startswith("[for information] E-001: low")
        assert output.endswith("in order (7): so it is")

    @pytest.mark.parametrize(
        ("severity", "failing"),
        [
            (Severity.ERROR, ["E-001"]),
            (Severity.WARNING, ["E-001", "W-001"]),
            (Severity.INFO, ["E-001", "W-001"]),
        ],
    )
    def test_severity(self, severity, failing):
        """
        The caller says from where on a finding is a failure.
        """
        found = cases(REPORT, severity=severity)

        assert failing == [n for n, c in found.items() if c.find("failure") is not None]

    def test_skipped_says_why(self):
        """
        What does not apply or was not run is no pass.
        """
        case = cases(REPORT)["N-001"]

        assert "no grants; no register" == case.find("skipped").attrib["message"]
        assert "does not apply: no grants\nwas not run: no register" == case.findtext(
            "system-out"
        )

    def test_leads_never_fail(self):
        """
        A lead is told in the output of its rule.
        """
        case = cases(REPORT, severity=Severity.INFO)["S-001"]

        assert ["system-out"] == [child.tag for child in case]
        assert "[lead] S-001" in case.findtext("system-out")

    def test_what_is_accepted_does_not_fail(self):
        """
        It is told with its reason.
        """
        acceptance = Acceptance(
            rule="E-001", subject="a", reason="known", until=date(2026, 1, 1)
        )
        one = Accepted(finding=finding("E-001", Severity.ERROR), acceptance=acceptance)
        case = cases(AuditReport(accepted=[one]))["E-001"]

        assert ["system-out"] == [child.tag for child in case]
        assert "accepted until 1 January 2026: known" in case.findtext("system-out")

    def test_what_was_audited(self):
        """
        Programs and tables stand with their hashes, if they are known.
        """
        (one,) = parsed(junit_xml(REPORT)).iter("property")

        assert {"name": "program <p>", "value": "0" * 64} == one.attrib
        assert "<properties>" not in junit_xml(AuditReport())

    @pytest.mark.parametrize("report", [REPORT, AuditReport()])
    def test_the_usual_shape(self, report):
        """
        Elements and attributes are those that build servers know.
        """
        check_shape(parsed(junit_xml(report)))

    def test_the_same_report_gives_the_same_bytes(self):
        """
        There are no times in it.
        """
        again = attrs.evolve(REPORT)

        assert junit_xml(REPORT) == junit_xml(again)

    def test_in_german(self):
        """
        Texts are in the language asked for.
        """
        case = cases(REPORT, language=Language.GERMAN)["E-001"]

        assert "Feststellungen: 2" == case.find("failure").attrib["message"]

    @given(st.text(st.characters(codec=None), min_size=1), st.text())
    def test_every_letter_is_told_or_replaced(self, subject, name):
        """
        Whatever a name is made of, the file can be parsed and holds nothing else.
        """
        report = AuditReport.of([finding("E-001", Severity.ERROR, subject)])
        root = parsed(junit_xml(report, name=name))

        assert ["testsuite"] == [child.tag for child in root]
        assert [] == [*root.iter("script")]

    def test_hostile_names(self):
        """
        Scripts are text, and control characters have no place in XML.
        """
        hostile = "<script>alert(1)</script>]]>\x00\x1b\ud800&amp;"
        report = AuditReport.of([finding("E-001", Severity.ERROR, hostile)])
        text = junit_xml(report, name='a "b"\n\tc\r')
        root = parsed(text)

        assert 'a "b"\n\tc\r' == root.attrib["name"]
        assert "<script>" not in text
        assert (
            "<script>alert(1)</script>]]>\ufffd\ufffd\ufffd&amp;"
            in next(root.iter("failure")).text
        )


class TestWriteJunit:
    def test_into_a_file(self, tmp_path):
        """
        The file is written as a whole, in UTF-8.
        """
        path = tmp_path / "new" / "audit.xml"
        write_junit(REPORT, path, severity=Severity.INFO, language=Language.GERMAN)

        expected = junit_xml(REPORT, severity=Severity.INFO, language=Language.GERMAN)
        assert expected == path.read_text(encoding="utf-8")

    def test_where_nothing_can_be_written(self, tmp_path):
        """
        A folder is no file.
        """
        with pytest.raises(InvalidDataError, match="the file cannot be written"):
            write_junit(REPORT, tmp_path)
