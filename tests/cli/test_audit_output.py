"""The forms in which `fundmodel audit` prints, and findings that are accepted."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import date
from fractions import Fraction

import pytest
from click.testing import CliRunner

from fundmodel.auditing import (
    Acceptance,
    AuditReport,
    Baseline,
    Chance,
    Finding,
    Lead,
    Severity,
    audit,
)
from fundmodel.cli.audits import in_form, print_report
from fundmodel.cli.commands import commands
from fundmodel.cli.failures import wants_json
from fundmodel.cli.options import Exit, Format
from fundmodel.io.config import load_program
from fundmodel.io.documents import from_json
from fundmodel.io.exports import findings_csv
from fundmodel.io.junit import junit_xml
from fundmodel.sentences import Count, Language, sentence

PROGRAM = """
id = "musterfonds"
name = "Musterfonds für München"
currency = "EUR"
years = [2026]

[[parts]]
id = "mentoring"
name = "Mentoring"
kind = "strand"
legal_nature = "grant"
budget = { 2026 = "1000.00" }
"""
SUBJECT = "part Mentoring (mentoring)"
KNOWN = f"""
[[accepted]]
rule = "CITE-001"
subject = "{SUBJECT}"
reason = "the decision is not published yet"
until = 2026-06-30
"""


@pytest.fixture
def files(tmp_path):
    """A program with one finding, and a baseline that accepts it."""
    program, known = tmp_path / "program.toml", tmp_path / "known.toml"
    program.write_text(PROGRAM, encoding="utf-8")
    known.write_text(KNOWN, encoding="utf-8")
    return str(program), str(known)


@pytest.fixture
def report(files) -> AuditReport:
    """What the library finds in it."""
    return audit(load_program(files[0]))


def called(*arguments: str):
    """Run `fundmodel audit` at 80 columns, without a terminal."""
    env = {"COLUMNS": "80"}
    return CliRunner().invoke(commands, ("audit", *arguments), env=env)


class TestFormat:
    def test_command_and_library_agree(self, files, report):
        """
        CSV and XML are those that the library writes; JSON is that of --json.
        """
        assert findings_csv(report) == called(files[0], "--format", "csv").stdout
        assert junit_xml(report) == called(files[0], "--format", "junit").stdout
        as_json = called(files[0], "--format", "json").stdout
        assert called(files[0], "--json").stdout == as_json
        assert report == from_json(as_json)

    def test_text_is_the_default(self, files):
        """
        People read text.
        """
        assert called(files[0]).stdout == called(files[0], "--format", "text").stdout

    def test_the_threshold_counts_in_xml_too(self, files):
        """
        What makes the command exit with 1 is a failure for the build server.
        """
        result = called(files[0], "--format", "junit", "--fail-on", "warning")
        root = ET.fromstring(result.stdout)  # noqa: S314  the library wrote it

        assert (Exit.FINDINGS, "1") == (result.exit_code, root.attrib["failures"])

    def test_in_german(self, files):
        """
        CSV is in the language asked for.
        """
        result = called(files[0], "--format", "csv", "--language", "de")
        (row,) = csv.DictReader(io.StringIO(result.stdout))

        assert row["subject"].startswith("Teil ")

    def test_one_form(self, files):
        """
        Two forms at once are wrong usage.
        """
        result = called(files[0], "--json", "--format", "csv")

        assert Exit.INPUT == result.exit_code
        assert "not both" in result.stderr

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["--format", "json"], True),
            (["--format=json"], True),
            (["--format", "csv", "json"], False),
            (["--", "--format", "json"], False),
        ],
    )
    def test_errors_are_json_for_who_asks_for_json(self, arguments, expected):
        """
        Whoever asks for JSON gets errors as JSON, however it was asked for.
        """
        assert wants_json(arguments) is expected

    @pytest.mark.parametrize("form", [Format.JSON, Format.CSV, Format.JUNIT])
    def test_narrow_encodings(self, report, form):
        """
        What the encoding of the output lacks is written otherwise.
        """
        text = in_form(report, form, Language.GERMAN, Severity.ERROR, "ascii")

        assert text.isascii()
        if form is Format.JUNIT:
            wide = junit_xml(report, language=Language.GERMAN)
            assert not wide.isascii()
            same = [ET.canonicalize(one) for one in (text, wide)]
            assert same[0] == same[1].rstrip()


class TestBaseline:
    def test_known_findings_do_not_count(self, files):
        """
        On its last day the finding is accepted, and told with its reason.
        """
        program, known = files
        arguments = (program, "--fail-on", "warning", "--baseline", known)
        result = called(*arguments, "--on", "2026-06-30")
        said = " ".join(result.stdout.split())

        assert Exit.FINDINGS == called(*arguments[:3]).exit_code
        assert Exit.FINE == result.exit_code
        assert "Warnings: 0." in said
        assert "Accepted for now: 1" in said
        assert (
            "accepted until 30 June 2026: the decision is not published yet"
        ) in said

    def test_after_the_last_day(self, files):
        """
        The finding counts again, and so does that the acceptance has ended.
        """
        program, known = files
        result = called(
            program, "--baseline", known, "--on", "2026-07-01", "--format", "json"
        )
        rules = [finding["rule"] for finding in json.loads(result.stdout)["findings"]]

        assert ["CITE-001", "BASE-001"] == rules

    @pytest.mark.parametrize("lacking", ["--on", "--baseline"])
    def test_no_day_is_taken_from_the_machine(self, files, lacking):
        """
        Baseline and day are given together.
        """
        options = {"--baseline": files[1], "--on": "2026-06-30"}
        del options[lacking]
        (option,) = options.items()
        result = called(files[0], *option)

        assert Exit.INPUT == result.exit_code
        assert "give --baseline and --on together" in result.stderr

    def test_a_broken_baseline(self, files, tmp_path):
        """
        Every fault is told with its place.
        """
        broken = tmp_path / "broken.toml"
        broken.write_text(KNOWN.replace("reason", "because"), encoding="utf-8")
        result = called(files[0], "--baseline", str(broken), "--on", "2026-06-30")

        assert Exit.INPUT == result.exit_code
        assert "accepted[0].because: this key is not known" in result.stderr
        assert "accepted[0].reason: this key is missing" in result.stderr


class TestPrintReport:
    def test_leads_and_accepted_findings_stand_apart(self, page, citations, capsys):
        """
        Both have a heading of their own; small counts of persons are hidden.
        """
        heads = Count(3, sensitive=True)
        said = sentence("{count} heads", count=heads)
        finding = Finding(
            rule="X-001",
            severity=Severity.ERROR,
            subject=sentence("something"),
            message=said,
            suggestion=sentence("look"),
        )
        lead = Lead(
            rule="SCREEN-001",
            subject=sentence("somebody"),
            message=said,
            suggestion=sentence("compare"),
            by_chance=Chance(rate=Fraction(1, 100), derivation=sentence("by lot")),
            evidence=[(sentence("names"), 77)],
        )
        known = Acceptance(
            rule="X-001", subject="something", reason="known", until=date(2026, 1, 1)
        )
        report = AuditReport.of([finding, lead]).without(
            Baseline(id="known", acceptances=[known]), on=date(2025, 1, 1)
        )
        print_report(page, report, citations)

        out = capsys.readouterr().out
        assert "Errors: 0." in out
        assert (
            "X-001  something\n  <10 heads\n  What to do: look\n"
            "  accepted until 1 January 2026: known\n"
        ) in out
        assert (
            "SCREEN-001  somebody\n  <10 heads\n  names: 77\n"
            "  by chance at most 0.01: by lot\n  What to do: compare\n"
        ) in out
