"""Euros of a payment by the day until which they lie idle."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.money import Money
from fundmodel.repayments.cases import AwardPayment

__all__ = ["Slice", "slices_of", "taken_off"]


@attrs.frozen
class Slice:
    """Euros of one payment that are used, or looked at, until the same day."""

    amount: Money
    last: date


def slices_of(payment: AwardPayment, until: date) -> list[Slice]:
    """Cut a payment by when it was used; what never was comes last."""
    left, slices = payment.amount, list[Slice]()
    for use in sorted(payment.uses, key=lambda use: use.day):
        slices.append(Slice(use.amount, min(use.day, until)))
        left -= use.amount
    if not left.is_zero:
        slices.append(Slice(left, until))
    return slices


def taken_off(slices: list[Slice], amount: Money) -> tuple[list[Slice], list[Slice]]:
    """Take an amount off the end, and give what was taken and what is left."""
    rest, taken = list(slices), list[Slice]()
    while not amount.is_zero:
        one = rest.pop()
        part = min(one.amount, amount)
        taken.append(Slice(part, one.last))
        amount -= part
        if one.amount > part:
            rest.append(Slice(one.amount - part, one.last))
    return taken, rest
