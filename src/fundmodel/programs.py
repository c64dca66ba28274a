"""The whole of a funding program: who funds what, in which years, by which rules."""

from __future__ import annotations

import difflib
import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from fundmodel.changes import Amendment, Terms, check_contradictions
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.fingerprints import content_hash
from fundmodel.money import Money
from fundmodel.parts import LegalBasis, Part, YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Language, Text, cited, sentence
from fundmodel.sources import Basis

__all__ = ["Program"]

DEEPEST: Final = 20
"""Levels of parts; no budget has more, and a hostile file must not cost time."""


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
            years or currencies do not fit, or parts exceed what they are in; or so
            it is after an amendment.
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
        _check_years(self)
        _check_tree(self)
        _check_budgets(self)
        for year in self.years:
            _check_sums(self, year.label)
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
        return budget.amount - _spoken_for(self, part, year)

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
        return self._after(self.amendments) if self.amendments else self

    def after(self, day: date) -> Program:
        """
        Give the program with all amendments up to a day, whatever was known then.

        Raises:
            InvalidModelError: It is no day.
        """
        _check_day(day)
        return self._after(a for a in self.amendments if a.day <= day)

    def _after(self, amendments: Iterable[Amendment]) -> Program:
        """Apply amendments in the order of time; those of one day as listed."""
        terms = Terms(
            years=self.years,
            period=self.period,
            budgets=self.budgets,
            parts=self.parts,
        )
        for amendment in sorted(amendments, key=lambda one: one.day):
            terms = amendment.apply(terms)
        return attrs.evolve(
            self,
            years=terms.years,
            period=terms.period,
            budgets=terms.budgets,
            parts=terms.parts,
            amendments=(),
        )

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in the program."""
        return content_hash(self)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the tree: parts, budgets with their basis, rules in words."""
        return "\n".join(_outline(self, Language(language)))

    def __str__(self) -> str:
        return self.text()


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
    for day in sorted({amendment.day for amendment in program.amendments}):
        try:
            program.after(day)
        except InvalidModelError as error:
            if not error.where.startswith("amendment of"):
                error.where = f"after the amendment of {day}, {error.where}"
            raise


def _check_day(day: object) -> None:
    if not isinstance(day, date):
        raise InvalidModelError(
            "this is no day",
            where="as_of",
            got=repr(day),
            expected="a date",
            mend='write date(2017, 3, 31), or date.fromisoformat("2017-03-31")',
        )


def _check_years(program: Program) -> None:
    labels = [year.label for year in program.years]
    if not labels or len(set(labels)) < len(labels):
        raise InvalidModelError(
            "a program needs budget years, each with its own label",
            where=f"program {program.id!r}",
            got=", ".join(labels) or "none",
            expected="for example 2017 and 2018",
            mend="list each budget year once",
        )


def _check_tree(program: Program) -> None:
    count = Counter(part.id for part in program.parts)
    twice = [id_ for id_, number in count.items() if number > 1]
    if twice:
        raise InvalidModelError(
            "an id stands more than once",
            where=f"program {program.id!r}",
            got=", ".join(twice),
            expected="each part with its own id",
            mend="rename one of them",
        )
    parents = {part.id: part.parent for part in program.parts}
    for part in program.parts:
        _check_way_up(part, parents)


def _check_way_up(part: Part, parents: dict[str, str | None]) -> None:
    above = part.parent
    for _ in range(DEEPEST):
        if above is None:
            return
        if above not in parents:
            near = difflib.get_close_matches(above, parents, n=1)
            raise InvalidModelError(
                "a part names a parent that does not exist",
                where=f"part {part.id!r}",
                got=above,
                expected="the id of another part",
                mend=f"did you mean {near[0]!r}?" if near else "add the parent",
            )
        above = parents[above]
    raise InvalidModelError(
        "parts form a circle, or are nested too deep",
        where=f"part {part.id!r}",
        got=f"more than {DEEPEST} levels above it",
        expected=f"a tree of at most {DEEPEST} levels",
        mend="check the parents",
    )


def _check_budgets(program: Program) -> None:
    labels = {year.label for year in program.years}
    years = [budget.year for budget in program.budgets]
    if len(set(years)) < len(years):
        raise InvalidModelError(
            "a year has two budgets",
            where=f"program {program.id!r}",
            got=", ".join(years),
            expected="one budget a year",
            mend="add them up",
        )
    whole = [("program", b) for b in program.budgets]
    parts = [(f"part {p.id!r}", b) for p in program.parts for b in p.budgets]
    for where, budget in (*whole, *parts):
        if budget.year not in labels:
            raise InvalidModelError(
                "a budget is for a year outside the program",
                where=where,
                got=budget.year,
                expected=", ".join(sorted(labels)),
                mend="add the year to the program, or correct the budget",
            )
        if budget.amount.currency != program.currency:
            raise InvalidModelError(
                "a budget is in another currency than the program",
                where=f"{where}, budget {budget.year}",
                got=budget.amount,
                expected=program.currency,
                mend="convert it at the edge, with rate, date and source",
            )


def _spending(
    program: Program, parent: str | None, year: str
) -> Iterator[tuple[Part, Money]]:
    """Give the parts below with a budget, looking deeper where one has none."""
    for part in program.children(parent):
        budget = part.budget(year)
        if budget is None:
            yield from _spending(program, part.id, year)
        else:
            yield part, budget.amount


def _spoken_for(program: Program, parent: str | None, year: str) -> Money:
    amounts = (amount for _, amount in _spending(program, parent, year))
    return sum(amounts, start=Money.zero(program.currency))


def _check_sums(program: Program, year: str) -> None:
    for parent in (None, *(part.id for part in program.parts)):
        budget = program.budget(year, parent)
        if budget is None:
            continue
        spoken_for = _spoken_for(program, parent, year)
        if spoken_for > budget.amount:
            raise InvalidModelError(
                f"the parts exceed what they are in by {spoken_for - budget.amount}",
                where=f"{f'part {parent!r}' if parent else 'program'}, budget {year}",
                got=_listed(program, parent, year),
                expected=f"at most {budget.amount}",
                mend="correct one of these budgets",
            )


def _listed(program: Program, parent: str | None, year: str) -> str:
    parts = _spending(program, parent, year)
    return " + ".join(f"{part.id} {amount}" for part, amount in parts)


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
