"""Tests of `fundmodel.rules.rates.fitted_rates`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import PortionKind
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    AllocationError,
    InvalidModelError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    FittedRate,
    RatePerUnit,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=40)
FUND = Text({"en": "compensation fund", "de": "Ausgleichsfonds"})
CENTS = FittedRate(to="0.01", by="heads", destination=FUND)


def roster(*heads, sensitive=False):
    """Make a roster of heads."""
    ids = [f"n{i}" for i in range(len(heads))]
    return Roster(
        id="towns",
        ids=ids,
        names=ids,
        kinds=["town"] * len(ids),
        columns=[Column.of(Indicator(id="heads", sensitive=sensitive), heads)],
    )


def folded(bodies, *provisions, pots, **more):
    """Apply provisions to pots of cents."""
    unit = Unit.money("EUR")
    state = State.start(Mixed.of(list(pots)), bodies, unit=unit, **more)
    return AllocationRule(*provisions).fold(state, Facts())


class TestFittedRate:
    def test_uses_the_pot_as_far_as_possible(self):
        """
        100.00 EUR for 7 heads are 14.28 EUR each, and 4 cents go to the fund.
        """
        done = AllocationRule(CENTS).apply(Money.of(100, "EUR"), roster(2, 5, 0))

        assert_conserved(done)
        assert [2856, 7140, 0] == done.amounts.tolist()
        (rest,) = done.elsewhere
        assert (PortionKind.RESIDUAL, FUND) == (rest.kind, rest.destination)
        assert 4 == rest.amount.fraction(0)
        assert (
            "1. 14.28 EUR x 2 units = 28.56 EUR; the rate is 100.00 EUR / 7, cut to "
            "0.01 EUR"
        ) in str(done.explain("n0"))
        assert (
            "1. 14,28 EUR x 2 Einheiten = 28,56 EUR; der Satz ist 100,00 EUR / 7, "
            "abgeschnitten auf 0,01 EUR"
        ) in done.explain("n0").text("de")
        assert "1. no unit to pay for" in str(done.explain("n2"))

    def test_leaves_the_rest_in_the_pot_if_nobody_else_has_it(self):
        """
        Without a destination, later provisions may share the rest.
        """
        rule = AllocationRule(
            FittedRate(to=1, by="heads"), Share(by="heads"), Round("0.01")
        )
        done = rule.apply(Money.of(100, "EUR"), roster(2, 5))

        assert [2857, 7143] == done.amounts.tolist()
        assert [2800, 7000] == done.steps[0].after.amounts.whole[0].tolist()

    def test_rates_may_be_finer_than_a_cent(self):
        """
        A rate of four decimals uses more of the pot.
        """
        fine = FittedRate(to="0.0001", by="heads")
        after = folded(roster(2, 5), fine, pots=[10_000])[-1].after

        assert Fraction(14_2857 * 2, 100) == after.amounts.fraction(0, 0)
        assert Fraction(1, 100) == after.pot.fraction(0)

    def test_says_what_it_does(self):
        """
        The provision says how the rate is found, and where the rest goes.
        """
        assert (
            "the highest rate for each unit of heads that the pot allows, cut to 0.01; "
            "the rest goes to: compensation fund"
        ) == str(CENTS.describe())
        assert (
            "der höchste Satz je Einheit (heads), den der Betrag zulässt, "
            "abgeschnitten "
            "auf 0,01"
        ) == FittedRate(to="0.01", by="heads").describe().render(Language.GERMAN)

    def test_counts_whole_units_too(self):
        """
        A rate of half a post for each hundred heads leaves posts over.
        """
        rule = AllocationRule(FittedRate(to="0.01", by="heads"), Round(1))
        done = rule.apply(20, roster(200, 700), unit="posts")

        assert [4, 14] == done.amounts.tolist()
        assert 2 == done.left_over.count

    def test_hides_small_counts(self):
        """
        The sum of a sensitive count is hidden like the count, and told apart.
        """
        done = AllocationRule(CENTS).apply(
            Money.of(100, "EUR"), roster(2, 5, sensitive=True)
        )
        text = str(done.explain("n0"))

        assert "14.28 EUR x <10 units = 28.56 EUR; the rate is 100.00 EUR / <10" in text
        assert "these amounts reveal it" in text

    def test_mirrors_corrections(self):
        """
        Taking an amount back gives everybody what paying it gave, with a minus.
        """
        step = folded(roster(2, 5), CENTS, pots=[10_000, -10_000])[-1]

        assert [[2856, 7140], [-2856, -7140]] == step.after.amounts.whole.tolist()
        assert [4, -4] == step.after.elsewhere[0].amount.whole.tolist()
        assert "-14.28 EUR x 2 units = -28.56 EUR" in str(CENTS.explain(step, 0, 1))

    def test_leaves_the_ineligible_untouched(self):
        """
        Whoever may not claim counts for nothing.
        """
        done = AllocationRule(EligibleList(only=["n0"]), CENTS).apply(
            Money.of(100, "EUR"), roster(7, None)
        )

        assert [9996, 0] == done.amounts.tolist()

    def test_needs_something_to_count(self):
        """
        There is no rate for nobody.
        """
        with pytest.raises(NothingToShareByError) as caught:
            folded(roster(0, 0), CENTS, pots=[1])

        assert (
            "roster 'towns': there is no unit for which a rate could be paid\n"
            "  got: 2 recipients, all of value 0\n"
            "  expected: at least one eligible recipient with a value above 0\n"
            "  mend: check who is eligible, and whether the column is the right one"
        ) == str(caught.value)

    def test_needs_a_pot(self):
        """
        An open-ended rule has none.
        """
        with pytest.raises(AllocationError) as caught:
            folded(roster(1), CENTS, pots=[0], open_ended=True)

        assert (
            "roster 'towns': a rate cannot be fitted to a pot where there is none\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: state the rate, or give the part a budget"
        ) == str(caught.value)

    def test_takes_nothing_back_from_others(self):
        """
        Where claims exceed the pot, nothing is left for a rate.
        """
        rate = RatePerUnit(rate=Money.of(1, "EUR"), by="heads")
        with pytest.raises(OverdrawnError) as caught:
            folded(roster(2, 5), rate, CENTS, pots=[1000, 600])

        assert (
            "roster 'towns': nothing is left to fit a rate to\n"
            "  got: -1.00 EUR\n"
            "  expected: what earlier provisions left of the pot, zero or more\n"
            "  mend: raise the budget, or lower what is paid before"
        ) == str(caught.value)

    def test_is_cut_to_an_exact_unit(self):
        """
        A float is no unit.
        """
        with pytest.raises(InvalidModelError, match=r"^fitted rate: to: this is no"):
            FittedRate(to=0.01, by="heads")

    @SOME
    @given(
        rosters(remainder=None),
        st.lists(st.integers(0, 10**12), min_size=1, max_size=4),
        st.sampled_from(["0.01", "1", "0.001", "0.25", "100"]),
    )
    def test_no_higher_rate_fits(self, bodies, pots, to):
        """
        What is left is less than one step more for each unit, in every scenario.
        """
        provision = FittedRate(to=to, by="heads", destination=FUND)
        step = folded(bodies, provision, pots=pots)[-1]
        column = bodies.columns[0]
        units = sum(column.value(i) for i in range(len(bodies)))

        for s, pot in enumerate(pots):
            rest = step.after.elsewhere[0].amount.fraction(s)
            claimed = step.after.amounts.sum().fraction(s)
            assert pot == claimed + rest
            assert 0 <= rest < units * Fraction(to) * 100
            assert 0 == (claimed / units / 100) % Fraction(to)
            alone = folded(bodies, provision, pots=[pot])[-1]
            for i in range(len(bodies)):
                assert column.value(i) * claimed / units == (
                    step.after.amounts.fraction(s, i)
                )
                said = provision.explain(alone, i, 0)
                assert said == provision.explain(step, i, s)

    @SOME
    @given(rosters(remainder=None), st.integers(0, 10**12), st.integers(0, 10**9))
    def test_more_money_is_never_less(self, bodies, pot, more):
        """
        A larger pot gives nobody less, and the explanations add up.
        """
        rule = AllocationRule(CENTS, Round("0.01", each=Rounding.DOWN))
        less = rule.apply(Money.from_minor(pot, "EUR"), bodies)
        greater = rule.apply(Money.from_minor(pot + more, "EUR"), bodies)

        assert (less.amounts <= greater.amounts).all()
        for id_ in bodies.ids:
            assert_adds_up(greater.explain(id_))
            assert_figures_are_right(greater.explain(id_))
