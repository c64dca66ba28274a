"""What reduces a debt or its interest: payments in between, and waivers."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Basis

__all__ = ["PartPayment", "Waiver"]


def _above_zero(_: object, attribute: attrs.Attribute[Money], value: object) -> None:
    if isinstance(value, Money) and value.minor <= 0:
        raise InvalidDataError(
            "this amount is not above zero",
            where=attribute.name,
            got=value,
            expected="more than zero",
            mend="leave it out, or correct the amount",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class PartPayment:
    """
    A payment in between (Teilzahlung).

    It reduces the principal, or first the interest where the rule says so. What it
    takes off the principal bears interest up to and with the day of the payment.

    Attributes:
        day: The day on which it was paid.

        amount: How much was paid.
    """

    day: date
    amount: Money = attrs.field(validator=_above_zero)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Waiver:
    """
    The decision not to claim interest (Absehen von der Zinsforderung).

    § 49a Abs. 3 Satz 2 VwVfG allows it where the recipient is not at fault and pays
    in time. What a rule waives by itself, as for payment within 30 days, is its
    `InterestRule.grace`.

    Attributes:
        reason: Why.

        amount: How much is waived; `None` for all of it.

        decided: The day of the decision.

        source: What it rests on.
    """

    reason: Text
    amount: Money | None = attrs.field(default=None, validator=_above_zero)
    decided: date | None = None
    source: Basis = None
