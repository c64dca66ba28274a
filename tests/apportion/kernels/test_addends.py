from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import addends
from fundmodel.apportion.kernels.addends import Buffers
from fundmodel.apportion.kernels.floors import Scale, Scales
from fundmodel.apportion.kernels.remainders import python_shares

WEIGHTS = st.one_of(
    st.lists(st.integers(0, 4), min_size=1, max_size=40),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40),
    st.lists(st.sampled_from([0, 1, 2**40, 2**53 + 1, 2**55]), min_size=1, max_size=9),
    st.integers(1, 40).map(lambda count: [7] * count),
).filter(any)
KEYS = st.sampled_from([None, 2, 3])


@st.composite
def totals(draw, weights):
    """Draw a total, often one at which many quotas are whole, or almost."""
    whole = sum(weights) * draw(st.integers(0, 10**6)) + draw(st.integers(-2, 2))
    return draw(
        st.one_of(
            st.integers(1, 200),
            st.integers(1, 2**53),
            st.just(min(max(whole, 1), 2**54)),
        )
    )


@st.composite
def rows(draw):
    """Draw weights, a total and keys, of which many are equal."""
    weights = draw(WEIGHTS)
    every = draw(KEYS)
    keys = every and [-(position % every) for position in range(len(weights))]
    return draw(totals(weights)), weights, keys


def scale_of(total, weights):
    """Give the total over the sum of the weights."""
    return Scale.of(total, sum(weights), largest=max(weights))


def by_row(total, weights, keys=None):
    """Divide a row; `None` where floats do not tell."""
    result = np.empty(len(weights), dtype=np.int64)
    order = None if keys is None else np.array(keys)
    scale = scale_of(total, weights)
    if scale is None:
        return None
    done = addends.divide_row(total, scale, np.array(weights), order, result)
    return result.tolist() if done else None


def by_rows(pots, weights):
    """Divide rows; `None` for those that are not certain."""
    rows = np.broadcast_to(weights, (len(pots), len(weights[0])))
    sums = np.maximum(rows.sum(axis=1), 1)
    scales = Scales.of(np.array(pots), sums, most=max(pots))
    if scales is None:
        return [None] * len(pots)
    found = np.empty(rows.shape, dtype=np.int64)
    certain = addends.certain_rows(
        scales, weights, found, Buffers.of(*rows.shape), largest=int(weights.max())
    )
    return [
        row if is_certain else None
        for row, is_certain in zip(found.tolist(), certain, strict=True)
    ]


class TestDivideRow:
    @given(rows())
    def test_what_is_divided_is_exact(self, row):
        """
        A row that floats divide is divided as by whole numbers.
        """
        found = by_row(*row)

        assert found in (None, python_shares(*row))

    @pytest.mark.parametrize("most", [2, 3, 50, 10**6])
    @pytest.mark.parametrize("keyed", [False, True])
    def test_ties_of_few_and_of_many(self, most, keyed):
        """
        Usual rows are divided, however many are tied.
        """
        weights = np.random.default_rng(most).integers(1, most, 3_000).tolist()
        keys = [position % 7 for position in range(3_000)] if keyed else None

        assert python_shares(10**11 + 1, weights, keys) == (
            by_row(10**11 + 1, weights, keys)
        )

    @pytest.mark.parametrize("quota", [10**10, 10**11, 10**12])
    def test_zeros_beside_quotas_just_below_whole_numbers(self, quota):
        """
        Who has no weight is not taken for somebody near the boundary.
        """
        weights = [3] * 4_000 + [0] * 96
        total = 4_000 * quota - 1

        assert python_shares(total, weights) == by_row(total, weights)

    @pytest.mark.parametrize(
        ("total", "weights"),
        [
            (2**52 + 1, [1] * 4_000),  # sums of floats
            (2**44, [1, 1]),  # quotas
            (2**51 + 1, [1] * 2_048),  # more whole parts too small than recipients
            (2**49 + 1, [1] * 4_096),  # a boundary close to zero
        ],
    )
    def test_where_floats_do_not_tell(self, total, weights):
        """
        What floats cannot tell is left to whole numbers.
        """
        assert by_row(total, weights) is None


class TestCertainRows:
    @given(st.data())
    def test_what_is_certain_is_exact(self, data):
        """
        Rows are either those of whole numbers, or said to be uncertain.
        """
        weights = data.draw(WEIGHTS)
        pots = data.draw(st.lists(totals(weights) | st.just(0), min_size=1, max_size=5))
        found = by_rows(pots, np.array([weights]))

        for pot, row in zip(pots, found, strict=True):
            assert row in (None, python_shares(pot, weights))

    @pytest.mark.parametrize("count", [3, 20, 200])
    def test_most_rows_are_certain(self, count):
        """
        Whole numbers are needed for few rows.
        """
        rng = np.random.default_rng(count)
        weights = rng.integers(0, 10**9, (100, count))
        pots = rng.integers(1, 10**11, 100).tolist()
        found = by_rows(pots, weights)

        assert 95 < sum(row is not None for row in found)
        for pot, own, row in zip(pots, weights.tolist(), found, strict=True):
            assert row in (None, python_shares(pot, own))

    def test_totals_beyond_floats(self):
        """
        Where a total is too large, no row of the block is certain.
        """
        assert [None, None] == by_rows([5, 2**52 + 1], np.array([[1, 2]]))


class TestGrant:
    @given(rows(), st.integers(1, 9), st.data())
    def test_everybody_else_is_on_the_right_side(self, row, chunk, data):
        """
        Who is not near has the whole units, and one more above the window.
        """
        total, weights, _ = row
        scale = scale_of(total, weights)
        assume(scale is not None)
        low = data.draw(st.integers(0, scale.denominator - 1))
        high = data.draw(st.integers(low, scale.denominator - 1))
        shares = np.empty(len(weights), dtype=np.int64)
        granted = addends.grant(scale, np.array(weights), shares, (low, high), chunk)
        assume(granted is not None)
        near, units = granted
        claims = addends.claims(scale, np.array(weights)[near], shares[near])
        found = shares.copy()
        found[near] -= claims <= high
        pairs = [divmod(total * weight, sum(weights)) for weight in weights]

        assert sum(shares.tolist()) == units
        assert [whole + (rest > high) for whole, rest in pairs] == found.tolist()
        assert {i for i, (_, rest) in enumerate(pairs) if low <= rest <= high} == {
            int(i)
            for i, claim in zip(near, claims, strict=True)
            if low <= claim <= high
        }

    @pytest.mark.parametrize(
        ("total", "window"), [(2**50, (1, 2)), (10**6, (0, 10**6 - 1))]
    )
    def test_where_floats_do_not_tell(self, total, window):
        """
        Quotas may be too large for floats, and a window too wide for a use.
        """
        weights = [1, 10**6 - 1]
        shares = np.empty(2, dtype=np.int64)

        assert None is addends.grant(
            scale_of(total, weights), np.array(weights), shares, window, 9
        )
