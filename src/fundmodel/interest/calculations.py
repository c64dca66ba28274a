"""Charge interest on an amount for a time, and say how it comes about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

import attrs

from fundmodel.apportion import Rounding
from fundmodel.errors import InvalidDataError
from fundmodel.interest.arguments import check_is
from fundmodel.interest.lines import InterestLine, lines_of
from fundmodel.interest.payments import PartPayment, Waiver
from fundmodel.interest.terms import Imputation, InterestRule
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = [
    "InterestCalculation",
    "InterestLine",
    "charge_interest",
    "payment_terms",
]


@attrs.frozen(kw_only=True)
class InterestCalculation:
    """
    Interest on an amount, line by line (Zinsberechnung).

    The lines add up to :attr:`exact`; :attr:`rounded` is
    :attr:`waived` + :attr:`not_claimed` + :attr:`due`.

    Attributes:
        principal: What was owed on the first day.

        period: The first and the last day of interest.

        rule: The terms.

        payments: What was paid in between.

        lines: One for each time in which nothing changes.

        waiver: The decision not to claim it, if there is one.
    """

    principal: Money
    period: Period
    rule: InterestRule
    payments: tuple[PartPayment, ...]
    lines: tuple[InterestLine, ...]
    waiver: Waiver | None = None

    @property
    def exact(self) -> Amount:
        """The sum of the lines."""
        count = sum((line.interest.count for line in self.lines), start=Fraction(0))
        return Amount(count=count, unit=Unit.money(self.principal.currency))

    @property
    def rounded(self) -> Money:
        """The sum, rounded as the rule says."""
        whole = _rounded(self.exact.count, self.rule.rounding)
        return Money.from_minor(whole, self.principal.currency)

    @property
    def waived(self) -> Money:
        """What of it is waived."""
        if self.waiver is None:
            return Money.zero(self.principal.currency)
        return self.rounded if self.waiver.amount is None else self.waiver.amount

    @property
    def not_claimed(self) -> Money:
        """What is left of it, where that is too little to be claimed."""
        left, least = self.rounded - self.waived, self.rule.de_minimis
        if least is not None and left < least:
            return left
        return Money.zero(self.principal.currency)

    @property
    def due(self) -> Money:
        """What has to be paid."""
        return self.rounded - self.waived - self.not_claimed

    @property
    def outstanding(self) -> Money:
        """What is left to pay, of principal and interest together; never negative."""
        zero = Money.zero(self.principal.currency)
        paid = sum((one.amount for one in self.payments), start=zero)
        return max(self.principal + self.due - paid, zero)

    @property
    def graced(self) -> Money:
        """What was paid so soon that it bears no interest."""
        zero = Money.zero(self.principal.currency)
        soon = (
            one.amount
            for one in self.payments
            if self.rule.graced(self.period.first, one.day)
        )
        return sum(soon, start=zero)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the calculation as numbered lines; the last one is what is due."""
        return "\n".join(self._told(Language(language)))

    def _told(self, language: Language) -> Iterator[str]:
        yield self._title().render(language) + cited(self.rule.source, language)
        for said, source in self._terms():
            yield f"  {said.render(language)}{cited(source, language)}"
        for number, line in enumerate(self.lines, start=1):
            for said in line.before(self.rule.ground):
                yield f"     {said.render(language)}"
            yield f"  {number}. {line.said().render(language)}"
        for said, source in self._end():
            yield f"  {said.render(language)}{cited(source, language)}"
        yield f"  = {self.due.render(language)}"

    def _title(self) -> Sentence:
        return sentence(
            "{rule}: {principal}, {period}",
            rule=self.rule,
            principal=self.principal,
            period=self.period,
        )

    def _terms(self) -> Iterator[tuple[Sentence, Basis]]:
        rule = self.rule
        said = sentence("days are counted {day_count}", day_count=rule.day_count)
        yield said, rule.day_count_source
        if rule.table is not None:
            said = sentence(
                "rates: {table}, known until {day}",
                table=rule.table,
                day=rule.table.known_until,
            )
            yield said, rule.table.source
        yield from payment_terms(rule, self.graced)
        if self.lines[-1].period.last < self.period.last:
            yield sentence("no interest is due after a year"), None

    def _end(self) -> Iterator[tuple[Sentence, Basis]]:
        yield (
            sentence(
                "together {exact}, rounded {rounding}: {rounded}",
                exact=self.exact,
                rounding=_ROUNDINGS[self.rule.rounding],
                rounded=self.rounded,
            ),
            None,
        )
        if self.waiver is not None:
            said = sentence(
                "waived: {waived}, because: {reason}",
                waived=self.waived,
                reason=self.waiver.reason,
            )
            yield said, self.waiver.source
        if not self.not_claimed.is_zero:
            said = sentence(
                "not claimed: {amount}, as less than {least} is left alone",
                amount=self.not_claimed,
                least=self.rule.de_minimis,
            )
            yield said, None

    def __str__(self) -> str:
        return self.text()


def payment_terms(
    rule: InterestRule, graced: Money
) -> Iterator[tuple[Sentence, Basis]]:
    """Say what payments go to, and what of them came so soon that it bears none."""
    if rule.imputation is not Imputation.PRINCIPAL_FIRST:
        yield rule.imputation.said, rule.imputation_source
    if not graced.is_zero:
        said = sentence(
            "{amount} paid within {grace} of the first day bears no interest",
            amount=graced,
            grace=rule.grace,
        )
        yield said, rule.grace_source


_ROUNDINGS: dict[Rounding, Sentence] = {
    Rounding.HALF_UP: sentence("half up"),
    Rounding.HALF_EVEN: sentence("half to even"),
    Rounding.DOWN: sentence("down"),
    Rounding.UP: sentence("up"),
}


def charge_interest(
    principal: Money,
    period: Period,
    rule: InterestRule,
    *,
    payments: Iterable[PartPayment] = (),
    waiver: Waiver | None = None,
) -> InterestCalculation:
    """
    Charge interest on an amount.

    Both ends of the period bear interest: where it runs "from the day after the
    deadline until the day of payment", these are the two ends. A payment in between
    reduces the principal from the day after it, or first the interest where the rule
    says so; interest itself bears none, unless the rule says so. What is paid within
    the time of grace of a rule goes to the principal and bears no interest at all.

    >>> from datetime import date
    >>> from fundmodel.interest import german_repayment_interest
    >>> calculation = charge_interest(
    ...     Money.of(10_000, "EUR"),
    ...     Period(date(2024, 6, 1), date(2024, 7, 31)),
    ...     german_repayment_interest(),
    ... )
    >>> [str(line.interest) for line in calculation.lines]
    ['70.849315… EUR', '71.087671… EUR']
    >>> print(calculation.due)
    141.94 EUR

    Args:
        principal: What is owed on the first day.

        period: The first and the last day of interest.

        rule: The terms.

        payments: What was paid in between, in any order.

        waiver: The decision not to claim it, if there is one.

    Raises:
        InvalidDataError: The principal is negative; payments lie outside the period,
            are in another currency, or exceed what is owed; more is waived than is
            due; the rule was not in force, or a rate is not known; or an argument is
            of another kind.
    """
    check_is(principal, Money, where="principal", mend='write Money.of("12.50", "EUR")')
    check_is(period, Period, where="period", mend="write Period(first, last)")
    check_is(rule, InterestRule, where="rule", mend="take or make an InterestRule")
    paid = tuple(sorted(payments, key=lambda payment: payment.day))
    _check_principal(principal)
    _check_days(period, paid)
    if rule.imputation is Imputation.PRINCIPAL_FIRST:
        _check_payments(principal, paid)
    calculation = InterestCalculation(
        principal=principal,
        period=period,
        rule=rule,
        payments=paid,
        lines=tuple(lines_of(principal, period, rule, paid)),
        waiver=waiver,
    )
    _check_waiver(calculation)
    _check_paid(calculation)
    return calculation


def _rounded(exact: Fraction, rounding: Rounding) -> int:
    """Round to a whole number; interest is never negative."""
    whole, rest = divmod(exact, 1)
    match rounding:
        case Rounding.HALF_UP:
            return whole + (2 * rest >= 1)
        case Rounding.HALF_EVEN:
            return whole + (2 * rest > 1 or (2 * rest == 1 and whole % 2 == 1))
        case Rounding.DOWN:
            return whole
        case Rounding.UP:
            return whole + (rest > 0)
        case _:
            assert_never(rounding)


def _check_principal(principal: Money) -> None:
    if principal.is_negative:
        raise InvalidDataError(
            "the principal is negative",
            where="principal",
            got=principal,
            expected="zero or more",
            mend="interest owed by the other side is a calculation of its own",
        )


def _check_days(period: Period, payments: tuple[PartPayment, ...]) -> None:
    for payment in payments:
        if not period.contains(payment.day):
            raise InvalidDataError(
                "a payment lies outside the period of interest",
                where=f"payment of {payment.amount}",
                got=payment.day,
                expected=f"a day in {period}",
                mend="take earlier ones off the principal, and leave later ones out",
            )


def _check_payments(principal: Money, payments: tuple[PartPayment, ...]) -> None:
    left = principal
    for payment in payments:
        left -= payment.amount
        if left.is_negative:
            raise InvalidDataError(
                "more was paid than was owed",
                where=f"payment of {payment.amount} on {payment.day}",
                got=principal - left,
                expected=f"at most {principal} together",
                mend="book what is too much as a payment on something else",
            )


def _check_waiver(calculation: InterestCalculation) -> None:
    if calculation.waived > calculation.rounded:
        raise InvalidDataError(
            "more interest is waived than is due",
            where="waiver",
            got=calculation.waived,
            expected=f"at most {calculation.rounded}",
            mend="leave the amount out to waive all of it",
        )


def _check_paid(calculation: InterestCalculation) -> None:
    """Where interest comes first, more than the principal can be paid, but no more."""
    zero = Money.zero(calculation.principal.currency)
    paid = sum((one.amount for one in calculation.payments), start=zero)
    owed = calculation.principal + calculation.rounded
    if paid > owed:
        raise InvalidDataError(
            "more was paid than was owed",
            where="payments",
            got=paid,
            expected=f"at most {owed}, principal and interest together",
            mend="book what is too much as a payment on something else",
        )
