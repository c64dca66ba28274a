"""Tests of `fundmodel.rules.combinations.returns`: what comes back to the pot."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    BackToPot,
    EqualShares,
    Residual,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Text
from fundmodel.steps import Provision, State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

TOWNS = Roster.from_records(
    [{"id": name, "heads": heads} for name, heads in {"a": 5, "b": 3, "c": 2}.items()],
    id="towns",
    indicators=[Indicator(id="heads")],
)
DOWN = Round("10.00", each=Rounding.DOWN)
BOTH = [PortionKind.LAPSED, PortionKind.RESIDUAL]


def state(pot, *portions):
    """Make a state with portions elsewhere, two scenarios."""
    begun = State.start(Mixed.of([pot, pot]), TOWNS, unit=Unit.money("EUR"))
    return begun.becomes(
        elsewhere=[
            Portion(kind=kind, amount=Mixed.of(amounts), destination=where)
            for kind, amounts, where in portions
        ]
    )


class TestBackToPot:
    def test_lets_what_rounding_left_be_shared_again(self):
        """
        A key behind it shares what came back.
        """
        rule = AllocationRule(
            Share(by="heads"),
            DOWN,
            BackToPot(of=[PortionKind.RESIDUAL]),
            EqualShares(),
            Round("0.01"),
        )
        done = rule.apply(Money.of(109, "EUR"), TOWNS)

        assert_conserved(done)
        assert [5300, 3300, 2300] == done.amounts.tolist()
        explanation = done.explain("a")
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert (
            "what rounding left over comes back to the pot: 9.00 EUR; 9.00 EUR are in "
            "it"
        ) == str(explanation.steps[2].said)
        assert 0 == done.residual.count

    def test_takes_back_what_lapsed(self):
        """
        Other portions stay where they are, and so does what has a destination.
        """
        before = state(
            5,
            (PortionKind.LAPSED, [1, 2], None),
            (PortionKind.LAPSED, [10, 20], Text("treasury")),
            (PortionKind.RESIDUAL, [100, 200], None),
            (PortionKind.SET_ASIDE, [1000, 2000], None),
        )
        after = BackToPot().apply(before, Facts())

        assert [6, 7] == after.pot.floor().tolist()
        assert [10, 100, 1000] == [p.amount.fraction(0) for p in after.elsewhere]
        both = BackToPot(of=BOTH).apply(before, Facts())
        assert [106, 207] == both.pot.floor().tolist()

    @pytest.mark.parametrize(
        ("of", "said"),
        [
            (BOTH[:1], "what lapsed comes back to the pot"),
            (BOTH[1:], "what rounding left over comes back to the pot"),
            (BOTH, "what lapsed, and what rounding left over, comes back to the pot"),
        ],
    )
    def test_says_what_comes_back(self, of, said):
        """
        The provision names it.
        """
        assert said == str(BackToPot(of=of).describe())
        assert isinstance(BackToPot(), Provision)

    @pytest.mark.parametrize(
        ("of", "got"),
        [
            ([], "nothing"),
            ([PortionKind.SET_ASIDE], "set aside"),
            ([PortionKind.GUARANTEED, PortionKind.LAPSED], "guaranteed in addition"),
        ],
    )
    def test_refuses_what_has_a_purpose(self, of, got):
        """
        Set-asides and guarantees do not come back.
        """
        with pytest.raises(InvalidModelError) as caught:
            BackToPot(of=of)

        assert f"of: this does not come back to the pot\n  got: {got}" in str(
            caught.value
        )
        assert "expected: lapsed, residual, or both" in str(caught.value)

    def test_leaves_what_is_kept_apart(self):
        """
        A residual with a destination stays there.
        """
        rule = AllocationRule(
            Share(by="heads"),
            DOWN,
            Residual(destination=Text("reserve")),
            BackToPot(of=BOTH),
        )
        done = rule.apply(Money.of(109, "EUR"), TOWNS)

        assert_conserved(done)
        assert "9.00 EUR" == str(done.residual)

    @given(st.integers(0, 10**6), st.integers(-100, 100))
    def test_keeps_the_total(self, pot, amount):
        """
        What comes back was elsewhere before.
        """
        before = state(pot, (PortionKind.RESIDUAL, [amount, -amount], None))
        after = attrs.evolve(BackToPot(), of=BOTH).apply(before, Facts())

        assert before.total.equals(after.total).all()
        assert () == after.elsewhere
