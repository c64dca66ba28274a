"""What all tests of awards use: one grant of 2018, and one transfer."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.allocation import Allocation, allocate
from fundmodel.awards import Award
from fundmodel.filings import Application
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LumpSum, Strand, YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text
from fundmodel.sources import Source

HEADS = Indicator(id="heads")
LAW = Source(title="FAG", place="§ 29d Abs. 1")


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def an_award(**given):
    """Award 60,000 and 40,000 to town a."""
    usual = {
        "id": "Z-1",
        "recipient": "a",
        "part": "care",
        "amounts": {"2018": euros(60_000), "2019": euros(40_000)},
        "decided": date(2018, 4, 16),
    }
    return Award(**usual | given)


def asked(id="A-1", applicant="a", requested=100_000, received=date(2018, 3, 1)):
    """Apply for an amount."""
    return Application(
        id=id,
        applicant=applicant,
        requested=euros(requested) if isinstance(requested, int) else requested,
        received=received,
    )


@pytest.fixture(scope="session")
def towns() -> Roster:
    """Give three towns; the last has no heads."""
    return Roster.from_records(
        [
            {"id": "a", "name": "Aue", "heads": 2},
            {"id": "b", "name": "Bach", "heads": 1},
            {"id": "c", "name": "Cannich", "heads": 0},
        ],
        id="towns",
        indicators=[HEADS],
    )


@pytest.fixture(scope="session")
def program() -> Program:
    """Give a program with a transfer and a grant."""
    cents = Round("0.01")
    return Program(
        id="fund",
        name=Text("Fund"),
        currency="EUR",
        years=[BudgetYear.calendar(2018), BudgetYear.calendar(2019)],
        period=Period(date(2018, 1, 1), date(2019, 12, 31)),
        parts=[
            LumpSum(
                id="lump-sum",
                name=Text("Lump sum"),
                legal_nature=LegalNature.STATUTORY_TRANSFER,
                budgets=[YearBudget(year="2018", amount=euros(100))],
                per="heads",
                rounding=cents,
                source=LAW,
            ),
            Strand(
                id="care",
                name=Text("Care"),
                legal_nature=LegalNature.GRANT,
                budgets=[
                    YearBudget(year="2018", amount=euros(150_000)),
                    YearBudget(year="2019", amount=euros(30_000)),
                ],
                rule=AllocationRule(Share(by="heads"), cents),
            ),
        ],
    )


@pytest.fixture(scope="session")
def allocation(program, towns) -> Allocation:
    """Give the allocation of 2018: 100,000 and 50,000 of the grant."""
    return allocate(program, towns, year=2018)
