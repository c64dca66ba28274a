"""Tests of `fundmodel.recipients.readings`, by way of `Roster.as_of`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import Period
from fundmodel.recipients import LeftOut, Roster

KEY_DATE, EARLIER = date(2017, 9, 15), date(2016, 9, 15)
OCTOBER, DECEMBER = date(2017, 10, 15), date(2017, 12, 20)
GONE = Period(date(1975, 1, 1), date(2016, 12, 31))


def column(id, key_date=None, known_since=None, state=DataState.FINAL):
    """Make a column of three values."""
    indicator = Indicator(
        id=id, key_date=key_date, known_since=known_since, state=state
    )
    return Column.of(indicator, [1, 2, 3])


HEADS = column("heads", KEY_DATE, OCTOBER)
CORRECTED = column("heads", KEY_DATE, DECEMBER, DataState.CORRECTED)
LAST_YEAR = column("heads", EARLIER, date(2016, 10, 15))
AREA = column("area")
ROSTER = Roster(
    id="towns",
    ids=["a", "b", "c"],
    names=["Aue", "Bach", "Cehof"],
    kinds=["town"] * 3,
    validity=[None, None, GONE],
    columns=[HEADS, CORRECTED, LAST_YEAR, AREA],
)


class TestAsOf:
    def test_asks_nothing(self):
        """
        Without a day the roster stays as it is.
        """
        assert ROSTER.content_hash == ROSTER.as_of().content_hash
        assert 0 == len(ROSTER.left_out())

    @pytest.mark.parametrize(
        ("day", "columns"),
        [
            (date(2016, 10, 14), [AREA]),
            (date(2017, 10, 14), [LAST_YEAR, AREA]),
            (OCTOBER, [HEADS, LAST_YEAR, AREA]),
            (date(2017, 12, 19), [HEADS, LAST_YEAR, AREA]),
            (DECEMBER, [CORRECTED, LAST_YEAR, AREA]),
        ],
    )
    def test_as_known_on_a_day(self, day, columns):
        """
        Of each figure the last known vintage; what nobody dates was always known.
        """
        assert tuple(columns) == ROSTER.as_of(known_on=day).columns

    def test_for_a_key_date(self):
        """
        Only who exists on it, and figures of that day or of none, all vintages.
        """
        read = ROSTER.as_of(key_date=KEY_DATE)

        assert ("a", "b") == read.ids
        assert KEY_DATE == read.dated
        assert [c.indicator for c in (HEADS, CORRECTED, AREA)] == [
            c.indicator for c in read.columns
        ]
        assert [1, 2] == read.columns[0].values.tolist()

    def test_without_validity_everybody_exists(self):
        """
        Who has no period always exists.
        """
        always = attrs.evolve(ROSTER, validity=())

        assert ROSTER.ids == always.as_of(key_date=KEY_DATE).ids
        assert () == always.left_out(key_date=KEY_DATE).bodies

    def test_what_is_left_out_is_named(self):
        """
        Nobody and nothing is dropped silently.
        """
        found = ROSTER.left_out(key_date=KEY_DATE, known_on=date(2017, 10, 14))

        assert (
            "Cehof (c) does not exist on the key date\n"
            "heads was not known before 2017-10-15\n"
            "heads is of another key date, 2016-09-15"
        ) == str(found).replace("15 October 2017", "2017-10-15").replace(
            "15 September 2016", "2016-09-15"
        )
        assert 3 == len(found)
        assert (
            LeftOut(
                bodies=(ROSTER.recipient("c"),),
                not_known=(HEADS.indicator,),
                other_days=(LAST_YEAR.indicator,),
            )
            == found
        )

    def test_in_german(self):
        """
        The names are readable in German too.
        """
        found = ROSTER.left_out(key_date=KEY_DATE)

        assert found.text("de").startswith("Cehof (c) besteht am Stichtag nicht\n")


class TestWithColumns:
    def test_checks_columns(self):
        """
        Columns are as long as the roster, and can be told apart.
        """
        assert (AREA,) == ROSTER.with_columns(AREA).columns
        with pytest.raises(InvalidDataError, match="another length than the roster"):
            ROSTER.with_columns(Column.of(Indicator(id="short"), [1]))
        with pytest.raises(InvalidDataError, match="stands twice for the same key"):
            ROSTER.with_columns(AREA, AREA)


days = st.dates(date(2017, 9, 1), date(2018, 2, 1))


@st.composite
def with_vintages(draw):
    """Draw a roster with vintages of two figures."""
    columns = [
        column(id_, KEY_DATE, day)
        for id_ in ("heads", "homes")
        for day in draw(st.sets(days, max_size=4))
    ]
    return ROSTER.with_columns(*columns, AREA)


class TestStepFunction:
    @settings(max_examples=60)
    @given(with_vintages(), days)
    def test_changes_only_when_something_becomes_known(self, roster, day):
        """
        From one day to the next a roster changes only if a figure becomes known.
        """
        before = roster.as_of(known_on=day - timedelta(days=1)).content_hash
        news = {c.indicator.known_since for c in roster.columns}

        assert (day in news) == (before != roster.as_of(known_on=day).content_hash)

    @settings(max_examples=60)
    @given(with_vintages(), days, st.none() | st.just(KEY_DATE))
    def test_reading_twice_changes_nothing(self, roster, day, key_date):
        """
        What was read as of two days is what they read of it again.
        """
        once = roster.as_of(key_date=key_date, known_on=day)
        twice = once.as_of(key_date=key_date, known_on=day)

        assert once.content_hash == twice.content_hash
        assert 0 == len(once.left_out(key_date=key_date, known_on=day))

    @settings(max_examples=60)
    @given(with_vintages(), days)
    def test_what_is_not_read_is_said(self, roster, day):
        """
        Every figure is read or left out by name.
        """
        read = {c.indicator.id for c in roster.as_of(known_on=day).columns}
        named = {one.id for one in roster.left_out(known_on=day).not_known}

        assert {c.indicator.id for c in roster.columns} == read | named
        assert set() == read & named


class TestDays:
    @pytest.mark.parametrize(
        "day", ["2017-12-10", datetime(2017, 12, 10, 3, tzinfo=UTC)]
    )
    @pytest.mark.parametrize("name", ["key_date", "known_on"])
    def test_are_days(self, day, name):
        """
        A text or a time is no day, and is refused by name.
        """
        for ask in (ROSTER.as_of, ROSTER.left_out):
            with pytest.raises(InvalidDataError) as caught:
                ask(**{name: day})

            assert f"{name}: this is not a calendar day" in str(caught.value)
