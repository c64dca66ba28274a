"""How claims stand between bounds, and how they came to stand there."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Self, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.limits import Bound, GroupBound, Groups, Limit

__all__ = ["Bounds", "Damping", "GroupLine", "LineSums", "Waterline"]


@attrs.frozen(kw_only=True, eq=False)
class Damping:
    """
    What those who gain give to those who are guaranteed more.

    Attributes:
        floor: Above which a claim is a gain, shape ``(1, n)`` or ``(s, n)``.

        gains: All gains together, shape ``(s,)``.

        needed: What of them is needed, shape ``(s,)``.

        above_floor: Whether what is above the guarantee counts as a gain, and not
            only what is above last time.
    """

    floor: Mixed
    gains: Mixed
    needed: Mixed
    above_floor: bool = False


@attrs.frozen(kw_only=True, eq=False)
class GroupLine:
    """
    How groups were settled between bounds, for explanations.

    Attributes:
        groups: Who belongs to which.

        held: Where they stand: 1 at a most, -1 at a least, 0 at neither, shape
            ``(s, g)``.

        free: Who stands at no bound of its own, shape ``(s, n)``.

        was: What each had before, shape ``(s, n)``.

        after: What they have together, shape ``(s, g)``.
    """

    groups: Groups
    held: IntArray
    free: BoolArray
    was: Mixed
    after: Mixed

    @functools.cached_property
    def before(self) -> Mixed:
        """What members had together before, shape ``(s, g)``."""
        return self.groups.totals(self.was)

    def held_at(self, position: int, scenario: int = 0) -> Limit | None:
        """Say at which bound the group of a claimant stands, if it does at one."""
        group = int(self.groups.index[position])
        side = 0 if group < 0 else int(self.held[scenario, group])
        return (None, Limit.MOST, Limit.LEAST)[side]


@attrs.frozen
class LineSums:
    """
    What a share of the rest is computed from, for explanations.

    Attributes:
        shared: What all have together, or all of a group.

        held: What those at a bound have of it.

        count: How many of them have something.

        offset: What the others had at level 0 together.

        slope: Their slopes together.
    """

    shared: Fraction
    held: Fraction
    count: int
    offset: Fraction
    slope: Fraction


@attrs.frozen(kw_only=True, eq=False)
class Waterline:
    """
    How claims were settled between bounds, for explanations.

    Attributes:
        offset: What each has at level 0, shape ``(1, 1)`` to ``(s, n)``.

        slope: How each rises with the level, shape ``(1, n)`` or ``(s, n)``.

        amounts: What each got, shape ``(s, n)``.

        free: Who stands at no bound and in no group that does, shape ``(s, n)``.

        grouped: How groups were settled, where they are bounded.
    """

    offset: Mixed
    slope: Mixed
    amounts: Mixed
    free: BoolArray
    grouped: GroupLine | None = None

    @property
    def shared(self) -> Mixed:
        """What all have together, shape ``(s,)``."""
        return self._of_all[0]

    @property
    def held(self) -> Mixed:
        """What those at a bound have together, shape ``(s,)``."""
        return self._of_all[1]

    @property
    def free_offset(self) -> Mixed:
        """What those at no bound have at level 0 together, shape ``(s,)``."""
        return self._of_all[3]

    def moves(self, position: int, scenario: int = 0) -> bool:
        """Tell whether a claimant stands at no bound of its own."""
        free = self.free if self.grouped is None else self.grouped.free
        return bool(free[scenario, position])

    def sums(self, position: int, scenario: int = 0) -> LineSums:
        """Give what a claimant has a share of: what all have, or its group if held."""
        grouped = self.grouped
        if grouped is not None and grouped.held_at(position, scenario) is not None:
            group = int(grouped.groups.index[position])
            return self._of(self._by_group, (scenario, group))
        return self._of(self._of_all, (scenario,))

    def _of(self, sums: _Sums, place: tuple[int, ...]) -> LineSums:
        shared, held, count, offset, slope = (one.fraction(*place) for one in sums)
        return LineSums(shared, held, int(count), offset, slope)

    @functools.cached_property
    def _of_all(self) -> _Sums:
        shared, held, count, offset, slope = self._parts(self.free)
        return tuple(one.sum() for one in (shared, held, count, offset, slope))

    @functools.cached_property
    def _by_group(self) -> _Sums:
        # cast: asked for only where there are groups.
        grouped = cast("GroupLine", self.grouped)
        return tuple(map(grouped.groups.totals, self._parts(grouped.free)))

    def _parts(self, free: BoolArray) -> _Sums:
        nothing = Mixed.zeros(self.amounts.shape)
        held = Mixed.where(free, nothing, self.amounts)
        has_some = (~held.equals(nothing)).astype(np.int64)
        of_free = (
            Mixed.where(free, nothing + one, nothing)
            for one in (self.offset, self.slope)
        )
        return (self.amounts, held, Mixed.of(has_some), *of_free)


_Sums = tuple[Mixed, ...]
"""Shared, held, count, offset and slope."""


@attrs.frozen(kw_only=True, eq=False)
class Bounds:
    """
    Between which bounds the claims of a state stand, and how they move between.

    Bounds gathered one after the other hold jointly: every claim is
    ``clip(offset + level x slope, lower, upper)``, with the one level at which all
    of them together are what was shared.

    Attributes:
        base: What was claimed before the pot was shared, shape ``(1, 1)`` or
            ``(s, n)``; nothing but a maximum cuts into it.

        offset: What each has at level 0, shape ``(s, n)``.

        slope: How the claims rise with the level, shape ``(1, n)`` or ``(s, n)``:
            the weights of the key by which the pot was shared. `None` while nothing
            was shared by a key; bounds then take from the pot and give back to it.

        amounts: The claims that follow, shape ``(s, n)``. A state with other ones
            has passed a provision that moved them by rules of its own; bounds then
            start anew from there.

        rest: What they left in the pot, because nobody may have more, shape
            ``(s,)``.

        gathered: The bounds.

        groups: Those of groups.

        past: Bounds that later ones took the place of. They hold nothing any more;
            rounding tells if it breaks one that claims still keep.

        past_groups: Those of groups.

        line: How the last provision settled the claims, if it did.

        damping: What the last provision took from those who gain, if it did.
    """

    base: Mixed
    offset: Mixed
    amounts: Mixed
    rest: Mixed
    slope: Mixed | None = None
    gathered: tuple[Bound, ...] = ()
    groups: tuple[GroupBound, ...] = ()
    past: tuple[Bound, ...] = ()
    past_groups: tuple[GroupBound, ...] = ()
    line: Waterline | None = None
    damping: Damping | None = None

    @classmethod
    def start(
        cls,
        *,
        base: Mixed,
        offset: Mixed,
        amounts: Mixed,
        slope: Mixed | None = None,
        before: Bounds | None = None,
    ) -> Self:
        """
        Begin with no bounds.

        Args:
            base: What was claimed before the pot was shared.

            offset: What each has at level 0.

            amounts: Claims now, shape ``(s, n)``.

            slope: The weights of the key by which it was shared.

            before: Bounds that held until now, and hold no longer.
        """
        return cls(
            base=base,
            offset=offset,
            amounts=amounts,
            rest=Mixed.zeros(amounts.shape[:1]),
            slope=slope,
            past=() if before is None else (*before.past, *before.gathered),
            past_groups=() if before is None else (*before.past_groups, *before.groups),
        )
