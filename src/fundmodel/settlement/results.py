"""A settlement: provisional against final and payments made, in one table."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NoReturn

import attrs
import numpy as np

from fundmodel.errors import InvalidDataError, SettlementError
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import BoolArray, Places
from fundmodel.ledgers import Entries, Ledger
from fundmodel.ledgers.coding import Codes
from fundmodel.ledgers.readings import mask_of
from fundmodel.money import Money
from fundmodel.sentences import Language
from fundmodel.set_offs import ClaimUse, Counterclaim, SetOff, SetOffRule
from fundmodel.settlement.amounts import Minor
from fundmodel.settlement.booking import Unbookable, entries_of, unbookable_of
from fundmodel.settlement.explanations import SettlementExplanation, explained
from fundmodel.settlement.lines import SettlementLine
from fundmodel.settlement.returns import returns_of
from fundmodel.settlement.states import check_ids, check_unchanged
from fundmodel.settlement.summaries import summary_of
from fundmodel.settlement.waivers import (
    RepaymentWaiver,
    SmallRepayments,
    WaiverUse,
)
from fundmodel.sources import Basis

__all__ = ["Settlement"]

_SUMMED: Final = ("paid", "due", "offset", "repaid", "waived")


@attrs.frozen(kw_only=True, eq=False)
class Settlement:
    """
    What was settled, a row for each recipient in each part (Abrechnung).

    In each row, and so in total, to the minor unit::

        paid + due + offset + repaid + waived = final

    All arrays are in whole minor units, of shape ``(n,)`` and read-only. Rows stand
    part by part, first those of the final amounts in their order, then whoever was
    paid without one, by id.

    Attributes:
        day: The day of settlement.

        currency: Code of ISO 4217.

        parts: Ids of the parts; `None` for the whole program.

        part_codes: The place in `parts` of each row.

        ids: Ids of the recipients.

        final: The final amounts; zero where there is none.

        has_final: Where there is one.

        provisional: The provisional amounts; zero where there is none.

        has_provisional: Where there is one.

        paid: Payments less returns; zero or more.

        due: What is still to be paid; zero or more.

        offset: Above zero where money that is due is met by set-off against a claim
            or an overpayment; below zero where an overpayment is used for that.

        repaid: What has to be repaid, as money going back: zero or less. It is open
            until the money comes and a return is booked.

        waived: What is not claimed back, as money given up: zero or less; with what
            was waived in the ledger before.

        waived_before: What of it was waived in the ledger before; zero or less.

        is_small: Where the repayment is too small to be claimed.

        set_offs: What was set off, one by one.

        claims: What became of each claim.

        rule: What could be set off.

        waivers: The decisions not to claim money back.

        waiver_uses: What became of each of them.

        small: The rule on small repayments.

        final_sources: What the final amounts of each part rest on.

        paid_source: What the payments rest on.

        ledger: The ledger that the payments were read from, if there is one.

        year: The budget year whose payments count; `None` for all.

        source: The provision on the settlement.
    """

    day: date
    currency: str
    parts: tuple[str | None, ...]
    part_codes: Codes
    ids: tuple[str, ...]
    final: Minor
    has_final: BoolArray
    provisional: Minor
    has_provisional: BoolArray
    paid: Minor
    due: Minor
    offset: Minor
    repaid: Minor
    waived: Minor
    waived_before: Minor
    is_small: BoolArray
    set_offs: tuple[SetOff, ...] = ()
    claims: tuple[ClaimUse, ...] = ()
    rule: SetOffRule | None = None
    waivers: tuple[RepaymentWaiver, ...] = ()
    waiver_uses: tuple[WaiverUse, ...] = ()
    small: SmallRepayments | None = None
    final_sources: tuple[Basis, ...] = ()
    paid_source: Basis = None
    ledger: Ledger | None = None
    year: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        sums = self.paid + self.due + self.offset + self.repaid + self.waived
        wrong = np.flatnonzero(sums != self.final)
        if len(wrong):
            row = int(wrong[0])
            raise SettlementError(
                "a line of the settlement does not add up",
                where=f"recipient {self.ids[row]!r}",
                got=self._money(int(sums[row])),
                expected=str(self._money(int(self.final[row]))),
                mend="make settlements with settle()",
            )
        for column in attrs.astuple(self, recurse=False):
            if isinstance(column, np.ndarray):
                column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.ids)

    def line_at(self, row: int) -> SettlementLine:
        """Build one row."""
        return SettlementLine(
            part=self.parts[int(self.part_codes[row])],
            recipient=self.ids[row],
            final=self._maybe(self.final, self.has_final, row),
            provisional=self._maybe(self.provisional, self.has_provisional, row),
            paid=self._money(int(self.paid[row])),
            due=self._money(int(self.due[row])),
            offset=self._money(int(self.offset[row])),
            repaid=self._money(int(self.repaid[row])),
            waived=self._money(int(self.waived[row])),
        )

    def lines(self) -> Iterator[SettlementLine]:
        """Build all rows."""
        return map(self.line_at, range(len(self)))

    def line(self, recipient: str, part: str | None = None) -> SettlementLine:
        """
        Build the row of one recipient.

        Args:
            recipient: Its id.

            part: Id of the part; `None` where the recipient has one row.

        Raises:
            InvalidDataError: There is no such row, or no single one.
        """
        rows = [
            row
            for row in self._rows_of(recipient)
            if part is None or self.parts[int(self.part_codes[row])] == part
        ]
        if len(rows) != 1:
            self._refuse(recipient, part)
        return self.line_at(rows[0])

    def open_repayments(self) -> Iterator[SettlementLine]:
        """Build the rows in which something has to be repaid."""
        return map(self.line_at, np.flatnonzero(self.repaid).tolist())

    def claims_left(self) -> tuple[Counterclaim, ...]:
        """
        Give the claims as they stand after the settlement, without those met.

        A later settlement may take these or the claims that were given; what a ledger
        says was met is taken off once in both cases.
        """
        rests = (use.rest for use in self.claims)
        return tuple(rest for rest in rests if rest is not None)

    @property
    def totals(self) -> Mapping[str, Money]:
        """The sum of each column, by its name."""
        names = ("final", "provisional", *_SUMMED)
        return {name: self._money(int(getattr(self, name).sum())) for name in names}

    def columns(self) -> Mapping[str, object]:
        """
        Give plain columns by name.

        Returns:
            ``part`` and ``recipient`` as tuples; ``final``, ``provisional``,
            ``difference``, ``paid``, ``due``, ``offset``, ``repaid`` and ``waived``
            in minor units; and where there are final and provisional amounts, as
            ``has_final`` and ``has_provisional``. A difference is zero where one of
            both is lacking.
        """
        both = self.has_final & self.has_provisional
        codes = self.part_codes.tolist()
        return {
            "part": tuple(map(self.parts.__getitem__, codes)),
            "recipient": self.ids,
            "final": self.final,
            "has_final": self.has_final,
            "provisional": self.provisional,
            "has_provisional": self.has_provisional,
            "difference": np.where(both, self.final - self.provisional, 0),
            **{name: getattr(self, name) for name in _SUMMED},
        }

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that was settled, whatever the order of recipients."""
        order = sorted(
            range(len(self)), key=lambda row: (int(self.part_codes[row]), self.ids[row])
        )
        at = np.array(order, dtype=np.int64)
        names = ("final", "has_final", "provisional", "has_provisional", *_SUMMED)
        arrays = {name: getattr(self, name)[at] for name in names}
        ids = tuple(map(self.ids.__getitem__, order))
        asked = (self.day, self.currency, self.parts, self.year, self.rule, self.small)
        done = (self.set_offs, self.claims, self.waivers, self.waiver_uses)
        return content_hash((asked, self.part_codes[at], ids, arrays, done))

    def by_recipient(self) -> Mapping[str, object]:
        """
        Add the parts up, recipient by recipient.

        Returns:
            ``recipient``, ids in the order of their first lines, and ``final``,
            ``provisional``, ``paid``, ``due``, ``offset``, ``repaid`` and ``waived``
            in minor units; all of shape ``(m,)``.
        """
        number = {id_: at for at, id_ in enumerate(dict.fromkeys(self.ids))}
        at = np.fromiter(map(number.__getitem__, self.ids), np.int64, len(self))
        sums: dict[str, object] = {"recipient": tuple(number)}
        for name in ("final", "provisional", *_SUMMED):
            column = np.zeros(len(number), dtype=np.int64)
            np.add.at(column, at, getattr(self, name))
            sums[name] = column
        return sums

    def unbookable(self) -> tuple[Unbookable, ...]:
        """
        Give the lines whose waivers and set-offs :meth:`entries` leaves out.

        Use was proven of the money, so it cannot be waived or taken back; the proof is
        reversed first. All others are booked.
        """
        return self._unbookable

    @functools.cached_property
    def _unbookable(self) -> tuple[Unbookable, ...]:
        return unbookable_of(self)

    @functools.cached_property
    def unknown_parts(self) -> tuple[str, ...]:
        """Ids of the parts that no entry of the ledger names; all of them is due."""
        if self.ledger is None:
            return ()
        column = self.ledger.entries.parts
        return tuple(
            part
            for part in self.parts
            if part is not None and not mask_of(column, part.__eq__).any()
        )

    def explain(self, recipient: str) -> SettlementExplanation:
        """
        Say how what is due to a recipient, or owed by it, comes about.

        Args:
            recipient: Its id.

        Raises:
            InvalidDataError: The settlement has no such recipient.
        """
        rows = self._rows_of(recipient)
        if not rows:
            self._refuse(recipient, None)
        return explained(self, recipient, rows)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the sums, how many are concerned, and claims that were not met."""
        return "\n".join(summary_of(self, Language(language)))

    def __str__(self) -> str:
        return self.text()

    def entries(
        self,
        *,
        id: str | None = None,
        release: bool = True,
        funds: str | None = None,
        line: str | None = None,
    ) -> Entries:
        """
        Give what a ledger has to book on the day of settlement.

        What is due, in cash or by set-off, is paid out of commitments of budget years
        whose books are open, older ones first; what they lack is committed anew, and
        what is left of them is released. Commitments of years that have not begun
        stay; one that no budget covers yet is given back to the commitment authority.
        A waiver, and an overpayment set off in another part, are taken out of what
        was paid last. Notes say what was set off against which claim, and by which
        decision and why money is waived; later settlements read them. What has to be
        repaid is booked when it comes, with :meth:`returned`.

        The same settlement of the same ledger gives the same entries, with the same
        ids. What is :meth:`unbookable` is left out.

        Args:
            id: The ids of entries begin with it; `None` makes one of the content.

            release: Whether commitments that are not needed are released.

            funds: Source of funds of new commitments for whoever had none.

            line: Budget line of these.

        Raises:
            SettlementError: The payments were not read from a ledger, or the ledger
                has no budget year for the day.
        """
        return entries_of(self, id=id, release=release, funds=funds, line=line)

    def book(
        self,
        ledger: Ledger,
        *,
        id: str | None = None,
        release: bool = True,
        funds: str | None = None,
        line: str | None = None,
    ) -> Ledger:
        """
        Book the entries of :meth:`entries`; booking them again changes nothing.

        Args:
            ledger: The ledger that was settled, perhaps with this settlement booked.

            id: See :meth:`entries`, as for all that follow.

            release: Whether commitments that are not needed are released.

            funds: Source of funds of new commitments.

            line: Budget line of new commitments.

        Raises:
            SettlementError: The ledger has other entries for those who are settled
                than the one that was settled, an entry of this settlement was
                reversed since, or its id is taken; or see :meth:`entries`.

            LedgerError: An entry cannot be booked, for example because nothing is
                appropriated for it.
        """
        entries = self.entries(id=id, release=release, funds=funds, line=line)
        if len(entries) and not check_ids(self, ledger, entries):
            check_unchanged(self, ledger)
        return ledger.book_all(entries)

    def returned(  # noqa: PLR0913  all but the first two by name
        self,
        recipient: str,
        ledger: Ledger,
        *,
        day: date,
        part: str | None = None,
        amount: Money | None = None,
        id: str | None = None,
    ) -> Entries:
        """
        Give the entries for money that came back, on the day on which it came.

        Of several instalments, each is asked for with the ledger that has those
        before; so each has ids of its own, and together they are what has to be
        repaid at most.

        Args:
            recipient: Who repaid.

            ledger: In which they are to be booked; it says what came back already.

            day: When; not before the day of settlement.

            part: Id of the part; `None` where the recipient has one line.

            amount: How much; `None` for all that still has to be repaid, and no
                entries if that is nothing.

            id: The ids of entries begin with it; `None` makes one of the content.

        Raises:
            SettlementError: More came back than still has to be repaid, on a day
                before the settlement or in another currency; or use was proven of it.

            InvalidDataError: The settlement has no such line, or the amount is not
                above zero.
        """
        line = self.line(recipient, part)
        return returns_of(self, ledger, line, day=day, amount=amount, id=id)

    def rows_at(self, part: str | None) -> Mapping[str, int]:
        """Give the row of each recipient in one part."""
        return self._places[self.parts.index(part)]

    @functools.cached_property
    def _places(self) -> tuple[Mapping[str, int], ...]:
        rows = [np.flatnonzero(self.part_codes == at) for at in range(len(self.parts))]
        return tuple(map(self._place, rows))

    def _place(self, rows: Places) -> Mapping[str, int]:
        return {self.ids[row]: row for row in rows.tolist()}

    def _rows_of(self, recipient: str) -> list[int]:
        return [places[recipient] for places in self._places if recipient in places]

    def _refuse(self, recipient: str, part: str | None) -> NoReturn:
        raise InvalidDataError(
            "the settlement has no single line that is meant",
            where="settlement",
            got=recipient if part is None else f"{recipient}, part {part}",
            expected=f"one of {len(self):,} lines",
            mend="look recipients up in ids, and name the part where there are several",
        )

    def _maybe(self, minor: Minor, known: BoolArray, row: int) -> Money | None:
        return self._money(int(minor[row])) if known[row] else None

    def _money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.currency)
