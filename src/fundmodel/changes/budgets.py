"""Changes of what may be spent, and of when."""

from __future__ import annotations

import attrs

from fundmodel.changes.terms import Terms
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = ["AddYear", "SetBudget", "SetPeriod"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetBudget:
    """
    Set what may be spent in a year (Änderung des Haushaltsansatzes).

    Attributes:
        year: Label of the budget year.

        amount: The new budget.

        part: Id of the part; `None` for the program.

        source: What says so.
    """

    year: str = attrs.field(converter=str)
    amount: Money
    part: str | None = None
    source: Basis = None

    @property
    def subject(self) -> str:
        """The budget of one part and year."""
        return f"budget {self.year} of {self.part or 'the program'}"

    def describe(self) -> Sentence:
        """Say the new budget."""
        return sentence(
            "budget {year} of {part}: {amount}",
            year=self.year,
            part=_name(self.part),
            amount=self.amount,
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Set the budget, or add it.

        Raises:
            InvalidModelError: There is no such part.
        """
        if self.part is None:
            return attrs.evolve(terms, budgets=self._set(terms.budgets))
        return terms.with_part(
            self.part, lambda part: attrs.evolve(part, budgets=self._set(part.budgets))
        )

    def _set(self, budgets: tuple[YearBudget, ...]) -> tuple[YearBudget, ...]:
        one = YearBudget(year=self.year, amount=self.amount, source=self.source)
        if all(budget.year != self.year for budget in budgets):
            return (*budgets, one)
        return tuple(one if b.year == self.year else b for b in budgets)


def _name(part: str | None) -> object:
    return sentence("the program") if part is None else part


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetPeriod:
    """
    Set when the program runs (Verlängerung).

    Attributes:
        period: The period.

        source: What says so.
    """

    period: Period
    source: Basis = None

    @property
    def subject(self) -> str:
        """The period."""
        return "period"

    def describe(self) -> Sentence:
        """Say the period."""
        return sentence("the program runs {period}", period=self.period)

    def apply(self, terms: Terms) -> Terms:
        """Set it."""
        return attrs.evolve(terms, period=self.period)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class AddYear:
    """
    Add a budget year.

    Attributes:
        year: The year.

        source: What says so.
    """

    year: BudgetYear
    source: Basis = None

    @property
    def subject(self) -> str:
        """The year."""
        return f"year {self.year.label}"

    def describe(self) -> Sentence:
        """Name the year."""
        return sentence("new budget year: {year}", year=self.year.label)

    def apply(self, terms: Terms) -> Terms:
        """Add it; the program refuses a year that there is already."""
        return attrs.evolve(terms, years=(*terms.years, self.year))
