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
from fundmodel.rules.bounds.funding import (
    Excess,
    Funding,
    Shortage,
    explained,
    raised,
    with_funding,
    with_kinds,
    with_shortage,
)
from fundmodel.rules.bounds.heights import whom
from fundmodel.rules.bounds.settling import bounded, cut, settled
from fundmodel.rules.bounds.stated import Stated
from fundmodel.rules.bounds.verdicts import verdict
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

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
class Minimum(Stated):
    """
    Give nobody less than a minimum (Mindestbetrag, Sockel).

    Bounds that follow each other hold jointly: those who stand at one have it, and
    all others share what is left by the key, again and again until nothing moves.
    So their order does not matter, unless a :class:`Redistribute` stands between.

    Example: the Emergency Rental Assistance of 2021 gave each state of the USA at
    least 200 million dollars (Consolidated Appropriations Act 2021, Division N,
    section 501(b)).

    >>> from fundmodel.money import Money
    >>> Minimum(Money.of(200_000_000, "USD")).amount
    Money.of('200000000.00', 'USD')

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided; for
            each recipient, or for each unit of `per`.

        per: Id of an indicator, or a formula; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"0.5 %"``.

        of_previous: Or a share of what each had last time, such as ``"95 %"``.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then have no
            minimum, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        funding: Who pays.

        if_short: What happens if there is too little for all minimums.

        source: The provision that says so.
    """

    called: ClassVar[str] = "minimum"
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    funding: Funding = attrs.field(default=Funding.POT, kw_only=True)
    if_short: Shortage = attrs.field(default=Shortage.REFUSED, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self._check_height()
        _needs_last_time(self.funding, self.of_previous, where="minimum")

    def describe(self) -> Sentence:
        """Say how high it is, for whom, and who pays."""
        said = with_kinds(
            sentence("at least {height}", height=self.height.describe()), self.kinds
        )
        return with_shortage(with_funding(said, self.funding), self.if_short)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one recipient."""
        return sentence(
            "the minimum ({height})",
            height=self.height.explain(bound, who, scenario),
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
        measured = self.height.measure(state, facts, whom(state, self.kinds))
        bound = measured.bound(
            self, Limit.LEAST, state, gives_way=self.if_short is Shortage.REDUCED
        )
        return raised(state, bound, self.funding)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: raised, paid for others, or nothing."""
        said = verdict(self, step, who, scenario)
        return explained(said, self.funding, step, (who, scenario))


@attrs.frozen(field_transformer=of_model)
class Maximum(Stated):
    """
    Give nobody more than a maximum (Höchstbetrag, Kappung).

    Together with other bounds it holds jointly, see :class:`Minimum`. If everybody
    stands at the maximum, what is left stays in the pot.

    >>> Maximum(share="10 %").share
    Fraction(1, 10)

    Attributes:
        amount: As in :class:`Minimum`, and so are all others but `excess`.

        per: Id of an indicator, or a formula; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"10 %"``.

        of_previous: Or a share of what each had last time, such as ``"110 %"``.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then have no
            maximum, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        excess: Where that goes which is cut.

        source: The provision that says so.
    """

    called: ClassVar[str] = "maximum"
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    excess: Excess = attrs.field(default=Excess.OTHERS, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def describe(self) -> Sentence:
        """Say how high it is, for whom, and where the excess goes."""
        said = with_kinds(
            sentence("at most {height}", height=self.height.describe()), self.kinds
        )
        if self.excess is Excess.OTHERS:
            return said
        return sentence("{said}; what is cut goes back to the pot", said=said)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one recipient."""
        return sentence(
            "the maximum ({height})",
            height=self.height.explain(bound, who, scenario),
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
        measured = self.height.measure(state, facts, whom(state, self.kinds))
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
