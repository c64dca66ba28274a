"""A small program to change."""

from __future__ import annotations

import pytest

from fundmodel.changes import Terms
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LumpSum, PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text


@pytest.fixture
def terms():
    """Give a group with a strand in it, an open strand, and a lump sum."""
    year = BudgetYear.calendar(2025)
    grant = LegalNature.GRANT
    return Terms(
        years=(year,),
        period=Period(year.period.first, year.period.last),
        budgets=(YearBudget(year="2025", amount=Money.of(100, "EUR")),),
        parts=(
            Strand(
                id="courses",
                parent="integration",
                name=Text("Courses"),
                legal_nature=grant,
                budgets=[YearBudget(year="2025", amount=Money.of(60, "EUR"))],
                rule=AllocationRule(Share(by="heads"), Round("0.01")),
            ),
            PartGroup(id="integration", name=Text("Integration"), legal_nature=grant),
            Strand(id="rent", name=Text("Rent"), legal_nature=grant),
            LumpSum(
                id="heads",
                name=Text("Heads"),
                legal_nature=LegalNature.STATUTORY_TRANSFER,
                per="heads",
                key_date=KeyDate.yearly(month=9, day=15),
                rounding=Round("0.01"),
            ),
        ),
    )
