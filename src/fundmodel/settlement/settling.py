"""Settle: from final amounts, payments, claims and waivers to a settlement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fundmodel.errors import FinalFiguresLackingError, SettlementError
from fundmodel.ledgers import Ledger
from fundmodel.publications import PublishedTable
from fundmodel.set_offs import Counterclaim, SetOffRule, set_off_claims
from fundmodel.settlement.amounts import (
    AmountTable,
    RecipientAmounts,
    check_currency,
    tables_of,
)
from fundmodel.settlement.payments import Payments
from fundmodel.settlement.results import Settlement
from fundmodel.settlement.waivers import RepaymentWaiver, SmallRepayments
from fundmodel.settlement.working import Work
from fundmodel.sources import Basis

__all__ = ["settle"]


def settle(  # noqa: PLR0913  all but the first two are named by the caller
    final: AmountTable | Iterable[AmountTable] | None,
    paid: Ledger | AmountTable | Iterable[AmountTable] | None,
    *,
    day: date,
    provisional: AmountTable | Iterable[AmountTable] | None = None,
    claims: Iterable[Counterclaim] = (),
    set_off: SetOffRule | None = None,
    waivers: Iterable[RepaymentWaiver] = (),
    small: SmallRepayments | None = None,
    year: str | int | None = None,
    accepts_provisional: bool = False,
    source: Basis = None,
) -> Settlement:
    """
    Settle what recipients are to have with what they were paid (Abrechnung).

    What is lacking is due. What was paid too much is, in this order, waived by
    decision, set off against what is due to the recipient in another part, waived as
    too small, or to be repaid. What is due after that is set off against claims, the
    oldest first. The order of recipients, claims and waivers changes nothing; the
    parts are used in the order of their final amounts.

    Whoever was paid without a final amount has a line: all of it is too much. Amounts
    of recipients that merged or split have to be carried over before.

    >>> from datetime import date
    >>> final = RecipientAmounts.of(["aue", "birk"], [90_00, 60_00], currency="EUR")
    >>> paid = RecipientAmounts.of(["aue", "birk"], [50_00, 75_00], currency="EUR")
    >>> print(settle(final, paid, day=date(2018, 1, 31)))
    settlement of 31 January 2018: 2 lines
      final: 150.00 EUR in 2 of 2 lines
      paid: 125.00 EUR in 2 of 2 lines
      still due: 40.00 EUR in 1 of 2 lines
      set off: 0.00 EUR in 0 of 2 lines
      to be repaid: -15.00 EUR in 1 of 2 lines
      waived: 0.00 EUR in 0 of 2 lines

    Args:
        final: The final amounts, one table for each part; an allocation gives all of
            its parts.

        paid: A ledger, whose payments less returns count, or tables; `None` if
            nothing was paid.

        day: The day of settlement.

        provisional: What recipients were to have before, to be shown beside.

        claims: What recipients owe the funder for other reasons.

        set_off: Which of them may be set off; `None` for none.

        waivers: Decisions not to claim money back.

        small: The rule that small repayments are not claimed.

        year: Count only what was charged to this budget year of the ledger.

        accepts_provisional: Whether amounts on provisional figures, or of a share of
            the budget, may stand in for final ones.

        source: The provision on the settlement.

    Raises:
        FinalFiguresLackingError: There are no final amounts, or none for a part whose
            payments are given.

        SettlementError: Currencies differ, a claim stands twice, something was booked
            after the day, or more is waived than would have to be repaid.

        InvalidDataError: An amount is negative or too large.
    """
    finals = tables_of(final, final=True, accepts_provisional=accepts_provisional)
    label = None if year is None else str(year)
    work = Work.of(
        finals,
        _beside(finals, tables_of(provisional)),
        _payments(finals, paid, day=day, year=label),
        day,
    )
    decided = tuple(sorted(waivers, key=_rank))
    work.waive(decided)
    between = work.set_off_between() if set_off and set_off.between_parts else []
    uses, met = set_off_claims(
        given := tuple(claims),
        work.due_of({claim.recipient for claim in given}),
        rule=set_off,
        day=day,
        currency=work.currency,
    )
    work.use(met)
    is_small = work.leave_small(small)
    return Settlement(
        day=day,
        currency=work.currency,
        parts=tuple(table.part for table in finals),
        part_codes=work.part_codes,
        ids=work.ids,
        final=work.final,
        has_final=work.has_final,
        provisional=work.provisional,
        has_provisional=work.has_provisional,
        paid=work.paid,
        due=work.due,
        offset=work.offset,
        repaid=-work.over,
        waived=-work.waived,
        waived_before=-work.waived_before,
        is_small=is_small,
        set_offs=(*between, *met),
        claims=uses,
        rule=set_off,
        waivers=decided,
        small=small,
        final_sources=tuple(table.source for table in finals),
        paid_source=_paid_source(paid),
        ledger=paid if isinstance(paid, Ledger) else None,
        year=label,
        source=source,
    )


def _rank(waiver: RepaymentWaiver) -> tuple[str, str, date, int]:
    amount = 0 if waiver.amount is None else waiver.amount.minor
    return waiver.recipient, waiver.part or "", waiver.decided, amount


def _paid_source(
    paid: Ledger | AmountTable | Iterable[AmountTable] | None,
) -> Basis:
    if isinstance(paid, RecipientAmounts | PublishedTable):
        return paid.source
    return None


def _payments(
    finals: tuple[RecipientAmounts, ...],
    paid: Ledger | AmountTable | Iterable[AmountTable] | None,
    *,
    day: date,
    year: str | None,
) -> tuple[Payments, ...]:
    if isinstance(paid, Ledger):
        _check_ledger(paid, finals[0].currency)
        parts = tuple(table.part for table in finals)
        return Payments.from_ledger(paid, parts, year=year, day=day)
    return tuple(
        Payments.none() if table is None else Payments.from_amounts(table)
        for table in _beside(finals, tables_of(paid))
    )


def _check_ledger(ledger: Ledger, currency: str) -> None:
    if ledger.currency != currency:
        raise SettlementError(
            "the ledger is in another currency than the final amounts",
            where="paid",
            got=ledger.currency,
            expected=currency,
            mend="convert it before, with rate, date and source",
        )


def _beside(
    finals: tuple[RecipientAmounts, ...], tables: tuple[RecipientAmounts, ...]
) -> tuple[RecipientAmounts | None, ...]:
    """Give for each final table the one of the same part."""
    for table in tables:
        check_currency(table, finals[0].currency)
    if len(finals) == len(tables) == 1 and None in {finals[0].part, tables[0].part}:
        return tables
    by_part = {table.part: table for table in tables}
    found = tuple(by_part.pop(final.part, None) for final in finals)
    if by_part:
        raise FinalFiguresLackingError(
            "a part has payments or provisional amounts, and no final ones",
            where="final",
            got=", ".join(str(part) for part in by_part),
            expected="final amounts for each part",
            mend="add them, or settle that part later",
        )
    return found
