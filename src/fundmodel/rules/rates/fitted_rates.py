"""Fitted rates: as high as the pot allows for each unit, with few decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import divide, total
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError, NothingToShareByError, OverdrawnError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column, IntArray
from fundmodel.periods import KeyDate
from fundmodel.rules.formulas.bases import Base, base_of, units_of
from fundmodel.rules.formulas.values import numerators
from fundmodel.rules.formulas.weights import ComposedKey, key_by
from fundmodel.rules.formulas.workings import Formula
from fundmodel.rules.rates.tariffs import claim, multiplied, unpaid
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

        by: Id of the indicator, or a formula, such as weighted inhabitants.

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
    by: str | Formula = attrs.field(converter=base_of)
    destination: Text | None = None
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self._base.check("fitted rate")

    @property
    def _base(self) -> Base:
        return Base(self.by, (self.key_date, self.accepts, self.name))

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that it counts by."""
        return self._base.yardsticks

    def describe(self) -> Sentence:
        """Say how the rate is found, and where the rest goes."""
        said = sentence(
            "the highest rate for each unit of {yardstick} that the pot allows, cut to "
            "{unit}",
            yardstick=self._base.describe(),
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

            InvalidDataError: Somebody who is eligible has no value.

            NothingToShareByError: All values are zero.

            OverdrawnError: More was claimed before than there was.

            AllocationError: The rule is open-ended and has no pot.
        """
        working = self._base.formula.work(state, facts)
        key, units = key_by(working, state), units_of(working, state)
        self._check(state, key)
        steps = self._steps(state, units)[:, np.newaxis]
        claimed = (Mixed.zeros(state.amounts.shape) + units).scale(steps)
        after = claim(state, claimed.scale(self._step(state)), key)
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

    def _steps(self, state: State, units: Mixed) -> IntArray:
        """Give the rates in such steps, shape ``(s,)``; mirrored for corrections."""
        steps = state.pot.scale(1 / self._step(state))
        # Counted in parts of a unit, so that both are whole numbers.
        parts = steps.scale(units.den[:, 0])
        size = Mixed.maximum(parts, -parts).floor()
        rates = divide(size, total(numerators(units)))[0]
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
        # cast: `apply` always gives a key.
        key, step_ = cast("Key", step.after.key), self._step(step.before)
        units = _total_of(key, scenario)
        left = step.before.in_pot(scenario)
        steps = abs(left.count) / step_ // Fraction(units.value)
        rate = steps * step_ * (-1 if left.count < 0 else 1)
        said = multiplied(step, who, scenario, rate)
        if said is None:
            return unpaid(step, who, scenario)
        return sentence(
            "{said}; the rate is {left} / {units}, cut to {step}",
            said=said,
            left=left,
            units=units,
            step=step.after.measured(step_),
        )


def _total_of(key: Key, scenario: int) -> Count:
    if isinstance(key, ComposedKey):
        return key.sum(scenario)
    # cast: what is no formula was counted by a column.
    column = cast("Column", key.column)
    units = Fraction(key.total(scenario), 10**column.decimals)
    return Count(units, sensitive=column.indicator.sensitive)
