"""
Re-performance: a published table against an allocation, row by row.

:func:`reperform` compares; :func:`attribute` says what each difference is compatible
with. That amounts agree shows that table and rule are consistent; it confirms neither
where heads or totals were computed back from the same amounts.
"""

from fundmodel.auditing.reperformance.attributing import attribute
from fundmodel.auditing.reperformance.classes import Attribution, DifferenceClass
from fundmodel.auditing.reperformance.comparing import (
    Reperformance,
    ReperformedRow,
    reperform,
)
from fundmodel.auditing.reperformance.results import (
    Absent,
    AttributedRow,
    Attributions,
    ClassSummary,
)

__all__ = [
    "Absent",
    "AttributedRow",
    "Attribution",
    "Attributions",
    "ClassSummary",
    "DifferenceClass",
    "Reperformance",
    "ReperformedRow",
    "attribute",
    "reperform",
]
