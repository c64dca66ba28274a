"""What is not claimed back: single waivers, and repayments too small to claim."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.fields import of_data, of_model
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import Text
from fundmodel.sources import Basis

__all__ = ["RepaymentWaiver", "SmallRepayments", "WaiverUse"]


def _above_zero(_: object, attribute: attrs.Attribute[Money], value: object) -> None:
    if isinstance(value, Money) and value.minor <= 0:
        raise InvalidDataError(
            "this amount is not above zero",
            where=attribute.name,
            got=value,
            expected="more than zero",
            mend="leave it out, or correct the amount",
        )


def _some_decision(_: object, __: object, value: Basis) -> None:
    if value is None:
        raise InvalidDataError(
            "nobody says who decided that a repayment is waived",
            where="source",
            expected="the decision, or the provision",
            mend="name it; without one the money is claimed back",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class RepaymentWaiver:
    """
    The decision not to claim back what was paid too much (Erlass).

    § 59 Abs. 1 Satz 1 Nr. 3 BHO allows it where collection would be a special
    hardship in the single case.

    Recipient, part, day and reason tell a waiver from others, so that one that is
    booked already is not booked again.

    Attributes:
        recipient: Who keeps the money.

        reason: Why.

        amount: How much is waived; `None` for all that would have to be repaid.

        part: Id of the part; `None` where only one part is settled.

        decided: The day of the decision, not after that of the settlement.

        source: The decision, or the provision.
    """

    recipient: str
    reason: Text
    amount: Money | None = attrs.field(default=None, validator=_above_zero)
    part: str | None = None
    decided: date = attrs.field(validator=a_day)
    source: Basis = attrs.field(default=None, validator=_some_decision)


@attrs.frozen(kw_only=True)
class WaiverUse:
    """
    What became of a waiver.

    Attributes:
        waiver: The decision.

        part: Id of the part that it is about; `None` for the whole program.

        used: How much is waived by it now.

        before: How much of it was booked before.
    """

    waiver: RepaymentWaiver
    part: str | None
    used: Money
    before: Money


def _some_basis(_: object, __: object, value: Basis) -> None:
    if value is None:
        raise InvalidModelError(
            "nobody says that small repayments need not be claimed",
            where="source",
            expected="a provision, or the assumption of one",
            mend="name the provision, or claim small amounts as well",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SmallRepayments:
    """
    The rule that small repayments are not claimed (Bagatellgrenze).

    It applies to what is left to be repaid after waivers and set-off, in each part.

    Attributes:
        below: What is less than this is not claimed.

        source: The provision; none, and everything is claimed.
    """

    below: Money = attrs.field(validator=_above_zero)
    source: Basis = attrs.field(validator=_some_basis)
