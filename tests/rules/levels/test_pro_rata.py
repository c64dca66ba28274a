"""A part of what the body above has, by its own figure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.conditions import Eligible, EligibleThreshold, Threshold
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    OverdrawnError,
)
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, PassOn, ProRata, Round, Share
from fundmodel.sentences import Text
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

PERSONS = Indicator(
    id="population",
    name=Text("population"),
    unit=Text("persons"),
    key_date=date(2020, 4, 1),
)
PERCENT = "45 %"


def states(towns, values, columns=None):
    """Make a roster of two states with towns below the first."""
    ids = ("ohio", "utah", *(f"t{i}" for i in range(towns)))
    return Roster(
        id="states",
        ids=ids,
        names=[id_.title() for id_ in ids],
        kinds=["state", "state", *["town"] * towns],
        parents=[None, None, *["ohio" if i else "utah" for i in range(towns)]],
        columns=[Column.of(PERSONS, values)] if columns is None else columns,
    )


def rule(*conditions, **terms):
    """Let states pass on a part pro rata."""
    below = AllocationRule(
        *conditions, ProRata(by="population", **terms), Round("0.10")
    )
    return AllocationRule(
        Eligible(kinds=("state",)),
        Share(by="population"),
        Round("0.10"),
        PassOn(kinds=("state",), to=("town",), rule=below),
    )


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)


class TestByHand:
    ROSTER = states(3, [800, 200, 50, 100, 300])

    def test_amounts(self):
        """
        A town has 45 per cent of the state's amount by its part of the population.
        """
        done = rule(share=PERCENT).apply(Money.of(1000, "USD"), self.ROSTER)

        check(done)
        assert [620_00, 177_50, 22_50, 45_00, 135_00] == done.amounts.tolist()

    def test_threshold(self):
        """
        A town that may not claim leaves its part to the state.
        """
        large = EligibleThreshold(thresholds=[Threshold(by="population", at_least=100)])
        done = rule(large, share=PERCENT).apply(Money.of(1000, "USD"), self.ROSTER)

        check(done)
        assert [620_00, 200_00, 0, 45_00, 135_00] == done.amounts.tolist()
        assert "no share, as only those who are eligible share" == str(
            done.explain("t0").steps[-1].nested[0].steps[1].said
        )

    def test_explanation(self):
        """
        The figures of both levels are told.
        """
        done = rule(share=PERCENT).apply(Money.of(1000, "USD"), self.ROSTER)

        assert (
            "45 % of 800.00 USD x 300 / 800 persons (population on 1 April 2020) = "
            "135.00 USD"
        ) == str(done.explain("t2").steps[-1].nested[0].steps[0].said)

    def test_describe(self):
        """
        It says by what the amount above is given.
        """
        day = KeyDate(date(2020, 4, 1))
        one = ProRata(by="population", share=PERCENT, key_date=day, name=Text("heads"))

        assert "45 % of the amount above by own part of heads on 1 April 2020" == str(
            one.describe()
        )


class TestProperties:
    @settings(max_examples=40)
    @given(
        st.lists(st.integers(0, 10**7), min_size=2, max_size=6),
        st.integers(0, 10**14),
        st.fractions(Fraction(1, 100), 1),
    )
    def test_exact(self, people, cents, share):
        """
        Every claim is pot x share x own value / value above, and money is kept.
        """
        roster = states(len(people), [sum(people) + 1, people[0] + 1, *people])
        done = rule(share=share).apply(Money.from_minor(cents * 10, "USD"), roster)

        check(done)
        step = done.steps[-1]
        for i, heads in enumerate(people):
            body = 0 if i else 1
            claim = step.before.amounts.fraction(0, body)
            above = (sum(people) + 1, people[0] + 1)[body]
            exact = claim * share * heads / above
            assert abs(step.after.amounts.fraction(0, 2 + i) - exact) < 10


class TestBadInput:
    @pytest.mark.parametrize("share", ["0 %", "101 %"])
    def test_shares(self, share):
        """
        Nobody is given nothing, or more than all.
        """
        with pytest.raises(InvalidModelError) as caught:
            ProRata(by="population", share=share)

        assert (
            "share: this share cannot be given pro rata\n"
            f"  got: {share}\n"
            "  expected: more than 0 % and at most 100 %\n"
            "  mend: correct the share"
        ) == str(caught.value)

    def test_without_level(self):
        """
        In a rule of its own there is no body above.
        """
        alone = AllocationRule(ProRata(by="population"), Round("0.10"))
        with pytest.raises(AllocationError) as caught:
            alone.apply(Money.of(1, "USD"), TestByHand.ROSTER)

        assert (
            "pro rata by population: an amount is given pro rata where there is no "
            "body above\n"
            "  got: a rule of its own\n"
            "  expected: the rule of a level\n"
            "  mend: put it into the rule of PassOn, or use Share"
        ) == str(caught.value)

    @pytest.mark.parametrize("value", [None, 0])
    def test_bodies_without_value(self, value):
        """
        A body above needs a figure too.
        """
        people = Column.of(PERSONS, [800, value, 50, 100])
        by_need = Column.of(Indicator(id="need"), [1, 1, 0, 0])
        roster = states(2, (), [people, by_need])
        below = AllocationRule(ProRata(by="population"), Round("0.10"))
        by = AllocationRule(
            Share(by="need"),
            PassOn(kinds=("state",), to=("town",), rule=below),
        )
        with pytest.raises(InvalidDataError) as caught:
            by.apply(Money.of(1, "USD"), roster)

        assert (
            "Utah (utah): roster 'states': Utah (utah): a body above has no value of "
            "the indicator 'population'\n"
            "  expected: a value above zero\n"
            "  mend: add the values of the bodies that pass on to the column"
        ) == str(caught.value)

    def test_more_than_the_whole(self):
        """
        Those below who are more than the whole ask for more than there is.
        """
        with pytest.raises(OverdrawnError) as caught:
            rule().apply(Money.of(1000, "USD"), states(3, [100, 400, 50, 100, 300]))

        assert str(caught.value).startswith("Ohio (ohio): the claims below a body ")

    def test_lacking_column(self):
        """
        Without the figure the part stays open.
        """
        below = AllocationRule(ProRata(by="pupils"), Round("0.10"))
        by = AllocationRule(
            Share(by="population"),
            PassOn(kinds=("state",), to=("town",), rule=below),
        )
        with pytest.raises(DataLackingError):
            by.apply(Money.of(1, "USD"), TestByHand.ROSTER)
