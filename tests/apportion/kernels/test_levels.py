"""Tests of `fundmodel.apportion.kernels.levels`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion.kernels import batches, levels
from fundmodel.apportion.kernels.levels import levels_of, reduced
from fundmodel.apportion.kernels.searches import level_of
from fundmodel.apportion.problems import Problem


@st.composite
def problems(draw, dtype=np.int64):
    """Rows of a problem with bounds that can be kept, at times just so."""
    s, n = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    size = draw(st.sampled_from([2, 50, 2**40, 2**59]))
    number = st.one_of(st.sampled_from([0, 1]), st.integers(0, size))
    row = st.lists(number, min_size=n, max_size=n)
    rows = st.lists(row, min_size=s, max_size=s)
    weights = np.array(draw(rows), dtype=dtype)
    weights[~(weights > 0).any(axis=-1), 0] = 1
    lower = np.array(draw(rows), dtype=dtype)
    upper = lower + np.array(draw(rows), dtype=dtype)
    least = lower.sum(axis=-1)
    most = np.where(weights > 0, upper, lower).sum(axis=-1)
    part = st.one_of(st.sampled_from([0, 1]), st.fractions(0, 1, max_denominator=99))
    parts = draw(st.lists(part, min_size=s, max_size=s))
    ends = zip(least.tolist(), most.tolist(), parts, strict=True)
    totals = [low + int((high - low) * share) for low, high, share in ends]
    return Problem(
        totals=np.array(totals, dtype=dtype), weights=weights, lower=lower, upper=upper
    )


def clipped(level, problem, row):
    """Give what all of a row get at a level."""
    cells = zip(
        problem.weights[row].tolist(),
        problem.lower[row].tolist(),
        problem.upper[row].tolist(),
        strict=True,
    )
    return [min(max(level * weight, low), high) for weight, low, high in cells]


class TestLevelsOf:
    @given(st.one_of(problems(), problems(dtype=object)))
    def test_each_row_fills_its_total(self, problem):
        """
        In a batch, too, the shares at the level add up to the total, exactly.
        """
        above, below = levels_of(
            problem.totals, problem.weights, problem.lower, problem.upper
        )
        found = zip(above.tolist(), below.tolist(), strict=True)

        assert problem.totals.tolist() == [
            sum(clipped(Fraction(*level), problem, row))
            for row, level in enumerate(found)
        ]

    @pytest.mark.parametrize(
        ("bounds", "above", "below"),
        [({"lower": [[3]]}, [9, 13], [5, 5]), ({"upper": [[6]]}, [2, 4], [1, 1])],
    )
    def test_there_may_be_one_kind_of_bounds(self, bounds, above, below):
        """
        Minimums alone and maximums alone are solved; rows may share weights.
        """
        arrays = {name: np.array(bound) for name, bound in bounds.items()}
        found = levels_of(np.array([12, 16]), np.array([[1, 2, 3]]), **arrays)

        assert [above, below] == [part.tolist() for part in found]

    @given(problems())
    @settings(max_examples=40)
    def test_how_long_newton_is_tried_changes_nothing(self, problem):
        """
        Rows that are not solved in time are searched, with the same result.
        """
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(levels, "ROUNDS", 1)
            early = reduced(problem)

        assert [part.tolist() for part in reduced(problem)] == [
            part.tolist() for part in early
        ]

    def test_rows_that_newton_does_not_solve_are_searched(self):
        """
        Where all stand at bounds too early, a row is searched on its own.
        """
        totals = np.array([11, 11])
        weights = np.array([[1, 100], [1, 100]])
        lower, upper = np.array([[3, 0]]), np.array([[9, 5]])
        above, below = levels_of(totals, weights, lower, upper)

        assert [6, 6] == above.tolist()
        assert [1, 1] == below.tolist()

    def test_rows_without_weights_have_level_zero(self):
        """
        Where nobody rises, the level is 0.
        """
        above, below = levels_of(np.array([0, 4]), np.array([[0, 0], [1, 1]]))

        assert [0, 2] == above.tolist()
        assert [1, 1] == below.tolist()

    def test_sums_beyond_64_bits_are_exact(self):
        """
        Rows whose sums do not fit 64 bits are searched one by one.
        """
        most = 2**63 - 1
        weights = np.array([[most, most, 1]])
        above, below = levels_of(np.array([most, most - 1]), weights)

        assert [Fraction(most, 2 * most + 1), Fraction(most - 1, 2 * most + 1)] == [
            Fraction(*level)
            for level in zip(above.tolist(), below.tolist(), strict=True)
        ]

    def test_long_rows_are_searched(self, monkeypatch):
        """
        Long rows are searched one by one, with the same result.
        """
        weights = np.arange(1, 41).reshape(2, 20)
        upper = np.full((1, 20), 7)
        totals = np.array([100, 90])
        together = levels_of(totals, weights, None, upper)
        monkeypatch.setattr(levels, "CHUNK", 8)
        alone = levels_of(totals, weights, None, upper)

        assert [part.tolist() for part in together] == [part.tolist() for part in alone]


class TestReduced:
    @given(st.one_of(problems(), problems(dtype=object)))
    def test_the_rest_is_shared_in_proportion(self, problem):
        """
        Bounds and shares of the rest are the exact shares between bounds.
        """
        fixed, left, free = reduced(problem)
        for row, total in enumerate(problem.totals.tolist()):
            weight = sum(free[row].tolist())
            exact = [
                given + Fraction(int(left[row]) * own, weight or 1)
                for given, own in zip(
                    fixed[row].tolist(), free[row].tolist(), strict=True
                )
            ]
            level = level_of(
                total, problem.weights[row], problem.lower[row], problem.upper[row]
            )

            assert total == sum(exact)
            assert exact == clipped(level, problem, row)

    @given(problems())
    def test_who_shares_stands_strictly_between_bounds(self, problem):
        """
        Quotas of those who share can be rounded either way without leaving bounds.
        """
        _, left, free = reduced(problem)
        for row, rest in enumerate(left.tolist()):
            sharing = np.flatnonzero(free[row]).tolist()
            for i in sharing:
                quota = Fraction(rest * int(free[row, i]), sum(free[row].tolist()))

                assert int(problem.lower[row, i]) < quota < int(problem.upper[row, i])

    @given(problems())
    @settings(max_examples=40)
    def test_a_batch_is_its_rows(self, problem):
        """
        A batch gives what its rows give one by one.
        """
        together = reduced(problem)
        alone = [reduced(problem.row(row)) for row in range(len(problem.totals))]
        rows = zip(*alone, strict=True)

        assert [part.tolist() for part in together] == [
            np.concatenate(parts).tolist() for parts in rows
        ]

    def test_minimums_alone(self):
        """
        Who is lifted to a minimum is paid for by the others, in proportion.
        """
        problem = Problem(
            totals=np.array([20]), weights=np.array([[1, 1, 8]]), lower=np.array([[3]])
        )
        fixed, left, free = reduced(problem)

        assert [[3, 3, 0]] == fixed.tolist()
        assert [14] == left.tolist()
        assert [[0, 0, 8]] == free.tolist()

    def test_where_all_stand_at_bounds_nobody_shares(self):
        """
        Nothing is left, and no weight either.
        """
        problem = Problem(
            totals=np.array([6]), weights=np.array([[1, 2]]), lower=np.array([[2, 4]])
        )
        fixed, left, free = reduced(problem)

        assert [[2, 4]] == fixed.tolist()
        assert [0] == left.tolist()
        assert [[0, 0]] == free.tolist()

    def test_maximums_above_all_totals_do_not_disturb(self):
        """
        A maximum of 2**63 or of any size stands for none.
        """
        upper = np.array([[2**70, 1, 2**62]], dtype=object)
        weights = np.array([[1, 1, 2]])
        one = Problem(totals=np.array([10]), weights=weights, upper=upper)
        many = Problem(totals=np.array([10, 10]), weights=weights, upper=upper)

        assert [[0, 1, 0]] == reduced(one)[0].tolist()
        assert [[0, 1, 0]] * 2 == reduced(many)[0].tolist()
        assert np.dtype(np.int64) == reduced(many)[0].dtype

    def test_totals_beyond_64_bits(self):
        """
        Totals of any size are divided, bounds of 64 bits or not.
        """
        problem = Problem(
            totals=np.array([10**400], dtype=object),
            weights=np.array([[1, 2]]),
            lower=np.array([[7, 0]]),
        )
        fixed, left, free = reduced(problem)

        assert [[0, 0]] == fixed.tolist()
        assert [10**400] == left.tolist()
        assert [[1, 2]] == free.tolist()

    def test_a_long_row_is_taken_in_chunks(self, monkeypatch):
        """
        Chunks of any size give the same result.
        """
        rng = np.random.default_rng(0)
        weights = rng.integers(1, 99, (1, 50))
        lower, upper = rng.integers(0, 30, (1, 50)), rng.integers(30, 90, (1, 50))
        problem = Problem(
            totals=np.array([1_500]), weights=weights, lower=lower, upper=upper
        )
        expected = [part.tolist() for part in reduced(problem)]
        for chunk in (1, 7, 50):
            monkeypatch.setattr(batches, "CHUNK", chunk)

            assert expected == [part.tolist() for part in reduced(problem)]
