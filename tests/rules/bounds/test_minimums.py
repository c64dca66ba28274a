"""Tests of `fundmodel.rules.bounds.minimums`, by hand and against a slow reference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.publications import PublishedTable
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    Excess,
    Fit,
    FixedTable,
    Funding,
    Maximum,
    Minimum,
    RatePerUnit,
    Redistribute,
    Round,
    Rounding,
    Share,
    Shortage,
    StandIn,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(kinds=(), **heads):
    """Make a roster of towns by their heads."""
    kinds = kinds or ("town",) * len(heads)
    return Roster.from_records(
        [
            {"id": name, "name": name.upper(), "kind": kind, "heads": count}
            for (name, count), kind in zip(heads.items(), kinds, strict=True)
        ],
        id="towns",
        indicators=[Indicator(id="heads", unit=Text("heads"))],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


THREE = towns(a=1, b=2, c=7)


def last_time(**amounts):
    """Give what each had last time."""
    return Facts(
        previous=PublishedTable(
            id="last-time",
            ids=amounts,
            names=amounts,
            amounts=[eur(amount) for amount in amounts.values()],
        )
    )


def divided(*provisions, pot=100, roster=THREE, facts=None):
    """Divide euros by heads, with bounds, to the cent."""
    rule = AllocationRule(BY_HEADS, *provisions, ROUND)
    return rule.apply(eur(pot), roster, facts=facts)


def cents(*provisions, **more):
    """Give the amounts in cents."""
    return divided(*provisions, **more).amounts.tolist()


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        divided(*provisions, **more)
    return str(caught.value)


class TestMinimum:
    def test_is_paid_by_the_others(self):
        """
        Who has less is raised, and the others share what is left by the key.
        """
        done = divided(Minimum(eur(15)))

        assert [1500, 1889, 6611] == done.amounts.tolist()
        assert (
            "10.00 EUR is less than the minimum (15.00 EUR): raised by 5.00 EUR to "
            "15.00 EUR"
        ) == said(done, "a")
        assert (
            "15.00 EUR of 100.00 EUR go to those at a bound (1); 85.00 EUR x 2 / 9 "
            "heads = 18.888888… EUR"
        ) == said(done, "b")

    def test_lets_the_next_one_fall_as_far_as_the_minimum(self):
        """
        Who pays for others may reach the minimum itself; then the rest pays more.
        """
        done = divided(Minimum(eur(19)))

        assert [1900, 1900, 6200] == done.amounts.tolist()
        assert (
            "20.00 EUR moves with the others as far as the minimum (19.00 EUR): 19.00 "
            "EUR"
        ) == said(done, "b")

    def test_changes_nothing_where_all_have_more(self):
        """
        A minimum below all claims is told, and moves nothing.
        """
        done = divided(Minimum(eur(10)))

        assert [1000, 2000, 7000] == done.amounts.tolist()
        assert "20.00 EUR is no less than the minimum (10.00 EUR)" == said(done, "b")

    def test_for_each_unit_of_an_indicator(self):
        """
        A rate per head gives each its own minimum.
        """
        rule = AllocationRule(EqualShares(), Minimum(eur(6), per="heads"), ROUND)
        done = rule.apply(eur(99), THREE)

        assert [2850, 2850, 4200] == done.amounts.tolist()
        assert (
            "33.00 EUR is less than the minimum (6.00 EUR x 7 heads = 42.00 EUR): "
            "raised by 9.00 EUR to 42.00 EUR"
        ) == said(done, "c")
        assert (
            "42.00 EUR of 99.00 EUR go to those at a bound (1); 57.00 EUR x 1 / 2 = "
            "28.50 EUR"
        ) == said(done, "a")

    def test_for_each_unit_counts_decimals_exactly(self):
        """
        Parts of a unit and of a cent count as parts.
        """
        rule = AllocationRule(
            EqualShares(),
            Minimum(Decimal("12.125"), per="heads"),
            Round("0.01", each=Rounding.UP),
        )
        done = rule.apply(eur(10), towns(a=Decimal("0.5"), b=0))

        assert [607, 394] == done.amounts.tolist()
        assert "the minimum (12.125 EUR x 0.5 heads = 6.0625 EUR)" in said(done, "a")

    def test_as_a_share_of_what_is_shared(self):
        """
        A share of the pot is taken of all that is claimed or left.
        """
        done = divided(Minimum(share="15 %"))

        assert [1500, 1889, 6611] == done.amounts.tolist()
        assert "the minimum (15 % of 100.00 EUR = 15.00 EUR)" in said(done, "a")

    def test_as_a_share_of_last_time(self):
        """
        A share of last time's amount gives each its own minimum.
        """
        facts = last_time(a=20, b=20, c=50)
        done = divided(Minimum(of_previous="95 %"), facts=facts)

        assert [1900, 1900, 6200] == done.amounts.tolist()
        assert "the minimum (95 % of 20.00 EUR last time = 19.00 EUR)" in said(
            done, "a"
        )

    def test_of_whole_units(self):
        """
        Seats and posts have minimums too.
        """
        rule = AllocationRule(BY_HEADS, Minimum(2), Round(1))
        done = rule.apply(10, THREE, unit="seats")

        assert [2, 2, 6] == done.amounts.tolist()
        assert "less than the minimum (2 seats)" in said(done, "a")

    def test_for_some_kinds_only(self):
        """
        Others have no minimum, and pay.
        """
        roster = towns(("town", "city", "city"), a=1, b=2, c=7)
        done = divided(Minimum(eur(30), kinds=("town",)), roster=roster)

        assert [3000, 1556, 5444] == done.amounts.tolist()
        assert "at least 30.00 EUR each (town only)" == str(
            done.steps[1].provision.describe()
        )

    def test_is_for_the_eligible_only(self):
        """
        Whoever may not claim has no minimum, and is told so.
        """
        roster = towns(("town", "district", "town"), a=1, b=2, c=7)
        rule = AllocationRule(
            Eligible(kinds=("town",)), BY_HEADS, Minimum(eur(20)), ROUND
        )
        done = rule.apply(eur(100), roster)

        assert [2000, 0, 8000] == done.amounts.tolist()
        assert "this does not apply here; the claim stays at 0.00 EUR" == said(
            done, "b", 3
        )

    def test_is_for_those_without_a_share_too(self):
        """
        Whoever is eligible and has nothing that counts still has the minimum.
        """
        assert [500, 9500] == cents(Minimum(eur(5)), roster=towns(a=0, b=2))

    def test_comes_on_top_of_what_was_claimed_before(self):
        """
        A fixed amount counts towards the minimum, and rises with the others.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": eur(30)}), BY_HEADS, Minimum(eur(30)), ROUND
        )
        done = rule.apply(eur(100), THREE)

        assert [3500, 3000, 3500] == done.amounts.tolist()
        assert (
            "30.00 EUR of 100.00 EUR go to those at a bound (1), and the others had "
            "30.00 EUR; 30.00 EUR + 40.00 EUR x 1 / 8 heads = 35.00 EUR"
        ) == said(done, "a", 3)

    def test_does_not_cut_into_what_was_claimed_before(self):
        """
        A fixed amount claimed before the pot was shared pays for nobody.
        """
        fixed = FixedTable(amounts={"a": eur(60)})
        enough = AllocationRule(fixed, BY_HEADS, Minimum(eur(20)), ROUND)
        done = enough.apply(eur(100), THREE)
        with pytest.raises(BoundsError) as caught:
            AllocationRule(fixed, BY_HEADS, Minimum(eur(21)), ROUND).apply(
                eur(100), THREE
            )

        assert [6000, 2000, 2000] == done.amounts.tolist()
        assert (
            "64.00 EUR moves with the others as far as what was claimed before the pot "
            "was shared: 60.00 EUR"
        ) == said(done, "a", 3)
        assert "got: 102.00 EUR for A (a), B (b), C (c)" in str(caught.value)

    def test_of_a_rate_is_paid_by_the_pot(self):
        """
        Where nothing is shared by a key, the minimum takes from what is left.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(5), by="heads"), Minimum(eur(15)), ROUND
        )
        done = rule.apply(eur(100), THREE)

        assert [1500, 1500, 3500] == done.amounts.tolist()
        assert "35.00 EUR" == str(done.left_over)

    @pytest.mark.parametrize(
        ("funding", "words"),
        [
            (Funding.POT, "at least 95 % of the amount of last time"),
            (
                Funding.GAINERS,
                "at least 95 % of the amount of last time; those who gain pay for it",
            ),
            (
                Funding.ADDED,
                "at least 95 % of the amount of last time, in addition to the pot",
            ),
        ],
    )
    def test_says_who_pays(self, funding, words):
        """
        The provision names who pays, where it is not the pot.
        """
        assert words == str(Minimum(of_previous="95 %", funding=funding).describe())

    def test_may_come_in_addition_to_the_pot(self):
        """
        Then nobody pays, and what it takes is told apart.
        """
        done = divided(
            Minimum(eur(15), funding=Funding.ADDED, source=Source(title="act"))
        )

        assert_conserved(done)
        assert [1500, 2000, 7000] == done.amounts.tolist()
        assert ("5.00 EUR", "100.00 EUR") == (str(done.guaranteed), str(done.total))
        assert "act" == done.elsewhere[0].source.title
        assert (
            "10.00 EUR is less than the minimum (15.00 EUR): raised by 5.00 EUR to "
            "15.00 EUR, in addition to the pot"
        ) == said(done, "a")
        assert "20.00 EUR is no less than the minimum (15.00 EUR)" == said(done, "b")

    def test_added_holds_against_later_bounds(self):
        """
        What was guaranteed in addition is not taken back by a later minimum.
        """
        done = divided(
            Minimum(eur(15), funding=Funding.ADDED),
            Minimum(eur(40), kinds=("town",)),
            roster=towns(("x", "town", "x"), a=1, b=2, c=7),
        )

        assert [1500, 4000, 5000] == done.amounts.tolist()
        assert (
            "55.00 EUR of 105.00 EUR go to those at a bound (2), and the others had "
            "70.00 EUR; 70.00 EUR - 20.00 EUR x 7 / 7 heads = 50.00 EUR"
        ) == said(done, "c", 3)

    def test_is_reduced_where_a_rule_says_so(self):
        """
        With too little for all, everybody gets the same part of the minimum.
        """
        done = divided(Minimum(eur(50), if_short=Shortage.REDUCED))

        assert_conserved(done)
        assert [3334, 3333, 3333] == done.amounts.tolist()
        assert (
            "10.00 EUR is less than the minimum (50.00 EUR), which can only be met in "
            "part: x 100.00 EUR / 150.00 EUR = 33.333333… EUR: raised by 23.333333… "
            "EUR to 33.333333… EUR"
        ) == said(done, "a")
        assert (
            "at least 50.00 EUR each; reduced for all alike if there is too little"
        ) == str(done.steps[1].provision.describe())

    def test_that_gives_way_is_untouched_where_there_is_enough(self):
        """
        Nothing is reduced as long as all minimums can be met.
        """
        done = divided(Minimum(eur(15), if_short=Shortage.REDUCED))

        assert [1500, 1889, 6611] == done.amounts.tolist()
        assert "the minimum (15.00 EUR): raised" in said(done, "a")

    def test_the_later_one_gives_way_first(self):
        """
        Of two minimums that may be reduced, the first one is met as far as it can.
        """
        first = Minimum(eur(40), kinds=("town",), if_short=Shortage.REDUCED)
        second = Minimum(eur(40), kinds=("city",), if_short=Shortage.REDUCED)
        roster = towns(("town", "city", "city"), a=1, b=2, c=7)
        few = divided(first, second, roster=roster)
        none = divided(first, second, roster=roster, pot=30)

        assert [4000, 3000, 3000] == few.amounts.tolist()
        assert [3000, 0, 0] == none.amounts.tolist()
        assert_conserved(none)

    def test_above_the_pot_is_named(self):
        """
        With too little for all, the rule names the provision, whom, and both sums.
        """
        assert (
            "at least 50.00 EUR each: the least that provisions give is more than "
            "there is\n"
            "  got: 150.00 EUR for A (a), B (b), C (c)\n"
            "  expected: at most 100.00 EUR\n"
            '  mend: raise the budget, lower the least, or say if_short = "reduced" '
            "(Shortage.REDUCED in Python)"
        ) == refused(BoundsError, Minimum(eur(50)))

    def test_above_the_pot_names_a_few(self):
        """
        Of many recipients some are named, and the others counted.
        """
        roster = towns(**{f"t{i}": 1 for i in range(7)})
        message = refused(BoundsError, Minimum(eur(50)), roster=roster)

        assert "T0 (t0), T1 (t1), T2 (t2), T3 (t3), T4 (t4) and 2 more" in message

    def test_above_what_rates_leave_is_named_too(self):
        """
        A pot that pays rates has to be enough for the minimums.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(1), by="heads"), Minimum(eur(50)), ROUND
        )
        with pytest.raises(BoundsError, match=r"150\.00 EUR for A"):
            rule.apply(eur(100), THREE)

    def test_in_an_open_ended_rule_is_paid(self):
        """
        Where need sets the amount, a minimum needs no pot.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(1), by="heads"), Minimum(eur(5)), ROUND
        )
        state = State.start(
            Mixed.zeros((1,)), THREE, unit=Unit.money("EUR"), open_ended=True
        )
        done = rule.distribute(state, Facts())

        assert [500, 500, 700] == done.amounts.tolist()
        assert "17.00 EUR" == str(done.total)

    def test_as_a_share_of_no_pot_is_refused(self):
        """
        A share of the pot means nothing where there is none.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(1), by="heads"), Minimum(share="5 %"), ROUND
        )
        state = State.start(
            Mixed.zeros((1,)), THREE, unit=Unit.money("EUR"), open_ended=True
        )
        with pytest.raises(AllocationError) as caught:
            rule.distribute(state, Facts())

        assert (
            "5 % of what is shared: a share of the pot bounds claims where there is no "
            "pot\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: state the bound as an amount"
        ) == str(caught.value)


class TestMaximum:
    def test_gives_to_the_others(self):
        """
        What is cut goes to all others by the key.
        """
        done = divided(Maximum(eur(55)))

        assert [1500, 3000, 5500] == done.amounts.tolist()
        assert (
            "70.00 EUR is more than the maximum (55.00 EUR): cut by 15.00 EUR to 55.00 "
            "EUR"
        ) == said(done, "c")
        assert (
            "55.00 EUR of 100.00 EUR go to those at a bound (1); 45.00 EUR x 1 / 3 "
            "heads = 15.00 EUR"
        ) == said(done, "a")

    def test_leaves_over_what_nobody_may_have(self):
        """
        If all stand at the maximum, the rest stays in the pot.
        """
        done = divided(Maximum(eur(30)))

        assert_conserved(done)
        assert [3000, 3000, 3000] == done.amounts.tolist()
        assert "10.00 EUR" == str(done.left_over)
        assert (
            "10.00 EUR moves with the others as far as the maximum (30.00 EUR): 30.00 "
            "EUR"
        ) == said(done, "a")

    def test_leaves_alone_who_has_no_share(self):
        """
        Whoever has nothing that counts gets nothing of what others lose.
        """
        done = divided(Maximum(eur(30)), roster=towns(a=0, b=1, c=1))

        assert [0, 3000, 3000] == done.amounts.tolist()
        assert "40.00 EUR" == str(done.left_over)

    def test_what_is_left_over_serves_a_later_minimum(self):
        """
        Bounds hold jointly: nobody pays for others while money is left over.
        """
        roster = towns(a=0, b=1, c=1)

        assert [500, 3000, 3000] == cents(
            Maximum(eur(30)), Minimum(eur(5)), roster=roster
        )

    def test_may_give_back_to_the_pot(self):
        """
        Where a rule says so, nobody gets what is cut.
        """
        done = divided(Maximum(eur(55), excess=Excess.POT))

        assert [1000, 2000, 5500] == done.amounts.tolist()
        assert "15.00 EUR" == str(done.left_over)
        assert "at most 55.00 EUR each; what is cut goes back to the pot" == str(
            done.steps[1].provision.describe()
        )
        assert "20.00 EUR is no more than the maximum (55.00 EUR)" == said(done, "b")

    def test_of_a_rate_gives_back_to_the_pot(self):
        """
        Where nothing is shared by a key, what is cut is left over.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(10), by="heads"), Maximum(eur(50)), ROUND
        )
        done = rule.apply(eur(100), THREE)

        assert [1000, 2000, 5000] == done.amounts.tolist()
        assert "20.00 EUR" == str(done.left_over)

    def test_cuts_what_was_claimed_before(self):
        """
        A maximum is for the whole amount, whatever it is made of.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": eur(60)}), BY_HEADS, Maximum(eur(50)), ROUND
        )

        assert [5000, 1111, 3889] == rule.apply(eur(100), THREE).amounts.tolist()

    def test_for_some_kinds_only(self):
        """
        Others may have more, and get what is cut.
        """
        roster = towns(("town", "city", "city"), a=4, b=4, c=2)
        done = divided(Maximum(eur(20), kinds=("town",)), roster=roster)

        assert [2000, 5333, 2667] == done.amounts.tolist()

    def test_for_each_unit_and_by_last_time(self):
        """
        A maximum is as high as a minimum may be.
        """
        facts = last_time(a=20, b=20, c=60)

        assert [1200, 2200, 6600] == cents(Maximum(of_previous="110 %"), facts=facts)
        assert [1000, 2000, 7000] == cents(Maximum(eur(10), per="heads"))

    def test_with_a_minimum_holds_jointly(self):
        """
        Who was raised may rise further by what others lose, in either order.
        """
        low, high = Minimum(eur(15)), Maximum(eur(60))

        assert [1500, 2500, 6000] == cents(low, high) == cents(high, low)
        assert [3000, 3000, 3000] == cents(low, Maximum(eur(30)))

    def test_below_a_minimum_is_named(self):
        """
        Bounds that cross name both provisions and whom.
        """
        assert (
            "roster 'towns': A (a), B (b), C (c): the least that one provision gives "
            "is more than the most that another allows\n"
            "  got: at least 20.00 EUR (at least 20.00 EUR each) and at most 15.00 EUR "
            "(at most 15.00 EUR each)\n"
            "  expected: a least that is no more than the most\n"
            "  mend: correct one of them, or put Redistribute between them, which lets "
            "the later one prevail"
        ) == refused(BoundsError, Minimum(eur(20)), Maximum(eur(15)))


class TestRedistribute:
    def test_lets_the_later_bound_prevail(self):
        """
        A maximum after it may cut what a minimum before it gave.
        """
        done = divided(Minimum(eur(30)), Redistribute(), Maximum(eur(29)))

        assert [2900, 2900, 2900] == done.amounts.tolist()
        assert "13.00 EUR" == str(done.left_over)
        assert "later bounds start from 30.00 EUR" == said(done, "a", 3)
        assert "what bounds gave so far stands; later ones start from there" == str(
            done.steps[2].provision.describe()
        )

    def test_makes_the_order_matter(self):
        """
        What a minimum gave stays, and rises, when a maximum is shared out later.
        """
        low, high = Minimum(eur(15)), Maximum(eur(60))
        one = cents(low, Redistribute(), high)
        other = cents(high, Redistribute(), low)

        assert [1704, 2296, 6000] == one
        assert [1500, 2500, 6000] == cents(low, high)
        assert [1500, 2630, 5870] == other

    def test_lets_nobody_pay_who_has_no_share(self):
        """
        Whoever was raised without a share of the key keeps it.
        """
        roster = towns(a=0, b=1, c=1)
        done = divided(
            Minimum(eur(10)),
            Redistribute(),
            Minimum(eur(46), kinds=("town",)),
            roster=attrs.evolve(roster, kinds=("x", "town", "x")),
        )

        assert [1000, 4600, 4400] == done.amounts.tolist()

    def test_before_anything_was_shared_by_a_key(self):
        """
        After rates it lets later bounds begin anew.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(5), by="heads"),
            Minimum(eur(15)),
            Redistribute(),
            Maximum(eur(12)),
            ROUND,
        )

        assert [1200, 1200, 1200] == rule.apply(eur(100), THREE).amounts.tolist()


class TestAfterOtherProvisions:
    def test_bounds_start_anew_where_claims_were_moved(self):
        """
        A bound after a rounding starts from the rounded amounts.
        """
        rule = AllocationRule(
            BY_HEADS,
            Minimum(eur(15)),
            Round("10.00", each=Rounding.DOWN),
            Minimum(eur(12)),
            ROUND,
        )
        done = rule.apply(eur(100), THREE)

        assert [1200, 1200, 5600] == done.amounts.tolist()
        assert_conserved(done)


KEEP_ONE = "keep one of them; two bounds are two provisions"


class TestBadInput:
    @pytest.mark.parametrize(
        ("given", "got", "mend"),
        [
            ({}, "nothing", 'say how high it is, for example share = "0.5 %"'),
            ({"amount": eur(1), "share": "1 %"}, "amount and share", KEEP_ONE),
            (
                {"amount": 1, "share": "1 %", "of_previous": 1},
                "amount and share and of_previous",
                KEEP_ONE,
            ),
        ],
    )
    @pytest.mark.parametrize("kind", [Minimum, Maximum])
    def test_a_bound_has_one_height(self, kind, given, got, mend):
        """
        A bound says in one way how high it is.
        """
        with pytest.raises(InvalidModelError) as caught:
            kind(**given)

        assert (
            f"{kind.__name__.lower()}: a bound says in one way how high it is\n"
            f"  got: {got}\n"
            "  expected: one of amount, share, of_previous\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("given", "got"),
        [
            ({"share": "1 %", "per": "heads"}, "per"),
            ({"amount": 1, "name": Text("n")}, "key_date, accepts or name"),
            (
                {"amount": 1, "key_date": KeyDate(date(2020, 1, 1))},
                "key_date, accepts or name",
            ),
            ({"amount": 1, "accepts": [StandIn.LATER]}, "key_date, accepts or name"),
            ({"amount": 1, "table": "t"}, "table, part or partial_table"),
            ({"share": "1 %", "partial_table": True}, "table, part or partial_table"),
        ],
    )
    def test_fields_that_say_nothing_are_refused(self, given, got):
        """
        A field that does not belong to the height is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            Minimum(**given)

        assert (
            "minimum: a field says nothing about this bound\n"
            f"  got: {got}\n"
            "  expected: per with an amount, key_date with per, table or part with "
            "of_previous\n"
            "  mend: leave it out"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("given", "where", "got"),
        [
            ({"amount": eur(-1)}, "amount", "-1.00 EUR"),
            ({"amount": -1}, "amount", "-1"),
            ({"share": "-1 %"}, "share", "-1 %"),
            ({"of_previous": Fraction(-1)}, "of_previous", "-100 %"),
        ],
    )
    def test_a_bound_is_not_negative(self, given, where, got):
        """
        A bound below zero is refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            Minimum(**given)

        assert (
            f"{where}: a bound is negative\n"
            f"  got: {got}\n"
            "  expected: zero or more\n"
            "  mend: model money flowing back as a settlement"
        ) == str(caught.value)

    @pytest.mark.parametrize("given", [{"amount": 1.5}, {"share": 0.5}])
    def test_floats_are_refused(self, given):
        """
        A binary fraction is no exact bound.
        """
        with pytest.raises(InvalidModelError, match="this is no exact number"):
            Minimum(**given)

    def test_gainers_are_known_by_last_time(self):
        """
        Who gains cannot be told for a bound that does not go by last time.
        """
        with pytest.raises(InvalidModelError) as caught:
            Minimum(eur(1), funding=Funding.GAINERS)

        assert (
            "minimum: those who gain over last time pay for a bound that does not "
            "depend on last time\n"
            "  got: funding 'gainers'\n"
            "  expected: of_previous\n"
            '  mend: say of_previous = "95 %", for example, or let the pot pay'
        ) == str(caught.value)

    def test_a_bound_needs_claims(self):
        """
        A bound before anything is claimed stands in the wrong place.
        """
        with pytest.raises(InvalidModelError, match="needs amounts"):
            AllocationRule(Minimum(eur(1)), BY_HEADS, ROUND)

    def test_a_row_for_others_cannot_be_bounded(self):
        """
        Those behind a row that stands for all others are not known one by one.
        """
        roster = towns(("town", REMAINDER), a=1, b=2)
        rule = AllocationRule(
            BY_HEADS, Minimum(eur(1)), Round("0.01", each=Rounding.DOWN)
        )
        with pytest.raises(DataLackingError) as caught:
            rule.apply(eur(100), roster)

        assert (
            "roster 'towns': a bound is for each recipient, and some are not known\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_an_unknown_kind_is_named(self):
        """
        A bound for a kind that nobody is of is a mistake, or the wrong roster.
        """
        assert (
            "roster 'towns': nobody on the roster is of a kind that a bound is for\n"
            "  got: town\n"
            "  expected: city, village\n"
            "  mend: correct the kinds, or take a roster that holds such recipients"
        ) == refused(DataLackingError, Minimum(eur(1), kinds=("city", "village")))

    def test_a_bound_in_another_currency_is_refused(self):
        """
        Nothing is converted.
        """
        with pytest.raises(MoneyError, match="another unit"):
            divided(Minimum(Money.of(1, "USD")))

    def test_a_missing_value_is_named(self):
        """
        A minimum per head needs the heads of all whom it is for.
        """
        roster = towns(("town", "city"), a=1, b=None)
        rule = AllocationRule(EqualShares(), Minimum(eur(1), per="heads"), ROUND)
        towns_only = AllocationRule(
            EqualShares(), Minimum(eur(60), per="heads", kinds=("town",)), ROUND
        )
        with pytest.raises(InvalidDataError, match=r"B \(b\): an eligible recipient"):
            rule.apply(eur(100), roster)

        assert [6000, 4000] == towns_only.apply(eur(100), roster).amounts.tolist()

    def test_claims_that_are_taken_back_are_refused(self):
        """
        A bound on a correction would not mirror what was paid.
        """
        assert (
            "roster 'towns': A (a), B (b), C (c): claims are bounded while some are "
            "negative\n"
            "  got: a pot of 0.00 EUR\n"
            "  expected: claims of zero or more\n"
            "  mend: bound what was paid; a correction takes back what that was"
        ) == refused(AllocationError, Minimum(eur(1)), pot=-100)


def exact(rule, pot, roster, facts=None):
    """Give the exact claims, before any rounding."""
    state = State.start(Mixed.of([pot]), roster, unit=Unit.money("EUR"))
    after = rule.fold(state, facts or Facts())[-1].after
    return [after.amounts.fraction(0, i) for i in range(len(roster))]


def settled(there, weights, least, most):
    """Give clip(level x weight, least, most) for a sum, found slowly."""

    def at(level):
        return [
            min(max(level * w, a), b)
            for w, a, b in zip(weights, least, most, strict=True)
        ]

    rising = [(a, b, w) for a, b, w in zip(least, most, weights, strict=True) if w]
    levels = sorted({Fraction(x) / w for a, b, w in rising for x in (a, b)})
    below = Fraction(0)
    for level in levels:
        low, high = sum(at(below)), sum(at(level))
        if high >= there:
            part = Fraction(there - low) / (high - low) if high > low else 0
            return at(below + part * (level - below))
        below = level
    return at(below)


class TestAgainstAReference:
    @SOME
    @given(
        rosters(most=6, values=st.integers(0, 50)),
        st.integers(0, 10**5),
        st.integers(0, 10**4),
        st.integers(0, 10**5),
    )
    def test_minimum_and_maximum(self, roster, pot, low, extra):
        """
        Claims are those of a slow search for the level, and the sum is kept.
        """
        weights = [int(v) for v in roster.columns[0].values]
        n = len(roster)
        rule = AllocationRule(
            BY_HEADS,
            Minimum(Money.from_minor(low, "EUR")),
            Maximum(Money.from_minor(low + extra, "EUR")),
        )
        if low * n > pot:
            with pytest.raises(BoundsError):
                exact(rule, pot, roster)
        else:
            claims = exact(rule, pot, roster)

            assert settled(pot, weights, [low] * n, [low + extra] * n) == claims

    @SOME
    @given(rosters(most=6), st.integers(0, 10**5), st.integers(0, 10**5))
    def test_more_money_is_never_less_for_anybody(self, roster, pot, more):
        """
        With bounds too, a larger pot gives nobody less.
        """
        rule = AllocationRule(
            BY_HEADS,
            Minimum(eur(5), if_short=Shortage.REDUCED),
            Maximum(eur(400)),
        )
        less, greater = exact(rule, pot, roster), exact(rule, pot + more, roster)

        assert all(a <= b for a, b in zip(less, greater, strict=True))

    @SOME
    @given(rosters(most=6), st.integers(0, 10**6), st.permutations(range(3)))
    def test_order_does_not_matter(self, roster, pot, order):
        """
        Bounds that hold jointly give the same in every order.
        """
        bounds = (
            Minimum(share="2 %"),
            Maximum(eur(3000)),
            Maximum(share="50 %"),
        )
        one = AllocationRule(BY_HEADS, *bounds)
        other = AllocationRule(BY_HEADS, *(bounds[i] for i in order))

        assert outcome(one, pot, roster) == outcome(other, pot, roster)


def outcome(rule, pot, roster):
    """Give the exact claims, or that the bounds cross."""
    try:
        return exact(rule, pot, roster)
    except BoundsError:
        return "bounds cross"


@st.composite
def bounds(draw, roster):
    """Draw a few bounds of all kinds that never lack money."""
    amount = st.integers(0, 10**5).map(lambda minor: Money.from_minor(minor, "EUR"))
    share = st.fractions(0, 1, max_denominator=20)
    kinds = st.just(()) | st.just((roster.kinds[0],))
    if_short = st.just(Shortage.REDUCED)
    excess, funding = st.sampled_from(Excess), st.sampled_from(Funding)
    unpaid = st.sampled_from((Funding.POT, Funding.ADDED))
    one = (
        st.builds(Minimum, amount, kinds=kinds, if_short=if_short, funding=unpaid)
        | st.builds(Minimum, amount, per=st.just("heads"), if_short=if_short)
        | st.builds(Minimum, share=share, if_short=if_short, kinds=kinds)
        | st.builds(Minimum, of_previous=share, if_short=if_short, funding=funding)
        | st.builds(Maximum, amount, kinds=kinds, excess=excess)
        | st.builds(Maximum, share=share)
        | st.builds(Maximum, of_previous=share.map(lambda s: s + 1), excess=excess)
        | st.builds(Redistribute)
    )
    return draw(st.lists(one, min_size=1, max_size=4))


@st.composite
def cases(draw):
    """Draw a roster, a rule with bounds, and what each had last time."""
    roster = draw(rosters(most=6))
    amounts = draw(
        st.lists(st.integers(0, 10**5), min_size=len(roster), max_size=len(roster))
    )
    table = PublishedTable(
        id="t",
        ids=roster.ids,
        names=roster.names,
        amounts=[Money.from_minor(amount, "EUR") for amount in amounts],
    )
    first = draw(
        st.sampled_from(
            (
                (BY_HEADS,),
                (EqualShares(),),
                (RatePerUnit(rate=eur("0.01"), by="heads"), Fit()),
                (FixedTable(amounts={roster.ids[0]: eur(1)}), BY_HEADS),
            )
        )
    )
    return roster, (*first, *draw(bounds(roster))), Facts(previous=table)


def done_or_none(rule, pot, roster, facts):
    """Apply a rule, or give nothing where bounds cross."""
    try:
        return rule.apply(Money.from_minor(pot, "EUR"), roster, facts=facts)
    except BoundsError:
        return None


POTS = st.integers(100, 10**6)
"""Enough for the fixed amount."""


class TestCombinations:
    @settings(max_examples=100, deadline=None)
    @given(cases(), POTS)
    def test_conserve_and_explain(self, case, pot):
        """
        Whatever bounds stand together, no cent is lost and every step adds up.
        """
        roster, provisions, facts = case
        rule = AllocationRule(*provisions, Round("0.01", each=Rounding.DOWN))
        done = done_or_none(rule, pot, roster, facts)
        if done is None:
            return

        assert_conserved(done)
        assert (done.amounts >= 0).all()
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))
            assert_figures_are_right(done.explain(id_))
            assert done.explain(id_).text()
            assert_sentences_are_right(done, id_)

    @settings(max_examples=60, deadline=None)
    @given(cases(), st.lists(POTS, min_size=2, max_size=3))
    def test_a_batch_is_like_one_by_one(self, case, pots):
        """
        Scenarios together give what each gives alone.
        """
        roster, provisions, facts = case
        rule = AllocationRule(*provisions)
        unit = Unit.money("EUR")
        try:
            alone = [
                rule.fold(State.start(Mixed.of([pot]), roster, unit=unit), facts)
                for pot in pots
            ]
        except BoundsError:
            return
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), facts)

        for scenario, steps in enumerate(alone):
            for one, both in zip(steps, batch, strict=True):
                assert one.after.pot.fraction(0) == both.after.pot.fraction(scenario)
                for i in range(len(roster)):
                    assert one.after.amounts.fraction(
                        0, i
                    ) == both.after.amounts.fraction(scenario, i)
                    assert str(one.provision.explain(one, i, 0)) == str(
                        both.provision.explain(both, i, scenario)
                    )

    @settings(max_examples=100, deadline=None)
    @given(cases(), POTS, st.data())
    def test_do_not_depend_on_the_order_of_recipients(self, case, pot, data):
        """
        Exact claims are the same in every order of the roster.
        """
        roster, provisions, facts = case
        order = data.draw(st.permutations(range(len(roster))))
        other = Roster(
            id="other",
            ids=[roster.ids[i] for i in order],
            names=[roster.names[i] for i in order],
            kinds=[roster.kinds[i] for i in order],
            columns=[
                attrs.evolve(
                    column,
                    values=column.values[order],
                    valid=column.valid[order],
                    inferred=column.inferred[order],
                )
                for column in roster.columns
            ],
        )
        rule = AllocationRule(*provisions)
        try:
            one = exact(rule, pot, roster, facts)
        except BoundsError:
            return

        assert [one[i] for i in order] == exact(rule, pot, other, facts)


def assert_sentences_are_right(done, id_):
    """Recompute what the sentences of bounds say."""
    position = done.roster.position(id_)
    for step in done.steps:
        values = dict(step.provision.explain(step, position, 0).values)
        values |= dict(getattr(values.get("said"), "values", ()))
        claim = step.before.amounts.fraction(0, position)
        amount = step.after.amounts.fraction(0, position)
        if "moved" in values and "bound" in values:
            assert claim == values["claim"].count
            assert values["moved"].count == abs(amount - claim)
        if "part" in values:
            part = dict(values["part"].values)
            numbers = [getattr(part[k], "count", part[k]) for k in ("value", "total")]
            value, total = (getattr(x, "value", x) for x in numbers)
            rest = part["rest"].count * value / total
            offset = values["offset"].count if "offset" in values else 0
            assert amount in {offset + rest, offset - rest}
            shared = values["held"].count + part["rest"].count
            assert values["shared"].count == shared or "offset" in values
        if "gains" in values:
            given = values["gain"].count * values["needed"].count
            assert given == values["gains"].count * values["moved"].count
            assert claim - amount == values["moved"].count
