"""Tests of `fundmodel.rules.selection.rankings`, of ranks and of criteria."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.applications import Application, Applications
from fundmodel.apportion import Mixed, Tie
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Criterion,
    FixedTable,
    LastProject,
    Ranking,
    RatePerUnit,
    Requested,
    Round,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
HIGHEST, LOWEST = Criterion.HIGHEST, Criterion.LOWEST
EARLIEST, SMALLEST = Criterion.EARLIEST, Criterion.SMALLEST
IN_ORDER, LOT = Criterion.IN_ORDER, Criterion.LOT
STOPPED, SKIPPED = LastProject.STOPPED, LastProject.SKIPPED
PART_FUNDED = LastProject.PART_FUNDED
TOWN = Roster(id="towns", ids=["aue"], names=["Aue"], kinds=["town"])
UNIT = Unit.money("EUR")


def call(*rows):
    """Make applications of id, euros, score and day in March."""
    return Applications.of(
        [
            Application(
                id=id_,
                applicant="aue",
                requested=Money.of(euros, "EUR"),
                score=score,
                received=day and date(2026, 3, day),
                title=f"Plan {id_}",
            )
            for id_, euros, score, day in rows
        ],
        id="call",
    )


CALL = call(
    ("a", 50, 70, 3), ("b", 40, 90, 9), ("c", 30, 80, 1), ("d", 10, 60, 2),
    ("e", 5, 50, 4),
)  # fmt: skip


def ranked(pot, *order, applications=CALL, **fields):
    """Rank the applications of a call."""
    rule = AllocationRule(Requested(), Ranking(order=order, **fields))
    done = rule.apply(
        Money.of(pot, "EUR"), TOWN, facts=Facts(applications=applications)
    )
    assert_conserved(done)
    for id_ in done.roster.ids:
        assert_adds_up(done.explain(id_))
        assert_figures_are_right(done.explain(id_))
    return done


def euros(done):
    """Give the amounts in euros."""
    return [amount // 100 for amount in done.amounts.tolist()]


def said(done, id_, language=Language.ENGLISH):
    """Give the last sentence of an explanation."""
    return done.explain(id_).steps[-1].said.render(language)


def reasons(done):
    """Give why each is not funded."""
    return [str(done.why_not(i) or "") for i in range(len(done.roster))]


class TestLastProject:
    def test_ends_the_list(self):
        """
        The first that does not fit ends the list, and all behind it are on reserve.
        """
        done = ranked(85, HIGHEST, last=STOPPED)

        assert [0, 40, 30, 0, 0] == euros(done)
        assert "15.00 EUR" == str(done.left_over)
        assert [
            "on the reserve list, place 1",
            "",
            "",
            "on the reserve list, place 2",
            "on the reserve list, place 3",
        ] == reasons(done)
        assert [False, True, True, False, False] == done.is_eligible.tolist()
        assert (
            "rank 2 of 5 (score 80): funded with 30.00 EUR of 45.00 EUR that are left"
        ) == said(done, "c")
        assert (
            "rank 3 of 5 (score 70): 15.00 EUR are left, too little for 50.00 EUR; on "
            "the reserve list, place 1"
        ) == said(done, "a")
        assert (
            "rank 4 of 5 (score 60): the list ended before; on the reserve list, "
            "place 2"
        ) == said(done, "d")
        assert (
            "Rang 4 von 5 (Punktzahl 60): die Liste endete vorher; auf der "
            "Nachrückliste, Platz 2"
        ) == said(done, "d", Language.GERMAN)

    def test_is_passed_over(self):
        """
        Who does not fit is skipped, and the next that fits is funded.
        """
        done = ranked(85, HIGHEST, last=SKIPPED)

        assert [0, 40, 30, 10, 5] == euros(done)
        assert "on the reserve list, place 1" == reasons(done)[0]
        assert (
            "rank 4 of 5 (score 60): funded with 10.00 EUR of 15.00 EUR that are left"
        ) == said(done, "d")

    def test_is_funded_in_part(self):
        """
        The last one gets what is left, in whole units if the law says so.
        """
        done = ranked(89, HIGHEST, last=PART_FUNDED)
        whole = ranked(89, HIGHEST, last=PART_FUNDED, to=10)

        assert [19, 40, 30, 0, 0] == euros(done)
        assert "0.00 EUR" == str(done.left_over)
        assert (
            "rank 3 of 5 (score 70): 19.00 EUR are left for 50.00 EUR, and so it is "
            "funded in part with 19.00 EUR"
        ) == said(done, "a")
        assert [10, 40, 30, 0, 0] == euros(whole)
        assert "9.00 EUR" == str(whole.left_over)

    def test_gets_nothing_if_what_is_left_is_no_unit(self):
        """
        Less than a unit is no part.
        """
        done = ranked(75, HIGHEST, last=PART_FUNDED, to=10)

        assert [0, 40, 30, 0, 0] == euros(done)
        assert "on the reserve list, place 1" == reasons(done)[0]

    @pytest.mark.parametrize(
        ("fields", "text"),
        [
            (
                {"last": STOPPED},
                (
                    "funded by rank as far as the pot reaches: highest score; the list "
                    "ends with the first that does not fit"
                ),
            ),
            (
                {"last": SKIPPED, "least": "60"},
                (
                    "funded by rank as far as the pot reaches: highest score; at least "
                    "60 (score); who does not fit is passed over"
                ),
            ),
            (
                {"last": PART_FUNDED},
                (
                    "funded by rank as far as the pot reaches: highest score; the last "
                    "one gets what is left"
                ),
            ),
            (
                {"last": PART_FUNDED, "to": "100.00", "name": Text("points")},
                (
                    "funded by rank as far as the pot reaches: highest points; the "
                    "last one gets what is left, rounded down to 100.00"
                ),
            ),
        ],
    )
    def test_is_described(self, fields, text):
        """
        A rule says what it does to anybody.
        """
        assert text == str(Ranking(order=[HIGHEST], **fields).describe())


class TestMinimum:
    def test_leaves_out_who_is_below(self):
        """
        Below the minimum nobody is funded, even if there is money.
        """
        done = ranked(1000, HIGHEST, last=STOPPED, least=70)

        assert [50, 40, 30, 0, 0] == euros(done)
        assert "below the minimum of 70" == reasons(done)[3]
        assert "Plan d is below the minimum of 70 (score 60)" == said(done, "d")
        assert "rank 3 of 3" in said(done, "a")

    @pytest.mark.parametrize(
        ("least", "expected"), [("69.5", [5, 0]), ("69.6", [0, 0]), ("139/2", [5, 0])]
    )
    def test_is_exact(self, least, expected):
        """
        A minimum is compared as it is, not rounded.
        """
        two = call(("a", 5, Decimal("69.5"), 1), ("b", 5, 69, 1))

        assert expected == euros(
            ranked(10, HIGHEST, last=STOPPED, least=least, applications=two)
        )

    def test_goes_with_any_order(self):
        """
        First come, first served among those who are good enough.
        """
        done = ranked(80, EARLIEST, last=STOPPED, least=70)

        assert [50, 0, 30, 0, 0] == euros(done)


class TestCriteria:
    def test_first_come_first_served(self):
        """
        With the day of receipt alone, no score is needed.
        """
        bare = call(("a", 50, None, 3), ("b", 40, None, 1), ("c", 30, None, 2))
        done = ranked(80, EARLIEST, last=STOPPED, applications=bare)

        assert [0, 40, 30] == euros(done)
        assert (
            "rank 1 of 3 (received on 1 March 2026): funded with 40.00 EUR of "
            "80.00 EUR that are left"
        ) == said(done, "b")
        assert "earliest receipt" in str(done.steps[-1].provision.describe())

    def test_lowest(self):
        """
        The lowest value first, such as the lowest cost of a unit.
        """
        done = ranked(20, LOWEST, last=STOPPED)

        assert [0, 0, 0, 10, 5] == euros(done)
        assert "lowest score" in str(done.steps[-1].provision.describe())

    def test_smallest(self):
        """
        The smallest request first.
        """
        done = ranked(50, SMALLEST, last=STOPPED)

        assert [0, 0, 30, 10, 5] == euros(done)
        assert "rank 3 of 5 (claim 30.00 EUR): funded" in said(done, "c")
        assert "smallest claim" in str(done.steps[-1].provision.describe())

    def test_in_order(self):
        """
        The order of the list, where the law has nothing else.
        """
        done = ranked(90, IN_ORDER, last=STOPPED)

        assert [50, 40, 0, 0, 0] == euros(done)
        assert () == done.steps[-1].after.ties
        assert "rank 2 of 5 (no. 2 of the list): funded" in said(done, "b")
        assert "order of the list" in str(done.steps[-1].provision.describe())

    def test_lot(self):
        """
        A lot depends on the seed and the id only.
        """
        done = ranked(35, LOT, last=SKIPPED, seed="s")
        lots = [said(done, id_).split("lot ")[1][:8] for id_ in "abcde"]

        assert ["d4315d83", "d30eca2b", "97a9a904", "9d1ff413", "a27b4826"] == lots
        assert [0, 0, 30, 0, 5] == euros(done)
        assert "lot with the seed s" in str(done.steps[-1].provision.describe())

    def test_refuses_what_is_no_day(self):
        """
        Days of receipt on another roster are whole numbers too.
        """
        roster = Roster(
            id="towns",
            ids=["a"],
            names=["A"],
            kinds=["town"],
            columns=[Column.of(Indicator(id="received"), [20260230])],
        )
        rule = AllocationRule(
            FixedTable(amounts={"a": Money.of(1, "EUR")}),
            Round("0.01"),
            Ranking(order=[EARLIEST], last=STOPPED),
        )
        with pytest.raises(InvalidDataError, match="this number is no day"):
            rule.apply(Money.of(1, "EUR"), roster)


EQUALS = call(("a", 50, 70, 3), ("b", 50, 90, 9), ("c", 30, 70, 1), ("d", 30, 60, 2))


class TestTies:
    def test_are_refused_without_a_rule(self):
        """
        Where money depends on the order of equals, law has to name the order.
        """
        with pytest.raises(AllocationError) as caught:
            ranked(110, HIGHEST, last=SKIPPED, applications=EQUALS)

        assert (
            "roster 'call': Plan a (a), Plan c (c): several are equal, and nothing "
            "says who of them is funded\n"
            "  got: score 70 each; they claim 80.00 EUR, 60.00 EUR are left\n"
            "  expected: a criterion that decides between them\n"
            '  mend: add one that the law names, such as "earliest", or "lot" with a '
            "published seed"
        ) == str(caught.value)

    @pytest.mark.parametrize("pot", [130, 160, 170])
    def test_may_stay_where_no_money_depends_on_them(self, pot):
        """
        If there is enough for all equals, their order is nobody's business.
        """
        done = ranked(pot, HIGHEST, last=STOPPED, applications=EQUALS)

        assert [50, 50, 30] == euros(done)[:3]
        assert "rank 2 of 4 (score 70)" in said(done, "a")
        assert "rank 2 of 4 (score 70)" in said(done, "c")

    def test_share_a_place_on_the_reserve_list(self):
        """
        Equals for whom there is nothing share a place.
        """
        done = ranked(50, HIGHEST, last=STOPPED, applications=EQUALS)

        assert [
            "on the reserve list, place 1",
            "",
            "on the reserve list, place 1",
            "on the reserve list, place 3",
        ] == reasons(done)

    @pytest.mark.parametrize(
        ("criterion", "expected"),
        [(EARLIEST, [0, 50, 30, 30]), (SMALLEST, [0, 50, 30, 30])],
    )
    def test_are_decided_by_the_next_criterion(self, criterion, expected):
        """
        A criterion with a reason is no tie any more.
        """
        done = ranked(115, HIGHEST, criterion, last=SKIPPED, applications=EQUALS)

        assert expected == euros(done)
        assert () == done.steps[-1].after.ties

    def test_are_events_where_the_list_decides(self):
        """
        What a lot or the order of a list decided is told.
        """
        done = ranked(115, HIGHEST, IN_ORDER, last=SKIPPED, applications=EQUALS)

        assert [50, 50, 0, 0] == euros(done)
        assert (Tie(scenario=0, tied=(0, 2), given=(0,)),) == done.steps[-1].after.ties
        assert (
            "rank 2 of 4 (score 70, no. 1 of the list): funded with 50.00 EUR of "
            "65.00 EUR that are left (a tie: 2 were equal, and the order of the list "
            "decided for 1 of them)"
        ) == said(done, "a")
        assert "tie" not in said(done, "d")

    def test_are_events_where_a_lot_decides(self):
        """
        A lot is told with its hash, so that everybody can draw it again.
        """
        done = ranked(
            115, HIGHEST, LOT, last=PART_FUNDED, seed="numbers", applications=EQUALS
        )

        (tie,) = done.steps[-1].after.ties
        assert (0, 2) == tie.tied
        assert "(a tie: 2 were equal, and the lot decided for 2 of them)" in said(
            done, "a"
        )
        assert "(Gleichstand: 2 waren gleich, das Los entschied für 2 davon)" in said(
            done, "c", Language.GERMAN
        )

    def test_end_with_the_last_of_the_list(self):
        """
        The last group of all is a group like others.
        """
        two = call(("a", 5, 1, 1), ("b", 5, 1, 1))
        done = ranked(5, HIGHEST, IN_ORDER, last=STOPPED, applications=two)

        assert (Tie(scenario=0, tied=(0, 1), given=(0,)),) == done.steps[-1].after.ties


HEADS = Indicator(id="heads", name=Text("heads"))
ROSTER = Roster(
    id="towns",
    ids=["a", "b", "c", "d"],
    names=["A", "B", "C", "D"],
    kinds=["town", "town", "city", "town"],
    columns=[Column.of(HEADS, [10, 30, 20, 0])],
)
RATE = RatePerUnit(rate=Money.of(1, "EUR"), by="heads")


class TestRecipients:
    def test_can_be_ranked_too(self):
        """
        Claims of recipients are ranked by any indicator.
        """
        rule = AllocationRule(
            Eligible(kinds=["town"]),
            RATE,
            Round("0.01"),
            Ranking(order=[HIGHEST], by="heads", last=STOPPED),
        )
        done = rule.apply(Money.of(35, "EUR"), ROSTER)

        assert_conserved(done)
        assert [0, 30, 0, 0] == euros(done)
        assert "C is not among those eligible: town" == said(done, "c")
        assert "D claims nothing" == said(done, "d")
        assert "rank 2 of 2 (heads 10): 5.00 EUR are left" in said(done, "a")
        assert [False, True, False, True] == done.is_eligible.tolist()

    def test_may_be_none(self):
        """
        Where nobody applied, nobody is ranked.
        """
        none = Applications(id="call", ids=[], applicants=[], requested=[])
        done = ranked(5, SMALLEST, LOT, last=SKIPPED, seed="s", applications=none)

        assert "5.00 EUR" == str(done.left_over)


def state(*claims, pot=0, roster=ROSTER, **changes):
    """Make a state with claims."""
    start = State.start(Mixed.of([pot]), roster, unit=UNIT)
    return start.becomes(amounts=Mixed.from_fractions([list(claims)]), **changes)


class TestErrors:
    @pytest.mark.parametrize(
        ("fields", "text"),
        [
            ({"order": []}, "got: no criterion\n"),
            ({"order": [HIGHEST, HIGHEST]}, "got: a criterion that stands twice\n"),
            ({"order": [HIGHEST, LOWEST]}, "got: the highest and the lowest value\n"),
            (
                {"order": [IN_ORDER, HIGHEST]},
                (
                    "ranking.order: claims cannot be ranked like this\n"
                    "  got: a criterion after the lot or the order of the list\n"
                    "  expected: criteria of which each decides among those left "
                    "equal\n"
                    '  mend: write order = ["highest", "lot"], for example '
                    "([Criterion.HIGHEST, Criterion.LOT] in Python)"
                ),
            ),
            (
                {"order": [LOT], "seed": " "},
                (
                    "ranking.seed: a lot is drawn without a seed\n"
                    "  got: ' '\n"
                    "  expected: a published seed exactly where a lot decides\n"
                    "  mend: say where the seed comes from before it is known, and "
                    "write it here"
                ),
            ),
            (
                {"order": [HIGHEST], "seed": "s"},
                (
                    "ranking.seed: there is a seed and no lot to draw\n"
                    "  got: 's'\n"
                    "  expected: a published seed exactly where a lot decides\n"
                    '  mend: leave it out, or add the criterion "lot"'
                ),
            ),
            (
                {"order": [HIGHEST], "to": "1.00"},
                (
                    "ranking.to: a unit is given for parts, and nobody is funded in "
                    "part\n"
                    "  got: 1.00\n"
                    '  expected: a unit together with last = "part-funded"\n'
                    "  mend: leave it out"
                ),
            ),
        ],
    )
    def test_of_construction(self, fields, text):
        """
        A ranking that makes no sense does not exist.
        """
        with pytest.raises(InvalidModelError) as caught:
            Ranking(last=STOPPED, **fields)

        assert text in str(caught.value)

    def test_of_a_seed_with_control_characters(self):
        """
        A seed can be read, and typed by everybody.
        """
        with pytest.raises(InvalidDataError, match="control character"):
            Ranking(order=[LOT], last=STOPPED, seed="a\nb")

    def test_of_order(self):
        """
        Claims are rounded before they are ranked.
        """
        with pytest.raises(InvalidModelError, match="needs whole amounts"):
            AllocationRule(RATE, Ranking(order=[SMALLEST], last=STOPPED))

    def test_without_a_score(self):
        """
        An application without a score cannot be ranked by it.
        """
        bare = call(("a", 5, 3, 1), ("b", 5, None, 1))
        with pytest.raises(InvalidDataError) as caught:
            ranked(9, HIGHEST, last=STOPPED, applications=bare)

        assert (
            "roster 'call': Plan b (b): an eligible recipient has no value of the "
            "indicator 'score'\n"
            "  expected: a value by which to rank\n"
            "  mend: find the value; where there is none to be had, leave the "
            "recipient out by a provision of its own"
        ) == str(caught.value)

    def test_without_any_score(self):
        """
        A roster without the indicator lacks data.
        """
        with pytest.raises(DataLackingError, match="lacks the indicator"):
            ranked(9, HIGHEST, last=STOPPED, applications=call(("a", 5, None, 1)))

    @pytest.mark.parametrize(
        ("claims", "what"),
        [
            ((1, 2, -3, 0), "negative"),
            (
                (1, 2, Fraction(1, 2), 0),
                "no whole number of smallest units",
            ),
        ],
    )
    def test_of_claims(self, claims, what):
        """
        Only what can be paid can be ranked.
        """
        with pytest.raises(AllocationError) as caught:
            Ranking(order=[SMALLEST], last=STOPPED).apply(state(*claims), Facts())

        assert (
            f"roster 'towns': C (c): a claim to be ranked is {what}\n"
            "  expected: whole smallest units, zero or more\n"
            "  mend: round the claims before, and leave out what flows back"
        ) == str(caught.value)

    def test_of_an_open_ended_rule(self):
        """
        Without a pot there is nothing to select for.
        """
        start = State.start(Mixed.of([0]), ROSTER, unit=UNIT, open_ended=True)
        with pytest.raises(AllocationError) as caught:
            Ranking(order=[SMALLEST], last=STOPPED).apply(start, Facts())

        assert (
            "ranking: claims are ranked for a pot where there is none\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: give the part a budget; a minimum alone is a threshold, such as "
            "EligibleThreshold"
        ) == str(caught.value)

    def test_of_a_row_for_all_others(self):
        """
        Many together have no rank.
        """
        others = Roster(
            id="towns",
            ids=["rest"],
            names=["Others"],
            kinds=[REMAINDER],
            coverage=Coverage.REMAINDER,
        )
        with pytest.raises(DataLackingError, match="cannot be ranked with single ones"):
            Ranking(order=[SMALLEST], last=STOPPED).apply(
                state(1, roster=others), Facts()
            )

    def test_of_a_unit_that_does_not_exist(self):
        """
        A part is a multiple of the smallest unit.
        """
        with pytest.raises(InvalidModelError, match="cannot be rounded to this unit"):
            ranked(9, HIGHEST, last=PART_FUNDED, to="0.001")


class TestState:
    def test_funds_nobody_where_others_have_claimed_everything(self):
        """
        A pot that is overdrawn by others stays overdrawn; nothing is made.
        """
        eligible = np.array([[False, True, True, True]])
        start = state(9, 2, 3, 0, pot=-6, eligible=eligible)
        after = Ranking(order=[SMALLEST], last=SKIPPED).apply(start, Facts())

        assert [[9, 0, 0, 0]] == after.amounts.floor().tolist()
        assert [-1] == after.pot.floor().tolist()

    def test_adds_parts_of_the_pot(self):
        """
        A pot may have a part of a smallest unit; claims that fit fit all the same.
        """
        start = state(1, 2, 3, 0).becomes(pot=Mixed.from_fractions([Fraction(-7, 2)]))
        after = Ranking(order=[SMALLEST], last=PART_FUNDED).apply(start, Facts())

        assert [[1, 1, 0, 0]] == after.amounts.floor().tolist()
        assert Fraction(1, 2) == after.pot.fraction(0)


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.none() | st.integers(0, 3), st.integers(1, 3)),
    max_size=7,
)
FIRSTS = st.sampled_from(
    [(), (HIGHEST,), (LOWEST, EARLIEST), (EARLIEST, SMALLEST), (SMALLEST, HIGHEST)]
)
LASTS = st.sampled_from(LastProject)


def draw(rows, first, last, pot, *, chance=LOT, least=None):
    """Rank rows of euros, score and day, ties decided by lot."""
    applications = call(
        ("x", 1, 0, 1), *((f"p{n}", *row) for n, row in enumerate(rows))
    )
    seed = "seed" if chance is LOT else None
    return ranked(
        pot, *first, chance,
        last=last, seed=seed, least=least, applications=applications,
    )  # fmt: skip


def with_scores(rows):
    """Give each row a score."""
    return [(euros, score or 0, day) for euros, score, day in rows]


class TestProperties:
    @SOME
    @given(ROWS, FIRSTS, LASTS, st.integers(0, 100), st.none() | st.integers(0, 3))
    def test_everybody_is_funded_or_has_a_reason(self, rows, first, last, pot, least):
        """
        Nothing is lost, nobody gets more than requested, and the others know why.
        """
        done = draw(with_scores(rows), first, last, pot, least=least)
        requested = [int(m.minor) for m in _requested(rows)]

        for amount, claim, reason in zip(
            done.amounts.tolist(), requested, reasons(done), strict=True
        ):
            assert 0 <= amount <= claim
            assert (amount == 0 and claim > 0) == bool(reason)
            assert last is PART_FUNDED or amount in {0, claim}
        assert sum(0 < a < c for a, c in zip(done.amounts, requested, strict=True)) <= 1

    @SOME
    @given(ROWS, st.integers(0, 100))
    def test_a_worse_one_is_never_funded_instead(self, rows, pot):
        """
        If the list is stopped, nobody left out has a better score than one funded.
        """
        done = draw(with_scores(rows), (HIGHEST,), STOPPED, pot)
        scores = [0, *(score for _, score, _ in with_scores(rows))]
        amounts = done.amounts.tolist()
        funded = [s for s, a in zip(scores, amounts, strict=True) if a]
        left_out = [s for s, r in zip(scores, reasons(done), strict=True) if r]

        assert not funded or not left_out or min(funded) >= max(left_out)

    @SOME
    @given(ROWS, FIRSTS, st.integers(0, 100), st.integers(0, 30))
    def test_more_budget_never_funds_fewer(self, rows, first, pot, more):
        """
        With a list that is stopped or ends in part, more money means less for nobody.
        """
        for last in (STOPPED, PART_FUNDED):
            less = draw(with_scores(rows), first, last, pot)
            much = draw(with_scores(rows), first, last, pot + more)

            assert (less.amounts <= much.amounts).all()

    @SOME
    @given(ROWS, FIRSTS, LASTS, st.integers(0, 100), st.randoms())
    def test_the_order_of_the_input_changes_nothing(self, rows, first, last, pot, dice):
        """
        Unless it is the rule, the order of the list decides nothing.
        """
        rows = [(f"p{n}", *row) for n, row in enumerate(with_scores(rows))]
        mixed = dice.sample(rows, len(rows))
        results = []
        for one in (rows, mixed):
            done = ranked(
                pot, *first, LOT,
                last=last, seed="seed", applications=call(("x", 1, 0, 1), *one),
            )  # fmt: skip
            results.append(
                {
                    id_: (amount, reason)
                    for id_, amount, reason in zip(
                        done.roster.ids,
                        done.amounts.tolist(),
                        reasons(done),
                        strict=True,
                    )
                }
            )

        assert results[0] == results[1]

    @SOME
    @given(
        st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=4),
        st.lists(st.integers(0, 20), min_size=4, max_size=4),
        st.lists(st.tuples(*[st.booleans()] * 4), min_size=4, max_size=4),
        FIRSTS,
        LASTS,
    )
    def test_a_batch_is_one_after_the_other(self, claims, pots, who, first, last):
        """
        Scenarios differ in claims, in the pot and in who is eligible.
        """
        roster = call(*((f"p{n}", n, n % 2, 1 + n % 3) for n in range(4))).roster
        ranking = Ranking(order=[*first, IN_ORDER], last=last)
        s = len(claims)
        states = [
            State.start(
                Mixed.of([pots[i] - sum(claims[i])]), roster, unit=UNIT
            ).becomes(
                amounts=Mixed.of([list(claims[i])]),
                eligible=np.array([who[i]]),
                reason=np.where([who[i]], -1, 0),
            )
            for i in range(s)
        ]
        batch = State.start(
            Mixed.of([pots[i] - sum(claims[i]) for i in range(s)]), roster, unit=UNIT
        ).becomes(
            amounts=Mixed.of([list(row) for row in claims]),
            eligible=np.array(who[:s]),
            reason=np.where(who[:s], -1, 0),
        )
        together = ranking.apply(batch, Facts())
        for i in range(s):
            alone = ranking.apply(states[i], Facts())

            assert alone.amounts.floor()[0].tolist() == (
                together.amounts.floor()[i].tolist()
            )
            assert alone.pot.fraction(0) == together.pot.fraction(i)
            assert [t.tied for t in alone.ties] == [
                t.tied for t in together.ties if t.scenario == i
            ]
            for position in np.flatnonzero(who[i]).tolist():
                assert str(alone.reason_of(position)) == str(
                    together.reason_of(position, i)
                )


def _requested(rows):
    return [Money.of(1, "EUR"), *(Money.of(euros, "EUR") for euros, _, _ in rows)]
