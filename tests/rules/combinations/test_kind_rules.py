"""Tests of `fundmodel.rules.combinations.kind_rules`: a formula chosen by kind."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import AllocationError, DataLackingError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    ByKind,
    EqualShares,
    FixedTable,
    KindRule,
    RatePerUnit,
    Round,
    Share,
    SubRule,
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
BY_HEADS = AllocationRule(Share(by="heads"))
EQUALLY = AllocationRule(EqualShares())
CENTS = Round("0.01")
EURO = Unit.money("EUR")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def bodies(*rows):
    """Make a roster of bodies with a kind and heads."""
    ids = list("abcdefgh"[: len(rows)])
    kinds = [kind for kind, _ in rows]
    return Roster(
        id="bodies",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=kinds,
        columns=[
            Column.of(Indicator(id="heads", unit=Text("heads")), [h for _, h in rows])
        ],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


BODIES = bodies(("city", 3), ("city", 1), ("district", 5), ("town", 2))


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


class TestByKind:
    FORMULAS = ByKind(
        [
            KindRule(BY_HEADS, kinds=["city"], share="60 %", name=Text("cities")),
            KindRule(EQUALLY, kinds=["district", "town"]),
        ]
    )

    def test_runs_each_formula_for_its_kinds(self):
        """
        Every formula sees only recipients of its kinds, and its part of the pot.
        """
        done = AllocationRule(self.FORMULAS, CENTS).apply(eur(100), BODIES)

        check(done)
        assert [4500, 1500, 2000, 2000] == done.amounts.tolist()
        assert "kind city: cities gives 45.00 EUR" == said(done, "a")
        assert "kind town: formula 2 gives 20.00 EUR" == said(done, "d")
        assert (
            "by kind of recipient: city: cities (60 % of the pot: shared in proportion "
            "to heads), district, town: formula 2 (shared equally)"
        ) == str(self.FORMULAS.describe())

    def test_tells_only_the_formula_that_applies(self):
        """
        The explanation holds the steps of the recipient's own formula.
        """
        done = AllocationRule(self.FORMULAS, CENTS).apply(eur(100), BODIES)

        assert [
            "    1.1. cities",
            "      1.1.1. 60.00 EUR x 3 / 4 heads (heads) = 45.00 EUR",
            "         (no source given)",
            "  2. 45.00 EUR rounded by largest remainder to 0.01 EUR: 45.00 EUR",
        ] == done.explain("a").text().splitlines()[3:7]

    def test_pays_a_rate_by_kind(self):
        """
        Rules by kind may be written as a mapping, also where there is no pot.
        """
        rates = {
            kind: AllocationRule(RatePerUnit(rate=eur(rate), by="heads"))
            for kind, rate in (("city", 3), ("district", 2))
        }
        provision = ByKind(rates, otherwise=AllocationRule(*rates["city"].provisions))
        state = State.start(Mixed.zeros((1,)), BODIES, unit=EURO, open_ended=True)
        done = AllocationRule(provision, CENTS).distribute(state, Facts())

        check(done)
        assert [900, 300, 1000, 600] == done.amounts.tolist()
        assert "all others: formula 3 (3.00 EUR for each unit of heads)" in str(
            provision.describe()
        )
        assert ["heads"] == [one.by for one in provision.yardsticks]
        assert isinstance(provision, Provision)

    def test_gives_nothing_to_other_kinds_and_says_why(self):
        """
        Whoever is of a kind without a formula is left out, with the reason.
        """
        rule = AllocationRule(ByKind({"city": BY_HEADS}), CENTS)
        done = rule.apply(eur(100), BODIES)

        check(done)
        assert [7500, 2500, 0, 0] == done.amounts.tolist()
        assert [True, True, False, False] == done.is_eligible.tolist()
        reason = "of a kind without a formula; there is one for: city"
        assert reason == str(done.why_not(2))
        assert f"C is {reason}" == said(done, "c")

    def test_leaves_earlier_claims_alone(self):
        """
        Whoever has a claim already keeps it, with or without a formula.
        """
        rule = AllocationRule(
            FixedTable(amounts={"c": eur(10)}), ByKind({"city": BY_HEADS}), CENTS
        )
        done = rule.apply(eur(100), BODIES)

        check(done)
        assert [6750, 2250, 1000, 0] == done.amounts.tolist()
        assert [True, True, True, False] == done.is_eligible.tolist()
        assert "no formula for district: nothing is added" == said(done, "c", 2)

    def test_passes_over_a_formula_for_others_where_there_are_none(self):
        """
        The formula for all others needs nobody, and its share then stays in the pot.
        """
        formulas = ByKind(
            {"city": AllocationRule(RatePerUnit(rate=eur(1), by="heads"))},
            otherwise=SubRule(EQUALLY, share="40 %"),
        )
        done = AllocationRule(formulas, CENTS).apply(eur(10), bodies(("city", 3)))

        check(done)
        assert "7.00 EUR" == str(done.left_over)

    def test_keeps_the_reason_of_before(self):
        """
        Who was left out before stays so, and is told that reason.
        """
        rule = AllocationRule(
            Eligible(kinds=["city", "town"]),
            ByKind({"city": BY_HEADS}, otherwise=SubRule(EQUALLY, share="1/2")),
            CENTS,
        )
        done = rule.apply(eur(100), BODIES)

        check(done)
        assert [3750, 1250, 0, 5000] == done.amounts.tolist()
        assert "not among those eligible: city, town" == str(done.why_not(2))

    def test_refuses_a_kind_that_nobody_is_of(self):
        """
        A kind that is misspelt would leave its money over without a word.
        """
        with pytest.raises(DataLackingError) as caught:
            AllocationRule(ByKind({"citty": BY_HEADS}), CENTS).apply(eur(1), BODIES)

        assert (
            "roster 'bodies': nobody on the roster is of a kind that has a formula\n"
            "  got: city, district, town\n"
            "  expected: citty\n"
            "  mend: correct the kinds, or take a roster that holds such recipients"
        ) == str(caught.value)

    def test_needs_a_row_for_each(self):
        """
        A row for all others may stand for several kinds.
        """
        with pytest.raises(DataLackingError, match="some kinds are not known"):
            AllocationRule(ByKind({"city": BY_HEADS}), CENTS).apply(
                eur(1), bodies(("city", 1), (REMAINDER, 2))
            )

    def test_needs_a_pot_to_share(self):
        """
        An open-ended rule has no pot of which a formula could have a share.
        """
        state = State.start(Mixed.zeros((1,)), BODIES, unit=EURO, open_ended=True)
        with pytest.raises(AllocationError, match="by kind: a formula divides a share"):
            self.FORMULAS.apply(state, Facts())

    @pytest.mark.parametrize(
        ("rules", "otherwise", "expected"),
        [
            (
                [],
                BY_HEADS,
                (
                    "by kind: there is no kind to choose a formula by\n"
                    "  expected: a formula for at least one kind\n"
                    "  mend: add one, or write the provisions of `otherwise` instead"
                ),
            ),
            (
                [
                    KindRule(BY_HEADS, kinds=["a", "b"], share="1/2"),
                    KindRule(BY_HEADS, kinds=["b"], share="1/2"),
                ],
                None,
                (
                    "by kind: a kind has more than one formula\n"
                    "  got: b\n"
                    "  expected: one formula for each kind\n"
                    "  mend: remove one; SumOf adds up several formulas"
                ),
            ),
            (
                {"a": BY_HEADS},
                EQUALLY,
                (
                    "by kind: several formulas would share all that is left of the "
                    "pot\n"
                    "  got: 2 formulas that share, without a share of the pot\n"
                    "  expected: at most one of them\n"
                    '  mend: say which share each divides: SubRule(rule, share="60 %")'
                ),
            ),
        ],
    )
    def test_refuses_formulas_that_do_not_go_together(self, rules, otherwise, expected):
        """
        Nothing is chosen at random, and nobody is left with nothing unsaid.
        """
        with pytest.raises(InvalidModelError) as caught:
            ByKind(rules, otherwise=otherwise)

        assert expected == str(caught.value)

    @pytest.mark.parametrize("kinds", [[], [""]])
    def test_formulas_are_for_somebody(self, kinds):
        """
        A formula names its kinds.
        """
        with pytest.raises(InvalidModelError) as caught:
            KindRule(BY_HEADS, kinds=kinds)

        assert "kinds: a formula is for no kind" in str(caught.value)
        assert "the formula for all others is `otherwise`" in str(caught.value)

    @SOME
    @given(
        st.lists(
            st.tuples(st.sampled_from(["city", "town"]), st.integers(1, 1000)),
            min_size=2,
            max_size=8,
        ).filter(lambda rows: len({kind for kind, _ in rows}) > 1),
        st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=3),
        st.integers(1, 99),
    )
    def test_is_each_kind_alone(self, rows, pots, per_cent):
        """
        Everybody gets what its formula gives where there is no other kind.
        """
        share = Fraction(per_cent, 100)
        formulas = ByKind(
            [KindRule(BY_HEADS, kinds=["city"], share=share)], otherwise=EQUALLY
        )
        roster = bodies(*rows)
        state = State.start(Mixed.of(pots), roster, unit=EURO)
        (step,) = AllocationRule(formulas).fold(state, Facts())

        for kind, rule, part in (
            ("city", BY_HEADS, share),
            ("town", EQUALLY, 1 - share),
        ):
            there = [i for i, (one, _) in enumerate(rows) if one == kind]
            alone = bodies(*(rows[i] for i in there))
            for s, pot in enumerate(pots):
                begin = State.start(
                    Mixed.from_fractions([pot * part]), alone, unit=EURO
                )
                amounts = rule.fold(begin, Facts())[-1].after.amounts
                assert [amounts.fraction(0, i) for i in range(len(there))] == [
                    step.after.amounts.fraction(s, i) for i in there
                ]
        done = AllocationRule(formulas, CENTS).apply(
            Money.from_minor(pots[0], "EUR"), roster
        )
        check(done)
