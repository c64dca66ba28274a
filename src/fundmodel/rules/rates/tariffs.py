"""Tariffs: what one unit is paid with, as stated or raised to the year."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.rules.formulas.weights import ComposedKey
from fundmodel.rules.rates.indexation import Indexation
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Key, State, Step

__all__ = [
    "Tariff",
    "claim",
    "decimals_of",
    "exact_rate",
    "multiplied",
    "not_negative",
    "unpaid",
]

MOST: Final = 40
"""Digits of a rate; a hostile exponent is refused, not computed."""


def _is_exact(rate: object) -> bool:
    if isinstance(rate, Decimal):
        return rate.is_finite() and abs(rate.adjusted()) < MOST
    return isinstance(rate, Fraction | int) and not isinstance(rate, bool)


def exact_rate(rate: Money | Fraction | Decimal | int) -> Money | Fraction:
    """
    Tidy a rate into money or an exact number.

    Raises:
        InvalidModelError: It is neither.
    """
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


def not_negative(
    _: object, attribute: attrs.Attribute[Money | Fraction], rate: Money | Fraction
) -> None:
    """
    Refuse a rate below zero; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is negative.
    """
    if (rate.minor if isinstance(rate, Money) else rate) < 0:
        raise InvalidModelError(
            "the rate is negative",
            where=attribute.name,
            got=rate,
            expected="zero or more",
            mend="model money flowing back as a settlement",
        )


@attrs.frozen(kw_only=True)
class Tariff:
    """
    A rate, as stated or raised to the year.

    Attributes:
        rate: Money, or an exact number of major units of whatever is divided.

        indexation: How it rises; `None` if it does not.
    """

    rate: Money | Fraction
    indexation: Indexation | None = None

    def describe(self) -> object:
        """Say how much it is."""
        if self.indexation is None:
            return self.rate
        return sentence(
            "{rate} ({indexed})", rate=self.rate, indexed=self.indexation.describe()
        )

    def smallest(self, state: State) -> Fraction:
        """
        Give the rate of the year in smallest units.

        Raises:
            MoneyError: It is in another currency than the pot.

            DataLackingError: It is indexed, and the rate of the year is not known.
        """
        rate = self.rate
        if isinstance(rate, Money):
            # Refuses another currency.
            state.unit.count(rate)
            rate = Fraction(rate.major)
        if self.indexation is not None:
            rate = self.indexation.rate(rate, state)
        return Fraction(rate * 10**state.unit.digits)

    def told(self, said: Sentence, state: State) -> Sentence:
        """Put in front of what was computed how the rate has risen."""
        if self.indexation is None or state.year is None:
            return said
        return sentence(
            "{stated} ({indexed}) is {rate} in {year}; {said}",
            stated=self.rate,
            indexed=self.indexation.describe(),
            rate=state.measured(self.smallest(state)),
            year=state.year,
            said=said,
        )


def claim(state: State, claimed: Mixed, key: Key | None = None) -> State:
    """
    Claim amounts from the pot, which may be overdrawn for a while.

    Args:
        state: Whose pot it is.

        claimed: Further claims, shape ``(1, n)`` or ``(s, n)``.

        key: By what they were counted; `None` keeps the one there is.
    """
    every = np.zeros((state.pot.shape[0], 1), dtype=np.int64)
    claimed = claimed + Mixed.of(every)
    return state.becomes(
        pot=state.pot - claimed.sum(),
        amounts=state.amounts + claimed,
        key=state.key if key is None else key,
    )


def decimals_of(key: Key) -> int:
    """Give how many decimals the units have that a key counts."""
    return key.column.decimals if key.column else 0


def multiplied(step: Step, who: int, scenario: int, rate: Fraction) -> Sentence | None:
    """Say rate x value = amount; `None` where there is nothing to multiply."""
    key = step.after.key
    if key is None or not key.weight(who, scenario):
        return None
    before = step.before.amounts.fraction(scenario, who)
    gained = step.after.amounts.fraction(scenario, who) - before
    if isinstance(key, ComposedKey):
        return sentence(
            "{how}; {rate} x {value} = {amount}",
            how=key.working.said(who, scenario),
            rate=step.after.measured(rate),
            value=key.working.value(who, scenario),
            amount=step.after.measured(gained),
        )
    # cast: what is no formula was counted by a column.
    column = cast("Column", key.column)
    return sentence(
        "{rate} x {value} {unit} = {amount}",
        rate=step.after.measured(rate),
        value=column.count(who),
        unit=column.indicator.unit,
        amount=step.after.measured(gained),
    )


def unpaid(step: Step, who: int, scenario: int) -> Sentence:
    """Say why there is nothing to multiply: how a formula came to nothing."""
    key, left_out = step.after.key, step.after.reason_of(who, scenario)
    if not isinstance(key, ComposedKey) or left_out is not None:
        return sentence("no unit to pay for")
    how = key.working.said(who, scenario)
    return sentence("{how}: no unit to pay for", how=how)
