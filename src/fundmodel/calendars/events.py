"""Events: something that happens on a day, and what it is in law."""

from __future__ import annotations

import enum
from collections.abc import Container
from datetime import date

import attrs

from fundmodel.due_dates import Deadline, Instalments
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.periods import Period
from fundmodel.sentences import Language, Sentence, Text, check_printable, sentence
from fundmodel.sources import Basis

__all__ = ["Event", "EventKind", "instalment_events", "instalment_key"]


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
            key=instalment_key(day),
            source=source,
        )
        for day in instalments.within(period)
    )


def instalment_key(day: date) -> str:
    """Give the key of an instalment: another day of the month is the same one."""
    return f"instalment/{day.isoformat()[:7]}"
