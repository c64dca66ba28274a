"""Flows: amounts on their way back from who received them to who was counted."""

from __future__ import annotations

from fractions import Fraction
from typing import Self, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed, Tie, quotas, round_to_sum
from fundmodel.apportion.integers import narrowed, widened
from fundmodel.claims import Link, LinkKind, said_of
from fundmodel.errors import NothingToShareByError
from fundmodel.indicators import IntArray
from fundmodel.rules.pools.gathering import Positions
from fundmodel.steps import Step

__all__ = ["Flows", "PoolTie", "Split", "followed_back", "is_move", "link_of"]


@attrs.frozen(kw_only=True)
class PoolTie:
    """
    Members of a pool with equal remainders, of whom not all could be rounded up.

    Attributes:
        pool: Id of the pool.

        tied: Ids of the members with that remainder.

        given: Ids of those who got a unit, because they stand first on the roster.
    """

    pool: str
    tied: tuple[str, ...]
    given: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Split:
    """
    How a member has its part of a pool: ``amount x claim / claims``, rounded.

    Attributes:
        amount: What was split, in smallest units.

        claim: What the member claimed before.

        claims: What all members claimed.
    """

    amount: int
    claim: Fraction
    claims: Fraction


@attrs.frozen(kw_only=True, eq=False)
class Flows:
    """
    Amounts, with the claimants that they passed.

    Attributes:
        at: Position of each on the axis that was reached, shape ``(k,)``.

        final: Its position on the last axis.

        holder: Its position on the axis of those who hold the awards.

        amounts: How much, in whole smallest units.

        given: What of a pool it was split from; zero where it was not split.

        split: Which of `steps` pooled what it was split from; -1 where none did.

        member: Its position before that step.

        steps: The steps that pooled.

        ties: Where equal remainders had to be decided.
    """

    at: Positions
    final: Positions
    holder: Positions
    amounts: IntArray
    given: IntArray
    split: Positions
    member: Positions
    steps: tuple[Step, ...] = ()
    ties: tuple[PoolTie, ...] = ()

    @classmethod
    def start(cls, amounts: IntArray) -> Self:
        """Begin with what everybody received."""
        everybody, nobody = np.arange(len(amounts)), np.full(len(amounts), -1)
        return cls(
            at=everybody,
            final=everybody,
            holder=everybody,
            amounts=amounts,
            given=np.zeros(len(amounts), dtype=np.int64),
            split=nobody,
            member=nobody,
        )

    def taken(self, rows: Positions, at: Positions) -> Self:
        """Take rows, some of them several times, and where they are now."""
        return attrs.evolve(
            self,
            at=at,
            final=self.final[rows],
            holder=self.holder[rows],
            amounts=self.amounts[rows],
            given=self.given[rows],
            split=self.split[rows],
            member=self.member[rows],
        )

    def split_of(self, row: int) -> Split | None:
        """Say how an amount was split from that of a pool; `None` if it was not."""
        if self.split[row] < 0:
            return None
        step, member = self.steps[int(self.split[row])], int(self.member[row])
        pool = int(link_of(step).index[member])
        claims = [
            step.before.amounts.fraction(0, i) for i in link_of(step).origins((pool,))
        ]
        return Split(
            amount=int(self.given[row]),
            claim=step.before.amounts.fraction(0, member),
            claims=sum(claims, Fraction(0)),
        )


def is_move(step: Step) -> bool:
    """Tell whether a step went on with other claimants."""
    axis = step.after.axis
    return axis is not step.before.axis and axis.link is not None


def link_of(step: Step) -> Link:
    """Give how the claimants of a step that moved come from those before."""
    # cast: `is_move` has made sure that there is one.
    return cast("Link", step.after.axis.link)


def followed_back(flows: Flows, step: Step) -> Flows:
    """
    Follow amounts back to the claimants before a step.

    Raises:
        NothingToShareByError: A claimant received something, and none of those from
            whom it comes had a claim.
    """
    link = link_of(step)
    if link.kind is LinkKind.SPREAD:
        return attrs.evolve(flows, at=_positions(link.index)[flows.at])
    # Members pool after pool, each pool's in the order of the roster.
    order = np.argsort(_positions(link.index), kind="stable")
    ends = np.searchsorted(
        link.index[order], np.arange(len(step.after.roster) + 1, dtype=np.int64)
    )
    counts = np.diff(ends)[flows.at]
    lost = np.flatnonzero((counts == 0) & (flows.amounts != 0))
    if lost.size:
        raise _no_claims(step, int(flows.at[lost[0]]))
    source = np.repeat(np.arange(len(counts)), counts)
    begins: Positions = np.cumsum(counts) - counts
    at = order[ends[flows.at][source] + np.arange(len(source)) - begins[source]]
    back = flows.taken(source, at)
    # Pools of one size are split together: each is a scenario of its own.
    for size in np.unique(counts[counts > 1]).tolist():
        firsts: Positions = begins[counts == size]
        rows: Positions = firsts[:, np.newaxis] + np.arange(size, dtype=np.int64)
        back = _split(back, step, rows)
    return back


def _positions(index: IntArray) -> Positions:
    return index.astype(np.int64)


def _no_claims(step: Step, position: int) -> NothingToShareByError:
    state = step.after
    return NothingToShareByError(
        "an amount cannot be attributed to those from whom its claimant comes",
        where=f"roster {state.roster.id!r}: {said_of(state.names((position,)))}",
        got="no claims before",
        expected="at least one member with a claim",
        mend="pool claims, not shares of a pot that come later",
    )


def _split(flows: Flows, step: Step, rows: Positions) -> Flows:
    """Split the amounts of pools, shape ``(p, m)``, by largest remainder."""
    members, totals = flows.at[rows], flows.amounts[rows[:, 0]]
    weights = _weights(step.before.amounts, members)
    without = np.flatnonzero((totals != 0) & ~weights.any(axis=-1))
    if without.size:
        raise _no_claims(step, int(link_of(step).index[members[without[0], 0]]))
    # Where nothing is split, it does not matter by what.
    weights[totals == 0] = 1
    rounded = round_to_sum(quotas(Mixed.of(totals), weights))
    amounts, given = flows.amounts.astype(object), flows.given.astype(object)
    amounts[rows], given[rows] = rounded.amounts, totals[:, np.newaxis]
    split, member = flows.split.copy(), flows.member.copy()
    steps = flows.steps if step in flows.steps[-1:] else (*flows.steps, step)
    split[rows], member[rows] = len(steps) - 1, members
    return attrs.evolve(
        flows,
        amounts=narrowed(amounts),
        given=narrowed(given),
        split=split,
        member=member,
        steps=steps,
        ties=(*flows.ties, *(_told(tie, step, members) for tie in rounded.ties)),
    )


def _weights(claims: Mixed, members: Positions) -> IntArray:
    """Give the claims of members as whole numbers, pool by pool."""
    taken = claims.take(members.ravel())
    whole, rem, den = (
        widened(np.broadcast_to(part, taken.shape)[0].reshape(members.shape))
        for part in (taken.whole, taken.rem, taken.den)
    )
    one = np.lcm.reduce(den, axis=-1, keepdims=True)
    return narrowed(whole * one + rem * (one // den)).copy()


def _told(tie: Tie, step: Step, members: Positions) -> PoolTie:
    ids = step.before.roster.ids
    of_pool = members[tie.scenario]
    pool = int(link_of(step).index[of_pool[0]])
    return PoolTie(
        pool=step.after.roster.ids[pool],
        tied=tuple(ids[int(of_pool[i])] for i in tie.tied),
        given=tuple(ids[int(of_pool[i])] for i in tie.given),
    )
