"""Where the money of an award stands in a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs
import numpy as np

from fundmodel.awards import Award
from fundmodel.errors import PaymentError
from fundmodel.ledgers import Account, Balances, Dimension, EntryKind, Ledger
from fundmodel.ledgers.balances import balances_of, turnovers_of
from fundmodel.ledgers.legs import Legs
from fundmodel.ledgers.readings import mask_of
from fundmodel.money import Money

__all__ = ["Standing", "chosen", "granted", "line_of", "nothing_of", "standing"]

_BY: Final = (Dimension.YEAR, Dimension.ORIGIN, Dimension.FUNDS, Dimension.LINE)


@attrs.frozen(kw_only=True)
class Standing:
    """
    Money of an award on one account, or booked to it.

    Attributes:
        year: The budget year that is charged.

        origin: The budget year that granted it.

        funds: Whose money it is.

        line: The budget line; `None` for a part that is a line of its own.

        amount: How much; never zero.
    """

    year: str
    origin: str
    funds: str | None
    line: str | None
    amount: Money


def standing(
    ledger: Ledger, award: Award, *, until: date | None = None
) -> list[Standing]:
    """Give what is committed under an award and not paid, the oldest money first."""
    table = balances_of(_legs(ledger, award, until), _BY)
    places = ledger.terms.places
    found = _read(table, award, {Account.COMMITTED: 1})
    return sorted(found, key=lambda one: (places[one.origin], places[one.year]))


def granted(
    ledger: Ledger, award: Award, signs: Mapping[EntryKind, int]
) -> list[Standing]:
    """
    Give what was booked under an award, less what was reversed.

    Args:
        ledger: The ledger.

        award: The award.

        signs: Which kinds of entries count, and whether they add or take away.
    """
    return list(_read(turnovers_of(_legs(ledger, award, None), _BY), award, signs))


def _legs(ledger: Ledger, award: Award, until: date | None) -> Legs:
    """Take the entries of one award only; a ledger has a hundred thousand."""
    entries = ledger.entries
    rows = (
        mask_of(entries.awards, lambda id_: id_ == award.id)
        & mask_of(entries.parts, lambda id_: id_ == award.part)
        & mask_of(entries.recipients, lambda id_: id_ == award.recipient)
    )
    if until is not None:
        rows &= entries.days <= until.toordinal()
    return Legs.of(entries.taken(np.flatnonzero(rows)), ledger.terms)


def _read(
    table: Balances,
    award: Award,
    signs: Mapping[Account, int] | Mapping[EntryKind, int],
) -> Iterator[Standing]:
    for cell in table.cells:
        year, origin, funds, line = cell
        amount = Money.zero(table.currency)
        for head, sign in signs.items():
            amount += table.amount(head, *cell) * sign
        # Whatever is booked under an award has a year.
        if not amount.is_zero and year is not None and origin is not None:
            yield Standing(
                year=year,
                origin=origin,
                funds=funds,
                line=line_of(award, line),
                amount=amount,
            )


def line_of(award: Award, line: str | None) -> str | None:
    """Give a budget line; a part that is one of its own has no other name."""
    return None if line == award.part else line


def chosen(
    found: Iterable[Standing], funds: str | None, line: str | None, *, where: str
) -> tuple[str | None, str | None]:
    """
    Give the funds and the budget line that are meant.

    Args:
        found: Money of the award.

        funds: As named by the caller; `None` takes those there are.

        line: As well.

        where: For the error.

    Raises:
        PaymentError: There are several.
    """
    known = _pairs(found)
    fitting = [
        pair for pair in known if funds in {None, pair[0]} and line in {None, pair[1]}
    ]
    if not fitting or (funds, line) in known:
        return funds, line
    if len(fitting) == 1:
        return fitting[0]
    raise PaymentError(
        "an award has money of several funds or budget lines, and none is named",
        where=where,
        got=_said((funds, line)),
        expected="one of: " + "; ".join(map(_said, fitting)),
        mend="name funds and line; money of several takes a call for each",
    )


def nothing_of(
    found: Iterable[Standing], funds: str | None, line: str | None, *, where: str
) -> PaymentError:
    """Make the error for money of which an award has nothing."""
    return PaymentError(
        "an award has no money of these funds or this budget line to release",
        where=where,
        got=_said((funds, line)),
        expected="one of: " + "; ".join(map(_said, _pairs(found))),
        mend="name funds and line as the commitment does",
    )


def _pairs(found: Iterable[Standing]) -> list[tuple[str | None, str | None]]:
    return sorted({(one.funds, one.line) for one in found}, key=_text)


def _text(pair: tuple[str | None, str | None]) -> tuple[str, str]:
    return pair[0] or "", pair[1] or ""


def _said(pair: tuple[str | None, str | None]) -> str:
    return f"funds {pair[0] or 'none'}, line {pair[1] or 'none'}"
