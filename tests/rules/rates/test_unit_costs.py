"""Tests of `fundmodel.rules.rates.unit_costs`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import DataLackingError, InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import AllocationRule, Round, UnitCost, UnitCosts
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

HOURS = Indicator(id="hours", unit=Text({"en": "hours", "de": "Stunden"}))
EXAMS = Indicator(id="exams", unit=Text({"en": "exams", "de": "Prüfungen"}))
COURSES = UnitCosts(
    costs=[
        UnitCost(rate=Money.of(40, "EUR"), by="hours"),
        UnitCost(rate=Money.of("12.50", "EUR"), by="exams", name=Text("examinations")),
    ]
)


def roster(hours, exams, *, kinds=()):
    """Make a roster of schools."""
    ids = [f"n{i}" for i in range(len(hours))]
    kinds = kinds or ["school"] * len(ids)
    return Roster(
        id="schools",
        ids=ids,
        names=ids,
        kinds=kinds,
        columns=[Column.of(HOURS, hours), Column.of(EXAMS, exams)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


def paid(bodies, *provisions):
    """Pay out of ten thousand euros."""
    rule = AllocationRule(*(provisions or [COURSES]), Round("0.01"))
    return rule.apply(Money.of(10_000, "EUR"), bodies)


class TestUnitCosts:
    def test_add_up_over_all_kinds(self):
        """
        Everybody has rate x units of each kind, and the sentence says so.
        """
        done = paid(roster([10, 0, 3], [2, 4, 0]))

        assert_conserved(done)
        assert [42_500, 5_000, 12_000] == done.amounts.tolist()
        assert ("1. 40.00 EUR x 10 hours + 12.50 EUR x 2 exams = 425.00 EUR") in str(
            done.explain("n0")
        )
        assert "1. 12.50 EUR x 4 exams = 50.00 EUR" in str(done.explain("n1"))
        assert (
            "1. 40,00 EUR x 10 Stunden + 12,50 EUR x 2 Prüfungen = 425,00 EUR"
        ) in done.explain("n0").text("de")

    def test_say_what_is_paid_for(self):
        """
        The provision lists every rate.
        """
        assert (
            "40.00 EUR for each unit of hours, 12.50 EUR for each unit of examinations"
        ) == str(COURSES.describe())
        assert (
            "40,00 EUR je Einheit (hours), 12,50 EUR je Einheit (examinations)"
        ) == COURSES.describe().render(Language.GERMAN)

    def test_leave_the_ineligible_untouched(self):
        """
        Whoever may not claim, or has nothing, has no unit to pay for.
        """
        bodies = roster([1, 5, 0], [1, None, 0])
        done = paid(bodies, EligibleList(only=["n0", "n2"]), COURSES)

        assert [5_250, 0, 0] == done.amounts.tolist()
        assert "2. no unit to pay for" in str(done.explain("n1"))
        assert "2. no unit to pay for" in str(done.explain("n2"))

    def test_count_a_row_for_all_others(self):
        """
        Unit costs of many together are those of each.
        """
        done = paid_each = paid(
            roster([1, 2], [0, 0]),
        )
        together = AllocationRule(COURSES).apply(
            Money.of(10_000, "EUR"),
            roster([1, 2], [0, 0], kinds=["school", REMAINDER]),
        )

        assert done.exact(1) == together.exact(1) == paid_each.exact(1)

    def test_take_key_dates_of_their_own(self):
        """
        Each kind may be counted on another day.
        """
        cost = UnitCost(
            rate=Money.of(1, "EUR"), by="hours", key_date=KeyDate(date(2020, 1, 1))
        )
        with pytest.raises(DataLackingError, match="was measured for another day"):
            paid(roster([1], [1]), UnitCosts(costs=[cost]))

    def test_need_figures_of_everybody(self):
        """
        What is missing is not zero.
        """
        with pytest.raises(InvalidDataError, match="has no value of the indicator"):
            paid(roster([1], [None]))

    @pytest.mark.parametrize(
        ("named", "got"), [((), "none"), (("hours", "hours"), "hours, hours")]
    )
    def test_list_each_kind_once(self, named, got):
        """
        Nothing to pay for, and two rates for one thing, are mistakes.
        """
        with pytest.raises(InvalidModelError) as caught:
            UnitCosts(costs=[UnitCost(rate=1, by=by) for by in named])

        assert (
            "costs: unit costs list no indicator, or one of them twice\n"
            f"  got: {got}\n"
            "  expected: at least one, each of them once\n"
            "  mend: add the rates of one indicator up"
        ) == str(caught.value)

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(st.integers(0, 10**6), st.decimals(0, 1000, places=2)),
            min_size=1,
            max_size=6,
        ),
        st.fractions(0, 100, max_denominator=1000),
        st.integers(0, 10**6),
        st.data(),
    )
    def test_agree_with_fractions(self, rows, rate, cents, data):
        """
        Rates of any precision add up exactly, in any order and scenario.
        """
        rows = data.draw(st.permutations(rows))
        provision = UnitCosts(
            costs=[
                UnitCost(rate=rate, by="hours"),
                UnitCost(rate=Money.from_minor(cents, "EUR"), by="exams"),
            ]
        )
        bodies = roster([row[0] for row in rows], [row[1] for row in rows])
        state = State.start(Mixed.of([0, 7]), bodies, unit=Unit.money("EUR"))
        (step,) = AllocationRule(provision).fold(state, Facts())
        expected = [100 * rate * h + cents * Fraction(e) for h, e in rows]

        assert -sum(expected) == step.after.pot.fraction(0)
        assert 7 - sum(expected) == step.after.pot.fraction(1)
        for i, amount in enumerate(expected):
            assert amount == step.after.amounts.fraction(1, i)
            said = dict(provision.explain(step, i, 1).values)
            assert not said or amount == said["amount"].count

    def test_explanations_add_up(self):
        """
        The changes of all steps give the amount.
        """
        done = paid(roster([10, 0, 3], [2, 4, 0]))

        for id_ in done.roster.ids:
            assert_adds_up(done.explain(id_))
