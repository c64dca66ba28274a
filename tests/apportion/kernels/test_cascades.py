from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import cascades, floors

HALF = Fraction(1, 2)
WEIGHT = st.one_of(
    st.integers(0, 5),
    st.integers(0, 10**9),
    st.sampled_from([2**53 + 1, 2**62, 2**63 - 1, 2**70]),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=8).filter(any)
TOTALS = st.one_of(
    st.integers(0, 100),
    st.integers(0, 2**63 - 1),
    st.sampled_from([2**63 - 1, 2**63, 2**90]),
)


def slow(total, weights, order=None):
    """Round the running sums of fractions."""
    keys = order if order is not None else [0] * len(weights)
    shares = [0] * len(weights)
    before, upto = 0, 0
    for i in sorted(range(len(weights)), key=lambda i: (keys[i], i)):
        upto += weights[i]
        mark = math.floor(Fraction(total * upto, sum(weights)) + HALF)
        shares[i], before = mark - before, mark
    return shares


def integers(values):
    """Make an array as the kernels take it."""
    flat = np.array(values, dtype=object)
    fits = flat.size == 0 or max(flat.ravel().tolist()) < 2**63
    return flat.astype(np.int64) if fits else flat


@pytest.fixture
def small_chunks(monkeypatch):
    """Let arrays of a few recipients go the way of many."""
    monkeypatch.setattr(cascades, "FEW", 0)
    monkeypatch.setattr(cascades, "CHUNK", 3)


@pytest.fixture
def always_arrays(monkeypatch):
    """Let arrays of a few recipients go the way of more."""
    monkeypatch.setattr(cascades, "FEW", 0)


class TestShares:
    @given(TOTALS, WEIGHTS, st.booleans())
    def test_it_agrees_with_the_reference(self, total, weights, is_keyed):
        """
        The shares are differences of rounded running sums, at any size.
        """
        order = [w % 3 for w in weights] if is_keyed else None
        keys = None if order is None else np.array([order])
        shares = cascades.shares(integers([total]), integers([weights]), keys)

        assert [slow(total, weights, order)] == shares.tolist()
        assert total == sum(shares[0].tolist())

    @given(TOTALS, WEIGHTS)
    def test_everybody_is_near_the_quota(self, total, weights):
        """
        Every run of neighbours is less than a unit away from its exact quota.
        """
        shares = cascades.shares(integers([total]), integers([weights]))[0].tolist()

        for i in range(len(weights)):
            for j in range(i, len(weights)):
                exact = Fraction(total * sum(weights[i : j + 1]), sum(weights))
                assert abs(sum(shares[i : j + 1]) - exact) < 1

    @pytest.mark.usefixtures("small_chunks")
    @given(TOTALS, WEIGHTS)
    def test_chunks(self, total, weights):
        """
        Chunks with a carry give what one pass gives.
        """
        shares = cascades.shares(integers([total]), integers([weights]))

        assert [slow(total, weights)] == shares.tolist()

    @pytest.mark.usefixtures("always_arrays")
    @given(st.data())
    def test_a_batch_is_one_by_one(self, data):
        """
        Every row of a batch is what the row alone gives, with keys and without.
        """
        count = data.draw(st.integers(1, 5))
        row = st.lists(WEIGHT, min_size=count, max_size=count).filter(any)
        rows = data.draw(st.lists(row, min_size=1, max_size=4))
        totals = [data.draw(TOTALS) for _ in rows]
        own = data.draw(st.booleans())
        weights = rows if own else rows[:1]
        order = data.draw(st.sampled_from([None, [row[::-1] for row in weights]]))
        keys = None if order is None else integers(order)
        shares = cascades.shares(integers(totals), integers(weights), keys)

        assert [
            slow(
                total,
                weights[i if own else 0],
                None if order is None else order[i if own else 0],
            )
            for i, total in enumerate(totals)
        ] == shares.tolist()

    def test_many_recipients(self):
        """
        A hundred thousand recipients in many chunks are exact to the unit.
        """
        rng = np.random.default_rng(1)
        weights = rng.integers(0, 10**9, 3 * floors.CHUNK + 7)
        shares = cascades.shares(np.array([10**12 + 7]), weights[np.newaxis])

        assert cascades.plain(10**12 + 7, weights.tolist()) == shares[0].tolist()

    def test_a_large_batch(self):
        """
        A batch of several blocks is exact in every row.
        """
        rng = np.random.default_rng(2)
        weights = rng.integers(0, 10**9, (70, 1_000))
        totals = rng.integers(0, 10**12, 70)
        shares = cascades.shares(totals, weights)

        assert [
            cascades.plain(total, row)
            for total, row in zip(totals.tolist(), weights.tolist(), strict=True)
        ] == shares.tolist()

    @pytest.mark.usefixtures("always_arrays")
    def test_nothing_by_nothing(self):
        """
        Where the total is zero and all weights are zero, everybody gets nothing.
        """
        nothing = np.zeros((1, 3), dtype=np.int64)
        batch = cascades.shares(np.array([0, 5]), np.array([[0, 0], [1, 1]]))

        assert [[0, 0, 0]] == cascades.shares(np.array([0]), nothing).tolist()
        assert [[0, 0], [3, 2]] == batch.tolist()
        assert [0, 0] == cascades.plain(0, [0, 0])

    def test_no_scenarios(self):
        """
        No scenario gives no row.
        """
        none = np.zeros(0, dtype=np.int64)

        assert (0, 2) == cascades.shares(none, np.array([[1, 2]])).shape

    @pytest.mark.usefixtures("always_arrays")
    def test_beyond_the_bounds(self):
        """
        Where 64 bits are proven too few, a batch goes row by row.
        """
        weights = np.array([[2**62, 2**62 - 1], [1, 2]])
        totals = np.array([2**62 + 1, 2**62])
        shares = cascades.shares(totals, weights)

        assert [
            slow(total, row)
            for total, row in zip(totals.tolist(), weights.tolist(), strict=True)
        ] == shares.tolist()
