"""Recalculation: what lower costs and more means do to a grant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.costs import CostFigures, CostPlan, FundsKind
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.rules.financing.plan_figures import PlanFigures, gap_of, own_counted
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = [
    "Change",
    "Recalculation",
    "Reducible",
    "Reduction",
    "in_full",
    "in_proportion",
    "recalculated",
    "unless_costs_are_lower",
]

PLANNED, ACTUAL = 0, 1
"""Places in the figures of a change."""


@attrs.frozen(kw_only=True, eq=False)
class Change:
    """
    A grant with the plan that it was granted for, and what became of it.

    Attributes:
        granted: The grant.

        figures: Sums of the plan and of what was spent and received.
    """

    granted: Money
    figures: CostFigures

    @property
    def unit(self) -> Unit:
        """What amounts are counted in."""
        return Unit.money(self.granted.currency)

    def amount(self, count: Fraction | int) -> Amount:
        """Give a number of smallest units as an amount."""
        return Amount(count=Fraction(count), unit=self.unit)

    def plan(self, which: int) -> PlanFigures:
        """Give what was planned, or what it became, for sentences."""
        return PlanFigures(figures=self.figures, who=which, unit=self.unit)

    def costs(self, which: int) -> Fraction:
        """Give the eligible costs."""
        return self.figures.eligible.fraction(0, which)

    def means(self, which: int) -> Fraction:
        """Give all means besides the grant."""
        return (self.figures.of_others + self.figures.own).fraction(0, which)

    @property
    def saved(self) -> Fraction:
        """By how much the costs that count are lower than planned, for any reason."""
        return max(self.costs(PLANNED) - self.costs(ACTUAL), Fraction(0))

    @property
    def less_own(self) -> Fraction:
        """By how much own money is lower than planned."""
        own = self.figures.own
        return max(own.fraction(0, PLANNED) - own.fraction(0, ACTUAL), Fraction(0))

    @property
    def gained(self) -> Fraction:
        """
        By how much means are higher than planned, beyond higher costs.

        Own money that is lower is left out of account, so that money of others that
        takes its place is a gain.
        """
        more = self.means(ACTUAL) + self.less_own - self.means(PLANNED)
        dearer = max(self.costs(ACTUAL) - self.costs(PLANNED), Fraction(0))
        return max(more - dearer, Fraction(0))

    def is_small(self, limit: Money) -> bool:
        """Whether neither costs nor means differ by more than a limit."""
        costs = abs(self.costs(ACTUAL) - self.costs(PLANNED))
        means = abs(self.means(ACTUAL) - self.means(PLANNED))
        return max(costs, means, self.gained) <= limit.minor

    def describe(self) -> Iterator[Sentence]:
        """Say what was planned, and what it became."""
        yield sentence(
            "eligible costs: {planned} planned, {actual} in the end",
            planned=self.amount(self.costs(PLANNED)),
            actual=self.amount(self.costs(ACTUAL)),
        )
        yield sentence(
            "means besides the grant: {planned} planned, {actual} in the end",
            planned=self.amount(self.means(PLANNED)),
            actual=self.amount(self.means(ACTUAL)),
        )


@attrs.frozen(kw_only=True)
class Reduction:
    """
    By how much a grant is reduced.

    Attributes:
        count: In smallest units; never negative.

        steps: How it was computed.
    """

    count: Fraction
    steps: tuple[Sentence, ...]


class Reducible(Protocol):
    """A kind of financing that says what becomes of a grant."""

    @property
    def source(self) -> Basis:
        """The law, directive or assumption that it implements."""
        ...

    def reduction(self, change: Change) -> Reduction:
        """Say by how much a grant is reduced; it may be more than the grant."""
        ...


@attrs.frozen(kw_only=True)
class Recalculation:
    """
    What is left of a grant after costs and means have changed (Ermäßigung).

    Attributes:
        granted: The grant before.

        amount: The grant after, exactly; it is never higher.

        steps: How it was computed.

        source: The provision that says so.
    """

    granted: Money
    amount: Amount
    steps: tuple[Sentence, ...]
    source: Basis = None

    @property
    def reduction(self) -> Amount:
        """By how much the grant is lower."""
        return attrs.evolve(self.amount, count=self.granted.minor - self.amount.count)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the steps as numbered lines; the last one is the amount."""
        language = Language(language)
        lines = [
            f"  {number}. {step.render(language)}"
            for number, step in enumerate(self.steps, start=1)
        ]
        title = sentence("granted: {amount}", amount=self.granted)
        return "\n".join(
            [title.render(language), *lines, f"  = {self.amount.render(language)}"]
        )

    def __str__(self) -> str:
        return self.text()


def recalculated(
    financing: Reducible,
    *,
    granted: Money,
    planned: CostPlan,
    actual: CostPlan,
    de_minimis: Money | None = None,
) -> Recalculation:
    """
    Reduce a grant after costs fell or means rose (nachträgliche Ermäßigung).

    By no. 2 of the general terms for project grants (ANBest-P), percentage financing
    is reduced in proportion, deficit and full financing in full; a fixed amount stays
    unless the eligible costs are lower. Higher means that meet higher costs reduce
    nothing (VG Hannover, 25 June 2003, 6 A 3946/01). Own money that is lower than
    planned makes up for nothing that others add: Baden-Württemberg counts the balance
    of all changes but those of own money (VV to § 44 LHO, ANBest-I no. 2.1). So a
    donation that takes the place of own money reduces a grant as any other. Where the
    law leaves donations out, leave them out of the funds, or count them as own money.

    Args:
        financing: The kind of financing, with its terms.

        granted: What was granted for the plan.

        planned: The plan that the grant was computed from.

        actual: What was spent and received, in the same form.

        de_minimis: Nothing is reduced if neither costs nor means changed by more
            (Bagatellgrenze). How high it is, and whether there is one for this kind
            of financing, differs by jurisdiction.

    Returns:
        The grant that is left, exactly; who pays it out rounds it as the law says.

    Raises:
        InvalidDataError: Amounts are in several currencies or negative, the plans
            are of different claimants, or costs were granted that were not planned.
    """
    _check(granted, planned, actual, de_minimis)
    change = Change(granted=granted, figures=CostFigures.of((planned, actual)))
    if granted.is_zero:
        said = sentence("nothing was granted, so nothing is reduced")
        found = Reduction(count=Fraction(0), steps=(said,))
    elif de_minimis is not None and change.is_small(de_minimis):
        said = sentence(
            "neither of them changes by more than {limit}, so the grant stays",
            limit=de_minimis,
        )
        found = Reduction(count=Fraction(0), steps=(said,))
    else:
        found = financing.reduction(change)
    steps = (*change.describe(), *found.steps)
    if found.count > granted.minor:
        steps += (sentence("no more can be taken back than was granted"),)
    left = max(granted.minor - found.count, Fraction(0))
    return Recalculation(
        granted=granted,
        amount=change.amount(left),
        steps=steps,
        source=financing.source,
    )


def _check(
    granted: Money, planned: CostPlan, actual: CostPlan, de_minimis: Money | None
) -> None:
    where = f"grant to {planned.claimant!r}"
    if planned.claimant != actual.claimant:
        raise InvalidDataError(
            "two plans are of different claimants",
            where=where,
            got=actual.claimant,
            expected=planned.claimant,
            mend="compare what was spent with the plan of the same claimant",
        )
    amounts = [granted, planned.items[0].net, actual.items[0].net]
    amounts += [] if de_minimis is None else [de_minimis]
    found = sorted({amount.currency for amount in amounts})
    if len(found) > 1:
        raise InvalidDataError(
            "a grant and its plans are in more than one currency",
            where=where,
            got=", ".join(found),
            expected="one currency",
            mend="convert them before, with rate, date and source",
        )
    negative = [amount for amount in amounts if amount.is_negative]
    if negative or (granted.minor and not planned.eligible_costs.count):
        raise InvalidDataError(
            "a grant or a limit is negative, or granted for no eligible costs",
            where=where,
            got=(negative or [granted])[0],
            expected="zero or more, and eligible costs in the plan",
            mend="give the grant that was computed from the plan",
        )


def in_proportion(change: Change) -> Reduction:
    """
    Reduce a grant by its share of what there is less to finance.

    The share is that of the grant in the eligible costs of the plan. All others who
    finance the project are relieved in the same proportion. Lower costs and new means
    add up: if both are 20 of 100, a grant of 60 is 24 lower.
    """
    relief = change.saved + change.gained
    if not relief:
        return Reduction(count=Fraction(0), steps=(_unchanged(),))
    costs = change.costs(PLANNED)
    reduction = change.granted.minor * relief / costs
    said = sentence(
        "{lower} of lower costs + {gained} gained beyond higher costs = {relief} less "
        "to finance",
        lower=change.amount(change.saved),
        gained=change.amount(change.gained),
        relief=change.amount(relief),
    )
    how = sentence(
        "in proportion: {relief} x {granted} / {costs} = {reduction} less",
        relief=change.amount(relief),
        granted=change.granted,
        costs=change.amount(costs),
        reduction=change.amount(reduction),
    )
    return Reduction(count=reduction, steps=(*_own_left_out(change), said, how))


def _own_left_out(change: Change) -> Iterator[Sentence]:
    """Say that lower own money makes up for nothing, where it would have."""
    if change.gained and change.less_own:
        yield sentence(
            "own money is {less} lower than planned, which makes up for no means that "
            "others add",
            less=change.amount(change.less_own),
        )


def in_full(change: Change, least_own: Mixed) -> Reduction:
    """
    Reduce a grant by as much as the gap is smaller that it was to fill.

    The claimant's own contribution is paid as planned, even if costs are lower.

    Args:
        change: What became of the plan.

        least_own: What the claimant bears at least, shape ``(1, 2)``.
    """
    figures = change.figures
    own = own_counted(figures, least_own)
    own = Mixed.maximum(own, own.take(np.array([PLANNED])))
    gaps = gap_of(figures, own)
    named = FundsKind.OWN.describe()
    if figures.own.fraction(0, ACTUAL) < own.fraction(0, ACTUAL):
        named = sentence("own contribution as promised")
    ending = change.plan(ACTUAL).less(own, named, gaps)
    said = (
        sentence("gap as planned: {sum}", sum=change.plan(PLANNED).gap(own, gaps)),
        sentence("gap in the end: {sum}", sum=ending),
    )
    smaller = gaps.fraction(0, PLANNED) - gaps.fraction(0, ACTUAL)
    if smaller <= 0:
        return Reduction(count=Fraction(0), steps=(*said, _unchanged()))
    how = sentence("in full: {reduction} less", reduction=change.amount(smaller))
    return Reduction(count=smaller, steps=(*said, how))


def unless_costs_are_lower(change: Change) -> Reduction:
    """Leave a fixed amount as it is, unless the eligible costs are lower."""
    over = change.granted.minor - change.costs(ACTUAL)
    if over <= 0:
        said = sentence("a fixed amount stays, as the eligible costs are no lower")
        return Reduction(count=Fraction(0), steps=(said,))
    said = sentence(
        "a fixed amount is no higher than the eligible costs: {reduction} less",
        reduction=change.amount(over),
    )
    return Reduction(count=over, steps=(said,))


def _unchanged() -> Sentence:
    return sentence("there is no less to finance, so the grant stays")
