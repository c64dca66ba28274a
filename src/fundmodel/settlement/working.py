"""What is being settled: columns that waivers, set-offs and minimums change."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs
import numpy as np

from fundmodel.errors import SettlementError
from fundmodel.indicators import BoolArray
from fundmodel.ledgers.coding import Codes
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.set_offs import SetOff, SetOffRule, set_off_between
from fundmodel.settlement.amounts import Minor, RecipientAmounts, check_sum
from fundmodel.settlement.notes import of_waiver
from fundmodel.settlement.payments import Payments
from fundmodel.settlement.waivers import (
    RepaymentWaiver,
    SmallRepayments,
    WaiverUse,
)

__all__ = ["Work"]


@attrs.define(kw_only=True, eq=False)
class Work:
    """
    What is being settled.

    Attributes:
        decided: What was waived before with a note, for each part by recipient and
            note.

        natures: By which kind of act the money of each part reaches recipients.

        over: What was paid too much and is not yet waived or set off.

        waived: What is waived, zero or more, with what was before.
    """

    day: date
    currency: str
    parts: tuple[str | None, ...]
    places: tuple[Mapping[str, int], ...]
    decided: tuple[Mapping[tuple[str, str], int], ...]
    natures: tuple[LegalNature | None, ...]
    ids: tuple[str, ...]
    part_codes: Codes
    final: Minor
    has_final: BoolArray
    provisional: Minor
    has_provisional: BoolArray
    paid: Minor
    waived_before: Minor
    waived: Minor
    due: Minor
    over: Minor
    offset: Minor

    @classmethod
    def of(
        cls,
        finals: tuple[RecipientAmounts, ...],
        provisional: tuple[RecipientAmounts | None, ...],
        payments: tuple[Payments, ...],
        day: date,
    ) -> Work:
        """Put all columns on the same rows, and compare them."""
        places = _places(finals, provisional, payments)
        size = sum(map(len, places))
        columns = np.zeros((4, size), dtype=np.int64)
        known = np.zeros((2, size), dtype=np.bool_)
        for at, table, before, paid in zip(
            places, finals, provisional, payments, strict=True
        ):
            rows = _rows(at, table.ids)
            columns[0, rows], known[0, rows] = table.minor, True
            if before is not None:
                rows = _rows(at, before.ids)
                columns[1, rows], known[1, rows] = before.minor, True
            rows = _rows(at, paid.ids)
            columns[2, rows], columns[3, rows] = paid.paid, paid.waived
        final, early, paid_out, waived = columns
        for column in columns:
            check_sum(column, where="settlement")
        too_much = paid_out - waived - final
        return cls(
            day=day,
            currency=finals[0].currency,
            parts=tuple(table.part for table in finals),
            places=places,
            decided=tuple(paid.decided for paid in payments),
            natures=tuple(table.nature for table in finals),
            ids=tuple(id_ for at in places for id_ in at),
            part_codes=np.repeat(
                np.arange(len(places), dtype=np.int32), [len(at) for at in places]
            ),
            final=final,
            has_final=known[0],
            provisional=early,
            has_provisional=known[1],
            paid=paid_out,
            waived_before=waived,
            waived=waived.copy(),
            due=np.maximum(-too_much, 0),
            over=np.maximum(too_much, 0),
            offset=np.zeros(size, dtype=np.int64),
        )

    def money(self, minor: int) -> Money:
        """Give minor units as money."""
        return Money.from_minor(minor, self.currency)

    def row(self, part: str | None, recipient: str) -> int:
        """Give the row of a recipient in a part."""
        return self.places[self.parts.index(part)][recipient]

    def waive(self, waivers: Sequence[RepaymentWaiver]) -> tuple[WaiverUse, ...]:
        """Take off what is waived by decision; what is booked of it is not again."""
        by_row: dict[int, list[RepaymentWaiver]] = {}
        for waiver in waivers:
            by_row.setdefault(self._waived_row(waiver), []).append(waiver)
        return tuple(
            itertools.chain.from_iterable(
                self._waive(row, here) for row, here in by_row.items()
            )
        )

    def _waive(self, row: int, waivers: Sequence[RepaymentWaiver]) -> list[WaiverUse]:
        # Those of an amount come first; then all of the rest may be waived.
        in_order = sorted(waivers, key=lambda one: one.amount is None)
        booked = dict(self.decided[int(self.part_codes[row])])
        over = int(self.over[row])
        uses: list[WaiverUse] = []
        for waiver in in_order:
            key = self.ids[row], of_waiver(waiver)
            known = booked.pop(key, 0)
            wanted = over + known if waiver.amount is None else waiver.amount.minor
            before = min(known, wanted)
            # Decisions of one day and reason share their note.
            booked[key] = known - before
            used = wanted - before
            if used > over:
                raise _waived_too_much(
                    waiver, *map(self.money, (wanted, before + over))
                )
            over -= used
            uses.append(
                WaiverUse(
                    waiver=waiver,
                    part=self.parts[int(self.part_codes[row])],
                    used=self.money(used),
                    before=self.money(before),
                )
            )
        self.waived[row] += int(self.over[row]) - over
        self.over[row] = over
        return uses

    def _waived_row(self, waiver: RepaymentWaiver) -> int:
        where = f"waiver for {waiver.recipient!r}"
        if waiver.amount is not None and waiver.amount.currency != self.currency:
            raise SettlementError(
                "a waiver is in another currency than the settlement",
                where=where,
                got=waiver.amount,
                expected=self.currency,
                mend="state it in the currency that was paid",
            )
        if waiver.decided > self.day:
            raise SettlementError(
                "a waiver is decided after the day of settlement",
                where=where,
                got=waiver.decided,
                expected=f"a day until {self.day}",
                mend="settle again on a later day",
            )
        rows = [
            at[waiver.recipient]
            for part, at in zip(self.parts, self.places, strict=True)
            if waiver.recipient in at and waiver.part in {None, part}
        ]
        if len(rows) != 1:
            raise SettlementError(
                "there is no single repayment that a waiver is about",
                where=where,
                got=waiver.part or "no part named",
                expected=", ".join(str(part) for part in self.parts),
                mend="correct the recipient, or name the part",
            )
        return rows[0]

    def set_off_between(self, rule: SetOffRule) -> list[SetOff]:
        """Set overpayments off against what the same recipient is due elsewhere."""
        over = {self.ids[row] for row in np.flatnonzero(self.over).tolist()}
        due = {self.ids[row] for row in np.flatnonzero(self.due).tolist()}
        about = self._about(rule)
        done: list[SetOff] = []
        for recipient, due_there in sorted(self.due_of(over & due, rule).items()):
            over_here = [
                (part, int(self.over[at[recipient]]))
                for part, at, is_meant in zip(
                    self.parts, self.places, about, strict=True
                )
                if is_meant and recipient in at
            ]
            done += set_off_between(
                recipient, over_here, dict(due_there), self.currency
            )
        self.use(done)
        return done

    def due_of(
        self, recipients: set[str], rule: SetOffRule | None
    ) -> dict[str, dict[str | None, int]]:
        """
        Give what some recipients are due in each part that a rule is about.

        Strangers are left out; whoever is due other money alone has no parts.
        """
        found: dict[str, dict[str | None, int]] = {}
        about = self._about(rule) if recipients else [False] * len(self.parts)
        for part, at, is_meant in zip(self.parts, self.places, about, strict=True):
            listed: list[int] = self.due.tolist() if is_meant else []
            for recipient, row in at.items():
                if recipient in recipients:
                    there = found.setdefault(recipient, {})
                    if is_meant:
                        there[part] = listed[row]
        return found

    def _about(self, rule: SetOffRule | None) -> list[bool]:
        """Tell for each part whether its money may be set off."""
        if rule is None:
            return [False] * len(self.parts)
        return [
            rule.is_about(part, nature)
            for part, nature in zip(self.parts, self.natures, strict=True)
        ]

    def use(self, set_offs: Iterable[SetOff]) -> None:
        """Count what was set off."""
        for one in set_offs:
            row = self.row(one.part, one.recipient)
            self.offset[row] += one.amount.minor
            self.due[row] -= one.amount.minor
            if one.claim is None:
                other = self.row(one.taken_from, one.recipient)
                self.offset[other] -= one.amount.minor
                self.over[other] -= one.amount.minor

    def leave_small(self, small: SmallRepayments | None) -> BoolArray:
        """Waive what is too small to be claimed, and tell where."""
        if small is None:
            return np.zeros(len(self.ids), dtype=np.bool_)
        if small.below.currency != self.currency:
            raise SettlementError(
                "the rule on small repayments is in another currency",
                where="small",
                got=small.below,
                expected=self.currency,
                mend="state it in the currency that was paid",
            )
        is_small: BoolArray = (self.over > 0) & (self.over < small.below.minor)
        left = np.where(is_small, self.over, 0)
        self.waived += left
        self.over -= left
        return is_small


def _places(
    finals: tuple[RecipientAmounts, ...],
    provisional: tuple[RecipientAmounts | None, ...],
    payments: tuple[Payments, ...],
) -> tuple[Mapping[str, int], ...]:
    """Give each recipient of each part a row; whoever has no final amount too."""
    found: list[Mapping[str, int]] = []
    start = 0
    for table, before, paid in zip(finals, provisional, payments, strict=True):
        others = set(paid.ids) | set(() if before is None else before.ids)
        ids = (*table.ids, *sorted(others.difference(table.ids)))
        found.append(dict(zip(ids, range(start, start + len(ids)), strict=True)))
        start += len(ids)
    return tuple(found)


def _rows(places: Mapping[str, int], ids: Sequence[str]) -> Minor:
    return np.fromiter(map(places.__getitem__, ids), dtype=np.int64, count=len(ids))


def _waived_too_much(
    waiver: RepaymentWaiver, got: Money, most: Money
) -> SettlementError:
    return SettlementError(
        "more is waived than would have to be repaid",
        where=f"waiver for {waiver.recipient!r}",
        got=got,
        expected=f"at most {most}",
        mend="leave the amount out to waive all of it",
    )
