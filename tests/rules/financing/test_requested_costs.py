"""Tests of financing behind requests: the claim of an application is cut to it."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.applications import Applications
from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.costs import CostItem, CostPlan
from fundmodel.errors import AllocationError, DataLackingError
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    BestOf,
    Criterion,
    DeficitFinancing,
    Fit,
    FixedAmountFinancing,
    FullFinancing,
    LastProject,
    PercentageFinancing,
    PoolBelow,
    PoolsOf,
    Ranking,
    Requested,
    Round,
    Rounding,
)
from fundmodel.sentences import Language, sentence
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

TOWNS = Roster.from_records(
    [
        {"id": "aue", "name": "Aue", "kind": "town"},
        {"id": "bonn", "name": "Bonn", "kind": "city"},
    ],
    id="towns",
)
TO_THE_CENT = Round("0.01", each=Rounding.DOWN)
SHARE = PercentageFinancing(rate="40 %")


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def call(**requested):
    """Make one application of Aue for each request, the last one of Bonn."""
    last = list(requested)[-1]
    return Applications.from_records(
        [
            {
                "id": id_,
                "applicant": "bonn" if id_ == last else "aue",
                "requested": amount,
                "score": number,
            }
            for number, (id_, amount) in enumerate(requested.items())
        ],
        id="call",
        currency="EUR",
    )


def plan(claimant, net):
    """Make a plan without other means."""
    return CostPlan(claimant=claimant, items=[CostItem(name="work", net=euros(net))])


def facts(applications, **costs):
    """Give applications with their plans."""
    return Facts(
        applications=applications,
        cost_plans=[plan(id_, net) for id_, net in costs.items()],
    )


THREE = facts(
    call(low=4_000, just=6_000, high=9_000), low=20_000, just=15_000, high=20_000
)


def paid(*provisions, given=THREE, pot=1_000_000):
    """Pay to applications."""
    done = AllocationRule(Requested(), *provisions).apply(
        euros(pot), TOWNS, facts=given
    )
    assert_conserved(done)
    for id_ in done.roster.ids:
        assert_adds_up(done.explain(id_))
        assert_figures_are_right(done.explain(id_))
    return done


def said(done, id_, number=2, language="en"):
    """Give the sentence of one step."""
    return done.explain(id_).steps[number - 1].said.render(Language(language))


class TestRequestsAreCut:
    def test_pays_no_more_than_is_requested(self):
        """
        The smaller of request and financing is claimed, and the sentence says which.
        """
        done = paid(SHARE, TO_THE_CENT)

        assert [400_000, 600_000, 800_000] == done.amounts.tolist()
        assert "982,000.00 EUR" == str(done.left_over)
        assert (
            "eligible costs of 20,000.00 EUR; 40 % of 20,000.00 EUR = 8,000.00 EUR; "
            "cut to 4,000.00 EUR, as the application claims no more"
        ) == said(done, "low")
        assert said(done, "just").endswith(
            "= 6,000.00 EUR, as much as the application claims"
        )
        assert said(done, "high").endswith(
            "= 8,000.00 EUR; the claim of 9,000.00 EUR is cut to 8,000.00 EUR"
        )

    def test_is_told_in_german(self):
        """
        All three endings have a translation.
        """
        done = paid(SHARE, TO_THE_CENT)

        assert said(done, "low", language="de").endswith(
            "; gekürzt auf 4.000,00 EUR, da der Antrag nicht mehr beansprucht"
        )
        assert said(done, "just", language="de").endswith(
            "= 6.000,00 EUR, so viel wie der Antrag beansprucht"
        )
        assert said(done, "high", language="de").endswith(
            "; der Anspruch von 9.000,00 EUR wird auf 8.000,00 EUR gekürzt"
        )

    @pytest.mark.parametrize(
        ("financing", "cents"),
        [
            (PercentageFinancing(rate="40 %", ceiling=euros(7_000)), 700_000),
            (DeficitFinancing(own_share="60 %"), 800_000),
            (FullFinancing(ceiling=euros(5_000)), 500_000),
            (FixedAmountFinancing(amount=euros(3_000)), 300_000),
            (FixedAmountFinancing(amount=euros(5), per="score"), 1_000),
        ],
    )
    def test_in_every_kind_of_financing(self, financing, cents):
        """
        Whatever pays by plans, nobody gets it besides what is requested.
        """
        done = paid(financing, TO_THE_CENT)

        assert cents == done.amounts.tolist()[2]
        assert () == done.unit_rates

    def test_units_are_told(self):
        """
        A fixed amount per unit says its units, though the request limits it.
        """
        financing = FixedAmountFinancing(amount=euros(5_000), per="score")
        done = paid(financing, TO_THE_CENT)

        assert [0, 500_000, 900_000] == done.amounts.tolist()
        assert (
            "eligible costs of 20,000.00 EUR; 5,000.00 EUR x 2 points = 10,000.00 EUR; "
            "cut to 9,000.00 EUR, as the application claims no more"
        ) == said(done, "high")

    def test_several_let_the_least_stand(self):
        """
        Each lowers what the one before it left.
        """
        done = paid(
            SHARE, FixedAmountFinancing(amount=euros(5_000)), Fit(), TO_THE_CENT
        )

        assert [400_000, 500_000, 500_000] == done.amounts.tolist()

    def test_is_ranked_afterwards(self):
        """
        A share of costs, at most what is requested, by rank: a common call.
        """
        by_score = Ranking(order=[Criterion.HIGHEST], last=LastProject.STOPPED)
        done = paid(SHARE, TO_THE_CENT, by_score, pot=15_000)

        assert [0, 600_000, 800_000] == done.amounts.tolist()
        assert "on the reserve list, place 1" == str(done.why_not(0))
        assert "1,000.00 EUR" == str(done.left_over)

    def test_leaves_out_whoever_has_no_plan(self):
        """
        Without costs nothing is paid, and the request goes back to the pot.
        """
        given = facts(call(low=4_000, none=6_000), low=20_000)
        done = paid(SHARE, TO_THE_CENT, given=given)

        assert [400_000, 0] == done.amounts.tolist()
        assert "without a cost plan" == str(done.why_not(1))
        assert "none is without a cost plan" == said(done, "none")

    def test_leaves_the_ineligible_untouched(self):
        """
        An application of somebody who may not claim stays out.
        """
        rule = AllocationRule(Eligible(kinds=["town"]), Requested(), SHARE, TO_THE_CENT)
        done = rule.apply(euros(1_000_000), TOWNS, facts=THREE)

        assert [400_000, 600_000, 0] == done.amounts.tolist()
        assert "not among those eligible: town" == str(done.why_not(2))

    def test_cuts_pools_of_applications(self):
        """
        Applications of one applicant that stand together request together.
        """
        pooled = PoolBelow(euros(8_000), pools_of=PoolsOf.PARENT)
        given = attrs.evolve(
            THREE, cost_plans=[plan("pool:aue", 20_000), plan("high", 20_000)]
        )
        done = paid(pooled, SHARE, TO_THE_CENT, given=given)

        assert ("high", "pool:aue") == done.roster.ids
        assert [800_000, 800_000] == done.amounts.tolist()
        assert "the claim of 10,000.00 EUR is cut to 8,000.00 EUR" in said(
            done, "pool:aue", 3
        )


class TestWhatIsRefused:
    def test_plans_of_applications_that_request_nothing(self):
        """
        Where recipients claim, plans of applications are nobody's.
        """
        with pytest.raises(AllocationError) as caught:
            AllocationRule(SHARE).apply(euros(1), TOWNS, facts=THREE)

        assert not isinstance(caught.value, DataLackingError)
        assert (
            "roster 'towns': cost plans are of applications, and recipients claim\n"
            "  got: cost plans of low, just, high\n"
            "  expected: applications that claim what they request\n"
            "  mend: put Requested in front of the financing, which cuts requests then"
        ) == str(caught.value)

    def test_plans_of_strangers(self):
        """
        Plans that name neither recipient nor application are misspelt.
        """
        given = facts(call(low=4_000), other=20_000)
        with pytest.raises(DataLackingError, match="name the recipient as `claimant`"):
            AllocationRule(SHARE).apply(euros(1), TOWNS, facts=given)
        with pytest.raises(DataLackingError, match="name the application as"):
            paid(SHARE, given=given)

    def test_a_formula_behind_requests(self):
        """
        Inside a formula nobody has a claim, so nothing could be cut.
        """
        best = BestOf([AllocationRule(SHARE), AllocationRule(FullFinancing())])
        with pytest.raises(AllocationError) as caught:
            paid(best)

        assert (
            "roster 'call': a financing in a formula does not see what was requested\n"
            "  got: a formula that begins without claims, after Requested\n"
            "  expected: a financing that stands behind Requested itself\n"
            "  mend: take it out of the formula; several financings one after the "
            "other let each request be no more than the least of them"
        ) == str(caught.value)

    def test_requests_of_nothing_are_no_fault(self):
        """
        Whoever requests nothing is granted nothing.
        """
        done = paid(SHARE, TO_THE_CENT, given=facts(call(zero=0), zero=20_000))

        assert [0] == done.amounts.tolist()


AMOUNTS = st.integers(0, 10**7)


@st.composite
def calls(draw):
    """Draw applications in euros, most of them with a plan, one at least."""
    ids = [f"p{number}" for number in range(draw(st.integers(1, 5)))]
    requested = {id_: draw(AMOUNTS) for id_ in ids}
    costs = {
        id_: draw(AMOUNTS) for id_ in ids if id_ == ids[0] or draw(st.integers(0, 3))
    }
    return requested, costs


FINANCINGS = st.sampled_from(
    [
        SHARE,
        PercentageFinancing(rate="1/3", ceiling=euros(4_000), own_share="10 %"),
        DeficitFinancing(own_share="25 %"),
        FullFinancing(),
        FixedAmountFinancing(amount=euros(3_000)),
        FixedAmountFinancing(amount=euros(700), per="score"),
    ]
)


class TestProperties:
    @settings(max_examples=50, deadline=None)
    @given(calls(), FINANCINGS)
    def test_is_the_smaller_of_request_and_financing(self, drawn, financing):
        """
        Recipients with the same plans are paid what requests are cut to.
        """
        requested, costs = drawn
        applications = call(**requested)
        given = facts(applications, **costs)
        done = paid(financing, TO_THE_CENT, given=given, pot=10**8)
        rule = AllocationRule(financing, TO_THE_CENT)
        alone = rule.apply(
            euros(10**8),
            applications.roster,
            facts=attrs.evolve(given, applications=None),
        )
        wanted = [100 * amount for amount in requested.values()]

        assert done.amounts.tolist() == np.minimum(wanted, alone.amounts).tolist()

    @settings(max_examples=30, deadline=None)
    @given(calls(), FINANCINGS, st.lists(st.booleans(), min_size=2, max_size=2))
    def test_a_batch_equals_one_by_one(self, drawn, financing, bonn_may):
        """
        Scenarios do not see each other.
        """
        requested, costs = drawn
        given = facts(call(**requested), **costs)
        rule = AllocationRule(Requested(), financing)

        def run(rows):
            # Aue may always claim, so there is somebody with a plan.
            may = np.array([[True, bonn] for bonn in rows])
            start = State.start(
                Mixed.of([10**9] * len(rows)), TOWNS, unit=Unit.money("EUR")
            ).becomes(
                eligible=may,
                reason=np.where(may, -1, 0),
                reasons=(sentence("not asked"),),
            )
            return rule.fold(start, given)

        if len(requested) == 1:
            # The only one is of Bonn.
            bonn_may = [True, True]
        batch = run(bonn_may)
        for scenario, row in enumerate(bonn_may):
            alone = run([row])
            assert alone[-1].after.pot.fraction(0) == (
                batch[-1].after.pot.fraction(scenario)
            )
            for who in range(len(requested)):
                assert alone[-1].after.amount(who) == (
                    batch[-1].after.amount(who, scenario)
                )
                assert financing.explain(alone[-1], who, 0) == financing.explain(
                    batch[-1], who, scenario
                )

    def test_is_exact(self):
        """
        Parts of a cent are kept until a rounding.
        """
        third = PercentageFinancing(rate="1/3")
        given = facts(call(p=100), p=100)
        start = State.start(Mixed.of([10**6]), TOWNS, unit=Unit.money("EUR"))
        (_, step) = AllocationRule(Requested(), third).fold(start, given)

        assert [[Fraction(10_000, 3)]] == [
            list(row) for row in step.after.amounts.fractions()
        ]
        assert Fraction(10**6) - Fraction(10_000, 3) == step.after.pot.fraction(0)
