"""Weights: keys that keep the working which their weights come from."""

from __future__ import annotations

import attrs

from fundmodel.apportion import Mixed
from fundmodel.indicators import Column
from fundmodel.rules.formulas.figures import Figure
from fundmodel.rules.formulas.values import total_of, whole_weights
from fundmodel.rules.formulas.workings import Working
from fundmodel.sentences import Count
from fundmodel.steps import Key, State
from fundmodel.yardsticks import key_of

__all__ = ["ComposedKey", "composed_key", "key_by"]


@attrs.frozen(kw_only=True, eq=False)
class ComposedKey(Key):
    """
    A key with the working that its weights come from.

    Attributes:
        working: What the formula gave, for everybody.

        sums: Sum of the values of those who may claim, shape ``(1,)`` or ``(s,)``.
    """

    working: Working
    sums: Mixed

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that went into the weights."""
        return self.working.columns

    def sum(self, scenario: int) -> Count:
        """Give the sum of all values, for printing."""
        return Count(self.sums.fraction(scenario if self.sums.shape[0] > 1 else 0))


def composed_key(working: Working, state: State) -> ComposedKey:
    """
    Give the values of a formula as weights, zero for whoever may not claim.

    Raises:
        AllocationError: They have too many denominators.
    """
    return ComposedKey(
        weights=whole_weights(working.values, state.eligible),
        working=working,
        sums=total_of(working.values, state),
    )


def key_by(working: Working, state: State) -> Key:
    """
    Give what was worked out as weights; a figure is a column as it stands.

    Raises:
        AllocationError: They have too many denominators.
    """
    if isinstance(working.formula, Figure) and working.column is not None:
        return key_of(working.column, state)
    return composed_key(working, state)
