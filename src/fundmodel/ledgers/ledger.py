"""The ledger: what was granted, promised, paid, used and given back, to the cent."""

from __future__ import annotations

import functools
from datetime import date
from typing import Self

import attrs
import numpy as np

from fundmodel.currencies import minor_digits
from fundmodel.errors import InvalidDataError, LedgerError
from fundmodel.fingerprints import content_hash
from fundmodel.ledgers.accounts import Account, Dimension
from fundmodel.ledgers.additions import booked
from fundmodel.ledgers.balances import Balances, balances_of, turnovers_of
from fundmodel.ledgers.cells import Key
from fundmodel.ledgers.entries import Entries
from fundmodel.ledgers.entry import Entry, other_currency
from fundmodel.ledgers.guards import check_accounts
from fundmodel.ledgers.legs import Legs
from fundmodel.ledgers.orders import check_entries, check_years
from fundmodel.ledgers.readings import mask_of
from fundmodel.ledgers.terms import BudgetTerms
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.sentences import Language, sentence
from fundmodel.sources import Basis

__all__ = ["Ledger"]


def _none(ledger: Ledger) -> Entries:
    return Entries.of((), currency=ledger.currency)


@attrs.frozen(kw_only=True, eq=False)
class Ledger:
    """
    A double-entry ledger of public money that is only ever added to (Buchführung).

    Each entry takes its amount from one account and gives it to another, so all
    accounts add up to zero. A ledger does not change: booking gives a new one, and an
    entry that is refused leaves nothing behind.

    At the end of each day no account may be below zero. So nobody is paid beyond or
    before a commitment, nothing is committed beyond the appropriation or the
    commitment authority, and nobody proves or returns more than was paid.

    Attributes:
        currency: Code of ISO 4217; one for all entries.

        terms: The budget years, and how long their money may be used.

        entries: What was booked, in the order of booking.

    Raises:
        LedgerError: Entries cannot be booked; see :meth:`book`.
    """

    currency: str
    terms: BudgetTerms
    entries: Entries = attrs.field(default=attrs.Factory(_none, takes_self=True))

    def __attrs_post_init__(self) -> None:
        minor_digits(self.currency)
        given = self._in_currency(self.entries)
        entries = booked(_none(self), given)
        _check(entries, self.terms, since=0)
        object.__setattr__(self, "entries", entries)

    def __len__(self) -> int:
        return len(self.entries)

    def book(self, *entries: Entry, roster: Roster | None = None) -> Ledger:
        """
        Give the ledger with more entries.

        An entry that is booked already, with the same id and the same content, is
        passed over: booking the same file twice changes nothing.

        Args:
            entries: In the order of booking.

            roster: Whoever is paid has to be on it; `None` asks nobody.

        Raises:
            ContradictingEntryError: The id of an entry is taken by another one.

            OverdrawnAccountError: More is taken out of an account than is in it.

            BookingDayError: The day does not fit kind and budget year.

            CarryOverError: Money is carried over for too long.

            LedgerError: Another currency, an unknown year or recipient, or a reversal
                that does not fit.
        """
        return self.book_all(Entries.of(entries, currency=self.currency), roster=roster)

    def book_all(self, entries: Entries, *, roster: Roster | None = None) -> Ledger:
        """Do as :meth:`book` does, with columns."""
        joined = booked(self.entries, self._in_currency(entries))
        if roster is not None:
            check_recipients(joined, roster, since=len(self))
        if joined is self.entries:
            return self
        _check(joined, self.terms, since=len(self))
        return self._with(joined)

    def reverse(
        self,
        id: str,
        *,
        by: str,
        day: date,
        note: str | None = None,
        source: Basis = None,
    ) -> Ledger:
        """
        Give the ledger with an entry taken back (Storno).

        Nothing is deleted: another entry moves the amount back on its own day.

        Args:
            id: Of the entry to take back.

            by: Id of the entry that does it.

            day: When; not before the other one.

            note: Why.

            source: Where this is taken from.

        Raises:
            LedgerError: There is no such entry, or it cannot be taken back, for
                example a commitment that was paid since.
        """
        return self.book(
            attrs.evolve(
                self.entry(id), id=by, day=day, reverses=id, note=note, source=source
            )
        )

    def entry(self, id: str) -> Entry:
        """
        Build the entry with that id.

        Raises:
            LedgerError: Nothing was booked with it.
        """
        try:
            return self.entries.entry_at(self.entries.ids.index(id))
        except ValueError:
            raise LedgerError(
                "no entry has this id",
                where="ledger",
                got=id,
                expected=f"one of {len(self):,} ids",
                mend="look it up in ledger.entries.ids",
            ) from None

    def as_of(self, day: date) -> Ledger:
        """Give the ledger as it was at the end of a day."""
        rows = np.flatnonzero(self.entries.days <= day.toordinal())
        if len(rows) == len(self):
            return self
        return self._with(self.entries.taken(rows))

    def balance(  # noqa: PLR0913  one for each dimension, all by name
        self,
        account: Account,
        *,
        year: str | int | None = None,
        origin: str | int | None = None,
        part: str | None = None,
        recipient: str | None = None,
        award: str | None = None,
        funds: str | None = None,
        line: str | None = None,
    ) -> Money:
        """
        Give what stands on an account, in all or for some of its money.

        Args:
            account: Which one.

            year: Of this budget year only; `None` for all, as below.

            origin: Granted for this budget year only.

            part: Of this part only.

            recipient: Of this recipient only.

            award: Under this decision only.

            funds: Of this source of funds only.

            line: Of this budget line only.

        Raises:
            LedgerError: The budget year is not one of the ledger.
        """
        asked = {
            Dimension.YEAR: None if year is None else self._year(year),
            Dimension.ORIGIN: None if origin is None else self._year(origin),
            Dimension.PART: part,
            Dimension.RECIPIENT: recipient,
            Dimension.AWARD: award,
            Dimension.FUNDS: funds,
            Dimension.LINE: line,
        }
        wanted = {name: value for name, value in asked.items() if value is not None}
        return Money.from_minor(self.legs.sum_of(account, wanted), self.currency)

    def balances(self, *by: Key) -> Balances:
        """
        Give what stands on each account.

        Args:
            by: What is told apart, for example ``Dimension.YEAR`` or
                ``budget_lines.GERMANY.level("kapitel")``; nothing gives one row.

        Raises:
            BudgetLineError: A line is none of the scheme whose level is asked for.
        """
        return balances_of(self.legs, by)

    def turnovers(self, *by: Key) -> Balances:
        """
        Give what was booked of each kind, less what was reversed (Umsätze).

        A carry-over or virement counts where the money came from.

        Args:
            by: What is told apart, as in :meth:`balances`.

        Raises:
            BudgetLineError: A line is none of the scheme whose level is asked for.
        """
        return turnovers_of(self.legs, by)

    def check_recipients(self, roster: Roster) -> None:
        """
        Make sure that everybody in the ledger is on a roster.

        Raises:
            LedgerError: Somebody is not; the nearest ids are offered.
        """
        check_recipients(self.entries, roster, since=0)

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of the terms and of all entries in their order."""
        return content_hash((self.currency, self.terms, self.entries.content_hash))

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the balance of each account."""
        said = sentence(
            "ledger in {currency}: {count} entries, budget years {years}",
            currency=self.currency,
            count=len(self),
            years=self.terms.labels,
        )
        first = said.render(Language(language))
        rest = self.balances().text(language)
        return f"{first}\n{rest}" if rest else first

    def __str__(self) -> str:
        return self.text()

    @functools.cached_property
    def legs(self) -> Legs:
        """Both sides of all entries, from which everything is added up."""
        return Legs.of(self.entries, self.terms)

    def _with(self, entries: Entries) -> Self:
        """Give the ledger with other entries, which are checked already."""
        # The constructor would check again what has stood for long.
        other = object.__new__(type(self))
        object.__setattr__(other, "currency", self.currency)
        object.__setattr__(other, "terms", self.terms)
        object.__setattr__(other, "entries", entries)
        return other

    def _in_currency(self, entries: Entries) -> Entries:
        if entries.currency != self.currency:
            raise other_currency(entries.currency, self.currency, where="entries")
        return entries

    def _year(self, year: str | int) -> str:
        if str(year) not in self.terms.places:
            raise LedgerError(
                "the ledger has no such budget year",
                where="ledger",
                got=year,
                expected=", ".join(self.terms.labels),
                mend="correct it, or add the year to the terms of the ledger",
            )
        return str(year)


def _check(entries: Entries, terms: BudgetTerms, *, since: int) -> None:
    check_years(entries, terms)
    legs = Legs.of(entries, terms)
    check_entries(legs, since=since)
    check_accounts(legs, since=since)


def check_recipients(entries: Entries, roster: Roster, *, since: int) -> None:
    """
    Make sure that everybody in new entries is on a roster.

    Raises:
        LedgerError: Somebody is not; the nearest ids are offered.
    """
    strange = mask_of(entries.recipients, lambda id_: id_ not in roster.positions)
    rows = np.flatnonzero(strange[since:]) + since
    if len(rows):
        row = int(rows[0])
        try:
            roster.position(entries.recipients.at(row) or "")
        except InvalidDataError as error:
            raise LedgerError(
                "an entry names a recipient who is not on the roster",
                where=f"entry {entries.ids[row]!r}, roster {roster.id!r}",
                got=error.got,
                expected=error.expected,
                mend=error.mend,
            ) from None
