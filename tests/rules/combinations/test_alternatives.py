"""Tests of `fundmodel.rules.combinations.alternatives`: best of several, and sum."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible, EligibleList
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidModelError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    BestOf,
    EqualShares,
    Fit,
    FixedTable,
    Funding,
    Minimum,
    RatePerUnit,
    Residual,
    Round,
    Rounding,
    SetAside,
    Share,
    ShareOf,
    SubRule,
    SumOf,
)
from fundmodel.sentences import Text
from fundmodel.steps import Provision, State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
HEADS = Indicator(id="heads", unit=Text("heads"))
PUPILS = Indicator(id="pupils", unit=Text("pupils"))
BY_HEADS = AllocationRule(Share(by="heads"))
BY_PUPILS = AllocationRule(Share(by="pupils"))
CENTS = Round("0.01")
CEIL = Round(1, each=Rounding.UP)
RESERVE = Text("reserve")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(*counts, rest=None):
    """Make a roster of towns with heads and pupils, perhaps with a row for others."""
    rows = [*counts, *([] if rest is None else [rest])]
    ids = [*"abcdefgh"[: len(counts)], *([] if rest is None else ["rest"])]
    return Roster(
        id="towns",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=[REMAINDER if id_ == "rest" else "town" for id_ in ids],
        columns=[
            Column.of(HEADS, [heads for heads, _ in rows]),
            Column.of(PUPILS, [pupils for _, pupils in rows]),
        ],
        coverage=Coverage.PARTIAL if rest is None else Coverage.REMAINDER,
    )


TOWNS = towns((7, 3), (2, 14), (1, 0))


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert explanation.text()


def said(done, id_, number=1):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


counts = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=6
).filter(lambda rows: any(h for h, _ in rows) and any(p for _, p in rows))


class TestBestOf:
    FORMULAS = BestOf([SubRule(BY_HEADS, name=Text("by heads")), BY_PUPILS])

    def test_gives_the_larger_amount(self):
        """
        Each formula is run as if it were alone, and everybody gets the larger amount.
        """
        rule = AllocationRule(
            BestOf(
                [
                    AllocationRule(RatePerUnit(rate=3, by="heads")),
                    AllocationRule(RatePerUnit(rate=2, by="pupils")),
                ]
            ),
            Round(1),
        )
        done = rule.apply(100, TOWNS, unit="posts")

        check(done)
        assert [21, 28, 3] == done.amounts.tolist()
        assert 48 == done.left_over.count
        assert (
            "formula 1 gives 21 posts, formula 2 gives 6 posts; the largest of these "
            "is 21 posts"
        ) == said(done, "a")
        assert (
            "for each recipient the largest amount of: formula 1 (3 for each unit of "
            "heads), formula 2 (2 for each unit of pupils)"
        ) == str(done.steps[0].provision.describe())

    def test_gives_more_than_the_pot_until_it_is_fitted(self):
        """
        Formulas that share the same pot give more than there is; Fit cuts it.
        """
        done = AllocationRule(self.FORMULAS, Fit(), CENTS).apply(eur(170), TOWNS)

        check(done)
        before = done.steps[0].after
        # 119 by heads, 140 by pupils, 17 by heads.
        assert [11900, 14000, 1700] == before.amounts.floor()[0].tolist()
        assert -10600 == before.pot.fraction(0)
        assert [7330, 8623, 1047] == done.amounts.tolist()

    def test_is_refused_where_nothing_fits_it(self):
        """
        Without such a provision the claims exceed the pot, which is said.
        """
        with pytest.raises(OverdrawnError, match=r"exceed the pot by 106\.00 EUR"):
            AllocationRule(self.FORMULAS, CENTS).apply(eur(170), TOWNS)

    def test_tells_the_steps_of_all_formulas(self):
        """
        The explanation holds every formula, with its name or its number.
        """
        rule = AllocationRule(self.FORMULAS, Fit(), CENTS)
        lines = rule.apply(eur(170), TOWNS).explain("b").text().splitlines()

        assert [
            "     (no source given)",
            "    1.1. by heads",
            "      1.1.1. 170.00 EUR x 2 / 10 heads (heads) = 34.00 EUR",
            "         (no source given)",
            "    1.2. formula 2",
            "      1.2.1. 170.00 EUR x 14 / 17 pupils (pupils) = 140.00 EUR",
            "         (no source given)",
        ] == lines[2:9]

    def test_leaves_in_the_pot_what_rounding_loses(self):
        """
        The residuals of formulas on trial are booked nowhere.
        """
        rounded = (Round("1.00", each=Rounding.DOWN), Residual(destination=RESERVE))
        rule = AllocationRule(
            BestOf(
                [
                    AllocationRule(Share(by="heads"), *rounded),
                    AllocationRule(Share(by="pupils"), *rounded),
                ]
            ),
            Fit(),
            CENTS,
        )
        done = rule.apply(eur(100), TOWNS)

        check(done)
        assert 0 == done.residual.count
        assert not done.steps[0].after.elsewhere

    def test_adds_to_what_was_claimed(self):
        """
        Formulas do not see earlier claims; what they give comes on top.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": 5}),
            BestOf(
                [
                    AllocationRule(RatePerUnit(rate=1, by="heads"), Minimum(4), CEIL),
                    AllocationRule(RatePerUnit(rate=1, by="pupils"), CEIL),
                ]
            ),
            Round(1),
        )
        done = rule.apply(100, TOWNS, unit="posts")

        check(done)
        assert [12, 14, 4] == done.amounts.tolist()
        assert "the largest of these is 7 posts" in said(done, "a", 2)

    def test_sees_only_its_share_of_the_pot(self):
        """
        A formula may divide no more than a share.
        """
        rule = AllocationRule(
            BestOf([SubRule(BY_HEADS, share="50 %"), SubRule(BY_PUPILS, share="1/4")]),
            CENTS,
        )
        done = rule.apply(eur(170), TOWNS)

        check(done)
        assert [5950, 3500, 850] == done.amounts.tolist()
        assert (
            "for each recipient the largest amount of: formula 1 (50 % of the pot: "
            "shared in proportion to heads), formula 2 (25 % of the pot: shared in "
            "proportion to pupils)"
        ) == str(rule.provisions[0].describe())

    def test_lets_everybody_claim_for_whom_a_formula_is(self):
        """
        Whoever is left out by all formulas is told why by the first one.
        """
        rule = AllocationRule(
            BestOf(
                [
                    AllocationRule(EligibleList(only=["a"]), Share(by="heads")),
                    AllocationRule(
                        Eligible(kinds=["town"]),
                        EligibleList(without=["c"]),
                        Share(by="pupils"),
                    ),
                ]
            ),
            Fit(),
            CENTS,
        )
        done = rule.apply(eur(100), TOWNS)

        check(done)
        assert [True, True, False] == done.is_eligible.tolist()
        assert "not on the list: a" == str(done.why_not(2))
        assert "C is not on the list: a" == said(done, "c")

    def test_keeps_the_reason_of_before(self):
        """
        Who was left out before the formulas stays so, with that reason.
        """
        rule = AllocationRule(EligibleList(without=["b"]), self.FORMULAS, Fit(), CENTS)
        done = rule.apply(eur(100), TOWNS)

        check(done)
        assert "left out by name: b" == str(done.why_not(1))
        assert 0 == done.amounts[1]

    def test_names_the_columns_it_counts_by(self):
        """
        Audits find the key dates of formulas too.
        """
        nested = BestOf([AllocationRule(self.FORMULAS), BY_PUPILS])

        assert ["heads", "pupils"] == [one.by for one in nested.yardsticks]
        assert isinstance(nested, Provision)

    def test_needs_a_row_for_each(self):
        """
        Among many recipients in one row, another formula is better for each.
        """
        with pytest.raises(DataLackingError) as caught:
            AllocationRule(self.FORMULAS, Fit(), CENTS).apply(
                eur(1), towns((1, 1), rest=(1, 1))
            )

        assert (
            "roster 'towns': the better formula is chosen for each, and some are not "
            "known\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == str(caught.value)

    def test_is_for_payments_only(self):
        """
        What is taken back mirrors what was paid, and is not compared anew.
        """
        with pytest.raises(AllocationError) as caught:
            AllocationRule(self.FORMULAS, CENTS).apply(eur(-1), TOWNS)

        assert (
            "best of: the best formula is looked for while money is taken back\n"
            "  got: a pot of -1.00 EUR\n"
            "  expected: a pot of zero or more\n"
            "  mend: compare when it is paid; a correction takes back what that was"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("provisions", "kind"),
        [
            ((SetAside(share="5 %", destination=RESERVE), Share(by="heads")), "set as"),
            (
                (Share(by="heads"), Minimum(eur(40), funding=Funding.ADDED)),
                "guaranteed in addition",
            ),
        ],
    )
    def test_formulas_on_trial_move_nothing_elsewhere(self, provisions, kind):
        """
        Nobody could say for whom money was set aside or added by a formula on trial.
        """
        rule = AllocationRule(BestOf([BY_PUPILS, AllocationRule(*provisions)]), CENTS)
        with pytest.raises(AllocationError) as caught:
            rule.apply(eur(100), TOWNS)

        assert (
            "best of: a formula moves money that belongs to no recipient of it\n"
            f"  got: {kind}"
        ) in str(caught.value)
        assert "mend: set aside before the comparison, and guarantee after it" in str(
            caught.value
        )

    def test_shares_no_pot_where_there_is_none(self):
        """
        Without a budget, formulas pay rates.
        """
        state = State.start(
            Mixed.zeros((1,)), TOWNS, unit=Unit.money("EUR"), open_ended=True
        )
        rates = BestOf(
            [
                AllocationRule(RatePerUnit(rate=eur(3), by="heads")),
                AllocationRule(RatePerUnit(rate=eur(2), by="pupils")),
            ]
        )
        with pytest.raises(AllocationError) as caught:
            self.FORMULAS.apply(state, Facts())

        assert (
            "best of: a formula shares a pot where there is none\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: give the part a budget, or pay a rate"
        ) == str(caught.value)
        done = AllocationRule(rates, rates, CENTS).distribute(state, Facts())
        check(done)
        assert [4200, 5600, 600] == done.amounts.tolist()
        shares = BestOf([SubRule(one.rule, share="50 %") for one in rates.rules])
        with pytest.raises(AllocationError) as caught:
            shares.apply(state, Facts())
        assert (
            "best of: a formula divides a share of a pot where there is none\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: give the part a budget, or leave the shares out"
        ) == str(caught.value)

    def test_a_key_finds_nothing_in_an_overdrawn_pot(self):
        """
        Where earlier claims exceed the pot, a formula that shares says so.
        """
        rate = RatePerUnit(rate=eur(100), by="heads")
        rule = AllocationRule(rate, self.FORMULAS, Fit(), CENTS)
        with pytest.raises(OverdrawnError, match="nothing is left to share"):
            rule.apply(eur(1), TOWNS)

        rates = BestOf([AllocationRule(rate), AllocationRule(rate)])
        done = AllocationRule(rate, rates, Fit(), CENTS).apply(eur(1), TOWNS)
        check(done)
        assert [70, 20, 10] == done.amounts.tolist()

    def test_ends_with_the_claimants_it_began_with(self):
        """
        A formula that goes on with others cannot be compared.
        """

        class Passed(Share):
            def apply(self, state, facts):
                del facts
                shared = super().apply(state, Facts())
                roster = towns((1, 1))
                axis = type(state.axis)(claimants=roster)
                return shared.passed_to(axis, Mixed.of([[int(self.sum(shared))]]))

            def sum(self, state):
                return state.amounts.sum().fraction(0)

        rule = AllocationRule(BestOf([BY_PUPILS, AllocationRule(Passed(by="heads"))]))
        with pytest.raises(AllocationError) as caught:
            rule.apply(eur(1), TOWNS)

        assert (
            "best of: a formula ends with other claimants than it began with\n"
            "  got: 1 rows of 'towns'\n"
            "  expected: the 3 rows of 'towns'\n"
            "  mend: pass on or pool after the formulas, not in one of them"
        ) == str(caught.value)

    @SOME
    @given(counts, st.integers(0, 10**9))
    def test_is_never_less_than_either(self, rows, pot):
        """
        Nobody would be better off with one formula alone.
        """
        roster = towns(*rows)
        state = State.start(Mixed.of([pot]), roster, unit=Unit.money("EUR"))
        best = self.FORMULAS.apply(state, Facts()).amounts
        alone = [
            rule.fold(state, Facts())[-1].after.amounts
            for rule in (BY_HEADS, BY_PUPILS)
        ]

        for i in range(len(rows)):
            amounts = [one.fraction(0, i) for one in alone]
            assert max(amounts) == best.fraction(0, i)
        check(AllocationRule(self.FORMULAS, Fit(), CENTS).apply(eur(pot), roster))


class TestSumOf:
    FORMULAS = SumOf(
        [SubRule(BY_HEADS, share="60 %"), SubRule(BY_PUPILS, name=Text("by pupils"))]
    )

    def test_adds_up_shares_of_the_pot(self):
        """
        A formula without a share divides what the shares of others leave.
        """
        done = AllocationRule(self.FORMULAS, CENTS).apply(eur(170), TOWNS)

        check(done)
        assert [8340, 7640, 1020] == done.amounts.tolist()
        assert "0.00 EUR" == str(done.left_over)
        assert (
            "formula 1 gives 71.40 EUR, by pupils gives 12.00 EUR; together 83.40 EUR"
        ) == said(done, "a")
        assert (
            "the sum of: formula 1 (60 % of the pot: shared in proportion to heads), "
            "by pupils (shared in proportion to pupils)"
        ) == str(self.FORMULAS.describe())

    def test_pays_rates_before_it_shares(self):
        """
        Formulas without a share come one after the other.
        """
        rate = AllocationRule(RatePerUnit(rate=eur(2), by="heads"))
        rule = AllocationRule(SumOf([rate, BY_PUPILS]), CENTS)
        done = rule.apply(eur(190), TOWNS)

        check(done)
        assert [4400, 14400, 200] == done.amounts.tolist()
        assert ["heads", "pupils"] == [y.by for y in rule.provisions[0].yardsticks]

    def test_books_what_each_puts_elsewhere(self):
        """
        Every formula is carried out, so that its set-asides and residuals count.
        """
        one = AllocationRule(
            SetAside(share="10 %", of=ShareOf.WHOLE, destination=RESERVE),
            Share(by="heads"),
            Round("1.00", each=Rounding.DOWN),
            Residual(destination=RESERVE),
        )
        rule = AllocationRule(
            SetAside(share="1/2", destination=RESERVE),
            SumOf([SubRule(one, share="1/2"), SubRule(BY_PUPILS, share="1/4")]),
            CENTS,
        )
        done = rule.apply(eur(200), TOWNS)

        check(done)
        # Half of half: 50 EUR, of which 5 are set aside and 45 shared.
        assert "105.00 EUR" == str(done.set_aside)
        assert "1.00 EUR" == str(done.residual)
        assert "25.00 EUR" == str(done.left_over)

    def test_says_who_is_left_out(self):
        """
        Who is in no formula is told the first reason.
        """
        one = AllocationRule(EligibleList(only=["a"]), Share(by="heads"))
        rule = AllocationRule(
            SumOf([SubRule(one, share="60 %"), SubRule(one, share="40 %")]), CENTS
        )
        done = rule.apply(eur(10), TOWNS)

        check(done)
        assert [1000, 0, 0] == done.amounts.tolist()
        assert "B is not on the list: a" == said(done, "b")

    def test_is_mirrored_in_a_correction(self):
        """
        What is taken back is what was paid, with a minus.
        """
        rule = AllocationRule(self.FORMULAS, CENTS)

        paid, back = (rule.apply(eur(pot), TOWNS).amounts for pot in (170, -170))
        assert paid.tolist() == (-back).tolist()

    def test_stands_for_many(self):
        """
        A row for all others has its part of every formula.
        """
        rule = AllocationRule(
            SumOf([SubRule(BY_HEADS, share="1/2"), SubRule(BY_PUPILS, share="1/2")]),
            Round("0.01", each=Rounding.DOWN),
        )
        done = rule.apply(eur(10), towns((1, 1), rest=(1, 3)))

        check(done)
        assert Fraction(625) == done.exact(1)

    def test_names_a_formula_without_weights(self):
        """
        What a formula lacks is told as if it were alone.
        """
        with pytest.raises(NothingToShareByError, match="all of weight 0"):
            AllocationRule(self.FORMULAS, CENTS).apply(eur(1), towns((1, 0)))

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            (
                [SubRule(BY_HEADS, share="60 %"), SubRule(BY_HEADS, share="50 %")],
                (
                    "sum of: the formulas share more than the pot\n"
                    "  got: 110 %\n"
                    "  expected: at most 100 % together\n"
                    "  mend: correct the shares"
                ),
            ),
            (
                [BY_HEADS, AllocationRule(SumOf([SubRule(BY_HEADS, share="1/2")] * 2))],
                (
                    "sum of: several formulas would share all that is left of the pot\n"
                    "  got: 2 formulas that share, without a share of the pot\n"
                    "  expected: at most one of them\n"
                    '  mend: say which share each divides: SubRule(rule, share="60 %")'
                ),
            ),
            (
                [BY_HEADS],
                (
                    "rules: there are not several formulas\n"
                    "  got: 1\n"
                    "  expected: 2 or more\n"
                    "  mend: add formulas, or write the provisions of the only one "
                    "instead"
                ),
            ),
        ],
    )
    def test_refuses_formulas_that_do_not_go_together(self, rules, said):
        """
        What would give nothing or too much without a word is refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            SumOf(rules)

        assert said == str(caught.value)

    @SOME
    @given(counts, st.integers(-(10**9), 10**9), st.integers(1, 99))
    def test_is_the_sum(self, rows, pot, per_cent):
        """
        Everybody gets what the formulas give alone, each for its share.
        """
        roster, share = towns(*rows), Fraction(per_cent, 100)
        unit = Unit.money("EUR")
        both = SumOf(
            [SubRule(BY_HEADS, share=share), SubRule(BY_PUPILS, share=1 - share)]
        )
        together = both.apply(State.start(Mixed.of([pot]), roster, unit=unit), Facts())
        alone = [
            rule.fold(
                State.start(Mixed.from_fractions([pot * part]), roster, unit=unit),
                Facts(),
            )[-1].after.amounts
            for rule, part in ((BY_HEADS, share), (BY_PUPILS, 1 - share))
        ]

        for i in range(len(rows)):
            expected = sum(one.fraction(0, i) for one in alone)
            assert expected == together.amounts.fraction(0, i)
        check(AllocationRule(both, CENTS).apply(Money.from_minor(pot, "EUR"), roster))


class TestSubRule:
    @pytest.mark.parametrize("share", ["0 %", "101 %", -1])
    def test_has_a_part_of_the_pot(self, share):
        """
        Nothing and more than everything are no shares.
        """
        with pytest.raises(InvalidModelError, match="this is no part of the pot"):
            SubRule(BY_HEADS, share=share)

    def test_stands_no_deeper_than_eight_levels(self):
        """
        Formulas in formulas have an end.
        """
        rule = BY_HEADS
        for _ in range(7):
            rule = AllocationRule(BestOf([rule, AllocationRule(EqualShares())]), Fit())
        with pytest.raises(InvalidModelError) as caught:
            BestOf([rule, BY_HEADS])

        assert (
            "BestOf: rules stand too deep in other rules\n"
            "  got: 9 levels\n"
            "  expected: at most 8\n"
            "  mend: put formulas side by side instead of into each other"
        ) == str(caught.value)
        check(AllocationRule(*rule.provisions, CENTS).apply(eur(10), TOWNS))


class TestBatches:
    @SOME
    @given(counts, st.lists(st.integers(100, 10**9), min_size=2, max_size=4))
    def test_equal_one_by_one(self, rows, pots):
        """
        Several pots at once give what each gives alone, and say the same.
        """
        rule = AllocationRule(
            FixedTable(amounts={"a": eur(1)}),
            SumOf([TestSumOf.FORMULAS.rules[0], AllocationRule(TestBestOf.FORMULAS)]),
            Fit(),
            CENTS,
        )
        roster, unit = towns(*rows), Unit.money("EUR")
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), Facts())

        for s, pot in enumerate(pots):
            single = rule.fold(State.start(Mixed.of([pot]), roster, unit=unit), Facts())
            for together, alone in zip(batch, single, strict=True):
                for i in range(len(rows)):
                    assert alone.after.amount(i) == together.after.amount(i, s)
                    assert alone.after.reason_of(i) == together.after.reason_of(i, s)
                    expected = alone.provision.explain(alone, i, 0)
                    assert expected == together.provision.explain(together, i, s)
                assert alone.after.in_pot() == together.after.in_pot(s)
