from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import tallies
from fundmodel.apportion.kernels import remainders
from fundmodel.apportion.kernels.remainders import python_shares, shares

MOST = 2**63 - 1
WEIGHT = st.one_of(
    st.integers(0, 4),
    st.integers(0, 10**9),
    st.sampled_from([1, 2**53 + 1, 2**60, 2**62, MOST]),
)
KEYS = st.one_of(st.integers(-2, 2), st.sampled_from([-MOST - 1, MOST, 2**70]))


def array(values):
    """Make an array as the kernels take it."""
    exact = np.array(values, dtype=object)
    return exact.astype(np.int64) if abs(exact).max() <= MOST else exact


@st.composite
def totals(draw, weights):
    """Draw a total that is somehow special for the weights."""
    if not any(weights):
        return 0
    beside = sum(weights) * draw(st.integers(0, 4)) + draw(st.integers(-1, 1))
    return draw(
        st.one_of(
            st.integers(0, 3 * len(weights)),
            st.integers(0, MOST),
            st.just(max(0, beside)),
            st.sampled_from([10**11 + 1, MOST, 2**70]),
        )
    )


@st.composite
def problems(draw, most=4):
    """Draw totals, weights and keys of some rows, in every form."""
    rows, count = draw(st.integers(1, most)), draw(st.integers(1, 7))
    row = st.lists(WEIGHT, min_size=count, max_size=count)
    equal = st.integers(0, 3).map(lambda weight: [weight] * count)
    weights = draw(st.lists(st.one_of(row, equal), min_size=rows, max_size=rows))
    if draw(st.booleans()):
        weights = weights[:1]
    keys = draw(st.lists(st.lists(KEYS, min_size=count, max_size=count), max_size=rows))
    keys = keys if len(keys) == rows else keys[:1]
    pots = [draw(totals(weights[i % len(weights)])) for i in range(rows)]
    return pots, weights, keys


def of_row(rows, i):
    """Give what belongs to a row, which may be the same for all."""
    return rows[i % len(rows)] if rows else None


class TestShares:
    @given(problems())
    def test_they_are_those_of_the_definition(self, slow_largest_remainder, problem):
        """
        Whatever the form, shares are those found with fractions.
        """
        pots, weights, keys = problem
        found = shares(array(pots), array(weights), array(keys) if keys else None)

        assert [
            slow_largest_remainder(pot, of_row(weights, i), order=of_row(keys, i))
            for i, pot in enumerate(pots)
        ] == found.tolist()
        assert (object if max(map(max, found.tolist())) > MOST else int) == found.dtype

    @given(problems(most=6), st.sampled_from([1, 10, 1000]))
    def test_every_size_of_blocks(self, problem, cells):
        """
        A batch is divided as one row after the other, whatever its blocks.
        """
        pots, weights, keys = problem
        pots = [min(pot, MOST) for pot in pots]
        weights = [[min(weight, 2**60) for weight in row] for row in weights]
        order = remainders._small_keys(array(keys)) if keys else None
        result = np.empty((len(pots), len(weights[0])), dtype=np.int64)
        batch = remainders._Batch(
            totals=array(pots),
            weights=array(weights),
            order=order,
            tally=tallies.tally_of(array(weights)),
            shares=result,
        )
        remainders._divide_batch(batch, cells)

        assert [
            python_shares(pot, of_row(weights, i), of_row(keys, i))
            for i, pot in enumerate(pots)
        ] == result.tolist()

    @pytest.mark.parametrize("count", [50, 300, 11_000])
    @pytest.mark.parametrize("keyed", [False, True])
    @pytest.mark.parametrize("most", [3, 10**6])
    def test_wide_batches(self, count, keyed, most):
        """
        Rows that are sorted, partitioned or divided one by one give the same.
        """
        rng = np.random.default_rng(count)
        weights = rng.integers(1, most, (3, count))
        pots = rng.integers(0, 10**9, 3)
        order = rng.integers(0, 3, (1, count)) if keyed else None
        keys = order[0].tolist() if keyed else None

        assert [
            python_shares(pot, row, keys)
            for pot, row in zip(pots.tolist(), weights.tolist(), strict=True)
        ] == shares(pots, weights, order).tolist()

    @pytest.mark.parametrize("keyed", [False, True])
    def test_long_rows(self, keyed):
        """
        A row of many recipients is divided as every other.
        """
        rng = np.random.default_rng(7)
        weights = rng.integers(0, 10**6, (1, 40_000))
        order = rng.integers(0, 9, (1, 40_000)) if keyed else None
        keys = order[0].tolist() if keyed else None

        assert python_shares(10**9 + 1, weights[0].tolist(), keys) == (
            shares(np.array([10**9 + 1]), weights, order)[0].tolist()
        )

    def test_nothing_to_share(self):
        """
        A total of zero is divided by weights of zero as well.
        """
        nobody = np.zeros((1, 3), dtype=np.int64)
        some = np.array([[0, 0, 0], [1, 1, 1]])

        assert [[0, 0, 0]] == shares(np.array([0]), nobody).tolist()
        assert [[0, 0, 0], [1, 0, 0]] == shares(np.array([0, 1]), some).tolist()
        assert [0, 0, 0] == python_shares(0, [0, 0, 0])

    def test_rounding_noise_does_not_decide(self):
        """
        Inputs that floats get wrong come out right.
        """
        weights = array([[82_773_298, 303_156_190, 59_684_586]])
        found = shares(array([940_986_569_491_166]), weights)[0]

        assert [439, 463] == (found % 1000).tolist()[1:]
        assert [[2, 2, 6]] == shares(array([10]), array([[1, 1, 4]])).tolist()
        assert [[2, 2]] == shares(array([4]), array([[2**62, 2**62]])).tolist()
