from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from fundmodel.apportion import inputs
from fundmodel.errors import InvalidDataError


class TestWholeNumbers:
    @pytest.mark.parametrize(
        "values",
        [
            [1, 2**63, -1],
            (1, 2**63, -1),
            [1, np.uint64(2**63), np.int8(-1)],
            np.array([1, 2**63, -1], dtype=object),
        ],
    )
    def test_large_numbers_stay_exact(self, values):
        """
        A list with 2**63 becomes no array of floats, as numpy would make it.
        """
        numbers = inputs.whole_numbers(values, where="weights")

        assert numbers.tolist() == [1, 2**63, -1]
        assert {int} == set(map(type, numbers.tolist()))

    @pytest.mark.parametrize(
        ("values", "dtype"),
        [
            (np.array([1, 2], dtype=np.uint8), np.int64),
            (np.array([1, 2], dtype=np.uint64), np.int64),
            (np.array([1, 2**63], dtype=np.uint64), object),
            (np.array([1, 2], dtype=object), np.int64),
            (range(3), np.int64),
            ([], np.int64),
            (np.array([]), np.int64),
        ],
    )
    def test_the_dtype_is_int64_where_all_fits(self, values, dtype):
        """
        Narrow and unsigned integers are widened, so that they cannot wrap round.
        """
        assert np.dtype(dtype) == inputs.whole_numbers(values, where="w").dtype

    @pytest.mark.parametrize(
        ("values", "where", "got"),
        [
            ([1, 2.0], "w[1]", "2.0"),
            ([[1, 2], [3, True]], "w[1, 1]", "True"),
            ([1, "2"], "w[1]", "'2'"),
            ([1, None], "w[1]", "None"),
            (np.array([1.0, 2.0]), "w[0]", "1.0"),
            (np.array([True]), "w[0]", "True"),
            (np.array(5.5), "w", "array(5.5)"),
        ],
    )
    def test_other_things_are_refused_with_their_position(self, values, where, got):
        """
        Floats, booleans, text and nothing are no whole numbers.
        """
        with pytest.raises(InvalidDataError) as caught:
            inputs.whole_numbers(values, where="w")

        assert str(caught.value) == (
            f"{where}: this is no whole number\n"
            f"  got: {got}\n"
            "  expected: whole numbers, as int or as an integer array\n"
            "  mend: count in the smallest unit, for example in cents; floats, "
            "booleans and text are not taken for numbers"
        )

    @pytest.mark.parametrize(
        ("values", "got"),
        [
            ("123", "str: '123'"),
            (b"123", "bytes: b'123'"),
            ({1}, "set: {1}"),
            ({1: 2}, "dict: {1: 2}"),
            (None, "NoneType: None"),
            (5, "int: 5"),
            ([[1, 2], 3], "rows of different lengths"),
            (np.array([1], dtype="m8[ns]"), "dates or durations"),
            (np.zeros((1, 1, 1), dtype=int), "shape (1, 1, 1)"),
            ([np.zeros((2, 2)), np.zeros((2, 3))], "rows of different lengths"),
            (np.ma.MaskedArray([1, 2], mask=[True, False]), "a masked array"),
        ],
    )
    def test_what_has_no_order_or_no_shape_is_refused(self, values, got):
        """
        Only lists and arrays with one axis or two are read.
        """
        with pytest.raises(InvalidDataError) as caught:
            inputs.whole_numbers(values, where="w")

        assert str(caught.value) == (
            "w: this is no list or array of numbers\n"
            f"  got: {got}\n"
            "  expected: shape (n,), or (s, n) for s scenarios\n"
            "  mend: give a list or an array with one number per recipient, and rows "
            "of equal length for scenarios"
        )


class TestExactWeights:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([1, 2], [1, 2]),
            ([Decimal("0.5"), Decimal("1.25"), 2], [2, 5, 8]),
            ([Fraction(1, 3), Fraction(1, 2), Decimal("0E+5")], [2, 3, 0]),
            ([Decimal(0).scaleb(-2000), 1], [0, 1]),
            (np.array([Decimal("0.1"), Fraction(1, 3)], dtype=object), [3, 10]),
            ([Fraction(np.int64(2**62), np.int64(3)), 2**62], [2**62, 3 * 2**62]),
            (np.array([1.0, 2.0]), [1, 2]),
            (np.array([1.0, 2.0], dtype=np.float16), [1, 2]),
            (np.array([1.0, 2.0], dtype=np.longdouble), [1, 2]),
            ([1.0, np.float32(2), np.int8(3)], [1, 2, 3]),
            (np.array([2**63, 1], dtype=np.uint64), [2**63, 1]),
            ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ],
    )
    def test_weights_are_scaled_exactly(self, values, expected):
        """
        Decimals and fractions become whole numbers in the same proportions.
        """
        assert expected == inputs.exact_weights(values).tolist()

    @pytest.mark.parametrize(
        ("values", "where", "got"),
        [
            ([1, 0.5], "weights[1]", "0.5"),
            (np.array([[1.0, 2.0], [0.5, 1.0]]), "weights[1, 0]", "0.5"),
            (np.array([1, np.nan]), "weights[1]", "nan"),
            (np.array([1, np.inf], dtype=np.float32), "weights[1]", "inf"),
            ([2.0**53], "weights[0]", "9007199254740992.0"),
        ],
    )
    def test_floats_that_are_not_whole_are_refused(self, values, where, got):
        """
        Floats are taken only where they hold whole numbers for sure.
        """
        with pytest.raises(InvalidDataError) as caught:
            inputs.exact_weights(values)

        assert str(caught.value) == (
            f"{where}: this weight is a float and no whole number\n"
            f"  got: {got}\n"
            "  expected: a whole number, a Decimal or a Fraction\n"
            '  mend: floats are not exact: give Decimal("0.1") or Fraction(1, 10), '
            "or count in a smaller unit"
        )

    @pytest.mark.parametrize(
        ("value", "got"),
        [
            (True, "True"),
            ("3", "'3'"),
            (None, "None"),
            (3j, "3j"),
            (Decimal("NaN"), "Decimal('NaN')"),
            (Decimal("sNaN"), "Decimal('sNaN')"),
            (Decimal("Infinity"), "Decimal('Infinity')"),
            (Decimal("1e999999"), "Decimal('1E+999999')"),
            (Decimal("1e-999999"), "Decimal('1E-999999')"),
        ],
    )
    def test_other_things_are_refused(self, value, got):
        """
        Booleans, text, missing values and monstrous decimals are no weights.
        """
        with pytest.raises(InvalidDataError) as caught:
            inputs.exact_weights([1, value])

        assert str(caught.value) == (
            "weights[1]: this is no weight\n"
            f"  got: {got}\n"
            "  expected: a whole number, a Decimal or a Fraction\n"
            "  mend: leave out who has no weight, or give 0; write numbers without "
            "quotes"
        )

    @pytest.mark.parametrize(
        "values",
        [
            np.array([True, False]),
            np.array(["1", "2"]),
            np.array([1, 2], dtype=complex),
            np.array([dt.date(2017, 3, 31)], dtype=object),
        ],
    )
    def test_arrays_of_other_things_are_refused(self, values):
        """
        Booleans, text, complex numbers and dates are no weights in arrays either.
        """
        with pytest.raises(InvalidDataError, match="this is no weight"):
            inputs.exact_weights(values)

    @pytest.mark.parametrize(
        ("values", "got"),
        [
            ([3, -2], "-2"),
            ([Fraction(1, 3), Decimal("-0.5")], "-0.5"),
            (np.array([1, -1], dtype=np.int8), "-1"),
            (np.array([1.0, -3.0]), "-3.0"),
            ([1, -(2**70)], str(-(2**70))),
        ],
    )
    def test_negative_weights_are_refused_as_they_were_given(self, values, got):
        """
        The error shows what the caller wrote, not what it was scaled to.
        """
        with pytest.raises(InvalidDataError) as caught:
            inputs.exact_weights(values)

        assert str(caught.value) == (
            "weights[1]: a weight is negative\n"
            f"  got: {got}\n"
            "  expected: 0 or more\n"
            "  mend: a share of a pot cannot be less than nothing; leave the recipient "
            "out, or give 0"
        )
