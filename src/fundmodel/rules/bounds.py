"""Bounds: the least and the most that a recipient gets, and who pays for it."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs

from fundmodel.claims import Bound, Limit
from fundmodel.conditions import kinds_of
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.funding import (
    Excess,
    Funding,
    Shortage,
    explained,
    raised,
    with_funding,
    with_kinds,
    with_shortage,
)
from fundmodel.rules.heights import (
    FixedHeight,
    Height,
    OfPot,
    Rated,
    exact_height,
    no_negative_share_if_any,
    not_negative,
    ratio_or_none,
    whom,
)
from fundmodel.rules.previous import OfPrevious, Previous
from fundmodel.rules.settling import bounded, cut, settled
from fundmodel.rules.verdicts import verdict
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Maximum", "Minimum", "Redistribute"]


def _needs_last_time(
    funding: Funding, of_previous: Fraction | None, *, where: str
) -> None:
    if funding is Funding.GAINERS and of_previous is None:
        raise InvalidModelError(
            "those who gain over last time pay for a bound that does not depend on "
            "last time",
            where=where,
            got=f"funding {funding.value!r}",
            expected="of_previous",
            mend='say of_previous = "95 %", for example, or let the pot pay',
        )


@attrs.frozen(field_transformer=of_model)
class Minimum:
    """
    Give nobody less than a minimum (Mindestbetrag, Sockel).

    Bounds that follow each other hold jointly: those who stand at one have it, and
    all others share what is left by the key, again and again until nothing moves.
    So their order does not matter, unless a :class:`Redistribute` stands between.

    Example: the Emergency Rental Assistance of 2021 gave each state of the USA at
    least 200 million dollars (Consolidated Appropriations Act 2021, Division N,
    section 501(b)).

    >>> Minimum(Money.of(200_000_000, "USD")).amount
    Money.of('200000000.00', 'USD')

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided; for
            each recipient, or for each unit of `per`.

        per: Id of an indicator; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"0.5 %"``.

        of_previous: Or a share of what each had last time, such as ``"95 %"``.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        partial_table: Whether that table may lack recipients, who then have no
            minimum, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        funding: Who pays.

        if_short: What happens if there is too little for all minimums.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money | Fraction | None = attrs.field(
        default=None, converter=exact_height, validator=not_negative
    )
    per: str | None = attrs.field(default=None, kw_only=True)
    key_date: KeyDate | None = attrs.field(default=None, kw_only=True)
    accepts: frozenset[StandIn] = attrs.field(
        default=frozenset(), converter=stand_ins, kw_only=True
    )
    name: Text | None = attrs.field(default=None, kw_only=True)
    share: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=no_negative_share_if_any,
        kw_only=True,
    )
    of_previous: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=no_negative_share_if_any,
        kw_only=True,
    )
    table: str | None = attrs.field(default=None, kw_only=True)
    partial_table: bool = attrs.field(default=False, kw_only=True)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    funding: Funding = attrs.field(default=Funding.POT, kw_only=True)
    if_short: Shortage = attrs.field(default=Shortage.REFUSED, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_height(self, where="minimum")
        _needs_last_time(self.funding, self.of_previous, where="minimum")

    def describe(self) -> Sentence:
        """Say how high it is, for whom, and who pays."""
        said = with_kinds(
            sentence("at least {height}", height=height_of(self).describe()), self.kinds
        )
        return with_shortage(with_funding(said, self.funding), self.if_short)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one recipient."""
        return sentence(
            "the minimum ({height})",
            height=height_of(self).explain(bound, who, scenario),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Raise whoever has less.

        Raises:
            DataLackingError: A row stands for others, or the roster lacks the
                indicator or recipients of the kinds named.

            AllocationError: A claim is negative, or the table of last time does not
                fit.

            BoundsError: There is too little for all minimums, or one is above a
                maximum.
        """
        measured = height_of(self).measure(state, facts, whom(state, self.kinds))
        bound = measured.bound(
            self, Limit.LEAST, state, gives_way=self.if_short is Shortage.REDUCED
        )
        return raised(state, bound, self.funding)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: raised, paid for others, or nothing."""
        said = verdict(self, step, who, scenario)
        return explained(said, self.funding, step, (who, scenario))


@attrs.frozen(field_transformer=of_model)
class Maximum:
    """
    Give nobody more than a maximum (Höchstbetrag, Kappung).

    Together with other bounds it holds jointly, see :class:`Minimum`. If everybody
    stands at the maximum, what is left stays in the pot.

    >>> Maximum(share="10 %").share
    Fraction(1, 10)

    Attributes:
        amount: As in :class:`Minimum`, and so are all others but `excess`.

        per: Id of an indicator; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"10 %"``.

        of_previous: Or a share of what each had last time, such as ``"110 %"``.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        partial_table: Whether that table may lack recipients, who then have no
            maximum, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        excess: Where that goes which is cut.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money | Fraction | None = attrs.field(
        default=None, converter=exact_height, validator=not_negative
    )
    per: str | None = attrs.field(default=None, kw_only=True)
    key_date: KeyDate | None = attrs.field(default=None, kw_only=True)
    accepts: frozenset[StandIn] = attrs.field(
        default=frozenset(), converter=stand_ins, kw_only=True
    )
    name: Text | None = attrs.field(default=None, kw_only=True)
    share: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=no_negative_share_if_any,
        kw_only=True,
    )
    of_previous: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=no_negative_share_if_any,
        kw_only=True,
    )
    table: str | None = attrs.field(default=None, kw_only=True)
    partial_table: bool = attrs.field(default=False, kw_only=True)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    excess: Excess = attrs.field(default=Excess.OTHERS, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_height(self, where="maximum")

    def describe(self) -> Sentence:
        """Say how high it is, for whom, and where the excess goes."""
        said = with_kinds(
            sentence("at most {height}", height=height_of(self).describe()), self.kinds
        )
        if self.excess is Excess.OTHERS:
            return said
        return sentence("{said}; what is cut goes back to the pot", said=said)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one recipient."""
        return sentence(
            "the maximum ({height})",
            height=height_of(self).explain(bound, who, scenario),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Cut whoever has more.

        Raises:
            DataLackingError: A row stands for others, or the roster lacks the
                indicator or recipients of the kinds named.

            AllocationError: A claim is negative, or the table of last time does not
                fit.

            BoundsError: Another provision gives more at least.
        """
        measured = height_of(self).measure(state, facts, whom(state, self.kinds))
        bound = measured.bound(self, Limit.MOST, state)
        is_shared = self.excess is Excess.OTHERS
        return bounded(state, bound) if is_shared else cut(state, bound)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: cut, shared what others lost, or nothing."""
        return verdict(self, step, who, scenario)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Redistribute:
    """
    Let bounds act one after the other: what those before gave stands.

    The bounds that follow start from there and prevail over those before: a maximum
    after it may cut what a minimum before it gave.

    Attributes:
        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    source: Basis = None

    def describe(self) -> Sentence:
        """Say that later bounds prevail."""
        return sentence("what bounds gave so far stands; later ones start from there")

    def apply(self, state: State, facts: Facts) -> State:
        """
        Forget the bounds, and keep the claims.

        Raises:
            AllocationError: A claim is negative.
        """
        del facts
        return state.becomes(bounds=settled(state))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say with what later bounds start."""
        return sentence(
            "later bounds start from {amount}", amount=step.after.amount(who, scenario)
        )


def height_of(bound: Minimum | Maximum) -> Height:
    """Give how high a bound is, by the fields that are given."""
    if bound.share is not None:
        return OfPot(share=bound.share)
    if bound.of_previous is not None:
        previous = Previous(table=bound.table, partial=bound.partial_table)
        return OfPrevious(share=bound.of_previous, previous=previous)
    amount = Fraction(0) if bound.amount is None else bound.amount
    if bound.per is None:
        return FixedHeight(amount=amount)
    yardstick = Yardstick(
        by=bound.per, key_date=bound.key_date, accepts=bound.accepts, name=bound.name
    )
    return Rated(rate=amount, yardstick=yardstick)


def check_height(bound: Minimum | Maximum, *, where: str) -> None:
    """
    Make sure that a bound says in exactly one way how high it is.

    Raises:
        InvalidModelError: It says nothing or too much, or has fields that belong to
            another way.
    """
    ways = {
        "amount": bound.amount,
        "share": bound.share,
        "of_previous": bound.of_previous,
    }
    named = [way for way, value in ways.items() if value is not None]
    if len(named) != 1:
        raise InvalidModelError(
            "a bound says in one way how high it is",
            where=where,
            got=" and ".join(named) or "nothing",
            expected="one of " + ", ".join(ways),
            mend="keep one of them; two bounds are two provisions",
        )
    of_amount = (bound.per,)
    of_indicator = (bound.key_date, bound.name, *bound.accepts)
    of_table = (bound.table, bound.partial_table or None)
    wrong = {
        "per": named != ["amount"] and any(of_amount),
        "key_date, accepts or name": bound.per is None and any(of_indicator),
        "table or partial_table": named != ["of_previous"] and any(of_table),
    }
    for fields, is_wrong in wrong.items():
        if is_wrong:
            raise InvalidModelError(
                "a field says nothing about this bound",
                where=where,
                got=fields,
                expected="per with an amount, key_date with per, table with "
                "of_previous",
                mend="leave it out",
            )
