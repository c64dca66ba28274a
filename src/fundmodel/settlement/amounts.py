"""Amounts of recipients, as columns: final ones, provisional ones, payments."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Self, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.currencies import minor_digits
from fundmodel.errors import (
    FinalFiguresLackingError,
    InvalidDataError,
    SettlementError,
)
from fundmodel.indicators import Column, DataState
from fundmodel.publications import PublishedTable
from fundmodel.sources import Basis
from fundmodel.steps import Step

__all__ = ["AmountTable", "Minor", "RecipientAmounts", "tables_of"]

Minor = npt.NDArray[np.int64]
"""Whole minor units, for example cents."""

MOST_MINOR: Final = 2**62
"""All amounts of a column together stay within 64 bits, whatever is added up."""


@attrs.frozen(kw_only=True, eq=False)
class RecipientAmounts:
    """
    What each of some recipients is to have, or was paid, in one part.

    Make it with :meth:`of`, or with :meth:`from_table` and :meth:`from_part`.

    Attributes:
        ids: Ids of the recipients, each once, shape ``(n,)``.

        minor: Whole minor units of zero or more, shape ``(n,)``, read-only.

        currency: Code of ISO 4217; one for all.

        part: Id of the part; `None` if the amounts are for the whole program.

        not_final: Why these are no final amounts; `None` if they are.

        source: Where they come from.
    """

    ids: tuple[str, ...]
    minor: Minor
    currency: str
    part: str | None = None
    not_final: str | None = None
    source: Basis = None

    @classmethod
    def of(
        cls,
        ids: Iterable[str],
        minor: Sequence[int] | npt.NDArray[np.integer],
        *,
        currency: str,
        part: str | None = None,
        source: Basis = None,
    ) -> Self:
        """
        Take ids and minor units.

        Args:
            ids: Who, each once.

            minor: Whole minor units of zero or more, for example cents.

            currency: Code of ISO 4217.

            part: Id of the part of the program.

            source: Where they come from.

        Raises:
            InvalidDataError: An amount is negative or no whole number, an id stands
                twice, or there are more of the ones than of the others.
        """
        minor_digits(currency)
        amounts = cls(
            ids=tuple(ids),
            minor=_whole(minor, where=_where(part)),
            currency=currency,
            part=part,
            source=source,
        )
        _check(amounts)
        return amounts

    @classmethod
    def from_table(cls, table: PublishedTable) -> Self:
        """
        Take a published table; one of a share of the budget is not final.

        Raises:
            InvalidDataError: An amount is negative, or the table has no rows.
        """
        if not table.amounts:
            raise InvalidDataError(
                "a table has no rows",
                where=f"published table {table.id!r}",
                expected="an amount for each recipient",
                mend="leave it out, or read it again",
            )
        found = cls.of(
            table.ids,
            [amount.minor for amount in table.amounts],
            currency=table.amounts[0].currency,
            part=table.part,
            source=table.source,
        )
        if table.share is None or table.share == 1:
            return found
        said = f"a table of a share of {table.share} of the budget ({table.id})"
        return attrs.evolve(found, not_final=said)

    @classmethod
    def from_part(cls, allocated: AllocatedPart) -> Self:
        """
        Take what a rule gave.

        What rests on provisional figures, or is of less than the budget, is not final.

        Rows that stand for all others are left out.

        Raises:
            InvalidDataError: An amount is negative.
        """
        done = allocated.distribution
        named = ~done.is_remainder
        provisional = [
            column.indicator.id
            for column in _counted_by(done.steps)
            if column.indicator.state is DataState.PROVISIONAL
        ]
        found = cls.of(
            itertools.compress(done.roster.ids, named.tolist()),
            done.amounts[named].tolist(),
            currency=done.unit.name,
            part=allocated.part.id,
            source=done.source or allocated.part.source,
        )
        said = None
        if provisional:
            said = f"shared by provisional figures ({provisional[0]})"
        elif _is_of_a_share(allocated):
            said = f"an allocation of {done.total}, not of all of the budget"
        return attrs.evolve(found, not_final=said)

    def times(self, number: int, *, source: Basis) -> Self:
        """
        Give as many times the amounts, for example for several years.

        Args:
            number: How many times, at least once.

            source: What says so.
        """
        minor = _whole([number * one for one in self.minor.tolist()], where="times")
        more = attrs.evolve(self, minor=minor, source=source)
        _check(more)
        return more

    def taken(self, ids: Iterable[str]) -> Self:
        """
        Give the amounts of some recipients.

        Raises:
            InvalidDataError: One of them has none.
        """
        at = {id_: row for row, id_ in enumerate(self.ids)}
        wanted = tuple(ids)
        strange = [id_ for id_ in wanted if id_ not in at]
        if strange:
            raise InvalidDataError(
                "a recipient has no amount here",
                where=_where(self.part),
                got=", ".join(strange[:5]),
                expected=f"some of {len(self):,} ids",
                mend="look them up in ids",
            )
        minor = self.minor[[at[id_] for id_ in wanted]]
        minor.setflags(write=False)
        return attrs.evolve(self, ids=wanted, minor=minor)

    def __len__(self) -> int:
        return len(self.ids)


AmountTable: TypeAlias = RecipientAmounts | PublishedTable | AllocatedPart | Allocation
"""What can be read as amounts of recipients; an allocation has one for each part."""


def tables_of(
    given: AmountTable | Iterable[AmountTable] | None,
    *,
    final: bool = False,
    accepts_provisional: bool = False,
) -> tuple[RecipientAmounts, ...]:
    """
    Read amounts, one table for each part.

    Args:
        given: One or several; `None` for nothing.

        final: Whether they have to be final.

        accepts_provisional: Whether provisional ones may stand in for final ones.

    Raises:
        FinalFiguresLackingError: There is nothing, or nothing final.

        SettlementError: A part has two tables, or they differ in currency.
    """
    tables = tuple(itertools.chain.from_iterable(map(_read, _listed(given))))
    if final:
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
            where=_where(table.part),
            got=table.currency,
            expected=currency,
            mend="convert them before, with rate, date and source",
        )


def check_sum(minor: Minor, *, where: str) -> None:
    """
    Refuse amounts whose sum is beyond 64 bits.

    Raises:
        InvalidDataError: They are too large.
    """
    # Halves, whose sums stay within 64 bits for any number of amounts.
    high, low = np.divmod(minor, 2**31)
    total = (int(high.sum()) << 31) + int(low.sum())
    if total > MOST_MINOR:
        raise InvalidDataError(
            "the amounts are too large together",
            where=where,
            got=f"{total} minor units",
            expected=f"at most {MOST_MINOR}",
            mend="look for an amount with too many zeros",
        )


def _listed(
    given: AmountTable | Iterable[AmountTable] | None,
) -> Iterable[AmountTable]:
    if given is None:
        return ()
    if isinstance(
        given, RecipientAmounts | PublishedTable | AllocatedPart | Allocation
    ):
        return (given,)
    return given


def _read(given: AmountTable) -> Iterator[RecipientAmounts]:
    if isinstance(given, RecipientAmounts):
        yield given
    elif isinstance(given, PublishedTable):
        yield RecipientAmounts.from_table(given)
    elif isinstance(given, AllocatedPart):
        yield RecipientAmounts.from_part(given)
    else:
        for part in given.parts:
            found = RecipientAmounts.from_part(part)
            if given.share != 1:
                said = f"an allocation of a share of {given.share} of the budget"
                found = attrs.evolve(found, not_final=said)
            yield found


def _is_of_a_share(allocated: AllocatedPart) -> bool:
    """Whether less than the budget of the year was divided."""
    budget = allocated.part.budget(allocated.year)
    done = allocated.distribution
    if budget is None or done.steps[-1].after.open_ended:
        return False
    return done.total.count < budget.amount.minor


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
                where=_where(table.part),
                got=table.not_final,
                expected="amounts of all of the budget on final figures",
                mend="settle on the final ones; accepts_provisional=True makes an "
                "interim account of what would be due",
            )


def _counted_by(steps: tuple[Step, ...]) -> Iterator[Column]:
    for step in steps:
        key = step.after.key
        if key is not None and key.column is not None:
            yield key.column


def _whole(minor: Sequence[int] | npt.NDArray[np.integer], *, where: str) -> Minor:
    array = np.asarray(minor)
    if array.size and array.dtype.kind not in "iu":
        raise InvalidDataError(
            "amounts are no whole minor units of 64 bits",
            where=where,
            got=f"an array of {array.dtype}",
            expected="whole numbers, for example cents",
            mend="write 1250 for 12.50 euros",
        )
    # A copy, so that nobody changes it from outside.
    whole = np.array(array, dtype=np.int64)
    whole.setflags(write=False)
    return whole


def _where(part: str | None) -> str:
    return "amounts" if part is None else f"amounts of part {part!r}"


def _check(amounts: RecipientAmounts) -> None:
    where = _where(amounts.part)
    if amounts.minor.shape != (len(amounts.ids),):
        raise InvalidDataError(
            "ids and amounts differ in number",
            where=where,
            got=f"{len(amounts.ids):,} ids, amounts of shape {amounts.minor.shape}",
            expected="one amount for each id",
            mend="check the columns",
        )
    if len(set(amounts.ids)) != len(amounts.ids):
        counts = Counter(amounts.ids)
        raise InvalidDataError(
            "an id stands more than once",
            where=where,
            got=", ".join(sorted(id_ for id_ in counts if counts[id_] > 1)[:5]),
            expected="each id once",
            mend="add the amounts of each recipient up",
        )
    below = np.flatnonzero(amounts.minor < 0)
    if len(below):
        raise InvalidDataError(
            "an amount is negative",
            where=f"{where}, recipient {amounts.ids[below[0]]!r}",
            got=f"{amounts.minor[below[0]]} minor units",
            expected="zero or more",
            mend="what goes back to the funder comes out of a settlement",
        )
    check_sum(amounts.minor, where=where)
