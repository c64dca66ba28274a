"""What ranks claimants, and what each claimant has of it."""

from __future__ import annotations

import enum

import attrs
import numpy as np

from fundmodel.apportion.integers import Integers
from fundmodel.filings import RECEIVED, numbered_day
from fundmodel.indicators import BoolArray, Column
from fundmodel.rules.selection.lots import lot, lots
from fundmodel.rules.selection.selections import dense
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import State
from fundmodel.yardsticks import Yardstick, refuse

__all__ = ["BY_CHANCE", "BY_INDICATOR", "Criteria", "Criterion"]


class Criterion(enum.Enum):
    """By what claimants are ranked (Rangkriterium)."""

    HIGHEST = "highest"
    """The highest value of an indicator first, such as a score."""

    LOWEST = "lowest"
    """The lowest value first, such as the cost of a unit."""

    EARLIEST = "earliest"
    """Who was received first; with nothing before it: first come, first served
    (Windhundverfahren)."""

    SMALLEST = "smallest"
    """The smallest claim first."""

    IN_ORDER = "in order"
    """The order of the list; every claimant has another place."""

    LOT = "lot"
    """The lot, drawn with a published seed (Losverfahren); see
    ``fundmodel.rules.selection.lots``."""


BY_INDICATOR = frozenset({Criterion.HIGHEST, Criterion.LOWEST})
"""Criteria that look at the indicator."""

BY_CHANCE = frozenset({Criterion.IN_ORDER, Criterion.LOT})
"""Criteria without a reason, which leave no two claimants equal."""


@attrs.frozen(kw_only=True)
class Criteria:
    """
    Criteria in their order, with what they look at.

    Attributes:
        order: The first decides, the second among equals, and so on.

        yardstick: The indicator.

        seed: The seed of the lot.
    """

    order: tuple[Criterion, ...]
    yardstick: Yardstick
    seed: str | None

    def describe(self) -> tuple[Sentence, ...]:
        """Name the criteria in their order."""
        return tuple(map(self._described, self.order))

    def _described(self, criterion: Criterion) -> Sentence:
        by = self.yardstick.describe()
        match criterion:
            case Criterion.HIGHEST:
                return sentence("highest {by}", by=by)
            case Criterion.LOWEST:
                return sentence("lowest {by}", by=by)
            case Criterion.EARLIEST:
                return sentence("earliest receipt")
            case Criterion.SMALLEST:
                return sentence("smallest claim")
            case Criterion.IN_ORDER:
                return sentence("order of the list")
            case _:
                return sentence("lot with the seed {seed}", seed=self.seed)

    def codes(self, state: State, ranked: BoolArray) -> tuple[Integers, ...]:
        """
        Give what each criterion says as whole numbers, the smallest first.

        Args:
            state: The claimants and their claims.

            ranked: Who is ranked, shape ``(s, n)``.

        Returns:
            For each criterion an array of shape ``(1, n)`` or ``(s, n)``.

        Raises:
            DataLackingError: The roster lacks an indicator.

            InvalidDataError: Somebody who is ranked has no value.
        """
        return tuple(self._code(one, state, ranked) for one in self.order)

    def _code(self, criterion: Criterion, state: State, ranked: BoolArray) -> Integers:
        match criterion:
            case Criterion.HIGHEST:
                return -dense(valued(self.yardstick, state, ranked).values)[np.newaxis]
            case Criterion.LOWEST:
                return dense(valued(self.yardstick, state, ranked).values)[np.newaxis]
            case Criterion.EARLIEST:
                return dense(_received(state, ranked))[np.newaxis]
            case Criterion.SMALLEST:
                return dense(state.amounts.whole)
            case Criterion.IN_ORDER:
                return np.arange(len(state.roster))[np.newaxis]
            case _:
                return lots(str(self.seed), state.roster.ids)[np.newaxis]

    def told(self, state: State, who: int, scenario: int) -> tuple[Sentence, ...]:
        """Say what a claimant has of each criterion."""
        return tuple(self._told(one, state, who, scenario) for one in self.order)

    def _told(
        self, criterion: Criterion, state: State, who: int, scenario: int
    ) -> Sentence:
        match criterion:
            case Criterion.HIGHEST | Criterion.LOWEST:
                return value_of(self.yardstick, state, who)
            case Criterion.EARLIEST:
                number = int(_RECEIPT.column(state).values[who])
                return sentence("received on {day}", day=numbered_day(number))
            case Criterion.SMALLEST:
                return sentence("claim {claim}", claim=state.amount(who, scenario))
            case Criterion.IN_ORDER:
                return sentence("no. {number} of the list", number=who + 1)
            case _:
                drawn = lot(str(self.seed), state.roster.ids[who])
                return sentence("lot {lot}", lot=f"{drawn[:8]}…")


_RECEIPT = Yardstick(by=RECEIVED)


def _received(state: State, ranked: BoolArray) -> Integers:
    """Give the days of receipt as whole numbers, and refuse what is no day."""
    values = valued(_RECEIPT, state, ranked).values
    asked: BoolArray = np.logical_or.reduce(ranked, axis=0)
    for day in np.unique(values[asked]).tolist():
        numbered_day(day)
    return values


def valued(yardstick: Yardstick, state: State, ranked: BoolArray) -> Column:
    """
    Find the column, and make sure that everybody has a value who is ranked.

    Raises:
        DataLackingError: The roster lacks the indicator for that day.

        InvalidDataError: Somebody who is ranked has no value.
    """
    column = yardstick.column(state)
    refuse(
        state.becomes(eligible=ranked),
        ~column.valid,
        "has no value",
        yardstick.by,
        expected="a value by which to rank",
    )
    return column


def value_of(yardstick: Yardstick, state: State, who: int) -> Sentence:
    """Give the value of a claimant with the name of the indicator."""
    column = yardstick.column(state)
    return sentence(
        "{by} {value}",
        by=yardstick.name or column.indicator,
        value=column.count(who),
    )
