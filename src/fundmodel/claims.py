"""Who claims, how claimants come from one another, and what went elsewhere."""

from __future__ import annotations

import enum
import functools
from fractions import Fraction
from typing import Protocol, Self

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.indicators import BoolArray, Column, IntArray
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, Text
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = [
    "Axis",
    "Bound",
    "Bounding",
    "Bounds",
    "Damping",
    "Limit",
    "Link",
    "LinkKind",
    "Portion",
    "PortionKind",
    "Waterline",
    "one_of",
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
class Axis:
    """
    Whose claims the columns of a state are.

    Claimants are recipients at first; a provision may go on with applications,
    pools or the bodies of the next level, which form a roster of their own.

    Attributes:
        claimants: One row per claimant.

        link: How they come from the axis before; `None` on the first one.
    """

    claimants: Roster
    link: Link | None = None


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


class Limit(enum.Enum):
    """On which side a bound holds a claim."""

    LEAST = "least"
    """The claim is no less."""

    MOST = "most"
    """The claim is no more."""


class Bounding(Protocol):
    """What a bound comes from; every provision that bounds claims is such."""

    @property
    def source(self) -> Basis:
        """The law, directive or assumption that it implements."""
        ...

    def describe(self) -> Sentence:
        """Say in words what it does to anybody."""
        ...

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high the bound of one claimant is, and why."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class Bound:
    """
    A least or a most for some claims, with the provision that it comes from.

    Attributes:
        provision: Where it comes from.

        limit: Least or most.

        amounts: How high it is, shape ``(1, 1)`` to ``(s, n)``.

        applies: Whom it binds, shape ``(1, n)`` or ``(s, n)``.

        unit: What amounts are counted in.

        said: What it was computed from, for explanations: last year's amounts,
            shape ``(1, n)``, or what is shared, shape ``(s, 1)``.

        column: The indicator that it was computed from.

        gives_way: Whether it is reduced where not all minimums can be met.

        full: How high it was before it was reduced, like `amounts`.

        met: What of it could be met, and what was promised to those for whom it
            was reduced, each of shape ``(s,)``.
    """

    provision: Bounding
    limit: Limit
    amounts: Mixed
    applies: BoolArray
    unit: Unit
    said: Mixed | None = None
    column: Column | None = None
    gives_way: bool = False
    full: Mixed | None = None
    met: tuple[Mixed, Mixed] | None = None

    def binds(self, position: int, scenario: int = 0) -> bool:
        """Tell whether it binds one claimant."""
        return bool(self.applies[_place(self.applies.shape, position, scenario)])

    def amount(self, position: int, scenario: int = 0) -> Fraction:
        """Give how high it is for one claimant, in smallest units."""
        return one_of(self.amounts, position, scenario)

    def promised(self, position: int, scenario: int = 0) -> Amount:
        """Give how high it was before it was reduced."""
        full = self.amounts if self.full is None else self.full
        return Amount(count=one_of(full, position, scenario), unit=self.unit)

    def basis(self, position: int, scenario: int = 0) -> Amount:
        """Give what it was computed from."""
        said = Mixed.zeros((1, 1)) if self.said is None else self.said
        return Amount(count=one_of(said, position, scenario), unit=self.unit)


@attrs.frozen(kw_only=True, eq=False)
class Damping:
    """
    What those who gain give to those who are guaranteed more.

    Attributes:
        floor: Above which a claim is a gain, shape ``(1, n)`` or ``(s, n)``.

        gains: All gains together, shape ``(s,)``.

        needed: What of them is needed, shape ``(s,)``.
    """

    floor: Mixed
    gains: Mixed
    needed: Mixed


@attrs.frozen(kw_only=True, eq=False)
class Waterline:
    """
    How claims were settled between bounds, for explanations.

    Attributes:
        offset: What each has at level 0, shape ``(1, 1)`` to ``(s, n)``.

        slope: How each rises with the level, shape ``(1, n)`` or ``(s, n)``.

        amounts: What each got, shape ``(s, n)``.

        free: Who stands at no bound, shape ``(s, n)``.
    """

    offset: Mixed
    slope: Mixed
    amounts: Mixed
    free: BoolArray

    @functools.cached_property
    def shared(self) -> Mixed:
        """What all have together, shape ``(s,)``."""
        return self.amounts.sum()

    @functools.cached_property
    def held(self) -> Mixed:
        """What those at a bound have together, shape ``(s,)``."""
        return self.amounts.sum(where=~self.free)

    @functools.cached_property
    def held_count(self) -> tuple[int, ...]:
        """How many stand at a bound above nothing, in each scenario."""
        is_held = ~self.free & ~self.amounts.equals(Mixed.zeros((1, 1)))
        return tuple(is_held.sum(axis=-1).tolist())

    @functools.cached_property
    def free_offset(self) -> Mixed:
        """What those at no bound have at level 0 together, shape ``(s,)``."""
        return self._sum_of_free(self.offset)

    @functools.cached_property
    def free_slope(self) -> Mixed:
        """The slopes of those at no bound together, shape ``(s,)``."""
        return self._sum_of_free(self.slope)

    def _sum_of_free(self, numbers: Mixed) -> Mixed:
        return (Mixed.zeros(self.amounts.shape) + numbers).sum(where=self.free)


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

        line: How the last provision settled the claims, if it did.

        damping: What the last provision took from those who gain, if it did.
    """

    base: Mixed
    offset: Mixed
    amounts: Mixed
    rest: Mixed
    slope: Mixed | None = None
    gathered: tuple[Bound, ...] = ()
    line: Waterline | None = None
    damping: Damping | None = None

    @classmethod
    def start(
        cls, *, base: Mixed, offset: Mixed, amounts: Mixed, slope: Mixed | None = None
    ) -> Self:
        """
        Begin with no bounds.

        Args:
            base: What was claimed before the pot was shared.

            offset: What each has at level 0.

            amounts: Claims now, shape ``(s, n)``.

            slope: The weights of the key by which it was shared.
        """
        nothing = Mixed.zeros(amounts.shape[:1])
        return cls(base=base, offset=offset, amounts=amounts, rest=nothing, slope=slope)


def one_of(amounts: Mixed, position: int, scenario: int = 0) -> Fraction:
    """Give the number of one claimant, of an array that may hold one for all."""
    return amounts.fraction(*_place(amounts.shape, position, scenario))


def _place(shape: tuple[int, ...], position: int, scenario: int) -> tuple[int, int]:
    rows, columns = shape
    return (scenario if rows > 1 else 0, position if columns > 1 else 0)


def said_of(names: tuple[str, ...], most: int = 5) -> str:
    """Name a few and count the others, for an error message."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
