"""What is audited: a program with its allocations, rosters, register and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.findings import NotApplicable, NotRun, Outcome
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import sentence

__all__ = ["Case", "Check"]


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """
    The things that belong to one audit; any of them may be lacking (Prüffall).

    Attributes:
        program: The program.

        allocations: What was allocated.

        rosters: Rosters besides those of the allocations.

        register: The roster that lists every body there is.

        published: Tables that somebody published.
    """

    program: Program | None = None
    allocations: tuple[Allocation, ...] = attrs.field(
        default=(), converter=tuple[Allocation, ...]
    )
    rosters: tuple[Roster, ...] = attrs.field(default=(), converter=tuple[Roster, ...])
    register: Roster | None = None
    published: tuple[PublishedTable, ...] = attrs.field(
        default=(), converter=tuple[PublishedTable, ...]
    )

    @property
    def versions(self) -> tuple[Program, ...]:
        """The program as it was set up, then after each day that amended it."""
        return () if self.program is None else tuple(self.program.versions())

    @property
    def latest(self) -> Program | None:
        """The program after all amendments."""
        return None if self.program is None else self.program.amended()

    @property
    def all_rosters(self) -> tuple[Roster, ...]:
        """Each roster once: those given and those of the allocations."""
        kept: list[Roster] = []
        for roster in (*self.rosters, *(a.roster for a in self.allocations)):
            if not any(_same(roster, other) for other in kept):
                kept.append(roster)
        return tuple(kept)

    @property
    def compared_rosters(self) -> tuple[Roster, ...]:
        """Every roster but the register, which is not compared with itself."""
        register = self.register
        return tuple(
            roster
            for roster in self.all_rosters
            if register is None or not _same(roster, register)
        )

    @property
    def all_tables(self) -> tuple[PublishedTable, ...]:
        """Each table of amounts once: those published and those rules refer to."""
        facts = [allocation.facts for allocation in self.allocations]
        previous = [f.previous for f in facts if f.previous is not None]
        referred = [table for f in facts for table in f.tables]
        tables = (*self.published, *previous, *referred)
        return tuple({id(table): table for table in tables}.values())

    def allocated(self) -> Iterator[tuple[Allocation, AllocatedPart]]:
        """Give every part that was allocated, with its allocation."""
        for allocation in self.allocations:
            for part in allocation.parts:
                yield allocation, part

    def lacks_allotments(self, rule: str) -> NotRun | NotApplicable | None:
        """Say why a rule about allotments has nothing to look at; `None` if it has."""
        if not self.allocations:
            return NotRun(rule=rule, reason=sentence("no allocation was given"))
        if not any(allocation.parts for allocation in self.allocations):
            return NotApplicable(rule=rule, reason=sentence("no part was allocated"))
        return None


def _same(roster: Roster, other: Roster) -> bool:
    # Hashes are costly for large rosters; identity and id settle most cases.
    return roster is other or (
        roster.id == other.id and roster.content_hash == other.content_hash
    )


Check = Callable[[Case], Iterable[Outcome]]
"""
A check: a plain function from a case to its outcomes.

It is best written as a generator. It may look at anything in the case, and
says `NotRun` where the case lacks what it needs.
"""
