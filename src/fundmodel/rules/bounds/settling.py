"""
Settling: from bounds gathered so far to claims that keep all of them.

Bounds hold jointly: ``clip(offset + level x slope, lower, upper)`` with the one level
at which the claims are what was shared. Where nothing was shared by a key, what a
bound adds comes out of the pot, and what it cuts goes back.
"""

from __future__ import annotations

import attrs

from fundmodel.apportion import Mixed, WaterLevel, water_level
from fundmodel.claims import (
    Bound,
    Bounds,
    Damping,
    GroupBound,
    Portion,
    PortionKind,
    Waterline,
)
from fundmodel.errors import AllocationError
from fundmodel.rules.bounds.group_levels import Between
from fundmodel.rules.bounds.group_settling import (
    check_kept,
    clipped_in_groups,
    group_line,
)
from fundmodel.rules.bounds.shortages import (
    afforded,
    check_crossing,
    lower,
    named,
    upper,
)
from fundmodel.steps import State

__all__ = [
    "added",
    "afforded",
    "bounded",
    "check_crossing",
    "current",
    "cut",
    "damped",
    "filled",
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
    nothing, now = Mixed.zeros((1, 1)), state.bounds
    if now is None or now.slope is None:
        claims = state.amounts
        return Bounds.start(base=nothing, offset=claims, amounts=claims, before=now)
    now = attrs.evolve(
        now,
        gathered=(),
        groups=(),
        past=(*now.past, *now.gathered),
        past_groups=(*now.past_groups, *now.groups),
    )
    return standing(now, state.amounts)


def standing(now: Bounds, claims: Mixed, *more: Bound) -> Bounds:
    """Let the claims stand as they are, together with the bounds that hold for them."""
    base, slope = Mixed.zeros((1, 1)), now.slope
    if slope is not None:
        slope = _with_gap(now, claims, slope)
        # Whoever does not rise with the level cannot pay for others either.
        moves = slope.whole > 0
        base = Mixed.where(moves, Mixed.minimum(now.base, claims), claims)
    return attrs.evolve(
        now,
        base=base,
        slope=slope,
        offset=claims,
        amounts=claims,
        gathered=(*now.gathered, *more),
        line=None,
        damping=None,
    )


def _with_gap(now: Bounds, claims: Mixed, slope: Mixed) -> Mixed:
    """Let nobody rise who has no gap, where it is gaps that are filled."""
    without = now.offset.less(now.base) & claims.less_equal(now.base)
    if not without.any():
        # The same object: by it sentences tell that the key is what they rise by.
        return slope
    return Mixed.where(without, Mixed.zeros((1, 1)), slope)


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


def bounded(state: State, *new: Bound, groups: tuple[GroupBound, ...] = ()) -> State:
    """
    Add bounds to those gathered, and let all of them hold.

    Args:
        state: Whose claims are bounded.

        new: Bounds of claimants.

        groups: Bounds of what groups have together.

    Raises:
        BoundsError: They cross, or the least of all is more than there is.

        AllocationError: A claim is negative.
    """
    now = current(state)
    gathered = (*now.gathered, *new)
    check_crossing(state, gathered)
    now = attrs.evolve(now, gathered=gathered, groups=(*now.groups, *groups))
    slope = now.slope
    if slope is None:
        return _clipped(state, now)
    rest = Mixed.minimum(now.rest, state.pot)
    there = state.amounts.sum() + rest
    now = attrs.evolve(now, gathered=afforded(state, now.base, gathered, there))
    least, most = lower(now.base, now.gathered), upper(there.column(), now.gathered)
    if most is not None:
        # Only what was claimed before the pot was shared can be above: it is cut.
        least = Mixed.minimum(least, most)
    line, shared = filled(state, now, there, (slope, now.offset), (least, most))
    left = rest + state.amounts.sum() - shared
    return _with(state, attrs.evolve(now, rest=left, line=line), line.amounts)


def filled(
    state: State,
    now: Bounds,
    there: Mixed,
    rise: tuple[Mixed, Mixed],
    ends: tuple[Mixed, Mixed | None],
) -> tuple[Waterline, Mixed]:
    """
    Share what is there, so that all bounds hold.

    Args:
        state: The state that is bounded.

        now: All bounds.

        there: What is there, shape ``(s,)``.

        rise: How each rises with the level, and what each has at level 0.

        ends: The least of each, and the most if there is one for anybody.

    Returns:
        How claims were settled, and what they are together.

    Raises:
        BoundsError: Bounds of groups cross others, or cannot be met.
    """
    (slope, offset), (least, most) = rise, ends
    if now.groups:
        ceiling = there.column() if most is None else most
        between = Between(slope=slope, offset=offset, least=least, most=ceiling)
        return group_line(state, now, there, between)
    there = reachable(there, rise, least, most)
    level = water_level(there, slope=slope, offset=offset, lower=least, upper=most)
    return waterline(level, slope, offset), there


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


def _clipped(state: State, now: Bounds) -> State:
    """Cut and raise each claim on its own; the pot pays and receives."""
    there = state.pot + state.amounts.sum()
    if not state.open_ended:
        gathered = afforded(state, now.base, now.gathered, there)
        now = attrs.evolve(now, gathered=gathered)
    claims = Mixed.maximum(now.offset, lower(now.base, now.gathered))
    most = upper(claims, now.gathered)
    if most is not None:
        claims = Mixed.minimum(claims, most)
    line = None
    if now.groups:
        line = clipped_in_groups(state, now, claims)
        claims = line.amounts
    return _with(state, attrs.evolve(now, line=line), claims)


def _with(state: State, bounds: Bounds, claims: Mixed) -> State:
    bounds = attrs.evolve(bounds, amounts=claims, damping=None)
    pot = state.pot + state.amounts.sum() - claims.sum()
    return state.becomes(pot=pot, amounts=claims, bounds=bounds)


def added(state: State, bound: Bound) -> State:
    """
    Raise claims to a least; what it takes comes in addition to the pot.

    Raises:
        BoundsError: A bound gathered before allows less.

        AllocationError: A claim is negative.
    """
    now = current(state)
    check_crossing(state, (*now.gathered, bound))
    raised = bound.applies & state.amounts.less(bound.amounts)
    claims = Mixed.where(raised, bound.amounts, state.amounts)
    check_kept(state, now.groups, claims, bound.provision)
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
    check_kept(state, now.groups, claims, bound.provision)
    return state.becomes(
        pot=state.pot + state.amounts.sum() - claims.sum(),
        amounts=claims,
        bounds=standing(now, claims, bound),
    )


def damped(state: State, bound: Bound, *, above_floor: bool = False) -> State:
    """
    Raise claims to a least; those who gain over last time pay for it.

    Everybody who gains gives the same part of the gain.

    Args:
        state: Whose claims are raised.

        bound: The least.

        above_floor: Whether all that is above the least counts as a gain, and not
            only what is above last time.

    Raises:
        BoundsError: All gains together are less than what it takes.

        AllocationError: A claim is negative.
    """
    now = current(state)
    check_crossing(state, (*now.gathered, bound))
    floor = _floor(state, now, bound, above_floor=above_floor)
    # Nobody who gains falls below the floor, and those who do not keep what they have.
    kept = Mixed.minimum(state.amounts, floor)
    there = state.amounts.sum()
    (bound,) = afforded(state, kept, (bound,), there)
    raised = lower(kept, (bound,))
    gains = state.amounts - kept
    damping = Damping(
        floor=kept,
        gains=gains.sum(),
        needed=raised.sum() - kept.sum(),
        above_floor=above_floor,
    )
    claims = water_level(there, slope=gains, offset=raised).shares
    check_kept(state, now.groups, claims, bound.provision)
    bounds = attrs.evolve(standing(now, claims, bound), damping=damping)
    return state.becomes(amounts=claims, bounds=bounds)


def _floor(state: State, now: Bounds, bound: Bound, *, above_floor: bool) -> Mixed:
    """Give the amount of last time, or a bound above it; others have no floor."""
    none = Mixed.zeros((1, 1))
    before = none if above_floor or bound.said is None else bound.said
    least = lower(Mixed.maximum(now.base, before), (*now.gathered, bound))
    return Mixed.where(bound.applies, least, state.amounts)
