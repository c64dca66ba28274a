"""Tests of `fundmodel.yardsticks`; most of it is tested with the keys."""

from __future__ import annotations

import pytest

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column, Indicator
from fundmodel.recipients import Roster
from fundmodel.rules import Share, StandIn, Yardstick
from fundmodel.steps import State
from fundmodel.units import Unit
from fundmodel.yardsticks import stand_ins


def start(*values):
    """Put nobody's money before a roster of heads."""
    ids = [f"n{i}" for i in range(len(values))]
    roster = Roster(
        id="towns",
        ids=ids,
        names=ids,
        kinds=["town"] * len(ids),
        columns=[Column.of(Indicator(id="heads"), values)],
    )
    return State.start(Mixed.of([0]), roster, unit=Unit(name="seats"))


class TestYardstick:
    def test_is_that_of_every_provision_that_counts(self):
        """
        Keys, rates and conditions find a column in the same way.
        """
        yardstick = Share(by="heads", accepts=[StandIn.LATER]).yardstick

        assert Yardstick(by="heads", accepts=stand_ins([StandIn.LATER])) == yardstick

    def test_gives_zero_for_whoever_may_not_claim(self):
        """
        The weights are the values of the eligible.
        """
        state = start(1, 2)
        state = state.becomes(eligible=~state.eligible)

        assert [[0, 0]] == Yardstick(by="heads").key(state).weights.tolist()

    @pytest.mark.parametrize(
        ("value", "what", "mend"),
        [
            (None, "has no value", "find the value; where there is none to be had, "),
            (-1, "has a negative value", "correct the value, or count by an indicator"),
        ],
    )
    def test_needs_a_value_of_everybody(self, value, what, mend):
        """
        What is missing is not zero, and what is negative no count.
        """
        with pytest.raises(InvalidDataError) as caught:
            Yardstick(by="heads").checked(start(1, value))

        assert str(caught.value).startswith(
            f"roster 'towns': n1 (n1): an eligible recipient {what} of the indicator "
            "'heads'\n"
            "  expected: a value of zero or more\n"
            f"  mend: {mend}"
        )
