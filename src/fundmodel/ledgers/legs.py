"""Both sides of all entries: what each account loses and what it is given."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Self

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.ledgers.accounts import Account, Dimension, EntryKind
from fundmodel.ledgers.coding import NONE, Coded, Codes, Numbers, Rows, told_apart
from fundmodel.ledgers.entries import Entries, Flags
from fundmodel.ledgers.readings import lacking
from fundmodel.ledgers.terms import BudgetTerms

__all__ = ["ACCOUNTS", "PLACE", "Legs", "Places"]

ACCOUNTS: Final = tuple(Account)
PLACE: Final = MappingProxyType({account: at for at, account in enumerate(ACCOUNTS)})

Places = npt.NDArray[np.int8]
"""Places of accounts in `ACCOUNTS`."""

_HOLDS: Final = MappingProxyType(
    {
        dimension: np.array([dimension in account.holds for account in ACCOUNTS])
        for dimension in Dimension
    }
)


def both(credited: Codes, debited: Codes) -> Codes:
    """Put the credited sides before the debited ones."""
    return np.concatenate((credited, debited))


@attrs.frozen(kw_only=True, eq=False)
class Legs:
    """
    The sides of all entries: first each credited one, then each debited one.

    Attributes:
        entries: Whose sides they are.

        terms: The terms of the ledger, which order the budget years.

        accounts: The account of each side, shape ``(2 n,)``.

        minor: What is added to it, shape ``(2 n,)``; the sides of an entry add up to
            zero.
    """

    entries: Entries
    terms: BudgetTerms
    accounts: Places
    minor: Numbers

    @classmethod
    def of(cls, entries: Entries, terms: BudgetTerms) -> Self:
        """Make the sides of entries."""

        def places(account: Callable[[EntryKind], Account]) -> Places:
            codes = entries.kinds.translated(lambda kind: PLACE[account(kind)])
            return codes.astype(np.int8)

        # What takes an entry back moves the same amount the other way.
        added = np.where(lacking(entries.reverses), entries.minor, -entries.minor)
        return cls(
            entries=entries,
            terms=terms,
            accounts=np.concatenate(
                (
                    places(lambda kind: kind.credited),
                    places(lambda kind: kind.debited),
                )
            ),
            minor=np.concatenate((-added, added)),
        )

    @property
    def days(self) -> Codes:
        """The day of each side."""
        return both(self.entries.days, self.entries.days)

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """Give what the codes of a dimension stand for."""
        if dimension in {Dimension.YEAR, Dimension.ORIGIN}:
            return self.terms.labels
        return self._sides(dimension)[1].values

    @property
    def of_their_year(self) -> Flags:
        """Whether the money of each side was granted for the year it is charged to."""
        charged = both(*(side.codes for side in self._years))
        same: Flags = charged == both(self._origins.codes, self._origins.codes)
        return same

    def codes(self, dimension: Dimension, rows: Rows | None = None) -> Codes | None:
        """
        Give the code of each side, -1 where its account does not tell them apart.

        Args:
            dimension: Which codes.

            rows: Of which sides; `None` for all.

        Returns:
            One for each row, or `None` if no entry says anything.
        """
        credited, debited = self._sides(dimension)
        if debited.is_empty:
            return None
        codes, accounts = both(credited.codes, debited.codes), self.accounts
        if rows is not None:
            codes, accounts = codes[rows], accounts[rows]
        return np.where(_HOLDS[dimension][accounts], codes, np.int32(NONE))

    @property
    def year_places(self) -> Codes:
        """The place in time of the year that each entry charges, shape ``(n,)``."""
        return self._years[0].codes

    @property
    def goal_places(self) -> Codes:
        """The place of the year to which each entry's money goes."""
        return self._years[1].codes

    @property
    def origin_places(self) -> Codes:
        """The place of the year that granted each entry's money."""
        return self._origins.codes

    def sum_of(self, account: Account, wanted: Mapping[Dimension, str]) -> int:
        """Add up one account, where its dimensions have these values."""
        rows = np.flatnonzero(self.accounts == PLACE[account])
        for dimension, value in wanted.items():
            codes = self.codes(dimension, rows)
            values = self.values(dimension)
            if codes is None or value not in values:
                return 0
            rows = rows[codes == values.index(value)]
        return int(self.minor[rows].sum())

    def booked(self, dimension: Dimension) -> Codes | None:
        """Give the code of each entry as it was booked, shape ``(n,)``."""
        column = self._sides(dimension)[0]
        return None if column.is_empty else column.codes

    def in_full(self, dimension: Dimension) -> Codes | None:
        """Give the code of each side as it was booked, whatever its account holds."""
        credited, debited = self._sides(dimension)
        return None if debited.is_empty else both(credited.codes, debited.codes)

    def keys(
        self,
        by: Iterable[Dimension],
        rows: Rows,
        *,
        first: Sequence[tuple[Places, int]] = (),
    ) -> Numbers:
        """
        Give one key for sides that are not told apart.

        Args:
            by: What tells them apart.

            rows: Of which sides.

            first: Other codes that do, and how many there are.
        """
        columns: list[tuple[npt.NDArray[np.integer], int]] = list(first)
        for dimension in by:
            codes = self.codes(dimension, rows)
            if codes is not None:
                columns.append((codes, len(self.values(dimension))))
        return told_apart(columns or [(np.zeros(len(rows), np.int8), 1)])

    def told(self, by: Iterable[Dimension], row: int) -> str:
        """Name the account of a side by its values, for messages."""
        known: list[str] = []
        for dimension in by:
            codes = self.codes(dimension, np.array([row]))
            if codes is not None and codes[0] != NONE:
                value = self.values(dimension)[int(codes[0])]
                known.append(f"{dimension.value} {value!r}")
        return ", ".join(known)

    def _sides(self, dimension: Dimension) -> tuple[Coded[str], Coded[str]]:
        """Give the column of the credited and that of the debited sides."""
        if dimension is Dimension.YEAR:
            return self._years
        if dimension is Dimension.LINE:
            return self._lines
        same = {
            Dimension.ORIGIN: self._origins,
            Dimension.PART: self.entries.parts,
            Dimension.RECIPIENT: self.entries.recipients,
            Dimension.AWARD: self.entries.awards,
            Dimension.FUNDS: self.entries.funds,
        }[dimension]
        return same, same

    @functools.cached_property
    def _years(self) -> tuple[Coded[str], Coded[str]]:
        charged = self._placed(self.entries.years)
        return charged, self._placed(self.entries.to_years).filled(charged)

    @functools.cached_property
    def _origins(self) -> Coded[str]:
        return self._placed(self.entries.origins).filled(self._years[0])

    @functools.cached_property
    def _lines(self) -> tuple[Coded[str], Coded[str]]:
        taken = self.entries.lines.filled(self.entries.parts)
        given = self.entries.to_lines.filled(taken)
        return taken.onto(given.values), given

    def _placed(self, years: Coded[str]) -> Coded[str]:
        """Number years by their place in time."""
        return years if years.is_empty else years.onto(self.terms.labels)
