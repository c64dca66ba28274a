"""Tests of `fundmodel.indicators`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column, DataState, Indicator, whole
from fundmodel.sentences import Language, Text

HEADS = Indicator(id="heads")
NUMBERS = st.integers() | st.decimals(
    -(10**9), 10**9, allow_nan=False, allow_infinity=False, places=6
)


class TestIndicator:
    def test_is_called_by_its_name(self):
        """
        Without a name the id serves as one.
        """
        named = Indicator(id="heads", name=Text({"de": "Köpfe", "en": "heads"}))

        assert "Köpfe" == named.render(Language.GERMAN)
        assert "heads" == HEADS.render(Language.GERMAN)

    def test_is_final_and_public_unless_said_otherwise(self):
        """
        Nothing is provisional or sensitive by default, and no key date is guessed.
        """
        assert DataState.FINAL is HEADS.state
        assert not HEADS.sensitive
        assert HEADS.key_date is None

    @pytest.mark.parametrize("id_", ["", "  "])
    @pytest.mark.parametrize("more", [{}, {"name": Text("heads")}])
    def test_needs_an_id(self, id_, more):
        """
        Rules refer to an indicator by its id.
        """
        with pytest.raises(InvalidDataError) as caught:
            Indicator(id=id_, **more)

        assert (
            "indicator: an id is empty\n"
            '  expected: a short name such as "population"\n'
            "  mend: give it an id"
        ) == str(caught.value)


class TestColumn:
    @given(st.lists(st.none() | NUMBERS))
    def test_keeps_every_value_exactly(self, values):
        """
        What goes in comes out, and what is missing is no zero.
        """
        column = Column.of(HEADS, values)

        assert [None if v is None else Fraction(v) for v in values] == [
            column.value(i) for i in range(len(values))
        ]
        assert [v is not None for v in values] == column.valid.tolist()

    def test_keeps_more_digits_than_decimal_computes_with(self):
        """
        Python's decimals compute with 28 digits; columns keep 60.
        """
        long = Decimal("12345678901234567890123456789.12")
        small = Decimal("0.00000000000000000001")
        column = Column.of(HEADS, [long, small])

        assert [Fraction(long), Fraction(small)] == [column.value(0), column.value(1)]

    def test_trailing_zeros_are_no_decimals(self):
        """
        1.50 and 1.5 are one value, and 100.00 is whole.
        """
        assert 1 == Column.of(HEADS, [Decimal("1.50")]).decimals
        assert 0 == Column.of(HEADS, [Decimal("100.00")]).decimals
        assert 0 == Column.of(HEADS, [Decimal("0.00")]).decimals
        assert [100] == Column.of(HEADS, [Decimal("1E+2")]).values.tolist()

    @pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.uint64])
    def test_takes_arrays_of_whole_numbers(self, dtype):
        """
        Arrays of any whole type have a value everywhere.
        """
        array = np.array([1, np.iinfo(dtype).max], dtype=dtype)
        column = Column.of(HEADS, array)

        assert array.tolist() == column.values.tolist()
        assert column.valid.all()

    def test_takes_arrays_of_python_integers(self):
        """
        Numbers beyond 64 bits come as an array of objects.
        """
        column = Column.of(HEADS, np.array([2**70, 1], dtype=object))

        assert 2**70 == column.value(0)

    @pytest.mark.parametrize(
        "value",
        [0.5, True, "7", Decimal("NaN"), Decimal("Infinity"), Decimal("1E+99")],
        ids=repr,
    )
    def test_refuses_what_is_not_exact(self, value):
        """
        Floats, truth values, text and hostile decimals are no values.
        """
        with pytest.raises(InvalidDataError) as caught:
            Column.of(HEADS, [1, value])

        assert (
            "indicator 'heads', row 2: this is no exact number\n"
            f"  got: {value!r}\n"
            "  expected: an int or a Decimal of at most 60 digits, or None\n"
            '  mend: write a float as text: Decimal("0.1")'
        ) == str(caught.value)

    def test_refuses_arrays_of_floats(self):
        """
        A float is refused in an array as well, even a whole one.
        """
        with pytest.raises(InvalidDataError, match=r"row 1: this is no exact number"):
            Column.of(HEADS, np.array([1.0]))

    def test_cannot_be_changed(self):
        """
        The arrays are read-only, and the caller's own array stays as it is.
        """
        own = np.array([1, 2])
        column = Column.of(HEADS, own)

        assert own.flags.writeable
        for array in (column.values, column.valid, column.inferred):
            assert not array.flags.writeable

    def test_marks_what_was_inferred(self):
        """
        Values that were computed back are marked one by one.
        """
        column = Column.of(HEADS, [1, 2], inferred=[False, True])

        assert [False, True] == column.inferred.tolist()
        assert not Column.of(HEADS, [1]).inferred.any()

    def test_refuses_arrays_of_different_length(self):
        """
        There is one mark for each value.
        """
        with pytest.raises(InvalidDataError) as caught:
            Column.of(HEADS, [1, 2], inferred=[True])

        assert (
            "indicator 'heads': the arrays of a column differ in shape\n"
            "  got: ((2,), (2,), (1,))\n"
            "  expected: three arrays of shape (n,)\n"
            "  mend: build the column with Column.of"
        ) == str(caught.value)

    def test_hides_small_sensitive_counts(self):
        """
        A count below ten is printed as "<10" where the indicator is sensitive.
        """
        sensitive = Indicator(id="heads", sensitive=True, key_date=date(2017, 9, 15))
        column = Column.of(sensitive, [3, 12])

        assert ["<10", "12"] == [
            column.count(i).render(Language.ENGLISH) for i in range(2)
        ]


class TestWhole:
    def test_uses_64_bits_where_they_suffice(self):
        """
        Larger numbers are Python integers; nothing wraps round.
        """
        assert np.int64 == whole([2**63 - 1]).dtype
        assert [2**63] == whole([2**63]).tolist()
        assert object == whole([2**63]).dtype
