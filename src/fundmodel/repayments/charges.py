"""Interest on what must be given back, and on money that was not used in time."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError
from fundmodel.interest import (
    Ground,
    InterestCalculation,
    InterestRule,
    PartPayment,
    Waiver,
    charge_interest,
)
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.repayments.attributions import (
    Attribution,
    Claim,
    claims_of,
    in_order_of_time,
)
from fundmodel.repayments.cases import AwardPayment, RepaymentDecision
from fundmodel.repayments.charged import (
    ChargedInterest,
    InterestShare,
    JointInterest,
)

__all__ = ["IdleStart", "idle_interest", "joint_interest", "repayment_interest"]

_DAY: Final = timedelta(days=1)


class IdleStart(enum.Enum):
    """
    From when money that was not used in time bears interest.

    § 49a Abs. 4 VwVfG says until when, and that it must be used soon after payment, not
    from when. Usual is the payment; urban development in North Rhine-Westphalia waits
    for twelve months (https://staedtebaufoerderung.nrw, 16.5), which is a `Span`.
    """

    WINDOW_END = "end of the window"
    """From the day after the window in which it had to be used."""

    PAYMENT = "payment"
    """From the day after the payment, where it was not used within the window."""


@attrs.frozen
class _Slice:
    """Euros of one payment that are used, or looked at, until the same day."""

    amount: Money
    last: date


def repayment_interest(  # noqa: PLR0913  what the law leaves open is named
    decision: RepaymentDecision,
    payments: Iterable[AwardPayment],
    rule: InterestRule,
    *,
    repaid: Iterable[PartPayment] = (),
    until: date | None = None,
    attribution: Attribution = Attribution.LATEST_FIRST,
    not_before: date | None = None,
) -> ChargedInterest:
    """
    Charge interest on what must be given back (Erstattungszinsen).

    In Germany from the day on which the award ceased to have effect (§ 49a Abs. 3
    Satz 1 VwVfG), but for each payment not before the day after it, as the day of an
    event does not count (§ 187 Abs. 1 BGB), up to and with the day on which the money
    came back. A rule of ground `LATE_REPAYMENT`, as in the United States and the
    European Union, runs from the day after the one by which the debt had to be paid.

    Args:
        decision: What was decided; its waiver counts.

        payments: What was paid under the award.

        rule: The terms; its de minimis amount is held against the total.

        repaid: What came back when, in any order.

        until: The last day of interest; `None` where all has come back.

        attribution: Out of which payments the amount comes back.

        not_before: Days before it bear no interest, for example because it is
            time-barred: see :func:`unbarred_from`.

    Raises:
        InvalidDataError: More must come back than was paid, more came back than must,
            or after the last day, or in another currency; the last day is missing;
            more is waived than is due; or a rate is not known.
    """
    back = tuple(repaid)
    claims = claims_of(decision.amount, tuple(payments), back, attribution)
    end = _end(claims, back, until)
    shares = [_on_claim(claim, decision, rule, end, not_before) for claim in claims]
    return ChargedInterest.of(rule, shares, decision.amount.currency, decision.waiver)


def idle_interest(  # noqa: PLR0913  what the law leaves open is named
    payments: Iterable[AwardPayment],
    rule: InterestRule,
    *,
    window: Span,
    until: date,
    start: IdleStart | Span = IdleStart.WINDOW_END,
    waiver: Waiver | None = None,
    not_before: date | None = None,
) -> ChargedInterest:
    """
    Charge interest on money that was not used in time (Zwischenzinsen).

    § 49a Abs. 4 VwVfG: the award stands, and interest runs until the money is used for
    its purpose. Money that came back unused is listed among the uses, with the day.

    Args:
        payments: What was paid, and what of it was used when.

        rule: The terms; its de minimis amount is held against the total.

        window: In which time after a payment it must be used: a figure of the
            jurisdiction (``drawdown_window``) or of the award.

        until: The last day that is looked at.

        start: From when it runs; a `Span` for the day after so long a time.

        waiver: The decision not to claim it, if there is one.

        not_before: Days before it bear no interest.

    Raises:
        InvalidDataError: There is no payment, or one is listed twice; they are in
            different currencies; more is waived than is due; or a rate is not known.
    """
    terms = _Idle(rule=rule, window=window, start=start, not_before=not_before)
    ordered = in_order_of_time(payments)
    shares = [terms.on(payment, _slices(payment, until)) for payment in ordered]
    return ChargedInterest.of(rule, shares, _currency(ordered), waiver)


def joint_interest(  # noqa: PLR0913  what the law leaves open is named
    decision: RepaymentDecision,
    payments: Iterable[AwardPayment],
    rule: InterestRule,
    idle_rule: InterestRule,
    *,
    window: Span,
    repaid: Iterable[PartPayment] = (),
    until: date | None = None,
    attribution: Attribution = Attribution.LATEST_FIRST,
    start: IdleStart | Span = IdleStart.WINDOW_END,
    idle_waiver: Waiver | None = None,
    not_before: date | None = None,
) -> JointInterest:
    """
    Charge interest on repayment and on idle money, no euro twice on the same day.

    Of each payment, what was never used comes back first, then what was used last. For
    these euros interest for lying idle ends on the day before interest on repayment
    begins, also where that is time-barred or waived, and not later than they came back.

    Args:
        decision: What was decided; its waiver is about interest on repayment.

        payments: What was paid, and what of it was used when.

        rule: The terms of interest on repayment.

        idle_rule: The terms of interest on idle money.

        window: In which time after a payment it must be used.

        repaid: What came back when, in any order.

        until: The last day of both; `None` where all has come back.

        attribution: Out of which payments the amount comes back.

        start: From when interest for lying idle runs, as there.

        idle_waiver: The decision not to claim interest on idle money.

        not_before: Days before it bear no interest of either kind.

    Raises:
        InvalidDataError: As :func:`repayment_interest` and :func:`idle_interest` do.
    """
    given, back = in_order_of_time(payments), tuple(repaid)
    claims = claims_of(decision.amount, given, back, attribution)
    end = _end(claims, back, until)
    terms = _Idle(rule=idle_rule, window=window, start=start, not_before=not_before)
    claimed = {claim.payment.id: claim for claim in claims}
    idle = [
        terms.on(one, _left(one, claimed.get(one.id), decision, rule, end))
        for one in given
    ]
    on_claims = [_on_claim(claim, decision, rule, end, not_before) for claim in claims]
    currency = decision.amount.currency
    return JointInterest(
        repayment=ChargedInterest.of(rule, on_claims, currency, decision.waiver),
        idle=ChargedInterest.of(idle_rule, idle, currency, idle_waiver),
    )


def _first(
    payment: AwardPayment, decision: RepaymentDecision, rule: InterestRule
) -> date:
    """Give the first day of interest on repayment, time-barred or not."""
    if rule.ground is Ground.LATE_REPAYMENT:
        return _overdue_from(decision)
    return max(payment.day + _DAY, decision.case.invalid_from)


def _overdue_from(decision: RepaymentDecision) -> date:
    due = decision.due
    if due is None or due.moves:
        raise InvalidDataError(
            "it is not known from when the debt is overdue",
            where=f"repayment {decision.id}",
            got="no day" if due is None else f"{due} or the next working day",
            expected="the day by which it had to be paid, after any move",
            mend="write due=Deadline(profile.falls_on(due, holidays), moves=False)",
        )
    return due.day + _DAY


def _on_claim(
    claim: Claim,
    decision: RepaymentDecision,
    rule: InterestRule,
    end: date,
    not_before: date | None,
) -> InterestShare:
    first = _first(claim.payment, decision, rule)
    first = first if not_before is None else max(first, not_before)
    last = claim.repaid[-1].day if claim.left.is_zero else end
    owed = claim.amount - claim.repaid_before(first)
    later = tuple(one for one in claim.repaid if one.day >= first)
    return InterestShare(
        payment=claim.payment,
        principal=claim.amount,
        calculation=_charged(owed, first, last, rule, later),
    )


@attrs.frozen(kw_only=True)
class _Idle:
    """On what terms money that was not used in time bears interest."""

    rule: InterestRule
    window: Span
    start: IdleStart | Span
    not_before: date | None

    def on(self, payment: AwardPayment, slices: Sequence[_Slice]) -> InterestShare:
        """Charge interest on the euros that were not used within the window."""
        in_time = self.window.after(payment.day)
        first = self._free_until(payment.day) + _DAY
        first = first if self.not_before is None else max(first, self.not_before)
        late = [one for one in slices if one.last > in_time and one.last >= first]
        zero = Money.zero(payment.amount.currency)
        principal = sum((one.amount for one in late), start=zero)
        last = max((one.last for one in late), default=first)
        used = tuple(
            PartPayment(day=one.last, amount=one.amount)
            for one in late
            if one.last < last
        )
        return InterestShare(
            payment=payment,
            principal=principal,
            calculation=_charged(principal, first, last, self.rule, used),
        )

    def _free_until(self, paid: date) -> date:
        match self.start:
            case IdleStart.WINDOW_END:
                return self.window.after(paid)
            case IdleStart.PAYMENT:
                return paid
            case _:
                return self.start.after(paid)


def _charged(
    principal: Money,
    first: date,
    last: date,
    rule: InterestRule,
    payments: tuple[PartPayment, ...],
) -> InterestCalculation | None:
    """Charge interest; what is too little in all is not asked of each payment."""
    if principal.is_zero or last < first:
        return None
    alone = attrs.evolve(rule, de_minimis=None)
    return charge_interest(principal, Period(first, last), alone, payments=payments)


def _slices(payment: AwardPayment, until: date) -> list[_Slice]:
    """Cut a payment by when it was used; what never was comes last."""
    left, slices = payment.amount, list[_Slice]()
    for use in sorted(payment.uses, key=lambda use: use.day):
        slices.append(_Slice(use.amount, min(use.day, until)))
        left -= use.amount
    if not left.is_zero:
        slices.append(_Slice(left, until))
    return slices


def _left(
    payment: AwardPayment,
    claim: Claim | None,
    decision: RepaymentDecision,
    rule: InterestRule,
    end: date,
) -> list[_Slice]:
    """End the idle days of what must be given back where the other interest begins."""
    slices = _slices(payment, end)
    if claim is None:
        return slices
    before = _first(payment, decision, rule) - _DAY
    pieces = [(one.amount, min(one.day, before)) for one in claim.repaid]
    pieces.append((claim.left, before))
    ended: list[_Slice] = []
    for amount, last in pieces:
        taken, slices = _taken(slices, amount)
        ended += [_Slice(one.amount, min(one.last, last)) for one in taken]
    return slices + ended


def _taken(slices: list[_Slice], amount: Money) -> tuple[list[_Slice], list[_Slice]]:
    """Take an amount off the end, and give what was taken and what is left."""
    rest, taken = list(slices), list[_Slice]()
    while not amount.is_zero:
        one = rest.pop()
        part = min(one.amount, amount)
        taken.append(_Slice(part, one.last))
        amount -= part
        if one.amount > part:
            rest.append(_Slice(one.amount - part, one.last))
    return taken, rest


def _end(
    claims: Sequence[Claim], repaid: Sequence[PartPayment], until: date | None
) -> date:
    last = max((one.day for one in repaid), default=None)
    if until is None:
        if last is None or any(not claim.left.is_zero for claim in claims):
            raise InvalidDataError(
                "it is not known until when interest runs",
                where="until",
                expected="the last day, as not all has come back",
                mend="name the last day that is looked at",
            )
        return last
    if last is not None and last > until:
        raise InvalidDataError(
            "money came back after the last day of interest",
            where="repaid",
            got=last,
            expected=f"{until} or earlier",
            mend="name a later last day, or leave out what came back after it",
        )
    return until


def _currency(payments: Sequence[AwardPayment]) -> str:
    if not payments:
        raise InvalidDataError(
            "there is no payment",
            where="payments",
            expected="at least one",
            mend="add what was paid under the award",
        )
    return payments[0].amount.currency
