"""Tests of `fundmodel.apportion.bounds`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import bounds
from fundmodel.apportion.bounds import named, read_bounds
from fundmodel.errors import BoundsError, InvalidDataError

NUMBERS = st.one_of(st.integers(-2, 9), st.sampled_from([2**40, 2**62, 2**63, 2**70]))


def read(minimum=None, maximum=None, *, totals=(10,), weights=((1, 1, 4),)):
    """Read bounds for plain lists."""
    return read_bounds(
        minimum, maximum, totals=np.array(totals), weights=np.array(weights)
    )


def lists(read_ones):
    """Give both bounds as lists."""
    return [None if bound is None else bound.tolist() for bound in read_ones]


def refused(*args, **kwargs):
    """Give the message with which bounds are refused."""
    with pytest.raises(BoundsError) as caught:
        read(*args, **kwargs)
    return str(caught.value)


class TestReadBounds:
    @pytest.mark.parametrize(
        ("minimum", "expected"),
        [
            (None, None),
            (2, [[2]]),
            (np.int64(2), [[2]]),
            ([1, 2, 3], [[1, 2, 3]]),
            (np.array([1, 2, 3], dtype=np.uint8), [[1, 2, 3]]),
            ([[1, 2, 3]], [[1, 2, 3]]),
            (np.array([[3]]), [[3]]),
            ([3, -1, 0], [[3, 0, 0]]),
            (0, None),
            ([0, -5, 0], None),
        ],
    )
    def test_one_number_or_one_for_each(self, minimum, expected):
        """
        Minimums come as a number or an array; what is below zero binds nobody.
        """
        assert [expected, None] == lists(read(minimum))

    @pytest.mark.parametrize(
        ("maximum", "expected"),
        [(None, None), (9, [[9]]), ([9, 10, 11], [[9, 10, 11]]), (11, None)],
    )
    def test_maximums_that_cannot_bind_are_left_out(self, maximum, expected):
        """
        A maximum above the largest total is none.
        """
        assert [None, expected] == lists(read(maximum=maximum))

    def test_scenarios_may_have_bounds_of_their_own(self):
        """
        Bounds of shape (s, n) and columns (s, 1) go with (s,) totals.
        """
        found = read(
            [[1, 2], [3, 4]], np.array([[5], [6]]), totals=(7, 8), weights=[[1, 1]]
        )

        assert [[[1, 2], [3, 4]], [[5], [6]]] == lists(found)

    @pytest.mark.parametrize(
        "value",
        [
            1.0,
            True,
            "1",
            Decimal(1),
            Fraction(1),
            [1, 2.0, 3],
            [1, None, 3],
            [True] * 3,
        ],
    )
    @pytest.mark.parametrize("where", ["minimum", "maximum"])
    def test_only_whole_numbers_are_taken(self, value, where):
        """
        Bounds are whole units; nothing is rounded for the caller.
        """
        with pytest.raises(
            InvalidDataError, match=rf"{where}.*: this is no whole number"
        ):
            read(**{where: value})

    @pytest.mark.parametrize("value", [[1], [1, 2], [[1, 2, 3]] * 2, [[1], [1]]])
    def test_shapes_have_to_fit(self, value):
        """
        A list is one bound for each recipient.
        """
        with pytest.raises(InvalidDataError, match="a minimum of shape"):
            read(value)

    def test_crossing_bounds_are_named(self):
        """
        Who has a minimum above the maximum is named.
        """
        assert (
            "maximum[1]: a minimum is above the maximum\n"
            "  got: minimum 5, maximum 3; so it is for recipients 1, 2\n"
            "  expected: 0 <= minimum <= maximum\n"
            "  mend: check whether both are in the same unit, and in the same order "
            "of recipients"
        ) == refused([0, 5, 4], 3)

    def test_crossing_bounds_of_a_scenario_are_named(self):
        """
        With scenarios, the place has both indices.
        """
        message = refused(1, [[9, 9], [9, 0]], totals=(5, 5), weights=[[1, 1]])

        assert message.startswith("maximum[1, 1]: a minimum is above the maximum\n")

    def test_a_negative_maximum_crosses(self):
        """
        Nobody can get less than nothing of a positive total.
        """
        assert refused(None, [3, -1, 3]).startswith("maximum[1]: a maximum is negative")

    def test_minimums_above_the_total_are_named(self):
        """
        Both sums are stated, and the first few who have a minimum.
        """
        assert (
            "minimum: the minimums add up to more than there is to divide\n"
            "  got: minimums of 12 and a total of 10; recipients with a minimum: "
            "0, 1, 2, 4, 5 and 1 more\n"
            "  expected: minimums that add up to 10 or less\n"
            "  mend: raise the total to 12 or more, lower the minimums, or divide the "
            "total with the minimums as weights"
        ) == refused([2, 2, 2, 0, 2, 2, 2], weights=[[1] * 7])

    def test_maximums_below_the_total_are_named(self):
        """
        Who has no weight gets the minimum only, and cannot take up the total.
        """
        assert (
            "maximum: the maximums do not take up what there is to divide\n"
            "  got: maximums of 9 and a total of 10; recipients with a weight: 0, 2\n"
            "  expected: maximums that add up to 10 or more; who has no weight gets "
            "only the minimum\n"
            "  mend: lower the total to 9 or less, or raise the maximums"
        ) == refused([0, 1, 0], 4, weights=[[1, 0, 4]])

    def test_the_scenario_is_named(self):
        """
        With scenarios, the first that cannot be divided is named.
        """
        too_much = refused(2, totals=(9, 5), weights=[[1, 1, 1]])
        too_little = refused(None, 2, totals=(6, 9), weights=[[1, 1, 1]])
        own = refused(None, [[9, 0], [2, 2]], totals=(6, 5), weights=[[1, 1]])

        assert too_much.startswith("minimum[1]: ")
        assert too_little.startswith("maximum[1]: ")
        assert own.startswith("maximum[1]: ")

    @given(
        st.lists(
            st.tuples(NUMBERS, NUMBERS, st.integers(0, 2)), min_size=1, max_size=5
        ),
        st.lists(
            st.one_of(st.integers(0, 30), NUMBERS.filter(bool)), min_size=1, max_size=3
        ),
        st.integers(1, 3),
    )
    def test_what_passes_can_be_kept(self, rows, totals, cells):
        """
        Bounds pass exactly if some shares between them add up to each total.
        """
        minimum, maximum, weights = (list(part) for part in zip(*rows, strict=True))
        totals = [abs(total) for total in totals]
        least = [max(low, 0) for low in minimum]
        most = [
            high if weight else low
            for low, high, weight in zip(least, maximum, weights, strict=True)
        ]
        fits = all(low <= high for low, high in zip(least, maximum, strict=True))
        fits &= all(sum(least) <= total <= sum(most) for total in totals)
        arrays = {"totals": np.array(totals), "weights": np.array([weights])}
        if any(total > 2**63 - 1 for total in totals):
            arrays["totals"] = np.array(totals, dtype=object)
        # Maximums above the total are none, whatever the weights.
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(bounds, "_CELLS", cells)
            try:
                read_bounds(minimum, maximum, **arrays)
            except BoundsError:
                passed = False
            else:
                passed = True

        assert passed == (fits or _binds_nobody(least, maximum, totals))

    def test_large_sums_are_exact(self):
        """
        Sums beyond 64 bits do not wrap round.
        """
        most = 2**63 - 1
        weights = [[1] * 3]

        more = 2**63
        kept = read(
            None, [more, 1], totals=np.array([more + 1], dtype=object), weights=[[1, 1]]
        )

        assert [None, [[more, 1]]] == lists(kept)
        assert "maximums of 2 and a total of 9223372036854775808" in refused(
            None, [1, 1], totals=np.array([more], dtype=object), weights=[[1, 1]]
        )
        assert "minimums of 27670116110564327421" in refused(
            most, totals=(most,), weights=weights
        )
        assert [None, [[most // 2] * 3]] == lists(
            read(None, [most // 2] * 3, totals=(most,), weights=weights)
        )
        assert "a total of 9223372036854775807" in refused(
            None, [most // 4] * 3, totals=(most,), weights=weights
        )


def _binds_nobody(least, maximum, totals):
    """Tell whether minimums fit and all maximums are above the largest total."""
    return (
        all(sum(least) <= total for total in totals)
        and all(low <= high for low, high in zip(least, maximum, strict=True))
        and all(high > max(totals) for high in maximum)
    )


class TestNamed:
    def test_a_few_are_named(self):
        """
        Up to five positions are named, the others are counted.
        """
        assert "1, 3" == named(np.array([False, True, False, True]))
        assert "0, 1, 2, 3, 4" == named(np.ones(5, dtype=np.bool_))
        assert "0, 1, 2, 3, 4 and 1,995 more" == named(np.ones(2_000, dtype=np.bool_))
