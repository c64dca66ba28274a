"""What callers may get wrong: each a named error, never a wrong sum or a warning."""

from __future__ import annotations

import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from fundmodel import apportion as A  # noqa: N812  many names, used once each
from fundmodel.errors import BoundsError, InvalidDataError

HUGE = 10**5_000
DIVISORS = [
    A.adams,
    A.dean,
    A.dhondt,
    A.huntington_hill,
    A.modified_sainte_lague,
    A.sainte_lague,
]
METHODS = [*DIVISORS, A.largest_remainder, A.cumulative, A.each]


@pytest.mark.parametrize("method", METHODS)
class TestArrays:
    @pytest.mark.parametrize("dtype", ["u8", ">u8", "<u8"])
    def test_wide_unsigned_numbers(self, method, dtype):
        """
        The order of bytes changes nothing, also beyond 63 bits.
        """
        totals = np.array([2**64 - 10], dtype=dtype)
        shares = method(totals, [1, 2])

        assert method([2**64 - 10], [1, 2]) == shares
        assert 2**64 - 10 == sum(shares[0])

    @pytest.mark.parametrize("dtype", ["m8[ns]", "M8[ns]", "m8[D]"])
    def test_dates_are_no_numbers(self, method, dtype):
        """
        A column of dates or durations is refused, although numpy counts in it.
        """
        dates = np.array([1, 2], dtype=dtype)
        for arguments in (
            (10, dates),
            (dates, [1, 2]),
            (10, [dates[0], 1]),
            (dates[0], [1, 2]),
        ):
            with pytest.raises(InvalidDataError):
                method(*arguments)
        with pytest.raises(InvalidDataError, match="minimum"):
            method(10, [1, 2], minimum=dates)

    @pytest.mark.parametrize(
        "total", [np.True_, np.float32(10), np.array(10), np.float64("nan")]
    )
    def test_a_single_number_of_numpy(self, method, total):
        """
        What is no whole number is shown.
        """
        with pytest.raises(InvalidDataError) as caught:
            method(total, [1, 2])
        assert repr(total) in str(caught.value)

    def test_rows_of_different_lengths(self, method):
        """
        Lists of lists are what numpy makes of them, which are no weights.
        """
        for weights in ([[1, 2], [3]], [[1], 2], [1, [2]]):
            with pytest.raises(InvalidDataError, match="rows of different lengths"):
                method([5, 5], weights)

    def test_small_rows_beside_huge_ones(self, method):
        """
        A row beyond 64 bits leaves the other rows as they are.
        """
        n = 70
        for rows in ([[1] * n, [2**63] * n], [[Fraction(1, 3)] * n, [10**20] * n]):
            expected = [method(100, row) for row in rows]

            assert expected == method([100, 100], rows)
        totals, least = [100, 2**70], [[1] * n, [2**63] * n]

        assert [method(100, [1] * n, minimum=1), method(2**70, [1] * n)] == (
            method(totals, [[1] * n] * 2, minimum=least)
        )
        assert [method(100, [1] * n), method(2**64, [2] * n)] == (
            method([100, 2**64], [[1] * n, [2] * n], maximum=2**64)
        )

    def test_many_negative_rows_with_a_huge_bound(self, method):
        """
        Bounds beyond 64 bits bind nobody, whatever the sign.
        """
        totals = [-100] * 7 + [-(2**63)]
        shares = method(totals, [[1] * 70] * 8, minimum=-(2**63))

        assert [method(total, [1] * 70) for total in totals] == shares

    def test_inputs_are_left_as_they_are(self, method):
        """
        Arrays may be read-only, reversed or in another order of memory.
        """
        weights = np.arange(1, 101, dtype=np.int64).reshape(2, 50)
        for given in (weights[:, ::-1], np.asfortranarray(weights), weights[:, ::2]):
            before = given.copy()
            before.setflags(write=False)
            shares = method(1_000, before)

            assert shares.tolist() == method(1_000, given).tolist()
            assert given.tolist() == before.tolist()

    def test_shapes_of_bounds(self, method):
        """
        What is refused for a positive total is refused for a negative one.
        """
        for total, bounds in ((10, {"minimum": [1]}), (-10, {"maximum": [-1]})):
            with pytest.raises(InvalidDataError, match="shapes do not go together"):
                method(total, [1, 2], **bounds)
        with pytest.raises(InvalidDataError, match="shapes do not go together"):
            method([-5, 5], [[1, 2], [3, 4]], minimum=[[-9, -9]] * 3)


class TestMessages:
    @pytest.mark.parametrize(
        "call",
        [
            lambda: A.largest_remainder(10, [1, -HUGE]),
            lambda: A.largest_remainder(HUGE, [1, 2], maximum=3),
            lambda: A.largest_remainder(10, [1, 2], minimum=HUGE),
            lambda: A.dhondt(10, [1, 2], minimum=HUGE, maximum=3),
        ],
    )
    def test_numbers_too_long_to_print(self, call):
        """
        Python refuses to write 5,000 digits; the message does without them.
        """
        with pytest.raises((InvalidDataError, BoundsError)) as caught:
            call()
        assert 2_000 > len(str(caught.value))

    def test_bounds_of_a_negative_total(self):
        """
        The message says that it shows the mirror image.
        """
        with pytest.raises(BoundsError) as caught:
            A.largest_remainder(-5, [1, 2], minimum=-1)
        assert str(caught.value) == (
            "minimum and maximum: the maximums do not take up what there is to divide\n"
            "  got: maximums of 2 and a total of 5; recipients with a weight: 0, 1 (a "
            "total is negative: all numbers are shown with the other sign, so that "
            "minimum and maximum change places)\n"
            "  expected: maximums that add up to 5 or more; who has no weight gets "
            "only the minimum\n"
            "  mend: lower the total to 2 or less, or raise the maximums"
        )

    def test_a_bound_between_two_units(self):
        """
        The position of the first is named.
        """
        with pytest.raises(InvalidDataError) as caught:
            A.each(100, [1, 1, 1], unit=10, minimum=[0, 10, 5])
        assert "minimum[0, 2]" in str(caught.value)


class TestChoices:
    @pytest.mark.parametrize("unit", [0, -3, "x", True, 1.0])
    def test_units(self, unit):
        """
        A unit is looked at before anything is rounded to it.
        """
        for call in (
            lambda: A.each(10, [1, 2], unit=unit, minimum=1),
            lambda: A.each_rounded(A.Rounding.UP, unit=unit),
        ):
            with pytest.raises(InvalidDataError, match="no unit to round to"):
                call()

    @pytest.mark.parametrize(
        ("call", "where"),
        [
            (lambda: A.each(10, [1, 2], rounding="up"), "rounding"),
            (lambda: A.each_rounded("up"), "rounding"),
            (lambda: A.quota_method(quota="hare"), "quota"),
            (lambda: A.quota_method(rest="in order"), "rest"),
            (lambda: A.round_each(A.Mixed.of([1]), rounding="up"), "rounding"),
        ],
    )
    def test_words_are_no_choices(self, call, where):
        """
        Ways to round are members of an enumeration, and all are named.
        """
        with pytest.raises(InvalidDataError, match=f"{where}: there is no such choice"):
            call()

    def test_no_method(self):
        """
        The detailed form wants the method itself.
        """
        with pytest.raises(InvalidDataError, match="no method of apportionment"):
            A.detailed(functools.partial(A.sainte_lague, minimum=1), 10, [1, 2])

    def test_hostile_first_divisors(self):
        """
        A divisor of a billion digits is refused at once.
        """
        with pytest.raises(InvalidDataError, match="no first divisor"):
            A.sainte_lague_from(Decimal("1e-999999999"))


class TestExactAmounts:
    def test_a_pot_is_mixed(self):
        """
        Quotas are made of exact amounts.
        """
        with pytest.raises(InvalidDataError, match="no pot of exact amounts"):
            A.quotas(10, [1, 2])

    def test_only_mixed_numbers_are_added(self):
        """
        Python says that it cannot add anything else.
        """
        with pytest.raises(TypeError):
            A.Mixed.of([1]) + 1
        with pytest.raises(TypeError):
            A.Mixed.of([1]) - 1

    @pytest.mark.parametrize("index", [3, -3])
    def test_indices_within(self, index):
        """
        An index beyond the end is refused.
        """
        with pytest.raises(InvalidDataError, match="nothing at this index"):
            A.Mixed.of([1, 2]).take(np.array([index]))

    def test_nobody_else_can_change_them(self):
        """
        A read-only view of an array that others write to is copied.
        """
        own = np.array([1, 2])
        view = own[:]
        view.setflags(write=False)
        mixed = A.Mixed.of(view)
        own[0] = 99

        assert 1 == mixed.fraction(0)
