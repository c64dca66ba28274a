"""What changes may change in a program, and what a change is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self, runtime_checkable

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.parts import Part, YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Sentence
from fundmodel.sources import Basis

__all__ = ["Change", "Terms"]


@attrs.frozen(kw_only=True)
class Terms:
    """
    What changes may change in a program.

    Attributes:
        years: Its budget years.

        period: When it runs.

        budgets: What may be spent altogether, by year.

        parts: All parts, on all levels.
    """

    years: tuple[BudgetYear, ...]
    period: Period | None
    budgets: tuple[YearBudget, ...]
    parts: tuple[Part, ...]

    def part(self, id: str) -> Part:
        """
        Give one part.

        Raises:
            InvalidModelError: There is none with that id.
        """
        for part in self.parts:
            if part.id == id:
                return part
        raise InvalidModelError(
            "a change names a part that there is not at that time",
            where=f"part {id!r}",
            got=id,
            expected=", ".join(part.id for part in self.parts) or "a part",
            mend="correct the id, or add the part with an earlier change",
        )

    def with_part(self, id: str, change: Callable[[Part], Part]) -> Self:
        """Give the terms with one part changed."""
        changed = change(self.part(id))
        parts = tuple(changed if part.id == id else part for part in self.parts)
        return attrs.evolve(self, parts=parts)


@runtime_checkable
class Change(Protocol):
    """One change of a program; whatever has these members is one."""

    @property
    def source(self) -> Basis:
        """What says so; `None` takes that of the amendment."""
        ...

    @property
    def subject(self) -> str:
        """What it sets; two changes of one day must not set the same twice."""
        ...

    def describe(self) -> Sentence:
        """Say in words what it does."""
        ...

    def apply(self, terms: Terms) -> Terms:
        """Give the terms after it."""
        ...
