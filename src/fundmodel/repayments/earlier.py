"""Decisions that claimed money of the same award back before."""

from __future__ import annotations

from collections.abc import Iterable

from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.repayments.cases import RepaymentDecision

__all__ = ["amounts_before"]


def amounts_before(
    decision: RepaymentDecision, earlier: Iterable[RepaymentDecision]
) -> tuple[Money, ...]:
    """
    Give what other decisions on the same award claimed.

    Raises:
        InvalidDataError: One is about another award or recipient, or listed twice, or
            the decision itself.
    """
    given, seen = tuple(earlier), {decision.id}
    for one in given:
        same = one.case.award == decision.case.award
        if not same or one.case.recipient != decision.case.recipient:
            raise InvalidDataError(
                "an earlier decision is about another award",
                where=f"earlier: repayment {one.id}",
                got=f"award {one.case.award} of {one.case.recipient}",
                expected=f"award {decision.case.award} of {decision.case.recipient}",
                mend="pass the decisions that claimed money of this award back",
            )
        if one.id in seen:
            raise InvalidDataError(
                "an earlier decision is listed twice, or is the decision itself",
                where=f"earlier: repayment {one.id}",
                expected="each other decision once",
                mend="leave it out",
            )
        seen.add(one.id)
    return tuple(one.amount for one in given)
