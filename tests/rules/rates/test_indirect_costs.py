"""Tests of `fundmodel.rules.rates.indirect_costs`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, Exclusion, IndirectCosts, Round
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

DE_MINIMIS = IndirectCosts(
    rate="15 %",
    base=["direct"],
    excluded=[
        Exclusion(by="equipment"),
        Exclusion(by="subaward", above=Money.of(50_000, "USD"), name=Text("subaward")),
    ],
    name=Text({"en": "direct costs", "de": "direkten Kosten"}),
)
PLAIN = IndirectCosts(rate="7 %", base=["direct", "equipment"])


def roster(*rows, kinds=()):
    """Make a roster of direct costs, of which equipment and a subaward are part."""
    ids = [f"n{i}" for i in range(len(rows))]
    kinds = kinds or ["school"] * len(ids)
    names = ("direct", "equipment", "subaward")
    columns = zip(names, zip(*rows, strict=True), strict=True)
    return Roster(
        id="schools",
        ids=ids,
        names=ids,
        kinds=kinds,
        columns=[Column.of(Indicator(id=id_), values) for id_, values in columns],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def paid(bodies, *provisions, currency="USD"):
    """Pay out of a million dollars."""
    rule = AllocationRule(*(provisions or [DE_MINIMIS]), Round("0.01"))
    return rule.apply(Money.of(1_000_000, currency), bodies)


class TestIndirectCosts:
    def test_pays_a_flat_rate_on_what_counts(self):
        """
        15 per cent, without equipment and what exceeds 50,000 USD of a subaward.
        """
        done = paid(roster((200_000, 30_000, 80_000), (10_000, 0, 5_000)))

        assert_conserved(done)
        assert [2_100_000, 150_000] == done.amounts.tolist()
        assert (
            "1. 15 % of (200,000.00 USD - 60,000.00 USD) = 21,000.00 USD for indirect "
            "costs"
        ) in str(done.explain("n0"))
        assert (
            "1. 15 % von (200.000,00 USD - 60.000,00 USD) = 21.000,00 USD für "
            "indirekte Kosten"
        ) in done.explain("n0").text("de")
        assert_adds_up(done.explain("n0"))

    def test_adds_up_the_base(self):
        """
        The base may be several costs, and without exclusions says less.
        """
        done = paid(roster((200, 100, 0)), PLAIN)

        assert [2_100] == done.amounts.tolist()
        assert "1. 7 % of 300.00 USD = 21.00 USD for indirect costs" in str(
            done.explain("n0")
        )

    def test_says_what_it_pays(self):
        """
        The provision names base and exclusions.
        """
        assert (
            "15 % of direct costs for indirect costs, without equipment, "
            "subaward above "
            "50,000.00 USD"
        ) == str(DE_MINIMIS.describe())
        assert (
            "15 % von direkten Kosten für indirekte Kosten, ohne equipment, subaward "
            "über 50.000,00 USD"
        ) == DE_MINIMIS.describe().render(Language.GERMAN)
        assert "7 % of direct, equipment for indirect costs" == str(PLAIN.describe())

    def test_leaves_the_ineligible_untouched(self):
        """
        Whoever may not claim needs no costs, not even sensible ones.
        """
        bodies = roster((100, 0, 0), (1, 2, None))
        done = paid(bodies, EligibleList(only=["n0"]), DE_MINIMIS)

        assert [1_500, 0] == done.amounts.tolist()
        assert "2. no cost to pay for" in str(done.explain("n1"))

    def test_counts_a_row_for_all_others_where_nothing_is_limited(self):
        """
        A rate of many together is that of each; what exceeds a limit is not.
        """
        bodies = roster((100, 0, 0), (500, 20, 0), kinds=["school", REMAINDER])
        rule = AllocationRule(PLAIN)
        done = rule.apply(Money.of(1_000, "USD"), bodies)
        assert 3_640 == done.exact(1)

        with pytest.raises(DataLackingError) as caught:
            paid(bodies)
        assert (
            "roster 'schools': what exceeds a limit cannot be told of many together\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_excludes_no_more_than_there_is(self):
        """
        An exclusion is part of the base.
        """
        with pytest.raises(InvalidDataError) as caught:
            paid(roster((100, 0, 0), (100, 101, 0)))

        assert (
            "roster 'schools': n1 (n1): more cost is excluded than there is in the "
            "base\n"
            "  got: -1.00 USD\n"
            "  expected: a base of zero or more\n"
            "  mend: exclude only what is part of the base, and only once"
        ) == str(caught.value)

    @pytest.mark.parametrize("cost", [None, -1])
    def test_needs_costs_of_everybody(self, cost):
        """
        Missing and negative costs are refused.
        """
        with pytest.raises(InvalidDataError, match="an eligible recipient has "):
            paid(roster((100, cost, 0)))

    def test_is_in_the_currency_of_the_pot(self):
        """
        A limit in dollars is none of costs in euros.
        """
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            paid(roster((100, 0, 0)), currency="EUR")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            (
                {"rate": "0 %"},
                (
                    "rate: this is no flat rate for indirect costs\n  got: 0 %\n"
                    "  expected: more than 0 % and at most 100 %\n"
                    "  mend: correct the rate; leave out a provision that pays nothing"
                ),
            ),
            (
                {"rate": "101 %"},
                (
                    "rate: this is no flat rate for indirect costs\n  got: 101 %\n"
                    "  expected: more than 0 % and at most 100 %\n"
                    "  mend: correct the rate; leave out a provision that pays nothing"
                ),
            ),
            (
                {"base": []},
                (
                    "base: a flat rate has no base\n  got: ()\n"
                    "  expected: at least one indicator\n"
                    '  mend: write base = ["direct_costs"]'
                ),
            ),
            (
                {"base": ["a", "a"]},
                (
                    "indirect costs: a cost stands twice in the base or in what is "
                    "excluded\n  got: a, a\n  expected: each cost once\n"
                    "  mend: remove one of them"
                ),
            ),
            (
                {"excluded": [Exclusion(by="b"), Exclusion(by="b")]},
                (
                    "indirect costs: a cost stands twice in the base or in what is "
                    "excluded\n  got: b, b\n  expected: each cost once\n"
                    "  mend: remove one of them"
                ),
            ),
        ],
    )
    def test_refuses_what_makes_no_sense(self, fields, message):
        """
        A rate above nothing, on a base in which each cost stands once.
        """
        with pytest.raises(InvalidModelError) as caught:
            IndirectCosts(**{"rate": "15 %", "base": ["a"], **fields})

        assert message == str(caught.value)

    def test_a_limit_is_not_negative(self):
        """
        Less than nothing of a cost cannot count.
        """
        with pytest.raises(InvalidModelError, match=r"^above: the rate is negative"):
            Exclusion(by="a", above=-1)

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 10**6),
                st.decimals(0, 10**6, places=2),
                st.integers(0, 10**6),
            ),
            min_size=1,
            max_size=6,
        ),
        st.fractions("1/1000", 1, max_denominator=1000),
        st.integers(0, 10**6),
        st.data(),
    )
    def test_agrees_with_fractions(self, rows, rate, limit, data):
        """
        The rate is paid on the base less what is excluded, in any order and scenario.
        """
        rows = data.draw(st.permutations(rows))
        provision = IndirectCosts(
            rate=rate,
            base=["direct", "equipment", "subaward"],
            excluded=[Exclusion(by="equipment"), Exclusion(by="subaward", above=limit)],
        )
        state = State.start(Mixed.of([0, 7]), roster(*rows), unit=Unit.money("EUR"))
        (step,) = AllocationRule(provision).fold(state, Facts())
        expected = [rate * 100 * Fraction(d + min(s, limit)) for d, _, s in rows]

        assert 7 - sum(expected) == step.after.pot.fraction(1)
        for i, amount in enumerate(expected):
            assert amount == step.after.amounts.fraction(1, i)
            said = dict(provision.explain(step, i, 1).values)
            costs, excluded = said["costs"].count, said["excluded"].count
            assert amount == said["share"].ratio * (costs - excluded)
