"""Tests of `fundmodel.changes.budgets`."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.changes import AddYear, SetBudget, SetPeriod
from fundmodel.errors import InvalidModelError
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, Period
from fundmodel.sources import Source

LAW = Source(title="Supplementary budget")
MORE = Money.of(80, "EUR")


class TestSetBudget:
    def test_sets_the_budget_of_a_part(self, terms):
        """
        A budget that there is takes the new amount, with the source that says so.
        """
        after = SetBudget(part="courses", year="2025", amount=MORE, source=LAW).apply(
            terms
        )
        (budget,) = after.part("courses").budgets

        assert MORE == budget.amount
        assert LAW == budget.source
        assert after.part("rent") == terms.part("rent")

    def test_adds_the_budget_of_another_year(self, terms):
        """
        What there was for other years stays.
        """
        after = SetBudget(part="courses", year=2026, amount=MORE).apply(terms)

        assert ["60.00 EUR", "80.00 EUR"] == [
            str(budget.amount) for budget in after.part("courses").budgets
        ]

    def test_sets_that_of_the_program(self, terms):
        """
        Without a part it is the budget of the program as a whole.
        """
        change = SetBudget(year="2025", amount=MORE)

        assert MORE == change.apply(terms).budgets[0].amount
        assert "budget 2025 of the program: 80.00 EUR" == str(change.describe())
        assert "budget 2025 of the program" == change.subject

    def test_names_the_part(self):
        """
        A reader learns which budget.
        """
        change = SetBudget(part="courses", year="2025", amount=MORE)

        assert "budget 2025 of courses: 80.00 EUR" == str(change.describe())
        assert "budget 2025 of courses" == change.subject

    def test_an_unknown_part_is_refused(self, terms):
        """
        The error names the parts that there are.
        """
        with pytest.raises(InvalidModelError) as caught:
            SetBudget(part="course", year="2025", amount=MORE).apply(terms)

        assert (
            "part 'course': a change names a part that there is not at that time\n"
            "  got: course\n"
            "  expected: courses, integration, rent, heads\n"
            "  mend: correct the id, or add the part with an earlier change"
        ) == str(caught.value)


class TestTime:
    def test_a_program_is_prolonged(self, terms):
        """
        The period and the budget years are two things: money may come later.
        """
        longer = Period(date(2025, 1, 1), date(2026, 12, 31))
        after = SetPeriod(period=longer).apply(terms)
        year = AddYear(year=BudgetYear.calendar(2026))

        assert longer == after.period
        assert ["2025"] == [year.label for year in after.years]
        assert ["2025", "2026"] == [one.label for one in year.apply(after).years]
        assert "new budget year: 2026" == str(year.describe())
        assert "year 2026" == year.subject

    def test_says_the_period(self):
        """
        A period is told by its first and last day.
        """
        change = SetPeriod(period=Period(date(2025, 1, 1), date(2026, 12, 31)))

        assert str(change.describe()).startswith("the program runs")
        assert "period" == change.subject
