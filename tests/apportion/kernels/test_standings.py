"""Tests of `fundmodel.apportion.kernels.standings`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.standings import Levels, standing_at

MOST = 2**63 - 1
WEIGHTS = st.one_of(st.integers(0, 9), st.integers(0, MOST))
LEVELS = st.one_of(
    st.fractions(-9, 9, max_denominator=9),
    st.builds(Fraction, st.integers(-MOST, MOST), st.integers(1, MOST)),
    st.floats(-(2.0**40), 2.0**40, width=32).map(Fraction),
)


def sign(number):
    """Give the sign of an exact number."""
    return (number > 0) - (number < 0)


@st.composite
def cells(draw):
    """A level, a weight and a bound that is about level x weight, or there."""
    level, weight = draw(LEVELS), draw(WEIGHTS)
    near = round(level * weight) + draw(st.integers(-2, 2))
    bound = near if abs(near) <= MOST else draw(st.integers(-MOST, MOST))
    return level, weight, bound


def standing_of(level, weight, lower, upper, dtype):
    """Compare one cell."""
    return standing_at(
        Levels.one(level),
        np.array([weight], dtype=dtype),
        None if lower is None else np.array([lower], dtype=dtype),
        None if upper is None else np.array([upper], dtype=dtype),
    )


class TestStandingAt:
    @given(cells(), st.sampled_from([np.int64, object]))
    def test_signs_are_exact(self, cell, dtype):
        """
        Whatever floats cannot tell apart is settled with whole numbers.
        """
        level, weight, bound = cell
        standing = standing_of(level, weight, bound, bound, dtype)
        expected = sign(level * weight - bound)

        assert expected == int(standing.to_lower[0])
        assert expected == int(standing.to_upper[0])

    def test_a_level_that_hits_bounds_of_large_numbers_is_settled(self):
        """
        Products of 126 bits that differ by one are told apart.
        """
        level = Fraction(2**61 - 1, 2**40 + 1)
        weight = 2**40 + 1
        signs = [
            int(
                standing_of(level, weight, 2**61 - 1 + more, None, np.int64).to_lower[0]
            )
            for more in (-1, 0, 1)
        ]

        assert [1, 0, -1] == signs

    def test_python_integers_settle_what_64_bits_cannot(self):
        """
        Where denominator times bound is too large, the result is exact as well.
        """
        level = Fraction(2**62 - 1, 2**62 + 1)
        below = int(level * (2**62 + 3))
        signs = [
            int(standing_of(level, 2**62 + 3, below + i, None, np.int64).to_lower[0])
            for i in (0, 1)
        ]

        assert [1, -1] == signs

    def test_where_there_is_no_bound_nobody_stands_at_it(self):
        """
        Without bounds all are between them.
        """
        standing = standing_of(Fraction(3), 5, None, None, np.int64)

        assert [False] == standing.at_lower.tolist()
        assert [False] == standing.at_upper.tolist()

    def test_each_row_may_have_its_level(self):
        """
        Levels as a column are compared row by row.
        """
        levels = Levels(above=np.array([[1], [5]]), below=np.array([[2], [2]]))
        weights, bounds = np.array([[2, 4], [2, 4]]), np.array([[2, 2]])

        assert [[-1, 0], [1, 1]] == (
            standing_at(levels, weights, bounds, None).to_lower.tolist()
        )
        assert [[-1, 0]] == (
            standing_at(levels.rows(slice(0, 1)), weights[:1], bounds, None)
        ).to_lower.tolist()


class TestStanding:
    def test_sides_of_a_breakpoint(self):
        """
        At a bound, a lower level and a higher one have different sides.
        """
        lower, upper = np.array([1, 0, 0, 1]), np.array([2, 1, 2, 1])
        standing = standing_at(
            Levels.one(Fraction(1)), np.array([1, 1, 1, 1]), lower, upper
        )

        assert [-1, 0, 0, -1] == standing.before().tolist()
        assert [0, 1, 0, 1] == standing.after().tolist()

    def test_equal_bounds_count_as_the_lower_one(self):
        """
        Who has equal bounds is at the lower one only.
        """
        standing = standing_of(Fraction(1), 1, 1, 1, np.int64)

        assert [True] == standing.at_lower.tolist()
        assert [False] == standing.at_upper.tolist()
