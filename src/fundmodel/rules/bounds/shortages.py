"""What bounds come to: the least and the most of each, and whether they can be met."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from fundmodel.apportion import Mixed, water_level
from fundmodel.claims import Bound, Limit, said_of
from fundmodel.errors import BoundsError
from fundmodel.indicators import BoolArray
from fundmodel.steps import State

__all__ = ["afforded", "check_crossing", "lower", "named", "upper"]


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
        mend='raise the budget, lower the least, or say if_short = "reduced" '
        "(Shortage.REDUCED in Python)",
    )
