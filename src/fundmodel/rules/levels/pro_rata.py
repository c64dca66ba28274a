"""Pro rata: a part of what the body above has, by a share in its own figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import add, divide, multiply
from fundmodel.claims import Axis, Descent, said_of
from fundmodel.errors import AllocationError, InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column, IntArray
from fundmodel.periods import KeyDate
from fundmodel.rules.rates.tariffs import claim
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, dated, stand_ins

__all__ = ["ProRata"]


def _ratio(share: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(share, where="share")


def _a_part(_: object, attribute: attrs.Attribute[Fraction], share: Fraction) -> None:
    if not 0 < share <= 1:
        raise InvalidModelError(
            "this share cannot be given pro rata",
            where=attribute.name,
            got=PerCent(share),
            expected="more than 0 % and at most 100 %",
            mend="correct the share",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ProRata:
    """
    Give a share of what the body above passes on, in proportion to its own figure.

    It stands in the rule of a level. The figure of the body counts as the whole, so
    that something is left where those below are not all of it.

    Example: of the Emergency Rental Assistance of 2021 a large city or county had 45
    per cent of its state's amount times its part of the state's population
    (Consolidated Appropriations Act 2021, Division N, section 501(b)(1)(C)).

    Attributes:
        by: Id of the indicator, which the bodies above need too.

        share: Of what part of the amount; text such as ``"45 %"`` is understood.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    by: str
    share: Fraction = attrs.field(
        default=Fraction(1), converter=_ratio, validator=_a_part
    )
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
        """Say by what the amount above is given pro rata."""
        return sentence(
            "{share} of the amount above by own part of {yardstick}",
            share=PerCent(self.share),
            yardstick=self.yardstick.describe(),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``pot x share x own value / value of the body above``.

        What all claim may be more than there is, where they are more than the whole;
        then the provision that passes on refuses it.

        Raises:
            AllocationError: It does not stand in the rule of a level.

            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: Somebody eligible, or the body above, has no value.
        """
        del facts
        descent = self._descent(state)
        key = self.yardstick.key(state)
        above = self._above(state, descent)
        return claim(state, _pro_rata(state.pot.scale(self.share), key, above), key)

    def _descent(self, state: State) -> Descent:
        descent = state.axis.descent
        if descent is None:
            raise AllocationError(
                "an amount is given pro rata where there is no body above",
                where=f"pro rata by {self.by}",
                got="a rule of its own",
                expected="the rule of a level",
                mend="put it into the rule of PassOn, or use Share",
            )
        return descent

    def _above(self, state: State, descent: Descent) -> IntArray:
        """Give the value of the body above in each scenario, shape ``(s,)``."""
        column = self._column(state, descent)
        values: IntArray = column.values[descent.bodies]
        wrong = ~column.valid[descent.bodies] | (values <= 0)
        if wrong.any():
            ids = descent.bodies[np.flatnonzero(wrong)].tolist()
            roster = descent.level.above
            names = tuple(str(roster.recipient_at(i)) for i in dict.fromkeys(ids))
            raise InvalidDataError(
                f"a body above has no value of the indicator {self.by!r}",
                where=f"roster {roster.id!r}: {said_of(names)}",
                expected="a value above zero",
                mend="add the values of the bodies that pass on to the column",
            )
        return values

    def _column(self, state: State, descent: Descent) -> Column:
        outside = state.becomes(axis=Axis(claimants=descent.level.above))
        return self.yardstick.column(outside)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give share of amount x own value / value above = amount."""
        descent = self._descent(step.before)
        if not step.after.eligible[min(scenario, len(step.after.eligible) - 1), who]:
            return sentence("no share, as only those who are eligible share")
        own = self.yardstick.column(step.before)
        above = self._column(step.before, descent)
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence(
            "{share} of {there} x {own} / {above} {unit} ({indicator}) = {amount}",
            share=PerCent(self.share),
            there=step.before.in_pot(scenario),
            own=own.count(who),
            above=above.count(int(descent.bodies[scenario])),
            unit=own.indicator.unit,
            indicator=dated(own.indicator),
            amount=step.after.measured(gained),
        )


def _pro_rata(pot: Mixed, key: Key, above: IntArray) -> Mixed:
    """Give ``pot x weight / value above``; both values have the same decimals."""
    column = pot.column()
    den = multiply(above[:, np.newaxis], column.den)
    # As with quotas, the pot is split first, so that products stay small.
    each, rest = divide(add(multiply(column.whole, column.den), column.rem), den)
    weights = key.weights
    return Mixed.composed(multiply(each, weights), multiply(rest, weights), den)
