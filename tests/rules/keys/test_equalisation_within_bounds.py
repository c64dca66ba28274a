"""Bounds after an equalisation: the others pay, and the basic amount moves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import BoundsError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.pools import Pool
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    DropBelow,
    DroppedTo,
    Equalisation,
    Excess,
    Fit,
    FixedTable,
    GroupBy,
    GroupMaximum,
    Maximum,
    Minimum,
    PoolBelow,
    RatePerUnit,
    Redistribute,
    Round,
    Shortage,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

SOME = settings(max_examples=80)
FULL = Equalisation(need="heads", strength="taxes")
MOST = Equalisation(need="heads", strength="taxes", share="70 %")


def towns(heads=(30, 60, 7, 20), taxes=(40, 60, 900, 70), kinds=None):
    """Make a roster of towns with inhabitants and taxes in euros."""
    n = len(heads)
    return Roster(
        id="towns",
        ids=[f"id{i}" for i in range(n)],
        names=[f"Town {i}" for i in range(n)],
        kinds=kinds or ["town"] * n,
        columns=[
            Column.of(Indicator(id="heads", unit=Text("heads")), heads),
            Column.of(Indicator(id="taxes", unit=Text("EUR")), taxes),
        ],
    )


ONE_POOR = towns((10, 30, 10), (65, 100, 1000), ["town", "town", "poor"])
"""Of whom the last has no gap, and the first one that closes."""

ONE_RICH = towns((10, 10, 10), (0, 20, 100))
"""Of whom the last has a gap only if a head is worth more than 10 EUR."""


def euros(amount):
    """Give money."""
    return Money.of(amount, "EUR")


def filled(*provisions, roster=None, total=270, facts=None):
    """Apply provisions to so many euros."""
    rule = AllocationRule(*provisions, Round("0.01"))
    return rule.apply(euros(total), roster or towns(), facts=facts)


def told(done, id_, step=1):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[step].said)


class TestEqualisation:
    def test_a_minimum_is_paid_by_the_others(self):
        """
        Two stand at 30 EUR; for the others, a head is worth 40/9 EUR.
        """
        done = filled(MOST, Minimum(euros(30)))
        gaps = [30 * Fraction(40, 9) - 40, 60 * Fraction(40, 9) - 60]

        assert [6533, 14467, 3000, 3000] == done.amounts.tolist()
        assert [*(70 * gap for gap in gaps), 3000, 3000] == [
            done.steps[1].after.amounts.fraction(0, i) for i in range(4)
        ]
        assert (
            "60.00 EUR of 270.00 EUR go to those at a bound (2); 30 heads (heads) x "
            "4.444444… EUR = 133.333333… EUR, less 40.00 EUR (taxes) = 93.333333… EUR, "
            "of which 70 % = 65.333333… EUR"
        ) == told(done, "id0")
        assert "raised by 30.00 EUR to 30.00 EUR" in told(done, "id2")

    def test_a_gap_may_close(self):
        """
        Where the basic amount falls, need may not exceed strength any more.
        """
        done = filled(
            FULL, Minimum(euros(100), kinds=("poor",)), roster=ONE_POOR, total=150
        )

        assert [0, 5000, 10_000] == done.amounts.tolist()
        assert (
            "100.00 EUR of 150.00 EUR go to those at a bound (1); 10 heads (heads) x "
            "5.00 EUR = 50.00 EUR, which does not exceed 65.00 EUR (taxes): no gap"
        ) == told(done, "id0")

    def test_a_maximum_lets_gaps_open(self):
        """
        Where the basic amount rises, others come to have a gap.
        """
        done = filled(FULL, Maximum(euros(60)), roster=ONE_RICH, total=160)

        assert [6000, 6000, 4000] == done.amounts.tolist()
        assert told(done, "id2").endswith(
            "10 heads (heads) x 14.00 EUR = 140.00 EUR, less 100.00 EUR (taxes) = "
            "40.00 EUR"
        )

    def test_what_was_claimed_before_stays(self):
        """
        It counts towards bounds, and is told apart from the gap.
        """
        done = filled(
            FixedTable(amounts={"id0": euros(20)}), MOST, Minimum(euros(40)), total=290
        )

        assert [20] == [done.steps[1].after.key.before.fraction(0, 0) / 100]
        assert "; 20.00 EUR + " in told(done, "id0", 2)
        assert 29_000 == int(done.amounts.sum())

    def test_bounds_hold_jointly(self):
        """
        In any order.
        """
        low, high = Minimum(euros(30)), Maximum(euros(110))

        assert (
            filled(MOST, low, high).amounts.tolist()
            == filled(MOST, high, low).amounts.tolist()
        )

    def test_the_excess_may_go_back(self):
        """
        The pot then has what is cut, and bounds after it start from there.
        """
        done = filled(MOST, Maximum(euros(100), excess=Excess.POT), Minimum(euros(30)))

        assert 1000 < done.left_over.count
        assert [3000, 3000] == done.amounts.tolist()[2:]

    def test_after_a_redistribution_only_gaps_share(self):
        """
        What is cut goes to those with a gap, in proportion to need.
        """
        done = filled(MOST, Redistribute(), Maximum(euros(120)))
        before = [done.steps[0].after.amounts.fraction(0, i) for i in range(4)]
        more = before[1] - 12_000

        assert 0 == done.amounts.tolist()[2]
        after = [done.steps[2].after.amounts.fraction(0, i) for i in range(4)]
        assert before[0] + more * Fraction(30, 50) == after[0]
        assert before[3] + more * Fraction(20, 50) == after[3]
        assert " x 30 / 50 = " in told(done, "id0", 2)

    def test_a_row_that_falls_away_frees_its_money(self):
        """
        The others have it, with a higher basic amount.
        """
        done = filled(MOST, DropBelow(euros(30), to=DroppedTo.OTHERS))

        assert 0 == done.amounts.tolist()[3]
        assert 27_000 == int(done.amounts.sum())
        assert "30 heads (heads) x " in told(done, "id0")

    def test_pools_keep_what_members_have(self):
        """
        The gaps of members are theirs; the pool starts from their sum.
        """
        pool = Pool(id="p", name="P", members=["id2", "id3"])
        facts = Facts(pools=[pool])
        rule = AllocationRule(MOST, PoolBelow(euros(25)), Round("0.01"))
        bounded = AllocationRule(
            MOST, PoolBelow(euros(25)), Minimum(euros(1)), Round("0.01")
        )
        one = rule.apply(euros(270), towns(), facts=facts)
        other = bounded.apply(euros(270), towns(), facts=facts)

        assert one.amounts.tolist() == other.amounts.tolist()

    def test_claims_may_be_fitted_later(self):
        """
        They are then cut in proportion to themselves.
        """
        done = filled(MOST, RatePerUnit(rate=euros(1), by="heads"), Fit())
        claims, fitted = (step.after.amounts for step in done.steps[1:3])

        assert [claims.fraction(0, i) * Fraction(270, 387) for i in range(4)] == [
            fitted.fraction(0, i) for i in range(4)
        ]

    def test_too_little_for_all_is_refused_or_reduced(self):
        """
        As elsewhere.
        """
        with pytest.raises(BoundsError, match="the least that provisions give is more"):
            filled(MOST, Minimum(euros(70)))
        done = filled(MOST, Minimum(euros(70), if_short=Shortage.REDUCED))

        assert [6750] * 4 == done.amounts.tolist()

    def test_groups_hold_too(self):
        """
        Those of a group have a basic amount of their own.
        """
        roster = towns(kinds=["city", "town", "city", "town"])
        most = GroupMaximum(euros(100), by=GroupBy.KIND, only=["town"])
        done = filled(MOST, most, roster=roster)

        assert [10_000, 17_000] == [
            int(done.amounts[[1, 3]].sum()),
            int(done.amounts[[0, 2]].sum()),
        ]
        assert_adds_up(done.explain("id1"))


def level_of(state, place, scenario):
    """Compute back what a head is worth for somebody at no bound."""
    heads, taxes = (column.values[place] for column in state.roster.columns)
    share = state.amounts.fraction(scenario, place)
    return (share / Fraction(7, 10) + 100 * int(taxes)) / int(heads)


class TestProperties:
    @SOME
    @given(st.data(), st.integers(1, 5))
    def test_there_is_one_basic_amount(self, data, n):
        """
        Every claim is what it gives, between the bounds; scenarios do not meet.
        """
        numbers = st.lists(st.integers(0, 50), min_size=n, max_size=n)
        heads, taxes = data.draw(numbers.filter(any)), data.draw(numbers)
        low, high = data.draw(st.integers(0, 20)), data.draw(st.integers(20, 200))
        least = 100 * low * n
        pots = data.draw(
            st.lists(st.integers(least, least + 50_000), min_size=1, max_size=3)
        )
        roster = towns(heads, taxes)
        provisions = (MOST, Minimum(euros(low)), Maximum(euros(high)))
        state = State.start(Mixed.of(pots), roster, unit=Unit.money("EUR"))
        for provision in provisions:
            state = provision.apply(state, Facts())

        for scenario, pot in enumerate(pots):
            claims = [state.amounts.fraction(scenario, i) for i in range(n)]
            assert pot == sum(claims) + state.pot.fraction(scenario)
            free = [
                i for i in range(n) if 100 * low < claims[i] < 100 * high and heads[i]
            ]
            levels = {level_of(state, i, scenario) for i in free}
            assert len(levels) < 2
            for level in levels:
                gaps = [level * h - 100 * t for h, t in zip(heads, taxes, strict=True)]
                assert claims == [
                    min(max(Fraction(7, 10) * gap, 100 * low), 100 * high)
                    for gap in gaps
                ]
            done = AllocationRule(*provisions, Round("0.01")).apply(
                Money.from_minor(pot, "EUR"), roster
            )
            assert claims == [
                done.steps[2].after.amounts.fraction(0, i) for i in range(n)
            ]
            assert_conserved(done)
            for id_ in roster.ids:
                assert_adds_up(done.explain(id_))
                assert done.explain(id_).text(Language.GERMAN)
