"""Tests of `fundmodel.rules.distribution`."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings

from fundmodel.apportion import Mixed
from fundmodel.claims import Axis
from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    DropBelow,
    DroppedTo,
    Fit,
    FixedTable,
    Funding,
    Minimum,
    RatePerUnit,
    Round,
    Rounding,
    Share,
)
from fundmodel.sources import Source
from fundmodel.steps import State
from fundmodel.testing import divisions
from fundmodel.units import Unit

HEADS = Indicator(id="heads")
TOWNS = Roster.from_records(
    [
        {"id": "a", "name": "Aa", "kind": "town", "heads": 2},
        {"id": "b", "name": "Bb", "kind": "county", "heads": None},
        {"id": "rest", "name": "all others", "kind": REMAINDER, "heads": 5},
        {"id": "c", "name": "Cc", "kind": "town", "heads": 2},
    ],
    id="towns",
    indicators=[HEADS],
    coverage=Coverage.REMAINDER,
)
RULE = AllocationRule(
    Eligible(kinds=("town",)), Share(by="heads"), Round(1, each=Rounding.HALF_UP)
)
DONE = RULE.apply(Money.of(100, "EUR"), TOWNS)


class TestAmounts:
    def test_are_given_by_recipient(self):
        """
        Money where money was divided, a whole number where not.
        """
        seats = RULE.apply(9, TOWNS, unit="seats")

        assert Money.of(22, "EUR") == DONE.amount("a")
        assert 2 == seats.amount("a")
        assert Money.zero("EUR") == DONE.amount("b")

    def test_of_rows_for_others_are_not_rounded(self):
        """
        Nobody can be paid the amount of such a row.
        """
        assert Fraction(50_000, 9) == DONE.exact(2)
        with pytest.raises(AllocationError) as caught:
            DONE.amount("rest")

        assert (
            "all others (rest): "
            "a row that stands for all others has no rounded amount\n"
            "  got: 55.555555… EUR\n"
            "  expected: a recipient by name\n"
            "  mend: use exact(position) for the amount before rounding"
        ) == str(caught.value)

    def test_of_unknown_recipients_are_refused(self):
        """
        Nobody who is not on the roster gets zero.
        """
        with pytest.raises(InvalidDataError, match="nobody on the roster has this id"):
            DONE.amount("x")

    def test_add_up_with_what_is_left(self):
        """
        Total, allotted, residual and left over are told apart.
        """
        assert 10_000 == DONE.total.count
        assert 4_400 + Fraction(50_000, 9) == DONE.allotted.count
        assert 10_000 - DONE.allotted.count == DONE.residual.count
        assert 0 == DONE.left_over.count
        assert 0 == DONE.set_aside.count

    def test_come_as_columns(self):
        """
        Plain arrays by name, in the order of the roster.
        """
        columns = DONE.columns()

        assert {
            "id": ("a", "b", "rest", "c"),
            "name": ("Aa", "Bb", "all others", "Cc"),
            "kind": ("town", "county", REMAINDER, "town"),
        }.items() <= columns.items()
        assert [2200, 0, 5555, 2200] == columns["amount"].tolist()
        assert [False, False, True, False] == columns["is_remainder"].tolist()
        assert [True, False, True, True] == columns["is_eligible"].tolist()

    def test_the_largest_come_first(self):
        """
        Equals stand in the order of the roster, and no row for others is listed.
        """
        assert [0, 3] == list(DONE.largest(2))
        assert [0, 3, 1] == list(DONE.largest(99))
        assert [] == list(DONE.largest(0))

    @settings(max_examples=40)
    @given(divisions())
    def test_the_largest_are_in_falling_order(self, division):
        """
        Nobody in the list has less than somebody after it.
        """
        done = division.apply()
        amounts = [int(done.amounts[i]) for i in done.largest(len(done.roster))]

        assert sorted(amounts, reverse=True) == amounts

    def test_whoever_is_left_out_is_told_why(self):
        """
        The reason is kept beside the amount.
        """
        assert "not among those eligible: town" == str(DONE.why_not(1))
        assert DONE.why_not(0) is None


class TestOpenEnded:
    def test_total_is_what_was_claimed(self):
        """
        Where need sets the amount, nothing is left over and nothing lacks.
        """
        rule = AllocationRule(
            RatePerUnit(rate=10, by="heads"), Round(1, each=Rounding.HALF_UP)
        )
        roster = Roster.from_records(
            [{"id": "a", "heads": 2}], id="one", indicators=[HEADS]
        )
        state = State.start(
            Mixed.of([500]), roster, unit=Unit.money("EUR"), open_ended=True
        )
        done = rule.distribute(state, Facts())

        assert 2000 == done.total.count == done.allotted.count
        assert 0 == done.left_over.count


class TestUnitRates:
    def test_tell_what_one_unit_brought(self):
        """
        One for each provision that counted by an indicator.
        """
        (rate,) = DONE.unit_rates

        assert Fraction(10_000, 9) == rate.amount.count
        assert 10_000 == rate.shared.count
        assert 9 == rate.total
        assert HEADS == rate.column.indicator

    def test_are_none_without_an_indicator(self):
        """
        Tables have no rate, and neither has a key of nothing.
        """
        table = AllocationRule(FixedTable(amounts={"a": 1}))
        nothing = AllocationRule(RatePerUnit(rate=1, by="heads"), Round(1))
        roster = Roster.from_records(
            [{"id": "a", "heads": 0}], id="one", indicators=[HEADS]
        )

        assert () == table.apply(5, TOWNS, unit="seats").unit_rates
        assert () == nothing.apply(5, roster, unit="seats").unit_rates

    @pytest.mark.parametrize(
        ("provisions", "count"),
        [
            ((), 1),
            ((Minimum(10),), 1),
            ((Minimum(40),), 0),
            ((Minimum(10, funding=Funding.ADDED),), 1),
            ((Fit(),), 1),
            ((RatePerUnit(rate=20, by="heads"), Fit()), 0),
            ((RatePerUnit(rate=10, by="heads"),), 2),
            ((FixedTable(amounts={"a": 5}),), 1),
            ((DropBelow(30, to=DroppedTo.POT),), 1),
            ((DropBelow(30),), 1),
        ],
        ids=["nothing", "bound that binds nobody", "bound", "added", "fits", "fitted",
             "two rates", "table", "dropped", "dropped to the pot"],
    )  # fmt: skip
    def test_are_told_as_long_as_amounts_follow(self, provisions, count):
        """
        Who is cut, raised or paid for others has another amount for each unit.
        """
        roster = Roster.from_records(
            [{"id": "a", "heads": 2}, {"id": "b", "heads": 7}],
            id="two",
            indicators=[HEADS],
        )
        rate = RatePerUnit(rate=10, by="heads")
        done = AllocationRule(rate, *provisions, Round(1)).apply(
            200, roster, unit="seats"
        )

        assert count == len(done.unit_rates)

    def test_are_not_told_of_pools(self):
        """
        What several have together is a new claim.
        """
        step = DONE.steps[1]
        other = step.after.becomes(axis=Axis(claimants=TOWNS))
        moved = attrs.evolve(DONE.steps[2], before=step.after, after=other)
        done = attrs.evolve(DONE, steps=(*DONE.steps[:2], moved))

        assert () == done.unit_rates


class TestSource:
    def test_is_that_of_the_rule(self):
        """
        A rule as a whole may cite the law.
        """
        law = Source(title="Law")
        rule = AllocationRule(provisions=RULE.provisions, source=law)

        assert law == rule.apply(9, TOWNS, unit="seats").source
        assert DONE.source is None


class TestExplain:
    def test_ends_with_the_amount(self):
        """
        Every provision has a line, and the last line is the amount.
        """
        assert (
            "Aa (a)\n"
            "  1. Aa is among those eligible: town\n"
            "     (no source given)\n"
            "  2. 100.00 EUR x 2 / 9 units (heads) = 22.222222… EUR\n"
            "     (no source given)\n"
            "  3. 22.222222… EUR rounded half up to 1.00 EUR: 22.00 EUR\n"
            "     (no source given)\n"
            "  = 22.00 EUR"
        ) == str(DONE.explain("a"))

    def test_is_the_same_for_arrays_of_any_size(self):
        """
        Positions and ids name the same recipient.
        """
        assert np.array_equal(
            DONE.amounts, [int(DONE.explain(i).amount.count) for i in TOWNS.ids]
        )
