"""Tests of `fundmodel.rules.formulas.rescaling`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Limited,
    Quotient,
    RescaledToAverage,
    RescaledToRange,
    Round,
    Rounded,
    Rounding,
    ShareByFormula,
)
from fundmodel.steps import State
from fundmodel.units import Unit

ALL = [
    Rounded(of="index", to="0.1"),
    Limited(of="index", least=1),
    RescaledToAverage(of="index"),
    RescaledToRange(of="index", lowest=1, highest=2),
]


def towns(index, heads=None, kinds=None):
    """Make a roster with an index and inhabitants."""
    n = len(index)
    kinds = kinds or ["town"] * n
    return Roster(
        id="towns",
        ids=[str(i) for i in range(n)],
        names=[f"Town {i}" for i in range(n)],
        kinds=kinds,
        columns=[
            Column.of(Indicator(id="index"), index),
            Column.of(Indicator(id="heads"), heads or [1] * n),
        ],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def shared(formula, roster):
    """Share a hundred seats by a formula."""
    rule = AllocationRule(
        Eligible(kinds=("town", REMAINDER)), ShareByFormula(formula=formula), Round(1)
    )
    return rule.apply(100, roster, unit="seats")


def values(formula, roster):
    """Give the numbers that a formula gives."""
    working = shared(formula, roster).steps[1].after.key.working
    return [working.values.fraction(0, i) for i in range(len(roster))]


def said(formula, roster, id="0"):
    """Give what is said of the number of one town."""
    return str(shared(formula, roster).explain(id).steps[1].said).partition(";")[0]


def worked(formula, roster):
    """Work a formula out without sharing anything."""
    state = State.start(Mixed.of([0]), roster, unit=Unit(name="seats"))
    working = formula.work(state, Facts())
    return [working.values.fraction(0, i) for i in range(len(roster))]


class TestEach:
    @pytest.mark.parametrize("formula", ALL, ids=lambda one: type(one).__name__)
    def test_needs_one_row_each(self, formula):
        """
        None of them can be computed for many in one row.
        """
        with pytest.raises(DataLackingError, match="cannot be worked out for many"):
            shared(formula, towns([1, 2], kinds=("town", REMAINDER)))


class TestRounded:
    @pytest.mark.parametrize(
        ("each", "how", "expected"),
        [
            (Rounding.HALF_UP, "half up", "1.3"),
            (Rounding.HALF_EVEN, "half to even", "1.2"),
            (Rounding.DOWN, "down", "1.2"),
            (Rounding.UP, "up", "1.3"),
        ],
    )
    def test_says_how(self, each, how, expected):
        """
        Every way to round one number has its words.
        """
        formula = Rounded(of="index", to="0.1", each=each)
        roster = towns([Decimal("1.25"), 2])

        assert [Fraction(expected), 2] == values(formula, roster)
        assert f"index rounded {how} to 0.1" == str(formula.describe())
        assert f"1.25 units (index), rounded {how} to 0.1: {expected}" == said(
            formula, roster
        )

    def test_shows_what_it_was_rounded_to_in_full(self):
        """
        A rounded factor can be multiplied with as it is printed.
        """
        formula = Rounded(of=Quotient(of="index", by="index"), to="0.0000001")
        small = Rounded(of="index", to="0.0000001")
        roster = towns([Decimal("0.02104325"), 2])

        assert "to 0.0000001: 1" in said(formula, roster)
        assert "rounded half up to 0.0000001: 0.0210433" in said(small, roster)

    def test_refuses_what_is_no_unit(self):
        """
        A unit is a positive decimal.
        """
        no_unit = r"^Rounded\.to: this is no exact number above zero"
        with pytest.raises(InvalidModelError, match=no_unit):
            Rounded(of="index", to="0")

    @given(
        st.lists(st.integers(0, 10**6), min_size=1, max_size=4),
        st.sampled_from(("0.001", "0.1", "1", "50")),
    )
    def test_is_half_a_unit_away_at_most(self, numbers, to):
        """
        What is rounded half up is never further away, and a multiple of the unit.
        """
        roster = towns([*numbers, 7], [3 + i for i in range(len(numbers) + 1)])
        exact = Quotient(of="index", by="heads")
        found = worked(Rounded(of=exact, to=to), roster)

        unit = Fraction(to)
        for before, after in zip(worked(exact, roster), found, strict=True):
            assert abs(after - before) * 2 <= unit
            assert 0 == after % unit


class TestLimited:
    BOTH = Limited(of="index", least="0.7", most="1.5")

    def test_by_hand(self):
        """
        Who is below is lifted, who is above is cut.
        """
        roster = towns([Decimal("0.5"), 1, 2])

        assert [Fraction(7, 10), 1, Fraction(3, 2)] == values(self.BOTH, roster)
        assert "0.5 units (index), but at least 0.7" == said(self.BOTH, roster)
        assert "1 units (index)" == said(self.BOTH, roster, "1")
        assert "2 units (index), but at most 1.5" == said(self.BOTH, roster, "2")
        assert "index, at least 0.7, at most 1.5" == str(self.BOTH.describe())

    @pytest.mark.parametrize(
        ("limits", "expected"), [({"least": 2}, [2, 3]), ({"most": 2}, [1, 2])]
    )
    def test_may_have_one_end(self, limits, expected):
        """
        One of both is enough.
        """
        formula = Limited(of="index", **limits)

        assert expected == values(formula, towns([1, 3]))
        assert f"index, at {next(iter(limits))} 2" == str(formula.describe())

    def test_needs_an_end(self):
        """
        A limit without limits does nothing.
        """
        with pytest.raises(InvalidModelError) as caught:
            Limited(of="index")

        assert (
            "Limited: a number is limited by nothing\n"
            "  expected: a least or a most, or both\n"
            "  mend: state one of them, or leave Limited out"
        ) == str(caught.value)

    def test_ends_do_not_cross(self):
        """
        The least is not above the most.
        """
        with pytest.raises(InvalidModelError) as caught:
            Limited(of="index", least=2, most=1)

        assert (
            "Limited: the least is more than the most\n"
            "  got: least 2, most 1\n"
            "  expected: a least that is not above the most\n"
            "  mend: swap them, or correct one"
        ) == str(caught.value)

    def test_ends_are_not_negative(self):
        """
        No number of a formula is negative.
        """
        with pytest.raises(InvalidModelError, match=r"Limited\.least"):
            Limited(of="index", least=-1)


class TestRescaledToAverage:
    def test_by_hand(self):
        """
        Twice the average is 200 where the average is 100.
        """
        formula = RescaledToAverage(of="index", average=100)
        roster = towns([4, 2, 0])

        assert [200, 100, 0] == values(formula, roster)
        assert "4 units (index) x 100 / 2 on average = 200" == said(formula, roster)
        assert "index, so that the average is 100" == str(formula.describe())

    def test_may_be_weighted(self):
        """
        An average by inhabitants counts the large more.
        """
        formula = RescaledToAverage(of="index", weighted_by="heads")
        roster = towns([4, 2], [1, 3])

        assert [Fraction(8, 5), Fraction(4, 5)] == values(formula, roster)
        assert "4 units (index) x 1 / 2.5 on average = 1.6" == said(formula, roster)
        assert "index, so that the average by heads is 1" == str(formula.describe())

    def test_only_the_eligible_count(self):
        """
        The average is of those who may claim.
        """
        formula = RescaledToAverage(of="index")
        roster = towns([4, 2, 99], kinds=("town", "town", "district"))

        assert [Fraction(4, 3), Fraction(2, 3)] == values(formula, roster)[:2]

    @pytest.mark.parametrize(
        ("formula", "index"),
        [
            (RescaledToAverage(of="index"), [0, 0]),
            (RescaledToAverage(of="heads", weighted_by="index"), [0, 0]),
        ],
    )
    def test_needs_an_average(self, formula, index):
        """
        Nothing is measured by an average of zero, or of nobody.
        """
        with pytest.raises(NothingToShareByError, match="what a formula divides by"):
            shared(formula, towns(index))

    @given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5), st.integers(1, 9))
    def test_gives_the_average(self, numbers, average):
        """
        Whatever the numbers, their average is the one wanted.
        """
        index = [*numbers, 1]
        found = worked(RescaledToAverage(of="index", average=average), towns(index))

        assert average * len(index) == sum(found)


class TestRescaledToRange:
    def test_by_hand(self):
        """
        The smallest is 0.5, the largest 1.5, and who is halfway is 1.
        """
        formula = RescaledToRange(of="index", lowest="0.5", highest="1.5")
        roster = towns([10, 30, 20])

        assert [Fraction(1, 2), Fraction(3, 2), 1] == values(formula, roster)
        assert "0.5 + (20 units (index) - 10) x (1.5 - 0.5) / (30 - 10) = 1" == said(
            formula, roster, "2"
        )
        assert ("index, from 0.5 for the smallest to 1.5 for the largest") == str(
            formula.describe()
        )

    def test_may_fall(self):
        """
        The largest number can have the lowest index.
        """
        formula = RescaledToRange(of="index", lowest=3, highest=1)

        assert [3, 1, 2] == values(formula, towns([10, 30, 20]))

    @pytest.mark.parametrize("outside", [0, 15, 99])
    def test_only_the_eligible_count(self, outside):
        """
        Whoever may not claim is neither the smallest nor the largest.
        """
        formula = RescaledToRange(of="index", lowest=1, highest=2)
        roster = towns([10, 20, outside], kinds=("town", "town", "district"))

        assert [33, 67, 0] == shared(formula, roster).amounts.tolist()

    def test_needs_a_range(self):
        """
        Of numbers that are all the same no index can be made.
        """
        with pytest.raises(InvalidDataError) as caught:
            shared(RescaledToRange(of="index", lowest=1, highest=2), towns([7, 7]))

        assert (
            "roster 'towns': index: an index cannot be made of numbers that are all "
            "the same\n"
            "  got: 7\n"
            "  expected: at least two different numbers of eligible recipients\n"
            "  mend: check the values, and who is eligible"
        ) == str(caught.value)

    def test_needs_two_ends(self):
        """
        An index that is the same for everybody is none.
        """
        with pytest.raises(InvalidModelError) as caught:
            RescaledToRange(of="index", lowest=1, highest=1)

        assert (
            "RescaledToRange: an index would be the same for everybody\n"
            "  got: 1\n"
            "  expected: a lowest and a highest that differ\n"
            "  mend: correct one of them"
        ) == str(caught.value)

    @given(st.lists(st.integers(0, 2**70), min_size=2, max_size=5, unique=True))
    def test_reaches_both_ends(self, index):
        """
        The smallest and the largest are at the ends, everybody else between them.
        """
        formula = RescaledToRange(of="index", lowest=1, highest=2)
        found = worked(formula, towns(index))

        assert (1, 2) == (min(found), max(found))
        assert sorted(range(len(index)), key=index.__getitem__) == sorted(
            range(len(index)), key=found.__getitem__
        )
