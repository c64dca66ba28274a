"""Tests of `fundmodel.rules.pools.pooling`, by hand and for what must always hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.pools import Pool
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    DropBelow,
    DroppedTo,
    EqualShares,
    Fit,
    FixedTable,
    LargeMember,
    Maximum,
    Minimum,
    PassOn,
    PoolBelow,
    PoolsOf,
    RatePerUnit,
    Redistribute,
    Round,
    Rounding,
    Share,
    ShareByFormula,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import Provision, State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=40, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


POOL = PoolBelow(eur(14))
DROP = DropBelow(eur(14))


def towns(kinds=(), parents=(), **heads):
    """Make a roster of towns by their heads."""
    kinds = kinds or ("town",) * len(heads)
    parents = parents or (None,) * len(heads)
    rows = zip(heads.items(), kinds, parents, strict=True)
    return Roster.from_records(
        [
            {"id": id_, "name": id_.upper(), "kind": k, "parent": p, "heads": count}
            for (id_, count), k, p in rows
        ],
        id="towns",
        indicators=[Indicator(id="heads", unit=Text("heads"))],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


# Shares of 133 EUR by heads are as many euros as there are heads.
SIX = towns(parents="xxxyyy", a=40, b=45, c=5, d=10, e=3, f=30)
CD = Facts(pools=[Pool(id="v", name="Valley", members=["d", "c"])])


def divided(*provisions, roster=SIX, facts=CD, pot=133):
    """Divide euros by heads, to the cent."""
    rule = AllocationRule(BY_HEADS, *provisions, ROUND)
    return rule.apply(eur(pot), roster, facts=facts)


def euros(*provisions, **more):
    """Give ids and amounts in cents."""
    done = divided(*provisions, **more)
    return dict(zip(done.roster.ids, done.amounts.tolist(), strict=True))


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        divided(*provisions, **more)
    return str(caught.value)


class TestPoolBelow:
    def test_members_stand_together(self):
        """
        A pool has what its members had; it may reach the threshold by it.
        """
        done = divided(POOL, DROP)

        assert {"a": 4000, "b": 4500, "e": 0, "f": 3000, "v": 1500} == dict(
            zip(done.roster.ids, done.amounts.tolist(), strict=True)
        )
        assert "3.00 EUR" == str(done.left_over)
        assert "below the least amount of 14.00 EUR" == str(done.why_not(2))
        assert "pool" == done.roster.recipient("v").kind

    def test_is_explained_by_its_members(self):
        """
        A pool tells what each member claimed, and one in no pool is told so.
        """
        done = divided(POOL, DROP)

        assert (
            "133.00 EUR x 5 / 133 heads (heads) = 5.00 EUR; 133.00 EUR x 10 / 133 "
            "heads (heads) = 10.00 EUR"
        ) == said(done, "v", 1)
        assert "Valley stands for C 5.00 EUR + D 10.00 EUR = 15.00 EUR" == said(
            done, "v"
        )
        assert "15.00 EUR reaches the least amount of 14.00 EUR" == said(done, "v", 3)
        assert "E stands in no pool, though 3.00 EUR would need one" == said(done, "e")
        assert "A stands alone; the claim stays at 40.00 EUR" == said(done, "a")

    def test_many_members_are_added_up(self):
        """
        Of many members those after the fifth are told together.
        """
        roster = towns(**{f"t{i}": i + 1 for i in range(8)})
        facts = Facts(pools=[Pool(id="v", members=roster.ids)])
        done = divided(POOL, roster=roster, facts=facts, pot=36)

        assert said(done, "v").endswith(
            "+ T4 5.00 EUR + others (3) 21.00 EUR = 36.00 EUR"
        )

    def test_crosses_districts(self):
        """
        A pool belongs to the body of its members if they have one in common.
        """
        roster = divided(POOL).roster
        facts = Facts(pools=[Pool(id="v", members=["a", "c"])])

        assert roster.recipient("v").parent is None
        assert "x" == divided(POOL, facts=facts).roster.recipient("v").parent

    def test_what_falls_away_is_shared_with_pools(self):
        """
        Pools share by the weights of their members together.
        """
        done = divided(POOL, DropBelow(eur(14), to=DroppedTo.OTHERS))

        assert [4092, 4604, 0, 3069, 1535] == done.amounts.tolist()
        assert (
            "1 fell away, and all is shared among the others: 133.00 EUR x 15 / 130 "
            "heads = 15.346153… EUR"
        ) == said(done, "v", 3)

    def test_a_pool_may_still_be_below(self):
        """
        Then it falls away like anybody else, or the rule is refused.
        """
        more = Facts(pools=[Pool(id="v", members=["c", "e"])])

        assert {"v": 0, "d": 0}.items() <= euros(POOL, DROP, facts=more).items()
        must_not = DropBelow(eur(14), to=DroppedTo.REFUSED)
        assert "D (d), v (v): claims are below" in refused(
            AllocationError, POOL, must_not, facts=more
        )

    def test_without_pools(self):
        """
        Listed pools that nobody gave were forgotten, not empty.
        """
        assert (
            "facts: claims stand together in listed pools, and no pools were given\n"
            "  got: no pools\n"
            "  expected: pools with their members\n"
            "  mend: give them: allocate(..., facts=Facts(pools=pools)), or --pools on "
            "the command line; where each district pools its small ones, say "
            'pools_of = "parent" (PoolsOf.PARENT in Python)'
        ) == refused(AllocationError, POOL, facts=Facts())

    def test_without_members_below(self):
        """
        Where nobody is left to stand together, all stand alone.
        """
        alone = PoolBelow(eur(4), large=LargeMember.ALONE)
        done = divided(alone)

        assert SIX is done.roster
        assert "E stands in no pool, though 3.00 EUR would need one" == said(done, "e")

    @pytest.mark.parametrize("role", ["award_holder", "applicant", "payee"])
    def test_holders_are_known(self, role):
        """
        Whoever has the money is the pool, a recipient, or a body above recipients.
        """

        def held(holder):
            pool = Pool(id="v", members=["c", "d"], **{role: holder})
            return Facts(pools=[pool])

        for known in ("v", "f", "x"):
            assert 1500 == euros(POOL, facts=held(known))["v"]
        assert (
            "pool 'v', roster 'towns': a pool is held by a body that is not on the "
            "roster\n"
            f"  got: {role} nobody\n"
            "  expected: the pool itself, a recipient, or a body that recipients "
            "belong to\n"
            "  mend: correct the id, or leave it out: the pool holds the award itself "
            "then"
        ) == refused(AllocationError, POOL, facts=held("nobody"))
        roster = towns(a=1, birkenhau=2, c=5, d=10)
        assert "mend: did you mean birkenhau?" in refused(
            AllocationError, POOL, roster=roster, facts=held("birkenau")
        )

    def test_holders_may_be_behind_a_row_for_all_others(self):
        """
        Whoever holds the award changes no amount.
        """
        roster = towns(("town", "town", REMAINDER), a=1, b=2, z=130)
        facts = Facts(pools=[Pool(id="v", members=["a", "b"], award_holder="y")])
        rule = AllocationRule(BY_HEADS, POOL, Round("0.01", each=Rounding.DOWN))

        assert ("z", "v") == rule.apply(eur(133), roster, facts=facts).roster.ids

    def test_nothing_needs_no_pool(self):
        """
        A claim of nothing is not told to need one.
        """
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        done = divided(POOL, roster=towns(a=100, b=33, z=0), facts=facts)

        assert "Z stands alone; the claim stays at 0.00 EUR" == said(done, "z")

    def test_a_large_member(self):
        """
        A member that needs no pool stays, stands alone, or is refused.
        """
        large = Facts(pools=[Pool(id="v", members=["c", "d", "f"])])

        assert 4500 == euros(POOL, facts=large)["v"]
        alone = PoolBelow(eur(14), large=LargeMember.ALONE)
        assert {"f": 3000, "v": 1500}.items() <= euros(alone, facts=large).items()
        assert (
            "roster 'towns': F (f): a member of a pool could stand alone, and must not "
            "be in one\n"
            "  got: 30.00 EUR\n"
            "  expected: claims of less than 14.00 EUR may stand together in pools\n"
            '  mend: take it out of the pool, or say large = "pooled" or "alone" '
            "(LargeMember.POOLED or .ALONE in Python)"
        ) == refused(
            AllocationError,
            PoolBelow(eur(14), large=LargeMember.REFUSED),
            facts=large,
        )
        assert 1500 == euros(PoolBelow(eur(14), large=LargeMember.REFUSED))["v"]

    def test_just_the_threshold(self):
        """
        Where it must be exceeded, whoever has just that may need a pool.
        """
        ten = PoolBelow(eur(10), large=LargeMember.ALONE)

        assert {"c": 500, "d": 1000}.items() <= euros(ten).items()
        assert 1500 == euros(attrs.evolve(ten, must_exceed=True))["v"]

    def test_by_parent(self):
        """
        Each district pools its small ones; one alone is no pool.
        """
        done = divided(PoolBelow(eur(14), pools_of=PoolsOf.PARENT), DROP)

        assert ("a", "b", "c", "f", "pool:y") == done.roster.ids
        assert "Pool y" == done.roster.recipient("pool:y").name
        assert [4000, 4500, 0, 3000, 0] == done.amounts.tolist()
        assert "Pool y stands for D 10.00 EUR + E 3.00 EUR = 13.00 EUR" == said(
            done, "pool:y"
        )

    def test_by_parent_on_the_roster(self):
        """
        Its name is known then; who has no parent stands alone.
        """
        roster = towns(parents=(None, "k", "k", None), k=100, a=1, b=2, c=3)
        by_parent = PoolBelow(eur(14), pools_of=PoolsOf.PARENT)

        assert "Pool K" == (
            divided(by_parent, roster=roster, pot=106).roster.recipient("pool:k").name
        )
        assert 4 == len(divided(by_parent, roster=towns(a=1, b=2, c=3, d=4)).roster)

    def test_indicators_add_up_if_the_rule_says_so(self):
        """
        Heads add up, rates do not: a pool has no value of these.
        """
        later = (POOL, Maximum(eur(2), per="heads"))

        assert (
            "roster 'towns, pooled': Valley (v): an eligible recipient has no value of "
            "the indicator 'heads'\n"
            "  expected: a value of zero or more\n"
            '  mend: let pools add it up: PoolBelow(..., adds=["heads"]); if they do, '
            "find the value that a member lacks"
        ) == refused(InvalidDataError, *later)
        adding = PoolBelow(eur(14), adds=["heads"])
        assert 1500 == euros(adding, Maximum(eur(2), per="heads"))["v"]
        column = divided(adding).roster.columns[0]
        assert [40, 45, 3, 30, 15] == column.values.tolist()
        assert divided(POOL).roster.columns[0].value(4) is None

    def test_an_indicator_that_is_not_there(self):
        """
        What cannot be added up is named.
        """
        assert refused(DataLackingError, PoolBelow(eur(14), adds=["pupils"])) == (
            "roster 'towns': the roster lacks an indicator that pools add up\n"
            "  got: heads\n"
            "  expected: pupils\n"
            "  mend: take a roster that has it, or leave it out of `adds`"
        )

    def test_keeps_who_may_claim(self):
        """
        Whoever was left out before stays so, with its reason.
        """
        roster = towns(("town", "town", "village", "town"), a=1, b=2, c=3, d=130)
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        rule = AllocationRule(Eligible(kinds=["town"]), BY_HEADS, POOL, DROP, ROUND)
        done = rule.apply(eur(133), roster, facts=facts)

        assert [False, True, False] == done.is_eligible.tolist()
        assert "C is not among those eligible: town" == said(done, "c", 3)

    def test_rates_need_no_key(self):
        """
        Claims by rate are pooled too; an equal share has no column.
        """
        rate = RatePerUnit(rate=eur(1), by="heads")
        by_rate = AllocationRule(rate, POOL, DROP, ROUND).apply(eur(200), SIX, facts=CD)
        equal = AllocationRule(
            EqualShares(), POOL, DropBelow(eur(25), to=DroppedTo.OTHERS), ROUND
        ).apply(eur(120), SIX, facts=CD)

        assert [4000, 4500, 0, 3000, 1500] == by_rate.amounts.tolist()
        assert [0, 0, 0, 0, 12000] == equal.amounts.tolist()

    def test_tables_need_no_key(self):
        """
        Listed amounts are pooled as they are.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": eur(20), "c": eur(5), "d": eur(9)}), POOL, DROP
        )
        done = rule.apply(eur(34), SIX, facts=CD)

        assert [2000, 0, 0, 0, 1400] == done.amounts.tolist()

    def test_a_key_and_a_rate(self):
        """
        The weights of the key that shared the pot go on, whatever was paid since.
        """
        rule = AllocationRule(
            BY_HEADS,
            RatePerUnit(rate=Fraction(0), by="heads"),
            POOL,
            DropBelow(eur(14), to=DroppedTo.OTHERS),
            ROUND,
        )

        assert [4092, 4604, 0, 3069, 1535] == rule.apply(
            eur(133), SIX, facts=CD
        ).amounts.tolist()

    def test_bounds_start_anew(self):
        """
        A bound of each member is none of the pool.
        """
        done = divided(Minimum(eur(8)), POOL, Maximum(eur(16)))
        formula = AllocationRule(
            ShareByFormula(formula="heads"), POOL, Maximum(eur(41)), ROUND
        ).apply(eur(133), SIX, facts=CD)

        assert_conserved(done)
        assert 1600 == done.amounts[-1]
        assert [4100, 4100, 319, 3187, 1594] == formula.amounts.tolist()

    def test_all_stand_in_one_pool(self):
        """
        A roster may end up as a single row.
        """
        facts = Facts(pools=[Pool(id="v", members=SIX.ids)])

        assert {"v": 13300} == euros(POOL, facts=facts)

    def test_rows_that_stand_for_others(self):
        """
        They stay alone, and members must be named.
        """
        roster = towns(("town", "town", REMAINDER), a=1, b=2, z=130)
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        rule = AllocationRule(BY_HEADS, POOL, Round("0.01", each=Rounding.DOWN))
        done = rule.apply(eur(133), roster, facts=facts)

        assert ("z", "v") == done.roster.ids
        assert [True, False] == done.is_remainder.tolist()
        assert "a member of a pool may be behind a row for all others" in refused(
            DataLackingError, POOL, roster=roster
        )
        by_parent = PoolBelow(eur(14), pools_of=PoolsOf.PARENT)
        assert "must be known of each" in refused(
            DataLackingError, by_parent, roster=roster
        )

    def test_members_who_are_not_on_the_roster(self):
        """
        The nearest id is offered.
        """
        unknown = Facts(pools=[Pool(id="v", members=["a", "birkenau"])])
        roster = towns(a=1, birkenhau=2)

        assert (
            "pool 'v', roster 'towns': a pool has members who are not on the roster\n"
            "  got: birkenau\n"
            "  expected: ids on the roster\n"
            "  mend: did you mean birkenhau?"
        ) == refused(AllocationError, POOL, roster=roster, facts=unknown)
        assert "mend: correct the ids, or take the roster" in refused(
            AllocationError, POOL, facts=unknown
        )

    def test_members_who_may_not_claim(self):
        """
        They are named, with the reason.
        """
        roster = towns(("town", "village", "town"), a=1, b=2, c=3)
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        rule = AllocationRule(Eligible(kinds=["town"]), BY_HEADS, POOL, ROUND)
        with pytest.raises(AllocationError) as caught:
            rule.apply(eur(133), roster, facts=facts)

        assert (
            "pool 'v', roster 'towns': a pool has members who may not claim\n"
            "  got: B (b): not among those eligible: town\n"
            "  expected: members who are eligible\n"
            "  mend: take them out of the pool, or correct who is eligible"
        ) == str(caught.value)

    def test_an_id_that_is_taken(self):
        """
        A pool is a claimant of its own, with an id of its own.
        """
        facts = Facts(pools=[Pool(id="f", members=["c", "d"])])

        assert (
            "roster 'towns': a pool has the id of a recipient\n"
            "  got: f\n"
            "  expected: ids that no recipient has\n"
            "  mend: give the pools ids of their own"
        ) == refused(AllocationError, POOL, facts=facts)

    def test_corrections_are_not_pooled(self):
        """
        What is taken back follows what was paid.
        """
        assert "while some are negative" in refused(AllocationError, POOL, pot=-100)

    def test_large_belongs_to_listed_pools(self):
        """
        By parent, nobody large is pooled.
        """
        with pytest.raises(InvalidModelError) as caught:
            PoolBelow(eur(1), pools_of=PoolsOf.PARENT, large=LargeMember.ALONE)

        assert (
            "pool below: only small claims are pooled by parent, so none of them is "
            "large\n"
            "  got: large 'alone'\n"
            "  expected: `large` together with listed pools only\n"
            "  mend: leave it out"
        ) == str(caught.value)

    def test_the_same_pools_in_all_scenarios(self):
        """
        A batch has one set of claimants; where it would differ, it is refused.
        """
        by_parent = AllocationRule(
            BY_HEADS, PoolBelow(Fraction(14), pools_of=PoolsOf.PARENT)
        )
        state = State.start(Mixed.of([133, 266]), SIX, unit=Unit(name="posts"))
        with pytest.raises(AllocationError) as caught:
            by_parent.fold(state, Facts())

        assert (
            "roster 'towns': D (d): it depends on the scenario who stands in a pool\n"
            "  got: 2 scenarios in one call\n"
            "  expected: the same claimants in all scenarios\n"
            "  mend: run the scenarios one by one"
        ) == str(caught.value)

    def test_not_by_the_rule_of_a_level(self):
        """
        Pools may cross districts, so they are made after districts have passed on.
        """
        roster = towns(("district", "town", "town"), (None, "a", "a"), a=9, b=1, c=2)
        listed = FixedTable(amounts={"a": eur(9)})
        facts = Facts(pools=[Pool(id="v", members=["b", "c"])])

        def passed_on(*provisions):
            return PassOn(
                kinds=["district"],
                to=["town"],
                rule=AllocationRule(BY_HEADS, *provisions),
            )

        with pytest.raises(AllocationError) as caught:
            AllocationRule(listed, passed_on(POOL)).apply(eur(9), roster, facts=facts)
        done = AllocationRule(listed, passed_on(), POOL).apply(
            eur(9), roster, facts=facts
        )

        assert "claims are pooled by the rule of a level" in str(caught.value)
        assert [0, 900] == done.amounts.tolist()

    @pytest.mark.parametrize(
        ("provision", "english", "german"),
        [
            (
                POOL,
                "claims of less than 14.00 EUR may stand together in pools",
                "Ansprüche unter 14,00 EUR können",
            ),
            (
                PoolBelow(eur(14), must_exceed=True, large=LargeMember.ALONE),
                (
                    "claims of 14.00 EUR or less may stand together in pools; whoever "
                    "is not below claims alone"
                ),
                "Ansprüche bis 14,00 EUR können",
            ),
            (
                PoolBelow(eur(14), large=LargeMember.REFUSED),
                (
                    "claims of less than 14.00 EUR may stand together in pools; no "
                    "member may reach it alone"
                ),
                "Ansprüche unter 14,00 EUR können",
            ),
            (
                PoolBelow(eur(14), pools_of=PoolsOf.PARENT),
                (
                    "claims of less than 14.00 EUR stand together by the body that "
                    "they belong to"
                ),
                "Ansprüche unter 14,00 EUR werden",
            ),
            (
                PoolBelow(eur(14), pools_of=PoolsOf.PARENT, must_exceed=True),
                (
                    "claims of 14.00 EUR or less stand together by the body that they "
                    "belong to"
                ),
                "Ansprüche bis 14,00 EUR werden",
            ),
        ],
    )
    def test_says_what_it_does(self, provision, english, german):
        """
        It describes itself in both languages.
        """
        assert isinstance(provision, Provision)
        assert english == str(provision.describe())
        rendered = provision.describe().render(Language.GERMAN)
        assert rendered.replace("\N{NO-BREAK SPACE}", " ").startswith(german)


def pooled(data, roster):
    """Draw pools of a roster."""
    order = data.draw(st.permutations(roster.ids))
    cut = data.draw(st.integers(2, len(order)))
    rest = order[cut:]
    pools = [Pool(id="pool 1", members=order[:cut])]
    if len(rest) > 1:
        pools.append(Pool(id="pool 2", members=rest))
    return Facts(pools=pools)


class TestProperties:
    @SOME
    @given(rosters(least=2), st.integers(0, 10**6), st.integers(1, 10**5), st.data())
    def test_nothing_is_lost(self, roster, pot, threshold, data):
        """
        A pool has what its members had; nobody ends below the threshold.
        """
        facts = pooled(data, roster)
        to = data.draw(st.sampled_from([DroppedTo.POT, DroppedTo.OTHERS]))
        bounds = data.draw(
            st.sampled_from([(), (Maximum(share="60 %"),), (Redistribute(), Fit())])
        )
        amount = Money.from_minor(threshold, "EUR")
        rule = AllocationRule(
            BY_HEADS, *bounds, PoolBelow(amount), DropBelow(amount, to=to), ROUND
        )
        done = rule.apply(Money.from_minor(pot, "EUR"), roster, facts=facts)
        gathered = done.steps[-3]

        assert_conserved(done)
        assert gathered.before.amounts.sum().equals(gathered.after.amounts.sum()).all()
        for position, id_ in enumerate(done.roster.ids):
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)
            claim = done.steps[-2].after.amounts.fraction(0, position)
            assert not claim or claim >= threshold

    @SOME
    @given(
        rosters(least=2, most=6),
        st.lists(st.integers(0, 10**5), min_size=1, max_size=4),
        st.integers(1, 10**4),
        st.data(),
    )
    def test_a_batch_equals_one_by_one(self, roster, pots, threshold, data):
        """
        Each scenario has its own claims and reasons.
        """
        facts = pooled(data, roster)
        amount = Fraction(threshold)
        rule = AllocationRule(
            BY_HEADS,
            PoolBelow(amount),
            DropBelow(amount, to=DroppedTo.OTHERS),
            Round(1),
        )
        unit = Unit(name="posts")
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), facts)
        for s, pot in enumerate(pots):
            alone = rule.fold(State.start(Mixed.of([pot]), roster, unit=unit), facts)
            one, all_ = alone[-1].after, batch[-1].after

            assert one.amounts.floor()[0].tolist() == all_.amounts.floor()[s].tolist()
            for i in range(len(one.roster)):
                assert one.reason_of(i) == all_.reason_of(i, s)

    @SOME
    @given(rosters(least=2, gaps=True), st.integers(0, 10**6), st.data())
    def test_rosters_keep_what_is_known(self, roster, pot, data):
        """
        Validity, successors and coverage go on for those who stay alone.
        """
        roster = attrs.evolve(
            roster,
            validity=[Period(date(2020, 1, 1), date(2020, 12, 31))] * len(roster),
            successors=[("x",)] * len(roster),
            coverage=Coverage.WHOLE,
        )
        facts = pooled(data, roster)
        rule = AllocationRule(
            EqualShares(), PoolBelow(Fraction(1), adds=["heads"]), Round(1)
        )
        done = rule.apply(pot, roster, unit="posts", facts=facts)
        (before,), (after,) = roster.columns, done.roster.columns

        assert Coverage.PARTIAL is done.roster.coverage
        for i, id_ in enumerate(done.roster.ids):
            if id_ in roster.ids:
                at = roster.position(id_)
                assert roster.recipient_at(at) == done.roster.recipient_at(i)
                assert before.value(at) == after.value(i)
        for pool in facts.pools:
            values = [before.value(roster.position(id_)) for id_ in pool.members]
            added = None if None in values else sum(values)
            assert added == after.value(done.roster.position(pool.id))
