"""Read what can be read as amounts of recipients: one table for each part."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias, cast

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.awards import Awards
from fundmodel.errors import (
    FinalFiguresLackingError,
    InvalidDataError,
    SettlementError,
)
from fundmodel.publications import PublishedTable
from fundmodel.settlement.amounts import RecipientAmounts, named

__all__ = ["AmountTable", "check_currency", "tables_of"]

AmountTable: TypeAlias = (
    RecipientAmounts | PublishedTable | AllocatedPart | Allocation | Awards
)
"""
What can be read as amounts of recipients; an allocation and awards have one table for
each part.
"""


def tables_of(
    given: AmountTable | Iterable[AmountTable] | None,
    *,
    day: date,
    name: str,
    year: str | None = None,
    accepts_provisional: bool = False,
) -> tuple[RecipientAmounts, ...]:
    """
    Read amounts, one table for each part.

    Args:
        given: One or several; `None` for nothing.

        day: The day as of which awards count.

        name: What they are: ``"final"`` amounts have to be final.

        year: Label of the budget year of which awards count; `None` for all.

        accepts_provisional: Whether provisional ones may stand in for final ones.

    Raises:
        FinalFiguresLackingError: There is nothing, or nothing final.

        SettlementError: A part has two tables, or they differ in currency.

        InvalidDataError: Something else was given.
    """
    tables = tuple(
        itertools.chain.from_iterable(
            _read(one, day=day, year=year, name=name)
            for one in _listed(given, name=name)
        )
    )
    if name == "final":
        _check_final(tables, accepts_provisional=accepts_provisional)
    parts = [table.part for table in tables]
    if len(set(parts)) != len(parts) or (None in parts and len(parts) > 1):
        raise SettlementError(
            "it is not clear which amounts belong to which part",
            where="amounts",
            got=", ".join(str(part) for part in parts),
            expected="each part once, or one table for the whole program",
            mend="name the part of each table: attrs.evolve(table, part=…)",
        )
    for table in tables:
        check_currency(table, tables[0].currency)
    return tables


def check_currency(table: RecipientAmounts, currency: str) -> None:
    """
    Refuse amounts in another currency.

    Raises:
        SettlementError: They are in one.
    """
    if table.currency != currency:
        raise SettlementError(
            "amounts are in another currency than the settlement",
            where=named(table.part),
            got=table.currency,
            expected=currency,
            mend="convert them before, with rate, date and source",
        )


def _listed(
    given: AmountTable | Iterable[AmountTable] | None, *, name: str
) -> Iterable[AmountTable]:
    if given is None:
        return ()
    if isinstance(
        given, RecipientAmounts | PublishedTable | AllocatedPart | Allocation | Awards
    ):
        return (given,)
    # cast: what type checkers promise, callers without them may break.
    loose = cast("object", given)
    if not isinstance(loose, Iterable) or isinstance(loose, str | Mapping):
        raise _no_amounts(given, name=name)
    return given


def _no_amounts(given: object, *, name: str) -> InvalidDataError:
    return InvalidDataError(
        "this cannot be read as amounts of recipients",
        where=name,
        got=f"{given!r} ({type(given).__name__})"[:80],
        expected="RecipientAmounts, awards, an allocation, a published table, or a "
        "list of them",
        mend='write RecipientAmounts.of(ids, minor, currency="EUR")',
    )


def _read(
    given: AmountTable, *, day: date, year: str | None, name: str
) -> Iterator[RecipientAmounts]:
    if isinstance(given, RecipientAmounts):
        yield given
    elif isinstance(given, PublishedTable):
        yield RecipientAmounts.from_table(given)
    elif isinstance(given, AllocatedPart):
        yield RecipientAmounts.from_part(given)
    elif isinstance(given, Awards) and name != "paid":
        yield from RecipientAmounts.from_awards(given, day=day, year=year)
    elif type(given) is Allocation:
        for part in given.parts:
            found = RecipientAmounts.from_part(part)
            if given.share != 1:
                said = f"an allocation of a share of {given.share} of the budget"
                found = attrs.evolve(found, not_final=said)
            yield found
    else:
        raise _no_amounts(given, name=name)


def _check_final(
    tables: tuple[RecipientAmounts, ...], *, accepts_provisional: bool
) -> None:
    if not tables:
        raise FinalFiguresLackingError(
            "there are no final amounts to settle with",
            where="final",
            got="none",
            expected="an allocation on final figures, or a published table",
            mend="wait for the final figures; until then payments are provisional",
        )
    for table in tables:
        if table.not_final is not None and not accepts_provisional:
            raise FinalFiguresLackingError(
                "the amounts to settle with are not final",
                where=named(table.part),
                got=table.not_final,
                expected="amounts of all of the budget on final figures",
                mend="settle on the final ones; accepts_provisional=True makes an "
                "interim account of what would be due",
            )
