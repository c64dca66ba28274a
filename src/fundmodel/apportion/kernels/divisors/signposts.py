"""
Signposts: where each divisor method rounds up.

A divisor method gives everybody ``weight x multiplier``, rounded, and moves the
multiplier until the units are used up. Whoever holds s units gets one more when the
product passes the signpost ``d(s)``, which lies between s and s + 1. So the units go
one by one to the smallest ``d(s) / weight``, and the methods differ in nothing but
their signposts (Balinski and Young, *Fair Representation*, 1982).

=========================  ======================  ===========================
Method                     ``d(s)``                rounds
=========================  ======================  ===========================
D'Hondt, Jefferson         s + 1                   down
Sainte-Laguë, Webster      s + 1/2                 at the arithmetic mean
modified Sainte-Laguë      7/10 for s = 0, then    as Sainte-Laguë, but the
                           as Sainte-Laguë         first unit is dearer
Huntington-Hill            sqrt(s (s + 1))         at the geometric mean
Dean                       2 s (s + 1) / (2 s + 1) at the harmonic mean
Adams                      s                       up
=========================  ======================  ===========================

Every comparison that decides is made with whole numbers: `Signposts.key` gives a
fraction, and for the geometric mean the square of the signpost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Protocol, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.errors import InvalidDataError

__all__ = [
    "ADAMS",
    "DEAN",
    "DHONDT",
    "HUNTINGTON_HILL",
    "MODIFIED_SAINTE_LAGUE",
    "SAINTE_LAGUE",
    "Geometric",
    "Harmonic",
    "Linear",
    "Signposts",
]

Floats: TypeAlias = npt.NDArray[np.float64]

SLACK: Final = 2.0**-49
"""More than the error of a fraction and of a position that are given as floats."""


class Signposts(Protocol):
    """Where a divisor method rounds up; ``s <= d(s) <= s + 1``, rising with s."""

    @property
    def scale(self) -> int:
        """What a denominator has to be a multiple of for `decide` to be exact."""
        ...

    @property
    def power(self) -> int:
        """The power to which signposts and weights are compared, 1 or 2."""
        ...

    @property
    def first_is_free(self) -> bool:
        """Whether ``d(0) = 0``, so that every weight has a claim to a unit."""
        ...

    @property
    def rises(self) -> bool:
        """Whether ``d(s) - s`` is never below that of a smaller s."""
        ...

    @property
    def lead(self) -> Fraction:
        """How far above the middle of s and s + 1 most signposts lie."""
        ...

    def key(self, held: int) -> tuple[int, int]:
        """Give ``d(held)``, to the power, as numerator and denominator."""
        ...

    def counts(
        self, weights: Sequence[int], numerator: int, denominator: int
    ) -> list[int]:
        """Count the signposts up to ``weight x numerator / denominator``, exactly."""
        ...

    def fractions(self, held: Integers) -> Floats | float:
        """Give ``d(held) - held`` as floats, less than 2**-50 beside the truth."""
        ...

    def decide(
        self,
        whole: Integers,
        rest: Integers,
        denominator: int | Integers,
        position: Floats,
    ) -> tuple[Booleans, Floats | float]:
        """
        Tell who has passed the signpost between two whole numbers.

        Args:
            whole: The whole part of ``weight x multiplier``.

            rest: What is left of it, in units of ``1 / denominator``.

            denominator: A multiple of the scale; a number, or a column.

            position: ``rest / denominator`` as floats, within 2**-51.

        Returns:
            Who is at the signpost or beyond, never who is not; who is less than
            2 x `SLACK` beyond it may be missing where signposts are no fractions.
            And the fractions of the signposts of *whole*.
        """
        ...


def _within_one(
    rule: Linear, field: attrs.Attribute[Fraction], value: Fraction
) -> None:
    del rule
    if not 0 <= value <= 1:
        raise _no_signpost(field.name, value, expected="from 0 to 1")


def _first_within_one(
    rule: Linear, field: attrs.Attribute[Fraction | None], value: Fraction | None
) -> None:
    del rule
    # At 0 or below the first unit would have no price to compare.
    if value is not None and not 0 < value <= 1:
        raise _no_signpost(field.name, value, expected="above 0, at most 1")


def _no_signpost(name: str, value: Fraction, *, expected: str) -> InvalidDataError:
    return InvalidDataError(
        "this is no signpost",
        where=name,
        got=str(value),
        expected=expected,
        mend="a first divisor of 1.4 in the series 1.4, 3, 5 is a signpost of 7/10",
    )


@attrs.frozen(kw_only=True)
class Linear:
    """
    Signposts at equal distances: ``d(s) = s + offset``.

    >>> MODIFIED_SAINTE_LAGUE.key(0), MODIFIED_SAINTE_LAGUE.key(1)
    ((7, 10), (15, 10))

    Attributes:
        offset: From 0 to 1.

        first: ``d(0)`` where it is another one, above 0 and at most 1.
    """

    offset: Fraction = attrs.field(validator=_within_one)
    first: Fraction | None = attrs.field(default=None, validator=_first_within_one)
    scale: int = attrs.field(init=False, eq=False, repr=False)
    lead: Fraction = attrs.field(init=False, eq=False, repr=False)
    power: int = attrs.field(default=1, init=False)
    _offset: int = attrs.field(init=False, eq=False, repr=False)
    _first: int | None = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        first = self.first
        denominator = 1 if first is None else first.denominator
        scale = math.lcm(2, self.offset.denominator, denominator)
        derived = {
            "scale": scale,
            "lead": self.offset - Fraction(1, 2),
            "_offset": int(self.offset * scale),
            "_first": None if first is None else int(first * scale),
        }
        for name, value in derived.items():
            # Once and for all, because every key needs them.
            object.__setattr__(self, name, value)

    @property
    def first_is_free(self) -> bool:
        """Whether ``d(0) = 0``, as with Adams."""
        return self._offset == 0 and self._first is None

    @property
    def rises(self) -> bool:
        """Whether the first one is not a dearer one."""
        return self.first is None or self.first <= self.offset

    def key(self, held: int) -> tuple[int, int]:
        """Give ``d(held)`` over the scale."""
        if held == 0 and self._first is not None:
            return self._first, self.scale
        return self.scale * held + self._offset, self.scale

    def units(self, held: Integers) -> Integers:
        """Give ``d(held)`` in units of the scale, where that fits 64 bits."""
        units: Integers = held * self.scale + self._offset
        if self._first is not None:
            units[held == 0] = self._first
        return units

    def counts(
        self, weights: Sequence[int], numerator: int, denominator: int
    ) -> list[int]:
        """Count the signposts up to ``weight x numerator / denominator``, exactly."""
        above, below = self.scale * numerator, self.scale * denominator
        # One more than the whole part of what lies beyond the offset.
        start = (self.scale - self._offset) * denominator
        counts = [(above * weight + start) // below for weight in weights]
        if self._first is None:
            return counts
        least = self._first * denominator
        return [
            max(count, 1) if above * weight >= least else 0
            for count, weight in zip(counts, weights, strict=True)
        ]

    def fractions(self, held: Integers) -> Floats | float:
        """Give ``d(held) - held``, one number where all are the same."""
        offset = float(self.offset)
        if self.first is None:
            return offset
        return np.where(held == 0, float(self.first), offset)

    def decide(
        self,
        whole: Integers,
        rest: Integers,
        denominator: int | Integers,
        position: Floats,
    ) -> tuple[Booleans, Floats | float]:
        """Tell who is at the signpost or beyond, exactly."""
        del position
        unit = denominator // self.scale
        reached: Booleans = rest >= unit * self._offset
        if self._first is not None:
            reached = np.where(whole == 0, rest >= unit * self._first, reached)
        return reached, self.fractions(whole)


def _beyond(position: Floats, fractions: Floats | float) -> Booleans:
    # From one unit on fractions are 1/3 or more, so that this is more than SLACK;
    # for no unit they are 0, and everybody is at the signpost.
    beyond: Booleans = position >= fractions * (1 + 4 * SLACK)
    return beyond


@attrs.frozen(kw_only=True)
class Geometric:
    """
    Signposts at the geometric mean: ``d(s) = sqrt(s (s + 1))``.

    Most of them are irrational, so that squares are compared.

    >>> Geometric().key(2)
    (6, 1)
    """

    scale: int = attrs.field(default=2, init=False)
    power: int = attrs.field(default=2, init=False)
    first_is_free: bool = attrs.field(default=True, init=False)
    rises: bool = attrs.field(default=True, init=False)
    lead: Fraction = attrs.field(default=Fraction(0), init=False)

    def key(self, held: int) -> tuple[int, int]:
        """Give the square of ``d(held)``."""
        return held * (held + 1), 1

    def counts(
        self, weights: Sequence[int], numerator: int, denominator: int
    ) -> list[int]:
        """Count the signposts up to ``weight x numerator / denominator``, exactly."""
        # s (s + 1) <= x  exactly if  (2 s + 1)**2 <= 4 x + 1
        square = denominator * denominator
        return [
            (math.isqrt(4 * ((numerator * weight) ** 2 // square) + 1) + 1) // 2
            for weight in weights
        ]

    def fractions(self, held: Integers) -> Floats | float:
        """Give ``d(held) - held``, written so that nothing cancels out."""
        seats: Floats = held.astype(np.float64)
        sums = seats + 1
        sums *= seats
        np.sqrt(sums, out=sums)
        sums += seats
        # 0 / 1 for no seat; from one seat on the sum is above 2.
        np.maximum(sums, 1, out=sums)
        np.divide(seats, sums, out=seats)
        return seats

    def decide(
        self,
        whole: Integers,
        rest: Integers,
        denominator: int | Integers,
        position: Floats,
    ) -> tuple[Booleans, Floats | float]:
        """Tell who is beyond the signpost, leaving out who may just be at it."""
        del rest, denominator
        fractions = self.fractions(whole)
        reached = _beyond(position, fractions)
        return reached, fractions


@attrs.frozen(kw_only=True)
class Harmonic:
    """
    Signposts at the harmonic mean: ``d(s) = 2 s (s + 1) / (2 s + 1)``.

    >>> Harmonic().key(1)
    (4, 3)
    """

    scale: int = attrs.field(default=2, init=False)
    power: int = attrs.field(default=1, init=False)
    first_is_free: bool = attrs.field(default=True, init=False)
    rises: bool = attrs.field(default=True, init=False)
    lead: Fraction = attrs.field(default=Fraction(0), init=False)

    def key(self, held: int) -> tuple[int, int]:
        """Give ``d(held)``."""
        return 2 * held * (held + 1), 2 * held + 1

    def counts(
        self, weights: Sequence[int], numerator: int, denominator: int
    ) -> list[int]:
        """Count the signposts up to ``weight x numerator / denominator``, exactly."""
        parts = [divmod(numerator * weight, denominator) for weight in weights]
        return [
            whole + (rest * (2 * whole + 1) >= whole * denominator)
            for whole, rest in parts
        ]

    def fractions(self, held: Integers) -> Floats | float:
        """Give ``d(held) - held``, which is ``held / (2 held + 1)``."""
        seats: Floats = held.astype(np.float64)
        sums = seats * 2
        sums += 1
        np.divide(seats, sums, out=seats)
        return seats

    def decide(
        self,
        whole: Integers,
        rest: Integers,
        denominator: int | Integers,
        position: Floats,
    ) -> tuple[Booleans, Floats | float]:
        """Tell who is beyond the signpost, leaving out who may just be at it."""
        del rest, denominator
        fractions = self.fractions(whole)
        reached = _beyond(position, fractions)
        return reached, fractions


DHONDT: Final = Linear(offset=Fraction(1))
"""D'Hondt or Jefferson: never against the large."""

SAINTE_LAGUE: Final = Linear(offset=Fraction(1, 2))
"""Sainte-Laguë or Webster: favours neither large nor small."""

MODIFIED_SAINTE_LAGUE: Final = Linear(offset=Fraction(1, 2), first=Fraction(7, 10))
"""Norway's series 1.4, 3, 5, ...; Sweden's has begun with 1.2 since 2018."""

ADAMS: Final = Linear(offset=Fraction(0))
"""Adams: never against the small."""

HUNTINGTON_HILL: Final = Geometric()
"""Huntington-Hill: the least relative difference of the weights per unit."""

DEAN: Final = Harmonic()
"""Dean: the weights per unit as close as possible to the multiplier's."""
