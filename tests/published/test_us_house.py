"""House of Representatives 1940-2020: 435 seats to the states, Huntington-Hill."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pytest

from fundmodel.apportion import huntington_hill

SEATS = 435
CENSUSES = tuple(str(year) for year in range(1940, 2021, 10))


@pytest.fixture(scope="module")
def censuses(published):
    """Give the states of each census."""
    rows = published("us-house")
    return {k: list(v) for k, v in groupby(rows, key=itemgetter("census"))}


class TestHouse:
    def test_all_censuses_are_here(self, censuses):
        """
        The table has nine censuses, with 48 states and later 50.
        """
        assert CENSUSES == tuple(sorted(censuses))
        assert [48, 48, *[50] * 7] == [len(censuses[year]) for year in CENSUSES]

    @pytest.mark.parametrize("minimum", [None, 1], ids=["by the method", "by bounds"])
    @pytest.mark.parametrize("year", CENSUSES)
    def test_seats(self, censuses, year, minimum):
        """
        The seats are the official ones; the method itself gives each state one.
        """
        states = censuses[year]
        people = [int(state["population"]) for state in states]

        assert [int(state["official_seats"]) for state in states] == (
            huntington_hill(SEATS, people, minimum=minimum)
        )
