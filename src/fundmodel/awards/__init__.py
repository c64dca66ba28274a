"""
Awards: from what may be granted to what was granted.

An allotment says how much there is for a recipient. An award gives it: by law, or by
a decision on an application. It runs over one or more budget years and may be amended.
"""

from fundmodel.awards.amounts import YearAmount
from fundmodel.awards.award import Award, AwardAmendment, AwardBasis
from fundmodel.awards.collection import Awards
from fundmodel.awards.decisions import Decision, amend, decide, granted
from fundmodel.awards.entitlements import awarded_by_law
from fundmodel.awards.envelopes import Envelope
from fundmodel.awards.terms import AwardTerms, governing

__all__ = [
    "Award",
    "AwardAmendment",
    "AwardBasis",
    "AwardTerms",
    "Awards",
    "Decision",
    "Envelope",
    "YearAmount",
    "amend",
    "awarded_by_law",
    "decide",
    "governing",
    "granted",
]
