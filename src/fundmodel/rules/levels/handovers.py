"""Handovers: the rule of a level, run for all bodies that pass something on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Self

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import Integers
from fundmodel.claims import Axis, Descent, LevelBelow, Portion, PortionKind, said_of
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    FundmodelError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, Places
from fundmodel.recipients import Roster
from fundmodel.rules.levels.cells import (
    At,
    Part,
    all_of,
    by_scenario,
    joined,
    part_of,
    picked,
    written,
)
from fundmodel.rules.levels.lineages import Batch, LevelFacts, Lineage
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import sentence
from fundmodel.steps import Branch, State, Step

__all__ = ["Handover", "is_open"]

NOT_HERE: Final = 0
"""Place among the reasons of the rule of a level: below another body."""


@attrs.frozen(kw_only=True, eq=False)
class Pairs:
    """
    Which body passes on in which scenario: one row of the rule of a level each.

    Attributes:
        scenarios: The scenario outside, shape ``(r,)``.

        bodies: The body, as a place in the batch, shape ``(r,)``.
    """

    scenarios: Places
    bodies: Places

    @classmethod
    def of(cls, active: BoolArray) -> Self:
        """List what is true, shape ``(s, g)``."""
        scenarios, bodies = np.nonzero(active)
        return cls(scenarios=scenarios, bodies=bodies)

    def __len__(self) -> int:
        return len(self.bodies)

    def taken(self, rows: Places) -> Pairs:
        """Give some of them."""
        return Pairs(scenarios=self.scenarios[rows], bodies=self.bodies[rows])

    def rows(self, shape: tuple[int, int]) -> Places:
        """Give the row of each pair, shape ``(s, g)``; -1 where there is none."""
        rows = np.full(shape, -1, dtype=np.int64)
        rows[self.scenarios, self.bodies] = np.arange(len(self))
        return rows


def is_open(portion: Portion) -> bool:
    """Whether rounding left it over, and nobody said where it goes."""
    return portion.kind is PortionKind.RESIDUAL and portion.destination is None


@attrs.frozen(eq=False)
class _Room:
    """A batch, its roster, and everybody of the level."""

    batch: Batch
    roster: Roster
    level: LevelBelow


class Handover:
    """
    What bodies pass on, collected batch after batch.

    Attributes:
        lineage: Who is below whom.

        empty: Which bodies have nobody below who can have something, ``(s, b)``.
    """

    def __init__(
        self, state: State, lineage: Lineage, rule: AllocationRule, passed: Mixed
    ) -> None:
        """
        Begin with nothing passed on.

        Args:
            state: The state before.

            lineage: Who is below whom.

            rule: The rule of the level.

            passed: What each body passes on, shape ``(s, b)``.
        """
        self._state, self._rule, self._passed = state, rule, passed
        self.lineage = lineage
        s, n = state.amounts.shape
        self._active = np.broadcast_to(state.eligible, (s, n))[:, lineage.bodies]
        self.empty = self._active & (lineage.sizes == 0)
        self._eligible = np.broadcast_to(state.eligible, (s, n)).copy()
        self._reason: Integers = np.broadcast_to(state.reason, (s, n)).copy()
        self._reasons = list(state.reasons)
        self._rows = np.full((s, n), -1, dtype=np.int64)
        self._positions = np.full(n, -1, dtype=np.int64)
        self._runs = np.full(n, -1, dtype=np.int64)
        self._branches: list[Branch] = []
        self._pairs: list[Pairs] = []
        self._left: list[Part] = []
        self._elsewhere: list[list[Part]] = []
        self._portions: list[Portion] = []
        self._gains: list[Part] = []
        self._receivers: list[At] = []

    def run(self, facts: Facts) -> None:
        """
        Divide what each body passes on.

        Raises:
            FundmodelError: What the rule of the level raises; the body is named.

            OverdrawnError: A body passes on more than it has.

            AllocationError: The rule ends with other claimants.
        """
        state = self._state
        batches = tuple(self.lineage.batches(state.amounts.shape[0]))
        for batch in batches:
            self._runs[batch.members] = batch.number
        local = LevelFacts(facts=facts, runs=self._runs, roster=state.roster)
        members = np.sort(self.lineage.members)
        level = LevelBelow(above=state.roster, members=members)
        for batch in batches:
            roster = state.roster.taken(batch.members)
            self._divide(_Room(batch, roster, level), local)

    def _divide(self, room: _Room, local: LevelFacts) -> None:
        batch = room.batch
        pairs = Pairs.of(self._active[:, batch.bodies])
        steps: tuple[Step, ...] = ()
        if len(pairs):
            try:
                steps = self._folded(room, pairs, local)
            except DataLackingError:
                raise
            except FundmodelError as error:
                has_any = self._probed(room, pairs, local, error)
                empty = pairs.taken(np.flatnonzero(~has_any))
                self.empty[empty.scenarios, batch.bodies[empty.bodies]] = True
                pairs = pairs.taken(np.flatnonzero(has_any))
                if len(pairs):
                    steps = self._folded(room, pairs, local)
        if steps:
            self._check(batch, pairs, steps)
            self._hand_over(batch, pairs, steps)

    def _folded(self, room: _Room, pairs: Pairs, local: LevelFacts) -> tuple[Step, ...]:
        """Run the rule of the level, one row for each pair."""
        state, batch = self._state, room.batch
        below = batch.owners == pairs.bodies[:, np.newaxis]
        places = batch.bodies[pairs.bodies]
        descent = Descent(
            level=room.level,
            bodies=self.lineage.bodies[places],
            below=below,
        )
        inside = State(
            unit=state.unit,
            year=state.year,
            axis=Axis(claimants=room.roster, descent=descent),
            pot=picked(self._passed, pairs.scenarios, places),
            amounts=Mixed.zeros(below.shape),
            eligible=below,
            reason=np.where(below, -1, NOT_HERE),
            reasons=(sentence("below another body"),),
        )
        steps = self._rule.fold(inside, local.of(batch, pairs.scenarios))
        if steps[-1].after.axis is not inside.axis:
            raise AllocationError(
                "the rule of a level ends with other claimants than it began with",
                where="pass on",
                got=f"{len(steps[-1].after.roster):,} rows of "
                f"{steps[-1].after.roster.id!r}",
                expected="those to whom it is passed on",
                mend="pool or select before or after money is passed on, not within",
            )
        return steps

    def _probed(
        self, room: _Room, pairs: Pairs, local: LevelFacts, error: FundmodelError
    ) -> BoolArray:
        """
        Tell which pairs have somebody to share among, after an error in one of them.

        Raises:
            FundmodelError: The error of the first body that has another one.
        """
        has_any = np.ones(len(pairs), dtype=np.bool_)
        for row in range(len(pairs)):
            one = pairs.taken(np.array([row]))
            found = error if len(pairs) == 1 else self._error(room, one, local)
            if isinstance(found, NothingToShareByError):
                has_any[row] = False
            elif found is not None:
                found.where = f"{self._name(room.batch, one)}: {found.where}"
                raise found
        if has_any.all():
            raise error
        return has_any

    def _error(
        self, room: _Room, pairs: Pairs, local: LevelFacts
    ) -> FundmodelError | None:
        try:
            self._folded(room, pairs, local)
        except FundmodelError as error:
            return error
        return None

    def _name(self, batch: Batch, pairs: Pairs, row: int = 0) -> str:
        place = batch.bodies[pairs.bodies[row]]
        return str(self._state.roster.recipient_at(int(self.lineage.bodies[place])))

    def _check(self, batch: Batch, pairs: Pairs, steps: tuple[Step, ...]) -> None:
        """Make sure that no body passes on more than it has."""
        first, last = steps[0].before, steps[-1].after
        over = (last.pot.whole < 0) & (first.pot.whole >= 0)
        if over.any():
            row = int(np.flatnonzero(over)[0])
            raise OverdrawnError(
                "the claims below a body exceed what it passes on",
                where=self._name(batch, pairs, row),
                got=last.measured(first.pot.fraction(row) - last.pot.fraction(row)),
                expected=f"at most {first.in_pot(row)}",
                mend="lower rates or amounts, or put Fit behind them",
            )

    def _hand_over(self, batch: Batch, pairs: Pairs, steps: tuple[Step, ...]) -> None:
        """Take over what the rule of the level gave."""
        last = steps[-1].after
        rows = pairs.rows((self._rows.shape[0], len(batch.bodies)))[:, batch.owners]
        self._rows[:, batch.members] = rows
        self._positions[batch.members] = np.arange(len(batch.members))
        self._branches.append(
            Branch(
                steps=steps,
                positions=self._positions,
                rows=self._rows,
                runs=self._runs,
                run=batch.number,
            )
        )
        scenarios, members = np.nonzero(rows >= 0)
        inside = (rows[scenarios, members], members)
        outside = (scenarios, batch.members[members])
        self._receivers.append(outside)
        self._gains.append(part_of(last.amounts, *inside))
        self._take_reasons(last, outside, inside)
        self._pairs.append(attrs.evolve(pairs, bodies=batch.bodies[pairs.bodies]))
        self._take_rest(last)

    def _take_reasons(
        self,
        last: State,
        outside: At,
        inside: At,
    ) -> None:
        """Take over who may claim below, and why others may not."""
        shape = last.amounts.shape
        eligible = np.broadcast_to(last.eligible, shape)
        codes: Integers = np.broadcast_to(last.reason, shape)[inside]
        # All batches have the same reasons as a rule.
        if tuple(self._reasons[-len(last.reasons) :]) != last.reasons:
            self._reasons.extend(last.reasons)
        first = len(self._reasons) - len(last.reasons)
        self._eligible[outside] = eligible[inside]
        self._reason[outside] = np.where(codes < 0, -1, codes + first)

    def _take_rest(self, last: State) -> None:
        """Take over what stays with the bodies, and what went elsewhere."""
        left, number = last.pot, 0
        for portion in last.elsewhere:
            if is_open(portion):
                left = left + portion.amount
                continue
            if number == len(self._portions):
                self._portions.append(portion)
                self._elsewhere.append([])
            self._elsewhere[number].append(all_of(portion.amount))
            number += 1
        self._left.append(all_of(left))

    def ended(self, lapsed: Portion | None = None, kept: Mixed | None = None) -> State:
        """
        Give the state after it.

        Args:
            lapsed: What lapsed, because nobody can have it.

            kept: What the bodies keep whose share lapsed, shape ``(s, b)``.

        Raises:
            OverdrawnError: Rounding took more than a body has.
        """
        for array in (self._rows, self._positions, self._runs):
            array.setflags(write=False)
        return self._state.becomes(
            amounts=self._amounts(kept),
            eligible=self._eligible,
            reason=self._reason,
            reasons=tuple(self._reasons),
            elsewhere=(
                *self._state.elsewhere,
                *self._gone(),
                *(() if lapsed is None else (lapsed,)),
            ),
            key=None,
            bounds=None,
            nested=tuple(self._branches),
        )

    def _amounts(self, kept: Mixed | None) -> Mixed:
        """Give the claims of both levels."""
        amounts = self._state.amounts
        if kept is not None:
            scenarios, places = np.nonzero(self.empty)
            numbers = part_of(kept, scenarios, places)
            bodies = self.lineage.bodies[places]
            amounts = written(amounts, scenarios, bodies, joined([numbers]))
        if not self._pairs:
            return amounts
        scenarios, bodies, kept = self._kept()
        receivers = tuple(map(np.concatenate, zip(*self._receivers, strict=True)))
        had, gained = picked(amounts, *receivers), joined(self._gains)
        if had.whole.any() or had.rem.any():
            gained = had + gained
        rows = np.concatenate([scenarios, receivers[0]])
        columns = np.concatenate([bodies, receivers[1]])
        return written(amounts, rows, columns, joined([all_of(kept), all_of(gained)]))

    def _kept(self) -> tuple[Places, Places, Mixed]:
        """Give what stays with each body, and where it stands."""
        scenarios = np.concatenate([pairs.scenarios for pairs in self._pairs])
        places = np.concatenate([pairs.bodies for pairs in self._pairs])
        bodies = self.lineage.bodies[places]
        claims = picked(self._state.amounts, scenarios, bodies)
        kept = claims - picked(self._passed, scenarios, places) + joined(self._left)
        lacking = (kept.whole < 0) & (claims.whole >= 0)
        if lacking.any():
            row = int(np.flatnonzero(lacking)[0])
            raise OverdrawnError(
                "rounding below a body takes more than the body has left",
                where=str(self._state.roster.recipient_at(int(bodies[row]))),
                got=self._state.measured(kept.fraction(row)),
                expected="a rest of zero or more",
                mend="round so that the sum is kept, or down, or let the body retain "
                "a share",
            )
        return scenarios, bodies, kept

    def _gone(self) -> Iterator[Portion]:
        """Add up what went elsewhere, over all bodies of a scenario."""
        for portion, parts in zip(self._portions, self._elsewhere, strict=True):
            scenarios = np.concatenate([pairs.scenarios for pairs in self._pairs])
            sums = by_scenario(joined(parts), scenarios, self._state.pot.shape[0])
            yield attrs.evolve(portion, amount=sums)

    def refuse_empty(self, at: BoolArray) -> None:
        """
        Refuse that bodies have nobody below who can have something.

        Raises:
            AllocationError: There is such a body.
        """
        if at.any():
            which = self.lineage.bodies[np.flatnonzero(at.any(axis=0))]
            scenario, place = (int(index[0]) for index in np.nonzero(at))
            raise AllocationError(
                "bodies have something to pass on, and nobody below who can have it",
                where=f"roster {self._state.roster.id!r}: "
                f"{said_of(self._state.names(tuple(which.tolist())))}",
                got=self._state.measured(self._passed.fraction(scenario, place)),
                expected="somebody below each of them who may claim and has a value "
                "above 0",
                mend='say what becomes of it: if_none = "kept" or "lapsed" '
                "(IfNone.KEPT or .LAPSED in Python)",
            )
