"""
Rules: provisions that can be put together like the sentences of a law.

A file holds a family of provisions. Each provision is usable alone, frozen,
cites its source, and says what it did.
"""

from fundmodel.apportion import Rounding
from fundmodel.rules.bounds import Maximum, Minimum, Redistribute
from fundmodel.rules.composed_keys import ShareByFormula
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.equalisation import Equalisation
from fundmodel.rules.explanation import ExplainedStep, Explanation
from fundmodel.rules.figures import Figure
from fundmodel.rules.fitted_rates import FittedRate
from fundmodel.rules.fitting import Fit
from fundmodel.rules.formulas import Negative, Product, Quotient, Shortfall
from fundmodel.rules.funding import Excess, Funding, Shortage
from fundmodel.rules.guarantees import Band, Corridor, HoldHarmless
from fundmodel.rules.indexation import Indexation, IndexRounding, YearlyGrowth
from fundmodel.rules.indirect_costs import Exclusion, IndirectCosts
from fundmodel.rules.keys import EqualShares, Share, StandIn, Yardstick
from fundmodel.rules.listed_keys import FixedShares, TableAmounts
from fundmodel.rules.rates import RatePerPost, RatePerUnit
from fundmodel.rules.rescaling import (
    Limited,
    RescaledToAverage,
    RescaledToRange,
    Rounded,
)
from fundmodel.rules.residuals import Residual, ResidualTo
from fundmodel.rules.rounding import Round
from fundmodel.rules.rule import AllocationRule
from fundmodel.rules.set_asides import SetAside, ShareOf
from fundmodel.rules.size_classes import Between, SizeClass, SizeClasses
from fundmodel.rules.sums import Average, Term, WeightedShares, WeightedSum
from fundmodel.rules.tables import FixedTable
from fundmodel.rules.unit_costs import UnitCost, UnitCosts
from fundmodel.rules.workings import Formula, Ratio, Working

__all__ = [
    "AllocationRule",
    "Average",
    "Band",
    "Between",
    "Corridor",
    "Distribution",
    "EqualShares",
    "Equalisation",
    "Excess",
    "Exclusion",
    "ExplainedStep",
    "Explanation",
    "Figure",
    "Fit",
    "FittedRate",
    "FixedShares",
    "FixedTable",
    "Formula",
    "Funding",
    "HoldHarmless",
    "IndexRounding",
    "Indexation",
    "IndirectCosts",
    "Limited",
    "Maximum",
    "Minimum",
    "Negative",
    "Product",
    "Quotient",
    "RatePerPost",
    "RatePerUnit",
    "Ratio",
    "Redistribute",
    "RescaledToAverage",
    "RescaledToRange",
    "Residual",
    "ResidualTo",
    "Round",
    "Rounded",
    "Rounding",
    "SetAside",
    "Share",
    "ShareByFormula",
    "ShareOf",
    "Shortage",
    "Shortfall",
    "SizeClass",
    "SizeClasses",
    "StandIn",
    "TableAmounts",
    "Term",
    "UnitCost",
    "UnitCosts",
    "WeightedShares",
    "WeightedSum",
    "Working",
    "Yardstick",
    "YearlyGrowth",
]
