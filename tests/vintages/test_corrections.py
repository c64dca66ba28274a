"""Tests of `fundmodel.vintages.corrections`, by way of `Roster.corrected`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fundmodel.errors import CorrectionError, FrozenFigureError, InvalidDataError
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import BudgetYear, YearlyDay
from fundmodel.recipients import Roster
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.vintages import ReportingWindow

KEY_DATE = date(2017, 9, 15)
OCTOBER, DECEMBER = date(2017, 10, 15), date(2017, 12, 20)
HEADS = Indicator(id="heads", key_date=KEY_DATE, known_since=OCTOBER)
AREA = Indicator(id="area")
LETTER = Source(title="Letter of the district")


def towns(heads=(10, 20, None), **more):
    """Make a roster of three towns."""
    columns = [
        Column.of(attrs.evolve(HEADS, **more), heads, inferred=[True, True, False]),
        Column.of(AREA, [1, 2, 3]),
    ]
    return Roster(
        id="towns",
        ids=["a", "b", "c"],
        names=["A", "B", "C"],
        kinds=["town"] * 3,
        columns=columns,
    )


def corrected(roster, values=None, **more):
    """Correct heads on 20 December."""
    more = {"known_since": DECEMBER, "reason": "counted twice"} | more
    indicator = more.pop("indicator", "heads")
    return roster.corrected(indicator, values or {"a": 9}, **more)


class TestCorrected:
    def test_the_original_stays(self):
        """
        A correction is a further vintage with state, day, reason and source.
        """
        before = towns()
        after = corrected(before, source=LETTER)
        old, new, area = after.columns

        assert before.columns == (old, area)
        assert (DataState.CORRECTED, DECEMBER, KEY_DATE, LETTER) == (
            new.indicator.state,
            new.indicator.known_since,
            new.indicator.key_date,
            new.indicator.source,
        )
        assert Text("counted twice") == new.indicator.reason
        assert [9, 20, None] == [new.value(i) for i in range(3)]
        assert [False, True, False] == new.inferred.tolist()

    def test_values_appear_and_disappear(self):
        """
        A value may be taken away, and given to who had none.
        """
        column = corrected(towns(), {"b": None, "c": 7}).columns[1]

        assert [10, None, 7] == [column.value(i) for i in range(3)]

    @settings(max_examples=50)
    @given(
        st.lists(st.decimals(0, 10**12, places=3), min_size=3, max_size=3),
        st.decimals(0, 10**18, places=9),
    )
    def test_is_exact(self, heads, value):
        """
        More decimals than before change no other value.
        """
        assume(value != heads[1])
        column = corrected(towns(heads), {"b": value}).columns[1]
        expected = [Fraction(heads[0]), Fraction(value), Fraction(heads[2])]

        assert expected == [column.value(i) for i in range(3)]

    def test_a_correction_is_corrected(self):
        """
        The latest vintage is where the next correction starts from.
        """
        once = corrected(towns())
        twice = corrected(once, {"b": 21}, known_since=date(2017, 12, 22))

        assert [9, 21] == [twice.columns[2].value(i) for i in range(2)]

    def test_the_key_date_may_be_named(self):
        """
        Where a roster has figures of two key dates, one of them is corrected.
        """
        other = attrs.evolve(HEADS, key_date=date(2016, 9, 15))
        both = towns().with_columns(*towns().columns, Column.of(other, [1, 2, 3]))
        column = corrected(both, key_date=other.key_date).columns[3]

        assert (other.key_date, 9) == (column.indicator.key_date, column.value(0))
        with pytest.raises(CorrectionError) as caught:
            corrected(both)

        assert (
            "roster 'towns': there is no single figure that is meant\n"
            "  got: 2017-09-15, 2016-09-15\n"
            "  expected: an indicator with one key date\n"
            "  mend: name an indicator of the roster, and its key date"
        ) == str(caught.value)


class TestFaults:
    @pytest.mark.parametrize("reason", [" ", None])
    def test_needs_a_reason(self, reason):
        """
        Without a reason nothing is corrected.
        """
        with pytest.raises(CorrectionError) as caught:
            corrected(towns(), reason=reason)

        assert (
            "indicator 'heads', 2017-09-15: a figure is corrected without a reason\n"
            "  got: known since 2017-12-20, no reason\n"
            "  expected: a reason in words\n"
            '  mend: say why: reason="counted twice", for example'
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("more", "what"),
        [
            ({"state": DataState.PROVISIONAL}, "a provisional figure is replaced by"),
            ({"known_since": None}, "the correction was not known after what it"),
            ({"known_since": DECEMBER}, "the correction was not known after what it"),
        ],
    )
    def test_corrects_what_was_final_before(self, more, what):
        """
        Provisional figures are replaced, and a correction comes later.
        """
        with pytest.raises(CorrectionError) as caught:
            corrected(towns(**more))

        assert str(caught.value).startswith(f"indicator 'heads', 2017-09-15: {what}")
        assert "  got: corrected 2017-12-20; before that " in str(caught.value)

    def test_corrects_something(self):
        """
        At least one value is given.
        """
        with pytest.raises(CorrectionError, match="2017-09-15: nothing is corrected"):
            towns().corrected("heads", {}, known_since=DECEMBER, reason="none")

    def test_changes_a_value(self):
        """
        What gives everybody the value that it had is no correction.
        """
        for same in ({"a": 10}, {"a": Decimal("10.0"), "c": None}):
            with pytest.raises(CorrectionError) as caught:
                corrected(towns(), same)

        assert (
            "indicator 'heads', 2017-09-15: a correction changes no value\n"
            "  got: the values that it had\n"
            "  expected: the new value of at least one recipient\n"
            "  mend: leave it out, or give the values that are right"
        ) == str(caught.value)
        assert 3 == len(corrected(towns(), {"c": 0}).columns)

    def test_is_no_difference(self):
        """
        What was never below zero is not corrected below zero.
        """
        with pytest.raises(CorrectionError) as caught:
            corrected(towns(), {"a": Decimal("-1.5")})

        assert (
            "indicator 'heads', 2017-09-15: a correction makes a figure negative that "
            "never was\n"
            "  got: -1.5\n"
            "  expected: zero or more, as all values of this figure so far\n"
            "  mend: give the new value, not the difference"
        ) == str(caught.value)
        debts = corrected(towns([-1, 2, 3]), {"b": -2})
        assert -2 == debts.columns[1].value(1)

    def test_is_not_known_before_the_count(self):
        """
        Nobody corrects a count before its day.
        """
        early = towns(known_since=date(2017, 1, 1))
        with pytest.raises(CorrectionError, match="known before the day of the count"):
            corrected(early, known_since=date(2017, 9, 14))

        assert 3 == len(corrected(early, known_since=KEY_DATE).columns)

    def test_the_window_of_another_year_does_not_open_it(self):
        """
        What is frozen stays so, whatever window is passed.
        """
        yearly = ReportingWindow(
            reported_by=YearlyDay(month=10, day=15),
            corrected_until=YearlyDay(month=12, day=31),
        )
        for year in (2016, 2019):
            window = yearly.in_year(BudgetYear.calendar(year))
            with pytest.raises(CorrectionError) as caught:
                corrected(towns(), known_since=date(2019, 12, 1), window=window)

        assert (
            "indicator 'heads', 2017-09-15: the reporting window is that of another "
            "key date\n"
            "  got: reported by 2019-10-15, corrected until 2019-12-31\n"
            "  expected: a report due from 2017-09-15 on and before 2018-09-15\n"
            "  mend: take the window of the year of the count: window.in_year(...)"
        ) == str(caught.value)
        undated = towns(key_date=None)
        last = yearly.in_year(BudgetYear.calendar(2017))
        assert 3 == len(corrected(undated, window=last).columns)

    def test_a_figure_keeps_the_day_that_froze_it(self):
        """
        An indicator that says so is frozen, whether a window is passed or not.
        """
        last = date(2017, 12, 31)
        roster = towns(frozen_after=last)
        once = corrected(roster)

        assert [last, last] == [c.indicator.frozen_after for c in once.columns[:2]]
        with pytest.raises(FrozenFigureError) as caught:
            corrected(roster, known_since=date(2018, 1, 1))

        assert (
            "indicator 'heads', 2017-09-15: the figure is frozen\n"
            "  got: corrected, known since 2018-01-01\n"
            "  expected: reported or corrected until 2017-12-31\n"
            "  mend: take the vintage that was known when it was frozen"
        ) == str(caught.value)

    def test_all_vintages_freeze_on_one_day(self):
        """
        A vintage that says nothing of the freeze does not get around it.
        """
        roster = towns(frozen_after=date(2017, 12, 31))
        later = attrs.evolve(HEADS, known_since=date(2018, 1, 1))
        with pytest.raises(InvalidDataError) as caught:
            roster.with_columns(*roster.columns, Column.of(later, [1, 2, 3]))

        assert (
            "roster 'towns': vintages of a figure do not freeze on the same day\n"
            "  got: 'heads', 2017-09-15: 2017-12-31, None\n"
            "  expected: the day that froze the figure, in each of its vintages\n"
            "  mend: say the same in each: Indicator(frozen_after=...)"
        ) == str(caught.value)

    def test_a_roster_that_says_no_freeze_hashes_as_before(self):
        """
        A field that nobody uses changes no hash.
        """
        frozen = towns(frozen_after=date(2017, 12, 31))

        assert towns().content_hash != frozen.content_hash
        assert towns().content_hash == towns(frozen_after=None).content_hash

    def test_knows_whom_and_what(self):
        """
        Ids and indicators that the roster lacks are refused.
        """
        with pytest.raises(InvalidDataError, match="nobody on the roster has this id"):
            corrected(towns(), {"x": 1})
        with pytest.raises(CorrectionError, match="got: no such indicator"):
            corrected(towns(), indicator="people", key_date=KEY_DATE)

    def test_values_are_exact(self):
        """
        Floats are no corrections.
        """
        with pytest.raises(InvalidDataError, match="this is no exact number"):
            corrected(towns(), {"a": 9.5})

        assert 9 == corrected(towns(), {"a": Decimal(9)}).columns[1].value(0)

    def test_nothing_changes_after_the_freeze(self):
        """
        On the last day of the window a correction is in time, on the next it is not.
        """
        window = ReportingWindow(
            reported_by=OCTOBER, corrected_until=date(2017, 12, 31)
        )
        last = corrected(towns(), known_since=date(2017, 12, 31), window=window)

        assert 3 == len(last.columns)
        with pytest.raises(FrozenFigureError) as caught:
            corrected(towns(), known_since=date(2018, 1, 1), window=window)

        assert (
            "indicator 'heads', 2017-09-15: the figure is frozen\n"
            "  got: corrected, known since 2018-01-01\n"
            "  expected: reported by 2017-10-15, or corrected until 2017-12-31\n"
            "  mend: take the vintage that was known when it was frozen"
        ) == str(caught.value)
