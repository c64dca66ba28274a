"""Emergency Rental Assistance 2021 as a rule in a file, with its minimum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel import Indicator, Roster, Text, allocate
from fundmodel.io.config import parse_program
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

PROGRAM = """
id = "era1"
name = "Emergency Rental Assistance 1"
currency = "USD"
years = [2021]

[sources.act]
title = "Consolidated Appropriations Act, 2021, Division N"
place = "section 501(b)"

[[parts]]
id = "states"
name = "States and the District of Columbia"
kind = "strand"
legal_nature = "statutory_transfer"
budget = { 2021 = "23785000000.00" }
source = "act"

[[parts.provisions]]
kind = "share"
by = "population"
source = "act"

[[parts.provisions]]
kind = "minimum"
amount = "200000000.00"
source = "act"

[[parts.provisions]]
kind = "round"
to = "0.10"
source = { assumption = "amounts are published to the dime" }
"""

DEVIATIONS = {"California": Decimal("0.10"), "Texas": Decimal("0.20")}
"""
Published above the exact share, in dollars.

A published amount of a state is the sum of what its grantees get, and each of these
was rounded to a dime. These two states have many.
"""


@pytest.fixture(scope="module")
def rows(published):
    """Give the states with population and amount."""
    return published("us-era1-states")


@pytest.fixture(scope="module")
def allocation(rows):
    """Allocate the program by the populations published."""
    states = Roster.from_records(
        [
            {
                "id": row["state"],
                "kind": "state",
                "population": int(row["population_2020"]),
            }
            for row in rows
        ],
        id="states",
        indicators=[Indicator(id="population", unit=Text("persons"))],
    )
    return allocate(parse_program(PROGRAM), states, year=2021)


class TestEmergencyRentalAssistance:
    def test_amounts(self, rows, allocation):
        """
        All amounts are the official ones, but for two whose deviation is explained.
        """
        deviations = {
            row["state"]: Decimal(row["official_allocation"]) - amount
            for row in rows
            if Decimal(row["official_allocation"])
            != (amount := allocation.allotment(row["state"]).amount.major)
        }

        assert DEVIATIONS == deviations
        assert_conserved(allocation)

    def test_minimum(self, allocation):
        """
        Eighteen states stand on the minimum.
        """
        amounts = allocation.part().distribution.amounts.tolist()

        assert 18 == amounts.count(200_000_000_00)

    def test_explanations(self, rows, allocation):
        """
        Every amount is explained, and the figures give it.
        """
        for row in rows:
            explanation = allocation.explain(row["state"])
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)

        assert (
            "3,600,000,000.00 USD of 23,785,000,000.00 USD go to those at a bound "
            "(18); 20,185,000,000.00 USD x 4,921,532 / 304,392,353 persons = "
            "326,358,801.201553… USD"
        ) in allocation.explain("Alabama").text()
