"""Tests of `fundmodel.steps`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fundmodel.apportion import Mixed, Tie
from fundmodel.claims import Axis, Link, LinkKind, Portion, PortionKind
from fundmodel.errors import NothingToShareByError
from fundmodel.facts import Facts
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, EqualShares, Residual, Round, Share
from fundmodel.sentences import Text, sentence
from fundmodel.steps import Key, Provision, State
from fundmodel.units import Unit

TWO = Roster.from_records([{"id": "a"}, {"id": "b"}], id="two")
SEATS = Unit(name="seats")


def start(*pots):
    """Start with these pots for two recipients."""
    return State.start(Mixed.of(list(pots)), TWO, unit=SEATS)


class TestKey:
    @pytest.mark.parametrize("scenario", [0, 1])
    def test_one_row_serves_all_scenarios(self, scenario):
        """
        Weights are given once, or for each scenario.
        """
        same = Key(weights=np.array([[1, 2]]))
        own = Key(weights=np.array([[1, 2], [1, 9]]))

        assert 3 == same.total(scenario)
        assert 2 == same.weight(1, scenario)
        assert (3, 10)[scenario] == own.total(scenario)
        assert (2, 9)[scenario] == own.weight(1, scenario)


class TestState:
    def test_starts_with_everything_in_the_pot(self):
        """
        Nobody claims yet, and everybody may.
        """
        state = start(10, 20)

        assert [10, 20] == state.total.floor().tolist()
        assert 0 == state.amount(1, 1).count
        assert "20 seats" == str(state.in_pot(1))
        assert state.eligible.all()
        assert state.reason_of(0) is None

    def test_shares_exactly(self):
        """
        The pot is emptied into fractions of it.
        """
        shared = start(10).shared(Key(weights=np.array([[1, 2]])))

        assert Fraction(20, 3) == shared.amount(1).count
        assert 0 == shared.in_pot().count
        assert 10 == shared.total.fraction(0)

    def test_shares_a_correction(self):
        """
        What was paid too much is taken back by the same key.
        """
        shared = start(-10).shared(Key(weights=np.array([[1, 2]])))

        assert Fraction(-20, 3) == shared.amount(1).count
        assert -10 == shared.total.fraction(0)

    @pytest.mark.parametrize("weights", [[[0, 0]], [[1, 0], [0, 0]]])
    def test_needs_somebody_to_share(self, weights):
        """
        A pot cannot be shared by weights that are all zero.
        """
        with pytest.raises(NothingToShareByError) as caught:
            start(10, 20).shared(Key(weights=np.array(weights)))

        assert (
            "roster 'two': nobody on the roster has anything to share by\n"
            "  got: 2 recipients, all of weight 0\n"
            "  expected: at least one eligible recipient with a value above 0\n"
            "  mend: check who is eligible, and whether the column is the right one"
        ) == str(caught.value)

    def test_counts_what_went_elsewhere(self):
        """
        The total holds what was set aside.
        """
        portion = Portion(kind=PortionKind.SET_ASIDE, amount=Mixed.of([4]))
        state = start(10).becomes(pot=Mixed.of([6]), elsewhere=(portion,))

        assert 10 == state.total.fraction(0)

    def test_passes_to_other_claimants(self):
        """
        New claimants may all claim, and have neither reasons nor a key.
        """
        one = Roster.from_records([{"id": "pool"}], id="pools")
        link = Link(kind=LinkKind.GATHERED, index=np.array([0, 0]))
        before = start(10).shared(Key(weights=np.array([[1, 2]])))
        before = before.becomes(
            eligible=np.array([[True, False]]),
            reason=np.array([[-1, 0]]),
            reasons=(sentence("too late"),),
            key=before.key,
        )
        after = before.passed_to(
            Axis(claimants=one, link=link), before.amounts.gather(link.index, 1)
        )

        assert "too late" == str(before.reason_of(1))
        assert 10 == after.amount(0).count
        assert after.key is None
        assert after.eligible.all()
        assert after.reason_of(0) is None

    def test_names_claimants(self):
        """
        Messages name recipients with their ids.
        """
        assert ("b (b)",) == start(1).names((1,))

    def test_ties_belong_to_one_step(self):
        """
        Ties of a rounding are not told again by the next provision.
        """
        rule = AllocationRule(
            EqualShares(), Round(1), Residual(destination=Text("reserve"))
        )
        ties = [step.after.ties for step in rule.fold(start(1), Facts())]

        assert [(), (Tie(scenario=0, tied=(0, 1), given=(0,)),), ()] == ties


class TestProvision:
    def test_is_a_protocol(self):
        """
        Whatever has its members is a provision.
        """
        assert isinstance(Share(by="heads"), Provision)
        assert not isinstance(TWO, Provision)
