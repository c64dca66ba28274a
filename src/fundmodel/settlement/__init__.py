"""
Settlement: provisional against final and payments made.

What was paid too little is due, what was paid too much goes back, is set off or is
waived: ``paid + due + offset + repaid + waived = final``, for each recipient and in
total.
"""

from fundmodel.settlement.amounts import RecipientAmounts
from fundmodel.settlement.booking import Unbookable
from fundmodel.settlement.explanations import SettlementExplanation
from fundmodel.settlement.lines import SettlementLine
from fundmodel.settlement.results import Settlement
from fundmodel.settlement.settling import settle
from fundmodel.settlement.tables import AmountTable
from fundmodel.settlement.waivers import (
    RepaymentWaiver,
    SmallRepayments,
    WaiverUse,
)

__all__ = [
    "AmountTable",
    "RecipientAmounts",
    "RepaymentWaiver",
    "Settlement",
    "SettlementExplanation",
    "SettlementLine",
    "SmallRepayments",
    "Unbookable",
    "WaiverUse",
    "settle",
]
