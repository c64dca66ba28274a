"""Envelopes: the most that may be granted to a recipient in a part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import attrs

from fundmodel.allotments import Allotment
from fundmodel.applications import APPLICATION
from fundmodel.awards.amounts import check_word
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.natures import Stage

__all__ = ["Envelope"]


def _some_years(_: object, __: object, years: tuple[str, ...]) -> None:
    if not years or len(set(years)) < len(years) or not all(map(str.strip, years)):
        raise InvalidDataError(
            "an envelope is not of one or more budget years, each once",
            where="years",
            got=", ".join(map(repr, years)) or "none",
            expected="labels of budget years, each once",
            mend="name the years whose allotments it is made of",
        )


def _not_negative(_: object, __: object, amount: Money) -> None:
    if amount.is_negative:
        raise InvalidDataError(
            "an envelope is negative",
            where="amount",
            got=amount,
            expected="zero or more",
            mend="correct the amount; an envelope is the most that may be granted",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Envelope:
    """
    The most that a recipient may be granted in a part (Planungsrahmen).

    It bounds what is granted in all, not what is paid in a year: a grant may run into
    later budget years. Those need an authority (§ 38 Abs. 1 BHO) or what was carried
    over (§ 45 BHO), for which a ledger is asked, not an envelope.

    Attributes:
        part: Id of the part.

        recipient: Id of the recipient.

        years: Labels of the budget years whose allotments it is made of, each once.

        amount: All of them together, zero or more.

        application: Id of the only application that it is for; `None` where the
            recipient may apply several times.

    Raises:
        InvalidDataError: There is no year, one stands twice, or the amount is
            negative.
    """

    part: str = attrs.field(validator=check_word)
    recipient: str = attrs.field(validator=check_word)
    years: tuple[str, ...] = attrs.field(
        converter=tuple[str, ...], validator=_some_years
    )
    amount: Money = attrs.field(validator=_not_negative)
    application: str | None = None

    @classmethod
    def of(cls, allotments: Allotment | Iterable[Allotment]) -> Self:
        """
        Make the envelope of one allotment, or of one for each of several years.

        Raises:
            AwardError: There is none, they are of several parts or recipients or
                twice of one year, one is an entitlement by law, or one has no amount
                of its own.
        """
        given = (allotments,) if isinstance(allotments, Allotment) else allotments
        items = tuple(given)
        _check_same(items)
        amounts = [_amount(item) for item in items]
        first = items[0].recipient
        is_application = first.kind == APPLICATION and first.parent is not None
        return cls(
            part=items[0].part,
            # An application shares in the place of whoever made it.
            recipient=(is_application and first.parent) or first.id,
            years=[item.year for item in items],
            amount=sum(amounts[1:], start=amounts[0]),
            application=first.id if is_application else None,
        )

    def __str__(self) -> str:
        years = ", ".join(self.years)
        return f"{self.amount} for {self.recipient} in {self.part}, {years}"


def _check_same(items: tuple[Allotment, ...]) -> None:
    about = {(item.part, item.recipient.id): None for item in items}
    years = [item.year for item in items]
    if len(about) == 1 and len(set(years)) == len(years):
        return
    raise AwardError(
        "an envelope is made of allotments of one recipient in one part, one a year",
        where="envelope",
        got=", ".join(f"{i.recipient.id} in {i.part}, {i.year}" for i in items)
        or "no allotment",
        expected="at least one allotment, and each year once",
        mend="make an envelope of each recipient and part",
    )


def _amount(item: Allotment) -> Money:
    where = f"allotment of {item.recipient.id}, part {item.part!r}, {item.year}"
    if item.stage is not Stage.INDICATIVE_ENVELOPE:
        raise AwardError(
            "what a law gives takes no decision",
            where=where,
            got=item.stage.value,
            expected=Stage.INDICATIVE_ENVELOPE.value,
            mend="use awarded_by_law",
        )
    if item.amount is None:
        raise AwardError(
            "a row that stands for all others has no envelope of its own",
            where=where,
            got=item.recipient,
            expected="a recipient by name",
            mend="single the recipient out with its figures",
        )
    return item.amount
