"""
Masses: a great many equal claims, settled once for all who are alike.

Recipients with the same weight, who hold the same and may get the same, have the same
claims. Where many are near at a time they are usually of a few kinds, so that the
kinds are put in order with whole numbers, and then everybody gets what is due to the
kind.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np

from fundmodel.apportion.integers import MOST, Integers
from fundmodel.apportion.kernels.divisors.candidates import first_of
from fundmodel.apportion.kernels.divisors.passes import Outcome, Row, within
from fundmodel.apportion.kernels.divisors.steps import images

__all__ = ["serve_mass"]

Kind: TypeAlias = tuple[int, int, int]
"""Weight, units held, and how many more may be granted."""

MOST_KINDS: Final = 2**16
"""More kinds than these are not worth while."""

FEW: Final = 1_024
"""So many claims are always looked at."""

_WIDER: Final = 1 + 2.0**-40


@attrs.frozen(kw_only=True, eq=False)
class _Mass:
    """Who is near, chunk by chunk."""

    row: Row
    held: Integers
    missing: int
    limit: float
    """No claim that counts needs a larger multiplier."""

    def chunks(self) -> Iterator[tuple[Integers, list[Integers]]]:
        """Give positions of who is near, and their weights, units held, and room."""
        row = self.row
        for part in row.parts():
            weights, held = row.weights[part], self.held[part]
            price = row.signposts.fractions(held) + held
            is_near = (price <= weights * self.limit) & (weights > 0)
            if row.upper is not None:
                is_near &= held < within(row.upper, part)
            near = np.flatnonzero(is_near)
            if near.size:
                weights, held = weights[near], held[near]
                room = np.full(near.size, self.missing)
                upper = row.room(held, near + part.start)
                if upper is not None:
                    np.minimum(room, upper, out=room)
                yield near + part.start, [weights, held, room]

    def kinds(self) -> Counter[Kind] | None:
        """Count who is alike; `None` if hardly anybody is."""
        counted: Counter[Kind] = Counter()
        for _, columns in self.chunks():
            code = _Code.of([(int(c.min()), int(c.max())) for c in columns])
            if code is None:
                return None
            found, counts = np.unique(code.pack(columns), return_counts=True)
            kinds = zip(*(c.tolist() for c in code.unpack(found)), strict=True)
            for (weight, held, room), count in zip(kinds, counts.tolist(), strict=True):
                counted[weight, held, room] += count
            if len(counted) > MOST_KINDS:
                return None
        return counted


@attrs.frozen(kw_only=True)
class _Code:
    """A whole number for each of some columns of whole numbers."""

    lows: Sequence[int]
    spans: Sequence[int]

    @classmethod
    def of(cls, ranges: Sequence[tuple[int, int]]) -> _Code | None:
        """Give the code for columns from a least to a largest number, if it fits."""
        spans = [high - low + 1 for low, high in ranges]
        product = 1
        for span in spans:
            product *= span
        if product > MOST:
            return None
        return cls(lows=[low for low, _ in ranges], spans=spans)

    def pack(self, columns: Sequence[Integers]) -> Integers:
        """Give the number for each row."""
        packed = np.zeros_like(columns[0])
        for column, low, span in zip(columns, self.lows, self.spans, strict=True):
            packed *= span
            packed += column
            packed -= low
        return packed

    def unpack(self, packed: Integers) -> list[Integers]:
        """Give the columns again."""
        columns: list[Integers] = []
        for low, span in zip(self.lows[::-1], self.spans[::-1], strict=True):
            packed, column = np.divmod(packed, span)
            columns.insert(0, column + low)
        return columns


@attrs.frozen(kw_only=True)
class _Verdict:
    """What each kind gets, and which kinds have equal claims to the last units."""

    units: dict[Kind, int]
    tied: frozenset[Kind]
    remaining: int


def serve_mass(
    row: Row, held: Integers, missing: int, *, level: int, reach: int
) -> Outcome:
    """
    Give the missing units to the smallest claims, kind by kind.

    Args:
        row: The row.

        held: What a pass at *level* granted; takes what is given.

        missing: Units to give.

        level: Numerator of the multiplier.

        reach: How far beyond it claims count.

    Returns:
        What came of it; `Outcome.WIDE` if there are too many kinds.
    """
    limit = (level + reach) / row.denominator * _WIDER
    mass = _Mass(row=row, held=held, missing=missing, limit=limit)
    kinds = mass.kinds()
    if kinds is None:
        return Outcome.WIDE
    verdict = _judged(row, kinds, missing, level + reach)
    if isinstance(verdict, Outcome):
        return verdict
    if _leaves_passed(row, verdict, level):
        return Outcome.MANY
    return _give(mass, verdict) if missing else Outcome.DONE


def _judged(
    row: Row, kinds: Counter[Kind], missing: int, level: int
) -> _Verdict | Outcome:
    """Put the claims of all kinds in order, up to those for which there are units."""
    largest = max((weight for weight, _, _ in kinds), default=1)
    image = images(row.signposts, weight=largest, held=2 * row.total + 2)
    units = dict.fromkeys(kinds, 0)
    heap = [(image(held, weight), (weight, held, room)) for weight, held, room in kinds]
    heapq.heapify(heap)
    for _ in range(min(2 * MOST_KINDS, 4 * row.weights.size + FEW)):
        if not missing:
            return _Verdict(units=units, tied=frozenset(), remaining=0)
        equal = _lowest(heap)
        if not equal or not _passed(row, equal[0], units[equal[0]], level):
            return Outcome.FEW
        claims = sum(kinds[kind] for kind in equal)
        if claims > missing:
            return _Verdict(units=units, tied=frozenset(equal), remaining=missing)
        missing -= claims
        for kind in equal:
            units[kind] += 1
            weight, held, room = kind
            if units[kind] < room:
                heapq.heappush(heap, (image(held + units[kind], weight), kind))
    return Outcome.WIDE


def _lowest(heap: list[tuple[int, Kind]]) -> list[Kind]:
    """Take those who have the lowest price off a heap."""
    equal: list[Kind] = []
    price = heap[0][0] if heap else 0
    while heap and heap[0][0] == price:
        equal.append(heapq.heappop(heap)[1])
    return equal


def _passed(row: Row, kind: Kind, units: int, level: int) -> bool:
    """Tell whether a multiplier has passed the next claim of a kind, exactly."""
    weight, held, _ = kind
    counts = row.signposts.counts([weight], level, row.denominator)
    return counts[0] > held + units


def _leaves_passed(row: Row, verdict: _Verdict, level: int) -> bool:
    """Tell whether somebody does not get a unit that the multiplier has passed."""
    return any(
        units < kind[2] and _passed(row, kind, units, level)
        for kind, units in verdict.units.items()
    )


def _give(mass: _Mass, verdict: _Verdict) -> Outcome:
    """Give everybody what is due to the kind, and the last units by the order."""
    kinds = sorted(verdict.units)
    code = _Code.of([(min(column), max(column)) for column in zip(*kinds, strict=True)])
    if code is None:
        return Outcome.WIDE
    columns = [np.array(column) for column in zip(*kinds, strict=True)]
    # Packed numbers stand in the order of the kinds.
    packed = code.pack(columns)
    units = np.array([verdict.units[kind] for kind in kinds])
    is_tied = np.array([kind in verdict.tied for kind in kinds])
    ties: list[Integers] = []
    for near, alike in mass.chunks():
        kind = np.searchsorted(packed, code.pack(alike))
        mass.held[near] += units[kind]
        if verdict.remaining:
            ties.append(near[is_tied[kind]])
    if verdict.remaining:
        tied = np.concatenate(ties)
        keys = mass.row.keys(tied)
        last = tied[: verdict.remaining]
        if keys is not None:
            last = tied[first_of(keys, verdict.remaining, None)]
        mass.held[last] += 1
    return Outcome.DONE
