"""Ids without a body on a roster, and what became of them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.crosswalks import Crosswalk, MatchReason, Succession, unmatched
from fundmodel.errors import CrosswalkError
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster

Y19, Y20 = date(2019, 1, 1), date(2020, 1, 1)


def table(ids):
    """Make a table with these ids."""
    return PublishedTable(
        id="paid", ids=ids, names=ids, amounts=[Money.of(1, "EUR")] * len(ids)
    )


HISTORY = Roster(
    id="history",
    ids=list("abc"),
    names=list("abc"),
    kinds=list("kkk"),
    validity=[Period(date(2000, 1, 1), date(2018, 12, 31)), None, None],
    successors=[["b"], (), ()],
)


class TestUnmatched:
    def test_all_match(self):
        """
        Where every id exists, nothing is named.
        """
        now = date(2018, 7, 1)

        assert unmatched(table(["a", "b", "c"]), HISTORY, key_date=now) == ()

    def test_a_body_of_other_days(self):
        """
        A body that does not exist on the key date is named with its successor.
        """
        (missed,) = unmatched(table(["a", "b"]), HISTORY, key_date=Y19)

        assert missed.reason is MatchReason.OTHER_DAYS
        assert (missed.became, missed.nearest) == (("b",), None)

    def test_the_day_is_that_of_the_roster(self):
        """
        A roster with a day tells which of its bodies exist; one without has to be asked
        about a day, as bodies that ended are on it too.
        """
        (missed,) = unmatched(table(["a"]), attrs.evolve(HISTORY, dated=Y19))

        assert missed.became == ("b",)
        with pytest.raises(CrosswalkError, match="nobody says of which day"):
            unmatched(table(["a"]), HISTORY)

    def test_an_unknown_id(self):
        """
        An id of which nothing is known is named as such.
        """
        (missed,) = unmatched(table(["z"]), HISTORY, key_date=Y19)

        assert missed.reason is MatchReason.UNKNOWN
        assert str(missed) == (
            "z (z) is not on the roster, and nothing says what it became"
        )

    def test_follows_several_steps(self):
        """
        What a body became is found over several days, and each way once.
        """
        way = Crosswalk(
            successions=[
                Succession.split(Y19, "o", {"p": "1/2", "q": "1/2"}),
                Succession.merger(Y20, ["p", "q"], "c"),
            ]
        )
        (missed,) = unmatched(table(["o"]), HISTORY, key_date=Y20, crosswalk=way)

        assert missed.became == ("c",)
        assert missed.nearest == way.successions[0]
