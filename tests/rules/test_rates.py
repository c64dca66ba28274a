"""Tests of `fundmodel.rules.rates`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from fundmodel.errors import InvalidModelError, MoneyError, OverdrawnError
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, RatePerUnit, Round

POSTS = Indicator(id="posts")
SCHOOLS = Roster.from_records(
    [
        {"id": "a", "posts": Decimal("1.5")},
        {"id": "b", "posts": 2},
        {"id": "c", "posts": 0},
    ],
    id="schools",
    indicators=[POSTS],
)
RATE = Money.of(16_700, "EUR")


def paid(rate, pot=Money.of(100_000, "EUR"), **more):
    """Pay a rate for each post."""
    return AllocationRule(RatePerUnit(rate=rate, by="posts"), Round(1)).apply(
        pot, SCHOOLS, **more
    )


class TestRatePerUnit:
    @pytest.mark.parametrize("rate", [RATE, 16_700, Fraction(16_700), Decimal(16_700)])
    def test_pays_parts_of_a_unit_pro_rata(self, rate):
        """
        One and a half posts bring one and a half rates; the rest is left over.
        """
        done = paid(rate)

        assert [2_505_000, 3_340_000, 0] == done.amounts.tolist()
        assert 4_155_000 == done.left_over.count
        assert "1. 16,700.00 EUR x 1.5 units = 25,050.00 EUR" in str(done.explain("a"))
        assert "1. no unit to pay for" in str(done.explain("c"))

    def test_may_be_a_fraction_of_the_smallest_unit(self):
        """
        An eighth of a cent is exact until it is rounded.
        """
        done = paid(Decimal("0.00125"), Money.of(1, "EUR"))

        assert Fraction(3, 16) == done.steps[0].after.amounts.fraction(0, 0)

    def test_may_count_other_units(self):
        """
        A number is a rate of seats where seats are divided.
        """
        assert [3, 4, 0] == paid(2, 10, unit="seats").amounts.tolist()

    def test_says_what_is_paid(self):
        """
        The provision names rate and indicator.
        """
        said = str(RatePerUnit(rate=RATE, by="posts").describe())

        assert "16,700.00 EUR for each unit of posts" == said

    @pytest.mark.parametrize(
        "rate",
        [0.5, True, "16700", Decimal("NaN"), Decimal("1E+40")],
        ids=repr,
    )
    def test_refuses_what_is_not_exact(self, rate):
        """
        Floats, text and hostile decimals are no rates.
        """
        with pytest.raises(InvalidModelError) as caught:
            RatePerUnit(rate=rate, by="posts")

        assert (
            "rate: a rate is neither money nor an exact number\n"
            f"  got: {rate!r}\n"
            "  expected: Money, Decimal, Fraction or int\n"
            '  mend: write Money.of("16700", "EUR") or Decimal("0.125")'
        ) == str(caught.value)

    @pytest.mark.parametrize("rate", [-1, Money.of(-1, "EUR")])
    def test_is_not_negative(self, rate):
        """
        Money that flows back is no rate.
        """
        with pytest.raises(InvalidModelError, match=r"^rate: the rate is negative"):
            RatePerUnit(rate=rate, by="posts")

    @pytest.mark.parametrize(
        ("pot", "more"), [(Money.of(1, "USD"), {}), (5, {"unit": "seats"})]
    )
    def test_is_in_the_currency_of_the_pot(self, pot, more):
        """
        Nothing is converted.
        """
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            paid(RATE, pot, **more)

    def test_must_not_exceed_the_pot(self):
        """
        Claims above the pot are refused with the amount that lacks.
        """
        with pytest.raises(OverdrawnError) as caught:
            paid(RATE, Money.of(50_000, "EUR"))

        assert (
            "roster 'schools': the claims exceed the pot by 8,450.00 EUR\n"
            "  got: 58,450.00 EUR\n"
            "  expected: at most what is in the pot\n"
            "  mend: raise the budget, or lower the rate"
        ) == str(caught.value)
