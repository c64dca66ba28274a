"""How high claims may be: bounds of each, and of what groups have together."""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import Protocol, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion import Mixed
from fundmodel.indicators import BoolArray, Column
from fundmodel.sentences import Sentence, Text
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = [
    "Bound",
    "Bounding",
    "GroupBound",
    "Groups",
    "Limit",
    "Places",
    "one_of",
]


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


Places: TypeAlias = npt.NDArray[np.int64]
"""Positions, which always fit."""


@attrs.frozen(kw_only=True, eq=False)
class Groups:
    """
    Claimants who are bounded together.

    Attributes:
        index: The group of each, counted from 0, shape ``(n,)``; -1 for who is in
            none.

        names: What the groups are called, shape ``(g,)``.
    """

    index: Places
    names: tuple[Text | str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def totals(self, amounts: Mixed) -> Mixed:
        """Add up by group: ``(s, n)`` gives ``(s, g)``."""
        count = len(self)
        # Who is in no group is gathered too, and left out again.
        spots = np.where(self.index < 0, count, self.index)
        return amounts.gather(spots, count + 1).take(np.arange(count))

    def any(self, who: BoolArray) -> BoolArray:
        """Tell which groups have one such member, shape ``(1, g)`` or ``(s, g)``."""
        found: BoolArray = self.totals(Mixed.of(who.astype(np.int64))).whole > 0
        return found

    def members(self, chosen: BoolArray) -> BoolArray:
        """Tell who is in one of the chosen groups: ``(s, g)`` gives ``(s, n)``."""
        padded = np.pad(chosen, ((0, 0), (0, 1)))
        members: BoolArray = padded[:, self.index]
        return members


@attrs.frozen(kw_only=True, eq=False)
class GroupBound:
    """
    A least or a most for what the members of groups have together.

    Attributes:
        bound: How high it is, and for which groups: groups stand in the place of
            claimants.

        groups: Who belongs to which.
    """

    bound: Bound
    groups: Groups

    def binds(self, position: int, scenario: int = 0) -> bool:
        """Tell whether it is for the group of a claimant."""
        group = int(self.groups.index[position])
        return group >= 0 and self.bound.binds(group, scenario)


def one_of(amounts: Mixed, position: int, scenario: int = 0) -> Fraction:
    """Give the number of one claimant, of an array that may hold one for all."""
    return amounts.fraction(*_place(amounts.shape, position, scenario))


def _place(shape: tuple[int, ...], position: int, scenario: int) -> tuple[int, int]:
    rows, columns = shape
    return (scenario if rows > 1 else 0, position if columns > 1 else 0)
