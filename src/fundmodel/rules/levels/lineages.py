"""Lineages: who on a roster is below whom, and what of the facts is about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Self, TypeVar

import attrs
import numpy as np

from fundmodel.applications import Applications
from fundmodel.claims import said_of
from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts, Result
from fundmodel.indicators import BoolArray, Places
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import sentence
from fundmodel.steps import State

__all__ = ["Batch", "LevelFacts", "Lineage", "body_above", "of_kinds"]

CELLS: Final = 12_500
"""
Numbers in one array of a batch, unless a single body has more.

Bodies of one batch see each other's children as strangers, which costs more the more
there are; a batch of its own for each body costs more calls. This many take about as
long to compute as to call for.
"""

T = TypeVar("T", PublishedTable, Applications)

BY_ROW: Final = (
    "ids",
    "names",
    "amounts",
    "sources",
    "applicants",
    "requested",
    "received",
    "scores",
    "titles",
)
"""Fields of tables and applications that have one item for each row."""

NOBODY: Final = -1
ELSEWHERE: Final = -2
"""Instead of a position: see :attr:`fundmodel.recipients.Roster.above`."""


@attrs.frozen(kw_only=True, eq=False)
class Batch:
    """
    Bodies whose shares are divided at once, and those below them.

    Attributes:
        number: Which batch it is.

        bodies: The bodies, as places in the lineage, shape ``(g,)``.

        members: Positions of those below on the roster, ascending, shape ``(m,)``.

        owners: Which of the bodies of the batch each is below, shape ``(m,)``.
    """

    number: int
    bodies: Places
    members: Places
    owners: Places


@attrs.frozen(kw_only=True, eq=False)
class Lineage:
    """
    Bodies of some kinds, and those of other kinds below them.

    Attributes:
        bodies: Positions of the bodies on the roster, shape ``(b,)``.

        members: Positions of those below, body after body, shape ``(m,)``.

        starts: Where the members of each body begin, shape ``(b + 1,)``.
    """

    bodies: Places
    members: Places
    starts: Places

    @classmethod
    def of(cls, state: State, kinds: tuple[str, ...], to: tuple[str, ...]) -> Self:
        """
        Find for everybody of the kinds *to* the nearest body above of some *kinds*.

        Raises:
            DataLackingError: The roster has nobody of these kinds, rows that stand
                for others, or does not say who is below whom.

            InvalidDataError: Somebody has no body above on the roster.
        """
        roster = state.roster
        if state.remainder.any():
            raise state.lacks(
                sentence("money is passed on to each body, and some are not known"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody",
            )
        passes, lower = of_kinds(state, kinds), of_kinds(state, to)
        if not roster.parents:
            raise state.lacks(
                sentence("the roster does not say who is below whom"),
                got=sentence("no parents"),
                expected=sentence("the parent of each body"),
                mend="take a roster with parents, or add them",
            )
        bodies, members = np.flatnonzero(passes), np.flatnonzero(lower)
        at = _nearest(roster, members, passes)
        found = at >= 0
        place = np.cumsum(passes) - 1
        owners, members = place[at[found]], members[found]
        order = np.argsort(owners, kind="stable")
        starts = np.searchsorted(owners[order], np.arange(len(bodies) + 1))
        return cls(bodies=bodies, members=members[order], starts=starts)

    @property
    def sizes(self) -> Places:
        """How many are below each body, shape ``(b,)``."""
        return np.diff(self.starts)

    def owners(self, n: int) -> Places:
        """Give the position of the body above each of *n* claimants; -1 for none."""
        above = np.full(n, NOBODY, dtype=np.int64)
        above[self.members] = np.repeat(self.bodies, self.sizes)
        return above

    def batches(self, scenarios: int) -> Iterator[Batch]:
        """Put bodies together, in their order, as many as are divided at once."""
        group: list[int] = []
        count = number = 0
        for place, size in enumerate(self.sizes.tolist()):
            if group and (len(group) + 1) * (count + size) * scenarios > CELLS:
                yield self._batch(group, number)
                group, count, number = [], 0, number + 1
            if size:
                group.append(place)
                count += size
        if group:
            yield self._batch(group, number)

    def _batch(self, group: list[int], number: int) -> Batch:
        bodies = np.array(group, dtype=np.int64)
        # They stand side by side, because those between have nobody below.
        start, end = int(self.starts[group[0]]), int(self.starts[group[-1] + 1])
        members = self.members[start:end]
        owners = np.repeat(np.arange(len(group)), self.sizes[bodies])
        order = np.argsort(members, kind="stable")
        return Batch(
            number=number, bodies=bodies, members=members[order], owners=owners[order]
        )


def of_kinds(state: State, kinds: tuple[str, ...]) -> BoolArray:
    """
    Tell who is of some kinds, shape ``(n,)``.

    Raises:
        DataLackingError: Nobody is.
    """
    named = state.roster.of_kinds(kinds)
    if not named.any():
        raise state.lacks(
            sentence("nobody on the roster is of a kind of this level"),
            got=tuple(sorted(set(state.roster.kinds))) or sentence("no recipients"),
            expected=kinds,
            mend="correct the kinds, or take a roster that holds both levels",
        )
    return named


def body_above(roster: Roster, who: int, kinds: tuple[str, ...]) -> int | None:
    """Give the position of the nearest body of some kinds above, if there is one."""
    parent = roster.parents[who]
    while parent is not None and parent in roster.positions:
        at = roster.positions[parent]
        if roster.kinds[at] in kinds:
            return at
        parent = roster.parents[at]
    return None


def _nearest(roster: Roster, members: Places, passes: BoolArray) -> Places:
    """Give the position of the nearest body that passes on above each, or -1."""
    above = roster.above
    at = above[members]
    orphans = at == NOBODY
    while True:
        moving = (at >= 0) & ~passes[at]
        if not moving.any():
            break
        at[moving] = above[at[moving]]
    lost = np.flatnonzero(orphans | (at == ELSEWHERE))
    if lost.size:
        names = [str(roster.recipient_at(int(i))) for i in members[lost]]
        raise InvalidDataError(
            "money is passed on to bodies that are below nobody on the roster",
            where=f"roster {roster.id!r}: {said_of(tuple(names))}",
            got=", ".join(repr(roster.parents[int(i)]) for i in members[lost][:5]),
            expected="the id of a body on the roster as the parent",
            mend="correct the parents, or give bodies that are below none another kind",
        )
    return at


@attrs.frozen(kw_only=True, eq=False)
class LevelFacts:
    """
    Tables of amounts and applications, taken apart by batch.

    Whoever is on the roster, but in another batch, is left out of the tables, so that
    a rule does not take them for strangers.

    Attributes:
        facts: All facts.

        runs: The batch of each claimant, shape ``(n,)``; -1 for who is in none.

        roster: The claimants.
    """

    facts: Facts
    runs: Places
    roster: Roster
    _rows: dict[str, tuple[Places, Places]] = attrs.field(
        init=False, factory=dict[str, tuple[Places, Places]]
    )

    def of(self, batch: Batch, scenarios: Places) -> Facts:
        """
        Give the facts about one batch.

        Args:
            batch: Which one.

            scenarios: The scenario of each row in which the batch is divided.
        """
        facts, number = self.facts, batch.number
        previous, applications = facts.previous, facts.applications
        if not (previous or facts.tables or facts.results or applications):
            return facts
        return attrs.evolve(
            facts,
            previous=previous
            and self._some(previous, "previous", previous.ids, number),
            tables=tuple(
                self._some(table, f"table {table.id}", table.ids, number)
                for table in facts.tables
            ),
            results=tuple(
                self._result(result, number, scenarios) for result in facts.results
            ),
            applications=applications
            and self._some(applications, "requests", applications.applicants, number),
        )

    def _some(self, one: T, name: str, ids: tuple[str, ...], number: int) -> T:
        """Give the rows of a table, or of applications, that are about one batch."""
        rows: list[int] = self._of_batch(name, ids, number).tolist()
        columns = [field for field in BY_ROW if getattr(one, field, ())]
        # Any: columns hold many types.
        picked: dict[str, Any] = {
            field: tuple(getattr(one, field)[row] for row in rows) for field in columns
        }
        return attrs.evolve(one, **picked)

    def _result(self, result: Result, number: int, scenarios: Places) -> Result:
        rows = self._of_batch(f"part {result.part}", result.ids, number)
        amounts = result.amounts[:, rows]
        if len(amounts) > 1:
            amounts = amounts[scenarios]
        listed: list[int] = rows.tolist()
        ids = tuple(result.ids[row] for row in listed)
        return attrs.evolve(result, ids=ids, amounts=amounts)

    def _of_batch(self, name: str, ids: tuple[str, ...], number: int) -> Places:
        """Give the rows of a table about a batch, or about nobody on the roster."""
        if name not in self._rows:
            position = self.roster.positions.get
            at = np.fromiter((position(id_, -1) for id_ in ids), dtype=np.int64)
            run = np.where(at < 0, ELSEWHERE, self.runs[at])
            order = np.argsort(run, kind="stable")
            self._rows[name] = (order, run[order])
        order, run = self._rows[name]
        mine = slice(*np.searchsorted(run, [number, number + 1]))
        strangers = slice(0, np.searchsorted(run, ELSEWHERE + 1))
        return np.sort(np.concatenate([order[mine], order[strangers]]))
