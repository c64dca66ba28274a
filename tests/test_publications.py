"""Tests of `fundmodel.publications`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

TABLE = PublishedTable(
    id="last-year",
    ids=["a", "b"],
    names=["A", "B"],
    amounts=[Money.of(1, "EUR"), Money.of(2, "EUR")],
)


class TestPublishedTable:
    def test_has_a_row_for_each_recipient(self):
        """
        Its length is the number of rows, and its id serves as a name.
        """
        assert 2 == len(TABLE)
        assert "last-year" == str(TABLE.name)

    @pytest.mark.parametrize(
        ("changes", "what"),
        [
            ({"names": ["A"]}, "ids, names and amounts differ in number"),
            ({"amounts": []}, "ids, names and amounts differ in number"),
            ({"sources": [None]}, "sources and rows differ in number"),
        ],
    )
    def test_refuses_rows_that_do_not_fit(self, changes, what):
        """
        Each recipient has one row, in one currency.
        """
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(TABLE, **changes)

        assert str(caught.value).startswith(f"published table 'last-year': {what}\n")
        assert str(caught.value).endswith(
            "  expected: one row per recipient, in one currency\n"
            "  mend: check the rows of the table"
        )

    def test_names_whoever_stands_twice(self):
        """
        The id is named, so that it can be found.
        """
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(TABLE, ids=["a", "a"])

        assert (
            "published table 'last-year': an id stands more than once\n"
            "  got: a\n"
            "  expected: each id once\n"
            "  mend: remove a row, or add its amounts up"
        ) == str(caught.value)

    def test_names_whose_amount_is_in_another_currency(self):
        """
        The first amount that differs from the first of all is named.
        """
        with pytest.raises(InvalidDataError) as caught:
            attrs.evolve(TABLE, amounts=[Money.of(1, "EUR"), Money.of(1, "USD")])

        assert (
            "published table 'last-year', recipient 'b': the amounts are in more than "
            "one currency\n"
            "  got: 1.00 USD, after 1.00 EUR for 'a'\n"
            "  expected: one currency for all rows\n"
            "  mend: convert it before, with rate, date and source"
        ) == str(caught.value)

    def test_sources_may_stand_by_row(self):
        """
        Each row may come from another source, or all share one.
        """
        assert (None, None) == attrs.evolve(TABLE, sources=[None, None]).sources
