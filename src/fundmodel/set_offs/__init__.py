"""
Set-off: claims of the funder on a recipient, met out of money that is due to it.

What may be set off is limited by the kind of a claim and by the day on which it is
due, and not only by amounts. Which claim is used first is stated, and each claim that
is not used says why.
"""

from fundmodel.set_offs.claims import (
    ClaimKind,
    ClaimRefusal,
    ClaimUse,
    Counterclaim,
    claims_of,
)
from fundmodel.set_offs.meeting import SetOff, set_off_between, set_off_claims
from fundmodel.set_offs.rules import (
    FAG_33_ALLOCATIONS,
    FAG_33_PASS_THROUGH,
    SetOffRule,
)

__all__ = [
    "FAG_33_ALLOCATIONS",
    "FAG_33_PASS_THROUGH",
    "ClaimKind",
    "ClaimRefusal",
    "ClaimUse",
    "Counterclaim",
    "SetOff",
    "SetOffRule",
    "claims_of",
    "set_off_between",
    "set_off_claims",
]
