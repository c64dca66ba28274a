"""The main job: one shipped program described, allocated, compared and audited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from fundmodel.auditing import Severity
from fundmodel.catalog import ShownCheck
from fundmodel.cli import plain
from fundmodel.cli.allocations import (
    print_explanation,
    print_open_parts,
    print_part,
    print_rounding,
)
from fundmodel.cli.audits import print_reperformance, print_report
from fundmodel.cli.citations import Citations
from fundmodel.cli.demonstration import CheckedFigure, Demonstration, Shown
from fundmodel.cli.pages import Page
from fundmodel.cli.programs import print_program
from fundmodel.cli.writing import write_allotted, write_report
from fundmodel.io.documents import to_json
from fundmodel.sentences import Count, Language, Sentence, sentence

__all__ = ["document", "print_all", "write"]


def write(done: Demonstration, folder: Path) -> tuple[Path, ...]:
    """Write every allocation and the audit into a folder."""
    written = [
        path
        for shown in done.shown
        for path in write_allotted(shown.allocation, folder, shown.entry.id)
    ]
    return (*written, *write_report(done.report, folder))


def document(
    done: Demonstration, written: tuple[Path, ...], language: Language
) -> dict[str, object]:
    """
    Give everything for programs, in the forms in which each is given elsewhere.

    The rosters are left out. Counts of persons stand in the explanations only, as in
    the text: small ones of a sensitive indicator as "<10".
    """
    return {
        "program": done.program.id,
        "hash": done.program.content_hash,
        "allocations": [_shown_form(shown, language) for shown in done.shown],
        "figures": [_figure_form(figure, language) for figure in done.figures],
        "open_parts": [
            {"year": year, **plain.open_part(part, language)}
            for year, part in done.still_open
        ],
        "audit": json.loads(to_json(done.report)),
        "files": [path.as_posix() for path in written],
    }


def _shown_form(shown: Shown, language: Language) -> dict[str, object]:
    compared, who = shown.reperformed, shown.entry.explain
    explained = None
    if who is not None:
        told = shown.allocation.explain(who)
        ids = (allocated.part.id for allocated in shown.allocation.parts)
        by_part = dict(zip(ids, told.parts, strict=True))
        explained = plain.explanations(by_part, who, language, totals=told.totals)
    return {
        "id": shown.entry.id,
        "title": shown.entry.title.render(language),
        **plain.allotments(shown.allocation),
        "explanation": explained,
        "reperformance": None if compared is None else plain.comparison(compared),
        "notes": [note.render(language) for note in shown.entry.notes],
    }


def _figure_form(figure: CheckedFigure, language: Language) -> dict[str, object]:
    entry, recomputed = figure.entry, figure.recomputed
    return {
        "id": entry.id,
        "title": entry.title.render(language),
        "published": entry.published.render(language),
        "recomputed": None if recomputed is None else plain.money(recomputed),
        "expected": plain.money(entry.expected_amount),
        "is_met": figure.is_met,
    }


def print_all(page: Page, done: Demonstration, written: tuple[Path, ...]) -> None:
    """Print everything, from what the program is to which files were written."""
    citations = Citations()
    page.title(done.program.name)
    _print_summary(page, done)
    page.section(sentence("1. What the program is"))
    print_program(page, done.program, citations, earlier=done.showcase.earlier)
    _print_allocations(page, done, citations)
    _print_comparisons(page, done, citations)
    page.section(sentence("4. The audit"))
    print_report(page, done.report, citations)
    page.section(sentence("5. Files written"))
    page.paragraph(sentence("CSV is for spreadsheets, JSON for programs."))
    for path in written:
        page.bullet(path.as_posix())
    page.section(sentence("Where the figures come from"))
    page.paragraph(
        sentence(
            "Addresses of the sources: fundmodel show {program} --json",
            program=done.program.id,
        )
    )
    citations.list(page)


def _print_summary(page: Page, done: Demonstration) -> None:
    page.paragraph(sentence("In short:"))
    for shown in done.shown:
        page.bullet(*_in_short(shown))
    if any(shown.reperformed for shown in done.shown):
        page.bullet(sentence("Section 3 says what these comparisons are worth."))
    counts = done.report.counts
    page.bullet(
        sentence(
            "The audit: {errors} errors, {warnings} warnings.",
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
        )
    )
    page.paragraph(
        sentence(
            "Marks in square brackets say where a figure comes from; they are "
            'explained at the end. Amounts are exact; "…" marks a number that goes on.'
        )
    )


def _in_short(shown: Shown) -> Iterator[Sentence]:
    for rate in shown.part.distribution.unit_rates:
        yield sentence(
            "{title}: {pot} for {total} {unit}, {amount} each.",
            title=shown.entry.title,
            pot=rate.shared,
            total=rate.counted,
            unit=rate.column.indicator.unit,
            amount=rate.amount,
        )
    if shown.reperformed is not None:
        yield sentence(
            "{matches} of {count} published amounts are met exactly.",
            matches=shown.reperformed.matches,
            count=len(shown.reperformed.rows),
        )


def _print_allocations(page: Page, done: Demonstration, citations: Citations) -> None:
    page.section(sentence("2. Who gets how much"))
    for shown in done.shown:
        page.heading(shown.entry.title)
        page.gap()
        largest = shown.entry.show_largest
        print_part(page, shown.part, citations, largest=largest)
        if shown.entry.explain is not None:
            page.paragraph(sentence("One amount, step by step:"))
            told = shown.allocation.explain(shown.entry.explain)
            for explanation in told.parts:
                print_explanation(page, explanation, citations)
    if done.still_open:
        page.heading(sentence("What stays open, and why"))
        page.gap()
        print_open_parts(page, done.still_open)


def _print_comparisons(page: Page, done: Demonstration, citations: Citations) -> None:
    page.section(sentence("3. How far this agrees with what was published"))
    for shown in done.shown:
        page.heading(shown.entry.title)
        _print_comparison(page, shown, citations)
    if done.figures:
        page.heading(sentence("Figures that went into no computation of the above"))
        page.gap()
    for figure in done.figures:
        _print_figure(page, figure, citations)


def _print_comparison(page: Page, shown: Shown, citations: Citations) -> None:
    if shown.reperformed is not None:
        print_reperformance(page, shown.reperformed, citations)
    print_rounding(page, shown.part)
    page.gap()
    for note in shown.entry.notes:
        page.bullet(note)


def _print_figure(page: Page, figure: CheckedFigure, citations: Citations) -> None:
    entry = figure.entry
    page.bullet(
        sentence(
            "{title}. Published: {published} {mark}. The rule gives {amount} for "
            "{persons} persons ({status}): {verdict}.",
            title=entry.title,
            published=entry.published,
            mark=citations.mark(entry.source),
            persons=Count(entry.persons, sensitive=True),
            status=_status(entry),
            amount=figure.recomputed,
            verdict=_verdict(figure),
        )
    )
    if entry.note is not None:
        page.lines(entry.note, indent="    ")


def _status(entry: ShownCheck) -> Sentence:
    if entry.persons_status == "published":
        return sentence("their number was published")
    return sentence("their number was computed back")


def _verdict(figure: CheckedFigure) -> Sentence:
    if figure.is_met:
        return sentence("it fits")
    expected = figure.entry.expected_amount
    return sentence("it does not fit, {amount} was expected", amount=expected)
