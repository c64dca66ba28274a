"""Tests of `fundmodel.conditions.thresholds` and `fundmodel.conditions.gauges`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import (
    Eligible,
    EligibleThreshold,
    Reaching,
    Threshold,
)
from fundmodel.errors import (
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    OtherKeyDateError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.periods import KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, StandIn
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.units import Unit

POOR = Indicator(id="poor", name=Text("children in need"), unit=Text("children"))
ALL = Indicator(id="children")
TEN = Threshold(by="poor", at_least=10, name=Text("children in need"))
TWO = Threshold(by="poor", of="children", more_than="2 %")
BASIC = EligibleThreshold(thresholds=[TEN, TWO])
CONCENTRATION = EligibleThreshold(
    thresholds=[
        Threshold(by="poor", more_than=6500),
        Threshold(by="poor", of="children", more_than="15 %"),
    ],
    reaching=Reaching.ANY,
)


def roster(poor, children, *, kinds=(), indicator=POOR):
    """Make a roster of school districts."""
    ids = [f"n{i}" for i in range(len(poor))]
    kinds = kinds or ["district"] * len(ids)
    return Roster(
        id="districts",
        ids=ids,
        names=ids,
        kinds=kinds,
        columns=[Column.of(indicator, poor), Column.of(ALL, children)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def applied(bodies, *provisions, pots=(0,)):
    """Apply provisions and give the last step."""
    state = State.start(Mixed.of(list(pots)), bodies, unit=Unit(name="seats"))
    return AllocationRule(*provisions).fold(state, Facts())[-1]


def eligible(bodies, *provisions):
    """Give who is eligible in the end."""
    return applied(bodies, *provisions).after.eligible[0].tolist()


def said(step, who, language=Language.ENGLISH):
    """Give the explanation of one claimant."""
    return step.provision.explain(step, who, 0).render(language)


class TestTitleOne:
    """The thresholds of 34 CFR § 200.71 for grants to school districts."""

    def test_a_basic_grant_needs_both_thresholds(self):
        """
        At least 10 children, and more than 2 per cent of all.
        """
        bodies = roster([10, 9, 10, 11, 10], [499, 20, 500, 550, 10])

        assert [True, False, False, False, True] == eligible(bodies, BASIC)

    def test_a_concentration_grant_needs_either_of_them(self):
        """
        More than 6,500 children, or more than 15 per cent of all.
        """
        bodies = roster([6501, 6500, 151, 150], [10**6, 10**6, 1000, 1000])

        assert [True, False, True, False] == eligible(bodies, CONCENTRATION)


class TestEligibleThreshold:
    def test_gives_the_figures_with_the_reason(self):
        """
        Everybody reads its own figures beside what is needed.
        """
        step = applied(roster([12, 9], [400, 20]), BASIC)

        assert (
            "n0 is eligible (children in need: 12 children, poor out of children: 12 "
            "of 400, which is 3 %; needed: children in need at least 10 and poor out "
            "of children more than 2 %)"
        ) == said(step, 0)
        assert (
            "n1 is not eligible (children in need: 9 children, poor out of children: "
            "9 of 20, which is 45 %; needed: children in need at least 10 and poor out "
            "of children more than 2 %)"
        ) == said(step, 1)
        assert (
            "not eligible, which needs children in need at least 10 and poor out of "
            "children more than 2 %"
        ) == str(step.after.reason_of(1))

    def test_reads_well_in_german(self):
        """
        Everything that is said can be said in German.
        """
        step = applied(roster([12, 9], [400, 20]), CONCENTRATION)

        assert (
            "n1: berechtigt (poor: 9 children, poor gemessen an children: 9 von 20, "
            "das sind 45 %; nötig: poor mehr als 6.500 oder poor gemessen an children "
            "mehr als 15 %)"
        ) == said(step, 1, Language.GERMAN)
        assert "n0: nicht berechtigt (" in said(step, 0, Language.GERMAN)
        assert (
            "eligible: poor more than 6,500 or poor out of children more than 15 %"
        ) == str(step.provision.describe())

    def test_the_first_reason_stays(self):
        """
        Whoever was left out before is told that reason, and needs no figures.
        """
        bodies = roster([None, 12], [None, 100], kinds=["church", "district"])
        step = applied(bodies, Eligible(kinds=["district"]), BASIC)

        assert "n0 is not among those eligible: district" == said(step, 0)
        assert [[False, True]] == step.after.eligible.tolist()

    def test_hides_small_counts(self):
        """
        A rate would reveal what a sensitive count hides.
        """
        sensitive = Indicator(id="poor", sensitive=True)
        bodies = roster([9, 40], [20, 100], indicator=sensitive)
        either = EligibleThreshold(thresholds=[TWO])
        step = applied(bodies, either)

        assert "poor out of children: <10 of 20; needed" in said(step, 0)
        assert "40 of 100, which is 40 %" in said(step, 1)

    @pytest.mark.parametrize(
        ("limit", "words", "expected"),
        [
            ({"at_least": "10"}, "at least 10", [False, True, True]),
            ({"more_than": "10"}, "more than 10", [False, False, True]),
            ({"at_most": "10"}, "at most 10", [True, True, False]),
            ({"less_than": "10"}, "less than 10", [True, False, False]),
        ],
    )
    def test_has_four_kinds_of_limits(self, limit, words, expected):
        """
        A limit may itself be enough or not, from above or from below.
        """
        threshold = Threshold(by="poor", **limit)
        bodies = roster([9, 10, 11], [1, 1, 1])

        assert f"poor {words}" == str(threshold.describe())
        assert expected == eligible(bodies, EligibleThreshold(thresholds=[threshold]))

    def test_takes_the_key_date_of_both_indicators(self):
        """
        A rate is one of figures of the same day.
        """
        days = [
            Column.of(Indicator(id=id_, key_date=date(2020, 1, day)), [value])
            for id_, values in (("poor", (1, 9)), ("children", (10, 10)))
            for day, value in enumerate(values, start=1)
        ]
        bodies = Roster(id="r", ids=["a"], names=["a"], kinds=["t"], columns=days)
        half = Threshold(
            by="poor",
            of="children",
            at_least="50 %",
            key_date=KeyDate(date(2020, 1, 2)),
        )
        later = Threshold(
            by="poor",
            at_least=1,
            key_date=KeyDate(date(2020, 1, 3)),
            accepts=[StandIn.LATER],
        )

        assert [True] == eligible(bodies, EligibleThreshold(thresholds=[half]))
        with pytest.raises(OtherKeyDateError):
            eligible(bodies, EligibleThreshold(thresholds=[later]))

    def test_may_look_below_zero(self):
        """
        A count such as a balance may be negative.
        """
        deficit = EligibleThreshold(thresholds=[Threshold(by="poor", less_than=0)])

        assert [True, False] == eligible(roster([-1, 0], [1, 1]), deficit)

    @pytest.mark.parametrize(
        ("poor", "children", "message"),
        [
            (
                [None, 5],
                [1, 1],
                (
                    "roster 'districts': n0 (n0): an eligible recipient has "
                    "no value of "
                    "the indicator 'poor'\n"
                    "  expected: a value\n"
                ),
            ),
            (
                [5, 5],
                [10, 0],
                (
                    "roster 'districts': n1 (n1): an eligible recipient has "
                    "no value above "
                    "zero of the indicator 'children'\n"
                    "  expected: a value above zero, of which others are a rate\n"
                ),
            ),
            (
                [5, 5],
                [None, 3],
                (
                    "roster 'districts': n0 (n0): an eligible recipient has "
                    "no value above "
                    "zero of the indicator 'children'\n"
                    "  expected: a value above zero, of which others are a rate\n"
                ),
            ),
        ],
    )
    def test_needs_figures_of_everybody(self, poor, children, message):
        """
        What is missing is not zero, and nothing is a rate of nothing.
        """
        with pytest.raises(InvalidDataError) as caught:
            eligible(roster(poor, children), BASIC)

        mend = "  mend: find the value; where there is none to be had, leave the "
        assert f"{message}{mend}recipient out by a provision of its own" == str(
            caught.value
        )

    def test_cannot_tell_of_a_row_for_all_others(self):
        """
        Those behind the row would have to be looked at one by one.
        """
        bodies = roster([12, 500], [100, 9000], kinds=["district", REMAINDER])
        with pytest.raises(DataLackingError) as caught:
            eligible(bodies, BASIC)

        assert (
            "roster 'districts': who reaches a threshold cannot be told of many "
            "together\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_serves_several_scenarios(self):
        """
        Where eligibility differs by scenario, it is narrowed in each.
        """
        bodies = roster([12, 1], [100, 100])
        state = State.start(Mixed.of([0, 0]), bodies, unit=Unit(name="seats")).becomes(
            eligible=np.array([[True, True], [False, True]]),
            reason=np.array([[-1, -1], [0, -1]]),
            reasons=(TEN.describe(),),
        )
        after = BASIC.apply(state, Facts())

        assert [[True, False], [False, False]] == after.eligible.tolist()
        assert TEN.describe() == after.reason_of(0, 1)

    @given(
        st.lists(
            st.tuples(st.integers(0, 10**20), st.decimals(1, 10**9, places=2)),
            min_size=1,
            max_size=6,
        ),
        st.fractions(0, 10**10, max_denominator=10**6),
        st.sampled_from(["at_least", "more_than", "at_most", "less_than"]),
        st.booleans(),
        st.data(),
    )
    def test_compares_exactly(self, rows, limit, side, is_rate, data):
        """
        Counts and rates of any size are compared as fractions are, in any order.
        """
        rows = data.draw(st.permutations(rows))
        threshold = Threshold(
            by="poor", of="children" if is_rate else None, **{side: limit}
        )
        compare = {
            "at_least": Fraction.__ge__,
            "more_than": Fraction.__gt__,
            "at_most": Fraction.__le__,
            "less_than": Fraction.__lt__,
        }[side]
        measured = [
            Fraction(part) / Fraction(whole) if is_rate else Fraction(part)
            for part, whole in rows
        ]
        bodies = roster([row[0] for row in rows], [row[1] for row in rows])

        assert [compare(value, limit) for value in measured] == eligible(
            bodies, EligibleThreshold(thresholds=[threshold])
        )

    @given(
        st.lists(st.integers(0, 20), min_size=1, max_size=6),
        st.lists(st.integers(0, 20), min_size=1, max_size=3),
    )
    def test_joins_thresholds(self, values, limits):
        """
        All of them is the highest, any of them the lowest.
        """
        thresholds = [Threshold(by="poor", at_least=limit) for limit in limits]
        bodies = roster(values, [1] * len(values))
        every = EligibleThreshold(thresholds=thresholds)
        some = EligibleThreshold(thresholds=thresholds, reaching=Reaching.ANY)

        assert [v >= max(limits) for v in values] == eligible(bodies, every)
        assert [v >= min(limits) for v in values] == eligible(bodies, some)

    def test_needs_a_threshold(self):
        """
        Nothing to be reached is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            EligibleThreshold(thresholds=())

        assert (
            "thresholds: there is no threshold\n"
            "  got: ()\n"
            "  expected: at least one\n"
            "  mend: name it, or leave the provision out"
        ) == str(caught.value)


class TestThreshold:
    @pytest.mark.parametrize(
        ("limits", "got"),
        [({}, "none"), ({"at_least": 1, "less_than": 2}, "at_least, less_than")],
    )
    def test_has_one_limit(self, limits, got):
        """
        None says nothing, and two are two thresholds.
        """
        with pytest.raises(InvalidModelError) as caught:
            Threshold(by="poor", **limits)

        assert (
            "threshold of 'poor': a threshold has exactly one limit\n"
            f"  got: {got}\n"
            "  expected: one of at_least, more_than, at_most, less_than\n"
            "  mend: write two thresholds for a range from one to another"
        ) == str(caught.value)

    def test_is_no_rate_of_itself(self):
        """
        Everything is 100 per cent of itself.
        """
        with pytest.raises(InvalidModelError) as caught:
            Threshold(by="poor", of="poor", at_least=1)

        assert (
            "threshold: a rate compares an indicator with itself\n"
            "  got: poor\n"
            "  expected: two indicators, for example children in need of all children\n"
            "  mend: leave `of` out to look at the count"
        ) == str(caught.value)

    @pytest.mark.parametrize("limit", [0.5, True, "many", Decimal("NaN"), "1/0"])
    def test_refuses_what_is_not_exact(self, limit):
        """
        A limit is an exact number.
        """
        with pytest.raises(InvalidModelError, match=re.escape(repr(limit))):
            Threshold(by="poor", at_least=limit)
