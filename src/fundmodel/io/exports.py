"""Allotments and findings as CSV, for spreadsheets and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from fundmodel.allocation import Allocation
from fundmodel.auditing import AuditReport
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


def findings_csv(report: AuditReport, language: Language = Language.ENGLISH) -> str:
    """
    Give all findings of a report as CSV text.

    Small counts of a sensitive indicator are written as they are shown, "<10".
    """
    header = (
        "rule", "severity", "subject", "message", "at_stake", "currency",
        "suggestion", "evidence", "source",
    )  # fmt: skip
    return csv_text(header, _finding_rows(report, language))


def _finding_rows(report: AuditReport, language: Language) -> Iterator[tuple[str, ...]]:
    for finding in report.findings:
        stake = finding.at_stake
        yield (
            finding.rule,
            finding.severity.value,
            finding.subject.render(language),
            finding.message.render(language),
            "" if stake is None else f"{stake.major:f}",
            "" if stake is None else stake.currency,
            finding.suggestion.render(language),
            "; ".join(
                f"{label.render(language)}: {show(value, language)}"
                for label, value in finding.evidence
            ),
            "" if finding.source is None else show(finding.source, language),
        )


def write_findings(report: AuditReport, path: Path | str) -> None:
    """
    Write all findings to a CSV file, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, findings_csv(report))
