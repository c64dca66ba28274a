"""
Payment plans: when which part of an award is paid, and when it has to be used.

A plan says it for any award: by tranches or instalments, in advance or for costs that
were paid, with or without a last part that is held back.
"""

from fundmodel.payment_plans.drawdowns import IdleMoney, MoneyOnDay, idle
from fundmodel.payment_plans.plan import RETENTION, PaymentMethod, PaymentPlan
from fundmodel.payment_plans.requests import CostClaim
from fundmodel.payment_plans.schedules import PlannedPayment, ProvenUse, Rescheduling
from fundmodel.payment_plans.tranches import (
    AfterAward,
    MilestoneReached,
    ProofAccepted,
    Tranche,
)

__all__ = [
    "RETENTION",
    "AfterAward",
    "CostClaim",
    "IdleMoney",
    "MilestoneReached",
    "MoneyOnDay",
    "PaymentMethod",
    "PaymentPlan",
    "PlannedPayment",
    "ProofAccepted",
    "ProvenUse",
    "Rescheduling",
    "Tranche",
    "idle",
]
