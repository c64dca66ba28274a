"""Ids that are not on a roster on a day, and what became of them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from fundmodel.crosswalks.crosswalk import Crosswalk
from fundmodel.crosswalks.successions import Succession
from fundmodel.errors import CrosswalkError
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["MatchReason", "Unmatched", "unmatched"]


class MatchReason(enum.Enum):
    """Why an id has no match."""

    UNKNOWN = "unknown"
    """The roster does not have it."""

    OTHER_DAYS = "other days"
    """The roster has it, and it does not exist on the day."""


@attrs.frozen(kw_only=True)
class Unmatched:
    """
    An id without a body on a roster.

    Attributes:
        id: The id.

        name: What the body is called where the id was found.

        reason: Why there is no match.

        became: Ids on the roster of those that came after it.

        came_from: Ids on the roster of those that it came from.

        nearest: The succession in which it ended or began; `None` where none is known.
    """

    id: str
    name: str
    reason: MatchReason
    became: tuple[str, ...] = ()
    came_from: tuple[str, ...] = ()
    nearest: Succession | None = None

    def render(self, language: Language) -> str:
        """Give it in one sentence."""
        return _said(self).render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def _said(missed: Unmatched) -> Sentence:
    values = {"name": missed.name, "id": missed.id}
    if missed.became:
        return sentence(
            "{name} ({id}) is not on the roster: it became {became}",
            **values,
            became=missed.became,
        )
    if missed.came_from:
        return sentence(
            "{name} ({id}) is not on the roster: it came from {came_from}",
            **values,
            came_from=missed.came_from,
        )
    return sentence(
        "{name} ({id}) is not on the roster, and nothing says what it became",
        **values,
    )


def unmatched(
    thing: Roster | PublishedTable,
    roster: Roster,
    *,
    key_date: date | None = None,
    crosswalk: Crosswalk | None = None,
) -> tuple[Unmatched, ...]:
    """
    Name the ids of a table or roster that do not exist on a roster.

    Args:
        thing: Whose ids are looked up.

        roster: Where.

        key_date: The day on which they have to exist; that of the roster by default.

        crosswalk: What became of bodies; else the successors on the roster tell.

    Returns:
        One for each id, in the order of the table; empty where all have a match.

    Raises:
        CrosswalkError: The roster has bodies that were succeeded, and nobody says of
            which day it is asked.
    """
    key_date = key_date or roster.dated
    if key_date is None and any(roster.successors):
        raise CrosswalkError(
            "bodies of several times are on the roster, and nobody says of which day",
            where=f"roster {roster.id!r}",
            got="no day",
            expected="the day on which the bodies have to exist",
            mend="give it: key_date=date(2019, 1, 1)",
        )
    exists = set(roster.as_of(key_date=key_date).ids)
    missing = [at for at, id_ in enumerate(thing.ids) if id_ not in exists]
    if not missing:
        return ()
    ways = _Ways(roster, crosswalk, exists)
    return tuple(ways.unmatched(thing.ids[at], thing.names[at]) for at in missing)


class _Ways:
    """What became of each id, and what it came from."""

    def __init__(
        self, roster: Roster, crosswalk: Crosswalk | None, exists: set[str]
    ) -> None:
        self._roster, self._exists = roster, exists
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        self._nearest: dict[str, Succession] = {}
        stated = zip(roster.ids, roster.successors, strict=False)
        self._add((old, new) for old, several in stated for new in several)
        several = () if crosswalk is None else crosswalk.successions
        for each in several:
            self._add((old, new) for old in each.old for new in each.new)
            for id_ in each.new:
                self._nearest.setdefault(id_, each)
        for each in several:
            self._nearest.update(dict.fromkeys(each.ended, each))

    def _add(self, pairs: Iterable[tuple[str, str]]) -> None:
        for old, new in pairs:
            self._after.setdefault(old, []).append(new)
            self._before.setdefault(new, []).append(old)

    def unmatched(self, id_: str, name: str) -> Unmatched:
        """Tell of one id."""
        is_known = id_ in self._roster.positions
        return Unmatched(
            id=id_,
            name=name,
            reason=MatchReason.OTHER_DAYS if is_known else MatchReason.UNKNOWN,
            became=tuple(self._reached(id_, self._after)),
            came_from=tuple(self._reached(id_, self._before)),
            nearest=self._nearest.get(id_),
        )

    def _reached(self, id_: str, ways: dict[str, list[str]]) -> Iterator[str]:
        """Follow ways until they come to bodies that exist."""
        seen, ahead = {id_}, [id_]
        while ahead:
            for other in ways.get(ahead.pop(0), ()):
                if other in seen:
                    continue
                seen.add(other)
                if other in self._exists:
                    yield other
                else:
                    ahead.append(other)
