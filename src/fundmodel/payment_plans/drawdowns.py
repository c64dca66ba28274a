"""Drawdown windows: money that was drawn and not used in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import a_day

__all__ = ["IdleMoney", "MoneyOnDay", "idle"]


def _above_zero(_: object, __: attrs.Attribute[Money], amount: Money) -> None:
    if amount.minor <= 0:
        raise InvalidDataError(
            "no money was paid or used",
            where="amount",
            got=amount,
            expected="more than zero",
            mend="leave the row out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class MoneyOnDay:
    """
    Money that was paid or used on a day.

    Attributes:
        day: When.

        amount: More than zero.
    """

    day: date = attrs.field(validator=a_day)
    amount: Money = attrs.field(validator=_above_zero)


@attrs.frozen(kw_only=True)
class IdleMoney:
    """
    Money of one payment that was not used within the window.

    Attributes:
        paid: The day of the payment.

        amount: How much of it.

        since: The first day after the window.

        used: The day on which it was used; `None` if it was not yet.
    """

    paid: date
    amount: Money
    since: date
    used: date | None

    def days(self, until: date) -> int:
        """
        Give for how many days it lay idle.

        Args:
            until: The last day that is looked at, which counts.

        The day of use does not count.
        """
        last = until if self.used is None else min(until, self.used - timedelta(days=1))
        return max(0, (last - self.since).days + 1)


def idle(
    payments: Iterable[MoneyOnDay], uses: Iterable[MoneyOnDay], window: Span
) -> tuple[IdleMoney, ...]:
    """
    Give what was not used in time, payment by payment.

    Money is used in the order in which it was paid (first in, first out). A use before
    the first payment is met out of the next one, and is in time.

    Args:
        payments: What was paid, in any order.

        uses: What was used, in any order; at most what was paid.

        window: In which time after a payment it has to be used.

    Raises:
        InvalidDataError: More was used than paid.

        MoneyError: Not all is in one currency.
    """
    return _matched(sorted(payments, key=_day), sorted(uses, key=_day), window)


def _day(one: MoneyOnDay) -> date:
    return one.day


def _matched(
    payments: list[MoneyOnDay], uses: list[MoneyOnDay], window: Span
) -> tuple[IdleMoney, ...]:
    found: list[IdleMoney] = []
    waiting = [(one.day, one.amount) for one in reversed(uses)]
    for payment in payments:
        left = payment.amount
        end = window.after(payment.day)
        while left.minor and waiting:
            day, used = waiting.pop()
            part = min(left, used)
            if part < used:
                waiting.append((day, used - part))
            left -= part
            if day > end:
                found.append(_idle(payment, part, end, day))
        if left.minor:
            found.append(_idle(payment, left, end, None))
    if waiting:
        day, used = waiting[-1]
        raise InvalidDataError(
            "more was used than was paid",
            where="uses",
            got=f"{used} of {day}",
            expected="at most what was paid",
            mend="leave out what was paid out of other money",
        )
    return tuple(found)


def _idle(
    payment: MoneyOnDay, amount: Money, end: date, used: date | None
) -> IdleMoney:
    since = end + timedelta(days=1)
    return IdleMoney(paid=payment.day, amount=amount, since=since, used=used)
