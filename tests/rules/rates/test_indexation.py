"""Tests of `fundmodel.rules.rates.indexation`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, Rounding
from fundmodel.errors import DataLackingError, InvalidModelError
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Indexation,
    IndexRounding,
    RatePerUnit,
    Round,
    YearlyGrowth,
)
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_figures_are_right
from fundmodel.units import Unit

TOWNS = Roster.from_records(
    [{"id": "a", "heads": 3}, {"id": "b", "heads": 0}],
    id="towns",
    indicators=[Indicator(id="heads")],
)
FLUEAG = Indexation(base_year=2016, growth="1.5 %", to="0.01")
LUMP_SUM = RatePerUnit(rate=Money.of(135, "EUR"), by="heads", indexation=FLUEAG)


def rate(indexation, year, base=Fraction(100)):
    """Give the rate of a year."""
    state = State.start(
        Mixed.of([0]),
        TOWNS,
        unit=Unit.money("EUR"),
        year=None if year is None else BudgetYear.calendar(year),
    )
    return indexation.rate(base, state)


class TestLumpSum:
    """135 EUR and 1.5 per cent more each year, § 18 Abs. 4 FlüAG."""

    RULE = AllocationRule(LUMP_SUM, Round("0.01"))

    @pytest.mark.parametrize(
        ("year", "cents"), [(2016, 13_500), (2017, 13_703), (2018, 13_909)]
    )
    def test_rises(self, year, cents):
        """
        137.025 is 137.03; from there it rises to 139.08545, which is 139.09.
        """
        budget_year = BudgetYear.calendar(year)
        done = self.RULE.apply(Money.of(1000, "EUR"), TOWNS, year=budget_year)

        assert [3 * cents, 0] == done.amounts.tolist()
        for id_ in TOWNS.ids:
            assert_adds_up(done.explain(id_))
            assert_figures_are_right(done.explain(id_))

    def test_is_explained(self):
        """
        The sentence says what the rate was, and what it is.
        """
        year = BudgetYear.calendar(2018)
        done = self.RULE.apply(Money.of(1000, "EUR"), TOWNS, year=year)

        assert (
            "1. 135.00 EUR (as of 2016, 1.5 % more each year) is 139.09 EUR in 2018; "
            "139.09 EUR x 3 units = 417.27 EUR"
        ) in done.explain("a").text()
        assert (
            "1. 135,00 EUR (Stand 2016, jährlich 1,5 % mehr), das sind 139,09 EUR im "
            "Jahr 2018; 139,09 EUR x 3 Einheiten = 417,27 EUR"
        ) in done.explain("a").text("de")
        assert "1. no unit to pay for" in done.explain("b").text()
        assert (
            "135.00 EUR (as of 2016, 1.5 % more each year) for each unit of heads"
        ) == str(LUMP_SUM.describe())


class TestIndexation:
    def test_rounds_each_year_or_at_the_end(self):
        """
        The two differ: 100 x 1.015 x 1.015 is 103.0225, or 103.53 with 102.
        """
        each = Indexation(base_year=2016, growth="1.5 %", to=1)
        end = Indexation(
            base_year=2016, growth="1.5 %", to=1, rounded=IndexRounding.AT_THE_END
        )

        assert 104 == rate(each, 2018)
        assert 103 == rate(end, 2018)

    def test_knows_a_growth_for_each_year(self):
        """
        Years may rise and fall by rates of their own.
        """
        indexation = Indexation(
            base_year=2016,
            growths=[
                YearlyGrowth(year=2018, growth="-1/2"),
                YearlyGrowth(year=2017, growth="10 %"),
            ],
            to="0.5",
            each=Rounding.DOWN,
        )

        assert [100, 110, 55] == [rate(indexation, y) for y in (2016, 2017, 2018)]
        assert "as of 2016, indexed yearly" == str(indexation.describe())
        with pytest.raises(DataLackingError) as caught:
            rate(indexation, 2019)
        assert (
            "roster 'towns': the growth of a year is not stated\n"
            "  got: 2018, 2017\n"
            "  expected: 2019\n"
            "  mend: add it once it is known"
        ) == str(caught.value)

    def test_leaves_the_stated_rate_as_it_is(self):
        """
        The law's own figure is not rounded, even where it has more decimals.
        """
        exact = Fraction(1, 3)

        assert exact == rate(FLUEAG, 2016, exact)

    @pytest.mark.parametrize(
        ("year", "what", "got", "mend"),
        [
            (
                None,
                "a rate is indexed by year, and no year was given",
                "none",
                "apply the rule with year=BudgetYear.calendar(2017), for example",
            ),
            (
                2015,
                "a rate is not stated for the year",
                "2015",
                "state the rate of that time as a rule of its own",
            ),
            (
                2517,
                "a rate is not stated for the year",
                "2517",
                "state the rate of that time as a rule of its own",
            ),
        ],
    )
    def test_needs_a_year(self, year, what, got, mend):
        """
        Before the base year there is no rate, nor in half a thousand years.
        """
        with pytest.raises(DataLackingError) as caught:
            rate(FLUEAG, year)

        assert (
            f"roster 'towns': {what}\n"
            f"  got: {got}\n"
            "  expected: a budget year from 2016 on\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    @given(
        st.fractions(0, 10**6, max_denominator=100),
        st.fractions("-0.5", "0.5", max_denominator=1000),
        st.integers(0, 20),
    )
    def test_compounds(self, base, growth, years):
        """
        Rounded at the end, the rate is that of compound interest.
        """
        indexation = Indexation(
            base_year=2000,
            growth=growth,
            to="0.01",
            each=Rounding.DOWN,
            rounded=IndexRounding.AT_THE_END,
        )
        exact = base * (1 + growth) ** years
        found = rate(indexation, 2000 + years, base)

        assert found == base or found == exact * 100 // 1 / Fraction(100)
        assert 0 <= exact - found < Fraction(1, 100)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            (
                {},
                (
                    "indexation: an indexation needs one growth for all "
                    "years, or one for "
                    "each\n  got: neither\n  expected: `growth` or `growths`\n"
                    '  mend: write growth = "1.5 %"'
                ),
            ),
            (
                {"growth": 1, "growths": [YearlyGrowth(year=2017, growth=1)]},
                (
                    "indexation: an indexation needs one growth for all "
                    "years, or one for "
                    "each\n  got: both\n  expected: `growth` or `growths`\n"
                    '  mend: write growth = "1.5 %"'
                ),
            ),
            (
                {"growths": [YearlyGrowth(year=2017, growth=1)] * 2},
                (
                    "indexation: a year has two growths\n  got: 2017, 2017\n"
                    "  expected: one for each year\n  mend: remove one of them"
                ),
            ),
            (
                {"growth": -1},
                (
                    "growth: a rate cannot fall to nothing or below\n  got: -100 %\n"
                    "  expected: more than -100 %\n  mend: let the part end instead"
                ),
            ),
            (
                {"growth": 1, "to": 0},
                (
                    "indexation: to: this is no exact number above zero\n  got: 0\n"
                    '  expected: a decimal as text, for example "0.25"\n'
                    '  mend: write Decimal("0.25"), or digits in quotes; '
                    "floats are not "
                    "exact"
                ),
            ),
        ],
    )
    def test_refuses_what_makes_no_sense(self, fields, message):
        """
        One growth a year, and a unit to round to.
        """
        with pytest.raises(InvalidModelError) as caught:
            Indexation(**{"base_year": 2016, "to": "0.01", **fields})

        assert message == str(caught.value)
