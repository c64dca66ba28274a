"""Allotments and findings as CSV, for spreadsheets and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from fundmodel.allocation import Allocation
from fundmodel.auditing import AuditReport, Finding, Lead
from fundmodel.io.files import write_whole
from fundmodel.io.rows import csv_text
from fundmodel.money import minor_digits
from fundmodel.sentences import Language, show

__all__ = ["allotments_csv", "findings_csv", "write_allotments", "write_findings"]


def allotments_csv(allocation: Allocation) -> str:
    """
    Give all allotments as CSV text.

    Rows that stand for all others have no rounded amount; their cell is empty. What
    they have together is an exact fraction of major units, ``exact_numerator`` /
    ``exact_denominator``; both cells are empty in all other rows. No counts are
    written, so none that is sensitive.
    """
    header = (
        "part", "year", "stage", "id", "name", "kind", "amount", "exact_numerator",
        "exact_denominator", "currency",
    )  # fmt: skip
    return csv_text(header, _allotment_rows(allocation))


def _allotment_rows(allocation: Allocation) -> Iterator[tuple[str, ...]]:
    currency = allocation.program.currency
    for each in allocation.allotments():
        yield (
            each.part,
            each.year,
            each.stage.value,
            each.recipient.id,
            each.recipient.name,
            each.recipient.kind,
            "" if each.amount is None else f"{each.amount.major:f}",
            *(_fraction(each.exact, currency) if each.amount is None else ("", "")),
            currency,
        )


def _fraction(exact: Fraction, currency: str) -> tuple[str, str]:
    major = exact / 10 ** minor_digits(currency)
    return str(major.numerator), str(major.denominator)


def write_allotments(allocation: Allocation, path: Path | str) -> None:
    """
    Write all allotments to a CSV file, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, allotments_csv(allocation))


FINDINGS: Final = (
    "rule", "severity", "subject", "message", "at_stake", "currency", "suggestion",
    "evidence", "source", "kind", "by_chance", "derivation", "accepted_because",
    "accepted_until",
)  # fmt: skip
"""Columns of a table of findings; those that do not apply to a row are empty."""


def findings_csv(report: AuditReport, language: Language = Language.ENGLISH) -> str:
    """
    Give all findings of a report as CSV text, then what is accepted, then all leads.

    The column ``kind`` tells these apart: ``finding``, ``accepted`` and ``lead``. A
    lead has no severity; how often its screen fires by chance is a fraction such as
    ``1/100``. Small counts of a sensitive indicator are written as they are shown,
    "<10".
    """
    return csv_text(FINDINGS, _outcome_rows(report, language))


def _outcome_rows(report: AuditReport, language: Language) -> Iterator[tuple[str, ...]]:
    for finding in report.findings:
        yield (*_finding_cells(finding, language), "finding", "", "", "", "")
    for one in report.accepted:
        because, until = one.acceptance.reason, one.acceptance.until.isoformat()
        cells = _finding_cells(one.finding, language)
        yield (*cells, "accepted", "", "", because, until)
    for lead in report.leads:
        chance = lead.by_chance
        derivation = chance.derivation.render(language)
        rule, *rest = _cells(lead, language)
        yield (rule, "", *rest, "", "lead", str(chance.rate), derivation, "", "")


def _finding_cells(finding: Finding, language: Language) -> tuple[str, ...]:
    rule, *rest = _cells(finding, language)
    source = "" if finding.source is None else show(finding.source, language)
    return (rule, finding.severity.value, *rest, source)


def _cells(told: Finding | Lead, language: Language) -> tuple[str, ...]:
    """Give what findings and leads have in common."""
    stake = told.at_stake
    return (
        told.rule,
        told.subject.render(language),
        told.message.render(language),
        "" if stake is None else f"{stake.major:f}",
        "" if stake is None else stake.currency,
        told.suggestion.render(language),
        "; ".join(
            f"{label.render(language)}: {show(value, language)}"
            for label, value in told.evidence
        ),
    )


def write_findings(report: AuditReport, path: Path | str) -> None:
    """
    Write findings, what is accepted, and leads to a CSV file, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, findings_csv(report))
