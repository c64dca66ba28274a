"""Attribution: whose amounts those are that pools and passed-on claims received."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, LinkKind
from fundmodel.indicators import IntArray
from fundmodel.roles import Party, Role
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.pools.flows import Flows, PoolTie, followed_back, is_move, link_of
from fundmodel.rules.pools.gathering import PooledAxis, Positions
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Amount, Unit

__all__ = ["AttributedAmount", "Attribution", "PoolTie"]


@attrs.frozen(kw_only=True)
class AttributedAmount:
    """
    What of an amount belongs to a body that was counted, and who has a part in it.

    Attributes:
        counted: Id of the body that was counted.

        holder: Id of the claimant that holds it: a pool, or the body itself.

        final: Id of the body that has it in the end: to which it was passed on, or
            which was counted.

        amount: How much, in whole smallest units.

        parties: Who is what to it.

        said: How it comes about, in words.
    """

    counted: str
    holder: str
    final: str
    amount: Amount
    parties: tuple[Party, ...]
    said: Sentence

    def who(self, role: Role) -> str | None:
        """Give the id of the body that holds a role; `None` if nobody does."""
        return next((one.body for one in self.parties if one.role is role), None)


@attrs.frozen(kw_only=True, eq=False)
class Attribution:
    """
    The amounts of a distribution by the bodies that were counted (Zurechnung).

    What a pool received is split among its members in proportion to what they
    claimed before they were pooled, by largest remainder; where a provision went on
    with the claimants of a next level, it belongs to the body from which it came.
    Nothing is lost: the rows of a claimant add up to its amount. A row that stands for
    all others holds its whole units.

    What a :class:`PassOn` moved between two levels of one roster is not followed back;
    `fundmodel.rules.levels.trails` tells it.

    Attributes:
        first: The claimants who were counted.

        holders: Those who hold the awards: after pooling, before passing on.

        last: Those who received.

        flows: The rows: amounts with the positions of these three.

        unit: What amounts are counted in.
    """

    first: Axis
    holders: Axis
    last: Axis
    flows: Flows
    unit: Unit

    @classmethod
    def of(cls, distribution: Distribution) -> Attribution:
        """
        Attribute the amounts of a distribution.

        Raises:
            NothingToShareByError: A pool received something, and none of its members
                had a claim.
        """
        moves = [step for step in distribution.steps if is_move(step)]
        first, end = distribution.steps[0].before.axis, distribution.steps[-1].after
        gathered = [step for step in moves if link_of(step).kind is LinkKind.GATHERED]
        holders = gathered[-1].after.axis if gathered else first
        flows = Flows.start(distribution.amounts)
        for step in reversed(moves):
            if step.after.axis is holders:
                flows = attrs.evolve(flows, holder=flows.at)
            flows = followed_back(flows, step)
        if not gathered:
            flows = attrs.evolve(flows, holder=flows.at)
        return cls(
            first=first,
            holders=holders,
            last=end.axis,
            flows=flows,
            unit=distribution.unit,
        )

    def __len__(self) -> int:
        return len(self.flows.amounts)

    def __iter__(self) -> Iterator[AttributedAmount]:
        return map(self.row, range(len(self)))

    @property
    def ties(self) -> tuple[PoolTie, ...]:
        """Members of pools whose equal remainders had to be decided."""
        return self.flows.ties

    @functools.cached_property
    def amounts(self) -> IntArray:
        """What belongs to each body that was counted, shape ``(n,)``."""
        rows = Mixed.of(self.flows.amounts[np.newaxis, :])
        sums = rows.gather(self.flows.at, len(self.first.claimants))
        amounts: IntArray = sums.floor()[0]
        return amounts

    def columns(self) -> Mapping[str, object]:
        """
        Give plain tuples and arrays by name, one entry per row.

        Returns:
            ``counted``, ``holder`` and ``final`` as tuples of ids, and ``amount`` in
            smallest units.
        """
        rows = range(len(self))
        return {
            "counted": _ids(self.first, self.flows.at),
            "holder": _ids(self.holders, self.flows.holder),
            "final": tuple(self._final(row) for row in rows),
            "amount": self.flows.amounts,
        }

    def of_body(self, id: str) -> tuple[AttributedAmount, ...]:
        """
        Give all rows of a body that was counted.

        Raises:
            InvalidDataError: Nobody who was counted has that id.
        """
        at = self.first.claimants.position(id)
        return tuple(map(self.row, np.flatnonzero(self.flows.at == at).tolist()))

    def row(self, place: int) -> AttributedAmount:
        """Build one row."""
        counted = self.first.claimants.ids[int(self.flows.at[place])]
        final = self._final(place)
        return AttributedAmount(
            counted=counted,
            holder=self._holder(place),
            final=final,
            amount=self._amount(int(self.flows.amounts[place])),
            parties=(
                Party(role=Role.COUNTED, body=counted),
                *self._shared(place),
                Party(role=Role.FINAL_RECIPIENT, body=final),
            ),
            said=self._said(place),
        )

    def _holder(self, place: int) -> str:
        return self.holders.claimants.ids[int(self.flows.holder[place])]

    def _final(self, place: int) -> str:
        """Give who has it in the end: of a pool, the member itself."""
        if self._is_passed_on(place):
            return self.last.claimants.ids[int(self.flows.final[place])]
        return self.first.claimants.ids[int(self.flows.at[place])]

    def _is_passed_on(self, place: int) -> bool:
        last = self.last.claimants.ids[int(self.flows.final[place])]
        return self.last is not self.holders and last != self._holder(place)

    def _shared(self, place: int) -> tuple[Party, ...]:
        """Say who applies, holds the award, is paid and does the work."""
        if isinstance(self.holders, PooledAxis):
            pool = self.holders.pool(int(self.flows.holder[place]))
            if pool is not None:
                return pool.shared
        roles = (Role.APPLICANT, Role.AWARD_HOLDER, Role.PAYEE)
        holder = self._holder(place)
        return tuple(Party(role=role, body=holder) for role in roles)

    def _said(self, place: int) -> Sentence:
        amount = self._amount(int(self.flows.amounts[place]))
        holder = self.holders.claimants.label(int(self.flows.holder[place]))
        split = self.flows.split_of(place)
        said = sentence("{amount}, claimed alone", amount=amount)
        if split is not None:
            said = sentence(
                "{whole} of {holder} x {claim} / {claims}, by largest remainder: "
                "{amount}",
                whole=self._amount(split.amount),
                holder=holder,
                claim=self._amount(split.claim),
                claims=self._amount(split.claims),
                amount=amount,
            )
        if not self._is_passed_on(place):
            return said
        return sentence(
            "{said}; passed on to {final}",
            said=said,
            final=self.last.claimants.label(int(self.flows.final[place])),
        )

    def _amount(self, count: int | Fraction) -> Amount:
        return Amount(count=Fraction(count), unit=self.unit)


def _ids(axis: Axis, at: Positions) -> tuple[str, ...]:
    return tuple(map(axis.claimants.ids.__getitem__, at.tolist()))
