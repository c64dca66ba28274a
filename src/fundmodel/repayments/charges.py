"""Interest on what must be given back, and on money that was not used in time."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError
from fundmodel.interest import (
    Ground,
    Imputation,
    InterestRule,
    PartPayment,
    Waiver,
)
from fundmodel.interest.arguments import check_is
from fundmodel.money import Money
from fundmodel.repayments.attributions import (
    Attribution,
    Claim,
    claimed_before,
    claims_of,
    in_order_of_time,
)
from fundmodel.repayments.cases import AwardPayment, RepaymentDecision
from fundmodel.repayments.charged import (
    ChargedInterest,
    InterestShare,
    JointInterest,
)
from fundmodel.repayments.debts import (
    charged,
    debt_share,
    last_day,
    overdue_from,
    up_to,
)
from fundmodel.repayments.earlier import amounts_before
from fundmodel.repayments.slices import Slice, slices_of, taken_off

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


def repayment_interest(  # noqa: PLR0913  what the law leaves open is named
    decision: RepaymentDecision,
    payments: Iterable[AwardPayment],
    rule: InterestRule,
    *,
    repaid: Iterable[PartPayment] = (),
    until: date | None = None,
    attribution: Attribution = Attribution.LATEST_FIRST,
    not_before: date | None = None,
    earlier: Iterable[RepaymentDecision] = (),
) -> ChargedInterest:
    """
    Charge interest on what must be given back (Erstattungszinsen).

    In Germany from the day on which the award ceased to have effect (§ 49a Abs. 3
    Satz 1 VwVfG), but for each payment not before the day after it, as the day of an
    event does not count (§ 187 Abs. 1 BGB), up to and with the day on which the money
    came back. A rule of ground `LATE_REPAYMENT`, as in the United States and the
    European Union, runs from the day after the one by which the debt had to be paid;
    the debt is one then, with one calculation, whatever payments it came from.

    Args:
        decision: What was decided; its waiver counts.

        payments: What was paid under the award.

        rule: The terms; its de minimis amount is held against the total.

        repaid: What came back when, in any order.

        until: The last day of interest; `None` where all has come back.

        attribution: Out of which payments the amount comes back.

        not_before: Days before it bear no interest, for example because it is
            time-barred: see :func:`unbarred_from`.

        earlier: Other decisions on the same award that claimed money back before; what
            they claimed is taken off the payments first, in the same manner.

    Raises:
        InvalidDataError: More must come back than was paid and not claimed before,
            more came back than must, or after the last day, or in another currency;
            the last day is missing; more is waived than is due; a rate is not known;
            or the rule is for interest on another ground.
    """
    _check_ground(rule, Ground.REPAYMENT, Ground.LATE_REPAYMENT)
    back, before = tuple(repaid), amounts_before(decision, earlier)
    end = last_day(decision.amount, back, until)
    is_debt = rule.ground is Ground.LATE_REPAYMENT
    to_attribute = () if is_debt else back
    claims = claims_of(
        decision.amount, tuple(payments), to_attribute, attribution, before
    )
    shares = _on_all(claims, decision, rule, back, end, not_before)
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
            different currencies; more is waived than is due; a rate is not known; the
            rule is for interest on another ground; or an argument is of another kind.
    """
    _check_ground(rule, Ground.IDLE_MONEY)
    check_is(window, Span, where="window", mend="write Span(weeks=6)")
    check_is(until, date, where="until", mend="write date(2026, 12, 31)")
    terms = _Idle(rule=rule, window=window, start=start, not_before=not_before)
    ordered = in_order_of_time(payments)
    shares = [terms.on(payment, slices_of(payment, until)) for payment in ordered]
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
    idle_not_before: date | None = None,
    earlier: Iterable[RepaymentDecision] = (),
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

        not_before: Days before it bear no interest on repayment.

        idle_not_before: Days before it bear none for lying idle; both become
            time-barred at other times: see :func:`unbarred_from`.

        earlier: Other decisions on the same award that claimed money back before. The
            euros that they claimed bear no interest of either kind here.

    Raises:
        InvalidDataError: As :func:`repayment_interest` and :func:`idle_interest` do.
    """
    _check_ground(rule, Ground.REPAYMENT, Ground.LATE_REPAYMENT)
    _check_ground(idle_rule, Ground.IDLE_MONEY)
    check_is(window, Span, where="window", mend="write Span(weeks=6)")
    given, back = in_order_of_time(payments), tuple(repaid)
    before = amounts_before(decision, earlier)
    end = last_day(decision.amount, back, until)
    is_debt = rule.ground is Ground.LATE_REPAYMENT
    to_attribute = up_to(decision.amount, back) if is_debt else back
    claims = claims_of(decision.amount, given, to_attribute, attribution, before)
    terms = _Idle(
        rule=idle_rule, window=window, start=start, not_before=idle_not_before
    )
    claimed = {claim.payment.id: claim for claim in claims}
    gone = claimed_before(given, attribution, before)
    idle = [
        terms.on(
            one,
            _left(_slices(one, gone, end), one, claimed.get(one.id), decision, rule),
        )
        for one in given
    ]
    on_claims = _on_all(claims, decision, rule, back, end, not_before)
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
        return overdue_from(decision)
    return max(payment.day + _DAY, decision.case.invalid_from)


def _on_all(  # noqa: PLR0913, PLR0917  the terms of one calculation
    claims: Sequence[Claim],
    decision: RepaymentDecision,
    rule: InterestRule,
    repaid: Sequence[PartPayment],
    end: date,
    not_before: date | None,
) -> list[InterestShare]:
    """Charge a debt as a whole, and what must be given back by payment."""
    if rule.ground is Ground.LATE_REPAYMENT:
        return [debt_share(decision, rule, repaid, end, not_before)]
    if rule.imputation is not Imputation.PRINCIPAL_FIRST or rule.grace is not None:
        raise InvalidDataError(
            "interest first, or days of grace, need a debt that is one",
            where=f"interest rule {rule.name}",
            got="a rule of ground REPAYMENT, which runs for each payment",
            expected="what comes back goes to the principal, with no days of grace",
            mend="pass in repaid what went to the principal, or take charge_interest",
        )
    return [_on_claim(claim, decision, rule, end, not_before) for claim in claims]


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
        calculation=charged(owed, first, last, rule, later),
    )


@attrs.frozen(kw_only=True)
class _Idle:
    """On what terms money that was not used in time bears interest."""

    rule: InterestRule
    window: Span
    start: IdleStart | Span
    not_before: date | None

    def on(self, payment: AwardPayment, slices: Sequence[Slice]) -> InterestShare:
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
            calculation=charged(principal, first, last, self.rule, used),
        )

    def _free_until(self, paid: date) -> date:
        match self.start:
            case IdleStart.WINDOW_END:
                return self.window.after(paid)
            case IdleStart.PAYMENT:
                return paid
            case _:
                return self.start.after(paid)


def _left(
    slices: list[Slice],
    payment: AwardPayment,
    claim: Claim | None,
    decision: RepaymentDecision,
    rule: InterestRule,
) -> list[Slice]:
    """End the idle days of what must be given back where the other interest begins."""
    if claim is None:
        return slices
    before = _first(payment, decision, rule) - _DAY
    pieces = [(one.amount, min(one.day, before)) for one in claim.repaid]
    pieces.append((claim.left, before))
    ended: list[Slice] = []
    for amount, last in pieces:
        taken, slices = taken_off(slices, amount)
        ended += [Slice(one.amount, min(one.last, last)) for one in taken]
    return slices + ended


def _slices(payment: AwardPayment, gone: Mapping[str, Money], end: date) -> list[Slice]:
    """Leave out the euros that earlier decisions claimed."""
    slices = slices_of(payment, end)
    if payment.id not in gone:
        return slices
    return taken_off(slices, gone[payment.id])[1]


def _check_ground(rule: InterestRule, *grounds: Ground) -> None:
    check_is(rule, InterestRule, where="rule", mend="take or make an InterestRule")
    if rule.ground not in grounds:
        raise InvalidDataError(
            "the rule is for interest on another ground",
            where=f"interest rule {rule.name}",
            got=rule.ground.name,
            expected=" or ".join(ground.name for ground in grounds),
            mend="idle_interest takes a rule of ground IDLE_MONEY, repayment_interest "
            "one of ground REPAYMENT or LATE_REPAYMENT",
        )


def _currency(payments: Sequence[AwardPayment]) -> str:
    if not payments:
        raise InvalidDataError(
            "there is no payment",
            where="payments",
            expected="at least one",
            mend="add what was paid under the award",
        )
    return payments[0].amount.currency
