"""Tests of `fundmodel.rules.orders` and of `fundmodel.rules.effects`."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, OverdrawnError, UnroundedError
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Maximum,
    Minimum,
    RatePerUnit,
    Redistribute,
    Round,
    SetAside,
    Share,
    order_effects,
)
from fundmodel.sentences import Language, Text
from fundmodel.testing import assert_conserved

TOWNS = Roster.from_records(
    [
        {"id": id_, "name": id_.upper(), "kind": "town", "heads": heads}
        for id_, heads in zip("abcd", (10, 20, 30, 140), strict=True)
    ],
    id="towns",
    indicators=[Indicator(id="heads")],
)
POT = Money.of(1000, "EUR")
RULE = AllocationRule(
    SetAside(share="10 %", destination=Text("reserve")),
    Share(by="heads"),
    Minimum(Money.of(120, "EUR")),
    Redistribute(),
    Maximum(Money.of(500, "EUR")),
    Round("1.00"),
)


def free(count):
    """Give so many provisions that may stand in any order behind the first."""
    return [Minimum(Money.of(at, "EUR")) for at in range(1, count + 1)]


class TestOrderEffects:
    def test_says_who_gains_and_loses_by_the_order_alone(self):
        """
        Minimum before maximum, or after it: the small ones pay, or the large one.

        As written, the minimum stands, and the maximum then cuts the large town to
        500, which lifts all others. The other way round, what the maximum cut goes to
        the small ones first, so that nobody needs a minimum but one.
        """
        effects = order_effects(RULE, TOWNS, POT)
        told = {effect.recipient.id: effect for effect in effects.effects()}

        assert [127, 133, 140, 500] == [
            int(a) for a in effects.outcomes[0].distribution.amounts / 100
        ]
        assert "120.00 EUR" == str(told["a"].least)
        assert "127.00 EUR" == str(told["a"].most)
        assert "39.00 EUR" == str(told["d"].spread)
        assert (0, 1, 4, 3, 2, 5) == told["c"].best

    def test_reads_as_text(self):
        """
        The report says how many orders there are, which fail, and whom they move.
        """
        effects = order_effects(RULE, TOWNS, POT)
        lines = effects.text().splitlines()

        assert "admissible orders: 14; different results: 3" == lines[0]
        assert (
            "orders that end with fractions, because something moves amounts after "
            "they were rounded: 10"
        ) == lines[1]
        assert (
            "D: 500.00 EUR as written; from 461.00 EUR (order 1-2-5-4-3-6) to 500.00 "
            "EUR (order 1-2-3-4-5-6)"
        ) == lines[-1]
        assert str(effects) == effects.text()
        assert "<OrderEffects of 14 orders: 3 results>" == repr(effects)

    def test_reads_as_german_text(self):
        """
        In German too.
        """
        lines = order_effects(RULE, TOWNS, POT).text(Language.GERMAN).splitlines()

        assert ("zulässige Reihenfolgen: 14; verschiedene Ergebnisse: 3") == lines[0]
        assert (
            "D: 500,00 EUR wie geschrieben; von 461,00 EUR (Reihenfolge 1-2-5-4-3-6) "
            "bis 500,00 EUR (Reihenfolge 1-2-3-4-5-6)"
        ) == lines[-1]

    def test_the_order_may_not_matter(self):
        """
        Bounds that hold jointly give the same in any order, and nobody is moved.
        """
        rule = AllocationRule(
            Share(by="heads"),
            Minimum(Money.of(120, "EUR")),
            Maximum(Money.of(500, "EUR")),
            Round("1.00"),
        )
        effects = order_effects(rule, TOWNS, POT)

        assert {(0, 1, 2, 3), (0, 2, 1, 3)} <= set(effects.outcomes[0].orders)

    def test_nobody_may_be_moved(self):
        """
        Where all orders give the same, there is nothing to tell.
        """
        rule = AllocationRule(Share(by="heads"), Redistribute(), Round("1.00"))
        effects = order_effects(rule, TOWNS, POT)

        assert 1 == len(effects.outcomes)
        assert [] == list(effects.effects())
        assert 1 == len(effects.text().splitlines())

    def test_keeps_to_what_provisions_need_and_refuse(self):
        """
        Who is eligible is said before anything is claimed, and rounding comes later.
        """
        rule = AllocationRule(
            Eligible(kinds=("town",)), Share(by="heads"), Round("0.01")
        )

        assert [(0, 1, 2)] == [
            order
            for outcome in order_effects(rule, TOWNS, POT).outcomes
            for order in outcome.orders
        ]

    def test_an_order_that_fails_is_told_with_its_beginning(self):
        """
        A minimum above the maximum holds only if something stands between them.
        """
        rule = AllocationRule(
            Share(by="heads"),
            Minimum(Money.of(240, "EUR")),
            Redistribute(),
            Maximum(Money.of(239, "EUR")),
            Round("1.00"),
        )
        effects = order_effects(rule, TOWNS, POT)
        told = {failed.beginning: failed.why for failed in effects.failures}

        assert "bounds cannot all be kept" == str(told[(0, 1, 3)])
        assert not any(order[:3] == (0, 1, 3) and order != (0, 1, 3) for order in told)

    def test_claims_may_exceed_the_pot_in_another_order(self):
        """
        A rate that comes after the pot was shared has nothing left to pay from.
        """
        rule = AllocationRule(
            RatePerUnit(rate=Money.of(1, "EUR"), by="heads"),
            Share(by="heads"),
            Round("1.00"),
        )
        effects = order_effects(rule, TOWNS, POT)

        assert {"more is claimed than there is"} == {
            str(failed.why) for failed in effects.failures
        }
        assert (
            "2-1-3: cannot be carried out (more is claimed than there is)"
        ) in effects.text()

    def test_other_errors_are_told_in_their_own_words(self):
        """
        A provision of users may refuse a state for reasons of its own.
        """

        class FirstOfBounds(Redistribute):
            def apply(self, state, facts):
                if state.bounds.gathered:
                    raise AllocationError("too late", where="", expected="", mend="")
                return super().apply(state, facts)

        rule = AllocationRule(
            Share(by="heads"),
            FirstOfBounds(),
            Minimum(Money.of(120, "EUR")),
            Round("1.00"),
        )
        effects = order_effects(rule, TOWNS, POT)

        assert {"too late"} == {str(failed.why) for failed in effects.failures}

    def test_describes_an_order(self):
        """
        An order is read like the rule.
        """
        effects = order_effects(RULE, TOWNS, POT)

        assert "rounded to 1.00, so that the sum is kept" == str(
            effects.described((0, 1, 2, 3, 4, 5))[-1]
        )

    def test_tells_results_apart_by_what_went_elsewhere(self):
        """
        Two orders that pay the same and set aside something else are two results.
        """
        rule = AllocationRule(
            RatePerUnit(rate=1, by="heads"),
            Round("1"),
        )
        effects = order_effects(rule, TOWNS, 300, unit="posts")

        assert 1 == effects.count
        assert 100 == effects.outcomes[0].distribution.left_over.count

    def test_refuses_a_rule_that_cannot_be_carried_out(self):
        """
        The rule as written must work; its own error says what to mend.
        """
        rule = AllocationRule(RatePerUnit(rate=9, by="heads"), Round("0.01"))
        with pytest.raises(OverdrawnError, match="the claims exceed the pot by"):
            order_effects(rule, TOWNS, Money.of(1, "EUR"))
        with pytest.raises(UnroundedError):
            order_effects(
                AllocationRule(Share(by="heads")), TOWNS, Money.from_minor(7, "EUR")
            )

    @settings(max_examples=10)
    @given(
        st.permutations(
            [
                Minimum(Money.of(120, "EUR")),
                Redistribute(),
                Maximum(Money.of(500, "EUR")),
                Maximum(share="50 %"),
            ]
        )
    )
    def test_every_order_gives_what_it_gives_alone(self, middle):
        """
        Running what orders have in common once changes nothing, nor does the start.
        """
        rule = AllocationRule(Share(by="heads"), *middle, Round("1.00"))
        effects = order_effects(rule, TOWNS, POT)

        assert effects.outcomes[0].orders[0] == tuple(range(len(rule.provisions)))
        for outcome in effects.outcomes:
            assert_conserved(outcome.distribution)
            for order in outcome.orders:
                alone = AllocationRule(*(rule.provisions[place] for place in order))
                expected = alone.apply(POT, TOWNS).amounts
                assert np.array_equal(expected, outcome.distribution.amounts)
        least, most = effects.amounts.min(axis=0), effects.amounts.max(axis=0)
        for effect in effects.effects():
            at = TOWNS.position(effect.recipient.id)
            assert Fraction(int(least[at])) == effect.least.count
            assert Fraction(int(most[at])) == effect.most.count


class TestSample:
    RULE = AllocationRule(Share(by="heads"), *free(8), Round("0.01"))

    def test_too_many_orders_want_a_sample(self):
        """
        More than 5,040 orders are not run unless a sample is asked for.
        """
        with pytest.raises(AllocationError) as caught:
            order_effects(self.RULE, TOWNS, POT)

        assert (
            "order_effects: there are too many orders to run them all\n"
            "  got: 10 provisions, more than 5,040 orders\n"
            "  expected: a sample with a seed that can be published\n"
            "  mend: write order_effects(..., sample=1000, seed=2026)"
        ) == str(caught.value)

    def test_no_order_is_left_out(self):
        """
        What is carried out, and what follows a beginning that fails, are all orders.
        """
        rule = AllocationRule(Share(by="heads"), *free(4), Round("0.01"))
        effects = order_effects(rule, TOWNS, POT)
        failed = sum(
            math.factorial(6 - len(failure.beginning)) for failure in effects.failures
        )
        assert math.factorial(5) == effects.count + failed + effects.unrounded

    def test_says_that_it_is_one(self):
        """
        The seed stands in the report; the same seed draws the same orders.
        """
        once = order_effects(self.RULE, TOWNS, POT, sample=20, seed=2026)
        again = order_effects(self.RULE, TOWNS, POT, sample=20, seed=2026)
        other = order_effects(self.RULE, TOWNS, POT, sample=20, seed=2027)

        assert once.text() == again.text() != other.text()
        assert once.text().startswith("a sample of 20 with seed 2026; ")
        assert 2026 == once.seed

    def test_draws_only_orders_that_make_sense(self):
        """
        A draw that comes to a dead end is left out.
        """
        rule = AllocationRule(
            Eligible(kinds=("town",)), Share(by="heads"), Round("0.01")
        )
        effects = order_effects(rule, TOWNS, POT, sample=30, seed=1)

        assert [(0, 1, 2)] == list(effects.outcomes[0].orders)

    @pytest.mark.parametrize(
        ("sample", "seed"), [(0, 1), (10, None), (True, 1), ("10", 1), (10, True)]
    )
    def test_needs_a_size_and_a_seed(self, sample, seed):
        """
        Without a seed nobody could draw the sample again.
        """
        with pytest.raises(AllocationError, match="needs its size and a seed"):
            order_effects(RULE, TOWNS, POT, sample=sample, seed=seed)
