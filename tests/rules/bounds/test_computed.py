"""Tests of `fundmodel.rules.bounds.computed`: bounds by a formula."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import BoundsError, InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    GroupBy,
    GroupMaximum,
    GroupMinimum,
    Maximum,
    Minimum,
    Product,
    Round,
    Share,
    Shortage,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

SOME = settings(max_examples=60)
WEIGHTED = WeightedSum(
    of=[Term(1, "heads"), Term("0.5", "pupils")], name=Text("weighted heads")
)


def towns(heads=(10, 20, 70), pupils=(20, 0, 10), kinds=("town", "town", "city")):
    """Make a roster of towns and cities."""
    return Roster(
        id="towns",
        ids=[f"id{i}" for i in range(len(heads))],
        names=[f"Town {i}" for i in range(len(heads))],
        kinds=list(kinds)[: len(heads)] or None,
        columns=[
            Column.of(Indicator(id="heads", unit=Text("heads")), heads),
            Column.of(Indicator(id="pupils", unit=Text("pupils")), pupils),
        ],
    )


def shared(*bounds, euros=100, roster=None):
    """Share so many euros by heads, within bounds."""
    rule = AllocationRule(Share(by="heads"), *bounds, Round("0.01"))
    return rule.apply(Money.of(euros, "EUR"), roster or towns())


def euros(amount):
    """Give money."""
    return Money.of(amount, "EUR")


class TestComputed:
    def test_a_minimum_for_each_weighted_head(self):
        """
        A minimum of 0.80 EUR for each of 20 weighted heads lifts one from 10 to 16.
        """
        done = shared(Minimum(euros("0.80"), per=WEIGHTED))

        assert [1600, 1867, 6533] == done.amounts.tolist()
        assert (
            "10.00 EUR is less than the minimum (weighted heads: 1 x 10 heads (heads) "
            "+ 0.5 x 20 pupils (pupils) = 20; 0.80 EUR x 20 = 16.00 EUR): raised by "
            "6.00 EUR to 16.00 EUR"
        ) == str(done.explain("id0").steps[1].said)

    def test_a_maximum_for_each_weighted_head(self):
        """
        The others have what is cut.
        """
        done = shared(Maximum(Fraction(9, 10), per=WEIGHTED, kinds=("city",)))

        assert [1083, 2167, 6750] == done.amounts.tolist()
        assert "cut by 2.50 EUR to 67.50 EUR" in str(done.explain("id2").steps[1].said)

    def test_describes_itself(self):
        """
        With the formula, not only with its name.
        """
        assert (
            "at least 0.90 EUR for each unit of weighted heads (1 x heads + 0.5 x "
            "pupils)"
        ) == str(Minimum(euros("0.90"), per=WEIGHTED).describe())

    def test_a_group_has_the_sum(self):
        """
        The formula is added up over the members.
        """
        least = GroupMinimum(euros(1), per=WEIGHTED, by=GroupBy.KIND, only=["town"])
        most = GroupMaximum(euros("0.80"), per=WEIGHTED, by=GroupBy.KIND, only=["city"])

        assert [1333, 2667, 6000] == shared(least).amounts.tolist()
        assert [1333, 2667, 6000] == shared(most).amounts.tolist()
        assert ("1.00 EUR x 40 (weighted heads, all together) = 40.00 EUR") in str(
            shared(least).explain("id1").steps[1].said
        )

    def test_may_be_reduced(self):
        """
        It gives way as other bounds do.
        """
        bound = Minimum(euros(2), per=WEIGHTED, if_short=Shortage.REDUCED)
        done = shared(bound)

        assert [1739, 1739, 6522] == done.amounts.tolist()
        assert "which can only be met in part" in str(done.explain("id0").steps[1].said)

    def test_refuses_too_much(self):
        """
        The provision is named with its formula.
        """
        with pytest.raises(
            BoundsError, match=r"^at least 2\.00 EUR for each unit of we"
        ):
            shared(Minimum(euros(2), per=WEIGHTED))

    def test_totals_are_those_of_all_who_are_eligible(self):
        """
        A tenth of all heads is a tenth also where only cities are bound.
        """
        part = WeightedShares(of=[Term(1, "heads")])
        done = shared(Maximum(euros(60), per=part, kinds=("city",)))

        assert 4200 == int(done.amounts[2])

    def test_asks_for_the_values_of_all_who_are_eligible(self):
        """
        Of a formula, nobody else's value can be left out.
        """
        roster = towns(pupils=(None, 0, 10))
        with pytest.raises(InvalidDataError, match="has no value"):
            shared(Minimum(euros(1), per=WEIGHTED, kinds=("city",)), roster=roster)

    @pytest.mark.parametrize("kind", [Minimum, Maximum])
    def test_refuses_words_about_an_indicator(self, kind):
        """
        A formula says itself for which day it counts.
        """
        with pytest.raises(InvalidModelError, match="says nothing about a formula"):
            kind(euros(1), per=WEIGHTED, key_date=KeyDate(date(2020, 1, 1)))

    def test_goes_with_an_amount_only(self):
        """
        A share of the pot is not for each unit.
        """
        with pytest.raises(InvalidModelError, match="says nothing about this bound"):
            Minimum(share="5 %", per=WEIGHTED)

    @SOME
    @given(st.data(), st.integers(1, 5))
    def test_holds_and_moves_by_the_key(self, data, n):
        """
        Nobody has less; scenarios do not meet; all is conserved and told.
        """
        numbers = st.lists(st.integers(0, 50), min_size=n, max_size=n)
        heads, pupils = data.draw(numbers.filter(any)), data.draw(numbers)
        roster = towns(heads, pupils, ["town"] * n)
        bound = Minimum(euros("0.10"), per=Product(of=["heads", "pupils"]))
        least = [10 * h * p for h, p in zip(heads, pupils, strict=True)]
        pots = data.draw(
            st.lists(st.integers(sum(least), 10**6), min_size=1, max_size=3)
        )
        state = State.start(Mixed.of(pots), roster, unit=Unit.money("EUR"))
        for provision in (Share(by="heads"), bound):
            state = provision.apply(state, Facts())

        for scenario, pot in enumerate(pots):
            rule = AllocationRule(Share(by="heads"), bound, Round("0.01"))
            done = rule.apply(Money.from_minor(pot, "EUR"), roster)
            exact = [done.steps[1].after.amounts.fraction(0, i) for i in range(n)]
            assert exact == [state.amounts.fraction(scenario, i) for i in range(n)]
            assert all(a >= b for a, b in zip(exact, least, strict=True))
            assert_conserved(done)
            for id_ in roster.ids:
                assert_adds_up(done.explain(id_))
                assert done.explain(id_).text(Language.GERMAN)
