"""Tests of `fundmodel.rules.formulas.bases`: rates by a formula."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Average,
    Figure,
    FittedRate,
    Indexation,
    Negative,
    Product,
    Quotient,
    RatePerUnit,
    Round,
    Rounded,
    Share,
    Shortfall,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

SOME = settings(max_examples=60)
NEED = WeightedSum(of=[Term("10.50", "heads")], name=Text("need"))
GAP = Shortfall(need=NEED, strength="taxes", negative=Negative.ZERO)
SEVENTY = RatePerUnit(rate=Fraction(7, 10), by=GAP)
WEIGHTED = WeightedSum(
    of=[Term(1, "heads"), Term("0.25", "pupils")], name=Text("weighted heads")
)
FITTED = FittedRate(to="0.01", by=WEIGHTED)


def towns(heads=(30, 60, 7), taxes=(40, 60, 900), pupils=(4, 2, 0)):
    """Make a roster of towns."""
    n = len(heads)
    return Roster(
        id="towns",
        ids=[f"id{i}" for i in range(n)],
        names=[f"Town {i}" for i in range(n)],
        kinds=["town"] * n,
        columns=[
            Column.of(Indicator(id="heads", unit=Text("heads")), heads),
            Column.of(Indicator(id="taxes", unit=Text("EUR")), taxes),
            Column.of(Indicator(id="pupils", unit=Text("pupils")), pupils),
        ],
    )


def paid(*provisions, euros=10_000, roster=None, **more):
    """Pay out of so many euros."""
    rule = AllocationRule(*provisions, Round("0.01"))
    return rule.apply(Money.of(euros, "EUR"), roster or towns(), **more)


def exactly(provision, roster, cents):
    """Give the exact claims of several pots at once."""
    pot = Mixed.of(cents)
    state = State.start(pot, roster, unit=Unit.money("EUR"))
    return provision.apply(state, Facts()).amounts


class TestRatePerUnit:
    def test_pays_a_share_of_a_gap(self):
        """
        70 % of what need exceeds strength by: of 275 and of 570, and of nothing.
        """
        done = paid(SEVENTY)

        assert [19_250, 39_900, 0] == done.amounts.tolist()
        assert (
            "(need: 10.5 x 30 heads (heads) = 315) - 40.00 EUR (taxes) = 275; "
            "0.70 EUR x 275 = 192.50 EUR"
        ) == str(done.explain("id0").steps[0].said)
        assert (
            "(need: 10.5 x 7 heads (heads) = 73.5) - 900.00 EUR (taxes) is less than 0 "
            "and counts as 0: no unit to pay for"
        ) == str(done.explain("id2").steps[0].said)

    def test_may_be_open_ended(self):
        """
        Without a pot, all gaps are filled to that share.
        """
        nothing = State.start(
            Mixed.of([0]), towns(), unit=Unit.money("EUR"), open_ended=True
        )
        done = AllocationRule(SEVENTY, Round("0.01")).distribute(nothing, Facts())

        assert [19_250, 39_900, 0] == done.amounts.tolist()

    def test_says_how_the_formula_is_made(self):
        """
        In words, with the name that the law has for it.
        """
        named = RatePerUnit(rate=Money.of(2, "EUR"), by=WEIGHTED)

        assert "0.7 for each unit of (need minus taxes, at least 0)" == str(
            SEVENTY.describe()
        )
        assert (
            "2.00 EUR for each unit of weighted heads (1 x heads + 0.25 x pupils)"
        ) == str(named.describe())

    def test_names_its_columns(self):
        """
        All that the formula counts by, for those who check key dates.
        """
        assert ["heads", "taxes"] == [one.by for one in SEVENTY.yardsticks]
        assert ["heads"] == [
            one.by for one in RatePerUnit(rate=1, by="heads").yardsticks
        ]

    def test_leaves_its_columns_behind(self):
        """
        The key keeps what was counted by, for audits.
        """
        key = paid(SEVENTY).steps[0].after.key

        assert ["heads", "taxes"] == [c.indicator.id for c in key.columns]

    def test_is_indexed_as_any_other_rate(self):
        """
        What has risen is said first.
        """
        rate = RatePerUnit(
            rate=Money.of(2, "EUR"),
            by=WEIGHTED,
            indexation=Indexation(base_year=2020, growth="5 %", to="0.01"),
        )
        done = paid(rate, year=BudgetYear.calendar(2021))

        assert str(done.explain("id0").steps[0].said).endswith(
            "2.10 EUR x 31 = 65.10 EUR"
        )
        assert "is 2.10 EUR in 2021; weighted heads: 1 x 30 heads" in str(
            done.explain("id0").steps[0].said
        )

    def test_is_for_the_eligible(self):
        """
        Who may not claim has no unit, and its numbers do not matter.
        """
        roster = towns(heads=(30, None, 7))
        done = paid(EligibleList(only=["id0", "id2"]), SEVENTY, roster=roster)

        assert [19_250, 0, 0] == done.amounts.tolist()
        assert "no unit to pay for" == str(done.explain("id1").steps[1].said)

    def test_a_plain_figure_is_its_id(self):
        """
        As in files, where nothing else is said of it.
        """
        day = KeyDate(date(2020, 1, 1))

        assert "heads" == RatePerUnit(rate=1, by=Figure(by="heads")).by
        assert Figure(by="heads", key_date=day) == (
            RatePerUnit(rate=1, by=Figure(by="heads", key_date=day)).by
        )

    @pytest.mark.parametrize(
        "make",
        [
            lambda **more: RatePerUnit(rate=1, by=GAP, **more),
            lambda **more: FittedRate(to="0.01", by=GAP, **more),
        ],
    )
    @pytest.mark.parametrize(
        "more",
        [{"name": Text("gap")}, {"key_date": KeyDate(date(2020, 1, 1))}],
        ids=lambda one: next(iter(one)),
    )
    def test_refuses_words_about_an_indicator(self, make, more):
        """
        A formula says itself what it is called, and for which day.
        """
        with pytest.raises(InvalidModelError) as caught:
            make(**more)

        assert str(caught.value).partition("\n")[2] == (
            "  got: key_date, accepts or name beside a formula\n"
            "  expected: these within the formula\n"
            '  mend: write Figure(by="heads", key_date=...) where the formula names '
            "the indicator, and the name into the formula"
        )

    def test_refuses_a_row_for_many(self):
        """
        Of many together, nobody knows the gaps.
        """
        roster = Roster(
            id="all",
            ids=["rest"],
            names=["The rest"],
            kinds=[REMAINDER],
            columns=towns((1,), (2,), (3,)).columns,
            coverage=Coverage.REMAINDER,
        )
        with pytest.raises(DataLackingError, match="for many recipients in one row"):
            paid(SEVENTY, roster=roster)

    def test_refuses_numbers_beyond_all_denominators(self):
        """
        Exact quotients have to be rounded, as laws do.
        """
        n = 5000
        roster = towns(range(1, n + 1), [1] * n, [1] * n)
        quotient = Quotient(of="taxes", by="heads")
        rounded = Rounded(of=quotient, to="0.001")

        with pytest.raises(AllocationError, match="too many denominators"):
            paid(RatePerUnit(rate=1, by=quotient), roster=roster)
        paid(RatePerUnit(rate=1, by=rounded), roster=roster)

    @SOME
    @given(st.data(), st.integers(1, 5))
    def test_gives_what_the_formula_says(self, data, n):
        """
        Conserved, told so that it can be recomputed, and right.
        """
        numbers = st.lists(st.integers(0, 99), min_size=n, max_size=n)
        heads, taxes = data.draw(numbers), data.draw(numbers)
        done = paid(SEVENTY, roster=towns(heads, taxes, [0] * n))

        assert_conserved(done)
        for place, id_ in enumerate(done.roster.ids):
            gap = max(Fraction(0), Fraction(21, 2) * heads[place] - taxes[place])
            assert 70 * gap == done.steps[0].after.amounts.fraction(0, place)
            assert_adds_up(done.explain(id_))
            assert_figures_are_right(done.explain(id_))
            assert done.explain(id_).text(Language.GERMAN)


class TestFittedRate:
    def test_cuts_the_amount_for_each_weighted_head(self):
        """
        100 EUR for 31 + 60.5 + 7 weighted heads are 1.01 EUR each.
        """
        done = paid(FITTED, euros=100)
        first = done.steps[0].after

        assert [Fraction(3131), Fraction(12221, 2), 707] == [
            first.amounts.fraction(0, i) for i in range(3)
        ]
        assert (
            "weighted heads: 1 x 30 heads (heads) + 0.25 x 4 pupils (pupils) = 31; "
            "1.01 EUR x 31 = 31.31 EUR; the rate is 100.00 EUR / 98.5, cut to 0.01 EUR"
        ) == str(done.explain("id0").steps[0].said)

    def test_describes_itself(self):
        """
        With the formula.
        """
        assert (
            "the highest rate for each unit of weighted heads (1 x heads + 0.25 x "
            "pupils) that the pot allows, cut to 0.01"
        ) == str(FITTED.describe())

    def test_names_its_columns(self):
        """
        All that the formula counts by.
        """
        assert ["heads", "pupils"] == [one.by for one in FITTED.yardsticks]

    def test_says_who_has_no_unit(self):
        """
        A formula that comes to nothing is told.
        """
        done = paid(FITTED, roster=towns((0, 1), (0, 0), (0, 0)), euros=1)

        assert str(done.explain("id0").steps[0].said).endswith(
            "= 0: no unit to pay for"
        )

    def test_refuses_a_formula_of_nothing(self):
        """
        Where nobody has a unit there is no rate.
        """
        with pytest.raises(NothingToShareByError, match="no unit for which a rate"):
            paid(FITTED, roster=towns((0,), (0,), (0,)))

    @SOME
    @given(
        st.lists(
            st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=5
        ),
        st.lists(st.integers(0, 10**6), min_size=1, max_size=3),
    )
    def test_is_the_highest_that_fits(self, bodies, cents):
        """
        One step more for each unit would exceed the pot; scenarios do not meet.
        """
        heads, pupils = zip(*bodies, strict=True)
        roster = towns(heads, [0] * len(heads), pupils)
        units = [h + Fraction(p, 4) for h, p in bodies]
        together = exactly(FITTED, roster, cents)

        for scenario, pot in enumerate(cents):
            rate = pot // sum(units)
            claims = [together.fraction(scenario, i) for i in range(len(units))]
            assert [rate * one for one in units] == claims
            alone = exactly(FITTED, roster, [pot])
            assert claims == [alone.fraction(0, i) for i in range(len(units))]

    def test_takes_a_pot_that_is_no_whole_number(self):
        """
        What shares before it leave may be a fraction.
        """
        state = State.start(
            Mixed.from_fractions([Fraction(1001, 10), Fraction(-1001, 10)]),
            towns((1, 2), (0, 0), (0, 0)),
            unit=Unit.money("EUR"),
        )
        done = FITTED.apply(state, Facts())

        assert [[33, 66], [-33, -66]] == done.amounts.fractions().tolist()


class TestValuesByScenario:
    def test_shares_of_eligible_only(self):
        """
        Totals in a formula are those of the eligible; scenarios have their own.
        """
        half = WeightedShares(of=[Term(1, "heads")])
        state = State.start(
            Mixed.of([10_000, 10_000]), towns((1, 1, 2)), unit=Unit.money("EUR")
        )
        eligible = np.array([[True, True, False], [True, True, True]])
        rate = RatePerUnit(rate=Money.of(40, "EUR"), by=half)
        fitted = FittedRate(to="0.01", by=half)
        chosen = state.becomes(eligible=eligible)

        for one in (rate, fitted):
            amounts = one.apply(chosen, Facts()).amounts.fractions().tolist()
            top = 4000 if one is rate else 10_000
            assert [[top / 2, top / 2, 0], [top / 4, top / 4, top / 2]] == amounts

    def test_a_refused_need_is_refused(self):
        """
        A strength above need is an error, unless the formula says otherwise.
        """
        strict = RatePerUnit(rate=1, by=Shortfall(need=NEED, strength="taxes"))

        with pytest.raises(InvalidDataError, match="a need is negative"):
            paid(strict)

    def test_a_sharing_after_it_has_a_key_of_its_own(self):
        """
        What the rate leaves is shared as if it had no formula.
        """
        done = paid(
            RatePerUnit(rate=Money.of(1, "EUR"), by=Product(of=["heads", "pupils"])),
            Share(by=Average(of=["heads"]).of[0].by),
            euros=1210,
        )

        assert [12_000 + 30_000, 12_000 + 60_000, 7_000] == done.amounts.tolist()
