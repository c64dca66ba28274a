"""
The Pakt für Integration: July envelopes of 2017 against final amounts of January 2018.

Both are published planning envelopes. What was paid on them, and when, is not known:
that each town was paid its July envelope is assumed here.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel import catalog
from fundmodel.money import Money
from fundmodel.settlement import RecipientAmounts, settle
from fundmodel.sources import Assumption

DAY = date(2018, 1, 31)
PAID = Assumption(why="that the July envelope was paid is not known")
TWICE = Assumption(why="the heads of 15 September 2017 decide the whole 24 months")
ABOVE = {
    "Ettenheim": Money.of(114, "EUR"),
    "Kappel-Grafenhausen": Money.of(19_218, "EUR"),
    "Mahlberg": Money.of(5_363, "EUR"),
    "Ringsheim": Money.of(2_337, "EUR"),
    "Rust": Money.of(16_459, "EUR"),
}


@pytest.fixture(scope="module")
def july():
    """Give the published envelopes of July 2017."""
    return catalog.published("pakt-fuer-integration", "first-tranche-2017")


@pytest.fixture(scope="module")
def january():
    """Give the published final amounts of January 2018, for a year."""
    return catalog.published("pakt-fuer-integration", "final-2018")


def settled(july, january, years):
    """Settle those of whom both is published."""
    both = [id_ for id_ in july.ids if id_ in set(january.ids)]
    paid = attrs.evolve(RecipientAmounts.from_table(july).taken(both), source=PAID)
    final = RecipientAmounts.from_table(january).taken(both)
    return settle(final.times(years, source=TWICE), paid, day=DAY)


def repaid(settlement, table):
    """Give what each would have to repay, by name."""
    names = dict(zip(table.ids, table.names, strict=True))
    return {
        names[line.recipient]: -line.repaid for line in settlement.open_repayments()
    }


class TestPakt:
    def test_five_had_more_in_july_than_for_a_year(self, july, january):
        """
        Of seven towns with both, five had a July envelope above the yearly amount.
        """
        done = settled(july, january, 1)

        assert len(done) == 7
        assert repaid(done, july) == ABOVE

    def test_over_two_years_only_one_had(self, july, january):
        """
        Over the 24 months, only Kappel-Grafenhausen had more: 31,955 above 25,474.
        """
        assert repaid(settled(july, january, 2), july) == {
            "Kappel-Grafenhausen": Money.of(6_481, "EUR")
        }
