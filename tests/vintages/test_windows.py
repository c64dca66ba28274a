"""Tests of `fundmodel.vintages.windows`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.errors import (
    CorrectionError,
    FrozenFigureError,
    InvalidDataError,
    InvalidModelError,
)
from fundmodel.indicators import DataState, Indicator
from fundmodel.jurisdictions.germany import BADEN_WUERTTEMBERG
from fundmodel.periods import BudgetYear, YearlyDay
from fundmodel.sentences import Language, Text
from fundmodel.vintages import ReportingWindow, Timeliness

YEARLY = ReportingWindow(
    reported_by=YearlyDay(month=10, day=15),
    corrected_until=YearlyDay(month=12, day=31),
)
WINDOW = YEARLY.in_year(BudgetYear.calendar(2017))
DUE, LAST = date(2017, 10, 15), date(2017, 12, 31)


def heads(known_since, state=DataState.FINAL, reason=None):
    """Make a head count of 15 September."""
    return Indicator(
        id="heads",
        key_date=date(2017, 9, 15),
        known_since=known_since,
        state=state,
        reason=reason,
    )


class TestReportingWindow:
    def test_of_section_29d(self):
        """
        § 29d FAG: reported by 15 October, corrected until 31 December.
        """
        found = ReportingWindow.of_profile(BADEN_WUERTTEMBERG, date(2017, 9, 15))

        assert (YEARLY.reported_by, YEARLY.corrected_until) == (
            found.reported_by,
            found.corrected_until,
        )
        assert "FAG29d" == found.source.key

    def test_of_a_year(self):
        """
        Days of each year become days; days stay.
        """
        assert (DUE, LAST) == (WINDOW.reported_by, WINDOW.frozen_after)
        assert WINDOW == WINDOW.in_year(BudgetYear.calendar(2018))
        assert "reported by 2017-10-15, corrected until 2017-12-31" == str(WINDOW)
        assert (
            "reported by 15 October 2017, corrected until 31 December 2017"
        ) == WINDOW.render(Language.ENGLISH)

    @settings(max_examples=50)
    @given(st.dates(date(2017, 9, 15), date(2018, 3, 1)))
    def test_tells_when_a_figure_came(self, day):
        """
        In time until it is due, late until the freeze, then refused.
        """
        if day > LAST:
            with pytest.raises(FrozenFigureError):
                WINDOW.timeliness(heads(day))
        else:
            expected = Timeliness.IN_TIME if day <= DUE else Timeliness.LATE

            assert expected is WINDOW.timeliness(heads(day))

    def test_tells_what_is_a_correction(self):
        """
        A correction is in time at any day before the freeze, with a reason.
        """
        found = WINDOW.timeliness(heads(LAST, DataState.CORRECTED, Text("twice")))

        assert Timeliness.CORRECTION is found
        with pytest.raises(CorrectionError, match="corrected without a reason"):
            WINDOW.timeliness(heads(LAST, DataState.CORRECTED))

    def test_is_said_in_both_languages(self):
        """
        Each timeliness has words.
        """
        assert ["reported in time", "reported late"] == [
            each.render(Language.ENGLISH)
            for each in (Timeliness.IN_TIME, Timeliness.LATE)
        ]
        assert "rechtzeitig, mit Begründung berichtigt" == Timeliness.CORRECTION.render(
            Language.GERMAN
        )


class TestFaults:
    def test_ends_after_the_report_is_due(self):
        """
        What is frozen before it is due could never be reported.
        """
        with pytest.raises(InvalidModelError) as caught:
            ReportingWindow(reported_by=DUE, corrected_until=DUE - timedelta(days=1))

        assert (
            "reporting window: figures would be frozen before they are reported\n"
            "  got: reported by 2017-10-15, corrected until 2017-10-14\n"
            "  expected: a window that ends after the report is due\n"
            "  mend: look at the order of the two days"
        ) == str(caught.value)

    def test_needs_a_year(self):
        """
        Days of each year are no days to compare with.
        """
        with pytest.raises(InvalidDataError) as caught:
            YEARLY.timeliness(heads(DUE))

        assert (
            "reporting window, reported_by: "
            "the window comes back each year, and no year was given\n"
            "  got: 15 October of the budget year\n"
            "  expected: a day\n"
            "  mend: write window.in_year(BudgetYear.calendar(2017)), for example"
        ) == str(caught.value)

    def test_needs_to_know_when_a_figure_came(self):
        """
        A figure without a day is neither in time nor late.
        """
        with pytest.raises(InvalidDataError) as caught:
            WINDOW.timeliness(heads(None))

        assert (
            "indicator 'heads', 2017-09-15: "
            "nobody says since when the figure has been known\n"
            "  got: no known_since\n"
            "  expected: the day from which it could be known\n"
            "  mend: say it: Indicator(known_since=...)"
        ) == str(caught.value)
