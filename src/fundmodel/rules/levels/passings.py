"""Passings: what one body passed on to those below it, for explanations."""

from __future__ import annotations

from fractions import Fraction
from typing import Self, cast

import attrs
import numpy as np

from fundmodel.claims import Descent
from fundmodel.rules.levels.handovers import is_open
from fundmodel.steps import Step
from fundmodel.units import Amount

__all__ = ["Passing"]


@attrs.frozen(kw_only=True)
class Passing:
    """
    What one body passed on in one scenario.

    Attributes:
        passed: How much.

        count: How many are below it.

        elsewhere: What of it the rule of the level put elsewhere.
    """

    passed: Amount
    count: int
    elsewhere: Amount

    @classmethod
    def of(cls, step: Step, body: int, scenario: int) -> Self | None:
        """Find it in a step, by the position of the body; `None` if there is none."""
        for branch in step.after.nested:
            first, last = branch.steps[0].before, branch.steps[-1].after
            # cast: the rule of a level begins below somebody.
            descent = cast("Descent", first.axis.descent)
            for row in np.flatnonzero(descent.bodies == body).tolist():
                if row in branch.scenarios(scenario):
                    gone = [p.amount for p in last.elsewhere if not is_open(p)]
                    away = sum((a.fraction(row) for a in gone), start=Fraction(0))
                    return cls(
                        passed=first.in_pot(row),
                        count=int(descent.below[row].sum()),
                        elsewhere=first.measured(away),
                    )
        return None
