"""Keys: sharing the pot in proportion to an indicator, or equally."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.periods import KeyDate
from fundmodel.sentences import Count, Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, dated, stand_ins

__all__ = ["EqualShares", "Share", "StandIn", "Yardstick"]


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
            indicator=dated(column.indicator),
            amount=step.after.measured(gained),
        )


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
            "{pot} / {number}, the same for each recipient = {amount}",
            pot=step.before.in_pot(scenario),
            number=key.total(scenario),
            amount=step.after.measured(gained),
        )
