"""How much of its register a roster claims to hold."""

from __future__ import annotations

import enum

from fundmodel.bodies import REMAINDER
from fundmodel.errors import InvalidDataError

__all__ = ["Coverage", "check_coverage"]


class Coverage(enum.Enum):
    """How much of its register a roster claims to hold."""

    WHOLE = "whole"
    """Every body of the register; its completeness is audited."""

    PARTIAL = "partial"
    """Some bodies; nothing is said about the others."""

    REMAINDER = "remainder"
    """Some bodies by name, and rows of kind ``remainder`` for all others."""


def check_coverage(coverage: Coverage, kinds: tuple[str, ...], *, where: str) -> None:
    """
    Refuse a coverage that the rows belie.

    Raises:
        InvalidDataError: There are rows for all others, and the coverage does not
            say so, or the other way round.
    """
    has_remainder = REMAINDER in kinds
    if has_remainder != (coverage is Coverage.REMAINDER):
        raise InvalidDataError(
            "the coverage contradicts the rows",
            where=where,
            got=f"coverage {coverage.value!r}, "
            f"{kinds.count(REMAINDER)} rows of kind {REMAINDER!r}",
            expected="coverage 'remainder' exactly where there are such rows",
            mend="change the coverage, or the kind of the row",
        )
