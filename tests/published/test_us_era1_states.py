"""Emergency Rental Assistance 2021: by population, at least $200 million a state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel.apportion import largest_remainder

DIMES = 23_785_000_000 * 10
MINIMUM = 200_000_000 * 10
DEVIATIONS = {"California": 1, "Texas": 2}
"""
Published above the exact share, in dimes.

A published amount of a state is the sum of what its grantees get, and each of these
was rounded to a dime. These two states have many.
"""


@pytest.fixture(scope="module")
def rows(published):
    """Give the states with population and amount."""
    return published("us-era1-states")


@pytest.fixture(scope="module")
def shares(rows):
    """Give the exact shares in dimes."""
    people = [int(row["population_2020"]) for row in rows]
    return largest_remainder(DIMES, people, minimum=MINIMUM)


class TestEmergencyRentalAssistance:
    def test_amounts(self, rows, shares):
        """
        All amounts are the official ones, but for two whose deviation is explained.
        """
        official = [int(10 * Decimal(row["official_allocation"])) for row in rows]
        deviations = {
            row["state"]: published - share
            for row, published, share in zip(rows, official, shares, strict=True)
            if published != share
        }

        assert DEVIATIONS == deviations
        assert DIMES + sum(DEVIATIONS.values()) == sum(official)

    def test_minimum(self, shares):
        """
        Eighteen states stand on the minimum.
        """
        assert 18 == shares.count(MINIMUM)
