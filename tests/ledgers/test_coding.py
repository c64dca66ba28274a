"""Tests of columns that hold each value once, and of the keys made of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.ledgers.coding import MOST_KEYS, Coded, told_apart

WORDS = st.lists(st.sampled_from(["a", "b", "c", None]), max_size=8)


def items(column):
    """Give what stands in a column."""
    return [column.at(position) for position in range(len(column.codes))]


class TestCoded:
    @given(WORDS, WORDS, st.sampled_from(["a", "z", None]))
    def test_keeps_its_values(self, one, other, item):
        """
        Whatever is done to the numbers, the values stay.
        """
        first, second = Coded.of(one), Coded.of(other)
        rows = np.arange(len(one))[::-1]

        assert one == items(first)
        assert [item] * 3 == items(Coded.same(item, 3))
        assert one[::-1] == items(first.taken(rows))
        assert one == items(first.onto(["c", "x", "a"]))
        assert one + other == items(first.joined(second.onto(first.values)))

    @given(st.lists(st.tuples(*[st.sampled_from(["a", "b", None])] * 2), max_size=8))
    def test_fills_what_is_missing(self, pairs):
        """
        Where one column has no value, the other's is taken.
        """
        one, other = [a for a, _ in pairs], [b for _, b in pairs]
        filled = Coded.of(one).filled(Coded.of(other))

        assert [a or b for a, b in pairs] == items(filled)

    @given(WORDS)
    def test_order_forgets_how_values_were_numbered(self, words):
        """
        The same values in the same places are numbered alike in the end.
        """
        plain = Coded.of(words).in_order()
        other = Coded.of(words).onto(["x", "c", "b"]).in_order()

        assert (plain is None) == (other is None) == (set(words) <= {None})
        if plain is not None and other is not None:
            assert plain.values == other.values
            assert plain.codes.tolist() == other.codes.tolist()


class TestToldApart:
    @given(st.lists(st.tuples(*[st.integers(-1, 3)] * 4), min_size=1, max_size=20))
    def test_sorts_as_its_columns_do(self, rows):
        """
        Keys compare as the rows they stand for, even where these are too many to have
        a number each.
        """
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        key = told_apart([(column, 4) for column in columns])
        many = told_apart([(column, MOST_KEYS // 2) for column in columns[:1]])
        large = told_apart([(column, 2**40) for column in columns])

        order = sorted(range(len(rows)), key=rows.__getitem__)
        assert order == np.argsort(key, kind="stable").tolist()
        assert order == np.argsort(large, kind="stable").tolist()
        assert [row[0] + 1 for row in rows] == many.tolist()
