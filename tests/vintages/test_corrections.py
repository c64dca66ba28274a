"""Tests of `fundmodel.vintages.corrections`, by way of `Roster.corrected`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.errors import CorrectionError, FrozenFigureError, InvalidDataError
from fundmodel.indicators import Column, DataState, Indicator
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
