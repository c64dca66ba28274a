"""Tests of `fundmodel.rules.explanation`."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, Explanation, Round, Share
from fundmodel.sentences import Language, sentence
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

    def test_takes_the_language_by_its_code(self):
        """
        "en" and the language itself are the same, others are refused.
        """
        assert EXPLANATION.text(Language.ENGLISH) == EXPLANATION.text("en")
        with pytest.raises(ValueError, match="'xx' is not a valid Language"):
            EXPLANATION.text("xx")

    def test_tells_whether_it_adds_up(self):
        """
        An amount that the steps do not give is found out.
        """
        other = Amount(count=Fraction(1), unit=EXPLANATION.amount.unit)
        wrong = attrs.evolve(EXPLANATION, amount=other)

        assert EXPLANATION.adds_up
        assert not wrong.adds_up


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
