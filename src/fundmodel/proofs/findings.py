"""From what was found to what an examiner objects to."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from fractions import Fraction

from fundmodel.due_dates import Deadline
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.proofs.joint import units_of
from fundmodel.proofs.lines import Line, Reason
from fundmodel.proofs.objections import Objection, ObjectionCode
from fundmodel.proofs.submitted import ProofOfUse
from fundmodel.proofs.terms import LINE, TOTAL, ProofTerms
from fundmodel.rules import FixedAmountFinancing
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = [
    "line_objections",
    "overdue",
    "proof_objections",
    "unit_objections",
    "untimed",
    "what_is_open",
]

_CODES = {
    Reason.PERIOD: ObjectionCode.PERIOD,
    Reason.DISALLOWED: ObjectionCode.DISALLOWED,
    Reason.ABOVE_TOLERANCE: ObjectionCode.LINE,
    Reason.NOT_OFFSET: ObjectionCode.LINE,
    Reason.TOTAL: ObjectionCode.TOTAL,
}


def overdue(
    award: str,
    period: Period,
    terms: ProofTerms,
    *,
    on: date,
    holidays: Container[date] | None = None,
) -> Objection | None:
    """
    Object to a proof that was due and is not there.

    Args:
        award: Id of the award.

        period: For when the grant was made.

        terms: When the proof is due.

        on: The day on which somebody looks.

        holidays: The public holidays of the place; an empty set if there are none,
            `None` where nobody says.

    Returns:
        The objection; one of code ``OPEN`` where it depends on holidays that nobody
        named. `None` while the proof is not due, or where nobody says when.

    Raises:
        InvalidDataError: The deadline lies after the end of the calendar.
    """
    deadline = terms.deadline(period.last)
    is_over = deadline is not None and deadline.is_over(on, holidays)
    if deadline is None or is_over is False:
        return None
    if is_over is None:
        said = sentence(
            "no proof on {day}; whether it is late was not examined, because it was "
            "due on {due}, and nobody says which days are holidays",
            day=on,
            due=deadline,
        )
        return Objection(code=ObjectionCode.OPEN, subject=award, said=said)
    said = sentence(
        "no proof on {day}; it was due on {due}",
        day=on,
        due=_shown(deadline, holidays),
    )
    return Objection(
        code=ObjectionCode.NO_PROOF, subject=award, said=said, provision=terms.source
    )


def _shown(deadline: Deadline, holidays: Container[date] | None) -> date | Deadline:
    """Give the day on which a deadline ended, as far as it is known."""
    return deadline if holidays is None else deadline.falls_on(holidays)


def proof_objections(
    proofs: Sequence[ProofOfUse],
    terms: ProofTerms,
    period: Period | None,
    holidays: Container[date] | None,
) -> Iterator[Objection]:
    """Object to what the proofs of an award lack; one report will do for all."""
    for proof in proofs:
        yield from _untimely(proof, terms, period, holidays)
    if not any(proof.has_report for proof in proofs):
        yield Objection(
            code=ObjectionCode.NO_REPORT,
            subject=proofs[-1].id,
            said=sentence("the report on what was achieved is missing"),
            provision=terms.source,
        )
    if period is not None:
        for proof in proofs:
            yield from _partly_outside(proof, period, terms.source)


def _untimely(
    proof: ProofOfUse,
    terms: ProofTerms,
    period: Period | None,
    holidays: Container[date] | None,
) -> Iterator[Objection]:
    deadline = _due(proof, terms, period)
    if deadline is not None and deadline.is_over(proof.submitted, holidays):
        yield Objection(
            code=ObjectionCode.LATE,
            subject=proof.id,
            said=sentence(
                "submitted on {day}; it was due on {due}",
                day=proof.submitted,
                due=_shown(deadline, holidays),
            ),
            provision=terms.source,
        )
    if _is_early(proof):
        yield Objection(
            code=ObjectionCode.EARLY,
            subject=proof.id,
            said=sentence(
                "submitted on {day}, before the time that it is about ends on {end}; "
                "nobody knows yet what is spent until then",
                day=proof.submitted,
                end=proof.period.last,
            ),
            provision=terms.source,
        )


def _due(
    proof: ProofOfUse, terms: ProofTerms, period: Period | None
) -> Deadline | None:
    return terms.deadline((period or proof.period).last)


def _is_early(proof: ProofOfUse) -> bool:
    return proof.submitted < proof.period.last


def _partly_outside(
    proof: ProofOfUse, period: Period, source: Basis
) -> Iterator[Objection]:
    """Object to times that lie partly in the period: nobody says how much in it."""
    times = [(proof.id, proof.period)]
    times += [(one.item.name, one.period) for one in proof.items if one.period]
    for subject, when in dict.fromkeys(times):
        is_inside = period.contains(when.first) and period.contains(when.last)
        if period.overlaps(when) and not is_inside:
            yield Objection(
                code=ObjectionCode.PERIOD,
                subject=subject,
                said=sentence(
                    "used {when}, which is not wholly within {period}; what was spent "
                    "outside is not told apart",
                    when=when,
                    period=period,
                ),
                provision=source,
            )


def line_objections(
    lines: Sequence[Line], terms: ProofTerms | None
) -> Iterator[Objection]:
    """
    Object to what lines show.

    Args:
        lines: The lines, examined.

        terms: What the plan binds to; `None` for a fixed amount.
    """
    for line in lines:
        if not line.is_planned:
            yield Objection(
                code=ObjectionCode.NOT_PLANNED,
                subject=line.name,
                said=sentence(
                    "{amount} was spent on what is not in the financing plan",
                    amount=line.actual,
                ),
                figures=(line.actual,),
                provision=None if terms is None else terms.source,
            )
        for one in line.deductions:
            if one.reason in _CODES:
                yield Objection(
                    code=_CODES[one.reason],
                    subject=line.name,
                    said=sentence(
                        "{amount} not recognised: {reason}",
                        amount=one.amount,
                        reason=one.said,
                    ),
                    figures=(one.amount,),
                    provision=one.source,
                )
    if terms is not None:
        yield from _undecided(lines, terms)


def _undecided(lines: Sequence[Line], terms: ProofTerms) -> Iterator[Objection]:
    """Object to what exceeds the plan where nobody knows by how much it may."""
    dearer = [line for line in lines if line.deviation.minor > 0]
    for line in dearer if terms.is_open(LINE) else ():
        yield Objection(
            code=ObjectionCode.OPEN,
            subject=line.name,
            said=sentence(
                "{amount} more than planned; by how much a line may exceed is open",
                amount=line.deviation,
            ),
            figures=(line.deviation,),
        )
    zero = Money.zero(lines[0].actual.currency)
    saved = sum((line.saved for line in lines), start=zero)
    more = sum((line.deviation for line in dearer), start=zero) - saved
    if terms.total_binding and terms.is_open(TOTAL) and more.minor > 0:
        yield Objection(
            code=ObjectionCode.OPEN,
            subject=sentence("total of the plan"),
            said=sentence(
                "{amount} more than planned; by how much the total may exceed is open",
                amount=more,
            ),
            figures=(more,),
        )


def unit_objections(
    proofs: Sequence[ProofOfUse], financing: object, granted: Money
) -> Iterator[Objection]:
    """Object to units that were paid for and not delivered, or not counted."""
    each = isinstance(financing, FixedAmountFinancing) and financing.per is not None
    for proof in proofs:
        if each and proof.units is None:
            said = sentence("the grant is for each unit, and nobody counted them")
            yield Objection(code=ObjectionCode.UNITS, subject=proof.id, said=said)
        elif not each and proof.units is not None:
            said = sentence("units were counted, and the grant is not for each")
            yield Objection(code=ObjectionCode.UNITS, subject=proof.id, said=said)
    delivered = units_of(proofs)
    if (
        not isinstance(financing, FixedAmountFinancing)
        or financing.per is None
        or delivered is None
    ):
        return
    promised = Fraction(granted.minor, financing.amount.minor)
    if delivered < promised:
        yield Objection(
            code=ObjectionCode.UNITS,
            subject=proofs[-1].id,
            said=sentence(
                "{delivered} units delivered, {promised} paid for",
                delivered=delivered,
                promised=promised,
            ),
            provision=financing.source,
        )


def untimed(
    proofs: Sequence[ProofOfUse],
    terms: ProofTerms,
    period: Period | None,
    holidays: Container[date] | None,
) -> Iterator[Sentence]:
    """Say what was not examined of the days on which proofs were submitted."""
    for proof in proofs:
        deadline = _due(proof, terms, period)
        if deadline and deadline.is_over(proof.submitted, holidays) is None:
            yield sentence(
                "whether proof {proof} is late: not examined, because it was submitted "
                "on {day} and due on {due}, and nobody says which days are holidays",
                proof=proof.id,
                day=proof.submitted,
                due=deadline,
            )
    last = max(proof.submitted for proof in proofs)
    if period and last < period.last and not any(map(_is_early, proofs)):
        yield sentence(
            "what is spent until {end}, when the period ends: the proof was submitted "
            "on {day}",
            end=period.last,
            day=last,
        )


def what_is_open(
    terms: ProofTerms, period: Period | None, *, is_fixed: bool
) -> Iterator[Sentence]:
    """Say what was not examined, and why."""
    if is_fixed:
        yield sentence(
            "lines and total of the plan: not applicable, because a fixed amount was "
            "granted"
        )
    elif terms.line_tolerance is None and not terms.is_open(LINE):
        yield sentence("lines of the plan: not applicable, because they do not bind")
    for one in terms.open:
        said = one.said()
        yield (
            said
            if one.note is None
            else sentence("{said} ({note})", said=said, note=one.note)
        )
    if terms.due is None:
        yield sentence("whether the proof is late: nobody says when it is due")
    if period is None:
        yield sentence("when money was used: nobody says for when it was granted")
