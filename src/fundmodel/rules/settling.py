"""
Settling: from bounds gathered so far to claims that keep all of them.

Bounds hold jointly: ``clip(offset + level x slope, lower, upper)`` with the one level
at which the claims are what was shared. Where nothing was shared by a key, what a
bound adds comes out of the pot, and what it cuts goes back.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from fundmodel.apportion import Mixed, WaterLevel, water_level
from fundmodel.claims import (
    Bound,
    Bounds,
    Damping,
    Limit,
    Portion,
    PortionKind,
    Waterline,
    said_of,
)
from fundmodel.errors import AllocationError, BoundsError
from fundmodel.indicators import BoolArray
from fundmodel.steps import State

__all__ = [
    "added",
    "afforded",
    "bounded",
    "check_crossing",
    "current",
    "cut",
    "damped",
    "lower",
    "named",
    "reachable",
    "settled",
    "standing",
    "upper",
    "waterline",
]


def current(state: State) -> Bounds:
    """
    Give the bounds that hold for the claims of a state.

    Where another provision moved the claims since, they start anew from there.

    Raises:
        AllocationError: A claim is negative.
    """
    bounds = state.bounds
    if bounds is None or bounds.amounts is not state.amounts:
        return settled(state)
    _check_claims(state)
    return bounds


def settled(state: State) -> Bounds:
    """
    Let the claims stand as they are, with no bounds.

    Raises:
        AllocationError: A claim is negative.
    """
    _check_claims(state)
    nothing = Mixed.zeros((1, 1))
    if state.bounds is None or state.bounds.slope is None:
        return Bounds.start(base=nothing, offset=state.amounts, amounts=state.amounts)
    return standing(attrs.evolve(state.bounds, gathered=()), state.amounts)


def standing(now: Bounds, claims: Mixed, *more: Bound) -> Bounds:
    """Let the claims stand as they are, together with the bounds that hold for them."""
    base = Mixed.zeros((1, 1))
    if now.slope is not None:
        # Whoever does not rise with the level cannot pay for others either.
        moves = now.slope.whole > 0
        base = Mixed.where(moves, Mixed.minimum(now.base, claims), claims)
    return attrs.evolve(
        now,
        base=base,
        offset=claims,
        amounts=claims,
        gathered=(*now.gathered, *more),
        line=None,
        damping=None,
    )


def _check_claims(state: State) -> None:
    negative = state.amounts.whole < 0
    if negative.any() or (state.total.whole < 0).any():
        raise AllocationError(
            "claims are bounded while some are negative",
            where=f"roster {state.roster.id!r}: {named(state, negative)}",
            got=f"a pot of {state.in_pot(0)}",
            expected="claims of zero or more",
            mend="bound what was paid; a correction takes back what that was",
        )


def named(state: State, who: BoolArray) -> str:
    """
    Name a few claimants and count the others.

    Args:
        state: Whose claimants they are.

        who: Which, shape ``(1, n)`` or ``(s, n)``; one scenario is enough.
    """
    anywhere = np.logical_or.reduce(who, axis=0)
    return said_of(state.names(tuple(np.flatnonzero(anywhere).tolist())))


def lower(base: Mixed, bounds: Iterable[Bound]) -> Mixed:
    """Give the least of everybody."""
    least = base
    for bound in bounds:
        if bound.limit is Limit.LEAST:
            raised = bound.applies & least.less(bound.amounts)
            least = Mixed.where(raised, bound.amounts, least)
    return least


def upper(ceiling: Mixed, bounds: Iterable[Bound]) -> Mixed | None:
    """Give the most of everybody, a *ceiling* for whom no bound holds."""
    most: Mixed | None = None
    for bound in bounds:
        if bound.limit is Limit.MOST:
            most = ceiling if most is None else most
            cut_ = bound.applies & bound.amounts.less(most)
            most = Mixed.where(cut_, bound.amounts, most)
    return most


def bounded(state: State, *new: Bound) -> State:
    """
    Add bounds to those gathered, and let all of them hold.

    Raises:
        BoundsError: They cross, or the least of all is more than there is.

        AllocationError: A claim is negative.
    """
    now = current(state)
    gathered = (*now.gathered, *new)
    check_crossing(state, gathered)
    if now.slope is None:
        return _clipped(state, now, gathered)
    rest = Mixed.minimum(now.rest, state.pot)
    there = state.amounts.sum() + rest
    gathered = afforded(state, now.base, gathered, there)
    ceiling = there.column()
    least, most = lower(now.base, gathered), upper(ceiling, gathered)
    if most is not None:
        # Only what was claimed before the pot was shared can be above: it is cut.
        least = Mixed.minimum(least, most)
    there = reachable(there, (now.slope, now.offset), least, most)
    level = water_level(
        there, slope=now.slope, offset=now.offset, lower=least, upper=most
    )
    line = waterline(level, now.slope, now.offset)
    left = rest + state.amounts.sum() - there
    bounds = attrs.evolve(now, rest=left, gathered=gathered, line=line)
    return _with(state, bounds, level.shares)


def waterline(level: WaterLevel, slope: Mixed, offset: Mixed) -> Waterline:
    """Keep how claims were settled, for explanations."""
    free = ~(level.at_lower | level.at_upper) & ~slope.equals(Mixed.zeros((1, 1)))
    return Waterline(offset=offset, slope=slope, amounts=level.shares, free=free)


def reachable(
    there: Mixed, rise: tuple[Mixed, Mixed], least: Mixed, most: Mixed | None
) -> Mixed:
    """
    Give what can be had by all, if it is less than what is there.

    Args:
        there: What is there, shape ``(s,)``.

        rise: How each rises with the level, and what each has at level 0.

        least: The least of each.

        most: The most of each, if there is one for anybody.
    """
    slope, offset = rise
    rises = ~slope.equals(Mixed.zeros((1, 1)))
    if most is None:
        if rises.any(axis=-1).all():
            return there
        most = Mixed.where(rises, there.column(), least)
    resting = Mixed.minimum(Mixed.maximum(offset, least), most)
    return Mixed.minimum(there, Mixed.where(rises, most, resting).sum())


def _clipped(state: State, now: Bounds, gathered: tuple[Bound, ...]) -> State:
    """Cut and raise each claim on its own; the pot pays and receives."""
    there = state.pot + state.amounts.sum()
    if not state.open_ended:
        gathered = afforded(state, now.base, gathered, there)
    claims = Mixed.maximum(now.offset, lower(now.base, gathered))
    most = upper(claims, gathered)
    if most is not None:
        claims = Mixed.minimum(claims, most)
    return _with(state, attrs.evolve(now, gathered=gathered, line=None), claims)


def _with(state: State, bounds: Bounds, claims: Mixed) -> State:
    bounds = attrs.evolve(bounds, amounts=claims, damping=None)
    pot = state.pot + state.amounts.sum() - claims.sum()
    return state.becomes(pot=pot, amounts=claims, bounds=bounds)


def check_crossing(state: State, gathered: tuple[Bound, ...]) -> None:
    """
    Make sure that no least is above a most.

    Raises:
        BoundsError: One is; both provisions and the claimants are named.
    """
    least = [bound for bound in gathered if bound.limit is Limit.LEAST]
    most = [bound for bound in gathered if bound.limit is Limit.MOST]
    for low in least:
        for high in most:
            crossing = low.applies & high.applies & high.amounts.less(low.amounts)
            if crossing.any():
                raise _crossing(state, low, high, crossing)


def _crossing(state: State, low: Bound, high: Bound, at: BoolArray) -> BoundsError:
    scenario, position = (int(index[0]) for index in np.nonzero(at))
    one, other = low.amount(position, scenario), high.amount(position, scenario)
    return BoundsError(
        "the least that one provision gives is more than the most that another allows",
        where=f"roster {state.roster.id!r}: {named(state, at)}",
        got=f"at least {state.measured(one)} ({low.provision.describe()}) and at most "
        f"{state.measured(other)} ({high.provision.describe()})",
        expected="a least that is no more than the most",
        mend="correct one of them, or put Redistribute between them, which lets the "
        "later one prevail",
    )


def afforded(
    state: State, base: Mixed, gathered: tuple[Bound, ...], there: Mixed
) -> tuple[Bound, ...]:
    """
    Reduce the bounds that give way, until the least of all is no more than there is.

    The last one gives way first.

    Args:
        state: The state that is bounded.

        base: What no bound cuts into, shape ``(1, 1)`` to ``(s, n)``.

        gathered: All bounds.

        there: What all can have together, shape ``(s,)``.

    Raises:
        BoundsError: It stays more than there is; the provision is named.
    """
    kept = list(gathered)
    for place in reversed(range(len(kept))):
        if not there.less(_sum(state, lower(base, kept))).any():
            return tuple(kept)
        if kept[place].gives_way and kept[place].limit is Limit.LEAST:
            others = lower(base, [b for b in kept if b is not kept[place]])
            kept[place] = _reduced(state, kept[place], others, there)
    least = _sum(state, lower(base, kept))
    short = there.less(least)
    if short.any():
        raise _short(state, kept, there, least, int(np.flatnonzero(short)[0]))
    return tuple(kept)


def _sum(state: State, amounts: Mixed) -> Mixed:
    return (Mixed.zeros(state.amounts.shape) + amounts).sum()


def _reduced(state: State, bound: Bound, others: Mixed, there: Mixed) -> Bound:
    """Give everybody the same part of the bound, but no less than *others* give."""
    zeros = Mixed.zeros(state.amounts.shape)
    others = zeros + others
    wanted = Mixed.where(bound.applies, zeros + bound.amounts, zeros)
    most = Mixed.maximum(others, wanted)
    needed = others.sum()
    possible = Mixed.maximum(Mixed.minimum(there, most.sum()), needed)
    level = water_level(possible, slope=wanted, lower=others, upper=most)
    moved = ~level.at_lower & bound.applies
    met = (level.shares.sum(where=moved), wanted.sum(where=moved))
    # Whoever is given more by others is not promised more by this one.
    amounts = Mixed.minimum(level.shares, zeros + bound.amounts)
    return attrs.evolve(bound, amounts=amounts, full=bound.amounts, met=met)


def _short(
    state: State, gathered: list[Bound], there: Mixed, least: Mixed, scenario: int
) -> BoundsError:
    bounds = [bound for bound in gathered if bound.limit is Limit.LEAST]
    who = np.zeros(state.amounts.shape, dtype=np.bool_)
    for bound in bounds:
        who |= bound.applies
    return BoundsError(
        "the least that provisions give is more than there is",
        where="; ".join(str(bound.provision.describe()) for bound in bounds),
        got=f"{state.measured(least.fraction(scenario))} for "
        f"{named(state, who[scenario][np.newaxis])}",
        expected=f"at most {state.measured(there.fraction(scenario))}",
        mend='raise the budget, lower the least, or say if_short = "reduced"',
    )


def added(state: State, bound: Bound) -> State:
    """
    Raise claims to a least; what it takes comes in addition to the pot.

    Raises:
        AllocationError: A claim is negative.
    """
    now = current(state)
    check_crossing(state, (*now.gathered, bound))
    raised = bound.applies & state.amounts.less(bound.amounts)
    claims = Mixed.where(raised, bound.amounts, state.amounts)
    portion = Portion(
        kind=PortionKind.GUARANTEED,
        amount=state.amounts.sum() - claims.sum(),
        source=bound.provision.source,
    )
    return state.becomes(
        amounts=claims,
        elsewhere=(*state.elsewhere, portion),
        bounds=standing(now, claims, bound),
    )


def cut(state: State, bound: Bound) -> State:
    """
    Cut claims to a most; what is cut goes back to the pot.

    Raises:
        BoundsError: A bound gathered before gives more.

        AllocationError: A claim is negative.
    """
    now = current(state)
    check_crossing(state, (*now.gathered, bound))
    above = bound.applies & bound.amounts.less(state.amounts)
    claims = Mixed.where(above, bound.amounts, state.amounts)
    return state.becomes(
        pot=state.pot + state.amounts.sum() - claims.sum(),
        amounts=claims,
        bounds=standing(now, claims, bound),
    )


def damped(state: State, bound: Bound) -> State:
    """
    Raise claims to a least; those who gain over last time pay for it.

    Everybody who gains gives the same part of the gain.

    Raises:
        BoundsError: All gains together are less than what it takes.

        AllocationError: A claim is negative.
    """
    now = current(state)
    check_crossing(state, (*now.gathered, bound))
    floor = _floor(state, now, bound)
    # Nobody who gains falls below the floor, and those who do not keep what they have.
    kept = Mixed.minimum(state.amounts, floor)
    there = state.amounts.sum()
    (bound,) = afforded(state, kept, (bound,), there)
    raised = lower(kept, (bound,))
    gains = state.amounts - kept
    damping = Damping(floor=kept, gains=gains.sum(), needed=raised.sum() - kept.sum())
    claims = water_level(there, slope=gains, offset=raised).shares
    bounds = attrs.evolve(standing(now, claims, bound), damping=damping)
    return state.becomes(amounts=claims, bounds=bounds)


def _floor(state: State, now: Bounds, bound: Bound) -> Mixed:
    """Give the amount of last time, or a bound above it; others have no floor."""
    before = Mixed.zeros((1, 1)) if bound.said is None else bound.said
    least = lower(Mixed.maximum(now.base, before), (*now.gathered, bound))
    return Mixed.where(bound.applies, least, state.amounts)
