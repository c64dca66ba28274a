"""What holds for every rule, every roster and every pot."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.facts import Facts
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    RatePerUnit,
    Residual,
    ResidualTo,
    Round,
    Rounding,
    Share,
)
from fundmodel.sentences import LOCALE_FOLDER, Language, Text
from fundmodel.steps import State
from fundmodel.testing import (
    HEADS,
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    divisions,
    monies,
    rosters,
    rules,
)
from fundmodel.units import Unit

GERMAN = pytest.param(
    Language.GERMAN,
    marks=pytest.mark.skipif(
        not any(LOCALE_FOLDER.rglob("*.mo")),
        reason="translations are compiled when the package is built",
    ),
)
SOME = settings(max_examples=60)
EXACT = AllocationRule(Share(by="heads"), Round("0.01"))


def permuted(roster, order):
    """Give the same recipients in another order."""
    return attrs.evolve(
        roster,
        ids=[roster.ids[i] for i in order],
        names=[roster.names[i] for i in order],
        kinds=[roster.kinds[i] for i in order],
        parents=[roster.parents[i] for i in order] if roster.parents else (),
        validity=[roster.validity[i] for i in order] if roster.validity else (),
        successors=[roster.successors[i] for i in order] if roster.successors else (),
        columns=[
            Column(
                indicator=column.indicator,
                values=column.values[order],
                decimals=column.decimals,
                valid=column.valid[order],
                inferred=column.inferred[order],
            )
            for column in roster.columns
        ],
    )


def by_id(distribution):
    """Give the exact amount of each recipient."""
    roster = distribution.roster
    return {id_: distribution.exact(i) for i, id_ in enumerate(roster.ids)}


def tied_ids(distribution):
    """Give the ids of all who took part in a tie."""
    return {
        step.after.roster.ids[i]
        for step in distribution.steps
        for tie in step.after.ties
        for i in tie.tied
    }


class TestConservation:
    @SOME
    @given(divisions())
    def test_no_cent_of_a_pot_is_lost(self, division):
        """
        The pot is what was allotted, set aside, left over and the residual.
        """
        done = division.apply()

        assert_conserved(done)
        assert done.total.count == (
            done.allotted.count
            + done.set_aside.count
            + done.left_over.count
            + done.residual.count
        )

    @SOME
    @given(divisions())
    def test_every_step_holds_the_pot(self, division):
        """
        Pot, claims and elsewhere give the same total before and after each step.
        """
        steps = division.apply().steps

        total = steps[0].before.total.fraction(0)
        assert [total] * len(steps) == [s.after.total.fraction(0) for s in steps]

    @SOME
    @given(divisions())
    def test_nobody_gets_less_than_nothing(self, division):
        """
        No share of a pot that is not negative is negative.
        """
        assert (division.apply().amounts >= 0).all()

    @SOME
    @given(divisions())
    def test_whoever_may_not_claim_gets_nothing(self, division):
        """
        Recipients who are left out by a provision have a reason and no amount.
        """
        done = division.apply()
        left_out = np.flatnonzero(~done.is_eligible)

        assert not done.amounts[left_out].any()
        assert all(done.why_not(i) is not None for i in left_out)
        assert all(done.why_not(i) is None for i in np.flatnonzero(done.is_eligible))

    @SOME
    @given(divisions())
    def test_every_amount_is_whole(self, division):
        """
        Whoever stands for itself gets whole smallest units.
        """
        done = division.apply()

        assert all(
            done.exact(i).denominator == 1 for i in np.flatnonzero(~done.is_remainder)
        )


class TestExplanations:
    @SOME
    @given(divisions())
    def test_add_up_for_every_recipient(self, division):
        """
        The steps give the amount, and so do the figures that are printed.
        """
        done = division.apply()

        for position, id_ in enumerate(done.roster.ids):
            explanation = done.explain(id_)
            assert done.exact(position) == explanation.amount.count
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)

    @pytest.mark.parametrize("language", [Language.ENGLISH, GERMAN])
    @SOME
    @given(divisions())
    def test_end_with_the_amount(self, language, division):
        """
        The last line of an explanation is the amount, in every language.
        """
        done = division.apply()
        for id_ in done.roster.ids:
            explanation = done.explain(id_)
            amount = explanation.amount.render(language)

            assert amount in explanation.text(language).splitlines()[-1]


class TestOrder:
    @SOME
    @given(divisions(), st.data())
    def test_matters_only_for_ties(self, division, data):
        """
        Only recipients who were tied can get something else in another order.
        """
        in_order = any(
            isinstance(p, Residual) and p.to is ResidualTo.IN_ORDER
            for p in division.rule.provisions
        )
        assume(not in_order)
        order = data.draw(st.permutations(range(len(division.roster))))
        other = attrs.evolve(division, roster=permuted(division.roster, list(order)))

        one, two = division.apply(), other.apply()
        amounts, others = by_id(one), by_id(two)
        differing = {id_ for id_, amount in amounts.items() if others[id_] != amount}
        assert differing <= tied_ids(one) | tied_ids(two)
        assert sum(amounts.values()) == sum(others.values())

    @given(rosters(least=2), monies(most=10**6), st.data())
    def test_decides_ties_for_the_first(self, roster, budget, data):
        """
        Equal remainders are served in the order of the roster, and told.
        """
        order = data.draw(st.permutations(range(len(roster))))
        done = EXACT.apply(budget, permuted(roster, list(order)))

        for tie in done.steps[-1].after.ties:
            assert tie.given == tie.tied[: len(tie.given)]
            assert len(tie.given) < len(tie.tied)


class TestMoreMoney:
    @SOME
    @given(
        rosters(remainder=None),
        monies(),
        monies(),
        st.sampled_from(("0.01", "0.10", "1.00", "100.00")),
        st.sampled_from(Rounding),
    )
    def test_is_never_less_for_anybody(self, roster, budget, more, unit, how):
        """
        A larger pot gives nobody less where each is rounded on its own.
        """
        rule = AllocationRule(Share(by="heads"), Round(unit, each=how))

        less = by_id(rule.apply(budget, roster))
        greater = by_id(rule.apply(budget + more, roster))
        assert all(less[id_] <= greater[id_] for id_ in less)

    def test_may_be_less_by_largest_remainder(self):
        """
        Largest remainder breaks this, which is the Alabama paradox.
        """
        roster = Roster(
            id="three",
            ids=list("abc"),
            names=list("ABC"),
            kinds=["municipality"] * 3,
            columns=[Column.of(HEADS, [6, 6, 2])],
        )
        rule = AllocationRule(Share(by="heads"), Round(1))

        ten = rule.apply(10, roster, unit="seats").amount("c")
        eleven = rule.apply(11, roster, unit="seats").amount("c")
        assert (2, 1) == (ten, eleven)


class TestCorrections:
    @SOME
    @given(
        rosters(),
        st.integers(1, 10**9),
        st.sampled_from((1, 10, 100)),
        st.sampled_from((None, *Rounding)),
        st.booleans(),
    )
    def test_mirror_what_was_paid(self, roster, pot, unit, how, all_of_it):
        """
        Taking an amount back gives everybody what paying it gave, with a minus.
        """
        rest = [Residual(to=ResidualTo.IN_ORDER)] if all_of_it else []
        rule = AllocationRule(Share(by="heads"), Round(unit, each=how), *rest)
        paid = rule.apply(pot, roster, unit="seats")
        back = rule.apply(-pot, roster, unit="seats")

        assert_conserved(back)
        for id_ in roster.ids:
            assert_adds_up(back.explain(id_))
            assert_figures_are_right(back.explain(id_))
        assert by_id(paid) == {id_: -amount for id_, amount in by_id(back).items()}


class TestShares:
    @SOME
    @given(rosters(remainder=None), monies())
    def test_follow_the_quota(self, roster, budget):
        """
        A share rounded to the cent is less than a cent away from its quota.
        """
        done = AllocationRule(
            Share(by="heads"), Round("0.01", each=Rounding.HALF_UP)
        ).apply(budget, roster)
        column = roster.columns[0]
        total = sum(column.value(i) for i in range(len(roster)))

        for i in range(len(roster)):
            quota = budget.minor * column.value(i) / total
            assert 2 * abs(done.exact(i) - quota) <= 1

    @SOME
    @given(divisions(rosters(), fixed=False))
    def test_nothing_for_weight_zero(self, division):
        """
        Whoever has nothing that counts gets nothing, not even of a residual.
        """
        done = division.apply()
        key = next(s.after.key for s in done.steps if s.after.key is not None)
        nothing = [i for i in range(len(done.roster)) if not key.weight(i)]

        assert not done.amounts[nothing].any()

    @SOME
    @given(rosters(values=st.integers(0, 2**70)), st.integers(0, 2**80))
    def test_huge_numbers_are_exact(self, roster, seats):
        """
        Weights and pots beyond 64 bits lose nothing.
        """
        rule = AllocationRule(Share(by="heads"), Round(1))
        done = rule.apply(seats, roster, unit="seats")
        weights = [int(value) for value in roster.columns[0].values]

        assert_conserved(done)
        assert seats == sum(int(amount) for amount in done.amounts)
        for amount, weight in zip(done.amounts, weights, strict=True):
            assert abs(int(amount) - Fraction(seats * weight, sum(weights))) < 1


class TestRemainderRows:
    @SOME
    @given(divisions(rosters(remainder=True)))
    def test_stand_for_others(self, division):
        """
        A row for all others is never rounded and never among the largest.
        """
        done = division.apply()
        kept = np.flatnonzero(done.is_remainder)
        rounding = next(s for s in done.steps if isinstance(s.provision, Round))

        assert [rounding.before.amounts.fraction(0, i) for i in kept] == [
            done.exact(i) for i in kept
        ]
        largest = list(done.largest(len(done.roster)))
        assert not set(largest) & set(kept.tolist())
        assert len(done.roster) == len(largest) + len(kept)

    @SOME
    @given(rosters(remainder=True, values=st.integers(0, 1000)), monies())
    def test_keep_the_total(self, roster, budget):
        """
        The exact amount of the row is its part of the whole, and the sum is kept.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.HALF_UP))
        done = rule.apply(budget, roster)
        total = int(roster.columns[0].values.sum())

        for i in np.flatnonzero(done.is_remainder):
            weight = int(roster.columns[0].values[i])
            assert Fraction(budget.minor * weight, total) == done.exact(i)
        assert budget.minor == done.allotted.count + done.residual.count

    @SOME
    @given(divisions(rosters(remainder=True)))
    def test_say_so(self, division):
        """
        The last line for such a row says that it is for all others.
        """
        done = division.apply()
        for i in np.flatnonzero(done.is_remainder):
            last = done.explain(done.roster.ids[i]).text().splitlines()[-1]

            assert last.endswith("for all others together, before each is rounded")


def one_by_one(rule, pots, roster, unit):
    """Fold a rule over each pot on its own."""
    for pot in pots:
        state = State.start(Mixed.of([pot]), roster, unit=unit)
        yield rule.fold(state, Facts())


class TestBatches:
    @SOME
    @given(st.data(), rosters(remainder=None, gaps=True))
    def test_equal_one_by_one(self, data, roster):
        """
        Several pots at once give what each gives alone, with the same reasons.
        """
        rule = data.draw(rules(roster))
        # No less than what any rate or table of the strategy can claim.
        least = 10**16
        pots = data.draw(
            st.lists(st.integers(least, 2 * least), min_size=2, max_size=4)
        )
        unit = Unit.money("EUR")
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), Facts())

        for s, single in enumerate(one_by_one(rule, pots, roster, unit)):
            for together, alone in zip(batch, single, strict=True):
                for i in range(len(roster)):
                    assert alone.after.amount(i) == together.after.amount(i, s)
                    said = together.provision.explain(together, i, s)
                    assert said == alone.provision.explain(alone, i, 0)
                    assert alone.after.reason_of(i) == together.after.reason_of(i, s)
                assert alone.after.in_pot() == together.after.in_pot(s)
                assert [p.amount.fraction(0) for p in alone.after.elsewhere] == [
                    p.amount.fraction(s) for p in together.after.elsewhere
                ]
                assert [(t.tied, t.given) for t in alone.after.ties] == [
                    (t.tied, t.given) for t in together.after.ties if t.scenario == s
                ]


class TestRates:
    @SOME
    @given(rosters(remainder=None), monies(most=10**6), monies())
    def test_pay_each_unit_and_leave_the_rest(self, roster, rate, rest):
        """
        A rate gives rate x value, and what the pot has more is left over.
        """
        column = roster.columns[0]
        values = [column.value(i) for i in range(len(roster))]
        claimed = sum(rate.minor * value for value in values)
        pot = Money.from_minor(-(-claimed // 1) + rest.minor, "EUR")
        rule = AllocationRule(
            RatePerUnit(rate=rate, by="heads"),
            Round("0.01", each=Rounding.DOWN),
            Residual(destination=Text("reserve")),
        )
        done = rule.apply(pot, roster)

        assert pot.minor - claimed == done.left_over.count
        for i, value in enumerate(values):
            exact = rate.minor * value
            is_kept = done.is_remainder[i]
            assert done.exact(i) == (exact if is_kept else exact // 1)


class TestEqualShares:
    @SOME
    @given(rosters(), st.integers(0, 10**6))
    def test_differ_by_one_unit_at_most(self, roster, posts):
        """
        Everybody gets the same but for the unit that cannot be split.
        """
        rule = AllocationRule(EqualShares(), Round(1))
        amounts = rule.apply(posts, roster, unit="posts").amounts

        assert posts == amounts.sum()
        assert amounts.max() - amounts.min() <= 1


class TestResiduals:
    @SOME
    @given(
        rosters(),
        st.integers(0, 10**7),
        st.sampled_from(Rounding),
        st.sampled_from((1, 10, 100)),
    )
    def test_in_order_uses_up_the_residual(self, roster, pot, how, unit):
        """
        Handed out in order, the whole pot is allotted and nobody owes anything.
        """
        rule = AllocationRule(
            Share(by="heads"), Round(unit, each=how), Residual(to=ResidualTo.IN_ORDER)
        )
        done = rule.apply(pot, roster, unit="seats")

        assert 0 == done.residual.count
        assert pot == done.amounts.sum()
        assert (done.amounts >= 0).all()

    @SOME
    @given(rosters(), st.integers(0, 10**7), st.sampled_from((1, 10, 100)))
    def test_largest_takes_all_of_it(self, roster, pot, unit):
        """
        The largest amount takes what rounding down left over.
        """
        rule = AllocationRule(
            Share(by="heads"),
            Round(unit, each=Rounding.DOWN),
            Residual(to=ResidualTo.LARGEST),
        )
        done = rule.apply(pot, roster, unit="seats")
        gained = [
            done.exact(i) - done.steps[1].after.amounts.fraction(0, i)
            for i in range(len(roster))
        ]

        assert pot == done.amounts.sum()
        assert 1 >= sum(amount != 0 for amount in gained)
