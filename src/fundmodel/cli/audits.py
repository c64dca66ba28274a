"""Printing what an auditor reads: re-performed tables, and the report of an audit."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.auditing import (
    AuditReport,
    Finding,
    NotApplicable,
    NotRun,
    Passed,
    Reperformance,
    ReperformedRow,
    Severity,
)
from fundmodel.cli.citations import Citations
from fundmodel.cli.pages import Page, amounts, names
from fundmodel.sentences import Sentence, sentence

__all__ = ["print_reperformance", "print_report"]


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


def print_report(page: Page, report: AuditReport, citations: Citations) -> None:
    """Print findings by severity, then what was in order, and what could not be run."""
    page.paragraph(_counts(report))
    for severity in reversed(Severity):
        found = [f for f in report.findings if f.severity is severity]
        if found:
            page.heading(_headline(severity, len(found)))
        for finding in found:
            _print_finding(page, finding, citations)
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


def _told(page: Page, finding: Finding, citations: Citations) -> Iterator[Sentence]:
    yield finding.message
    message = page.say(finding.message)
    for label, value in finding.evidence:
        # What the message says already need not be read twice.
        if page.say(value) not in message:
            yield sentence("{label}: {value}", label=label, value=value)
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
