"""What a decision on an application is refused for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from fundmodel.awards.amounts import YearAmount
from fundmodel.awards.award import Award, AwardAmendment
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
    "check_not_ended",
    "check_recipient",
    "check_reduction",
    "check_years",
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
    Make sure that the decision comes after the application, and the part is there.

    Raises:
        DecisionDayError: It is not so.
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


def check_not_ended(decided: date, terms: AwardTerms, *, where: str) -> None:
    """
    Make sure that the program did not end before the day of a decision.

    Raises:
        DecisionDayError: It did, as amended by that day.
    """
    period = None if terms.program is None else terms.program.after(decided).period
    if period is not None and decided > period.last:
        raise DecisionDayError(
            "a decision is dated after the program ended",
            where=where,
            got=decided,
            expected=f"{period.last} or earlier",
            mend="correct the day, or add the amendment that prolonged the program",
        )


def check_years(
    amounts: Iterable[YearAmount], envelope: Envelope, terms: AwardTerms, *, where: str
) -> None:
    """
    Make sure that money comes out of budget years that there are, none too early.

    With a program, they are its years, added later or not. Without one, a year is
    written as those of the envelope are, so that a slip shows.

    Raises:
        AwardError: A year is unknown, or before the first one of the envelope.
    """
    amounts, own = tuple(amounts), {_shape(year) for year in envelope.years}
    named = [*envelope.years, *(one.year for one in amounts)]
    # Labels of one form sort as their years do.
    known = sorted(set(named))
    if terms.program is not None:
        years = terms.program.amended().years
        known = [y.label for y in sorted(years, key=lambda y: y.period.first)]
    for year in named:
        if terms.program is None and _shape(year) not in own:
            raise _no_year(year, f"a label like {', '.join(envelope.years)}", where)
        if year not in known:
            raise _no_year(year, ", ".join(known), where)
    first = min(envelope.years, key=known.index)
    for one in amounts:
        if known.index(one.year) < known.index(first):
            raise AwardError(
                "an award is out of a budget year before its envelope",
                where=where,
                got=one.year,
                expected=f"{first} or later",
                mend="take the envelope of that year, or correct the year",
            )


def _shape(year: str) -> str:
    return re.sub(r"[0-9]", "0", year)


def _no_year(year: str, expected: str, where: str) -> AwardError:
    return AwardError(
        "there is no such budget year to grant money out of",
        where=where,
        got=year,
        expected=expected,
        mend="correct the label, or add the year to the program",
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
        # What was taken back whole is granted no more.
        if one.application == application.id and one.amount.minor:
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


def check_reduction(  # noqa: PLR0913  the last three are named by the caller
    before: Award,
    amount: Money,
    amendment: AwardAmendment,
    *,
    paid: Money | None,
    revocation: bool,
    where: str,
) -> None:
    """
    Make sure that whoever takes an award back says so.

    Raises:
        AwardError: It goes to zero or below what was paid without being called a
            revocation, or a revocation has no reason or takes nothing back.
    """
    if paid is not None:
        _check_currency(paid, amount, where=where)
    if revocation:
        _check_revocation(before, amount, amendment, where=where)
        return
    mend = "name it: amend(..., revocation=True), with a reason (§§ 48, 49 VwVfG)"
    if amount.minor == 0:
        raise AwardError(
            "an amendment takes a whole award away, and is not called a revocation",
            where=where,
            got=amount,
            expected="more than zero",
            mend=mend,
        )
    if paid is not None and amount < paid:
        raise AwardError(
            "an amendment goes below what was paid, and is not called a revocation",
            where=where,
            got=amount,
            expected=f"at least {paid}",
            mend=f"{mend}; what was paid too much is claimed back (§ 49a VwVfG)",
        )


def _check_revocation(
    before: Award, amount: Money, amendment: AwardAmendment, *, where: str
) -> None:
    if amendment.reason is None:
        raise AwardError(
            "a revocation has no reason",
            where=where,
            expected="why the award is taken back (§ 39 Abs. 1 VwVfG)",
            mend='name it: reason=Text("…")',
        )
    if amount >= before.amended().amount:
        raise AwardError(
            "a revocation takes nothing back",
            where=where,
            got=amount,
            expected=f"less than {before.amended().amount}",
            mend="leave revocation=True out, or correct the amounts",
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
