"""What is to be allocated: the parts of a program, each after those it draws on."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import attrs

from fundmodel.allotments import AllocatedPart, OpenPart
from fundmodel.apportion import Mixed
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    FundmodelError,
    SeveralVintagesError,
)
from fundmodel.facts import Facts
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule
from fundmodel.rules.drawing import in_order, parts_drawn_on
from fundmodel.steps import State
from fundmodel.units import Unit
from fundmodel.vintages import settled

__all__ = ["Agenda"]

Outcome = AllocatedPart | OpenPart


@attrs.frozen(kw_only=True, eq=False)
class Agenda:
    """
    What is allocated to whom, part after part.

    Attributes:
        program: The program, in the version that counts.

        whole: Who shares, with all that is known today.

        as_of: The day of the decision; figures known later do not count. `None` takes
            all.

        year: The budget year.

        share: Which share of each budget.

        facts: What came in besides.

        later: Ids of the parts that the program has in its latest version.
    """

    program: Program
    whole: Roster
    as_of: date | None
    year: BudgetYear
    share: Fraction
    facts: Facts
    later: frozenset[str]

    def __attrs_post_init__(self) -> None:
        if self.facts.results:
            raise AllocationError(
                "results of parts are computed, and were given all the same",
                where="facts.results",
                got=", ".join(result.part for result in self.facts.results),
                expected="facts without results",
                mend="give them as tables that name part and year: "
                "Facts(tables=(table,))",
            )

    @functools.cached_property
    def roster(self) -> Roster:
        """Who shares, as known on the day of the decision."""
        if self.as_of is None:
            return self.whole
        columns = settled(self.whole.columns, self.as_of)
        is_all = len(columns) == len(self.whole.columns)
        return self.whole if is_all else self.whole.with_columns(*columns)

    def carried_out(self, parts: Sequence[str] | None) -> tuple[Outcome, ...]:
        """
        Allocate parts, in the order of the program or as they were named.

        Args:
            parts: Ids of the parts; `None` for all.

        Raises:
            InvalidModelError: A part is unknown.

            AllocationError: See `fundmodel.allocate`.
        """
        chosen = {part.id: part for part in _chosen(self.program, parts)}
        _check_divided_once(self.program, tuple(chosen.values()), self.year.label)
        draws = {id_: parts_drawn_on(part.rule) for id_, part in chosen.items()}
        self._check_draws(draws)
        among = {id_: draws[id_] & chosen.keys() for id_ in chosen}
        done: dict[str, Outcome] = {}
        for id_ in in_order(among):
            why = self._obstacle(chosen[id_], draws[id_], done)
            done[id_] = why or self._allocated(chosen[id_], draws[id_], done)
        return tuple(done[id_] for id_ in chosen)

    def _check_draws(self, draws: dict[str, frozenset[str]]) -> None:
        """Make sure that whatever a part draws on is allocated, or given as a table."""
        for id_, others in draws.items():
            for other in sorted(others & self.later - draws.keys()):
                if self._has(other) and not self._is_given(other):
                    raise AllocationError(
                        "a part draws on another one that is not allocated",
                        where=f"part {id_!r}, {self.year.label}",
                        got=f"the result of {other!r} is needed",
                        expected=f"{other!r} allocated in the same call, by a rule of "
                        "its own",
                        mend=f"name both parts, or give a table about {other!r} and "
                        f"{self.year.label} among the facts",
                    )
            for other in sorted(others - self.later):
                if not self._is_given(other):
                    # It says which part may be meant.
                    self._name_unknown(id_, other)

    def _name_unknown(self, part: str, other: str) -> None:
        try:
            self.program.part(other)
        except FundmodelError as error:
            error.where = f"part {part!r}, which draws on another part"
            raise

    def _has(self, part: str) -> bool:
        return any(one.id == part for one in self.program.parts)

    def _is_given(self, part: str) -> bool:
        return len(self.facts.tables_of(part, self.year.label)) > 0

    def _obstacle(
        self, part: Part, draws: frozenset[str], done: dict[str, Outcome]
    ) -> OpenPart | None:
        """Say why a part stays open because others do; `None` if they do not."""
        for other in sorted(draws):
            if self._is_given(other):
                continue
            found = done.get(other)
            if found is None:
                return OpenPart.drawing_on_later(part, other)
            if isinstance(found, OpenPart):
                return OpenPart.drawing_on(part, found)
        return None

    def _allocated(
        self, part: Part, draws: frozenset[str], done: dict[str, Outcome]
    ) -> Outcome:
        """Apply the rule of a part, or say why it stays open."""
        if part.rule is None:
            return OpenPart.without_rule(part)
        budget = part.budget(self.year.label)
        if budget is None and not part.open_ended:
            return OpenPart.without_budget(self.program, part, self.year)
        if budget is None and part.rule.only_shares:
            return OpenPart.without_rate(part)
        results = (done.get(other) for other in sorted(draws))
        facts = attrs.evolve(
            self.facts.of_part(part.id),
            results=[one.result for one in results if isinstance(one, AllocatedPart)],
        )
        try:
            state = self._state(part, budget, self.roster)
            distribution = part.rule.distribute(state, facts)
        except DataLackingError as error:
            return self._lacking(part, part.rule, budget, facts, error)
        except FundmodelError as error:
            error.where = ", ".join(filter(None, (f"part {part.id!r}", error.where)))
            raise
        return AllocatedPart.of(part, self.year, self.share, distribution)

    def _lacking(
        self,
        part: Part,
        rule: AllocationRule,
        budget: YearBudget | None,
        facts: Facts,
        error: DataLackingError,
    ) -> OpenPart:
        """Say what the roster lacks, or that it was not known on that day."""
        if self.as_of is None or self.roster is self.whole:
            return OpenPart.lacking(part, error)
        unknown = self.whole.left_out(known_on=self.as_of).not_known
        try:
            rule.distribute(self._state(part, budget, self.whole), facts)
        except DataLackingError as other:
            # With several vintages, none of them known yet, it would lack the choice.
            if not isinstance(other, SeveralVintagesError):
                return OpenPart.lacking(part, error)
        except FundmodelError:
            pass
        return OpenPart.not_known(part, unknown, self.as_of)

    def _state(self, part: Part, budget: YearBudget | None, roster: Roster) -> State:
        minor = budget.amount.minor * self.share if budget else Fraction(0)
        return State.start(
            Mixed.from_fractions([minor]),
            roster,
            unit=Unit.money(self.program.currency),
            year=self.year,
            open_ended=part.open_ended,
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
