"""Which classes a program in a file is made of, by the way they are read."""

from __future__ import annotations

from typing import Final

from fundmodel.apportion import Rounding
from fundmodel.claims import PortionKind
from fundmodel.conditions import Freed, Reaching, Threshold
from fundmodel.io.kinds import FORMULAS, PROVISIONS
from fundmodel.natures import LegalNature
from fundmodel.parts import LegalBasis, PlannedResult
from fundmodel.rules import (
    Band,
    Between,
    Criterion,
    DropOrder,
    DroppedTo,
    Excess,
    Exclusion,
    Figure,
    Funding,
    Group,
    GroupBy,
    IfNone,
    Indexation,
    IndexRounding,
    KindRule,
    LargeMember,
    LastProject,
    Negative,
    PoolsOf,
    ResidualTo,
    RoundingMethod,
    ShareOf,
    Shortage,
    SizeClass,
    StandIn,
    SubRule,
    Term,
    UnitCost,
    YearlyGrowth,
)

__all__ = ["ENUMS", "FORMULA_RECORDS", "RECORDS", "SUB_RULES"]

ENUMS: Final = (
    Between,
    Criterion,
    DropOrder,
    DroppedTo,
    Excess,
    Freed,
    Funding,
    GroupBy,
    IfNone,
    IndexRounding,
    LargeMember,
    LastProject,
    LegalNature,
    Negative,
    PoolsOf,
    Reaching,
    PortionKind,
    ResidualTo,
    Rounding,
    RoundingMethod,
    ShareOf,
    Shortage,
    StandIn,
)
"""Choices; a file has the value of the member."""

SUB_RULES: Final = (SubRule, KindRule)
"""Rules inside provisions, written like the rule of a part."""

FORMULA_RECORDS: Final = (Term, SizeClass, Figure, *FORMULAS.values())
"""Tables by field, read before all others, because they stand in these."""

RECORDS: Final = (
    LegalBasis,
    PlannedResult,
    Threshold,
    YearlyGrowth,
    Indexation,
    UnitCost,
    Exclusion,
    Band,
    Group,
    *PROVISIONS.values(),
)
"""Tables by field."""
