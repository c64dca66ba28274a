from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.groups import grouped
from fundmodel.apportion.methods import (
    cumulative,
    dhondt,
    each,
    largest_remainder,
    sainte_lague,
)
from fundmodel.apportion.rounding import Rounding
from fundmodel.errors import BoundsError, InvalidDataError, NothingToShareByError

WEIGHT = st.one_of(st.integers(0, 5), st.integers(0, 10**9), st.just(2**70))
TOTAL = st.one_of(st.integers(-20, 50), st.sampled_from([2**63 - 1, -(2**63), 2**80]))
METHODS = [
    largest_remainder,
    sainte_lague,
    cumulative,
    partial(sainte_lague, maximum=2**90),
]


@st.composite
def groupings(draw):
    """Totals, groups of weights, and keys for each."""
    groups = draw(st.lists(st.lists(WEIGHT, max_size=5), max_size=5))
    totals = [draw(TOTAL) if any(group) else 0 for group in groups]
    keys = [[draw(st.integers(0, 2)) for _ in group] for group in groups]
    return totals, groups, draw(st.sampled_from([keys, None]))


def flat(lists):
    """Put the lists behind each other."""
    return [one for own in lists for one in own]


def offsets(groups):
    """Tell where each group begins, and where all end."""
    ends = [0]
    for group in groups:
        ends.append(ends[-1] + len(group))
    return ends


class TestGrouped:
    @pytest.mark.parametrize("method", METHODS)
    @given(drawn=groupings())
    def test_groups_are_one_by_one(self, method, drawn):
        """
        Every group gets what the method gives it alone.
        """
        totals, groups, keys = drawn
        order = None if keys is None else flat(keys)
        shares = grouped(
            totals, flat(groups), offsets(groups), method=method, order=order
        )

        assert shares == flat(
            method(total, group, order=None if keys is None else keys[i])
            if any(group)
            else [0] * len(group)
            for i, (total, group) in enumerate(zip(totals, groups, strict=True))
        )

    def test_lists_and_arrays(self):
        """
        A list gives a list, an array an array of 64 bits.
        """
        array = grouped(np.array([3, -4]), np.array([1, 2, 1]), np.array([0, 2, 3]))

        assert np.int64 == array.dtype
        assert [1, 2, -4] == array.tolist()
        assert [1, 2, -4] == grouped([3, -4], [1, 2, 1], [0, 2, 3])

    def test_exact_weights(self):
        """
        Decimals and fractions are scaled exactly.
        """
        weights = [Decimal("0.1"), Fraction(1, 5), 1]

        assert [1, 2, 4] == grouped([3, 4], weights, [0, 2, 3])

    def test_methods_that_keep_no_totals(self):
        """
        A method that rounds each share on its own does so in every group.
        """
        assert [33, 33, 33, 5] == grouped(
            [100, 5], [1, 1, 1, 1], [0, 3, 4], method=each
        )

    def test_no_groups(self):
        """
        No groups have no shares.
        """
        assert [] == grouped([], [], [0])
        assert [] == grouped([], [], [0], method=sainte_lague)

    @pytest.mark.parametrize(
        ("given_offsets", "where", "got", "wanted"),
        [
            ([1, 2, 3], "offsets[0]", "1", "0, as the first group begins"),
            ([0, 2, 1], "offsets[2]", "1", "at least 2, the offset before"),
            ([0, 1, 2], "offsets[2]", "2", "3, the number of weights"),
            ([0, 3], "offsets", "shape (2,), and 2 totals", "shape (3,)"),
            ([0, 1, 2**70], "offsets[2]", str(2**70), "3, the number"),
        ],
    )
    def test_offsets_that_do_not_cover(self, given_offsets, where, got, wanted):
        """
        Offsets that leave weights out, or count them twice, are named.
        """
        with pytest.raises(InvalidDataError) as caught:
            grouped([1, 1], [1, 1, 1], given_offsets)

        assert where == caught.value.where
        assert got == caught.value.got
        assert wanted in caught.value.expected

    def test_nothing_to_share_by(self):
        """
        A group with a total and no weight is named, empty or all zero.
        """
        with pytest.raises(NothingToShareByError) as zero:
            grouped([1, 5], [1, 0, 0], [0, 1, 3])
        with pytest.raises(NothingToShareByError) as empty:
            grouped([1, -5], [1], [0, 1, 1])

        assert str(zero.value) == (
            "groups[1]: all weights of a group are zero\n"
            "  got: 5 to share by 2 weights of 0\n"
            "  expected: a weight above 0 wherever there is something to share\n"
            "  mend: check whether the group is the right one; where a part has no "
            "parts of its own, give it one, with any weight"
        )
        assert "groups[1]: a group with a total is empty" in str(empty.value)
        assert "got: -5 to share by no weights" in str(empty.value)

    def test_wrong_shapes(self):
        """
        Weights of two axes, totals of two axes and other keys are refused.
        """
        with pytest.raises(InvalidDataError, match=r"weights of \(n,\)"):
            grouped([1], [[1]], [0, 1])
        with pytest.raises(InvalidDataError, match=r"totals of shape \(g,\)"):
            grouped([[1]], [1], [0, 1])
        with pytest.raises(InvalidDataError, match=r"order of shape \(n,\)"):
            grouped([1], [1], [0, 1], order=[1, 2])

    def test_methods_that_lose_recipients(self):
        """
        A method of one's own has to give one share each.
        """
        with pytest.raises(InvalidDataError, match="gives each one share") as caught:
            grouped(
                [1], [1, 1], [0, 2], method=lambda total, _, **__: np.array([total])
            )

        assert "groups[0]: arrays" == caught.value.where

    def test_what_the_method_raises_names_the_group(self):
        """
        An error of the method keeps its class and tells the group.
        """
        with pytest.raises(BoundsError) as caught:
            grouped([90, 10], [1] * 4, [0, 2, 4], method=partial(dhondt, minimum=20))

        assert str(caught.value).startswith(
            "groups[1]: minimum: the minimums add up to more than there is to divide\n"
            "  got: minimums of 40 and a total of 10; "
        )

    @pytest.mark.parametrize("method", ["dhondt", None, Rounding.UP])
    def test_what_is_no_method(self, method):
        """
        The name of a method is no method.
        """
        with pytest.raises(InvalidDataError) as caught:
            grouped([1], [1], [0, 1], method=method)

        assert str(caught.value) == (
            "method: this is no method\n"
            f"  got: {method!r}\n"
            "  expected: a method of apportionment, or a function that calls one\n"
            "  mend: give the method itself, for example sainte_lague, without quotes"
        )
