"""
Repayments: on what ground, by when, how much, with what interest.

A case is what happened, a decision what was decided about it. Whether a decision
stands in law is said as a value (:func:`examine_decision`), and its deadlines are
events of a calendar (:func:`repayment_events`). Interest on what must be given back
and on money that lay idle are two things (§ 49a Abs. 3 and 4 VwVfG), and
:func:`joint_interest` charges no euro twice on one day.
"""

from fundmodel.repayments.agendas import (
    OpenDeadline,
    RepaymentAgenda,
    repayment_events,
)
from fundmodel.repayments.attributions import Attribution
from fundmodel.repayments.bookings import return_entries
from fundmodel.repayments.cases import (
    AwardPayment,
    Discretion,
    RepaymentCase,
    RepaymentDecision,
)
from fundmodel.repayments.charged import (
    ChargedInterest,
    InterestShare,
    JointInterest,
)
from fundmodel.repayments.charges import (
    IdleStart,
    idle_interest,
    joint_interest,
    repayment_interest,
)
from fundmodel.repayments.deadlines import (
    claim_arises,
    claim_limitation,
    decision_deadline,
    due_date,
    interest_limitation,
    unbarred_from,
)
from fundmodel.repayments.examinations import checked_decision, examine_decision
from fundmodel.repayments.explanations import explain_repayment
from fundmodel.repayments.grounds import RepaymentGround
from fundmodel.repayments.objections import (
    Objection,
    ObjectionKind,
    Objections,
)

__all__ = [
    "Attribution",
    "AwardPayment",
    "ChargedInterest",
    "Discretion",
    "IdleStart",
    "InterestShare",
    "JointInterest",
    "Objection",
    "ObjectionKind",
    "Objections",
    "OpenDeadline",
    "RepaymentAgenda",
    "RepaymentCase",
    "RepaymentDecision",
    "RepaymentGround",
    "checked_decision",
    "claim_arises",
    "claim_limitation",
    "decision_deadline",
    "due_date",
    "examine_decision",
    "explain_repayment",
    "idle_interest",
    "interest_limitation",
    "joint_interest",
    "repayment_events",
    "repayment_interest",
    "return_entries",
    "unbarred_from",
]
