from __future__ import annotations

import numpy as np
import pytest

from fundmodel.apportion.readings import read
from fundmodel.errors import BoundsError, InvalidDataError, NothingToShareByError


def reading(total, weights, minimum=None, maximum=None, order=None):
    """Read what a method was called with."""
    return read(total, weights, minimum, maximum, order)


class TestRead:
    def test_a_row(self):
        """
        One total and one row of weights are a problem of one scenario.
        """
        problem = reading(10, [1, 2]).problem

        assert (1, 2) == problem.shape
        assert [10] == problem.totals.tolist()
        assert (None, None, None) == (problem.lower, problem.upper, problem.order)

    def test_many_totals_share_a_row_of_weights(self):
        """
        The row is kept once, however many totals there are.
        """
        problem = reading([10, 20, 30], [1, 2]).problem

        assert ((3, 2), (1, 2)) == (problem.shape, problem.weights.shape)

    def test_a_negative_total_is_mirrored(self):
        """
        Kernels see positive totals; shares get their sign back.
        """
        found = reading([5, -5], [1, 1], minimum=[0, -5], maximum=[5, 0])

        assert [5, 5] == found.problem.totals.tolist()
        assert [[0, 0], [0, 0]] == np.broadcast_to(
            0 if found.problem.lower is None else found.problem.lower, (2, 2)
        ).tolist()
        assert [[5, 0], [0, 5]] == found.problem.upper.tolist()
        assert [[2, 3], [-2, -3]] == (found.signed(np.array([[2, 3], [2, 3]])).tolist())

    def test_the_form_of_the_caller(self):
        """
        A list gives lists, an array gives an array, a row gives a row.
        """
        shares = np.array([[3, 7]])

        assert [3, 7] == reading(10, [1, 2]).formed(shares)
        assert [[3, 7]] == reading([10], [1, 2]).formed(shares)
        assert (2,) == reading(10, np.array([1, 2])).formed(shares).shape

    def test_weights_far_away_are_found(self):
        """
        Weights that begin with many zeros are not taken for zeros.
        """
        weights = np.zeros(3_000, dtype=np.int64)
        with pytest.raises(NothingToShareByError, match="3000 weights of 0"):
            reading(10, weights)
        weights[-1] = 1

        assert (1, 3_000) == reading(10, weights).problem.shape

    def test_one_empty_scenario(self):
        """
        The scenario that has nothing to share by is named.
        """
        with pytest.raises(NothingToShareByError) as caught:
            reading([1, 1], np.array([[1, 2], [0, 0]]))
        assert "weights[1]" in str(caught.value)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"minimum": [1, 1, 1]}, "shapes do not go together"),
            ({"maximum": "2"}, "no whole number"),
            ({"minimum": True}, "no whole number"),
            ({"minimum": 0.5}, "no whole number"),
            ({"order": [1]}, "shapes do not go together"),
            ({"order": [0.5, 1]}, "no whole number"),
        ],
    )
    @pytest.mark.parametrize("total", [10, -10])
    def test_what_is_refused(self, total, arguments, message):
        """
        Bounds and keys are whole numbers that fit the recipients.
        """
        with pytest.raises(InvalidDataError, match=message):
            reading(total, [1, 2], **arguments)

    def test_bounds_that_cross(self):
        """
        A maximum below the minimum is refused with its position.
        """
        with pytest.raises(BoundsError) as caught:
            reading(10, [1, 2], minimum=[1, 5], maximum=[9, 4])
        assert "[1]" in str(caught.value)
