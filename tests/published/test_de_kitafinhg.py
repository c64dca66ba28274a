"""Kinderbetreuungsfinanzierung 2013: 55 % of what each Land gets, all in all 55 %."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.apportion import (
    controlled_rounding,
    detailed,
    each,
    largest_remainder,
)

EUROS_2013 = 319_275_000
EUROS_2014 = 261_225_000
PER_CENT_2013 = 55
LEVEL = ("Brandenburg", "Nordrhein-Westfalen", "Saarland", "Thüringen")
GIVEN = ("Brandenburg", "Saarland")


@pytest.fixture(scope="module")
def rows(published):
    """Give the Länder with what each gets, and its two yearly parts."""
    return published("de-kitafinhg")


@pytest.fixture(scope="module")
def sums(rows):
    """Give what each Land gets in both years, in euros."""
    return [int(row["official_total"]) for row in rows]


@pytest.fixture(scope="module")
def official(rows):
    """Give the amounts of 2013, in euros."""
    return [int(row["official_2013"]) for row in rows]


@pytest.fixture(scope="module")
def keys(rows):
    """Give the order in which the law decided the tie: these two first."""
    return [0 if row["land"] in GIVEN else 1 for row in rows]


class TestYearSplit:
    def test_amounts_of_2013(self, sums, official, keys):
        """
        The amounts are the official ones, where the tie is decided as the law did.
        """
        assert official == largest_remainder(EUROS_2013, sums, order=keys)

    def test_amounts_of_2014(self, rows, sums, keys):
        """
        What is left of each Land's sum is its official amount of 2014.
        """
        first = largest_remainder(EUROS_2013, sums, order=keys)
        second = [both - one for both, one in zip(sums, first, strict=True)]

        assert [int(row["official_2014"]) for row in rows] == second
        assert EUROS_2014 == sum(second)

    def test_the_tie_is_reported(self, rows, sums, keys):
        """
        Four Länder have the remainder 0.45, two of them got a euro.
        """
        (tie,) = detailed(largest_remainder, EUROS_2013, sums, order=keys).ties
        lands = [row["land"] for row in rows]

        assert LEVEL == tuple(lands[i] for i in tie.tied)
        assert GIVEN == tuple(lands[i] for i in tie.given)

    def test_without_keys_the_position_decides(self, rows, sums, official):
        """
        Else the first two of the four get a euro, and nobody else is concerned.
        """
        shares = largest_remainder(EUROS_2013, sums)
        deviations = {
            row["land"]: share - amount
            for row, share, amount in zip(rows, shares, official, strict=True)
            if share != amount
        }

        assert {"Nordrhein-Westfalen": 1, "Saarland": -1} == deviations

    def test_each_alone_misses_the_sum(self, sums):
        """
        Rounded half up on their own the amounts lack two euros.
        """
        alone = [each(s, [PER_CENT_2013, 100 - PER_CENT_2013])[0] for s in sums]

        assert EUROS_2013 - 2 == sum(alone)

    def test_both_margins_are_kept(self, sums, official):
        """
        Rounded as a table, all years and Länder keep their sums, and both years of
        a Land are next to their exact part, as the official amounts are.
        """
        part = Fraction(PER_CENT_2013, 100)
        table = controlled_rounding([[s * part, s * (1 - part)] for s in sums])
        first, second = map(list, zip(*table, strict=True))

        assert sums == [sum(row) for row in table]
        assert [EUROS_2013, EUROS_2014] == [sum(first), sum(second)]
        assert all(abs(a - s * part) < 1 for a, s in zip(first, sums, strict=True))
        assert all(abs(a - s * part) < 1 for a, s in zip(official, sums, strict=True))
