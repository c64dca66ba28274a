from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors import scenarios, steps
from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
)

METHODS = [
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
]


class TestDivide:
    @pytest.mark.parametrize("signposts", METHODS)
    def test_large_totals_are_all_divided(self, signposts):
        """
        No row of ordinary numbers is left to slower forms.
        """
        rng = np.random.default_rng(3)
        weights = rng.integers(1, 10**6, (600, 44))
        totals = rng.integers(10**6, 10**11, 600)

        found, still_open = scenarios.divide(totals, weights, signposts)

        assert [] == still_open.tolist()
        assert [
            steps.divide(total, row, signposts)
            for total, row in zip(totals.tolist(), weights.tolist(), strict=True)
        ] == found.tolist()

    @given(
        st.sampled_from(METHODS),
        st.lists(st.integers(1, 12), min_size=4, max_size=4),
        st.integers(10, 60),
    )
    def test_ties_between_unequal_weights(self, signposts, weights, total):
        """
        Small weights have many equal claims, which keys decide.
        """
        order = [2, 1, 2, 0]
        found, still_open = scenarios.divide(
            np.array([total]),
            np.array([weights]),
            signposts,
            order=np.array([order]),
        )

        slow = steps.divide(total, weights, signposts, order=order)
        assert still_open.size or [slow] == found.tolist()
        assert not still_open.size or signposts not in {DHONDT, SAINTE_LAGUE}

    @pytest.mark.parametrize(("total", "weight"), [(2**49, 1), (9, 2**61), (9, 2**60)])
    def test_numbers_that_are_too_large(self, total, weight):
        """
        Rows outside the 64-bit bounds stay open.
        """
        weights = np.full((2, 3), weight)

        _, still_open = scenarios.divide(np.full(2, total), weights, DHONDT)

        assert [0, 1] == still_open.tolist()

    def test_rows_with_too_few_first_units(self):
        """
        Rows without a unit for every weight stay open.
        """
        weights = np.ones((3, 4), dtype=np.int64)

        found, still_open = scenarios.divide(np.array([3, 4, 5]), weights, ADAMS)

        assert [0] == still_open.tolist()
        assert [[1, 1, 1, 1], [2, 1, 1, 1]] == found[1:].tolist()

    def test_bounds_that_hold_nearly_everybody(self):
        """
        What does not work out at once stays open, and nothing else does.
        """
        weights = np.array([[10**9, 10**9, 1, 1]] * 2)
        upper = np.array([[5, 5, 10**9, 10**9], [10**9] * 4])

        found, still_open = scenarios.divide(
            np.array([10**8, 10**8]), weights, SAINTE_LAGUE, upper=upper
        )

        assert 1 not in still_open
        assert [5 * 10**7, 5 * 10**7, 0, 0] == found[1].tolist()
