"""Kinderbetreuungsfinanzierung 2013: what each Land gets is paid in two years."""

from __future__ import annotations

import pytest

from fundmodel import Money, PublishedTable, Source
from fundmodel.rules import FundingShare, FundingTie, split_funding

PLACE = "§ 6 Abs. 1"
SOURCE = Source(title="Kinderbetreuungsfinanzierungsgesetz", place=PLACE)
YEARS = (
    FundingShare(funder="federation", year="2013", share="55 %", source=SOURCE),
    FundingShare(funder="federation", year="2014", share="45 %", source=SOURCE),
)
LEVEL = ("Brandenburg", "Nordrhein-Westfalen", "Saarland", "Thüringen")
GIVEN = ("Brandenburg", "Saarland")


@pytest.fixture(scope="module")
def rows(published):
    """Give the Länder with what each gets, and its two yearly parts."""
    return published("de-kitafinhg")


@pytest.fixture(scope="module")
def sums(rows):
    """Give what each Land gets in both years, as the law prints it."""
    names = [row["land"] for row in rows]
    return PublishedTable(
        id="kitafinhg",
        ids=names,
        names=names,
        amounts=[Money.of(row["official_total"], "EUR") for row in rows],
        source=SOURCE,
    )


class TestYearSplit:
    def test_amounts(self, rows, sums):
        """
        Every Land has its official amount in both years, where the tie of four is
        decided as the law did.
        """
        split = split_funding(sums, YEARS, to="1.00", first=GIVEN)

        for year in ("2013", "2014"):
            assert {
                row["land"]: Money.of(row[f"official_{year}"], "EUR") for row in rows
            } == {
                row["land"]: split.amount(row["land"], "federation", year)
                for row in rows
            }

    def test_both_margins(self, sums):
        """
        The years have 55 and 45 per cent of the whole, and every Land has its sum.
        """
        split = split_funding(sums, YEARS, to="1.00")

        assert Money.of(319_275_000, "EUR") == split.total("federation", "2013")
        assert Money.of(261_225_000, "EUR") == split.total("federation", "2014")
        assert Money.of(580_500_000, "EUR") == split.total("federation")
        assert list(sums.amounts) == [split.amount(i, "federation") for i in sums.ids]

    def test_the_tie_is_told(self, rows, sums):
        """
        Four Länder have the remainder 0.45; the order of the roster would give the
        second euro to North Rhine-Westphalia, the law gave it to the Saarland.
        """
        split = split_funding(sums, YEARS, to="1.00")
        deviations = {
            row["land"]: split.amount(row["land"], "federation", "2013").minor
            - Money.of(row["official_2013"], "EUR").minor
            for row in rows
        }

        assert (FundingTie(tied=LEVEL, given=(LEVEL[:2], LEVEL[2:])),) == split.ties
        assert {"Nordrhein-Westfalen": 100, "Saarland": -100} == {
            land: cents for land, cents in deviations.items() if cents
        }
        assert (
            "federation in 2013: 55 % of 6,045,959.00 EUR = 3,325,277.45 EUR, rounded "
            "together with all others to 1.00 EUR: 3,325,277.00 EUR (a tie: 4 had the "
            "same remainder, 2 of them were rounded up)"
        ) == str(split.explain("Saarland")[0])
