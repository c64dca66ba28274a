"""A rule: provisions in order, folded over a state; every state is kept as a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import said_of
from fundmodel.errors import (
    AllocationError,
    InvalidModelError,
    OverdrawnError,
    UnroundedError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import IntArray
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster
from fundmodel.rules.distribution import Distribution
from fundmodel.sources import Basis
from fundmodel.steps import Provision, State, Step, Trait
from fundmodel.units import Unit

__all__ = ["AllocationRule"]


@attrs.frozen(init=False)
class AllocationRule:
    """
    An ordered tuple of provisions (Verteilungsregel).

    The order is data, because it changes the result. Provisions are listed, or
    given by name as one tuple.

    >>> from fundmodel.rules import Round, Share
    >>> rule = AllocationRule(Share(by="population"), Round("0.01"))
    >>> len(rule.provisions)
    2

    Attributes:
        provisions: In the order in which they are applied.

        source: The law or directive as a whole; explanations name it where a
            provision has no source of its own.

        known_since: The day from which the rule could be known.

    Raises:
        InvalidModelError: A provision stands before the one it needs, or after
            one that it refuses.
    """

    provisions: tuple[Provision, ...]
    source: Basis = None
    known_since: date | None = None

    def __init__(
        self,
        *listed: Provision,
        provisions: Iterable[Provision] = (),
        source: Basis = None,
        known_since: date | None = None,
    ) -> None:
        # attrs names the provisions, in `evolve` too; a rule lists them like a law.
        object.__setattr__(self, "provisions", (*listed, *provisions))
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "known_since", known_since)
        self._check()

    def _check(self) -> None:
        if not self.provisions:
            raise InvalidModelError(
                "a rule has no provision",
                where="rule",
                expected='at least one, for example Share(by="population")',
                mend="add provisions, or leave the rule out",
            )
        given: frozenset[Trait] = frozenset()
        for number, provision in enumerate(self.provisions, start=1):
            _check_kind(provision, number)
            _check_order(provision, number, given)
            given |= provision.gives

    @property
    def only_shares(self) -> bool:
        """Whether all that it gives comes out of a pot, so that it needs one."""
        giving = [p.gives for p in self.provisions if Trait.AMOUNTS in p.gives]
        return bool(giving) and all(Trait.WEIGHTS in gives for gives in giving)

    def apply(
        self,
        total: Money | int,
        roster: Roster,
        *,
        unit: str | None = None,
        facts: Facts | None = None,
        year: BudgetYear | None = None,
    ) -> Distribution:
        """
        Divide a total without a program.

        Args:
            total: Money, or a whole number of something else.

            roster: Who shares.

            unit: What a whole number counts, for example ``"seats"``.

            facts: Earlier amounts and tables that provisions refer to.

            year: The budget year, for key dates that are days of it.

        Returns:
            What everybody gets, with all steps.

        Raises:
            AllocationError: The rule cannot be applied to this roster.
        """
        state = self.begin(total, roster, unit=unit, year=year)
        return self.distribute(state, facts or Facts())

    def batch(
        self,
        totals: Iterable[Money | int],
        roster: Roster,
        *,
        unit: str | None = None,
        facts: Facts | None = None,
        year: BudgetYear | None = None,
    ) -> IntArray:
        """
        Divide many totals in one call, each as if it were the only one.

        >>> from fundmodel.indicators import Indicator
        >>> from fundmodel.rules import Round, Share
        >>> towns = Roster.from_records(
        ...     [{"id": "a", "heads": 1}, {"id": "b", "heads": 2}],
        ...     id="towns",
        ...     indicators=[Indicator(id="heads")],
        ... )
        >>> rule = AllocationRule(Share(by="heads"), Round(1))
        >>> rule.batch([30, 31], towns, unit="seats").tolist()
        [[10, 20], [10, 21]]

        Args:
            totals: Money of one currency, or whole numbers of something else.

            roster: Who shares.

            unit: What whole numbers count, for example ``"seats"``.

            facts: Earlier amounts and tables that provisions refer to.

            year: The budget year, for key dates that are days of it.

        Returns:
            Amounts in smallest units, shape ``(s, n)``: a row for each total, a
            column for each claimant at the end. No step is kept; `apply` explains.

        Raises:
            AllocationError: The rule cannot be applied to one of the totals, or there
                is none.
        """
        listed = tuple(totals)
        if not listed:
            raise AllocationError(
                "there is nothing to divide",
                where="batch",
                got="no totals",
                expected="at least one",
                mend="give the totals as a list",
            )
        first = self.begin(listed[0], roster, unit=unit, year=year)
        counts = [first.unit.count(total) for total in listed]
        pots = Mixed.of(np.array(counts, dtype=np.object_))
        start = State.start(pots, roster, unit=first.unit, year=year)
        return self.run(start, facts or Facts()).amounts.floor()

    def begin(
        self,
        total: Money | int,
        roster: Roster,
        *,
        unit: str | None = None,
        year: BudgetYear | None = None,
    ) -> State:
        """
        Give the state before the first provision, as `apply` does.

        Raises:
            AllocationError: It is no roster.

            MoneyError: A whole number has no unit.
        """
        _check_roster(roster)
        measured = Unit.of(total, unit)
        pot = Mixed.of(np.array([measured.count(total)], dtype=np.object_))
        return State.start(pot, roster, unit=measured, year=year)

    def distribute(self, state: State, facts: Facts) -> Distribution:
        """
        Fold the provisions over a state and check the end.

        Raises:
            OverdrawnError: The claims exceed the pot.

            UnroundedError: Claims are not whole smallest units.
        """
        return finished(self.fold(state, facts))

    def fold(self, state: State, facts: Facts) -> tuple[Step, ...]:
        """
        Apply the provisions one after the other; sub-rules use this form.

        Raises:
            AllocationError: A provision made or lost money.
        """
        steps: list[Step] = []
        for provision in self.provisions:
            steps.append(carried_out(provision, state, facts, source=self.source))
            state = steps[-1].after
        return tuple(steps)

    def run(self, state: State, facts: Facts) -> State:
        """
        Apply all provisions and keep no step, for many recipients or scenarios.

        Nobody's amount can be explained then; the amounts are the same.

        Returns:
            The last state, in which nobody's claim has fractions.

        Raises:
            OverdrawnError: The claims exceed the pot.

            UnroundedError: Claims are not whole smallest units.
        """
        for provision in self.provisions:
            state = carried_out(provision, state, facts).after
        _check_end(state)
        return state


def carried_out(
    provision: Provision, state: State, facts: Facts, *, source: Basis = None
) -> Step:
    """
    Apply one provision, and check that it made and lost nothing.

    Args:
        provision: The provision.

        state: The state before it.

        facts: Earlier amounts and tables.

        source: The source of the rule in which it stands.

    Raises:
        AllocationError: It did.
    """
    after = provision.apply(state, facts)
    total = state.total
    if not after.total.equals(total).all():
        raise AllocationError(
            "a provision made or lost money",
            where=type(provision).__name__,
            got=after.total.fraction(0),
            expected=str(total.fraction(0)),
            mend="what leaves the pot must be claimed or stand elsewhere",
        )
    return Step(provision=provision, before=state, after=after, rule_source=source)


def finished(steps: tuple[Step, ...]) -> Distribution:
    """
    Check the end of a rule.

    Raises:
        OverdrawnError: The claims exceed the pot.

        UnroundedError: Claims are not whole smallest units.
    """
    _check_end(steps[-1].after)
    return Distribution(steps=steps)


def _check_roster(roster: object) -> None:
    if not isinstance(roster, Roster):
        raise AllocationError(
            "this is no roster",
            where="rule",
            got=repr(roster),
            expected="a Roster",
            mend="make one with Roster.from_records, or read it with read_roster",
        )


def _check_kind(provision: object, number: int) -> None:
    if not isinstance(provision, Provision):
        raise InvalidModelError(
            "this is no provision",
            where=f"provision {number}",
            got=repr(provision),
            expected='for example Share(by="population")',
            mend="give them one by one: AllocationRule(Share(...), Round(...))",
        )


def _check_order(provision: Provision, number: int, given: frozenset[Trait]) -> None:
    where = f"provision {number} ({type(provision).__name__})"
    for trait in sorted(provision.needs - given, key=lambda t: t.value):
        raise InvalidModelError(
            f"a provision needs {trait.value}, and none before it gives them",
            where=where,
            expected=f"a provision before it that gives {trait.value}",
            mend="put the provision that shares, pays a rate or rounds in front",
        )
    for trait in sorted(provision.refuses & given, key=lambda t: t.value):
        raise InvalidModelError(
            f"a provision must stand before others give {trait.value}",
            where=where,
            expected=f"its place before the provisions that give {trait.value}",
            mend="move it to the front",
        )


def _check_end(state: State) -> None:
    rows = range(state.pot.shape[0])
    short = [s for s in rows if state.pot.fraction(s) < 0]
    if short and not state.open_ended:
        missing = state.measured(-state.pot.fraction(short[0]))
        raise OverdrawnError(
            f"the claims exceed the pot by {missing}",
            where=f"roster {state.roster.id!r}",
            got=state.measured(state.amounts.sum().fraction(short[0])),
            expected="at most what is in the pot",
            mend="raise the budget, lower the rate, or let Fit cut what does not fit; "
            "it stands after all that claims or raises claims, and before the rounding",
        )
    unrounded = ~state.amounts.is_whole & ~state.remainder
    if unrounded.any():
        positions = tuple(np.flatnonzero(unrounded.any(axis=0)).tolist())
        raise UnroundedError(
            "the rule ends with fractions of the smallest unit",
            where=f"roster {state.roster.id!r}: {said_of(state.names(positions))}",
            got=state.amount(positions[0]),
            expected="whole smallest units",
            mend='add a rounding at the end, for example Round("0.01")',
        )
