"""Tests of `fundmodel.recipients.roster`; most of it is tested with the package."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column, Indicator
from fundmodel.recipients import REMAINDER, Coverage, Recipient, Roster
from fundmodel.sentences import Text

OTHERS = Text({"en": "all others", "de": "alle übrigen"})
ROSTER = Roster(
    id="towns",
    ids=["a", "rest"],
    names=["Aue", "others"],
    kinds=["town", REMAINDER],
    coverage=Coverage.REMAINDER,
    remainder_name=OTHERS,
    columns=[
        Column.of(Indicator(id="heads", known_since=date(2017, month, 15)), [1, 9])
        for month in (10, 12)
    ],
)


class TestLabel:
    def test_of_who_is_named_and_of_all_others(self):
        """
        The row for all others is called as the roster says, in each language.
        """
        assert ("Aue", OTHERS) == (ROSTER.label(0), ROSTER.label(1))


class TestSingleOut:
    def test_takes_from_one_vintage(self):
        """
        Nobody knows what a body had in a vintage that counted otherwise.
        """
        town = Recipient(id="b", name="Bach", kind="town")
        with pytest.raises(InvalidDataError) as caught:
            ROSTER.single_out(town, heads=2)

        assert (
            "roster 'towns': "
            "a figure has several vintages, and one value would change them all\n"
            "  expected: one vintage of each figure\n"
            "  mend: read the roster as known on a day: roster.as_of(known_on=day)"
        ) == str(caught.value)
        known = ROSTER.as_of(known_on=date(2017, 11, 1))

        assert [1, 2, 7] == known.single_out(town, heads=2).columns[0].values.tolist()
