"""Held fixed: recipients who have a fixed amount, while the others move."""

from __future__ import annotations

from typing import ClassVar

import attrs

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, Limit
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.bounds.heights import Measured, whom
from fundmodel.rules.bounds.settling import bounded
from fundmodel.rules.bounds.verdicts import verdict
from fundmodel.rules.drawing import drawn
from fundmodel.rules.tables import Listing, Rows, are_pairs, pairs
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["HeldFixed"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class HeldFixed:
    """
    Hold some recipients at fixed amounts, while others share the rest (Festschreibung).

    It holds jointly with other bounds, whatever their order: who is held has exactly
    its amount, and all others share what is left by the key. Where nothing was shared
    by a key, the pot pays and receives.

    >>> from fundmodel.money import Money
    >>> HeldFixed(amounts={"a": Money.of(500, "EUR")}).amounts
    (('a', Money.of('500.00', 'EUR')),)

    Attributes:
        amounts: Amounts by recipient id, as a mapping or as pairs.

        table: Or the id of a table among the facts of the allocation.

        part: Or the id of another part of the program, whose amounts are held.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amounts: Rows = attrs.field(
        default=(),
        converter=pairs,
        validator=are_pairs,
        metadata={"checked": False},
    )
    table: str | None = None
    part: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self._listing.check()

    @property
    def draws_on(self) -> frozenset[str]:
        """The part whose amounts are held."""
        return drawn(self.part)

    @property
    def _listing(self) -> Listing:
        return Listing(
            amounts=self.amounts,
            table=self.table,
            part=self.part,
            what="a list of fixed amounts",
        )

    def describe(self) -> Sentence:
        """Say where the amounts are listed."""
        return sentence("held fixed: {amounts}", amounts=self._listing.describe())

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give the amount of one recipient."""
        return sentence(
            "the amount at which it is held ({amount})",
            amount=bound.promised(who, scenario),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Give those who are held their amounts, and let the others share the rest.

        Raises:
            DataLackingError: A row stands for others.

            AllocationError: Somebody is listed who is not on the roster or not
                eligible, or a claim is negative.

            MoneyError: An amount is in another unit than the pot, negative or
                no whole number.

            BoundsError: There is too little, or another bound crosses.
        """
        may_claim = whom(state, ())
        amounts, listed = self._listing.aligned(state, facts)
        measured = Measured(amounts=Mixed.of(amounts), who=may_claim & listed)
        ends = (measured.bound(self, limit, state) for limit in Limit)
        return bounded(state, *ends)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say at what the claim is held, or how it moved."""
        bounds = step.after.bounds
        gathered = () if bounds is None else bounds.gathered
        ours = (b for b in gathered if b.provision is self and b.binds(who, scenario))
        if next(ours, None) is None:
            return verdict(self, step, who, scenario)
        claim, amount = (
            state.amount(who, scenario) for state in (step.before, step.after)
        )
        change = amount.count - claim.count
        values = {
            "claim": claim,
            "amount": amount,
            "moved": step.after.measured(abs(change)),
        }
        if change > 0:
            return sentence("{claim} is held at {amount}, {moved} more", **values)
        if change < 0:
            return sentence("{claim} is held at {amount}, {moved} less", **values)
        return sentence("the claim is held at {amount}", amount=amount)
