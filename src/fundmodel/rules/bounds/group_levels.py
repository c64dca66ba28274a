"""
Group levels: claims that keep their own bounds and those of their groups.

Every claim is ``clip(offset + level x slope, least, most)``. There is one level for
all, but for the members of a group that stands at a bound of its own: they have the
level at which they have together what the bound says. This is the one solution that
keeps all bounds and moves claims by the key as far as they let it.
"""

from __future__ import annotations

import attrs
import numpy as np

from fundmodel.apportion import Mixed, water_level
from fundmodel.apportion.integers import Integers
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.limits import Bound, Groups, Places

__all__ = ["Between", "GroupLimits", "Levelled", "levelled", "within"]


@attrs.frozen(kw_only=True, eq=False)
class Between:
    """
    How claims move, and between which bounds of their own.

    Attributes:
        slope: How each rises with the level, shape ``(1, n)`` or ``(s, n)``.

        offset: What each has at level 0, shape ``(1, 1)`` to ``(s, n)``.

        least: The least of each, likewise.

        most: The most of each, likewise.
    """

    slope: Mixed
    offset: Mixed
    least: Mixed
    most: Mixed

    @property
    def rises(self) -> BoolArray:
        """Who moves at all."""
        return ~self.slope.equals(Mixed.zeros((1, 1)))

    def ends(self) -> tuple[Mixed, Mixed]:
        """Give the least and the most that each can have, shape ``(s, n)``."""
        resting = Mixed.minimum(Mixed.maximum(self.offset, self.least), self.most)
        return (
            Mixed.where(self.rises, self.least, resting),
            Mixed.where(self.rises, self.most, resting),
        )

    def without(self, who: BoolArray) -> Between:
        """Let some have nothing."""
        nothing = Mixed.zeros((1, 1))
        return Between(
            slope=Mixed.where(who, nothing, self.slope),
            offset=Mixed.where(who, nothing, self.offset),
            least=Mixed.where(who, nothing, self.least),
            most=Mixed.where(who, nothing, self.most),
        )


@attrs.frozen(kw_only=True, eq=False)
class GroupLimits:
    """
    Between which bounds groups stand.

    Attributes:
        groups: Who belongs to which.

        bounds: Their bounds.

        least: The least of each group, zero where it has none, shape ``(s, g)``.

        most: The most of each group, what there is where it has none, likewise.
    """

    groups: Groups
    bounds: tuple[Bound, ...]
    least: Mixed
    most: Mixed


@attrs.frozen(kw_only=True, eq=False)
class Levelled:
    """
    Claims that keep all bounds.

    Attributes:
        shares: The claims, shape ``(s, n)``.

        held: Which groups stand at a bound: 1 at the most, -1 at the least, shape
            ``(s, g)``.

        free: Who stands at no bound of its own, shape ``(s, n)``.

        totals: What groups have together, shape ``(s, g)``.
    """

    shares: Mixed
    held: IntArray
    free: BoolArray
    totals: Mixed


def levelled(there: Mixed, between: Between, limits: GroupLimits) -> Levelled:
    """
    Share what there is, so that claims and groups keep their bounds.

    Groups are fixed at bounds until nothing moves: those above their most, if they
    have more too much than others lack, else those below their least. As the level of
    the others then only rises, or only falls, each stays where it was fixed.

    Args:
        there: What is shared, shape ``(s,)``; all bounds can be kept with it.

        between: How claims move.

        limits: Bounds of groups.
    """
    groups = limits.groups
    held = np.zeros((there.shape[0], len(groups)), dtype=np.int64)
    while True:
        fixed = groups.members(held != 0)
        rest = there - _at_bounds(held, limits)
        level = _level(rest, between.without(fixed))
        totals = groups.totals(level.shares)
        new = _next_held(held, totals, limits)
        if not new.any():
            break
        held = held + new
    targets = Mixed.where(
        held > 0, limits.most, Mixed.where(held < 0, limits.least, totals)
    )
    is_held: BoolArray = np.logical_or.reduce(held != 0, axis=0)
    inner = within(targets, is_held, between, groups, level)
    free = inner.free & between.rises
    return Levelled(shares=inner.shares, held=held, free=free, totals=targets)


@attrs.frozen(kw_only=True, eq=False)
class Level:
    """
    Claims between their own bounds.

    Attributes:
        shares: The claims, shape ``(s, n)``.

        free: Who stands at no bound, shape ``(s, n)``.
    """

    shares: Mixed
    free: BoolArray


def _level(pot: Mixed, between: Between) -> Level:
    level = water_level(
        pot,
        slope=between.slope,
        offset=between.offset,
        lower=between.least,
        upper=between.most,
    )
    return Level(shares=level.shares, free=~(level.at_lower | level.at_upper))


def _at_bounds(held: IntArray, limits: GroupLimits) -> Mixed:
    nothing = Mixed.zeros(held.shape)
    fixed = Mixed.where(held > 0, limits.most, nothing)
    return Mixed.where(held < 0, limits.least, fixed).sum()


def _next_held(held: IntArray, totals: Mixed, limits: GroupLimits) -> IntArray:
    """Give 1 for groups to be fixed at their most, -1 at their least."""
    above = (held == 0) & limits.most.less(totals)
    below = (held == 0) & totals.less(limits.least)
    too_much = (totals - limits.most).sum(where=above)
    too_little = (limits.least - totals).sum(where=below)
    cut = above & too_little.less_equal(too_much)[:, np.newaxis]
    raised = below & too_much.less_equal(too_little)[:, np.newaxis]
    new: IntArray = np.where(cut, 1, 0) - np.where(raised, 1, 0)
    return new


def within(
    targets: Mixed, chosen: BoolArray, between: Between, groups: Groups, others: Level
) -> Level:
    """
    Let the members of some groups have a total together.

    Groups of about the same size are dealt with in one pass, each as a scenario.

    Args:
        targets: What the members of each group have together, shape ``(s, g)``.

        chosen: Which groups, shape ``(g,)``.

        between: How claims move.

        groups: Who belongs to which.

        others: The claims of all others, shape ``(s, n)``.
    """
    if not chosen.any():
        return others
    shape = others.shares.shape
    order = np.argsort(groups.index, kind="stable")
    ends = np.searchsorted(groups.index[order], np.arange(len(groups) + 1))
    sizes: Places = np.diff(ends)
    # Sizes are rounded up to powers of two, so that few passes are needed.
    powers = [_power(size) for size in sizes.tolist()]
    widths = np.array(powers, dtype=np.int64)
    rest = np.flatnonzero(~groups.members(chosen[np.newaxis])[0])
    places, found = [rest], [_columns(others, rest)]
    for width in sorted({powers[group] for group in np.flatnonzero(chosen).tolist()}):
        ours = np.flatnonzero(chosen & (widths == width))
        steps: Places = np.arange(width)
        real: BoolArray = steps < sizes[ours][:, np.newaxis]
        members = order[ends[ours][:, np.newaxis] + np.where(real, steps, 0)]
        rows = _Rows(members=members, real=real, scenarios=shape[0])
        level = _level(rows.targets(targets.take(ours)), rows.between(between))
        places.append(members[real])
        found.append(rows.back(level))
    back = np.argsort(np.concatenate(places))
    whole, rem, den, free = (
        np.concatenate(columns, axis=1)[:, back] for columns in zip(*found, strict=True)
    )
    return Level(shares=Mixed(whole=whole, rem=rem, den=den), free=free)


def _power(size: int) -> int:
    return 1 << max(size - 1, 0).bit_length()


Columns = tuple[Integers, Integers, Integers, BoolArray]
"""Whole, rem, den and free, each of shape ``(s, ...)``."""


def _columns(level: Level, places: Integers) -> Columns:
    shares = level.shares
    den = np.broadcast_to(shares.den, shares.shape)
    return (
        shares.whole[:, places],
        shares.rem[:, places],
        den[:, places],
        level.free[:, places],
    )


@attrs.frozen(kw_only=True, eq=False)
class _Rows:
    """
    Groups as scenarios: a row for each scenario and group, padded to one width.

    Attributes:
        members: Positions of members, shape ``(g, w)``; any where there are fewer.

        real: Which of them are members, same shape.

        scenarios: How many.
    """

    members: Places
    real: BoolArray
    scenarios: int

    def targets(self, totals: Mixed) -> Mixed:
        """Give the totals, shape ``(s, g)``, as one for each row."""
        shape = (self.scenarios, len(self.members))
        parts = (totals.whole, totals.rem, totals.den)
        whole, rem, den = (np.broadcast_to(part, shape).ravel() for part in parts)
        return Mixed(whole=whole, rem=rem, den=den)

    def between(self, between: Between) -> Between:
        """Give how members move; padding has nothing."""
        return Between(
            slope=self._of(between.slope),
            offset=self._of(between.offset),
            least=self._of(between.least),
            most=self._of(between.most),
        )

    def _of(self, numbers: Mixed) -> Mixed:
        den = numbers.den
        if den.shape[-1] == 1:
            column = np.broadcast_to(den, (self.scenarios, 1))
            rows = np.repeat(column, len(self.members), axis=0)
        else:
            rows = self._taken(den)
        real = np.tile(self.real, (self.scenarios, 1))
        return Mixed(
            whole=np.where(real, self._taken(numbers.whole), 0),
            rem=np.where(real, self._taken(numbers.rem), 0),
            den=rows,
        )

    def _taken(self, part: Integers) -> Integers:
        count, width = self.members.shape
        if part.shape[-1] == 1:
            spread = np.broadcast_to(part, (self.scenarios, count * width))
        else:
            taken = part[:, self.members.ravel()]
            spread = np.broadcast_to(taken, (self.scenarios, count * width))
        return spread.reshape(self.scenarios * count, width)

    def back(self, level: Level) -> Columns:
        """Give the claims of members, one column each."""
        count, width = self.members.shape
        shape = (self.scenarios, count * width)
        keep = np.flatnonzero(self.real)
        rows = (self.scenarios * count, width)
        shares = level.shares
        whole, rem, den = (
            np.broadcast_to(part, rows).reshape(shape)[:, keep]
            for part in (shares.whole, shares.rem, shares.den)
        )
        return whole, rem, den, level.free.reshape(shape)[:, keep]
