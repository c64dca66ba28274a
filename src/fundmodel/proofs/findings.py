"""From what was found to what an examiner objects to."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from fractions import Fraction

from fundmodel.money import Money
from fundmodel.periods import Period
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
    holidays: Container[date] = frozenset(),
) -> Objection | None:
    """
    Object to a proof that was due and is not there.

    Args:
        award: Id of the award.

        period: For when the grant was made.

        terms: When the proof is due.

        on: The day on which somebody looks.

        holidays: The public holidays of the place.

    Returns:
        The objection; `None` while the proof is not due, or where nobody says when.

    Raises:
        InvalidDataError: The deadline lies after the end of the calendar.
    """
    deadline = terms.deadline(period.last)
    if deadline is None or on <= deadline.falls_on(holidays):
        return None
    said = sentence(
        "no proof on {day}; it was due on {due}",
        day=on,
        due=deadline.falls_on(holidays),
    )
    return Objection(
        code=ObjectionCode.NO_PROOF, subject=award, said=said, provision=terms.source
    )


def proof_objections(
    proof: ProofOfUse,
    terms: ProofTerms,
    period: Period | None,
    holidays: Container[date],
) -> Iterator[Objection]:
    """Object to what the proof as a whole lacks."""
    deadline = terms.deadline((period or proof.period).last)
    if deadline is not None and proof.submitted > deadline.falls_on(holidays):
        yield Objection(
            code=ObjectionCode.LATE,
            subject=proof.id,
            said=sentence(
                "submitted on {day}; it was due on {due}",
                day=proof.submitted,
                due=deadline.falls_on(holidays),
            ),
            provision=terms.source,
        )
    if not proof.has_report:
        yield Objection(
            code=ObjectionCode.NO_REPORT,
            subject=proof.id,
            said=sentence("the report on what was achieved is missing"),
            provision=terms.source,
        )
    if period is not None:
        yield from _partly_outside(proof, period, terms.source)


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
    more = sum((line.deviation for line in lines), start=zero)
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
    proof: ProofOfUse, financing: object, granted: Money
) -> Iterator[Objection]:
    """Object to units that were paid for and not delivered, or not counted."""
    if not isinstance(financing, FixedAmountFinancing) or financing.per is None:
        if proof.units is not None:
            said = sentence("units were counted, and the grant is not for each")
            yield Objection(code=ObjectionCode.UNITS, subject=proof.id, said=said)
        return
    if proof.units is None:
        said = sentence("the grant is for each unit, and nobody counted them")
        yield Objection(code=ObjectionCode.UNITS, subject=proof.id, said=said)
        return
    promised = Fraction(granted.minor, financing.amount.minor)
    if proof.units < promised:
        yield Objection(
            code=ObjectionCode.UNITS,
            subject=proof.id,
            said=sentence(
                "{delivered} units delivered, {promised} paid for",
                delivered=proof.units,
                promised=promised,
            ),
            provision=financing.source,
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
