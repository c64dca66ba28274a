"""Allocating a program's money to recipients: the verb, and what it gives."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from fundmodel.allotments import (
    AllocatedPart,
    AllocationExplanation,
    Allotment,
    OpenPart,
)
from fundmodel.apportion import Mixed
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    FundmodelError,
)
from fundmodel.facts import Facts
from fundmodel.fingerprints import content_hash
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.shares import PerCent, exact_share
from fundmodel.steps import State
from fundmodel.units import Unit

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

        roster: Who shared.

        facts: What came in besides.

        share: Which share of the budgets was allocated.

        as_of: The day whose version of the program counted; `None` for all.

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
    of the right key date stays open and says what is missing.

    Args:
        program: The program.

        roster: Who shares.

        year: Label of a budget year; an `int` for a calendar year.

        parts: Ids of the parts to allocate; `None` for all.

        share: Which share of each budget, for example ``"60 %"``; never a float.

        facts: Earlier amounts and tables that provisions refer to.

        as_of: The decision date, whose version of the program counts.

    Returns:
        Allotments by part and recipient, with their steps.

    Raises:
        InvalidModelError: The year is outside the program, or a part unknown.

        InvalidDataError: An eligible recipient lacks a value.

        AllocationError: A rule cannot be applied, or a part and one inside it
            would both divide the same money.
    """
    _check_kinds(program, roster, facts)
    program = program if as_of is None else program.as_of(as_of)
    budget_year = program.year(year)
    facts = facts or Facts()
    fraction = exact_share(share)
    done: list[AllocatedPart] = []
    still_open: list[OpenPart] = []
    order = _Order(
        program=program, roster=roster, year=budget_year, share=fraction, facts=facts
    )
    chosen = _chosen(program, parts)
    _check_divided_once(program, chosen, budget_year.label)
    for part in chosen:
        result = order.carried_out(part)
        if isinstance(result, AllocatedPart):
            done.append(result)
        else:
            still_open.append(result)
    return Allocation(
        program=program,
        year=budget_year,
        roster=roster,
        facts=facts,
        share=fraction,
        as_of=as_of,
        parts=tuple(done),
        open_parts=tuple(still_open),
        requested=None if parts is None else tuple(parts),
    )


def allocate_years(
    program: Program,
    rosters: Mapping[int | str, Roster],
    *,
    parts: Sequence[str] | None = None,
    facts: Facts | None = None,
    as_of: date | None = None,
) -> Mapping[str, Allocation]:
    """
    Allocate several years in one call, each with its own roster.

    Args:
        program: The program.

        rosters: The roster of each year, by label.

        parts: Ids of the parts to allocate; `None` for all.

        facts: Earlier amounts and tables that provisions refer to.

        as_of: The decision date, whose version of the program counts.

    Returns:
        One allocation for each year, by label.
    """
    return {
        str(year): allocate(
            program, roster, year=year, parts=parts, facts=facts, as_of=as_of
        )
        for year, roster in rosters.items()
    }


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


def _check_list(parts: object) -> None:
    if parts is None or (isinstance(parts, Iterable) and not isinstance(parts, str)):
        return
    raise AllocationError(
        "the parts are no list of ids",
        where="parts",
        got=repr(parts),
        expected=f"[{parts!r}]" if isinstance(parts, str) else "a list of ids",
        mend="put the ids in square brackets",
    )


def _chosen(program: Program, parts: Sequence[str] | None) -> list[Part]:
    _check_list(parts)
    if parts is not None:
        # Named twice, a part is still paid once.
        return [program.part(id_) for id_ in dict.fromkeys(parts)]
    # A part that is only a bracket around others has nothing to divide itself.
    return [p for _, p in program.walk() if p.rule or not program.children(p.id)]


def _check_divided_once(program: Program, parts: Sequence[Part], year: str) -> None:
    """Refuse parts of which one divides what the other divides too."""
    dividing = {part.id for part in parts if _divides(part, year)}
    for part in parts:
        above = [p for p in program.above(part.id) if p.id in dividing]
        if part.id in dividing and above:
            outer, inner = repr(above[0].id), repr(part.id)
            raise AllocationError(
                "the same money would be divided twice",
                where=f"parts {outer} and {inner}, {year}",
                got=f"a budget and a rule for {outer}, and for {inner} inside it",
                expected="each amount divided by one rule",
                mend=f"allocate one of them, for example parts=[{inner}], or make a "
                f"part beside {inner} for what is left of {outer}, with its rule",
            )


def _divides(part: Part, year: str) -> bool:
    budget = part.budget(year)
    return part.rule is not None and budget is not None and not budget.amount.is_zero


@attrs.frozen(kw_only=True, eq=False)
class _Order:
    """What is allocated to whom, for one part after the other."""

    program: Program
    roster: Roster
    year: BudgetYear
    share: Fraction
    facts: Facts

    def carried_out(self, part: Part) -> AllocatedPart | OpenPart:
        """Apply the rule of a part, or say why it stays open."""
        if part.rule is None:
            return OpenPart.without_rule(part)
        budget = part.budget(self.year.label)
        if budget is None and not part.open_ended:
            return OpenPart.without_budget(self.program, part, self.year)
        if budget is None and part.rule.only_shares:
            return OpenPart.without_rate(part)
        try:
            distribution = part.rule.distribute(self._state(part, budget), self.facts)
        except DataLackingError as error:
            return OpenPart.lacking(part, error)
        except FundmodelError as error:
            error.where = ", ".join(filter(None, (f"part {part.id!r}", error.where)))
            raise
        return AllocatedPart.of(part, self.year, self.share, distribution)

    def _state(self, part: Part, budget: YearBudget | None) -> State:
        minor = budget.amount.minor * self.share if budget else Fraction(0)
        return State.start(
            Mixed.from_fractions([minor]),
            self.roster,
            unit=Unit.money(self.program.currency),
            year=self.year,
            open_ended=part.open_ended,
        )
