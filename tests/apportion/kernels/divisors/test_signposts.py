from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    Linear,
)
from fundmodel.errors import InvalidDataError

SWEDISH = Linear(offset=Fraction(1, 2), first=Fraction(3, 5))
DANISH = Linear(offset=Fraction(1, 3))
CHEAP = Linear(offset=Fraction(1, 2), first=Fraction(1, 4))
DIVISORS = {
    DHONDT: lambda s: Fraction(s + 1),
    SAINTE_LAGUE: lambda s: s + Fraction(1, 2),
    MODIFIED_SAINTE_LAGUE: lambda s: s + Fraction(1, 2) if s else Fraction(7, 10),
    SWEDISH: lambda s: s + Fraction(1, 2) if s else Fraction(3, 5),
    CHEAP: lambda s: s + Fraction(1, 2) if s else Fraction(1, 4),
    DANISH: lambda s: s + Fraction(1, 3),
    ADAMS: Fraction,
    HUNTINGTON_HILL: lambda s: Fraction(s * (s + 1)),
    DEAN: lambda s: Fraction(2 * s * (s + 1), 2 * s + 1),
}
METHODS = st.sampled_from(list(DIVISORS))
NUMBERS = st.one_of(st.integers(0, 9), st.integers(0, 2**60), st.integers(0, 2**80))


class TestSignposts:
    @given(METHODS, st.integers(0, 30))
    def test_keys_are_the_divisors_of_the_method(self, signposts, held):
        """
        The key of a unit is the divisor of the method, to its power.
        """
        above, below = signposts.key(held)

        assert DIVISORS[signposts](held) == Fraction(above, below)
        assert held**signposts.power * below <= above
        assert above <= (held + 1) ** signposts.power * below

    @given(METHODS, NUMBERS, NUMBERS, st.integers(1, 2**60))
    def test_counts_are_the_signposts_up_to_a_product(
        self, signposts, weight, numerator, denominator
    ):
        """
        The last signpost counted is not above the product, the next one is.
        """
        (count,) = signposts.counts([weight], numerator, denominator)

        product = Fraction(weight * numerator, denominator) ** signposts.power
        assert not count or DIVISORS[signposts](count - 1) <= product
        assert DIVISORS[signposts](count) > product

    @given(METHODS, st.one_of(st.integers(0, 9), st.integers(0, 2**62)))
    def test_fractions_are_close(self, signposts, held):
        """
        A fraction is less than 2**-50 beside the true one.
        """
        fractions = signposts.fractions(np.array([held]))

        near = [
            held + Fraction(float(np.broadcast_to(fractions, 1)[0])) + error
            for error in (-Fraction(1, 2**50), Fraction(1, 2**50))
        ]
        low, high = (max(x, Fraction(0)) ** signposts.power for x in near)
        assert low <= DIVISORS[signposts](held) <= high

    @given(METHODS, st.integers(0, 2**40), st.integers(0, 2**30), st.integers(1, 2**30))
    def test_nobody_passes_a_signpost_too_early(self, signposts, whole, rest, unit):
        """
        Whoever is told to have passed has, and who has not is short by next to nothing.
        """
        denominator = unit * signposts.scale
        rest %= denominator
        reached, fractions = signposts.decide(
            np.array([whole]),
            np.array([rest]),
            denominator,
            np.array([rest / denominator]),
        )

        product = whole + Fraction(rest, denominator)
        signpost = DIVISORS[signposts](whole)
        assert signposts.fractions(np.array([whole])) == fractions
        if reached[0]:
            assert product**signposts.power >= signpost
        else:
            assert (product - Fraction(1, 2**48)) ** signposts.power < signpost

    def test_whether_fractions_rise(self):
        """
        Only a dearer first unit makes the fractions fall.
        """
        assert {MODIFIED_SAINTE_LAGUE, SWEDISH} == {
            method for method in DIVISORS if not method.rises
        }

    def test_whose_first_unit_is_free(self):
        """
        Adams, Huntington-Hill and Dean give a unit to every weight.
        """
        assert {ADAMS, HUNTINGTON_HILL, DEAN} == {
            method for method in DIVISORS if method.first_is_free
        }


class TestLinear:
    @pytest.mark.parametrize("offset", [Fraction(-1, 2), Fraction(3, 2)])
    def test_an_offset_lies_within_a_unit(self, offset):
        """
        Signposts outside of s to s + 1 belong to no divisor method.
        """
        with pytest.raises(InvalidDataError) as error:
            Linear(offset=offset)

        assert (
            f"offset: this is no signpost\n  got: {offset}\n  expected: from 0 to 1\n"
            "  mend: a first divisor of 1.4 in the series 1.4, 3, 5 is a signpost of "
            "7/10" == str(error.value)
        )

    @pytest.mark.parametrize("first", [Fraction(0), Fraction(7, 5)])
    def test_the_first_one_too(self, first):
        """
        The divisor 1.4 is a signpost of 0.7, and a first one of 0 is no price.
        """
        with pytest.raises(InvalidDataError, match="expected: above 0, at most 1"):
            Linear(offset=Fraction(1, 2), first=first)

    @given(st.sampled_from([DHONDT, MODIFIED_SAINTE_LAGUE, DANISH]), st.integers(0, 9))
    def test_units_are_keys(self, signposts, held):
        """
        Units are the numerators of the keys.
        """
        (units,) = signposts.units(np.array([held])).tolist()

        assert signposts.key(held) == (units, signposts.scale)

    def test_large_numbers_of_units(self):
        """
        The integer square root of Huntington-Hill is exact beyond floats.
        """
        large = 2**70
        square = math.isqrt(large * (large + 1))

        assert [large] == HUNTINGTON_HILL.counts([square], 1, 1)
        assert [large + 1] == HUNTINGTON_HILL.counts([square + 1], 1, 1)
