"""What is awarded out of which budget year, and what all fields of awards share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import check_printable

__all__ = [
    "YearAmount",
    "a_day_if_any",
    "check_amounts",
    "check_announced",
    "check_word",
    "year_amounts",
]


def check_word(_: object, attribute: attrs.Attribute[str], text: str | None) -> None:
    """
    Refuse an empty text, and control characters; attrs calls it as a validator.

    Raises:
        InvalidDataError: It is or has one.
    """
    if text is None:
        return
    if not text.strip() or text != text.strip():
        raise InvalidDataError(
            "a text is empty, or begins or ends with a blank",
            where=attribute.name,
            got=repr(text),
            expected="some text",
            mend="fill it in, without blanks around it",
        )
    check_printable(text, where=attribute.name)


def a_day_if_any(
    owner: object, attribute: attrs.Attribute[date], day: date | None
) -> None:
    """
    Refuse what is neither a calendar day nor `None`; attrs calls it as a validator.

    Raises:
        InvalidDataError: It is something else.
    """
    if day is not None:
        a_day(owner, attribute, day)


def _label(year: str | int) -> str:
    # Not `isinstance`: to Python, a truth value is a number too.
    # cast: what is no label is left for the check of the field.
    return str(year) if type(year) is int else cast("str", year)


def _not_negative(_: object, __: attrs.Attribute[Money], amount: Money) -> None:
    if amount.is_negative:
        raise InvalidDataError(
            "an awarded amount is negative",
            where="amount",
            got=amount,
            expected="zero or more",
            mend="what is claimed back is a repayment, not an award",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class YearAmount:
    """
    What is awarded out of one budget year; grants run into later ones.

    Attributes:
        year: Label of the budget year; an `int` for a calendar year.

        amount: Zero or more.
    """

    year: str = attrs.field(converter=_label, validator=check_word)
    amount: Money = attrs.field(validator=_not_negative)


def year_amounts(
    amounts: Iterable[YearAmount] | Mapping[str, Money],
) -> tuple[YearAmount, ...]:
    """
    Tidy amounts, sorted by year; a mapping from budget years to money will do.

    What is no amount is left for the check of the field.
    """
    if isinstance(amounts, Mapping):
        # cast: `isinstance` tells nothing about keys and values.
        pairs = cast("Mapping[str, Money]", amounts).items()
        amounts = [YearAmount(year=year, amount=amount) for year, amount in pairs]
    items = tuple(amounts)
    # Not so clear to Python as to type checkers:
    if all(type(one) is YearAmount for one in items):
        return tuple(sorted(items, key=lambda one: one.year))
    return items


def check_amounts(amounts: tuple[YearAmount, ...], *, where: str) -> None:
    """
    Make sure that each year stands once, and all are in one currency.

    Raises:
        InvalidDataError: It is not so.
    """
    years = Counter(one.year for one in amounts)
    twice = [year for year, count in years.items() if count > 1]
    if twice:
        raise InvalidDataError(
            "a budget year has two amounts",
            where=where,
            got=", ".join(twice),
            expected="one amount for each budget year",
            mend="add them up",
        )
    currencies = {one.amount.currency: None for one in amounts}
    if len(currencies) > 1:
        raise InvalidDataError(
            "the amounts are in more than one currency",
            where=where,
            got=", ".join(currencies),
            expected="one currency",
            mend="convert them before, with rate, date and source",
        )


def check_announced(decided: date, announced: date | None, *, where: str) -> None:
    """
    Make sure that nobody learned of a decision before it was made.

    Raises:
        InvalidDataError: It is so.
    """
    if announced is not None and announced < decided:
        raise InvalidDataError(
            "a decision was announced before it was made",
            where=where,
            got=announced,
            expected=f"{decided} or later",
            mend="correct one of the two days",
        )
