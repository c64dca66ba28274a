from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    SAINTE_LAGUE,
)
from fundmodel.apportion.kernels.divisors.steps import divide, images, middle


class TestDivide:
    def test_the_first_units_of_adams_go_to_the_largest(self):
        """
        With fewer units than weights the largest weights get one, ties by key.
        """
        assert [0, 1, 1, 0] == divide(2, [2, 3, 2, 2], ADAMS, order=[1, 1, 0, 0])

    def test_who_has_a_minimum_needs_no_first_unit(self):
        """
        The first units go to those who have none, if they may have one.
        """
        shares = divide(3, [9, 1, 2, 3], DEAN, lower=[0, 2, 0, 0], upper=[0, 2, 9, 9])

        assert [0, 2, 0, 1] == shares

    @pytest.mark.parametrize("signposts", [DHONDT, SAINTE_LAGUE, HUNTINGTON_HILL])
    def test_the_time_does_not_depend_on_the_total(self, signposts):
        """
        A total that could never be given unit by unit is divided.
        """
        assert [2**200, 2**201] == divide(3 * 2**200, [1, 2], signposts)

    def test_bounds_of_very_different_size(self):
        """
        The multiplier is found although one weight would take nearly all.
        """
        shares = divide(
            10**15, [10**30, 1, 1], SAINTE_LAGUE, lower=[0, 7, 0], upper=[9, 10**15, 11]
        )

        assert [9, 10**15 - 20, 11] == shares

    def test_where_everybody_stands_at_a_bound(self):
        """
        Without a free weight the bracket is halved until somebody is free.
        """
        shares = divide(
            2 * 10**6,
            [10**9, 1],
            DHONDT,
            lower=[0, 0],
            upper=[10**6, 10**6 + 1],
        )

        assert [10**6, 10**6] == shares


class TestImages:
    @given(
        st.sampled_from([DHONDT, ADAMS, HUNTINGTON_HILL, DEAN]),
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=2),
    )
    def test_they_stand_in_the_order_of_the_fractions(self, signposts, claims):
        """
        Whole numbers are equal where fractions are, and less where they are less.
        """
        image = images(signposts, weight=40, held=40)
        found = [image(held, weight) for held, weight in claims]

        prices = [
            Fraction(*signposts.key(held)) / weight**signposts.power
            for held, weight in claims
        ]
        assert sorted(range(len(claims)), key=prices.__getitem__) == sorted(
            range(len(claims)), key=found.__getitem__
        )
        assert len(set(prices)) == len(set(found))


class TestMiddle:
    @given(st.integers(0, 2**90), st.integers(2, 2**90))
    def test_it_lies_between(self, low, more):
        """
        Unless they are neighbours, it is neither of the two.
        """
        assert low < middle(low, low + more) < low + more
