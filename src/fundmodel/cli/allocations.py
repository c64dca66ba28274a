"""Printing allocations: rates, largest allotments, explanations, open parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart, Allotment, OpenPart, OpenReason
from fundmodel.cli.citations import Citations
from fundmodel.cli.pages import Page, amounts, names
from fundmodel.indicators import Column as Figures
from fundmodel.indicators import DataState
from fundmodel.natures import Stage
from fundmodel.rules import Explanation
from fundmodel.rules.distribution import UnitRate
from fundmodel.rules.explanation import ExplainedStep
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.units import Amount

__all__ = [
    "print_allocation",
    "print_explanation",
    "print_open_parts",
    "print_part",
    "print_rounding",
]


def print_allocation(
    page: Page, allocation: Allocation, citations: Citations, *, largest: int
) -> None:
    """Print all parts of an allocation and what stays open."""
    for allocated in allocation.parts:
        title = sentence(
            "{part}, {year}", part=allocated.part.name, year=allocated.year
        )
        page.heading(title)
        page.gap()
        print_part(page, allocated, citations, largest=largest)
        print_rounding(page, allocated)
    if allocation.open_parts:
        page.heading(sentence("What stays open"))
        print_open_parts(
            page, ((allocation.year.label, o) for o in allocation.open_parts)
        )


def print_part(
    page: Page, allocated: AllocatedPart, citations: Citations, *, largest: int
) -> None:
    """Print pot, rate and the largest allotments of one part."""
    page.facts(_terms(allocated, citations))
    found = allocated.largest(largest)
    if found:
        _print_largest(page, allocated, found)
    for position in np.flatnonzero(allocated.distribution.is_remainder).tolist():
        page.lines(_all_others(allocated, position))


def _terms(
    allocated: AllocatedPart, citations: Citations
) -> Iterator[tuple[Sentence, object]]:
    distribution = allocated.distribution
    pot = distribution.opening or distribution.total
    mark = citations.mark(distribution.opening_source)
    yield sentence("Pot"), sentence("{pot} {mark}", pot=pot, mark=mark)
    for rate in distribution.unit_rates:
        yield sentence("Counted"), _counted(rate)
        yield (
            sentence("Rate"),
            sentence(
                "{pot} / {total} {unit} = {amount} each",
                pot=rate.shared,
                total=rate.counted,
                unit=rate.column.indicator.unit,
                amount=rate.amount,
            ),
        )
    yield sentence("What an amount is"), _MEANING[allocated.stage]
    yield sentence("Recipients"), _recipients(allocated)


_MEANING: Final[Mapping[Stage, Sentence]] = {
    Stage.INDICATIVE_ENVELOPE: sentence(
        "an indicative planning envelope: the most that may be applied for, no promise"
    ),
    Stage.ENTITLEMENT: sentence("an entitlement by law: due without a decision"),
}


def _counted(rate: UnitRate) -> Sentence:
    indicator = rate.column.indicator
    said = sentence(
        "{indicator}, {total} in all", indicator=indicator, total=rate.counted
    )
    if indicator.key_date is not None:
        said = sentence("{said}, on {day}", said=said, day=indicator.key_date)
    if indicator.state is DataState.PROVISIONAL:
        return sentence("{said} (provisional)", said=said)
    return said


def _recipients(allocated: AllocatedPart) -> Sentence:
    others = int(allocated.distribution.is_remainder.sum())
    named = len(allocated.distribution.roster) - others
    if not others:
        return sentence("{count} by name", count=named)
    return sentence("{count} by name, and one row for all others", count=named)


def _print_largest(
    page: Page, allocated: AllocatedPart, found: tuple[Allotment, ...]
) -> None:
    page.paragraph(sentence("The largest allotments among those named:"))
    rates = allocated.distribution.unit_rates
    # More than one key would need a column for each; the amounts say it as well.
    figures = rates[0].column if len(rates) == 1 else None
    columns = [names(sentence("Recipient")), names(sentence("Id"))]
    if figures is not None:
        columns.append(amounts(figures.indicator.unit))
    page.table(
        [*columns, amounts(sentence("Amount"))],
        (_row(allocated, allotment, figures) for allotment in found),
    )
    if figures is not None:
        _print_marks(page, allocated, found, figures)


def _print_marks(
    page: Page,
    allocated: AllocatedPart,
    found: tuple[Allotment, ...],
    figures: Figures,
) -> None:
    """Say what an asterisk and a hidden count in the table mean."""
    roster = allocated.distribution.roster
    rows = [roster.position(allotment.recipient.id) for allotment in found]
    if figures.inferred[rows].any():
        page.lines(
            sentence("* computed back from published amounts, not itself published")
        )
    if any(figures.count(row).is_hidden for row in rows):
        page.lines(
            sentence(
                "Counts below ten are not shown; an amount divided by the rate "
                "reveals them."
            )
        )
    page.gap()


def _row(
    allocated: AllocatedPart, allotment: Allotment, figures: Figures | None
) -> tuple[object, ...]:
    recipient = allotment.recipient
    cells: list[object] = [recipient.name, recipient.id]
    if figures is not None:
        position = allocated.distribution.roster.position(recipient.id)
        count = figures.count(position)
        inferred = bool(figures.inferred[position])
        cells.append(sentence("{count} *", count=count) if inferred else count)
    return (*cells, allotment.amount)


def _all_others(allocated: AllocatedPart, position: int) -> Sentence:
    distribution = allocated.distribution
    return sentence(
        "{name}: {amount} together, unrounded, because each of them is rounded on "
        "its own; no allotment of one body, so not listed above.",
        name=distribution.roster.label(position),
        amount=Amount(count=distribution.exact(position), unit=distribution.unit),
    )


def print_rounding(page: Page, allocated: AllocatedPart) -> None:
    """Print what rounding made of the sum, as far as it can be known."""
    page.paragraph(*_rounding(allocated))


def _rounding(allocated: AllocatedPart) -> Iterator[Sentence]:
    distribution = allocated.distribution
    unit, residual = distribution.unit, distribution.residual.count
    named = ~distribution.is_remainder
    rounded = sum(distribution.amounts[named].tolist())
    yield sentence(
        "Rounding: those named get {rounded} together; unrounded it would be {exact}.",
        rounded=Amount(count=Fraction(rounded), unit=unit),
        exact=Amount(count=rounded + residual, unit=unit),
    )
    if residual < 0:
        more = Amount(count=-residual, unit=unit)
        yield sentence("Rounding gives {amount} too much.", amount=more)
    elif residual > 0:
        less = Amount(count=residual, unit=unit)
        yield sentence("Rounding leaves {amount} over.", amount=less)
    if distribution.is_remainder.any():
        yield sentence(
            "What it makes of the whole cannot be known, because the amounts of all "
            "others are not known one by one."
        )


def print_explanation(
    page: Page, explanation: Explanation, citations: Citations
) -> None:
    """Print step by step why somebody gets an amount; the amount comes last."""
    page.paragraph(explanation.title)
    steps = list(_numbered(explanation))
    for number, (depth, said, basis) in enumerate(steps, start=1):
        line = sentence("{said} {mark}", said=said, mark=citations.mark(basis))
        page.bullet(line, mark=f"{'  ' * depth}{number}.")
    for warning in explanation.warnings():
        page.bullet(warning, mark="!")
    result: object = explanation.amount
    if explanation.stands_for_others:
        result = sentence(
            "{amount} for all others together, before each is rounded",
            amount=explanation.amount,
        )
    page.bullet(result, mark="=")


def _numbered(explanation: Explanation) -> Iterator[tuple[int, Sentence, Basis]]:
    if explanation.opening is not None:
        yield 0, explanation.opening, explanation.opening_source
    yield from _unfolded(explanation.steps, depth=0)


def _unfolded(
    steps: Iterable[ExplainedStep], depth: int
) -> Iterator[tuple[int, Sentence, Basis]]:
    """Give the steps with those of sub-rules behind them, one level deeper."""
    for step in steps:
        yield depth, step.said, step.source
        for branch in step.nested:
            if branch.title is not None:
                yield depth + 1, branch.title, step.source
            yield from _unfolded(branch.steps, depth + 1)


def print_open_parts(page: Page, found: Iterable[tuple[str, OpenPart]]) -> None:
    """Print which parts stay open, in which years, and why."""
    parts = list(found)
    for reason in reversed(OpenReason):
        years: dict[tuple[Text, Sentence], list[str]] = {}
        for year, still_open in parts:
            if still_open.reason is reason:
                key = (still_open.part.name, still_open.said)
                years.setdefault(key, []).append(year)
        if years:
            page.paragraph(_OPEN[reason])
        for (name, said), labels in years.items():
            page.bullet(_open_part(reason, name, said, tuple(labels)))


_OPEN: Final[Mapping[OpenReason, Sentence]] = {
    OpenReason.NO_RULE: sentence("Nobody has said how these are shared:"),
    OpenReason.NO_BUDGET: sentence("These have no budget of their own:"),
    OpenReason.NO_DATA: sentence("The roster lacks the figures to share these by:"),
    OpenReason.OTHER_KEY_DATE: sentence(
        "The roster lacks the figures of the day that counts for these:"
    ),
    OpenReason.PROVISIONAL: sentence(
        "The roster has provisional figures only, and these want final ones:"
    ),
    OpenReason.SEVERAL_VINTAGES: sentence(
        "The roster has several vintages of the figures of these; say as of which day:"
    ),
    OpenReason.OTHER_PART: sentence("These draw on the results of parts left open:"),
}


def _open_part(
    reason: OpenReason, name: Text, said: Sentence, years: tuple[str, ...]
) -> Sentence:
    if reason is OpenReason.NO_RULE:
        return sentence("{part}, {years}", part=name, years=years)
    return sentence("{part}, {years}: {why}", part=name, years=years, why=said)
