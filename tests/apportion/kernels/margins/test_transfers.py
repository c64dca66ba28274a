from __future__ import annotations

import numpy as np
import pytest

from fundmodel.apportion.kernels.divisors.signposts import DHONDT, SAINTE_LAGUE
from fundmodel.apportion.kernels.margins import balances, scalings, supports, transfers


def division(seed, height, width, total):
    """A matrix with a few zeros, and margins that cells can meet."""
    rng = np.random.default_rng(seed)
    shape = (height, width)
    weights = np.where(
        rng.random(shape) < 0.5,
        rng.integers(0, 3, shape),
        rng.integers(1, 10**6, shape),
    )
    for i in range(max(shape)):
        weights[i % height, i % width] += 1
    filled = np.argwhere(weights)
    cells = np.zeros(shape, dtype=np.int64)
    for i, j in filled[rng.integers(0, len(filled), total)]:
        cells[i, j] += 1
    return weights.tolist(), cells.sum(axis=1).tolist(), cells.sum(axis=0).tolist()


class TestFit:
    @pytest.mark.parametrize("signposts", [SAINTE_LAGUE, DHONDT])
    @pytest.mark.parametrize("seed", range(12))
    def test_transfers_alone_give_the_same(self, monkeypatch, seed, signposts):
        """
        Where scaling stops decides about time, not about shares.
        """
        drawn = division(seed, 7, 5, 60)
        expected = transfers.fit(*drawn, signposts)
        monkeypatch.setattr(scalings, "PATIENCE", 0)
        monkeypatch.setattr(balances, "MOST_STEPS", 0)
        found = transfers.fit(*drawn, signposts)

        assert expected.shares == found.shares
        assert expected.tied == found.tied

    @pytest.mark.parametrize("shape", [(2, 3), (3, 2)])
    def test_cells_that_become_hardly_anything(self, shape):
        """
        A balanced start makes few transfers of what would be millions.
        """
        height, width = shape
        matrix = [[1] * width for _ in range(height)]
        matrix[0][0] = 10**40
        rows = [6 * 10**12 // height] * height
        columns = [6 * 10**12 // width] * width
        found = transfers.fit(matrix, rows, columns, SAINTE_LAGUE)

        assert rows == [sum(row) for row in found.shares]
        assert columns == [sum(column) for column in zip(*found.shares, strict=True)]
        assert min(rows[0], columns[0]) == found.shares[0][0]

    def test_weights_of_very_different_size(self):
        """
        Weights that no float can hold are divided like all others.
        """
        matrix = [[10**400, 1], [1, 10**400]]
        rows = [10**12, 10**12]
        found = transfers.fit(matrix, rows, rows, SAINTE_LAGUE)

        assert [[10**12, 0], [0, 10**12]] == found.shares

    def test_lines_that_get_nothing(self):
        """
        A line without a total has a multiplier of zero, and disturbs no other.
        """
        found = transfers.fit(
            [[5, 1, 7], [9, 9, 9], [2, 2, 7]],
            [10**9, 0, 3],
            [7, 10**9 - 4, 0],
            SAINTE_LAGUE,
        )

        assert 0 == found.rows[1] == found.columns[2]
        assert [0, 0, 0] == found.shares[1]
        assert [10**9, 0, 3] == [sum(row) for row in found.shares]


class TestShortage:
    @pytest.mark.parametrize("seed", range(20))
    def test_margins_of_real_cells_can_be_met(self, seed):
        """
        Where cells meet the margins, no rows are named.
        """
        assert supports.shortage(*division(seed, 6, 5, 40)) is None

    def test_rows_ask_for_too_much(self):
        """
        The rows that are named ask for more than their columns give.
        """
        weights = [[1, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [1, 1, 1, 1]]
        rows, columns = [1, 5, 4, 3], [4, 5, 3, 1]
        found = supports.shortage(weights, rows, columns)

        assert supports.Shortage(rows=(1, 2), columns=(1, 2)) == found
