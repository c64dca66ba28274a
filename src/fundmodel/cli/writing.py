"""Writing results into a folder; every file is whole or absent."""

from __future__ import annotations

from pathlib import Path

from fundmodel.allocation import Allocation
from fundmodel.auditing import AuditReport
from fundmodel.cli import plain
from fundmodel.cli.pages import Page
from fundmodel.io.documents import dump_document
from fundmodel.io.files import write_whole
from fundmodel.io.tables import write_allotments, write_findings
from fundmodel.sentences import sentence

__all__ = ["print_files", "write_allocation", "write_allotted", "write_report"]


def write_allocation(
    allocation: Allocation, folder: Path, name: str
) -> tuple[Path, ...]:
    """Write allotments as CSV, and the whole allocation as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    table, document = folder / f"{name}.csv", folder / f"{name}.json"
    write_allotments(allocation, table)
    dump_document(allocation, document)
    return table, document


def write_allotted(allocation: Allocation, folder: Path, name: str) -> tuple[Path, ...]:
    """
    Write allotments as CSV and JSON, without what they were computed from.

    The figures of a roster may be small counts of persons, which must not be
    published; a reader of these files gets amounts only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table, document = folder / f"{name}.csv", folder / f"{name}.json"
    write_allotments(allocation, table)
    write_whole(document, plain.text(plain.allotments(allocation)))
    return table, document


def write_report(report: AuditReport, folder: Path) -> tuple[Path, ...]:
    """Write findings as CSV, and the whole report as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    table, document = folder / "findings.csv", folder / "findings.json"
    write_findings(report, table)
    dump_document(report, document)
    return table, document


def print_files(page: Page, written: tuple[Path, ...]) -> None:
    """Print which files were written, if any."""
    if written:
        page.heading(sentence("Files written"))
    for path in written:
        page.bullet(path.as_posix())
