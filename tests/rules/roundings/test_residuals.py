"""Tests of `fundmodel.rules.roundings.residuals`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    FixedTable,
    Residual,
    ResidualTo,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

HEADS = Indicator(id="heads")
APART = Residual(destination=Text("compensation fund"))
LARGEST = Residual(to=ResidualTo.LARGEST)
IN_ORDER = Residual(to=ResidualTo.IN_ORDER)


def towns(*heads, kinds="t" * 6):
    """Make a roster of towns with these heads."""
    rows = zip("abcdef", heads, kinds, strict=False)
    return Roster.from_records(
        ({"id": id_, "heads": number, "kind": kind} for id_, number, kind in rows),
        id="towns",
        indicators=[HEADS],
    )


def left(residual, pot, *heads, to=10, each=Rounding.DOWN, kinds="t" * 6):
    """Share a pot, round to tens and hand out what is left."""
    rule = AllocationRule(
        Eligible(kinds=("t",)), Share(by="heads"), Round(to, each=each), residual
    )
    done = rule.apply(pot, towns(*heads, kinds=kinds), unit="posts")
    assert_conserved(done)
    for id_ in done.roster.ids:
        assert_adds_up(done.explain(id_))
    return done


class TestKeptApart:
    def test_goes_to_its_destination(self):
        """
        Amounts stay as they are, and the residual has a name.
        """
        done = left(APART, 100, 1, 2)

        assert [30, 60] == done.amounts.tolist()
        assert 10 == done.residual.count
        (portion,) = done.elsewhere
        assert "compensation fund" == str(portion.destination)
        assert (
            "4. what rounding leaves over or takes too much is kept apart: "
            "compensation fund"
        ) in str(done.explain("a"))

    def test_what_has_a_destination_keeps_it(self):
        """
        A second statement does not rename what the first one named.
        """
        rule = AllocationRule(
            Share(by="heads"),
            Round(10, each=Rounding.DOWN),
            APART,
            Round(20, each=Rounding.DOWN),
            Residual(destination=Text("reserve")),
        )
        done = rule.apply(100, towns(1, 2), unit="posts")

        assert [("compensation fund", 10), ("reserve", 10)] == [
            (str(p.destination), p.amount.fraction(0)) for p in done.elsewhere
        ]


class TestLargest:
    def test_takes_what_is_left(self):
        """
        The largest amount is raised by the residual.
        """
        done = left(LARGEST, 100, 1, 2)

        assert [30, 70] == done.amounts.tolist()
        assert 0 == done.residual.count
        assert "4. 10 posts of the rounding residual" in str(done.explain("b"))
        assert "4. no part of the rounding residual" in str(done.explain("a"))

    def test_bears_what_is_too_much(self):
        """
        Rounding up is paid for by the largest amount.
        """
        assert [40, 60] == left(LARGEST, 100, 1, 2, each=Rounding.UP).amounts.tolist()

    def test_the_first_of_equals_is_told(self):
        """
        Where several amounts are the largest, the order decides and says so.
        """
        done = left(LARGEST, 100, 1, 1, 1)

        assert [40, 30, 30] == done.amounts.tolist()
        (tie,) = done.steps[-1].after.ties
        assert ((0, 1, 2), (0,)) == (tie.tied, tie.given)
        assert (
            "4. 10 posts of the rounding residual (a tie: 3 had the same amount; the "
            "order of the roster decided for this one)"
        ) in str(done.explain("a"))
        assert (
            "4. no part of the rounding residual (a tie: 3 had the same amount; the "
            "order of the roster decided against this one)"
        ) in str(done.explain("b"))

    def test_a_tie_is_told_to_whom_it_concerns(self):
        """
        Whoever has less than the largest had no chance.
        """
        done = left(LARGEST, 101, 2, 2, 1)

        assert [41, 40, 20] == done.amounts.tolist()
        assert str(done.explain("c").steps[-1].said) == (
            "no part of the rounding residual"
        )

    def test_ties_of_rounding_are_not_told_again(self):
        """
        What a step before decided belongs to that step.
        """
        rule = AllocationRule(Share(by="heads"), Round(1), LARGEST)
        done = rule.apply(100, towns(1, 1, 1), unit="posts")

        assert [0, 1, 0] == [len(step.after.ties) for step in done.steps]

    def test_cannot_bear_more_than_it_has(self):
        """
        Nobody ends below zero because others were rounded up.
        """
        with pytest.raises(AllocationError) as caught:
            left(LARGEST, 3, 1, 1, 1, each=Rounding.UP)

        assert (
            "a (a): the largest amount cannot bear what rounding took too much\n"
            "  got: 10 posts, and a residual of -27 posts\n"
            "  expected: an amount of at least the residual\n"
            "  mend: round to a smaller unit, round down, or hand the residual out in "
            "order"
        ) == str(caught.value)


class TestInOrder:
    def test_hands_out_one_unit_each(self):
        """
        One rounding unit after the other; the last may be a part of one.
        """
        done = left(IN_ORDER, 105, 1, 1, 1, 1)

        assert [30, 30, 25, 20] == done.amounts.tolist()
        assert 0 == done.residual.count

    def test_goes_round_again(self):
        """
        A residual of more units than recipients is handed out in rounds.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": 19, "b": 19}),
            Round(10, each=Rounding.DOWN),
            Round(5, each=Rounding.DOWN),
            IN_ORDER,
        )
        done = rule.apply(38, towns(1, 1, 0), unit="posts")

        assert [20, 18, 0] == done.amounts.tolist()

    def test_takes_back_one_unit_each(self):
        """
        What rounding took too much is taken back in the same order.
        """
        done = left(IN_ORDER, 105, 1, 1, 1, 1, each=Rounding.UP)

        assert [20, 25, 30, 30] == done.amounts.tolist()

    def test_takes_nothing_from_those_who_have_none(self):
        """
        Whoever has less than a unit gives back no more than it has.
        """
        done = left(IN_ORDER, 22, 1, 1, 1, 1, 18, each=Rounding.HALF_UP)

        assert [0, 0, 0, 0, 20] == done.steps[2].after.amounts.floor()[0].tolist()
        assert [2, 0, 0, 0, 20] == done.amounts.tolist()
        other = left(IN_ORDER, 4, 1, 1, 1, each=Rounding.UP)
        assert [0, 0, 4] == other.amounts.tolist()

    def test_passes_over_those_who_have_no_share(self):
        """
        Whoever has no heads or may not claim has no part in the residual.
        """
        done = left(IN_ORDER, 105, 0, 1, 7, 1, kinds="ttxt")

        assert [0, 55, 0, 50] == done.amounts.tolist()


class TestResidual:
    @pytest.mark.parametrize(
        ("residual", "said"),
        [
            (APART, "the rounding residual goes to: compensation fund"),
            (LARGEST, "the rounding residual goes to the largest amount"),
            (IN_ORDER, "the rounding residual is handed out in order"),
        ],
    )
    def test_says_where_it_goes(self, residual, said):
        """
        The provision names who receives the residual.
        """
        assert said == str(residual.describe())

    @pytest.mark.parametrize(
        ("to", "destination"),
        [
            (ResidualTo.KEPT_APART, None),
            (ResidualTo.LARGEST, Text("reserve")),
            (ResidualTo.IN_ORDER, Text("reserve")),
        ],
    )
    def test_has_a_destination_when_kept_apart(self, to, destination):
        """
        Money that is kept apart has a place, and only that.
        """
        with pytest.raises(InvalidModelError) as caught:
            Residual(to=to, destination=destination)

        assert (
            "residual: a residual has a destination exactly when it is kept apart\n"
            f"  got: to {to.value!r}, destination {destination}\n"
            "  expected: a destination, or recipients who receive it\n"
            '  mend: say to = "kept apart" (ResidualTo.KEPT_APART in Python) with a '
            "destination, or leave it out"
        ) == str(caught.value)

    @pytest.mark.parametrize("residual", [LARGEST, IN_ORDER])
    def test_of_the_whole_is_unknown_with_rows_for_others(self, residual):
        """
        Where some are not rounded, nobody knows what is left over.
        """
        roster = Roster.from_records(
            [{"id": "a", "heads": 1}, {"id": "b", "kind": REMAINDER, "heads": 2}],
            id="towns",
            indicators=[HEADS],
            coverage=Coverage.REMAINDER,
        )
        rule = AllocationRule(Share(by="heads"), Round(1, each=Rounding.DOWN), residual)
        with pytest.raises(DataLackingError) as caught:
            rule.apply(10, roster, unit="posts")

        assert (
            "roster 'towns': the residual of the whole cannot be known\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody, or keep the residual apart"
        ) == str(caught.value)

    @pytest.mark.parametrize("residual", [LARGEST, IN_ORDER])
    def test_nothing_left_is_nothing_to_hand_out(self, residual):
        """
        Where rounding changed nothing, neither does this provision.
        """
        done = left(residual, 30, 1, 2)

        assert [10, 20] == done.amounts.tolist()
        assert () == done.steps[-1].after.ties

    @pytest.mark.parametrize("residual", [LARGEST, IN_ORDER])
    def test_a_fraction_of_a_unit_stays(self, residual):
        """
        A pot with a fraction of a cent leaves the fraction as a residual.
        """
        rule = AllocationRule(Share(by="heads"), Round(1), residual)
        pot = Mixed.from_fractions([Fraction(21, 2)])
        state = State.start(pot, towns(1, 2), unit=Unit(name="posts"))
        done = rule.distribute(state, Facts())

        assert_conserved(done)
        assert 2 * done.residual.count == 1
