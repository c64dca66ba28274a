"""What a plan gives for one award: planned payments, and what becomes of them."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import Language, Sentence, Text, sentence

__all__ = ["PlannedPayment", "ProvenUse", "Rescheduling"]


def _not_negative(_: object, __: attrs.Attribute[Money], amount: Money) -> None:
    if amount.is_negative:
        raise InvalidDataError(
            "a proven amount is negative",
            where="amount",
            got=amount,
            expected="zero or more",
            mend="leave out what was not accepted",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class ProvenUse:
    """
    Use that was proven and accepted on a day (anerkannte Verwendung).

    Attributes:
        day: When it was accepted.

        amount: How much, on top of what was accepted before.

        complete: Whether the proof of use is complete with it.
    """

    day: date = attrs.field(validator=a_day)
    amount: Money = attrs.field(validator=_not_negative)
    complete: bool = False


@attrs.frozen(kw_only=True)
class PlannedPayment:
    """
    A payment as planned.

    Attributes:
        id: That of the tranche, the day of an instalment, or ``"retention"``.

        name: What it is called.

        amount: How much; zero where rounding leaves nothing.

        due: When; `None` while it waits.

        waits_for: What it waits for; `None` once it is due.
    """

    id: str
    name: Text | Sentence
    amount: Money
    due: Deadline | None
    waits_for: Sentence | None = None

    def render(self, language: Language) -> str:
        """Give the payment in a line."""
        said = sentence(
            "{name}: {amount}, {due}",
            name=self.name,
            amount=self.amount,
            due=self.waits_for if self.due is None else self.due,
        )
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


@attrs.frozen(kw_only=True)
class Rescheduling:
    """
    The plan after an award was amended; what was paid stays.

    ``paid`` + all of ``payments`` + ``unplaced`` - ``excess`` is the new amount.

    Attributes:
        paid: What was paid before.

        payments: What is still to be paid, in the order of the plan.

        excess: What was paid beyond the new amount; it is for the settlement.

        unplaced: What is granted on top when nothing of the plan is left to carry it.
    """

    paid: Money
    payments: tuple[PlannedPayment, ...]
    excess: Money
    unplaced: Money
