"""Tests of `fundmodel.fingerprints`."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fundmodel.fingerprints import content_hash

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.dates()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner).map(tuple))


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Fund:
    name: str
    grants: tuple[object, ...] = ()
    note: str = ""
    open: bool = False
    made: str = attrs.field(default="", metadata={"hash": False})


def retitled(**changes):
    """Make a class of the same name with other fields, as a later version would."""
    return attrs.make_class("Fund", changes, frozen=True)


class TestContentHash:
    def test_is_the_same_in_later_versions(self):
        """
        The hash of a stored value never changes.
        """
        value = Fund("a", (1, Fraction(1, 3), date(2017, 9, 15), Colour.RED, None))

        assert (
            "1a527cf0694dda039c191754363a459880e4d2762205748fcee3b511c82c621c"
        ) == content_hash(value)

    @given(VALUES, VALUES)
    def test_tells_values_apart(self, one, other):
        """
        Two values have the same hash exactly if they are the same.
        """
        same = repr(one) == repr(other)

        assert same == (content_hash(one) == content_hash(other))

    def test_tuples_are_not_run_together(self):
        """
        The border between two texts counts.
        """
        assert content_hash(("a", "bc")) != content_hash(("ab", "c"))
        assert content_hash((("a",), "b")) != content_hash(("a", ("b",)))

    def test_enums_hash_by_name(self):
        """
        The members of an enumeration differ.
        """
        assert content_hash(Colour.RED) != content_hash(Colour.BLUE)

    def test_mappings_hash_by_content(self):
        """
        The order of a mapping does not matter.
        """
        assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
        assert content_hash({"a": 1}) != content_hash({"a": 2})

    def test_new_optional_fields_change_nothing(self):
        """
        A later version with one more optional field gives the same hash.
        """
        later = retitled(name=attrs.field(), more=attrs.field(default=0))

        assert content_hash(Fund("a")) == content_hash(later("a"))
        assert content_hash(Fund("a")) != content_hash(later("a", 1))

    def test_a_renamed_field_keeps_its_first_name(self):
        """
        What was stored under the old name has the same hash under the new one.
        """

        @attrs.frozen
        class Thing:
            as_of: int = 0

        old = content_hash(Thing(1))

        @attrs.frozen
        class Thing:  # type: ignore[no-redef]  # the same class, later
            dated: int = attrs.field(default=0, metadata={"hash_as": "as_of"})

        assert old == content_hash(Thing(1))

    def test_a_default_of_another_type_is_told(self):
        """
        A stored 0 is not the default `False`.
        """
        assert content_hash(Fund("a")) != content_hash(Fund("a", open=0))

    def test_fields_may_be_left_out(self):
        """
        What is no part of the content is marked so at the field.
        """
        assert content_hash(Fund("a", made="x")) == content_hash(Fund("a", made="y"))

    @given(hnp.arrays(np.int64, hnp.array_shapes(max_dims=2)))
    def test_width_and_byte_order_do_not_matter(self, array):
        """
        The same whole numbers have the same hash in any kind of array.
        """
        expected = content_hash(array)

        assert expected == content_hash(array.astype(">i8"))
        assert expected == content_hash(array.astype(object))
        assert expected == content_hash(np.asfortranarray(array))

    def test_shape_and_kind_matter(self):
        """
        Rows are not columns, and ones are not truths.
        """
        row = np.array([[1, 1]])

        assert content_hash(row) != content_hash(row.T)
        assert content_hash(row) != content_hash(row.astype(bool))
        assert content_hash(row > 0) != content_hash(row > 1)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("1", "1.00"), ("0.1", "0.100"), ("100", "1E+2"), ("-0.5", "-0.50")],
    )
    def test_equal_decimals_are_alike(self, one, other):
        """
        How many zeros somebody wrote says nothing.
        """
        alike = content_hash(Decimal(f"{Decimal(other):f}"))

        assert content_hash(Decimal(one)) == alike
        assert content_hash(Decimal(one)) != content_hash(Decimal(one) + 1)

    def test_decimals_beyond_all_reason_have_a_hash(self):
        """
        A hostile exponent is not written out.
        """
        huge = Decimal("1E+999999")

        assert content_hash(huge) != content_hash(Decimal("NaN"))

    def test_arrays_are_fields_too(self):
        """
        An array in a field is compared by content.
        """
        kind = retitled(name=attrs.field(default=None))

        assert content_hash(kind(np.arange(3))) == content_hash(kind(np.arange(3)))
        assert content_hash(kind(np.arange(3))) != content_hash(kind(np.arange(4)))

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (0.5, "float"),
            ([1], "list"),
            (np.int64(1), "int64"),
            (np.array([0.5]), "an array of float64"),
            (np.array(["a"]), "an array of <U1"),
            (np.array([Decimal(1)]), "an array of object"),
        ],
    )
    def test_refuses_what_has_no_stable_form(self, value, kind):
        """
        Floats and everything mutable have no hash.
        """
        with pytest.raises(TypeError) as caught:
            content_hash((value,))

        assert f"no stable form for {kind}" == str(caught.value)
