"""Tests of `fundmodel.rules.bounds.held_fixed`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    DataLackingError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    HeldFixed,
    Maximum,
    Minimum,
    RatePerUnit,
    Round,
    Share,
)
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(kinds=(), coverage=Coverage.PARTIAL, **heads):
    """Make a roster of towns by their heads."""
    kinds = kinds or ("town",) * len(heads)
    return Roster.from_records(
        [
            {"id": name, "name": name.upper(), "kind": kind, "heads": count}
            for (name, count), kind in zip(heads.items(), kinds, strict=True)
        ],
        id="towns",
        indicators=[Indicator(id="heads", unit=Text("heads"))],
        coverage=coverage,
    )


THREE = towns(a=1, b=2, c=7)


def divided(*provisions, key=BY_HEADS, roster=THREE, facts=None):
    """Divide 100 euros."""
    rule = AllocationRule(key, *provisions, ROUND)
    return rule.apply(eur(100), roster, facts=facts)


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


class TestHeldFixed:
    def test_others_share_the_rest(self):
        """
        Who is held has its amount, and the others share what is left by the key.
        """
        done = divided(HeldFixed(amounts={"a": eur(28), "c": eur(50)}))

        assert [2800, 2200, 5000] == done.amounts.tolist()
        assert "10.00 EUR is held at 28.00 EUR, 18.00 EUR more" == said(done, "a")
        assert "70.00 EUR is held at 50.00 EUR, 20.00 EUR less" == said(done, "c")
        assert (
            "78.00 EUR of 100.00 EUR go to those at a bound (2); 22.00 EUR x 2 / 2 "
            "heads = 22.00 EUR"
        ) == said(done, "b")

    def test_may_hold_what_somebody_has(self):
        """
        It stays where it is.
        """
        done = divided(HeldFixed(amounts={"a": eur(10)}))

        assert "the claim is held at 10.00 EUR" == said(done, "a")

    def test_holds_jointly_with_other_bounds(self):
        """
        The order of bounds does not matter.
        """
        held, bound = HeldFixed(amounts={"a": eur(40)}), Maximum(eur(45))

        assert [4000, 1500, 4500] == divided(held, bound).amounts.tolist()
        assert [4000, 1500, 4500] == divided(bound, held).amounts.tolist()

    def test_the_pot_pays_where_nothing_was_shared(self):
        """
        Without a key, the others keep their claims.
        """
        done = divided(
            HeldFixed(amounts={"a": eur(10)}),
            key=RatePerUnit(rate=eur(2), by="heads"),
        )

        assert [1000, 400, 1400] == done.amounts.tolist()
        assert 7200 == done.left_over.count
        assert "this does not apply here; the claim stays at 4.00 EUR" == said(
            done, "b"
        )

    def test_amounts_may_stand_in_a_table(self):
        """
        A table among the facts lists who is held, for example last year's amounts.
        """
        table = PublishedTable(id="t", ids=["b"], names=["B"], amounts=[eur(60)])
        done = divided(HeldFixed(table="t"), facts=Facts(tables=[table]))

        assert [500, 6000, 3500] == done.amounts.tolist()

    def test_amounts_may_be_those_of_another_part(self):
        """
        A table about that part stands in where it was not allocated.
        """
        table = PublishedTable(
            id="t", ids=["b"], names=["B"], amounts=[eur(60)], part="basic"
        )
        provision = HeldFixed(part="basic")
        done = divided(provision, facts=Facts(tables=[table]))

        assert [500, 6000, 3500] == done.amounts.tolist()
        assert frozenset({"basic"}) == provision.draws_on
        assert frozenset() == HeldFixed(table="t").draws_on

    def test_may_stop_what_other_provisions_move(self):
        """
        As a bound, it says how high it is.
        """
        done = divided(HeldFixed(amounts={"a": eur(28)}))
        bound, _ = done.steps[1].after.bounds.gathered

        assert "the amount at which it is held (28.00 EUR)" == str(
            bound.provision.describe_bound(bound, 0, 0)
        )

    def test_says_what_it_does(self):
        """
        A rule reads like the law.
        """
        assert [
            "held fixed: fixed amounts (recipients: 1)",
            "held fixed: amounts of the table t",
            "held fixed: amounts of the part p",
        ] == [
            str(one.describe())
            for one in (
                HeldFixed(amounts={"a": eur(1)}),
                HeldFixed(table="t"),
                HeldFixed(part="p"),
            )
        ]

    @SOME
    @given(
        st.lists(st.integers(0, 20), min_size=2, max_size=6),
        st.integers(0, 60),
        st.integers(0, 40),
    )
    def test_moves_only_the_others_in_proportion(self, heads, one, other):
        """
        No cent is lost, and those who are not held keep the proportions of the key.
        """
        roster = towns(**{f"t{i}": head for i, head in enumerate([*heads, 1])})
        amounts = {"t0": eur(one), "t1": eur(other)}
        done = divided(HeldFixed(amounts=amounts), roster=roster)
        state = done.steps[1].after

        assert_conserved(done)
        assert [one * 100, other * 100] == [
            state.amounts.fraction(0, i) for i in (0, 1)
        ]
        rest = 100_00 - (one + other) * 100
        total = sum(heads[2:]) + 1
        assert [Fraction(rest * head, total) for head in (*heads[2:], 1)] == [
            state.amounts.fraction(0, i) for i in range(2, len(roster))
        ]
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))
            assert_figures_are_right(done.explain(id_))

    def test_a_batch_equals_one_by_one(self):
        """
        Scenarios are solved together as each on its own.
        """
        rule = AllocationRule(BY_HEADS, HeldFixed(amounts={"a": eur(40)}))

        def amounts(*cents):
            state = State.start(Mixed.of(list(cents)), THREE, unit=Unit.money("EUR"))
            return rule.fold(state, Facts())[-1].after.amounts.fractions().tolist()

        assert amounts(5000, 9000) == [amounts(5000)[0], amounts(9000)[0]]


class TestBadInput:
    def test_amounts_stand_in_one_place(self):
        """
        In the rule, in a table, or in another part.
        """
        with pytest.raises(InvalidModelError) as caught:
            HeldFixed()

        assert (
            "list of fixed amounts: a list of fixed amounts needs either amounts, or "
            "the name of a table or a part\n"
            "  got: neither\n"
        ) in str(caught.value)

    def test_nobody_is_held_who_may_not_claim(self):
        """
        Strangers and those who are not eligible are named.
        """
        roster = towns(kinds=("town", "lake", "town"), a=1, b=2, c=7)
        rule = AllocationRule(
            Eligible(kinds=["town"]), BY_HEADS, HeldFixed(amounts={"b": eur(1)})
        )
        with pytest.raises(AllocationError) as caught:
            rule.apply(eur(100), roster)

        assert (
            "roster 'towns': a list of fixed amounts lists recipients who cannot be "
            "paid\n"
            "  got: b\n"
        ) in str(caught.value)

    def test_amounts_are_not_negative(self):
        """
        What flows back is a settlement.
        """
        with pytest.raises(MoneyError, match="lists what cannot be paid"):
            divided(HeldFixed(amounts={"b": eur(-1)}))

    def test_another_bound_may_cross(self):
        """
        Both provisions and the amounts are named.
        """
        with pytest.raises(BoundsError) as caught:
            divided(Minimum(eur(20)), HeldFixed(amounts={"a": eur(5)}))

        assert (
            "at least 20.00 EUR (at least 20.00 EUR each) and at most 5.00 EUR (held "
            "fixed: fixed amounts (recipients: 1))"
        ) in str(caught.value)

    def test_needs_one_row_for_each(self):
        """
        Those behind a row for all others are not known.
        """
        roster = towns(("town", "remainder"), Coverage.REMAINDER, a=1, others=9)
        with pytest.raises(DataLackingError, match="some are not known"):
            divided(HeldFixed(amounts={"a": eur(5)}), roster=roster)
