"""Conflicts of groups: bounds that cannot hold together, told by name."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import (
    Bound,
    Bounding,
    Bounds,
    GroupBound,
    Groups,
    Limit,
    said_of,
)
from fundmodel.errors import BoundsError
from fundmodel.indicators import BoolArray
from fundmodel.limits import Places
from fundmodel.rules.bounds.group_levels import Between, GroupLimits
from fundmodel.rules.bounds.shortages import named
from fundmodel.sentences import Language, show
from fundmodel.steps import State

__all__ = ["broken", "check_room", "names_of", "overlap"]

MEND = (
    "correct one of them, or put Redistribute between them, which lets the later one "
    "prevail"
)


def check_room(
    state: State,
    now: Bounds,
    *,
    there: Mixed | None,
    between: Between,
    limits: GroupLimits,
) -> Mixed:
    """
    Make sure that all bounds can be kept.

    Args:
        state: The state that is bounded.

        now: The bounds of claimants.

        there: What all can have together, shape ``(s,)``; `None` for any amount.

        between: How claims move.

        limits: Between which bounds groups stand.

    Returns:
        The most that all can have together, shape ``(s,)``.

    Raises:
        BoundsError: They cannot; provisions, groups and amounts are named.
    """
    groups, (lowest, highest) = limits.groups, between.ends()
    low, high = groups.totals(lowest), groups.totals(highest)
    conflict = _Conflict(state=state, now=now, bounds=limits.bounds, groups=groups)
    conflict.refuse_crossing()
    conflict.refuse_members(limits.most.less(low), low, Limit.LEAST)
    least = Mixed.maximum(low, limits.least).sum() + lowest.sum() - low.sum()
    if there is not None and there.less(least).any():
        raise conflict.too_much(there, least)
    conflict.refuse_members(high.less(limits.least), high, Limit.MOST)
    return Mixed.minimum(high, limits.most).sum() + highest.sum() - high.sum()


@attrs.frozen(kw_only=True, eq=False)
class _Conflict:
    """
    What is needed to tell which bounds do not go together.

    Attributes:
        state: The state that is bounded.

        now: The bounds of claimants.

        bounds: Those of groups.

        groups: Who belongs to which.
    """

    state: State
    now: Bounds
    bounds: tuple[Bound, ...]
    groups: Groups

    def refuse_crossing(self) -> None:
        """Make sure that no least of a group is above its most."""
        for low in _of(self.bounds, Limit.LEAST):
            for high in _of(self.bounds, Limit.MOST):
                at = low.applies & high.applies & high.amounts.less(low.amounts)
                if at.any():
                    scenario, group = _first(at)
                    raise BoundsError(
                        "the least that one provision gives a group is more than the "
                        "most that another allows",
                        where=self._where(self._names(at)),
                        got=f"at least {self._told(low, group, scenario)} and at most "
                        f"{self._told(high, group, scenario)}",
                        expected="a least that is no more than the most",
                        mend=MEND,
                    )

    def refuse_members(self, at: BoolArray, own: Mixed, limit: Limit) -> None:
        """Make sure that bounds of members leave room for those of their groups."""
        if not at.any():
            return
        scenario, group = _first(at)
        other = Limit.MOST if limit is Limit.LEAST else Limit.LEAST
        members = self.groups.index == group
        amount = self.state.measured(own.fraction(scenario, group))
        wanted = self._tightest(other, group, scenario)
        who = f"{self._names(at)} ({named(self.state, members[np.newaxis])})"
        raise BoundsError(
            "the least that members of a group have is more than they may have together"
            if limit is Limit.LEAST
            else "the members of a group cannot have what they are to have together",
            where=self._where(who),
            got=f"members have at {limit.value} {amount} ({self._why(limit, members)}),"
            f" and together at {other.value} {self._told(wanted, group, scenario)}",
            expected="bounds of members that leave room for that of the group",
            mend=MEND,
        )

    def _why(self, limit: Limit, members: BoolArray) -> str:
        """Say which provisions bound members, or what else does."""
        found = [
            str(bound.provision.describe())
            for bound in _of(self.now.gathered, limit)
            if bound.applies[:, members].any()
        ]
        if found:
            return "; ".join(found)
        if limit is Limit.LEAST:
            return "what was claimed before the pot was shared"
        return "there is nothing to share by"

    def too_much(self, there: Mixed, least: Mixed) -> BoundsError:
        """Say that the least of all is more than there is."""
        scenario, _ = _first(there.less(least)[:, np.newaxis])
        groups = _of(self.bounds, Limit.LEAST)
        own = _of(self.now.gathered, Limit.LEAST)
        said = dict.fromkeys(str(b.provision.describe()) for b in (*groups, *own))
        bound = np.zeros((1, len(self.groups)), dtype=np.bool_)
        for one in groups:
            bound = bound | one.applies[min(scenario, len(one.applies) - 1)]
        return BoundsError(
            "the least that provisions give is more than there is",
            where="; ".join(said),
            got=f"{self.state.measured(least.fraction(scenario))}, with groups "
            f"{self._names(bound)}",
            expected=f"at most {self.state.measured(there.fraction(scenario))}",
            mend="raise the budget, or lower the least",
        )

    def _tightest(self, limit: Limit, group: int, scenario: int) -> Bound:
        """Give the bound of a group that leaves the least room."""
        found = [b for b in _of(self.bounds, limit) if b.binds(group, scenario)]
        found.sort(key=lambda bound: bound.amount(group, scenario))
        return found[0] if limit is Limit.MOST else found[-1]

    def _told(self, bound: Bound, group: int, scenario: int) -> str:
        amount = self.state.measured(bound.amount(group, scenario))
        return f"{amount} ({bound.provision.describe()})"

    def _where(self, who: str) -> str:
        return f"roster {self.state.roster.id!r}: {who}"

    def _names(self, at: BoolArray) -> str:
        return names_of(self.groups, at)


def names_of(groups: Groups, at: BoolArray) -> str:
    """
    Name a few groups and count the others.

    Args:
        groups: The groups.

        at: Which, shape ``(1, g)`` or ``(s, g)``.
    """
    chosen = np.flatnonzero(np.logical_or.reduce(at, axis=0)).tolist()
    return said_of(tuple(show(groups.names[i], Language.ENGLISH) for i in chosen))


def _of(bounds: Iterable[Bound], limit: Limit) -> list[Bound]:
    return [bound for bound in bounds if bound.limit is limit]


def _first(at: BoolArray) -> tuple[int, int]:
    scenario, group = (int(index[0]) for index in np.nonzero(at))
    return scenario, group


def broken(
    state: State, one: GroupBound, totals: Mixed, at: BoolArray, by: Bounding
) -> BoundsError:
    """
    Say that a provision breaks the bound that another gives groups.

    Args:
        state: The state that is bounded.

        one: The bound.

        totals: What groups would have.

        at: Which bounds are broken, shape ``(1, g)`` or ``(s, g)``.

        by: What breaks them.
    """
    scenario, group = _first(at)
    total = state.measured(totals.fraction(scenario, group))
    amount = state.measured(one.bound.amount(group, scenario))
    return BoundsError(
        "a provision breaks the bound that another gives a group",
        where=f"roster {state.roster.id!r}: {names_of(one.groups, at)}",
        got=f"{total} together ({by.describe()})",
        expected=f"at {one.bound.limit.value} {amount} "
        f"({one.bound.provision.describe()})",
        mend="put it before the bound of the group, or put Redistribute between them, "
        "which lets the later one prevail",
    )


def overlap(
    state: State, grouped: tuple[GroupBound, ...], place: int, group: int
) -> BoundsError:
    """
    Say that groups of two provisions overlap.

    Args:
        state: The state that is bounded.

        grouped: All bounds of groups.

        place: Which of them has a group that others cut into pieces.

        group: That group.
    """
    one = grouped[place]
    members = one.groups.index == group
    other = next(
        two for two in grouped if _cuts(two.groups.index, members) and two is not one
    )
    return BoundsError(
        "groups of two provisions overlap",
        where=f"roster {state.roster.id!r}: "
        f"{show(one.groups.names[group], Language.ENGLISH)} "
        f"({named(state, members[np.newaxis])})",
        got=f"{one.bound.provision.describe()}; {other.bound.provision.describe()}",
        expected="groups that are the same or have nobody in common",
        mend="put Redistribute between them, which lets the later one prevail",
    )


def _cuts(index: Places, members: BoolArray) -> bool:
    """Tell whether members are in different groups, or some of them in none."""
    return len(np.unique(index[members])) > 1
