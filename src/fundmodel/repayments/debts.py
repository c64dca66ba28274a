"""A debt that bears interest as a whole, whatever payments it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.interest import (
    Imputation,
    InterestCalculation,
    InterestRule,
    PartPayment,
    charge_interest,
)
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.repayments.cases import RepaymentDecision
from fundmodel.repayments.charged import InterestShare

__all__ = ["charged", "debt_share", "last_day", "overdue_from", "up_to"]

_DAY: Final = timedelta(days=1)


def debt_share(
    decision: RepaymentDecision,
    rule: InterestRule,
    repaid: Sequence[PartPayment],
    end: date,
    not_before: date | None,
) -> InterestShare:
    """Charge interest on a debt that is overdue, in one calculation."""
    overdue = overdue_from(decision)
    first = overdue if not_before is None else max(overdue, not_before)
    if first > overdue:
        # The time of grace begins when the debt is overdue, not with that day.
        soon = [one for one in repaid if rule.graced(overdue, one.day)]
        rule = attrs.evolve(rule, grace=None)
    else:
        soon = []
    gone = [one for one in repaid if one.day < first or one in soon]
    owed = decision.amount - _sum(gone, decision.amount.currency)
    if owed.is_negative:
        raise InvalidDataError(
            "more came back than had to",
            where="repaid",
            got=decision.amount - owed,
            expected=f"at most {decision.amount}",
            mend="book what is too much as a payment on something else",
        )
    later = tuple(one for one in repaid if one not in gone)
    last = end
    if rule.imputation is Imputation.PRINCIPAL_FIRST and later:
        paid_off = _sum(later, decision.amount.currency) == owed
        last = max(one.day for one in later) if paid_off else end
    return InterestShare(
        payment=None,
        principal=decision.amount,
        calculation=charged(owed, first, last, rule, later),
    )


def overdue_from(decision: RepaymentDecision) -> date:
    """Give the day after the one by which a debt had to be paid."""
    due = decision.due
    if due is None or due.moves:
        raise InvalidDataError(
            "it is not known from when the debt is overdue",
            where=f"repayment {decision.id}",
            got="no day" if due is None else f"{due} or the next working day",
            expected="the day by which it had to be paid, after any move",
            mend="write due=Deadline(profile.falls_on(due, holidays), moves=False)",
        )
    return due.day + _DAY


def charged(
    principal: Money,
    first: date,
    last: date,
    rule: InterestRule,
    payments: tuple[PartPayment, ...],
) -> InterestCalculation | None:
    """Charge interest; what is too little in all is not asked of each payment."""
    if principal.is_zero or last < first:
        return None
    alone = attrs.evolve(rule, de_minimis=None)
    return charge_interest(principal, Period(first, last), alone, payments=payments)


def last_day(amount: Money, repaid: Sequence[PartPayment], until: date | None) -> date:
    """
    Give the last day of interest: the one that is named, or the last return.

    Raises:
        InvalidDataError: None is named and not all came back, or more came back later.
    """
    last = max((one.day for one in repaid), default=None)
    if until is None:
        if last is None or _sum(repaid, amount.currency) < amount:
            raise InvalidDataError(
                "it is not known until when interest runs",
                where="until",
                expected="the last day, as not all has come back",
                mend="name the last day that is looked at",
            )
        return last
    if last is not None and last > until:
        raise InvalidDataError(
            "money came back after the last day of interest",
            where="repaid",
            got=last,
            expected=f"{until} or earlier",
            mend="name a later last day, or leave out what came back after it",
        )
    return until


def up_to(amount: Money, repaid: Sequence[PartPayment]) -> tuple[PartPayment, ...]:
    """Give what came back up to an amount; what is above it went to the interest."""
    left, kept = amount, list[PartPayment]()
    for one in sorted(repaid, key=lambda one: (one.day, -one.amount.minor)):
        part = min(left, one.amount)
        if not part.is_zero:
            kept.append(PartPayment(day=one.day, amount=part))
        left -= part
    return tuple(kept)


def _sum(repaid: Sequence[PartPayment], currency: str) -> Money:
    return sum((one.amount for one in repaid), start=Money.zero(currency))
