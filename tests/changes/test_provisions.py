"""Tests of `fundmodel.changes.provisions`."""

from __future__ import annotations

import pytest

from fundmodel.changes import (
    AddProvision,
    MoveProvision,
    RemoveProvision,
    ReplaceProvision,
    SetRule,
)
from fundmodel.errors import InvalidModelError
from fundmodel.money import Money
from fundmodel.rules import AllocationRule, EqualShares, Maximum, Minimum, Round, Share

LEAST, MOST = Minimum(Money.of(5, "EUR")), Maximum(Money.of(30, "EUR"))
SHARE, CENT = Share(by="heads"), Round("0.01")


def provisions(terms, part="courses"):
    """Give the provisions of a part."""
    return list(terms.part(part).rule.provisions)


class TestSetRule:
    def test_sets_the_rule(self, terms):
        """
        A part that was open gets a rule, and is divided from then on.
        """
        change = SetRule(part="rent", rule=AllocationRule(EqualShares(), CENT))

        assert [EqualShares(), CENT] == provisions(change.apply(terms), "rent")
        assert str(change.describe()).startswith("rule of rent: ")
        assert "rule of rent" == change.subject

    def test_opens_it_again(self, terms):
        """
        Nobody may have said how the money goes on.
        """
        change = SetRule(part="courses", rule=None)

        assert change.apply(terms).part("courses").rule is None
        assert "rule of courses: open" == str(change.describe())

    def test_a_lump_sum_has_a_rule_of_its_own(self, terms):
        """
        Its rule follows from its fields, which are changed instead.
        """
        with pytest.raises(InvalidModelError, match="follows from its fields"):
            SetRule(part="heads", rule=None).apply(terms)


class TestAddProvision:
    def test_a_lump_sum_has_no_place_for_it(self, terms):
        """
        Its rule follows from its fields.
        """
        with pytest.raises(InvalidModelError) as caught:
            AddProvision(part="heads", provision=LEAST, number=2).apply(terms)

        assert str(caught.value).startswith("part 'heads': the rule of a lump sum")

    def test_puts_it_where_it_is_said(self, terms):
        """
        Numbers are those of the rule after the change.
        """
        change = AddProvision(part="courses", provision=LEAST, number=2)

        assert [SHARE, LEAST, CENT] == provisions(change.apply(terms))
        assert str(change.describe()).startswith("added to courses as number 2: ")
        assert "provision added to courses, number 2" == change.subject

    def test_puts_it_at_the_end(self, terms):
        """
        Without a number it is the last one, even of a part that had no rule.
        """
        change = AddProvision(part="rent", provision=EqualShares())

        assert [EqualShares()] == provisions(change.apply(terms), "rent")
        assert str(change.describe()).startswith("added to rent, at the end: ")
        assert "provision added to rent, at the end" == change.subject

    def test_must_make_sense_there(self, terms):
        """
        The rule refuses it, and the part is named.
        """
        with pytest.raises(InvalidModelError) as caught:
            AddProvision(part="courses", provision=LEAST, number=1).apply(terms)

        assert (
            "part 'courses', provision 1 (Minimum): a provision needs amounts, and "
            "none before it gives them"
        ) == str(caught.value).splitlines()[0]

    @pytest.mark.parametrize("number", [0, 4])
    def test_must_have_a_place(self, terms, number):
        """
        Places that there are not are refused by number.
        """
        with pytest.raises(InvalidModelError, match="no provision of this number"):
            AddProvision(part="courses", provision=LEAST, number=number).apply(terms)


class TestOtherChanges:
    def test_replaces(self, terms):
        """
        Another provision takes the place of one.
        """
        change = ReplaceProvision(part="courses", number=1, provision=EqualShares())

        assert [EqualShares(), CENT] == provisions(change.apply(terms))
        assert str(change.describe()).startswith("provision 1 of courses becomes: ")
        assert "provision 1 of courses" == change.subject

    def test_removes(self, terms):
        """
        What is removed is not needed by others.
        """
        change = RemoveProvision(part="courses", number=2)

        assert [SHARE] == provisions(change.apply(terms))
        assert "provision 2 of courses is removed" == str(change.describe())
        assert "provision 2 of courses" == change.subject
        with pytest.raises(InvalidModelError, match="needs amounts"):
            RemoveProvision(part="courses", number=1).apply(terms)

    def test_moves(self, terms):
        """
        The order of provisions is data, and may be amended alone.
        """
        for one in (LEAST, MOST):
            add = AddProvision(part="courses", provision=one, number=2)
            terms = add.apply(terms)
        change = MoveProvision(part="courses", number=3, to=2)

        assert [SHARE, MOST, LEAST, CENT] == provisions(terms)
        assert [SHARE, LEAST, MOST, CENT] == provisions(change.apply(terms))
        assert "provision 3 of courses becomes number 2" == str(change.describe())
        assert "provision 3 of courses" == change.subject

    def test_a_rule_without_provisions_has_no_number(self, terms):
        """
        There is nothing to remove from a part that is open.
        """
        with pytest.raises(InvalidModelError, match="a rule with provisions"):
            RemoveProvision(part="rent", number=1).apply(terms)
