"""Tests of `fundmodel.rules.financing.recalculation`."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.costs import CostItem, CostPlan, Funds, FundsKind
from fundmodel.errors import InvalidDataError
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    DeficitFinancing,
    FixedAmountFinancing,
    FullFinancing,
    PercentageFinancing,
    recalculated,
)
from fundmodel.sources import Source


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def plan(costs, *, claimant="a", currency="EUR", **funds):
    """Make a plan; funds are named by kind."""
    return CostPlan(
        claimant=claimant,
        items=[CostItem(name="work", net=Money.of(costs, currency))],
        funds=[
            Funds(name=kind, kind=FundsKind(kind), amount=Money.of(amount, currency))
            for kind, amount in funds.items()
        ],
    )


HALF = PercentageFinancing(rate="50 %")
DEFICIT = DeficitFinancing()
FULL = FullFinancing()
FIXED = FixedAmountFinancing(amount=euros(50_000))
PLANNED = plan(100_000, own=20_000, public=30_000)
"""What a grant of 50,000 EUR fills up."""


def left(financing, actual, *, granted=50_000, planned=PLANNED, **more):
    """Give what is left of a grant, in euros."""
    found = recalculated(
        financing, granted=euros(granted), planned=planned, actual=actual, **more
    )
    assert found.granted.minor == found.amount.count + found.reduction.count
    return found.amount.count / 100


class TestByHand:
    @pytest.mark.parametrize(
        ("actual", "half", "deficit", "fixed"),
        [
            # Nothing changed.
            ({}, 50_000, 50_000, 50_000),
            # Costs are lower by 10,000, and nobody else has reacted yet.
            ({"costs": 90_000}, 45_000, 40_000, 50_000),
            # All the others are relieved in proportion as well.
            (
                {"costs": 90_000, "own": 18_000, "public": 27_000},
                45_000,
                43_000,
                50_000,
            ),
            # A donation of 8,000 comes in.
            ({"private": 8_000}, 46_000, 42_000, 50_000),
            # Tickets sell for 4,000 and costs are lower by 6,000.
            ({"costs": 94_000, "income": 4_000}, 45_000, 40_000, 50_000),
            # Higher means meet higher costs.
            ({"costs": 110_000, "own": 30_000}, 50_000, 50_000, 50_000),
            # They exceed higher costs by 2,000.
            ({"costs": 110_000, "own": 32_000}, 49_000, 48_000, 50_000),
            # Costs alone are higher: nobody is granted more.
            ({"costs": 120_000}, 50_000, 50_000, 50_000),
            # Another funder drops out, and the claimant steps in.
            ({"own": 40_000, "public": 10_000}, 50_000, 50_000, 50_000),
            # Costs fall below the fixed amount.
            ({"costs": 45_000}, 22_500, 0, 45_000),
            # A donation takes the place of own money.
            ({"own": 12_000, "private": 8_000}, 46_000, 42_000, 50_000),
            # It meets higher costs first, whatever becomes of own money.
            (
                {"costs": 105_000, "own": 12_000, "private": 8_000},
                48_500,
                47_000,
                50_000,
            ),
            # Own money is lower with the costs.
            ({"costs": 90_000, "own": 10_000}, 45_000, 40_000, 50_000),
            # Lower costs and new money of others add up.
            (
                {"costs": 80_000, "own": 0, "private": 20_000},
                30_000,
                10_000,
                50_000,
            ),
            # A foundation pays for everything.
            ({"private": 200_000}, 0, 0, 50_000),
        ],
    )
    def test_each_kind_has_its_own_way(self, actual, half, deficit, fixed):
        """
        In proportion, in full, or not at all unless costs are lower than the grant.
        """
        found = {"costs": 100_000, "own": 20_000, "public": 30_000, **actual}
        after = plan(found.pop("costs"), **found)

        assert half == left(HALF, after)
        assert deficit == left(DEFICIT, after)
        assert deficit == left(FULL, after)
        assert fixed == left(FIXED, after)

    def test_the_own_contribution_promised_comes_first(self):
        """
        A claimant who saves costs still pays what the terms ask for, and was planned.
        """
        asked = DeficitFinancing(own_share="30 %")
        saved = plan(90_000, own=15_000, public=30_000)

        assert 30_000 == left(asked, saved, granted=40_000)
        assert 40_000 == left(DEFICIT, saved)

    def test_a_grant_below_the_gap_is_reduced_all_the_same(self):
        """
        What a ceiling cut off is not made up for when costs fall.
        """
        assert 25_000 == left(
            DEFICIT, plan(95_000, own=20_000, public=30_000), granted=30_000
        )
        assert 28_500 == left(
            HALF, plan(95_000, own=20_000, public=30_000), granted=30_000
        )

    def test_is_exact(self):
        """
        Thirds of cents are kept; who pays out rounds.
        """
        found = left(HALF, plan(2), granted=1, planned=plan(3))

        assert Fraction(2, 3) == found

    @pytest.mark.parametrize(
        ("limit", "actual", "amount"),
        [
            (500, plan(99_500, own=20_000, public=30_000), 50_000),
            (
                500,
                plan("99499.99", own=20_000, public=30_000),
                Fraction("49749.995"),
            ),
            (500, plan(100_000, own=20_000, public=30_500), 50_000),
            (1_000, plan(99_000, own=21_000, public=30_000), 50_000),
            (500, plan(100_000, own=19_500, public=30_000, private=500), 50_000),
            (500, plan(100_000, own=10_000, public=30_000, private=10_000), 45_000),
            (1_000, plan(99_000, own=21_001, public=30_000), Fraction(97_999, 2)),
        ],
    )
    def test_small_changes_are_passed_over(self, limit, actual, amount):
        """
        Up to the limit of the jurisdiction nothing is reduced, above it everything.
        """
        assert amount == left(HALF, actual, de_minimis=euros(limit))


class TestText:
    def test_in_proportion(self):
        """
        Each step can be checked.
        """
        after = plan(96_000, own=20_000, public=30_000, private=4_000)
        found = recalculated(
            attrs.evolve(HALF, source=Source(title="Notice")),
            granted=euros(50_000),
            planned=PLANNED,
            actual=after,
        )

        assert Source(title="Notice") == found.source
        assert (
            "granted: 50,000.00 EUR\n"
            "  1. eligible costs: 100,000.00 EUR planned, 96,000.00 EUR in the end\n"
            "  2. means besides the grant: 50,000.00 EUR planned, 54,000.00 EUR in the "
            "end\n"
            "  3. 4,000.00 EUR of lower costs + 4,000.00 EUR gained beyond higher "
            "costs = 8,000.00 EUR less to finance\n"
            "  4. in proportion: 8,000.00 EUR x 50,000.00 EUR / 100,000.00 EUR = "
            "4,000.00 EUR less\n"
            "  = 46,000.00 EUR"
        ) == str(found)
        assert (
            "bewilligt: 50.000,00 EUR\n"
            "  1. zuwendungsfähige Ausgaben: 100.000,00 EUR geplant, 96.000,00 EUR am "
            "Ende\n"
            "  2. Deckungsmittel neben der Zuwendung: 50.000,00 EUR geplant, "
            "54.000,00 EUR am Ende\n"
            "  3. 4.000,00 EUR Minderausgaben + 4.000,00 EUR Mehreinnahmen über "
            "Mehrausgaben hinaus = 8.000,00 EUR weniger zu finanzieren\n"
            "  4. anteilig: 8.000,00 EUR x 50.000,00 EUR / 100.000,00 EUR = "
            "4.000,00 EUR weniger\n"
            "  = 46.000,00 EUR"
        ) == found.text("de")

    @pytest.mark.parametrize(
        ("financing", "actual", "steps"),
        [
            (HALF, PLANNED, ["there is no less to finance, so the grant stays"]),
            (
                HALF,
                plan(100_000, own=200_000),
                [
                    (
                        "0.00 EUR of lower costs + 150,000.00 EUR gained beyond "
                        "higher costs = 150,000.00 EUR less to finance"
                    ),
                    (
                        "in proportion: 150,000.00 EUR x 50,000.00 EUR / 100,000.00 "
                        "EUR = 75,000.00 EUR less"
                    ),
                    "no more can be taken back than was granted",
                ],
            ),
            (
                DEFICIT,
                plan(90_000, own=15_000, public=30_000),
                [
                    (
                        "gap as planned: 100,000.00 EUR - 30,000.00 EUR other public "
                        "funds - 20,000.00 EUR own contribution = 50,000.00 EUR"
                    ),
                    (
                        "gap in the end: 90,000.00 EUR - 30,000.00 EUR other public "
                        "funds - 20,000.00 EUR own contribution as promised = "
                        "40,000.00 EUR"
                    ),
                    "in full: 10,000.00 EUR less",
                ],
            ),
            (
                FULL,
                plan(120_000, own=25_000, public=30_000),
                [
                    (
                        "gap as planned: 100,000.00 EUR - 30,000.00 EUR other public "
                        "funds - 20,000.00 EUR own contribution = 50,000.00 EUR"
                    ),
                    (
                        "gap in the end: 120,000.00 EUR - 30,000.00 EUR other public "
                        "funds - 25,000.00 EUR own contribution = 65,000.00 EUR"
                    ),
                    "there is no less to finance, so the grant stays",
                ],
            ),
            (
                FIXED,
                plan(90_000),
                ["a fixed amount stays, as the eligible costs are no lower"],
            ),
            (
                FIXED,
                plan(45_000),
                [
                    (
                        "a fixed amount is no higher than the eligible costs: "
                        "5,000.00 EUR less"
                    )
                ],
            ),
        ],
    )
    def test_says_what_each_kind_does(self, financing, actual, steps):
        """
        The reason stands in the steps.
        """
        found = recalculated(
            financing, granted=euros(50_000), planned=PLANNED, actual=actual
        )

        assert steps == [str(step) for step in found.steps[2:]]

    def test_says_that_a_change_is_small(self):
        """
        The limit is named.
        """
        found = recalculated(
            HALF,
            granted=euros(50_000),
            planned=PLANNED,
            actual=plan(99_700, own=20_000, public=30_000),
            de_minimis=euros(500),
        )

        assert (
            "neither of them changes by more than 500.00 EUR, so the grant stays"
        ) == str(found.steps[2])

    def test_says_that_own_money_makes_up_for_nothing(self):
        """
        Where others pay in the place of own money, the note says so.
        """
        found = recalculated(
            HALF,
            granted=euros(50_000),
            planned=PLANNED,
            actual=plan(100_000, own=12_000, public=30_000, private=8_000),
        )

        assert (
            "own money is 8,000.00 EUR lower than planned, which makes up for no means "
            "that others add"
        ) == str(found.steps[2])

    @settings(max_examples=40)
    @given(
        st.integers(0, 1_500),
        st.integers(0, 500),
        st.integers(0, 500),
        st.integers(0, 500),
    )
    def test_less_own_money_never_saves_a_grant(self, costs, own, less, others):
        """
        What others add reduces a share no less because own money falls.
        """
        less = min(less, own)
        planned = plan(1_000, own=own)
        high = left(
            HALF, plan(costs, own=own, private=others), granted=500, planned=planned
        )
        low = left(
            HALF,
            plan(costs, own=own - less, private=others),
            granted=500,
            planned=planned,
        )

        assert high == low


class TestRefusals:
    def test_plans_of_two_claimants(self):
        """
        What one planned is not compared with what another spent.
        """
        with pytest.raises(InvalidDataError) as caught:
            left(HALF, plan(1, claimant="b"))

        assert (
            "grant to 'a': two plans are of different claimants\n"
            "  got: b\n"
            "  expected: a\n"
            "  mend: compare what was spent with the plan of the same claimant"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("actual", "limit"),
        [(plan(1, currency="USD"), None), (plan(1), Money.of(500, "USD"))],
    )
    def test_several_currencies(self, actual, limit):
        """
        Everything is in the currency of the grant.
        """
        with pytest.raises(InvalidDataError) as caught:
            left(HALF, actual, de_minimis=limit)

        assert (
            "grant to 'a': a grant and its plans are in more than one currency\n"
            "  got: EUR, USD\n"
            "  expected: one currency\n"
            "  mend: convert them before, with rate, date and source"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("granted", "planned", "limit", "got"),
        [
            (-1, PLANNED, None, "-1.00 EUR"),
            (1, PLANNED, euros(-2), "-2.00 EUR"),
            (1, plan(0), None, "1.00 EUR"),
        ],
    )
    def test_what_cannot_have_been_granted(self, granted, planned, limit, got):
        """
        Nothing negative, and nothing for no costs.
        """
        with pytest.raises(InvalidDataError) as caught:
            left(HALF, PLANNED, granted=granted, planned=planned, de_minimis=limit)

        assert (
            "grant to 'a': a grant or a limit is negative, or granted for no eligible "
            "costs\n"
            f"  got: {got}\n"
            "  expected: zero or more, and eligible costs in the plan\n"
            "  mend: give the grant that was computed from the plan"
        ) == str(caught.value)

    def test_nothing_for_nothing_is_fine(self):
        """
        A plan without eligible costs has a grant of nothing, and keeps it.
        """
        gained = plan(0, private=5)

        for financing in (HALF, DEFICIT, FULL, FIXED):
            assert left(financing, gained, granted=0, planned=plan(0)) == 0


MINOR = st.integers(0, 10**7)


@st.composite
def outcomes(draw):
    """Draw a balanced plan with a grant, and what became of it."""
    means = {kind: draw(st.integers(0, 10**6)) for kind in FundsKind}
    grant = draw(st.integers(1, 10**6))
    planned = _plan(sum(means.values()) + grant, means)
    actual = _plan(draw(MINOR), {kind: draw(st.integers(0, 10**6)) for kind in means})
    return Money.from_minor(grant, "EUR"), planned, actual


def _plan(costs, means):
    return CostPlan(
        claimant="a",
        items=[CostItem(name="work", net=Money.from_minor(costs, "EUR"))],
        funds=[
            Funds(name="x", kind=kind, amount=Money.from_minor(amount, "EUR"))
            for kind, amount in means.items()
        ],
    )


class TestProperties:
    @settings(max_examples=100)
    @given(outcomes(), st.sampled_from([HALF, DEFICIT, FULL, FIXED]))
    def test_a_grant_never_rises(self, outcome, financing):
        """
        Neither above what was granted, nor above the costs, nor below nothing.
        """
        granted, planned, actual = outcome
        found = recalculated(financing, granted=granted, planned=planned, actual=actual)

        assert 0 <= found.amount.count <= granted.minor
        assert found.amount.count <= actual.eligible_costs.count

    @settings(max_examples=100)
    @given(outcomes(), st.sampled_from(list(FundsKind)), MINOR)
    def test_more_means_never_raise_it(self, outcome, kind, more):
        """
        Another donation lowers a grant or leaves it, whatever its kind.
        """
        granted, planned, actual = outcome
        funds = Funds(name="more", kind=kind, amount=Money.from_minor(more, "EUR"))
        richer = attrs.evolve(actual, funds=[*actual.funds, funds])

        for financing in (HALF, DEFICIT, FULL, FIXED):
            poor, rich = (
                recalculated(financing, granted=granted, planned=planned, actual=one)
                for one in (actual, richer)
            )
            assert rich.amount.count <= poor.amount.count

    @settings(max_examples=60)
    @given(outcomes())
    def test_a_deficit_is_granted_again(self, outcome):
        """
        A gap that filled a balanced plan is what is left to pay, with all that is paid.
        """
        granted, planned, actual = outcome
        own = max(planned.funds_of(FundsKind.OWN), actual.funds_of(FundsKind.OWN))
        others = actual.funds_of(FundsKind.INCOME, FundsKind.PUBLIC, FundsKind.PRIVATE)
        gap = actual.eligible_costs.count - (others + own).minor
        found = recalculated(DEFICIT, granted=granted, planned=planned, actual=actual)

        assert min(max(gap, 0), granted.minor) == found.amount.count

    @settings(max_examples=60)
    @given(st.integers(1, 10**7), st.integers(0, 10**7))
    def test_a_share_of_lower_costs_is_what_the_rule_gives(self, before, after):
        """
        With costs alone, recalculating is the same as computing again.
        """
        before = max(before, after)
        amounts = []
        for costs in (before, after):
            roster = Roster(id="r", ids=["a"], names=["A"], kinds=["club"])
            facts = Facts(cost_plans=[_plan(2 * costs, {})])
            state = AllocationRule(HALF).begin(euros(0), roster)
            (step,) = AllocationRule(HALF).fold(state, facts)
            amounts.append(step.after.amount(0))
        found = recalculated(
            HALF,
            granted=amounts[0].money,
            planned=_plan(2 * before, {}),
            actual=_plan(2 * after, {}),
        )

        assert amounts[1] == found.amount
