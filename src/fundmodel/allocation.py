"""Allocating a program's money to recipients: the verb, and what it gives."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
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
    OpenReason,
)
from fundmodel.apportion import Mixed
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    FundmodelError,
    OtherKeyDateError,
    ProvisionalDataError,
)
from fundmodel.facts import Facts
from fundmodel.fingerprints import content_hash
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import Distribution
from fundmodel.sentences import Sentence, sentence
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

    @functools.cached_property
    def hashes(self) -> Mapping[str, str]:
        """Content hashes of what it was made from."""
        return {
            "program": self.program.content_hash,
            "roster": self.roster.content_hash,
            "facts": content_hash(self.facts),
        }

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
            parts=tuple(p.distribution.explain(recipient) for p in parts)
        )


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

        AllocationError: A rule cannot be applied.
    """
    program = program if as_of is None else program.as_of(as_of)
    budget_year = program.year(year)
    facts = facts or Facts()
    fraction = _share(share)
    done: list[AllocatedPart] = []
    still_open: list[OpenPart] = []
    order = _Order(
        program=program, roster=roster, year=budget_year, share=fraction, facts=facts
    )
    for part in _chosen(program, parts):
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


_PERCENT: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\s?%")


def _share(share: int | Fraction | Decimal | str) -> Fraction:
    exact = _percent(share) if isinstance(share, str) else share
    fraction = Fraction(exact) if _is_exact(exact) else Fraction(-1)
    if fraction < 0:
        raise AllocationError(
            "this is no share of a budget",
            where="share",
            got=repr(share),
            expected='an exact share of zero or more, for example "60 %"',
            mend='write "60 %", Fraction(3, 5) or Decimal("0.6"); floats are not exact',
        )
    return fraction


def _percent(share: str) -> Fraction:
    match = _PERCENT.fullmatch(share.strip())
    return Fraction(match[1]) / 100 if match else Fraction(-1)


MOST_DIGITS: Final = 40
"""Digits of a share; a hostile exponent is refused, not computed."""


def _is_exact(share: object) -> bool:
    if isinstance(share, Decimal):
        return share.is_finite() and abs(share.adjusted()) < MOST_DIGITS
    return isinstance(share, int | Fraction) and not isinstance(share, bool)


def _chosen(program: Program, parts: Sequence[str] | None) -> list[Part]:
    if isinstance(parts, str):
        raise AllocationError(
            "the parts are one word instead of a list",
            where="parts",
            got=parts,
            expected=f"[{parts!r}]",
            mend="put it in square brackets",
        )
    if parts is not None:
        # Named twice, a part is still paid once.
        return [program.part(id_) for id_ in dict.fromkeys(parts)]
    # A part that is only a bracket around others has nothing to divide itself.
    return [p for _, p in program.walk() if p.rule or not program.children(p.id)]


_REASONS: Final[Mapping[type[DataLackingError], OpenReason]] = {
    ProvisionalDataError: OpenReason.PROVISIONAL,
    OtherKeyDateError: OpenReason.OTHER_KEY_DATE,
    DataLackingError: OpenReason.NO_DATA,
}


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
            return _without_rule(part)
        budget = part.budget(self.year.label)
        if budget is None and not part.open_ended:
            return _without_budget(self.program, part, self.year)
        try:
            distribution = part.rule.distribute(self._state(part, budget), self.facts)
        except DataLackingError as error:
            return _lacking(part, error)
        except FundmodelError as error:
            error.where = ", ".join(filter(None, (f"part {part.id!r}", error.where)))
            raise
        return AllocatedPart(
            part=part,
            year=self.year.label,
            stage=part.legal_nature.stage,
            distribution=_titled(distribution, part, self.year, self.share),
        )

    def _state(self, part: Part, budget: YearBudget | None) -> State:
        minor = budget.amount.minor * self.share if budget else Fraction(0)
        return State.start(
            Mixed.from_fractions([minor]),
            self.roster,
            unit=Unit.money(self.program.currency),
            year=self.year,
            open_ended=part.open_ended,
        )


def _titled(
    distribution: Distribution, part: Part, year: BudgetYear, share: Fraction
) -> Distribution:
    budget = part.budget(year.label)
    opening: Sentence | None = None
    source = part.source
    if budget is not None:
        opening = sentence(
            "budget {year}: {amount}", year=year.label, amount=budget.amount
        )
        source = budget.source or part.source
    if budget is not None and share != 1:
        opening = sentence(
            "{opening}, of which {percent} % = {pot}",
            opening=opening,
            percent=share * 100,
            pot=distribution.total,
        )
    return attrs.evolve(
        distribution,
        title=sentence(
            "{part}, {stage} {year}",
            part=part.name,
            stage=part.legal_nature.stage,
            year=year.label,
        ),
        opening=opening,
        opening_source=source,
    )


def _without_rule(part: Part) -> OpenPart:
    return OpenPart(
        part=part,
        reason=OpenReason.NO_RULE,
        said=sentence("nobody has said how it is divided among recipients"),
        mend="add a rule to the part",
    )


def _without_budget(program: Program, part: Part, year: BudgetYear) -> OpenPart:
    above = program.covered_by(part.id, year.label)
    budget = None if above is None else above.budget(year.label)
    said = sentence("it has no budget in {year}", year=year.label)
    if above is not None and budget is not None:
        said = sentence(
            "it has no budget of its own in {year}; it is open inside {amount} of "
            "{above}",
            year=year.label,
            amount=budget.amount,
            above=above.name,
        )
    return OpenPart(
        part=part,
        reason=OpenReason.NO_BUDGET,
        said=said,
        mend="take the version of the program in which the split is known",
    )


def _lacking(part: Part, error: DataLackingError) -> OpenPart:
    return OpenPart(
        part=part,
        # Provisions of users may raise an error of their own kind.
        reason=next(why for kind, why in _REASONS.items() if isinstance(error, kind)),
        said=sentence(
            "{what} ({where}: expected {expected}, got {got})",
            what=error.what,
            where=error.where,
            expected=error.expected,
            got=error.got,
        ),
        mend=error.mend,
    )
