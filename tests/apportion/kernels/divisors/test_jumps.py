from __future__ import annotations

from unittest import mock

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors import jumps, masses, steps
from fundmodel.apportion.kernels.divisors.passes import Outcome, Pass, Row
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


def both(total, weights, signposts, **others):
    """Divide by passes and by steps."""
    arrays = {key: np.array(values) for key, values in others.items()}
    fast = jumps.divide(total, np.array(weights), signposts, **arrays)
    slow = steps.divide(total, weights, signposts, **others)
    return fast.tolist(), slow


class TestDivide:
    @pytest.mark.parametrize("signposts", METHODS)
    @pytest.mark.parametrize("total", [10**9, 3 * 2_000 + 1, 2_000, 1_999, 17, 0])
    def test_a_long_row(self, signposts, total):
        """
        Large and small totals are divided as unit by unit.
        """
        weights = np.random.default_rng(1).lognormal(8, 1.5, 2_000).astype(int).tolist()
        fast, slow = both(total, weights, signposts)

        assert slow == fast

    @pytest.mark.parametrize("signposts", METHODS)
    @pytest.mark.parametrize("more", [-1, 0, 1, 800])
    @pytest.mark.parametrize("weights", [[7] * 1_500, [*range(1, 11)] * 200])
    def test_masses_of_equal_claims(self, signposts, more, weights):
        """
        Where thousands are tied the keys decide, then the position.
        """
        order = [i % 3 for i in range(len(weights))]
        total = 1_000 * sum(weights) + more
        fast, slow = both(total, weights, signposts, order=order)

        assert slow == fast

    @pytest.mark.parametrize("more", [-1, 0, 1])
    @pytest.mark.parametrize("signposts", [DHONDT, ADAMS, HUNTINGTON_HILL])
    def test_many_kinds_that_are_all_tied(self, signposts, more):
        """
        Different weights can have equal claims too, and be too many for a mass.
        """
        weights = list(range(1_000, 1_200))
        with (
            mock.patch.object(jumps, "FEW", 0),
            mock.patch.object(masses, "MOST_KINDS", 1),
        ):
            fast, slow = both(2 * sum(weights) + more, weights, signposts)

        assert slow == fast

    @pytest.mark.parametrize("few", [0, 1_024])
    @pytest.mark.parametrize(("count", "total"), [(25, 70), (21, 37)])
    def test_claims_exactly_at_the_multiplier(self, count, total, few):
        """
        A claim that floats cannot tell from the multiplier is not passed over.
        """
        with mock.patch.object(jumps, "FEW", few):
            fast, slow = both(total, [1] * count, DEAN)

        assert slow == fast

    @given(st.sampled_from(METHODS), st.integers(2**50, 2**54), st.integers(0, 2**60))
    def test_weights_of_very_different_size(self, signposts, weight, total):
        """
        A multiplier that is close for a large weight is close for a small one.
        """
        others = {"lower": [3, 0, 0], "upper": [2**61, 2**61, 2**61]}
        with mock.patch.object(jumps, "FEW", 0):
            arrays = {key: np.array(values) for key, values in others.items()}
            weights = np.array([1, weight, weight + 1])
            fast = jumps.divide(total + 3, weights, signposts, chunk=1, **arrays)

        slow = steps.divide(total + 3, weights.tolist(), signposts, **others)
        assert fast is None or slow == fast.tolist()

    @pytest.mark.parametrize("turns", [0, 6])
    def test_a_large_weight_at_its_maximum(self, turns):
        """
        A weight that could take everything many times over does no harm.
        """
        total = 421_271
        weights = [10**12, 10**12, 1, 10**12, 10**12, 1, 0, 1]
        upper = [18, 5, total, 13, total, 52_658, 0, 19]
        with mock.patch.object(jumps, "TURNS", turns):
            fast, slow = both(total, weights, DEAN, upper=upper)

        assert slow == fast

    def test_one_minimum_for_all(self):
        """
        A bound may be one number.
        """
        weights = np.arange(1, 101)
        fast = jumps.divide(1_000, weights, SAINTE_LAGUE, lower=np.array([7]))

        slow = steps.divide(1_000, weights.tolist(), SAINTE_LAGUE, lower=[7] * 100)
        assert slow == fast.tolist()

    def test_first_units_keep_within_the_bounds(self):
        """
        Who has a minimum or may have nothing takes none of the first units.
        """
        weights, upper = [9, 8, 7, 6, 5, 0], [9, 0, 9, 9, 9, 9]
        lower = [1, 0, 0, 0, 0, 0]
        fast, slow = both(3, weights, ADAMS, lower=lower, upper=upper)

        assert [1, 0, 1, 1, 0, 0] == fast == slow

    def test_outside_the_bounds_of_64_bits(self):
        """
        Totals and weights beyond 64 bits are left to Python's own numbers.
        """
        ones = np.ones(3, dtype=np.int64)

        assert jumps.divide(2**61, ones, DHONDT) is None
        assert jumps.divide(9, ones * 2**62, DHONDT) is not None
        assert jumps.divide(9, np.full(900, 2**62), DHONDT) is None

    def test_multipliers_outside_the_bounds_of_64_bits(self):
        """
        A multiplier may become too large by a maximum.
        """
        weights, upper = np.array([2**61, 1]), np.array([1, 2**59])

        assert jumps.divide(2**59, weights, DHONDT, upper=upper) is None

    def test_the_search_ends(self):
        """
        Python's own numbers take over where the multiplier is not found.
        """
        with mock.patch.object(jumps, "ENOUGH", 0):
            assert jumps.divide(9, np.array([1, 2]), DHONDT) is None


class TestSearch:
    def test_the_lower_end_can_be_too_high(self):
        """
        If the lower end passes claims by next to nothing, it is moved further down.
        """
        row = Row(
            total=10,
            weights=np.array([1, 2, 3]),
            signposts=DEAN,
            lower=None,
            upper=None,
            order=None,
            chunk=16,
            largest=3,
            weight=6,
            positive=3,
            denominator=12,
        )
        search = jumps._Search(level=9, reach=1, low=9, high=20, granted_low=8)
        found = Pass(granted=10, free=6, near=None, positions=np.zeros(0))

        lower = search.narrowed(row, found, Outcome.MANY)

        expected = attrs.evolve(
            search, low=8, high=9, granted_low=None, granted_high=10
        )
        assert expected == lower
