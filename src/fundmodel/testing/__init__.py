"""
Hypothesis strategies and assertions, for our tests and for users' own programs.

Strategies build objects that fit together: a rule drawn for a roster can be
applied to it, the budgets of a program never exceed what they are in.
Assertions say what has to hold for every result.

The package needs Hypothesis, which comes with ``pip install "fundmodel[test]"``.
"""

from __future__ import annotations

from fundmodel.testing.assertions import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.testing.money import currencies, monies
from fundmodel.testing.payment_plan import payment_plans
from fundmodel.testing.program import allocations, budget_years, programs
from fundmodel.testing.roster import HEADS, KINDS, indicators, rosters
from fundmodel.testing.rule import Division, divisions, rules
from fundmodel.testing.source import assumptions, bases, days, sources
from fundmodel.testing.text import ids, names, texts

__all__ = [
    "HEADS",
    "KINDS",
    "Division",
    "allocations",
    "assert_adds_up",
    "assert_conserved",
    "assert_figures_are_right",
    "assumptions",
    "bases",
    "budget_years",
    "currencies",
    "days",
    "divisions",
    "ids",
    "indicators",
    "monies",
    "names",
    "payment_plans",
    "programs",
    "rosters",
    "rules",
    "sources",
    "texts",
]
