"""Co-funding: who pays which share of each amount, in which year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.apportion import Mixed, controlled_rounding, round_to_sum
from fundmodel.apportion.integers import Integers, narrowed, objects
from fundmodel.errors import AllocationError, InvalidDataError, InvalidModelError
from fundmodel.fields import of_model
from fundmodel.indicators import whole
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.rules.distribution import Distribution
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = ["FundingShare", "FundingSplit", "FundingTie", "split_funding"]

TWO = 2
"""Columns of which one is what the other leaves."""


def _ratio(share: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(share, where="share")


def _a_part(_: object, attribute: attrs.Attribute[Fraction], share: Fraction) -> None:
    if not 0 < share <= 1:
        raise InvalidModelError(
            "this is no share of an amount",
            where=attribute.name,
            got=PerCent(share),
            expected="more than 0 % and at most 100 %",
            mend="correct the share; leave out who pays nothing",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class FundingShare:
    """
    Which share of each amount one funder pays, in one year (Finanzierungsanteil).

    >>> FundingShare(funder="federation", share="55 %").share
    Fraction(11, 20)

    Attributes:
        funder: Id of who pays.

        share: Which share; text such as ``"55 %"`` is understood.

        year: Label of the budget year in which it is paid, if that is told apart.

        name: How the funder is called.

        source: The provision that says so.
    """

    funder: str
    share: Fraction = attrs.field(converter=_ratio, validator=_a_part)
    year: str | None = None
    name: Text | None = None
    source: Basis = None

    def describe(self) -> Sentence:
        """Name the funder, and the year if there is one."""
        name = self.name or self.funder
        if self.year is None:
            return sentence("{name}", name=name)
        return sentence("{name} in {year}", name=name, year=self.year)


@attrs.frozen(kw_only=True)
class FundingTie:
    """
    Amounts with the same remainders, which could not all be rounded alike.

    Attributes:
        tied: Ids of all who are tied, in the order of the roster.

        given: For each share, the ids of those whose part was rounded up.
    """

    tied: tuple[str, ...]
    given: tuple[tuple[str, ...], ...]


@attrs.frozen(kw_only=True, eq=False)
class FundingSplit:
    """
    What each funder pays of each amount.

    The parts of an amount add up to it, and what a funder pays in a year is a
    neighbour of its exact share of the total.

    Attributes:
        ids: Ids of the recipients, shape ``(n,)``.

        shares: The shares, shape ``(f,)``.

        totals: The amounts that were split, in smallest units, shape ``(n,)``.

        amounts: The parts, shape ``(n, f)``.

        unit: What amounts are counted in.

        step: To how many smallest units the parts are rounded.

        ties: Which amounts were tied.
    """

    ids: tuple[str, ...]
    shares: tuple[FundingShare, ...]
    totals: Integers
    amounts: Integers
    unit: Unit
    step: int
    ties: tuple[FundingTie, ...]

    def amount(self, id: str, funder: str, year: str | None = None) -> Money | int:
        """
        Give what a funder pays of one amount, in all years or in one.

        Raises:
            InvalidDataError: Nobody has that id, or no share is of that funder.
        """
        row = self.amounts[self._row(id), self._columns(funder, year)]
        return self._counted(sum(map(int, row)))

    def total(self, funder: str, year: str | None = None) -> Money | int:
        """
        Give what a funder pays altogether, in all years or in one.

        Raises:
            InvalidDataError: No share is of that funder.
        """
        part = self.amounts[:, self._columns(funder, year)]
        return self._counted(sum(map(int, part.ravel())))

    def _counted(self, count: int) -> Money | int:
        return Money.from_minor(count, self.unit.name) if self.unit.is_money else count

    def _row(self, id: str) -> int:
        if id in self.ids:
            return self.ids.index(id)
        raise InvalidDataError(
            "nobody whose amount was split has this id",
            where="funding split",
            got=id,
            expected=f"one of {len(self.ids):,} ids",
            mend="look it up in the roster",
        )

    def _columns(self, funder: str, year: str | None) -> list[int]:
        found = [
            column
            for column, share in enumerate(self.shares)
            if share.funder == funder and year in {None, share.year}
        ]
        if found:
            return found
        raise InvalidDataError(
            "nobody of this name pays a share",
            where="funding split",
            got=funder if year is None else f"{funder}, {year}",
            expected=", ".join(str(share.describe()) for share in self.shares),
            mend="name one of these",
        )

    def columns(self) -> Mapping[str, object]:
        """
        Give plain tuples and arrays by name, one entry for each part.

        Returns:
            ``id``, ``funder`` and ``year`` as tuples; ``amount`` in smallest units,
            shape ``(n * f,)``, recipient by recipient.
        """
        n, f = self.amounts.shape
        return {
            "id": tuple(id_ for id_ in self.ids for _ in range(f)),
            "funder": tuple(share.funder for share in self.shares) * n,
            "year": tuple(share.year for share in self.shares) * n,
            "amount": self.amounts.ravel(),
        }

    def explain(self, id: str) -> tuple[Sentence, ...]:
        """
        Say for each share how it came about.

        Raises:
            InvalidDataError: Nobody has that id.
        """
        row = self._row(id)
        return tuple(self._explained(row, column) for column in range(len(self.shares)))

    def _explained(self, row: int, column: int) -> Sentence:
        share, whole_ = self.shares[column], int(self.totals[row])
        said = sentence(
            "{who}: {share} of {all} = {exact}, rounded together with all others to "
            "{unit}: {part}",
            who=share.describe(),
            share=PerCent(share.share),
            all=self._measured(whole_),
            exact=self._measured(whole_ * share.share),
            unit=self._measured(self.step),
            part=self._measured(int(self.amounts[row, column])),
        )
        for tie in self.ties:
            if self.ids[row] in tie.tied:
                return sentence(
                    "{said} (a tie: {count} had the same remainder, {given} of them "
                    "were rounded up)",
                    said=said,
                    count=len(tie.tied),
                    given=len(tie.given[column]),
                )
        return said

    def _measured(self, count: Fraction | int) -> Amount:
        return Amount(count=Fraction(count), unit=self.unit)


def split_funding(
    divided: Distribution | PublishedTable,
    shares: Iterable[FundingShare],
    *,
    to: str | int | Decimal = "0.01",
    first: Sequence[str] = (),
) -> FundingSplit:
    """
    Split each amount among those who fund it, by funder, by year, or both.

    Rounded one by one, the parts would add up neither to the amounts nor to what each
    funder pays. Here both margins are kept: the parts of an amount give it exactly,
    and what a funder pays is its share of the total, rounded to a neighbour.

    Two shares are rounded by largest remainder; more are rounded as a table, see
    :func:`fundmodel.apportion.controlled_rounding`.

    Args:
        divided: What was allotted, or a table of amounts.

        shares: Who pays which share; they add up to 100 per cent.

        to: To which unit the parts are rounded, in major units.

        first: Ids of those who come first where remainders are equal; the others
            follow in the order of the roster.

    Raises:
        InvalidModelError: The shares do not add up, or one stands twice.

        AllocationError: An amount is no multiple of the unit.

        InvalidDataError: Nobody on the list has an id that shall come first.
    """
    given = tuple(shares)
    _check_shares(given)
    ids, totals, unit = _amounts(divided)
    step = unit.steps(Decimal(to))
    _check_multiples(ids, totals, unit, step)
    order = _order(ids, first)
    steps = totals // step
    parts = _rounded(steps, [share.share for share in given], order) * step
    return FundingSplit(
        ids=ids,
        shares=given,
        totals=totals,
        amounts=parts,
        unit=unit,
        step=step,
        ties=tuple(_ties(ids, steps, [share.share for share in given], parts // step)),
    )


def _check_shares(shares: tuple[FundingShare, ...]) -> None:
    found = sum((share.share for share in shares), start=Fraction(0))
    if found != 1:
        raise InvalidModelError(
            "the shares of those who fund do not add up",
            where="funding shares",
            got=PerCent(found),
            expected="exactly 100 %",
            mend="look for a misprint, or add who is missing",
        )
    columns = [(share.funder, share.year) for share in shares]
    if len(set(columns)) < len(columns):
        raise InvalidModelError(
            "somebody pays two shares in one year",
            where="funding shares",
            got=", ".join(str(share.describe()) for share in shares),
            expected="one share for each funder and year",
            mend="add them up",
        )


def _amounts(
    divided: Distribution | PublishedTable,
) -> tuple[tuple[str, ...], Integers, Unit]:
    if isinstance(divided, PublishedTable):
        # An empty table has no currency, and nothing to split.
        currency = next((a.currency for a in divided.amounts), "EUR")
        minor = whole([amount.minor for amount in divided.amounts])
        return divided.ids, minor, Unit.money(currency)
    if divided.is_remainder.any():
        raise AllocationError(
            "an amount for many recipients together cannot be split",
            where=f"roster {divided.roster.id!r}",
            got="a row that stands for all others",
            expected="one row per recipient",
            mend="take a roster that names everybody",
        )
    return divided.roster.ids, divided.amounts, divided.unit


def _check_multiples(
    ids: tuple[str, ...], totals: Integers, unit: Unit, step: int
) -> None:
    wrong = np.flatnonzero(totals % step)
    if wrong.size:
        who = int(wrong[0])
        raise AllocationError(
            "an amount cannot be split into parts of this unit",
            where=ids[who],
            got=Amount(count=Fraction(int(totals[who])), unit=unit),
            expected=f"a multiple of {Amount(count=Fraction(step), unit=unit)}",
            mend="split to a smaller unit, or round the amounts before",
        )


def _order(ids: tuple[str, ...], first: Sequence[str]) -> Integers:
    """Give keys that decide between equal remainders, the smaller first."""
    place = {id_: rank for rank, id_ in enumerate(first)}
    unknown = [id_ for id_ in place if id_ not in frozenset(ids)]
    if unknown:
        raise InvalidDataError(
            "somebody shall come first whose amount is not split",
            where="first",
            got=", ".join(unknown),
            expected="ids of those whose amounts are split",
            mend="correct the ids",
        )
    return np.fromiter((place.get(id_, len(place)) for id_ in ids), dtype=np.int64)


def _rounded(steps: Integers, shares: list[Fraction], order: Integers) -> Integers:
    """Give the parts, shape ``(n, f)``, so that both margins are kept."""
    if len(shares) == TWO:
        return _in_two(steps, shares, order)
    if not steps.size:
        return np.zeros((0, len(shares)), dtype=np.int64)
    by_rank = np.argsort(order, kind="stable")
    matrix = [[int(one) * share for share in shares] for one in steps[by_rank]]
    flat = [cell for row in controlled_rounding(matrix) for cell in row]
    parts = np.empty((len(steps), len(shares)), dtype=object)
    parts[by_rank] = objects(flat, parts.shape)
    return narrowed(parts)


def _in_two(steps: Integers, shares: list[Fraction], order: Integers) -> Integers:
    """Round one part by largest remainder; the other is what it leaves."""
    total = abs(sum(map(int, steps)))
    rests = [total * share % 1 for share in shares]
    # The one that is rounded keeps the whole units of its sum, so the sum with the
    # larger rest is that of the other one.
    column = 0 if rests[0] < rests[1] or not rests[0] else 1
    exact = Mixed.of(steps[np.newaxis, :]).scale(shares[column])
    part = round_to_sum(exact, order=order).amounts[0]
    parts = [part, steps - part]
    return np.stack(parts if column == 0 else parts[::-1], axis=-1)


def _ties(
    ids: tuple[str, ...], steps: Integers, shares: list[Fraction], parts: Integers
) -> Iterator[FundingTie]:
    """Find amounts with the same remainders that were rounded in different ways."""
    below = math.lcm(*(share.denominator for share in shares))
    residues = steps % below
    above = [int(share * below) for share in shares]
    floors = np.stack([steps.astype(object) * one // below for one in above], axis=-1)
    is_up = parts > floors
    groups: dict[int, list[int]] = {}
    for row, residue in enumerate(residues.tolist()):
        groups.setdefault(residue, []).append(row)
    for rows in groups.values():
        ups = is_up[rows]
        if (ups != ups[0]).any():
            yield FundingTie(
                tied=tuple(ids[row] for row in rows),
                given=tuple(
                    tuple(ids[row] for row, up in zip(rows, column, strict=True) if up)
                    for column in ups.T
                ),
            )
