from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.winners import place_rows, serve

RESTS = st.lists(st.integers(0, 4), min_size=1, max_size=9)


class TestServe:
    @given(RESTS, st.integers(1, 9), st.booleans())
    def test_the_largest_are_served(self, rests, left_over, keyed):
        """
        Units go to the largest remainders, then to smaller keys, then to the first.
        """
        left_over = min(left_over, len(rests))
        keys = [7 - position % 3 if keyed else 0 for position in range(len(rests))]
        units = np.zeros(len(rests), dtype=np.int64)
        order = np.array(keys) if keyed else None
        serve(units, np.array(rests), left_over, order, np.empty_like(units))
        ranked = sorted(range(len(rests)), key=lambda i: (-rests[i], keys[i], i))

        assert sorted(ranked[:left_over]) == np.flatnonzero(units).tolist()
        assert left_over == units.sum()


class TestPlaceRows:
    @pytest.mark.parametrize("count", [1, 5, 500])
    def test_what_stands_there_in_order(self, count):
        """
        Short rows are sorted and long ones partitioned, with the same at the places.
        """
        rng = np.random.default_rng(count)
        rows = rng.integers(0, 99, (6, count))
        places = rng.integers(0, count, 6)
        ranked = np.sort(rows, axis=1)

        assert ranked[np.arange(6), places].tolist() == (
            rows[place_rows(rows, places)].tolist()
        )
