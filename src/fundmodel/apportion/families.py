"""Families of methods: what divides, and what tells why it came out like this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol

import attrs
import numpy as np

from fundmodel.apportion import evidence
from fundmodel.apportion.evidence import Evidence
from fundmodel.apportion.inputs import checked_choice, checked_unit, place
from fundmodel.apportion.integers import Integers, add, narrowed, objects
from fundmodel.apportion.kernels import (
    cascades,
    electoral,
    levels,
    remainders,
    seats,
)
from fundmodel.apportion.kernels.divisors import multipliers, steps
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.electoral import Quota, Rest
from fundmodel.apportion.problems import Problem
from fundmodel.apportion.rounding import Rounding, Tie, round_each
from fundmodel.apportion.tallies import Tally
from fundmodel.errors import InvalidDataError

__all__ = [
    "Alone",
    "Cumulative",
    "Family",
    "Multipliers",
    "QuotaSeats",
    "Quotients",
    "Remainders",
]


class Family(Protocol):
    """What methods have in common: they divide, and they can tell why."""

    keeps_the_total: ClassVar[bool]
    """Whether shares always add up to the total."""

    may_over_award: ClassVar[bool]
    """Whether more than the total may come out without being meant."""

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Divide among few without arrays; `None` where arrays are quicker."""
        ...

    def shares(self, problem: Problem) -> Integers:
        """Divide; shape ``(s, n)``."""
        ...

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Tell from the shares why they are right, and which ties were decided."""
        ...


@attrs.frozen
class Remainders:
    """The whole part of the quota, and one unit more to the largest remainders."""

    keeps_the_total: ClassVar[bool] = True
    may_over_award: ClassVar[bool] = False

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Divide among few without arrays."""
        return remainders.python_shares(total, weights)

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        return _beside_the_bounds(problem, remainders.shares)

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show quotas and who had the same remainder."""
        return evidence.of_remainders(problem, shares)


@attrs.frozen(kw_only=True)
class Multipliers:
    """One multiplier for all, and a rule how products are rounded."""

    keeps_the_total: ClassVar[bool] = True
    may_over_award: ClassVar[bool] = False

    signposts: Signposts

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Divide among few without arrays."""
        return steps.divide(total, weights, self.signposts)

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        return multipliers.shares(problem, self.signposts)

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show the multipliers that give these shares."""
        return evidence.of_multipliers(problem, shares, self.signposts)


@attrs.frozen
class Cumulative:
    """Running sums, rounded; everybody gets the difference to the one before."""

    keeps_the_total: ClassVar[bool] = True
    may_over_award: ClassVar[bool] = False

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Divide among few without arrays."""
        return cascades.plain(total, weights)

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        return _beside_the_bounds(problem, cascades.shares)

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show quotas; there are no ties."""
        del shares  # Running sums are rounded each on its own.
        return Evidence(quotas=evidence.quotas_within(problem))


@attrs.frozen(kw_only=True)
class Alone:
    """Every quota rounded on its own, to a multiple of a unit."""

    keeps_the_total: ClassVar[bool] = False
    may_over_award: ClassVar[bool] = False

    rounding: Rounding
    unit: int = attrs.field(converter=checked_unit)

    def __attrs_post_init__(self) -> None:
        checked_choice(self.rounding, Rounding, where="rounding")

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Leave it to arrays, which know how to round."""
        del total, weights
        return None

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        for bound, where in ((problem.lower, "minimum"), (problem.upper, "maximum")):
            if bound is not None:
                self._refuse_broken(bound, where)
        exact = evidence.quotas_within(problem)
        return round_each(exact, unit=self.unit, rounding=self.rounding)

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show quotas; there are no ties."""
        del shares  # Each was rounded on its own.
        return Evidence(quotas=evidence.quotas_within(problem))

    def _refuse_broken(self, bound: Integers, where: str) -> None:
        broken = bound % self.unit != 0
        if broken.any():
            position = int(np.flatnonzero(broken.ravel())[0])
            raise InvalidDataError(
                "a bound is no multiple of the unit that shares are rounded to",
                where=place(where, bound.shape, position),
                got=bound.ravel()[position],
                expected=f"multiples of {self.unit}",
                mend="round the bounds to the unit, or leave `unit` out",
            )


@attrs.frozen
class QuotaSeats:
    """Unit by unit by priority, to those whose quota allows one more."""

    keeps_the_total: ClassVar[bool] = True
    may_over_award: ClassVar[bool] = False

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Leave it to the form that refuses large totals."""
        del total, weights
        return None

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        largest = int(problem.totals.max(initial=0))
        if largest > seats.MOST_TOTAL:
            raise InvalidDataError(
                "the total is too large for a method that goes unit by unit",
                where="total",
                got=largest,
                expected=f"{seats.MOST_TOTAL} or less",
                mend="divide in larger units, or use sainte_lague or "
                "largest_remainder, which take any total",
            )
        return seats.shares(problem)

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show quotas and ties."""
        return Evidence(
            quotas=evidence.quotas_within(problem), ties=seats.ties(problem, shares)
        )


@attrs.frozen(kw_only=True)
class Quotients:
    """Whole quotas of a stated size, and a stated rule for what is left over."""

    keeps_the_total: ClassVar[bool] = False
    may_over_award: ClassVar[bool] = True

    quota: Quota
    rest: Rest

    def __attrs_post_init__(self) -> None:
        checked_choice(self.quota, Quota, where="quota")
        checked_choice(self.rest, Rest, where="rest")

    def quick(self, total: int, weights: list[int]) -> list[int] | None:
        """Leave it to the form that looks for over-award."""
        del total, weights
        return None

    def shares(self, problem: Problem) -> Integers:
        """Divide."""
        if problem.is_bounded:
            raise InvalidDataError(
                "a quota method with another quota or rest takes no bounds",
                where="minimum, maximum",
                expected="no bounds",
                mend="use largest_remainder, which takes them",
            )
        rows = [
            electoral.shares(total, weights, keys, quota=self.quota, rest=self.rest)
            for total, weights, keys in _rows(problem)
        ]
        flat = [share for row in rows for share in row]
        return narrowed(objects(flat, problem.shape))

    def evidence(self, problem: Problem, shares: Integers) -> Evidence:
        """Show exact quotas, which are Hare's, and who was level with the last."""
        rows = zip(_rows(problem), shares.tolist(), strict=True)
        ties = [
            self._tie(scenario, total, weights, given)
            for scenario, ((total, weights, _), given) in enumerate(rows)
        ]
        return Evidence(
            quotas=evidence.quotas_within(problem),
            ties=tuple(tie for tie in ties if tie),
        )

    def _tie(
        self, scenario: int, total: int, weights: list[int], given: list[int]
    ) -> Tie | None:
        whole, rests = electoral.divided(total, weights, quota=self.quota)
        claims = electoral.claims(weights, rests, self.rest)
        return evidence.tie(
            scenario,
            evidence.ranks(claims),
            np.array(given) > np.array(whole),
            np.array(weights) > 0,
        )


def _rows(problem: Problem) -> Iterator[tuple[int, list[int], list[int]]]:
    """Give total, weights and keys of each scenario, as lists."""
    keys = np.zeros((1, 1), np.int64) if problem.order is None else problem.order
    rows = zip(
        problem.totals.tolist(),
        np.broadcast_to(problem.weights, problem.shape),
        np.broadcast_to(keys, problem.shape),
        strict=True,
    )
    return ((total, weights.tolist(), order.tolist()) for total, weights, order in rows)


def _beside_the_bounds(
    problem: Problem,
    divide: Callable[[Integers, Integers, Integers | None, Tally | None], Integers],
) -> Integers:
    """
    Divide among those who stand at no bound what the others leave.

    Bounds are whole units, so that the exact share of a recipient between them can
    be rounded up or down without leaving them.
    """
    if not problem.is_bounded:
        return divide(problem.totals, problem.weights, problem.order, problem.tally)
    fixed, left, weights = levels.reduced(problem)
    shares = divide(left, weights, problem.order, None)
    if object in (problem.totals.dtype, shares.dtype, fixed.dtype):
        return add(fixed, shares)
    # Nobody gets more than the total, which fits.
    np.add(shares, fixed, out=shares)
    return shares
