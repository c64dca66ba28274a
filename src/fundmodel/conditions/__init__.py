"""
Who may claim: eligibility, with a reason for everybody who may not.

A file holds a family of conditions. Each is a provision: usable alone, frozen, with
its source. Whoever is left out by several is told the first reason.
"""

from fundmodel.conditions.areas import EligibleAreas
from fundmodel.conditions.existence import EligibleOn
from fundmodel.conditions.kinds import Eligible, kinds_of
from fundmodel.conditions.lists import EligibleList
from fundmodel.conditions.tapers import Freed, Taper
from fundmodel.conditions.thresholds import EligibleThreshold, Reaching, Threshold

__all__ = [
    "Eligible",
    "EligibleAreas",
    "EligibleList",
    "EligibleOn",
    "EligibleThreshold",
    "Freed",
    "Reaching",
    "Taper",
    "Threshold",
    "kinds_of",
]
