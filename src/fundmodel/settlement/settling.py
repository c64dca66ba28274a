"""Settle: from final amounts, payments, claims and waivers to a settlement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from fundmodel.errors import (
    FinalFiguresLackingError,
    InvalidDataError,
    SettlementError,
)
from fundmodel.ledgers import Ledger
from fundmodel.publications import PublishedTable
from fundmodel.set_offs import (
    Counterclaim,
    SetOff,
    SetOffRule,
    claims_of,
    set_off_claims,
)
from fundmodel.settlement.amounts import RecipientAmounts
from fundmodel.settlement.notes import claims_met
from fundmodel.settlement.payments import Payments
from fundmodel.settlement.results import Settlement
from fundmodel.settlement.tables import AmountTable, check_currency, tables_of
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
            its parts, and awards what was awarded in each part, as amended by the
            day.

        paid: A ledger, whose payments less returns count, or tables; `None` if
            nothing was paid. Awards are no payments.

        day: The day of settlement.

        provisional: What recipients were to have before, to be shown beside.

        claims: What recipients owe the funder for other reasons. With a ledger, what
            settlements that are booked in it met of them is taken off.

        set_off: Which of them may be set off; `None` for none.

        waivers: Decisions not to claim money back; those that are booked in the
            ledger may be given again.

        small: The rule that small repayments are not claimed.

        year: Count only what was charged to this budget year of the ledger, and
            was granted by it; of awards, what they have out of that year.

        accepts_provisional: Whether amounts on provisional figures, or of a share of
            the budget, may stand in for final ones.

        source: The provision on the settlement.

    Raises:
        FinalFiguresLackingError: There are no final amounts, or none for a part whose
            payments are given.

        SettlementError: Currencies differ, a claim stands twice, something was booked
            after the day, more is waived than would have to be repaid, the ledger has
            no such year or carried money of it over, payments name no part, or the
            rule on set-off is about money of some natures and a table names none.

        InvalidDataError: An amount is negative or too large, or something else was
            given than is asked for.
    """
    _check_given(day, year)
    label = None if year is None else str(year)
    finals = tables_of(
        final,
        day=day,
        name="final",
        year=label,
        accepts_provisional=accepts_provisional,
    )
    work = Work.of(
        finals,
        _beside(finals, tables_of(provisional, day=day, name="provisional")),
        _payments(finals, paid, day=day, year=label),
        day,
    )
    decided = tuple(sorted(_waivers_of(waivers), key=_rank))
    waiver_uses = work.waive(decided)
    between: list[SetOff] = []
    if set_off is not None and set_off.between_parts and len(finals) > 1:
        between = work.set_off_between(set_off)
    given = claims_of(claims)
    uses, met = set_off_claims(
        given,
        work.due_of({claim.recipient for claim in given}, set_off),
        rule=set_off,
        day=day,
        currency=work.currency,
        met=claims_met(paid) if given and isinstance(paid, Ledger) else None,
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
        waiver_uses=waiver_uses,
        small=small,
        final_sources=tuple(table.source for table in finals),
        paid_source=_paid_source(paid),
        ledger=paid if isinstance(paid, Ledger) else None,
        year=label,
        source=source,
    )


def _check_given(day: date, year: object) -> None:
    # What type checkers promise, callers without them may break.
    if type(day) is not date:
        raise InvalidDataError(
            "this is not a calendar day",
            where="day",
            got=f"{day} ({type(day).__name__})",
            expected="a datetime.date without a time",
            mend="write datetime.date(2018, 1, 31)",
        )
    if year is not None and type(year) not in {str, int}:
        raise InvalidDataError(
            "this is no budget year",
            where="year",
            got=repr(year),
            expected="its label, or a whole number for a calendar year",
            mend='write 2018, or "2018/2019" as in the terms of the ledger',
        )


def _waivers_of(given: Iterable[RepaymentWaiver]) -> tuple[RepaymentWaiver, ...]:
    # cast: what type checkers promise, callers without them may break.
    loose = cast("object", given)
    listed = tuple(given) if isinstance(loose, Iterable) else ()
    strange = [one for one in listed if type(one) is not RepaymentWaiver]
    if strange or not isinstance(loose, Iterable):
        raise InvalidDataError(
            "these are no waivers",
            where="waivers",
            got=type(strange[0] if strange else given).__name__,
            expected="a list of RepaymentWaiver",
            mend="write waivers=[RepaymentWaiver(…)]",
        )
    return listed


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
        return Payments.from_ledger(paid, finals, year=year, day=day)
    return tuple(
        Payments.none() if table is None else Payments.from_amounts(table)
        for table in _beside(finals, tables_of(paid, day=day, name="paid"))
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
