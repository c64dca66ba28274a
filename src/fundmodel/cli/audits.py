"""Printing what an auditor reads: re-performed tables, and the report of an audit."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.auditing import (
    Accepted,
    AuditReport,
    Finding,
    Lead,
    NotApplicable,
    NotRun,
    Passed,
    Reperformance,
    ReperformedRow,
    Severity,
)
from fundmodel.cli.citations import Citations
from fundmodel.cli.options import Format
from fundmodel.cli.pages import Page, amounts, names
from fundmodel.cli.terminals import escaped, spelt
from fundmodel.io.documents import to_json
from fundmodel.io.exports import findings_csv
from fundmodel.io.junit import junit_xml
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["in_form", "print_reperformance", "print_report"]


def print_reperformance(page: Page, done: Reperformance, citations: Citations) -> None:
    """Print how many amounts agree, and every row that does not."""
    page.paragraph(
        sentence(
            "{matches} of {count} published amounts are met exactly.",
            matches=done.matches,
            count=len(done.rows),
        )
    )
    for what, published, recomputed in done.mismatches:
        page.bullet(
            sentence(
                "{what}: the table is about {published}, the allocation about "
                "{recomputed}",
                what=what,
                published=published,
                recomputed=recomputed,
            )
        )
    if done.differences and done.mismatches:
        page.lines(sentence("These differ; what is said above may be why:"))
    elif done.differences:
        page.lines(sentence("These differ, and the reason is not known:"))
    if done.differences:
        columns = (
            names(sentence("Recipient")),
            amounts(sentence("Published")),
            amounts(sentence("Recomputed")),
            amounts(sentence("Difference")),
            names(sentence("Source")),
        )
        page.table(columns, (_compared(row, citations) for row in done.differences))
    for row in done.missing:
        page.bullet(
            sentence(
                "{recipient} has no row of its own on the roster", recipient=row.subject
            )
        )


def _compared(row: ReperformedRow, citations: Citations) -> tuple[object, ...]:
    mark = citations.mark(row.source)
    return row.subject, row.published, row.recomputed, row.difference, mark


def in_form(
    report: AuditReport,
    form: Format,
    language: Language,
    fail_on: Severity,
    encoding: str,
) -> str:
    """
    Give a report for programs, with what the encoding lacks written otherwise.

    Args:
        report: The report.

        form: JSON, CSV or JUnit XML.

        language: The language of CSV and XML; JSON holds all.

        fail_on: From which severity on a finding is a failure in XML.

        encoding: That of the output.
    """
    if form is Format.CSV:
        return spelt(findings_csv(report, language), encoding).rstrip("\n")
    if form is Format.JUNIT:
        text = junit_xml(report, severity=fail_on, language=language).rstrip("\n")
        # In XML every letter can be written as a number, in all encodings.
        return text.encode(encoding, "xmlcharrefreplace").decode(encoding)
    return escaped(to_json(report).rstrip("\n"), encoding)


def print_report(page: Page, report: AuditReport, citations: Citations) -> None:
    """Print findings by severity, then what was in order, and what could not be run."""
    page.paragraph(_counts(report))
    for severity in reversed(Severity):
        found = [f for f in report.findings if f.severity is severity]
        if found:
            page.heading(_headline(severity, len(found)))
        for finding in found:
            _print_finding(page, finding, citations)
    _print_accepted(page, report.accepted, citations)
    _print_leads(page, report.leads)
    if report.passed:
        page.heading(sentence("In order"))
        for passed in report.passed:
            page.bullet(_in_order(passed))
    _print_reasons(page, sentence("Does not apply here"), report.not_applicable)
    _print_reasons(page, sentence("Could not be examined"), report.not_run)


def _counts(report: AuditReport) -> Sentence:
    counts = report.counts
    return sentence(
        "Errors: {errors}. Warnings: {warnings}. For information: {notes}. "
        "In order: {passed}. Does not apply here: {not_applicable}. "
        "Could not be examined: {not_run}.",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.INFO],
        passed=len(report.passed),
        not_applicable=len(report.not_applicable),
        not_run=len(report.not_run),
    )


def _headline(severity: Severity, count: int) -> Sentence:
    match severity:
        case Severity.ERROR:
            return sentence("Errors: {count}", count=count)
        case Severity.WARNING:
            return sentence("Warnings: {count}", count=count)
        case _:
            return sentence("For information: {count}", count=count)


def _print_finding(page: Page, finding: Finding, citations: Citations) -> None:
    page.paragraph(
        sentence("{rule}  {subject}", rule=finding.rule, subject=finding.subject)
    )
    for said in _told(page, finding, citations):
        page.lines(said, indent="  ")


def _print_accepted(
    page: Page, accepted: tuple[Accepted, ...], citations: Citations
) -> None:
    if accepted:
        page.heading(sentence("Accepted for now: {count}", count=len(accepted)))
    for one in accepted:
        _print_finding(page, one.finding, citations)
        until, reason = one.acceptance.until, one.acceptance.reason
        said = sentence("accepted until {until}: {reason}", until=until, reason=reason)
        page.lines(said, indent="  ")


def _print_leads(page: Page, leads: tuple[Lead, ...]) -> None:
    if leads:
        page.heading(
            sentence("Leads, which are no findings: {count}", count=len(leads))
        )
    for lead in leads:
        subject = sentence("{rule}  {subject}", rule=lead.rule, subject=lead.subject)
        page.paragraph(subject)
        for said in _hinted(page, lead):
            page.lines(said, indent="  ")


def _hinted(page: Page, lead: Lead) -> Iterator[Sentence]:
    yield lead.message
    yield from _evidence(page, lead)
    yield sentence(
        "by chance at most {rate}: {derivation}",
        rate=lead.by_chance.rate,
        derivation=lead.by_chance.derivation,
    )
    yield sentence("What to do: {suggestion}", suggestion=lead.suggestion)


def _evidence(page: Page, told: Finding | Lead) -> Iterator[Sentence]:
    message = page.say(told.message)
    for label, value in told.evidence:
        # What the message says already need not be read twice.
        if page.say(value) not in message:
            yield sentence("{label}: {value}", label=label, value=value)


def _told(page: Page, finding: Finding, citations: Citations) -> Iterator[Sentence]:
    yield finding.message
    yield from _evidence(page, finding)
    if finding.source is not None:
        yield sentence("source: {mark}", mark=citations.mark(finding.source))
    yield sentence("What to do: {suggestion}", suggestion=finding.suggestion)


def _in_order(passed: Passed) -> Sentence:
    return sentence("{rule}  {message}", rule=passed.rule, message=passed.message)


def _print_reasons(
    page: Page, title: Sentence, outcomes: tuple[NotApplicable | NotRun, ...]
) -> None:
    if outcomes:
        page.heading(title)
    for outcome in outcomes:
        page.bullet(sentence("{rule}  {why}", rule=outcome.rule, why=outcome.reason))
