"""
Victoria, general purpose grants 2024-25, as a rule: need, minimum and corridor.

The amounts come out to the dollar but for those named in `UNADJUSTED` and `ACTUAL`,
which are one dollar off: the gaps by which the money is divided are published in
whole dollars only.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel import (
    AllocationRule,
    Facts,
    Indicator,
    Minimum,
    Money,
    PublishedTable,
    Roster,
    Round,
    Share,
)
from fundmodel.rules import Corridor
from fundmodel.testing import assert_adds_up, assert_conserved

POT = Money.of(580_790_947, "AUD")
PER_HEAD = Decimal("25.596774")
"""The minimum, computed back from the amounts of those who stand on it."""

EXCEPTION = "Queenscliffe B"
"""Its actual grant follows no rule that was found, so it is held fixed."""

UNADJUSTED = {
    "Ballarat C": 1,
    "Corangamite S": -1,
    "Latrobe C": 1,
    "Mount Alexander S": -1,
    "Northern Grampians S": -1,
    "Wyndham C": 1,
}
ACTUAL = {
    "Bass Coast S": 1,
    "East Gippsland S": -1,
    "Frankston C": -1,
    "Greater Geelong C": 1,
}


@pytest.fixture(scope="module")
def rows(published):
    """Give the councils."""
    return published("au-vic-grants")


def _kind(row):
    if row["council"] == EXCEPTION:
        return "exception"
    return "minimum council" if row["is_minimum_council"] == "1" else "council"


@pytest.fixture(scope="module")
def councils(rows):
    """Give the councils with what they lack by the standard; 0 where nothing."""
    return Roster.from_records(
        [
            {
                "id": row["council"],
                "kind": _kind(row),
                "population": int(row["population"]),
                "gap": max(0, int(row["raw_gap"])),
            }
            for row in rows
        ],
        id="councils",
        indicators=[Indicator(id="population"), Indicator(id="gap")],
    )


def _table(name, column, rows):
    return PublishedTable(
        id=name,
        ids=[row["council"] for row in rows],
        names=[row["council"] for row in rows],
        amounts=[Money.of(row[column], "AUD") for row in rows],
    )


def _deviations(rows, column, done):
    """Give published minus computed dollars of those that differ."""
    computed = {row["council"]: done.amount(row["council"]).major for row in rows}
    return {
        row["council"]: int(row[column]) - computed[row["council"]]
        for row in rows
        if int(row[column]) != computed[row["council"]]
    }


class TestGrants:
    def test_unadjusted(self, rows, councils):
        """
        Before the bounds there is a minimum per head, which the others pay.
        """
        rule = AllocationRule(
            Share(by="gap"), Minimum(PER_HEAD, per="population"), Round("1")
        )
        done = rule.apply(POT, councils)

        assert UNADJUSTED == _deviations(rows, "official_unadjusted", done)
        assert_conserved(done)

    def test_actual(self, rows, councils):
        """
        Councils above the minimum stand between 102 and 110 per cent of last year.
        """
        fixed = [row for row in rows if _kind(row) != "council"]
        facts = Facts(
            previous=_table("initial-2023-24", "initial_2023_24", rows),
            tables=[_table("held", "official_actual", fixed)],
        )
        rule = AllocationRule(
            Share(by="gap"),
            Corridor(least="102 %", most="110 %", kinds=["council"]),
            Corridor(least="100 %", most="100 %", table="held", partial_table=True),
            Round("1"),
        )
        done = rule.apply(POT, councils, facts=facts)

        assert ACTUAL == _deviations(rows, "official_actual", done)
        assert_conserved(done)
        for row in rows:
            assert_adds_up(done.explain(row["council"]))
