"""Tests of `fundmodel.apportion.kernels.searches`."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion.kernels import searches
from fundmodel.apportion.kernels.searches import level_of


def clipped(level, weight, least, most):
    """Give what one gets at a level."""
    amount = level * weight
    amount = amount if least is None else max(amount, least)
    return amount if most is None else min(amount, most)


def filled(level, weights, lower, upper):
    """Give what all get together at a level."""
    n = len(weights)
    rows = zip(weights, lower or [None] * n, upper or [None] * n, strict=True)
    return sum((clipped(level, *row) for row in rows), Fraction(0))


def slow_level(total, weights, lower, upper):
    """Find the straight piece that reaches the total, from breakpoint to breakpoint."""
    bounds = [*zip(lower or [], weights, strict=False)]
    bounds += [*zip(upper or [], weights, strict=False)]
    breaks = sorted({Fraction(bound, weight) for bound, weight in bounds if weight})
    points = [breaks[0] - 1, *breaks, breaks[-1] + 1] if breaks else [0, 1]
    sums = [filled(Fraction(level), weights, lower, upper) for level in points]
    pieces = [*pairwise(zip(points, sums, strict=True))]
    for index, ((left, below), (right, above)) in enumerate(pieces):
        if above > below and (total <= above or index == len(pieces) - 1):
            return left + (total - below) * (right - left) / (above - below)
    return None


def array(numbers, dtype):
    """Make an array, or nothing of nothing."""
    return None if numbers is None else np.array(numbers, dtype=dtype)


@st.composite
def problems(draw, most_recipients=8):
    """A total that can be reached, weights, and bounds of any sign or none."""
    n = draw(st.integers(1, most_recipients))
    size = draw(st.sampled_from([3, 100, 2**40, 2**58]))
    weight = st.one_of(st.just(0), st.just(1), st.integers(0, size))
    weights = draw(st.lists(weight, min_size=n, max_size=n))
    bound, more = st.integers(-size, size), st.integers(0, size)
    bases = draw(st.lists(bound, min_size=n, max_size=n))
    widths = draw(st.lists(st.one_of(st.just(0), more), min_size=n, max_size=n))
    lower = bases if draw(st.booleans()) else None
    tops = [base + width for base, width in zip(bases, widths, strict=True)]
    upper = tops if draw(st.booleans()) else None
    ends = [
        filled(Fraction(level), weights, lower, upper) for level in (-(2**70), 2**70)
    ]
    near = draw(st.one_of(st.sampled_from([0, 1]), st.fractions(0, 1)))
    total = int(ends[0] + (ends[1] - ends[0]) * near)
    return total, weights, lower, upper


class TestLevelOf:
    @given(problems(), st.sampled_from([np.int64, object]))
    @settings(max_examples=200)
    def test_the_sum_at_the_level_is_the_total(self, problem, dtype):
        """
        The level is exact: shares at it add up to the total.
        """
        total, weights, lower, upper = problem
        level = level_of(
            total, array(weights, dtype), array(lower, dtype), array(upper, dtype)
        )

        assert total == filled(level, weights, lower, upper)

    @given(problems())
    def test_the_level_is_that_of_sorted_breakpoints(self, problem):
        """
        The search finds what going from breakpoint to breakpoint finds.
        """
        total, weights, lower, upper = problem
        level = level_of(
            total, *(array(part, np.int64) for part in (weights, lower, upper))
        )
        expected = slow_level(total, weights, lower, upper)
        rises = filled(level - 1, weights, lower, upper) < total
        rises = rises and total < filled(level + 1, weights, lower, upper)

        assert not rises or filled(level, weights, lower, upper) == filled(
            expected, weights, lower, upper
        )

    @pytest.mark.parametrize("sign", [1, -1])
    def test_without_bounds_it_is_total_by_weight(self, sign):
        """
        Without bounds the level is what one unit of weight gets.
        """
        assert Fraction(10 * sign, 6) == level_of(10 * sign, np.array([1, 1, 4]))

    def test_without_weights_there_is_no_level(self):
        """
        Where nobody rises, every level does; 0 is given.
        """
        assert 0 == level_of(3, np.array([0, 0]), np.array([1, 2]))

    def test_bounds_may_be_one_for_all(self):
        """
        A bound broadcasts to the recipients.
        """
        assert 2 == level_of(6, np.array([1, 1, 1]), upper=np.array([3]))

    def test_numbers_may_be_too_large_for_floats(self):
        """
        Levels beyond the range of floats are found.
        """
        lower = np.array([0, 10**400, 5], dtype=object)
        level = level_of(10**400 + 10, np.array([1, 1, 1]), lower)

        assert level == 5

    def test_a_total_too_large_for_floats_is_taken(self):
        """
        A huge total among bounds of 64 bits is no overflow.
        """
        assert 10**400 == level_of(2 * 10**400, np.array([1, 1]), np.array([0, 7]))

    @given(st.integers(0, 2**32 - 1))
    @settings(max_examples=25)
    def test_searching_in_a_sample_first_changes_nothing(self, seed):
        """
        The level of many recipients is found from that of a sample.
        """
        rng = np.random.default_rng(seed)
        weights = rng.integers(1, 1_000, 200)
        lower = np.where(rng.random(200) < 0.3, rng.integers(0, 900, 200), 0)
        upper = lower + rng.integers(0, 900, 200)
        total = int(rng.integers(lower.sum(), upper.sum()))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(searches, "SAMPLE", 16)
            patched.setattr(searches, "CHUNK", 32)
            found = [
                level_of(total, weights, lower, upper),
                level_of(int(lower.sum()) + 50_000, weights, lower),
                level_of(min(total, 30_000), weights, upper=upper + 1_000),
            ]

        assert found == [
            level_of(total, weights, lower, upper),
            level_of(int(lower.sum()) + 50_000, weights, lower),
            level_of(min(total, 30_000), weights, upper=upper + 1_000),
        ]

    @given(problems(), st.sampled_from([np.int64, object]))
    def test_medians_alone_find_the_level(self, problem, dtype):
        """
        The search ends as well where Newton's steps are mistrusted from the start.
        """
        total, weights, lower, upper = problem
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(searches, "PATIENCE", 0)
            level = level_of(
                total, array(weights, dtype), array(lower, dtype), array(upper, dtype)
            )

        assert total == filled(level, weights, lower, upper)

    def test_the_worst_of_many_searches_is_short(self):
        """
        Bounds that grow by powers do not make the search longer than the bits do.
        """
        n = 60
        weights = np.ones(n, dtype=np.int64)
        lower = 2 ** np.arange(n, dtype=np.int64)
        for total in (int(lower.sum()) + 1, 2**60 + 2**30, 2**62):
            level = level_of(total, weights, lower)

            assert total == filled(level, weights.tolist(), lower.tolist(), None)
