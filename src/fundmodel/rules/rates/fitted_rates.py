"""Fitted rates: as high as the pot allows for each unit, with few decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import divide, multiply, total
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError, NothingToShareByError, OverdrawnError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import IntArray
from fundmodel.periods import KeyDate
from fundmodel.rules.rates.tariffs import claim, decimals_of, multiplied
from fundmodel.sentences import Count, Sentence, Text, sentence
from fundmodel.shares import exact_decimal
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["FittedRate"]


def _a_unit(to: Decimal | int | str) -> Decimal:
    return exact_decimal(to, where="fitted rate: to")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FittedRate:
    """
    Fix the highest rate of few decimals that the pot allows for each unit.

    What the rate leaves over goes to a named destination, or stays in the pot.

    Example: § 7 FAG Brandenburg fixes a rate of two decimals so that the money is
    used as far as possible, and puts the rest into a compensation fund.

    Attributes:
        to: To what the rate is cut, in major units, for example ``"0.01"``.

        by: Id of the indicator.

        destination: Where the rest goes; `None` leaves it in the pot.

        key_date: The day that counts; see :class:`Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    to: Decimal = attrs.field(converter=_a_unit)
    by: str
    destination: Text | None = None
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
        """Say how the rate is found, and where the rest goes."""
        said = sentence(
            "the highest rate for each unit of {yardstick} that the pot allows, cut to "
            "{unit}",
            yardstick=self.yardstick.describe(),
            unit=self.to,
        )
        if self.destination is None:
            return said
        return sentence(
            "{said}; the rest goes to: {destination}",
            said=said,
            destination=self.destination,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``rate x value``, and put the rest elsewhere or leave it in the pot.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            NothingToShareByError: All values are zero.

            OverdrawnError: More was claimed before than there was.

            AllocationError: The rule is open-ended and has no pot.
        """
        del facts
        key = self.yardstick.key(state)
        self._check(state, key)
        steps = self._steps(state, key)[:, np.newaxis]
        rate = self._step(state) / 10 ** decimals_of(key)
        after = claim(state, Mixed.of(multiply(key.weights, steps)).scale(rate), key)
        if self.destination is None:
            return after
        rest = Portion(
            kind=PortionKind.RESIDUAL,
            amount=after.pot,
            destination=self.destination,
            source=self.source,
        )
        return after.becomes(
            pot=Mixed.zeros(after.pot.shape), elsewhere=(*after.elsewhere, rest)
        )

    def _step(self, state: State) -> Fraction:
        """Give the unit of the rate in smallest units."""
        return Fraction(self.to) * Fraction(10**state.unit.digits)

    def _steps(self, state: State, key: Key) -> IntArray:
        """Give the rates in such units, shape ``(s,)``; mirrored for corrections."""
        units = state.pot.scale(Fraction(10 ** decimals_of(key)) / self._step(state))
        size = Mixed.maximum(units, -units).floor()
        rates = divide(size, total(key.weights))[0]
        return np.where(state.pot.whole < 0, -rates, rates)

    def _check(self, state: State, key: Key) -> None:
        where = f"roster {state.roster.id!r}"
        if state.open_ended:
            raise AllocationError(
                "a rate cannot be fitted to a pot where there is none",
                where=where,
                got="an open-ended rule",
                expected="a budget",
                mend="state the rate, or give the part a budget",
            )
        if not key.weights.any(axis=-1).all():
            raise NothingToShareByError(
                "there is no unit for which a rate could be paid",
                where=where,
                got=f"{len(state.roster):,} recipients, all of value 0",
                expected="at least one eligible recipient with a value above 0",
                mend="check who is eligible, and whether the column is the right one",
            )
        short = np.flatnonzero((state.pot.whole < 0) & (state.total.whole >= 0))
        if short.size:
            raise OverdrawnError(
                "nothing is left to fit a rate to",
                where=where,
                got=state.in_pot(int(short[0])),
                expected="what earlier provisions left of the pot, zero or more",
                mend="raise the budget, or lower what is paid before",
            )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x value = amount, and from what the rate follows."""
        key = step.after.key
        if key is None or not key.weight(who, scenario):
            return sentence("no unit to pay for")
        steps = self._steps(step.before, key)
        rate = int(steps[scenario]) * self._step(step.before)
        said = multiplied(step, who, scenario, rate)
        units = Fraction(key.total(scenario), 10 ** decimals_of(key))
        return sentence(
            "{said}; the rate is {left} / {units}, cut to {step}",
            said=said,
            left=step.before.in_pot(scenario),
            units=_count_like(key, units),
            step=step.after.measured(self._step(step.before)),
        )


def _count_like(key: Key, units: Fraction) -> Count:
    column = key.column
    return Count(units, sensitive=column is not None and column.indicator.sensitive)
