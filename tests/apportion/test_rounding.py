from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, Rounding, Tie, round_each, round_to_sum
from fundmodel.apportion.rounding import check_parts, check_sums
from fundmodel.errors import AllocationError, InvalidDataError

UNITS = st.sampled_from([1, 2, 10, 100, 10_000, 2**62, 2**64])
DENS = st.sampled_from([1, 2, 2, 3, 4, 72_857, 2**31 - 1, 2**61 - 1, 2**64 + 13])
WHOLES = st.one_of(
    st.integers(-5, 5),
    st.integers(-(10**6), 10**6),
    st.sampled_from([2**62, 2**63 - 1, -(2**63), 2**70]),
)
AMOUNTS = st.builds(
    lambda whole, den, part: whole + Fraction(den * part // 8, den),
    WHOLES,
    DENS,
    st.integers(0, 7),
)
ROWS = st.integers(1, 6).flatmap(
    lambda n: st.lists(
        st.lists(AMOUNTS, min_size=n, max_size=n), min_size=1, max_size=3
    )
)
HALF_UNITS = st.integers(-40, 40).map(lambda halves: Fraction(halves, 2))


class TestRoundEach:
    @given(ROWS, UNITS, st.sampled_from(Rounding))
    def test_every_amount_is_rounded_on_its_own(self, slow_each, rows, unit, rounding):
        """
        Halves go as the rounding says, and negative amounts mirror positive ones.
        """
        rounded = round_each(Mixed.from_fractions(rows), unit=unit, rounding=rounding)

        assert [[slow_each(one, unit, rounding) for one in row] for row in rows] == (
            rounded.tolist()
        )

    @given(st.lists(HALF_UNITS, min_size=1), st.sampled_from(Rounding))
    def test_halves(self, slow_each, row, rounding):
        """
        Halves decide where roundings differ.
        """
        rounded = round_each(Mixed.from_fractions(row), rounding=rounding)

        assert [slow_each(one, 1, rounding) for one in row] == rounded.tolist()

    @pytest.mark.parametrize(
        ("rounding", "expected"),
        [
            (Rounding.HALF_UP, [3, -3, 4, -4, 0, 2]),
            (Rounding.HALF_EVEN, [2, -2, 4, -4, 0, 2]),
            (Rounding.DOWN, [2, -2, 3, -3, 0, 2]),
            (Rounding.UP, [3, -3, 4, -4, 1, 2]),
        ],
    )
    def test_by_hand(self, rounding, expected):
        """
        2.5, -2.5, 3.5, -3.5, a tenth and 2.
        """
        halves = [Fraction(n, 2) for n in (5, -5, 7, -7)]
        amounts = Mixed.from_fractions([*halves, Fraction(1, 10), 2])

        assert expected == round_each(amounts, rounding=rounding).tolist()

    @pytest.mark.parametrize("unit", [0, -1, 0.5, True, "1"])
    def test_the_unit_is_a_whole_number(self, unit):
        """
        What is no whole number above zero is no unit.
        """
        with pytest.raises(InvalidDataError) as caught:
            round_each(Mixed.of([1]), unit=unit, rounding=Rounding.UP)

        assert str(caught.value) == (
            "unit: this is no unit to round to\n"
            f"  got: {unit!r}\n"
            "  expected: a whole number above 0\n"
            "  mend: count in the smallest unit: 1 for cents, 100 for whole euros"
        )


class TestRoundToSum:
    @given(ROWS, UNITS)
    def test_it_is_the_largest_remainder(self, slow_to_sum, rows, unit):
        """
        Every row comes out as by hand, whatever the denominators are.
        """
        rounded = round_to_sum(Mixed.from_fractions(rows), unit=unit)

        assert [slow_to_sum(row, unit) for row in rows] == rounded.amounts.tolist()

    @given(ROWS, st.data())
    def test_the_order_decides_ties(self, slow_to_sum, rows, data):
        """
        Smaller keys come first, then positions; keys may differ by scenario.
        """
        n = len(rows[0])
        key = st.one_of(st.integers(0, 2), st.just(2**70))
        keys = data.draw(
            st.lists(
                st.lists(key, min_size=n, max_size=n),
                min_size=len(rows),
                max_size=len(rows),
            )
        )
        amounts = Mixed.from_fractions(rows)
        by_row = [slow_to_sum(r, 1, k) for r, k in zip(rows, keys, strict=True)]
        by_first = [slow_to_sum(row, 1, keys[0]) for row in rows]

        assert by_row == round_to_sum(amounts, order=keys).amounts.tolist()
        assert by_first == round_to_sum(amounts, order=keys[0]).amounts.tolist()

    @given(ROWS, UNITS)
    def test_nobody_is_a_unit_away(self, rows, unit):
        """
        Everybody gets the units below or above the exact amount.
        """
        rounded = round_to_sum(Mixed.from_fractions(rows), unit=unit).amounts.tolist()

        for row, shares in zip(rows, rounded, strict=True):
            assert all(
                abs(exact - share) < unit and share % unit == 0
                for exact, share in zip(row, shares, strict=True)
            )

    @given(ROWS)
    def test_a_remainder_of_zero_never_wins(self, rows):
        """
        Whoever has whole units already keeps exactly these.
        """
        rounded = round_to_sum(Mixed.from_fractions(rows)).amounts.tolist()

        for row, shares in zip(rows, rounded, strict=True):
            whole = [i for i, exact in enumerate(row) if exact.denominator == 1]
            assert [row[i] for i in whole] == [shares[i] for i in whole]

    @given(ROWS)
    def test_negative_rows_mirror_positive_ones(self, rows):
        """
        Minus the amounts gives minus the shares, unless they cancel out.
        """
        rows = [row for row in rows if sum(row)] or [[Fraction(1)]]
        amounts = Mixed.from_fractions(rows)

        assert (-round_to_sum(amounts).amounts).tolist() == (
            round_to_sum(-amounts).amounts.tolist()
        )

    @given(ROWS)
    def test_a_batch_gives_what_its_rows_give(self, rows):
        """
        Scenarios do not touch each other, ties included.
        """
        batch = round_to_sum(Mixed.from_fractions(rows))

        for position, row in enumerate(rows):
            alone = round_to_sum(Mixed.from_fractions([row]))
            ties = [(t.tied, t.given) for t in batch.ties if t.scenario == position]
            assert alone.amounts[0].tolist() == batch.amounts[position].tolist()
            assert [(t.tied, t.given) for t in alone.ties] == ties

    @given(ROWS)
    def test_every_tie_that_was_decided_is_told(self, slow_to_sum, rows):
        """
        There is a tie exactly where turning the order round changes the shares.
        """
        rounded = round_to_sum(Mixed.from_fractions(rows))
        backward = range(len(rows[0]), 0, -1)
        expected = [
            position
            for position, row in enumerate(rows)
            if slow_to_sum(row) != slow_to_sum(row, 1, backward)
        ]

        told = [tie.scenario for tie in rounded.ties]

        # With a tie the turned order may, by symmetry, give the same to all.
        assert set(expected) <= set(told)
        for tie in rounded.ties:
            rests = {abs(rows[tie.scenario][i]) % 1 for i in tie.tied}
            ups = {rows[tie.scenario][i] % 1 for i in tie.tied}
            assert 1 in {len(rests), len(ups)}
            assert 0 < len(tie.given) < len(tie.tied)
            assert set(tie.given) <= set(tie.tied)

    @pytest.mark.parametrize(
        ("amounts", "order", "shares", "ties"),
        [
            # 10 by 1, 1, 4: 5/3, 5/3, 20/3; two units for three remainders of 2/3.
            (["5/3", "5/3", "20/3"], None, [2, 2, 6], [((0, 1, 2), (0, 1))]),
            (["5/3", "5/3", "20/3"], [2, 1, 0], [1, 2, 7], [((0, 1, 2), (1, 2))]),
            # 4 by 1, 1, 4: 2/3, 2/3, 8/3.
            (["2/3", "2/3", "8/3"], None, [1, 1, 2], [((0, 1, 2), (0, 1))]),
            # As many units as equal remainders: nothing to decide.
            (["1/2", "1/2", "1/4", "3/4"], None, [1, 0, 0, 1], [((0, 1), (0,))]),
            (["2/3", "2/3", "1/3", "1/3"], None, [1, 1, 0, 0], []),
            (["-5/3", "-5/3", "-20/3"], None, [-2, -2, -6], [((0, 1, 2), (0, 1))]),
            (["1/2", "0"], None, [0, 0], []),
            (["7"], None, [7], []),
        ],
    )
    def test_by_hand(self, amounts, order, shares, ties):
        """
        Small cases, worked out by the rule.
        """
        exact = Mixed.from_fractions([[Fraction(one) for one in amounts]])
        rounded = round_to_sum(exact, order=order)

        assert [shares] == rounded.amounts.tolist()
        assert tuple(Tie(scenario=0, tied=t, given=g) for t, g in ties) == rounded.ties

    def test_the_sum_may_keep_a_fraction(self):
        """
        A row that adds up to 2.5 gets 2, and a row of -2.5 gets -2.
        """
        amounts = Mixed.from_fractions([[Fraction(5, 4)] * 2, [Fraction(-5, 4)] * 2])

        assert round_to_sum(amounts).amounts.tolist() == [[1, 1], [-1, -1]]

    def test_nobody_gets_nothing(self):
        """
        Rows without recipients are fine.
        """
        rounded = round_to_sum(Mixed.zeros((2, 0)))

        assert rounded.amounts.shape == (2, 0)
        assert rounded.ties == ()

    def test_the_result_is_read_only(self):
        """
        A frozen result holds frozen amounts.
        """
        assert not round_to_sum(Mixed.of([[1]])).amounts.flags.writeable

    def test_many_recipients(self, slow_to_sum):
        """
        Ten thousand recipients come out as by hand.
        """
        row = [Fraction(i * i % 7_919, 7_919) for i in range(10_000)]

        rounded = round_to_sum(Mixed.from_fractions([row]))

        assert [slow_to_sum(row)] == rounded.amounts.tolist()
        assert math.floor(sum(row)) == rounded.amounts.sum()

    @pytest.mark.parametrize(
        ("amounts", "order", "got", "expected"),
        [
            ([1, 2], None, "(2,)", "amounts of shape (s, n)"),
            ([[1, 2]], [1], "(1, 2), (1,)", "order of shape (n,) or (s, n)"),
        ],
    )
    def test_shapes_must_go_together(self, amounts, order, got, expected):
        """
        There is a key for each recipient, and recipients stand along the last axis.
        """
        with pytest.raises(InvalidDataError) as caught:
            round_to_sum(Mixed.of(amounts), order=order)

        assert str(caught.value) == (
            "arrays: the shapes do not go together\n"
            f"  got: {got}\n"
            f"  expected: {expected}\n"
            "  mend: give recipients along the last axis, (n,) or (s, n); one number "
            "for each scenario becomes a column (s, 1)"
        )


class TestCheckSums:
    def test_a_wrong_sum_never_gets_out(self):
        """
        Shares that do not add up are an error, whatever made them.
        """
        with pytest.raises(AllocationError) as caught:
            check_sums(np.array([[1, 2], [1, 3]]), np.array([3, 3]))

        assert str(caught.value) == (
            "row 1: the shares do not add up to what was shared\n"
            "  got: 4\n"
            "  expected: 3\n"
            "  mend: report this as an error of fundmodel, with the numbers"
        )

    @pytest.mark.parametrize(
        ("shares", "totals"),
        [
            ([[1, 3]], [3]),
            ([[1, 2], [1, 3]], [3, 3]),
            ([[2**62, 2**62 + 1]], [2**63 - 1]),
            ([[2**70, 1]], [2**70]),
        ],
    )
    def test_parts_are_checked_as_well(self, shares, totals):
        """
        Where shares are parts of the total, a quicker way finds the same faults.
        """
        numbers = np.array(shares, dtype=object if totals[0] > 2**64 else np.int64)
        with pytest.raises(AllocationError, match="do not add up"):
            check_parts(numbers, np.array(totals))

    def test_parts_that_add_up(self):
        """
        Right sums pass, in a row and in a batch.
        """
        check_parts(np.array([[1, 2]]), np.array([3]))
        check_parts(np.array([[1, 2], [0, 4]]), np.array([3, 4]))
        check_parts(np.array([[2**62, 2**62 - 1]]), np.array([2**63 - 1]))
