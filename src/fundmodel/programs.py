"""The whole of a funding program: who funds what, in which years, by which rules."""

from __future__ import annotations

import difflib
import functools
import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

import attrs

from fundmodel.changes import (
    Amendment,
    Terms,
    check_contradictions,
    check_order,
)
from fundmodel.consistency import Whole
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.fingerprints import content_hash
from fundmodel.money import Money
from fundmodel.parts import LegalBasis, Part, YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Language, Text, cited, sentence
from fundmodel.sources import Basis

__all__ = ["Program"]

MOST_AMENDMENTS: Final = 500
"""No program has more, and a hostile file must not cost time."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Program:
    """
    A public funding program (Förderprogramm).

    Parts stand in one flat tuple and name their parents, as in the file form.

    Attributes:
        id: A short name.

        name: What it is called.

        currency: ISO 4217 code; a program has one.

        years: Its budget years.

        parts: All parts, on all levels.

        budgets: What may be spent altogether, by year.

        funder: Who pays.

        co_funders: Who else pays.

        partners: Who agreed to it.

        legal_bases: What it rests on.

        budget_lines: Where it stands in the budget.

        period: When it runs.

        purpose: What it is for.

        source: Where it is set up; also that of its budgets.

        amendments: What changed later, and from when. Years, period, budgets and
            parts are those before all amendments; see `as_of` and `amended`.

    Raises:
        InvalidModelError: Ids repeat, parents are missing or form a circle,
            years, currencies or payment plans do not fit, or parts exceed what they
            are in; or so it is after an amendment.
    """

    id: str
    name: Text
    currency: str
    years: tuple[BudgetYear, ...] = attrs.field(converter=tuple[BudgetYear, ...])
    parts: tuple[Part, ...] = attrs.field(default=(), converter=tuple[Part, ...])
    budgets: tuple[YearBudget, ...] = attrs.field(
        default=(), converter=tuple[YearBudget, ...]
    )
    funder: Text | None = None
    co_funders: tuple[Text, ...] = attrs.field(default=(), converter=tuple[Text, ...])
    partners: tuple[Text, ...] = attrs.field(default=(), converter=tuple[Text, ...])
    legal_bases: tuple[LegalBasis, ...] = attrs.field(
        default=(), converter=tuple[LegalBasis, ...]
    )
    budget_lines: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    period: Period | None = None
    purpose: Text | None = None
    source: Basis = None
    amendments: tuple[Amendment, ...] = attrs.field(
        default=(), converter=tuple[Amendment, ...]
    )

    def __attrs_post_init__(self) -> None:
        Money.zero(self.currency)
        self._whole().check()
        _check_amendments(self)

    def part(self, id: str) -> Part:
        """
        Give one part.

        Raises:
            InvalidModelError: There is none with that id.
        """
        for part in self.parts:
            if part.id == id:
                return part
        ids = [part.id for part in self.parts]
        near = difflib.get_close_matches(str(id), ids, n=1)
        raise InvalidModelError(
            "the program has no part of this name",
            where=f"program {self.id!r}",
            got=id,
            expected=", ".join(ids) or "a program with parts",
            mend=f"did you mean {near[0]!r}?" if near else "take one of these",
        )

    def year(self, label: int | str) -> BudgetYear:
        """
        Give one budget year; an `int` is the label of a calendar year.

        Raises:
            InvalidModelError: The program has no such year.
        """
        for year in self.years:
            if year.label == str(label):
                return year
        raise InvalidModelError(
            "the year is outside the program",
            where=f"program {self.id!r}",
            got=label,
            expected=", ".join(year.label for year in self.years),
            mend="take one of its budget years",
        )

    def children(self, parent: str | None = None) -> tuple[Part, ...]:
        """Give the parts directly below a part, or below the program."""
        return tuple(part for part in self.parts if part.parent == parent)

    def walk(
        self, parent: str | None = None, depth: int = 0
    ) -> Iterator[tuple[int, Part]]:
        """Give all parts below with their depth, each before its children."""
        for part in self.children(parent):
            yield depth, part
            yield from self.walk(part.id, depth + 1)

    def above(self, part: str) -> Iterator[Part]:
        """Give the parts that a part is in, the nearest first."""
        parent = self.part(part).parent
        while parent is not None:
            found = self.part(parent)
            yield found
            parent = found.parent

    def budget(self, year: str, part: str | None = None) -> YearBudget | None:
        """Give the budget of a part, or of the program, in a year."""
        if part is not None:
            return self.part(part).budget(year)
        return next((b for b in self.budgets if b.year == year), None)

    def covered_by(self, part: str, year: str) -> Part | None:
        """Give the nearest part above that has a budget for the year."""
        above = self.above(part)
        return next((p for p in above if p.budget(year) is not None), None)

    def open_remainder(self, year: str, part: str | None = None) -> Money | None:
        """
        Give what of a budget is not spoken for by the parts below.

        Returns:
            Zero where the parts below use it up; the whole budget where none
            of them has one; `None` where there is no budget or no part below.
        """
        budget = self.budget(year, part)
        if budget is None or not self.children(part):
            return None
        return budget.amount - self._whole().spoken_for(part, year)

    def as_of(self, day: date) -> Program:
        """
        Give the program as it was in force, and known, on that day.

        Amendments up to that day are applied. Parts, budgets and rules that became
        known later are left out; a part whose budget was not yet known stays open
        inside its parent's.

        Raises:
            InvalidModelError: It is no day.
        """
        return _known(self.after(day), day)

    def amended(self) -> Program:
        """Give the program after all amendments."""
        return _after(self, self.amendments) if self.amendments else self

    def after(self, day: date) -> Program:
        """
        Give the program with all amendments up to a day, whatever was known then.

        Raises:
            InvalidModelError: It is no day.
        """
        _check_day(day)
        return _after(self, [a for a in self.amendments if a.day <= day])

    def versions(self) -> Iterator[Program]:
        """
        Give the program before all amendments, and after each day that has some.

        Each version counts whatever was known then; see `after`.
        """
        version = attrs.evolve(self, amendments=()) if self.amendments else self
        yield version
        in_time = sorted(self.amendments, key=_day_of)
        for _, of_one_day in itertools.groupby(in_time, key=_day_of):
            version = _after(version, of_one_day)
            yield version

    def _whole(self) -> Whole:
        return Whole(
            id=self.id,
            currency=self.currency,
            years=self.years,
            parts=self.parts,
            budgets=self.budgets,
            period=self.period,
        )

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in the program."""
        return content_hash(self)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the tree: parts, budgets with their basis, rules, and amendments."""
        return "\n".join(_outline(self, Language(language)))

    def __str__(self) -> str:
        return self.text()


def _after(program: Program, amendments: Iterable[Amendment]) -> Program:
    """Apply amendments in the order of time; those of one day as listed."""
    terms = _terms(program)
    for amendment in sorted(amendments, key=_day_of):
        terms = amendment.apply(terms)
    return attrs.evolve(
        program,
        years=terms.years,
        period=terms.period,
        budgets=terms.budgets,
        parts=terms.parts,
        amendments=(),
    )


def _terms(program: Program) -> Terms:
    return Terms(
        years=program.years,
        period=program.period,
        budgets=program.budgets,
        parts=program.parts,
    )


def _known(program: Program, day: date) -> Program:
    """Leave out what became known later."""
    kept: set[str | None] = {None}
    parts: dict[str, Part] = {}
    for _, part in program.walk():
        known = part.known_since is None or part.known_since <= day
        if known and part.parent in kept:
            kept.add(part.id)
            parts[part.id] = part.as_of(day)
    return attrs.evolve(
        program,
        parts=[parts[part.id] for part in program.parts if part.id in parts],
        budgets=[
            b for b in program.budgets if b.known_since is None or b.known_since <= day
        ],
    )


def _check_amendments(program: Program) -> None:
    """Make sure that the program holds together after every amendment."""
    if not program.amendments:
        return
    _check_number(program)
    check_contradictions(program.amendments)
    early = min(amendment.day for amendment in program.amendments)
    if program.period is not None and early < program.period.first:
        raise InvalidModelError(
            "an amendment is dated before the program",
            where=f"program {program.id!r}, amendment of {early}",
            got=early,
            expected=f"{program.period.first} or later",
            mend="correct the day, or write what it says into the program itself",
        )
    versions = program.versions()
    # Before all amendments it is whole, or we were not here.
    version = next(versions)
    in_time = sorted(program.amendments, key=_day_of)
    for day, of_one_day in itertools.groupby(in_time, key=_day_of):
        check_order(_terms(version), tuple(of_one_day))
        try:
            version = next(versions)
        except InvalidModelError as error:
            if not error.where.startswith("amendment of"):
                error.where = f"after the amendment of {day}, {error.where}"
            raise


def _check_number(program: Program) -> None:
    if len(program.amendments) > MOST_AMENDMENTS:
        raise InvalidModelError(
            "a program has too many amendments",
            where=f"program {program.id!r}",
            got=f"{len(program.amendments):,}",
            expected=f"at most {MOST_AMENDMENTS}",
            mend="write the version from which you begin as the program itself",
        )


def _day_of(amendment: Amendment) -> date:
    return amendment.day


def _check_day(day: object) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidModelError(
            "this is no day",
            where="as_of",
            got=repr(day),
            expected="a date",
            mend='write date(2017, 3, 31), or date.fromisoformat("2017-03-31")',
        )


def _outline(program: Program, language: Language) -> Iterator[str]:
    yield f"{program.name.render(language)} ({program.id})"
    yield from _budget_lines(program, None, program.source, language, "  ")
    for depth, part in program.walk():
        indent = "  " * (depth + 1)
        nature = part.legal_nature.render(language)
        yield f"{indent}{part.name.render(language)} ({part.id}), {nature}"
        yield from _budget_lines(program, part, part.source, language, indent + "  ")
        for provision in part.rule.provisions if part.rule else ():
            said = provision.describe().render(language)
            yield f"{indent}  - {said}{cited(provision.source, language)}"
        if part.payment_plan is not None:
            said = part.payment_plan.describe().render(language)
            yield f"{indent}  - {said}{cited(part.payment_plan.source, language)}"
    for amendment in sorted(program.amendments, key=_day_of):
        yield from _amendment_lines(amendment, language)


def _amendment_lines(amendment: Amendment, language: Language) -> Iterator[str]:
    said = amendment.describe().render(language)
    yield f"  {said}{cited(amendment.source, language)}"
    if amendment.note is not None:
        yield f"    {amendment.note.render(language)}"
    for change in amendment.changes:
        said = change.describe().render(language)
        yield f"    - {said}{cited(change.source, language)}"


def _budget_lines(
    program: Program, part: Part | None, basis: Basis, language: Language, indent: str
) -> Iterator[str]:
    for year in program.years:
        id_ = None if part is None else part.id
        budget = program.budget(year.label, id_)
        if budget is None:
            yield f"{indent}{year.label}: {_open(program, part, year, language)}"
            continue
        shown = budget.amount.render(language)
        yield f"{indent}{year.label}: {shown}{cited(budget.source or basis, language)}"
        remainder = program.open_remainder(year.label, id_)
        if remainder is not None and not remainder.is_zero:
            said = sentence("of which open: {amount}", amount=remainder)
            yield f"{indent}  {said.render(language)}"


def _open(
    program: Program, part: Part | None, year: BudgetYear, language: Language
) -> str:
    above = None if part is None else program.covered_by(part.id, year.label)
    if part is not None and part.open_ended:
        return sentence("open-ended, by need").render(language)
    if above is None:
        return sentence("no budget known").render(language)
    return sentence("open inside {above}", above=above.name).render(language)
