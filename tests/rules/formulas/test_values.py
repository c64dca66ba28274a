"""Tests of `fundmodel.rules.formulas.values`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import AllocationError
from fundmodel.rules.formulas.values import (
    common_denominator,
    numerators,
    one_number,
    over,
    times,
    whole_weights,
    with_one_den,
)

numbers = st.fractions(0, 10**9, max_denominator=10**6)
rows = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5)


def mixed_row(fractions):
    """Make one scenario of mixed numbers."""
    return Mixed.from_fractions([list(fractions)])


class TestArithmetic:
    @given(rows)
    def test_multiplies(self, pairs):
        """
        Each with its own, exactly.
        """
        left, right = map(mixed_row, zip(*pairs, strict=True))

        assert [a * b for a, b in pairs] == times(left, right).fractions()[0].tolist()

    @given(rows)
    def test_divides(self, pairs):
        """
        Each by its own, exactly.
        """
        pairs = [(a, b + 1) for a, b in pairs]
        above, below = map(mixed_row, zip(*pairs, strict=True))

        assert [a / b for a, b in pairs] == over(above, below).fractions()[0].tolist()

    @given(rows)
    def test_keeps_proportions(self, pairs):
        """
        Whole weights stand to each other as the numbers do, and have no common factor.
        """
        values = [a for a, _ in pairs]
        weights = whole_weights(mixed_row(values), np.ones((1, 1), dtype=np.bool_))[0]

        assert [int(w) * sum(values) for w in weights] == [
            value * int(weights.sum()) for value in values
        ]
        assert np.gcd.reduce(weights) in {0, 1}

    @given(rows)
    def test_brings_to_one_denominator(self, pairs):
        """
        The numbers stay what they are.
        """
        values = mixed_row([a for a, _ in pairs])
        together = with_one_den(values)

        assert together.equals(values).all()
        assert 1 == together.den.shape[-1]
        assert [a * int(together.den[0, 0]) for a, _ in pairs] == numerators(together)[
            0
        ].tolist()

    def test_takes_one_number(self):
        """
        One number goes with all.
        """
        assert Fraction(2, 3) == one_number(Fraction(2, 3)).fraction(0, 0)


class TestCommonDenominator:
    def test_is_the_least(self):
        """
        The least common multiple.
        """
        assert 12 == common_denominator([4, 6, 1])

    def test_has_an_end(self):
        """
        What could not be written down is refused, and not computed.
        """
        with pytest.raises(AllocationError, match="too many denominators"):
            common_denominator([2**4095, 3])
