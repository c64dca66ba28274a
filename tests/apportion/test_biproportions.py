from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.apportion.biproportions import biproportional, biproportional_detail
from fundmodel.apportion.methods import (
    adams,
    cumulative,
    dhondt,
    huntington_hill,
    modified_sainte_lague,
    sainte_lague,
)
from fundmodel.errors import AllocationError, InvalidDataError

SIGNPOSTS = {
    sainte_lague: lambda held: Fraction(2 * held + 1, 2),
    dhondt: lambda held: Fraction(held + 1),
    modified_sainte_lague: lambda held: (
        Fraction(2 * held + 1, 2) if held else Fraction(7, 10)
    ),
}
METHODS = list(SIGNPOSTS)


def lines(total, weights):
    """Give all ways to divide a total among those who have a weight."""
    if not weights:
        return [()] if total == 0 else []
    most = total if weights[0] else 0
    return [
        (first, *rest)
        for first in range(most + 1)
        for rest in lines(total - first, weights[1:])
    ]


def price(table, matrix, signpost):
    """Give the product of d(s) / weight over all units; the solution has the least."""
    return math.prod(
        signpost(held) / weight
        for shares, weights in zip(table, matrix, strict=True)
        for share, weight in zip(shares, weights, strict=True)
        for held in range(share)
    )


def best_tables(matrix, rows, columns, signpost):
    """Try all tables, and give those with the least price."""
    choices = [lines(*one) for one in zip(rows, matrix, strict=True)]
    tables = [
        table
        for table in product(*choices)
        if list(map(sum, zip(*table, strict=True))) == columns
    ]
    prices = [price(table, matrix, signpost) for table in tables]
    return [
        table for table, one in zip(tables, prices, strict=True) if one == min(prices)
    ]


def slow(matrix, rows, columns, signpost):
    """Give the best table, the first cells going up in a tie, or None."""
    best = best_tables(matrix, rows, columns, signpost)
    return [list(shares) for shares in max(best)] if best else None


@st.composite
def divisions(draw, weight, most=8):
    """A matrix, and margins with the same sum."""
    height, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    row = st.lists(weight, min_size=width, max_size=width)
    matrix = draw(st.lists(row, min_size=height, max_size=height))
    total = draw(st.integers(0, most))

    def margin(count):
        cuts = sorted(draw(st.integers(0, total)) for _ in range(count - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]

    return matrix, margin(height), margin(width)


SMALL = divisions(st.integers(0, 4))


def sums(table):
    """Give the sums of rows and of columns."""
    return [sum(row) for row in table], [sum(c) for c in zip(*table, strict=True)]


class TestBiproportional:
    @pytest.mark.parametrize("method", METHODS)
    @given(drawn=SMALL)
    def test_it_is_the_best_of_all_tables(self, method, drawn):
        """
        Of all tables it has the least price, the first cells going up in a tie.
        """
        matrix, rows, columns = drawn
        expected = slow(matrix, rows, columns, SIGNPOSTS[method])
        if expected is None:
            with pytest.raises(AllocationError, match="no whole cells meet"):
                biproportional(matrix, rows, columns, method=method)
        else:
            assert expected == biproportional(matrix, rows, columns, method=method)

    @pytest.mark.parametrize("method", METHODS)
    @given(
        drawn=divisions(
            st.one_of(st.integers(0, 9), st.integers(1, 10**9), st.just(2**200)),
            most=10**12,
        )
    )
    def test_multipliers_show_it(self, method, drawn):
        """
        Every cell lies between the signposts of its share, at any size.
        """
        matrix, rows, columns = drawn
        try:
            detail = biproportional_detail(matrix, rows, columns, method=method)
        except AllocationError:
            assume(condition=False)
        signpost = SIGNPOSTS[method]

        assert (rows, columns) == sums(detail.shares)
        for i, j in product(range(len(rows)), range(len(columns))):
            exact = (
                matrix[i][j] * detail.row_multipliers[i] * detail.column_multipliers[j]
            )
            share = detail.shares[i][j]
            assert exact <= signpost(share)
            assert not share or exact >= signpost(share - 1)

    @given(SMALL, st.integers(1, 10**6), st.integers(1, 10**6))
    def test_units_of_weights_do_not_matter(self, drawn, first, last):
        """
        Weights of a row or a column may be counted in any unit.
        """
        matrix, rows, columns = drawn
        assume(slow(*drawn, SIGNPOSTS[sainte_lague]) is not None)
        other = [[weight * first for weight in matrix[0]], *matrix[1:]]
        other = [[*row[:-1], row[-1] * last] for row in other]

        assert biproportional(*drawn) == biproportional(other, rows, columns)

    @given(SMALL)
    def test_ties_are_named(self, drawn):
        """
        The tied cells are those in which the best tables differ.
        """
        best = best_tables(*drawn, SIGNPOSTS[sainte_lague])
        assume(best)
        places = product(range(len(drawn[1])), range(len(drawn[2])))

        assert biproportional_detail(*drawn).tied == tuple(
            (i, j) for i, j in places if len({table[i][j] for table in best}) > 1
        )

    def test_zurich(self):
        """
        The city parliament of Zurich of 9 February 2014 comes out as published.
        """
        # Stadt Zürich, Gemeinderatswahl 9. Februar 2014, Unterzuteilung der Sitze an
        # die Listen: votes and seats of SP, SVP, FDP, Grüne, glp, CVP, AL in nine
        # districts; seats by standard rounding.
        votes = [
            [30_933, 54_797, 40_953, 29_882, 62_554, 46_248, 40_979, 79_160, 11_448],
            [18_882, 25_663, 9_836, 11_132, 34_834, 41_366, 24_261, 70_002, 10_635],
            [24_403, 17_918, 10_238, 15_090, 69_163, 21_307, 21_957, 37_123, 3_412],
            [13_239, 21_915, 15_880, 10_034, 28_630, 15_001, 13_598, 22_448, 2_433],
            [12_202, 17_746, 12_416, 11_024, 26_498, 14_738, 13_901, 29_648, 2_151],
            [5_936, 6_873, 3_645, 3_692, 11_017, 10_816, 4_898, 14_852, 2_786],
            [5_650, 16_680, 17_323, 6_650, 10_082, 8_020, 8_543, 11_655, 1_061],
        ]
        lists = [39, 23, 21, 14, 13, 6, 9]
        districts = [12, 15, 13, 10, 16, 16, 12, 22, 9]

        assert biproportional(votes, lists, districts) == [
            [3, 5, 5, 4, 4, 5, 4, 6, 3],
            [2, 2, 1, 1, 2, 4, 2, 6, 3],
            [3, 2, 1, 2, 4, 2, 3, 3, 1],
            [1, 2, 2, 1, 2, 2, 1, 2, 1],
            [1, 2, 2, 1, 2, 1, 1, 3, 0],
            [1, 1, 0, 0, 1, 1, 0, 1, 1],
            [1, 1, 2, 1, 1, 1, 1, 1, 0],
        ]

    @pytest.mark.parametrize("total", [10**6, 10**11])
    def test_cells_that_have_to_become_nothing(self, total):
        """
        A cell that the margins leave nothing gets nothing, whatever its weight.
        """
        matrix = [[1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 0, 10**30]]
        rows = [total, total, total - 1, 1]

        assert [[total, 0, 0], [0, total, 0], [0, 0, total - 1], [0, 0, 1]] == (
            biproportional(matrix, rows, [total] * 3)
        )

    def test_exact_weights_and_forms(self):
        """
        Decimals and fractions are weights; an array gives an array.
        """
        matrix = [[Decimal("0.5"), Fraction(1, 3)], [1, 0]]
        array = biproportional(np.array([[3, 2], [6, 0]]), np.array([2, 1]), [2, 1])

        assert [[1, 1], [1, 0]] == biproportional(matrix, [2, 1], [2, 1])
        assert np.int64 == array.dtype
        assert [[1, 1], [1, 0]] == array.tolist()

    def test_nothing_to_divide(self):
        """
        Nothing is divided among no cells, or among cells without weight.
        """
        none = np.zeros((0, 2), dtype=np.int64)

        assert [[0, 0]] == biproportional([[0, 0]], [0], [0, 0])
        assert (0, 2) == biproportional(none, [], [0, 0]).shape

    def test_rows_that_cannot_be_met(self):
        """
        Rows with weights in too small columns only are named with these columns.
        """
        matrix = [[1, 0, 0], [2, 0, 0], [1, 1, 1]]
        with pytest.raises(AllocationError) as caught:
            biproportional(matrix, [2, 2, 1], [3, 1, 1])

        assert str(caught.value) == (
            "rows 0, 1: no whole cells meet both margins\n"
            "  got: 4 asked for, and weights only in columns 0, which give 3\n"
            "  expected: at most 3 for these rows, or weights in other columns\n"
            "  mend: a cell without weight stays empty: check the zeros of the matrix "
            "and both margins"
        )

    def test_a_row_without_weights(self):
        """
        A row without any weight cannot be met, and has no columns to name.
        """
        with pytest.raises(AllocationError) as caught:
            biproportional([[0, 0], [1, 1]], [1, 1], [1, 1])

        assert "1 asked for, and weights only in no columns" in caught.value.got

    @pytest.mark.parametrize("method", [adams, huntington_hill, cumulative, print])
    def test_methods_that_do_not_fit(self, method):
        """
        Methods without multipliers, or with a free first unit, are refused.
        """
        with pytest.raises(InvalidDataError) as caught:
            biproportional([[1]], [1], [1], method=method)

        assert "method" == caught.value.where
        assert method.__name__ == caught.value.got

    @pytest.mark.parametrize("method", ["dhondt", None])
    def test_what_is_no_method(self, method):
        """
        The name of a method is no method.
        """
        with pytest.raises(InvalidDataError) as caught:
            biproportional([[1]], [1], [1], method=method)

        assert "method" == caught.value.where
        assert repr(method) == caught.value.got

    @pytest.mark.parametrize(
        ("matrix", "rows", "columns", "where"),
        [
            (None, [1], [1], "weights"),
            ([[1]], None, [1], "rows"),
            ([[1]], [1], "a", "columns"),
            ([[1, 1]], [2], [1, 2], "rows, columns"),
            ([[1, 1]], [2], [3, -1], "columns[1]"),
            ([[1, -1]], [2], [1, 1], "weights[0, 1]"),
            ([[1, 1]], [1, 1], [1, 1], "arrays"),
            ([1, 1], [2], [1, 1], "arrays"),
            ([[1, 1]], [[2]], [1, 1], "arrays"),
            ([[1, 1]], [2.0], [1, 1], "rows[0]"),
        ],
    )
    def test_bad_input(self, matrix, rows, columns, where):
        """
        What is wrong is named with its place.
        """
        with pytest.raises(InvalidDataError) as caught:
            biproportional(matrix, rows, columns)

        assert where == caught.value.where
