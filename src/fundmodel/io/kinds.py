"""The one table in which names in files become classes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.changes import (
    AddPart,
    AddProvision,
    AddYear,
    Change,
    MoveProvision,
    RemovePart,
    RemoveProvision,
    ReplaceProvision,
    SetBudget,
    SetKeyDate,
    SetPaymentPlan,
    SetPeriod,
    SetRecipients,
    SetRule,
)
from fundmodel.conditions import (
    Eligible,
    EligibleApplied,
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
    BackToPot,
    BestOf,
    ByKind,
    Corridor,
    DeficitFinancing,
    DropBelow,
    Equalisation,
    EqualShares,
    Fit,
    FittedRate,
    FixedAmountFinancing,
    FixedShares,
    FixedTable,
    Formula,
    FullFinancing,
    GroupMaximum,
    GroupMinimum,
    HeldFixed,
    HoldHarmless,
    IndirectCosts,
    InRounds,
    Limited,
    Maximum,
    Minimum,
    PassOn,
    PercentageFinancing,
    PoolBelow,
    Product,
    ProRata,
    Quotient,
    RaiseBelow,
    Ranking,
    RatePerPost,
    RatePerUnit,
    Redistribute,
    Requested,
    RescaledToAverage,
    RescaledToRange,
    Residual,
    Round,
    RoundByMethod,
    Rounded,
    SetAside,
    Share,
    ShareByFormula,
    Shortfall,
    SizeClasses,
    SmallestTotal,
    SumOf,
    TableAmounts,
    UnitCosts,
    WeightedShares,
    WeightedSum,
)
from fundmodel.steps import Provision

__all__ = ["CHANGES", "FORMULAS", "PARTS", "PROVISIONS", "kind_of"]

PROVISIONS: Final[Mapping[str, type[Provision]]] = MappingProxyType(
    {
        "set_aside": SetAside,
        "eligible": Eligible,
        "eligible_applied": EligibleApplied,
        "eligible_areas": EligibleAreas,
        "eligible_list": EligibleList,
        "eligible_on": EligibleOn,
        "eligible_threshold": EligibleThreshold,
        "taper": Taper,
        "requested": Requested,
        "ranking": Ranking,
        "share": Share,
        "share_by_formula": ShareByFormula,
        "equalisation": Equalisation,
        "rate": RatePerUnit,
        "rate_per_post": RatePerPost,
        "fitted_rate": FittedRate,
        "unit_costs": UnitCosts,
        "indirect_costs": IndirectCosts,
        "percentage_financing": PercentageFinancing,
        "deficit_financing": DeficitFinancing,
        "fixed_amount_financing": FixedAmountFinancing,
        "full_financing": FullFinancing,
        "equal": EqualShares,
        "table": FixedTable,
        "minimum": Minimum,
        "maximum": Maximum,
        "hold_harmless": HoldHarmless,
        "corridor": Corridor,
        "best_of": BestOf,
        "sum_of": SumOf,
        "by_kind": ByKind,
        "drop_below": DropBelow,
        "raise_below": RaiseBelow,
        "pool_below": PoolBelow,
        "in_rounds": InRounds,
        "back_to_pot": BackToPot,
        "round_by_method": RoundByMethod,
        "smallest_total": SmallestTotal,
        "pass_on": PassOn,
        "pro_rata": ProRata,
        "redistribute": Redistribute,
        "fit": Fit,
        "group_minimum": GroupMinimum,
        "group_maximum": GroupMaximum,
        "held_fixed": HeldFixed,
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


CHANGES: Final[Mapping[str, type[Change]]] = MappingProxyType(
    {
        "set_budget": SetBudget,
        "set_rule": SetRule,
        "add_provision": AddProvision,
        "replace_provision": ReplaceProvision,
        "remove_provision": RemoveProvision,
        "move_provision": MoveProvision,
        "set_recipients": SetRecipients,
        "set_key_date": SetKeyDate,
        "set_payment_plan": SetPaymentPlan,
        "add_part": AddPart,
        "remove_part": RemovePart,
        "set_period": SetPeriod,
        "add_year": AddYear,
    }
)


def kind_of(value: object) -> str:
    """
    Give the name of an object's class in files.

    Raises:
        InvalidModelError: Files know no such class.
    """
    for table in (PROVISIONS, PARTS, FORMULAS, CHANGES):
        for name, kind in table.items():
            if type(value) is kind:
                return name
    raise InvalidModelError(
        "files have no form for this class",
        where=type(value).__name__,
        expected=", ".join((*PROVISIONS, *PARTS, *FORMULAS, *CHANGES)),
        mend="keep the program in code, or build it from the provisions shipped",
    )
