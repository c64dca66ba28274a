"""
Rules: provisions that can be put together like the sentences of a law.

A file holds a family of provisions. Each provision is usable alone, frozen,
cites its source, and says what it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fundmodel.facades import loader

if TYPE_CHECKING:
    from fundmodel.apportion import Rounding
    from fundmodel.rules.alternatives import BestOf, SumOf
    from fundmodel.rules.apportioning import RoundByMethod
    from fundmodel.rules.attribution import AttributedAmount, Attribution, PoolTie
    from fundmodel.rules.bounds import Maximum, Minimum, Redistribute
    from fundmodel.rules.co_funding import (
        FundingShare,
        FundingSplit,
        FundingTie,
        split_funding,
    )
    from fundmodel.rules.composed_keys import ShareByFormula
    from fundmodel.rules.distribution import Distribution
    from fundmodel.rules.equalisation import Equalisation
    from fundmodel.rules.explanation import (
        ExplainedBranch,
        ExplainedStep,
        Explanation,
    )
    from fundmodel.rules.figures import Figure
    from fundmodel.rules.financing import (
        DeficitFinancing,
        FullFinancing,
        PercentageFinancing,
    )
    from fundmodel.rules.fitted_rates import FittedRate
    from fundmodel.rules.fitting import Fit
    from fundmodel.rules.fixed_amounts import FixedAmountFinancing
    from fundmodel.rules.formulas import Negative, Product, Quotient, Shortfall
    from fundmodel.rules.funding import Excess, Funding, Shortage
    from fundmodel.rules.group_bounds import GroupMaximum, GroupMinimum
    from fundmodel.rules.grouping import Group, GroupBy
    from fundmodel.rules.guarantees import Band, Corridor, HoldHarmless
    from fundmodel.rules.held_fixed import HeldFixed
    from fundmodel.rules.indexation import Indexation, IndexRounding, YearlyGrowth
    from fundmodel.rules.indirect_costs import Exclusion, IndirectCosts
    from fundmodel.rules.keys import EqualShares, Share, StandIn, Yardstick
    from fundmodel.rules.kind_rules import ByKind, KindRule
    from fundmodel.rules.levels import IfNone, PassOn
    from fundmodel.rules.listed_keys import FixedShares, TableAmounts
    from fundmodel.rules.methods import RoundingMethod
    from fundmodel.rules.open_totals import SmallestTotal
    from fundmodel.rules.orders import (
        FailedOrder,
        OrderEffect,
        OrderEffects,
        OrderOutcome,
        order_effects,
    )
    from fundmodel.rules.passages import Passage, passages
    from fundmodel.rules.pooling import LargeMember, PoolBelow, PoolsOf
    from fundmodel.rules.pro_rata import ProRata
    from fundmodel.rules.rankings import Criterion, LastProject, Ranking
    from fundmodel.rules.rates import RatePerPost, RatePerUnit
    from fundmodel.rules.recalculation import Recalculation, recalculated
    from fundmodel.rules.requests import Requested
    from fundmodel.rules.rescaling import (
        Limited,
        RescaledToAverage,
        RescaledToRange,
        Rounded,
    )
    from fundmodel.rules.residuals import Residual, ResidualTo
    from fundmodel.rules.returns import BackToPot
    from fundmodel.rules.rounding import Round
    from fundmodel.rules.rounds import InRounds
    from fundmodel.rules.rule import AllocationRule
    from fundmodel.rules.set_asides import SetAside, ShareOf
    from fundmodel.rules.size_classes import Between, SizeClass, SizeClasses
    from fundmodel.rules.small_amounts import (
        DropBelow,
        DropOrder,
        DroppedTo,
        RaiseBelow,
    )
    from fundmodel.rules.sub_rules import SubRule
    from fundmodel.rules.sums import Average, Term, WeightedShares, WeightedSum
    from fundmodel.rules.tables import FixedTable
    from fundmodel.rules.unit_costs import UnitCost, UnitCosts
    from fundmodel.rules.workings import Formula, Ratio, Working

__all__ = [
    "AllocationRule",
    "AttributedAmount",
    "Attribution",
    "Average",
    "BackToPot",
    "Band",
    "BestOf",
    "Between",
    "ByKind",
    "Corridor",
    "Criterion",
    "DeficitFinancing",
    "Distribution",
    "DropBelow",
    "DropOrder",
    "DroppedTo",
    "EqualShares",
    "Equalisation",
    "Excess",
    "Exclusion",
    "ExplainedBranch",
    "ExplainedStep",
    "Explanation",
    "FailedOrder",
    "Figure",
    "Fit",
    "FittedRate",
    "FixedAmountFinancing",
    "FixedShares",
    "FixedTable",
    "Formula",
    "FullFinancing",
    "Funding",
    "FundingShare",
    "FundingSplit",
    "FundingTie",
    "Group",
    "GroupBy",
    "GroupMaximum",
    "GroupMinimum",
    "HeldFixed",
    "HoldHarmless",
    "IfNone",
    "InRounds",
    "IndexRounding",
    "Indexation",
    "IndirectCosts",
    "KindRule",
    "LargeMember",
    "LastProject",
    "Limited",
    "Maximum",
    "Minimum",
    "Negative",
    "OrderEffect",
    "OrderEffects",
    "OrderOutcome",
    "PassOn",
    "Passage",
    "PercentageFinancing",
    "PoolBelow",
    "PoolTie",
    "PoolsOf",
    "ProRata",
    "Product",
    "Quotient",
    "RaiseBelow",
    "Ranking",
    "RatePerPost",
    "RatePerUnit",
    "Ratio",
    "Recalculation",
    "Redistribute",
    "Requested",
    "RescaledToAverage",
    "RescaledToRange",
    "Residual",
    "ResidualTo",
    "Round",
    "RoundByMethod",
    "Rounded",
    "Rounding",
    "RoundingMethod",
    "SetAside",
    "Share",
    "ShareByFormula",
    "ShareOf",
    "Shortage",
    "Shortfall",
    "SizeClass",
    "SizeClasses",
    "SmallestTotal",
    "StandIn",
    "SubRule",
    "SumOf",
    "TableAmounts",
    "Term",
    "UnitCost",
    "UnitCosts",
    "WeightedShares",
    "WeightedSum",
    "Working",
    "Yardstick",
    "YearlyGrowth",
    "order_effects",
    "passages",
    "recalculated",
    "split_funding",
]

_HOMES: Final = {
    "fundmodel.apportion": ("Rounding",),
    "fundmodel.rules.alternatives": (
        "BestOf",
        "SumOf",
    ),
    "fundmodel.rules.apportioning": ("RoundByMethod",),
    "fundmodel.rules.attribution": ("AttributedAmount", "Attribution", "PoolTie"),
    "fundmodel.rules.bounds": ("Maximum", "Minimum", "Redistribute"),
    "fundmodel.rules.composed_keys": ("ShareByFormula",),
    "fundmodel.rules.distribution": ("Distribution",),
    "fundmodel.rules.equalisation": ("Equalisation",),
    "fundmodel.rules.explanation": ("ExplainedBranch", "ExplainedStep", "Explanation"),
    "fundmodel.rules.figures": ("Figure",),
    "fundmodel.rules.financing": (
        "DeficitFinancing",
        "FullFinancing",
        "PercentageFinancing",
    ),
    "fundmodel.rules.fitted_rates": ("FittedRate",),
    "fundmodel.rules.fitting": ("Fit",),
    "fundmodel.rules.fixed_amounts": ("FixedAmountFinancing",),
    "fundmodel.rules.formulas": ("Negative", "Product", "Quotient", "Shortfall"),
    "fundmodel.rules.funding": ("Excess", "Funding", "Shortage"),
    "fundmodel.rules.group_bounds": ("GroupMaximum", "GroupMinimum"),
    "fundmodel.rules.grouping": ("Group", "GroupBy"),
    "fundmodel.rules.held_fixed": ("HeldFixed",),
    "fundmodel.rules.guarantees": ("Band", "Corridor", "HoldHarmless"),
    "fundmodel.rules.indexation": ("IndexRounding", "Indexation", "YearlyGrowth"),
    "fundmodel.rules.indirect_costs": ("Exclusion", "IndirectCosts"),
    "fundmodel.rules.keys": ("EqualShares", "Share", "StandIn", "Yardstick"),
    "fundmodel.rules.kind_rules": (
        "ByKind",
        "KindRule",
    ),
    "fundmodel.rules.listed_keys": ("FixedShares", "TableAmounts"),
    "fundmodel.rules.methods": ("RoundingMethod",),
    "fundmodel.rules.open_totals": ("SmallestTotal",),
    "fundmodel.rules.orders": (
        "FailedOrder",
        "OrderEffect",
        "OrderEffects",
        "OrderOutcome",
        "order_effects",
    ),
    "fundmodel.rules.pooling": ("LargeMember", "PoolBelow", "PoolsOf"),
    "fundmodel.rules.rankings": ("Criterion", "LastProject", "Ranking"),
    "fundmodel.rules.rates": ("RatePerPost", "RatePerUnit"),
    "fundmodel.rules.recalculation": ("Recalculation", "recalculated"),
    "fundmodel.rules.requests": ("Requested",),
    "fundmodel.rules.rescaling": (
        "Limited",
        "RescaledToAverage",
        "RescaledToRange",
        "Rounded",
    ),
    "fundmodel.rules.residuals": ("Residual", "ResidualTo"),
    "fundmodel.rules.returns": ("BackToPot",),
    "fundmodel.rules.rounding": ("Round",),
    "fundmodel.rules.rounds": ("InRounds",),
    "fundmodel.rules.rule": ("AllocationRule",),
    "fundmodel.rules.set_asides": ("SetAside", "ShareOf"),
    "fundmodel.rules.size_classes": ("Between", "SizeClass", "SizeClasses"),
    "fundmodel.rules.small_amounts": (
        "DropBelow",
        "DropOrder",
        "DroppedTo",
        "RaiseBelow",
    ),
    "fundmodel.rules.sub_rules": ("SubRule",),
    "fundmodel.rules.sums": ("Average", "Term", "WeightedShares", "WeightedSum"),
    "fundmodel.rules.tables": ("FixedTable",),
    "fundmodel.rules.unit_costs": ("UnitCost", "UnitCosts"),
    "fundmodel.rules.workings": ("Formula", "Ratio", "Working"),
    "fundmodel.rules.co_funding": (
        "FundingShare",
        "FundingSplit",
        "FundingTie",
        "split_funding",
    ),
    "fundmodel.rules.levels": ("IfNone", "PassOn"),
    "fundmodel.rules.passages": ("Passage", "passages"),
    "fundmodel.rules.pro_rata": ("ProRata",),
}

# A program loads the provisions that it has. Type checkers read the imports above; a
# `__getattr__` would hide from them that a name is misspelt.
if not TYPE_CHECKING:
    __getattr__ = loader(globals(), _HOMES)


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted({*globals(), *__all__})
