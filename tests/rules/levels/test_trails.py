"""Who got how much from whom."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.conditions import Eligible
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    FixedTable,
    IfNone,
    PassOn,
    Round,
    Share,
    passages,
)

IDS = ("land", "n", "s", "a", "b", "c", "x")
BODIES = Roster(
    id="bodies",
    ids=IDS,
    names=IDS,
    kinds=("land", "district", "district", "town", "town", "town", "provider"),
    parents=(None, "land", "land", "n", "s", "s", "b"),
    columns=[Column.of(Indicator(id="heads"), [60, 10, 50, 10, 20, 30, 0])],
)
BY_HEADS = AllocationRule(Share(by="heads"), Round("0.01"))
RULE = AllocationRule(
    Eligible(kinds=("land",)),
    EqualShares(),
    PassOn(kinds=("land",), to=("district",), rule=BY_HEADS, retained_share="10 %"),
    PassOn(kinds=("district",), to=("town",), rule=BY_HEADS),
    PassOn(
        kinds=("town",),
        to=("provider",),
        rule=AllocationRule(FixedTable(amounts={"x": Money.of(1, "EUR")})),
        if_none=IfNone.KEPT,
    ),
)


class TestPassages:
    def test_by_hand(self):
        """
        Every level tells from whom to whom, as columns.
        """
        done = RULE.apply(Money.of(60, "EUR"), BODIES)
        found = passages(done)

        assert [
            {"from": ("land", "land"), "to": ("n", "s"), "amount": [900, 4500]},
            {
                "from": ("n", "s", "s"),
                "to": ("a", "b", "c"),
                "amount": [900, 1800, 2700],
            },
            {"from": ("b",), "to": ("x",), "amount": [100]},
        ] == [
            one.columns() | {"amount": one.columns()["amount"].tolist()}
            for one in found
        ]
        assert RULE.provisions[2:] == tuple(one.provision for one in found)

    def test_without_levels(self):
        """
        Where nothing is passed on there are none.
        """
        done = AllocationRule(EqualShares(), Round("0.01")).apply(
            Money.of(60, "EUR"), BODIES
        )

        assert () == passages(done)

    @settings(max_examples=30)
    @given(st.integers(1000, 10**9))
    def test_amounts_stay_attributable(self, cents):
        """
        What those below a body were passed on adds up to what the body has less.
        """
        done = RULE.apply(Money.from_minor(cents, "EUR"), BODIES)

        for one, step in zip(passages(done), done.steps[2:], strict=True):
            less = step.before.amounts - step.after.amounts
            passed = one.passed
            for i in set(one.givers.tolist()):
                assert passed.fraction(0, i) == less.fraction(0, i)
