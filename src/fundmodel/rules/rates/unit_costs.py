"""Unit costs: several rates at once, each for units of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.rates.tariffs import Tariff, claim, exact_rate, not_negative
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, key_of, stand_ins

__all__ = ["UnitCost", "UnitCosts"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class UnitCost:
    """
    What one unit of one kind costs.

    Attributes:
        rate: Money, or an exact number of major units of whatever is divided.

        by: Id of the indicator that counts these units.

        key_date: The day that counts; see :class:`~fundmodel.rules.Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.
    """

    rate: Money | Fraction = attrs.field(converter=exact_rate, validator=not_negative)
    by: str
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None

    @property
    def yardstick(self) -> Yardstick:
        """The column that counts the units."""
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    def describe(self) -> Sentence:
        """Say how much is paid for what."""
        return sentence(
            "{rate} for each unit of {yardstick}",
            rate=self.rate,
            yardstick=self.yardstick.describe(),
        )

    def smallest(self, state: State) -> Fraction:
        """Give the rate in smallest units."""
        return Tariff(rate=self.rate).smallest(state)


def _some(
    _: object,
    attribute: attrs.Attribute[tuple[UnitCost, ...]],
    costs: tuple[UnitCost, ...],
) -> None:
    named = [cost.by for cost in costs]
    if not named or len(set(named)) < len(named):
        raise InvalidModelError(
            "unit costs list no indicator, or one of them twice",
            where=attribute.name,
            got=", ".join(named) or "none",
            expected="at least one, each of them once",
            mend="add the rates of one indicator up",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class UnitCosts:
    """
    Pay unit costs for units of several kinds (Einheitskosten).

    Everybody has the sum of ``rate x units`` over all kinds, such as hours of
    teaching and persons examined.

    Attributes:
        costs: What one unit of each kind costs.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    costs: tuple[UnitCost, ...] = attrs.field(
        converter=tuple[UnitCost, ...], validator=_some
    )
    source: Basis = None

    def describe(self) -> Sentence:
        """Say how much is paid for what."""
        first, *others = (cost.describe() for cost in self.costs)
        for other in others:
            first = sentence("{left}, {right}", left=first, right=other)
        return first

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim the sum of ``rate x units`` for everybody who is eligible.

        Raises:
            DataLackingError: The roster lacks an indicator for that day.

            InvalidDataError: An eligible recipient has no value.

            MoneyError: A rate is in another currency than the pot.
        """
        del facts
        claimed = Mixed.zeros((1, len(state.roster)))
        for cost in self.costs:
            column = cost.yardstick.checked(state)
            weights = Mixed.of(key_of(column, state).weights)
            rate = cost.smallest(state) / 10**column.decimals
            claimed = claimed + weights.scale(rate)
        return claim(state, claimed)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x units for each kind that somebody has, and the sum."""
        shape = step.before.amounts.shape
        may_claim = np.broadcast_to(step.before.eligible, shape)[scenario, who]
        terms = [
            sentence(
                "{rate} x {units} {unit}",
                rate=step.after.measured(cost.smallest(step.before)),
                units=column.count(who),
                unit=column.indicator.unit,
            )
            for cost in self.costs
            if (column := cost.yardstick.column(step.before)).value(who)
        ]
        if not terms or not may_claim:
            return sentence("no unit to pay for")
        said = terms[0]
        for term in terms[1:]:
            said = sentence("{left} + {right}", left=said, right=term)
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence(
            "{terms} = {amount}", terms=said, amount=step.after.measured(gained)
        )
