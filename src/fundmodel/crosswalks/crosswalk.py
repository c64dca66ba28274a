"""Crosswalks: successions by day, checked, and the figures that they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import overload

import attrs

from fundmodel.crosswalks.carried import Carried
from fundmodel.crosswalks.carrying import carried_roster, carried_table
from fundmodel.crosswalks.readings import among, successions_of
from fundmodel.crosswalks.routes import Route
from fundmodel.crosswalks.successions import Succession, SuccessionKind, listed
from fundmodel.errors import CrosswalkError
from fundmodel.fields import of_data
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sources import Basis

__all__ = ["Crosswalk"]

_RENAMED = {SuccessionKind.RECODING, SuccessionKind.RENAMING}


def _by_day(successions: Iterable[Succession]) -> tuple[Succession, ...]:
    given = tuple(successions)
    if all(isinstance(each, Succession) for each in given):  # pyright: ignore[reportUnnecessaryIsInstance]  callers without type checkers
        return tuple(sorted(given, key=lambda succession: succession.day))
    return given


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Crosswalk:
    """
    What became of bodies, over any number of days (Umsteigeschlüssel).

    All successions of one day happen at once; a body hands over what it had the day
    before. Days follow one another, so that a merger in 2019 and a new code in 2021
    are two steps.

    Attributes:
        successions: Mergers, splits, new names and codes, in the order of days.

    Raises:
        CrosswalkError: A body has two successions on one day, is named again after it
            ended, or its code was in use before it was given.
    """

    successions: tuple[Succession, ...] = attrs.field(converter=_by_day)

    def __attrs_post_init__(self) -> None:
        ended: dict[str, date] = {}
        named: dict[str, date] = {}
        moved: set[tuple[str, date]] = set()
        for each in self.successions:
            for id_ in each.old:
                if (id_, each.day) in moved:
                    raise _fault(each, id_, "a body has two successions on one day")
                moved.add((id_, each.day))
        for each in self.successions:
            for id_ in each.ended:
                ended.setdefault(id_, each.day)
        for each in self.successions:
            ends = frozenset(each.ended)
            for id_ in (*each.old, *each.new):
                is_own_end = id_ in ends and ended[id_] == each.day
                if ended.get(id_, date.max) <= each.day and not is_own_end:
                    raise _fault(each, id_, "a body is named again after it ended")
            begun = set(each.new) - set(each.old)
            if each.kind in _RENAMED and begun & named.keys():
                raise _fault(each, each.new[0], "a new code was in use before")
            named.update(dict.fromkeys((*each.old, *each.new), each.day))

    @classmethod
    def from_roster(
        cls, roster: Roster, *, by: str | None = None, source: Basis = None
    ) -> Crosswalk:
        """
        Read the successions out of a roster of bodies that exist and that did.

        A body with successors ends on the last day of its period; the succession is
        of the day after.

        Args:
            roster: With `successors` and `validity`.

            by: Id of the indicator by which splits are shared, as it was counted for
                the new bodies.

            source: Who says so; the roster's own source by default.

        Raises:
            CrosswalkError: A body with successors has no last day, a successor is not
                on the roster or does not exist on the day, or there is a split and
                nothing to share it by.
        """
        return cls(successions=successions_of(roster, by, source or roster.source))

    @classmethod
    def between(
        cls,
        before: Roster,
        after: Roster,
        *,
        successors: Mapping[str, Iterable[str]] | None = None,
        by: str | None = None,
        source: Basis = None,
    ) -> Crosswalk:
        """
        Read the successions between two rosters of two days.

        A body that is on both stays what it is. For each of the others, the successors
        are those given, or those that the first roster has. Who has none is not
        guessed: carrying names it as lost. The day is that of the second roster.

        Args:
            before: The bodies before.

            after: The bodies after, with the day that they show.

            successors: Ids after by id before, where the roster does not say.

            by: Id of the indicator of the second roster by which splits are shared.

            source: Who says so.

        Raises:
            CrosswalkError: The second roster has no day, or there is a split and
                nothing to share it by.
        """
        given = {old: listed(new) for old, new in (successors or {}).items()}
        return cls(successions=among(before, after, given, by=by, source=source))

    def within(self, since: date, until: date) -> tuple[Succession, ...]:
        """
        Give the successions between two days.

        Args:
            since: The day of the old bodies; what happened on it is in them already.

            until: The day of the new bodies, included.
        """
        return tuple(s for s in self.successions if since < s.day <= until)

    def then(self, later: Crosswalk) -> Crosswalk:
        """Put two crosswalks together; successions in both stand there once."""
        both = dict.fromkeys((*self.successions, *later.successions))
        return Crosswalk(successions=tuple(both))

    @overload
    def carry(
        self,
        thing: Roster,
        onto: Roster,
        *,
        since: date | None = None,
        until: date | None = None,
        rates: Mapping[str, str | None] | None = None,
    ) -> Carried[Roster]: ...
    @overload
    def carry(
        self,
        thing: PublishedTable,
        onto: Roster,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Carried[PublishedTable]: ...
    def carry(
        self,
        thing: Roster | PublishedTable,
        onto: Roster,
        *,
        since: date | None = None,
        until: date | None = None,
        rates: Mapping[str, str | None] | None = None,
    ) -> Carried[Roster] | Carried[PublishedTable]:
        """
        Carry all figures of a roster, or the amounts of a table, to other bodies.

        Sums keep their total: a merger adds up, a split divides whole units (or whole
        units of the last decimal, or whole cents) by largest remainder, the first of
        the parts first where remainders are equal. A missing value is never zero: a
        sum with a missing part is missing. Values that a split made are marked as
        inferred. The way over several days is that of each day after the other.

        Args:
            thing: Figures of the old bodies.

            onto: The new bodies; those that do not exist on the day get nothing.

            since: Of which day the old bodies are; that of the roster by default.

            until: Of which day the new bodies are; that of the roster by default.

            rates: Indicators of the roster that are no sums, such as rates, densities
                and means, with the indicator that weighs them, or `None` if none does.
                A split leaves them as they are; a merger gives the weighted mean,
                rounded half up to the decimals of the column.

        Returns:
            The second roster with the carried columns in place of its own, or the
            table with its ids and names; and what was lost.

        Raises:
            CrosswalkError: A day is not known or the days are in the wrong order, a
                new code is in the figures already, a rate has no weight and bodies
                merge, or an indicator is not on the roster or there several times.
        """
        dated = thing.dated if isinstance(thing, Roster) else None
        first = _day(since or dated, f"{type(thing).__name__} {thing.id!r}", "since")
        last = _day(until or onto.dated, f"roster {onto.id!r}", "until")
        if first > last:
            raise _backwards(first, last)
        there = onto.as_of(key_date=last)
        several = self.within(first, last)
        _check_new_codes(several, thing)
        route = Route.plan(thing.ids, there.ids, several)
        sources = tuple(each.source for each in several)
        if isinstance(thing, Roster):
            return carried_roster(thing, there, route, rates or {}, sources)
        return carried_table(thing, there, route, sources)


def _day(day: date | None, where: str, name: str) -> date:
    if day is not None:
        return day
    raise CrosswalkError(
        "nobody says of which day the bodies are",
        where=where,
        got="no day",
        expected="the day whose bodies it has",
        mend=f"give it: {name}=date(2019, 1, 1)",
    )


def _backwards(first: date, last: date) -> CrosswalkError:
    return CrosswalkError(
        "the old bodies are of a later day than the new ones",
        where="crosswalk",
        got=f"from {first} to {last}",
        expected="a day, and a later one",
        mend="change `since` and `until`, or the rosters; nothing is carried back",
    )


def _check_new_codes(
    several: tuple[Succession, ...], thing: Roster | PublishedTable
) -> None:
    """Refuse a new name or code that somebody else has in the figures."""
    ids = frozenset(thing.ids)
    for each in several:
        for id_ in set(each.new) - set(each.old):
            if each.kind in _RENAMED and id_ in ids and ids.intersection(each.old):
                raise _fault(each, id_, "a new code is in the figures already")


def _fault(each: Succession, id_: str, what: str) -> CrosswalkError:
    return CrosswalkError(
        what,
        where=f"crosswalk, {id_!r} on {each.day}",
        got=str(each),
        expected="bodies that begin once, end once, and go one way on each day",
        mend="correct the day or the id; where a code is used again, give the later "
        "body an id of its own",
    )
