from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel import apportion
from fundmodel.auditing.inference import identify_method
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

WEIGHTS = st.lists(st.integers(1, 500), min_size=2, max_size=8)


def table(minor, unit=None):
    """Make a table of amounts in cents."""
    ids = [chr(ord("a") + row) for row in range(len(minor))]
    amounts = [Money.from_minor(one, "EUR") for one in minor]
    return PublishedTable(id="t", ids=ids, names=ids, amounts=amounts, unit=unit)


class TestIdentifyMethod:
    @settings(max_examples=25)
    @given(
        WEIGHTS,
        st.integers(8, 200),
        st.sampled_from(
            ["largest_remainder", "sainte_lague", "dhondt", "adams", "cumulative"]
        ),
    )
    def test_the_method_is_among_those_that_reproduce(self, weights, total, name):
        """
        Whatever made a table is found, maybe with others that give the same.
        """
        shares = getattr(apportion, name)(total, weights)

        assert name in identify_method(shares, weights, total).exact

    def test_one_method_only(self):
        """
        A table can decide between methods, and says who comes out differently.
        """
        found = identify_method([4, 1, 1, 0], [53, 24, 23, 7], 6)
        other = next(one for one in found.matches if one.method == "adams")

        assert ("dhondt",) == found.exact
        assert (2, ("1", "4")) == (other.matches, other.differs)
        assert "dhondt: 4 of 4 rows" == str(found).splitlines()[0]
        assert "dhondt: 4 von 4 Zeilen" == found.text("de").splitlines()[0]

    def test_amounts_of_money(self):
        """
        Amounts are counted in the unit of the table, and rows are named by their ids.
        """
        found = identify_method(
            table([3_400, 3_300, 3_300], Money.of(1, "EUR")),
            [1, 1, 1],
            Money.of(100, "EUR"),
        )
        rounded = next(one for one in found.matches if one.method == "each, half up")

        assert "largest_remainder" in found.exact
        assert ("a",) == rounded.differs
        assert str(found).startswith("the table cannot tell these methods apart: ")

    def test_no_method(self):
        """
        That nothing reproduces a table is an answer; so is that one was not tried.
        """
        total = Money.of(20_000, "EUR")
        found = identify_method(table([1_999_999, 1]), [1, 1], total)
        refused = next(one for one in found.matches if one.refused is not None)

        assert () == found.exact
        assert "balinski_young" == refused.method
        assert not refused.is_exact
        assert str(found).startswith("no method reproduces the whole table")
        assert "balinski_young: not tried, because" in str(found)

    @pytest.mark.parametrize(
        ("published", "weights", "total", "said"),
        [
            ([1, 2], [1], 3, "rows and weights differ in number"),
            ([1, 2], [1, 2], Money.of(3, "EUR"), "of different kinds"),
            (table([1, 2]), [1, 2], 3, "of different kinds"),
            (table([1, 2]), [1, 2], Money.of(3, "USD"), "no multiple of the unit"),
            (
                table([150, 200], Money.of(1, "EUR")),
                [1, 2],
                Money.of(3, "EUR"),
                "no multiple of the unit",
            ),
        ],
    )
    def test_bad_input(self, published, weights, total, said):
        """
        What does not go together is refused before anything is tried.
        """
        with pytest.raises(InvalidDataError, match=said):
            identify_method(published, weights, total)
