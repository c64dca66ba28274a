"""
Proofs of use: what was spent against the financing plan, and what that does to a grant.

An examination compares line by line, says what is recognised and what is not, and
computes the grant that is finally due. What does not fit is an objection, a value.
"""

from fundmodel.proofs.bookings import proof_events, use_entries
from fundmodel.proofs.examination import examine
from fundmodel.proofs.findings import overdue
from fundmodel.proofs.lines import Deduction, Line, Offset, Reason
from fundmodel.proofs.objections import Objection, ObjectionCode
from fundmodel.proofs.results import Examination
from fundmodel.proofs.submitted import Disallowance, ProofOfUse, Spending
from fundmodel.proofs.terms import ProofTerms

__all__ = [
    "Deduction",
    "Disallowance",
    "Examination",
    "Line",
    "Objection",
    "ObjectionCode",
    "Offset",
    "ProofOfUse",
    "ProofTerms",
    "Reason",
    "Spending",
    "examine",
    "overdue",
    "proof_events",
    "use_entries",
]
