"""Tests of `fundmodel.rules.combinations.rounds`: what is left goes round again."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.applications import Applications
from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    FixedTable,
    Funding,
    InRounds,
    Maximum,
    Minimum,
    RatePerUnit,
    Round,
    Rounding,
    SetAside,
    Share,
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
EURO = Unit.money("EUR")
CENTS = Round("0.01")
BY_HEADS = AllocationRule(Share(by="heads"))
ROUNDED = AllocationRule(Share(by="heads"), CENTS)


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(*heads, rest=None):
    """Make a roster of towns, perhaps with a row for all others."""
    ids = [*"abcdefgh"[: len(heads)], *([] if rest is None else ["rest"])]
    return Roster(
        id="towns",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=[REMAINDER if id_ == "rest" else "town" for id_ in ids],
        columns=[
            Column.of(
                Indicator(id="heads", unit=Text("heads")),
                [*heads, *([] if rest is None else [rest])],
            )
        ],
        coverage=Coverage.PARTIAL if rest is None else Coverage.REMAINDER,
    )


TOWNS = towns(5, 3, 2)


def table(*amounts, unit=100):
    """Make facts with a table of amounts, in hundredths of the unit."""
    ids = list("abcdefgh"[: len(amounts)])
    listed = [Money.from_minor(amount * unit, "EUR") for amount in amounts]
    return Facts(tables=[PublishedTable(id="t", ids=ids, names=ids, amounts=listed)])


def shared(rounds, facts, *, pot=100, roster=TOWNS, before=()):
    """Share a pot in rounds."""
    return AllocationRule(*before, rounds, CENTS).apply(eur(pot), roster, facts=facts)


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


class TestRequested:
    def test_goes_round_until_nothing_is_left(self):
        """
        What A does not want goes to the others, and what B does not want to C.
        """
        done = shared(InRounds(ROUNDED, requested="t"), table(10, 40, 100))

        check(done)
        assert [1000, 4000, 5000] == done.amounts.tolist()
        assert (
            "round 1 would give 50.00 EUR, of which 40.00 EUR are not claimed and go "
            "back; together 10.00 EUR"
        ) == said(done, "a")
        assert (
            "round 1 gives 30.00 EUR, round 2 would give 24.00 EUR, of which 14.00 EUR "
            "are not claimed and go back; together 40.00 EUR"
        ) == said(done, "b")
        assert (
            "round 1 gives 20.00 EUR, round 2 gives 16.00 EUR, round 3 gives 14.00 "
            "EUR; together 50.00 EUR"
        ) == said(done, "c")

    def test_tells_each_round_to_those_in_it(self):
        """
        The explanation holds the rounds that somebody was in, with their steps.
        """
        done = shared(InRounds(ROUNDED, requested="t"), table(10, 40, 100))
        (step, _) = done.explain("b").steps
        (only,) = done.explain("a").steps[0].nested

        assert ["round 1", "round 2"] == [str(one.title) for one in step.nested]
        assert [
            (
                "40.00 EUR x 3 / 5 heads (heads) = 24.00 EUR; with 30.00 EUR from "
                "before = 54.00 EUR"
            ),
            "54.00 EUR rounded by largest remainder to 0.01 EUR: 54.00 EUR",
        ] == [str(one.said) for one in step.nested[1].steps]
        assert "round 1" == str(only.title)

    def test_keeps_the_reason_of_who_is_no_longer_in_it(self):
        """
        In later rounds, whoever has what it wants is left out with a reason.
        """
        done = shared(InRounds(ROUNDED, requested="t"), table(10, 40, 100))
        third = done.steps[0].after.nested[2].steps[0].before

        assert [[False, False, True]] == third.eligible.tolist()
        assert "without a further claim" == str(third.reason_of(0))
        assert done.is_eligible.all()

    def test_leaves_in_the_pot_what_nobody_wants(self):
        """
        If all have what they want, the rest is left over.
        """
        done = shared(InRounds(ROUNDED, requested="t"), table(10, 20, 30))

        check(done)
        assert [1000, 2000, 3000] == done.amounts.tolist()
        assert "40.00 EUR" == str(done.left_over)

    def test_needs_no_second_round_if_all_is_wanted(self):
        """
        Where everybody wants all of it, the rule is run once.
        """
        done = shared(InRounds(ROUNDED, requested="t"), table(100, 100, 100))

        check(done)
        assert 1 == len(done.steps[0].after.nested)
        assert "round 1 gives 50.00 EUR; together 50.00 EUR" == said(done, "a")

    def test_may_end_earlier(self):
        """
        What is not claimed in the last round stays in the pot.
        """
        done = shared(InRounds(ROUNDED, requested="t", rounds=2), table(10, 40, 100))

        check(done)
        assert [1000, 4000, 3600] == done.amounts.tolist()
        assert "14.00 EUR" == str(done.left_over)

    def test_a_maximum_holds_for_all_rounds_together(self):
        """
        Every round begins with what they have, so that bounds see all of it.
        """
        rule = AllocationRule(Share(by="heads"), Maximum(eur(45)), CENTS)
        done = shared(InRounds(rule, requested="t"), table(10, 80, 100))

        check(done)
        assert [1000, 4500, 4500] == done.amounts.tolist()

    def test_a_minimum_lifts_nobody_twice(self):
        """
        A minimum is reached in the first round, and does nothing in the second.
        """
        rule = AllocationRule(Share(by="heads"), Minimum(eur(25)), CENTS)
        done = shared(InRounds(rule, requested="t"), table(10, 100, 100))

        check(done)
        # 46.88, 28.12 and 25.00 first; then 36.88 go to B and C by 3 and 2.
        assert [1000, 5025, 3975] == done.amounts.tolist()

    def test_books_what_rounding_loses(self):
        """
        The residuals of all rounds are kept.
        """
        rule = AllocationRule(Share(by="heads"), Round("10.00", each=Rounding.DOWN))
        done = shared(InRounds(rule, requested="t"), table(10, 100, 100), pot=108)

        check(done)
        assert [1000, 5000, 3000] == done.amounts.tolist()
        assert [800, 1000, 0] == [p.amount.fraction(0) for p in done.elsewhere]

    def test_adds_to_what_was_claimed(self):
        """
        Earlier claims stay, and are not what is requested here.
        """
        done = shared(
            InRounds(ROUNDED, requested="t"),
            table(10, 40, 100),
            pot=105,
            before=(FixedTable(amounts={"a": eur(5)}),),
        )

        check(done)
        assert [1500, 4000, 5000] == done.amounts.tolist()
        assert "together 10.00 EUR" in said(done, "a", 2)

    def test_says_who_may_not_claim(self):
        """
        Whoever is left out by the rule needs no claim, and is told why.
        """
        rule = AllocationRule(EligibleList(without=["c"]), Share(by="heads"), CENTS)
        done = shared(InRounds(rule, requested="t"), table(10, 100))

        check(done)
        assert [1000, 9000, 0] == done.amounts.tolist()
        assert "C is left out by name: c" == said(done, "c")

    def test_follows_applications(self):
        """
        Without a table, all applications of a recipient say what it wants.
        """
        applications = Applications(
            id="call",
            ids=["1", "2", "3"],
            applicants=["a", "b", "b"],
            requested=[eur(10), eur(70), eur(15)],
        )
        done = shared(InRounds(ROUNDED), Facts(applications=applications))

        check(done)
        assert [1000, 8500, 0] == done.amounts.tolist()
        assert (
            "shared in proportion to heads, rounded to 0.01, so that the sum is kept; "
            "what is not requested (applications) goes round again, by the same rule, "
            "to those who request more, as long as there are any"
        ) == str(done.steps[0].provision.describe())

    def test_ends_where_those_who_want_more_have_no_share(self):
        """
        Money goes to nobody whom the rule gives nothing.
        """
        done = shared(
            InRounds(ROUNDED, requested="t"), table(10, 50), roster=towns(1, 0)
        )

        check(done)
        assert [1000, 0] == done.amounts.tolist()
        assert "90.00 EUR" == str(done.left_over)

    def test_says_how_often(self):
        """
        The number of rounds is part of what the provision says.
        """
        assert (
            "shared in proportion to heads; what is not requested (t) goes round "
            "again, by the same rule, to those who request more, in 3 rounds at most"
        ) == str(InRounds(BY_HEADS, requested="t", rounds=3).describe())


class TestDrawn:
    def test_shares_once_more_among_those_who_drew_all(self):
        """
        Nobody knows what will be drawn of the second round, so it is not cut.
        """
        rounds = InRounds(ROUNDED, drawn="t")
        done = shared(rounds, table(50, 20, 20))

        check(done)
        assert [5714, 2000, 2286] == done.amounts.tolist()
        assert "0.00 EUR" == str(done.left_over)
        assert (
            "shared in proportion to heads, rounded to 0.01, so that the sum is kept; "
            "what was not drawn (t) goes once more, by the same rule, to those who "
            "drew all of theirs"
        ) == str(rounds.describe())

    def test_refuses_more_than_was_given(self):
        """
        Whoever drew more than it had is no case for another round.
        """
        with pytest.raises(AllocationError) as caught:
            shared(InRounds(ROUNDED, drawn="t"), table(50, 31, 20))

        assert (
            "table 't': B (b): somebody drew more than the first round gave\n"
            "  expected: at most what each was given\n"
            "  mend: correct the table; what is wanted beyond that is `requested`"
        ) == str(caught.value)


class TestRefusals:
    def test_a_rate_would_be_paid_again(self):
        """
        Only what is shared by a key may go round.
        """
        with pytest.raises(InvalidModelError) as caught:
            InRounds(AllocationRule(RatePerUnit(rate=1, by="heads"), Share(by="heads")))

        assert (
            "rule: a rule that goes round again does more than share a pot by a key\n"
            "  got: RatePerUnit, Share\n"
            "  expected: a rule in which all that is claimed is shared by a key\n"
            "  mend: let rates, tables and other formulas stand before the rounds: "
            "they would be paid again in each"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (
                {"requested": "t", "drawn": "u"},
                (
                    "in rounds: rounds follow either what is requested or what was "
                    "drawn\n"
                    "  got: both\n"
                    "  expected: one of `requested` and `drawn`\n"
                    "  mend: leave the other one out"
                ),
            ),
            (
                {"rounds": 1},
                (
                    "in rounds: nothing goes round again\n"
                    "  got: rounds = 1\n"
                    "  expected: 2 or more\n"
                    "  mend: leave it out for as many rounds as it takes"
                ),
            ),
            (
                {"rounds": 3, "drawn": "t"},
                (
                    "in rounds: what is drawn of further rounds is not known\n"
                    "  got: rounds = 3\n"
                    "  expected: 2, where `drawn` tells about the first one\n"
                    "  mend: leave it out"
                ),
            ),
        ],
    )
    def test_fields_that_contradict_each_other(self, fields, expected):
        """
        What would mean nothing is refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            InRounds(BY_HEADS, **fields)

        assert expected == str(caught.value)

    @pytest.mark.parametrize(
        "provisions",
        [
            (SetAside(share="5 %", destination=Text("x")), Share(by="heads")),
            (Share(by="heads"), Minimum(eur(40), funding=Funding.ADDED)),
        ],
    )
    def test_set_asides_and_guarantees_in_each_round(self, provisions):
        """
        They would be booked again and again.
        """
        with pytest.raises(AllocationError) as caught:
            shared(InRounds(AllocationRule(*provisions), requested="t"), table(1, 1, 1))

        assert (
            "in rounds: a formula moves money that belongs to no recipient of it"
        ) in str(caught.value)
        assert "mend: set aside before the rounds, and guarantee after them" in str(
            caught.value
        )

    def test_a_row_for_all_others(self):
        """
        Nobody knows what those in one row claim.
        """
        with pytest.raises(DataLackingError, match="must be known of each for another"):
            shared(InRounds(BY_HEADS, requested="t"), table(1), roster=towns(1, rest=2))

    @pytest.mark.parametrize(
        ("pot", "open_ended", "got"),
        [(-1, False, "a pot below zero"), (0, True, "an open-ended rule")],
    )
    def test_no_pot(self, pot, open_ended, got):
        """
        Unclaimed money goes back to a pot.
        """
        state = State.start(Mixed.of([pot]), TOWNS, unit=EURO, open_ended=open_ended)
        with pytest.raises(AllocationError) as caught:
            InRounds(BY_HEADS, requested="t").apply(state, table(1, 1, 1))

        assert (
            "in rounds: there is no pot to which anything could go back\n"
            f"  got: {got}\n"
            "  expected: a budget\n"
            "  mend: share in rounds what is paid out of a budget"
        ) == str(caught.value)

    def test_nobody_to_share(self):
        """
        What the rule itself refuses is told as it stands.
        """
        with pytest.raises(NothingToShareByError):
            shared(InRounds(BY_HEADS, requested="t"), table(1), roster=towns(0))

    def test_it_is_a_provision(self):
        """
        It tells what stands in it.
        """
        rounds = InRounds(BY_HEADS)

        assert isinstance(rounds, Provision)
        assert (BY_HEADS,) == rounds.sub_rules
        assert ["heads"] == [one.by for one in rounds.yardsticks]

    def test_a_key_of_another_kind_may_be_gone(self):
        """
        Where a provision forgets the key, whoever wants more is in the round.
        """

        class Forgets(Share):
            def apply(self, state, facts):
                return super().apply(state, facts).becomes(key=None)

        rounds = InRounds(AllocationRule(Forgets(by="heads")), requested="t")
        assert [1000, 4000, 5000] == shared(rounds, table(10, 40, 100)).amounts.tolist()


cases = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 5000)), min_size=1, max_size=6
).filter(lambda rows: any(heads for heads, _ in rows))


class TestProperties:
    @SOME
    @given(cases, st.integers(0, 10**4), st.sampled_from([None, 2, 3]))
    def test_nobody_gets_more_than_it_claims(self, rows, pot, rounds):
        """
        Money is kept, and goes to nobody who does not want it.
        """
        provision = InRounds(ROUNDED, requested="t", rounds=rounds)
        facts = table(*(want for _, want in rows), unit=1)
        roster = towns(*(heads for heads, _ in rows))
        done = AllocationRule(provision, CENTS).apply(
            Money.from_minor(pot, "EUR"), roster, facts=facts
        )
        amounts = done.amounts.tolist()

        check(done)
        assert all(a <= want for a, (_, want) in zip(amounts, rows, strict=True))
        assert len(done.steps[0].after.nested) <= (rounds or len(rows) + 1)
        # What is left over is wanted by nobody who has a share.
        if rounds is None and done.left_over.count:
            wanting = zip(amounts, rows, strict=True)
            assert all(a == want or not h for a, (h, want) in wanting)

    @SOME
    @given(cases, st.integers(0, 10**4))
    def test_ends_like_a_maximum(self, rows, pot):
        """
        As many rounds as it takes give what a maximum at the claims gives at once.
        """
        facts = table(*(want for _, want in rows), unit=1)
        state = State.start(
            Mixed.of([pot]), towns(*(heads for heads, _ in rows)), unit=EURO
        )
        rounds = AllocationRule(InRounds(BY_HEADS, requested="t"))
        once = AllocationRule(
            Share(by="heads"), Maximum(of_previous="100 %", table="t")
        )
        ours, theirs = (rule.fold(state, facts)[-1].after for rule in (rounds, once))

        assert ours.amounts.equals(theirs.amounts).all()
        assert ours.in_pot() == theirs.in_pot()

    @SOME
    @given(cases, st.integers(0, 10**4), st.integers(0, 10**4))
    def test_more_money_is_never_less(self, rows, pot, more):
        """
        A larger pot gives nobody less.
        """
        facts = table(*(want for _, want in rows), unit=1)
        roster = towns(*(heads for heads, _ in rows))
        rule = AllocationRule(InRounds(BY_HEADS, requested="t", rounds=2))
        batch = State.start(Mixed.of([pot, pot + more]), roster, unit=EURO)
        amounts = rule.fold(batch, facts)[-1].after.amounts

        for i in range(len(rows)):
            assert amounts.fraction(0, i) <= amounts.fraction(1, i)

    @SOME
    @given(
        cases,
        st.lists(st.integers(0, 10**4), min_size=2, max_size=4),
        st.booleans(),
        st.sampled_from([None, 2]),
    )
    def test_a_batch_is_like_one_by_one(self, rows, pots, rounding, rounds):
        """
        Scenarios that end sooner than others are not changed by that.
        """
        inner = AllocationRule(
            Share(by="heads"),
            Minimum(Fraction(1, 100)),
            Round("0.10", each=Rounding.DOWN) if rounding else CENTS,
        )
        pots = [pot + 100 for pot in pots]
        facts = table(*(want for _, want in rows), unit=1)
        roster = towns(*(heads for heads, _ in rows))
        rule = AllocationRule(InRounds(inner, requested="t", rounds=rounds), CENTS)
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=EURO), facts)

        for s, pot in enumerate(pots):
            single = rule.fold(State.start(Mixed.of([pot]), roster, unit=EURO), facts)
            for together, alone in zip(batch, single, strict=True):
                for i in range(len(rows)):
                    assert alone.after.amount(i) == together.after.amount(i, s)
                    expected = alone.provision.explain(alone, i, 0)
                    assert expected == together.provision.explain(together, i, s)
                assert alone.after.in_pot() == together.after.in_pot(s)
                elsewhere = [p.amount.fraction(s) for p in together.after.elsewhere]
                assert sum(p.amount.fraction(0) for p in alone.after.elsewhere) == sum(
                    elsewhere
                )

    @SOME
    @given(cases, st.integers(0, 10**4), st.randoms(use_true_random=False))
    def test_the_order_of_the_roster_does_not_matter(self, rows, pot, random):
        """
        Exact amounts depend on nothing but heads and claims.
        """
        order = list(range(len(rows)))
        random.shuffle(order)
        rule = AllocationRule(InRounds(BY_HEADS, requested="t"))

        def amounts(order):
            roster = towns(*(rows[i][0] for i in order))
            facts = table(*(rows[i][1] for i in order), unit=1)
            state = State.start(Mixed.of([pot]), roster, unit=EURO)
            found = rule.fold(state, facts)[-1].after.amounts
            return {i: found.fraction(0, at) for at, i in enumerate(order)}

        assert amounts(range(len(rows))) == amounts(order)


class TestChanges:
    def test_a_rule_may_be_replaced(self):
        """
        The provision is checked again when a field changes.
        """
        rounds = InRounds(BY_HEADS, requested="t")
        assert ROUNDED == attrs.evolve(rounds, rule=ROUNDED).rule
