"""Group verdicts: what a bound did to a group, and to one of its members."""

from __future__ import annotations

from typing import cast

from fundmodel.claims import Bounding, GroupBound, GroupLine, Limit, Waterline
from fundmodel.rules.bounds.verdicts import Place, described, moved, with_group
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Step

__all__ = ["group_verdict"]


def group_verdict(provision: Bounding, step: Step, who: int, scenario: int) -> Sentence:
    """
    Say what a bound did to the group of a claimant, and what follows for the claimant.

    Args:
        provision: The provision.

        step: Its step.

        who: Position of the claimant.

        scenario: Which scenario.
    """
    place, bounds = (who, scenario), step.after.bounds
    before, after = (
        state.amounts.fraction(scenario, who) for state in (step.before, step.after)
    )
    said = sentence("the claim stays at {amount}", amount=step.after.measured(after))
    if before != after:
        said = moved(step, who, scenario)
    gathered = () if bounds is None else bounds.groups
    own = [one for one in gathered if one.bound.provision is provision]
    if own and own[0].binds(*place):
        return _told(own[0], said, step, place)
    return with_group(said, step, place) if before != after else said


def _told(own: GroupBound, said: Sentence, step: Step, place: Place) -> Sentence:
    """Say what the group has, before and after, beside its bound."""
    who, scenario = place
    # cast: whatever bounds groups keeps how they were settled.
    grouped = cast("GroupLine", cast("Waterline", _line(step)).grouped)
    group = int(grouped.groups.index[who])
    had = grouped.before.fraction(scenario, group)
    has = grouped.after.fraction(scenario, group)
    values: dict[str, object] = {
        "group": grouped.groups.names[group],
        "bound": described(own, place),
        "said": said,
    }
    before, after = step.after.measured(had), step.after.measured(has)
    moved_by = step.after.measured(abs(has - had))
    is_least = own.bound.limit is Limit.LEAST
    if grouped.held_at(who, scenario) is not own.bound.limit or had == has:
        return _beside(values | {"has": after}, is_least=is_least)
    if is_least != (has > had):
        return sentence(
            "the group {group} moves with the others, from {had} as far as {bound}; "
            "{said}",
            had=before,
            **values,
        )
    values |= {"had": before, "has": after, "moved": moved_by}
    if is_least:
        return sentence(
            "the group {group} has {had}, less than {bound}: raised by {moved} to "
            "{has}; {said}",
            **values,
        )
    return sentence(
        "the group {group} has {had}, more than {bound}: cut by {moved} to {has}; "
        "{said}",
        **values,
    )


def _line(step: Step) -> Waterline | None:
    bounds = step.after.bounds
    return None if bounds is None else bounds.line


def _beside(values: dict[str, object], *, is_least: bool) -> Sentence:
    if is_least:
        return sentence(
            "the group {group} has {has}, no less than {bound}; {said}", **values
        )
    return sentence(
        "the group {group} has {has}, no more than {bound}; {said}", **values
    )
