"""
The quota method of Balinski and Young: seat by seat, and nobody above its quota.

As the house grows to h seats, a recipient may get one if it has fewer than its exact
quota ``h w / W`` then. Among those, the largest ``w / (a + 1)`` gets it, with the a
seats it has (D'Hondt's priority); among equal ones the smaller key, then the position.
So nobody ever gets more than the quota rounded up, nor, as the authors prove, less
than the quota rounded down, and a larger house takes a seat from nobody.

Source: M. L. Balinski and H. P. Young, The Quota Method of Apportionment, American
Mathematical Monthly 82 (1975), 701-730.

With minimums the house starts with them, as in the article, and grows from there.
Maximums are not in the article: who has reached its own gets no further seat. If then
nobody below the maximum is below its quota, all below it may get the seat.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Final, TypeAlias

import attrs
import numpy as np

from fundmodel.apportion.integers import Integers, narrowed, objects
from fundmodel.apportion.problems import Problem
from fundmodel.apportion.rounding import Tie

__all__ = ["MOST_TOTAL", "shares", "ties"]

MOST_TOTAL: Final = 1_000_000
"""Seats that are handed out one by one in a few seconds; callers refuse more."""

_Claim: TypeAlias = tuple[int, int, int, int]
"""Priority (the smaller first), key, position, and the seats it has so far."""

_NEVER: Final = MOST_TOTAL + 1


@attrs.frozen
class _Seat:
    """A seat: at which size of the house, to whom, and how it came to this."""

    size: int
    position: int
    priority: int
    is_free_for_all: bool


def shares(problem: Problem) -> Integers:
    """
    Divide by the quota method.

    >>> weights = np.array([[5117, 4400, 162, 161, 160]])
    >>> shares(Problem(totals=np.array([100]), weights=weights)).tolist()
    [[52, 44, 2, 1, 1]]

    Args:
        problem: With totals up to `MOST_TOTAL`; the time is in proportion to them.

    Returns:
        Whole shares, shape ``(s, n)``.
    """
    found: list[int] = []
    for scenario in range(problem.shape[0]):
        house = _House(problem.row(scenario))
        for _ in house.seats():
            pass
        found.extend(house.given)
    return narrowed(objects(found, problem.shape))


def ties(problem: Problem, shares: Integers) -> tuple[Tie, ...]:
    """
    Find who had the same priority as a recipient of a seat and got none for it.

    Ties on the way, where all got their seat in the end, decide nothing.

    Args:
        problem: What was divided.

        shares: What `shares` gave for it.

    Returns:
        One tie for every priority at which the order decided, row by row.
    """
    del shares  # The way to them shows the ties.
    return tuple(
        tie
        for scenario in range(problem.shape[0])
        for tie in _ties_of_row(scenario, _House(problem.row(scenario)))
    )


def _ties_of_row(scenario: int, house: _House) -> Iterator[Tie]:
    served: dict[int, list[_Seat]] = {}
    for seat in house.seats():
        served.setdefault(seat.priority, []).append(seat)
    without: dict[int, list[int]] = {}
    for priority, _, position, _ in house.claims():
        if priority in served:
            without.setdefault(priority, []).append(position)
    for priority, positions in sorted(without.items()):
        tied, given = house.rivals(served[priority], positions)
        if tied:
            yield Tie(scenario=scenario, tied=tied, given=given)


class _House:
    """
    A house that grows.

    Attributes:
        given: Seats of each so far.
    """

    def __init__(self, problem: Problem) -> None:
        self._total = int(problem.totals[0])
        self._weights: list[int] = problem.weights[0].tolist()
        self._sum = sum(self._weights)
        # Two different priorities a/w and b/v are at least 1/(w v) apart, so that
        # whole numbers on this scale stand in the same order, equal ones included.
        self._scale = 2 * max(self._weights).bit_length()
        nothing = [0] * len(self._weights)
        self.given = _row(problem.lower, nothing)
        self._most = _row(problem.upper, [self._total] * len(nothing))
        self._keys = _row(problem.order, nothing)
        self._size = sum(self.given)
        # Who waits to be below its quota, and who is; entries of those who got a
        # seat since they were made are void.
        self._waiting: list[tuple[int, _Claim]] = []
        self._open: list[_Claim] = []
        self._everybody: list[_Claim] | None = None
        self._entered = nothing.copy()
        self._admitted = nothing.copy()
        for position in range(len(nothing)):
            self._enter(position)

    def seats(self) -> Iterator[_Seat]:
        """Hand out the seats up to the total, and tell who gets each."""
        while self._size < self._total:
            self._size += 1
            self._admit()
            # Only maximums can close the house to all who are below their quota, as
            # the quotas add up to the size of the house.
            is_free_for_all = not self._open
            heap = self._all() if is_free_for_all else self._open
            priority, _, position, _ = heappop(heap)
            self.given[position] += 1
            self._enter(position)
            yield _Seat(self._size, position, priority, is_free_for_all)

    def claims(self) -> list[_Claim]:
        """Give everybody who may get a further seat."""
        waiting = (claim for _, claim in self._waiting)
        return list(filter(self._is_valid, (*self._open, *waiting)))

    def rivals(
        self, seats: list[_Seat], waiting: list[int]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """
        Find who was up for a seat at the same time, and the order decided.

        Args:
            seats: All that were given at one priority.

            waiting: Who has a claim of the same priority in the end.

        Returns:
            All between whom was decided, and those of them who got a seat.
        """
        last = max(seat.size for seat in seats)
        free = [seat.size for seat in seats if seat.is_free_for_all]
        losers = [
            position
            for position in waiting
            if self._admitted[position] <= last
            or self._entered[position] <= max(free, default=-1)
        ]
        if not losers:
            return (), ()
        admitted = min(self._admitted[position] for position in losers)
        entered = min(self._entered[position] for position in losers)
        given = [
            seat.position
            for seat in seats
            if seat.size >= (entered if seat.is_free_for_all else admitted)
        ]
        return tuple(sorted([*losers, *given])), tuple(sorted(given))

    def _enter(self, position: int) -> None:
        """Let somebody wait for the house in which it is below its quota."""
        weight, seats = self._weights[position], self.given[position]
        if not weight or seats >= self._most[position]:
            return
        priority = ((seats + 1) << self._scale) // weight
        claim = (priority, self._keys[position], position, seats)
        heappush(self._waiting, (seats * self._sum // weight + 1, claim))
        if self._everybody is not None:
            heappush(self._everybody, claim)
        self._entered[position] = self._size + 1
        self._admitted[position] = _NEVER

    def _admit(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._size:
            _, claim = heappop(self._waiting)
            if self._is_valid(claim):
                heappush(self._open, claim)
                self._admitted[claim[2]] = self._size

    def _all(self) -> list[_Claim]:
        """Give a heap of all below their maximum, with a valid claim on top."""
        if self._everybody is None:
            self._everybody = self.claims()
            heapify(self._everybody)
        while not self._is_valid(self._everybody[0]):
            heappop(self._everybody)
        return self._everybody

    def _is_valid(self, claim: _Claim) -> bool:
        return self.given[claim[2]] == claim[3]


def _row(values: Integers | None, otherwise: list[int]) -> list[int]:
    if values is None:
        return otherwise.copy()
    row: list[int] = np.broadcast_to(values[0], (len(otherwise),)).tolist()
    return row
