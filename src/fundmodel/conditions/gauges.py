"""What conditions measure: a count, or a rate of one count in another."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import multiply, number
from fundmodel.errors import InvalidModelError
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.steps import State
from fundmodel.yardsticks import Yardstick, refuse

__all__ = ["Gauge", "check_gauge"]


def check_gauge(*, by: str, of: str | None, where: str) -> None:
    """
    Refuse the rate of a count in itself.

    Raises:
        InvalidModelError: It would always be one.
    """
    if by == of:
        raise InvalidModelError(
            "a rate compares an indicator with itself",
            where=where,
            got=by,
            expected="two indicators, for example children in need of all children",
            mend="leave `of` out to look at the count",
        )


@attrs.frozen(kw_only=True)
class Gauge:
    """
    A count, or a rate of one count in another.

    Attributes:
        by: What is counted.

        of: Of what it is a part; `None` to look at the count.
    """

    by: Yardstick
    of: Yardstick | None = None

    def describe(self) -> Sentence:
        """Say what is measured."""
        if self.of is None:
            return self.by.describe()
        return sentence(
            "{part} out of {whole}", part=self.by.describe(), whole=self.of.describe()
        )

    def limit(self, limit: Fraction) -> object:
        """Give a limit as a sentence shows it: a number, or per cent of a rate."""
        return limit if self.of is None else PerCent(limit)

    def values(self, state: State) -> Mixed:
        """
        Measure everybody, exactly; what is ineligible has any value.

        Returns:
            Values of shape ``(1, n)``.

        Raises:
            DataLackingError: The roster lacks an indicator for that day.

            InvalidDataError: An eligible recipient has no value, or a rate has
                nothing to be a part of.
        """
        part = self.by.column(state)
        refuse(state, ~part.valid, "has no value", self.by.by, expected="a value")
        above, below = part.values, number(10**part.decimals)
        if self.of is not None:
            whole = self.of.column(state)
            refuse(
                state,
                ~whole.valid | (whole.values <= 0),
                "has no value above zero",
                self.of.by,
                expected="a value above zero, of which others are a rate",
            )
            above = multiply(above, number(10**whole.decimals))
            known = np.where(whole.values > 0, whole.values, 1)
            below = multiply(below, known)
        nothing = np.zeros((1, len(part.values)), dtype=np.int64)
        return Mixed.composed(nothing, above[np.newaxis, :], below[np.newaxis, :])

    def figure(self, state: State, who: int) -> Sentence:
        """Give the value of one claimant; a hidden count hides its rate too."""
        column = self.by.column(state)
        if self.of is None:
            return sentence(
                "{what}: {value} {unit}",
                what=self.by.describe(),
                value=column.count(who),
                unit=column.indicator.unit,
            )
        whole = self.of.column(state)
        what, part, total = self.describe(), column.count(who), whole.count(who)
        if part.is_hidden or total.is_hidden:
            return sentence(
                "{what}: {part} of {total}", what=what, part=part, total=total
            )
        return sentence(
            "{what}: {part} of {total}, which is {rate}",
            what=what,
            part=part,
            total=total,
            rate=PerCent(Fraction(part.value) / Fraction(total.value)),
        )
