"""The terms of a ledger: its budget years, and how long their money may be used."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.ledgers.accounts import Window
from fundmodel.periods import BudgetYear
from fundmodel.sources import Basis

__all__ = ["BudgetTerms"]

_ONE_DAY: Final = timedelta(days=1)


def _adjoining(_: object, __: object, years: tuple[BudgetYear, ...]) -> None:
    if not years:
        raise InvalidModelError(
            "a ledger has no budget years",
            where="years",
            expected="at least one",
            mend="write [BudgetYear.calendar(2017)]",
        )
    for year, later in pairwise(years):
        if year.period.last + _ONE_DAY != later.period.first:
            raise InvalidModelError(
                "two budget years do not follow each other",
                where="years",
                got=f"{year}: {year.period}, {later}: {later.period}",
                expected="each from the day after the one before",
                mend="put them in order, with those in between",
            )
    if len({year.label for year in years}) < len(years):
        raise InvalidModelError(
            "two budget years have one label",
            where="years",
            got=", ".join(year.label for year in years),
            expected="each label once",
            mend="rename one of them",
        )


def _not_negative(
    _: object, attribute: attrs.Attribute[int], value: int | None
) -> None:
    if value is not None and value < 0:
        raise InvalidModelError(
            "a term of a ledger is negative",
            where=attribute.name,
            got=value,
            expected="0 or more",
            mend="state it as the law does",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class BudgetTerms:
    """
    For how long money of a budget year may be used (zeitliche Bindung).

    Attributes:
        years: The budget years, each from the day after the one before.

        carry_over_years: How many years after the one that granted it money may be
            carried over to; 2 under § 45 Abs. 2 BHO ("bis zum Ende des auf die
            Bewilligung folgenden zweitnächsten Haushaltsjahres"). `None` if nobody
            says; then nothing may be.

        open_days: How many days after a budget year payments may still be booked to
            it, until its books are closed (§ 76 BHO).

        source: Where these terms are from.
    """

    years: tuple[BudgetYear, ...] = attrs.field(
        converter=tuple[BudgetYear, ...], validator=_adjoining
    )
    carry_over_years: int | None = attrs.field(default=None, validator=_not_negative)
    open_days: int = attrs.field(default=0, validator=_not_negative)
    source: Basis = None

    @functools.cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each year, by its label."""
        return {year.label: place for place, year in enumerate(self.years)}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the years."""
        return tuple(year.label for year in self.years)

    def bounds(self, window: Window) -> tuple[Ordinals, Ordinals]:
        """
        Give the first and the last day on which something may be booked.

        Returns:
            Numbers of the calendar, one of each for each year.
        """
        first, last = self._ends
        closed = last + self.open_days
        lowest, highest = np.zeros_like(first), np.full_like(last, _NEVER)
        return {
            Window.ANY: (lowest, highest),
            Window.BEFORE: (lowest, first - 1),
            Window.UNTIL_END: (lowest, last),
            Window.WITHIN: (first, last),
            Window.UNTIL_CLOSE: (lowest, closed),
            Window.WITHIN_CLOSE: (first, closed),
        }[window]

    @property
    def _ends(self) -> tuple[Ordinals, Ordinals]:
        first = [year.period.first.toordinal() for year in self.years]
        last = [year.period.last.toordinal() for year in self.years]
        return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)


Ordinals = npt.NDArray[np.int64]

_NEVER: Final = 2**31
"""Behind the last day of every calendar."""
