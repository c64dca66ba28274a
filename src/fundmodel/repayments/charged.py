"""Interest on several payments: line by line, with a total that adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Self

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.interest import Ground, InterestCalculation, InterestRule, Waiver
from fundmodel.interest.calculations import payment_terms
from fundmodel.money import Money
from fundmodel.repayments.cases import AwardPayment
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.units import Amount, Unit

__all__ = ["ChargedInterest", "InterestShare", "JointInterest"]


@attrs.frozen(kw_only=True)
class InterestShare:
    """
    The interest on one payment, or on a debt that is one.

    Attributes:
        payment: The payment; `None` where the debt bears interest as a whole.

        principal: What of it may bear interest.

        calculation: The interest; `None` where no day bears any, for example as it
            came back before.
    """

    payment: AwardPayment | None
    principal: Money
    calculation: InterestCalculation | None

    @property
    def exact(self) -> Fraction:
        """The interest in minor units, before it is rounded."""
        return Fraction(0) if self.calculation is None else self.calculation.exact.count

    @property
    def rounded(self) -> Money:
        """The interest, rounded as the rule says."""
        if self.calculation is None:
            return Money.zero(self.principal.currency)
        return self.calculation.rounded


@attrs.frozen(kw_only=True)
class ChargedInterest:
    """
    Interest on what was paid under an award (Zinsen).

    Each payment is rounded on its own: what they come to is :attr:`rounded`, which is
    :attr:`waived` + :attr:`not_claimed` + :attr:`due`.

    Attributes:
        rule: The terms.

        shares: One for each payment, in the order of time; or one for the debt.

        currency: Code of ISO 4217.

        waiver: The decision not to claim it, or not all of it.
    """

    rule: InterestRule
    shares: tuple[InterestShare, ...]
    currency: str
    waiver: Waiver | None = None

    @classmethod
    def of(
        cls,
        rule: InterestRule,
        shares: Sequence[InterestShare],
        currency: str,
        waiver: Waiver | None,
    ) -> Self:
        """
        Put the interest on several payments together.

        Raises:
            InvalidDataError: More is waived than is due.
        """
        charged = cls(rule=rule, shares=tuple(shares), currency=currency, waiver=waiver)
        if charged.waived > charged.rounded:
            raise InvalidDataError(
                "more interest is waived than is due",
                where="waiver",
                got=charged.waived,
                expected=f"at most {charged.rounded}",
                mend="leave the amount out to waive all of it",
            )
        return charged

    @property
    def exact(self) -> Amount:
        """The sum of all lines, before anything is rounded."""
        count = sum((share.exact for share in self.shares), start=Fraction(0))
        return Amount(count=count, unit=Unit.money(self.currency))

    @property
    def rounded(self) -> Money:
        """The sum of what each payment comes to."""
        zero = Money.zero(self.currency)
        return sum((share.rounded for share in self.shares), start=zero)

    @property
    def waived(self) -> Money:
        """What of it is waived."""
        if self.waiver is None:
            return Money.zero(self.currency)
        return self.rounded if self.waiver.amount is None else self.waiver.amount

    @property
    def not_claimed(self) -> Money:
        """What is left of it, where that is too little to be claimed."""
        left, least = self.rounded - self.waived, self.rule.de_minimis
        if least is not None and left < least:
            return left
        return Money.zero(self.currency)

    @property
    def due(self) -> Money:
        """What has to be paid."""
        return self.rounded - self.waived - self.not_claimed

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give each line of each payment; the last one is what is due."""
        return "\n".join(self.told(Language(language)))

    def told(self, language: Language) -> Iterator[str]:
        """Give the lines of :meth:`text` one by one."""
        yield self.rule.render(language) + cited(self.rule.source, language)
        said = sentence("days are counted {day_count}", day_count=self.rule.day_count)
        basis = cited(self.rule.day_count_source, language)
        yield f"  {said.render(language)}{basis}"
        if self.rule.table is not None:
            said = sentence(
                "rates: {table}, known until {day}",
                table=self.rule.table,
                day=self.rule.table.known_until,
            )
            source = cited(self.rule.table.source, language)
            yield f"  {said.render(language)}{source}"
        for said, basis_of in payment_terms(self.rule, self._graced()):
            yield f"  {said.render(language)}{cited(basis_of, language)}"
        for share in self.shares:
            yield from _told(share, self.rule.ground, language)
        yield from self._end(language)

    def _graced(self) -> Money:
        done = (one.calculation for one in self.shares if one.calculation is not None)
        zero = Money.zero(self.currency)
        return sum((one.graced for one in done), start=zero)

    def _end(self, language: Language) -> Iterator[str]:
        if len(self.shares) > 1:
            said = sentence(
                "all payments, each rounded on its own: {rounded}", rounded=self.rounded
            )
            yield f"  {said.render(language)}"
        if self.waiver is not None:
            said = sentence(
                "waived: {waived}, because: {reason}",
                waived=self.waived,
                reason=self.waiver.reason,
            )
            yield f"  {said.render(language)}{cited(self.waiver.source, language)}"
        if not self.not_claimed.is_zero:
            said = sentence(
                "not claimed: {amount}, as less than {least} is left alone",
                amount=self.not_claimed,
                least=self.rule.de_minimis,
            )
            yield f"  {said.render(language)}"
        yield f"  = {self.due.render(language)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class JointInterest:
    """
    Interest on what must be given back and on idle money, no euro twice on one day.

    Attributes:
        repayment: Interest on what must be given back (§ 49a Abs. 3 VwVfG).

        idle: Interest on money that was not used in time (§ 49a Abs. 4), which ends
            for each euro on the day before it bears the other.
    """

    repayment: ChargedInterest
    idle: ChargedInterest

    @property
    def due(self) -> Money:
        """What has to be paid of both together."""
        return self.repayment.due + self.idle.due

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the lines of both, and how days are treated that both could have."""
        return "\n".join(self.told(Language(language)))

    def told(self, language: Language) -> Iterator[str]:
        """Give the lines of :meth:`text` one by one."""
        yield from self.repayment.told(language)
        yield from self.idle.told(language)
        yield sentence(
            "what bears interest as it must be given back bears none for lying idle "
            "on the same day"
        ).render(language)
        yield f"= {self.due.render(language)}"

    def __str__(self) -> str:
        return self.text()


def _told(share: InterestShare, ground: Ground, language: Language) -> Iterator[str]:
    yield f"  {_of(share).render(language)}"
    if share.calculation is None:
        said = sentence("no day bears interest")
        yield f"     {said.render(language)}"
        return
    for number, line in enumerate(share.calculation.lines, start=1):
        for before in line.before(ground):
            yield f"       {before.render(language)}"
        yield f"    {number}. {line.said().render(language)}"
    said = sentence(
        "together {exact}, that is {rounded}",
        exact=share.calculation.exact,
        rounded=share.rounded,
    )
    yield f"    {said.render(language)}"


def _of(share: InterestShare) -> Sentence:
    if share.payment is None:
        return sentence("the debt as a whole, {principal}:", principal=share.principal)
    return sentence(
        "{amount} paid on {day} ({id}), of which {principal}:",
        amount=share.payment.amount,
        day=share.payment.day,
        id=share.payment.id,
        principal=share.principal,
    )
