"""
Auditing: what an auditor of public funds would check, as functions.

An audit runs every check of a tuple that the caller owns, never stops at the
first fault, and gives values: findings, and what was in order, not applicable
or not run.
"""

from fundmodel.auditing.audited import Audited, AuditedKind
from fundmodel.auditing.baselines import Acceptance, Accepted, Baseline
from fundmodel.auditing.case import Case, Check
from fundmodel.auditing.checks import STANDARD_CHECKS
from fundmodel.auditing.examination import audit
from fundmodel.auditing.findings import (
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.reperformance import (
    Reperformance,
    ReperformedRow,
    reperform,
)
from fundmodel.auditing.reports import AuditReport, By

__all__ = [
    "STANDARD_CHECKS",
    "Acceptance",
    "Accepted",
    "AuditReport",
    "Audited",
    "AuditedKind",
    "Baseline",
    "By",
    "Case",
    "Chance",
    "Check",
    "Finding",
    "Lead",
    "NotApplicable",
    "NotRun",
    "Outcome",
    "Passed",
    "Reperformance",
    "ReperformedRow",
    "Severity",
    "audit",
    "reperform",
]
