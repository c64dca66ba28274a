"""
Rules: provisions that can be put together like the sentences of a law.

A file holds a family of provisions. Each provision is usable alone, frozen,
cites its source, and says what it did.
"""

from fundmodel.apportion import Rounding
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.explanation import ExplainedStep, Explanation
from fundmodel.rules.keys import EqualShares, Share, StandIn, Yardstick
from fundmodel.rules.rates import RatePerUnit
from fundmodel.rules.residuals import Residual, ResidualTo
from fundmodel.rules.rounding import Round
from fundmodel.rules.rule import AllocationRule
from fundmodel.rules.tables import FixedTable

__all__ = [
    "AllocationRule",
    "Distribution",
    "EqualShares",
    "ExplainedStep",
    "Explanation",
    "FixedTable",
    "RatePerUnit",
    "Residual",
    "ResidualTo",
    "Round",
    "Rounding",
    "Share",
    "StandIn",
    "Yardstick",
]
