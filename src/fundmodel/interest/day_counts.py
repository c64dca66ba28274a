"""Day counts: how many days a period has for interest, and how many a year."""

from __future__ import annotations

import calendar
import enum
from datetime import date
from fractions import Fraction
from typing import Final

from fundmodel.periods import Period
from fundmodel.sentences import Language

__all__ = ["DayCount"]

_FEBRUARY: Final = 2
_MONTH: Final = 30
_YEAR_OF_MONTHS: Final = 12 * _MONTH


class DayCount(enum.Enum):
    """
    How days turn into parts of a year (Zinsmethode).

    Both ends of a period bear interest. Every convention is additive: two periods
    that adjoin have together the days of the period that they form.
    """

    ACT_365 = "act/365"
    """Days of the calendar, by 365, also in leap years."""

    ACT_360 = "act/360"
    """Days of the calendar, by 360 (französische Zinsmethode)."""

    ACT_ACT = "act/act"
    """Days of the calendar, by 365 or, for days in leap years, by 366."""

    THIRTY_360 = "30/360"
    """Each month has 30 days, also February (deutsche kaufmännische Zinsmethode)."""

    def days(self, period: Period) -> int:
        """
        Give the days for which interest is due, both ends included.

        >>> DayCount.THIRTY_360.days(Period(date(2016, 1, 1), date(2016, 7, 30)))
        210
        """
        if self is DayCount.THIRTY_360:
            return _thirtieths(period.last) - _thirtieths_before(period.first)
        return period.days

    def days_of_year(self, day: date) -> int:
        """Give the days of a whole year, as seen from one of its days."""
        match self:
            case DayCount.ACT_365:
                return 365
            case DayCount.ACT_ACT:
                return 366 if calendar.isleap(day.year) else 365
            case _:
                return 360

    def fraction(self, period: Period) -> Fraction:
        """
        Give the period as part of a year, exactly.

        >>> DayCount.ACT_ACT.fraction(Period(date(2023, 12, 31), date(2024, 1, 1)))
        Fraction(731, 133590)
        """
        return sum(
            (
                Fraction(self.days(part), self.days_of_year(part.first))
                for part in self.parts(period)
            ),
            start=Fraction(0),
        )

    def parts(self, period: Period) -> tuple[Period, ...]:
        """Cut a period where the days of a year change: at New Year for act/act."""
        if self is not DayCount.ACT_ACT:
            return (period,)
        years = range(period.first.year, period.last.year + 1)
        return tuple(
            Period(
                max(period.first, date(year, 1, 1)),
                min(period.last, date(year, 12, 31)),
            )
            for year in years
        )

    def render(self, language: Language) -> str:
        """Give the usual name, which no language changes."""
        del language
        return self.value


def _thirtieths(day: date) -> int:
    """Count days up to and with this one, in months of 30 days."""
    whole = day.day == calendar.monthrange(day.year, day.month)[1]
    is_february = day.month == _FEBRUARY
    number = _MONTH if whole and is_february else min(day.day, _MONTH)
    return _months_before(day) + number


def _thirtieths_before(day: date) -> int:
    """Count days up to the one before; the calendar may begin with this one."""
    if day.day == 1:
        return _months_before(day)
    return _thirtieths(day.replace(day=day.day - 1))


def _months_before(day: date) -> int:
    return day.year * _YEAR_OF_MONTHS + (day.month - 1) * _MONTH
