"""Computed bounds: so much for each unit of what a formula gives."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

import attrs

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, Bounding, Limit, one_of
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.rules.bounds.heights import Measured, major, smallest
from fundmodel.rules.formulas.bases import defined, units_of
from fundmodel.rules.formulas.workings import Formula, Working, described
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.steps import State

__all__ = ["Computed", "WorkedBound"]


@attrs.frozen(kw_only=True, eq=False)
class WorkedBound(Bound):
    """
    A bound with the working of the formula that it was computed by.

    Attributes:
        working: What the formula gave, for every claimant.
    """

    working: Working


@attrs.frozen(kw_only=True, eq=False)
class WorkedMeasure(Measured):
    """
    How high a bound is, with the working of a formula.

    Attributes:
        working: What the formula gave.
    """

    working: Working

    def bound(
        self,
        provision: Bounding,
        limit: Limit,
        state: State,
        *,
        gives_way: bool = False,
    ) -> Bound:
        """Make a bound of it."""
        return WorkedBound(
            provision=provision,
            limit=limit,
            amounts=self.amounts,
            applies=self.who,
            unit=state.unit,
            said=self.said,
            gives_way=gives_way,
            working=self.working,
        )


@attrs.frozen(kw_only=True)
class Computed:
    """
    A rate for each unit of what a formula gives.

    Sums and averages in the formula are those of all who are eligible, whoever of
    them is bound.

    Attributes:
        rate: Money, or major units of whatever is divided, for each unit.

        formula: What gives the units.
    """

    rate: Money | Fraction
    formula: Formula

    def describe(self) -> Sentence:
        """Give rate and formula."""
        return sentence(
            "{rate} for each unit of {yardstick}",
            rate=self.rate,
            yardstick=defined(self.formula),
        )

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give rate x what the formula gives.

        Raises:
            DataLackingError: The roster lacks what the formula is made of.

            InvalidDataError: Somebody who is eligible has no value.

            MoneyError: The rate is in another unit than the pot.
        """
        working = self.formula.work(state, facts)
        units = units_of(working, state)
        return WorkedMeasure(
            amounts=units.scale(smallest(self.rate, state)),
            who=who,
            said=units,
            working=working,
        )

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how the formula came about, and give rate x value = amount."""
        # cast: `measure` makes no other bounds.
        working = cast("WorkedBound", bound).working
        return sentence(
            "{how}; {rate} x {value} = {amount}",
            how=working.said(who, scenario),
            rate=major(self.rate, bound),
            value=working.value(who, scenario),
            amount=bound.promised(who, scenario),
        )

    def explain_group(self, bound: Bound, group: int, scenario: int) -> Sentence:
        """Give rate x what the formula gives for all members = amount."""
        # cast: bounds of groups keep what their members have together.
        counted = one_of(cast("Mixed", bound.said), group, scenario)
        return sentence(
            "{rate} x {value} ({formula}, all together) = {amount}",
            rate=major(self.rate, bound),
            value=Count(counted),
            formula=described(self.formula),
            amount=bound.promised(group, scenario),
        )
