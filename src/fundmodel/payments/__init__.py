"""
Payments: from awards and payment plans to entries of a ledger.

An award is committed in its budget years, paid as its plan says, and never beyond
what was awarded; whatever is refused leaves the ledger as it was.
"""

from fundmodel.payments.commitments import commitment_columns, commitments
from fundmodel.payments.events import tranche_events
from fundmodel.payments.paying import paid_under, pay, payment_columns
from fundmodel.payments.plans import payment_id, payments_due, rescheduled
from fundmodel.payments.recommitting import commitment_changes

__all__ = [
    "commitment_changes",
    "commitment_columns",
    "commitments",
    "paid_under",
    "pay",
    "payment_columns",
    "payment_id",
    "payments_due",
    "rescheduled",
    "tranche_events",
]
