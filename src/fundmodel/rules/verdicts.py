"""Verdicts: what bounds did for one claimant, in sentences that can be recomputed."""

from __future__ import annotations

from fractions import Fraction

from fundmodel.claims import Bound, Bounding, Damping, Limit, Waterline, one_of
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.steps import State, Step

__all__ = ["fitted", "verdict"]

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
    binding = [bound for bound in gathered if bound.binds(*place)]
    own = [bound for bound in binding if bound.provision is provision]
    before, after = _claims(step, place)
    if bounds is None or before == after:
        return _kept(own, step, place)
    for bound in own:
        if bound.amount(*place) == after and _pushes(bound, after - before):
            return _pushed(bound, step, place)
    if bounds.damping is not None:
        return _damped(bounds.damping, step, place)
    if bounds.line is not None and bounds.line.free[scenario, who]:
        return _free_share(bounds.line, step, place)
    return _carried(binding, step, place)


def _claims(step: Step, place: Place) -> tuple[Fraction, Fraction]:
    who, scenario = place
    before, after = step.before.amounts, step.after.amounts
    return before.fraction(scenario, who), after.fraction(scenario, who)


def _pushes(bound: Bound, change: Fraction) -> bool:
    """Tell whether the bound itself moved the claim, and not only stopped it."""
    return (change > 0) == (bound.limit is Limit.LEAST)


def _said(bound: Bound, place: Place, state: State) -> Sentence:
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
        "bound": _said(bound, place, step.after),
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
    said = _said(bound, place, state)
    if bound.limit is Limit.LEAST:
        return sentence("{amount} is no less than {bound}", amount=amount, bound=said)
    return sentence("{amount} is no more than {bound}", amount=amount, bound=said)


def _damped(damping: Damping, step: Step, place: Place) -> Sentence:
    """Say what somebody who gains gives to those who are raised."""
    before, after = _claims(step, place)
    gains, needed = (one.fraction(place[1]) for one in (damping.gains, damping.needed))
    return sentence(
        "{gain} of {claim} are gained; of {gains} that all gain, {needed} go to those "
        "who are raised: {gain} x {needed} / {gains} = {moved} less",
        gain=step.after.measured(before - one_of(damping.floor, *place)),
        claim=step.after.measured(before),
        gains=step.after.measured(gains),
        needed=step.after.measured(needed),
        moved=step.after.measured(before - after),
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
                bound=_said(bound, place, step.after),
                **values,
            )
    return sentence(
        "{claim} moves with the others as far as what was claimed before the pot was "
        "shared: {amount}",
        **values,
    )


def _free_share(line: Waterline, step: Step, place: Place) -> Sentence:
    """Say what somebody gets who stands at no bound: a share of what is left."""
    who, scenario = place
    state = step.after
    shared, held, offsets = (
        one.fraction(scenario) for one in (line.shared, line.held, line.free_offset)
    )
    rest = shared - held - offsets
    values = {
        "count": line.held_count[scenario],
        "held": state.measured(held),
        "shared": state.measured(shared),
        "part": _part(line, state, abs(rest), place),
        "amount": state.amount(who, scenario),
    }
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


def _part(line: Waterline, state: State, rest: Fraction, place: Place) -> Sentence:
    """Say a share of the rest as rest x value / total."""
    who, scenario = place
    value, total = one_of(line.slope, *place), line.free_slope.fraction(scenario)
    key = state.key
    if key is None or key.slope is not line.slope:
        # In proportion to claims.
        return sentence(
            "{rest} x {value} / {total}",
            rest=state.measured(rest),
            value=state.measured(value),
            total=state.measured(total),
        )
    if key.column is None:
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
    """Say how a claim was fitted to the pot."""
    place = (who, scenario)
    before, after = _claims(step, place)
    bounds = step.after.bounds
    line = None if bounds is None else bounds.line
    if bounds is None or line is None or before == after:
        return sentence(
            "the claim stays at {amount}", amount=step.after.measured(after)
        )
    if not line.free[scenario, who]:
        binding = [bound for bound in bounds.gathered if bound.binds(*place)]
        return _carried(binding, step, place)
    if line.held_count[scenario]:
        return _free_share(line, step, place)
    state = step.after
    return sentence(
        "{claims} are claimed of {there}: {claim} x {there} / {claims} = {amount}",
        claims=state.measured(line.free_slope.fraction(scenario)),
        there=state.measured(line.shared.fraction(scenario)),
        claim=state.measured(one_of(line.slope, *place)),
        amount=state.measured(after),
    )
