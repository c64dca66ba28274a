"""Amounts of recipients, as columns: final ones, provisional ones, payments."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Self, cast

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.allotments import AllocatedPart
from fundmodel.awards import AwardBasis, Awards
from fundmodel.currencies import minor_digits
from fundmodel.errors import (
    InvalidDataError,
)
from fundmodel.indicators import Column, DataState
from fundmodel.natures import LegalNature
from fundmodel.publications import PublishedTable
from fundmodel.sources import Basis
from fundmodel.steps import Step

__all__ = ["Minor", "RecipientAmounts", "check_sum", "named"]

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

        nature: By which kind of act the money reaches recipients, as the part says;
            `None` if nobody does.

    Raises:
        InvalidDataError: An amount is negative or no whole number, an id is empty, no
            text, or stands twice, or there are more of the ones than of the others.
    """

    ids: tuple[str, ...]
    minor: Minor
    currency: str
    part: str | None = None
    not_final: str | None = None
    source: Basis = None
    nature: LegalNature | None = None

    def __attrs_post_init__(self) -> None:
        minor_digits(self.currency)
        minor = _whole(self.minor, where=named(self.part))
        object.__setattr__(self, "minor", minor)
        _check_ids(self.ids, where=named(self.part))
        _check(self)

    @classmethod
    def of(  # noqa: PLR0913  all but the first two by name
        cls,
        ids: Iterable[str],
        minor: Sequence[int] | npt.NDArray[np.integer],
        *,
        currency: str,
        part: str | None = None,
        source: Basis = None,
        nature: LegalNature | None = None,
    ) -> Self:
        """
        Take ids and minor units.

        Args:
            ids: Who, each once.

            minor: Whole minor units of zero or more, for example cents.

            currency: Code of ISO 4217.

            part: Id of the part of the program.

            source: Where they come from.

            nature: By which kind of act the money reaches recipients; a rule on
                set-off may be about some alone.

        Raises:
            InvalidDataError: An amount is negative or no whole number, an id is
                empty, no text, or stands twice, or there are more of the ones than of
                the others.
        """
        if isinstance(ids, str):
            raise _no_ids(ids, where=named(part))
        return cls(
            ids=tuple(ids),
            minor=_whole(minor, where=named(part)),
            currency=currency,
            part=part,
            source=source,
            nature=nature,
        )

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
            nature=allocated.part.legal_nature,
            source=done.source or allocated.part.source,
        )
        said = None
        if provisional:
            said = f"shared by provisional figures ({provisional[0]})"
        elif _is_of_a_share(allocated):
            said = f"an allocation of {done.total}, not of all of the budget"
        return attrs.evolve(found, not_final=said)

    @classmethod
    def from_awards(
        cls, awards: Awards, *, day: date, year: str | None = None
    ) -> tuple[Self, ...]:
        """
        Take what was awarded, all awards of a recipient in a part together.

        What counts is what held on a day, with the amendments until then.

        Args:
            awards: What was decided.

            day: The day.

            year: Label of a budget year; `None` for all years of the awards.

        Returns:
            One for each part, in the order of their first awards.
        """
        held = awards.as_of(day)
        return tuple(
            cls._of_awards(held.of_part(part), part, year)
            for part in dict.fromkeys(held.parts)
        )

    @classmethod
    def _of_awards(cls, awards: Awards, part: str, year: str | None) -> Self:
        numbers = {id_: at for at, id_ in enumerate(dict.fromkeys(awards.recipients))}
        at = [numbers[id_] for id_ in awards.recipients]
        minor = np.zeros(len(numbers), dtype=np.int64)
        np.add.at(minor, at, awards.year_minor(year))
        # Where some is granted by law and some by decision, the part has no nature.
        natures = {_NATURES[basis] for basis in awards.bases}
        sources = set(awards.sources)
        return cls(
            ids=tuple(numbers),
            minor=minor,
            currency=awards.currency,
            part=part,
            source=sources.pop() if len(sources) == 1 else None,
            nature=natures.pop() if len(natures) == 1 else None,
        )

    def times(self, number: int, *, source: Basis) -> Self:
        """
        Give as many times the amounts, for example for several years.

        Args:
            number: How many times, at least once.

            source: What says so.

        Raises:
            InvalidDataError: It is no whole number above zero, or the amounts are too
                large.
        """
        # Not `isinstance`: to Python, a truth value is a number too.
        if type(number) is not int or number < 1:
            raise InvalidDataError(
                "amounts are taken a whole number of times, at least once",
                where="times",
                got=repr(number),
                expected="1 or more",
                mend="write for how many years the amounts hold",
            )
        minor = _whole([number * one for one in self.minor.tolist()], where="times")
        return attrs.evolve(self, minor=minor, source=source)

    def taken(self, ids: Iterable[str]) -> Self:
        """
        Give the amounts of some recipients.

        Raises:
            InvalidDataError: One of them has none, or stands twice.
        """
        at = {id_: row for row, id_ in enumerate(self.ids)}
        wanted = tuple(ids)
        strange = [id_ for id_ in wanted if id_ not in at]
        if strange:
            raise InvalidDataError(
                "a recipient has no amount here",
                where=named(self.part),
                got=", ".join(strange[:5]),
                expected=f"some of {len(self):,} ids",
                mend="look them up in ids",
            )
        minor = self.minor[[at[id_] for id_ in wanted]]
        return attrs.evolve(self, ids=wanted, minor=minor)

    def __len__(self) -> int:
        return len(self.ids)


_NATURES: Final = {
    AwardBasis.LAW: LegalNature.STATUTORY_TRANSFER,
    AwardBasis.DECISION: LegalNature.GRANT,
    AwardBasis.CONTRACT: LegalNature.CONTRACT,
}


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
        raise _too_large(total, where=where)


def _too_large(total: int, *, where: str) -> InvalidDataError:
    return InvalidDataError(
        "the amounts are too large together",
        where=where,
        got=f"{total} minor units",
        expected=f"at most {MOST_MINOR}",
        mend="look for an amount with too many zeros",
    )


def _is_of_a_share(allocated: AllocatedPart) -> bool:
    """Whether less than the budget of the year was divided."""
    budget = allocated.part.budget(allocated.year)
    done = allocated.distribution
    if budget is None or done.steps[-1].after.open_ended:
        return False
    return done.total.count < budget.amount.minor


def _counted_by(steps: tuple[Step, ...]) -> Iterator[Column]:
    for step in steps:
        key = step.after.key
        if key is not None and key.column is not None:
            yield key.column


def _whole(minor: Sequence[int] | npt.NDArray[np.integer], *, where: str) -> Minor:
    array = np.asarray(minor)
    # To numpy, True beside a number is 1.
    has_truth = isinstance(minor, Sequence) and bool in set(map(type, minor))
    if has_truth or (array.size and array.dtype.kind not in "iu"):
        raise InvalidDataError(
            "amounts are no whole minor units of 64 bits",
            where=where,
            got="a truth value" if has_truth else f"an array of {array.dtype}",
            expected="whole numbers, for example cents",
            mend="write 1250 for 12.50 euros",
        )
    if array.dtype.kind == "u" and array.size and int(array.max()) > MOST_MINOR:
        raise _too_large(int(array.max()), where=where)
    # A copy, so that nobody changes it from outside.
    whole = np.array(array, dtype=np.int64)
    whole.setflags(write=False)
    return whole


def _check_ids(ids: tuple[str, ...], *, where: str) -> None:
    # cast: what type checkers promise, callers without them may break.
    loose = cast("tuple[object, ...]", ids)
    odd = [id_ for id_ in loose if not isinstance(id_, str) or not id_.strip()]
    if odd:
        raise _no_ids(odd[0], where=where)


def _no_ids(given: object, *, where: str) -> InvalidDataError:
    return InvalidDataError(
        "these are no ids of recipients",
        where=where,
        got=repr(given),
        expected="a list of texts that are not empty",
        mend='write ["08317152", …], as on the roster',
    )


def named(part: str | None) -> str:
    """Name amounts in a message."""
    return "amounts" if part is None else f"amounts of part {part!r}"


def _check(amounts: RecipientAmounts) -> None:
    where = named(amounts.part)
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
