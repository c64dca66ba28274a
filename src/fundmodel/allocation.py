"""Allocating a program's money to recipients: the verb, and what it gives."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from fundmodel.agenda import Agenda
from fundmodel.allotments import (
    AllocatedPart,
    AllocationExplanation,
    Allotment,
    OpenPart,
)
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.fingerprints import content_hash
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.shares import PerCent, exact_share

__all__ = [
    "Allocation",
    "allocate",
    "allocate_years",
]


@attrs.frozen(kw_only=True, eq=False)
class Allocation:
    """
    Who is allotted how much of a program in one year, and why (Verteilung).

    Attributes:
        program: The program in the version that counted.

        year: The budget year.

        roster: Who shared, with the figures known on that day.

        facts: What came in besides.

        share: Which share of the budgets was allocated.

        as_of: The day whose version of the program counted; `None` for the last one,
            after all amendments.

        parts: The parts that were allocated.

        open_parts: The parts that stay open, and why.

        requested: Ids of the parts that were asked for; `None` for all.
    """

    program: Program
    year: BudgetYear
    roster: Roster
    facts: Facts
    share: Fraction
    as_of: date | None
    parts: tuple[AllocatedPart, ...]
    open_parts: tuple[OpenPart, ...]
    requested: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"<Allocation of {self}>"

    def __str__(self) -> str:
        about = f"{self.program.id!r}, {self.year.label}, to {self.roster.id!r}"
        done = _ids(part.part for part in self.parts)
        left = _ids(part.part for part in self.open_parts)
        return f"{about}: allocated {done}; open {left}"

    @functools.cached_property
    def hashes(self) -> Mapping[str, str]:
        """Content hashes of what it was made from."""
        return {
            "program": self.program.content_hash,
            "roster": self.roster.content_hash,
            "facts": content_hash(self.facts),
        }

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of what it was made from and of every amount that came out."""
        asked = self.year, self.share, self.as_of, self.requested
        done = tuple(part.outcome for part in self.parts)
        left = tuple((part.part.id, part.reason) for part in self.open_parts)
        return content_hash((self.hashes, asked, done, left))

    @property
    def label(self) -> str:
        """Program, year, share and roster in a few words."""
        year = f"{self.year.label}, {PerCent(self.share)}"
        return f"{self.program.id}, {year}, {self.roster.id}"

    def part(self, part: str | None = None) -> AllocatedPart:
        """
        Give one allocated part; `None` takes the only one.

        Raises:
            AllocationError: It was not allocated, or there are several.
        """
        for allocated in self.parts:
            if allocated.part.id == part or (part is None and len(self.parts) == 1):
                return allocated
        for still_open in self.open_parts:
            if still_open.part.id == part or (part is None and not self.parts):
                raise AllocationError(
                    f"the part stays open: {still_open.said}",
                    where=f"part {still_open.part.id!r}",
                    got=still_open.reason.value,
                    expected="an allocated part",
                    mend=still_open.mend,
                )
        raise AllocationError(
            "there is no single part that is meant",
            where=f"allocation of {self.program.id!r}, {self.year.label}",
            got=part or "no part named",
            expected=", ".join(p.part.id for p in self.parts) or "an allocated part",
            mend="name one of them",
        )

    def allotment(self, recipient: str, part: str | None = None) -> Allotment:
        """
        Give what one recipient is allotted in one part.

        Raises:
            AllocationError: The part was not allocated, or is not named while
                there are several.

            InvalidDataError: Nobody has that id.
        """
        allocated = self.part(part)
        return allocated.allotment_at(allocated.distribution.roster.position(recipient))

    def allotments(self) -> Iterator[Allotment]:
        """Build all allotments, part by part."""
        for allocated in self.parts:
            yield from allocated.allotments()

    def columns(self, part: str | None = None) -> Mapping[str, object]:
        """Give plain arrays by name for one part; see `Distribution.columns`."""
        return self.part(part).distribution.columns()

    def explain(self, recipient: str, part: str | None = None) -> AllocationExplanation:
        """
        Say step by step why a recipient gets what it gets.

        Args:
            recipient: Its id.

            part: One part; `None` explains all parts that were allocated.

        Raises:
            AllocationError: The part was not allocated.

            InvalidDataError: Nobody has that id.
        """
        parts = self.parts if part is None and self.parts else (self.part(part),)
        return AllocationExplanation(
            parts=tuple(p.distribution.explain(recipient) for p in parts),
            stages=tuple(p.stage for p in parts),
        )


_MOST_SHOWN: Final = 5


def _ids(parts: Iterable[Part]) -> str:
    """Name a few parts, and how many there are besides."""
    ids = [part.id for part in parts]
    more = [f"{len(ids) - _MOST_SHOWN} more"] * (len(ids) > _MOST_SHOWN)
    return ", ".join([*ids[:_MOST_SHOWN], *more]) or "nothing"


def allocate(  # noqa: PLR0913  all but the first two are named by the caller
    program: Program,
    roster: Roster,
    *,
    year: int | str,
    parts: Sequence[str] | None = None,
    share: int | Fraction | Decimal | str = 1,
    facts: Facts | None = None,
    as_of: date | None = None,
) -> Allocation:
    """
    Allocate a program's budgets of one year by its rules.

    A part that lacks a rule, a budget, its kind of recipient or an indicator
    of the right key date stays open and says what is missing. A part that draws on
    the result of another one comes after it, wherever it stands in the program, and
    stays open if that one does.

    Args:
        program: The program.

        roster: Who shares.

        year: Label of a budget year; an `int` for a calendar year.

        parts: Ids of the parts to allocate; `None` for all.

        share: Which share of each budget, for example ``"60 %"``; never a float.

        facts: Earlier amounts and tables that provisions refer to.

        as_of: The decision date, whose version of the program counts, and of each
            figure the vintage last known on it. A figure known later does not count,
            with one vintage or several: the part stays open and says so. Where nobody
            says since when a figure was known, it always was. `None` takes the
            program after all amendments, and chooses no vintage.

    Returns:
        Allotments by part and recipient, with their steps.

    Raises:
        InvalidModelError: The year is outside the program, or a part unknown.

        InvalidDataError: An eligible recipient lacks a value.

        AllocationError: A rule cannot be applied, a part and one inside it would
            both divide the same money, parts draw on each other in a circle, or a
            part draws on one that is not allocated and of which no table is given.
    """
    _check_kinds(program, roster, facts)
    latest = program.amended()
    version = latest if as_of is None else program.as_of(as_of)
    agenda = Agenda(
        program=version,
        whole=roster,
        as_of=as_of,
        year=version.year(year),
        share=exact_share(share),
        facts=facts or Facts(),
        later=frozenset(part.id for one in (version, latest) for part in one.parts),
    )
    outcomes = agenda.carried_out(parts)
    return Allocation(
        program=version,
        year=agenda.year,
        roster=agenda.roster,
        facts=agenda.facts,
        share=agenda.share,
        as_of=as_of,
        parts=tuple(one for one in outcomes if isinstance(one, AllocatedPart)),
        open_parts=tuple(one for one in outcomes if isinstance(one, OpenPart)),
        requested=None if parts is None else tuple(parts),
    )


def allocate_years(  # noqa: PLR0913  all but the first two are named by the caller
    program: Program,
    rosters: Mapping[int | str, Roster],
    *,
    parts: Sequence[str] | None = None,
    facts: Facts | None = None,
    as_of: date | None = None,
    chained: bool = False,
) -> Mapping[str, Allocation]:
    """
    Allocate several years in one call, each with its own roster.

    Chained, the amounts of each year are those of last time for the next one, part by
    part: whatever a part gave in the latest year before in which it was allocated.
    Before there is one, last time is what the facts say.

    Args:
        program: The program.

        rosters: The roster of each year, by label.

        parts: Ids of the parts to allocate; `None` for all.

        facts: Earlier amounts and tables that provisions refer to.

        as_of: The decision date, whose version of the program counts.

        chained: Whether each year builds on the results of the years before.

    Returns:
        One allocation for each year, by label.
    """
    done: dict[str, Allocation] = {}
    given = facts
    version = program.amended() if as_of is None else program.as_of(as_of)
    for year, roster in _in_order(version, rosters) if chained else rosters.items():
        allocation = allocate(
            program, roster, year=year, parts=parts, facts=given, as_of=as_of
        )
        done[str(year)] = allocation
        if chained:
            given = _next_facts(allocation)
    return {str(year): done[str(year)] for year in rosters}


def _in_order(
    program: Program, rosters: Mapping[int | str, Roster]
) -> list[tuple[int | str, Roster]]:
    """Give the years as they follow each other, whatever their order here."""
    first_day = {label: program.year(label).period.first for label in rosters}
    return sorted(rosters.items(), key=lambda item: first_day[item[0]])


def _next_facts(allocation: Allocation) -> Facts:
    """Let what each part gave be what each had last time."""
    tables = {table.part: table for table in allocation.facts.previous_by_part}
    tables |= {one.part.id: one.table() for one in allocation.parts}
    return attrs.evolve(allocation.facts, previous_by_part=tuple(tables.values()))


def _check_kinds(program: object, roster: object, facts: object) -> None:
    """Refuse what only a type checker would have noticed."""
    given: tuple[tuple[str, object, type], ...] = (
        ("program", program, Program),
        ("roster", roster, Roster),
        ("facts", Facts() if facts is None else facts, Facts),
    )
    for name, value, kind in given:
        if not isinstance(value, kind):
            raise AllocationError(
                "another kind of object was given",
                where=name,
                got=repr(value),
                expected=f"a {kind.__name__}",
                mend="load it first, or look at the order of the arguments",
            )
