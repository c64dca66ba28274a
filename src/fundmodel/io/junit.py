"""
Audit reports as JUnit XML, which build servers and dashboards show.

Each rule is one test case. It fails where there are findings of a severity or above,
and is skipped where it does not apply or could not be run. There are no times and no
host names in it: the same report gives the same bytes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fundmodel.auditing import AuditReport, Finding, Severity
from fundmodel.io.files import write_whole
from fundmodel.sentences import Language, sentence

__all__ = ["junit_xml", "write_junit"]

# XML 1.0 has no way to write them, not even as numbers.
_NOT_XML: Final = re.compile(
    "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]"
)


def junit_xml(
    report: AuditReport,
    *,
    severity: Severity = Severity.ERROR,
    language: Language = Language.ENGLISH,
    name: str = "fundmodel audit",
) -> str:
    """
    Give a report as JUnit XML, with one test case for each rule in the order of ids.

    Findings below the severity, what is accepted, leads, and what was in order are
    told in the output of the test case; nothing is left out. Small counts of a
    sensitive indicator are written as they are shown, "<10".

    Args:
        report: The report.

        severity: From which severity on a finding is a failure.

        language: The language of the texts.

        name: What to call the suite.
    """
    cases = [
        _case(rule, told, severity, language) for rule, told in report.by_rule().items()
    ]
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    counts = (
        f'tests="{len(cases)}" failures="{failures}" errors="0" '
        f'skipped="{skipped}" time="0"'
    )
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={_quoted(name)} {counts}>",
        f"<testsuite name={_quoted(name)} {counts}>",
        *_properties(report),
        *cases,
        "</testsuite>",
        "</testsuites>",
    )
    return "\n".join(lines) + "\n"


def write_junit(
    report: AuditReport,
    path: Path | str,
    *,
    severity: Severity = Severity.ERROR,
    language: Language = Language.ENGLISH,
) -> None:
    """
    Write a report to an XML file, as a whole or not at all.

    Raises:
        InvalidDataError: The file cannot be written.
    """
    write_whole(path, junit_xml(report, severity=severity, language=language))


def _properties(report: AuditReport) -> Iterator[str]:
    """Say what was audited, with its hashes."""
    if not report.audited:
        return
    yield "<properties>"
    for one in report.audited:
        name = _quoted(f"{one.kind.value} {one.id}")
        yield f"<property name={name} value={_quoted(one.hash)}/>"
    yield "</properties>"


def _case(rule: str, told: AuditReport, severity: Severity, language: Language) -> str:
    grave = told.at_least(severity)
    inside: list[str] = []
    if grave:
        inside.append(_failure(grave, language))
    elif not (told.findings or told.accepted or told.leads or told.passed):
        inside.append(_skipped(told, language))
    output = "\n".join(_output(told, severity, language))
    if output:
        inside.append(f"<system-out>{_escaped(output)}</system-out>")
    head = f'<testcase classname="fundmodel.audit" name={_quoted(rule)} time="0"'
    return "\n".join((f"{head}>", *inside, "</testcase>"))


def _failure(grave: tuple[Finding, ...], language: Language) -> str:
    worst = max(finding.severity for finding in grave)
    said = sentence("findings: {count}", count=len(grave)).render(language)
    text = "\n".join(finding.text(language) for finding in grave)
    kind = _quoted(worst.value)
    return f"<failure message={_quoted(said)} type={kind}>{_escaped(text)}</failure>"


def _skipped(told: AuditReport, language: Language) -> str:
    reasons = [outcome.reason for outcome in told.not_applicable]
    reasons += [outcome.reason for outcome in told.not_run]
    said = "; ".join(reason.render(language) for reason in reasons)
    return f"<skipped message={_quoted(said)}/>"


def _output(told: AuditReport, severity: Severity, language: Language) -> Iterator[str]:
    """Give what is said and is no failure."""
    for finding in told.findings:
        if finding.severity < severity:
            yield finding.text(language)
    for one in told.accepted:
        yield one.finding.text(language)
        yield sentence(
            "accepted until {until}: {reason}",
            until=one.acceptance.until,
            reason=one.acceptance.reason,
        ).render(language)
    for lead in told.leads:
        yield lead.text(language)
    for passed in told.passed:
        yield sentence(
            "in order ({count}): {message}", count=passed.count, message=passed.message
        ).render(language)
    for not_applicable in told.not_applicable:
        reason = not_applicable.reason
        yield sentence("does not apply: {reason}", reason=reason).render(language)
    for not_run in told.not_run:
        reason = not_run.reason
        yield sentence("was not run: {reason}", reason=reason).render(language)


def _escaped(text: str) -> str:
    return html.escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _quoted(text: str) -> str:
    """Escape an attribute; a parser would make blanks of line ends and tabs."""
    escaped = _escaped(text).replace("\t", "&#9;").replace("\n", "&#10;")
    return '"' + escaped.replace("\r", "&#13;") + '"'
