"""Residuals: where that goes which rounding left over or took too much."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, assert_never

import attrs
import numpy as np

from fundmodel.apportion import Mixed, Tie
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import IntArray, whole
from fundmodel.rules.roundings.breaches import with_breaches
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["Residual", "ResidualTo"]


class ResidualTo(enum.Enum):
    """Who receives what rounding left over, or bears what it took too much."""

    KEPT_APART = "kept apart"
    """Nobody on the roster: it goes to a named destination, such as a reserve."""

    LARGEST = "largest"
    """The recipient with the largest amount; among equals the first."""

    IN_ORDER = "in order"
    """
    One rounding unit each in the order of the roster, until it is used up.

    Whoever has no share in the pot has none in the residual, and nobody gives
    back more than it was given.
    """


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Residual:
    """
    State where the rounding residual goes (Rundungsrest, Spitzbetrag).

    Example: § 7 FAG Brandenburg puts what a rate of two decimals leaves over
    into a compensation fund.

    Attributes:
        to: Who receives it.

        destination: What it goes to; needed when it is kept apart.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    to: ResidualTo = ResidualTo.KEPT_APART
    destination: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if (self.to is ResidualTo.KEPT_APART) != (self.destination is not None):
            raise InvalidModelError(
                "a residual has a destination exactly when it is kept apart",
                where="residual",
                got=f"to {self.to.value!r}, destination {self.destination}",
                expected="a destination, or recipients who receive it",
                mend='say to = "kept apart" (ResidualTo.KEPT_APART in Python) with a '
                "destination, or leave it out",
            )

    def describe(self) -> Sentence:
        """Say where the residual goes."""
        match self.to:
            case ResidualTo.LARGEST:
                return sentence("the rounding residual goes to the largest amount")
            case ResidualTo.IN_ORDER:
                return sentence("the rounding residual is handed out in order")
            case ResidualTo.KEPT_APART:
                return sentence(
                    "the rounding residual goes to: {destination}",
                    destination=self.destination,
                )
            case _:
                assert_never(self.to)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Name the destination of all residuals, or hand them out.

        Raises:
            DataLackingError: It should be handed out, and a row stands for
                others whose rounding is unknown.

            AllocationError: The largest amount is less than what it should bear.
        """
        del facts
        if self.to is ResidualTo.KEPT_APART:
            return state.becomes(elsewhere=tuple(map(self._named, state.elsewhere)))
        if state.remainder.any():
            raise state.lacks(
                sentence("the residual of the whole cannot be known"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody, or keep the residual apart",
            )
        open_ones = tuple(filter(_is_open, state.elsewhere))
        # The ties of the step before belong to that step.
        state = state.becomes()
        for portion in open_ones:
            state = self._handed_out(state, portion)
        return state

    def _named(self, portion: Portion) -> Portion:
        if not _is_open(portion):
            return portion
        return attrs.evolve(portion, destination=self.destination, source=self.source)

    def _handed_out(self, state: State, portion: Portion) -> State:
        given, ties = self._shares(state, portion)
        gained = Mixed.of(given)
        left = attrs.evolve(portion, amount=portion.amount - gained.sum())
        others = tuple(p for p in state.elsewhere if p is not portion)
        return state.becomes(
            amounts=state.amounts + gained,
            elsewhere=(*others, left),
            ties=(*state.ties, *ties),
        )

    def _shares(
        self, state: State, portion: Portion
    ) -> tuple[IntArray, tuple[Tie, ...]]:
        rows: list[list[int]] = []
        ties: list[Tie] = []
        for scenario in range(state.pot.shape[0]):
            whole_units = int(portion.amount.fraction(scenario))
            row, tie = self._row(state, scenario, whole_units, portion.step)
            rows.append(row)
            ties.extend(tie)
        return whole_rows(rows), tuple(ties)

    def _row(
        self, state: State, scenario: int, residual: int, step: int
    ) -> tuple[list[int], list[Tie]]:
        amounts = [
            state.amounts.fraction(scenario, i) for i in range(len(state.roster))
        ]
        who = _bearers(state, scenario, amounts)
        row = [0] * len(amounts)
        if not who or not residual:
            return row, []
        if self.to is ResidualTo.IN_ORDER:
            _in_order(row, {i: amounts[i] for i in who}, residual, step)
            return row, []
        most = max(abs(amounts[i]) for i in who)
        largest = tuple(i for i in who if abs(amounts[i]) == most)
        row[largest[0]] = residual
        _check_bearable(state, largest[0], amounts[largest[0]], residual)
        tie = Tie(scenario=scenario, tied=largest, given=largest[:1])
        return row, [tie] if len(largest) > 1 else []

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what of the residual the claimant received, or where it went."""
        if self.destination is not None:
            return sentence(
                "what rounding leaves over or takes too much is kept apart: "
                "{destination}",
                destination=self.destination,
            )
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        said = sentence("no part of the rounding residual")
        if gained:
            said = sentence(
                "{amount} of the rounding residual", amount=step.after.measured(gained)
            )
        for tie in step.after.ties:
            if tie.scenario == scenario and who in tie.tied:
                said = _with_tie(said, tie, who)
                break
        return with_breaches(said, step, (who, scenario))


def _with_tie(said: Sentence, tie: Tie, who: int) -> Sentence:
    if who in tie.given:
        return sentence(
            "{said} (a tie: {count} had the same amount; the order of the roster "
            "decided for this one)",
            said=said,
            count=len(tie.tied),
        )
    return sentence(
        "{said} (a tie: {count} had the same amount; the order of the roster "
        "decided against this one)",
        said=said,
        count=len(tie.tied),
    )


def whole_rows(rows: list[list[int]]) -> IntArray:
    """Give rows of whole numbers as one array, shape ``(s, n)``."""
    flat = whole([number for row in rows for number in row])
    return flat.reshape(len(rows), -1)


def _is_open(portion: Portion) -> bool:
    return portion.kind is PortionKind.RESIDUAL and portion.destination is None


def _bearers(state: State, scenario: int, amounts: list[Fraction]) -> list[int]:
    """Give who shared, or was given something; others have no part in a residual."""
    n = len(amounts)
    shape = state.amounts.shape
    eligible = np.broadcast_to(state.eligible, shape)[scenario]
    shared = [False] * n
    if state.key is not None:
        shared = (np.broadcast_to(state.key.weights, shape)[scenario] > 0).tolist()
    return [i for i in range(n) if eligible[i] and (shared[i] or amounts[i])]


def _check_bearable(state: State, who: int, amount: Fraction, residual: int) -> None:
    if (amount + residual) * amount < 0:
        raise AllocationError(
            "the largest amount cannot bear what rounding took too much",
            where=str(state.roster.recipient_at(who)),
            got=f"{state.measured(amount)}, and a residual of "
            f"{state.measured(residual)}",
            expected="an amount of at least the residual",
            mend="round to a smaller unit, round down, or hand the residual out in "
            "order",
        )


def _in_order(
    row: list[int], amounts: Mapping[int, Fraction], residual: int, step: int
) -> None:
    """Hand out one step each, again and again; the last may be a part of one."""
    sign = 1 if residual > 0 else -1
    left = abs(residual)
    if all(amount * sign >= 0 for amount in amounts.values()):
        rounds, left = divmod(left, step * len(amounts))
        for i in amounts:
            part = min(step, left)
            row[i] = sign * (rounds * step + part)
            left -= part
        return
    # What is taken back never takes more than somebody has.
    took = left
    while left and took:
        took = 0
        for i, amount in amounts.items():
            part = min(step, left, int(abs(amount)) - abs(row[i]))
            row[i] += sign * part
            left -= part
            took += part
