"""Tests of `fundmodel.changes.conditions`."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.changes import AddProvision, SetKeyDate, SetRecipients
from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidModelError
from fundmodel.periods import KeyDate
from fundmodel.rules import Round, Share
from fundmodel.sentences import Text

DISTRICTS = SetRecipients(part="courses", kinds=("district",), name=Text("districts"))
DAY = KeyDate(date(2025, 9, 15))


class TestSetRecipients:
    def test_says_who_is_eligible(self, terms):
        """
        A rule that had no such provision gets one in front.
        """
        (first, *others) = DISTRICTS.apply(terms).part("courses").rule.provisions

        assert Eligible(kinds=("district",), name=Text("districts")) == first
        assert [Share(by="heads"), Round("0.01")] == others
        assert "recipients of courses: districts" == str(DISTRICTS.describe())
        assert "recipients of courses" == DISTRICTS.subject

    def test_says_it_anew(self, terms):
        """
        A provision that there is takes the new kinds.
        """
        towns = SetRecipients(part="courses", kinds=("town",))
        after = towns.apply(DISTRICTS.apply(terms)).part("courses")

        assert Eligible(kinds=("town",)) == after.rule.provisions[0]
        assert 3 == len(after.rule.provisions)

    def test_of_a_lump_sum(self, terms):
        """
        A lump sum names its recipients itself.
        """
        change = SetRecipients(part="heads", kinds=("town",))

        assert ("town",) == change.apply(terms).part("heads").recipients

    def test_names_somebody(self):
        """
        A change that leaves nobody is refused with the part.
        """
        with pytest.raises(InvalidModelError) as caught:
            SetRecipients(part="courses", kinds=())

        assert str(caught.value).startswith(
            "part 'courses': a change of recipients names none\n"
        )


class TestSetKeyDate:
    def test_of_the_only_provision_that_has_one(self, terms):
        """
        The provision need not be named if there is only one.
        """
        change = SetKeyDate(part="courses", key_date=DAY)

        assert DAY == change.apply(terms).part("courses").rule.provisions[0].key_date
        assert str(change.describe()).startswith("key date of courses: ")
        assert "key date of courses, provision that has one" == change.subject

    def test_of_a_lump_sum(self, terms):
        """
        A lump sum has its own key date.
        """
        change = SetKeyDate(part="heads", key_date=DAY)

        assert DAY == change.apply(terms).part("heads").key_date

    def test_of_one_of_several(self, terms):
        """
        Where several provisions count by a day, the number says which.
        """
        second = AddProvision(part="courses", provision=Share(by="pupils"), number=2)
        terms = second.apply(terms)
        with pytest.raises(InvalidModelError) as caught:
            SetKeyDate(part="courses", key_date=DAY).apply(terms)
        change = SetKeyDate(part="courses", key_date=DAY, number=2)

        assert "got: 1, 2" in str(caught.value)
        assert DAY == change.apply(terms).part("courses").rule.provisions[1].key_date
        assert "key date of courses, provision 2" == change.subject

    def test_rounding_has_none(self, terms):
        """
        A provision without a key date is refused.
        """
        with pytest.raises(InvalidModelError, match="got: none"):
            SetKeyDate(part="courses", key_date=DAY, number=2).apply(terms)
