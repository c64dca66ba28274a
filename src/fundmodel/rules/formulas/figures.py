"""Figures: what was counted, as the smallest formula."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar, Final, cast

import attrs
import numpy as np

from fundmodel.apportion.integers import number
from fundmodel.currencies import currency_codes
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column
from fundmodel.periods import KeyDate
from fundmodel.rules.formulas.values import mixed
from fundmodel.rules.formulas.workings import Formula, Working
from fundmodel.sentences import Count, Sentence, Text, sentence
from fundmodel.steps import State
from fundmodel.units import Amount, Unit
from fundmodel.yardsticks import StandIn, Yardstick, dated, stand_ins

__all__ = ["Figure"]

CODE: Final = 3
"""Letters of the code of a currency."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Figure:
    """
    What was counted: the column of a roster.

    In files, and wherever a formula is made of others, the id alone is enough.

    Attributes:
        by: Id of the indicator.

        key_date: The day that counts (Stichtag); final figures of exactly that day
            are wanted unless `accepts` names others.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.
    """

    stands_alone: ClassVar[bool] = True

    by: str
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None

    @property
    def yardstick(self) -> Yardstick:
        """The column that it counts by."""
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    def describe(self) -> Sentence:
        """Say what is counted, and for which day."""
        return self.yardstick.describe()

    def work(self, state: State, facts: Facts) -> Working:
        """
        Take the values of the column.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: An eligible recipient has no value, or a negative one.
        """
        del facts
        key = self.yardstick.key(state)
        column = self.yardstick.column(state)
        den = number(10**column.decimals)[np.newaxis, :]
        values = mixed(np.atleast_2d(key.weights), den)
        return Working(formula=self, values=values, column=column)

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the value with its unit and day."""
        return counted(working, who, scenario)


def counted(working: Working, who: int, scenario: int) -> Sentence:
    """Say what a column has for one claimant."""
    # cast: only formulas that take a column ask for this.
    indicator = cast("Column", working.column).indicator
    money = _money(working.value(who, scenario), str(indicator.unit))
    if money is not None:
        return sentence(
            "{value} ({indicator})", value=money, indicator=dated(indicator)
        )
    return sentence(
        "{value} {unit} ({indicator})",
        value=working.value(who, scenario),
        unit=indicator.unit,
        indicator=dated(indicator),
    )


def _money(count: Count, unit: str) -> Amount | None:
    """Give a count of a currency as an amount, which has all its digits."""
    is_code = len(unit) == CODE and unit.isupper() and unit in currency_codes()
    if count.is_hidden or not is_code:
        return None
    currency = Unit.money(unit)
    return Amount(count=Fraction(count.value) * 10**currency.digits, unit=currency)


def formula_of(given: Formula | str) -> Formula:
    """Take the id of an indicator for its figure."""
    return Figure(by=given) if isinstance(given, str) else given


def formula_or_none(given: Formula | str | None) -> Formula | None:
    """Take the id of an indicator for its figure, where there is one."""
    return None if given is None else formula_of(given)


def formulas_of(given: Iterable[Formula | str]) -> tuple[Formula, ...]:
    """
    Tidy a container of formulas.

    Raises:
        TypeError: It is one word, which is a container of letters to Python.
    """
    if isinstance(given, str):
        raise TypeError
    return tuple(formula_of(one) for one in given)
