"""Tests of `fundmodel.rules.bounds.fitting`: claims that do not fit the pot."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import AllocationError, BoundsError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Fit,
    FixedTable,
    Maximum,
    Minimum,
    RatePerUnit,
    Round,
    Rounding,
    Share,
    Shortage,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, rosters
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
ROUND = Round("0.01")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


TOWNS = Roster.from_records(
    [
        {"id": name, "name": name.upper(), "kind": "town", "heads": heads}
        for name, heads in {"a": 1, "b": 2, "c": 7}.items()
    ],
    id="towns",
    indicators=[Indicator(id="heads", unit=Text("heads"))],
)
TEN_EACH = RatePerUnit(rate=eur(10), by="heads")


def paid(*provisions, pot):
    """Pay ten euros a head, and fit what is claimed."""
    return AllocationRule(TEN_EACH, *provisions, ROUND).apply(eur(pot), TOWNS)


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


class TestFit:
    def test_cuts_all_in_proportion(self):
        """
        If more is claimed than there is, everybody gets the same part of the claim.
        """
        done = paid(Fit(), pot=50)

        assert_conserved(done)
        assert [500, 1000, 3500] == done.amounts.tolist()
        assert (
            "all claims together are 100.00 EUR, and the pot is 50.00 EUR, so all are "
            "cut to the same part: 20.00 EUR x 50.00 EUR / 100.00 EUR = 10.00 EUR"
        ) == said(done, "b")
        assert (
            "if more is claimed than there is, all claims are cut in proportion"
        ) == str(done.steps[1].provision.describe())

    def test_leaves_claims_that_fit(self):
        """
        What is not claimed is left over.
        """
        done = paid(Fit(), pot=120)

        assert [1000, 2000, 7000] == done.amounts.tolist()
        assert "20.00 EUR" == str(done.left_over)
        assert "the claim stays at 20.00 EUR" == said(done, "b")

    def test_may_scale_up(self):
        """
        Where a rule says so, claims rise until the pot is used up.
        """
        done = paid(Fit(scales_up=True), pot=120)

        assert [1200, 2400, 8400] == done.amounts.tolist()
        assert (
            "all claims together are 100.00 EUR, and the pot is 120.00 EUR, so all are "
            "raised in proportion: 20.00 EUR x 120.00 EUR / 100.00 EUR = 24.00 EUR"
        ) == said(done, "b")
        assert "0.00 EUR" == str(done.left_over)
        assert "all claims are scaled in proportion, to use up the pot" == str(
            done.steps[1].provision.describe()
        )

    def test_may_scale_up_and_down(self):
        """
        A rule that scales up cuts as well.
        """
        assert [500, 1000, 3500] == paid(Fit(scales_up=True), pot=50).amounts.tolist()

    def test_scales_nothing_where_nothing_is_claimed(self):
        """
        Claims of zero stay zero, and the pot is left over.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(0), by="heads"), Fit(scales_up=True), ROUND
        )
        done = rule.apply(eur(10), TOWNS)

        assert [0, 0, 0] == done.amounts.tolist()
        assert "10.00 EUR" == str(done.left_over)

    def test_keeps_to_minimums_before_it(self):
        """
        Who stands at a minimum keeps it, and the others are cut more.
        """
        done = paid(Minimum(eur(15)), Fit(), pot=80)

        assert [1500, 1500, 5000] == done.amounts.tolist()
        because = (
            "all claims together are 105.00 EUR, and the pot is 80.00 EUR, so all are "
            "cut to the same part as far as bounds allow: "
        )
        assert f"{because}the claim stays at 15.00 EUR" == said(done, "a", 3)
        assert (
            f"{because}20.00 EUR moves with the others as far as the minimum "
            "(15.00 EUR): 15.00 EUR"
        ) == said(done, "b", 3)
        assert (
            f"{because}30.00 EUR of 80.00 EUR go to those at a bound (2); 50.00 EUR x "
            "70.00 EUR / 70.00 EUR = 50.00 EUR"
        ) == said(done, "c", 3)

    def test_says_where_it_stops_in_german(self):
        """
        The bound stands as a noun of its own, not in brackets inside of brackets.
        """
        done = paid(Minimum(eur(15)), Fit(), pot=80)
        step = done.explain("b").steps[2]

        assert (
            "alle Ansprüche zusammen betragen 105,00 EUR, und im Topf sind 80,00 EUR, "
            "deshalb werden alle auf denselben Anteil gekürzt, soweit Grenzen es "
            "zulassen: 20,00 EUR verschiebt sich mit den übrigen, bis eine Grenze "
            "erreicht ist, und zwar der Mindestbetrag (15,00 EUR): 15,00 EUR"
        ) == step.said.render(Language.GERMAN)

    def test_keeps_to_maximums_before_it(self):
        """
        Nobody is scaled up beyond a maximum.
        """
        done = paid(Maximum(eur(75)), Fit(scales_up=True), pot=120)
        more = paid(Maximum(eur(75)), Fit(scales_up=True), pot=250)

        assert [1500, 3000, 7500] == done.amounts.tolist()
        assert (
            "all claims together are 100.00 EUR, and the pot is 120.00 EUR, so all are "
            "raised in proportion as far as bounds allow: "
        ) in said(done, "a", 3)
        assert [7500, 7500, 7500] == more.amounts.tolist()
        assert "25.00 EUR" == str(more.left_over)

    def test_scales_the_claim_and_not_the_minimum(self):
        """
        What a minimum added is no part of what is scaled.
        """
        done = paid(Minimum(eur(15)), Fit(scales_up=True), pot=200)

        assert [2000, 4000, 14000] == done.amounts.tolist()

    def test_minimums_above_the_pot_are_named(self):
        """
        With too little for the minimums, nothing is cut without a word.
        """
        with pytest.raises(BoundsError, match=r"60\.00 EUR for A"):
            paid(Minimum(eur(20)), Fit(), pot=50)

    def test_minimums_may_give_way(self):
        """
        Where the minimum says so, it is reduced.
        """
        done = paid(Minimum(eur(20), if_short=Shortage.REDUCED), Fit(), pot=30)

        assert [1000, 1000, 1000] == done.amounts.tolist()

    def test_of_what_was_shared_changes_nothing(self):
        """
        A pot that was shared by a key is used up, and fits.
        """
        rule = AllocationRule(Share(by="heads"), Minimum(eur(15)), Fit(), ROUND)
        done = rule.apply(eur(100), TOWNS)

        assert [1500, 1889, 6611] == done.amounts.tolist()

    def test_needs_a_pot(self):
        """
        Where need sets the amount, there is nothing to fit to.
        """
        rule = AllocationRule(TEN_EACH, Fit(), ROUND)
        state = State.start(
            Mixed.zeros((1,)), TOWNS, unit=Unit.money("EUR"), open_ended=True
        )
        with pytest.raises(AllocationError) as caught:
            rule.distribute(state, Facts())

        assert (
            "fit: claims are fitted to a pot where there is none\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: give the part a budget, or leave the provision out"
        ) == str(caught.value)

    def test_needs_claims(self):
        """
        There is nothing to fit before anything is claimed.
        """
        with pytest.raises(InvalidModelError, match="needs amounts"):
            AllocationRule(Fit(), TEN_EACH, ROUND)


class TestProperties:
    @SOME
    @given(rosters(), st.integers(0, 10**9), st.integers(0, 10**6), st.booleans())
    def test_fits_the_pot(self, roster, pot, rate, scales_up):
        """
        Claims after it never exceed the pot, and all change by the same factor.
        """
        rule = AllocationRule(
            RatePerUnit(rate=Money.from_minor(rate, "EUR"), by="heads"),
            Fit(scales_up=scales_up),
            Round("0.01", each=Rounding.DOWN),
        )
        done = rule.apply(Money.from_minor(pot, "EUR"), roster)
        before, after = (done.steps[i].after.amounts for i in (0, 1))
        claimed = before.sum().fraction(0)
        fits = claimed <= pot and not scales_up
        factor = 1 if fits or not claimed else Fraction(pot) / claimed

        assert_conserved(done)
        for i, id_ in enumerate(roster.ids):
            assert factor * before.fraction(0, i) == after.fraction(0, i)
            assert_adds_up(done.explain(id_))

    @SOME
    @given(rosters(), st.lists(st.integers(0, 10**6), min_size=2, max_size=3))
    def test_a_batch_is_like_one_by_one(self, roster, pots):
        """
        Scenarios together give what each gives alone.
        """
        rule = AllocationRule(
            FixedTable(amounts={roster.ids[0]: eur(10)}),
            RatePerUnit(rate=eur(1), by="heads"),
            Minimum(eur(3), if_short=Shortage.REDUCED),
            Fit(),
        )
        unit = Unit.money("EUR")
        alone = [
            rule.fold(State.start(Mixed.of([pot]), roster, unit=unit), Facts())
            for pot in pots
        ]
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), Facts())

        for scenario, steps in enumerate(alone):
            row = np.array([scenario])
            amounts = batch[-1].after.amounts
            for i in range(len(roster)):
                assert steps[-1].after.amounts.fraction(0, i) == amounts.fraction(
                    int(row[0]), i
                )
