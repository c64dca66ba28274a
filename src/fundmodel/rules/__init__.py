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
    from fundmodel.rules.bounds.fitting import Fit
    from fundmodel.rules.bounds.funding import Excess, Funding, Shortage
    from fundmodel.rules.bounds.group_bounds import GroupMaximum, GroupMinimum
    from fundmodel.rules.bounds.grouping import Group, GroupBy
    from fundmodel.rules.bounds.guarantees import Band, Corridor, HoldHarmless
    from fundmodel.rules.bounds.held_fixed import HeldFixed
    from fundmodel.rules.bounds.minimums import Maximum, Minimum, Redistribute
    from fundmodel.rules.combinations.alternatives import BestOf, SumOf
    from fundmodel.rules.combinations.kind_rules import ByKind, KindRule
    from fundmodel.rules.combinations.open_totals import SmallestTotal
    from fundmodel.rules.combinations.returns import BackToPot
    from fundmodel.rules.combinations.rounds import InRounds
    from fundmodel.rules.combinations.sub_rules import SubRule
    from fundmodel.rules.distribution import Distribution
    from fundmodel.rules.effects import (
        FailedOrder,
        OrderEffect,
        OrderEffects,
        OrderOutcome,
    )
    from fundmodel.rules.explanation import ExplainedBranch, ExplainedStep, Explanation
    from fundmodel.rules.financing.cost_shares import (
        DeficitFinancing,
        FullFinancing,
        PercentageFinancing,
    )
    from fundmodel.rules.financing.fixed_amounts import FixedAmountFinancing
    from fundmodel.rules.financing.recalculation import Recalculation, recalculated
    from fundmodel.rules.formulas.arithmetic import (
        Negative,
        Product,
        Quotient,
        Shortfall,
    )
    from fundmodel.rules.formulas.figures import Figure
    from fundmodel.rules.formulas.listed import FixedShares, TableAmounts
    from fundmodel.rules.formulas.rescaling import (
        Limited,
        RescaledToAverage,
        RescaledToRange,
        Rounded,
    )
    from fundmodel.rules.formulas.size_classes import Between, SizeClass, SizeClasses
    from fundmodel.rules.formulas.sums import Average, Term, WeightedShares, WeightedSum
    from fundmodel.rules.formulas.workings import Formula, Ratio, Working
    from fundmodel.rules.keys.composed import ShareByFormula
    from fundmodel.rules.keys.equalisation import Equalisation
    from fundmodel.rules.keys.indicator_keys import (
        EqualShares,
        Share,
        StandIn,
        Yardstick,
    )
    from fundmodel.rules.levels.co_funding import (
        FundingShare,
        FundingSplit,
        FundingTie,
        split_funding,
    )
    from fundmodel.rules.levels.passing_on import IfNone, PassOn
    from fundmodel.rules.levels.pro_rata import ProRata
    from fundmodel.rules.levels.trails import Passage, passages
    from fundmodel.rules.orders import order_effects
    from fundmodel.rules.pools.attribution import AttributedAmount, Attribution, PoolTie
    from fundmodel.rules.pools.pooling import LargeMember, PoolBelow, PoolsOf
    from fundmodel.rules.pools.small_amounts import (
        DropBelow,
        DropOrder,
        DroppedTo,
        RaiseBelow,
    )
    from fundmodel.rules.rates.fitted_rates import FittedRate
    from fundmodel.rules.rates.indexation import Indexation, IndexRounding, YearlyGrowth
    from fundmodel.rules.rates.indirect_costs import Exclusion, IndirectCosts
    from fundmodel.rules.rates.unit_costs import UnitCost, UnitCosts
    from fundmodel.rules.rates.unit_rates import RatePerPost, RatePerUnit
    from fundmodel.rules.roundings.apportioning import RoundByMethod
    from fundmodel.rules.roundings.methods import RoundingMethod
    from fundmodel.rules.roundings.residuals import Residual, ResidualTo
    from fundmodel.rules.roundings.rounding import Round
    from fundmodel.rules.rule import AllocationRule
    from fundmodel.rules.selection.rankings import Criterion, LastProject, Ranking
    from fundmodel.rules.selection.requests import Requested
    from fundmodel.rules.set_asides import SetAside, ShareOf
    from fundmodel.rules.tables import FixedTable

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
    "fundmodel.rules.bounds.fitting": ("Fit",),
    "fundmodel.rules.bounds.funding": ("Excess", "Funding", "Shortage"),
    "fundmodel.rules.bounds.group_bounds": ("GroupMaximum", "GroupMinimum"),
    "fundmodel.rules.bounds.grouping": ("Group", "GroupBy"),
    "fundmodel.rules.bounds.guarantees": ("Band", "Corridor", "HoldHarmless"),
    "fundmodel.rules.bounds.held_fixed": ("HeldFixed",),
    "fundmodel.rules.bounds.minimums": ("Maximum", "Minimum", "Redistribute"),
    "fundmodel.rules.combinations.alternatives": ("BestOf", "SumOf"),
    "fundmodel.rules.combinations.kind_rules": ("ByKind", "KindRule"),
    "fundmodel.rules.combinations.open_totals": ("SmallestTotal",),
    "fundmodel.rules.combinations.returns": ("BackToPot",),
    "fundmodel.rules.combinations.rounds": ("InRounds",),
    "fundmodel.rules.combinations.sub_rules": ("SubRule",),
    "fundmodel.rules.distribution": ("Distribution",),
    "fundmodel.rules.effects": (
        "FailedOrder",
        "OrderEffect",
        "OrderEffects",
        "OrderOutcome",
    ),
    "fundmodel.rules.explanation": ("ExplainedBranch", "ExplainedStep", "Explanation"),
    "fundmodel.rules.financing.cost_shares": (
        "DeficitFinancing",
        "FullFinancing",
        "PercentageFinancing",
    ),
    "fundmodel.rules.financing.fixed_amounts": ("FixedAmountFinancing",),
    "fundmodel.rules.financing.recalculation": ("Recalculation", "recalculated"),
    "fundmodel.rules.formulas.arithmetic": (
        "Negative",
        "Product",
        "Quotient",
        "Shortfall",
    ),
    "fundmodel.rules.formulas.figures": ("Figure",),
    "fundmodel.rules.formulas.listed": ("FixedShares", "TableAmounts"),
    "fundmodel.rules.formulas.rescaling": (
        "Limited",
        "RescaledToAverage",
        "RescaledToRange",
        "Rounded",
    ),
    "fundmodel.rules.formulas.size_classes": ("Between", "SizeClass", "SizeClasses"),
    "fundmodel.rules.formulas.sums": (
        "Average",
        "Term",
        "WeightedShares",
        "WeightedSum",
    ),
    "fundmodel.rules.formulas.workings": ("Formula", "Ratio", "Working"),
    "fundmodel.rules.keys.composed": ("ShareByFormula",),
    "fundmodel.rules.keys.equalisation": ("Equalisation",),
    "fundmodel.rules.keys.indicator_keys": (
        "EqualShares",
        "Share",
        "StandIn",
        "Yardstick",
    ),
    "fundmodel.rules.levels.co_funding": (
        "FundingShare",
        "FundingSplit",
        "FundingTie",
        "split_funding",
    ),
    "fundmodel.rules.levels.passing_on": ("IfNone", "PassOn"),
    "fundmodel.rules.levels.pro_rata": ("ProRata",),
    "fundmodel.rules.levels.trails": ("Passage", "passages"),
    "fundmodel.rules.orders": ("order_effects",),
    "fundmodel.rules.pools.attribution": ("AttributedAmount", "Attribution", "PoolTie"),
    "fundmodel.rules.pools.pooling": ("LargeMember", "PoolBelow", "PoolsOf"),
    "fundmodel.rules.pools.small_amounts": (
        "DropBelow",
        "DropOrder",
        "DroppedTo",
        "RaiseBelow",
    ),
    "fundmodel.rules.rates.fitted_rates": ("FittedRate",),
    "fundmodel.rules.rates.indexation": ("IndexRounding", "Indexation", "YearlyGrowth"),
    "fundmodel.rules.rates.indirect_costs": ("Exclusion", "IndirectCosts"),
    "fundmodel.rules.rates.unit_costs": ("UnitCost", "UnitCosts"),
    "fundmodel.rules.rates.unit_rates": ("RatePerPost", "RatePerUnit"),
    "fundmodel.rules.roundings.apportioning": ("RoundByMethod",),
    "fundmodel.rules.roundings.methods": ("RoundingMethod",),
    "fundmodel.rules.roundings.residuals": ("Residual", "ResidualTo"),
    "fundmodel.rules.roundings.rounding": ("Round",),
    "fundmodel.rules.rule": ("AllocationRule",),
    "fundmodel.rules.selection.rankings": ("Criterion", "LastProject", "Ranking"),
    "fundmodel.rules.selection.requests": ("Requested",),
    "fundmodel.rules.set_asides": ("SetAside", "ShareOf"),
    "fundmodel.rules.tables": ("FixedTable",),
}

# A program loads the provisions that it has. Type checkers read the imports above; a
# `__getattr__` would hide from them that a name is misspelt.
if not TYPE_CHECKING:
    __getattr__ = loader(globals(), _HOMES)


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted({*globals(), *__all__})
