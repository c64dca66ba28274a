from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import margins
from fundmodel.apportion.margins import controlled_rounding
from fundmodel.apportion.mixed import Mixed
from fundmodel.apportion.rounding import Rounding
from fundmodel.errors import AllocationError, InvalidDataError

AMOUNT = st.one_of(
    st.integers(-5, 5),
    st.fractions(-3, 3, max_denominator=6),
    st.decimals(-9, 9, places=2),
    st.sampled_from([2**70 + Fraction(1, 3), Fraction(-(2**70), 7)]),
)


@st.composite
def matrices(draw, amount=AMOUNT):
    """A table of exact amounts."""
    width = draw(st.integers(1, 5))
    row = st.lists(amount, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=5))


def is_neighbour(rounded, exact, unit=1):
    """Tell whether a number is an exact one, rounded down or up."""
    exact = Fraction(exact) / unit
    return rounded in {math.floor(exact) * unit, math.ceil(exact) * unit}


def cells(table):
    """Give the cells row after row."""
    return [cell for row in table for cell in row]


def sums(table):
    """Give the sums of rows and columns, and of all."""
    return [
        *(sum(map(Fraction, row)) for row in table),
        *(sum(map(Fraction, column)) for column in zip(*table, strict=True)),
        sum(sum(map(Fraction, row)) for row in table),
    ]


class TestControlledRounding:
    @given(matrices(), st.sampled_from([1, 5, 100]))
    def test_cells_and_sums_are_rounded(self, matrix, unit):
        """
        Every cell, row and column and the total become a neighbour of the exact one.
        """
        found = controlled_rounding(matrix, unit=unit)

        assert all(
            is_neighbour(*pair, unit)
            for pair in zip(cells(found), cells(matrix), strict=True)
        )
        assert all(
            is_neighbour(*pair, unit)
            for pair in zip(sums(found), sums(matrix), strict=True)
        )

    @given(matrices(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)])))
    def test_it_does_not_move_away(self, matrix):
        """
        The cells and margins are together no farther away than on average by chance.
        """
        found = controlled_rounding(matrix)
        exact = cells(matrix) + sums(matrix)
        rounded = cells(found) + sums(found)
        away = sum(abs(a - b) for a, b in zip(rounded, exact, strict=True))

        assert away <= sum(2 * (a % 1) * (1 - a % 1) for a in exact)

    @given(matrices(st.integers(-(2**70), 2**70)))
    def test_whole_tables_stay(self, matrix):
        """
        What is whole is not touched.
        """
        assert matrix == controlled_rounding(matrix)

    def test_whole_margins_are_kept(self):
        """
        A table with whole margins keeps them exactly.
        """
        third = Fraction(1, 3)
        found = controlled_rounding([[third] * 3] * 3)

        assert [1, 1, 1, 1, 1, 1, 3] == sums(found)

    def test_a_large_table(self):
        """
        A table of four hundred municipalities and sixteen parts keeps its sums.
        """
        rng = np.random.default_rng(3)
        matrix = rng.integers(0, 10**7, (400, 16))
        found = controlled_rounding(matrix, unit=100)

        assert (np.abs(found - matrix) < 100).all()
        assert (np.abs((found - matrix).sum(axis=0)) < 100).all()
        assert (np.abs((found - matrix).sum(axis=1)) < 100).all()
        assert abs((found - matrix).sum()) < 100

    def test_lists_and_arrays(self):
        """
        A list gives a list, an array and mixed numbers give an array.
        """
        half = Fraction(1, 2)
        mixed = Mixed.from_fractions([[half, half], [half, half]])

        assert np.int64 == controlled_rounding(np.array([[15, 5]]), unit=10).dtype
        assert [[1, 0], [0, 1]] == controlled_rounding(mixed).tolist()
        assert [[2**70]] == controlled_rounding(np.array([[2**70]])).tolist()

    def test_numbers_of_numpy(self):
        """
        Fractions made of numpy's numbers do not overflow.
        """
        large = Fraction(1, 3) + 0
        made = Fraction(np.int64(2**62), np.int64(3))

        assert [[2**62 // 3 + 1]] == controlled_rounding([[made + large]])

    @pytest.mark.parametrize("exponent", ["e-2000", "e2000", "e-999999999"])
    def test_zeros_of_any_exponent(self, exponent):
        """
        A decimal of zero is zero, however many places it has.
        """
        assert [[0, 1]] == controlled_rounding([[Decimal("0" + exponent), 1]])

    def test_empty_tables(self):
        """
        A table without rows or columns stays empty.
        """
        none = np.zeros((0, 3), dtype=np.int64)

        assert (0, 3) == controlled_rounding(none).shape
        assert [[], []] == controlled_rounding([[], []])

    @pytest.mark.parametrize(
        "value",
        [0.5, True, "1", None, Rounding.UP, Decimal("NaN"), Decimal("1e9999")],
    )
    def test_amounts_that_are_not_exact(self, value):
        """
        What cannot be taken exactly is named with its place.
        """
        with pytest.raises(InvalidDataError) as caught:
            controlled_rounding([[1, 2], [3, value]])

        assert "matrix[1, 1]" == caught.value.where
        assert "this is no exact amount" == caught.value.what
        assert repr(value) == caught.value.got

    @pytest.mark.parametrize("unit", [0, -1, 1.0, True, "1", None, Rounding.UP])
    def test_units(self, unit):
        """
        A unit is a whole number above zero.
        """
        with pytest.raises(InvalidDataError, match="unit: this is no unit"):
            controlled_rounding([[1]], unit=unit)

    @pytest.mark.parametrize(
        "matrix", [[1, 2], [[1], [1, 2]], "12", 5, None, Rounding.UP]
    )
    def test_shapes(self, matrix):
        """
        A table has rows and columns.
        """
        with pytest.raises(InvalidDataError):
            controlled_rounding(matrix)

    def test_sums_are_verified(self):
        """
        A wrong sum would be found, whatever made it.
        """
        with pytest.raises(AllocationError) as caught:
            margins._check_margins([[1, 0], [1, 0]], [[1, 1], [1, 1]], 2)

        assert "column 0: the rounded cells do not add up" in str(caught.value)
