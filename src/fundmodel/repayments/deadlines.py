"""Until when a repayment can be decided, must be paid, and can be claimed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError
from fundmodel.interest import Ground
from fundmodel.interest.arguments import check_is
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.repayments.cases import RepaymentCase, RepaymentDecision

__all__ = [
    "claim_arises",
    "claim_limitation",
    "decision_deadline",
    "due_date",
    "interest_limitation",
    "unbarred_from",
]

LONGEST_MOVE: Final = timedelta(days=31)
"""No holidays make a deadline move for longer (see `Deadline.falls_on`)."""

_DECEMBER: Final = 12
_LAST: Final = 31


def decision_deadline(
    case: RepaymentCase, jurisdiction: Jurisdiction
) -> Deadline | None:
    """
    Give the day by which a withdrawal or revocation must be announced.

    In Germany a year from the day on which the authority knew everything that matters
    (§ 48 Abs. 4 Satz 1, § 49 Abs. 3 Satz 2 VwVfG; BVerwGE 70, 356).

    Args:
        case: What happened.

        jurisdiction: Whose period it is.

    Returns:
        `None` where no period runs: the ground has none, the facts are not known yet,
        or the award was obtained by deceit.

    Raises:
        InvalidDataError: The period is open, or not known for that time.
    """
    topic = case.ground.period_topic
    if topic is None or case.known_since is None or case.by_deceit:
        return None
    span = jurisdiction.value(topic, case.known_since, Span)
    day = span.after(case.known_since)
    return Deadline(day, moves=moves_on(jurisdiction, day))


def _no_term(decision: RepaymentDecision, error: InvalidDataError) -> InvalidDataError:
    return InvalidDataError(
        error.what,
        where=error.where,
        got=error.got,
        expected=error.expected,
        mend=f"write due=Deadline(date(...), moves=False) in decision {decision.id!r}",
    )


def due_date(decision: RepaymentDecision, jurisdiction: Jurisdiction) -> Deadline:
    """
    Give the day by which the money must be back.

    Args:
        decision: What was decided; the day that it sets counts.

        jurisdiction: Whose term holds where the decision sets none.

    Raises:
        InvalidDataError: Neither sets one, or the decision was not announced.
    """
    if decision.due is not None:
        return decision.due
    announced = _announced(decision)
    try:
        span = jurisdiction.value("payment_term", announced, Span)
    except InvalidDataError as error:
        raise _no_term(decision, error) from None
    day = span.after(announced)
    return Deadline(day, moves=moves_on(jurisdiction, day))


def moves_on(jurisdiction: Jurisdiction, day: date) -> bool:
    """
    Tell whether a deadline that ends on that day moves to the next working day.

    Where nobody says so it does not: whoever acts by the earlier day is safe.
    """
    return any(
        one.topic == "working_days" and one.holds_on(day) and one.value is True
        for one in jurisdiction.parameters
    )


def claim_arises(
    matter: RepaymentCase | RepaymentDecision, *, paid_on: date | None = None
) -> date | None:
    """
    Give the day on which the claim for repayment arises.

    A condition ends the award by itself, and what is paid after it can be claimed back
    from the payment on; otherwise it takes a decision, which has effect when it is
    announced, also for the past (§ 43 Abs. 1, § 49a Abs. 1 VwVfG).

    Args:
        matter: What happened, or what was decided.

        paid_on: When the money was paid; it matters only after a condition occurred.

    Returns:
        `None` while nobody has announced a decision that it takes.
    """
    case = _case(matter)
    if case.ground.ends_by_itself:
        return case.invalid_from if paid_on is None else max(case.invalid_from, paid_on)
    return matter.announced if isinstance(matter, RepaymentDecision) else None


def claim_limitation(
    matter: RepaymentCase | RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    paid_on: date | None = None,
) -> date | None:
    """
    Give the day with which the claim for repayment becomes time-barred.

    In Germany three years from the end of the year in which it arose and the authority
    knew of it, ten years from the day on which it arose at most (§§ 195, 199 BGB, by
    analogy). Once a decision on it is final, 30 years (§ 53 Abs. 2 VwVfG). A decision
    that is announced in time suspends it (§ 53 Abs. 1); see
    :func:`examine_decision` for one that is not.

    The day does not move: whoever acts by it is on the safe side.

    Args:
        matter: What happened, or what was decided.

        jurisdiction: Whose limitation it is.

        paid_on: As in :func:`claim_arises`.

    Returns:
        `None` while the claim has not arisen.

    Raises:
        InvalidDataError: A period is open or not known.
    """
    case, arises = _case(matter), claim_arises(matter, paid_on=paid_on)
    if isinstance(matter, RepaymentDecision) and matter.final_since is not None:
        span = jurisdiction.value("limitation_once_final", matter.final_since, Span)
        return span.after(matter.final_since)
    if arises is None:
        return None
    return ordinary_limitation(case, arises, jurisdiction)


def interest_limitation(
    matter: RepaymentCase | RepaymentDecision,
    year: int,
    jurisdiction: Jurisdiction,
    *,
    interest: Ground = Ground.REPAYMENT,
    paid_on: date | None = None,
) -> date | None:
    """
    Give the day with which the interest of a calendar year becomes time-barred.

    As in BVerwG, 8 C 2.12: a claim of the year for which it is due, or of the year in
    which repayment was claimed and known, if that is later; then three years. Interest
    on idle money waits for no claim for repayment: the award stands (OVG Niedersachsen,
    16 February 2012, 1 LC 150/11: short periods hold for it too).

    Args:
        matter: What happened, or what was decided.

        year: For which interest is due.

        jurisdiction: Whose limitation it is.

        interest: `REPAYMENT` or `IDLE_MONEY`.

        paid_on: As in :func:`claim_arises`.

    Returns:
        `None` while the claim for repayment has not arisen, or is not known.

    Raises:
        InvalidDataError: The period is open or not known.
    """
    first = interest_claimable(matter, year, interest=interest, paid_on=paid_on)
    if first is None:
        return None
    span = jurisdiction.value("interest_limitation", first, Span)
    return span.after(_end_of(first.year))


def interest_claimable(
    matter: RepaymentCase | RepaymentDecision,
    year: int,
    *,
    interest: Ground = Ground.REPAYMENT,
    paid_on: date | None = None,
) -> date | None:
    """Give the day on which all interest of a year has arisen and is known."""
    case = _case(matter)
    if interest is Ground.IDLE_MONEY:
        known = case.known_since
        return None if known is None else max(_end_of(year), known)
    arises = claim_arises(matter, paid_on=paid_on)
    if arises is None or case.known_since is None:
        return None
    return max(_end_of(year), arises, case.known_since)


def unbarred_from(
    matter: RepaymentCase | RepaymentDecision,
    on: date,
    jurisdiction: Jurisdiction,
    *,
    interest: Ground = Ground.REPAYMENT,
    paid_on: date | None = None,
) -> date:
    """
    Give the first day whose interest could still be fixed on a day.

    Args:
        matter: What happened, or what was decided.

        on: When interest is fixed.

        jurisdiction: Whose limitation it is.

        interest: `REPAYMENT`, or `IDLE_MONEY`, which becomes time-barred year by year
            from knowledge on, whatever is decided later.

        paid_on: As in :func:`claim_arises`.

    Returns:
        The day from which the award has no effect, if nothing is time-barred; else
        the first day of a later year. For idle money `date.min` if nothing is.

    Raises:
        InvalidDataError: The period is open or not known; or the day is none.
    """
    check_is(on, date, where="on", mend="write date(2026, 12, 1)")
    case = _case(matter)
    if interest is Ground.IDLE_MONEY:
        return _idle_unbarred(case, on, jurisdiction)
    for year in range(case.invalid_from.year, on.year + 1):
        ends = interest_limitation(matter, year, jurisdiction, paid_on=paid_on)
        if ends is None or on <= ends:
            return max(case.invalid_from, date(year, 1, 1))
    return case.invalid_from


def _idle_unbarred(case: RepaymentCase, on: date, jurisdiction: Jurisdiction) -> date:
    if case.known_since is None:
        return date.min
    # All years up to the one of knowledge end together, with that one.
    idle = Ground.IDLE_MONEY
    ends = {
        year: interest_limitation(case, year, jurisdiction, interest=idle)
        for year in range(case.known_since.year, on.year)
    }
    barred = [year for year, last in ends.items() if last is not None and on > last]
    return date(max(barred) + 1, 1, 1) if barred else date.min


def ordinary_limitation(
    case: RepaymentCase, arises: date, jurisdiction: Jurisdiction
) -> date:
    """Give the day as if no decision were final: what had to be acted by."""
    span = jurisdiction.value("limitation", arises, Span)
    longest = jurisdiction.value("limitation_at_most", arises, Span).after(arises)
    if case.known_since is None:
        return longest
    return min(longest, span.after(_end_of(max(arises, case.known_since).year)))


def _end_of(year: int) -> date:
    return date(year, _DECEMBER, _LAST)


def _case(matter: RepaymentCase | RepaymentDecision) -> RepaymentCase:
    return matter if isinstance(matter, RepaymentCase) else matter.case


def _announced(decision: RepaymentDecision) -> date:
    if decision.announced is None:
        raise InvalidDataError(
            "a decision that nobody announced sets no term",
            where=f"repayment {decision.id}",
            expected="the day on which the recipient got it",
            mend="add announced, or the day by which it must be paid",
        )
    return decision.announced
