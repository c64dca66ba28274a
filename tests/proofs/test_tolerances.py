"""Tests of `fundmodel.proofs.tolerances`."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fundmodel.proofs.tolerances import Excess, Limits, excesses

CENTS = st.integers(0, 10_000)
LINES = st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=6)
SHARES = st.none() | st.fractions(0, 1, max_denominator=20)


def result(lines, line, total):
    """Give the excess of each line of pairs of planned and counted."""
    planned, counted = zip(*lines, strict=True)
    saved = [max(plan - spent, 0) for plan, spent in lines]
    return excesses(planned, counted, saved, Limits.of(planned, line, total))


def part(excess):
    """Give what of an excess was offset."""
    return sum(amount for _, amount in excess.offset)


class TestExcesses:
    def test_an_excess_within_the_tolerance_is_offset_by_savings(self):
        """
        A line may exceed by its tolerance as far as another one saved.
        """
        found = result([(100, 115), (100, 90)], Fraction(20, 100), Fraction(0))

        assert found == (Excess(offset=((1, 10),), cut=5), Excess())

    def test_the_rest_is_borne_at_own_cost_within_the_tolerance_of_the_total(self):
        """
        What is not offset is borne at own cost, up to the tolerance of the total.
        """
        found = result([(100, 120), (100, 100)], Fraction(20, 100), Fraction(3, 100))

        assert found == (Excess(own=6, cut=14), Excess())

    def test_what_is_above_the_tolerance_is_not_offset(self):
        """
        Savings offset no more than the tolerance of a line.
        """
        found = result([(100, 150), (100, 0)], Fraction(20, 100), None)

        assert found[0] == Excess(above=30, offset=((1, 20),))

    def test_what_was_spent_and_does_not_count_was_not_saved(self):
        """
        A line of which less counts offsets no more than was not spent.
        """
        limits = Limits.of([100, 100], Fraction(20, 100), Fraction(0))

        assert excesses([100, 100], [115, 80], [0, 5], limits) == (
            Excess(offset=((1, 5),), cut=10),
            Excess(),
        )

    def test_parts_of_a_cent_are_no_tolerance(self):
        """
        A tolerance is rounded down to whole smallest units.
        """
        assert Limits.of([9], Fraction(20, 100), Fraction(1, 3)) == Limits(
            lines=(1,), total=3
        )

    def test_savings_go_to_the_lines_in_proportion(self):
        """
        Two lines get scarce savings in proportion to what they exceed by.
        """
        found = result([(100, 120), (100, 110), (15, 0)], None, Fraction(0))

        assert [part(one) for one in found] == [10, 5, 0]
        assert [one.cut for one in found] == [10, 5, 0]

    @given(LINES, SHARES, SHARES)
    def test_every_excess_is_told_apart(self, lines, line, total):
        """
        What is above, offset, own and cut adds up to the excess of each line.
        """
        for (planned, counted), one in zip(
            lines, result(lines, line, total), strict=True
        ):
            pieces = one.above + part(one) + one.own + one.cut

            assert pieces == max(counted - planned, 0)
            assert min(one.above, one.own, one.cut) >= 0

    @given(LINES, SHARES, SHARES)
    def test_no_saving_is_used_twice(self, lines, line, total):
        """
        From each line, others get no more than it saved.
        """
        found = result(lines, line, total)
        for index, (planned, counted) in enumerate(lines):
            taken = sum(
                amount for one in found for i, amount in one.offset if i == index
            )

            assert taken <= max(planned - counted, 0)

    @given(LINES, SHARES, st.fractions(0, 1, max_denominator=20))
    def test_the_total_is_kept(self, lines, line, total):
        """
        What counts in the end exceeds the plan by no more than its tolerance.
        """
        found = result(lines, line, total)
        planned = sum(plan for plan, _ in lines)
        kept = sum(counted for _, counted in lines) - sum(
            one.above + one.cut for one in found
        )

        assert kept <= planned + total * planned
