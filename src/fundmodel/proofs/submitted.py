"""What a recipient submits to prove use, and what an examiner takes out of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.costs import CostItem, Funds
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import Period, a_day
from fundmodel.sentences import Text, check_printable
from fundmodel.shares import exact_ratio
from fundmodel.sources import Basis

__all__ = ["Disallowance", "ProofOfUse", "Spending"]


def _an_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.strip():
        raise InvalidDataError(
            "an id or a name in a proof of use is empty",
            where=attribute.name,
            expected="a file number, or the name of a line",
            mend="fill it in",
        )
    check_printable(value, where=attribute.name)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Spending:
    """
    What was spent on one thing, and when.

    Attributes:
        item: What was paid, under the name of its line in the financing plan.

        period: When; `None` for the period of the proof.
    """

    item: CostItem
    period: Period | None = None


def _spendings(items: Iterable[CostItem | Spending]) -> tuple[Spending, ...]:
    return tuple(
        Spending(item=one) if isinstance(one, CostItem) else one for one in items
    )


def _units(value: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if value is None else exact_ratio(value, where="units")


def _some_units(
    _: object, attribute: attrs.Attribute[Fraction], value: Fraction | None
) -> None:
    if value is not None and value < 0:
        raise InvalidDataError(
            "fewer than no units were proven",
            where=attribute.name,
            got=value,
            expected="zero or more",
            mend="correct the number",
        )


def _currencies(proof: ProofOfUse) -> list[str]:
    amounts = [one.item.net for one in proof.items]
    amounts += [one.amount for one in proof.funds]
    return sorted({amount.currency for amount in amounts})


@attrs.frozen(kw_only=True, field_transformer=of_data)
class ProofOfUse:
    """
    The proof of how a grant was used (Verwendungsnachweis).

    Attributes:
        id: Unique, for example the file number.

        award: Id of the award that it is about.

        submitted: The day on which it was received.

        items: What was spent (zahlenmäßiger Nachweis): :class:`Spending`, or cost
            items alone. Several may belong to one line.

        funds: Money besides the grant that was received for it.

        period: From when to when the money was used.

        has_report: Whether the report on what was achieved is there (Sachbericht).

        units: How many units were delivered, such as years of a full-time post,
            where the grant is for each; in the unit of the grant.

        source: Where the figures come from.
    """

    id: str = attrs.field(validator=_an_id)
    award: str = attrs.field(validator=_an_id)
    submitted: date = attrs.field(validator=a_day)
    items: tuple[Spending, ...] = attrs.field(converter=_spendings)
    funds: tuple[Funds, ...] = attrs.field(default=(), converter=tuple[Funds, ...])
    period: Period
    has_report: bool
    units: Fraction | None = attrs.field(
        default=None, converter=_units, validator=_some_units
    )
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        found = _currencies(self)
        if len(found) > 1:
            raise InvalidDataError(
                "a proof of use is in more than one currency",
                where=f"proof of use {self.id!r}",
                got=", ".join(found),
                expected="one currency",
                mend="convert it before, with rate, date and source",
            )

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; `None` where nothing was spent."""
        return next(iter(_currencies(self)), None)


def _above_nothing(_: object, attribute: attrs.Attribute[Money], value: Money) -> None:
    if value.minor <= 0:
        raise InvalidDataError(
            "nothing is disallowed, or less",
            where=attribute.name,
            got=value,
            expected="an amount above zero",
            mend="correct it, or leave the disallowance out",
        )


def _a_reason(reason: Text | str) -> Text:
    return Text(reason) if isinstance(reason, str) else reason


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Disallowance:
    """
    What an examiner does not accept of a line (Beanstandung, Kürzung).

    Attributes:
        line: Name of the line.

        amount: How much of it; above zero.

        reason: Why.

        source: The provision that was breached.
    """

    line: str = attrs.field(validator=_an_id)
    amount: Money = attrs.field(validator=_above_nothing)
    reason: Text = attrs.field(converter=_a_reason)
    source: Basis = None
