"""Tests of `fundmodel.apportion.minimums`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import (
    Rest,
    Rounding,
    each,
    each_rounded,
    largest_remainder,
    minimums,
    quota_method,
)
from fundmodel.apportion.minimums import share_on_top, smallest_total, top_up
from fundmodel.errors import AllocationError, BoundsError, InvalidDataError


def adams(total, weights):
    """Give unit by unit, first to all; monotone, breaks the quota rule."""
    shares = [0] * len(weights)
    for _ in range(total):
        claims = [
            (weight > 0 and share == 0, Fraction(weight, max(share, 1)))
            for weight, share in zip(weights, shares, strict=True)
        ]
        shares[claims.index(max(claims))] += 1
    return shares


def is_enough(shares, least):
    """Tell whether everybody has the minimum."""
    return all(share >= units for share, units in zip(shares, least, strict=True))


@st.composite
def wishes(draw):
    """Weights, and minimums of those who have one."""
    rows = st.tuples(st.integers(0, 12), st.integers(-1, 4))
    cells = draw(
        st.lists(rows, min_size=1, max_size=5).filter(lambda r: any(w for w, _ in r))
    )
    weights = [weight for weight, _ in cells]
    return weights, [units if weight else min(units, 0) for weight, units in cells]


class TestSmallestTotal:
    @pytest.mark.parametrize(
        ("f", "is_monotone"),
        [(largest_remainder, False), (adams, False), (adams, True)],
    )
    @given(wishes(), st.integers(0, 20))
    def test_no_smaller_total_is_enough(self, f, is_monotone, wish, start):
        """
        The total is the first from the start on that gives everybody the minimum.
        """
        weights, least = wish
        found = smallest_total(f, weights, least, start=start, is_monotone=is_monotone)
        slow = start
        while not is_enough(f(slow, weights), least):
            slow += 1

        assert slow == found

    def test_a_larger_total_may_take_away_again(self):
        """
        Largest remainder is not monotone; the smallest total is found nevertheless.
        """
        weights, least = [4, 18, 39, 5, 15], [0, 0, 0, 2, 0]
        enough = [
            total
            for total in range(50)
            if is_enough(largest_remainder(total, weights), least)
        ]

        assert 24 in enough
        assert 25 not in enough
        assert enough[0] == smallest_total(largest_remainder, weights, least)

    @pytest.mark.parametrize("is_monotone", [False, True])
    def test_the_quota_may_not_be_enough(self, is_monotone):
        """
        A method that breaks the quota rule needs more than the quota says.
        """
        weights, least = [1] * 9 + [50], [0] * 9 + [20]

        # Everybody else has a unit before the last has a second one.
        assert 29 == smallest_total(adams, weights, least, is_monotone=is_monotone)

    def test_one_minimum_for_all(self):
        """
        The minimum may be one number; below zero it asks for nothing.
        """
        assert 2 == smallest_total(largest_remainder, np.array([1, 2]), 1)
        assert 0 == smallest_total(largest_remainder, [1, 2], -3)

    def test_who_has_no_weight_cannot_have_a_minimum(self):
        """
        No total is large enough for somebody without weight.
        """
        with pytest.raises(BoundsError) as caught:
            smallest_total(largest_remainder, [1, 0, 3, 0], 1)

        assert (
            "minimum: no total gives a minimum to somebody without weight\n"
            "  got: minimums of recipients 1, 3, whose weights are 0\n"
            "  expected: minimums of those who have a weight\n"
            "  mend: leave out who has no weight, or set the minimum to 0"
        ) == str(caught.value)

    def test_too_many_tries_are_refused(self, monkeypatch):
        """
        A method that may not be monotone is not tried for hours.
        """
        monkeypatch.setattr(minimums, "MOST_TRIED", 100)
        with pytest.raises(AllocationError) as caught:
            smallest_total(largest_remainder, [1, 10**6], [1, 0])

        assert (
            "smallest_total: too many totals would have to be tried one by one\n"
        ) in str(caught.value)
        assert "is_monotone=True" in str(caught.value)

    @pytest.mark.parametrize(
        "f",
        [
            each,
            partial(each, rounding=Rounding.UP),
            each_rounded(Rounding.UP),
            quota_method(rest=Rest.KEPT_APART),
        ],
    )
    def test_methods_that_do_not_keep_the_total_are_refused(self, f):
        """
        Where shares do not add up, a smaller total than the minimums may be enough.
        """
        with pytest.raises(InvalidDataError) as caught:
            smallest_total(f, [1, 1], [1, 1])

        assert "f" == caught.value.where
        assert getattr(f, "func", f).__name__ == caught.value.got
        assert "a method that keeps its total" == caught.value.expected

    def test_a_method_that_never_gives_enough(self):
        """
        A function that never gives the minimum is not tried for ever.
        """
        with pytest.raises(AllocationError, match="no total is enough"):
            smallest_total(lambda *_: [9, 0], [1, 1], 1)

    @pytest.mark.parametrize("shares", [[5], [[5, 5], [5, 5]]])
    def test_there_is_one_share_for_each(self, shares):
        """
        A function that gives shares of another shape is refused.
        """
        with pytest.raises(InvalidDataError, match="the shapes do not go together"):
            smallest_total(lambda *_: shares, [1, 1], 1)

    def test_one_scenario_at_a_time(self):
        """
        Weights have one axis here.
        """
        with pytest.raises(InvalidDataError, match=r"weights of shape \(n,\)"):
            smallest_total(largest_remainder, [[1, 2]], 1)

    @pytest.mark.parametrize("start", [1.0, True, "1"])
    def test_the_start_is_a_whole_number(self, start):
        """
        Totals are whole units.
        """
        with pytest.raises(InvalidDataError, match="start: this is no whole number"):
            smallest_total(largest_remainder, [1, 2], 1, start=start)

    def test_minimums_have_to_fit(self):
        """
        There is one minimum for each recipient.
        """
        with pytest.raises(InvalidDataError, match="minimum of shape"):
            smallest_total(largest_remainder, [1, 2], [1, 2, 3])


class TestTopUp:
    @given(wishes(), st.integers(0, 99))
    def test_nobody_pays_for_those_who_are_lifted(self, wish, total):
        """
        Everybody gets the larger of share and minimum.
        """
        weights, least = wish
        shares = largest_remainder(total, weights)

        assert [max(pair) for pair in zip(shares, least, strict=True)] == (
            top_up(largest_remainder, total, weights, least)
        )

    def test_arrays_and_scenarios(self):
        """
        An array is given for an array, a row for each scenario.
        """
        found = top_up(largest_remainder, np.array([4, 8]), np.array([1, 3]), [2, 0])

        assert isinstance(found, np.ndarray)
        assert [[2, 3], [2, 6]] == found.tolist()
        assert [[2, 3], [2, 6]] == top_up(
            largest_remainder, [4, 8], [1, 3], [[2, 0]] * 2
        )

    @pytest.mark.parametrize("minimum", [[[1, 1], [2, 2]], [[1], [2], [3]], [1, 2, 3]])
    def test_minimums_have_to_fit(self, minimum):
        """
        There is one minimum for each share.
        """
        with pytest.raises(InvalidDataError, match="minimum of shape"):
            top_up(largest_remainder, [9] * 3, [[1, 2], [3, 4], [5, 6]], minimum)

    def test_shares_have_to_fit(self):
        """
        A function that gives another number of shares is refused.
        """
        with pytest.raises(InvalidDataError, match="gives each one share"):
            top_up(lambda *_: [5], 10, [1, 1], 1)


class TestShareOnTop:
    @given(wishes(), st.integers(0, 99))
    def test_bases_come_first(self, wish, rest):
        """
        Shares of what bases leave are added to the bases; all is given.
        """
        weights, least = wish
        base = [abs(units) for units in least]
        found = share_on_top(largest_remainder, rest + sum(base), weights, base)
        shares = largest_remainder(rest, weights)

        assert [sum(pair) for pair in zip(shares, base, strict=True)] == found

    def test_arrays_and_scenarios(self):
        """
        Totals, weights and bases may differ between scenarios.
        """
        weights = np.array([1, 3])
        one = share_on_top(largest_remainder, 10, weights, 1)
        totals = share_on_top(largest_remainder, [6, 10], [1, 3], [1, 1])
        bases = share_on_top(largest_remainder, 10, weights, [[1, 1], [2, 4]])
        alone = share_on_top(largest_remainder, 10, [[1, 3]], 1)

        assert isinstance(one, np.ndarray)
        assert [3, 7] == one.tolist()
        assert [[2, 4], [3, 7]] == totals
        assert [[3, 7], [3, 7]] == bases.tolist()
        assert [[3, 7]] == alone

    def test_bases_above_the_total_are_refused(self):
        """
        Both sums are stated.
        """
        with pytest.raises(BoundsError) as caught:
            share_on_top(largest_remainder, 10, [1, 2, 3], 4)

        assert (
            "base: the base amounts add up to more than there is\n"
            "  got: base amounts of 12 and a total of 10\n"
            "  expected: base amounts that add up to 10 or less\n"
            "  mend: raise the total to 12 or more, or lower the base amounts"
        ) == str(caught.value)
        with pytest.raises(BoundsError, match=r"^scenario 1: "):
            share_on_top(largest_remainder, [12, 10], [1, 2, 3], 4)

    def test_negative_bases_are_refused(self):
        """
        A base is given, never taken.
        """
        with pytest.raises(InvalidDataError) as caught:
            share_on_top(largest_remainder, 10, [1, 2, 3], [0, -1, 2])

        assert str(caught.value).startswith(
            "base[1]: a base amount is negative\n  got: -1\n"
        )

    def test_bases_have_to_fit(self):
        """
        There is one base for each recipient.
        """
        with pytest.raises(InvalidDataError, match="a base for each recipient"):
            share_on_top(largest_remainder, 10, [1, 2], [1, 2, 3])

    @pytest.mark.parametrize(
        ("total", "weights", "base"),
        [
            ([100] * 3, [[1, 2], [3, 4], [5, 6]], [[1, 1], [2, 2]]),
            ([100] * 2, [1, 2], [[1, 1], [2, 2], [3, 3]]),
            ([100] * 2, [[1, 2], [3, 4], [5, 6]], 1),
            (100, [[1, 2], [3, 4], [5, 6]], [[1, 1], [2, 2]]),
            ([[100]], [1, 2], 1),
        ],
    )
    def test_scenarios_have_to_fit(self, total, weights, base):
        """
        There are as many rows of bases, of weights, and totals, or one.
        """
        with pytest.raises(InvalidDataError, match="the shapes do not go together"):
            share_on_top(largest_remainder, total, weights, base)

    def test_shares_have_to_fit(self):
        """
        A function that gives another number of shares, or of rows, is refused.
        """
        with pytest.raises(InvalidDataError, match="gives each one share"):
            share_on_top(lambda *_: [5], 10, [1, 1], 1)
        with pytest.raises(InvalidDataError, match="the shapes do not go together"):
            share_on_top(lambda *_: [[1, 1]] * 3, [9, 9], [1, 1], [[1, 1]] * 2)


class TestFunctions:
    @pytest.mark.parametrize("f", ["dhondt", None, Rounding.UP])
    def test_what_is_no_method(self, f):
        """
        The name of a method is no method.
        """
        with pytest.raises(InvalidDataError, match=r"^f: this is no method"):
            smallest_total(f, [1], 1)
        with pytest.raises(InvalidDataError, match=r"^f: this is no method"):
            top_up(f, 1, [1], 1)
        with pytest.raises(InvalidDataError, match=r"^f: this is no method"):
            share_on_top(f, 1, [1], 1)
