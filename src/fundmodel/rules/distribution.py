"""What a rule gave: amounts by recipient, what went elsewhere, and all steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError
from fundmodel.indicators import BoolArray, Column, IntArray
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules.explanation import Explanation, follow
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.units import Amount, Unit

__all__ = ["Distribution", "UnitRate"]


@attrs.frozen(kw_only=True, eq=False)
class UnitRate:
    """
    What one unit of an indicator brought in one provision (Satz je Einheit).

    Attributes:
        amount: For one unit, exactly.

        shared: What was shared altogether.

        total: How many units shared in it.

        column: The indicator with its values.
    """

    amount: Amount
    shared: Amount
    total: Fraction
    column: Column

    @property
    def counted(self) -> Count:
        """The total for printing; a small one of a sensitive indicator hides."""
        return Count(self.total, sensitive=self.column.indicator.sensitive)


@attrs.frozen(kw_only=True, eq=False)
class Distribution:
    """
    The result of one rule for one roster.

    Attributes:
        steps: One step for each provision.

        title: What was divided, for explanations.

        opening: Where the pot comes from, for explanations.

        opening_source: The source of the pot.
    """

    steps: tuple[Step, ...]
    title: Sentence | None = None
    opening: Sentence | None = None
    opening_source: Basis = None

    def __repr__(self) -> str:
        return f"<Distribution of {self}>"

    def __str__(self) -> str:
        return (
            f"{self.total} to {len(self.roster):,} rows of {self.roster.id!r} "
            f"in {len(self.steps)} steps"
        )

    @property
    def _first(self) -> State:
        return self.steps[0].before

    @property
    def _last(self) -> State:
        return self.steps[-1].after

    @property
    def source(self) -> Basis:
        """The source of the rule, which its provisions share that name none."""
        return self.steps[0].rule_source

    @property
    def roster(self) -> Roster:
        """Who received: the claimants of the last step."""
        return self._last.roster

    @property
    def unit(self) -> Unit:
        """What amounts are counted in."""
        return self._first.unit

    @property
    def total(self) -> Amount:
        """What there was to divide; in an open-ended rule what was claimed."""
        if self._last.open_ended:
            claimed = self._first.pot.fraction(0) - self._last.pot.fraction(0)
            return self._first.measured(claimed)
        return self._first.measured(self._first.total.fraction(0))

    @property
    def left_over(self) -> Amount:
        """What stayed in the pot because nobody claimed it."""
        if self._last.open_ended:
            return self._first.measured(0)
        return self._last.in_pot()

    @property
    def residual(self) -> Amount:
        """What rounding left over; negative where it gave too much."""
        return self._elsewhere(PortionKind.RESIDUAL)

    @property
    def set_aside(self) -> Amount:
        """What was taken off for a named purpose."""
        return self._elsewhere(PortionKind.SET_ASIDE)

    @property
    def lapsed(self) -> Amount:
        """What was claimed and fell away."""
        return self._elsewhere(PortionKind.LAPSED)

    @property
    def guaranteed(self) -> Amount:
        """What guarantees gave in addition to the pot."""
        given = self._elsewhere(PortionKind.GUARANTEED)
        return self._first.measured(-given.count)

    @property
    def allotted(self) -> Amount:
        """All amounts together, rows that stand for others included."""
        return self._first.measured(self._last.amounts.sum().fraction(0))

    @property
    def elsewhere(self) -> tuple[Portion, ...]:
        """Everything that was neither left over nor claimed."""
        return self._last.elsewhere

    def _elsewhere(self, kind: PortionKind) -> Amount:
        amounts = [p.amount.fraction(0) for p in self.elsewhere if p.kind is kind]
        return self._first.measured(sum(amounts, start=Fraction(0)))

    @property
    def amounts(self) -> IntArray:
        """
        Amounts in smallest units, shape ``(n,)``.

        A row that stands for all others is not rounded; here it holds the
        whole units of its exact amount.
        """
        amounts: IntArray = self._last.amounts.floor()[0]
        return amounts

    @property
    def is_remainder(self) -> BoolArray:
        """Which rows stand for all others, shape ``(n,)``."""
        return self._last.remainder

    @property
    def is_eligible(self) -> BoolArray:
        """Who was allowed to claim, shape ``(n,)``."""
        shape = self._last.amounts.shape
        eligible: BoolArray = np.broadcast_to(self._last.eligible, shape)[0]
        return eligible

    def exact(self, position: int) -> Fraction:
        """Give one amount in smallest units, unrounded for a remainder row."""
        return self._last.amounts.fraction(0, position)

    def why_not(self, position: int) -> Sentence | None:
        """Say why somebody may not claim; `None` for who may."""
        return self._last.reason_of(position)

    def amount(self, id: str) -> Money | int:
        """
        Give the amount of one recipient: money, or a whole number.

        Raises:
            AllocationError: The row stands for all others and is not rounded.
        """
        position = self.roster.position(id)
        exact = self.exact(position)
        if exact.denominator != 1 or self.is_remainder[position]:
            raise AllocationError(
                "a row that stands for all others has no rounded amount",
                where=str(self.roster.recipient_at(position)),
                got=self._first.measured(exact),
                expected="a recipient by name",
                mend="use exact(position) for the amount before rounding",
            )
        count = int(exact)
        return Money.from_minor(count, self.unit.name) if self.unit.is_money else count

    def columns(self) -> Mapping[str, object]:
        """
        Give plain arrays and tuples by name, one entry per recipient.

        Returns:
            ``id``, ``name`` and ``kind`` as tuples; ``amount`` in smallest
            units, ``is_remainder`` and ``is_eligible`` as arrays of shape
            ``(n,)``. A row that stands for all others is in it like the others:
            its amount is cut to whole units, because it is not rounded, so the
            column may fall short of the pot by less than one unit for each such
            row. ``exact`` gives what was cut; leave these rows out with
            ``amount[~is_remainder]``.
        """
        return {
            "id": self.roster.ids,
            "name": self.roster.names,
            "kind": self.roster.kinds,
            "amount": self.amounts,
            "is_remainder": self.is_remainder,
            "is_eligible": self.is_eligible,
        }

    @property
    def unit_rates(self) -> tuple[UnitRate, ...]:
        """
        What one unit brought, for each provision that counted by an indicator.

        Left out where amounts do not follow from it any more, because a later
        provision did more to claims than round them or add to them.
        """
        return tuple(
            rate
            for number, step in enumerate(self.steps, start=1)
            if (rate := _unit_rate(step)) and all(map(_leaves, self.steps[number:]))
        )

    def largest(self, number: int) -> Iterator[int]:
        """Give the positions of the largest amounts; no remainder row is listed."""
        named = np.flatnonzero(~self.is_remainder)
        amounts = self.amounts[named]
        order = sorted(range(len(named)), key=lambda i: (-int(amounts[i]), i))
        yield from (int(named[i]) for i in order[:number])

    def explain(self, id: str) -> Explanation:
        """
        Say step by step why one recipient gets what it gets.

        Raises:
            InvalidDataError: Nobody has that id.
        """
        position = self.roster.position(id)
        whose = sentence("{name} ({id})", name=self.roster.label(position), id=id)
        if self.title is not None:
            whose = sentence("{title}: {whose}", title=self.title, whose=whose)
        return Explanation(
            title=whose,
            steps=follow(self.steps, position),
            amount=self._last.amount(position),
            opening=self.opening,
            opening_source=self.opening_source,
            stands_for_others=bool(self.is_remainder[position]),
        )


def _leaves(step: Step) -> bool:
    """Whether amounts still follow from what was paid for units before."""
    before, after = step.before, step.after
    if after.axis is not before.axis:
        return False
    if Trait.AMOUNTS in step.provision.gives:
        # What it pays comes on top; what it takes away is in no rate.
        return not after.amounts.less(before.amounts).any()
    if Trait.WHOLE in (step.provision.gives | step.provision.needs):
        # Rounding moves money between claims and residual, and nowhere else.
        return bool(_rounded(after).equals(_rounded(before)).all())
    # Who has nothing left was paid for no unit; what others have still follows.
    dropped = after.amounts.equals(Mixed.zeros((1, 1)))
    return bool((dropped | after.amounts.equals(before.amounts)).all())


def _rounded(state: State) -> Mixed:
    """Add up claims and what rounding left over, shape ``(s,)``."""
    total = state.amounts.sum()
    for portion in state.elsewhere:
        if portion.kind is PortionKind.RESIDUAL:
            total = total + portion.amount
    return total


def _unit_rate(step: Step) -> UnitRate | None:
    key = step.after.key
    if key is None or key.column is None or key is step.before.key:
        return None
    if Trait.AMOUNTS not in step.provision.gives:
        # It narrowed the key to fewer claimants, and paid for no unit.
        return None
    total = Fraction(key.total(), 10**key.column.decimals)
    claimed = (step.after.amounts.sum() - step.before.amounts.sum()).fraction(0)
    if not total:
        return None
    return UnitRate(
        amount=step.after.measured(claimed / total),
        shared=step.after.measured(claimed),
        total=total,
        column=key.column,
    )
