"""Ganztagsfinanzhilfegesetz 2021: EUR 2.75 billion by the Königstein key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel.apportion import Rounding, each, largest_remainder

EUROS = 2_750_000_000


@pytest.fixture(scope="module")
def rows(published):
    """Give the Länder with key and amount, as the law prints them."""
    return published("de-gafinhg")


@pytest.fixture(scope="module")
def key(rows):
    """Give the key in per cent, with five decimals."""
    return [Decimal(row["koenigstein_percent"]) for row in rows]


@pytest.fixture(scope="module")
def official(rows):
    """Give the amounts in euros."""
    return [int(row["official_amount"]) for row in rows]


class TestKoenigsteinKey:
    def test_the_key_is_complete(self, key):
        """
        The printed key adds up to exactly 100 %.
        """
        assert Decimal("100.00000") == sum(key)

    def test_amounts(self, key, official):
        """
        The amounts are the official ones.
        """
        assert official == largest_remainder(EUROS, key)

    @pytest.mark.parametrize("rounding", Rounding)
    def test_nothing_is_rounded(self, key, official, rounding):
        """
        Every amount is a whole number of euros, so that rounding changes nothing.
        """
        assert official == each(EUROS, key, rounding=rounding)
