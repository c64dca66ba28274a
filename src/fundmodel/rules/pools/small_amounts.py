"""Small amounts: claims below a threshold fall away, or are raised to it."""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import ClassVar, assert_never, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, Bounding, Limit, Portion, PortionKind
from fundmodel.conditions import kinds_of
from fundmodel.conditions.exclusions import excluded_before, leave_out
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.rules.bounds.funding import (
    Funding,
    Shortage,
    explained,
    raised,
    with_funding,
    with_kinds,
    with_shortage,
)
from fundmodel.rules.bounds.heights import FixedHeight, exact_height, smallest, whom
from fundmodel.rules.bounds.settling import current, named, standing
from fundmodel.rules.bounds.verdicts import verdict
from fundmodel.rules.pools.dropping import DropOrder, Falling, freed_to_others, without
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait
from fundmodel.units import Amount

__all__ = ["DropBelow", "DropOrder", "DroppedTo", "RaiseBelow"]


class DroppedTo(enum.Enum):
    """Who has what fell away."""

    POT = "pot"
    """It goes back to the pot, for later provisions or to be left over."""

    OTHERS = "others"
    """All others, who share it by the key; the pot, if there is nobody left."""

    LAPSED = "lapsed"
    """Nobody: it lapses, and stands elsewhere (verfällt)."""

    REFUSED = "refused"
    """Nobody may be below: the rule cannot be applied."""


def threshold_of(amount: Money | Fraction | int) -> Money | Fraction:
    """
    Tidy a threshold: money, or an exact number of major units.

    Raises:
        InvalidModelError: It is a float or no number, or not above zero.
    """
    height = exact_height(amount)
    minor = height.minor if isinstance(height, Money) else height
    if height is None or minor is None or minor <= 0:
        raise InvalidModelError(
            "a threshold is not above zero",
            where="amount",
            got=amount,
            expected="an amount above zero",
            mend="correct it; a rule without a threshold leaves the provision out",
        )
    return height


@attrs.frozen(field_transformer=of_model)
class DropBelow:
    """
    Let claims below a threshold fall away (Bagatellgrenze, Mindestzuwendung).

    Whoever has less gets nothing, and is told why. If the others share what fell
    away, they may reach the threshold by it; so it matters in which order claims
    fall away. It goes on until nobody is below. Whoever claims nothing is not below.

    Example: Lower Saxony awards nothing that does not exceed 2,500 EUR, unless a
    directive says otherwise (VV to § 44 of its budget code, LHO).

    >>> DropBelow(Money.of(2500, "EUR"), must_exceed=True).to
    <DroppedTo.POT: 'pot'>

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided.

        must_exceed: Whether a claim of just the threshold falls away too.

        to: Who has what fell away.

        order: In which order claims fall away, if the others have it.

        kinds: Whom it is for; empty for everybody who is eligible.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money | Fraction = attrs.field(converter=threshold_of)
    must_exceed: bool = attrs.field(default=False, kw_only=True)
    to: DroppedTo = attrs.field(default=DroppedTo.POT, kw_only=True)
    order: DropOrder = attrs.field(default=DropOrder.ALL_AT_ONCE, kw_only=True)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.order is not DropOrder.ALL_AT_ONCE and self.to is not DroppedTo.OTHERS:
            raise InvalidModelError(
                "the order matters only where the others have what falls away",
                where="drop below",
                got=f"order {self.order.value!r}, to {self.to.value!r}",
                expected='to = "others"',
                mend="leave the order out, or let the others have it",
            )

    def describe(self) -> Sentence:
        """Say what falls away, and who has it."""
        said = with_kinds(self._limited(), self.kinds)
        match self.to:
            case DroppedTo.POT:
                return sentence("{said} and go back to the pot", said=said)
            case DroppedTo.OTHERS:
                return self._ordered(said)
            case DroppedTo.LAPSED:
                return sentence("{said} and lapse", said=said)
            case DroppedTo.REFUSED:
                return said
            case _:
                assert_never(self.to)

    def _limited(self) -> Sentence:
        threshold = self.amount
        match self.to is DroppedTo.REFUSED, self.must_exceed:
            case True, True:
                return sentence(
                    "no claim may be {threshold} or less", threshold=threshold
                )
            case True, False:
                return sentence(
                    "no claim may be less than {threshold}", threshold=threshold
                )
            case False, True:
                return sentence(
                    "claims of {threshold} or less fall away", threshold=threshold
                )
            case _:
                return sentence(
                    "claims of less than {threshold} fall away", threshold=threshold
                )

    def _ordered(self, said: Sentence) -> Sentence:
        if self.order is DropOrder.ALL_AT_ONCE:
            return sentence("{said}, all at once, and the others share them", said=said)
        return sentence(
            "{said}, the smallest first, and the others share them", said=said
        )

    def _why_not(self) -> Sentence:
        if self.must_exceed:
            return sentence(
                "not above the least amount of {threshold}", threshold=self.amount
            )
        return sentence("below the least amount of {threshold}", threshold=self.amount)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Let claims fall away, and give them to whom they go.

        Raises:
            DataLackingError: A row stands for others, or nobody is of a kind named.

            AllocationError: A claim is negative, the others should share and there
                is no key, or somebody is below who must not be.

            MoneyError: The threshold is in another unit than the pot.
        """
        del facts
        who = whom(state, self.kinds)
        falling = Falling(
            threshold=smallest(self.amount, state),
            must_exceed=self.must_exceed,
            order=self.order,
        )
        if self.to is DroppedTo.OTHERS:
            after, dropped = freed_to_others(state, who, falling)
        else:
            dropped = who & falling.below(state.amounts)
            self._check(state, dropped)
            after = self._dropped(state, dropped)
        return leave_out(after, dropped, self._why_not())

    def _check(self, state: State, dropped: BoolArray) -> None:
        if self.to is DroppedTo.REFUSED and dropped.any():
            raise AllocationError(
                "claims are below a threshold, and none may be",
                where=f"roster {state.roster.id!r}: {named(state, dropped)}",
                got=f"claims {self._why_not()}",
                expected="claims that reach it, or of nothing",
                mend="let small ones stand in a pool, or say who has what falls away: "
                'to = "pot" (DroppedTo.POT in Python)',
            )

    def _dropped(self, state: State, dropped: BoolArray) -> State:
        """Take claims away; they go back to the pot, or lapse."""
        left = without(state, current(state), dropped)
        claims = Mixed.where(dropped, Mixed.zeros((1, 1)), state.amounts)
        freed = state.amounts.sum() - claims.sum()
        after = left.becomes(amounts=claims, bounds=standing(current(left), claims))
        if self.to is not DroppedTo.LAPSED:
            return after.becomes(pot=state.pot + freed)
        portion = Portion(kind=PortionKind.LAPSED, amount=freed, source=self.source)
        return after.becomes(elsewhere=(*state.elsewhere, portion))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claim reaches the threshold, and what follows."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        claim, amount = (
            state.amount(who, scenario) for state in (step.before, step.after)
        )
        if step.after.reason_of(who, scenario) is not None:
            nobody_left = not step.after.amounts.sum().fraction(scenario)
            return self._fell(claim, nobody_left=nobody_left)
        if claim != amount:
            return _rose(self, step, who, scenario)
        is_named = not self.kinds or step.before.roster.kinds[who] in self.kinds
        if not claim.count or not is_named:
            return sentence(
                "this does not apply here; the claim stays at {amount}", amount=amount
            )
        return self._reached(claim)

    def _fell(self, claim: Amount, *, nobody_left: bool) -> Sentence:
        said = sentence("{claim} is {why_not}", claim=claim, why_not=self._why_not())
        if self.to is DroppedTo.LAPSED:
            return sentence("{said}: it lapses", said=said)
        if self.to is DroppedTo.OTHERS and not nobody_left:
            return sentence("{said}: it falls away, and the others share it", said=said)
        return sentence("{said}: it goes back to the pot", said=said)

    def _reached(self, claim: Amount) -> Sentence:
        values = {"claim": claim, "threshold": self.amount}
        if self.must_exceed:
            return sentence(
                "{claim} is above the least amount of {threshold}", **values
            )
        return sentence("{claim} reaches the least amount of {threshold}", **values)


def _rose(provision: DropBelow, step: Step, who: int, scenario: int) -> Sentence:
    """Say what somebody has by what fell away from others."""
    gone = step.before.eligible & ~step.after.eligible
    row = gone[scenario if len(gone) > 1 else 0]
    # cast: it is only compared with those that bounds come from.
    bounding = cast("Bounding", provision)
    return sentence(
        "{count} fell away, and all is shared among the others: {how}",
        count=int(np.count_nonzero(row)),
        how=_by_the_key(step, who, scenario) or verdict(bounding, step, who, scenario),
    )


def _by_the_key(step: Step, who: int, scenario: int) -> Sentence | None:
    """Say what is shared x value / total, where nothing else says who has what."""
    state, bounds = step.after, step.after.bounds
    line = None if bounds is None else bounds.line
    if line is None or state.key is None or state.key.slope is not line.slope:
        return None
    sums = line.sums(who, scenario)
    if line.grouped or sums.held or sums.offset or not line.moves(who, scenario):
        return None
    return sentence(
        "{there} x {part} = {amount}",
        there=state.measured(sums.shared),
        part=share_of_key(state.key, who, scenario),
        amount=state.amount(who, scenario),
    )


def share_of_key(key: Key, who: int, scenario: int) -> Sentence:
    """Say value / total of a key, in the units that are counted."""
    if key.column is None:
        return sentence(
            "{value} / {total}",
            value=key.weight(who, scenario),
            total=key.total(scenario),
        )
    indicator = key.column.indicator
    total = Fraction(key.total(scenario), 10**key.column.decimals)
    return sentence(
        "{value} / {total} {unit}",
        value=key.column.count(who),
        total=Count(total, sensitive=indicator.sensitive),
        unit=indicator.unit,
    )


@attrs.frozen(field_transformer=of_model)
class RaiseBelow:
    """
    Raise whoever gets something, but less than a threshold, to the threshold.

    Unlike a :class:`Minimum`, it gives nothing to those who get nothing. It is a
    bound like any other: those that follow each other hold jointly.

    >>> RaiseBelow(Money.of(500, "EUR")).amount
    Money.of('500.00', 'EUR')

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided.

        kinds: Whom it is for; empty for everybody who is eligible.

        funding: Who pays; not those who gain over last time.

        if_short: What happens if there is too little for all who are raised.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money | Fraction = attrs.field(converter=threshold_of)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    funding: Funding = attrs.field(default=Funding.POT, kw_only=True)
    if_short: Shortage = attrs.field(default=Shortage.REFUSED, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.funding is Funding.GAINERS:
            raise InvalidModelError(
                "those who gain over last time pay for a bound that does not depend "
                "on last time",
                where="raise below",
                got=f"funding {self.funding.value!r}",
                expected="the pot, or in addition",
                mend="leave the funding out",
            )

    def describe(self) -> Sentence:
        """Say to what small claims are raised, and who pays."""
        said = with_kinds(
            sentence(
                "whoever gets anything gets at least {threshold}",
                threshold=self.amount,
            ),
            self.kinds,
        )
        return with_shortage(with_funding(said, self.funding), self.if_short)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high the threshold is."""
        return sentence(
            "the least amount ({height})", height=bound.promised(who, scenario)
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Raise whoever has something, but less.

        Raises:
            DataLackingError: A row stands for others, or nobody is of a kind named.

            AllocationError: A claim is negative.

            BoundsError: There is too little for all, or a maximum is lower.

            MoneyError: The threshold is in another unit than the pot.
        """
        claiming = ~state.amounts.less_equal(Mixed.zeros((1, 1)))
        who = whom(state, self.kinds) & claiming
        measured = FixedHeight(amount=self.amount).measure(state, facts, who)
        bound = measured.bound(
            self, Limit.LEAST, state, gives_way=self.if_short is Shortage.REDUCED
        )
        return raised(state, bound, self.funding)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: raised, paid for others, or nothing."""
        said = verdict(self, step, who, scenario)
        return explained(said, self.funding, step, (who, scenario))
