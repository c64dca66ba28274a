"""
Calendars: what happens on which day in a program, as data and as an iCalendar file.

A key date never moves. A deadline may move to the next working day; on which day that
is depends on the holidays of the place, which the caller names.
"""

from __future__ import annotations

import enum
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, cast

import attrs

from fundmodel.bodies import REMAINDER, Recipient
from fundmodel.conditions import Eligible
from fundmodel.due_dates import Deadline, Instalments
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.fingerprints import content_hash
from fundmodel.parts import Part
from fundmodel.periods import KeyDate, Period
from fundmodel.programs import Program
from fundmodel.sentences import Language, Sentence, Text, sentence, show
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

        detail: What else is said about it.

        source: The provision.

    Raises:
        InvalidModelError: A key date is said to move.
    """

    day: date
    what: Text | Sentence
    kind: EventKind
    moves: bool = False
    who: Text | None = None
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
            InvalidDataError: No working day follows within a month.
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

    These are its beginning and end, amendments, key dates and the deadlines of
    applications, each year's of what comes back each year.

    Args:
        program: The program in one version; key dates and deadlines are those of the
            version that is passed, for example ``program.after(day)``.

        recipient: For whom; parts in which its kind may not claim are left out, and
            so are days on which it does not exist.
    """
    events = [*_milestones(program)]
    for part in program.parts:
        if part.rule is not None and _concerns(part, recipient):
            for provision in part.rule.provisions:
                events += _counted(program, part, provision, recipient)
    valid = None if recipient is None else recipient.valid
    kept = {
        event: None for event in events if valid is None or valid.contains(event.day)
    }
    return tuple(sorted(kept, key=lambda event: event.day))


def instalment_events(  # noqa: PLR0913  what a payment plan says
    instalments: Instalments,
    period: Period,
    *,
    what: Text,
    moves: bool = False,
    who: Text | None = None,
    source: Basis = None,
) -> tuple[Event, ...]:
    """
    Give the days on which instalments are due.

    Args:
        instalments: The days of each year.

        period: The time that is looked at.

        what: What is paid.

        moves: Whether a day moves to the next working day.

        who: Who is paid.

        source: The provision.
    """
    return tuple(
        Event(
            day=day,
            what=what,
            kind=EventKind.INSTALMENT,
            moves=moves,
            who=who,
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

    Nothing is taken from the clock. The identifier of an event comes from what it
    says and the day that was set, so that a calendar that reads the file again finds
    the same events, also when holidays have moved them.

    Args:
        events: The events; equal ones are written once.

        language: In which language.

        holidays: The public holidays of the place. Without them, an event that moves
            stands on the day that was set, and says so.

        stamp: When the file was made, in a time zone.

    Raises:
        InvalidDataError: The stamp has no time zone, or no working day follows.
    """
    if stamp.tzinfo is None:
        raise InvalidDataError(
            "the stamp of a calendar has no time zone",
            where="stamp",
            got=stamp,
            expected="a time with its time zone",
            mend="write datetime(2026, 7, 1, tzinfo=UTC), or leave it out",
        )
    made = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    language = Language(language)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fundmodel//calendars//EN"]
    for event in {_identity(event): event for event in events}.values():
        lines += _entry(event, language, holidays, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _milestones(program: Program) -> Iterator[Event]:
    if program.period is not None:
        ends = (
            (program.period.first, sentence("the program begins")),
            (program.period.last, sentence("the program ends")),
        )
        for day, what in ends:
            yield Event(
                day=day, what=what, kind=EventKind.MILESTONE, source=program.source
            )
    for amendment in program.amendments:
        yield Event(
            day=amendment.day,
            what=amendment.title or sentence("an amendment takes effect"),
            kind=EventKind.MILESTONE,
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
    program: Program, part: Part, provision: Provision, recipient: Recipient | None
) -> Iterator[Event]:
    who = None if recipient is None else Text(recipient.name)
    for name, key_date in _key_dates(provision):
        closes = name == "deadline"
        what = (
            sentence("{part}: last day for applications", part=part.name)
            if closes
            else sentence("{part}: day of counting", part=part.name)
        )
        for day in _days(program, key_date):
            yield Event(
                day=day,
                what=what,
                kind=EventKind.DEADLINE if closes else EventKind.KEY_DATE,
                who=who if closes else None,
                detail=provision.describe(),
                source=provision.source or part.source,
            )


def _days(program: Program, key_date: KeyDate) -> Iterator[date]:
    for year in program.years:
        try:
            yield key_date.in_year(year)
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


def _identity(event: Event) -> tuple[object, ...]:
    """Give what makes an event the same; a source may be cited better later."""
    return (event.kind.value, event.day, event.what, event.who, event.detail)


def _entry(
    event: Event, language: Language, holidays: Container[date] | None, made: str
) -> Iterator[str]:
    day = event.day if holidays is None else event.falls_on(holidays)
    yield "BEGIN:VEVENT"
    yield f"UID:{content_hash(_identity(event))[:32]}@fundmodel"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
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
    if event.moves and day == event.day:
        yield Deadline(event.day, moves=True).render(language)
    elif event.moves:
        yield sentence("moved from {day}", day=event.day).render(language)
    for said in (event.detail, event.source):
        if said is not None:
            yield show(said, language)


def _escaped(text: str) -> str:
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
