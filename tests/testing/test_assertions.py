"""Tests of the assertions of `fundmodel.testing`; see also `tests/rules`."""

from __future__ import annotations

import attrs
import pytest

from fundmodel.allocation import allocate
from fundmodel.apportion import Mixed
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, RatePerUnit, Round, Share
from fundmodel.rules.explanation import with_before
from fundmodel.sentences import Text, sentence
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

ROSTER = Roster.from_records(
    [{"id": "a", "heads": 1}, {"id": "b", "heads": 2}],
    id="towns",
    indicators=[Indicator(id="heads")],
)
ALLOCATION = allocate(
    Program(
        id="fund",
        name=Text("Fund"),
        currency="EUR",
        years=[BudgetYear.calendar(2017)],
        parts=[
            Strand(
                id="one",
                name=Text("One"),
                legal_nature=LegalNature.GRANT,
                budgets=[YearBudget(year="2017", amount=Money.of(100, "EUR"))],
                rule=AllocationRule(Share(by="heads"), Round("0.01")),
            )
        ],
    ),
    ROSTER,
    year=2017,
)


def with_last_state(distribution, **changes):
    """Give the distribution with another end."""
    last = distribution.steps[-1]
    after = last.after.becomes(**changes)
    steps = (*distribution.steps[:-1], attrs.evolve(last, after=after))
    return attrs.evolve(distribution, steps=steps)


class TestAssertConserved:
    def test_accepts_what_is_right(self):
        """
        An allocation and the distributions in it are conserved.
        """
        assert_conserved(ALLOCATION)
        assert_conserved(ALLOCATION.part().distribution)

    def test_finds_a_lost_cent(self):
        """
        An amount that is too small is found.
        """
        wrong = with_last_state(
            ALLOCATION.part().distribution, amounts=Mixed.of([[3333, 6666]])
        )
        with pytest.raises(AssertionError, match="10000 to divide, 9999 found"):
            assert_conserved(wrong)

    def test_finds_another_pot(self):
        """
        A pot that is not the budget times the share is found.
        """
        wrong = attrs.evolve(ALLOCATION, share=ALLOCATION.share / 2)
        with pytest.raises(AssertionError, match="one: 5000 budgeted, 10000 divided"):
            assert_conserved(wrong)


def test_explanations_of_allocations_are_accepted():
    """
    The explanation of all parts is checked part by part.
    """
    explanation = ALLOCATION.explain("a")

    assert_adds_up(explanation)
    assert_figures_are_right(explanation)


def test_a_wrong_part_of_an_explanation_is_found():
    """
    One part that does not add up is enough.
    """
    explanation = ALLOCATION.explain("a")
    (part,) = explanation.parts
    wrong = attrs.evolve(explanation, parts=(attrs.evolve(part, steps=()),))
    with pytest.raises(AssertionError, match="steps end with 0"):
        assert_adds_up(wrong)


@pytest.mark.parametrize(
    ("amounts", "match"), [((9, 9), "it was 4"), ((4, 9), "it is 10 seats")]
)
def test_a_wrong_sum_is_found(amounts, match):
    """
    What was there before and what it comes to are compared with the claims.
    """
    rule = AllocationRule(
        RatePerUnit(rate=4, by="heads"), RatePerUnit(rate=6, by="heads")
    )
    told = rule.apply(30, ROSTER, unit="seats").explain("a")
    first, second = told.steps
    had, has = (attrs.evolve(first.amount, count=count) for count in amounts)
    inner = dict(second.said.values)["said"]
    wrong = attrs.evolve(second, said=with_before(inner, had, has))
    named = attrs.evolve(
        wrong, said=sentence("{name}: {said}", name="A", said=wrong.said)
    )

    assert_figures_are_right(told)
    for step in (wrong, named):
        with pytest.raises(AssertionError, match=match):
            assert_figures_are_right(attrs.evolve(told, steps=(first, step)))
