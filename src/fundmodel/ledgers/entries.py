"""All entries of a ledger, as columns; an :class:`Entry` is built when asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Self, cast

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.currencies import minor_digits
from fundmodel.errors import InvalidDataError
from fundmodel.fingerprints import content_hash
from fundmodel.ledgers.accounts import EntryKind
from fundmodel.ledgers.coding import Coded, Codes, Numbers, Rows, frozen
from fundmodel.ledgers.entry import (
    ASKED,
    Entry,
    allows,
    misfit,
    moves_nothing,
    needs,
    other_currency,
)
from fundmodel.ledgers.readings import (
    Days,
    Ids,
    Labels,
    Minor,
    Words,
    coded,
    days_of,
    ids_of,
    lacking,
    mask_of,
    minor_of,
    words,
)
from fundmodel.money import Money
from fundmodel.sources import Assumption, Basis, Source

__all__ = ["CODED", "Entries", "Flags"]

Flags = npt.NDArray[np.bool_]
"""Whether something holds, for each of some entries."""


@attrs.frozen(kw_only=True, eq=False)
class Entries:
    """
    Entries as columns, in the order in which they were booked.

    Make them with :meth:`of` or :meth:`from_columns`, which check them.

    Attributes:
        currency: Code of ISO 4217; one for all.

        ids: Ids of the entries, shape ``(n,)``.

        kinds: What is booked.

        days: Days of booking, as numbers of the calendar (`date.toordinal`).

        minor: Amounts in whole minor units, above zero.

        years: Labels of the budget years that are charged.

        parts: Parts of the program.

        recipients: Ids of the recipients.

        awards: The decisions.

        funds: Whose money it is.

        lines: The budget lines; none where the part is one of its own.

        origins: Years that granted the money; none where it is the year charged.

        to_years: Years to which carry-overs go.

        to_lines: Budget lines to which virements go.

        reverses: Ids of entries that are taken back.

        notes: What a reader has to know.

        sources: Where the entries are taken from.
    """

    currency: str
    ids: tuple[str, ...]
    kinds: Coded[EntryKind]
    days: Codes
    minor: Numbers
    years: Coded[str]
    parts: Coded[str]
    recipients: Coded[str]
    awards: Coded[str]
    funds: Coded[str]
    lines: Coded[str]
    origins: Coded[str]
    to_years: Coded[str]
    to_lines: Coded[str]
    reverses: Coded[str]
    notes: Coded[str]
    sources: Coded[Source | Assumption]

    @classmethod
    def of(cls, entries: Iterable[Entry], *, currency: str) -> Self:
        """
        Put single entries together.

        Raises:
            LedgerError: An entry is in another currency.
        """
        items = tuple(entries)
        for entry in items:
            if entry.amount.currency != currency:
                got = entry.amount.currency
                raise other_currency(got, currency, where=f"entry {entry.id!r}")
        return cls.from_columns(
            currency=currency,
            ids=[entry.id for entry in items],
            kinds=[entry.kind for entry in items],
            days=[entry.day for entry in items],
            years=[entry.year for entry in items],
            minor=[entry.amount.minor for entry in items],
            parts=[entry.part for entry in items],
            recipients=[entry.recipient for entry in items],
            awards=[entry.award for entry in items],
            funds=[entry.funds for entry in items],
            lines=[entry.line for entry in items],
            origins=[entry.origin for entry in items],
            to_years=[entry.to_year for entry in items],
            to_lines=[entry.to_line for entry in items],
            reverses=[entry.reverses for entry in items],
            notes=[entry.note for entry in items],
            sources=[entry.source for entry in items],
        )

    @classmethod
    def from_columns(  # noqa: PLR0913  one argument for each column, all by name
        cls,
        *,
        currency: str,
        ids: Ids,
        kinds: Sequence[EntryKind] | EntryKind,
        days: Days,
        years: Labels,
        minor: Minor,
        parts: Words = None,
        recipients: Words = None,
        awards: Words = None,
        funds: Words = None,
        lines: Words = None,
        origins: Labels = None,
        to_years: Labels = None,
        to_lines: Words = None,
        reverses: Words = None,
        notes: Words = None,
        sources: Sequence[Basis] | Basis = None,
    ) -> Self:
        """
        Take lists or arrays; one value instead of a column stands for all entries.

        Args:
            currency: Code of ISO 4217.

            ids: Id of each entry.

            kinds: What is booked.

            days: Days of booking: dates, or an array of ``datetime64``.

            years: Labels of the budget years charged; whole numbers for calendar
                years.

            minor: Amounts in whole minor units, for example cents.

            parts: See the attributes of this class, as for all that follow.

            recipients: Their ids.

            awards: The decisions.

            funds: Whose money it is.

            lines: The budget lines.

            origins: Years that granted the money.

            to_years: Years to which carry-overs go.

            to_lines: Budget lines to which virements go.

            reverses: Ids of entries that are taken back.

            notes: What a reader has to know.

            sources: Where the entries are taken from.

        Raises:
            InvalidDataError: A column has another length or holds something else, an
                amount is not above zero, or an entry lacks what its kind needs.
        """
        minor_digits(currency)
        n = len(ids)
        texts: dict[str, Words | Labels] = {
            "years": years,
            "parts": parts,
            "recipients": recipients,
            "awards": awards,
            "funds": funds,
            "lines": lines,
            "origins": origins,
            "to_years": to_years,
            "to_lines": to_lines,
            "reverses": reverses,
            "notes": notes,
        }
        basis = coded(sources, n, (Source, Assumption), name="sources")
        # casts: it was checked what the columns hold.
        entries = cls(
            currency=currency,
            ids=ids_of(ids),
            kinds=cast("Coded[EntryKind]", coded(kinds, n, (EntryKind,), name="kinds")),
            days=days_of(days, n),
            minor=minor_of(minor, n),
            sources=cast("Coded[Source | Assumption]", basis),
            **{name: words(given, n, name=name) for name, given in texts.items()},
        )
        _check(entries)
        return entries

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.entry_at, range(len(self)))

    def entry_at(self, position: int) -> Entry:
        """Build the entry of one row."""
        # casts: no entry is without kind and year.
        return Entry(
            id=self.ids[position],
            kind=cast("EntryKind", self.kinds.at(position)),
            day=date.fromordinal(int(self.days[position])),
            year=cast("str", self.years.at(position)),
            amount=Money.from_minor(int(self.minor[position]), self.currency),
            part=self.parts.at(position),
            recipient=self.recipients.at(position),
            award=self.awards.at(position),
            funds=self.funds.at(position),
            line=self.lines.at(position),
            origin=self.origins.at(position),
            to_year=self.to_years.at(position),
            to_line=self.to_lines.at(position),
            reverses=self.reverses.at(position),
            note=self.notes.at(position),
            source=self.sources.at(position),
        )

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in them, whatever numbers the values have."""
        told: dict[str, object] = {
            name: None if column is None else (column.values, column.codes)
            for name, column in ((n, c.in_order()) for n, c in self.coded.items())
        }
        # A column that later versions add leaves the hash of what lacks it.
        told = {name: column for name, column in told.items() if column is not None}
        return content_hash((self.currency, self.ids, self.days, self.minor, told))

    @property
    def coded(self) -> Mapping[str, Coded[Any]]:
        """The columns of values, by name."""
        return {name: getattr(self, name) for name in CODED}

    def taken(self, rows: Rows) -> Entries:
        """Give some of the entries, which are not checked again."""
        return self._with(
            ids=tuple(map(self.ids.__getitem__, rows.tolist())),
            days=frozen(self.days[rows]),
            minor=_read_only(self.minor[rows]),
            **{name: column.taken(rows) for name, column in self.coded.items()},
        )

    def onto(self, others: Entries) -> Entries:
        """Number all values as other entries do, with new ones behind them."""
        known = others.coded
        return self._with(
            **{
                name: column.onto(known[name].values)
                for name, column in self.coded.items()
            }
        )

    def joined(self, later: Entries) -> Entries:
        """Put later entries behind, whose values are numbered onto these."""
        if not self.ids:
            return later
        behind = later.coded
        return self._with(
            ids=self.ids + later.ids,
            days=frozen(np.concatenate((self.days, later.days))),
            minor=_read_only(np.concatenate((self.minor, later.minor))),
            **{
                name: column.joined(behind[name]) for name, column in self.coded.items()
            },
        )

    def _with(self, **columns: Any) -> Entries:  # noqa: ANN401  of several types
        return attrs.evolve(self, **columns)

    def differing(self, rows: Rows, others: Entries, theirs: Rows) -> Flags:
        """
        Tell which of some entries differ from as many others.

        Args:
            rows: Which of these.

            others: Entries whose values are numbered as these are.

            theirs: With which of the others each is compared.
        """
        known = others.coded
        differs: Flags = self.days[rows] != others.days[theirs]
        differs |= self.minor[rows] != others.minor[theirs]
        for name, column in self.coded.items():
            differs |= column.codes[rows] != known[name].codes[theirs]
        return differs


CODED: Final = tuple(
    field.name
    for field in attrs.fields(Entries)
    if field.name not in {"currency", "ids", "days", "minor"}
)
"""The columns that hold each value once."""


def _read_only(numbers: Numbers) -> Numbers:
    numbers.setflags(write=False)
    return numbers


def _check(entries: Entries) -> None:
    _check_given(entries)
    _check_amounts(entries)
    for field in ASKED:
        _check_asked(entries, field, entries.coded[f"{field}s"])


def _check_given(entries: Entries) -> None:
    for name in ("kinds", "years"):
        rows = np.flatnonzero(lacking(entries.coded[name]))
        if len(rows):
            raise InvalidDataError(
                f"an entry has no {name.removesuffix('s')}",
                where=f"entry {entries.ids[rows[0]]!r}",
                expected="a value for each entry",
                mend="fill it in",
            )


def _check_amounts(entries: Entries) -> None:
    rows = np.flatnonzero(entries.minor <= 0)
    if len(rows):
        amount = Money.from_minor(int(entries.minor[rows[0]]), entries.currency)
        raise moves_nothing(amount, where=f"entry {entries.ids[rows[0]]!r}, amount")


def _check_asked(entries: Entries, field: str, column: Coded[str]) -> None:
    given = ~lacking(column)
    needed = mask_of(entries.kinds, lambda kind: needs(kind, field))
    allowed = mask_of(entries.kinds, lambda kind: allows(kind, field))
    rows = np.flatnonzero((needed & ~given) | (given & ~allowed))
    if len(rows):
        row = int(rows[0])
        # cast: each entry has a kind.
        kind = cast("EntryKind", entries.kinds.at(row))
        raise misfit(kind, field, where=f"entry {entries.ids[row]!r}")
