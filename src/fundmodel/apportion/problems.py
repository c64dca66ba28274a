"""Problems: what is to be divided, checked, as the kernels take it."""

from __future__ import annotations

import attrs

from fundmodel.apportion.integers import Integers
from fundmodel.apportion.tallies import Tally

__all__ = ["Problem"]


@attrs.frozen(kw_only=True, eq=False)
class Problem:
    """
    Totals to divide by weights within bounds; every row can be solved.

    Attributes:
        totals: Units to divide in each scenario, shape ``(s,)``, not negative.

        weights: Whole weights, not negative, shape ``(1, n)`` or ``(s, n)``; no
            row is all zero.

        lower: Least that each gets, or `None`; broadcasts to ``(s, n)``, not
            negative, and adds up to the total or less.

        upper: Most that each gets, or `None`; at least *lower*. Those with a
            weight can take up the total together with the *lower* of the others.

        order: Keys that decide ties, the smaller first, or `None`; where they are
            equal the position decides. Broadcasts to ``(s, n)``.

        tally: What reading the weights has shown, or `None`.
    """

    totals: Integers
    weights: Integers
    lower: Integers | None = None
    upper: Integers | None = None
    order: Integers | None = None
    tally: Tally | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether somebody has a minimum or a maximum."""
        return self.lower is not None or self.upper is not None

    @property
    def shape(self) -> tuple[int, int]:
        """Scenarios and recipients, ``(s, n)``."""
        return len(self.totals), self.weights.shape[-1]

    def row(self, scenario: int) -> Problem:
        """Give one scenario as a problem of its own."""
        return Problem(
            totals=self.totals[scenario : scenario + 1],
            weights=_row(self.weights, scenario),
            lower=None if self.lower is None else _row(self.lower, scenario),
            upper=None if self.upper is None else _row(self.upper, scenario),
            order=None if self.order is None else _row(self.order, scenario),
            tally=None
            if self.tally is None
            else self.tally.rows(slice(scenario, scenario + 1)),
        )


def _row(array: Integers, scenario: int) -> Integers:
    return array if len(array) == 1 else array[scenario : scenario + 1]
