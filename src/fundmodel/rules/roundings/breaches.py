"""Breaches: minimums and maximums that claims kept until they were rounded."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, GroupBound, Limit
from fundmodel.rules.bounds.verdicts import Place, described, stated
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import State, Step

__all__ = ["with_breaches"]


def with_breaches(said: Sentence, step: Step, place: Place, size: int = 1) -> Sentence:
    """
    Add which bounds held until a step broke them, by how much, and why.

    Bounds of provisions that later ones took the place of are looked at too: a claim
    that kept one may be taken across it just the same.

    Args:
        said: What the step did.

        step: A step that rounds, or hands out what rounding left over.

        place: Position and scenario of the claimant.

        size: The unit to which is rounded, in smallest units; 1 if the step rounds
            nothing itself.
    """
    bounds = step.before.bounds
    if bounds is None:
        return said
    for bound in (*bounds.past, *bounds.gathered):
        if bound.binds(*place):
            said = _with_breach(said, bound, step, place, size)
    for group in (*bounds.past_groups, *bounds.groups):
        if group.binds(*place):
            said = _with_breach_of_group(said, group, step, place)
    return said


def _claims(step: Step) -> Iterator[Mixed]:
    yield step.before.amounts
    yield step.after.amounts


def _missed(limit: Limit, bound: Fraction, had: Fraction, has: Fraction) -> Fraction:
    """Give by how much a bound is broken that was kept before; else zero."""
    sign = 1 if limit is Limit.LEAST else -1
    broken = (bound - has) * sign
    return broken if broken > 0 and (bound - had) * sign <= 0 else Fraction(0)


def _with_breach(
    said: Sentence, bound: Bound, step: Step, place: Place, size: int
) -> Sentence:
    who, scenario = place
    had, has = (claims.fraction(scenario, who) for claims in _claims(step))
    amount = bound.amount(*place)
    missed = _missed(bound.limit, amount, had, has)
    if not missed:
        return said
    state: State = step.after
    values = {
        "said": said,
        "by": state.measured(missed),
        "bound": stated(bound, place, state),
    }
    is_least, is_multiple = bound.limit is Limit.LEAST, not amount % size
    if is_multiple and is_least:
        return sentence("{said}; with this, {bound} is missed by {by}", **values)
    if is_multiple:
        return sentence("{said}; with this, {bound} is exceeded by {by}", **values)
    values["step"] = state.measured(size)
    if is_least:
        return sentence(
            "{said}; with this, {bound} is missed by {by}: it is no multiple of {step}",
            **values,
        )
    return sentence(
        "{said}; with this, {bound} is exceeded by {by}: it is no multiple of {step}",
        **values,
    )


def _with_breach_of_group(
    said: Sentence, one: GroupBound, step: Step, place: Place
) -> Sentence:
    who, scenario = place
    group = int(one.groups.index[who])
    had, has = (
        one.groups.totals(claims).fraction(scenario, group) for claims in _claims(step)
    )
    amount = one.bound.amount(group, scenario)
    missed = _missed(one.bound.limit, amount, had, has)
    if not missed:
        return said
    values = {
        "said": said,
        "group": one.groups.names[group],
        "together": step.after.measured(has),
        "by": step.after.measured(missed),
        "bound": described(one, place),
    }
    if one.bound.limit is Limit.LEAST:
        return sentence(
            "{said}; with this, the group {group} has {together}, and {bound} is "
            "missed by {by}: its members are rounded one by one",
            **values,
        )
    return sentence(
        "{said}; with this, the group {group} has {together}, and {bound} is exceeded "
        "by {by}: its members are rounded one by one",
        **values,
    )
