"""A published table and what the rule gives, as columns of whole numbers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.allocation import Allocation
from fundmodel.apportion import Rounding
from fundmodel.auditing.evidence import Evidence
from fundmodel.auditing.reperformance.classes import DifferenceClass
from fundmodel.auditing.reperformance.comparing import Reperformance
from fundmodel.crosswalks import Crosswalk
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import Round
from fundmodel.sentences import Sentence
from fundmodel.steps import State, Trait

__all__ = ["Comparison", "EvidenceOf", "Found", "Objects", "objects", "rounded"]

Objects = npt.NDArray[np.object_]
"""Python integers, so that nothing overflows; `None` where there is none."""

EvidenceOf = Callable[[int], tuple[Evidence, ...]]


def objects(values: Iterable[object]) -> Objects:
    """Give an object array, shape ``(n,)``."""
    kept = list(values)
    array = np.empty(len(kept), dtype=np.object_)
    array[:] = kept
    return array


def _no_evidence(_: int) -> tuple[Evidence, ...]:
    return ()


@attrs.frozen(kw_only=True, eq=False)
class Found:
    """
    Something that would give the published amounts of some rows.

    Attributes:
        kind: Its class.

        how: What it is.

        hits: Which rows it explains, shape ``(n,)``.

        breaks: How many rows that agree it would make differ; `None` where it is
            about single rows.

        by_chance: How many rows it would explain by chance; `None` if nobody knows.

        evidence: What supports it in one row.
    """

    kind: DifferenceClass
    how: Sentence
    hits: BoolArray
    breaks: int | None = None
    by_chance: Fraction | None = None
    evidence: EvidenceOf = _no_evidence

    @property
    def explains(self) -> int:
        """How many rows it explains."""
        return int(np.count_nonzero(self.hits))

    @property
    def rank(self) -> tuple[Fraction, int]:
        """Sort what explains most of the table, net, before all else."""
        lost = (self.by_chance or Fraction(0)) + (self.breaks or 0)
        return lost - self.explains, tuple(DifferenceClass).index(self.kind)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Comparison:
    """
    What is searched, and what the caller gave to search in.

    Attributes:
        done: The re-performance.

        allocation: What the rule gives.

        rosters: Other rosters.

        earlier: Tables of earlier payments.

        crosswalk: What became of bodies.
    """

    done: Reperformance
    allocation: Allocation
    rosters: tuple[Roster, ...] = ()
    earlier: tuple[PublishedTable, ...] = ()
    crosswalk: Crosswalk | None = None

    @functools.cached_property
    def published(self) -> Objects:
        """Published amounts in smallest units, shape ``(n,)``."""
        return objects(row.published.minor for row in self.done.rows)

    @functools.cached_property
    def recomputed(self) -> Objects:
        """Recomputed amounts; `None` where they cannot be compared."""
        return objects(
            None
            if row.difference is None or row.recomputed is None
            else row.recomputed.minor
            for row in self.done.rows
        )

    @functools.cached_property
    def differs(self) -> BoolArray:
        """Which rows differ, shape ``(n,)``."""
        return np.array([row.differs for row in self.done.rows], dtype=np.bool_)

    @functools.cached_property
    def agrees(self) -> BoolArray:
        """Which rows agree, shape ``(n,)``."""
        return np.array([row.matches for row in self.done.rows], dtype=np.bool_)

    @functools.cached_property
    def strangers(self) -> tuple[int, ...]:
        """The rows whose ids are not on the roster."""
        return tuple(
            place
            for place, row in enumerate(self.done.rows)
            if row.name_on_roster is None
        )

    @functools.cached_property
    def places(self) -> tuple[int, ...]:
        """The rows that differ, by their place in the table."""
        return tuple(np.flatnonzero(self.differs).tolist())

    @property
    def roster(self) -> Roster:
        """Who received by the rule."""
        return self.done.allocated.distribution.roster

    @functools.cached_property
    def positions(self) -> tuple[int, ...]:
        """The row of each on the roster, -1 for who is not on it."""
        known = self.roster.positions
        return tuple(known.get(row.id, -1) for row in self.done.rows)

    @functools.cached_property
    def amounts(self) -> list[int]:
        """What the rule gives to each row of the roster, in smallest units."""
        amounts: list[int] = self.done.allocated.distribution.amounts.tolist()
        return amounts

    @functools.cached_property
    def unit(self) -> int:
        """The unit of the table, in smallest units."""
        unit = self.done.published.unit
        if unit is not None and unit.minor > 0:
            return unit.minor
        return power_of_ten(self.published.tolist())

    @functools.cached_property
    def own_unit(self) -> int:
        """The unit to which the rule rounds, as its amounts show it."""
        return power_of_ten([one for one in self.recomputed.tolist() if one])

    @functools.cached_property
    def rounding(self) -> Round | None:
        """How the rule rounds; `None` where several provisions do, or another does."""
        steps = self.done.allocated.distribution.steps
        found = [s.provision for s in steps if Trait.WHOLE in s.provision.gives]
        only = found[0] if len(found) == 1 else None
        return only if isinstance(only, Round) else None

    @functools.cached_property
    def unrounded(self) -> State | None:
        """The state before rounding, where nothing changed the amounts afterwards."""
        steps = self.done.allocated.distribution.steps
        last = steps[-1].after
        for step in steps:
            same_axis = step.before.axis is last.axis
            if step.provision is self.rounding and same_axis:
                same = step.after.amounts.equals(last.amounts)
                return step.before if bool(same.all()) else None
        return None

    @functools.cached_property
    def exact(self) -> tuple[Objects, Objects] | None:
        """
        Amounts before rounding, as numerators and denominators, shape ``(n,)`` each.

        `None` where the rule does not say; zero for rows that cannot be compared.
        """
        state = self.unrounded
        if state is None:
            return None
        exact = [
            Fraction(0) if own is None else state.amounts.fraction(0, position)
            for own, position in zip(self.recomputed, self.positions, strict=True)
        ]
        return (
            objects(one.numerator for one in exact),
            objects(one.denominator for one in exact),
        )

    @functools.cached_property
    def digits(self) -> Sequence[int]:
        """How many digits each published amount has, in units of the table."""
        return [len(str(abs(one) // self.unit)) for one in self.published.tolist()]

    def chance(self, tried: int | Sequence[int]) -> Fraction:
        """
        Give how many of the rows that differ would fit by chance.

        Args:
            tried: How many amounts were tried for each row of the table; one number
                for all, or shape ``(n,)``.
        """
        shares = (
            Fraction(_sum(tried, places, 9 * 10 ** (d - 1)), 9 * 10 ** (d - 1))
            for d, places in self._by_digits.items()
        )
        return sum(shares, start=Fraction(0))

    @functools.cached_property
    def _by_digits(self) -> dict[int, list[int]]:
        """The places of the rows that differ, by digits of the published amount."""
        places: dict[int, list[int]] = {}
        for place in self.places:
            places.setdefault(self.digits[place], []).append(place)
        return places

    def money(self, minor: int) -> Money:
        """Give an amount in the currency of the table."""
        return Money.from_minor(minor, self.done.rows[0].published.currency)

    def hits(self, amounts: Objects) -> BoolArray:
        """Tell which rows that differ have these amounts."""
        same: BoolArray = np.asarray(amounts == self.published, dtype=np.bool_)
        return self.differs & same

    def breaks(self, amounts: Objects) -> int:
        """Count the rows that agree and would not, with these amounts."""
        other = np.asarray(amounts != self.published, dtype=np.bool_)
        known = np.asarray([one is not None for one in amounts], dtype=np.bool_)
        return int(np.count_nonzero(self.agrees & other & known))


def _sum(tried: int | Sequence[int], places: list[int], most: int) -> int:
    if isinstance(tried, int):
        return min(tried, most) * len(places)
    return sum(min(tried[place], most) for place in places)


MOST_UNIT: Final = 10**6


def power_of_ten(amounts: Sequence[int]) -> int:
    """Give the largest power of ten, up to a million, that divides all amounts."""
    common, unit = math.gcd(*amounts), 1
    while common % (unit * 10) == 0 and unit < MOST_UNIT:
        unit *= 10
    return unit


def rounded(num: Objects, den: Objects, unit: int, rounding: Rounding) -> Objects:
    """Round exact amounts to a unit, each on its own; negative ones mirror others."""
    size = den * unit
    sign = np.where(num < 0, -1, 1).astype(np.object_)
    units, rest = (sign * num) // size, (sign * num) % size
    up = {
        Rounding.DOWN: lambda: rest < 0,
        Rounding.UP: lambda: rest > 0,
        Rounding.HALF_UP: lambda: 2 * rest >= size,
        Rounding.HALF_EVEN: lambda: (
            (2 * rest > size) | ((2 * rest == size) & (units % 2 == 1))
        ),
    }[rounding]()
    result: Objects = sign * (units + up.astype(np.int64).astype(np.object_)) * unit
    return result
