"""Totals that are not known in advance: the smallest one that meets all minimums."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed, smallest_total
from fundmodel.claims import Bound, Limit, Portion, PortionKind
from fundmodel.errors import AllocationError, BoundsError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import IntArray, whole
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.bounds.heights import (
    FixedHeight,
    Measured,
    Rated,
    exact_height,
    not_negative,
)
from fundmodel.rules.bounds.settling import current, named, standing
from fundmodel.rules.roundings.apportioning import Stake, stake_of, told
from fundmodel.rules.roundings.methods import RoundingMethod
from fundmodel.rules.roundings.rounding import exact_unit
from fundmodel.rules.table_amounts import amounts_in
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["SmallestTotal"]


@attrs.frozen(field_transformer=of_model)
class SmallestTotal:
    """
    Let the total rise until everybody has the minimum by right (Ausgleich).

    Nobody is lifted and nobody pays: the shares are those that the method gives of a
    larger total, the smallest one with which nobody has less than the minimum. What it
    takes beyond the pot comes in addition to it.

    Example: the Bundestag of 2013 grew from 598 to 631 seats, until each party had at
    least its minimum (§ 6 Abs. 5 BWahlG of 3 May 2013).

    >>> SmallestTotal("1", method=RoundingMethod.SAINTE_LAGUE, by="minimum").by
    'minimum'

    Attributes:
        to: The unit in which shares are whole, in major units.

        method: How shares are rounded.

        minimum: The least of each: money, or an exact number of major units.

        by: Or the id of an indicator that counts the least of each, in major units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        table: Or the id of a table among the facts that lists the least of each.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})

    to: Decimal = attrs.field(converter=exact_unit)
    method: RoundingMethod = attrs.field(kw_only=True)
    minimum: Money | Fraction | None = attrs.field(
        default=None, converter=exact_height, validator=not_negative, kw_only=True
    )
    by: str | None = attrs.field(default=None, kw_only=True)
    key_date: KeyDate | None = attrs.field(default=None, kw_only=True)
    accepts: frozenset[StandIn] = attrs.field(
        default=frozenset(), converter=stand_ins, kw_only=True
    )
    name: Text | None = attrs.field(default=None, kw_only=True)
    table: str | None = attrs.field(default=None, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        ways = {"minimum": self.minimum, "by": self.by, "table": self.table}
        given = [way for way, value in ways.items() if value is not None]
        if len(given) != 1:
            raise InvalidModelError(
                "the smallest total needs one statement of the minimum",
                where="smallest total",
                got=" and ".join(given) or "none",
                expected="one of " + ", ".join(ways),
                mend='write minimum = "2", by = the id of an indicator, or table',
            )
        of_indicator = (self.key_date, self.name, *self.accepts)
        if self.by is None and any(of_indicator):
            raise InvalidModelError(
                "a field says nothing about the minimum",
                where="smallest total",
                got="key_date, accepts or name",
                expected="these together with `by`",
                mend="leave them out",
            )

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The column that counts the minimums, if one does."""
        return () if self._yardstick is None else (self._yardstick,)

    @property
    def _yardstick(self) -> Yardstick | None:
        if self.by is None:
            return None
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    def describe(self) -> Sentence:
        """Say what everybody has at least, and how shares are rounded."""
        return sentence(
            "rounded {how} to {unit}; the total rises until nobody has less than the "
            "minimum ({height})",
            how=self.method.describe(),
            unit=self.to,
            height=self._described(),
        )

    def _described(self) -> Sentence:
        if self._yardstick is not None:
            return self._yardstick.describe()
        if self.table is not None:
            return sentence("amounts of the table {table}", table=self.table)
        return sentence("{amount} each", amount=self.minimum)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high the minimum of one claimant is."""
        return sentence("the minimum ({height})", height=bound.promised(who, scenario))

    def apply(self, state: State, facts: Facts) -> State:
        """
        Find the smallest total, and divide it.

        Raises:
            DataLackingError: A row stands for others, or the roster lacks the
                indicator.

            AllocationError: The claims are no shares by a key, are bounded already or
                negative, or the table does not fit.

            BoundsError: Somebody without a share has a minimum.
        """
        stake = stake_of(state, self.to, self.method)
        self._check(state, stake)
        bound = self._measured(state, facts).bound(self, Limit.LEAST, state)
        least = _units_of(bound, stake, state)
        _check_hopes(state, stake, least)
        totals = self._totals(stake, least)
        detail = attrs.evolve(stake, totals=totals).divided(self.method)
        amounts = Mixed.of(detail.shares).scale(stake.size)
        pot = Mixed.of(stake.totals).scale(stake.size)
        rounded = Portion(
            kind=PortionKind.RESIDUAL,
            amount=state.amounts.sum() - pot,
            step=stake.size,
            source=self.source,
        )
        grown = Portion(
            kind=PortionKind.GUARANTEED,
            amount=pot - amounts.sum(),
            source=self.source,
        )
        return state.becomes(
            amounts=amounts,
            elsewhere=(*state.elsewhere, rounded, grown),
            ties=detail.ties,
            bounds=standing(current(state), amounts, bound),
        )

    def _check(self, state: State, stake: Stake) -> None:
        is_bounded = stake.minimum is not None or stake.maximum is not None
        if is_bounded or (state.total.whole < 0).any():
            raise AllocationError(
                "a total can only rise by itself where nothing else holds claims",
                where="smallest total",
                got="other bounds" if is_bounded else "a pot below zero",
                expected="a pot of zero or more, shared by a key",
                mend="leave other bounds out, or let Minimum lift who has too little",
            )

    def _measured(self, state: State, facts: Facts) -> Measured:
        who = state.eligible
        if self._yardstick is not None:
            rated = Rated(rate=Fraction(1), yardstick=self._yardstick)
            return rated.measure(state, facts, who)
        if self.table is not None:
            listed = amounts_in(self.table, state, facts, who)
            return Measured(amounts=Mixed.of(listed), who=who)
        amount = Fraction(0) if self.minimum is None else self.minimum
        return FixedHeight(amount=amount).measure(state, facts, who)

    def _totals(self, stake: Stake, least: IntArray) -> IntArray:
        found = [
            smallest_total(
                self.method.divide,
                _row(stake.weights, scenario),
                least[scenario],
                start=start,
                is_monotone=self.method.by_divisor,
            )
            for scenario, start in enumerate(stake.totals.tolist())
        ]
        return whole(found)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the share, and show that no smaller total would do."""
        said = told(step, (who, scenario), self.to, self.method)
        stake = stake_of(step.before, self.to, self.method)
        old = int(stake.totals[scenario])
        size = Fraction(1, stake.size)
        new = int(step.after.amounts.sum().scale(size).whole[scenario])
        if new == old:
            return sentence(
                "{said}; nobody has less than the minimum, so the total stays at {new}",
                said=said,
                new=step.after.measured(new * stake.size),
            )
        return sentence(
            "{said}; the total rises from {old} to {new}, because {proof}",
            said=said,
            old=step.after.measured(old * stake.size),
            new=step.after.measured(new * stake.size),
            proof=self._proof(step, stake, new - 1, scenario),
        )

    def _proof(self, step: Step, stake: Stake, total: int, scenario: int) -> Sentence:
        """Name somebody who would have too little of one unit less."""
        one = attrs.evolve(
            stake,
            totals=whole([total]),
            weights=_row(stake.weights, scenario)[np.newaxis, :],
        )
        shares = np.asarray(one.divided(self.method).shares)[0]
        bound = self._bound(step)
        least = _units_of(bound, stake, step.before)[scenario]
        who = int(np.flatnonzero(shares < least)[0])
        state = step.after
        return sentence(
            "of {total} {name} would have {less} instead of {least}",
            total=state.measured(total * stake.size),
            name=state.roster.label(who),
            less=state.measured(int(shares[who]) * stake.size),
            least=bound.promised(who, scenario),
        )

    def _bound(self, step: Step) -> Bound:
        bounds = step.after.bounds
        gathered = () if bounds is None else bounds.gathered
        return next(bound for bound in gathered if bound.provision is self)


def _row(weights: IntArray, scenario: int) -> IntArray:
    row: IntArray = weights[scenario if len(weights) > 1 else 0]
    return row


def _units_of(bound: Bound, stake: Stake, state: State) -> IntArray:
    """Give the least of each in whole units, rounded up, shape ``(s, n)``."""
    zeros = Mixed.zeros(state.amounts.shape)
    least = Mixed.where(bound.applies, zeros + bound.amounts, zeros)
    units = least.scale(Fraction(1, stake.size))
    return units.whole + (~units.is_whole).astype(np.int64)


def _check_hopes(state: State, stake: Stake, least: IntArray) -> None:
    hopeless = (stake.weights == 0) & (least > 0)
    if hopeless.any():
        raise BoundsError(
            "no total gives a minimum to somebody without a share",
            where=f"smallest total, roster {state.roster.id!r}",
            got=f"a minimum for {named(state, hopeless)}, who counts as 0",
            expected="minimums of those who share",
            mend="set the minimum to 0, or let Minimum lift who has too little",
        )
