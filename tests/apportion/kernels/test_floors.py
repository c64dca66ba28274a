from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import floors
from fundmodel.apportion.kernels.floors import Scale, Scales

MOST = 2**63 - 1
WEIGHT = st.one_of(
    st.integers(0, 9),
    st.integers(0, 10**9),
    st.integers(0, MOST),
    st.sampled_from([0, 2**31, 2**53, 2**53 + 1, 2**62, MOST]),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=12)
NUMERATORS = st.one_of(
    st.integers(0, 100),
    st.integers(0, 10**12),
    st.integers(0, MOST),
    st.sampled_from([2**53 + 1, 2**62, MOST]),
)
DENOMINATORS = st.one_of(
    st.integers(1, 100), st.integers(1, 10**15), st.integers(1, 2**62)
)


def exact(numerator, denominator, weights):
    """Divide with Python integers."""
    pairs = [divmod(numerator * weight, denominator) for weight in weights]
    return [whole for whole, _ in pairs], [rest for _, rest in pairs]


def lists(pair):
    """Give two arrays as lists."""
    return tuple(array.tolist() for array in pair)


class TestScale:
    @given(NUMERATORS, DENOMINATORS, WEIGHTS)
    def test_within_the_bounds_every_whole_part_and_rest_is_exact(
        self, numerator, denominator, weights
    ):
        """
        Whole parts and remainders are those of Python integers.
        """
        scale = Scale.of(numerator, denominator, largest=max(weights))
        assume(scale is not None)

        assert exact(numerator, denominator, weights) == lists(
            floors.floors(scale, np.array(weights))
        )

    @given(NUMERATORS, WEIGHTS.filter(any))
    def test_shares_of_a_total(self, total, weights):
        """
        With the sum of the weights as denominator, no share is above the total.
        """
        scale = Scale.of(total, sum(weights), largest=max(weights))
        assume(scale is not None)

        assert exact(total, sum(weights), weights) == lists(
            floors.floors(scale, np.array(weights))
        )

    @given(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(-1, 1))
    def test_multiples_and_their_neighbours(self, times, denominator, beside):
        """
        Quotients that are whole, and those just beside, are not confused.
        """
        numerator = times * denominator + beside
        weights = [0, 1, 2, 3, 10**6]
        scale = Scale.of(numerator, denominator, largest=max(weights))

        assert scale is not None
        assert exact(numerator, denominator, weights) == lists(
            floors.floors(scale, np.array(weights))
        )

    @pytest.mark.parametrize(
        ("numerator", "denominator", "largest"),
        [
            (2**63, 1, 0),
            (1, 1, 2**63),
            (MOST, 1, 2),
            (MOST, 1, 1),
            (1, 2**62 + 1, 1),
            (MOST, 2**53, 2**52),
        ],
    )
    def test_beyond_the_bounds_there_is_no_scale(self, numerator, denominator, largest):
        """
        Numbers for which 64 bits are not proven to be enough are named.
        """
        assert None is Scale.of(numerator, denominator, largest=largest)
        assert not floors.fits(numerator, denominator, largest=largest)

    def test_the_last_that_fits(self):
        """
        At the far end of the bounds numbers are still exact.
        """
        weights = [2**62, 2**62 - 1, 1, 0]

        assert floors.fits(2**49, 2**62, largest=2**62)
        assert exact(2**49 - 7, 2**62, weights) == lists(
            floors.floors(Scale.of(2**49 - 7, 2**62, largest=2**62), np.array(weights))
        )

    def test_parts_of_arrays(self):
        """
        Weights may be every other one of an array; nothing else is written to.
        """
        weights = np.array([3, 99, 5, 99])
        whole, rest, scratch = np.full((3, 4), -1)
        scale = Scale.of(7, 4, largest=5)
        floors.floor_into(scale, weights[::2], whole[:2], rest[:2], scratch[:2])

        assert [5, 8, -1, -1] == whole.tolist()
        assert [1, 3, -1, -1] == rest.tolist()
        assert [3, 99, 5, 99] == weights.tolist()


class TestScales:
    @given(st.lists(st.tuples(NUMERATORS, DENOMINATORS), min_size=1), WEIGHTS)
    def test_a_factor_for_each_row(self, factors, weights):
        """
        Each row is divided by its own factor, exactly.
        """
        largest = max(weights)
        most = max(p * largest // q for p, q in factors)
        numerators, denominators = np.array(factors).T
        scales = Scales.of(numerators, denominators, most=most)
        assume(scales is not None)
        whole, rest = lists(floors.floors(scales, np.array([weights])))

        assert [exact(p, q, weights) for p, q in factors] == list(
            zip(whole, rest, strict=True)
        )

    def test_some_rows(self):
        """
        Rows can be taken out, and weights may differ from row to row.
        """
        numerators, denominators = np.array([1, 7, 8]), np.array([1, 3, 2])
        scales = Scales.of(numerators, denominators, most=100).rows(1, 3)

        assert ([[2, 4], [12, 16]], [[1, 2], [0, 0]]) == lists(
            floors.floors(scales, np.array([[1, 2], [3, 4]]))
        )

    @pytest.mark.parametrize(
        ("numerators", "denominators", "most"),
        [
            (np.array([2**70], dtype=object), np.array([1]), 1),
            (np.array([1]), np.array([2**70], dtype=object), 1),
            (np.array([1]), np.array([1]), 2**63),
            (np.array([1, 1]), np.array([1, 2**62 + 1]), 1),
        ],
    )
    def test_beyond_the_bounds_there_are_no_scales(
        self, numerators, denominators, most
    ):
        """
        Numbers for which 64 bits are not proven to be enough are named.
        """
        assert None is Scales.of(numerators, denominators, most=most)
