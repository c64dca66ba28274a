"""Equalisation: filling the gaps between need and strength as far as a pot goes."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Final, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed, water_level
from fundmodel.claims import Bounds
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column
from fundmodel.rules.formulas.bases import yardsticks_of
from fundmodel.rules.formulas.figures import formula_of
from fundmodel.rules.formulas.values import (
    total_of,
    whole_weights,
)
from fundmodel.rules.formulas.weights import ComposedKey
from fundmodel.rules.formulas.workings import (
    Formula,
    Working,
    above_zero,
    check_all_are_named,
    check_totals,
    described,
    ratio,
)
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["Equalisation"]

WHOLE: Final = Fraction(1)


@attrs.frozen(kw_only=True, eq=False)
class EqualisingKey(ComposedKey):
    """
    A key by need, for those whose need exceeds their strength.

    Attributes:
        level: What one unit of need is worth, in smallest units, shape ``(s,)``.

        strength: The working of the strength.

        share: Which share of the gap is filled.

        before: What was claimed before, shape ``(s, n)``.

        rise: How claims rise, in proportion to need, shape ``(1, n)`` or ``(s, n)``.

        offset: What was claimed before, less the share of the strength, likewise.
    """

    level: Mixed
    strength: Working
    share: Fraction
    before: Mixed
    rise: Mixed
    offset: Mixed

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that went into need and strength."""
        return (*self.working.columns, *self.strength.columns)

    def told_at(self, rate: Fraction, place: tuple[int, int], state: State) -> Sentence:
        """
        Say what somebody has where bounds let the basic amount rise or fall.

        Args:
            rate: What a unit of `rise` brings, in smallest units.

            place: Position and scenario of the claimant.

            state: In which units amounts are counted.
        """
        who, scenario = place
        risen = self.rise.sum()
        row = scenario if risen.shape[0] > 1 else 0
        points = Fraction(self.sum(scenario).value)
        level = rate * risen.fraction(row) / (self.share * points)
        said, filled = self.gap(level, place, state)
        before = self.before.fraction(scenario, who)
        if not before:
            return said
        return sentence(
            "{said}; {before} + {filled} = {amount}",
            said=said,
            before=state.measured(before),
            filled=state.measured(filled),
            amount=state.measured(before + filled),
        )

    def gap(
        self, level: Fraction, place: tuple[int, int], state: State
    ) -> tuple[Sentence, Fraction]:
        """Say how large a gap is at a basic amount, and give what fills it."""
        who, scenario = place
        worth = level * Fraction(self.working.value(who, scenario).value)
        strength = Fraction(self.strength.value(who, scenario).value)
        gap = worth - strength * 10**state.unit.digits
        told = {
            "need": self.working.inside(who, scenario),
            "level": state.measured(level),
            "worth": state.measured(worth),
            "strength": self.strength.inside(who, scenario),
        }
        if gap <= 0:
            return sentence(
                "{need} x {level} = {worth}, which does not exceed {strength}: no gap",
                **told,
            ), Fraction(0)
        told["gap"], filled = state.measured(gap), gap * self.share
        if self.share == 1:
            return sentence(
                "{need} x {level} = {worth}, less {strength} = {gap}", **told
            ), filled
        return sentence(
            "{need} x {level} = {worth}, less {strength} = {gap}, of which {share} = "
            "{amount}",
            **told,
            share=PerCent(self.share),
            amount=state.measured(filled),
        ), filled


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Equalisation:
    """
    Fill a share of the gap between need and own strength (Schlüsselzuweisung).

    Need is counted in points, which are worth what uses the pot up exactly: the basic
    amount (Grundbetrag). Whoever is as strong as its need, or stronger, gets nothing.

    Example: laws on the sharing of revenue among municipalities multiply a weighted
    number of inhabitants with a basic amount (Bedarfsmesszahl), take off what a
    municipality can raise itself (Steuerkraftmesszahl), and pay 70 to 90 per cent of
    the difference.

    Bounds after it hold jointly: for those who stand at one, the basic amount of the
    others falls or rises, until the pot is used up again.

    Attributes:
        need: The need of each, in points such as weighted inhabitants.

        strength: What each can raise itself, in major units of the pot.

        share: Which share of the gap is filled (Ausgleichssatz).

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    need: Formula = attrs.field(converter=formula_of)
    strength: Formula = attrs.field(converter=formula_of)
    share: Fraction = attrs.field(default=WHOLE, converter=ratio, validator=above_zero)
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if self.share > 1:
            raise InvalidModelError(
                "more than the whole gap would be filled",
                where="Equalisation.share",
                got=PerCent(self.share),
                expected="at most 100 %",
                mend="correct the share",
            )

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that need and strength are counted by."""
        return yardsticks_of((self.need, self.strength))

    def describe(self) -> Sentence:
        """Say which gap is filled, and how far."""
        return sentence(
            "{share} of what {need} x a basic amount exceeds {strength} by; the basic "
            "amount uses the pot up",
            share=PerCent(self.share),
            need=described(self.need),
            strength=described(self.strength),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Empty the pot into ``share x max(0, need x basic amount - strength)``.

        Raises:
            AllocationError: The pot is negative.

            NothingToShareByError: Nobody who may claim has any need.

            DataLackingError: A row stands for many, whose gaps nobody sees.
        """
        for formula in (self.need, self.strength):
            check_all_are_named(formula, state)
        self._check_pot(state)
        need, strength = (
            formula.work(state, facts) for formula in (self.need, self.strength)
        )
        sums = total_of(need.values, state)
        check_totals(self.need, sums, state)
        own = _of_eligible(strength.values, state).scale(-self._rate(state))
        filled = water_level(
            state.pot,
            slope=_of_eligible(need.values, state).scale(self.share),
            offset=own,
            lower=0,
        )
        weights = whole_weights(need.values, state.eligible)
        before, amounts = state.amounts, state.amounts + filled.shares
        key = EqualisingKey(
            weights=np.where(filled.at_lower, 0, weights),
            working=need,
            sums=sums,
            level=filled.level,
            strength=strength,
            share=self.share,
            before=before,
            rise=Mixed.of(weights),
            offset=before + own,
        )
        return state.becomes(
            pot=Mixed.zeros(state.pot.shape),
            amounts=amounts,
            key=key,
            bounds=Bounds.start(
                base=before,
                offset=key.offset,
                amounts=amounts,
                slope=key.rise,
                before=state.bounds,
            ),
        )

    def _rate(self, state: State) -> Fraction:
        return Fraction(self.share * 10**state.unit.digits)

    def _check_pot(self, state: State) -> None:
        negative = np.flatnonzero(state.pot.whole < 0)
        if negative.size:
            raise AllocationError(
                "gaps cannot be filled with less than nothing",
                where=f"roster {state.roster.id!r}",
                got=state.in_pot(int(negative[0])),
                expected="a pot of zero or more",
                mend="raise the budget; where money is taken back, share it by the "
                "amounts that were paid",
            )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give need x basic amount, the strength, and the share of the difference."""
        if step.after.reason_of(who, scenario) is not None:
            return sentence("no share, as only those who are eligible share")
        # cast: `apply` gives no other key.
        key = cast("EqualisingKey", step.after.key)
        return key.gap(key.level.fraction(scenario), (who, scenario), step.after)[0]


def _of_eligible(values: Mixed, state: State) -> Mixed:
    return Mixed.where(state.eligible, values, Mixed.zeros((1, 1)))
