"""Decisions on applications: granted within the envelope, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

import attrs

from fundmodel.allotments import Allotment
from fundmodel.awards.amounts import (
    YearAmount,
    a_day_if_any,
    check_announced,
    check_word,
    year_amounts,
)
from fundmodel.awards.award import Award, AwardAmendment, AwardBasis
from fundmodel.awards.collection import Awards
from fundmodel.awards.envelopes import Envelope
from fundmodel.awards.guards import (
    check_application,
    check_days,
    check_envelope,
    check_granted,
    check_not_ended,
    check_recipient,
    check_reduction,
    check_years,
)
from fundmodel.awards.terms import AwardTerms
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.filings import Application
from fundmodel.money import Money
from fundmodel.periods import Period, a_day, check_day
from fundmodel.sentences import Language, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Decision", "amend", "decide", "granted"]

Amounts = Money | Mapping[str, Money] | None
"""Money out of the only year of an envelope, or out of several; `None` for nothing."""


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Decision:
    """
    What was decided on an application (Bescheid); a refusal is kept too.

    Attributes:
        id: Unique, for example a file number.

        application: What was decided on.

        envelope: Out of what.

        decided: The day.

        announced: When the applicant learned of it; `None` if nobody says.

        award: What was granted; `None` where the application was refused.

        reason: Why; a refusal has one (§ 39 Abs. 1 VwVfG).

        source: Where this is taken from.

    Raises:
        AwardError: A refusal has no reason.
    """

    id: str = attrs.field(validator=check_word)
    application: Application
    envelope: Envelope
    decided: date = attrs.field(validator=a_day)
    announced: date | None = attrs.field(default=None, validator=a_day_if_any)
    award: Award | None = None
    reason: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        check_announced(self.decided, self.announced, where=f"decision {self.id!r}")
        if self.award is None and self.reason is None:
            raise AwardError(
                "a refusal has no reason",
                where=f"decision {self.id!r}",
                expected="why the application was refused",
                mend='name it: reason=Text("…")',
            )

    @property
    def is_refusal(self) -> bool:
        """Whether nothing was granted."""
        return self.award is None

    def render(self, language: Language) -> str:
        """Give the decision in a line."""
        if self.award is not None:
            return self.award.render(language)
        said = sentence(
            "{id}: {recipient}, {part}, refused on {day}: {reason}",
            id=self.id,
            recipient=self.application.applicant,
            part=self.envelope.part,
            day=self.decided,
            reason=self.reason,
        )
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def decide(  # noqa: PLR0913  all but the first three are named by the caller
    application: Application,
    envelope: Envelope | Allotment | Iterable[Allotment],
    amounts: Amounts,
    *,
    id: str,
    decided: date,
    announced: date | None = None,
    period: Period | None = None,
    earlier: Iterable[Decision] = (),
    terms: AwardTerms | None = None,
    basis: AwardBasis = AwardBasis.DECISION,
    reason: Text | None = None,
    source: Basis = None,
) -> Decision:
    """
    Decide on an application.

    Args:
        application: Who asks for how much.

        envelope: The most that may be granted; allotments of one recipient and part
            will do.

        amounts: Money, out of the only budget year of the envelope; a mapping from
            budget years, later ones too, to money; or `None`, a refusal. The envelope
            bounds all years together; see `Envelope`.

        id: That of the decision and of the award.

        decided: The day.

        announced: When the applicant learns of it; `None` if nobody says.

        period: In which the money is to be used.

        earlier: The decisions before it, in any order, on all envelopes. What they
            granted to the recipient, out of an envelope that shares a year with this
            one, counts against it, with later amendments. An application that one of
            them granted is not granted again, whatever the envelope.

        terms: Under which terms.

        basis: By decision or contract.

        reason: Why; a refusal has to name it.

        source: Where this is taken from.

    Raises:
        DecisionDayError: It is dated before the application was received, or before
            the program or the part existed, or after the program ended; or the
            application came after its deadline.

        EnvelopeError: It grants more than the envelope has left.

        AwardError: It grants nothing, not more than awards have to be, more than was
            asked for, in another currency or to somebody else; the recipient is not
            on the roster, the application was granted already, an earlier decision
            has this id, a budget year is unknown or before the envelope, or a refusal
            has no reason.
    """
    given = envelope if isinstance(envelope, Envelope) else Envelope.of(envelope)
    terms = terms or AwardTerms()
    where, others = f"decision {id!r} on application {application.id!r}", tuple(earlier)
    check_day(decided, where=f"{where}, decided")
    _check_id(id, others, where=where)
    check_recipient(application, given, terms, where=where)
    check_days(application, given, decided, terms, where=where)
    check_not_ended(decided, terms, where=where)
    award = None
    if amounts is not None:
        award = Award(
            id=id,
            recipient=given.recipient,
            part=given.part,
            amounts=_by_year(amounts, given, where=where),
            basis=basis,
            decided=decided,
            announced=announced,
            period=period,
            application=application.id,
            source=source,
        )
        check_years(award.amounts, given, terms, where=where)
        made = tuple(o.award.amended() for o in others if o.award is not None)
        check_application(application, award, made, terms, where=where)
        check_granted(award.amount, application, terms, where=where)
        check_envelope(award, _awards(others, given), given, where=where)
    return Decision(
        id=id,
        application=application,
        envelope=given,
        decided=decided,
        announced=announced,
        award=award,
        reason=reason,
        source=source,
    )


def amend(  # noqa: PLR0913  all but the first two are named by the caller
    decision: Decision,
    amendment: AwardAmendment,
    *,
    application: Application | None = None,
    earlier: Iterable[Decision] = (),
    terms: AwardTerms | None = None,
    paid: Money | None = None,
    revocation: bool = False,
) -> Decision:
    """
    Amend what a decision granted, within what was asked for and the envelope.

    Args:
        decision: What was decided.

        amendment: What changes.

        application: What was asked for since, if that changed (Änderungsantrag).

        earlier: The other decisions; see :func:`decide`. This one may be among them.

        terms: Under which terms. Their deadline is that of first applications, and is
            not asked for again; nor is an amendment refused for coming after the end
            of the program, when grants are still settled.

        paid: What was paid under the award; `None` where nobody asks.

        revocation: Whether it takes the award back, whole or in part (Rücknahme,
            Widerruf, §§ 48, 49 VwVfG). Only then may it go to zero or below what was
            paid, and fall below what awards have to be more than.

    Raises:
        EnvelopeError: It would grant more than the envelope has left.

        DecisionDayError: It is dated before the new application was received, or
            before the part was in the program.

        AwardError: The application was refused, more would be granted than was asked
            for, the amendment does not fit the award or the terms, a budget year is
            unknown, the new application is somebody else's, or the award is taken
            back without being called a revocation or without a reason.
    """
    terms = terms or AwardTerms()
    where = f"decision {decision.id!r}, amendment {amendment.id!r}"
    if decision.award is None:
        raise AwardError(
            "what was refused cannot be amended",
            where=where,
            got=decision,
            expected="a decision that granted something",
            mend="decide on the application anew",
        )
    award = decision.award.amend(amendment)
    others = [one for one in earlier if one.id != decision.id]
    before = _awards(others, decision.envelope)
    asked = application or decision.application
    envelope, amended = decision.envelope, award.amended()
    check_recipient(asked, envelope, terms, where=where)
    check_days(asked, envelope, amendment.decided, terms, where=where)
    check_years(amendment.amounts, envelope, terms, where=where)
    check_reduction(
        decision.award,
        amended.amount,
        amendment,
        paid=paid,
        revocation=revocation,
        where=where,
    )
    held_to = None if revocation else terms
    check_granted(amended.amount, asked, held_to, where=where)
    check_envelope(amended, before, envelope, where=where)
    return attrs.evolve(decision, award=award, application=asked)


def granted(decisions: Iterable[Decision], *, currency: str | None = None) -> Awards:
    """
    Give the awards of decisions; refusals have none.

    Args:
        decisions: In their order.

        currency: That of all; `None` takes that of the first award.

    Raises:
        InvalidDataError: Ids repeat, currencies differ, or nothing was granted and no
            currency is named.
    """
    awards = (one.award for one in decisions)
    return Awards.of((a for a in awards if a is not None), currency=currency)


def _check_id(id: str, earlier: tuple[Decision, ...], *, where: str) -> None:
    for one in earlier:
        if one.id == id:
            raise AwardError(
                "an earlier decision has the same id",
                where=where,
                got=one,
                expected="a file number of its own for each decision",
                mend="give it another id; to change what was granted, use amend",
            )


def _by_year(
    amounts: Money | Mapping[str, Money], envelope: Envelope, *, where: str
) -> tuple[YearAmount, ...]:
    if isinstance(amounts, Mapping):
        return year_amounts(amounts)
    # Not so clear to Python as to type checkers:
    if not isinstance(cast("object", amounts), Money):
        raise InvalidDataError(
            "this is no amount of money",
            where=where,
            got=f"{amounts!r} ({type(amounts).__name__})",
            expected="Money, a mapping from budget years to Money, or None",
            mend='write Money.of("12.50", "EUR")',
        )
    if len(envelope.years) > 1:
        raise AwardError(
            "it is not said out of which budget year the money comes",
            where=where,
            got=amounts,
            expected=f"an amount for each of {', '.join(envelope.years)}",
            mend="give a mapping from budget years to money",
        )
    return tuple(YearAmount(year=year, amount=amounts) for year in envelope.years)


def _awards(decisions: Iterable[Decision], envelope: Envelope) -> tuple[Award, ...]:
    """Give, with all amendments, what counts against an envelope."""
    return tuple(
        one.award.amended()
        for one in decisions
        if one.award is not None
        and (one.envelope.part, one.envelope.recipient)
        == (envelope.part, envelope.recipient)
        and one.envelope.application == envelope.application
        and not set(one.envelope.years).isdisjoint(envelope.years)
    )
