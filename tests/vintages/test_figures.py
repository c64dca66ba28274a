"""Tests of `fundmodel.vintages.figures`, and of what rules do with vintages."""

from __future__ import annotations

from datetime import date

import pytest

from fundmodel.apportion import Mixed
from fundmodel.errors import (
    InvalidDataError,
    OtherKeyDateError,
    ProvisionalDataError,
    SeveralVintagesError,
)
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.steps import State
from fundmodel.units import Unit
from fundmodel.vintages import last_known, settled
from fundmodel.yardsticks import StandIn, Yardstick, dated, stand_ins

KEY_DATE = date(2017, 9, 15)
OCTOBER, DECEMBER = date(2017, 10, 15), date(2017, 12, 20)


def vintage(known_since, state=DataState.FINAL, key_date=KEY_DATE, heads=1):
    """Make a column of one head count."""
    indicator = Indicator(
        id="heads", key_date=key_date, known_since=known_since, state=state
    )
    return Column.of(indicator, [heads])


def roster(*columns):
    """Make a roster of one town."""
    return Roster(id="towns", ids=["a"], names=["A"], kinds=["town"], columns=columns)


class TestCheck:
    def test_vintages_stand_beside_each_other(self):
        """
        Two vintages of a figure are known since two days.
        """
        columns = roster(vintage(OCTOBER), vintage(DECEMBER)).columns_of("heads")

        assert [OCTOBER, DECEMBER] == [c.indicator.known_since for c in columns]

    @pytest.mark.parametrize(
        ("days", "message"),
        [
            (
                (OCTOBER, OCTOBER),
                (
                    "roster 'towns': two vintages of a figure were known since the "
                    "same day\n"
                    "  got: 'heads', 2017-09-15: 2017-10-15, 2017-10-15\n"
                    "  expected: one vintage for each day\n"
                    "  mend: remove the one that was replaced"
                ),
            ),
            (
                (OCTOBER, None),
                (
                    "roster 'towns': an indicator stands twice for the same key date\n"
                    "  got: 'heads', 2017-09-15\n"
                    "  expected: one column for each indicator and key date\n"
                    "  mend: remove one, or say of each vintage since when it was known"
                ),
            ),
        ],
    )
    def test_are_told_apart_by_the_day(self, days, message):
        """
        Without two different days nobody knows which vintage is the later one.
        """
        with pytest.raises(InvalidDataError) as caught:
            roster(*map(vintage, days))

        assert message == str(caught.value)


class TestLastKnown:
    def test_of_each_day(self):
        """
        On the day itself a vintage is known; before the first one nothing is.
        """
        columns = [vintage(DECEMBER), vintage(OCTOBER)]

        assert last_known(columns, date(2017, 10, 14)) is None
        assert columns[1] is last_known(columns, OCTOBER)
        assert columns[1] is last_known(columns, date(2017, 12, 19))
        assert columns[0] is last_known(columns, DECEMBER)

    def test_settled_takes_what_was_known(self):
        """
        Of each figure one vintage is taken, or none if none was known.
        """
        other = vintage(DECEMBER, key_date=date(2016, 9, 15))
        columns = (other, vintage(OCTOBER), vintage(DECEMBER))

        assert columns[1:2] == settled(columns, OCTOBER)
        assert (columns[0], columns[2]) == settled(columns, DECEMBER)
        assert () == settled(columns, date(2017, 1, 1))


def find(*columns, accepts=(), key_date=KEY_DATE):
    """Let a rule find its column among vintages."""
    state = State.start(Mixed.of([0]), roster(*columns), unit=Unit(name="seats"))
    day = None if key_date is None else KeyDate(key_date)
    yardstick = Yardstick(by="heads", key_date=day, accepts=stand_ins(accepts))
    return yardstick.column(state)


class TestYardstick:
    @pytest.mark.parametrize("key_date", [KEY_DATE, None])
    def test_never_takes_the_last_vintage_silently(self, key_date):
        """
        Where two vintages would do, both are named, and how to choose.
        """
        columns = [vintage(OCTOBER), vintage(DECEMBER, DataState.CORRECTED)]
        with pytest.raises(SeveralVintagesError) as caught:
            find(*columns, key_date=key_date)

        assert (
            "roster 'towns': the roster has several vintages of the indicator 'heads'\n"
            "  got: known since 2017-10-15, known since 2017-12-20 (corrected)\n"
            "  expected: one vintage\n"
            "  mend: say on which day the roster is read: "
            "roster.as_of(known_on=day), or allocate(..., as_of=day)"
        ) == str(caught.value)

    def test_a_rule_that_wants_final_figures_has_one(self):
        """
        A provisional vintage is no rival of a final one, unless the rule takes both.
        """
        columns = [vintage(OCTOBER, DataState.PROVISIONAL), vintage(DECEMBER)]

        assert columns[1] is find(*columns)
        with pytest.raises(SeveralVintagesError, match=r"15 \(provisional\), known"):
            find(*columns, accepts=[StandIn.PROVISIONAL])

    def test_one_provisional_vintage_stays_provisional(self):
        """
        As known before the final figures, the figure is provisional.
        """
        with pytest.raises(ProvisionalDataError):
            find(vintage(OCTOBER, DataState.PROVISIONAL))

    def test_stand_ins_have_vintages_too(self):
        """
        Two vintages of the only earlier day are several; of two days, it is the day.
        """
        earlier = date(2016, 9, 15)
        one, other = (vintage(day, key_date=earlier) for day in (OCTOBER, DECEMBER))
        with pytest.raises(SeveralVintagesError):
            find(one, other, accepts=[StandIn.EARLIER])
        with pytest.raises(OtherKeyDateError):
            find(one, other)

    def test_a_correction_is_named_in_explanations(self):
        """
        Whoever reads a step sees that the figure was corrected.
        """
        corrected = vintage(DECEMBER, DataState.CORRECTED).indicator

        assert "heads on 15 September 2017, corrected" == str(dated(corrected))
