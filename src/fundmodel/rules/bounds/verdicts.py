"""Verdicts: what bounds did for one claimant, in sentences that can be recomputed."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, runtime_checkable

from fundmodel.apportion import Mixed
from fundmodel.claims import (
    Bound,
    Bounding,
    Damping,
    GroupBound,
    Limit,
    Waterline,
    one_of,
)
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.steps import State, Step

__all__ = ["Place", "described", "fitted", "moved", "stated", "verdict", "with_group"]

Place = tuple[int, int]
"""Position and scenario of a claimant."""


def verdict(provision: Bounding, step: Step, who: int, scenario: int) -> Sentence:
    """
    Say what the bounds of a provision did for one claimant.

    Args:
        provision: The provision.

        step: Its step.

        who: Position of the claimant.

        scenario: Which scenario.
    """
    place = (who, scenario)
    bounds = step.after.bounds
    gathered = () if bounds is None else bounds.gathered
    own = [b for b in gathered if b.provision is provision and b.binds(*place)]
    before, after = _claims(step, place)
    if bounds is None or before == after:
        return _kept(own, step, place)
    for bound in own:
        if bound.amount(*place) == after and _pushes(bound, after - before):
            return _pushed(bound, step, place)
    if bounds.damping is not None:
        return _damped(bounds.damping, step, place)
    return with_group(moved(step, who, scenario), step, place)


def moved(step: Step, who: int, scenario: int) -> Sentence:
    """Say how a claim moved with others, and at which bound of its own it ends."""
    place, bounds = (who, scenario), step.after.bounds
    line = None if bounds is None else bounds.line
    if line is not None and line.moves(who, scenario):
        return _free_share(line, step, place)
    gathered = () if bounds is None else bounds.gathered
    return _carried([b for b in gathered if b.binds(*place)], step, place)


def with_group(said: Sentence, step: Step, place: Place) -> Sentence:
    """Add at which bound the group of a claimant stands, if it does at one."""
    bounds = step.after.bounds
    line = None if bounds is None else bounds.line
    if bounds is None or line is None or line.grouped is None:
        return said
    limit = line.grouped.held_at(*place)
    if limit is None:
        return said
    group = int(line.grouped.groups.index[place[0]])
    after = step.after.measured(line.grouped.after.fraction(place[1], group))
    bound = _standing_at(bounds.groups, limit, after.count, place)
    return sentence(
        "the group {group} stands at {bound} with {amount}; {said}",
        group=line.grouped.groups.names[group],
        amount=after,
        bound=described(bound, place),
        said=said,
    )


def _standing_at(
    bounds: tuple[GroupBound, ...], limit: Limit, total: Fraction, place: Place
) -> GroupBound:
    """Give the bound at which the group of a claimant stands."""
    return next(
        one
        for one in bounds
        if one.bound.limit is limit
        and one.binds(*place)
        and one.bound.amount(int(one.groups.index[place[0]]), place[1]) == total
    )


def described(one: GroupBound, place: Place) -> Sentence:
    """Say how high the bound of the group of a claimant is, and why."""
    group = int(one.groups.index[place[0]])
    return one.bound.provision.describe_bound(one.bound, group, place[1])


def _claims(step: Step, place: Place) -> tuple[Fraction, Fraction]:
    who, scenario = place
    before, after = step.before.amounts, step.after.amounts
    return before.fraction(scenario, who), after.fraction(scenario, who)


def _pushes(bound: Bound, change: Fraction) -> bool:
    """Tell whether the bound itself moved the claim, and not only stopped it."""
    return (change > 0) == (bound.limit is Limit.LEAST)


def stated(bound: Bound, place: Place, state: State) -> Sentence:
    """Say how high a bound is, and how much of it can be met."""
    said = bound.provision.describe_bound(bound, *place)
    amount = bound.amount(*place)
    if bound.met is None or amount == bound.promised(*place).count:
        return said
    met, promised = (one.fraction(place[1]) for one in bound.met)
    return sentence(
        "{said}, which can only be met in part: x {met} / {promised} = {amount}",
        said=said,
        met=state.measured(met),
        promised=state.measured(promised),
        amount=state.measured(amount),
    )


def _pushed(bound: Bound, step: Step, place: Place) -> Sentence:
    before, after = _claims(step, place)
    values = {
        "claim": step.after.measured(before),
        "bound": stated(bound, place, step.after),
        "moved": step.after.measured(abs(after - before)),
        "amount": step.after.measured(after),
    }
    if after > before:
        return sentence(
            "{claim} is less than {bound}: raised by {moved} to {amount}", **values
        )
    return sentence(
        "{claim} is more than {bound}: cut by {moved} to {amount}", **values
    )


def _kept(own: list[Bound], step: Step, place: Place) -> Sentence:
    amount = step.after.measured(_claims(step, place)[1])
    if not own:
        return sentence(
            "this does not apply here; the claim stays at {amount}", amount=amount
        )
    said = _compared(own[0], place, step.after, amount)
    for bound in own[1:]:
        further = _compared(bound, place, step.after, amount)
        said = sentence("{first}; {second}", first=said, second=further)
    return said


def _compared(bound: Bound, place: Place, state: State, amount: object) -> Sentence:
    said = stated(bound, place, state)
    if bound.limit is Limit.LEAST:
        return sentence("{amount} is no less than {bound}", amount=amount, bound=said)
    return sentence("{amount} is no more than {bound}", amount=amount, bound=said)


def _damped(damping: Damping, step: Step, place: Place) -> Sentence:
    """Say what somebody who gains gives to those who are raised."""
    before, after = _claims(step, place)
    gains, needed = (one.fraction(place[1]) for one in (damping.gains, damping.needed))
    values = {
        "gain": step.after.measured(before - one_of(damping.floor, *place)),
        "claim": step.after.measured(before),
        "gains": step.after.measured(gains),
        "needed": step.after.measured(needed),
        "moved": step.after.measured(before - after),
    }
    if damping.above_floor:
        return sentence(
            "{gain} of {claim} are above the guarantee; of {gains} that all have above "
            "it, {needed} go to those who are raised: {gain} x {needed} / {gains} = "
            "{moved} less",
            **values,
        )
    return sentence(
        "{gain} of {claim} are gained; of {gains} that all gain, {needed} go to those "
        "who are raised: {gain} x {needed} / {gains} = {moved} less",
        **values,
    )


def _carried(binding: list[Bound], step: Step, place: Place) -> Sentence:
    """Say at which bound somebody ends who moves with the others."""
    before, after = _claims(step, place)
    values = {
        "claim": step.after.measured(before),
        "amount": step.after.measured(after),
    }
    for bound in binding:
        if bound.amount(*place) == after:
            return sentence(
                "{claim} moves with the others as far as {bound}: {amount}",
                bound=stated(bound, place, step.after),
                **values,
            )
    line = None if step.after.bounds is None else step.after.bounds.line
    told = None if line is None else told_by_key(line, step.after, place)
    if told is not None:
        return told
    return sentence(
        "{claim} moves with the others as far as what was claimed before the pot was "
        "shared: {amount}",
        **values,
    )


def _free_share(line: Waterline, step: Step, place: Place) -> Sentence:
    """Say what somebody gets who stands at no bound: a share of what is left."""
    who, scenario = place
    state = step.after
    sums = line.sums(who, scenario)
    told = told_by_key(line, state, place)
    if told is not None:
        return told
    offsets, held = sums.offset, sums.held
    rest = sums.shared - held - offsets
    values = {
        "count": sums.count,
        "held": state.measured(held),
        "shared": state.measured(sums.shared),
        "part": _part(line, state, abs(rest), place),
        "amount": state.amount(who, scenario),
    }
    if not offsets and not sums.count:
        return sentence(
            "{part} = {amount}", part=values["part"], amount=values["amount"]
        )
    if not offsets:
        return sentence(
            "{held} of {shared} go to those at a bound ({count}); {part} = {amount}",
            **values,
        )
    values |= {
        "offset": state.measured(one_of(line.offset, *place)),
        "offsets": state.measured(offsets),
    }
    if rest < 0:
        return sentence(
            "{held} of {shared} go to those at a bound ({count}), and the others had "
            "{offsets}; {offset} - {part} = {amount}",
            **values,
        )
    return sentence(
        "{held} of {shared} go to those at a bound ({count}), and the others had "
        "{offsets}; {offset} + {part} = {amount}",
        **values,
    )


@runtime_checkable
class LevelKey(Protocol):
    """A key by which claims rise with a level that law has a name for."""

    @property
    def rise(self) -> Mixed:
        """How claims rise."""
        ...

    @property
    def offset(self) -> Mixed:
        """What each has at level 0."""
        ...

    def told_at(self, rate: Fraction, place: Place, state: State) -> Sentence:
        """Say what somebody has at a level, as what a unit of `rise` brings."""
        ...


def told_by_key(line: Waterline, state: State, place: Place) -> Sentence | None:
    """Say by which level somebody has what it has; `None` if the key has none."""
    key: object = state.key
    sums = line.sums(*place)
    if not isinstance(key, LevelKey) or not sums.slope:
        return None
    pairs = ((line.slope, key.rise), (line.offset, key.offset))
    if any(one_of(a, *place) != one_of(b, *place) for a, b in pairs):
        # Claims began anew from where bounds had left them.
        return None
    rest = sums.shared - sums.held - sums.offset
    said = key.told_at(rest / sums.slope, place, state)
    if not sums.count:
        return said
    return sentence(
        "{held} of {shared} go to those at a bound ({count}); {said}",
        held=state.measured(sums.held),
        shared=state.measured(sums.shared),
        count=sums.count,
        said=said,
    )


def _part(line: Waterline, state: State, rest: Fraction, place: Place) -> Sentence:
    """Say a share of the rest as rest x value / total."""
    who, _ = place
    value, total = one_of(line.slope, *place), line.sums(*place).slope
    key, bounds = state.key, state.bounds
    by_key = key is not None and key.slope is line.slope
    if not by_key and (bounds is None or bounds.slope is not line.slope):
        # In proportion to claims.
        return sentence(
            "{rest} x {value} / {total}",
            rest=state.measured(rest),
            value=state.measured(value),
            total=state.measured(total),
        )
    if key is None or key.column is None or not by_key:
        return sentence(
            "{rest} x {value} / {total}",
            rest=state.measured(rest),
            value=value,
            total=total,
        )
    indicator = key.column.indicator
    return sentence(
        "{rest} x {value} / {total} {unit}",
        rest=state.measured(rest),
        value=key.column.count(who),
        total=Count(total / 10**key.column.decimals, sensitive=indicator.sensitive),
        unit=indicator.unit,
    )


def fitted(step: Step, who: int, scenario: int) -> Sentence:
    """Say how a claim was fitted to the pot, and why."""
    place = (who, scenario)
    before, after = _claims(step, place)
    state, bounds = step.after, step.after.bounds
    line = None if bounds is None else bounds.line
    claims = step.before.amounts.sum().fraction(scenario)
    there = claims + step.before.pot.fraction(scenario)
    if bounds is None or line is None or before == after:
        said = sentence("the claim stays at {amount}", amount=state.measured(after))
        return said if claims <= there else _because(said, step, (claims, there))
    sums = line.sums(who, scenario)
    if sums.count or line.grouped is not None or not line.moves(who, scenario):
        said = with_group(moved(step, who, scenario), step, place)
        return _because(said, step, (claims, there))
    said = sentence(
        "{claim} x {there} / {claims} = {amount}",
        claim=state.measured(one_of(line.slope, *place)),
        there=state.measured(sums.shared),
        claims=state.measured(sums.slope),
        amount=state.measured(after),
    )
    return _because(said, step, (sums.slope, sums.shared))


def _because(said: Sentence, step: Step, sums: tuple[Fraction, Fraction]) -> Sentence:
    """Say first what is claimed together and what is there, and what follows."""
    claims, there = sums
    bounds = step.after.bounds
    is_bounded = bounds is not None and bool(bounds.gathered or bounds.groups)
    values = {
        "claims": step.after.measured(claims),
        "there": step.after.measured(there),
        "therefore": _same_part(is_cut=claims > there, is_bounded=is_bounded),
        "said": said,
    }
    return sentence(
        "all claims together are {claims}, and the pot is {there}, so {therefore}: "
        "{said}",
        **values,
    )


def _same_part(*, is_cut: bool, is_bounded: bool) -> Sentence:
    if is_cut and is_bounded:
        return sentence("all are cut to the same part as far as bounds allow")
    if is_cut:
        return sentence("all are cut to the same part")
    if is_bounded:
        return sentence("all are raised in proportion as far as bounds allow")
    return sentence("all are raised in proportion")
