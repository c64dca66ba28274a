from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.auditing.subjects import measured
from fundmodel.money import Money
from fundmodel.units import Amount, Unit


class TestMeasured:
    @pytest.mark.parametrize(
        ("count", "unit", "expected"),
        [
            (150, Unit.money("EUR"), Money.of("1.50", "EUR")),
            (
                Fraction(1, 3),
                Unit.money("EUR"),
                Amount(count=Fraction(1, 3), unit=Unit.money("EUR")),
            ),
            (5, Unit(name="seats"), Amount(count=Fraction(5), unit=Unit(name="seats"))),
        ],
    )
    def test_money_only_where_whole(self, count, unit, expected):
        """
        Whole cents are money; fractions of them and other units are amounts.
        """
        assert expected == measured(count, unit)
