from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing.screening.rates import a_level, rounded_up, tail
from fundmodel.errors import InvalidDataError


class TestLevel:
    @pytest.mark.parametrize("level", [Fraction(0), Fraction(-1), Fraction(3, 2)])
    def test_what_is_no_rate(self, level):
        """
        Never, and more often than always, are no rates.
        """
        with pytest.raises(InvalidDataError, match="may fire by chance"):
            a_level(level)

    def test_always(self):
        """
        A screen that may always fire lists everything.
        """
        assert Fraction(1) == a_level(Fraction(1))


class TestRoundedUp:
    @given(st.fractions(0, 2))
    def test_is_never_less(self, rate):
        """
        A rate is rounded up to two figures, and never above 1.
        """
        given_ = rounded_up(rate)

        assert min(rate, Fraction(1)) <= given_ <= min(rate * Fraction(11, 10), 1)


class TestTail:
    @given(st.integers(1, 40), st.data())
    def test_is_a_bound(self, count, data):
        """
        The bound is never below the exact tail of the binomial distribution.
        """
        fits = data.draw(st.integers(0, count))
        chance = data.draw(st.fractions("0.01", "0.99", max_denominator=100))
        exact = sum(
            math.comb(count, k) * chance**k * (1 - chance) ** (count - k)
            for k in range(fits, count + 1)
        )

        assert exact <= tail(fits, count, chance)
