"""The rule of a part, taken apart and put together again."""

from __future__ import annotations

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.parts import LumpSum, Part
from fundmodel.rules import AllocationRule
from fundmodel.steps import Provision

__all__ = ["place_of", "provisions_of", "with_provisions", "with_rule"]


def with_rule(part: Part, rule: AllocationRule | None) -> Part:
    """
    Give the part with another rule.

    Raises:
        InvalidModelError: The rule of a lump sum follows from its other fields.
    """
    if isinstance(part, LumpSum):
        raise InvalidModelError(
            "the rule of a lump sum follows from its fields",
            where=f"part {part.id!r}",
            got="a change of its rule",
            expected="a change of its budget, key date or recipients",
            mend="replace the part: remove it and add another",
        )
    return attrs.evolve(part, rule=rule)


def provisions_of(part: Part) -> tuple[Provision, ...]:
    """Give the provisions of the rule; none while nobody has said."""
    return part.rule.provisions if part.rule is not None else ()


def place_of(part: Part, number: int, count: int) -> int:
    """
    Give the place of a provision by its number, beginning with 1.

    Raises:
        InvalidModelError: There is no such number among *count*.
    """
    if not 1 <= number <= count:
        raise InvalidModelError(
            "the rule has no provision of this number",
            where=f"part {part.id!r}",
            got=number,
            expected=f"1 to {count}" if count else "a rule with provisions",
            mend="count the provisions of the rule as it is at that time",
        )
    return number - 1


def with_provisions(part: Part, provisions: list[Provision]) -> Part:
    """
    Give the part with other provisions.

    Raises:
        InvalidModelError: They make no sense in this order, or the part is a lump
            sum.
    """
    try:
        if part.rule is None:
            return with_rule(part, AllocationRule(provisions=provisions))
        return with_rule(part, attrs.evolve(part.rule, provisions=provisions))
    except InvalidModelError as error:
        if not error.where.startswith("part "):
            error.where = f"part {part.id!r}, {error.where}"
        raise
