"""The one table in which names in files become classes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidModelError
from fundmodel.parts import LumpSum, Measure, Part, PartGroup, Strand
from fundmodel.rules import (
    EqualShares,
    FixedTable,
    RatePerUnit,
    Residual,
    Round,
    Share,
)
from fundmodel.steps import Provision

__all__ = ["PARTS", "PROVISIONS", "kind_of"]

PROVISIONS: Final[Mapping[str, type[Provision]]] = MappingProxyType(
    {
        "eligible": Eligible,
        "share": Share,
        "rate": RatePerUnit,
        "equal": EqualShares,
        "table": FixedTable,
        "round": Round,
        "residual": Residual,
    }
)

PARTS: Final[Mapping[str, type[Part]]] = MappingProxyType(
    {"group": PartGroup, "strand": Strand, "measure": Measure, "lump_sum": LumpSum}
)


def kind_of(value: object) -> str:
    """
    Give the name of an object's class in files.

    Raises:
        InvalidModelError: Files know no such class.
    """
    for table in (PROVISIONS, PARTS):
        for name, kind in table.items():
            if type(value) is kind:
                return name
    raise InvalidModelError(
        "files have no form for this class",
        where=type(value).__name__,
        expected=", ".join((*PROVISIONS, *PARTS)),
        mend="keep the program in code, or build it from the provisions shipped",
    )
