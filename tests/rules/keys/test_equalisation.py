"""Tests of `fundmodel.rules.keys.equalisation`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Average,
    Equalisation,
    Round,
    Term,
    WeightedSum,
)
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

SOME = settings(max_examples=60)
FULL = Equalisation(need="heads", strength="taxes")
MOST = Equalisation(need="heads", strength="taxes", share="70 %")


def towns(heads=(30, 60, 7), taxes=(40, 60, 900), kinds=None):
    """Make a roster of towns with inhabitants and taxes in euros."""
    n = len(heads)
    kinds = kinds or ["town"] * n
    return Roster(
        id="towns",
        ids=[f"id{i}" for i in range(n)],
        names=[f"Town {i}" for i in range(n)],
        kinds=kinds,
        columns=[
            Column.of(Indicator(id="heads", unit=Text("heads")), heads),
            Column.of(Indicator(id="taxes", unit=Text("EUR")), taxes),
        ],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def filled(provision, roster=None, euros=260, *, only=None):
    """Fill gaps with so many euros."""
    first = [Eligible(kinds=only)] if only else []
    rule = AllocationRule(*first, provision, Round("0.01"))
    return rule.apply(Money.of(euros, "EUR"), roster or towns())


def said(provision, id, roster=None):
    """Give the sentence about one town."""
    return str(filled(provision, roster).explain(id).steps[0].said)


class TestEqualisation:
    def test_by_hand(self):
        """
        At 4 EUR a head, 120 - 40 and 240 - 60 use up 260 EUR.
        """
        done = filled(FULL)

        assert [8000, 18000, 0] == done.amounts.tolist()
        assert (
            "30 heads (heads) x 4.00 EUR = 120.00 EUR, less 40.00 EUR (taxes) = "
            in (said(FULL, "id0"))
        )
        assert (
            "7 heads (heads) x 4.00 EUR = 28.00 EUR, which does not exceed "
            "900.00 EUR (taxes): no gap"
        ) == said(FULL, "id2")

    def test_may_fill_a_share(self):
        """
        At 110/21 EUR a head, 70 % of the gaps are the 260 EUR.
        """
        done = filled(MOST)

        assert [8200, 17800, 0] == done.amounts.tolist()
        assert Fraction(11000, 21) == done.steps[0].after.key.level.fraction(0)
        assert (
            "30 heads (heads) x 5.238095… EUR = 157.142857… EUR, less 40.00 EUR "
            "(taxes) = 117.142857… EUR, of which 70 % = 82.00 EUR"
        ) == said(MOST, "id0")

    def test_describes_itself(self):
        """
        In words, with formulas in brackets.
        """
        provision = Equalisation(
            need=WeightedSum(of=[Term(2, "heads")]),
            strength=Average(of=["taxes"], name=Text("revenue")),
            share="90 %",
        )

        assert (
            "90 % of what (2 x heads) x a basic amount exceeds revenue by; the basic "
            "amount uses the pot up"
        ) == str(provision.describe())

    def test_names_its_columns(self):
        """
        Need and strength are both counted by.
        """
        assert ["heads", "taxes"] == [one.by for one in FULL.yardsticks]

    def test_only_the_eligible_have_gaps(self):
        """
        Whoever may not claim neither gets nor counts.
        """
        roster = towns(kinds=("town", "district", "town"), taxes=(40, None, 900))
        done = filled(FULL, roster, only=("town",))

        assert [26000, 0, 0] == done.amounts.tolist()
        assert "no share, as only those who are eligible share" == str(
            done.explain("id1").steps[1].said
        )

    def test_whoever_has_no_gap_has_no_weight(self):
        """
        What later provisions hand out goes to those with a gap, by their need.
        """
        key = filled(FULL).steps[0].after.key

        assert [30, 60, 0] == key.weights[0].tolist()
        assert {"heads", "taxes"} == {column.indicator.id for column in key.columns}

    def test_of_nothing_gives_nothing(self):
        """
        An empty pot fills no gap.
        """
        assert [0, 0, 0] == filled(FULL, euros=0).amounts.tolist()

    def test_comes_on_top(self):
        """
        What was claimed before stays.
        """
        rule = AllocationRule(FULL, FULL, Round("0.01"))
        done = rule.apply(Money.of(260, "EUR"), towns())

        assert [8000, 18000, 0] == done.amounts.tolist()


class TestRefusals:
    @pytest.mark.parametrize(
        ("share", "what"), [("101 %", "more than the whole gap"), (0, "too small")]
    )
    def test_the_share_is_one(self, share, what):
        """
        Between nothing and the whole gap.
        """
        with pytest.raises(InvalidModelError, match=what):
            attrs.evolve(FULL, share=share)

    def test_too_much_is_said(self):
        """
        The message has the share.
        """
        with pytest.raises(InvalidModelError) as caught:
            attrs.evolve(FULL, share="101 %")

        assert (
            "Equalisation.share: more than the whole gap would be filled\n"
            "  got: 101 %\n"
            "  expected: at most 100 %\n"
            "  mend: correct the share"
        ) == str(caught.value)

    def test_negative_pots(self):
        """
        Repayments follow what was paid, not gaps.
        """
        with pytest.raises(AllocationError) as caught:
            filled(FULL, euros=-1)

        assert (
            "roster 'towns': gaps cannot be filled with less than nothing\n"
            "  got: -1.00 EUR\n"
            "  expected: a pot of zero or more\n"
            "  mend: raise the budget; where money is taken back, share it by the "
            "amounts that were paid"
        ) == str(caught.value)

    def test_rows_for_others(self):
        """
        Nobody sees the gaps of many in one row.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            filled(FULL, towns(kinds=("town", "town", REMAINDER)))

    def test_no_need_at_all(self):
        """
        Without need there is no gap to fill.
        """
        with pytest.raises(NothingToShareByError, match="heads: nobody has anything"):
            filled(FULL, towns(heads=(0, 0, 0)))

    def test_missing_strength(self):
        """
        A missing strength is not zero.
        """
        with pytest.raises(InvalidDataError, match="has no value"):
            filled(FULL, towns(taxes=(1, None, 2)))


@st.composite
def cases(draw):
    """Draw towns, a share and a pot of cents."""
    n = draw(st.integers(1, 5))
    heads = draw(st.lists(st.integers(1, 10**5), min_size=n, max_size=n))
    taxes = draw(st.lists(st.integers(0, 10**9), min_size=n, max_size=n))
    share = draw(st.fractions("1/10", 1, max_denominator=20))
    provision = Equalisation(need="heads", strength="taxes", share=share)
    roster = towns(heads, [Decimal(one) / 100 for one in taxes])
    return provision, roster, draw(st.integers(0, 10**10))


def state_of(roster, *pots):
    """Put cents into pots."""
    return State.start(Mixed.of(list(pots)), roster, unit=Unit.money("EUR"))


class TestProperties:
    @SOME
    @given(cases())
    def test_one_basic_amount_serves_all(self, case):
        """
        Everybody gets its share of what need x basic amount exceeds strength by.
        """
        provision, roster, pot = case
        after = provision.apply(state_of(roster, pot), Facts()).becomes()
        level = after.key.level.fraction(0)
        heads, taxes = roster.columns

        assert pot == after.amounts.sum().fraction(0)
        for i in range(len(roster)):
            gap = level * heads.value(i) - 100 * taxes.value(i)
            assert max(Fraction(0), provision.share * gap) == after.amounts.fraction(
                0, i
            )

    @SOME
    @given(cases(), st.integers(0, 10**10))
    def test_more_is_never_less(self, case, more):
        """
        A larger pot gives nobody less.
        """
        provision, roster, pot = case
        after = provision.apply(state_of(roster, pot, pot + more), Facts())

        for i in range(len(roster)):
            assert after.amounts.fraction(0, i) <= after.amounts.fraction(1, i)

    @SOME
    @given(cases(), st.data())
    def test_a_batch_is_one_by_one(self, case, data):
        """
        Scenarios with other pots and other claimants give what each gives alone.
        """
        provision, roster, pot = case
        n = len(roster)
        someone = st.lists(st.booleans(), min_size=n, max_size=n).filter(any)
        eligible = np.array([data.draw(someone), data.draw(someone)])

        def amounts(rows):
            state = state_of(roster, *(pot + 7 * s for s in rows))
            state = state.becomes(eligible=eligible[rows])
            return provision.apply(state, Facts()).amounts.fractions().tolist()

        assert amounts([0, 1]) == amounts([0]) + amounts([1])

    @SOME
    @given(cases())
    def test_conserves_and_explains(self, case):
        """
        Nothing is lost, and the steps add up.
        """
        provision, roster, pot = case
        rule = AllocationRule(provision, Round("0.01"))
        done = rule.apply(Money.from_minor(pot, "EUR"), roster)

        assert_conserved(done)
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))

    @SOME
    @given(cases(), st.data())
    def test_knows_no_order(self, case, data):
        """
        In another order everybody gets the same.
        """
        provision, roster, pot = case
        order = data.draw(st.permutations(range(len(roster))))
        heads, taxes = (
            [column.value(i) for i in range(len(roster))] for column in roster.columns
        )
        other = towns(
            [int(heads[i]) for i in order],
            [Decimal(int(100 * taxes[i])) / 100 for i in order],
        )
        one, two = (
            provision.apply(state_of(some, pot), Facts()).amounts.fractions()[0]
            for some in (roster, other)
        )

        assert [one[i] for i in order] == two.tolist()
