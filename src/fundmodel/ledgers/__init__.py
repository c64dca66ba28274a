"""
Ledgers: what was granted, promised, paid, used and given back.

Double entry in the terms of budget law: each entry takes its amount from one account
and gives it to another, so that the accounts always add up to zero.
"""

from fundmodel.ledgers.accounts import Account, Dimension, EntryKind, Window
from fundmodel.ledgers.balances import Balances
from fundmodel.ledgers.entries import Entries
from fundmodel.ledgers.entry import Entry
from fundmodel.ledgers.figures import BudgetFigure
from fundmodel.ledgers.lapses import Lapse, lapse_events, lapsing
from fundmodel.ledgers.ledger import Ledger
from fundmodel.ledgers.overviews import Overview, overview_of
from fundmodel.ledgers.spending import Spending, spending_of
from fundmodel.ledgers.terms import BudgetTerms

__all__ = [
    "Account",
    "Balances",
    "BudgetFigure",
    "BudgetTerms",
    "Dimension",
    "Entries",
    "Entry",
    "EntryKind",
    "Lapse",
    "Ledger",
    "Overview",
    "Spending",
    "Window",
    "lapse_events",
    "lapsing",
    "overview_of",
    "spending_of",
]
