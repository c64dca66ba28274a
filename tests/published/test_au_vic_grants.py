"""
Victoria, general purpose grants 2024-25: by need, within bounds of last year.

The amounts come out to the dollar but for those named in `UNADJUSTED` and `ACTUAL`,
which are one dollar off: the gaps by which the money is divided are published in
whole dollars only.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest

from fundmodel.apportion import largest_remainder

DOLLARS = 580_790_947
DOLLARS_PER_HEAD = Fraction(25_596_774, 1_000_000)
"""The minimum, computed back from the amounts of those who stand on it."""

LEAST, MOST = Fraction(102, 100), Fraction(110, 100)
"""Bounds of the grant, relative to the initial grant of 2023-24."""

EXCEPTION = "Queenscliffe B"
"""Its actual grant follows no rule that was found, so it is taken as given."""

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


@pytest.fixture(scope="module")
def gaps(rows):
    """Give what each council lacks by the standard, in dollars; 0 where nothing."""
    return [max(0, int(row["raw_gap"])) for row in rows]


def _half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def _deviations(rows, column, shares):
    """Give published minus computed dollars of those that differ."""
    return {
        row["council"]: int(row[column]) - share
        for row, share in zip(rows, shares, strict=True)
        if int(row[column]) != share
    }


class TestGrants:
    def test_unadjusted(self, rows, gaps):
        """
        Before the bounds there is a minimum per head, on which 18 councils stand.
        """
        minimum = [_half_up(DOLLARS_PER_HEAD * int(row["population"])) for row in rows]
        shares = largest_remainder(DOLLARS, gaps, minimum=minimum)
        on_it = [share == least for share, least in zip(shares, minimum, strict=True)]

        assert UNADJUSTED == _deviations(rows, "official_unadjusted", shares)
        assert [row["is_minimum_council"] == "1" for row in rows] == on_it

    def test_actual(self, rows, gaps):
        """
        Within the bounds the others take up what two councils lose to their maximum.
        """
        bounds = [_bounds(row) for row in rows]
        minimum, maximum = map(list, zip(*bounds, strict=True))
        shares = largest_remainder(DOLLARS, gaps, minimum=minimum, maximum=maximum)

        assert ACTUAL == _deviations(rows, "official_actual", shares)


def _bounds(row: dict[str, str]) -> tuple[int, int]:
    if row["council"] == EXCEPTION:
        fixed = int(row["official_actual"])
        return fixed, fixed
    if row["is_minimum_council"] == "1":
        fixed = int(row["official_unadjusted"])
        return fixed, fixed
    before = int(row["initial_2023_24"])
    return _half_up(LEAST * before), _half_up(MOST * before)
