"""
Inference: what a published table of amounts must have been made from.

:func:`infer` finds total, rate, heads and rounding; :func:`identify_method` says which
methods of exact division reproduce a table whose weights are known.
"""

from fundmodel.auditing.inference.fits import RateFit, SplitHalves, TotalFit
from fundmodel.auditing.inference.identification import (
    Identification,
    MethodMatch,
    identify_method,
)
from fundmodel.auditing.inference.inferences import Inference
from fundmodel.auditing.inference.inferring import MOST, infer
from fundmodel.auditing.inference.manners import Manner

__all__ = [
    "MOST",
    "Identification",
    "Inference",
    "Manner",
    "MethodMatch",
    "RateFit",
    "SplitHalves",
    "TotalFit",
    "identify_method",
    "infer",
]
