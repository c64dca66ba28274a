"""Tests of `fundmodel.bodies`; records are read in `tests/test_recipients.py` too."""

from __future__ import annotations

import pytest

from fundmodel.bodies import Recipient, check_no_circle, from_record
from fundmodel.errors import InvalidDataError


class TestRecipient:
    def test_says_name_and_id(self):
        """
        A recipient is told apart from others of its name by its id.
        """
        assert "Stuttgart (08111000)" == str(Recipient(id="08111000", name="Stuttgart"))


class TestFromRecord:
    def test_takes_what_is_given(self):
        """
        The id serves as the name where none was given.
        """
        known = frozenset({"id", "name", "kind", "parent", "heads"})
        row = {"id": "08111000", "parent": "08", "heads": 12}

        assert Recipient(id="08111000", name="08111000", parent="08") == from_record(
            row, known, where="record 1"
        )

    def test_refuses_an_id_that_is_a_number(self):
        """
        A number has lost its leading zeros.
        """
        with pytest.raises(InvalidDataError) as caught:
            from_record({"id": 8111000}, frozenset({"id"}), where="record 1")

        assert (
            "record 1, id: ids, names, kinds and parents are text\n"
            "  got: 8111000\n"
            "  expected: text, with all leading zeros\n"
            '  mend: write it in quotes: "08111000"'
        ) == str(caught.value)


class TestCheckNoCircle:
    def test_a_tree_passes(self):
        """
        Parents may be missing, or stand elsewhere.
        """
        check_no_circle({"a": None, "b": "a", "c": "z"}, where="roster")

    def test_a_circle_is_named(self):
        """
        The way around stands in the message.
        """
        with pytest.raises(InvalidDataError, match="b -> c -> b"):
            check_no_circle({"a": None, "b": "c", "c": "b"}, where="roster")
