"""
Calendars: what happens on which day in a program, as data and as an iCalendar file.

A key date never moves. A deadline may move to the next working day; on which day that
is depends on the holidays of the place, which the caller names.

Each event says what it is about and has a key, such as ``"proof-due"``, which stays
when its day or its words change. Kind, about, key and who make the identifier in a
calendar.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, cast

import attrs

from fundmodel.bodies import REMAINDER, Recipient
from fundmodel.conditions import Eligible
from fundmodel.consistency import runs
from fundmodel.due_dates import Deadline, Instalments
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.fingerprints import content_hash
from fundmodel.parts import Part
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import KeyDate, Period
from fundmodel.programs import Program
from fundmodel.sentences import (
    Language,
    Sentence,
    Text,
    check_printable,
    sentence,
    show,
)
from fundmodel.sources import Basis
from fundmodel.steps import Provision

__all__ = [
    "Event",
    "EventKind",
    "instalment_events",
    "program_events",
    "to_icalendar",
]

NO_STAMP: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a file was made, where nobody says: the same events give the same file."""

_LONGEST_LINE: Final = 75  # octets, RFC 5545 section 3.1

_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""What RFC 5545 section 3.1 lets no text have, and what is no character alone."""


class EventKind(enum.Enum):
    """What an event is in law."""

    KEY_DATE = "key date"
    """A day of counting (Stichtag); it never moves."""

    DEADLINE = "deadline"
    """The last day for something (Frist); it may move."""

    INSTALMENT = "instalment"
    """A day on which money is due (Teilzahlung)."""

    MILESTONE = "milestone"
    """A day from which something holds or ends, such as an amendment."""

    def render(self, language: Language) -> str:
        """Give the kind in words."""
        return _KINDS[self].render(language)


_KINDS: dict[EventKind, Sentence] = {
    EventKind.KEY_DATE: sentence("key date"),
    EventKind.DEADLINE: sentence("deadline"),
    EventKind.INSTALMENT: sentence("instalment"),
    EventKind.MILESTONE: sentence("milestone"),
}


def _some_word(
    _: object, attribute: attrs.Attribute[str | None], word: str | None
) -> None:
    if word is None:
        return
    check_printable(word, where=attribute.name)
    if not word.strip():
        raise InvalidModelError(
            "a text of an event is empty",
            where=attribute.name,
            got=repr(word),
            expected="a short text",
            mend="fill it in, or leave it out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Event:
    """
    Something that happens on a day (Termin).

    Attributes:
        day: The day that was set.

        what: What happens.

        kind: What it is in law.

        moves: Whether it moves to the next working day.

        who: Whom it concerns, if not everybody.

        about: Id of what it is about: a program, a part of it (``"program/part"``), an
            award or a case; `None` where nobody says.

        key: What stays when the day or the words change, unique for kind, about and
            who: ``"proof-due"``, ``"application-deadline/2018"``. `None` where nothing
            stays; then the event is what it says on its day, and no other.

        detail: What else is said about it.

        source: The provision.

    Raises:
        InvalidModelError: A key date is said to move, or `about` or `key` is empty.
    """

    day: date
    what: Text | Sentence
    kind: EventKind
    moves: bool = False
    who: Text | None = None
    about: str | None = attrs.field(default=None, validator=_some_word)
    key: str | None = attrs.field(default=None, validator=_some_word)
    detail: Text | Sentence | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if self.moves and self.kind is EventKind.KEY_DATE:
            raise InvalidModelError(
                "a key date never moves",
                where=f"event {self.what}",
                got=self.day,
                expected="a deadline, or an event that does not move",
                mend="leave out that it moves, or make it a deadline",
            )

    def falls_on(self, holidays: Container[date] = frozenset()) -> date:
        """
        Give the day on which it is, with the public holidays of the place.

        Raises:
            InvalidDataError: No working day follows within a month, or the holidays
                are no days.
        """
        return Deadline(self.day, moves=self.moves).falls_on(holidays)

    def said(self) -> Sentence:
        """Say what happens when, and who is concerned."""
        due = Deadline(self.day, moves=self.moves)
        if self.who is None:
            return sentence("{day}: {what}", day=due, what=self.what)
        return sentence("{day}: {what} ({who})", day=due, what=self.what, who=self.who)

    def render(self, language: Language) -> str:
        """Give the event in a line."""
        return self.said().render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


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


def instalment_events(  # noqa: PLR0913  what a payment plan says
    instalments: Instalments,
    period: Period,
    *,
    what: Text,
    moves: bool = False,
    who: Text | None = None,
    about: str | None = None,
    source: Basis = None,
) -> tuple[Event, ...]:
    """
    Give the days on which instalments are due; their keys are ``"instalment/2018-03"``.

    Args:
        instalments: The days of each year.

        period: The time that is looked at.

        what: What is paid.

        moves: Whether a day moves to the next working day.

        who: Who is paid.

        about: Out of what, for example the id of an award.

        source: The provision.
    """
    return tuple(
        Event(
            day=day,
            what=what,
            kind=EventKind.INSTALMENT,
            moves=moves,
            who=who,
            about=about,
            key=_instalment_key(day),
            source=source,
        )
        for day in instalments.within(period)
    )


def to_icalendar(
    events: Iterable[Event],
    *,
    language: Language | str = Language.ENGLISH,
    holidays: Container[date] | None = None,
    stamp: datetime = NO_STAMP,
) -> str:
    """
    Write events as an iCalendar file (RFC 5545), one whole day each.

    Nothing is taken from the clock. The identifier (UID) of an event is made of its
    kind, what it is about, its key and who, so that a calendar that reads a later file
    finds the same deadline, also when its day or its words have changed. No revisions
    are counted (SEQUENCE), as nobody knows the file before: the later `stamp` is the
    newer.

    Args:
        events: The events, at least one; equal ones are written once.

        language: In which language.

        holidays: The public holidays of the place. Without them, an event that moves
            stands on the day that was set, and says so.

        stamp: When the file was made, in a time zone; a later one for a later file.

    Raises:
        InvalidDataError: There is no event, as RFC 5545 knows no calendar without; two
            have one identifier and differ, or are equal and do not say what they are
            about; the stamp has no time zone; or no working day follows.
    """
    made = _stamped(stamp)
    language = Language(language)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fundmodel//calendars//EN"]
    for uid, event in _distinct(events).items():
        lines += _entry(uid, event, language, holidays, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamped(stamp: object) -> str:
    # What type checkers promise, callers without them may break.
    if not isinstance(stamp, datetime) or stamp.utcoffset() is None:
        raise InvalidDataError(
            "the stamp of a calendar has no time zone",
            where="stamp",
            got=stamp,
            expected="a time with its time zone",
            mend="write datetime(2026, 7, 1, tzinfo=UTC), or leave it out",
        )
    try:
        universal = stamp.astimezone(UTC)
    except OverflowError as error:
        raise InvalidDataError(
            "the stamp of a calendar lies outside the calendar",
            where="stamp",
            got=stamp,
            expected="a time that there is in UTC, too",
            mend="correct it, or leave it out",
        ) from error
    return f"{_compact(universal)}T{universal:%H%M%S}Z"


def _compact(day: date) -> str:
    """Write a day without dashes; a year has four digits (`strftime` may drop some)."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


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


def _instalment_key(day: date) -> str:
    return f"instalment/{day.isoformat()[:7]}"


def _paid(
    program: Program, part: Part, plan: PaymentPlan, recipient: Recipient | None
) -> Iterator[Event]:
    time = runs(program.years, program.period)
    days: list[tuple[str, date | Deadline, Text | Sentence]] = []
    if plan.instalments is not None:
        days += [
            (
                _instalment_key(day),
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


def _uid(event: Event) -> str:
    """
    Give what a calendar knows an event by.

    Without a key it is all that the event says, but for the source, which may be
    cited better later.
    """
    whole = (event.day, event.moves, event.what, event.detail)
    stays = whole if event.key is None else event.key
    found = content_hash((event.kind.value, event.about, stays, event.who))
    return f"{found[:32]}@fundmodel"


def _distinct(events: Iterable[Event]) -> dict[str, Event]:
    """Give each event once; nothing is left out that could be something else."""
    found: dict[str, Event] = {}
    for event in events:
        uid = _uid(event)
        other = found.setdefault(uid, event)
        if other is not event:
            _check_one(event, other)
    if not found:
        raise InvalidDataError(
            "there is no event, and a calendar has at least one",
            where="events",
            expected="at least one event (RFC 5545, section 3.6)",
            mend="write no file where nothing happens",
        )
    return found


def _check_one(event: Event, other: Event) -> None:
    """Make sure that two events of one identifier are the same."""
    if event != other:
        raise InvalidDataError(
            "two events have the same identifier, and differ",
            where=f"event {event.what}",
            got=f"{other} and {event}",
            expected="events that differ in what they are about, in key or in who",
            mend="say what each is about, and pass one version of what changed",
        )
    if event.about is None:
        raise InvalidDataError(
            "two events are equal, and do not say what they are about",
            where=f"event {event.what}",
            got=event,
            expected="for each the id of its program, award or case",
            mend="give about, or pass the event once",
        )


def _entry(
    uid: str,
    event: Event,
    language: Language,
    holidays: Container[date] | None,
    made: str,
) -> Iterator[str]:
    day = event.day if holidays is None else event.falls_on(holidays)
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART;VALUE=DATE:{_compact(day)}"
    yield f"SUMMARY:{_escaped(event.what.render(language))}"
    told = "\n".join(_told(event, language, day))
    if told:
        yield f"DESCRIPTION:{_escaped(told)}"
    yield f"CATEGORIES:{_escaped(event.kind.render(language))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _told(event: Event, language: Language, day: date) -> Iterator[str]:
    if event.who is not None:
        yield event.who.render(language)
    if event.about is not None:
        yield event.about
    if event.moves and day == event.day:
        yield Deadline(event.day, moves=True).render(language)
    elif event.moves:
        yield sentence("moved from {day}", day=event.day).render(language)
    for said in (event.detail, event.source):
        if said is not None:
            yield show(said, language)


def _escaped(text: str) -> str:
    """Write a text so that nothing in it is read as something else."""
    text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub("\n", text))
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line so that no piece is too long; no character is cut in two."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])
