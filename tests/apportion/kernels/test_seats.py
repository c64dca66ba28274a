from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels import seats
from fundmodel.apportion.problems import Problem
from fundmodel.apportion.rounding import Tie

WEIGHT = st.one_of(
    st.integers(0, 6), st.integers(0, 10**4), st.sampled_from([2**62, 2**70 + 1])
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=6).filter(any)


def slow(total, weights, lower=None, upper=None, order=None):
    """Hand out the seats as the article says, looking at everybody each time."""
    count = len(weights)
    lower = lower or [0] * count
    upper = upper or [total] * count
    order = order or [0] * count
    shares = list(lower)
    for size in range(sum(lower) + 1, total + 1):
        below = [i for i in range(count) if weights[i] and shares[i] < upper[i]]
        eligible = [
            i for i in below if shares[i] < Fraction(size * weights[i], sum(weights))
        ]
        best = min(
            eligible or below,
            key=lambda i: (Fraction(shares[i] + 1, weights[i]), order[i], i),
        )
        shares[best] += 1
    return shares


def row(values):
    """Make an array of one scenario."""
    return None if values is None else np.array([values], dtype=object)


def problem(total, weights, lower=None, upper=None, order=None):
    """Make a problem of one scenario."""
    return Problem(
        totals=np.array([total]),
        weights=row(weights),
        lower=row(lower),
        upper=row(upper),
        order=None if order is None else np.array([order]),
    )


@st.composite
def bounded(draw):
    """A total, weights and bounds that can be met."""
    weights = draw(WEIGHTS)
    each = st.lists(st.integers(0, 4), min_size=len(weights), max_size=len(weights))
    lower, more = draw(each), draw(each)
    upper = [low + extra for low, extra in zip(lower, more, strict=True)]
    room = sum(extra for extra, w in zip(more, weights, strict=True) if w)
    total = sum(lower) + draw(st.integers(0, room))
    order = draw(st.one_of(st.none(), each))
    return total, weights, lower, upper, order


class TestShares:
    @given(st.integers(0, 40), WEIGHTS)
    def test_it_agrees_with_the_reference(self, total, weights):
        """
        The seats go to whom the article gives them.
        """
        shares = seats.shares(problem(total, weights))

        assert [slow(total, weights)] == shares.tolist()

    @given(bounded())
    def test_bounds_and_keys(self, drawn):
        """
        Minimums come first, maximums end it, and keys decide ties.
        """
        shares = seats.shares(problem(*drawn))

        assert [slow(*drawn)] == shares.tolist()

    @given(st.integers(0, 60), WEIGHTS)
    def test_nobody_leaves_the_quota(self, total, weights):
        """
        Everybody gets the exact quota, rounded down or up.
        """
        shares = seats.shares(problem(total, weights))[0].tolist()

        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - Fraction(total * weight, sum(weights))) < 1

    @given(bounded())
    def test_a_larger_house_takes_nothing(self, drawn):
        """
        One seat more costs nobody a seat.
        """
        total, weights, lower, upper, _ = drawn
        top = sum(
            up if w else low for low, up, w in zip(lower, upper, weights, strict=True)
        )
        before = seats.shares(problem(*drawn))
        after = seats.shares(problem(min(total + 1, top), *drawn[1:]))

        assert (after >= before).all()

    def test_scenarios(self):
        """
        Each row is a house of its own.
        """
        both = Problem(totals=np.array([7, 10]), weights=np.array([[1, 1, 4]]))

        assert [slow(7, [1, 1, 4]), slow(10, [1, 1, 4])] == seats.shares(both).tolist()


class TestTies:
    def test_equal_weights(self):
        """
        Of three who are equal, two get a seat, and all three are named.
        """
        told = problem(2, [1, 1, 1], order=[2, 1, 0])

        assert (Tie(scenario=0, tied=(0, 1, 2), given=(1, 2)),) == seats.ties(
            told, seats.shares(told)
        )

    def test_ties_that_decide_nothing(self):
        """
        Where all who were equal got their seat in the end, no tie is named.
        """
        told = problem(3, [1, 1, 1])

        assert () == seats.ties(told, seats.shares(told))

    def test_equal_but_not_at_the_same_time(self):
        """
        Who was not yet below its quota has lost no tie.
        """
        # The first recipient is above its quota by its minimum, 2 to 36/28, when the
        # second gets a seat at the priority that the first has too: 1/4 = 3/12.
        weights = [12, 4, *[1] * 12]
        told = problem(3, weights, lower=[2, *[0] * 13])
        shares = seats.shares(told)

        assert [[2, 1, *[0] * 12]] == shares.tolist()
        assert () == seats.ties(told, shares)

    def test_a_tie_among_those_above_their_quota(self):
        """
        Where a maximum leaves seats to those above their quota, they may be tied.
        """
        told = problem(6, [10, 1, 1, 1], upper=[1, 9, 9, 9])
        shares = seats.shares(told)

        assert [[1, 2, 2, 1]] == shares.tolist()
        assert (Tie(scenario=0, tied=(1, 2, 3), given=(1, 2)),) == seats.ties(
            told, shares
        )

    @given(bounded())
    def test_another_order_shows_them(self, drawn):
        """
        Where no tie is named, no keys change the shares.
        """
        total, weights, lower, upper, _ = drawn
        told = problem(total, weights, lower, upper)
        shares = seats.shares(told)
        turned = slow(total, weights, lower, upper, list(range(len(weights), 0, -1)))

        assert seats.ties(told, shares) or shares[0].tolist() == turned
