"""Leads and accepted findings, in every form that a report has."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from fractions import Fraction
from importlib import resources

import attrs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.auditing import (
    Acceptance,
    Accepted,
    AuditReport,
    Chance,
    Finding,
    Lead,
    Passed,
    Severity,
)
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.exports import findings_csv
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.junit import junit_xml
from fundmodel.io.reports import read_report, report_form
from fundmodel.money import Money
from fundmodel.sentences import Count, Language, Text, sentence
from fundmodel.sources import Source

HEADS = Count(3, sensitive=True)
SAID = sentence("{count} heads", count=HEADS)
EVIDENCE = [(sentence("names"), HEADS), (sentence("reason"), (SAID, (HEADS,)))]


def _lead() -> Lead:
    return Lead(
        rule="SCREEN-001",
        subject=sentence("part {name}", name=Text({"de": "Ja", "en": "Yes"})),
        message=SAID,
        suggestion=SAID,
        by_chance=Chance(rate=Fraction(1, 300), derivation=SAID),
        evidence=EVIDENCE,
        at_stake=Money.of("2.00", "EUR"),
    )


def _finding() -> Finding:
    return Finding(
        rule="CITE-002",
        severity=Severity.ERROR,
        subject=sentence("part Housing"),
        message=SAID,
        suggestion=SAID,
        evidence=EVIDENCE,
    )


@pytest.fixture
def full() -> AuditReport:
    """A report with a finding, a lead and something accepted, all with small counts."""
    acceptance = Acceptance(
        rule="CITE-002",
        subject="part Housing",
        reason="the law is silent",
        until=date(2026, 12, 31),
        source=Source(title="Letter"),
    )
    return AuditReport(
        findings=[_finding()],
        leads=[_lead(), attrs.evolve(_lead(), at_stake=None)],
        accepted=[Accepted(finding=_finding(), acceptance=acceptance)],
        passed=[Passed(rule="A-001", count=1, message=SAID, evidence=EVIDENCE)],
    )


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of audit reports."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = [
        json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("audit_report", "common")
    ]
    registry: Registry[object] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found
    )
    return Draft202012Validator(found[0], registry=registry)


class TestJson:
    def test_comes_back_as_it_was(self, full, schema):
        """
        Leads and accepted findings follow the schema and can be read again.
        """
        text = to_json(full)
        schema.validate(json.loads(text))
        again = from_json(text)

        assert full.leads[0].by_chance.rate == again.leads[0].by_chance.rate
        assert full.accepted[0].acceptance == again.accepted[0].acceptance
        assert text == to_json(again)

    def test_without_any_there_is_no_key(self, report):
        """
        A report without leads is written as it always was.
        """
        form = report_form(report)

        assert "leads" not in form
        assert "accepted" not in form
        assert report == read_report(form)

    @pytest.mark.parametrize("key", ["leads", "accepted"])
    def test_a_changed_report_is_refused(self, full, key):
        """
        The hash covers leads and what is accepted.
        """
        form = report_form(full)
        del form[key]

        with pytest.raises(ValueError, match="not what it was when it was stored"):
            read_report(form)

    def test_every_fault_is_told(self, full):
        """
        Faults of leads and acceptances are told together, with their paths.
        """
        form = report_form(full)
        form["leads"][0]["by_chance"]["rate"] = "0.01"
        form["leads"][1]["by_chance"]["rate"] = "3/2"
        form["accepted"][0]["until"] = "soon"
        form["accepted"][0]["colour"] = "red"
        with pytest.raises(FaultsError) as caught:
            read_report(form)

        assert [
            ("leads[0].by_chance.rate", "this is no exact number"),
            ("leads[1].by_chance.rate", "this is no rate"),
            ("accepted[0].colour", "this key is not known"),
            ("accepted[0].until", "this is not a date"),
        ] == [(fault.where, fault.what) for fault in faults_of(caught.value)]


class TestCsv:
    def test_kinds_are_told_apart(self, full):
        """
        Findings come first, then what is accepted, then leads.
        """
        found, accepted, lead, _ = csv.DictReader(io.StringIO(findings_csv(full)))

        assert ["finding", "accepted", "lead"] == [
            row["kind"] for row in (found, accepted, lead)
        ]
        assert ("the law is silent", "2026-12-31") == (
            accepted["accepted_because"],
            accepted["accepted_until"],
        )
        assert ("", "1/300", "<10 heads", "2.00") == (
            lead["severity"],
            lead["by_chance"],
            lead["derivation"],
            lead["at_stake"],
        )
        assert "" == found["by_chance"] == found["accepted_until"] == lead["source"]


class TestSensitiveCounts:
    @pytest.mark.parametrize("language", Language)
    @pytest.mark.parametrize(
        ("write", "hidden"),
        [
            (lambda report, language: report.text(language), "<10"),
            (lambda report, _: to_json(report), "<10"),
            (findings_csv, "<10"),
            (lambda report, language: junit_xml(report, language=language), "&lt;10"),
        ],
        ids=["text", "json", "csv", "junit"],
    )
    def test_are_in_no_form(self, full, write, hidden, language):
        """
        A small count of persons is "<10" in messages, evidence and derivations.
        """
        many = Count(4711, sensitive=True)
        shown = _with(full, many)

        # What large counts are shown in is what small ones are hidden in.
        places = _digits(write(shown, language)).count("4711")
        assert places > 10
        assert places == write(full, language).count(hidden)


def _with(report: AuditReport, count: Count) -> AuditReport:
    said = sentence("{count} heads", count=count)
    evidence = [(sentence("names"), count), (sentence("reason"), (said, (count,)))]
    fields = {"message": said, "suggestion": said, "evidence": evidence}
    chance = Chance(rate=Fraction(1, 300), derivation=said)
    finding = attrs.evolve(report.findings[0], **fields)
    return attrs.evolve(
        report,
        findings=[finding],
        leads=[attrs.evolve(one, by_chance=chance, **fields) for one in report.leads],
        accepted=[attrs.evolve(one, finding=finding) for one in report.accepted],
        passed=[attrs.evolve(report.passed[0], message=said, evidence=evidence)],
    )


def _digits(text: str) -> str:
    return text.replace("4,711", "4711").replace("4.711", "4711")
