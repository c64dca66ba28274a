"""
What a provision is, the states that it moves between, and the steps it leaves behind.

A :class:`State` always holds ``pot + claims + elsewhere = total``, exactly and
for every scenario. Arrays have a leading axis of scenarios: ``s`` scenarios,
``n`` claimants. One allocation is the case ``s = 1``.
"""

from __future__ import annotations

import enum
import functools
from fractions import Fraction
from typing import ClassVar, Protocol, Self, TypedDict, Unpack, runtime_checkable

import attrs
import numpy as np

from fundmodel.apportion import Mixed, Tie, quotas
from fundmodel.claims import Axis, Bounds, Portion
from fundmodel.errors import (
    DataLackingError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, Column, IntArray
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster
from fundmodel.sentences import Language, Sentence, sentence, show
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = ["Branch", "Key", "Provision", "State", "Step", "Trait"]


class Trait(enum.Enum):
    """What a state has once certain provisions were applied; orders follow from it."""

    WEIGHTS = "weights"
    """A key by which money is shared."""

    AMOUNTS = "amounts"
    """Claims that are not all zero by construction."""

    WHOLE = "whole amounts"
    """Claims that were rounded."""


@attrs.frozen(kw_only=True, eq=False)
class Key:
    """
    By what money is shared (Verteilungsschlüssel).

    Attributes:
        weights: Whole numbers, shape ``(1, n)`` or ``(s, n)``; zero for
            whoever may not claim.

        column: The column that they were taken from, if it was one.
    """

    weights: IntArray
    column: Column | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that went into the weights."""
        return () if self.column is None else (self.column,)

    @functools.cached_property
    def slope(self) -> Mixed:
        """The weights as exact numbers; bounds let claims rise in proportion."""
        nothing = np.broadcast_to(np.int64(0), self.weights.shape)
        one = np.ones((1, 1), dtype=np.int64)
        return Mixed(whole=self.weights, rem=nothing, den=one)

    def weight(self, position: int, scenario: int = 0) -> int:
        """Give one weight."""
        return int(self._row(scenario)[position])

    def total(self, scenario: int = 0) -> int:
        """Give the sum of the weights of all claimants."""
        return self._totals[scenario if len(self.weights) > 1 else 0]

    @functools.cached_property
    def _totals(self) -> tuple[int, ...]:
        return tuple(sum(row) for row in self.weights.tolist())

    def _row(self, scenario: int) -> IntArray:
        row: IntArray = self.weights[scenario if len(self.weights) > 1 else 0]
        return row


class Changes(TypedDict, total=False):
    """What a provision may change in a state."""

    axis: Axis
    pot: Mixed
    amounts: Mixed
    eligible: BoolArray
    reason: IntArray
    reasons: tuple[Sentence, ...]
    key: Key | None
    bounds: Bounds | None
    elsewhere: tuple[Portion, ...]
    ties: tuple[Tie, ...]
    nested: tuple[Branch, ...]
    listed: BoolArray | None


@attrs.frozen(kw_only=True, eq=False)
class State:
    """
    Pot, claims and elsewhere between two provisions of a rule.

    Attributes:
        unit: What amounts are counted in.

        year: The budget year, where there is one.

        axis: Whose claims the columns are.

        pot: What is not yet claimed, shape ``(s,)``; in an open-ended rule it
            starts at zero and falls by what is claimed.

        amounts: The claims, shape ``(s, n)``.

        eligible: Who may claim, shape ``(1, n)`` or ``(s, n)``.

        reason: Why not, as a place in `reasons`, of the shape of `eligible`;
            -1 for who may.

        reasons: Sentences that say why somebody is left out.

        key: By what money was shared last; `None` before there is a key.

        bounds: The bounds gathered since then, and how claims move between them;
            `None` before there is anything to bound.

        elsewhere: Amounts that left the pot without being claimed.

        open_ended: Whether claims may exceed the pot because there is none.

        ties: Ties that the last provision had to break.

        nested: The sub-rules that the last provision ran.

        listed: Whom the list has that the last provision went by, shape ``(n,)``;
            `None` if it went by none.
    """

    unit: Unit
    year: BudgetYear | None = None
    axis: Axis
    pot: Mixed
    amounts: Mixed
    eligible: BoolArray
    reason: IntArray
    reasons: tuple[Sentence, ...] = ()
    key: Key | None = None
    bounds: Bounds | None = None
    elsewhere: tuple[Portion, ...] = ()
    open_ended: bool = False
    ties: tuple[Tie, ...] = ()
    nested: tuple[Branch, ...] = ()
    listed: BoolArray | None = None

    @classmethod
    def start(
        cls,
        pot: Mixed,
        roster: Roster,
        *,
        unit: Unit,
        year: BudgetYear | None = None,
        open_ended: bool = False,
    ) -> Self:
        """Put everything into the pot, and let everybody on the roster claim."""
        n = len(roster)
        return cls(
            unit=unit,
            year=year,
            axis=Axis(claimants=roster),
            pot=pot,
            amounts=Mixed.zeros((pot.shape[0], n)),
            eligible=np.ones((1, n), dtype=np.bool_),
            reason=np.full((1, n), -1, dtype=np.int64),
            open_ended=open_ended,
        )

    def shared(self, key: Key) -> State:
        """
        Empty the pot into claims of ``pot x weight / sum of weights``, exactly.

        Raises:
            NothingToShareByError: All weights of a scenario are zero.

            OverdrawnError: More was claimed before than there was.
        """
        self._check_not_overdrawn()
        if not key.weights.any(axis=-1).all():
            raise NothingToShareByError(
                "nobody on the roster has anything to share by",
                where=f"roster {self.roster.id!r}",
                got=f"{len(self.roster):,} recipients, all of weight 0",
                expected="at least one eligible recipient with a value above 0",
                mend="check who is eligible, and whether the column is the right one",
            )
        before, after = self.amounts, quotas(self.pot, key.weights)
        if before.whole.any() or before.rem.any():
            after = before + after
        return self.becomes(
            pot=Mixed.zeros(self.pot.shape),
            amounts=after,
            key=key,
            bounds=Bounds.start(
                base=before,
                offset=before,
                amounts=after,
                slope=key.slope,
                before=self.bounds,
            ),
        )

    def _check_not_overdrawn(self) -> None:
        # Shared, what is lacking would take back what others were promised. A
        # pot that was negative from the start is a correction.
        negative = self.pot.whole < 0
        if not negative.any():
            return
        short = np.flatnonzero(negative & (self.total.whole >= 0))
        if short.size:
            lacking = self.measured(-self.pot.fraction(int(short[0])))
            raise OverdrawnError(
                f"nothing is left to share: the claims exceed the pot by {lacking}",
                where=f"roster {self.roster.id!r}",
                got=self.in_pot(int(short[0])),
                expected="what earlier provisions left of the pot, zero or more",
                mend="raise the budget, lower the rate, or share nothing after it",
            )

    def becomes(self, **changes: Unpack[Changes]) -> State:
        """Give the next state; the last three fields belong to one step only."""
        return State(
            unit=self.unit,
            year=self.year,
            open_ended=self.open_ended,
            axis=changes.get("axis", self.axis),
            pot=changes.get("pot", self.pot),
            amounts=changes.get("amounts", self.amounts),
            eligible=changes.get("eligible", self.eligible),
            reason=changes.get("reason", self.reason),
            reasons=changes.get("reasons", self.reasons),
            key=changes.get("key", self.key),
            bounds=changes.get("bounds", self.bounds),
            elsewhere=changes.get("elsewhere", self.elsewhere),
            ties=changes.get("ties", ()),
            nested=changes.get("nested", ()),
            listed=changes.get("listed"),
        )

    def passed_to(self, axis: Axis, amounts: Mixed) -> State:
        """
        Go on with other claimants, who all may claim and have no key yet.

        Args:
            axis: The claimants, with the link to those of this state.

            amounts: Their claims, shape ``(s, n)``.
        """
        n = len(axis.claimants)
        return self.becomes(
            axis=axis,
            amounts=amounts,
            eligible=np.ones((1, n), dtype=np.bool_),
            reason=np.full((1, n), -1, dtype=np.int64),
            key=None,
            bounds=None,
        )

    @property
    def roster(self) -> Roster:
        """The claimants."""
        return self.axis.claimants

    @property
    def remainder(self) -> BoolArray:
        """Which claimants stand for all others, shape ``(n,)``."""
        return self.axis.claimants.remainder

    @property
    def known(self) -> Roster:
        """On which roster those have to be whom a provision names."""
        descent = self.axis.descent
        return self.roster if descent is None else descent.level.roster

    @property
    def known_kinds(self) -> frozenset[str]:
        """Of which kinds those on it are."""
        descent = self.axis.descent
        kinds = self.roster.kinds
        return frozenset(kinds) if descent is None else descent.level.kinds

    @property
    def taking_part(self) -> BoolArray:
        """Who takes part at all, shape ``(1, n)`` or ``(s, n)``; see `Descent`."""
        descent = self.axis.descent
        if descent is None:
            return np.ones((1, len(self.roster)), dtype=np.bool_)
        return descent.below

    @functools.cached_property
    def total(self) -> Mixed:
        """Pot, claims and elsewhere together, shape ``(s,)``."""
        total = self.pot + self.amounts.sum()
        for portion in self.elsewhere:
            total = total + portion.amount
        return total

    def amount(self, position: int, scenario: int = 0) -> Amount:
        """Give the claim of one claimant."""
        return Amount(count=self.amounts.fraction(scenario, position), unit=self.unit)

    def in_pot(self, scenario: int = 0) -> Amount:
        """Give what is in the pot."""
        return Amount(count=self.pot.fraction(scenario), unit=self.unit)

    def reason_of(self, position: int, scenario: int = 0) -> Sentence | None:
        """Say why a claimant is left out; `None` if it is not."""
        row = scenario if len(self.reason) > 1 else 0
        code = int(self.reason[row, position])
        return None if code < 0 else self.reasons[code]

    def measured(self, amount: Fraction | int) -> Amount:
        """Give a number of smallest units with the unit of this state."""
        return Amount(count=Fraction(amount), unit=self.unit)

    def lacks(
        self,
        what: Sentence,
        *,
        got: object,
        expected: object,
        mend: str,
        kind: type[DataLackingError] = DataLackingError,
    ) -> DataLackingError:
        """
        Make the error for what the roster lacks, readable in every language.

        Args:
            what: What is wrong.

            got: What the roster has: text, a sentence, or a tuple of these.

            expected: What would be needed, likewise.

            mend: What to do now.

            kind: The class of the error.
        """
        where = repr(self.roster.id)
        return kind(
            str(what),
            where=f"roster {where}",
            got=show(got, Language.ENGLISH),
            expected=show(expected, Language.ENGLISH),
            mend=mend,
            said=sentence(
                "{what} (roster {roster}: expected {expected}, got {got})",
                what=what,
                roster=where,
                expected=expected,
                got=got,
            ),
        )

    def names(self, positions: tuple[int, ...]) -> tuple[str, ...]:
        """Give the names of claimants, for messages."""
        return tuple(str(self.roster.recipient_at(i)) for i in positions)


@runtime_checkable
class Provision(Protocol):
    """
    One sentence of a rule: takes the state before it, gives the state after it.

    A provision is frozen and pure. It moves money between pot, claims and
    elsewhere; nothing is made or lost, and every rule checks that.
    """

    @property
    def source(self) -> Basis:
        """The law, directive or assumption that it implements."""
        ...

    needs: ClassVar[frozenset[Trait]]
    """What must have been given before."""

    gives: ClassVar[frozenset[Trait]]
    """What later provisions can build on."""

    refuses: ClassVar[frozenset[Trait]]
    """What must not have been given before."""

    def describe(self) -> Sentence:
        """Say in words what it does to anybody."""
        ...

    def apply(self, state: State, facts: Facts) -> State:
        """Give the state after this provision."""
        ...

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did for the claimant at position *who* of the state after."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class Step:
    """
    One provision with the states around it.

    Attributes:
        provision: What was applied.

        before: The state that it took.

        after: The state that it gave.

        rule_source: The source of the rule in which it stands.
    """

    provision: Provision
    before: State
    after: State
    rule_source: Basis = None

    @property
    def source(self) -> Basis:
        """The source of the provision, else that of the rule in which it stands."""
        own = self.provision.source
        return self.rule_source if own is None else own


@attrs.frozen(kw_only=True, eq=False)
class Branch:
    """
    A sub-rule that a provision ran, and who of the claimants went through it.

    A sub-rule may see other claimants than the rule around it, and the same sub-rule
    may run once for each body of a level, each in a scenario of its own.

    Attributes:
        steps: The steps of the sub-rule.

        title: What the sub-rule was for, for explanations.

        positions: Where each claimant stands on the last axis of the sub-rule, shape
            ``(n,)``; -1 for who did not go through it. `None` if all stand where they
            do outside.

        rows: Which of its scenarios is that of each claimant, shape ``(s, n)``, or
            -1; `None` if scenarios are those outside.

        runs: Where a sub-rule ran several times, the number of the run of each
            claimant, shape ``(n,)``; all branches may share these arrays.

        run: The number of this run.
    """

    steps: tuple[Step, ...]
    title: Sentence | None = None
    positions: IntArray | None = None
    rows: IntArray | None = None
    runs: IntArray | None = None
    run: int = 0

    def place(self, who: int, scenario: int) -> tuple[int, int] | None:
        """Give position and scenario of a claimant in it; `None` if it has none."""
        if self.runs is not None and self.runs[who] != self.run:
            return None
        position = who if self.positions is None else int(self.positions[who])
        row = scenario if self.rows is None else int(self.rows[scenario, who])
        return None if position < 0 or row < 0 else (position, row)

    def scenarios(self, scenario: int) -> frozenset[int]:
        """Give which of its scenarios belong to one outside."""
        if self.rows is None:
            return frozenset({scenario})
        rows = self.rows[scenario]
        mine = rows if self.runs is None else rows[self.runs == self.run]
        return frozenset(np.unique(mine[mine >= 0]).tolist())
