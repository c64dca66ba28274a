"""
Selection by rank, on arrays: who is funded from what is there.

Arrays have the shape ``(s, n)``, one row for each scenario, and stand in the order of
the ranks; claims of those who are not ranked are 0 and stand last.
"""

from __future__ import annotations

import enum

import attrs
import numpy as np

from fundmodel.apportion.integers import (
    Booleans,
    Integers,
    add,
    divide,
    multiply,
    number,
    running,
    subtract,
    total,
)

__all__ = ["LastProject", "Line", "dense", "in_order"]


class LastProject(enum.Enum):
    """What happens to the first one for whom too little is left."""

    STOPPED = "stopped"
    """The list ends before it: neither it nor anybody after it is funded."""

    SKIPPED = "skipped"
    """It is passed over, and the next that fits is funded."""

    PART_FUNDED = "part-funded"
    """It gets what is left, and the list ends with it."""


def dense(values: Integers) -> Integers:
    """Give equal numbers for equal values, small ones for small ones, from 0 on."""
    _, codes = np.unique(values, return_inverse=True)
    dense: Integers = codes.reshape(values.shape)
    return dense


def in_order(codes: tuple[Integers, ...], ranked: Booleans) -> Integers:
    """
    Sort by the first code, the second among equals, and so on; then by position.

    Args:
        codes: Whole numbers, the smallest first, each of shape ``(1, n)`` or
            ``(s, n)``.

        ranked: Who is ranked, shape ``(s, n)``; the others come last.

    Returns:
        The position of each rank, shape ``(s, n)``.
    """
    keys = tuple(
        np.broadcast_to(code, ranked.shape) for code in (*reversed(codes), ~ranked)
    )
    order: Integers = np.lexsort(keys, axis=-1)
    return order


@attrs.frozen(kw_only=True, eq=False)
class Line:
    """
    Claims in the order of their ranks, and what there is for them.

    Attributes:
        claims: Whole numbers, shape ``(s, n)``; 0 at the end for who is not ranked.

        there: What there is, shape ``(s,)``; nothing if it is negative.

        last: What happens to the first one for whom too little is left.

        step: The unit to which a part is rounded down.
    """

    claims: Integers
    there: Integers
    last: LastProject
    step: int = 1

    def granted(self) -> Integers:
        """Give what each is granted, of the shape of the claims."""
        there = np.maximum(self.there, 0)
        if self.last is LastProject.SKIPPED:
            return self._skipping(there)
        sums = running(self.claims)
        fits = sums[:, 1:] <= there[:, np.newaxis]
        whole = np.where(fits, self.claims, 0)
        if self.last is LastProject.STOPPED:
            return whole
        # Behind the first that does not fit, nothing is left.
        left = np.maximum(subtract(there[:, np.newaxis], sums[:, :-1]), 0)
        step = number(self.step)
        steps, _ = divide(np.where(fits, 0, left), step)
        return add(whole, multiply(steps, step))

    def _skipping(self, there: Integers) -> Integers:
        """
        Take as many in a row as fit, leave out who never will, and begin anew.

        What is left only becomes less, so whoever does not fit once never will.
        Each turn takes at least one; random claims need few turns.
        """
        granted = np.zeros_like(self.claims)
        waiting = self.claims > 0
        while True:
            waiting = waiting & (self.claims <= there[:, np.newaxis])
            if not waiting.any():
                return granted
            sums = running(np.where(waiting, self.claims, 0))[:, 1:]
            fit = waiting & (sums <= there[:, np.newaxis])
            taken = np.where(fit, self.claims, 0)
            granted = add(granted, taken)
            there = subtract(there, total(taken))
            waiting &= ~fit

    def left(self, granted: Integers) -> Integers:
        """Give what is left before each, shape ``(s, n)``."""
        there = np.maximum(self.there, 0)[:, np.newaxis]
        return subtract(there, running(granted)[:, :-1])

    def contested(self, granted: Integers, starts: Booleans) -> Booleans:
        """
        Tell who is in a group within which the order decides who is funded.

        Args:
            granted: What each is granted.

            starts: Where a group of equals begins, shape ``(s, n)``.

        Returns:
            Shape ``(s, n)``, true for everybody of such a group.
        """
        group = _Groups.of(starts)
        skips = self.last is LastProject.SKIPPED
        taken = granted if skips else self.claims
        left = group.at_start(self.left(taken))
        fits_alone = (self.claims > 0) & (self.claims <= left)
        if skips:
            fitting = np.where(fits_alone, self.claims, 0)
            return group.sum(fitting) > left
        anybody = group.sum(fits_alone.astype(np.int64)) > 0
        if self.last is LastProject.PART_FUNDED:
            anybody = anybody | (left >= self.step)
        several = group.sum((self.claims > 0).astype(np.int64)) > 1
        contested: Booleans = several & anybody & (group.sum(self.claims) > left)
        return contested

    def places(self, which: Booleans, starts: Booleans) -> Integers:
        """
        Count some of them by rank, from 1; equals have the same place.

        Args:
            which: Whom to count, shape ``(s, n)``.

            starts: Where a group of equals begins, shape ``(s, n)``.
        """
        before = running(which.astype(np.int64))[:, :-1]
        return add(_Groups.of(starts).at_start(before), number(1))


@attrs.frozen(kw_only=True, eq=False)
class _Groups:
    """Runs of equals: where each begins, and where the next one does."""

    first: Integers
    end: Integers

    @classmethod
    def of(cls, starts: Booleans) -> _Groups:
        n = starts.shape[-1]
        at = np.arange(n, dtype=np.int64)
        first = np.maximum.accumulate(np.where(starts, at, 0), axis=-1)
        ends: Integers = np.where(np.roll(starts, -1, axis=-1), at + 1, n)
        end = np.minimum.accumulate(ends[:, ::-1], axis=-1)[:, ::-1]
        return cls(first=first, end=end)

    def at_start(self, values: Integers) -> Integers:
        """Give everybody the value with which its group begins."""
        return np.take_along_axis(values, self.first, axis=-1)

    def sum(self, values: Integers) -> Integers:
        """Give everybody the sum of its group."""
        sums = running(values)
        return subtract(
            np.take_along_axis(sums, self.end, axis=-1),
            np.take_along_axis(sums, self.first, axis=-1),
        )
