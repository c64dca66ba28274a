"""Tests of `fundmodel.rules.pools.attribution`: amounts find their way back."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, quotas
from fundmodel.claims import Axis, Link, LinkKind
from fundmodel.errors import InvalidDataError, NothingToShareByError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.pools import Pool
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.roles import Party, Role
from fundmodel.rules import (
    AllocationRule,
    Attribution,
    DropBelow,
    DroppedTo,
    PoolBelow,
    PoolTie,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import Language, Text, sentence
from fundmodel.testing import rosters

SOME = settings(max_examples=40, deadline=None)
BY_HEADS = Share(by="heads")
NOTHING = frozenset()


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(kinds=(), **heads):
    """Make a roster of towns by their heads."""
    kinds = kinds or ("town",) * len(heads)
    return Roster.from_records(
        [
            {"id": id_, "name": id_.upper(), "kind": kind, "heads": count}
            for (id_, count), kind in zip(heads.items(), kinds, strict=True)
        ],
        id="towns",
        indicators=[Indicator(id="heads", unit=Text("heads"))],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


FOUR = towns(a=40, b=5, c=10, d=5)
VALLEY = Pool(
    id="v", name="Valley", members=["b", "c", "d"], award_holder="c", delegate="x"
)
FACTS = Facts(pools=[VALLEY])


def divided(*provisions, pot=100, roster=FOUR, facts=FACTS, to="0.01"):
    """Divide euros by heads."""
    rule = AllocationRule(BY_HEADS, *provisions, Round(to))
    return rule.apply(eur(pot), roster, facts=facts)


@attrs.frozen(kw_only=True, eq=False)
class Moved:
    """Go on with other claimants; what each has follows from those before."""

    needs: ClassVar = NOTHING
    gives: ClassVar = NOTHING
    refuses: ClassVar = NOTHING

    roster: Roster
    kind: LinkKind
    index: tuple[int, ...]
    source: None = None

    def describe(self):
        """Say what it does."""
        return sentence("moved")

    def apply(self, state, facts):
        """Gather, or spread in equal parts."""
        del facts
        index = np.array(self.index, dtype=np.int64)
        link = Link(kind=self.kind, index=index)
        if self.kind is LinkKind.GATHERED:
            amounts = state.amounts.gather(index, len(self.roster))
        else:
            amounts = Mixed.zeros((1, len(self.roster)))
            for i in range(len(state.roster)):
                weights = (index == i).astype(np.int64)
                claim = state.amounts.take(np.array([i])).sum()
                amounts += quotas(claim, weights)
        return state.passed_to(Axis(claimants=self.roster, link=link), amounts)

    def explain(self, step, who, scenario):
        """Say what it did."""
        return sentence("{amount}", amount=step.after.amount(who, scenario))


class TestAttribution:
    def test_splits_a_pool_among_its_members(self):
        """
        Members have what they claimed, to the cent, and the rows add up.
        """
        done = divided(PoolBelow(eur(20)), pot=100)
        by_body = Attribution.of(done)

        assert ("a", "v") == done.roster.ids
        assert [6667, 3333] == done.amounts.tolist()
        assert {
            "counted": ("a", "b", "c", "d"),
            "holder": ("a", "v", "v", "v"),
            "final": ("a", "b", "c", "d"),
            "amount": [6667, 833, 1667, 833],
        } == {
            name: column.tolist() if name == "amount" else column
            for name, column in by_body.columns().items()
        }
        assert [6667, 833, 1667, 833] == by_body.amounts.tolist()

    def test_says_who_is_what(self):
        """
        A row names everybody who has a part in it, and how it was split.
        """
        alone, *_, last = Attribution.of(divided(PoolBelow(eur(20))))

        assert (
            Party(role=Role.COUNTED, body="d"),
            Party(role=Role.APPLICANT, body="c"),
            Party(role=Role.AWARD_HOLDER, body="c"),
            Party(role=Role.PAYEE, body="c"),
            Party(role=Role.DELEGATE, body="x"),
            Party(role=Role.FINAL_RECIPIENT, body="d"),
        ) == last.parties
        assert "x" == last.who(Role.DELEGATE)
        assert (
            "33.33 EUR of Valley x 8.333333… EUR / 33.333333… EUR, by largest "
            "remainder: 8.33 EUR"
        ) == str(last.said)
        assert "nach größtem Rest: 8,33" in last.said.render(Language.GERMAN)
        assert "66.67 EUR, claimed alone" == str(alone.said)
        assert "a" == alone.who(Role.PAYEE) == alone.who(Role.COUNTED)
        assert alone.who(Role.DELEGATE) is None
        assert alone.holder == alone.final == alone.counted == "a"

    def test_finds_a_body(self):
        """
        Each body that was counted has its rows; others are refused.
        """
        by_body = Attribution.of(divided(PoolBelow(eur(20))))

        assert ["16.67 EUR"] == [str(row.amount) for row in by_body.of_body("c")]
        with pytest.raises(InvalidDataError) as caught:
            by_body.of_body("v")
        assert "nobody on the roster has this id" in str(caught.value)

    def test_equal_remainders_are_told(self):
        """
        The first on the roster has the cent that is left, and that is said.
        """
        done = divided(
            PoolBelow(eur(30)),
            roster=towns(a=2, b=1, c=1),
            facts=Facts(pools=[Pool(id="v", members=["c", "b"])]),
            pot="0.06",
        )
        odd = divided(
            PoolBelow(eur(30)),
            roster=towns(a=1, b=1, c=1),
            facts=Facts(pools=[Pool(id="v", members=["c", "b"])]),
            pot="0.04",
        )

        assert () == Attribution.of(divided(PoolBelow(eur(20)), pot=60)).ties
        assert [3, 3] == done.amounts.tolist()
        assert [3, 2, 1] == Attribution.of(done).amounts.tolist()
        assert (PoolTie(pool="v", tied=("b", "c"), given=("b",)),) == (
            Attribution.of(done).ties
        )
        assert [1, 3] == odd.amounts.tolist()

    def test_a_pool_that_fell_away(self):
        """
        Members of a pool without anything have nothing.
        """
        done = divided(PoolBelow(eur(20)), DropBelow(eur(50)))

        assert [6666, 0, 0, 0] == Attribution.of(done).amounts.tolist()

    def test_without_pools(self):
        """
        Where nothing moved, everybody has its own.
        """
        by_body = Attribution.of(divided())

        assert 4 == len(by_body) == len(list(by_body))
        assert [6667, 833, 1667, 833] == by_body.amounts.tolist()
        assert ("a", "b", "c", "d") == by_body.columns()["holder"]

    def test_a_row_for_all_others(self):
        """
        It holds its whole units, like the distribution.
        """
        roster = towns(("town", "town", REMAINDER), a=1, b=2, z=4)
        rule = AllocationRule(
            BY_HEADS, PoolBelow(eur(90)), Round("0.01", each=Rounding.DOWN)
        )
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        done = rule.apply(eur(100), roster, facts=facts)

        assert done.amounts.sum() == Attribution.of(done).amounts.sum()

    def test_what_was_passed_on(self):
        """
        It belongs to the body from which it came, which holds the award.
        """
        places = Roster.from_records(
            [{"id": id_, "name": id_.upper()} for id_ in ("a1", "a2", "b", "c1", "d1")],
            id="places",
        )
        spread = Moved(roster=places, kind=LinkKind.SPREAD, index=(0, 0, 1, 2, 3))
        by_body = Attribution.of(divided(spread, pot=60))
        first, second, kept, *_ = by_body

        assert [4000, 500, 1000, 500] == by_body.amounts.tolist()
        assert ("a", "a", "a1") == (first.counted, first.holder, first.final)
        assert (
            Party(role=Role.COUNTED, body="a"),
            Party(role=Role.APPLICANT, body="a"),
            Party(role=Role.AWARD_HOLDER, body="a"),
            Party(role=Role.PAYEE, body="a"),
            Party(role=Role.FINAL_RECIPIENT, body="a1"),
        ) == first.parties
        assert "20.00 EUR, claimed alone; passed on to A2" == str(second.said)
        assert "5.00 EUR, claimed alone" == str(kept.said)

    def test_pools_that_pass_on(self):
        """
        What a pool passed on is split among its members for each that received it.
        """
        places = Roster.from_records(
            [{"id": id_, "name": id_} for id_ in ("a", "v1", "v2")], id="places"
        )
        spread = Moved(roster=places, kind=LinkKind.SPREAD, index=(0, 1, 1))
        by_body = Attribution.of(divided(PoolBelow(eur(20)), spread, pot=60))
        rows = by_body.of_body("c")

        assert [4000, 500, 1000, 500] == by_body.amounts.tolist()
        assert [("v", "v1"), ("v", "v2")] == [(row.holder, row.final) for row in rows]
        assert "c" == rows[0].who(Role.AWARD_HOLDER)
        assert "v1" == rows[0].who(Role.FINAL_RECIPIENT)
        assert str(rows[0].said).endswith("remainder: 5.00 EUR; passed on to v1")

    def test_pools_of_pools(self):
        """
        Each is split among those from whom it comes, step by step.
        """
        all_ = Roster.from_records([{"id": "all", "name": "All"}], id="all")
        gathered = Moved(roster=all_, kind=LinkKind.GATHERED, index=(0, 0))
        by_body = Attribution.of(divided(PoolBelow(eur(20)), gathered, pot=60))

        assert [4000, 500, 1000, 500] == by_body.amounts.tolist()
        assert {"all"} == {row.holder for row in by_body}
        assert "all" == by_body.row(0).who(Role.AWARD_HOLDER)

    def test_pools_without_claims(self):
        """
        A pool that was made before anybody claimed has nothing to split by.
        """
        two = Roster.from_records(
            [
                {"id": "p", "name": "P", "heads": 1},
                {"id": "q", "name": "Q", "heads": 1},
            ],
            id="two",
            indicators=[Indicator(id="heads")],
        )
        gathered = Moved(roster=two, kind=LinkKind.GATHERED, index=(0, 0, 0, 1))
        rule = AllocationRule(gathered, BY_HEADS, Round("0.01"))
        with pytest.raises(NothingToShareByError) as caught:
            Attribution.of(rule.apply(eur(10), FOUR))

        assert (
            "roster 'two': P (p): an amount cannot be attributed to those from whom "
            "its claimant comes\n"
            "  got: no claims before\n"
            "  expected: at least one member with a claim\n"
            "  mend: pool claims, not shares of a pot that come later"
        ) == str(caught.value)

    def test_claimants_from_nowhere(self):
        """
        Amounts of a claimant that comes from nobody belong to nobody.
        """
        two = Roster.from_records(
            [
                {"id": "p", "name": "P", "heads": 1},
                {"id": "q", "name": "Q", "heads": 1},
            ],
            id="two",
            indicators=[Indicator(id="heads")],
        )
        gathered = Moved(roster=two, kind=LinkKind.GATHERED, index=(0, 0, 0, 0))
        rule = AllocationRule(BY_HEADS, gathered, Round("0.01"))
        second = AllocationRule(gathered, BY_HEADS, Round("0.01"))

        assert 1000 == Attribution.of(rule.apply(eur(10), FOUR)).amounts.sum()
        with pytest.raises(NothingToShareByError) as caught:
            Attribution.of(second.apply(eur(10), FOUR))
        assert "Q (q): an amount cannot be attributed" in str(caught.value)

    @SOME
    @given(rosters(least=3), st.integers(0, 10**6), st.integers(1, 10**4), st.data())
    def test_nothing_is_lost(self, roster, pot, threshold, data):
        """
        The rows of a claimant add up to its amount, and members are near their share.
        """
        order = data.draw(st.permutations(roster.ids))
        cut = data.draw(st.integers(2, len(order)))
        pools = [Pool(id="pool 1", members=order[:cut])]
        amount = Money.from_minor(threshold, "EUR")
        rule = AllocationRule(
            BY_HEADS,
            PoolBelow(amount),
            DropBelow(amount, to=DroppedTo.OTHERS),
            Round("0.01"),
        )
        done = rule.apply(
            Money.from_minor(pot, "EUR"), roster, facts=Facts(pools=pools)
        )
        by_body = Attribution.of(done)
        claims = done.steps[0].after.amounts
        whole = sum(claims.fraction(0, roster.position(i)) for i in order[:cut])
        received = done.amounts[-1]

        assert done.amounts.sum() == by_body.amounts.sum()
        assert received == sum(
            row.amount.count for row in by_body if row.holder == "pool 1"
        )
        for row in by_body:
            if row.holder == "pool 1" and whole:
                claim = claims.fraction(0, roster.position(row.counted))
                assert abs(row.amount.count - received * claim / whole) < 1
            elif row.holder != "pool 1":
                assert (
                    row.amount.count == done.amounts[done.roster.position(row.counted)]
                )

    def test_shares_of_fractions(self):
        """
        Claims that do not end are split exactly.
        """
        done = divided(PoolBelow(Fraction(50)), roster=FOUR, pot=1)

        assert [67, 8, 17, 8] == Attribution.of(done).amounts.tolist()
