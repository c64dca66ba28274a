"""Reading a published table for inference: units, pot and known counts, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np

from fundmodel.auditing.inference.scans import Question
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

__all__ = ["Asked"]

LEAST_ROWS: Final = 2


@attrs.frozen(kw_only=True, eq=False)
class Asked:
    """
    A table as a question, and who stands in which row of it.

    Attributes:
        question: What the table shows; without a pot, a pot of 0.

        ids: Ids of the rows that are asked about, shape ``(n,)``.

        zeros: Ids of rows of nothing, which every total gives.

        unit: What all amounts are multiples of.
    """

    question: Question
    ids: tuple[str, ...]
    zeros: tuple[str, ...]
    unit: Money

    @classmethod
    def of(
        cls,
        published: PublishedTable,
        pot: Money | None,
        counts: Mapping[str, int],
        most: int,
    ) -> Asked:
        """
        Take the figures out of a table.

        Raises:
            InvalidDataError: An amount is negative, there are too few, the pot is in
                another currency or not above zero, a count is of somebody else or
                below zero, or the bound is below 1.
        """
        _check(published, pot, counts, most)
        minor = [amount.minor for amount in published.amounts]
        rows = [row for row, amount in enumerate(minor) if amount]
        currency = published.amounts[0].currency
        unit = published.unit or _unit(minor, currency)
        ids = tuple(published.ids[row] for row in rows)
        known = [counts.get(id_, -1) for id_ in ids]
        question = Question(
            units=np.array([minor[row] // unit.minor for row in rows], dtype=np.int64),
            unit=unit.minor,
            pot=0 if pot is None else pot.minor,
            counts=np.array(known, dtype=np.int64),
            most=most,
        )
        zeros = tuple(
            id_ for id_, one in zip(published.ids, minor, strict=True) if not one
        )
        return cls(question=question, ids=ids, zeros=zeros, unit=unit)


def _unit(minor: list[int], currency: str) -> Money:
    """Give the largest power of ten that all amounts are multiples of."""
    common, unit = math.gcd(*minor), 1
    while common % (unit * 10) == 0:
        unit *= 10
    return Money.from_minor(unit, currency)


def _check(
    published: PublishedTable,
    pot: Money | None,
    counts: Mapping[str, int],
    most: int,
) -> None:
    where = f"published table {published.id!r}"
    positive = [amount for amount in published.amounts if amount.minor > 0]
    if len(positive) < LEAST_ROWS:
        raise InvalidDataError(
            "too few amounts to infer anything from",
            where=where,
            got=f"{len(positive)} above zero",
            expected=f"{LEAST_ROWS} or more",
            mend="gather more rows of the same table",
        )
    for id_, amount in zip(published.ids, published.amounts, strict=True):
        if amount.minor < 0:
            raise InvalidDataError(
                "an amount is negative",
                where=f"{where}, recipient {id_!r}",
                got=amount,
                expected="zero or more",
                mend="leave corrections out",
            )
    if pot is not None:
        _check_pot(published, pot, where)
    _check_unit(published, where)
    for id_, count in counts.items():
        if id_ not in published.ids or count < 0:
            raise InvalidDataError(
                "this count fits no row of the table",
                where=f"{where}, counts",
                got=f"{id_!r}: {count}",
                expected="0 or more, for ids of the table",
                mend="correct the id or the count, or leave it out",
            )
    if most < 1:
        raise InvalidDataError(
            "no total is to be tried",
            where="most",
            got=most,
            expected="1 or more",
            mend="leave it out for totals to 200,000",
        )


def _check_pot(published: PublishedTable, pot: Money, where: str) -> None:
    currency = published.amounts[0].currency
    if pot.currency != currency or pot.minor <= 0:
        raise InvalidDataError(
            "this pot does not go with the table",
            where=where,
            got=pot,
            expected=f"an amount above zero in {currency}",
            mend="give what was divided, or leave it out to find the rate only",
        )


def _check_unit(published: PublishedTable, where: str) -> None:
    unit = published.unit
    if unit is None:
        return
    for id_, amount in zip(published.ids, published.amounts, strict=True):
        if unit.minor < 1 or amount.minor % unit.minor:
            raise InvalidDataError(
                "an amount is no multiple of the unit of the table",
                where=f"{where}, recipient {id_!r}",
                got=amount,
                expected=f"a multiple of {unit}",
                mend="correct the unit of the table, or the amount",
            )
