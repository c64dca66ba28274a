"""
Vintages: what was known about one figure, and since when.

A figure of one key date may be counted again: a final number replaces a provisional
one, a correction replaces a final one. Each of them is a column of its own, a vintage
(Datenstand), told apart by `Indicator.known_since`. The key date never moves.
"""

from fundmodel.vintages.corrections import changed, correction, last_vintage
from fundmodel.vintages.figures import (
    by_figure,
    check_vintages,
    last_known,
    settled,
    since,
)
from fundmodel.vintages.windows import ReportingWindow, Timeliness

__all__ = [
    "ReportingWindow",
    "Timeliness",
    "by_figure",
    "changed",
    "check_vintages",
    "correction",
    "last_known",
    "last_vintage",
    "settled",
    "since",
]
