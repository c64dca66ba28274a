"""Consistency: whether parts, years and budgets of a program fit together."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from typing import Final, Protocol

from fundmodel.errors import InvalidModelError
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear

__all__ = [
    "DEEPEST",
    "Whole",
    "check_budgets",
    "check_sums",
    "check_tree",
    "check_years",
    "spoken_for",
]

DEEPEST: Final = 20
"""Levels of parts; no budget has more, and a hostile file must not cost time."""


class Whole(Protocol):
    """What is looked at of a program."""

    @property
    def id(self) -> str:
        """A short name."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217 code."""
        ...

    @property
    def years(self) -> tuple[BudgetYear, ...]:
        """Its budget years."""
        ...

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, on all levels."""
        ...

    @property
    def budgets(self) -> tuple[YearBudget, ...]:
        """What may be spent altogether, by year."""
        ...

    def children(self, parent: str | None = None) -> tuple[Part, ...]:
        """Give the parts directly below a part, or below the program."""
        ...

    def budget(self, year: str, part: str | None = None) -> YearBudget | None:
        """Give the budget of a part, or of the program, in a year."""
        ...


def check_years(program: Whole) -> None:
    """
    Make sure that there are budget years, each with its own label.

    Raises:
        InvalidModelError: There is none, or two have one label.
    """
    labels = [year.label for year in program.years]
    if not labels or len(set(labels)) < len(labels):
        raise InvalidModelError(
            "a program needs budget years, each with its own label",
            where=f"program {program.id!r}",
            got=", ".join(labels) or "none",
            expected="for example 2017 and 2018",
            mend="list each budget year once",
        )


def check_tree(program: Whole) -> None:
    """
    Make sure that ids are unique and that parts form a tree.

    Raises:
        InvalidModelError: An id stands twice, a parent is missing, or parts form a
            circle.
    """
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


def check_budgets(program: Whole) -> None:
    """
    Make sure that budgets are of years of the program, and in its currency.

    Raises:
        InvalidModelError: A budget is for no year of the program, a year has two, or
            the currency is another one.
    """
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
    program: Whole, parent: str | None, year: str
) -> Iterator[tuple[Part, Money]]:
    """Give the parts below with a budget, looking deeper where one has none."""
    for part in program.children(parent):
        budget = part.budget(year)
        if budget is None:
            yield from _spending(program, part.id, year)
        else:
            yield part, budget.amount


def spoken_for(program: Whole, parent: str | None, year: str) -> Money:
    """Give what the parts below have together, looking deeper where one has none."""
    amounts = (amount for _, amount in _spending(program, parent, year))
    return sum(amounts, start=Money.zero(program.currency))


def check_sums(program: Whole, year: str) -> None:
    """
    Make sure that no parts exceed what they are in.

    Raises:
        InvalidModelError: They do.
    """
    for parent in (None, *(part.id for part in program.parts)):
        budget = program.budget(year, parent)
        if budget is None:
            continue
        taken = spoken_for(program, parent, year)
        if taken > budget.amount:
            raise InvalidModelError(
                f"the parts exceed what they are in by {taken - budget.amount}",
                where=f"{f'part {parent!r}' if parent else 'program'}, budget {year}",
                got=_listed(program, parent, year),
                expected=f"at most {budget.amount}",
                mend="correct one of these budgets",
            )


def _listed(program: Whole, parent: str | None, year: str) -> str:
    parts = _spending(program, parent, year)
    return " + ".join(f"{part.id} {amount}" for part, amount in parts)
