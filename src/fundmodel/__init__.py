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
        EqualShares,
        Fit,
        FixedTable,
        Funding,
        HoldHarmless,
        Maximum,
        Minimum,
        RatePerUnit,
        Residual,
        ResidualTo,
        Round,
        Rounding,
        SetAside,
        Share,
        ShareByFormula,
        StandIn,
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
    "fundmodel.conditions": ("Eligible",),
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
        "EqualShares",
        "Fit",
        "FixedTable",
        "Funding",
        "HoldHarmless",
        "Maximum",
        "Minimum",
        "RatePerUnit",
        "Residual",
        "ResidualTo",
        "Round",
        "Rounding",
        "SetAside",
        "Share",
        "ShareByFormula",
        "StandIn",
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
    "BudgetYear",
    "ConfigError",
    "Coverage",
    "DataState",
    "Eligible",
    "EqualShares",
    "Facts",
    "Finding",
    "Fit",
    "FixedTable",
    "Funding",
    "FundmodelError",
    "HoldHarmless",
    "Indicator",
    "KeyDate",
    "Language",
    "LegalNature",
    "LumpSum",
    "Maximum",
    "Measure",
    "Minimum",
    "Money",
    "PartGroup",
    "Period",
    "Program",
    "PublishedTable",
    "RatePerUnit",
    "Recipient",
    "Residual",
    "ResidualTo",
    "Roster",
    "Round",
    "Rounding",
    "SetAside",
    "Severity",
    "Share",
    "ShareByFormula",
    "Source",
    "Stage",
    "StandIn",
    "Strand",
    "Text",
    "YearBudget",
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
