"""Rates: a fixed amount for each unit of an indicator."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.keys import StandIn, Yardstick, stand_ins
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["RatePerUnit"]

MOST: Final = 40
"""Digits of a rate; a hostile exponent is refused, not computed."""


def _is_exact(rate: object) -> bool:
    if isinstance(rate, Decimal):
        return rate.is_finite() and abs(rate.adjusted()) < MOST
    return isinstance(rate, Fraction | int) and not isinstance(rate, bool)


def _exact(rate: Money | Fraction | Decimal | int) -> Money | Fraction:
    if isinstance(rate, Money):
        return rate
    if _is_exact(rate):
        return Fraction(rate)
    raise InvalidModelError(
        "a rate is neither money nor an exact number",
        where="rate",
        got=repr(rate),
        expected="Money, Decimal, Fraction or int",
        mend='write Money.of("16700", "EUR") or Decimal("0.125")',
    )


def _not_negative(
    _: object, attribute: attrs.Attribute[Money | Fraction], rate: Money | Fraction
) -> None:
    if (rate.minor if isinstance(rate, Money) else rate) < 0:
        raise InvalidModelError(
            "the rate is negative",
            where=attribute.name,
            got=rate,
            expected="zero or more",
            mend="model money flowing back as a settlement",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RatePerUnit:
    """
    Give a fixed rate for each unit of an indicator (Festbetrag je Einheit).

    Example: school social work in Baden-Württemberg was funded with 16,700 EUR
    per full-time post, pro rata for parts of a post.

    Attributes:
        rate: Money, or an exact number of major units of whatever is divided.

        by: Id of the indicator.

        key_date: The day that counts; see :class:`Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rate: Money | Fraction = attrs.field(converter=_exact, validator=_not_negative)
    by: str
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    @property
    def yardstick(self) -> Yardstick:
        """The column that it counts by."""
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

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``rate x value`` for everybody who is eligible.

        The claims may exceed the pot for a while; a rule that ends so is
        refused, unless it is open-ended.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            MoneyError: The rate is in another currency than the pot.
        """
        del facts
        key = self.yardstick.key(state)
        decimals = key.column.decimals if key.column else 0
        rate = self._smallest(state) / 10**decimals
        claimed = Mixed.of(key.weights).scale(rate)
        every = np.zeros((state.pot.shape[0], 1), dtype=np.int64)
        claimed = claimed + Mixed.of(every)
        return state.becomes(
            pot=state.pot - claimed.sum(), amounts=state.amounts + claimed, key=key
        )

    def _smallest(self, state: State) -> Fraction:
        if isinstance(self.rate, Money):
            return Fraction(state.unit.count(self.rate))
        return Fraction(self.rate * 10**state.unit.digits)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x value = amount."""
        key = step.after.key
        if key is None or key.column is None or not key.weight(who, scenario):
            return sentence("no unit to pay for")
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence(
            "{rate} x {value} {unit} = {amount}",
            rate=step.after.measured(self._smallest(step.before)),
            value=key.column.count(who),
            unit=key.column.indicator.unit,
            amount=step.after.measured(gained),
        )
