"""Public holidays as dated data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.periods import Period
from fundmodel.sources import Basis

__all__ = ["Holidays"]


def _days(days: Iterable[date]) -> frozenset[date]:
    return frozenset(days)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Holidays:
    """
    The public holidays of a place for a time (gesetzliche Feiertage).

    Attributes:
        days: The days.

        period: For which time they are all of them.

        source: Where they stand.

    Raises:
        InvalidDataError: A day lies outside the period.
    """

    days: frozenset[date] = attrs.field(converter=_days)
    period: Period
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        outside = sorted(day for day in self.days if not self.period.contains(day))
        if outside:
            raise InvalidDataError(
                "a holiday lies outside the time for which holidays are listed",
                where="holidays",
                got=outside[0],
                expected=f"a day in {self.period}",
                mend="list all holidays of a longer time, or leave this one out",
            )
