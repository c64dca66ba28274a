"""Consistency: whether parts, years and budgets of a program fit together."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import BudgetYear, Period
from fundmodel.units import Unit

__all__ = ["DEEPEST", "Whole", "runs"]

DEEPEST: Final = 20
"""Levels of parts; no budget has more, and a hostile file must not cost time."""


@attrs.frozen(kw_only=True)
class Whole:
    """
    What of a program has to fit together.

    Attributes:
        id: A short name.

        currency: ISO 4217 code.

        years: Its budget years.

        parts: All parts, on all levels.

        budgets: What may be spent altogether, by year.

        period: When it runs; `None` takes its budget years.
    """

    id: str
    currency: str
    years: tuple[BudgetYear, ...]
    parts: tuple[Part, ...]
    budgets: tuple[YearBudget, ...]
    period: Period | None = None

    def check(self) -> None:
        """
        Make sure that everything fits together.

        Raises:
            InvalidModelError: Ids repeat, parents are missing or form a circle, years
                or currencies do not fit, parts exceed what they are in, or a payment
                plan does not fit the program.
        """
        _check_years(self)
        _check_tree(self)
        _check_budgets(self)
        for year in self.years:
            _check_sums(self, year.label)
        for part in self.parts:
            if part.payment_plan is not None:
                _check_plan(self, part.payment_plan, f"part {part.id!r}, payment plan")

    def children(self, parent: str | None) -> Iterator[Part]:
        """Give the parts directly below a part, or below the program."""
        return (part for part in self.parts if part.parent == parent)

    def spoken_for(self, parent: str | None, year: str) -> Money:
        """Give what the parts below have together."""
        amounts = (amount for _, amount in self.spending(parent, year))
        return sum(amounts, start=Money.zero(self.currency))

    def spending(self, parent: str | None, year: str) -> Iterator[tuple[Part, Money]]:
        """Give the parts below with a budget, looking deeper where one has none."""
        for part in self.children(parent):
            budget = part.budget(year)
            if budget is None:
                yield from self.spending(part.id, year)
            else:
                yield part, budget.amount


def _check_years(program: Whole) -> None:
    labels = [year.label for year in program.years]
    if not labels or len(set(labels)) < len(labels):
        raise InvalidModelError(
            "a program needs budget years, each with its own label",
            where=f"program {program.id!r}",
            got=", ".join(labels) or "none",
            expected="for example 2017 and 2018",
            mend="list each budget year once",
        )


def _check_tree(program: Whole) -> None:
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


def _check_budgets(program: Whole) -> None:
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


def _check_sums(program: Whole, year: str) -> None:
    owners: list[tuple[str, str | None, tuple[YearBudget, ...]]] = [
        ("program", None, program.budgets)
    ]
    owners += [(f"part {p.id!r}", p.id, p.budgets) for p in program.parts]
    for where, parent, budgets in owners:
        budget = next((one for one in budgets if one.year == year), None)
        if budget is None:
            continue
        taken = program.spoken_for(parent, year)
        if taken > budget.amount:
            raise InvalidModelError(
                f"the parts exceed what they are in by {taken - budget.amount}",
                where=f"{where}, budget {year}",
                got=_listed(program, parent, year),
                expected=f"at most {budget.amount}",
                mend="correct one of these budgets",
            )


def _listed(program: Whole, parent: str | None, year: str) -> str:
    parts = program.spending(parent, year)
    return " + ".join(f"{part.id} {amount}" for part, amount in parts)


def _check_plan(program: Whole, plan: PaymentPlan, where: str) -> None:
    for money in plan.fixed:
        if money.currency != program.currency:
            raise InvalidModelError(
                "an amount of a payment plan is in another currency than the program",
                where=where,
                got=money,
                expected=program.currency,
                mend="convert it at the edge, with rate, date and source",
            )
    if plan.unit is not None:
        try:
            Unit.money(program.currency).steps(plan.unit)
        except InvalidModelError as error:
            error.where = f"{where}, unit"
            raise
    days = plan.instalments
    time = runs(program.years, program.period)
    # Each day of a year comes back within two years.
    is_short = time.last - time.first < _TWO_YEARS
    if days is not None and is_short and not days.within(time):
        raise InvalidModelError(
            "no instalment falls into the time of the program",
            where=where,
            got=days,
            expected=f"a day in {time}",
            mend="correct the days, or the period of the program",
        )


_TWO_YEARS: Final = timedelta(days=731)


def runs(years: tuple[BudgetYear, ...], period: Period | None) -> Period:
    """Give when a program runs: its period, or else its budget years."""
    if period is not None:
        return period
    first = min(year.period.first for year in years)
    return Period(first, max(year.period.last for year in years))
