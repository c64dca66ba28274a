from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import denominators
from fundmodel.apportion.integers import narrowed, objects

DENS = st.sampled_from([1, 2, 3, 6, 7, 72_857, 2**31 - 1, 2**61 - 1, 2**62, 2**64 + 13])
FRACTIONS = st.builds(
    lambda den, part: Fraction(den * part // 9, den), DENS, st.integers(0, 8)
)
ROWS = st.lists(FRACTIONS, min_size=1, max_size=6)


def parts(rows):
    """Give numerators and denominators, one of its own for each fraction."""
    shape = (len(rows), len(rows[0]))
    flat = [one for row in rows for one in row]
    above = objects([one.numerator for one in flat], shape)
    return narrowed(above), narrowed(objects([one.denominator for one in flat], shape))


class TestShared:
    @given(ROWS)
    def test_the_values_stay(self, row):
        """
        With one denominator the fractions are the same.
        """
        found = denominators.shared(*parts([row]))

        if found is not None:
            numerators, den = found
            again = [Fraction(one, int(den[0, 0])) for one in numerators[0].tolist()]
            assert row == again

    def test_each_row_may_have_its_own(self):
        """
        Where one denominator for all does not fit, each row has one of its own.
        """
        large = 2**61 - 1
        rows = [
            [Fraction(1, large), Fraction(2, large)],
            [Fraction(1, 7), Fraction(1, 8)],
        ]

        numerators, den = denominators.shared(*parts(rows))

        assert [[large], [56]] == den.tolist()
        assert numerators.tolist() == [[1, 2], [8, 7]]

    def test_too_large_ones_are_not_made(self):
        """
        A common denominator beyond 64 bits is no help.
        """
        row = [Fraction(1, 2**61 - 1), Fraction(1, 2**31 - 1)]

        assert denominators.shared(*parts([row])) is None
        assert denominators.shared(*(part[0] for part in parts([row]))) is None


class TestReduced:
    def test_nothing_left_has_denominator_one(self):
        """
        Numerators of zero need no denominator.
        """
        _, den = denominators.reduced(np.zeros((1, 2), dtype=np.int64), np.array([[7]]))

        assert den.tolist() == [[1]]

    def test_a_shared_denominator_stays_shared(self):
        """
        What all numerators of a row have in common is cancelled first.
        """
        big = 2**70
        numerator = np.array([[big, 2 * big]], dtype=object)

        numerator, den = denominators.reduced(
            numerator, np.array([[big * 3]], dtype=object)
        )

        assert (numerator.tolist(), den.tolist()) == ([[1, 2]], [[3]])
        assert np.int64 == den.dtype

    def test_single_fractions_are_cancelled_if_that_helps(self):
        """
        Each fraction is cancelled on its own where all of them then fit.
        """
        shared = 2**40 * 3**39
        numerator = np.array([[3**39, 2**40]], dtype=object)

        numerator, den = denominators.reduced(
            numerator, np.array([[shared]], dtype=object)
        )

        assert (numerator.tolist(), den.tolist()) == ([[1, 1]], [[2**40, 3**39]])

    def test_else_it_stays_as_it_is(self):
        """
        A denominator that is too large either way stays shared.
        """
        shared = 2**80
        numerator = np.array([[1, 2]], dtype=object)

        numerator, den = denominators.reduced(
            numerator, np.array([[shared]], dtype=object)
        )

        assert ([[1, 2]], [[shared]]) == (numerator.tolist(), den.tolist())


class TestSumOfRow:
    @given(ROWS)
    def test_it_is_the_sum(self, row):
        """
        Adding in pairs gives what adding one by one gives.
        """
        numerator, den = parts([row])

        assert sum(row) == denominators.sum_of_row(numerator[0], den[0])


class TestRanks:
    @given(
        st.integers(1, 5).flatmap(
            lambda n: st.lists(
                st.lists(FRACTIONS, min_size=n, max_size=n), min_size=1, max_size=3
            )
        )
    )
    def test_they_stand_in_the_order_of_the_fractions(self, rows):
        """
        Ranks compare like the fractions of their row, whatever the denominators.
        """
        ranks = denominators.ranks(*parts(rows))

        assert np.int64 == ranks.dtype
        for row, found in zip(rows, ranks.tolist(), strict=True):
            expected = [[a < b for a in row] for b in row]
            assert expected == [[a < b for a in found] for b in found]

    def test_large_numerators_with_one_denominator_are_ranked(self):
        """
        Numerators beyond 64 bits are replaced by their positions.
        """
        row = np.array([[2**70, 5, 2**70, 7]], dtype=object)

        assert denominators.ranks(row, np.array([[2**71]])).tolist() == [[2, 0, 2, 1]]
