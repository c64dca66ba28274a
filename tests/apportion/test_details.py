from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel import apportion
from fundmodel.apportion import (
    Interval,
    Rounding,
    Tie,
    adams,
    balinski_young,
    cumulative,
    detailed,
    dhondt,
    each,
    each_rounded,
    huntington_hill,
    largest_remainder,
    sainte_lague,
)

WEIGHTS = st.lists(
    st.one_of(st.integers(0, 6), st.integers(0, 10**12), st.just(2**70)),
    min_size=1,
    max_size=7,
).filter(any)
TOTALS = st.integers(-40, 40)
DIVISORS = [
    apportion.adams,
    apportion.dean,
    apportion.dhondt,
    apportion.huntington_hill,
    apportion.modified_sainte_lague,
    apportion.sainte_lague,
]
METHODS = [*DIVISORS, largest_remainder, cumulative, balinski_young, each]


@st.composite
def bounded(draw):
    """Weights, a total and bounds that leave room for it."""
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6))
    n = len(weights)
    lower = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    room = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    upper = [low + more for low, more in zip(lower, room, strict=True)]
    total = draw(st.integers(sum(lower), sum(upper)))
    return total, weights, lower, upper


class TestDetailed:
    @pytest.mark.parametrize("method", METHODS)
    @given(TOTALS, WEIGHTS)
    def test_the_shares_are_those_of_the_method(self, method, total, weights):
        """
        The detailed form and the method never differ, whatever the sign.
        """
        detail = detailed(method, total, weights)

        assert method(total, weights) == detail.shares
        assert total == sum(detail.shares) + detail.residual[0]

    @given(TOTALS, WEIGHTS)
    def test_quotas_are_exact(self, slow_quotas, total, weights):
        """
        Quotas are fractions that add up to the total.
        """
        quotas = detailed(largest_remainder, total, weights).quotas

        assert slow_quotas(total, weights) == quotas.fractions()[0].tolist()

    @given(bounded())
    def test_quotas_keep_within_bounds(self, slow_quotas_within, drawn):
        """
        With bounds, quotas are clipped at one level for all.
        """
        total, weights, lower, upper = drawn
        detail = detailed(
            largest_remainder, total, weights, minimum=lower, maximum=upper
        )

        assert slow_quotas_within(total, weights, lower, upper) == (
            detail.quotas.fractions()[0].tolist()
        )

    @given(bounded(), st.lists(st.integers(0, 2), min_size=6, max_size=6))
    def test_ties_of_remainders(self, slow_quotas_within, drawn, order):
        """
        A tie is told where equal remainders did not all get a unit.
        """
        total, weights, lower, upper = drawn
        detail = detailed(
            largest_remainder,
            total,
            weights,
            minimum=lower,
            maximum=upper,
            order=order[: len(weights)],
        )
        exact = slow_quotas_within(total, weights, lower, upper)
        won = [s > q // 1 for s, q in zip(detail.shares, exact, strict=True)]
        last = min((q % 1 for q, w in zip(exact, won, strict=True) if w), default=0)
        tied = tuple(i for i, q in enumerate(exact) if last and q % 1 == last)
        given_ = tuple(i for i in tied if won[i])

        assert detail.ties == (
            (Tie(scenario=0, tied=tied, given=given_),) if tied != given_ else ()
        )

    @pytest.mark.parametrize("method", DIVISORS)
    @given(bounded())
    def test_multipliers_certify_the_shares(self, method, drawn):
        """
        No unit given lies above one that was not: low is at most high.
        """
        total, weights, lower, upper = drawn
        detail = detailed(method, total, weights, minimum=lower, maximum=upper)
        (interval,) = detail.intervals

        assert (interval.low is None) == (total == sum(lower))
        assert (interval.high is None) == (total == sum(upper))
        if interval.low is not None and interval.high is not None:
            assert interval.low <= interval.high
            assert bool(detail.ties) <= (interval.low == interval.high)

    @given(st.integers(1, 40), WEIGHTS)
    def test_dhondt_rounds_down_at_every_multiplier_of_the_interval(
        self, total, weights
    ):
        """
        Between low and high, weight x multiplier rounded down gives the shares.
        """
        detail = detailed(dhondt, total, weights)
        (interval,) = detail.intervals

        if interval.low < interval.high:
            for multiplier in (interval.low, (interval.low + interval.high) / 2):
                assert detail.shares == [w * multiplier // 1 for w in weights]

    def test_ties_of_divisors(self):
        """
        Equal multipliers of which only some were served are a tie.
        """
        detail = detailed(sainte_lague, 4, [3, 1, 1, 1], order=[0, 3, 2, 1])

        assert [2, 0, 1, 1] == detail.shares
        assert (Interval(low=Fraction(1, 2), high=Fraction(1, 2)),) == detail.intervals
        assert (Tie(scenario=0, tied=(0, 1, 2, 3), given=(0, 2, 3)),) == detail.ties

    def test_squares_where_multipliers_are_irrational(self):
        """
        Huntington-Hill's multipliers are given as squares.
        """
        (interval,) = detailed(huntington_hill, 4, [2, 1]).intervals

        assert Interval(low=Fraction(6, 4), high=Fraction(2, 1), is_squared=True) == (
            interval
        )

    def test_a_free_first_unit_goes_by_weight(self):
        """
        Adams: two units for three, so only the equal ones among the last are tied.
        """
        detail = detailed(adams, 2, [5, 3, 3])

        assert ([1, 1, 0], (Tie(scenario=0, tied=(1, 2), given=(1,)),)) == (
            detail.shares,
            detail.ties,
        )
        assert () == detailed(adams, 2, [5, 3, 2]).ties

    def test_a_tie_of_the_quota_method(self):
        """
        Units given one by one may be tied as well.
        """
        detail = detailed(balinski_young, 1, [1, 1])

        assert (Tie(scenario=0, tied=(0, 1), given=(0,)),) == detail.ties

    @given(st.integers(-100, 100), WEIGHTS)
    def test_the_residual_of_rounding_alone(self, total, weights):
        """
        What the rounded shares lack to the total is stated.
        """
        down = detailed(each_rounded(Rounding.DOWN), total, weights)

        assert total - sum(down.shares) == down.residual[0]
        assert () == down.ties

    def test_batches(self):
        """
        Each scenario has quotas, an interval and ties of its own.
        """
        totals = np.array([4, -1])
        detail = detailed(sainte_lague, totals, np.array([3, 1, 1, 1]))

        assert [[2, 1, 1, 0], [-1, 0, 0, 0]] == detail.shares.tolist()
        assert Fraction(-1, 2) == detail.quotas.fraction(1, 0)
        assert Fraction(1, 2) == detail.remainders.fraction(1, 0)
        assert [0, 0] == detail.residual.tolist()
        assert [0] == [tie.scenario for tie in detail.ties]
        assert [Fraction(1, 2), Fraction(1, 6)] == [i.low for i in detail.intervals]
