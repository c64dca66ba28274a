"""Tests of `fundmodel.rules.explanation`."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    ExplainedBranch,
    Explanation,
    RatePerUnit,
    Round,
    Share,
    SubRule,
    SumOf,
)
from fundmodel.sentences import Language, Text, sentence
from fundmodel.sources import Assumption, Source
from fundmodel.testing import assert_adds_up, assert_figures_are_right
from fundmodel.units import Amount

LAW = Source(title="Law", place="§ 3")
ROSTER = Roster.from_records(
    [{"id": "a", "heads": 1}, {"id": "b", "heads": 2}],
    id="towns",
    indicators=[Indicator(id="heads")],
)
EXPLANATION = (
    AllocationRule(
        Share(by="heads", source=LAW),
        Round("0.01", source=Assumption(why="nobody says so")),
    )
    .apply(Money.of(100, "EUR"), ROSTER)
    .explain("a")
)


class TestExplanation:
    def test_cites_each_provision(self):
        """
        Under each step stands the provision, or that it is assumed.
        """
        assert (
            "a (a)\n"
            "  1. 100.00 EUR x 1 / 3 units (heads) = 33.333333… EUR\n"
            "     [Law, § 3]\n"
            "  2. 33.333333… EUR rounded by largest remainder to 0.01 EUR: 33.33 EUR\n"
            "     [assumed: nobody says so]\n"
            "  = 33.33 EUR"
        ) == EXPLANATION.text()

    def test_cites_the_rule_where_a_provision_has_no_source(self):
        """
        The source of a rule stands for all of its provisions that name none.
        """
        act = Source(title="Act")
        rule = AllocationRule(Share(by="heads", source=LAW), Round("0.01"), source=act)
        told = rule.apply(Money.of(100, "EUR"), ROSTER).explain("a")

        assert [LAW, act] == [step.source for step in told.steps]
        assert "     [Act]\n" in told.text()
        assert "(no source given)" not in told.text()

    def test_cites_the_nearest_rule_around_a_provision(self):
        """
        A rule in a rule may have a source of its own, else that around it stands.
        """
        act, order = Source(title="Act"), Source(title="Order")
        provisions = (Share(by="heads"), Round("0.01", source=LAW))
        formulas = SumOf(
            [
                SubRule(AllocationRule(*provisions, source=order), share="50 %"),
                SubRule(AllocationRule(*provisions), share="50 %"),
            ]
        )
        done = [
            AllocationRule(formula, source=source).apply(Money.of(100, "EUR"), ROSTER)
            for formula, source in [
                (formulas, act),
                (attrs.evolve(formulas, source=LAW), act),
                (formulas, None),
            ]
        ]

        assert [
            (act, [[order, LAW], [act, LAW]]),
            (LAW, [[order, LAW], [LAW, LAW]]),
            (None, [[order, LAW], [None, LAW]]),
        ] == [
            (step.source, [[one.source for one in b.steps] for b in step.nested])
            for (step,) in (one.explain("a").steps for one in done)
        ]

    def test_adds_what_was_claimed_before(self):
        """
        A second amount is added to the first in so many words.
        """
        rule = AllocationRule(
            RatePerUnit(rate=2, by="heads"),
            RatePerUnit(rate=0, by="heads"),
            RatePerUnit(rate=3, by="heads"),
            Share(by="heads"),
        )
        told = rule.apply(30, ROSTER, unit="seats").explain("b")

        assert [
            "2 seats x 2 units = 4 seats",
            "0 seats x 2 units = 0 seats",
            "3 seats x 2 units = 6 seats; with 4 seats from before = 10 seats",
            (
                "15 seats x 2 / 3 units (heads) = 10 seats; with 10 seats from before "
                "= 20 seats"
            ),
        ] == [str(step.said) for step in told.steps]
        assert "; mit 4 seats von zuvor = 10 seats" in told.text("de")
        assert_figures_are_right(told)

    @given(
        st.lists(st.integers(0, 9), min_size=2, max_size=5),
        st.lists(st.integers(0, 99), min_size=1, max_size=4),
        st.integers(0, 10**6),
    )
    def test_sums_can_be_recomputed(self, heads, rates, pot):
        """
        However many amounts are added, what a sentence adds gives the claim.
        """
        roster = Roster.from_records(
            [{"id": str(i), "heads": one} for i, one in enumerate([1, *heads])],
            id="towns",
            indicators=[Indicator(id="heads")],
        )
        rule = AllocationRule(
            *(RatePerUnit(rate=rate, by="heads") for rate in rates),
            Share(by="heads"),
            Round(1),
        )
        paid = sum(rates) * (1 + sum(heads))
        done = rule.apply(paid + pot, roster, unit="seats")
        for id_ in roster.ids:
            told = done.explain(id_)

            assert_adds_up(told)
            assert_figures_are_right(told)

    def test_may_open_with_the_pot(self):
        """
        Where the pot comes from stands first, with its own source.
        """
        opened = attrs.evolve(
            EXPLANATION,
            opening=sentence("budget {year}", year="2017"),
            opening_source=LAW,
        )

        assert ["  1. budget 2017", "     [Law, § 3]"] == opened.text().splitlines()[
            1:3
        ]
        assert "  2. 100.00 EUR" in opened.text()

    def test_steps_of_sub_rules_are_numbered_below(self):
        """
        What a sub-rule did stands under the step that ran it, sub-rule by sub-rule.
        """
        inner = EXPLANATION.steps
        deep = attrs.evolve(inner[0], nested=(ExplainedBranch(steps=(inner[1],)),))
        nested = changed(
            0,
            nested=(
                ExplainedBranch(steps=inner, title=sentence("first")),
                ExplainedBranch(steps=(deep,)),
            ),
        )

        assert (
            "  1. 100.00 EUR x 1 / 3 units (heads) = 33.333333… EUR\n"
            "     [Law, § 3]\n"
            "    1.1. first\n"
            "      1.1.1. 100.00 EUR x 1 / 3 units (heads) = 33.333333… EUR\n"
            "         [Law, § 3]\n"
            "      1.1.2. 33.333333… EUR rounded by largest remainder to 0.01 EUR: "
            "33.33 EUR\n"
            "         [assumed: nobody says so]\n"
            "      1.2.1. 100.00 EUR x 1 / 3 units (heads) = 33.333333… EUR\n"
            "         [Law, § 3]\n"
            "        1.2.1.1. 33.333333… EUR rounded by largest remainder to "
            "0.01 EUR: 33.33 EUR\n"
            "           [assumed: nobody says so]\n"
            "  2. 33.333333… EUR rounded"
        ) in nested.text()

    def test_takes_the_language_by_its_code(self):
        """
        "en" and the language itself are the same, others are refused.
        """
        assert EXPLANATION.text(Language.ENGLISH) == EXPLANATION.text("en")
        with pytest.raises(InvalidDataError, match="not available in this language"):
            EXPLANATION.text("xx")

    def test_tells_whether_it_adds_up(self):
        """
        An amount that the steps do not give is found out.
        """
        other = Amount(count=Fraction(1), unit=EXPLANATION.amount.unit)
        wrong = attrs.evolve(EXPLANATION, amount=other)

        assert EXPLANATION.adds_up
        assert not wrong.adds_up


def counted(*heads, sensitive=True):
    """Make a roster with small counts of persons."""
    return Roster.from_records(
        [
            {"id": str(place), "kind": "town", "heads": count}
            for place, count in enumerate(heads)
        ],
        id="towns",
        indicators=[Indicator(id="heads", name=Text("Heads"), sensitive=sensitive)],
    )


class TestReveals:
    RULE = AllocationRule(Share(by="heads"), Round("0.01"))
    WARNING = (
        "  ! Heads: the count is not shown because it is small, but these amounts "
        "reveal it; whoever publishes them publishes the count\n"
    )

    def explain(self, roster, id="0", rule=RULE):
        """Explain what somebody gets of 100 euros."""
        return rule.apply(Money.of(100, "EUR"), roster).explain(id)

    def test_a_hidden_count_can_be_computed(self):
        """
        An amount divided by its rate is the count, and the explanation says so.
        """
        explanation = self.explain(counted(7, 93))

        assert ["heads"] == [indicator.id for indicator in explanation.reveals]
        assert "100.00 EUR x <10 / 100 units" in explanation.text()
        assert self.WARNING + "  = 7.00 EUR" in explanation.text()
        assert "  ! Heads: Die Anzahl " in explanation.text("de")

    @pytest.mark.parametrize(
        ("roster", "id"),
        [
            (counted(7, 93), "1"),
            (counted(0, 93), "0"),
            (counted(7, 93, sensitive=False), "0"),
        ],
        ids=["large", "none", "not sensitive"],
    )
    def test_what_is_shown_is_not_revealed(self, roster, id):
        """
        Large counts, zero and counts that are not sensitive are printed anyway.
        """
        explanation = self.explain(roster, id)

        assert () == explanation.reveals
        assert "  !" not in explanation.text()

    def test_who_may_not_claim_reveals_nothing(self):
        """
        A count that did not count is in no amount.
        """
        roster = attrs.evolve(counted(7, 93), kinds=["village", "town"])
        rule = AllocationRule(Eligible(kinds=("town",)), *self.RULE.provisions)

        assert () == self.explain(roster, rule=rule).reveals

    def test_a_rate_reveals_too(self):
        """
        It does not matter whether the rate is given or computed, nor how deep.
        """
        rule = AllocationRule(RatePerUnit(rate=2, by="heads"), Round("0.01"))
        told = self.explain(counted(7, 9), rule=rule)
        outer = attrs.evolve(
            EXPLANATION.steps[0], nested=(ExplainedBranch(steps=told.steps),)
        )

        assert ["heads"] == [indicator.id for indicator in told.reveals]
        assert told.reveals == attrs.evolve(EXPLANATION, steps=(outer,)).reveals

    def test_a_small_total_is_hidden_too(self):
        """
        Who shares alone would otherwise stand beside the total.
        """
        assert "100.00 EUR x <10 / <10 units" in self.explain(counted(7)).text()


def changed(position, **changes):
    """Give the explanation with one step changed."""
    steps = list(EXPLANATION.steps)
    steps[position] = attrs.evolve(steps[position], **changes)
    return attrs.evolve(EXPLANATION, steps=tuple(steps))


def euros(count):
    """Measure cents."""
    return Amount(count=Fraction(count), unit=EXPLANATION.amount.unit)


def said(position, **changes):
    """Give the explanation with figures of one sentence changed."""
    old = EXPLANATION.steps[position].said
    values = dict(old.values) | changes
    return changed(position, said=attrs.evolve(old, values=values))


class TestAssertions:
    def test_what_is_right_passes(self):
        """
        The assertions of `fundmodel.testing` accept what is right.
        """
        assert_adds_up(EXPLANATION)
        assert_figures_are_right(EXPLANATION)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (attrs.evolve(EXPLANATION, amount=euros(1)), "steps end with 3333"),
            (changed(0, change=euros(5)), "5 after the change"),
            (changed(1, amount=euros(5)), "3333 after the change"),
        ],
    )
    def test_what_does_not_add_up_is_found(self, wrong, message):
        """
        A step that does not follow from the one before fails.
        """
        assert isinstance(wrong, Explanation)
        with pytest.raises(AssertionError, match=message):
            assert_adds_up(wrong)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (said(0, amount=euros(3334)), "gives 10000/3"),
            (said(0, pot=euros(9999)), "gives 3333"),
            (changed(0, change=euros(1)), "it was 0.01 EUR"),
            (said(1, before=euros(1)), "it was 10000/3"),
            (said(1, after=euros(1)), "it is 33.33 EUR"),
            (said(1, unit=euros(2)), "this is not rounded"),
            (
                attrs.evolve(
                    said(1, after=euros(9999)),
                    steps=(
                        EXPLANATION.steps[0],
                        attrs.evolve(
                            said(1, after=euros(9999)).steps[1], amount=euros(9999)
                        ),
                    ),
                ),
                "this is rounded by 19997/3",
            ),
        ],
    )
    def test_wrong_figures_are_found(self, wrong, message):
        """
        A reader who computes after the sentence gets what it says.
        """
        with pytest.raises(AssertionError, match=message):
            assert_figures_are_right(wrong)
