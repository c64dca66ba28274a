"""
Who may claim: eligibility, with a reason for everybody who may not.

A file holds a family of conditions. Each is a provision: usable alone, frozen, with
its source. Whoever is left out by several is told the first reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fundmodel.facades import loader

if TYPE_CHECKING:
    from fundmodel.conditions.areas import EligibleAreas
    from fundmodel.conditions.deadlines import EligibleApplied
    from fundmodel.conditions.existence import EligibleOn
    from fundmodel.conditions.kinds import Eligible, kinds_of
    from fundmodel.conditions.lists import EligibleList
    from fundmodel.conditions.tapers import Freed, Taper
    from fundmodel.conditions.thresholds import EligibleThreshold, Reaching, Threshold

__all__ = [
    "Eligible",
    "EligibleApplied",
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

_HOMES: Final = {
    "fundmodel.conditions.areas": ("EligibleAreas",),
    "fundmodel.conditions.deadlines": ("EligibleApplied",),
    "fundmodel.conditions.existence": ("EligibleOn",),
    "fundmodel.conditions.kinds": ("Eligible", "kinds_of"),
    "fundmodel.conditions.lists": ("EligibleList",),
    "fundmodel.conditions.tapers": ("Freed", "Taper"),
    "fundmodel.conditions.thresholds": ("EligibleThreshold", "Reaching", "Threshold"),
}

# A program loads the provisions that it has. Type checkers read the imports above; a
# `__getattr__` would hide from them that a name is misspelt.
if not TYPE_CHECKING:
    __getattr__ = loader(globals(), _HOMES)


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted({*globals(), *__all__})
