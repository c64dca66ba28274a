from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.auditing.checks.movements import Moved, moved, told_of


def told(found, expected) -> tuple[Moved, ...]:
    """Ask with lists."""
    return moved(np.array(found, dtype=np.int64), np.array(expected, dtype=np.int64))


class TestMoved:
    def test_nothing_differs(self):
        """
        Equal lists have nothing that moved.
        """
        assert () == told([1, 2, 3], [1, 2, 3])

    def test_two_rows_swapped(self):
        """
        Two values that stand in each other's row are a pair.
        """
        assert (Moved(rows=(0, 2)),) == told([3, 2, 1, 4], [1, 2, 3, 4])

    @pytest.mark.parametrize("by", [1, 2, 3])
    def test_a_block_shifted_down(self, by):
        """
        A block is found, with the rows above it that nothing explains.
        """
        expected = list(range(10, 20))
        found = [*expected[:2], *[0] * by, *expected[2 : 10 - by]]
        rows = tuple(range(2 + by, 10))

        assert (Moved(rows=rows, by=by),) == told(found, expected)

    def test_a_block_shifted_up(self):
        """
        Where a row fell out, those below it moved up.
        """
        assert (Moved(rows=(1, 2, 3), by=-1),) == told([1, 3, 4, 5, 9], [1, 2, 3, 4, 5])

    def test_a_single_difference_is_unexplained(self):
        """
        One other value did not move.
        """
        assert () == told([1, 2, 9], [1, 2, 3])

    def test_a_pair_beside_another_difference(self):
        """
        Where something else differs too, nothing is claimed.
        """
        assert () == told([3, 2, 1, 9], [1, 2, 3, 4])

    def test_few_different_values_may_agree_by_chance(self):
        """
        A block of two values only, over and over, is no evidence.
        """
        assert () == told([2, 1, 1, 2, 2, 9], [1, 1, 2, 2, 1, 2])

    @given(
        values=st.lists(st.integers(0, 10**6), min_size=8, max_size=40, unique=True),
        data=st.data(),
    )
    def test_any_swap_is_found(self, values, data):
        """
        Whichever two rows are swapped, they are named, and no others.
        """
        rows = st.integers(0, len(values) - 1)
        pair = data.draw(st.lists(rows, min_size=2, max_size=2, unique=True))
        first, second = sorted(pair)
        found = list(values)
        found[first], found[second] = found[second], found[first]

        assert (Moved(rows=(first, second)),) == told(found, values)


class TestToldOf:
    def test_both_ways(self):
        """
        A block is told by its first and last row, a pair by both.
        """
        assert "shifted by -1 rows: b to d" == str(
            told_of(Moved(rows=(1, 2, 3), by=-1), ("b", "c", "d"))
        )
        assert "swapped: a, c" == str(told_of(Moved(rows=(0, 2)), ("a", "c")))
