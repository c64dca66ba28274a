"""
Budget lines: where money stands in a budget (Haushaltsstelle).

A scheme says of which pieces a line is made, so that a line that is only text, in a
program or an entry of a ledger, can be read, checked, sorted, and summed up by chapter.
"""

from fundmodel.budget_lines.schemes import (
    BudgetLevel,
    BudgetLine,
    BudgetScheme,
    Level,
)
from fundmodel.budget_lines.shipped import EUROPEAN_UNION, FREE_TEXT, GERMANY

__all__ = [
    "EUROPEAN_UNION",
    "FREE_TEXT",
    "GERMANY",
    "BudgetLevel",
    "BudgetLine",
    "BudgetScheme",
    "Level",
]
