"""Tests of `fundmodel.rules.financing.cost_shares` and what it is made of."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, Link, LinkKind
from fundmodel.conditions import EligibleList
from fundmodel.costs import CostItem, CostPlan, Funds, FundsKind
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    DeficitFinancing,
    FixedAmountFinancing,
    FixedTable,
    FullFinancing,
    PercentageFinancing,
    Round,
    Rounding,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import Provision, State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

POSTS = Indicator(id="posts", unit=Text({"en": "posts", "de": "Stellen"}))


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def plan(claimant, net, *, tax=None, recoverable=0, party=0, **funds):
    """Make a plan; funds are named by kind, and a party does not count."""
    items = [
        CostItem(
            name="work",
            net=euros(net),
            tax=None if tax is None else euros(tax),
            recoverable=recoverable,
        )
    ]
    if party:
        why = Text("not necessary")
        items.append(CostItem(name="party", net=euros(party), ineligible=why))
    return CostPlan(
        claimant=claimant,
        items=items,
        funds=[
            Funds(name=kind, kind=FundsKind(kind), amount=euros(amount))
            for kind, amount in funds.items()
        ],
    )


def clubs(ids="ab", *, posts=None, kinds=()):
    """Make a roster of clubs, in that order."""
    kinds = kinds or ["club"] * len(ids)
    return Roster(
        id="clubs",
        ids=list(ids),
        names=[f"Club {id_.upper()}" for id_ in ids],
        kinds=kinds,
        columns=[] if posts is None else [Column.of(POSTS, posts)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def paid(roster, plans, *provisions):
    """Pay out of a million euros."""
    rule = AllocationRule(*provisions, Round("0.01"))
    done = rule.apply(euros(1_000_000), roster, facts=Facts(cost_plans=plans))
    assert_conserved(done)
    for id_ in roster.ids:
        assert_adds_up(done.explain(id_))
        assert_figures_are_right(done.explain(id_))
    return done


def said(done, id_="a", *, step=0, language="en"):
    """Give the sentence of one step."""
    return done.explain(id_).steps[step].said.render(Language(language))


EVERY_KIND = [
    PercentageFinancing(rate="50 %"),
    DeficitFinancing(),
    FullFinancing(),
    FixedAmountFinancing(amount=euros(100)),
    FixedAmountFinancing(amount=euros(100), per="posts"),
]


class TestPercentageFinancing:
    def test_pays_a_share_of_what_counts(self):
        """
        Tax that can be deducted and items that do not count are no costs.
        """
        plans = [
            plan("a", 100_000, tax=19_000, recoverable=1, party=2_000, own=50_000),
            plan("b", 40_000, tax=7_600, own=20_000),
        ]
        done = paid(clubs(), plans, PercentageFinancing(rate="50 %"))

        assert [5_000_000, 2_380_000] == done.amounts.tolist()
        assert (
            "costs of 121,000.00 EUR - 19,000.00 EUR of tax that can be deducted - "
            "2,000.00 EUR that do not count = 100,000.00 EUR of eligible costs; "
            "50 % of 100,000.00 EUR = 50,000.00 EUR"
        ) == said(done)
        assert (
            "eligible costs of 47,600.00 EUR; 50 % of 47,600.00 EUR = 23,800.00 EUR"
        ) == said(done, "b")
        assert (
            "Ausgaben von 121.000,00 EUR - 19.000,00 EUR abziehbare Vorsteuer - "
            "2.000,00 EUR nicht zuwendungsfähig = 100.000,00 EUR zuwendungsfähige "
            "Ausgaben; 50 % von 100.000,00 EUR = 50.000,00 EUR"
        ) == said(done, language="de")

    def test_names_only_what_was_taken_off(self):
        """
        Nobody reads of tax or of other costs where there are none.
        """
        plans = [
            plan("a", 100, tax=19, recoverable=1),
            plan("b", 100, party=1),
        ]
        done = paid(clubs(), plans, PercentageFinancing(rate=1))

        assert said(done).startswith(
            "costs of 119.00 EUR - 19.00 EUR of tax that can be deducted = 100.00 EUR "
            "of eligible costs; "
        )
        assert said(done, "b").startswith(
            "costs of 101.00 EUR - 1.00 EUR that do not count = 100.00 EUR of "
            "eligible costs; "
        )

    def test_tells_every_cut(self):
        """
        Each limit that lowers the amount says by which sum.
        """
        provision = PercentageFinancing(
            rate="60 %",
            ceiling=euros(40_000),
            own_share="10 %",
            own_amount=euros(500),
            most_public="80 %",
        )
        one = plan("a", 100_000, own=8_000, income=5_000, public=30_000)
        done = paid(clubs("a"), [one], provision)

        assert [4_000_000] == done.amounts.tolist()
        assert (
            "eligible costs of 100,000.00 EUR; "
            "60 % of 100,000.00 EUR = 60,000.00 EUR; "
            "cut to 55,000.00 EUR, as no more is left of the eligible costs: "
            "100,000.00 EUR - 5,000.00 EUR income - 30,000.00 EUR other public funds "
            "- 10,000.00 EUR own contribution at least = 55,000.00 EUR; "
            "cut to 50,000.00 EUR, as public funds may pay no more: 80 % of "
            "100,000.00 EUR - 30,000.00 EUR other public funds = 50,000.00 EUR; "
            "cut to 40,000.00 EUR, as the ceiling is 40,000.00 EUR"
        ) == said(done)
        assert (
            "; gekürzt auf 50.000,00 EUR, da öffentliche Mittel nicht mehr decken "
            "dürfen: 80 % von 100.000,00 EUR - 30.000,00 EUR andere öffentliche Mittel "
            "= 50.000,00 EUR; gekürzt auf 40.000,00 EUR, da der Höchstbetrag "
            "40.000,00 EUR beträgt"
        ) in said(done, language="de")

    def test_pays_nothing_where_others_pay_all(self):
        """
        A limit below nothing is nothing, and is shown as it is.
        """
        done = paid(
            clubs("a"), [plan("a", 100, private=130)], PercentageFinancing(rate="50 %")
        )

        assert [0] == done.amounts.tolist()
        assert said(done).endswith(
            "cut to 0.00 EUR, as no more is left of the eligible costs: 100.00 EUR - "
            "130.00 EUR private funds = -30.00 EUR, so nothing is left to pay"
        )

    def test_is_described_with_all_its_terms(self):
        """
        The provision says what it does to anybody.
        """
        plain = PercentageFinancing(rate="1/4")
        full = attrs.evolve(
            plain,
            ceiling=euros(5),
            own_share="10 %",
            own_amount=euros(3),
            most_public="80 %",
        )

        assert (
            "25 % of the eligible costs, as far as other means leave them uncovered"
        ) == str(plain.describe())
        assert str(full.describe()) == (
            f"{plain.describe()}, with an own contribution of at least 10 % of these "
            "costs, with an own contribution of at least 3.00 EUR, all public funds "
            "together at most 80 % of these costs, at most 5.00 EUR"
        )
        assert (
            "25 % der zuwendungsfähigen Ausgaben, soweit andere Mittel sie nicht "
            "decken, bei einem Eigenanteil von mindestens 10 % dieser Ausgaben, bei "
            "einem Eigenanteil von mindestens 3,00 EUR, alle öffentlichen Mittel "
            "zusammen höchstens 80 % dieser Ausgaben, höchstens 5,00 EUR"
        ) == full.describe().render(Language.GERMAN)

    @pytest.mark.parametrize("rate", [0, "-1 %", "101 %"])
    def test_is_a_part_of_the_costs(self, rate):
        """
        Nobody is granted more than costs.
        """
        with pytest.raises(InvalidModelError) as caught:
            PercentageFinancing(rate=rate)

        assert str(caught.value).startswith(
            "rate: this is no part of the eligible costs\n"
        )
        assert str(caught.value).endswith(
            "  expected: more than 0 % and at most 100 %\n"
            "  mend: correct the share; nobody is granted more than costs"
        )

    def test_leaves_room_for_the_own_contribution(self):
        """
        Rate and own contribution together are no more than the whole.
        """
        with pytest.raises(InvalidModelError) as caught:
            PercentageFinancing(rate="95 %", own_share="10 %")

        assert (
            "percentage financing: the own contribution leaves no room for the grant\n"
            "  got: 95 % granted, 10 % borne at least\n"
            "  expected: at most 100 % together, and something to grant\n"
            "  mend: lower one of them"
        ) == str(caught.value)

    def test_is_not_above_what_public_funds_may_pay(self):
        """
        A rate above the limit for all is a mistake, not a cut.
        """
        with pytest.raises(InvalidModelError) as caught:
            PercentageFinancing(rate="90 %", most_public="80 %")

        assert (
            "percentage financing: the rate is above what public funds may pay "
            "together\n"
            "  got: 90 %\n"
            "  expected: at most 80 %\n"
            "  mend: lower the rate, or raise most_public"
        ) == str(caught.value)


class TestDeficitFinancing:
    def test_pays_the_gap(self):
        """
        All other means come first, the own contribution included.
        """
        one = plan("a", 100, own=20, income=5, public=30, private=1)
        done = paid(clubs("a"), [one], DeficitFinancing())

        assert [4_400] == done.amounts.tolist()
        assert (
            "eligible costs of 100.00 EUR; 100.00 EUR - 5.00 EUR income - 30.00 EUR "
            "other public funds - 1.00 EUR private funds - 20.00 EUR own contribution "
            "= 44.00 EUR"
        ) == said(done)
        assert (
            "zuwendungsfähige Ausgaben von 100,00 EUR; 100,00 EUR - 5,00 EUR Einnahmen "
            "- 30,00 EUR andere öffentliche Mittel - 1,00 EUR private Mittel - "
            "20,00 EUR Eigenanteil = 44,00 EUR"
        ) == said(done, language="de")

    @pytest.mark.parametrize(
        ("terms", "gap"),
        [
            ({"own_share": "25 %"}, 7_500),
            ({"own_amount": euros(30)}, 7_000),
            ({"own_share": "25 %", "own_amount": euros(30)}, 7_000),
            ({"own_share": "1 %", "own_amount": euros(2)}, 8_000),
        ],
    )
    def test_counts_the_own_contribution_asked_for(self, terms, gap):
        """
        Whoever plans less than is asked for does not get the difference.
        """
        done = paid(clubs("a"), [plan("a", 100, own=20)], DeficitFinancing(**terms))
        asked = "own contribution at least (20.00 EUR planned)" in said(done)

        assert [gap] == done.amounts.tolist()
        assert asked == (gap < 8_000)

    def test_is_limited_too(self):
        """
        Ceiling and public funds cut the gap.
        """
        provision = DeficitFinancing(ceiling=euros(30), most_public="50 %")
        done = paid(clubs("a"), [plan("a", 100, public=15)], provision)

        assert [3_000] == done.amounts.tolist()
        assert "cut to 35.00 EUR, as public funds" in said(done)
        assert said(done).endswith("cut to 30.00 EUR, as the ceiling is 30.00 EUR")

    def test_pays_nothing_where_there_is_no_gap(self):
        """
        Means above the costs are told, and paid back to nobody.
        """
        done = paid(clubs("a"), [plan("a", 100, own=120)], DeficitFinancing())

        assert [0] == done.amounts.tolist()
        assert (
            "eligible costs of 100.00 EUR; 100.00 EUR - 120.00 EUR own contribution = "
            "-20.00 EUR, so nothing is left to pay"
        ) == said(done)

    def test_is_described(self):
        """
        The provision says what it does to anybody.
        """
        provision = DeficitFinancing(ceiling=euros(5))

        assert (
            "the gap between the eligible costs and all other means, at most 5.00 EUR"
        ) == str(provision.describe())

    def test_grants_something(self):
        """
        An own contribution of all costs would leave nothing to grant.
        """
        with pytest.raises(InvalidModelError, match="leaves no room for the grant"):
            DeficitFinancing(own_share=1)

    @pytest.mark.parametrize("field", ["ceiling", "own_amount"])
    def test_amounts_are_above_zero(self, field):
        """
        A limit of nothing is left out, or a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            DeficitFinancing(**{field: euros(0)})

        assert (
            f"{field}: an amount of a financing is not above zero\n"
            "  got: 0.00 EUR\n"
            "  expected: an amount above zero\n"
            "  mend: correct it, or leave it out"
        ) == str(caught.value)


class TestFullFinancing:
    def test_pays_all_that_others_do_not(self):
        """
        With no other means, it pays all eligible costs.
        """
        plans = [plan("a", 100), plan("b", 100, income=5, own=1)]
        done = paid(clubs(), plans, FullFinancing())

        assert [10_000, 9_400] == done.amounts.tolist()
        assert "eligible costs of 100.00 EUR; 100.00 EUR" == said(done)
        assert said(done, "b").endswith(
            "100.00 EUR - 5.00 EUR income - 1.00 EUR own contribution = 94.00 EUR"
        )

    def test_has_a_ceiling(self):
        """
        It is described with it, and cut at it.
        """
        provision = FullFinancing(ceiling=euros(70))
        done = paid(clubs("a"), [plan("a", 100)], provision)

        assert [7_000] == done.amounts.tolist()
        assert (
            "all eligible costs that no other means cover, at most 70.00 EUR"
        ) == str(provision.describe())


class TestFixedAmountFinancing:
    def test_pays_the_amount_to_each(self):
        """
        A fixed amount does not ask what something costs, as long as it costs more.
        """
        plans = [plan("a", 100, own=40), plan("b", 50, income=20)]
        done = paid(clubs(), plans, FixedAmountFinancing(amount=euros(60)))

        assert [6_000, 3_000] == done.amounts.tolist()
        assert "eligible costs of 100.00 EUR; a fixed amount of 60.00 EUR" == said(done)
        assert (
            "eligible costs of 50.00 EUR; a fixed amount of 60.00 EUR; cut to 30.00 "
            "EUR, as no more is left of the eligible costs: 50.00 EUR - 20.00 EUR "
            "income = 30.00 EUR"
        ) == said(done, "b")

    def test_is_no_more_than_the_costs(self):
        """
        Where nobody else pays, the sentence names the costs alone.
        """
        done = paid(clubs("a"), [plan("a", 50)], FixedAmountFinancing(amount=euros(60)))

        assert said(done).endswith(
            "cut to 50.00 EUR, as no more is left of the eligible costs: 50.00 EUR"
        )

    def test_pays_for_units(self):
        """
        Per unit it multiplies, and its ceiling is for each claimant.
        """
        provision = FixedAmountFinancing(
            amount=euros(64_000), per="posts", name=Text("posts"), ceiling=euros(90_000)
        )
        roster = clubs(posts=[Decimal("1.25"), 2])
        plans = [plan("a", 200_000), plan("b", 200_000)]
        done = paid(roster, plans, provision)

        assert [8_000_000, 9_000_000] == done.amounts.tolist()
        assert said(done).endswith("64,000.00 EUR x 1.25 posts = 80,000.00 EUR")
        assert (
            "64,000.00 EUR x 2 posts = 128,000.00 EUR; cut to 90,000.00 EUR"
        ) in said(done, "b")
        (rate,) = done.unit_rates
        assert Fraction(13, 4) == rate.total

    def test_is_described(self):
        """
        The provision says for whom, or for what, it pays how much.
        """
        rest = ", no more than the eligible costs that other means leave uncovered"

        assert f"60.00 EUR for each{rest}" == str(
            FixedAmountFinancing(amount=euros(60)).describe()
        )
        assert f"60.00 EUR for each unit of posts{rest}, at most 90.00 EUR" == str(
            FixedAmountFinancing(
                amount=euros(60), per="posts", ceiling=euros(90)
            ).describe()
        )

    @pytest.mark.parametrize(
        ("field", "value", "got"),
        [
            ("ceiling", euros(90), "ceiling"),
            ("name", Text("posts"), "key_date, accepts or name"),
            ("key_date", KeyDate.yearly(month=1, day=1), "key_date, accepts or name"),
        ],
    )
    def test_has_a_ceiling_only_per_unit(self, field, value, got):
        """
        Keys that would have no effect are refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            FixedAmountFinancing(**{"amount": euros(60), field: value})

        assert (
            "fixed-amount financing: a fixed amount for each claimant has neither "
            "units nor a ceiling\n"
            f"  got: {got}\n"
            "  expected: `per`, the indicator that counts units\n"
            "  mend: name the indicator, or state the amount alone"
        ) == str(caught.value)

    def test_is_above_nothing(self):
        """
        Nothing is no amount to grant.
        """
        with pytest.raises(InvalidModelError, match="amount: an amount of a financing"):
            FixedAmountFinancing(amount=euros(0))


class TestGranting:
    @pytest.mark.parametrize("provision", EVERY_KIND)
    def test_leaves_out_whoever_has_no_plan(self, provision):
        """
        The reason is kept for each who is left out.
        """
        roster = clubs(posts=[1, 1])
        done = paid(roster, [plan("a", 1000)], provision)

        assert done.amounts.tolist()[1] == 0
        assert [True, False] == done.is_eligible.tolist()
        assert "without a cost plan" == str(done.why_not(1))
        assert "Club B is without a cost plan" == said(done, "b")
        assert "Club B: ohne Finanzierungsplan" == said(done, "b", language="de")

    def test_leaves_the_ineligible_untouched(self):
        """
        Whoever was left out before has no claim, plan or not.
        """
        plans = [plan("a", 100), plan("b", 100)]
        done = paid(clubs(), plans, EligibleList(only=["b"]), FullFinancing())

        assert [0, 10_000] == done.amounts.tolist()
        assert "Club A is not on the list: b" == said(done, step=1)

    def test_adds_to_earlier_claims(self):
        """
        Claims add up, and whoever has one without a plan keeps it.
        """
        table = FixedTable(amounts={"a": euros(7), "b": euros(3)})
        done = paid(clubs("abc"), [plan("a", 100)], table, FullFinancing())

        assert [10_700, 300, 0] == done.amounts.tolist()
        assert [True, True, False] == done.is_eligible.tolist()
        assert "Club B has no cost plan, so nothing is added" == said(done, "b", step=1)

    def test_follows_the_claimants_of_its_axis(self):
        """
        Where applications claim, plans are found by the ids of applications.
        """
        applications = clubs(["n1", "n2", "n3"])
        state = State.start(Mixed.of([0]), clubs(), unit=Unit.money("EUR"))
        link = Link(kind=LinkKind.SPREAD, index=np.array([0, 0, 1]))
        passed = state.passed_to(
            Axis(claimants=applications, link=link), Mixed.zeros((1, 3))
        )
        facts = Facts(cost_plans=[plan("n3", 5), plan("n1", 7), plan("a", 9)])
        after = FullFinancing().apply(passed, facts)

        assert [[700, 0, 500]] == after.amounts.floor().tolist()
        assert "without a cost plan" == str(after.reason_of(1))

    def test_needs_plans(self):
        """
        A rule that pays by plans says so where there are none.
        """
        with pytest.raises(AllocationError, match="and none were given"):
            AllocationRule(FullFinancing()).apply(euros(1), clubs())

    def test_needs_plans_of_those_on_the_roster(self):
        """
        Plans of strangers alone are probably misspelt ids.
        """
        facts = Facts(cost_plans=[plan("x", 1)])
        with pytest.raises(DataLackingError) as caught:
            AllocationRule(FullFinancing()).apply(euros(1), clubs(), facts=facts)

        assert (
            "roster 'clubs': none of those who may claim has a cost plan\n"
            "  got: cost plans of x\n"
            "  expected: cost plans with the ids of the claimants\n"
            "  mend: name the recipient as `claimant` of its plan; where applications "
            "have plans, put Requested in front, so that they claim"
        ) == str(caught.value)
        assert caught.value.said.render(Language.GERMAN).startswith(
            "niemand, der etwas beanspruchen darf, hat einen Finanzierungsplan"
        )

    def test_needs_nobody(self):
        """
        Where nobody may claim, nobody needs a plan.
        """
        roster, facts = clubs(""), Facts(cost_plans=[plan("x", 1)])
        rule = AllocationRule(FullFinancing(), Round("0.01", each=Rounding.DOWN))

        assert (
            euros(1).minor == rule.apply(euros(1), roster, facts=facts).left_over.count
        )

    def test_needs_one_row_each(self):
        """
        A row for all others has no plan.
        """
        roster = clubs(kinds=["club", REMAINDER])
        facts = Facts(cost_plans=[plan("a", 1)])
        with pytest.raises(DataLackingError, match="plan belongs to one claimant"):
            AllocationRule(FullFinancing()).apply(euros(1), roster, facts=facts)

    @pytest.mark.parametrize(
        "provision",
        [
            FullFinancing(),
            PercentageFinancing(rate=1, ceiling=Money.of(1, "USD")),
            DeficitFinancing(own_amount=Money.of(1, "USD")),
            FixedAmountFinancing(amount=Money.of(1, "USD")),
        ],
    )
    def test_keeps_to_one_currency(self, provision):
        """
        Plans, limits and amounts are in the unit of the pot.
        """
        facts = Facts(cost_plans=[plan("a", 1)])
        dollars = Money.of(1, "USD") if provision == FullFinancing() else euros(1)
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            AllocationRule(provision).apply(dollars, clubs(), facts=facts)

    @pytest.mark.parametrize("provision", EVERY_KIND)
    def test_is_a_provision(self, provision):
        """
        The mechanism takes all kinds of financing as they are.
        """
        assert isinstance(provision, Provision)


AMOUNTS = st.integers(0, 10**7)


@st.composite
def plans_of(draw, ids):
    """Draw a plan for each, with funds of every kind."""
    return [
        CostPlan(
            claimant=id_,
            items=[
                CostItem(
                    name="work",
                    net=Money.from_minor(draw(AMOUNTS), "EUR"),
                    tax=Money.from_minor(draw(AMOUNTS), "EUR"),
                    recoverable=draw(st.fractions(0, 1, max_denominator=7)),
                ),
                CostItem(
                    name="party",
                    net=Money.from_minor(draw(AMOUNTS), "EUR"),
                    ineligible=Text("not necessary"),
                ),
            ],
            funds=[
                Funds(name="x", kind=kind, amount=Money.from_minor(amount, "EUR"))
                for kind in FundsKind
                if (amount := draw(st.integers(0, 3 * 10**6)))
            ],
        )
        for id_ in ids
    ]


@st.composite
def terms(draw):
    """Draw limits that do not contradict a rate of half the costs."""
    part = st.fractions(Fraction(1, 50), Fraction(1, 2), max_denominator=50)
    money = st.integers(1, 10**7).map(lambda minor: Money.from_minor(minor, "EUR"))
    return {
        "ceiling": draw(st.none() | money),
        "own_share": draw(st.none() | part),
        "own_amount": draw(st.none() | money),
        "most_public": draw(st.none() | part.map(lambda one: one + Fraction(1, 2))),
    }


@st.composite
def financings(draw):
    """Draw a financing of any kind."""
    limits = draw(terms())
    rate = draw(st.fractions(Fraction(1, 100), Fraction(1, 2), max_denominator=100))
    amount = Money.from_minor(draw(st.integers(1, 10**7)), "EUR")
    no_ceiling = {**limits, "ceiling": None}
    return draw(
        st.sampled_from(
            [
                PercentageFinancing(rate=rate, **limits),
                DeficitFinancing(**limits),
                FullFinancing(ceiling=limits["ceiling"]),
                FixedAmountFinancing(amount=amount, **no_ceiling),
                FixedAmountFinancing(amount=amount, per="posts", **limits),
            ]
        )
    )


def granted(provision, plans, *, ids="abc", pots=(0,), before=None):
    """Give the exact claims by id, in the first scenario, and the step."""
    roster = clubs(ids, posts=[ord(id_) - 96 for id_ in ids])
    state = State.start(Mixed.of(list(pots)), roster, unit=Unit.money("EUR"))
    if before is not None:
        claims = Mixed.of(before)
        state = state.becomes(pot=state.pot - claims.sum(), amounts=claims)
    rule = AllocationRule(provision)
    (step,) = rule.fold(state, Facts(cost_plans=plans))
    amounts = step.after.amounts.fractions()[0]
    return dict(zip(ids, amounts, strict=True)), step


def uncovered(one):
    """Give what others leave of the eligible costs."""
    others = (FundsKind.INCOME, FundsKind.PUBLIC, FundsKind.PRIVATE)
    return max(one.eligible_costs.count - one.funds_of(*others).minor, 0)


class TestProperties:
    @settings(max_examples=80)
    @given(financings(), plans_of("abc"))
    def test_nobody_is_granted_more_than_is_left_to_pay(self, provision, plans):
        """
        Grants lie between nothing and the eligible costs that others leave.
        """
        amounts, _ = granted(provision, plans)

        for one in plans:
            assert 0 <= amounts[one.claimant] <= uncovered(one)

    @settings(max_examples=80)
    @given(financings(), plans_of("abc"))
    def test_terms_hold(self, provision, plans):
        """
        Ceiling, own contribution and the limit of public funds hold for each.
        """
        amounts, _ = granted(provision, plans)
        limits = provision.terms

        for one in plans:
            amount, costs = amounts[one.claimant], one.eligible_costs.count
            if limits.ceiling is not None:
                assert amount <= limits.ceiling.minor
            if limits.most_public is not None and amount:
                public = one.funds_of(FundsKind.PUBLIC).minor
                assert amount + public <= limits.most_public * costs
            borne = uncovered(one) - amount
            assert not amount or borne >= (limits.own_share or 0) * costs
            assert not amount or borne >= (limits.own_amount or euros(0)).minor

    @settings(max_examples=80)
    @given(
        plans_of("a"), terms(), st.sampled_from(list(FundsKind)), st.integers(1, 10**6)
    )
    def test_more_means_never_raise_a_grant(self, plans, limits, kind, more):
        """
        A deficit grant falls by every cent that others pay, or stays.
        """
        funds = Funds(name="more", kind=kind, amount=Money.from_minor(more, "EUR"))
        richer = [attrs.evolve(one, funds=[*one.funds, funds]) for one in plans]
        provision = DeficitFinancing(**limits)
        before, after = (
            granted(provision, p, ids="a")[0]["a"] for p in (plans, richer)
        )

        assert before - more <= after <= before

    @settings(max_examples=60)
    @given(
        st.integers(0, 10**7), st.fractions(Fraction(1, 100), 1), st.integers(1, 1000)
    )
    def test_a_share_scales_with_costs(self, minor, rate, times):
        """
        Costs that are so many times as high are granted so many times as much.
        """
        provision = PercentageFinancing(rate=rate)
        one, many = (
            [
                CostPlan(
                    claimant="a",
                    items=[CostItem(name="x", net=Money.from_minor(net, "EUR"))],
                )
            ]
            for net in (minor, minor * times)
        )
        (low, _), (high, _) = (granted(provision, p, ids="a") for p in (one, many))

        assert minor * rate == low["a"]
        assert low["a"] * times == high["a"]

    @settings(max_examples=60)
    @given(financings(), plans_of("abc"), st.permutations("abc"))
    def test_order_does_not_matter(self, provision, plans, ids):
        """
        Everybody has the same in any order of claimants.
        """
        assert granted(provision, plans)[0] == granted(provision, plans, ids=ids)[0]

    @settings(max_examples=60)
    @given(
        financings(),
        plans_of("ab"),
        st.lists(
            st.tuples(
                st.integers(0, 9), st.lists(st.integers(0, 1), min_size=3, max_size=3)
            ),
            min_size=1,
            max_size=3,
        ),
    )
    def test_a_batch_equals_one_by_one(self, provision, plans, scenarios):
        """
        Scenarios do not see each other, whoever has claims and plans in them.
        """
        pots = [pot for pot, _ in scenarios]
        claims = [row for _, row in scenarios]
        _, batch = granted(provision, plans, pots=pots, before=claims)

        for scenario, (pot, row) in enumerate(scenarios):
            _, alone = granted(provision, plans, pots=[pot], before=[row])
            assert alone.after.pot.fraction(0) == batch.after.pot.fraction(scenario)
            for who in range(3):
                assert alone.after.amount(who) == batch.after.amount(who, scenario)
                assert alone.after.reason_of(who) == batch.after.reason_of(
                    who, scenario
                )
                assert provision.explain(alone, who, 0) == provision.explain(
                    batch, who, scenario
                )

    @settings(max_examples=80)
    @given(financings(), plans_of("ab"))
    def test_explanations_end_with_the_amount(self, provision, plans):
        """
        The last amount of the sentence is what was granted, if that is not negative.
        """
        amounts, step = granted(provision, plans, ids="ab")

        for who, id_ in enumerate("ab"):
            values = dict(provision.explain(step, who, 0).values)
            told = values.get("amount") or dict(values["paid"].values).get("amount")
            if told is None:
                told = dict(dict(values["paid"].values)["sum"].values)["amount"]
            told = told.minor if isinstance(told, Money) else told.count
            assert max(told, 0) == amounts[id_]
