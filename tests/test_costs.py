"""Tests of `fundmodel.costs`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.costs import CostFigures, CostItem, CostPlan, CostPlans, Funds, FundsKind
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.fingerprints import content_hash
from fundmodel.money import Money
from fundmodel.sentences import Language, Text


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def plan(claimant="a", *, net=100, **funds):
    """Make a plan with one item; funds are named by kind."""
    return CostPlan(
        claimant=claimant,
        items=[CostItem(name="work", net=euros(net))],
        funds=[
            Funds(name=kind, kind=FundsKind(kind), amount=euros(amount))
            for kind, amount in funds.items()
        ],
    )


class TestCostItem:
    @pytest.mark.parametrize(
        ("more", "eligible"),
        [
            ({}, 10_000),
            ({"tax": euros(19)}, 11_900),
            ({"tax": euros(19), "recoverable": 1}, 10_000),
            ({"tax": euros(19), "recoverable": "1/3"}, 10_000 + Fraction(3800, 3)),
            ({"tax": euros(19), "recoverable": euros(9)}, 11_000),
            ({"tax": euros(19), "ineligible": Text("a party")}, 0),
        ],
    )
    def test_counts_net_and_the_tax_that_stays(self, more, eligible):
        """
        Tax that can be deducted is no cost, and some items do not count at all.
        """
        item = CostItem(name="work", net=euros(100), **more)

        assert eligible == item.eligible_costs.count

    def test_knows_its_gross_price(self):
        """
        Without tax it is the net price.
        """
        taxed = CostItem(name="work", net=euros(100), tax=euros(19))

        assert euros(119) == taxed.gross
        assert euros(100) == CostItem(name="work", net=euros(100)).gross

    @pytest.mark.parametrize(
        ("tax", "recoverable", "got", "most"),
        [
            (euros(19), "101 %", "101/100", "19.00 EUR"),
            (euros(19), "-1 %", "-1/100", "19.00 EUR"),
            (euros(19), euros(20), "20.00 EUR", "19.00 EUR"),
            (None, euros(1), "1.00 EUR", "0"),
        ],
    )
    def test_more_than_all_tax_cannot_be_deducted(self, tax, recoverable, got, most):
        """
        What is deducted lies between nothing and the tax.
        """
        with pytest.raises(InvalidDataError) as caught:
            CostItem(name="work", net=euros(100), tax=tax, recoverable=recoverable)

        assert (
            "item 'work': more tax can be deducted than there is, or less than "
            "nothing\n"
            f"  got: {got}\n"
            "  expected: a share from 0 % to 100 %, or an amount up to the tax of "
            f"{most}\n"
            "  mend: give the tax itself as `tax`, and what can be deducted of it as "
            "`recoverable`"
        ) == str(caught.value)

    @pytest.mark.parametrize("field", ["net", "tax"])
    def test_a_negative_price_is_refused(self, field):
        """
        What lowers costs is income.
        """
        with pytest.raises(InvalidDataError) as caught:
            CostItem(**{"name": "work", "net": euros(1), field: euros(-1)})

        assert (
            f"{field}: an amount of a cost plan is negative\n"
            "  got: -1.00 EUR\n"
            "  expected: zero or more\n"
            "  mend: enter what reduces costs as income"
        ) == str(caught.value)

    def test_has_a_name(self):
        """
        A reader wants to know what is paid for.
        """
        with pytest.raises(InvalidDataError) as caught:
            CostItem(name=" ", net=euros(1))

        assert (
            "name: a name in a cost plan is empty\n"
            "  expected: what is bought, who pays, or the id of the claimant\n"
            "  mend: fill it in"
        ) == str(caught.value)

    def test_is_in_one_currency(self):
        """
        Net and tax are converted before, if at all.
        """
        with pytest.raises(InvalidDataError) as caught:
            CostItem(name="work", net=euros(1), tax=Money.of(1, "USD"))

        assert (
            "item 'work': amounts of cost plans are in more than one currency\n"
            "  got: EUR, USD\n"
            "  expected: one currency\n"
            "  mend: convert them before, with rate, date and source"
        ) == str(caught.value)


class TestCostPlan:
    PLAN = CostPlan(
        claimant="a",
        items=[
            CostItem(
                name="work", net=euros(100), tax=euros(19), recoverable=Fraction(1, 3)
            ),
            CostItem(name="party", net=euros(50), ineligible=Text("not necessary")),
        ],
        funds=[
            Funds(name="own money", kind=FundsKind.OWN, amount=euros(20)),
            Funds(name="tickets", kind=FundsKind.INCOME, amount=euros(5)),
            Funds(name="state", kind=FundsKind.PUBLIC, amount=euros(7)),
            Funds(name="county", kind=FundsKind.PUBLIC, amount=euros(3)),
        ],
    )

    def test_adds_up_costs_and_funds(self):
        """
        Eligible costs are exact, and funds are told by kind.
        """
        assert 10_000 + Fraction(3800, 3) == self.PLAN.eligible_costs.count
        assert "112.666666… EUR" == str(self.PLAN.eligible_costs)
        assert euros(10) == self.PLAN.funds_of(FundsKind.PUBLIC)
        assert euros(25) == self.PLAN.funds_of(FundsKind.OWN, FundsKind.INCOME)
        assert euros(0) == self.PLAN.funds_of()

    def test_has_a_cost(self):
        """
        A plan without items says nothing.
        """
        with pytest.raises(InvalidDataError) as caught:
            CostPlan(claimant="a", items=[])

        assert (
            "items: a cost plan has no cost\n"
            "  expected: at least one item\n"
            "  mend: list what is paid for, or leave the plan out"
        ) == str(caught.value)

    def test_is_in_one_currency(self):
        """
        Funds are in the currency of the costs.
        """
        dollars = Funds(name="x", kind=FundsKind.OWN, amount=Money.of(1, "USD"))
        with pytest.raises(InvalidDataError, match="cost plan of 'a': amounts of cost"):
            CostPlan(claimant="a", items=self.PLAN.items, funds=[dollars])

    def test_names_the_kinds_of_funds(self):
        """
        Each kind has a name in both languages.
        """
        german = [kind.describe().render(Language.GERMAN) for kind in FundsKind]

        assert [
            "own contribution",
            "income",
            "other public funds",
            "private funds",
        ] == [str(kind.describe()) for kind in FundsKind]
        assert [
            "Eigenanteil",
            "Einnahmen",
            "andere öffentliche Mittel",
            "private Mittel",
        ] == german


class TestCostPlans:
    def test_belong_to_one_claimant_each(self):
        """
        Two plans of one claimant contradict each other.
        """
        with pytest.raises(InvalidDataError) as caught:
            Facts(cost_plans=[plan("a"), plan("b"), plan("a")])

        assert (
            "cost plans: a claimant has more than one cost plan\n"
            "  got: a\n"
            "  expected: one plan for each recipient or application\n"
            "  mend: put the items into one plan, or give each application its id"
        ) == str(caught.value)

    def test_are_in_one_currency(self):
        """
        One allocation has one currency.
        """
        item = CostItem(name="x", net=Money.of(1, "USD"))
        with pytest.raises(InvalidDataError, match="cost plans: amounts of cost plans"):
            CostPlans([plan("a"), CostPlan(claimant="b", items=[item])])

    def test_may_be_put_together_before(self):
        """
        Facts take plans one by one, or together.
        """
        plans = CostPlans([plan("a")])

        assert plans is Facts(cost_plans=plans).cost_plans
        assert Facts(cost_plans=plans) == Facts(cost_plans=[plan("a")])

    def test_change_no_hash_where_there_are_none(self):
        """
        What was stored before there were plans keeps its hash.
        """
        assert content_hash(Facts()) == content_hash(Facts(cost_plans=[]))
        assert content_hash(Facts()) != content_hash(Facts(cost_plans=[plan()]))

    def test_are_lacking(self):
        """
        Who asks for plans where there are none is told how to give them.
        """
        with pytest.raises(AllocationError) as caught:
            _ = Facts().cost_plans.currency

        assert (
            "facts: a provision pays by cost plans, and none were given\n"
            "  got: no cost plans\n"
            "  expected: a cost plan for each claimant\n"
            "  mend: give them: allocate(..., facts=Facts(cost_plans=plans)); on the "
            "command line: --cost-plans FILE"
        ) == str(caught.value)


class TestCostFigures:
    def test_hold_the_sums_of_all_plans(self):
        """
        Every sum of a plan stands in a column of its own.
        """
        figures = CostFigures.of([TestCostPlan.PLAN, plan("b", own=1, private=2)])

        assert figures.claimants == ("a", "b")
        assert [16_900, 10_000] == figures.costs.fractions()[0].tolist()
        assert [Fraction(1900, 3), 0] == figures.deductible.fractions()[0].tolist()
        assert [5_000, 0] == figures.ineligible.fractions()[0].tolist()
        assert [
            TestCostPlan.PLAN.eligible_costs.count,
            10_000,
        ] == figures.eligible.fractions()[0].tolist()
        assert [[2_000, 100], [500, 0], [1_000, 0], [0, 200]] == [
            figures.funds(kind).fractions()[0].tolist() for kind in FundsKind
        ]
        assert [1_500, 200] == figures.of_others.fractions()[0].tolist()

    def test_come_in_the_order_of_others(self):
        """
        Whoever has no plan has nothing, and whoever is not asked for is left out.
        """
        figures = CostFigures.of([plan("a", net=1), plan("b", net=2)])
        aligned, planned = figures.aligned(("c", "b"))

        assert [False, True] == planned.tolist()
        assert [0, 200] == aligned.costs.fractions()[0].tolist()
        assert aligned.claimants == ("c", "b")

    def test_stay_as_they_are_in_their_own_order(self):
        """
        Nothing is copied where nothing moves.
        """
        figures = CostFigures.of([plan("a"), plan("b")])
        aligned, planned = figures.aligned(("a", "b"))

        assert figures is aligned
        assert planned.all()
