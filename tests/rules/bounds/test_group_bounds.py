"""Tests of bounds on groups: by hand, and against what makes the solution the one."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, Descent, LevelBelow
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    DataLackingError,
    InvalidModelError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.limits import GroupBound, Groups
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Corridor,
    Excess,
    Fit,
    FixedTable,
    Funding,
    Group,
    GroupBy,
    GroupMaximum,
    GroupMinimum,
    HeldFixed,
    HoldHarmless,
    Maximum,
    Minimum,
    RatePerUnit,
    Redistribute,
    Round,
    Share,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=40, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")
HEADS = Indicator(id="heads", unit=Text("heads"))
PARENT, KIND = GroupBy.PARENT, GroupBy.KIND


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(*rows, **more):
    """Make a roster of id, kind, parent and heads."""
    return Roster.from_records(
        [
            {"id": id_, "name": id_.upper(), "kind": kind, "parent": up, "heads": heads}
            for id_, kind, up, heads in rows
        ],
        id="towns",
        indicators=[HEADS],
        **more,
    )


FIVE = towns(
    ("a", "town", "north", 10),
    ("b", "city", "north", 20),
    ("c", "town", "south", 30),
    ("d", "town", "south", 20),
    ("e", "city", "west", 20),
)


def divided(*provisions, pot=1000, roster=FIVE, facts=None, key=BY_HEADS):
    """Divide euros by heads, with bounds, to the cent."""
    rule = AllocationRule(key, *provisions, ROUND)
    return rule.apply(eur(pot), roster, facts=facts)


def euros(*provisions, **more):
    """Give the amounts in euros."""
    return [Fraction(int(a), 100) for a in divided(*provisions, **more).amounts]


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        divided(*provisions, **more)
    return str(caught.value)


def last_time(**amounts):
    """Give what each had last time."""
    return Facts(
        previous=PublishedTable(
            id="last-time",
            ids=amounts,
            names=amounts,
            amounts=[eur(amount) for amount in amounts.values()],
        )
    )


class TestByHand:
    def test_each_district_has_at_least_so_much(self):
        """
        The others pay in proportion to the key, and keep their proportions.
        """
        done = divided(GroupMinimum(eur(250), by=PARENT))

        assert [9375, 18750, 28125, 18750, 25000] == done.amounts.tolist()
        assert (
            "the group west has 200.00 EUR, less than the minimum of the group (250.00 "
            "EUR): raised by 50.00 EUR to 250.00 EUR; 250.00 EUR x 20 / 20 heads = "
            "250.00 EUR"
        ) == said(done, "e")
        assert (
            "the group south has 468.75 EUR, no less than the minimum of the group "
            "(250.00 EUR); 250.00 EUR of 1,000.00 EUR go to those at a bound (1); "
            "750.00 EUR x 30 / 80 heads = 281.25 EUR"
        ) == said(done, "c")

    def test_no_kind_has_more_than_a_share_of_the_pot(self):
        """
        What is cut goes to the other groups.
        """
        done = divided(GroupMaximum(share="50 %", by=KIND))

        assert [8333, 25000, 25000, 16667, 25000] == done.amounts.tolist()
        assert (
            "the group town has 600.00 EUR, more than the maximum of the group (50 % "
            "of 1,000.00 EUR = 500.00 EUR): cut by 100.00 EUR to 500.00 EUR; 500.00 "
            "EUR x 30 / 60 heads = 250.00 EUR"
        ) == said(done, "c")

    def test_a_group_by_name(self):
        """
        Whoever is in no group has no bound of a group.
        """
        coast = Group(name=Text("coast"), members=["a", "e"])
        done = divided(GroupMaximum(eur(150), groups=[coast]), pot=1050)

        assert [50, 300 * 6 // 7, 300 * 9 // 7, 300 * 6 // 7, 100] == [
            int(amount) // 100 for amount in done.amounts
        ]
        assert said(done, "a").startswith(
            "the group coast has 315.00 EUR, more than the maximum of the group "
            "(150.00 EUR): cut by 165.00 EUR to 150.00 EUR; "
        )
        assert (
            "150.00 EUR of 1,050.00 EUR go to those at a bound (2); 900.00 EUR x 20 / "
            "70 heads = 257.142857… EUR"
        ) == said(done, "b")

    def test_a_district_by_its_name_on_the_roster(self):
        """
        A body that others belong to is called as on the roster, and is no member.
        """
        roster = towns(
            ("north", "district", None, 0),
            ("a", "town", "north", 1),
            ("b", "town", "south", 3),
        )
        done = divided(GroupMinimum(eur(40), by=PARENT), pot=100, roster=roster)

        assert [0, 4000, 6000] == done.amounts.tolist()
        assert said(done, "a").startswith("the group NORTH has 25.00 EUR, less than")
        assert "the claim stays at 0.00 EUR" == said(done, "north")

    def test_only_some_groups(self):
        """
        Groups that are not named have no bound.
        """
        assert [75, 150, 300, 200, 275] == euros(
            GroupMinimum(eur(275), by=PARENT, only=["west"]),
            GroupMaximum(eur(225), by=PARENT, only=["north"]),
        )

    def test_for_each_unit_of_all_members(self):
        """
        A rate counts what all members have together.
        """
        done = divided(GroupMaximum(eur(9), per="heads", by=PARENT, only=["south"]))

        assert [110, 220, 270, 180, 220] == [int(a) // 100 for a in done.amounts]
        assert (
            "the group south has 500.00 EUR, more than the maximum of the group (9.00 "
            "EUR x 50 heads = 450.00 EUR): cut by 50.00 EUR to 450.00 EUR; 450.00 EUR "
            "x 30 / 50 heads = 270.00 EUR"
        ) == said(done, "c")

    def test_relative_to_what_the_members_had(self):
        """
        Amounts of last time are added up by group.
        """
        done = divided(
            GroupMinimum(of_previous="95 %", by=PARENT),
            facts=last_time(a=200, b=200, c=300, d=100, e=100),
        )

        assert [
            Fraction(38000, 3), Fraction(76000, 3), Fraction(620 * 3000, 70),
            Fraction(620 * 2000, 70), Fraction(620 * 2000, 70),
        ] == [done.steps[1].after.amounts.fraction(0, i) for i in range(5)]  # fmt: skip
        assert (
            "the group north has 300.00 EUR, less than the minimum of the group (95 % "
            "of 400.00 EUR last time = 380.00 EUR): raised by 80.00 EUR to 380.00 EUR; "
            "380.00 EUR x 10 / 30 heads = 126.666666… EUR"
        ) == said(done, "a")

    def test_a_table_may_lack_some(self):
        """
        Whoever is not in the table counts as nothing; a group of such has no bound.
        """
        done = divided(
            GroupMinimum(of_previous="100 %", by=PARENT, partial_table=True),
            facts=last_time(a=370),
        )

        assert 37000 == done.amounts[:2].sum()
        assert said(done, "c").startswith("370.00 EUR of 1,000.00 EUR go to those at")

    def test_moves_members_between_bounds_of_their_own(self):
        """
        In a group, those at a bound of their own keep it, and the others pay.
        """
        done = divided(Minimum(eur(150)), GroupMaximum(share="36 %", by=PARENT))

        assert [150, 210, 210, 150, 280] == [int(a) // 100 for a in done.amounts]
        assert (
            "the group north moves with the others, from 338.888888… EUR as far as the "
            "maximum of the group (36 % of 1,000.00 EUR = 360.00 EUR); 150.00 EUR of "
            "360.00 EUR go to those at a bound (1); 210.00 EUR x 20 / 20 heads = "
            "210.00 "
            "EUR"
        ) == said(done, "b", 3)

    def test_order_of_bounds_does_not_matter(self):
        """
        Bounds of groups and of members hold jointly.
        """
        both = (Minimum(eur(150)), GroupMaximum(share="36 %", by=PARENT))

        assert euros(*both) == euros(*reversed(both))

    def test_a_bound_after_it_tells_of_the_group(self):
        """
        Who moves inside a group at its bound is told so.
        """
        done = divided(GroupMaximum(share="36 %", by=PARENT), Minimum(eur(150)))

        assert (
            "the group south stands at the maximum of the group (36 % of 1,000.00 EUR "
            "= 360.00 EUR) with 360.00 EUR; 150.00 EUR of 360.00 EUR go to those at a "
            "bound (1); 210.00 EUR x 30 / 30 heads = 210.00 EUR"
        ) == said(done, "c", 3)

    def test_what_was_claimed_before_counts(self):
        """
        An amount for each before the key is shared is the base of members too.
        """
        rule = AllocationRule(
            FixedTable(amounts=dict.fromkeys("abcde", eur(100))),
            BY_HEADS,
            GroupMaximum(eur(350), by=PARENT),
            ROUND,
        )
        done = rule.apply(eur(1000), FIVE)

        assert [150, 200, 190, 160, 300] == [int(a) // 100 for a in done.amounts]
        assert (
            "the group south has 450.00 EUR, more than the maximum of the group "
            "(350.00 "
            "EUR): cut by 100.00 EUR to 350.00 EUR; 0.00 EUR of 350.00 EUR go to those "
            "at a bound (0), and the others had 200.00 EUR; 100.00 EUR + 150.00 EUR x "
            "30 / 50 heads = 190.00 EUR"
        ) == said(done, "c", 3)

    def test_what_nobody_may_have_stays_in_the_pot(self):
        """
        If all groups stand at the most, the rest is left over.
        """
        done = divided(GroupMaximum(eur(200), by=PARENT))

        assert 40000 == done.left_over.count
        assert [200, 200, 200] == [
            int(done.amounts[at].sum()) // 100 for at in ([0, 1], [2, 3], [4])
        ]

    def test_raises_and_cuts_where_nothing_was_shared(self):
        """
        Without a key, members move in proportion to claims, and the pot pays.
        """
        rate = RatePerUnit(rate=eur(8), by="heads")
        done = divided(
            GroupMinimum(eur(300), by=PARENT),
            GroupMaximum(eur(320), by=PARENT),
            key=rate,
        )

        assert [100, 200, 192, 128, 300] == [int(a) // 100 for a in done.amounts]
        assert 8000 == done.left_over.count
        assert (
            "the group north has 240.00 EUR, less than the minimum of the group "
            "(300.00 "
            "EUR): raised by 60.00 EUR to 300.00 EUR; 300.00 EUR x 80.00 EUR / 240.00 "
            "EUR = 100.00 EUR"
        ) == said(done, "a")
        assert (
            "the group west has 300.00 EUR, no more than the maximum of the group "
            "(320.00 EUR); the claim stays at 300.00 EUR"
        ) == said(done, "e", 3)

    def test_keeps_members_at_their_bounds_where_nothing_was_shared(self):
        """
        Bounds of members and of groups hold jointly without a key too.
        """
        rate = RatePerUnit(rate=eur(8), by="heads")

        assert [150, 160, 180, 150, 160] == euros(
            Minimum(eur(150)), GroupMaximum(eur(330), by=PARENT), key=rate
        )

    def test_is_kept_by_fitting(self):
        """
        Claims that exceed the pot are cut, and groups keep their bounds.
        """
        rate = RatePerUnit(rate=eur(20), by="heads")
        done = divided(
            GroupMinimum(eur(400), by=PARENT, only=["west"]), Fit(), key=rate
        )

        assert [75, 150, 225, 150, 400] == [int(a) // 100 for a in done.amounts]
        assert said(done, "a", 3).endswith(
            "600.00 EUR x 200.00 EUR / 1,600.00 EUR = 75.00 EUR"
        )

    def test_open_ended_rules_have_no_pot_to_keep_to(self):
        """
        Where need sets the amount, a group is raised whatever it takes.
        """
        state = State.start(
            Mixed.zeros((1,)), FIVE, unit=Unit.money("EUR"), open_ended=True
        )
        rate = RatePerUnit(rate=eur(8), by="heads")
        rule = AllocationRule(rate, GroupMinimum(eur(300), by=PARENT), ROUND)
        done = rule.distribute(state, Facts())

        assert 100000 == done.total.count

    def test_redistribute_lets_later_bounds_prevail(self):
        """
        Bounds of groups are forgotten like all others.
        """
        assert [100, 200, 240, 160, 300] == euros(
            GroupMaximum(eur(400), by=PARENT, only=["south"]),
            Redistribute(),
            HeldFixed(amounts={"a": eur(100), "b": eur(200), "e": eur(300)}),
        )

    def test_who_may_not_claim_is_in_no_group(self):
        """
        A group of which nobody may claim needs no minimum.
        """
        rule = AllocationRule(
            Eligible(kinds=["town"]), BY_HEADS, GroupMinimum(eur(400), by=PARENT), ROUND
        )
        done = rule.apply(eur(1000), FIVE)

        assert [400, 0, 360, 240, 0] == [int(a) // 100 for a in done.amounts]

    def test_a_piece_of_a_level_may_have_no_such_group(self):
        """
        Where a level is dealt with piece by piece, a piece may hold none of a kind.
        """
        level = LevelBelow(above=FIVE, members=np.arange(5))
        piece = FIVE.taken(np.array([0, 2]))
        descent = Descent(
            level=level,
            bodies=np.array([0]),
            below=np.ones((1, 2), dtype=np.bool_),
        )
        start = State.start(Mixed.of([4000]), piece, unit=Unit.money("EUR"))
        state = start.becomes(axis=Axis(claimants=piece, descent=descent))
        rule = AllocationRule(BY_HEADS, GroupMaximum(eur(1), by=KIND, only=["city"]))
        steps = rule.fold(state, Facts())

        assert [[1000, 3000]] == steps[-1].after.amounts.whole.tolist()
        assert "the claim stays at 10.00 EUR" == str(
            steps[-1].provision.explain(steps[-1], 0, 0)
        )

    def test_is_described(self):
        """
        A rule reads like the law.
        """
        coast = Group(name=Text("coast"), members=["a"])

        assert [
            "at least 5.00 EUR each: those below each body together",
            "at most 30 % of what is shared: those of each kind together",
            "at most 5.00 EUR each: 08, 09, those below each together",
            (
                "at least 95 % of the amount of the part basic: city, those of each "
                "kind together"
            ),
            "at least 2.00 EUR for each unit of heads: coast together",
        ] == [
            str(one.describe())
            for one in (
                GroupMinimum(eur(5), by=PARENT),
                GroupMaximum(share="30 %", by=KIND),
                GroupMaximum(eur(5), by=PARENT, only=["08", "09"]),
                GroupMinimum(of_previous="95 %", part="basic", by=KIND, only=["city"]),
                GroupMinimum(eur(2), per="heads", groups=[coast]),
            )
        ]


class TestSeveralProvisions:
    def test_of_the_same_groups_hold_jointly(self):
        """
        A least and a most of districts are kept together.
        """
        done = divided(
            GroupMinimum(eur(250), by=PARENT),
            GroupMaximum(eur(400), by=PARENT),
            GroupMinimum(eur(200), by=PARENT),
        )

        assert [11667, 23333, 24000, 16000, 25000] == done.amounts.tolist()

    def test_of_groups_that_have_nobody_in_common(self):
        """
        Groups of two provisions are solved together where they do not overlap.
        """
        coast = GroupMaximum(
            eur(150), groups=[Group(name=Text("coast"), members=["a"])]
        )
        west = GroupMinimum(eur(400), by=PARENT, only=["west"])
        one, other = euros(coast, west), euros(west, coast)

        assert one == other
        assert [400] == one[4:]

    def test_the_same_members_by_other_words(self):
        """
        A list may name just those of one district.
        """
        south = Group(name=Text("the-south"), members=["d", "c"])
        done = divided(
            GroupMaximum(eur(400), groups=[south]), GroupMinimum(eur(250), by=PARENT)
        )

        assert [400, 250] == [
            int(done.amounts[at].sum()) // 100 for at in ([2, 3], [4])
        ]
        assert said(done, "c", 3).startswith(
            "the group the-south has 400.00 EUR, no less than the minimum of the group"
        )

    def test_that_overlap_are_refused(self):
        """
        Crossing groups have no order of their own; the rule has to state one.
        """
        assert (
            "roster 'towns': north (A (a), B (b)): groups of two provisions overlap\n"
            "  got: at least 100.00 EUR each: those below each body together; at most "
            "50 % of what is shared: those of each kind together\n"
            "  expected: groups that are the same or have nobody in common\n"
            "  mend: put Redistribute between them, which lets the later one prevail"
        ) == refused(
            BoundsError,
            GroupMinimum(eur(100), by=PARENT),
            GroupMaximum(share="50 %", by=KIND),
        )

    def test_that_overlap_act_one_after_the_other_if_told_so(self):
        """
        The later one prevails.
        """
        done = divided(
            GroupMinimum(eur(250), by=PARENT),
            Redistribute(),
            GroupMaximum(share="50 %", by=KIND),
        )

        assert 50000 == done.amounts[[0, 2, 3]].sum()


class TestConflicts:
    def test_a_least_above_a_most(self):
        """
        Both provisions, the groups and the amounts are named.
        """
        assert (
            "roster 'towns': north, south, west: the least that one provision gives a "
            "group is more than the most that another allows\n"
            "  got: at least 300.00 EUR (at least 300.00 EUR each: those below each "
            "body "
            "together) and at most 290.00 EUR (at most 29 % of what is shared: those "
            "below each body together)\n"
            "  expected: a least that is no more than the most\n"
            "  mend: correct one of them, or put Redistribute between them, which lets "
            "the later one prevail"
        ) == refused(
            BoundsError,
            GroupMinimum(eur(300), by=PARENT),
            GroupMaximum(share="29 %", by=PARENT),
        )

    def test_minimums_of_members_above_the_most_of_their_group(self):
        """
        A minimum that was given is never broken without a word.
        """
        assert (
            "roster 'towns': north (A (a), B (b)): the least that members of a group "
            "have is more than they may have together\n"
            "  got: members have at least 300.00 EUR (at least 150.00 EUR each), and "
            "together at most 290.00 EUR (at most 290.00 EUR each: north, those below "
            "each together)\n"
            "  expected: bounds of members that leave room for that of the group\n"
            "  mend: correct one of them, or put Redistribute between them, which lets "
            "the later one prevail"
        ) == refused(
            BoundsError,
            Minimum(eur(150)),
            GroupMaximum(eur(290), by=PARENT, only=["north"]),
            GroupMaximum(eur(295), by=PARENT),
        )

    def test_what_was_claimed_before_above_the_most(self):
        """
        The base of members is no provision that bounds them.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": eur(200)}),
            BY_HEADS,
            GroupMaximum(eur(150), by=PARENT, only=["north"]),
        )
        with pytest.raises(BoundsError) as caught:
            rule.apply(eur(1000), FIVE)

        assert (
            "members have at least 200.00 EUR (what was claimed before the pot was "
            "shared), and together at most 150.00 EUR"
        ) in str(caught.value)

    def test_maximums_of_members_below_the_least_of_their_group(self):
        """
        A maximum that was given is never broken either.
        """
        assert (
            "members have at most 300.00 EUR (at most 150.00 EUR each), and together "
            "at "
            "least 310.00 EUR (at least 310.00 EUR each: south, those below each "
            "together)"
        ) in refused(
            BoundsError,
            GroupMinimum(eur(310), by=PARENT, only=["south"]),
            Maximum(eur(150)),
        )

    def test_a_group_with_nothing_to_share_by(self):
        """
        Who has no weight cannot be given more.
        """
        roster = towns(("a", "town", "north", 0), ("b", "town", "south", 1))

        assert (
            "members have at most 0.00 EUR (there is nothing to share by), and "
            "together "
            "at least 10.00 EUR"
        ) in refused(BoundsError, GroupMinimum(eur(10), by=PARENT), roster=roster)

    @pytest.mark.parametrize("key", [BY_HEADS, RatePerUnit(rate=eur(1), by="heads")])
    def test_more_than_there_is(self, key):
        """
        The least of all groups and members is no more than what there is.
        """
        assert (
            "at least 400.00 EUR each: those below each body together; at least 10.00 "
            "EUR each: the least that provisions give is more than there is\n"
            "  got: 1,200.00 EUR, with groups north, south, west\n"
            "  expected: at most 1,000.00 EUR\n"
            "  mend: raise the budget, or lower the least"
        ) == refused(
            BoundsError, Minimum(eur(10)), GroupMinimum(eur(400), by=PARENT), key=key
        )

    @pytest.mark.parametrize(
        ("bound", "after", "facts", "expected"),
        [
            (
                GroupMaximum(eur(400), by=PARENT),
                Minimum(eur(250), funding=Funding.ADDED),
                None,
                (
                    "roster 'towns': north, south: a provision breaks the bound that "
                    "another gives a group\n"
                    "  got: 500.00 EUR together (at least 250.00 EUR each, in addition "
                    "to the pot)\n"
                    "  expected: at most 400.00 EUR (at most 400.00 EUR each: those "
                    "below each body together)\n"
                    "  mend: put it before the bound of the group, or put Redistribute "
                    "between them, which lets the later one prevail"
                ),
            ),
            (
                GroupMinimum(eur(250), by=PARENT),
                Maximum(eur(200), excess=Excess.POT),
                None,
                "200.00 EUR together (at most 200.00 EUR each; what is cut goes back",
            ),
            (
                GroupMaximum(eur(400), by=PARENT),
                HoldHarmless("100 %", funding=Funding.GAINERS),
                last_time(a=10, b=400, c=10, d=10, e=10),
                "together (guaranteed is 100 % of the amount of last time; those who",
            ),
        ],
        ids=["added", "cut", "damped"],
    )
    def test_whatever_breaks_it_afterwards(self, bound, after, facts, expected):
        """
        Provisions that move claims by rules of their own are refused by name.
        """
        assert expected in refused(BoundsError, bound, after, facts=facts)

    def test_whatever_keeps_it_afterwards(self):
        """
        They may stand after it where they keep it.
        """
        done = divided(
            GroupMaximum(eur(400), by=PARENT),
            Minimum(eur(120), funding=Funding.ADDED),
            Maximum(eur(230), excess=Excess.POT),
        )

        assert 120_00 <= done.amounts.min()


class TestBadInput:
    @pytest.mark.parametrize(
        ("fields", "got"),
        [
            ({}, "by None, 0 of them only, 0 groups by name"),
            (
                {"by": PARENT, "groups": [Group(name=Text("x"), members=["a"])]},
                "by 'parent', 0 of them only, 1 groups by name",
            ),
            (
                {"only": ["x"], "groups": [Group(name=Text("x"), members=["a"])]},
                "by None, 1 of them only, 1 groups by name",
            ),
        ],
    )
    def test_groups_are_stated_in_one_way(self, fields, got):
        """
        By what they are counted together, or by name.
        """
        with pytest.raises(InvalidModelError) as caught:
            GroupMinimum(eur(1), **fields)

        assert (
            "group minimum: a bound of groups says in one way who is counted together\n"
            f"  got: {got}\n"
            "  expected: by, with or without only; or groups\n"
            '  mend: write by = "parent" (GroupBy.PARENT in Python), or groups with '
            "name and members"
        ) == str(caught.value)

    def test_nobody_is_in_two_groups(self):
        """
        Groups of one provision have nobody in common.
        """
        groups = [Group(name=Text(x), members=["a", x]) for x in ("b", "c")]
        with pytest.raises(InvalidModelError) as caught:
            GroupMaximum(eur(1), groups=groups)

        assert (
            "group maximum: somebody is in a group twice, or in two of them\n"
            "  got: a\n"
            "  expected: groups that have nobody in common\n"
            "  mend: write a provision for each of them, with Redistribute between "
            "them, which lets the later one prevail"
        ) == str(caught.value)

    def test_a_group_has_members(self):
        """
        An empty group is a mistake.
        """
        with pytest.raises(InvalidModelError) as caught:
            Group(name=Text("x"), members=[])

        assert (
            "members: a group has no members\n"
            "  expected: at least one id of a recipient\n"
            "  mend: name its members, or leave the group out"
        ) == str(caught.value)

    def test_says_how_high_it_is(self):
        """
        As any other bound.
        """
        with pytest.raises(InvalidModelError, match="group minimum: a bound says in"):
            GroupMinimum(by=PARENT)

    def test_members_are_on_the_roster(self):
        """
        Whoever is named is known.
        """
        group = Group(name=Text("x"), members=["a", "z"])

        assert (
            "roster 'towns': a group has members who are not on the roster\n"
            "  got: z\n"
            "  expected: ids on the roster\n"
            "  mend: correct the ids, or take the roster that the groups are of"
        ) == refused(AllocationError, GroupMinimum(eur(1), groups=[group]))

    @pytest.mark.parametrize(
        ("provision", "got", "expected"),
        [
            (
                GroupMinimum(eur(1), by=PARENT, only=["east"]),
                "north, south, west",
                "east",
            ),
            (
                GroupMinimum(eur(1), by=KIND, only=["town", "lake"]),
                "city, town",
                "town, lake",
            ),
        ],
    )
    def test_groups_are_known(self, provision, got, expected):
        """
        A group that nobody is in is a mistake of the rule or of the roster.
        """
        assert (
            "roster 'towns': nobody on the roster is in a group that a bound is for\n"
            f"  got: {got}\n"
            f"  expected: {expected}\n"
            "  mend: correct the groups, or take a roster that holds them"
        ) == refused(DataLackingError, provision)

    @pytest.mark.parametrize("parents", [(), (None,) * 5])
    def test_the_roster_says_who_belongs_where(self, parents):
        """
        Without parents there are no districts.
        """
        assert (
            "roster 'towns': the roster does not say where its bodies belong\n"
            "  got: no parents\n"
            "  expected: the body to which each belongs\n"
            "  mend: take a roster with the parent of each body"
        ) == refused(
            DataLackingError,
            GroupMinimum(eur(1), by=PARENT),
            roster=attrs.evolve(FIVE, parents=parents),
        )


class TestRowsForOthers:
    OTHERS = towns(
        ("a", "town", "north", 10),
        ("rest", "remainder", "north", 30),
        ("c", "town", "south", 60),
        coverage=Coverage.REMAINDER,
    )

    def test_belong_to_a_district(self):
        """
        Those behind a row of a district move together.
        """
        rule = AllocationRule(BY_HEADS, GroupMaximum(share="50 %", by=PARENT))
        done = rule.apply(eur(1000), self.OTHERS)

        assert [125, 375, 500] == [
            done.steps[1].after.amounts.fraction(0, i) / 100 for i in range(3)
        ]

    def test_are_of_unknown_kind(self):
        """
        Of which kinds those are is not known, so the kinds are not bounded.
        """
        rule = AllocationRule(BY_HEADS, GroupMaximum(share="50 %", by=KIND))
        with pytest.raises(DataLackingError) as caught:
            rule.apply(eur(1000), self.OTHERS)

        assert (
            "roster 'towns': nobody says in which groups those behind a row are\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody, or one row for each body"
        ) == str(caught.value)

    def test_leave_named_groups_as_they_are(self):
        """
        Whoever is named is not behind a row.
        """
        coast = Group(name=Text("coast"), members=["c"])
        rule = AllocationRule(BY_HEADS, GroupMaximum(share="50 %", groups=[coast]))
        done = rule.apply(eur(1000), self.OTHERS)

        assert [125, 375, 500] == [
            done.steps[1].after.amounts.fraction(0, i) / 100 for i in range(3)
        ]


@st.composite
def rosters(draw, most=8):
    """Draw towns of three districts and two kinds, some without weight or district."""
    count = draw(st.integers(2, most))
    rows = [
        (
            f"t{i}",
            draw(st.sampled_from(["town", "city"])),
            draw(st.sampled_from(["north", "south", "west", None])),
            draw(st.integers(0, 30)),
        )
        for i in range(count)
    ]
    if not any(row[3] for row in rows) or not any(row[2] for row in rows):
        rows[0] = (*rows[0][:2], "north", 1)
    return towns(*rows)


@st.composite
def bounds(draw):
    """Draw bounds of groups and of members that often go together."""
    by = draw(st.sampled_from(GroupBy))
    some = [
        GroupMaximum(share=Fraction(draw(st.integers(20, 100)), 100), by=by),
        GroupMinimum(share=Fraction(draw(st.integers(0, 40)), 100), by=by),
        GroupMinimum(eur(draw(st.integers(0, 9))), per="heads", by=by),
        GroupMaximum(eur(draw(st.integers(4, 30))), per="heads", by=by),
        Minimum(eur(draw(st.integers(0, 150)))),
        Maximum(eur(draw(st.integers(100, 600)))),
    ]
    chosen = draw(st.lists(st.sampled_from(some), min_size=1, max_size=4, unique=True))
    if not any(isinstance(one, GroupMaximum | GroupMinimum) for one in chosen):
        chosen.append(some[0])
    return chosen


def divided_if_possible(provisions, roster, pot=1000, keys=(BY_HEADS,)):
    """Divide, or give the case up if bounds cannot hold together."""
    try:
        return AllocationRule(*keys, *provisions, ROUND).apply(eur(pot), roster)
    except BoundsError:
        reject()


def last_bounded(done):
    """Give the state before rounding."""
    return done.steps[-1].before


def interval(line, scenario, members, ends):
    """Give the levels that explain what members have: from, and up to."""
    low, high = [], []
    for i in members:
        slope = line.slope.fraction(scenario if line.slope.shape[0] > 1 else 0, i)
        if not slope:
            continue
        offset = line.offset.fraction(0, i if line.offset.shape[1] > 1 else 0)
        amount, (least, most) = line.amounts.fraction(scenario, i), ends[i]
        if amount > least:
            low.append((amount - offset) / slope)
        if amount < most:
            high.append((amount - offset) / slope)
    return max(low, default=None), min(high, default=None)


def ends_of(state):
    """Give the least and the most of everybody."""
    there = state.amounts.sum().fraction(0) + state.pot.fraction(0)
    ends = []
    for i in range(len(state.roster)):
        own = [b for b in state.bounds.gathered if b.binds(i)]
        least = [b.amount(i) for b in own if b.limit.value == "least"]
        most = [b.amount(i) for b in own if b.limit.value == "most"]
        base = state.bounds.base.fraction(0, i if state.bounds.base.shape[1] > 1 else 0)
        ends.append((max([base, *least]), min([there, *most])))
    return ends


class TestProperties:
    @SOME
    @given(rosters(), bounds())
    def test_all_bounds_hold(self, roster, provisions):
        """
        Groups and members are within all bounds, to the fraction of a cent.
        """
        state = last_bounded(divided_if_possible(provisions, roster))

        for i, (least, most) in enumerate(ends_of(state)):
            assert least <= state.amounts.fraction(0, i) <= most
        for one in state.bounds.groups:
            totals = one.groups.totals(state.amounts)
            for group in range(len(one.groups)):
                if one.bound.binds(group):
                    is_least = one.bound.limit.value == "least"
                    had, bound = totals.fraction(0, group), one.bound.amount(group)
                    assert had >= bound if is_least else had <= bound

    @SOME
    @given(rosters(), bounds())
    def test_there_is_one_level_but_for_groups_at_a_bound(self, roster, provisions):
        """
        Whoever pays does so by the key: only bounds keep anybody from the level of all.
        """
        state = last_bounded(divided_if_possible(provisions, roster))
        line, ends = state.bounds.line, ends_of(state)
        grouped = line.grouped
        from_, to = [], []
        for group in range(-1, len(grouped.groups)):
            members = np.flatnonzero(grouped.groups.index == group).tolist()
            low, high = interval(line, 0, members, ends)
            held = 0 if group < 0 else int(grouped.held[0, group])
            assert low is None or high is None or low <= high
            # At a most the own level is lower, at a least it is higher.
            from_ += [low] if low is not None and held >= 0 else []
            to += [high] if high is not None and held <= 0 else []

        if state.pot.fraction(0) == 0:
            assert not from_ or not to or max(from_) <= min(to)

    @SOME
    @given(rosters(), bounds())
    def test_no_cent_is_lost_and_all_is_explained(self, roster, provisions):
        """
        The pot is kept, and sentences add up for everybody.
        """
        done = divided_if_possible(provisions, roster)

        assert_conserved(done)
        for id_ in roster.ids:
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)
            assert explanation.text(Language.GERMAN)

    @SOME
    @given(rosters(), bounds(), st.data())
    def test_order_of_recipients_does_not_matter(self, roster, provisions, data):
        """
        Everybody has the same in another order of the roster.
        """
        order = data.draw(st.permutations(range(len(roster))))
        column = roster.columns[0]
        other = attrs.evolve(
            roster,
            ids=[roster.ids[i] for i in order],
            names=[roster.names[i] for i in order],
            kinds=[roster.kinds[i] for i in order],
            parents=[roster.parents[i] for i in order],
            columns=[
                attrs.evolve(
                    column,
                    values=column.values[order],
                    valid=column.valid[order],
                    inferred=column.inferred[order],
                )
            ],
        )
        one = last_bounded(divided_if_possible(provisions, roster)).amounts
        two = last_bounded(divided_if_possible(provisions, other)).amounts

        assert [one.fraction(0, i) for i in order] == [
            two.fraction(0, i) for i in range(len(roster))
        ]

    @SOME
    @given(rosters(), bounds(), st.randoms(use_true_random=False))
    def test_order_of_provisions_does_not_matter(self, roster, provisions, random):
        """
        Bounds hold jointly.
        """
        others = list(provisions)
        random.shuffle(others)
        one, two = (
            last_bounded(divided_if_possible(listed, roster)).amounts
            for listed in (provisions, others)
        )

        assert one.equals(two).all()

    @SOME
    @given(
        rosters(), bounds(), st.lists(st.integers(500, 2000), min_size=2, max_size=4)
    )
    def test_a_batch_equals_one_by_one(self, roster, provisions, pots):
        """
        Scenarios are solved together as each on its own.
        """
        rule = AllocationRule(BY_HEADS, *provisions)
        unit = Unit.money("EUR")

        def amounts(*cents):
            state = State.start(Mixed.of(list(cents)), roster, unit=unit)
            try:
                return rule.fold(state, Facts())[-1].after.amounts.fractions().tolist()
            except BoundsError:
                reject()

        cents = [pot * 100 for pot in pots]
        assert [amounts(one)[0] for one in cents] == amounts(*cents)

    @SOME
    @given(rosters(), st.integers(0, 600), st.integers(0, 600))
    def test_moves_only_whom_it_names_without_a_key(self, roster, least, more):
        """
        Without a key, the pot pays, and other groups keep what they have.
        """
        rate = RatePerUnit(rate=eur(3), by="heads")
        done = divided_if_possible(
            [
                GroupMinimum(eur(least), by=PARENT),
                GroupMaximum(eur(least + more), by=PARENT),
            ],
            roster,
            pot=10_000,
            keys=(rate,),
        )
        assert_conserved(done)
        before, after = done.steps[0].after, done.steps[-1].before
        for name in ("north", "south", "west"):
            members = [i for i, p in enumerate(roster.parents) if p == name]
            had, has = (
                sum(state.amounts.fraction(0, i) for i in members) / 100
                for state in (before, after)
            )
            assert not members or has == min(max(had, least), least + more)
        for i in range(len(roster)):
            assert_figures_are_right(done.explain(roster.ids[i]))

    @SOME
    @given(rosters(), st.integers(100, 1000), st.integers(1, 500))
    def test_fitting_keeps_groups(self, roster, pot, most):
        """
        Claims that are cut to the pot keep bounds of groups.
        """
        rate = RatePerUnit(rate=eur(9), by="heads")
        done = divided_if_possible(
            [GroupMaximum(eur(most), by=PARENT), Fit(scales_up=True)],
            roster,
            pot=pot,
            keys=(rate,),
        )
        assert_conserved(done)
        for one in last_bounded(done).bounds.groups:
            totals = one.groups.totals(last_bounded(done).amounts)
            assert not one.bound.amounts.less(totals).any()
        for id_ in roster.ids:
            assert_figures_are_right(done.explain(id_))


class TestSize:
    def test_many_groups_are_dealt_with_at_once(self):
        """
        Three thousand districts of all sizes take no pass each.
        """
        rows = [
            (f"t{i}", "town", f"d{int((i / 3) ** 0.9)}", 1 + i % 7)
            for i in range(9_000)
        ]
        done = divided(
            GroupMinimum(eur(1800), by=PARENT), roster=towns(*rows), pot=3_000_000
        )

        groups = last_bounded(done).bounds.groups[0].groups
        totals = groups.totals(last_bounded(done).amounts)
        assert 180_000 == int(totals.whole.min())
        assert 100 < np.count_nonzero(totals.whole == 180_000)


class TestGroups:
    def test_bind_their_members(self):
        """
        Who is in no group is not bound with one.
        """
        done = divided(GroupMinimum(eur(250), by=PARENT, only=["west"]))
        (bound,) = last_bounded(done).bounds.groups

        assert isinstance(bound, GroupBound)
        assert isinstance(bound.groups, Groups)
        assert [False, False, False, False, True] == [bound.binds(i) for i in range(5)]

    def test_a_corridor_for_members_of_a_bounded_group(self):
        """
        Last year bounds members while their group is bounded too.
        """
        amounts = euros(
            Corridor(least="90 %", most="110 %"),
            GroupMaximum(share="47 %", by=PARENT),
            facts=last_time(a=100, b=200, c=300, d=200, e=200),
        )

        assert 470 == sum(amounts[2:4])
        assert 1000 == sum(amounts)
