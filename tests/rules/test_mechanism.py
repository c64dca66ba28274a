"""
The mechanism takes provisions that nobody had in mind when it was written.

Each sketch below is a real and exact provision of a kind that funding laws know.
None of them needs a change in states, steps, rules or explanations.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, quotas
from fundmodel.claims import Axis, Link, LinkKind, Portion, PortionKind
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    RatePerUnit,
    Residual,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Text, sentence
from fundmodel.steps import Branch, Provision, State, Trait
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    monies,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=40)
NOTHING = frozenset()


@attrs.frozen(kw_only=True)
class SetAside:
    """Take a share of the pot off for a named purpose (Vorwegentnahme)."""

    needs: ClassVar = NOTHING
    gives: ClassVar = NOTHING
    refuses: ClassVar = frozenset({Trait.AMOUNTS})

    share: Fraction
    destination: Text
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("{share} of the pot for {what}", share=self.share, what="…")

    def apply(self, state, facts):
        """Give the state after it."""
        del facts
        amount = state.pot.scale(self.share)
        portion = Portion(
            kind=PortionKind.SET_ASIDE, amount=amount, destination=self.destination
        )
        return state.becomes(
            pot=state.pot - amount, elsewhere=(*state.elsewhere, portion)
        )

    def explain(self, step, who, scenario):
        """Say what it did."""
        del who
        taken = step.before.pot.fraction(scenario) - step.after.pot.fraction(scenario)
        return sentence("set aside: {taken}", taken=step.after.measured(taken))


@attrs.frozen(kw_only=True)
class Pool:
    """Gather recipients below a threshold into one pool for each parent."""

    needs: ClassVar = NOTHING
    gives: ClassVar = NOTHING
    refuses: ClassVar = NOTHING

    by: str
    below: int
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("those with less than {below} are pooled", below=self.below)

    def apply(self, state, facts):
        """Give the state after it."""
        del facts
        roster = state.roster
        (column,) = roster.columns_of(self.by)
        keys = [
            f"pool of {body.parent}" if column.value(i) < self.below else body.id
            for i, body in enumerate(roster)
        ]
        pools = list(dict.fromkeys(keys))
        index = np.array([pools.index(key) for key in keys], dtype=np.int64)
        values = [
            sum(int(v) for v, at in zip(column.values, index, strict=True) if at == k)
            for k in range(len(pools))
        ]
        gathered = Roster(
            id="pools",
            ids=pools,
            names=pools,
            kinds=["pool" if pool not in roster.ids else "single" for pool in pools],
            columns=[Column.of(column.indicator, values)],
        )
        link = Link(kind=LinkKind.GATHERED, index=index)
        amounts = state.amounts.gather(index, len(pools))
        return state.passed_to(Axis(claimants=gathered, link=link), amounts)

    def explain(self, step, who, scenario):
        """Say what it did."""
        return sentence(
            "{name}: together {amount}",
            name=step.after.roster.names[who],
            amount=step.after.amount(who, scenario),
        )


@attrs.frozen(kw_only=True, eq=False)
class FundByRank:
    """Fund applications by score until the pot is used up; the rest has a reason."""

    needs: ClassVar = NOTHING
    gives: ClassVar = frozenset({Trait.AMOUNTS, Trait.WHOLE})
    refuses: ClassVar = frozenset({Trait.AMOUNTS})

    applications: Roster
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("by rank, as far as the money goes")

    def apply(self, state, facts):
        """Give the state after it."""
        del facts
        owners = [state.roster.position(one.parent) for one in self.applications]
        (score,) = self.applications.columns_of("score")
        (requested,) = self.applications.columns_of("requested")
        order = sorted(range(len(owners)), key=lambda i: (-score.values[i], i))
        granted = [
            self._row(state, s, requested.values, order)
            for s in range(state.pot.shape[0])
        ]
        amounts = Mixed.of(np.where(granted, requested.values, 0))
        link = Link(kind=LinkKind.SPREAD, index=np.array(owners))
        passed = state.passed_to(Axis(claimants=self.applications, link=link), amounts)
        return passed.becomes(
            pot=state.pot - amounts.sum(),
            eligible=np.array(granted),
            reason=np.where(granted, -1, len(state.reasons)),
            reasons=(*state.reasons, sentence("the pot was used up before")),
        )

    def _row(self, state, scenario, requested, order):
        left = state.pot.fraction(scenario)
        row = [False] * len(order)
        for i in order:
            if int(requested[i]) > left:
                break
            row[i] = True
            left -= int(requested[i])
        return row

    def explain(self, step, who, scenario):
        """Say what it did."""
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("not funded: {why}", why=why_not)
        return sentence("funded: {all}", all=step.after.amount(who, scenario))


@attrs.frozen(kw_only=True)
class BestOf:
    """Give everybody the better one of two formulas (Günstigerprüfung)."""

    needs: ClassVar = NOTHING
    gives: ClassVar = frozenset({Trait.AMOUNTS})
    refuses: ClassVar = NOTHING

    first: AllocationRule
    second: AllocationRule
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("the better one of two formulas")

    def apply(self, state, facts):
        """Give the state after it."""
        one, two = self.first.fold(state, facts), self.second.fold(state, facts)
        amounts = Mixed.maximum(one[-1].after.amounts, two[-1].after.amounts)
        gained = amounts.sum() - state.amounts.sum()
        return state.becomes(
            pot=state.pot - gained,
            amounts=amounts,
            nested=(Branch(steps=one), Branch(steps=two)),
        )

    def explain(self, step, who, scenario):
        """Say what it did."""
        one, two = (
            branch.steps[-1].after.amount(who, scenario) for branch in step.after.nested
        )
        return sentence("the better one of {one} and {two}", one=one, two=two)


@attrs.frozen(kw_only=True, eq=False)
class PassOn:
    """Divide what each district has among its municipalities."""

    needs: ClassVar = frozenset({Trait.AMOUNTS})
    gives: ClassVar = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    refuses: ClassVar = NOTHING

    roster: Roster
    by: str
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("passed on by {by}", by=self.by)

    def apply(self, state, facts):
        """Give the state after it."""
        del facts
        (column,) = self.roster.columns_of(self.by)
        owners = np.array([state.roster.position(p) for p in self.roster.parents])
        amounts = Mixed.zeros((state.pot.shape[0], len(self.roster)))
        lapsed = Mixed.zeros(state.pot.shape)
        for district in range(len(state.roster)):
            claim = state.amounts.take(np.array([district])).sum()
            weights = np.where(owners == district, column.values, 0)
            if weights.any():
                amounts += quotas(claim, weights)
            else:
                lapsed += claim
        portion = Portion(kind=PortionKind.LAPSED, amount=lapsed)
        link = Link(kind=LinkKind.SPREAD, index=owners)
        passed = state.passed_to(Axis(claimants=self.roster, link=link), amounts)
        return passed.becomes(elsewhere=(*state.elsewhere, portion))

    def explain(self, step, who, scenario):
        """Say what it did."""
        (district,) = step.after.axis.link.origins((who,))
        return sentence(
            "{amount} of the {all} of {district}",
            amount=step.after.amount(who, scenario),
            all=step.before.amount(district, scenario),
            district=step.before.roster.names[district],
        )


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert explanation.text()


def bodies(id_, kind, **columns):
    """Make a roster; ids are those of the column of names."""
    names = columns.pop("ids")
    parents = columns.pop("parents", ())
    return Roster(
        id=id_,
        ids=names,
        names=names,
        kinds=[kind] * len(names),
        parents=parents,
        columns=[
            Column.of(Indicator(id=name), values) for name, values in columns.items()
        ],
    )


class TestSetAside:
    @SOME
    @given(rosters(remainder=None), monies(), st.fractions(0, 1, max_denominator=100))
    def test_goes_to_its_destination_and_the_rest_is_shared(
        self, roster, budget, share
    ):
        """
        What is set aside is named, exact, and not shared.
        """
        rule = AllocationRule(
            SetAside(share=share, destination=Text("reserve")),
            Share(by="heads"),
            Round("0.01", each=Rounding.HALF_UP),
        )
        done = rule.apply(budget, roster)

        check(done)
        assert budget.minor * share == done.set_aside.count
        assert budget.minor * (1 - share) == done.allotted.count + done.residual.count

    def test_is_explained(self):
        """
        The sketch says what it took, and stands before the key.
        """
        roster = bodies("two", "town", ids=["a", "b"], heads=[1, 3])
        rule = AllocationRule(
            SetAside(share=Fraction(1, 4), destination=Text("reserve")),
            Share(by="heads"),
            Round("0.01"),
        )

        assert (
            "a (a)\n"
            "  1. set aside: 20.00 EUR\n"
            "     (no source given)\n"
            "  2. 60.00 EUR x 1 / 4 units (heads) = 15.00 EUR\n"
            "     (no source given)\n"
            "  3. 15.00 EUR rounded by largest remainder to 0.01 EUR: 15.00 EUR\n"
            "     (no source given)\n"
            "  = 15.00 EUR"
        ) == rule.apply(Money.of(80, "EUR"), roster).explain("a").text()


class TestPool:
    TOWNS = bodies(
        "towns",
        "town",
        ids=["a", "b", "c", "d"],
        parents=["north", "north", "south", "north"],
        heads=[1, 2, 2, 10],
    )

    def test_gathers_the_small_ones_of_a_parent(self):
        """
        Members are paid together, whoever is large enough on its own.
        """
        rule = AllocationRule(Share(by="heads"), Pool(by="heads", below=5), Round(1))
        done = rule.apply(150, self.TOWNS, unit="posts")

        check(done)
        assert ("pool of north", "pool of south", "d") == done.roster.ids
        assert [30, 20, 100] == done.amounts.tolist()

    def test_tells_the_shares_of_all_members(self):
        """
        The explanation of a pool begins with those who are in it.
        """
        rule = AllocationRule(Share(by="heads"), Pool(by="heads", below=5), Round(1))
        done = rule.apply(150, self.TOWNS, unit="posts")
        steps = done.explain("pool of north").steps

        assert (
            "150 posts x 1 / 15 units (heads) = 10 posts; "
            "150 posts x 2 / 15 units (heads) = 20 posts"
        ) == str(steps[0].said)
        assert [30, 0, 0] == [step.change.count for step in steps]

    def test_may_come_before_the_key(self):
        """
        Pools may also share themselves, by what their members have together.
        """
        rule = AllocationRule(Pool(by="heads", below=5), Share(by="heads"), Round(1))
        done = rule.apply(150, self.TOWNS, unit="posts")

        check(done)
        assert [30, 20, 100] == done.amounts.tolist()

    @SOME
    @given(
        rosters(values=st.integers(0, 20)), st.integers(0, 20), st.integers(0, 10**6)
    )
    def test_keeps_every_claim(self, roster, below, seats):
        """
        Pooling moves claims together and loses none.
        """
        rule = AllocationRule(
            Share(by="heads"), Pool(by="heads", below=below), Round(1)
        )
        done = rule.apply(seats, roster, unit="seats")

        check(done)
        assert seats == done.amounts.sum()


class TestFundByRank:
    TOWNS = bodies("towns", "town", ids=["a", "b"], heads=[1, 2])
    APPLICATIONS = bodies(
        "applications",
        "application",
        ids=["a1", "a2", "b1"],
        parents=["a", "a", "b"],
        score=[7, 9, 8],
        requested=[40, 50, 60],
    )

    def test_funds_the_best_first(self):
        """
        Requests are funded in full by rank, and the first that does not fit ends it.
        """
        rule = AllocationRule(FundByRank(applications=self.APPLICATIONS))
        done = rule.apply(120, self.TOWNS, unit="posts")

        check(done)
        assert [0, 50, 60] == done.amounts.tolist()
        assert 10 == done.left_over.count
        assert "the pot was used up before" == str(done.why_not(0))
        assert [False, True, True] == done.is_eligible.tolist()

    def test_differs_by_scenario(self):
        """
        In a batch everybody has its own reason in each scenario.
        """
        state = State.start(Mixed.of([50, 150]), self.TOWNS, unit=Unit(name="posts"))
        rule = AllocationRule(FundByRank(applications=self.APPLICATIONS))
        (step,) = rule.fold(state, Facts())

        assert [[0, 50, 0], [40, 50, 60]] == step.after.amounts.floor().tolist()
        assert step.after.reason_of(2, 0) is not None
        assert step.after.reason_of(2, 1) is None

    @SOME
    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.integers(0, 10**6)), min_size=1, max_size=6
        ),
        st.integers(0, 10**7),
    )
    def test_a_worse_one_is_never_funded_instead(self, requests, pot):
        """
        Nobody who was left out had a better rank than somebody funded.
        """
        applications = bodies(
            "applications",
            "application",
            ids=[f"n{i}" for i in range(len(requests))],
            parents=["a"] * len(requests),
            score=[score for score, _ in requests],
            requested=[requested for _, requested in requests],
        )
        rule = AllocationRule(FundByRank(applications=applications))
        done = rule.apply(pot, self.TOWNS, unit="posts")
        scores = np.array([score for score, _ in requests])

        check(done)
        funded, others = scores[done.is_eligible], scores[~done.is_eligible]
        assert not funded.size or not others.size or funded.min() >= others.max()


class TestBestOf:
    FORMULAS = BestOf(
        first=AllocationRule(RatePerUnit(rate=3, by="heads")),
        second=AllocationRule(
            RatePerUnit(rate=2, by="pupils"),
            Round(10, each=Rounding.DOWN),
            Residual(destination=Text("reserve")),
        ),
    )
    TOWNS = bodies("towns", "town", ids=["a", "b"], heads=[7, 2], pupils=[3, 14])

    def test_gives_the_better_one(self):
        """
        Each recipient has the larger one of both, and the steps of both are kept.
        """
        done = AllocationRule(self.FORMULAS, Round(1)).apply(
            100, self.TOWNS, unit="posts"
        )

        check(done)
        assert [21, 20] == done.amounts.tolist()
        assert 59 == done.left_over.count
        first, _ = done.explain("b").steps
        assert [[6], [28, -8, 0]] == [
            [step.change.count for step in branch.steps] for branch in first.nested
        ]
        assert "the better one of 6 posts and 20 posts" == str(first.said)
        lines = [line.strip() for line in done.explain("b").text().splitlines()]
        assert "1.1.1. 3 posts x 2 units = 6 posts" in lines
        assert "1.2.2. 28 posts rounded down to 10 posts: 20 posts" in lines

    @SOME
    @given(
        st.lists(
            st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
            min_size=1,
            max_size=6,
        )
    )
    def test_is_never_less_than_either(self, counts):
        """
        Nobody would be better off with one formula alone.
        """
        towns = bodies(
            "towns",
            "town",
            ids=[f"t{i}" for i in range(len(counts))],
            heads=[heads for heads, _ in counts],
            pupils=[pupils for _, pupils in counts],
        )
        done = AllocationRule(self.FORMULAS, Round(1)).apply(10**5, towns, unit="posts")

        check(done)
        for i, (heads, pupils) in enumerate(counts):
            assert max(3 * heads, 2 * pupils // 10 * 10) == done.exact(i)


class TestPassOn:
    @SOME
    @given(
        st.lists(st.integers(1, 1000), min_size=1, max_size=4),
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 1000)), min_size=1, max_size=8
        ),
        st.integers(0, 10**9),
    )
    def test_keeps_what_each_district_has(self, people, towns, pot):
        """
        The municipalities of a district have what it had, or its claim lapses.
        """
        districts = bodies(
            "districts",
            "district",
            ids=[f"d{i}" for i in range(len(people))],
            heads=people,
        )
        owners = [at % len(people) for at, _ in towns]
        roster = bodies(
            "towns",
            "town",
            ids=[f"t{i}" for i in range(len(towns))],
            parents=[f"d{at}" for at in owners],
            heads=[heads for _, heads in towns],
        )
        rule = AllocationRule(
            Share(by="heads"), PassOn(roster=roster, by="heads"), Round(1)
        )
        done = rule.apply(pot, districts, unit="posts")
        passed = done.steps[1]
        below = passed.after.amounts.gather(np.array(owners), len(people))

        check(done)
        for district, heads in enumerate(people):
            had = passed.before.amounts.fraction(0, district)
            assert had == Fraction(pot * heads, sum(people))
            weighs = any(
                at == district and town
                for at, (_, town) in zip(owners, towns, strict=True)
            )
            assert below.fraction(0, district) == (had if weighs else 0)

    def test_tells_the_way_down(self):
        """
        The explanation of a municipality begins with its district's share.
        """
        districts = bodies("districts", "district", ids=["n", "s"], heads=[1, 3])
        towns = bodies(
            "towns", "town", ids=["a", "b"], parents=["s", "s"], heads=[1, 2]
        )
        rule = AllocationRule(
            Share(by="heads"), PassOn(roster=towns, by="heads"), Round(1)
        )
        done = rule.apply(80, districts, unit="posts")
        explanation = done.explain("a")

        check(done)
        assert [60, -40, 0] == [step.change.count for step in explanation.steps]
        assert "20 posts of the 60 posts of s" == str(explanation.steps[1].said)
        lapsed = [p.amount.fraction(0) for p in done.elsewhere]
        assert [20, 0] == lapsed


class TestProvisions:
    @pytest.mark.parametrize(
        "sketch",
        [
            SetAside(share=Fraction(1, 4), destination=Text("reserve")),
            Pool(by="heads", below=5),
            FundByRank(applications=TestFundByRank.APPLICATIONS),
            TestBestOf.FORMULAS,
            PassOn(roster=TestPool.TOWNS, by="heads"),
        ],
    )
    def test_sketches_follow_the_protocol(self, sketch):
        """
        A provision is whatever has these members; no base class is needed.
        """
        assert isinstance(sketch, Provision)
        assert str(sketch.describe())

    def test_whoever_loses_money_is_found_out(self):
        """
        A provision that takes from the pot and gives to nobody is refused.
        """

        class Loses(SetAside):
            def apply(self, state, facts):
                del facts
                return state.becomes(pot=state.pot.scale(Fraction(1, 2)))

        rule = AllocationRule(Loses(share=Fraction(1, 2), destination=Text("x")))
        with pytest.raises(AllocationError) as caught:
            rule.apply(10, bodies("one", "town", ids=["a"]), unit="seats")

        assert (
            "Loses: a provision made or lost money\n"
            "  got: 5\n"
            "  expected: 10\n"
            "  mend: what leaves the pot must be claimed or stand elsewhere"
        ) == str(caught.value)
