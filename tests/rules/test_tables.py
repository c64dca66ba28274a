"""Tests of `fundmodel.rules.tables`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, InvalidModelError, MoneyError
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, FixedTable

BODIES = Roster.from_records(
    [{"id": "a", "kind": "town"}, {"id": "b", "kind": "district"}], id="bodies"
)
POT = Money.of(10, "EUR")
TABLE = PublishedTable(
    id="decision", ids=["b"], names=["B"], amounts=[Money.of("2.50", "EUR")]
)


def listed(amounts, pot=POT, **more):
    """Pay what a table lists."""
    return AllocationRule(FixedTable(amounts=amounts)).apply(pot, BODIES, **more)


class TestFixedTable:
    def test_gives_what_it_lists(self):
        """
        Whoever is not listed gets nothing, and the rest is left over.
        """
        done = listed({"b": Money.of(3, "EUR")})

        assert [0, 300] == done.amounts.tolist()
        assert "7.00 EUR" == str(done.left_over)
        assert "1. the table lists 3.00 EUR" in str(done.explain("b"))
        assert "1. is not listed: nothing" in str(done.explain("a"))

    def test_an_amount_of_zero_is_listed(self):
        """
        Nothing is said to be listed that is not, and the other way round.
        """
        done = listed({"b": Money.of(0, "EUR")})

        assert "1. the table lists 0.00 EUR" in str(done.explain("b"))
        assert "1. is not listed: nothing" in str(done.explain("a"))

    def test_takes_pairs_and_whole_numbers(self):
        """
        Seats can be listed too.
        """
        assert [4, 1] == listed([("a", 4), ("b", 1)], 5, unit="seats").amounts.tolist()

    def test_may_be_among_the_facts(self):
        """
        A table can come in from outside, by its id.
        """
        rule = AllocationRule(FixedTable(table="decision"))
        done = rule.apply(POT, BODIES, facts=Facts(tables=[TABLE]))

        assert [0, 250] == done.amounts.tolist()
        assert "1. is not listed in the table decision: nothing" in str(
            done.explain("a")
        )

    def test_names_table_and_recipient_of_another_currency(self):
        """
        A table of dollars does not fit a pot of euros.
        """
        dollars = attrs.evolve(TABLE, amounts=[Money.of(2, "USD")])
        rule = AllocationRule(FixedTable(table="decision"))
        with pytest.raises(MoneyError) as caught:
            rule.apply(POT, BODIES, facts=Facts(tables=[dollars]))

        assert (
            "table 'decision', recipient 'b': an amount is in another unit than the "
            "pot\n"
            "  got: 2.00 USD\n"
            "  expected: an amount in EUR\n"
            "  mend: convert it before, with rate, date and source"
        ) == str(caught.value)

    def test_says_what_it_is(self):
        """
        It says how many it lists, or which table is meant.
        """
        assert "amounts of the table decision" == str(
            FixedTable(table="decision").describe()
        )
        assert "fixed amounts (recipients: 1)" == str(
            FixedTable(amounts={"a": 1}).describe()
        )

    @pytest.mark.parametrize(
        ("more", "got"),
        [
            ({}, "neither"),
            ({"amounts": {"a": 1}, "table": "x"}, "amounts and table"),
            ({"table": "x", "part": "y"}, "table and part"),
        ],
    )
    def test_has_amounts_or_a_table(self, more, got):
        """
        The amounts stand in the rule, in a table, or are those of another part.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedTable(**more)

        assert (
            "fixed table: a fixed table needs either amounts, or the name of a table "
            "or a part\n"
            f"  got: {got}\n"
            "  expected: one of them\n"
            "  mend: write amounts = {...}, table = the id of a table, or part = the "
            "id of another part"
        ) == str(caught.value)

    @pytest.mark.parametrize("amounts", ["a", [("a",)], [(1, 2)]])
    def test_lists_recipients_and_amounts(self, amounts):
        """
        Whatever else is listed is refused.
        """
        with pytest.raises(InvalidModelError, match="lists something else than recipi"):
            FixedTable(amounts=amounts)

    def test_lists_nobody_twice(self):
        """
        No amount is lost because another one has its place.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedTable(amounts=[("a", 1), ("a", 2)])

        assert (
            "fixed table: a fixed table lists a recipient twice\n"
            "  got: a\n"
            "  expected: each recipient once\n"
            "  mend: add the amounts up, or remove one"
        ) == str(caught.value)

    @pytest.mark.parametrize("who", ["b", "unknown"])
    def test_lists_only_those_who_can_be_paid(self, who):
        """
        Whoever is not eligible or not on the roster is named.
        """
        rule = AllocationRule(
            Eligible(kinds=("town",)), FixedTable(amounts={"a": POT, who: POT})
        )
        with pytest.raises(AllocationError) as caught:
            rule.apply(POT, BODIES)

        assert (
            "roster 'bodies': a fixed table lists recipients who cannot be paid\n"
            f"  got: {who}\n"
            "  expected: ids of eligible recipients on the roster\n"
            "  mend: check the ids, or take the roster that the table was made for"
        ) == str(caught.value)

    @pytest.mark.parametrize("amount", [1, Money.of(1, "USD")])
    def test_lists_the_currency_of_the_pot(self, amount):
        """
        Nothing is converted, and a bare number is no money.
        """
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            listed({"a": amount})

    @pytest.mark.parametrize("amount", [1.5, True, -1], ids=repr)
    def test_lists_whole_amounts(self, amount):
        """
        A float is refused and never cut, and nobody is given less than nothing.
        """
        with pytest.raises(MoneyError) as caught:
            listed({"a": amount}, 5, unit="seats")

        assert (
            "recipient 'a': a fixed table lists what cannot be paid\n"
            f"  got: {amount!r}\n"
            "  expected: a whole amount of zero or more\n"
            "  mend: model money flowing back as a settlement; write money as Money"
        ) == str(caught.value)

    def test_is_exact_beyond_64_bits(self):
        """
        Amounts of any size are kept.
        """
        assert 2**70 == listed({"a": 2**70}, 2**70, unit="seats").amount("a")
