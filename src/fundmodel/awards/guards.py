"""What a decision on an application is refused for."""

from __future__ import annotations

from datetime import date

from fundmodel.awards.award import Award
from fundmodel.awards.envelopes import Envelope
from fundmodel.awards.terms import AwardTerms, governing
from fundmodel.errors import (
    AwardError,
    DecisionDayError,
    EnvelopeError,
    InvalidDataError,
)
from fundmodel.filings import Application
from fundmodel.money import Money

__all__ = [
    "check_application",
    "check_days",
    "check_envelope",
    "check_granted",
    "check_recipient",
]


def check_recipient(
    application: Application, envelope: Envelope, terms: AwardTerms, *, where: str
) -> None:
    """
    Make sure that the envelope is that of the applicant, who is on the roster.

    Raises:
        AwardError: It is not so.
    """
    if application.applicant != envelope.recipient:
        raise AwardError(
            "the envelope is another recipient's",
            where=where,
            got=envelope.recipient,
            expected=application.applicant,
            mend="take the allotment of the applicant",
        )
    if envelope.application not in {None, application.id}:
        raise AwardError(
            "the allotment is for another application",
            where=where,
            got=envelope.application,
            expected=application.id,
            mend="take the allotment of this application",
        )
    if terms.roster is None:
        return
    try:
        terms.roster.position(application.applicant)
    except InvalidDataError as error:
        raise AwardError(
            "the applicant is not on the roster",
            where=f"{where}, roster {terms.roster.id!r}",
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        ) from None


def check_days(
    application: Application,
    envelope: Envelope,
    decided: date,
    terms: AwardTerms,
    *,
    where: str,
) -> None:
    """
    Make sure that the decision comes after the application and the program.

    Raises:
        DecisionDayError: It does not.
    """
    received, program = application.received, terms.program
    if received is not None and decided < received:
        raise DecisionDayError(
            "a decision is dated before the application was received",
            where=where,
            got=decided,
            expected=f"{received} or later",
            mend="correct one of the two days",
        )
    if program is None:
        return
    if program.period is not None and decided < program.period.first:
        raise DecisionDayError(
            "a decision is dated before the program existed",
            where=f"{where}, program {program.id!r}",
            got=decided,
            expected=f"{program.period.first} or later",
            mend="correct the day, or the period of the program",
        )
    ids = [part.id for part in program.after(decided).parts]
    if envelope.part not in ids:
        raise DecisionDayError(
            "the part was not in the program on the day of the decision",
            where=f"{where}, program {program.id!r}",
            got=f"part {envelope.part!r} on {decided}",
            expected=", ".join(ids) or "a program with parts",
            mend="correct the part or the day",
        )


def check_application(
    application: Application,
    award: Award,
    before: tuple[Award, ...],
    terms: AwardTerms,
    *,
    where: str,
) -> None:
    """
    Make sure that the application is in time, and was not granted before.

    Raises:
        DecisionDayError: It came too late, or nobody knows when.

        AwardError: It was granted before, or the program is in another currency.
    """
    for one in before:
        if one.application == application.id:
            raise AwardError(
                "the application was granted already",
                where=where,
                got=one,
                expected="one award for each application",
                mend="amend that award",
            )
    if terms.program is not None:
        governing(terms.program, award)
    if terms.deadline is None:
        return
    received = application.received
    if received is None or received > terms.deadline:
        raise DecisionDayError(
            "the application was received after its deadline"
            if received is not None
            else "nobody says whether the application was received in time",
            where=where,
            got=received or "no day of receipt",
            expected=f"{terms.deadline} or earlier",
            mend="refuse it with a reason, or correct the day",
        )


def check_granted(
    amount: Money, application: Application, terms: AwardTerms | None, *, where: str
) -> None:
    """
    Make sure that the amount is enough, and not more than was asked for.

    Raises:
        AwardError: It is not so.
    """
    more_than = None if terms is None else terms.more_than
    requested = application.requested
    for other in (requested, more_than):
        if other is not None:
            _check_currency(amount, other, where=where)
    if terms is not None and amount.minor == 0:
        raise AwardError(
            "a decision grants nothing",
            where=where,
            got=amount,
            expected="more than zero",
            mend="refuse the application with amounts None and a reason",
        )
    if more_than is not None and amount <= more_than:
        raise AwardError(
            "an award is too small",
            where=where,
            got=amount,
            expected=f"more than {more_than}",
            mend="refuse the application, or say where the directive allows it",
        )
    if isinstance(requested, Money) and amount > requested:
        raise AwardError(
            "more would be granted than was asked for",
            where=where,
            got=amount,
            expected=f"at most {requested}",
            mend="grant less; nobody is given what he did not ask for",
        )


def check_envelope(
    award: Award, before: tuple[Award, ...], envelope: Envelope, *, where: str
) -> None:
    """
    Make sure that the envelope is enough for all awards out of it.

    Raises:
        EnvelopeError: It is not; the sums are named.

        AwardError: The award is in another currency.
    """
    amount, most = award.amount, envelope.amount
    _check_currency(amount, most, where=where)
    zero = Money.zero(most.currency)
    already = sum((one.amount for one in before), start=zero)
    if already + amount <= most:
        return
    got = f"{amount}" if not before else f"{amount}, after {already} granted before"
    left = most - already if already < most else zero
    raise EnvelopeError(
        "more would be granted than the envelope has",
        where=f"{where}, part {envelope.part!r}, recipient {envelope.recipient!r}",
        got=got,
        expected=f"at most {left}: the envelope is {most}",
        mend="grant less, or allot more first",
    )


def _check_currency(amount: Money, other: Money | int, *, where: str) -> None:
    currency = other.currency if isinstance(other, Money) else "whole numbers"
    if amount.currency != currency:
        raise AwardError(
            "a decision is in another currency than what it is held to",
            where=where,
            got=amount.currency,
            expected=currency,
            mend="convert it before, with rate, date and source",
        )
