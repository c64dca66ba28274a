"""The way of figures through successions, as arrays: one pass for each day."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion import grouped
from fundmodel.apportion.integers import MOST, Integers, magnitude
from fundmodel.crosswalks.carried import LossReason
from fundmodel.crosswalks.successions import Succession, SuccessionKind
from fundmodel.indicators import BoolArray, Places

__all__ = ["Flow", "Leg", "Route"]

S = TypeVar("S", bound=np.generic)


@attrs.frozen(kw_only=True, eq=False)
class Leg:
    """
    What moves on one day, by the code of each id.

    Attributes:
        whole: Who hands over all, shape ``(w,)``.

        whole_to: To whom, shape ``(w,)``.

        split: Who is split, shape ``(g,)``.

        parts: Into whom, split after split, shape ``(p,)``.

        offsets: Where the parts of each split begin, shape ``(g + 1,)``.

        weights: Shares of the parts as whole numbers, shape ``(p,)``.

        denominators: What the weights of each split add up to, shape ``(g,)``.

        short: Who takes over from several of whom some are not there, shape ``(k,)``.
    """

    whole: Places
    whole_to: Places
    split: Places
    parts: Places
    offsets: Places
    weights: Integers
    denominators: Integers
    short: Places

    @property
    def gone(self) -> Places:
        """Who hands something over."""
        return np.concatenate([self.whole, self.split])

    @property
    def to(self) -> Places:
        """Who takes something over."""
        return np.concatenate([self.whole_to, self.parts])

    def repeated(self, of_splits: npt.NDArray[S]) -> npt.NDArray[S]:
        """Give what belongs to splits once for each of their parts."""
        return np.repeat(of_splits, np.diff(self.offsets))

    def taken_over(self, of_bodies: BoolArray) -> BoolArray:
        """Give a mark of who hands over for each of who takes over."""
        marks = self.repeated(of_bodies[self.split])
        both: BoolArray = np.concatenate([of_bodies[self.whole], marks])
        return both

    def tied(self, totals: Integers, parts: Integers) -> list[int]:
        """Find the splits in which equal remainders were served differently."""
        if not len(self.split):
            return []
        most = self.repeated(self.denominators)
        exact = self.repeated(abs(totals)).astype(object) * self.weights
        below, rest = exact // most, exact % most
        is_up: BoolArray = (abs(parts).astype(object) > below).astype(np.bool_)
        starts = self.offsets[:-1]
        least_up = np.minimum.reduceat(np.where(is_up, rest, most), starts)
        largest_down = np.maximum.reduceat(np.where(is_up, -1, rest), starts)
        return np.flatnonzero(least_up == largest_down).tolist()


@attrs.frozen(kw_only=True, eq=False)
class Flow:
    """
    One figure of every body, by code; a body that does not exist has zero.

    Attributes:
        values: Whole units, or exact numbers, shape ``(c,)``. What is known of a sum
            that is not known as a whole stays here.

        valid: Where the value is whole, shape ``(c,)``.

        known: Where at least a part of it is known, shape ``(c,)``.

        inferred: Where it was computed, shape ``(c,)``.
    """

    values: Integers
    valid: BoolArray
    known: BoolArray
    inferred: BoolArray

    def moved(self, leg: Leg, parts: Integers) -> Flow:
        """
        Move the figures of one day.

        Args:
            leg: Who hands over to whom.

            parts: What each part of a split gets, shape ``(p,)``.
        """
        # A body that hands over begins again at nothing, and may take over at once.
        values, valid = self.values.copy(), self.valid.copy()
        known, inferred = self.known.copy(), self.inferred.copy()
        values[leg.gone], valid[leg.gone] = 0, True
        known[leg.gone], inferred[leg.gone] = False, False
        if values.dtype != object:
            parts = parts.astype(np.int64)
        np.add.at(values, leg.to, np.concatenate([self.values[leg.whole], parts]))
        np.logical_and.at(valid, leg.to, leg.taken_over(self.valid))
        valid[leg.short] = False
        np.logical_or.at(known, leg.to, leg.taken_over(self.known))
        is_part = np.arange(len(leg.to)) >= len(leg.whole)
        marks = leg.taken_over(self.inferred) | (is_part & leg.taken_over(self.known))
        np.logical_or.at(inferred, leg.to, marks)
        return Flow(values=values, valid=valid, known=known, inferred=inferred)

    def divided(self, leg: Leg) -> tuple[Integers, list[int]]:
        """Divide splits into whole units; give the parts, and which splits had ties."""
        totals = self.values[leg.split]
        parts = grouped(totals, leg.weights, leg.offsets)
        tied = leg.tied(totals, parts)
        return parts, [split for split in tied if self.valid[leg.split[split]]]

    def divided_exactly(self, leg: Leg) -> Integers:
        """Divide splits into exact numbers, which are not rounded."""
        shares = [
            Fraction(weight, most)
            for weight, most in zip(
                leg.weights.tolist(),
                leg.repeated(leg.denominators).tolist(),
                strict=True,
            )
        ]
        values = leg.repeated(self.values[leg.split])
        products: Integers = values * _objects(shares)
        return products


@attrs.frozen(kw_only=True, eq=False)
class Route:
    """
    All legs from one list of bodies to another.

    Attributes:
        ids: The id of each code; the old bodies come first, in their order.

        targets: Codes of the new bodies, shape ``(m,)``.

        legs: What moves, in the order of days.

        present: Who has anything at the end, shape ``(c,)``.

        origins: Codes of the old bodies from which something came, by code; a body
            that was not touched has itself.
    """

    ids: tuple[str, ...]
    targets: Places
    legs: tuple[Leg, ...]
    present: BoolArray
    origins: dict[int, tuple[int, ...]]

    @classmethod
    def plan(
        cls,
        old: Sequence[str],
        new: Sequence[str],
        successions: Iterable[Succession],
    ) -> Route:
        """Lay the way of the old bodies through successions, given by day."""
        several = tuple(successions)
        named = (id_ for s in several for id_ in (*s.old, *s.new))
        ids = tuple(dict.fromkeys([*old, *new, *named]))
        code = {id_: at for at, id_ in enumerate(ids)}
        present = np.zeros(len(ids), dtype=np.bool_)
        present[: len(old)] = True
        origins: dict[int, tuple[int, ...]] = {}
        legs: list[Leg] = []
        for _, on_day in groupby(several, key=lambda succession: succession.day):
            leg = _leg(on_day, code, present)
            _trace(leg, origins, present)
            present[leg.gone] = False
            present[leg.to] = True
            legs.append(leg)
        return cls(
            ids=ids,
            targets=np.fromiter((code[id_] for id_ in new), dtype=np.int64),
            legs=tuple(legs),
            present=present,
            origins=origins,
        )

    def start(self, values: Integers, valid: BoolArray, inferred: BoolArray) -> Flow:
        """Put the figures of the old bodies, shape ``(n,)``, at their codes."""
        n, codes = len(values), len(self.ids)
        # Every sum on the way is at most the sum of all sizes.
        fits = values.dtype != object and magnitude(values) * n < MOST
        every = np.zeros(codes, dtype=np.int64 if fits else object)
        every[:n] = np.where(valid, values, 0)
        is_valid = np.ones(codes, dtype=np.bool_)
        is_valid[:n] = valid
        known, marks = np.zeros((2, codes), dtype=np.bool_)
        known[:n], marks[:n] = valid, inferred
        return Flow(values=every, valid=is_valid, known=known, inferred=marks)

    @functools.cached_property
    def off_roster(self) -> BoolArray:
        """Who has anything and is not among the new bodies, shape ``(c,)``."""
        off = self.present.copy()
        off[self.targets] = False
        return off

    @functools.cached_property
    def short(self) -> tuple[str, ...]:
        """Who took over from several of whom some have no row before."""
        codes = [leg.short for leg in self.legs] or [_codes([])]
        return self.named(np.unique(np.concatenate(codes)))

    @functools.cached_property
    def is_part(self) -> BoolArray:
        """Who took over a part of a body that was split, shape ``(c,)``."""
        part = np.zeros(len(self.ids), dtype=np.bool_)
        for leg in self.legs:
            was = leg.taken_over(part)
            part[leg.gone] = False
            np.logical_or.at(part, leg.to, was)
            part[leg.parts] = True
        return part

    def named(self, codes: Places) -> tuple[str, ...]:
        """Give the ids of codes."""
        return tuple(map(self.ids.__getitem__, codes.tolist()))

    def why_off(self, code: int) -> LossReason:
        """Tell why somebody is not among the new bodies."""
        if code in self.origins:
            return LossReason.NOT_ON_ROSTER
        return LossReason.NO_SUCCESSION

    def origin_ids(self, code: int) -> tuple[str, ...]:
        """Name the old bodies from which something came to one."""
        return tuple(self.ids[at] for at in self.origins.get(code, (code,)))


def _trace(leg: Leg, origins: dict[int, tuple[int, ...]], present: BoolArray) -> None:
    """Note where what moves on a day comes from."""
    givers = np.concatenate([leg.whole, leg.repeated(leg.split)])
    gone = set(leg.gone.tolist())
    came: dict[int, dict[int, None]] = {}
    for giver, taker in zip(givers.tolist(), leg.to.tolist(), strict=True):
        if taker not in came:
            stays = taker not in gone and present[taker]
            own = origins.get(taker, (taker,)) if stays else ()
            came[taker] = dict.fromkeys(own)
        came[taker].update(dict.fromkeys(origins.get(giver, (giver,))))
    origins.update((taker, tuple(codes)) for taker, codes in came.items())


def _leg(
    successions: Iterable[Succession], code: dict[str, int], present: BoolArray
) -> Leg:
    """Lay what moves on one day; of who is not there, nothing does."""
    whole: list[tuple[int, int]] = []
    short: list[int] = []
    splits: list[tuple[int, Succession]] = []
    for succession in successions:
        there = [at for at in map(code.__getitem__, succession.old) if present[at]]
        if succession.kind is SuccessionKind.SPLIT:
            splits += [(at, succession) for at in there]
        elif succession.old != succession.new:
            taker = code[succession.new[0]]
            whole += [(at, taker) for at in there]
            short += [taker] if 0 < len(there) < len(succession.old) else []
    most = [math.lcm(*(s.denominator for s in split.shares)) for _, split in splits]
    sizes = [0, *(len(split.new) for _, split in splits)]
    return Leg(
        whole=_codes([at for at, _ in whole]),
        whole_to=_codes([to for _, to in whole]),
        split=_codes([at for at, _ in splits]),
        parts=_codes([code[id_] for _, split in splits for id_ in split.new]),
        offsets=np.cumsum(_codes(sizes)),
        weights=_objects(
            [
                int(share * times)
                for times, (_, split) in zip(most, splits, strict=True)
                for share in split.shares
            ]
        ),
        denominators=_objects(most),
        short=_codes(short),
    )


def _codes(codes: list[int]) -> Places:
    return np.array(codes, dtype=np.int64)


def _objects(numbers: Sequence[int | Fraction]) -> Integers:
    array: Integers = np.empty(len(numbers), dtype=object)
    array[:] = numbers
    return array
