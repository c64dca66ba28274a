"""Tests of `fundmodel.rules.formulas.size_classes`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.conditions import Eligible
from fundmodel.errors import DataLackingError, InvalidDataError, InvalidModelError
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Between,
    Product,
    Round,
    Rounded,
    ShareByFormula,
    SizeClass,
    SizeClasses,
)
from fundmodel.sentences import Text

STEPS = (SizeClass(0, 100), SizeClass(5_000, 110), SizeClass(10_000, "125.5"))
POT = Money.of(1_000_000, "EUR")


def towns(*heads, kinds=None):
    """Make a roster of towns with so many inhabitants."""
    kinds = kinds or ["town"] * len(heads)
    return Roster(
        id="towns",
        ids=[str(i) for i in range(len(heads))],
        names=[f"Town {i}" for i in range(len(heads))],
        kinds=kinds,
        columns=[Column.of(Indicator(id="heads", unit=Text("persons")), heads)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def by_class(between, classes=STEPS):
    """Make a weight by size class of heads."""
    return SizeClasses(of="heads", classes=classes, between=between)


def shared(formula, roster):
    """Share a million euros by a formula."""
    rule = AllocationRule(
        Eligible(kinds=("town", REMAINDER)),
        ShareByFormula(formula=formula),
        Round("0.01"),
    )
    return rule.apply(POT, roster)


def weights(formula, *heads):
    """Give the weight of towns with so many inhabitants."""
    key = shared(formula, towns(*heads)).steps[1].after.key
    return [key.working.values.fraction(0, i) for i in range(len(heads))]


def said(formula, *heads):
    """Give what is said of the weight of the first town."""
    text = str(shared(formula, towns(*heads)).explain("0").steps[1].said)
    return text.partition("; ")[0]


class TestLower:
    def test_a_class_begins_with_its_size(self):
        """
        From 5,000 inhabitants on the weight is 110.
        """
        found = weights(by_class(Between.LOWER), 0, 4_999, 5_000, 9_999, 10_000, 10**9)

        assert [100, 100, 110, 110, Fraction(251, 2), Fraction(251, 2)] == found

    def test_says_so(self):
        """
        The sentence names the size and its class.
        """
        formula = by_class(Between.LOWER)

        assert "5,001 persons (heads), in the class from 5,000: 110" == said(
            formula, 5_001
        )
        assert "weight by size class of heads, from 100 to 125.5" == str(
            formula.describe()
        )

    def test_needs_a_class_for_everybody(self):
        """
        Who is smaller than the first class has no weight, and is named.
        """
        with pytest.raises(InvalidDataError) as caught:
            weights(by_class(Between.LOWER, STEPS[1:]), 4_999, 5_000)

        assert (
            "roster 'towns': Town 0 (0): a size is in no class: heads\n"
            "  expected: at least 5000\n"
            "  mend: list a class for that size"
        ) == str(caught.value)


class TestUpper:
    def test_a_class_ends_with_its_size(self):
        """
        Up to 5,000 inhabitants the weight is 110.
        """
        found = weights(by_class(Between.UPPER), 0, 1, 5_000, 5_001, 10_000)

        assert [100, 110, 110, Fraction(251, 2), Fraction(251, 2)] == found
        assert "1 persons (heads), in the class up to 5,000: 110" == said(
            by_class(Between.UPPER), 1
        )

    def test_needs_a_class_for_everybody(self):
        """
        Who is larger than the last class has no weight, and is named.
        """
        with pytest.raises(InvalidDataError, match="expected: at most 10000"):
            weights(by_class(Between.UPPER), 10_001)


class TestLinear:
    def test_goes_straight_between_two_sizes(self):
        """
        Halfway between two sizes the weight is halfway between theirs.
        """
        found = weights(by_class(Between.LINEAR), 0, 2_500, 5_000, 7_500, 10_000, 99**9)
        half = Fraction(251, 2)

        assert [100, 105, 110, (110 + half) / 2, half, half] == found

    @pytest.mark.parametrize(
        ("heads", "shown"),
        [
            (5_000, "5,000 persons (heads), in the class from 5,000: 110"),
            (20_000, "20,000 persons (heads), in the class from 10,000: 125.5"),
            (
                7_000,
                (
                    "7,000 persons (heads), between 5,000 with 110 and 10,000 with "
                    "125.5: 116.2"
                ),
            ),
        ],
    )
    def test_says_between_what(self, heads, shown):
        """
        The sentence has both points, so that a reader can interpolate.
        """
        assert shown == said(by_class(Between.LINEAR), heads)

    def test_describes_itself(self):
        """
        That it interpolates is said.
        """
        assert "weight by size class of heads, from 100 to 125.5, interpolated" == str(
            by_class(Between.LINEAR).describe()
        )

    @given(st.integers(0, 20_000))
    def test_agrees_with_the_two_point_formula(self, heads):
        """
        The weight lies on the line through the points before and after the size.
        """
        low = max((one for one in STEPS if one.size <= heads), key=lambda o: o.size)
        high = next((one for one in STEPS if one.size > heads), None)
        expected = low.weight
        if high is not None:
            part = Fraction(heads - low.size, high.size - low.size)
            expected += part * (high.weight - low.weight)

        assert [expected] == weights(by_class(Between.LINEAR), heads)

    @given(st.lists(st.integers(0, 20_000), min_size=2, max_size=5))
    def test_larger_towns_weigh_no_less(self, heads):
        """
        Where the weights grow, so does the weight between them.
        """
        ascending = sorted(heads)
        found = weights(by_class(Between.LINEAR), *ascending)

        assert sorted(found) == found

    def test_may_fall(self):
        """
        A weight can fall with the size.
        """
        falling = (SizeClass(0, 3), SizeClass(10, 1))

        assert [3, 2, 1] == weights(by_class(Between.LINEAR, falling), 0, 5, 10)


class TestHauptansatz:
    """
    Inhabitants times an interpolated weight in per cent, rounded to one decimal.

    Invented figures in the manner of municipal equalisation laws.
    """

    FORMULA = Product(
        of=[
            "heads",
            Rounded(of=by_class(Between.LINEAR), to="0.1", name=Text("weight")),
        ],
        name=Text("Hauptansatz"),
    )

    def test_by_hand(self):
        """
        7,123 inhabitants: 110 + 15.5 x 2,123 / 5,000 = 116.5813, rounded 116.6.
        """
        done = shared(self.FORMULA, towns(7_123, 5_000))
        key = done.steps[1].after.key
        points = 7_123 * Fraction(1166, 10), Fraction(550_000)

        assert points == tuple(key.working.values.fraction(0, i) for i in range(2))
        assert (
            "Hauptansatz: 7,123 persons (heads) x (weight: 7,123 persons (heads), "
            "between 5,000 with 110 and 10,000 with 125.5: 116.5813, rounded half up "
            "to 0.1: 116.6) = 830,541.8"
        ) == said(self.FORMULA, 7_123, 5_000)


class TestClasses:
    @pytest.mark.parametrize("sizes", [(0, 0), (5, 1)])
    def test_stand_in_order(self, sizes):
        """
        Sizes ascend, and none stands twice.
        """
        with pytest.raises(InvalidModelError) as caught:
            by_class(Between.LOWER, [SizeClass(size, 1) for size in sizes])

        assert (
            "SizeClasses.classes: size classes are not in ascending order\n"
            f"  got: {sizes[0]}, then {sizes[1]}\n"
            "  expected: each size larger than the one before\n"
            "  mend: put them in order, and list each size once"
        ) == str(caught.value)

    def test_are_some(self):
        """
        Without classes there is no weight.
        """
        with pytest.raises(InvalidModelError, match="a formula is made of nothing"):
            by_class(Between.LOWER, [])

    def test_need_one_row_each(self):
        """
        A row for all others has no size.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            shared(by_class(Between.LOWER), towns(1, 2, kinds=("town", REMAINDER)))

    def test_of_the_ineligible_do_no_harm(self):
        """
        Whoever may not claim needs no class.
        """
        formula = by_class(Between.LOWER, STEPS[1:])
        roster = towns(1, 6_000, kinds=("district", "town"))

        assert [0, 100_000_000] == shared(formula, roster).amounts.tolist()
