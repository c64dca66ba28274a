"""Tapers: claims that fade between two values instead of ending at a cliff."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs

from fundmodel.apportion import Mixed, Rounding, round_each
from fundmodel.apportion.integers import add, divide, multiply
from fundmodel.conditions.exclusions import excluded_before, need_one_row_each
from fundmodel.conditions.gauges import Gauge, check_gauge
from fundmodel.errors import InvalidModelError, NothingToShareByError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.periods import KeyDate
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Freed", "Taper"]

MOST_DECIMALS = 12
"""Of a rounded factor."""


class Freed(enum.Enum):
    """Who has the money that faded claims set free."""

    POT = "pot"
    """It goes back into the pot, for later provisions or to be left over."""

    OTHERS = "others"
    """All whose claims fade less, in proportion: the weights fade, not the sum."""


def _a_value(value: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(value, where="taper")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Taper:
    """
    Let claims fade in a straight line between two values (Gleitzone).

    At `nothing_at` and beyond nothing is left of a claim, at `all_at` and beyond
    all of it; in between it is ``(value - nothing_at) / (all_at - nothing_at)`` of
    it. A taper may fall as well as rise.

    Attributes:
        by: Id of the indicator.

        of: Id of the indicator of which it is a part; without it, the values are
            counts.

        nothing_at: Where the claim has faded to nothing.

        all_at: From where on it is whole.

        freed: Who has what is set free.

        decimals: To how many decimals the factor is rounded; not at all if `None`.

        rounding: How it is rounded then.

        key_date: The day that counts.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        of_name: How that of which it is a part is called.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    by: str
    of: str | None = None
    nothing_at: Fraction = attrs.field(converter=_a_value)
    all_at: Fraction = attrs.field(converter=_a_value)
    freed: Freed = Freed.POT
    decimals: int | None = None
    rounding: Rounding = Rounding.HALF_UP
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    of_name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        check_gauge(by=self.by, of=self.of, where="taper")
        if self.nothing_at == self.all_at:
            raise InvalidModelError(
                "a taper begins where it ends",
                where="taper",
                got=self.all_at,
                expected="two different values",
                mend="for a cliff, take a threshold of eligibility",
            )
        if self.decimals is not None and not 0 <= self.decimals <= MOST_DECIMALS:
            raise InvalidModelError(
                "a factor cannot be rounded like this",
                where="taper.decimals",
                got=self.decimals,
                expected=f"0 to {MOST_DECIMALS} decimals",
                mend="leave it out to keep the factor exact",
            )

    @property
    def gauge(self) -> Gauge:
        """What is measured."""
        by = Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )
        if self.of is None:
            return Gauge(by=by)
        return Gauge(by=by, of=attrs.evolve(by, by=self.of, name=self.of_name))

    def describe(self) -> Sentence:
        """Say between which values claims fade, and who has what is set free."""
        fading = sentence(
            "claims fade with {what}: nothing at {nothing}, all at {all}",
            what=self.gauge.describe(),
            nothing=self.gauge.limit(self.nothing_at),
            all=self.gauge.limit(self.all_at),
        )
        if self.freed is Freed.POT:
            return fading
        return sentence("{fading}; the others have what is set free", fading=fading)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Multiply the claims of the eligible by their factors.

        Raises:
            DataLackingError: The roster lacks an indicator for that day, or a row
                stands for others who would have to be looked at one by one.

            InvalidDataError: An eligible recipient has no value.

            NothingToShareByError: All claims have faded to nothing, and others
                should have what is set free.
        """
        del facts
        need_one_row_each(
            state, sentence("how claims fade cannot be told of many together")
        )
        factors = self._factors(state)
        faded = Mixed.where(
            state.eligible, _times(state.amounts, factors), state.amounts
        )
        if self.freed is Freed.OTHERS:
            more = _column(self._more(state, faded))
            faded = Mixed.where(state.eligible, _times(faded, more), faded)
        freed = state.amounts.sum() - faded.sum()
        return state.becomes(pot=state.pot + freed, amounts=faded)

    def _factors(self, state: State) -> Mixed:
        """Give the factors, from 0 to 1, shape ``(1, n)``."""
        length = self.all_at - self.nothing_at
        above = self.gauge.values(state) - Mixed.from_fractions([[self.nothing_at]])
        rising = Mixed.maximum(above.scale(1 / length), Mixed.zeros((1, 1)))
        factors = Mixed.minimum(rising, Mixed.of([[1]]))
        if self.decimals is None:
            return factors
        scale = 10**self.decimals
        rounded = round_each(factors.scale(scale), rounding=self.rounding)
        return Mixed.of(rounded).scale(Fraction(1, scale))

    def _more(self, state: State, faded: Mixed) -> list[Fraction]:
        """Give by what the faded claims grow so that their sum stays, by scenario."""
        before, after = state.amounts.sum(state.eligible), faded.sum(state.eligible)
        return [
            _ratio(state, before.fraction(s), after.fraction(s))
            for s in range(state.pot.shape[0])
        ]

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give claim x factor = what is left of it."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        factor = self._factors(step.before).fraction(0, who)
        said = sentence(
            "{figure}, nothing at {nothing}, all at {all}",
            figure=self.gauge.figure(step.before, who),
            nothing=self.gauge.limit(self.nothing_at),
            all=self.gauge.limit(self.all_at),
        )
        claim = step.before.amount(who, scenario)
        amount = step.after.amount(who, scenario)
        if self.freed is Freed.POT:
            return sentence(
                "{claim} x {factor} = {amount} ({why})",
                claim=claim,
                factor=PerCent(factor),
                amount=amount,
                why=said,
            )
        faded = claim.count * factor
        return sentence(
            "{claim} x {factor} ({why}) x {more} for what is set free = {amount}",
            claim=claim,
            factor=PerCent(factor),
            why=said,
            more=amount.count / faded if faded else 1,
            amount=amount,
        )


def _ratio(state: State, before: Fraction, after: Fraction) -> Fraction:
    if before == after:
        return Fraction(1)
    if not after:
        raise NothingToShareByError(
            "all claims have faded to nothing",
            where=f"roster {state.roster.id!r}",
            got=f"{state.measured(before)} set free",
            expected="at least one claim that is left",
            mend="check the values of the taper, or let the money go back to the pot",
        )
    return before / after


def _column(factors: list[Fraction]) -> Mixed:
    return Mixed.from_fractions([[factor] for factor in factors])


def _times(amounts: Mixed, factors: Mixed) -> Mixed:
    """Multiply elementwise, exactly: ``(s, n)`` by ``(1, n)`` or ``(s, 1)``."""
    over = add(multiply(factors.whole, factors.den), factors.rem)
    # whole x p / q + rem / den x p / q: dividing the whole part first keeps
    # products small.
    whole, rest = divide(multiply(amounts.whole, over), factors.den)
    rem = add(multiply(rest, amounts.den), multiply(amounts.rem, over))
    return Mixed.composed(whole, rem, multiply(amounts.den, factors.den))
