from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import thresholds
from fundmodel.apportion.kernels.floors import Scale
from fundmodel.apportion.kernels.remainders import python_shares, shares
from fundmodel.apportion.kernels.thresholds import LongRow, divide_in_chunks

SIZES = st.integers(1, 9)
FEW = st.lists(st.integers(0, 5), min_size=1, max_size=60).filter(any)
MANY = st.lists(st.integers(0, 10**9), min_size=1, max_size=60).filter(any)
EQUAL = st.integers(1, 60).map(lambda count: [7] * count)
TOTALS = st.one_of(st.integers(1, 200), st.integers(1, 10**15))
SEEDS = st.one_of(st.none(), st.integers(0, 99))


def divided(total, weights, order=None, **sizes):
    """Divide a row in chunks; the sizes decide about time only."""
    weights = np.array(weights)
    shares = np.empty_like(weights)
    row = LongRow(
        total=total,
        scale=Scale.of(total, int(weights.sum()), largest=int(weights.max())),
        weights=weights,
        order=None if order is None else np.array(order),
        shares=shares,
        **sizes,
    )
    divide_in_chunks(row)
    return shares.tolist()


def drawn_keys(seed, count):
    """Draw keys, of which many are equal or none."""
    if seed is None:
        return None
    most = 3 if seed % 2 else 10**6
    return np.random.default_rng(seed).integers(-most, most, count).tolist()


class TestDivideInChunks:
    @given(TOTALS, st.one_of(FEW, MANY, EQUAL), SEEDS, SIZES, SIZES, SIZES)
    def test_every_size_gives_the_same(  # noqa: PLR0917  three sizes
        self, total, weights, seed, chunk, sample, collected
    ):
        """
        Sizes of chunks, of the sample and of what is kept decide about time only.
        """
        keys = drawn_keys(seed, len(weights))

        assert python_shares(total, weights, keys) == divided(
            total, weights, keys, chunk=chunk, sample=sample, collected=collected
        )

    @pytest.mark.parametrize("seed", [None, 1, 2])
    @pytest.mark.parametrize("most", [2, 4, 30, 10**6])
    def test_samples_of_usual_size(self, most, seed):
        """
        Ties of a part, of a half and of all are settled, and so is no tie.
        """
        weights = np.random.default_rng(most).integers(1, most, 20_000).tolist()
        keys = drawn_keys(seed, len(weights))

        for total in (25_000, 10**9 + 1):
            assert python_shares(total, weights, keys) == divided(
                total, weights, keys, collected=100
            )

    def test_every_window(self):
        """
        With floats, a window is right or refused; it may leave nothing to give.
        """
        weights = np.random.default_rng(8).integers(1, 10**6, 300)
        total, scale = 10**9 + 1, int(weights.sum())
        wanted = python_shares(total, weights.tolist())
        rests = np.sort(total % scale * weights % scale).tolist()
        row = LongRow(
            total=total,
            scale=Scale.of(total, scale, largest=10**6),
            weights=weights,
            order=None,
            shares=np.empty_like(weights),
            chunk=70,
        )
        right = []
        for first in range(len(rests) - 9):
            low, high = rests[first], rests[first + 9]
            right.append(thresholds._divide_by_floats(row, low, high))
            assert not right[-1] or wanted == row.shares.tolist()

        # Those of which none to all ten get a unit.
        assert 11 == sum(right)

    @pytest.mark.parametrize("seed", [None, 1])
    @pytest.mark.parametrize("place", ["all", "low", "high"])
    def test_misled_guesses_are_mended(self, monkeypatch, place, seed):
        """
        A sample that tells nothing of the others costs time, and no unit.
        """
        rng = np.random.default_rng(5)
        weights = rng.integers(1, 10**6, 5_000)
        scale = Scale.of(10**9 + 1, int(weights.sum()), largest=10**6)
        rests = 10**9 % int(weights.sum()) * weights % scale.denominator
        ranked = np.argsort(rests)
        chosen = {"all": ranked[[0, -1]], "low": ranked[:50], "high": ranked[-50:]}
        monkeypatch.setattr(thresholds, "_sample", lambda _: chosen[place])
        keys = drawn_keys(seed, weights.size)

        assert python_shares(10**9 + 1, weights.tolist(), keys) == divided(
            10**9 + 1, weights, keys, chunk=700, collected=10
        )

    def test_nothing_left_over(self):
        """
        Where all get whole units, nobody gets one more.
        """
        assert [5] * 40 == divided(200, [3] * 40, list(range(40)), chunk=7)

    def test_the_largest_total(self):
        """
        Sums beyond 64 bits in between do no harm.
        """
        total, weights = 2**63 - 1, [2**20 + i % 7 for i in range(500)]

        assert python_shares(total, weights) == divided(total, weights, chunk=64)

    @pytest.mark.parametrize("most", [2, 4, 10**6])
    @pytest.mark.parametrize("keyed", [False, True])
    def test_memory(self, most, keyed):
        """
        A recipient takes less than 12 bytes, with its share, ties or not.
        """
        count = 1_000_000
        rng = np.random.default_rng(3)
        weights = rng.integers(1, most, (1, count))
        order = rng.integers(0, 9, (1, count)) if keyed else None
        tracemalloc.start()
        found = shares(np.array([10**11 + 1]), weights, order)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert 10**11 + 1 == found.sum()
        assert peak < 12 * count
