"""Evidence: what shows that shares are right, and where a tie had to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion import denominators
from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.apportion.kernels import levels
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.problems import Problem
from fundmodel.apportion.proportions import quotas
from fundmodel.apportion.rounding import Tie

__all__ = [
    "Evidence",
    "Interval",
    "of_multipliers",
    "of_remainders",
    "quotas_within",
    "ranks",
    "tie",
]

BEYOND_DOUBT: Final = 2.0**-40
"""Relative difference of floats that no rounding error explains."""


@attrs.frozen(kw_only=True)
class Interval:
    """
    Multipliers that give the same shares by a divisor method.

    Everybody gets ``weight x multiplier``, rounded at the signposts of the method
    and kept within the bounds, for every multiplier from *low* to *high*. Where both
    are the same, a tie stands there.

    Attributes:
        low: Multiplier at which the last unit was given; `None` if none was.

        high: Multiplier at which the next unit would be given; `None` if nobody
            may have one more.

        is_squared: Whether both are squares, because the method's own are
            irrational (Huntington-Hill).
    """

    low: Fraction | None
    high: Fraction | None
    is_squared: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Evidence:
    """
    Why shares are as they are; positive, as the kernels divide.

    Attributes:
        quotas: Exact quotas within the bounds, shape ``(s, n)``.

        intervals: Multipliers of each scenario, for divisor methods.

        ties: Ties that the order had to decide.
    """

    quotas: Mixed
    intervals: tuple[Interval, ...] = ()
    ties: tuple[Tie, ...] = ()


def quotas_within(problem: Problem) -> Mixed:
    """
    Give exact quotas: in proportion to the weights, but within the bounds.

    Returns:
        ``clip(level x weight, lower, upper)``, shape ``(s, n)``; each row adds up to
        its total.
    """
    if not problem.is_bounded:
        return quotas(Mixed.of(problem.totals), problem.weights)
    fixed, left, weights = levels.reduced(problem)
    # Where all stand at a bound nothing is left, and any weight will do.
    anybody = np.where(weights.any(axis=-1, keepdims=True), weights, 1)
    return quotas(Mixed.of(left), anybody) + Mixed.of(fixed)


def of_remainders(problem: Problem, shares: Integers) -> Evidence:
    """Compare the remainders of those who got a unit more with those who did not."""
    exact = quotas_within(problem)
    won: Booleans = shares > exact.whole
    strength = denominators.ranks(exact.rem, exact.den)
    rows = enumerate(zip(strength, won, strict=True))
    found = (tie(scenario, claims, gained) for scenario, (claims, gained) in rows)
    return Evidence(quotas=exact, ties=tuple(one for one in found if one))


def of_multipliers(
    problem: Problem, shares: Integers, signposts: Signposts
) -> Evidence:
    """
    Compare the multipliers of the last units given and of the next ones.

    The shares are right exactly if none of those given lies above one not given.
    """
    intervals: list[Interval] = []
    ties: list[Tie] = []
    for scenario in range(len(shares)):
        row = problem.row(scenario)
        last, next_ = _last_and_next(row, shares[scenario], signposts)
        is_squared = signposts.power > 1
        intervals.append(Interval(low=last.at, high=next_.at, is_squared=is_squared))
        if last.at is not None and last.at == next_.at:
            found = _tie_at(scenario, last, next_, row.weights[0])
            ties.extend([found] if found else [])
    exact = quotas_within(problem)
    return Evidence(quotas=exact, intervals=tuple(intervals), ties=tuple(ties))


@attrs.frozen(kw_only=True)
class _Due:
    """A multiplier at which units are due, and the positions of whose they are."""

    at: Fraction | None
    who: tuple[int, ...]


def _last_and_next(
    row: Problem, shares: Integers, signposts: Signposts
) -> tuple[_Due, _Due]:
    weights, count = row.weights[0], shares.shape
    least = 0 if row.lower is None else np.broadcast_to(row.lower[0], count)
    may_lose: Booleans = (weights > 0) & (shares > least)
    may_win: Booleans = weights > 0
    if row.upper is not None:
        may_win = may_win & (shares < np.broadcast_to(row.upper[0], count))
    return (
        _due(np.flatnonzero(may_lose), shares - 1, weights, signposts, latest=True),
        _due(np.flatnonzero(may_win), shares, weights, signposts, latest=False),
    )


def _due(
    who: Integers,
    held: Integers,
    weights: Integers,
    signposts: Signposts,
    *,
    latest: bool,
) -> _Due:
    """Find the largest multiplier ``d(held) / weight``, or the smallest."""
    if not who.size:
        return _Due(at=None, who=())
    if object not in (held.dtype, weights.dtype):
        who = _outermost(who, held, weights, signposts, latest=latest)
    due = {
        i: _multiplier(int(held[i]), int(weights[i]), signposts) for i in who.tolist()
    }
    at = (max if latest else min)(due.values())
    return _Due(
        at=at, who=tuple(i for i, multiplier in due.items() if multiplier == at)
    )


def _outermost(
    who: Integers,
    held: Integers,
    weights: Integers,
    signposts: Signposts,
    *,
    latest: bool,
) -> Integers:
    """Leave out by floats who cannot be first, far beyond all doubt."""
    units = held[who]
    near = (units + signposts.fractions(units)) / weights[who]
    best = near.max() if latest else near.min()
    close: Booleans = np.abs(near - best) <= best * BEYOND_DOUBT
    return who[close]


def _multiplier(held: int, weight: int, signposts: Signposts) -> Fraction:
    above, below = signposts.key(held)
    return Fraction(above, below * weight**signposts.power)


def _tie_at(scenario: int, last: _Due, next_: _Due, weights: Integers) -> Tie | None:
    tied = sorted({*last.who, *next_.who})
    # Where first units are free, the largest weights get them.
    claims = [1 if last.at else int(weights[i]) for i in tied]
    won = np.isin(tied, last.who)
    found = tie(scenario, ranks(claims), won)
    if found is None:
        return None
    place = np.array(tied)
    return Tie(
        scenario=scenario,
        tied=tuple(place[list(found.tied)].tolist()),
        given=tuple(place[list(found.given)].tolist()),
    )


def ranks(claims: Sequence[int | Fraction]) -> Integers:
    """Number claims from the weakest, equal ones alike."""
    rank = {claim: position for position, claim in enumerate(sorted(set(claims)))}
    return np.array([rank[claim] for claim in claims], dtype=np.int64)


def tie(
    scenario: int,
    claims: Integers,
    won: Booleans,
    eligible: Booleans | None = None,
) -> Tie | None:
    """
    Find who did not win, although as strong as the weakest who did.

    Args:
        scenario: The row.

        claims: Whole numbers, the stronger the larger, shape ``(n,)``.

        won: Who got one unit more, same shape.

        eligible: Who might have; everybody if not given.
    """
    if not won.any():
        return None
    level: Booleans = claims == claims[won].min()
    if eligible is not None:
        level &= eligible
    if not (level & ~won).any():
        return None
    return Tie(
        scenario=scenario,
        tied=tuple(np.flatnonzero(level).tolist()),
        given=tuple(np.flatnonzero(level & won).tolist()),
    )
