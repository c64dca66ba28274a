"""Nationalrat, Austria: 183 seats by D'Hondt among parties with 4 % of the votes."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pytest

from fundmodel.apportion import dhondt

SEATS = 183
THRESHOLD_PER_CENT = 4


@pytest.fixture(scope="module")
def elections(published):
    """Give the parties of each election."""
    rows = published("at-nationalrat")
    return {k: list(v) for k, v in groupby(rows, key=itemgetter("election"))}


def _counted(votes: list[int]) -> list[int]:
    """Give the votes that count: those of parties at or above the threshold."""
    return [v if 100 * v >= THRESHOLD_PER_CENT * sum(votes) else 0 for v in votes]


class TestNationalrat:
    YEARS = (
        "1994", "1995", "1999", "2002", "2006", "2008", "2013", "2017", "2019"
    )  # fmt: skip

    def test_all_elections_are_here(self, elections):
        """
        The table has nine elections, of which all seats are given.
        """
        seats = [sum(int(p["official_seats"]) for p in e) for e in elections.values()]

        assert self.YEARS == tuple(sorted(elections))
        assert [SEATS] * len(self.YEARS) == seats

    @pytest.mark.parametrize("year", YEARS)
    def test_seats(self, elections, year):
        """
        The seats are the official ones.
        """
        parties = elections[year]
        votes = [int(party["votes"]) for party in parties]

        assert [int(party["official_seats"]) for party in parties] == (
            dhondt(SEATS, _counted(votes))
        )
