"""Printing a program: what it is, its money, and the rules in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from fundmodel.cli.citations import Citations
from fundmodel.cli.pages import Branch, Page
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LegalBasis, Part, PlannedResult
from fundmodel.programs import Program
from fundmodel.revisions import Difference
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = [
    "print_amendments",
    "print_differences",
    "print_money",
    "print_parts",
    "print_program",
    "print_summary",
]


def print_program(
    page: Page, program: Program, citations: Citations, *, earlier: date | None = None
) -> None:
    """Print everything about a program, and its tree as of an *earlier* day."""
    print_summary(page, program, citations)
    page.heading(sentence("The money, year by year"))
    print_money(page, program, citations)
    page.gap()
    for nature in dict.fromkeys(part.legal_nature for part in program.parts):
        page.lines(_MEANING[nature])
    if earlier is not None:
        page.heading(sentence("What was known on {day}", day=earlier))
        print_money(page, program.as_of(earlier), citations)
    page.heading(sentence("The parts, and how their money is shared"))
    print_parts(page, program, citations)
    if program.amendments:
        page.heading(sentence("What changed later"))
        print_amendments(page, program, citations)


def print_summary(page: Page, program: Program, citations: Citations) -> None:
    """Print who funds what, since when, on which basis."""
    page.gap()
    page.facts(_summary(program, citations))


def print_money(page: Page, program: Program, citations: Citations) -> None:
    """Print the tree of parts with the budget of each year and its basis."""
    page.gap()
    page.tree(_Tree(page, program, citations).whole())


_MEANING: Final[Mapping[LegalNature, Sentence]] = {
    LegalNature.STATUTORY_TRANSFER: sentence(
        "A statutory transfer comes by law, without application."
    ),
    LegalNature.GRANT: sentence(
        "A grant is applied for and awarded, for a purpose, with proof of use."
    ),
    LegalNature.CONTRACT: sentence("A contract pays for a service that is bought."),
    LegalNature.INTERNAL: sentence("Internal money is spent by the funder itself."),
}


def print_parts(page: Page, program: Program, citations: Citations) -> None:
    """Print purpose, planned results and rule of each part."""
    for _, part in program.walk():
        page.topic(part.name)
        page.facts(_about(part, citations), indent="  ")
        _print_rule(page, program, part, citations)


def print_amendments(page: Page, program: Program, citations: Citations) -> None:
    """Print each amendment with its day and its changes, in the order of time."""
    for amendment in sorted(program.amendments, key=lambda one: one.day):
        page.topic(_marked(amendment.describe(), amendment.source, citations))
        if amendment.note is not None:
            page.lines(amendment.note, indent="  ")
        for change in amendment.changes:
            basis = change.source or amendment.source
            page.bullet(_marked(change.describe(), basis, citations), mark="  -")


def print_differences(
    page: Page, found: tuple[Difference, ...], citations: Citations
) -> None:
    """Print what sets two versions apart, each with what says so."""
    if not found:
        page.lines(sentence("Nothing is otherwise."))
    for one in found:
        marked = one.said
        if one.source is not None:
            marked = _marked(one.said, one.source, citations)
        page.bullet(marked)


def _marked(said: Sentence, basis: Basis, citations: Citations) -> Sentence:
    return sentence("{said} {mark}", said=said, mark=citations.mark(basis))


def _summary(
    program: Program, citations: Citations
) -> Iterator[tuple[Sentence, object]]:
    if program.purpose is not None:
        yield sentence("Purpose"), program.purpose
    if program.funder is not None:
        yield sentence("Funder"), program.funder
    if program.co_funders:
        yield sentence("Also funded by"), _joined(program.co_funders)
    if program.partners:
        yield sentence("Partners"), _joined(program.partners)
    for basis in program.legal_bases:
        yield sentence("Legal basis"), _legal(basis, citations)
    if program.budget_lines:
        yield sentence("Budget lines"), program.budget_lines
    if program.period is not None:
        yield sentence("Period"), program.period
    yield sentence("Budget years"), tuple(year.label for year in program.years)
    yield sentence("Short name"), program.id


def _joined(items: tuple[Text, ...]) -> object:
    """Set names apart by semicolons, because some contain commas."""
    joined: object = items[0]
    for item in items[1:]:
        joined = sentence("{left}; {right}", left=joined, right=item)
    return joined


def _legal(basis: LegalBasis, citations: Citations) -> Sentence:
    return sentence(
        "{title} {mark}", title=basis.title, mark=citations.mark(basis.source)
    )


class _Tree:
    """Builds the tree of a program's money."""

    def __init__(self, page: Page, program: Program, citations: Citations) -> None:
        self._page = page
        self._program = program
        self._citations = citations

    def whole(self) -> Branch:
        """Give the program with all parts below it."""
        program = self._program
        return Branch(
            lines=self._said(program.name, *self._budgets(None, program.source)),
            below=self._below(None),
        )

    def _below(self, parent: str | None) -> tuple[Branch, ...]:
        return tuple(self._branch(part) for part in self._program.children(parent))

    def _branch(self, part: Part) -> Branch:
        head = sentence("{name}, {nature}", name=part.name, nature=part.legal_nature)
        return Branch(
            lines=self._said(head, *self._budgets(part, part.source)),
            below=self._below(part.id),
        )

    def _said(self, *values: object) -> tuple[str, ...]:
        return tuple(self._page.say(value) for value in values)

    def _budgets(self, part: Part | None, basis: Basis) -> Iterator[Sentence]:
        """Give one line for the years that are alike in everything."""
        alike: dict[_Budgeted, list[str]] = {}
        for year in self._program.years:
            budgeted = self._budgeted(part, year.label, basis)
            alike.setdefault(budgeted, []).append(year.label)
        for budgeted, years in alike.items():
            yield budgeted.said(tuple(years))

    def _budgeted(self, part: Part | None, year: str, basis: Basis) -> _Budgeted:
        id_ = None if part is None else part.id
        budget = self._program.budget(year, id_)
        if budget is None:
            return _Budgeted(remark=self._why_none(part, year))
        remainder = self._program.open_remainder(year, id_)
        remark = None
        if remainder is not None and not remainder.is_zero:
            remark = sentence("of which {amount} not yet split", amount=remainder)
        if remainder == budget.amount:
            remark = sentence("not yet split")
        mark = self._citations.mark(budget.source or basis)
        return _Budgeted(amount=budget.amount, mark=mark, remark=remark)

    def _why_none(self, part: Part | None, year: str) -> Sentence:
        if part is not None and part.open_ended:
            return sentence("open-ended, by need")
        above = None if part is None else self._program.covered_by(part.id, year)
        budget = None if above is None else above.budget(year)
        if part is None or above is None or budget is None:
            return sentence("no budget known")
        if above.id == part.parent:
            return sentence("open, inside the {amount} above", amount=budget.amount)
        return sentence(
            "open, inside the {amount} of {above}",
            amount=budget.amount,
            above=above.name,
        )


@attrs.frozen(kw_only=True)
class _Budgeted:
    """What is said of the budget of a year; years alike share a line."""

    amount: Money | None = None
    mark: Sentence | None = None
    remark: Sentence | None = None

    def said(self, years: tuple[str, ...]) -> Sentence:
        """Give the line for these years."""
        if self.amount is None:
            return sentence("{years}: {remark}", years=years, remark=self.remark)
        line = sentence(
            "{years}: {amount} {mark}", years=years, amount=self.amount, mark=self.mark
        )
        if len(years) > 1:
            line = sentence(
                "{years}: {amount} each {mark}",
                years=years,
                amount=self.amount,
                mark=self.mark,
            )
        if self.remark is None:
            return line
        return sentence("{line}, {remark}", line=line, remark=self.remark)


def _about(part: Part, citations: Citations) -> Iterator[tuple[Sentence, object]]:
    yield sentence("Kind of money"), part.legal_nature
    if part.purpose is not None:
        yield sentence("Purpose"), part.purpose
    if part.target_group is not None:
        yield sentence("For whom"), part.target_group
    if part.granting_body is not None:
        yield sentence("Decides or pays"), part.granting_body
    for result in part.planned_results:
        yield sentence("Planned"), _planned(result, citations)
    for basis in part.legal_bases:
        yield sentence("Legal basis"), _legal(basis, citations)
    yield sentence("Source"), citations.mark(part.source)


def _planned(result: PlannedResult, citations: Citations) -> Sentence:
    said: object = result.what
    if result.number is not None and result.approximate:
        said = sentence("about {number} {what}", number=result.number, what=result.what)
    elif result.number is not None:
        said = sentence("{number} {what}", number=result.number, what=result.what)
    return sentence("{said} {mark}", said=said, mark=citations.mark(result.source))


def _print_rule(page: Page, program: Program, part: Part, citations: Citations) -> None:
    if part.rule is None and program.children(part.id):
        page.lines(sentence("Shared by the parts below it."), indent="  ")
        return
    if part.rule is None:
        page.lines(sentence("How it is shared: no rule is known."), indent="  ")
        return
    page.lines(sentence("How it is shared:"), indent="  ")
    for number, provision in enumerate(part.rule.provisions, start=1):
        said = _marked(provision.describe(), provision.source, citations)
        page.bullet(said, mark=f"  {number}.")
