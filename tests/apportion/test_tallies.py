from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import tallies
from fundmodel.apportion.integers import MOST

WEIGHT = st.integers(0, MOST)
ROWS = st.integers(1, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.one_of(WEIGHT, st.just(2**64)), min_size=n, max_size=n), min_size=1
    )
)


def array_of(rows):
    """Make an array of 64 bits where they are enough."""
    fits = max(map(max, rows)) <= MOST
    return np.array(rows, dtype=object).astype(np.int64 if fits else object)


class TestTally:
    @given(ROWS)
    def test_largest_and_sums(self, rows):
        """
        The largest is that of all rows, and sums beyond 64 bits are not wrapped.
        """
        tally = tallies.tally_of(array_of(rows))

        assert max(map(max, rows)) == tally.largest
        assert [sum(row) for row in rows] == tally.sums.tolist()

    @given(ROWS, st.integers(0, 3), st.data())
    def test_a_negative_weight(self, rows, place, data):
        """
        One negative weight anywhere is enough.
        """
        row = rows[place % len(rows)]
        row[0] = data.draw(st.integers(-MOST - 1, -1))
        array = array_of(rows)

        assert tallies.tallied(array) is None
        with pytest.raises(ValueError, match=r"^$"):
            tallies.tally_of(array)

    @pytest.mark.parametrize("dtype", [np.int64, object])
    def test_a_negative_weight_in_a_batch(self, dtype):
        """
        It is found in whichever row and form.
        """
        rows = np.array([[1, 2], [3, -4]], dtype=dtype)

        assert tallies.tallied(rows) is None

    def test_many_rows(self):
        """
        Rows are walked in blocks, of which one may need more than 64 bits.
        """
        rows = np.ones((40_000, 3), dtype=np.int64)
        rows[30_000] = MOST
        tally = tallies.tally_of(rows)

        assert MOST == tally.largest
        assert 3 * MOST == tally.sums[30_000]
        assert 3 * 39_999 + 3 * MOST == tally.sums.sum()
        assert np.int64 == tally.rows(slice(0, 30_000)).sums.dtype

    def test_nothing(self):
        """
        Nobody, and no row, have nothing.
        """
        assert (0, [0]) == (
            tallies.tally_of(np.zeros((1, 0), dtype=np.int64)).largest,
            tallies.tally_of(np.zeros((1, 0), dtype=object)).sums.tolist(),
        )
        assert [] == tallies.tally_of(np.zeros((0, 3), dtype=np.int64)).sums.tolist()

    def test_one_row_serves_all(self):
        """
        What is known of one row holds for every scenario.
        """
        tally = tallies.tally_of(np.array([[1, 2]]))

        assert tally is tally.rows(slice(5, 6))


class TestSums:
    @given(st.lists(st.one_of(WEIGHT, st.just(2**64)), min_size=1))
    def test_every_sum_is_exact(self, weights):
        """
        Sums beyond 64 bits are not wrapped, and the largest is found.
        """
        array = array_of([weights])[0]
        largest = max(weights)

        assert sum(weights) == tallies.exact_sum(array, largest=largest)
        assert (largest, sum(weights)) == tallies.largest_and_sum(array)
        assert [sum(weights)] * 2 == (
            tallies.row_sums(np.array([array, array]), largest=largest).tolist()
        )

    @pytest.mark.parametrize("weight", [3, MOST])
    def test_long_arrays(self, weight):
        """
        Arrays are added up part by part.
        """
        array = np.full(200_000, weight)
        array[70_000] = 2

        assert (weight, 199_999 * weight + 2) == tallies.largest_and_sum(array)
        assert 199_999 * weight + 2 == tallies.exact_sum(array, largest=weight)
