"""Settling groups: all bounds of groups together with those of their members."""

from __future__ import annotations

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import (
    Bound,
    Bounding,
    Bounds,
    GroupBound,
    GroupLine,
    Groups,
    Limit,
    Waterline,
)
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.limits import Places
from fundmodel.rules.bounds.group_conflicts import broken, check_room, overlap
from fundmodel.rules.bounds.group_levels import (
    Between,
    GroupLimits,
    Level,
    Levelled,
    levelled,
    within,
)
from fundmodel.rules.bounds.shortages import lower, upper
from fundmodel.sentences import Text
from fundmodel.steps import State

__all__ = ["check_kept", "clipped_in_groups", "group_line", "united"]


def group_line(
    state: State, now: Bounds, there: Mixed, between: Between
) -> tuple[Waterline, Mixed]:
    """
    Share what is there, so that claims and groups keep their bounds.

    Args:
        state: The state that is bounded.

        now: All bounds.

        there: What is there, shape ``(s,)``.

        between: How claims move, and between which bounds of their own.

    Returns:
        How claims were settled, and what they are together: less than what is there
        where nobody may have more.

    Raises:
        BoundsError: Bounds of groups cross others, or cannot be met.
    """
    groups, bounds = united(state, now.groups)
    limits = _limits(groups, bounds, there.column())
    most = check_room(state, now, there=there, between=between, limits=limits)
    shared = Mixed.minimum(there, most)
    return _line(state, between, groups, levelled(shared, between, limits)), shared


def clipped_in_groups(state: State, now: Bounds, claims: Mixed) -> Waterline:
    """
    Cut and raise the members of groups in proportion; the pot pays and receives.

    Args:
        state: The state that is bounded.

        now: All bounds.

        claims: Claims between bounds of their own, shape ``(s, n)``.

    Raises:
        BoundsError: Bounds of groups cross others, or cannot be met.
    """
    groups, bounds = united(state, now.groups)
    zeros = Mixed.zeros((len(claims.whole), len(groups)))
    ceiling = (claims.sum() + lower(zeros, bounds).sum()).column()
    limits, between = _limits(groups, bounds, ceiling), _of_claims(now, ceiling)
    there = None if state.open_ended else state.pot + state.amounts.sum()
    check_room(state, now, there=there, between=between, limits=limits)
    totals = groups.totals(claims)
    above, below = limits.most.less(totals), totals.less(limits.least)
    held: IntArray = np.where(above, 1, 0) - np.where(below, 1, 0)
    targets = Mixed.where(above, limits.most, Mixed.where(below, limits.least, totals))
    nobody = np.zeros(claims.shape, dtype=np.bool_)
    chosen: BoolArray = np.logical_or.reduce(held != 0, axis=0)
    level = within(targets, chosen, between, groups, Level(shares=claims, free=nobody))
    moved = groups.members(held != 0)
    done = Levelled(
        shares=Mixed.where(moved, level.shares, claims),
        held=held,
        free=level.free & between.rises & moved,
        totals=targets,
    )
    return _line(state, between, groups, done)


def _of_claims(now: Bounds, ceiling: Mixed) -> Between:
    """Let claims move in proportion to what they were before they were bounded."""
    least, most = lower(now.base, now.gathered), upper(ceiling, now.gathered)
    most = ceiling if most is None else most
    return Between(
        slope=now.offset,
        offset=Mixed.zeros((1, 1)),
        least=Mixed.minimum(least, most),
        most=most,
    )


def _line(state: State, between: Between, groups: Groups, done: Levelled) -> Waterline:
    grouped = GroupLine(
        groups=groups,
        held=done.held,
        free=done.free,
        was=state.amounts,
        after=done.totals,
    )
    return Waterline(
        offset=between.offset,
        slope=between.slope,
        amounts=done.shares,
        free=done.free & ~groups.members(done.held != 0),
        grouped=grouped,
    )


def _limits(groups: Groups, bounds: tuple[Bound, ...], ceiling: Mixed) -> GroupLimits:
    zeros = Mixed.zeros((len(ceiling.whole), len(groups)))
    most = upper(zeros + ceiling, bounds)
    return GroupLimits(
        groups=groups,
        bounds=bounds,
        least=lower(zeros, bounds),
        most=zeros + ceiling if most is None else most,
    )


def united(
    state: State, grouped: tuple[GroupBound, ...]
) -> tuple[Groups, tuple[Bound, ...]]:
    """
    Give the groups of several provisions as one partition, with all bounds for it.

    Raises:
        BoundsError: Groups of two provisions overlap.
    """
    first = grouped[0].groups
    same = all(np.array_equal(one.groups.index, first.index) for one in grouped)
    if same:
        return first, tuple(one.bound for one in grouped)
    indices = np.stack([one.groups.index for one in grouped])
    anywhere = np.flatnonzero(np.logical_or.reduce(indices >= 0, axis=0))
    columns: Places
    columns, back = np.unique(indices[:, anywhere], axis=1, return_inverse=True)
    index = np.full(indices.shape[1], -1, dtype=np.int64)
    index[anywhere] = back.ravel()
    for place, own in enumerate(columns):
        ours, counts = np.unique(own[own >= 0], return_counts=True)
        if (counts > 1).any():
            raise overlap(state, grouped, place, int(ours[np.argmax(counts > 1)]))
    names = tuple(_name(grouped, of) for of in np.transpose(columns).tolist())
    bounds = (_moved(one.bound, own) for one, own in zip(grouped, columns, strict=True))
    return Groups(index=index, names=names), tuple(bounds)


def _name(grouped: tuple[GroupBound, ...], groups: list[int]) -> Text | str:
    """Give the first name of a group, of those that provisions have for it."""
    pairs = zip(grouped, groups, strict=True)
    return next(one.groups.names[own] for one, own in pairs if own >= 0)


def _moved(bound: Bound, own: Places) -> Bound:
    """Give a bound for other groups: for each, which it was of its own, or -1."""
    known, at = own >= 0, np.maximum(own, 0)
    amounts = bound.amounts
    return attrs.evolve(
        bound,
        amounts=amounts if amounts.shape[-1] == 1 else amounts.take(at),
        applies=bound.applies[:, at] & known,
    )


def check_kept(
    state: State, grouped: tuple[GroupBound, ...], claims: Mixed, by: Bounding
) -> None:
    """
    Make sure that claims of another provision keep the bounds of groups.

    Raises:
        BoundsError: They do not; both provisions are named.
    """
    for one in grouped:
        totals = one.groups.totals(claims)
        is_least = one.bound.limit is Limit.LEAST
        less = totals.less(one.bound.amounts)
        more = one.bound.amounts.less(totals)
        wrong = one.bound.applies & (less if is_least else more)
        if wrong.any():
            raise broken(state, one, totals, wrong, by)
