"""
fundmodel: public funding programs as typed objects.

Describe a program once and get from it who receives how much, exact to the
cent, why, whether what was decided is in order, and what would change.

The names below are loaded when they are first used, so that importing the
package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundmodel.allocation import Allocation, allocate, allocate_years
    from fundmodel.allotments import Allotment
    from fundmodel.auditing import (
        AuditReport,
        Finding,
        Severity,
        audit,
        reperform,
    )
    from fundmodel.bodies import Recipient
    from fundmodel.conditions import (
        Eligible,
        EligibleAreas,
        EligibleList,
        EligibleOn,
        EligibleThreshold,
        Freed,
        Reaching,
        Taper,
        Threshold,
    )
    from fundmodel.errors import (
        ConfigError,
        FundmodelError,
    )
    from fundmodel.facts import Facts
    from fundmodel.indicators import DataState, Indicator
    from fundmodel.io.config import dump_program, load_program
    from fundmodel.io.documents import dump_document, load_document
    from fundmodel.io.tables import read_published, read_roster
    from fundmodel.money import Money
    from fundmodel.natures import LegalNature, Stage
    from fundmodel.parts import (
        LumpSum,
        Measure,
        PartGroup,
        Strand,
        YearBudget,
    )
    from fundmodel.periods import BudgetYear, KeyDate, Period
    from fundmodel.programs import Program
    from fundmodel.publications import PublishedTable
    from fundmodel.recipients import Coverage, Roster
    from fundmodel.rules import (
        AllocationRule,
        Average,
        Band,
        Between,
        Corridor,
        Equalisation,
        EqualShares,
        Excess,
        Exclusion,
        Figure,
        Fit,
        FittedRate,
        FixedShares,
        FixedTable,
        Funding,
        HoldHarmless,
        Indexation,
        IndexRounding,
        IndirectCosts,
        Limited,
        Maximum,
        Minimum,
        Negative,
        Product,
        Quotient,
        RatePerPost,
        RatePerUnit,
        Redistribute,
        RescaledToAverage,
        RescaledToRange,
        Residual,
        ResidualTo,
        Round,
        Rounded,
        Rounding,
        SetAside,
        Share,
        ShareByFormula,
        ShareOf,
        Shortage,
        Shortfall,
        SizeClass,
        SizeClasses,
        StandIn,
        TableAmounts,
        Term,
        UnitCost,
        UnitCosts,
        WeightedShares,
        WeightedSum,
        YearlyGrowth,
    )
    from fundmodel.sentences import Language, Text
    from fundmodel.sources import Assumption, Source

__version__: str

_HOMES = {
    "fundmodel.allocation": ("Allocation", "allocate", "allocate_years"),
    "fundmodel.allotments": ("Allotment",),
    "fundmodel.auditing": (
        "AuditReport",
        "Finding",
        "Severity",
        "audit",
        "reperform",
    ),
    "fundmodel.bodies": ("Recipient",),
    "fundmodel.conditions": (
        "Eligible",
        "EligibleAreas",
        "EligibleList",
        "EligibleOn",
        "EligibleThreshold",
        "Freed",
        "Reaching",
        "Taper",
        "Threshold",
    ),
    "fundmodel.errors": (
        "ConfigError",
        "FundmodelError",
    ),
    "fundmodel.facts": ("Facts",),
    "fundmodel.indicators": ("DataState", "Indicator"),
    "fundmodel.io.config": ("dump_program", "load_program"),
    "fundmodel.io.documents": ("dump_document", "load_document"),
    "fundmodel.io.tables": ("read_published", "read_roster"),
    "fundmodel.money": ("Money",),
    "fundmodel.natures": ("LegalNature", "Stage"),
    "fundmodel.parts": (
        "LumpSum",
        "Measure",
        "PartGroup",
        "Strand",
        "YearBudget",
    ),
    "fundmodel.periods": ("BudgetYear", "KeyDate", "Period"),
    "fundmodel.programs": ("Program",),
    "fundmodel.publications": ("PublishedTable",),
    "fundmodel.recipients": ("Coverage", "Roster"),
    "fundmodel.rules": (
        "AllocationRule",
        "Average",
        "Band",
        "Between",
        "Corridor",
        "EqualShares",
        "Equalisation",
        "Excess",
        "Exclusion",
        "Figure",
        "Fit",
        "FittedRate",
        "FixedShares",
        "FixedTable",
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
        "YearlyGrowth",
    ),
    "fundmodel.sentences": ("Language", "Text"),
    "fundmodel.sources": ("Assumption", "Source"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Allocation",
    "AllocationRule",
    "Allotment",
    "Assumption",
    "AuditReport",
    "Average",
    "Band",
    "Between",
    "BudgetYear",
    "ConfigError",
    "Corridor",
    "Coverage",
    "DataState",
    "Eligible",
    "EligibleAreas",
    "EligibleList",
    "EligibleOn",
    "EligibleThreshold",
    "EqualShares",
    "Equalisation",
    "Excess",
    "Exclusion",
    "Facts",
    "Figure",
    "Finding",
    "Fit",
    "FittedRate",
    "FixedShares",
    "FixedTable",
    "Freed",
    "Funding",
    "FundmodelError",
    "HoldHarmless",
    "IndexRounding",
    "Indexation",
    "Indicator",
    "IndirectCosts",
    "KeyDate",
    "Language",
    "LegalNature",
    "Limited",
    "LumpSum",
    "Maximum",
    "Measure",
    "Minimum",
    "Money",
    "Negative",
    "PartGroup",
    "Period",
    "Product",
    "Program",
    "PublishedTable",
    "Quotient",
    "RatePerPost",
    "RatePerUnit",
    "Reaching",
    "Recipient",
    "Redistribute",
    "RescaledToAverage",
    "RescaledToRange",
    "Residual",
    "ResidualTo",
    "Roster",
    "Round",
    "Rounded",
    "Rounding",
    "SetAside",
    "Severity",
    "Share",
    "ShareByFormula",
    "ShareOf",
    "Shortage",
    "Shortfall",
    "SizeClass",
    "SizeClasses",
    "Source",
    "Stage",
    "StandIn",
    "Strand",
    "TableAmounts",
    "Taper",
    "Term",
    "Text",
    "Threshold",
    "UnitCost",
    "UnitCosts",
    "WeightedShares",
    "WeightedSum",
    "YearBudget",
    "YearlyGrowth",
    "allocate",
    "allocate_years",
    "audit",
    "dump_document",
    "dump_program",
    "load_document",
    "load_program",
    "read_published",
    "read_roster",
    "reperform",
]


# Type checkers know the names from the imports above; a function that gives any
# name would hide from them that one is misspelt.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name from its module when it is first used (PEP 562)."""
        import importlib  # noqa: PLC0415  kept out of the import of the package

        if name == "__version__":
            from importlib import metadata  # noqa: PLC0415  as above

            return metadata.version("fundmodel")
        home = _HOME_OF.get(name)
        if home is None:
            msg = f"module 'fundmodel' has no attribute {name!r}"
            raise AttributeError(msg)
        value: object = getattr(importlib.import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted({*globals(), *__all__, "__version__"})
