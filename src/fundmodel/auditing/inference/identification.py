"""Identification: which methods of exact division reproduce a published table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel import apportion
from fundmodel.apportion import Rounding
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Identification", "MethodMatch", "identify_method"]

Weights = Sequence[int | Decimal | Fraction]
Shares = Callable[[int, Weights], list[int]]


def _each(rounding: Rounding) -> Shares:
    def shares(total: int, weights: Weights) -> list[int]:
        return apportion.each(total, weights, rounding=rounding)

    return shares


_METHODS: Final = MappingProxyType(
    {
        "largest_remainder": apportion.largest_remainder,
        "sainte_lague": apportion.sainte_lague,
        "modified_sainte_lague": apportion.modified_sainte_lague,
        "dhondt": apportion.dhondt,
        "huntington_hill": apportion.huntington_hill,
        "dean": apportion.dean,
        "adams": apportion.adams,
        "balinski_young": apportion.balinski_young,
        "cumulative": apportion.cumulative,
    }
    | {f"each, {rounding.value}": _each(rounding) for rounding in Rounding}
)


@attrs.frozen(kw_only=True)
class MethodMatch:
    """
    How much of a table one method reproduces.

    Attributes:
        method: Name of the function in :mod:`fundmodel.apportion`; with the way of
            rounding where each amount is rounded on its own.

        matches: How many rows come out exactly.

        count: Of how many.

        differs: The rows that do not, by id, or by their number from 1.

        refused: Why the method could not be tried; `None` if it was.
    """

    method: str
    matches: int
    count: int
    differs: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether every row comes out."""
        return self.refused is None and self.matches == self.count

    def said(self) -> Sentence:
        """Say it in a line."""
        if self.refused is not None:
            return sentence(
                "{method}: not tried, because {reason}",
                method=self.method,
                reason=self.refused,
            )
        return sentence(
            "{method}: {matches} of {count} rows",
            method=self.method,
            matches=self.matches,
            count=self.count,
        )


@attrs.frozen(kw_only=True)
class Identification:
    """
    How much of a table each method reproduces, the best ones first.

    Attributes:
        matches: One for each method of the library.
    """

    matches: tuple[MethodMatch, ...]

    @property
    def exact(self) -> tuple[str, ...]:
        """Names of the methods that reproduce the whole table."""
        return tuple(one.method for one in self.matches if one.is_exact)

    def said(self) -> Iterator[Sentence]:
        """Say it, line by line."""
        if len(self.exact) > 1:
            yield sentence(
                "the table cannot tell these methods apart: {methods}",
                methods=self.exact,
            )
        elif not self.exact:
            yield sentence("no method reproduces the whole table")
        for one in self.matches:
            yield one.said()

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all of it as text."""
        return "\n".join(line.render(Language(language)) for line in self.said())

    def __str__(self) -> str:
        return self.text()


def identify_method(
    published: PublishedTable | Sequence[int],
    weights: Weights,
    total: Money | int,
    *,
    unit: Money | None = None,
) -> Identification:
    """
    Find out which methods of exact division reproduce a published table.

    >>> identify_method([4, 1, 1, 0], [53, 24, 23, 7], 6).exact
    ('dhondt',)

    Args:
        published: Amounts, or whole numbers such as seats.

        weights: By which it was divided, in the order of the rows.

        total: What was divided.

        unit: What amounts were rounded to; that of the table, or the smallest unit
            of its currency.

    Raises:
        InvalidDataError: Rows and weights differ in number, the total is of another
            kind or currency, or something is no multiple of the unit.
    """
    names, rows, pot = _read(published, total, unit)
    if len(rows) != len(weights):
        raise InvalidDataError(
            "rows and weights differ in number",
            where="identify_method",
            got=f"{len(rows)} rows, {len(weights)} weights",
            expected="one weight for each row",
            mend="put the weights in the order of the rows",
        )
    found = [
        _match(name, method, names, rows, pot, weights)
        for name, method in _METHODS.items()
    ]
    return Identification(matches=tuple(sorted(found, key=lambda one: -one.matches)))


def _match(  # noqa: PLR0913, PLR0917  one table, one method
    name: str,
    method: Shares,
    names: Sequence[str],
    rows: list[int],
    pot: int,
    weights: Weights,
) -> MethodMatch:
    try:
        shares = method(pot, list(weights))
    except FundmodelError as error:
        return MethodMatch(method=name, matches=0, count=len(rows), refused=error.what)
    differs = tuple(
        id_ for id_, share, row in zip(names, shares, rows, strict=True) if share != row
    )
    return MethodMatch(
        method=name,
        matches=len(rows) - len(differs),
        count=len(rows),
        differs=differs,
    )


def _read(
    published: PublishedTable | Sequence[int],
    total: Money | int,
    unit: Money | None,
) -> tuple[tuple[str, ...], list[int], int]:
    if isinstance(published, PublishedTable):
        if isinstance(total, Money):
            return _read_money(published, total, unit)
    elif not isinstance(total, Money):
        names = tuple(str(number) for number in range(1, len(published) + 1))
        return names, list(published), total
    raise InvalidDataError(
        "table and total are of different kinds",
        where="identify_method",
        got=f"{type(published).__name__} and {type(total).__name__}",
        expected="amounts and Money, or whole numbers and an int",
        mend="give both as money, or both as whole numbers",
    )


def _read_money(
    published: PublishedTable, total: Money, unit: Money | None
) -> tuple[tuple[str, ...], list[int], int]:
    step = unit or published.unit or Money.from_minor(1, total.currency)
    for where, amount in [
        ("total", total),
        *zip(published.ids, published.amounts, strict=True),
    ]:
        if amount.currency != step.currency or amount.minor % step.minor:
            raise InvalidDataError(
                "this is no multiple of the unit",
                where=f"published table {published.id!r}, {where}",
                got=amount,
                expected=f"a multiple of {step}",
                mend="name the unit that the table was rounded to",
            )
    rows = [amount.minor // step.minor for amount in published.amounts]
    return published.ids, rows, total.minor // step.minor
