"""On what terms interest is due: ground, rate, day count, rounding."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.apportion import Rounding
from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.interest.day_counts import DayCount
from fundmodel.interest.rate_tables import DatedRate, RateTable, check_rate
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis

__all__ = ["Ground", "Imputation", "InterestRule", "RateFixing"]


class Ground(enum.Enum):
    """Why interest is due."""

    REPAYMENT = "repayment"
    """Money must be given back, and bore interest all along (Erstattungszinsen)."""

    IDLE_MONEY = "idle money"
    """Money was paid out and not used in time (Zwischen- oder Verzögerungszinsen)."""

    LATE_REPAYMENT = "late repayment"
    """Money was claimed back and not repaid in time (Verzugszinsen)."""

    LATE_PAYMENT = "late payment"
    """The funder itself paid too late."""

    def render(self, language: Language) -> str:
        """Give the ground in words."""
        return _GROUNDS[self].render(language)


_GROUNDS: dict[Ground, Sentence] = {
    Ground.REPAYMENT: sentence("interest on repayment"),
    Ground.IDLE_MONEY: sentence("interest on money not used in time"),
    Ground.LATE_REPAYMENT: sentence("interest on late repayment"),
    Ground.LATE_PAYMENT: sentence("interest on late payment by the funder"),
}


class RateFixing(enum.Enum):
    """Which day's rate of a table counts."""

    EACH_DAY = "each day"
    """Each day has its own: the rate changes when the table does (§ 247 BGB)."""

    FIRST_DAY = "first day"
    """That of the first day of interest, for the whole time."""

    MONTH_OF_DEADLINE = "month of the deadline"
    """That of the first day of the month in which the deadline fell, for the whole
    time; the deadline is the day before the first day of interest."""


class Imputation(enum.Enum):
    """What a payment in between goes to first (Tilgungsreihenfolge)."""

    PRINCIPAL_FIRST = "principal first"
    """To the principal, so that less of it bears interest."""

    INTEREST_FIRST = "interest first"
    """To the interest that has accrued, and only the rest to the principal (§ 367
    Abs. 1 BGB, 22 CFR 309.5(b)). Costs and penalties, which come before it, are not
    part of a calculation: take them off the payment."""

    @property
    def said(self) -> Sentence:
        """What it says."""
        return _IMPUTATIONS[self]

    def render(self, language: Language) -> str:
        """Give it in words."""
        return self.said.render(language)


_IMPUTATIONS: dict[Imputation, Sentence] = {
    Imputation.PRINCIPAL_FIRST: sentence("what is paid goes to the principal first"),
    Imputation.INTEREST_FIRST: sentence("what is paid goes to the interest first"),
}


def _ratio(rate: int | Fraction | Decimal | str | None) -> Fraction | None:
    return None if rate is None else exact_ratio(rate, where="rate")


def _points(margin: int | Fraction | Decimal | str) -> Fraction:
    return exact_ratio(margin, where="margin")


def _some_days(_: object, __: attrs.Attribute[int | None], value: object) -> None:
    if isinstance(value, int) and value < 1:
        raise InvalidModelError(
            "interest cannot be compounded this often",
            where="compounded_after",
            got=value,
            expected="a number of days, 1 or more",
            mend="write 30, or leave it out for simple interest",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class InterestRule:
    """
    On what terms interest is due (Zinsvorschrift).

    The rate is fixed, or that of a table plus a margin; below zero it counts as zero.

    Attributes:
        name: What the rule is called.

        ground: Why interest is due.

        day_count: How days turn into parts of a year.

        rate: The yearly rate, where it is fixed.

        table: The table it is taken from otherwise.

        margin: Points added to the rate of the table, for example ``"5 %"``.

        fixing: Which day's rate counts.

        compounded_after: After how many days unpaid interest bears interest itself;
            `None` for simple interest, which is the rule (§ 289 BGB).

        imputation: What a payment in between goes to first.

        grace: What is paid within this time after the first day of interest bears
            none, as 31 CFR 901.9(g) has it; `None` where there is no such time.

        stops_after_a_year: Whether no interest is due after the first year.

        rounding: How the total is rounded to the smallest unit of the currency.

        de_minimis: Interest below this is not claimed.

        in_force_from: The first day for which the rule may be used.

        in_force_until: The last one.

        day_count_source: Where the day count is stated, if not in the source.

        imputation_source: Where the order of imputation is, if not in the source.

        grace_source: Where the time of grace is, if not in the source.

        source: The provision.

    Raises:
        InvalidModelError: There is no rate, or two; or a fixed one with a margin or
            below zero; one is above 100 % a year; or the rule ends before it begins.
    """

    name: Text
    ground: Ground
    day_count: DayCount
    rate: Fraction | None = attrs.field(default=None, converter=_ratio)
    table: RateTable | None = None
    margin: Fraction = attrs.field(default=Fraction(0), converter=_points)
    fixing: RateFixing = RateFixing.EACH_DAY
    compounded_after: int | None = attrs.field(default=None, validator=_some_days)
    imputation: Imputation = Imputation.PRINCIPAL_FIRST
    grace: Span | None = None
    stops_after_a_year: bool = False
    rounding: Rounding = Rounding.HALF_UP
    de_minimis: Money | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    day_count_source: Basis = None
    imputation_source: Basis = None
    grace_source: Basis = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        one = (self.rate is None) != (self.table is None)
        if not one or (self.rate is not None and self.margin):
            raise InvalidModelError(
                "it is not clear what the rate is",
                where=f"interest rule {self.name}",
                expected="either a fixed rate, or a table and a margin",
                mend="leave one of them out",
            )
        if self.rate is not None and self.rate < 0:
            raise InvalidModelError(
                "the rate is negative",
                where=f"interest rule {self.name}",
                got=PerCent(self.rate),
                expected="zero or more",
                mend="nobody pays for being owed money; correct the rate",
            )
        for rate in (self.rate or Fraction(0), self.margin):
            check_rate(rate, where=f"interest rule {self.name}")
        self._check_order()

    def bearing(self, period: Period) -> Period:
        """
        Give the days of a period on which interest is due.

        Raises:
            InvalidDataError: The rule was not in force on one of them.
        """
        self._check_in_force(period)
        if not self.stops_after_a_year:
            return period
        end = Span(years=1).after(period.first) - timedelta(days=1)
        return Period(period.first, min(period.last, end))

    def rates(self, period: Period) -> Iterator[tuple[Period, DatedRate | None]]:
        """
        Give the rates of the table that count in a period, each with its days.

        Raises:
            InvalidDataError: The table has none for one of its days.
        """
        if self.table is None:
            yield period, None
        elif self.fixing is RateFixing.EACH_DAY:
            yield from self.table.within(period)
        else:
            yield period, self.table.on(self._fixed_on(period.first))

    def yearly(self, dated: DatedRate | None) -> Fraction:
        """Give the yearly rate that follows from one of the table; never below zero."""
        base = self.rate if dated is None else dated.rate + self.margin
        return max(base or Fraction(0), Fraction(0))

    def render(self, language: Language) -> str:
        """Give the name."""
        return self.name.render(language)

    def _fixed_on(self, first: date) -> date:
        if self.fixing is RateFixing.FIRST_DAY:
            return first
        deadline = date.fromordinal(max(first.toordinal() - 1, 1))
        return deadline.replace(day=1)

    def _check_order(self) -> None:
        first, last = self.in_force_from, self.in_force_until
        if first is not None and last is not None and last < first:
            raise InvalidModelError(
                "the rule ends before it begins",
                where=f"interest rule {self.name}",
                got=_span(first, last),
                expected="in_force_until on or after in_force_from",
                mend="swap the two days, or correct one of them",
            )

    def graced(self, first: date, paid: date) -> bool:
        """Whether what is paid on a day bears no interest, as it came soon enough."""
        return self.grace is not None and paid <= self.grace.after(first)

    def _check_in_force(self, period: Period) -> None:
        first, last = self.in_force_from, self.in_force_until
        early = first is not None and period.first < first
        late = last is not None and period.last > last
        if early or late:
            raise InvalidDataError(
                "the rule was not in force all the time",
                where=f"interest rule {self.name}",
                got=period,
                expected=f"a period {_span(first, last)}",
                mend="take the rule of that time, or cut the period",
            )


def _span(first: date | None, last: date | None) -> str:
    ends = [("from", first), ("until", last)]
    return " ".join(f"{word} {day}" for word, day in ends if day is not None)
