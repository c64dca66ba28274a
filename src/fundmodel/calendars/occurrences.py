"""What happens on which day in a program, for everybody or for one recipient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, cast

import attrs

from fundmodel.bodies import REMAINDER, Recipient
from fundmodel.calendars.events import Event, EventKind, instalment_key
from fundmodel.conditions import Eligible
from fundmodel.consistency import runs
from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError
from fundmodel.parts import Part
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import KeyDate
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import Provision

__all__ = ["program_events"]


def program_events(
    program: Program, recipient: Recipient | None = None
) -> tuple[Event, ...]:
    """
    Give what happens in a program, in the order of time.

    These are its beginning and end, amendments, key dates, the deadlines of
    applications, and the days of payment plans that do not depend on an award; each
    year's of what comes back each year. :func:`fundmodel.payments.tranche_events`
    gives those of an award.

    Args:
        program: The program in one version; key dates and deadlines are those of the
            version that is passed, for example ``program.after(day)``.

        recipient: For whom; parts in which its kind may not claim are left out, and
            so are days on which it does not exist.
    """
    events = [*_milestones(program)]
    for part in program.parts:
        if not _concerns(part, recipient):
            continue
        events += _counted(program, part, recipient)
        if part.payment_plan is not None:
            events += _paid(program, part, part.payment_plan, recipient)
    valid = None if recipient is None else recipient.valid
    kept = (event for event in events if valid is None or valid.contains(event.day))
    return tuple(sorted(kept, key=lambda event: event.day))


def _milestones(program: Program) -> Iterator[Event]:
    if program.period is not None:
        ends = (
            (program.period.first, "program-begins", sentence("the program begins")),
            (program.period.last, "program-ends", sentence("the program ends")),
        )
        for day, key, what in ends:
            yield Event(
                day=day,
                what=what,
                kind=EventKind.MILESTONE,
                about=program.id,
                key=key,
                source=program.source,
            )
    for number, amendment in enumerate(program.amendments, start=1):
        yield Event(
            day=amendment.day,
            what=amendment.title or sentence("an amendment takes effect"),
            kind=EventKind.MILESTONE,
            about=program.id,
            key=f"amendment/{number}",
            detail=amendment.note,
            source=amendment.source,
        )


def _concerns(part: Part, recipient: Recipient | None) -> bool:
    if recipient is None or recipient.kind == REMAINDER or part.rule is None:
        return True
    return all(
        recipient.kind in provision.kinds
        for provision in part.rule.provisions
        if isinstance(provision, Eligible)
    )


def _counted(
    program: Program, part: Part, recipient: Recipient | None
) -> Iterator[Event]:
    who = None if recipient is None else Text(recipient.name)
    for key, key_date, provision in _numbered(part):
        closes = key.startswith(_CLOSES)
        what = (
            sentence("{part}: last day for applications", part=part.name)
            if closes
            else sentence("{part}: day of counting", part=part.name)
        )
        for year, day in _days(program, key_date):
            yield Event(
                day=day,
                what=what,
                kind=EventKind.DEADLINE if closes else EventKind.KEY_DATE,
                who=who if closes else None,
                about=_about(program, part),
                key=key if year is None else f"{key}/{year}",
                detail=provision.describe(),
                source=provision.source or part.source,
            )


_CLOSES: Final = "application-deadline"


def _numbered(part: Part) -> Iterator[tuple[str, KeyDate, Provision]]:
    """
    Give the key dates of a part, each with what stays when it is amended.

    Of several in one part, the later ones have a number: rules are amended in place,
    and what a provision says may change.
    """
    count = Counter[str]()
    for provision in part.rule.provisions if part.rule is not None else ():
        for name, key_date in dict.fromkeys(_key_dates(provision)):
            key = _CLOSES if name == "deadline" else "key-date"
            count[key] += 1
            number = "" if count[key] == 1 else f"-{count[key]}"
            yield f"{key}{number}", key_date, provision


def _about(program: Program, part: Part) -> str:
    return f"{program.id}/{part.id}"


def _paid(
    program: Program, part: Part, plan: PaymentPlan, recipient: Recipient | None
) -> Iterator[Event]:
    time = runs(program.years, program.period)
    days: list[tuple[str, date | Deadline, Text | Sentence]] = []
    if plan.instalments is not None:
        days += [
            (
                instalment_key(day),
                Deadline(day, moves=plan.moves),
                sentence("instalment"),
            )
            for day in plan.instalments.within(time)
        ]
    days += [
        (f"payment/{tranche.id}", tranche.due, tranche.name)
        for tranche in plan.tranches
        if isinstance(tranche.due, date | Deadline)
    ]
    for key, due, name in days:
        last = due if isinstance(due, Deadline) else Deadline(due, moves=False)
        yield Event(
            day=last.day,
            what=sentence("{part}: {what} is paid", part=part.name, what=name),
            kind=EventKind.INSTALMENT,
            moves=last.moves,
            who=None if recipient is None else Text(recipient.name),
            about=_about(program, part),
            key=key,
            source=plan.source or part.source,
        )


def _days(program: Program, key_date: KeyDate) -> Iterator[tuple[str | None, date]]:
    """Give each day, and the label of its year; none for one fixed day."""
    if isinstance(key_date.day, date):
        yield None, key_date.day
        return
    for year in program.years:
        try:
            yield year.label, key_date.in_year(year)
        except InvalidDataError:
            # A year that was cut short, and ends before the day comes.
            continue


def _key_dates(value: object) -> Iterator[tuple[str, KeyDate]]:
    """Find the key dates of a provision, also those of rules inside it."""
    if isinstance(value, tuple):
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", value):
            yield from _key_dates(item)
    elif attrs.has(type(value)):
        # cast: `attrs.has` tells type checkers nothing. Any: of many classes.
        kind = cast("type[attrs.AttrsInstance]", type(value))
        fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
        for field in fields:
            inner: object = getattr(value, field.name)
            if isinstance(inner, KeyDate):
                yield field.name, inner
            else:
                yield from _key_dates(inner)
