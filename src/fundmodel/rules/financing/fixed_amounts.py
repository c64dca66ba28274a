"""Fixed-amount financing: so much for each, or for each unit, if it costs as much."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, cast

import attrs

from fundmodel.apportion import Mixed
from fundmodel.costs import CostFigures
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.financing.granting import FinancingKey, Wanted, explained, granted
from fundmodel.rules.financing.plan_figures import PlanFigures
from fundmodel.rules.financing.recalculation import (
    Change,
    Reduction,
    unless_costs_are_lower,
)
from fundmodel.rules.financing.terms import (
    Cap,
    Terms,
    above_nothing,
    above_nothing_if_any,
    part_of_whole_if_any,
    share_if_any,
)
from fundmodel.rules.rates.tariffs import decimals_of
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["FixedAmountFinancing"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FixedAmountFinancing:
    """
    Pay a fixed amount towards eligible costs (Festbetragsfinanzierung).

    The amount is for each claimant, or for each unit of an indicator, and no more than
    the eligible costs that other means leave uncovered. Where costs do not matter at
    all, :class:`~fundmodel.RatePerUnit` pays without cost plans. Behind
    :class:`Requested`, the claim of an application is cut to it. If costs turn out
    lower or means higher, the grant stays, unless the eligible costs are lower than the
    grant; see :func:`~fundmodel.rules.recalculated`.

    Source: VV no. 2 to § 44 BHO.

    Attributes:
        amount: For each claimant, or for each unit of `per`.

        per: Id of an indicator; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        ceiling: The highest grant (Höchstbetrag).

        own_share: Which share of the eligible costs the claimant bears at least.

        own_amount: Which amount the claimant bears at least.

        most_public: Up to which share of the eligible costs all public funders may
            pay together (Kumulierung).

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money = attrs.field(validator=above_nothing)
    per: str | None = None
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    ceiling: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    own_share: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    own_amount: Money | None = attrs.field(default=None, validator=above_nothing_if_any)
    most_public: Fraction | None = attrs.field(
        default=None, converter=share_if_any, validator=part_of_whole_if_any
    )
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self.terms.check(where="fixed-amount financing")
        of_units = self.key_date or self.accepts or self.name
        if self.per is None and (of_units or self.ceiling is not None):
            raise InvalidModelError(
                "a fixed amount for each claimant has neither units nor a ceiling",
                where="fixed-amount financing",
                got="key_date, accepts or name" if of_units else "ceiling",
                expected="`per`, the indicator that counts units",
                mend="name the indicator, or state the amount alone",
            )

    @property
    def terms(self) -> Terms:
        """What limits it."""
        return Terms(
            ceiling=self.ceiling,
            own_share=self.own_share,
            own_amount=self.own_amount,
            most_public=self.most_public,
        )

    @property
    def yardstick(self) -> Yardstick | None:
        """What is counted, if anything is."""
        if self.per is None:
            return None
        return Yardstick(
            by=self.per, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    def describe(self) -> Sentence:
        """Say how much is paid for what, and how it is limited."""
        if self.yardstick is None:
            said = sentence(
                "{amount} for each, no more than the eligible costs that other means "
                "leave uncovered",
                amount=self.amount,
            )
        else:
            said = sentence(
                "{amount} for each unit of {yardstick}, no more than the eligible "
                "costs that other means leave uncovered",
                amount=self.amount,
                yardstick=self.yardstick.describe(),
            )
        return self.terms.describe(said)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim the amount for everybody who is eligible and has a cost plan.

        Raises:
            DataLackingError: A row stands for others, nobody has a plan, or the
                roster lacks the indicator for that day.

            AllocationError: There are no cost plans, they are of applications that
                request nothing, or it stands in a formula behind requests.

            MoneyError: Amounts are in another unit than the pot.
        """
        return granted(self, state, facts)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the amount, and every cut."""
        return explained(self, step, who, scenario)

    def wanted(self, figures: CostFigures, state: State) -> Wanted:
        """Give the amount, or amount x units."""
        del figures
        amount = Fraction(state.unit.count(self.amount))
        if self.yardstick is None:
            return Wanted(amounts=Mixed.from_fractions([[amount]]))
        units = self.yardstick.key(state)
        rate = amount / 10 ** decimals_of(units)
        return Wanted(amounts=Mixed.of(units.weights).scale(rate), units=units)

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give what limits it."""
        return (self.terms.uncovered(figures), *self.terms.caps(figures))

    def explain_wanted(self, plan: PlanFigures, key: FinancingKey) -> Sentence:
        """Give the amount, or amount x units = what is paid."""
        units = key.wanted.units
        if units is None:
            return sentence("a fixed amount of {amount}", amount=self.amount)
        # cast: units are counted in a column.
        column = cast("Column", units.column)
        return sentence(
            "{rate} x {value} {unit} = {amount}",
            rate=self.amount,
            value=column.count(plan.who),
            unit=column.indicator.unit,
            amount=plan.amount(key.wanted.amounts),
        )

    def reduction(self, change: Change) -> Reduction:
        """Leave a grant as it is, unless the eligible costs are lower."""
        return unless_costs_are_lower(change)
