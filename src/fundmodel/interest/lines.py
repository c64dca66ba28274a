"""One line for each time of one rate, one principal and one length of the year."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import attrs

from fundmodel.interest.payments import PartPayment
from fundmodel.interest.rate_tables import DatedRate
from fundmodel.interest.terms import Ground, Imputation, InterestRule
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent
from fundmodel.units import Amount, Unit

__all__ = ["InterestLine", "lines_of"]


@attrs.frozen(kw_only=True)
class InterestLine:
    """
    The interest of a time in which nothing changes.

    Attributes:
        period: Its days, both ends included.

        principal: What bears interest.

        rate: The yearly rate.

        base: The rate of the table that it was made of, if one was.

        margin: The points added to it.

        days: For how many days, by the day count of the rule.

        days_of_year: How many a whole year has.

        interest: Principal x rate x days / days of the year, exactly.

        paid: What was paid just before; the principal is less by it, or by what the
            interest left of it.

        to_interest: What of it went to the interest that had accrued.

        added: Unpaid interest that bears interest from here on.
    """

    period: Period
    principal: Amount
    rate: Fraction
    base: DatedRate | None
    margin: Fraction
    days: int
    days_of_year: int
    interest: Amount
    paid: Money | None = None
    to_interest: Amount | None = None
    added: Amount | None = None

    def said(self) -> Sentence:
        """Say how the interest comes about."""
        return sentence(
            "{period}: {principal} x {rate} x {days}/{year} = {interest}",
            period=self.period,
            principal=self.principal,
            rate=self._rate(),
            days=self.days,
            year=self.days_of_year,
            interest=self.interest,
        )

    def before(self, ground: Ground | None = None) -> Iterator[Sentence]:
        """
        Say what changed the principal just before.

        Args:
            ground: Why interest is due: money that lay idle is used, not paid.
        """
        if self.added is not None:
            yield sentence(
                "{interest} of unpaid interest bears interest from {day} on",
                interest=self.added,
                day=self.period.first,
            )
        if self.paid is not None:
            yield self._less(self.paid, ground)

    def _less(self, paid: Money, ground: Ground | None) -> Sentence:
        day = self.period.first - timedelta(days=1)
        if ground is Ground.IDLE_MONEY:
            return sentence(
                "{paid} less from here on: used by {day}, come back, or bearing "
                "interest on repayment",
                paid=paid,
                day=day,
            )
        if self.to_interest is not None:
            return sentence(
                "{paid} paid by {day}, of which {interest} go to the interest",
                paid=paid,
                day=day,
                interest=self.to_interest,
            )
        return sentence("{paid} paid by {day}", paid=paid, day=day)

    def _rate(self) -> PerCent | Sentence:
        rate = PerCent(self.rate)
        if self.base is None:
            return rate
        base, margin = PerCent(self.base.rate), PerCent(self.margin)
        if self.base.rate + self.margin < 0:
            return sentence(
                "{rate} (as {base} + {margin} is below)",
                rate=rate,
                base=base,
                margin=margin,
            )
        return sentence(
            "{rate} ({base} + {margin})", rate=rate, base=base, margin=margin
        )


def lines_of(
    principal: Money,
    period: Period,
    rule: InterestRule,
    payments: tuple[PartPayment, ...],
) -> Iterator[InterestLine]:
    """
    Cut the period where anything changes, and compute each piece exactly.

    What is paid in the time of grace bears no interest, so it is off from the start.
    """
    grace = [one for one in payments if rule.graced(period.first, one.day)]
    payments = tuple(one for one in payments if one not in grace)
    bearing = rule.bearing(period)
    held = list(_held(bearing, rule))
    compounding = set(_compounding_days(bearing, rule))
    firsts = sorted(
        {day for day, _ in held}
        | {part.first for part in rule.day_count.parts(bearing)}
        | {_next(payment) for payment in payments if payment.day < bearing.last}
        | compounding
    )
    unit = Unit.money(principal.currency)
    graced = sum(one.amount.minor for one in grace)
    owed, unpaid = Fraction(principal.minor - graced), Fraction(0)
    for first, later in zip(firsts, [*firsts[1:], None], strict=True):
        last = bearing.last if later is None else later - timedelta(days=1)
        added = unpaid if first in compounding else Fraction(0)
        paid = sum(p.amount.minor for p in payments if _next(p) == first)
        unpaid -= added
        to_interest = _to_interest(paid, unpaid, rule)
        # The last cent may be a rounded one; nobody is owed interest for it.
        owed = max(owed + added - paid + to_interest, Fraction(0))
        unpaid -= to_interest
        line = _line(Period(first, last), Amount(count=owed, unit=unit), rule, held)
        unpaid += line.interest.count
        yield attrs.evolve(
            line,
            paid=Money.from_minor(paid, principal.currency) if paid else None,
            to_interest=Amount(count=to_interest, unit=unit) if to_interest else None,
            added=Amount(count=added, unit=unit) if added else None,
        )


def _to_interest(paid: int, unpaid: Fraction, rule: InterestRule) -> Fraction:
    if rule.imputation is Imputation.PRINCIPAL_FIRST:
        return Fraction(0)
    return min(Fraction(paid), unpaid)


Held = list[tuple[date, DatedRate | None]]
"""From which day on which rate of the table holds."""


def _held(
    period: Period, rule: InterestRule
) -> Iterator[tuple[date, DatedRate | None]]:
    """Give the days on which the rate changes; a rate that stays makes no line."""
    before: DatedRate | None = None
    for days, dated in rule.rates(period):
        if before is None or dated is None or dated.rate != before.rate:
            yield days.first, dated
        before = dated


def _compounding_days(period: Period, rule: InterestRule) -> Iterator[date]:
    every = rule.compounded_after
    if every is not None:
        for days in range(every, period.days, every):
            yield period.first + timedelta(days=days)


def _next(payment: PartPayment) -> date:
    """Give the first day on which what was paid no longer bears interest."""
    # Nothing is asked about a payment on the last day that Python knows.
    return date.fromordinal(min(payment.day.toordinal() + 1, date.max.toordinal()))


def _line(
    period: Period, principal: Amount, rule: InterestRule, held: Held
) -> InterestLine:
    days = rule.day_count.days(period)
    days_of_year = rule.day_count.days_of_year(period.first)
    position = bisect.bisect_right([day for day, _ in held], period.first) - 1
    base = held[position][1]
    rate = rule.yearly(base)
    interest = principal.count * rate * Fraction(days, days_of_year)
    return InterestLine(
        period=period,
        principal=principal,
        rate=rate,
        base=base,
        margin=rule.margin,
        days=days,
        days_of_year=days_of_year,
        interest=Amount(count=interest, unit=principal.unit),
    )
