"""Events as an iCalendar file (RFC 5545), the same bytes for the same events."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final

from fundmodel.calendars.events import Event
from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError
from fundmodel.fingerprints import content_hash
from fundmodel.sentences import Language, sentence, show

__all__ = ["to_icalendar"]

NO_STAMP: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a file was made, where nobody says: the same events give the same file."""

_LONGEST_LINE: Final = 75  # octets, RFC 5545 section 3.1

_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""What RFC 5545 section 3.1 lets no text have, and what is no character alone."""


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
