"""The one table in which names in files become classes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.conditions import (
    Eligible,
    EligibleAreas,
    EligibleList,
    EligibleOn,
    EligibleThreshold,
    Taper,
)
from fundmodel.errors import InvalidModelError
from fundmodel.parts import LumpSum, Measure, Part, PartGroup, Strand
from fundmodel.rules import (
    Average,
    Corridor,
    Equalisation,
    EqualShares,
    Fit,
    FittedRate,
    FixedShares,
    FixedTable,
    Formula,
    HoldHarmless,
    IndirectCosts,
    Limited,
    Maximum,
    Minimum,
    Product,
    Quotient,
    RatePerPost,
    RatePerUnit,
    Redistribute,
    RescaledToAverage,
    RescaledToRange,
    Residual,
    Round,
    Rounded,
    SetAside,
    Share,
    ShareByFormula,
    Shortfall,
    SizeClasses,
    TableAmounts,
    UnitCosts,
    WeightedShares,
    WeightedSum,
)
from fundmodel.steps import Provision

__all__ = ["FORMULAS", "PARTS", "PROVISIONS", "kind_of"]

PROVISIONS: Final[Mapping[str, type[Provision]]] = MappingProxyType(
    {
        "set_aside": SetAside,
        "eligible": Eligible,
        "eligible_areas": EligibleAreas,
        "eligible_list": EligibleList,
        "eligible_on": EligibleOn,
        "eligible_threshold": EligibleThreshold,
        "taper": Taper,
        "share": Share,
        "share_by_formula": ShareByFormula,
        "equalisation": Equalisation,
        "rate": RatePerUnit,
        "rate_per_post": RatePerPost,
        "fitted_rate": FittedRate,
        "unit_costs": UnitCosts,
        "indirect_costs": IndirectCosts,
        "equal": EqualShares,
        "table": FixedTable,
        "minimum": Minimum,
        "maximum": Maximum,
        "hold_harmless": HoldHarmless,
        "corridor": Corridor,
        "redistribute": Redistribute,
        "fit": Fit,
        "round": Round,
        "residual": Residual,
    }
)

FORMULAS: Final[Mapping[str, type[Formula]]] = MappingProxyType(
    {
        "weighted_shares": WeightedShares,
        "weighted_sum": WeightedSum,
        "product": Product,
        "quotient": Quotient,
        "average": Average,
        "shortfall": Shortfall,
        "size_classes": SizeClasses,
        "rounded": Rounded,
        "limited": Limited,
        "rescaled_to_average": RescaledToAverage,
        "rescaled_to_range": RescaledToRange,
        "fixed_shares": FixedShares,
        "table_amounts": TableAmounts,
    }
)

PARTS: Final[Mapping[str, type[Part]]] = MappingProxyType(
    {"group": PartGroup, "strand": Strand, "measure": Measure, "lump_sum": LumpSum}
)


def kind_of(value: object) -> str:
    """
    Give the name of an object's class in files.

    Raises:
        InvalidModelError: Files know no such class.
    """
    for table in (PROVISIONS, PARTS, FORMULAS):
        for name, kind in table.items():
            if type(value) is kind:
                return name
    raise InvalidModelError(
        "files have no form for this class",
        where=type(value).__name__,
        expected=", ".join((*PROVISIONS, *PARTS, *FORMULAS)),
        mend="keep the program in code, or build it from the provisions shipped",
    )
