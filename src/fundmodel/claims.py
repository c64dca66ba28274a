"""Who claims, how claimants come from one another, and what went elsewhere."""

from __future__ import annotations

import enum
import functools
from collections import Counter
from collections.abc import Iterable

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.indicators import BoolArray, IntArray, Places
from fundmodel.limits import Bound, Bounding, GroupBound, Groups, Limit, one_of
from fundmodel.recipients import Roster
from fundmodel.sentences import Text
from fundmodel.sources import Basis
from fundmodel.standings import Bounds, Damping, GroupLine, Waterline

__all__ = [
    "Axis",
    "Bound",
    "Bounding",
    "Bounds",
    "Damping",
    "Descent",
    "GroupBound",
    "GroupLine",
    "Groups",
    "LevelBelow",
    "Limit",
    "Link",
    "LinkKind",
    "Portion",
    "PortionKind",
    "Waterline",
    "one_of",
    "repeated",
    "said_of",
]


class LinkKind(enum.Enum):
    """How the claimants of an axis come from those of the axis before."""

    GATHERED = "gathered"
    """Several old claimants became one new one, as in a pool."""

    SPREAD = "spread"
    """One old claimant became several new ones, as a district's municipalities."""


@attrs.frozen(kw_only=True, eq=False)
class Link:
    """
    Where the claimants of an axis come from.

    Attributes:
        kind: Gathered or spread.

        index: For *gathered*, the new position of each old claimant, or -1;
            for *spread*, the old position of each new claimant.
    """

    kind: LinkKind
    index: IntArray

    def origins(self, positions: tuple[int, ...]) -> tuple[int, ...]:
        """Give the old positions that new *positions* come from."""
        if self.kind is LinkKind.GATHERED:
            return tuple(np.flatnonzero(np.isin(self.index, positions)).tolist())
        return tuple(dict.fromkeys(int(self.index[i]) for i in positions))


@attrs.frozen(kw_only=True, eq=False)
class LevelBelow:
    """
    All to whom bodies of one level pass something on.

    Attributes:
        above: The roster of both levels.

        members: Positions on it of those below, shape ``(m,)``.
    """

    above: Roster
    members: Places

    @functools.cached_property
    def roster(self) -> Roster:
        """Those below; whoever a provision of their rule names has to be among them."""
        return self.above.taken(self.members)

    @functools.cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of all of them."""
        members: list[int] = self.members.tolist()
        return frozenset(self.above.kinds[i] for i in members)


@attrs.frozen(kw_only=True, eq=False)
class Descent:
    """
    Below whom claimants are whose share a rule of their level divides.

    Each body above is a scenario, in which only those below it take part. The
    claimants may be some of their level only: as many as are dealt with at once.

    Attributes:
        level: Everybody of the level.

        bodies: Position of the body above that divides in each scenario, ``(s,)``.

        below: Who is below it, shape ``(s, n)``.
    """

    level: LevelBelow
    bodies: Places
    below: BoolArray


@attrs.frozen(kw_only=True, eq=False)
class Axis:
    """
    Whose claims the columns of a state are.

    Claimants are recipients at first; a provision may go on with applications,
    pools or the bodies of the next level, which form a roster of their own.

    Attributes:
        claimants: One row per claimant.

        link: How they come from the axis before; `None` on the first one.

        descent: Below whom they are, in the rule of a level.
    """

    claimants: Roster
    link: Link | None = None
    descent: Descent | None = None


class PortionKind(enum.Enum):
    """Why money is neither in the pot nor claimed."""

    SET_ASIDE = "set aside"
    """Taken off for a named purpose (Vorwegentnahme)."""

    RESIDUAL = "residual"
    """What rounding left over or took too much (Rundungsrest)."""

    LAPSED = "lapsed"
    """A claim that fell away (verfallen)."""

    GUARANTEED = "guaranteed in addition"
    """What guarantees give beyond the pot, as a negative amount (Aufstockung)."""


@attrs.frozen(kw_only=True, eq=False)
class Portion:
    """
    An amount that went elsewhere.

    Attributes:
        kind: Why.

        amount: How much in each scenario, shape ``(s,)``; a residual is
            negative where rounding gave more than there was.

        step: Size to which amounts were rounded, in smallest units; residuals
            are handed out in such steps.

        destination: Where it goes, if that was said.

        source: The provision that says so.
    """

    kind: PortionKind
    amount: Mixed
    step: int = 1
    destination: Text | None = None
    source: Basis = None


def repeated(ids: Iterable[str]) -> tuple[str, ...]:
    """Give the ids that stand more than once, each once."""
    return tuple(id_ for id_, count in Counter(ids).items() if count > 1)


def said_of(names: tuple[str, ...], most: int = 5) -> str:
    """Name a few and count the others, for an error message."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
