"""Key dates: figures of the day that the rule names, and final ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart, OpenPart, OpenReason
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_part, about_roster, about_year
from fundmodel.indicators import DataState, Indicator
from fundmodel.periods import BudgetYear
from fundmodel.rules import AllocationRule, StandIn, Yardstick
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Provision

__all__ = [
    "figures_are_of_the_key_date",
    "figures_were_known_in_time",
    "no_part_waits_for_figures",
]

_WAITING = frozenset({OpenReason.OTHER_KEY_DATE, OpenReason.PROVISIONAL})


def no_part_waits_for_figures(case: Case) -> Iterator[Outcome]:
    """
    KEYD-001: no part stays open because its figures are of another day or state.

    Why: a key date never moves, and figures counted later or still provisional
    shift money. A part that waits because the day has not been counted yet is
    lawful, and so is one that was only in the way of another part's allocation;
    both are reported for information.

    Example: a strand was to be shared by heads on 15 September, and the roster
    has those of 31 December.

    How to resolve: take a roster of that day; where the law lets other figures
    stand in, say so in the provision.
    """
    rule = "KEYD-001"
    if not case.allocations:
        yield NotRun(rule=rule, reason=sentence("no allocation was given"))
        return
    done = sum(len(allocation.parts) for allocation in case.allocations)
    found = False
    for allocation in case.allocations:
        for part in allocation.open_parts:
            if part.reason in _WAITING:
                found = True
                yield _waits(rule, allocation, part)
    if done:
        message = sentence("parts that found their figures: {count}", count=done)
        yield Passed(rule=rule, count=done, message=message)
    elif not found:
        reason = sentence("no part got as far as looking for figures")
        yield NotApplicable(rule=rule, reason=reason)


def _waits(rule: str, allocation: Allocation, part: OpenPart) -> Finding:
    asked = _asked(part.part.rule, allocation.year)
    columns = () if asked is None else allocation.roster.columns_of(asked.by)
    indicators = tuple(column.indicator for column in columns)
    lawful = not _is_subject(allocation, part) or _not_counted_yet(asked, indicators)
    return Finding(
        rule=rule,
        severity=Severity.INFO if lawful else Severity.WARNING,
        subject=about_year(about_part(part.part), allocation.year.label),
        message=sentence("stays open: {why}", why=part.said),
        evidence=_compared(asked, indicators),
        source=None if asked is None else asked.source,
        suggestion=sentence(
            "take a roster with figures of that day; where the law lets others stand "
            "in, say so in the provision"
        ),
    )


def _is_subject(allocation: Allocation, part: OpenPart) -> bool:
    """Whether the allocation was about this part, not only about others."""
    if allocation.requested is not None:
        return part.part.id in allocation.requested
    return not allocation.parts


@attrs.frozen(kw_only=True)
class _Asked:
    """
    What a provision asks for in one year.

    Attributes:
        by: Id of the indicator.

        day: The key date; `None` for any.

        accepts: What may stand in.

        source: The provision that says so.
    """

    by: str
    day: date | None
    accepts: frozenset[StandIn]
    source: Basis


def _asked(rule: AllocationRule | None, year: BudgetYear) -> _Asked | None:
    """Give what the first provision with a key date asks for."""
    for provision in () if rule is None else rule.provisions:
        for yardstick in _yardsticks(provision):
            asked = _asked_by(provision, yardstick, year)
            if asked.day is not None:
                return asked
    return None


def _yardsticks(provision: Provision) -> tuple[Yardstick, ...]:
    # Provisions that count by columns say so by one of these attributes; the
    # protocol does not demand it of the others.
    one: object = getattr(provision, "yardstick", None)
    if isinstance(one, Yardstick):
        return (one,)
    many: tuple[Yardstick, ...] = getattr(provision, "yardsticks", ())
    return many


def _asked_by(provision: Provision, yardstick: Yardstick, year: BudgetYear) -> _Asked:
    key_date = yardstick.key_date
    return _Asked(
        by=yardstick.by,
        day=None if key_date is None else key_date.in_year(year),
        accepts=yardstick.accepts,
        source=provision.source,
    )


def _not_counted_yet(asked: _Asked | None, indicators: tuple[Indicator, ...]) -> bool:
    """Whether the roster only has final figures of earlier days."""
    if asked is None or asked.day is None or not indicators:
        return False
    return all(
        indicator.state is not DataState.PROVISIONAL
        and indicator.key_date is not None
        and indicator.key_date < asked.day
        for indicator in indicators
    )


def _compared(
    asked: _Asked | None, indicators: tuple[Indicator, ...]
) -> tuple[Evidence, ...]:
    if asked is None:
        return ()
    wanted: object = asked.day or sentence("no key date")
    return (
        (sentence("indicator"), asked.by),
        (sentence("key date asked for"), wanted),
        (sentence("figures of the roster"), tuple(map(_dated, indicators))),
    )


def _dated(indicator: Indicator) -> Sentence:
    day: object = indicator.key_date or sentence("no key date")
    if indicator.state is DataState.PROVISIONAL:
        return sentence("{day}, provisional", day=day)
    if indicator.state is DataState.CORRECTED:
        return sentence("{day}, corrected", day=day)
    return sentence("{day}, final", day=day)


def figures_are_of_the_key_date(case: Case) -> Iterator[Outcome]:
    """
    KEYD-002: money was shared by final figures of the key date.

    Why: later figures shift money to who grew since, and provisional ones are
    replaced. Where the rule lets other figures stand in, they are lawful and
    reported for information, because a settlement may follow.

    Example: a rule of 15 September was applied to the heads of 31 December.

    How to resolve: allocate again on figures of the key date, or cite the
    provision that lets others stand in.
    """
    rule = "KEYD-002"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order, found = 0, False
    for allocation, allocated in case.allocated():
        for asked, used in _counted(allocation, allocated):
            finding = _by_figures(rule, allocated, asked, used)
            found = found or finding is not None
            in_order += finding is None
            yield from () if finding is None else (finding,)
    if in_order:
        message = sentence(
            "provisions that share by the figures they ask for: {count}",
            count=in_order,
        )
        yield Passed(rule=rule, count=in_order, message=message)
    elif not found:
        reason = sentence("no provision counts by an indicator")
        yield NotApplicable(rule=rule, reason=reason)


def _counted(
    allocation: Allocation, allocated: AllocatedPart
) -> Iterator[tuple[_Asked, Indicator]]:
    """Give what provisions asked for when they shared, and what they counted by."""
    for step in allocated.distribution.steps:
        key = step.after.key
        if key is None or key is step.before.key or not key.columns:
            continue
        for yardstick in _yardsticks(step.provision):
            asked = _asked_by(step.provision, yardstick, allocation.year)
            used = {c.indicator for c in key.columns if c.indicator.id == yardstick.by}
            # An average counts by one indicator on several days.
            alone = used.pop() if len(used) == 1 else None
            yield asked, alone or yardstick.column(step.before).indicator


def _by_figures(
    rule: str, allocated: AllocatedPart, asked: _Asked, used: Indicator
) -> Finding | None:
    stand_in = _stand_in(asked, used)
    if stand_in is None and _is_in_order(asked, used):
        return None
    lawful = stand_in in asked.accepts or asked.day is None
    return Finding(
        rule=rule,
        severity=Severity.INFO if lawful else Severity.WARNING,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=_said(asked, used, lawful=lawful),
        evidence=_compared(asked, (used,)),
        source=asked.source,
        suggestion=sentence("compare with the final figures once they are known")
        if lawful
        else sentence(
            "allocate again on figures of the key date, or cite what lets others "
            "stand in"
        ),
    )


def _stand_in(asked: _Asked, used: Indicator) -> StandIn | None:
    """Say as what the figures stand in; `None` if they need not, or nobody can say."""
    if used.state is DataState.PROVISIONAL:
        return StandIn.PROVISIONAL
    if asked.day is None or used.key_date is None or used.key_date == asked.day:
        return None
    return StandIn.EARLIER if used.key_date < asked.day else StandIn.LATER


def _is_in_order(asked: _Asked, used: Indicator) -> bool:
    return asked.day is None or used.key_date == asked.day


def _said(asked: _Asked, used: Indicator, *, lawful: bool) -> Sentence:
    if asked.day is None:
        return sentence(
            "shared by provisional figures ({used}); the rule names no key date",
            used=_dated(used),
        )
    if lawful:
        return sentence(
            "figures ({used}) stand in for those of {asked}, as the rule allows",
            used=_dated(used),
            asked=asked.day,
        )
    return sentence(
        "shared by other figures ({used}); the rule asks for final ones of {asked}",
        used=_dated(used),
        asked=asked.day,
    )


def figures_were_known_in_time(case: Case) -> Iterator[Outcome]:
    """
    KEYD-003: what was decided on a day was decided by figures known on that day.

    Why: whoever says what held on a day must not use what became known later.

    Example: an allocation as of 31 March 2017 shares by heads that were published on
    1 July 2017.

    How to resolve: take a roster with figures of that time, or a later day of the
    decision; correct `known_since` if the figures were known earlier.
    """
    rule = "KEYD-003"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order, found = 0, False
    for allocation, allocated in case.allocated():
        for used in _dated_figures(allocation, allocated):
            if _known_later(allocation, used):
                found = True
                yield _too_early(rule, allocation, allocated, used)
            else:
                in_order += 1
    if in_order:
        message = sentence(
            "figures that were known when it was decided by them: {count}",
            count=in_order,
        )
        yield Passed(rule=rule, count=in_order, message=message)
    elif not found:
        reason = sentence("no day of a decision and of its figures is given")
        yield NotApplicable(rule=rule, reason=reason)


def _dated_figures(
    allocation: Allocation, allocated: AllocatedPart
) -> Iterator[Indicator]:
    """Give every indicator that was counted by, if its day can be compared."""
    columns = {
        id(column): column
        for step in allocated.distribution.steps
        if step.after.key is not None and step.after.key is not step.before.key
        for column in step.after.key.columns
    }
    for column in columns.values():
        if allocation.as_of is not None and column.indicator.known_since is not None:
            yield column.indicator


def _known_later(allocation: Allocation, used: Indicator) -> bool:
    day, known = allocation.as_of, used.known_since
    return day is not None and known is not None and known > day


def _too_early(
    rule: str, allocation: Allocation, allocated: AllocatedPart, used: Indicator
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=sentence(
            "decided as of {day} by figures that were not known before {known}",
            day=allocation.as_of,
            known=used.known_since,
        ),
        evidence=(
            (sentence("indicator"), used.name),
            (sentence("roster"), about_roster(allocation.roster)),
        ),
        source=used.source,
        suggestion=sentence(
            "take figures that were known on that day, or a later day of the decision"
        ),
    )
