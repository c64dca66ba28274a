"""
Changes: what an amendment does to a program, and a variant to its base.

A change is a small frozen value that takes the terms of a program and gives new ones.
It says in words what it does, and what it sets, so that two of them that contradict
each other can be told.
"""

from fundmodel.changes.amendments import (
    Amendment,
    check_contradictions,
    check_order,
)
from fundmodel.changes.budgets import AddYear, SetBudget, SetPeriod
from fundmodel.changes.conditions import SetKeyDate, SetRecipients
from fundmodel.changes.parts import AddPart, RemovePart
from fundmodel.changes.payment_plans import SetPaymentPlan
from fundmodel.changes.provisions import (
    AddProvision,
    MoveProvision,
    RemoveProvision,
    ReplaceProvision,
    SetRule,
)
from fundmodel.changes.terms import Change, Terms

__all__ = [
    "AddPart",
    "AddProvision",
    "AddYear",
    "Amendment",
    "Change",
    "MoveProvision",
    "RemovePart",
    "RemoveProvision",
    "ReplaceProvision",
    "SetBudget",
    "SetKeyDate",
    "SetPaymentPlan",
    "SetPeriod",
    "SetRecipients",
    "SetRule",
    "Terms",
    "check_contradictions",
    "check_order",
]
