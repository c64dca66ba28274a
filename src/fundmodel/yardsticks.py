"""Which column of a roster a provision counts by, and for which key date."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs
import numpy as np

from fundmodel.claims import LinkKind, said_of
from fundmodel.errors import (
    InvalidDataError,
    OtherKeyDateError,
    ProvisionalDataError,
    SeveralVintagesError,
)
from fundmodel.indicators import BoolArray, Column, DataState, Indicator
from fundmodel.periods import KeyDate
from fundmodel.pools import POOL
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import Key, State

__all__ = [
    "StandIn",
    "Yardstick",
    "dated",
    "day_of",
    "key_of",
    "refuse",
    "stand_ins",
]


LACKING: Final = (
    "find the value; where there is none to be had, leave the recipient out by a "
    "provision of its own"
)
BELOW: Final = "correct the value, or count by an indicator that is never below zero"


class StandIn(enum.Enum):
    """Which figures may stand in for final ones of the key date, if a rule says so."""

    PROVISIONAL = "provisional"
    """Provisional figures, whatever day they were counted on."""

    EARLIER = "earlier"
    """Figures of an earlier day."""

    LATER = "later"
    """Figures of a later day."""


def stand_ins(items: Iterable[StandIn]) -> frozenset[StandIn]:
    """Tidy a container of stand-ins."""
    return frozenset(items)


@attrs.frozen(kw_only=True)
class Yardstick:
    """
    Which column of a roster a provision counts by.

    Without a key date there is nothing to compare with: the roster's only
    column of the indicator is taken, provisional or not. With one, final
    figures of exactly that day are wanted, unless the rule accepts others.

    Attributes:
        by: Id of the indicator.

        key_date: The day for which it must have been measured.

        accepts: What may stand in.

        name: How the indicator is called in a sentence.
    """

    by: str
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = frozenset()
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what is counted, and for which day."""
        if self.key_date is None:
            return sentence("{by}", by=self.name or self.by)
        return sentence(
            "{by} on {key_date}", by=self.name or self.by, key_date=self.key_date
        )

    def column(self, state: State) -> Column:
        """
        Find the column.

        Raises:
            DataLackingError: The roster has no such indicator, or several.

            OtherKeyDateError: It was measured for another day.

            ProvisionalDataError: It is provisional.

            SeveralVintagesError: Several vintages of it would do, and nobody said on
                which day the roster is read.
        """
        columns = state.roster.columns_of(self.by)
        if not columns:
            raise state.lacks(
                sentence("the roster lacks the indicator that the rule counts by"),
                got=tuple(c.indicator.id for c in state.roster.columns)
                or sentence("none"),
                expected=self.by,
                mend="take a roster that has it, or add the column",
            )
        if self.key_date is not None:
            return self._of_day(columns, day_of(self.key_date, state), state)
        self._refuse_vintages(columns, state)
        if len(columns) > 1:
            raise state.lacks(
                sentence("the roster has the indicator for several key dates"),
                got=_days(columns),
                expected=sentence("one key date"),
                mend="name the key date in the provision",
            )
        return next(iter(columns))

    def _of_day(
        self, columns: tuple[Column, ...], wanted: date, state: State
    ) -> Column:
        exact = [c for c in columns if c.indicator.key_date == wanted]
        # Of one day, what the rule does not take is no rival of what it takes.
        exact = [c for c in exact if self._is_firm_enough(c)] or exact
        found = exact or [c for c in columns if self._may_stand_in(c, wanted)]
        self._refuse_vintages(found, state)
        if len(found) != 1:
            raise state.lacks(
                sentence(
                    "the indicator {indicator} was measured for another day",
                    indicator=repr(self.by),
                ),
                kind=OtherKeyDateError,
                got=_days(columns),
                expected=str(wanted),
                mend="take a roster of that key date; where the law lets another "
                "figure stand in, say so with `accepts`",
            )
        if not self._is_firm_enough(found[0]):
            raise state.lacks(
                sentence(
                    "the indicator {indicator} is provisional", indicator=repr(self.by)
                ),
                kind=ProvisionalDataError,
                got=sentence("{day}, provisional", day=str(wanted)),
                expected=sentence("{day}, final", day=str(wanted)),
                mend='wait for the final figures, or say accepts = ["provisional"] '
                "([StandIn.PROVISIONAL] in Python)",
            )
        return found[0]

    def _is_firm_enough(self, column: Column) -> bool:
        is_provisional = column.indicator.state is DataState.PROVISIONAL
        return not is_provisional or StandIn.PROVISIONAL in self.accepts

    def _refuse_vintages(self, columns: Sequence[Column], state: State) -> None:
        """Refuse to choose between vintages of one day: the last may not be meant."""
        days = {c.indicator.key_date for c in columns}
        if len(columns) == len(days) or len(days) > 1:
            return
        raise state.lacks(
            sentence(
                "the roster has several vintages of the indicator {indicator}",
                indicator=repr(self.by),
            ),
            kind=SeveralVintagesError,
            got=tuple(map(_vintage, columns)),
            expected=sentence("one vintage"),
            mend="say on which day the roster is read: roster.as_of(known_on=day), or "
            "allocate(..., as_of=day)",
        )

    def _may_stand_in(self, column: Column, wanted: date) -> bool:
        measured = column.indicator.key_date
        if column.indicator.state is DataState.PROVISIONAL:
            return StandIn.PROVISIONAL in self.accepts
        if measured is None:
            return False
        side = StandIn.EARLIER if measured < wanted else StandIn.LATER
        return side in self.accepts

    def checked(self, state: State) -> Column:
        """
        Find the column and make sure that the eligible can be counted by it.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: An eligible recipient has no value, or a negative
                one.
        """
        column = self.column(state)
        refuse(state, ~column.valid, "has no value", self.by)
        refuse(state, column.values < 0, "has a negative value", self.by, mend=BELOW)
        return column

    def key(self, state: State) -> Key:
        """
        Give the values as weights, with zero for whoever may not claim.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: An eligible recipient has no value, or a negative
                one.
        """
        return key_of(self.checked(state), state)


def key_of(column: Column, state: State) -> Key:
    """Give the values of a column as weights, zero for whoever may not claim."""
    return Key(weights=np.where(state.eligible, column.values, 0), column=column)


def day_of(key_date: KeyDate, state: State) -> date:
    """
    Give the day that a key date means in the budget year of a state.

    Raises:
        DataLackingError: It is a day of each year, and no year was given.
    """
    if state.year is not None:
        return key_date.in_year(state.year)
    if isinstance(key_date.day, date):
        return key_date.day
    raise state.lacks(
        sentence("the key date is a day of the budget year, and no year was given"),
        got=key_date,
        expected=sentence("a budget year"),
        mend="apply the rule with year=BudgetYear.calendar(2017), for example",
    )


def _vintage(column: Column) -> Sentence:
    state, since = column.indicator.state, column.indicator.known_since
    said = sentence("known since {day}", day=str(since))
    if state is DataState.PROVISIONAL:
        return sentence("{said} (provisional)", said=said)
    if state is DataState.CORRECTED:
        return sentence("{said} (corrected)", said=said)
    return said


def _days(columns: tuple[Column, ...]) -> tuple[object, ...]:
    days = (c.indicator.key_date for c in columns)
    return tuple(str(day) if day else sentence("no key date") for day in days)


def refuse(  # noqa: PLR0913  the last two are named by the caller
    state: State,
    at_fault: BoolArray,
    what: str,
    by: str,
    *,
    expected: str = "a value of zero or more",
    mend: str = LACKING,
) -> None:
    """
    Refuse values that an eligible recipient must not have.

    Args:
        state: Who is eligible.

        at_fault: Whose value is at fault, shape ``(n,)``.

        what: What is wrong with it, for example "has no value".

        by: Id of the indicator.

        expected: What it should be instead.

        mend: What to do now.

    Raises:
        InvalidDataError: An eligible recipient has such a value.
    """
    faulty = (state.eligible & at_fault).any(axis=0)
    if faulty.any():
        positions = tuple(np.flatnonzero(faulty).tolist())
        raise InvalidDataError(
            f"an eligible recipient {what} of the indicator {by!r}",
            where=f"roster {state.roster.id!r}: {said_of(state.names(positions))}",
            expected=expected,
            mend=_not_added(state, positions, by) if mend == LACKING else mend,
        )


def _not_added(state: State, positions: tuple[int, ...], by: str) -> str:
    """Say how a value is found; what pools lack, their rule has to add up."""
    link = state.axis.link
    is_pooled = link is not None and link.kind is LinkKind.GATHERED
    if is_pooled and all(state.roster.kinds[i] == POOL for i in positions):
        return (
            f'let pools add it up: PoolBelow(..., adds=["{by}"]); if they do, find '
            "the value that a member lacks"
        )
    return LACKING


def dated(indicator: Indicator) -> Sentence:
    """Name an indicator with its key date, and say if it is not simply final."""
    if indicator.state is DataState.CORRECTED:
        final = attrs.evolve(indicator, state=DataState.FINAL)
        return sentence("{indicator}, corrected", indicator=dated(final))
    provisional = indicator.state is DataState.PROVISIONAL
    if indicator.key_date is None and provisional:
        return sentence("{indicator}, provisional", indicator=indicator)
    if indicator.key_date is None:
        return sentence("{indicator}", indicator=indicator)
    if provisional:
        return sentence(
            "{indicator} on {day}, provisional",
            indicator=indicator,
            day=indicator.key_date,
        )
    return sentence("{indicator} on {day}", indicator=indicator, day=indicator.key_date)
