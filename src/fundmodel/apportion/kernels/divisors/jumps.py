"""
Jumps: divisor methods on one long row of 64-bit numbers.

A multiplier just below the right one is chosen, and one pass over the weights grants
what it gives. The same pass collects everybody whose next unit is near; the few
units that are missing go to the smallest of these claims. For a total that is large
beside the number of recipients one pass is enough. Otherwise the multiplier is moved
by Newton's method within a bracket; and where so many claims are equal that no
multiplier comes close, they are settled as one mass.
"""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import MOST, Integers
from fundmodel.apportion.kernels.divisors.candidates import Candidates, first_of
from fundmodel.apportion.kernels.divisors.masses import serve_mass
from fundmodel.apportion.kernels.divisors.passes import Outcome, Pass, Row
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.divisors.steps import middle
from fundmodel.apportion.kernels.floors import CHUNK
from fundmodel.apportion.tallies import exact_sum

__all__ = ["divide"]

MOST_TOTAL: Final = 2**61
"""Beyond, sums of what a multiplier grants might not fit."""

COARSEST: Final = 64
"""Units of the total that one step of the multiplier may be worth."""

TURNS: Final = 6
"""Multipliers to try by Newton's method before the bracket is halved."""

FEW: Final = 1_024
"""So many claims are always looked at one by one."""

MANY: Final = 2**17
"""So many claims more than recipients are never looked at."""

ENOUGH: Final = 200
"""Multipliers to try at most; Python's numbers never need another way."""

WIDER: Final = 1 + 2.0**-40
"""Makes up for every rounding in a distance."""


def divide(  # noqa: PLR0913  the parts of a problem
    total: int,
    weights: Integers,
    signposts: Signposts,
    *,
    lower: Integers | None = None,
    upper: Integers | None = None,
    order: Integers | None = None,
    chunk: int = CHUNK,
) -> Integers | None:
    """
    Divide by a divisor method; the rule is that of `steps.divide`.

    Args:
        total: Not negative.

        weights: ``int64``, shape ``(n,)``, contiguous, not negative, not all zero.

        signposts: The method.

        lower: ``int64``, shape ``(1,)`` or ``(n,)``, or `None`.

        upper: Likewise.

        order: Keys, shape ``(n,)``, or `None`.

        chunk: Recipients at a time, for speed only.

    Returns:
        Shares, shape ``(n,)``, or `None` if the numbers are outside the 64-bit
        bounds.
    """
    largest = int(weights.max())
    weight = exact_sum(weights, largest=largest)
    denominator = _denominator(total, weight, signposts.scale)
    if total >= MOST_TOTAL or denominator is None:
        return None
    row = Row(
        total=total,
        weights=weights,
        signposts=signposts,
        lower=lower,
        upper=None if upper is None else np.minimum(upper, total),
        order=order,
        chunk=chunk,
        largest=largest,
        weight=weight,
        positive=int(np.count_nonzero(weights)),
        denominator=denominator,
    )
    shares = _first_units(row) if signposts.first_is_free else None
    if shares is not None:
        return shares
    held = np.empty(weights.size, dtype=np.int64)
    return held if _search(row, held) else None


def _denominator(total: int, weight: int, scale: int) -> int | None:
    """Give a denominator with fine steps, for which floors are exact, if any."""
    excess = (14 * (2 * total + 8) >> 53) + 1
    most = (MOST + 1) // (excess + 1) // scale
    return scale * min(weight, most) if weight <= COARSEST * most else None


def _first_units(row: Row) -> Integers | None:
    """Serve the largest weights, if there is no unit for each who has none."""
    lower = np.zeros(1, dtype=np.int64) if row.lower is None else row.lower
    least = np.broadcast_to(lower, row.weights.shape)
    remaining = row.total - exact_sum(least, largest=row.total)
    if remaining >= row.positive:
        return None
    is_empty = (row.weights > 0) & (least == 0)
    if row.upper is not None:
        is_empty &= row.upper > 0
    empty = np.flatnonzero(is_empty)
    if remaining >= empty.size:
        return None
    shares = least.copy()
    largest = first_of(-row.weights[empty], remaining, row.keys(empty))
    shares[empty[largest]] = 1
    return shares


@attrs.frozen(kw_only=True)
class _Search:
    """
    Where the multiplier is searched; numerators over the row's denominator.

    Attributes:
        level: The one to try next.

        reach: How far beyond it claims are near.

        low: One that grants too little or just enough.

        high: One that grants too much or just enough.

        granted_low: What *low* grants, if it has been tried.

        granted_high: Likewise.

        turn: How many have been tried.

        was_wide: Whether too many claims of too many kinds were between *low* and
            *high* before.

        stand_together: Whether there was hardly a claim where many should be.
    """

    level: int
    reach: int
    low: int
    high: int
    granted_low: int | None = None
    granted_high: int | None = None
    turn: int = 0
    was_wide: bool = False
    stand_together: bool = False

    @classmethod
    def of(cls, row: Row) -> _Search:
        """Begin a little below the level that would be right on average."""
        below = _nearly(row) // 3 + 1
        lead = math.floor(row.positive * row.signposts.lead)
        low, high = 0, (row.total + 1) * row.denominator
        if not row.is_bounded:
            # Nobody is a whole unit or more beside the product.
            low = (row.total - row.positive) * row.denominator // row.weight
            high = -(-(row.total + row.positive) * row.denominator // row.weight)
        level = (row.total - below + lead) * row.denominator // row.weight
        return cls(
            level=max(0, low, level),
            reach=_nearly(row) * row.denominator // row.weight + 1,
            low=max(0, low),
            high=high,
        )

    def distance(self, row: Row) -> float:
        """Give the reach as a float, rather more than less."""
        return self.reach / row.denominator * WIDER

    def after(self, row: Row, found: Pass, outcome: Outcome) -> _Search:
        """Give what to try next."""
        search = attrs.evolve(self, turn=self.turn + 1)
        if outcome is Outcome.WIDE:
            return search.closer(row, found)
        if _is_sparse(row, found):
            search = attrs.evolve(search, stand_together=True)
        search = search.narrowed(row, found, outcome)
        if search.is_narrow(row):
            reach = search.high - search.low + _least(row)
            return attrs.evolve(search, level=search.low, reach=reach)
        return search.moved(row, found, search.step(row, found, outcome))

    def step(self, row: Row, found: Pass, outcome: Outcome) -> int:
        """Give by how many units the multiplier should grant more or less."""
        nearly = _nearly(row)
        step = row.total - found.granted - nearly // 3 - 1
        if outcome is Outcome.FEW:
            step = max(step, nearly)
            if _is_sparse(row, found):
                step = max(step, row.weights.size // 2 + nearly)
        return step << self.turn // 3

    def moved(self, row: Row, found: Pass, step: int) -> _Search:
        """Move the multiplier, or halve the bracket if that would leave it."""
        level = self.level + step * row.denominator // found.free
        halves = self.turn > TURNS and self.turn % 2
        if halves or not self.low < level < self.high:
            level = middle(self.low, self.high)
        reach = _nearly(row) * row.denominator // found.free + 1
        return attrs.evolve(self, level=level, reach=reach)

    def closer(self, row: Row, found: Pass) -> _Search:
        """Look at fewer claims: a shorter way ahead, or half of the bracket."""
        if self.level != self.low or self.granted_low is None:
            return attrs.evolve(self, reach=self.reach // 8)
        return attrs.evolve(self.moved(row, found, 0), was_wide=True)

    def narrowed(self, row: Row, found: Pass, outcome: Outcome) -> _Search:
        """Move an end of the bracket to the multiplier that was tried."""
        if outcome is Outcome.FEW:
            return attrs.evolve(self, low=self.level, granted_low=found.granted)
        granted = max(found.granted, row.total)
        if self.level > self.low:
            return attrs.evolve(self, high=self.level, granted_high=granted)
        # The lower end passes claims by less than floats can tell.
        low = max(0, self.level - (_least(row) << self.turn))
        return attrs.evolve(
            self, high=self.level, granted_high=granted, low=low, granted_low=None
        )

    def is_narrow(self, row: Row) -> bool:
        """Tell whether moving the multiplier further is not worth a pass."""
        if self.granted_low is None or self.granted_high is None:
            return False
        n = row.weights.size
        close = n // 32
        if self.turn > 2 * TURNS or (
            not self.was_wide and (self.stand_together or self.turn >= TURNS)
        ):
            close = 2 * n
        is_close = self.granted_high - self.granted_low <= close
        return is_close or self.high - self.low <= 1


def _nearly(row: Row) -> int:
    """Give the claims to collect: several times what chance leaves missing."""
    return 4 * math.isqrt(row.weights.size) + 8


def _least(row: Row) -> int:
    """Give a distance between multipliers that floats can tell."""
    return max(1, row.denominator >> 45)


def _is_sparse(row: Row, found: Pass) -> bool:
    """Tell whether there was hardly a claim near where many should be."""
    return found.near is not None and 4 * found.near.size < _nearly(row)


def _search(row: Row, held: Integers) -> bool:
    """Find the shares; `False` if this takes more than 64 bits, or very long."""
    search, n = _Search.of(row), row.weights.size
    while search.turn < ENOUGH:
        found = Pass.at(
            search.level,
            row,
            held,
            distance=search.distance(row),
            most=n if search.turn > 2 * TURNS else n // 32 + FEW,
        )
        if found is None:
            return False
        outcome = _outcome(row, held, found, search)
        if outcome is Outcome.DONE:
            return True
        search = search.after(row, found, outcome)
    return False


def _outcome(row: Row, held: Integers, found: Pass, search: _Search) -> Outcome:
    """Give the missing units to the smallest claims, if these are near."""
    missing, level = row.total - found.granted, search.level
    if missing < 0:
        return Outcome.MANY
    if found.near is None:
        return serve_mass(row, held, missing, level=level, reach=search.reach)
    outcome = _served(row, held, found, found.near, distance=search.distance(row))
    if outcome is Outcome.FEW and search.turn == 0 and _is_sparse(row, found):
        # Everybody's next claim is at most about one unit away.
        reach = 2 * row.weights.size * row.denominator // found.free
        served = serve_mass(row, held, missing, level=level, reach=reach)
        outcome = served if served is Outcome.DONE else outcome
    return outcome


def _served(
    row: Row, held: Integers, found: Pass, near: Integers, *, distance: float
) -> Outcome:
    """Give the missing units to the smallest claims, looking at each."""
    missing, has = row.total - found.granted, held[near]
    candidates = Candidates(
        signposts=row.signposts,
        weights=row.weights[near],
        held=has,
        positions=found.positions,
        room=row.room(has, near),
        order=row.keys(near),
    )
    most = 4 * row.weights.size + MANY
    claims = candidates.claims(reach=distance, each=missing, most=most)
    if claims is None:
        return Outcome.WIDE
    chosen = claims.smallest(missing, reach=distance)
    if chosen is None:
        return Outcome.FEW
    if claims.leaves_passed(chosen):
        return Outcome.MANY
    held[near] += np.bincount(claims.rows[chosen], minlength=near.size)
    return Outcome.DONE
