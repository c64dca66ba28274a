"""Tests of `fundmodel.changes.amendments`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.changes import (
    AddProvision,
    AddYear,
    Amendment,
    MoveProvision,
    RemovePart,
    RemoveProvision,
    ReplaceProvision,
    SetBudget,
    SetKeyDate,
    SetPeriod,
    SetRecipients,
    SetRule,
    check_contradictions,
    check_order,
)
from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.rules import AllocationRule, Minimum, Round, Share
from fundmodel.sentences import Text, sentence
from fundmodel.sources import Source

DAY = date(2025, 7, 1)


def to(amount, *, part="courses", day=DAY):
    """Amend the budget of a part."""
    budget = SetBudget(part=part, year="2025", amount=Money.of(amount, "EUR"))
    return Amendment(day=day, changes=[budget])


class TestAmendment:
    def test_changes_one_thing_after_the_other(self, terms):
        """
        A later change of the same amendment builds on an earlier one.
        """
        (budget,) = to(80).changes
        both = Amendment(day=DAY, changes=[budget, RemovePart(part="courses")])

        assert "courses" not in [part.id for part in both.apply(terms).parts]

    def test_says_which_change_does_not_fit(self, terms):
        """
        Day and number of the change are named.
        """
        with pytest.raises(InvalidModelError) as caught:
            to(80, part="course").apply(terms)

        assert str(caught.value).startswith(
            "amendment of 2025-07-01, change 1, part 'course': a change names a part"
        )

    def test_changes_something(self):
        """
        An amendment without a change is refused.
        """
        with pytest.raises(InvalidModelError, match="an amendment changes nothing"):
            Amendment(day=DAY, changes=[])

    def test_takes_changes_only(self):
        """
        What is no change is refused by name.
        """
        with pytest.raises(InvalidModelError, match="a list of Change"):
            Amendment(day=DAY, changes=["more money"])

    def test_has_a_day(self):
        """
        A moment is no day.
        """
        with pytest.raises((InvalidDataError, InvalidModelError)):
            Amendment(day="2025-07-01", changes=to(80).changes)


class TestSources:
    LAW = Source(title="Supplementary budget")

    def test_a_change_without_one_takes_that_of_the_amendment(self, terms):
        """
        The new figure cites the amendment, not what its part was set up by.
        """
        (change,) = to(80).changes
        amendment = Amendment(day=DAY, changes=[change], source=self.LAW)
        (budget,) = amendment.apply(terms).part("courses").budgets

        assert self.LAW == budget.source

    def test_a_change_keeps_its_own(self, terms):
        """
        What is cited more closely stays so.
        """
        note = Source(title="Notice")
        (change,) = to(80).changes
        own = attrs.evolve(change, source=note)
        amendment = Amendment(day=DAY, changes=[own], source=self.LAW)
        (budget,) = amendment.apply(terms).part("courses").budgets

        assert note == budget.source

    def test_changes_of_users_are_left_as_they_are(self, terms):
        """
        Whatever has the members of a change is one, whether of attrs or not.
        """

        class Nothing:
            source = None
            subject = "nothing"

            def describe(self):
                return sentence("the program")

            def apply(self, terms):
                return terms

        amendment = Amendment(day=DAY, changes=[Nothing()], source=self.LAW)

        assert terms == amendment.apply(terms)


class TestDescribe:
    def test_says_day_and_title(self):
        """
        The title follows where there is one.
        """
        titled = attrs.evolve(to(80), title=Text("Supplement"))

        assert "Amendment, from 1 July 2025" == str(to(80).describe())
        assert "Amendment, from 1 July 2025: Supplement" == str(titled.describe())


class TestContradictions:
    def test_one_day_sets_a_thing_once(self):
        """
        Otherwise the order of a file would decide about money.
        """
        with pytest.raises(InvalidModelError) as caught:
            check_contradictions([to(80), to(90)])

        assert (
            "amendments of 2025-07-01: amendments contradict each other: two changes "
            "of one day set the same\n"
            "  got: 2 x budget 2025 of courses\n"
            "  expected: one change of each thing on each day\n"
            "  mend: leave one out, or correct its day"
        ) == str(caught.value)

    def test_other_days_and_other_things_are_none(self):
        """
        A budget may be changed again later.
        """
        check_contradictions([to(80), to(90, day=date(2025, 8, 1)), to(5, part="rent")])


SPRING, SUMMER = KeyDate(date(2025, 3, 1)), KeyDate(date(2025, 6, 30))
LEAST = Minimum(Money.of(5, "EUR"))
AT = {"part": "courses", "number": 2}


def one(*changes):
    """Amend on one day."""
    return Amendment(day=DAY, changes=changes)


class TestOrder:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (RemoveProvision(**AT), AddProvision(**AT, provision=LEAST)),
            (
                ReplaceProvision(**AT, provision=Round("1.00")),
                AddProvision(**AT, provision=LEAST),
            ),
            (
                SetRule(part="courses", rule=AllocationRule(Share(by="beds"))),
                AddProvision(part="courses", provision=LEAST),
            ),
            (
                SetRule(part="courses", rule=AllocationRule(Share(by="beds"))),
                SetKeyDate(part="courses", number=1, key_date=SPRING),
            ),
            (
                ReplaceProvision(part="courses", number=1, provision=Share(by="beds")),
                SetKeyDate(part="courses", number=1, key_date=SUMMER),
            ),
            (
                SetKeyDate(part="courses", key_date=SPRING),
                SetKeyDate(part="courses", number=1, key_date=SUMMER),
            ),
            (
                SetRecipients(part="courses", kinds=["district"]),
                AddProvision(
                    part="courses", number=1, provision=Eligible(kinds=["town"])
                ),
            ),
            (to(80).changes[0], RemovePart(part="courses")),
        ],
    )
    def test_of_two_amendments_of_one_day_decides_nothing(self, terms, first, second):
        """
        Whichever stands first in a file, both are refused by name.
        """
        for pair in ((first, second), (second, first)):
            with pytest.raises(InvalidModelError, match="their order would decide"):
                check_order(terms, [one(change) for change in pair])

        # Within one amendment the order is that of its text.
        check_order(terms, [one(first, second)])

    def test_both_are_named(self, terms):
        """
        Among all changes, the two that do not go together are told.
        """
        first = one(*to(80).changes, RemoveProvision(**AT))
        second = one(AddProvision(**AT, provision=LEAST))
        with pytest.raises(InvalidModelError) as caught:
            check_order(terms, [first, second])

        assert (
            "amendments of 2025-07-01: amendments contradict each other: their order "
            "would decide\n"
            "  got: provision 2 of courses is removed; added to courses as number 2: "
            "at least 5.00 EUR each\n"
            "  expected: amendments of one day that give the same in either order\n"
            "  mend: write both in one amendment, in the order of its text, or "
            "correct a day"
        ) == str(caught.value)

    def test_several_changes_may_decide_together(self, terms):
        """
        Where no two changes alone are at odds, all are named.
        """
        first = one(
            AddProvision(part="courses", provision=LEAST),
            MoveProvision(part="courses", number=3, to=2),
        )
        other = Minimum(Money.of(7, "EUR"))
        second = one(ReplaceProvision(**AT, provision=other))
        with pytest.raises(InvalidModelError) as caught:
            check_order(terms, [first, second])

        assert (
            "got: added to courses, at the end: at least 5.00 EUR each; provision 3 of "
            "courses becomes number 2; provision 2 of courses becomes: at least 7.00 "
            "EUR each\n"
        ) in str(caught.value).replace("\N{NO-BREAK SPACE}", " ")

    def test_what_does_not_touch_is_free(self, terms):
        """
        Years, periods, budgets and provisions of other parts go in any order.
        """
        years = [one(AddYear(year=BudgetYear.calendar(year))) for year in (2026, 2027)]
        prolonged = one(SetPeriod(period=Period(date(2025, 1, 1), date(2027, 12, 31))))
        parts = [to(80), one(AddProvision(part="rent", provision=Share(by="beds")))]

        check_order(terms, [*years, prolonged, *parts])

    def test_there_are_not_too_many_of_one_day(self, terms):
        """
        Each is compared with each other one, so a file cannot cost hours.
        """
        with pytest.raises(InvalidModelError, match="too many amendments of one day"):
            check_order(terms, [to(80)] * 51)
