"""Reporting windows: until when figures are reported and corrected."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Final, Self

import attrs

from fundmodel.errors import (
    CorrectionError,
    FrozenFigureError,
    InvalidDataError,
    InvalidModelError,
)
from fundmodel.fields import of_model
from fundmodel.indicators import DataState, Indicator
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.periods import BudgetYear, YearlyDay, later
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.vintages.corrections import called, reasoned

__all__ = ["ReportingWindow", "Timeliness"]


class Timeliness(enum.Enum):
    """When a figure was reported, seen from its reporting window."""

    IN_TIME = "in time"
    """Reported by the day that the law names."""

    LATE = "late"
    """First reported after that day and before the freeze; marked, not refused."""

    CORRECTION = "correction"
    """Corrected with a reason, before the freeze."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _TIMELINESS[self].render(language)


_TIMELINESS: Final[Mapping[Timeliness, Sentence]] = {
    Timeliness.IN_TIME: sentence("reported in time"),
    Timeliness.LATE: sentence("reported late"),
    Timeliness.CORRECTION: sentence("corrected in time, with a reason"),
}


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ReportingWindow:
    """
    Until when figures are reported and corrected; after that they are frozen.

    § 29d FAG of Baden-Württemberg (2017): heads of 15 September are reported by
    15 October, and corrected until 31 December where there is a reason. What the law
    does with a first report after 15 October was not found; such a figure is marked
    as late, and refused only after the freeze.

    A window is that of one count: it opens on the key date or later, and the report is
    due before the key date comes round again.

    >>> window = ReportingWindow(
    ...     reported_by=YearlyDay(month=10, day=15),
    ...     corrected_until=YearlyDay(month=12, day=31),
    ... )
    >>> print(window.in_year(BudgetYear.calendar(2017)))
    reported by 2017-10-15, corrected until 2017-12-31

    Attributes:
        reported_by: The last day to report, as a day of a year or of each year. It
            does not move; of a deadline that moves, give the day on which it falls.

        corrected_until: The last day to correct; from the next one on it is frozen.

        source: The provision that says so.

    Raises:
        InvalidModelError: Figures would be frozen before they are reported.
    """

    reported_by: date | YearlyDay
    corrected_until: date | YearlyDay
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        first, last = self.reported_by, self.corrected_until
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise InvalidModelError(
                "figures would be frozen before they are reported",
                where="reporting window",
                got=f"reported by {first}, corrected until {last}",
                expected="a window that ends after the report is due",
                mend="look at the order of the two days",
            )

    @classmethod
    def of_profile(cls, profile: Jurisdiction, on: date) -> Self:
        """
        Give the window of head counts as it holds in a jurisdiction on a day.

        Raises:
            InvalidDataError: The jurisdiction has none, or none for that day.
        """
        reported = profile.parameter("head_count_reported", on)
        return cls(
            reported_by=profile.value("head_count_reported", on, YearlyDay),
            corrected_until=profile.value("head_count_corrected", on, YearlyDay),
            source=reported.source,
        )

    def in_year(self, year: BudgetYear) -> Self:
        """
        Give the window with the days that belong to a budget year.

        Raises:
            InvalidDataError: The budget year lacks one of the days.
        """
        return attrs.evolve(
            self,
            reported_by=_in_year(self.reported_by, year),
            corrected_until=_in_year(self.corrected_until, year),
        )

    def timeliness(self, indicator: Indicator) -> Timeliness:
        """
        Say whether a vintage came in time.

        Args:
            indicator: The vintage; `known_since` is the day that counts.

        Raises:
            FrozenFigureError: It came after the freeze.

            CorrectionError: It is a correction without a reason.

            InvalidDataError: Nobody says when it came, or the window has no year.
        """
        came, due, last = _came(indicator), self._day("reported_by"), self.frozen_after
        if came > last:
            raise FrozenFigureError(
                "the figure is frozen",
                where=called(indicator),
                got=f"{indicator.state.value}, known since {came}",
                expected=f"reported by {due}, or corrected until {last}",
                mend="take the vintage that was known when it was frozen",
            )
        if indicator.state is DataState.CORRECTED:
            reasoned(indicator)
            return Timeliness.CORRECTION
        return Timeliness.IN_TIME if came <= due else Timeliness.LATE

    def check_key_date(self, indicator: Indicator) -> None:
        """
        Make sure that the window is that of a figure's key date, if it has one.

        Raises:
            CorrectionError: The report is due before the key date, or a year later.

            InvalidDataError: The window has no year.
        """
        day, due = indicator.key_date, self._day("reported_by")
        if day is None:
            return
        following = later(day, years=1, months=0, weeks=0, days=0)
        if not day <= due < following:
            raise CorrectionError(
                "the reporting window is that of another key date",
                where=called(indicator),
                got=f"{self}",
                expected=f"a report due from {day} on and before {following}",
                mend="take the window of the year of the count: window.in_year(...)",
            )

    @property
    def frozen_after(self) -> date:
        """
        The last day on which a figure may change.

        Raises:
            InvalidDataError: The window has no year.
        """
        return self._day("corrected_until")

    def _day(self, name: str) -> date:
        # Both fields are days, or come back each year.
        day: date | YearlyDay = getattr(self, name)
        if isinstance(day, date):
            return day
        raise InvalidDataError(
            "the window comes back each year, and no year was given",
            where=f"reporting window, {name}",
            got=day,
            expected="a day",
            mend="write window.in_year(BudgetYear.calendar(2017)), for example",
        )

    def render(self, language: Language) -> str:
        """Give both days."""
        said = sentence(
            "reported by {due}, corrected until {last}",
            due=self.reported_by,
            last=self.corrected_until,
        )
        return said.render(language)

    def __str__(self) -> str:
        return f"reported by {self.reported_by}, corrected until {self.corrected_until}"


def _in_year(day: date | YearlyDay, year: BudgetYear) -> date:
    return day.in_year(year) if isinstance(day, YearlyDay) else day


def _came(indicator: Indicator) -> date:
    if indicator.known_since is not None:
        return indicator.known_since
    raise InvalidDataError(
        "nobody says since when the figure has been known",
        where=called(indicator),
        got="no known_since",
        expected="the day from which it could be known",
        mend="say it: Indicator(known_since=...)",
    )
