"""Tests of `fundmodel.rules.rates.unit_rates`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Indexation,
    RatePerPost,
    RatePerUnit,
    Round,
)
from fundmodel.sentences import Language
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

POSTS = Indicator(id="posts")
SCHOOLS = Roster.from_records(
    [
        {"id": "a", "posts": Decimal("1.5")},
        {"id": "b", "posts": 2},
        {"id": "c", "posts": 0},
    ],
    id="schools",
    indicators=[POSTS],
)
RATE = Money.of(16_700, "EUR")


def paid(rate, pot=Money.of(100_000, "EUR"), **more):
    """Pay a rate for each post."""
    return AllocationRule(RatePerUnit(rate=rate, by="posts"), Round(1)).apply(
        pot, SCHOOLS, **more
    )


class TestRatePerUnit:
    @pytest.mark.parametrize("rate", [RATE, 16_700, Fraction(16_700), Decimal(16_700)])
    def test_pays_parts_of_a_unit_pro_rata(self, rate):
        """
        One and a half posts bring one and a half rates; the rest is left over.
        """
        done = paid(rate)

        assert [2_505_000, 3_340_000, 0] == done.amounts.tolist()
        assert 4_155_000 == done.left_over.count
        assert "1. 16,700.00 EUR x 1.5 units = 25,050.00 EUR" in str(done.explain("a"))
        assert "1. no unit to pay for" in str(done.explain("c"))

    def test_may_be_a_fraction_of_the_smallest_unit(self):
        """
        An eighth of a cent is exact until it is rounded.
        """
        done = paid(Decimal("0.00125"), Money.of(1, "EUR"))

        assert Fraction(3, 16) == done.steps[0].after.amounts.fraction(0, 0)

    def test_may_count_other_units(self):
        """
        A number is a rate of seats where seats are divided.
        """
        assert [3, 4, 0] == paid(2, 10, unit="seats").amounts.tolist()

    def test_says_what_is_paid(self):
        """
        The provision names rate and indicator.
        """
        said = str(RatePerUnit(rate=RATE, by="posts").describe())

        assert "16,700.00 EUR for each unit of posts" == said

    @pytest.mark.parametrize(
        "rate",
        [0.5, True, "16700", Decimal("NaN"), Decimal("1E+40")],
        ids=repr,
    )
    def test_refuses_what_is_not_exact(self, rate):
        """
        Floats, text and hostile decimals are no rates.
        """
        with pytest.raises(InvalidModelError) as caught:
            RatePerUnit(rate=rate, by="posts")

        assert (
            "rate: a rate is neither money nor an exact number\n"
            f"  got: {rate!r}\n"
            "  expected: Money, Decimal, Fraction or int\n"
            '  mend: write Money.of("16700", "EUR") or Decimal("0.125")'
        ) == str(caught.value)

    @pytest.mark.parametrize("rate", [-1, Money.of(-1, "EUR")])
    def test_is_not_negative(self, rate):
        """
        Money that flows back is no rate.
        """
        with pytest.raises(InvalidModelError, match=r"^rate: the rate is negative"):
            RatePerUnit(rate=rate, by="posts")

    @pytest.mark.parametrize(
        ("pot", "more"), [(Money.of(1, "USD"), {}), (5, {"unit": "seats"})]
    )
    def test_is_in_the_currency_of_the_pot(self, pot, more):
        """
        Nothing is converted.
        """
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            paid(RATE, pot, **more)

    def test_must_not_exceed_the_pot(self):
        """
        Claims above the pot are refused with the amount that lacks.
        """
        with pytest.raises(OverdrawnError) as caught:
            paid(RATE, Money.of(50_000, "EUR"))

        assert (
            "roster 'schools': the claims exceed the pot by 8,450.00 EUR\n"
            "  got: 58,450.00 EUR\n"
            "  expected: at most what is in the pot\n"
            "  mend: raise the budget, lower the rate, or let Fit cut what does not "
            "fit; it stands after all that claims or raises claims, and before the "
            "rounding"
        ) == str(caught.value)


QUARTER = RatePerPost(rate=Money.of(64_000, "EUR"), by="posts", smallest="0.25")


def posts(*values, kinds=()):
    """Make a roster of posts in full-time equivalents."""
    ids = [f"n{i}" for i in range(len(values))]
    kinds = kinds or ["town"] * len(ids)
    return Roster(
        id="towns",
        ids=ids,
        names=ids,
        kinds=kinds,
        columns=[Column.of(POSTS, values)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def employed(provision, roster, *before, **more):
    """Pay posts out of ten million euros."""
    rule = AllocationRule(*before, provision, Round("0.01"))
    return rule.apply(Money.of(10_000_000, "EUR"), roster, **more)


def euros(done):
    """Give the amounts in whole euros."""
    return [int(amount) // 100 for amount in done.amounts]


class TestRatePerPost:
    def test_pays_parts_of_a_post_but_no_splinters(self):
        """
        64,000 EUR a post, and nothing for less than a quarter of one.
        """
        roster = posts(Decimal("1.25"), Decimal("0.25"), Decimal("0.24"), 0, 2)
        done = employed(QUARTER, roster)

        assert [80_000, 16_000, 0, 0, 128_000] == euros(done)
        assert "1. 64,000.00 EUR x 1.25 units = 80,000.00 EUR" in str(
            done.explain("n0")
        )
        assert "1. posts: 0.24, less than what is paid for at least" in str(
            done.explain("n2")
        )
        assert "1. no post to pay for" in str(done.explain("n3"))

    def test_counts_in_steps(self):
        """
        Where only half posts are paid, 1.9 posts are one and a half.
        """
        halves = RatePerPost(rate=Money.of(64_000, "EUR"), by="posts", steps_of="0.5")
        done = employed(halves, posts(Decimal("1.9"), 1, Decimal("0.4")))

        assert [96_000, 64_000, 0] == euros(done)
        assert (
            "1. posts: 1.9, counted as 1.5: 64,000.00 EUR x 1.5 units = 96,000.00 EUR"
        ) in str(done.explain("n0"))
        assert (
            "1. Stellen: 1,9, angerechnet mit 1,5: 64.000,00 EUR x 1,5 Einheiten = "
            "96.000,00 EUR"
        ) in done.explain("n0").text("de")
        assert "posts: 0.4, less than" in str(done.explain("n2"))

    def test_may_pay_any_part(self):
        """
        Without a smallest part and steps, a rate per post is one per unit.
        """
        plain = RatePerPost(rate=RATE, by="posts")
        per_unit = AllocationRule(RatePerUnit(rate=RATE, by="posts"), Round(1))
        done = employed(plain, SCHOOLS)

        assert (
            per_unit.apply(Money.of(10_000_000, "EUR"), SCHOOLS).amounts.tolist()
            == done.amounts.tolist()
        )
        assert (
            "16,700.00 EUR for each full-time post (posts), pro rata for parts"
        ) == str(plain.describe())

    def test_says_which_parts_count(self):
        """
        Steps and smallest part stand in the sentence, in both languages.
        """
        both = RatePerPost(rate=RATE, by="posts", smallest="0.5", steps_of="0.25")

        assert (
            "16,700.00 EUR for each full-time post (posts), pro rata for parts, in "
            "steps of 0.25, from 0.5 of a post on"
        ) == str(both.describe())
        assert (
            "16.700,00 EUR je Vollzeitstelle (posts), anteilig für Teile, in Schritten "
            "von 0,25, ab 0,5 einer Stelle"
        ) == both.describe().render(Language.GERMAN)

    def test_may_be_indexed(self):
        """
        The rate of a post rises like any other.
        """
        indexation = Indexation(base_year=2017, growth="2 %", to=100)
        provision = RatePerPost(
            rate=Money.of(64_000, "EUR"),
            by="posts",
            steps_of="0.5",
            indexation=indexation,
        )
        year = BudgetYear.calendar(2018)
        done = employed(provision, posts(Decimal("0.75"), 1), year=year)

        assert [32_650, 65_300] == euros(done)
        assert (
            "1. 64,000.00 EUR (as of 2017, 2 % more each year) is 65,300.00 EUR in "
            "2018; posts: 0.75, counted as 0.5: 65,300.00 EUR x 0.5 units = 32,650.00 "
            "EUR"
        ) in str(done.explain("n0"))

    def test_leaves_the_ineligible_untouched(self):
        """
        Whoever may not claim has no post to pay for.
        """
        done = employed(QUARTER, posts(1, None), EligibleList(only=["n0"]))

        assert [64_000, 0] == euros(done)
        assert "2. no post to pay for" in str(done.explain("n1"))

    def test_cannot_tell_of_a_row_for_all_others(self):
        """
        Splinters of many are no posts; without a smallest part they add up.
        """
        roster = posts(1, Decimal("12.5"), kinds=["town", REMAINDER])
        with pytest.raises(DataLackingError) as caught:
            employed(QUARTER, roster)

        assert (
            "roster 'towns': which parts of posts count cannot be told of many "
            "together\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)
        plain = AllocationRule(RatePerPost(rate=RATE, by="posts"))
        done = plain.apply(Money.of(10**6, "EUR"), roster)
        assert Fraction(25, 2) * RATE.minor == done.exact(1)

    @pytest.mark.parametrize("value", [None, -1])
    def test_needs_a_count(self, value):
        """
        Missing and negative posts are refused.
        """
        with pytest.raises(InvalidDataError, match="an eligible recipient has "):
            employed(QUARTER, posts(1, value))

    @pytest.mark.parametrize("part", [0, "0", "-1", 0.25, "a half", Decimal("NaN")])
    def test_a_part_is_an_exact_number(self, part):
        """
        No part, a float and a word are no part of a post.
        """
        with pytest.raises(InvalidModelError) as caught:
            RatePerPost(rate=1, by="posts", smallest=part)

        assert (
            "part of a post: this is no exact number above zero\n"
            f"  got: {part!r}\n"
            '  expected: a decimal as text, for example "0.25"\n'
            '  mend: write Decimal("0.25"), or digits in quotes; floats are not exact'
        ) == str(caught.value)

    @settings(max_examples=40)
    @given(
        st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=6),
        st.sampled_from([None, "0.25", "0.1", "1"]),
        st.sampled_from([None, "0.5", "0.125", "1"]),
        st.data(),
    )
    def test_agrees_with_fractions(self, values, smallest, steps_of, data):
        """
        Posts are cut to steps, what is too small is left, in any order.
        """
        values = data.draw(st.permutations(values))
        provision = RatePerPost(
            rate=RATE, by="posts", smallest=smallest, steps_of=steps_of
        )
        roster = posts(*values)
        done = employed(provision, roster)
        step = Fraction(steps_of or "0.001")

        assert_conserved(done)
        for i, value in enumerate(values):
            counted = Fraction(value) // step * step
            if counted < Fraction(smallest or 0):
                counted = 0
            assert RATE.minor * counted == done.steps[0].after.amounts.fraction(0, i)
            assert_adds_up(done.explain(f"n{i}"))
            assert_figures_are_right(done.explain(f"n{i}"))

    def test_batches_equal_one_by_one(self):
        """
        Each scenario has its own pot and its own eligible ones.
        """
        roster = posts(1, Decimal("0.3"))
        state = State.start(
            Mixed.of([10**8, 10**9]), roster, unit=Unit.money("EUR")
        ).becomes(eligible=np.array([[True, True], [True, False]]))
        after = QUARTER.apply(state, Facts())

        assert [[6_400_000, 1_920_000], [6_400_000, 0]] == after.amounts.whole.tolist()
        assert [10**8 - 8_320_000, 10**9 - 6_400_000] == after.pot.whole.tolist()
