"""Keys: sharing the pot in proportion to an indicator, or equally."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.claims import said_of
from fundmodel.errors import (
    InvalidDataError,
    OtherKeyDateError,
    ProvisionalDataError,
)
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray, Column, DataState, Indicator
from fundmodel.periods import KeyDate
from fundmodel.sentences import Count, Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait

__all__ = ["EqualShares", "Share", "StandIn", "Yardstick"]


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
            return self._of_day(columns, _day_of(self.key_date, state), state)
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
        found = exact or [c for c in columns if self._may_stand_in(c, wanted)]
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
        provisional = found[0].indicator.state is DataState.PROVISIONAL
        if provisional and StandIn.PROVISIONAL not in self.accepts:
            raise state.lacks(
                sentence(
                    "the indicator {indicator} is provisional", indicator=repr(self.by)
                ),
                kind=ProvisionalDataError,
                got=sentence("{day}, provisional", day=str(wanted)),
                expected=sentence("{day}, final", day=str(wanted)),
                mend='wait for the final figures, or say accepts = ["provisional"]',
            )
        return found[0]

    def _may_stand_in(self, column: Column, wanted: date) -> bool:
        measured = column.indicator.key_date
        if column.indicator.state is DataState.PROVISIONAL:
            return StandIn.PROVISIONAL in self.accepts
        if measured is None:
            return False
        side = StandIn.EARLIER if measured < wanted else StandIn.LATER
        return side in self.accepts

    def key(self, state: State) -> Key:
        """
        Give the values as weights, with zero for whoever may not claim.

        Raises:
            InvalidDataError: An eligible recipient has no value, or a negative
                one.
        """
        column = self.column(state)
        _refuse(state, ~column.valid, "has no value", self.by)
        _refuse(state, column.values < 0, "has a negative value", self.by)
        weights = np.where(state.eligible, column.values, 0)
        return Key(weights=weights, column=column)


def _day_of(key_date: KeyDate, state: State) -> date:
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


def _days(columns: tuple[Column, ...]) -> tuple[object, ...]:
    days = (c.indicator.key_date for c in columns)
    return tuple(str(day) if day else sentence("no key date") for day in days)


def _refuse(state: State, at_fault: BoolArray, what: str, by: str) -> None:
    faulty = (state.eligible & at_fault).any(axis=0)
    if faulty.any():
        positions = tuple(np.flatnonzero(faulty).tolist())
        raise InvalidDataError(
            f"an eligible recipient {what} of the indicator {by!r}",
            where=f"roster {state.roster.id!r}: {said_of(state.names(positions))}",
            expected="a value of zero or more",
            mend="find the value; where there is none to be had, leave the "
            "recipient out by a provision of its own",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Share:
    """
    Share the pot in proportion to an indicator (Verteilung nach Schlüssel).

    Example: § 29d Abs. 1 FAG Baden-Württemberg divides 90 million EUR a year
    by the persons in follow-up accommodation on 15 September.

    Attributes:
        by: Id of the indicator.

        key_date: The day that counts (Stichtag); final figures of exactly
            that day are wanted unless `accepts` names others.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    by: str
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    @property
    def yardstick(self) -> Yardstick:
        """The column that it counts by."""
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    def describe(self) -> Sentence:
        """Say by what the pot is shared."""
        return sentence(
            "shared in proportion to {yardstick}", yardstick=self.yardstick.describe()
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Empty the pot into claims of ``pot x value / sum of values``, exactly.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: An eligible recipient has no value.

            NothingToShareByError: All values are zero.
        """
        del facts
        return state.shared(self.yardstick.key(state))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give pot x value / sum = amount."""
        key = step.after.key
        if key is None or key.column is None or not key.weight(who, scenario):
            return sentence("nothing to share by: the value counts as 0")
        column = key.column
        total = Count(
            Fraction(key.total(scenario), 10**column.decimals),
            sensitive=column.indicator.sensitive,
        )
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence(
            "{pot} x {value} / {total} {unit} ({indicator}) = {amount}",
            pot=step.before.in_pot(scenario),
            value=column.count(who),
            total=total,
            unit=column.indicator.unit,
            indicator=_dated(column.indicator),
            amount=step.after.measured(gained),
        )


def _dated(indicator: Indicator) -> Sentence:
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


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EqualShares:
    """
    Share the pot equally among all who are eligible (Gleichverteilung).

    Attributes:
        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    source: Basis = None

    def describe(self) -> Sentence:
        """Say that everybody gets the same."""
        return sentence("shared equally")

    def apply(self, state: State, facts: Facts) -> State:
        """
        Give everybody who is eligible the same exact share.

        Raises:
            DataLackingError: A row stands for others whose number is unknown.

            NothingToShareByError: Nobody is eligible.
        """
        del facts
        if state.remainder.any():
            raise state.lacks(
                sentence("equal shares need to know how many recipients there are"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody",
            )
        return state.shared(Key(weights=state.eligible.astype(np.int64)))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give pot / number = amount."""
        key = step.after.key
        if key is None or not key.weight(who, scenario):
            return sentence("no share, as only those who are eligible share")
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        return sentence(
            "{pot} / {number} recipients, each the same = {amount}",
            pot=step.before.in_pot(scenario),
            number=key.total(scenario),
            amount=step.after.measured(gained),
        )
