"""What is wrong in law with a decision to claim money back, as values."""

from __future__ import annotations

import enum
from collections.abc import Container, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from fundmodel.due_dates import Deadline
from fundmodel.errors import RepaymentError
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.money import Money
from fundmodel.repayments.cases import RepaymentDecision
from fundmodel.repayments.deadlines import (
    LONGEST_MOVE,
    claim_arises,
    decision_deadline,
    ordinary_limitation,
    unbarred_from,
)
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.sources import Basis, Source

__all__ = [
    "Objection",
    "ObjectionKind",
    "Objections",
    "checked_decision",
    "examine_decision",
]


class ObjectionKind(enum.Enum):
    """What is wrong with a decision, with an id that stays."""

    NO_DISCRETION = "REPAY-001"
    """The authority had to weigh, and gives no reasons."""

    KNOWLEDGE_NOT_RECORDED = "REPAY-002"
    """A period runs from knowledge, and nobody wrote down since when."""

    BEFORE_KNOWLEDGE = "REPAY-003"
    """It was decided before the authority knew the facts."""

    AFTER_PERIOD = "REPAY-004"
    """It was announced after the period for a withdrawal or revocation."""

    TIME_BARRED = "REPAY-005"
    """The claim was time-barred when it was fixed."""

    INTEREST_TIME_BARRED = "REPAY-006"
    """Part of the interest was time-barred when it was fixed."""

    NOT_ANNOUNCED = "REPAY-007"
    """The recipient never got it in writing, so it has no effect."""

    MORE_THAN_PAID = "REPAY-008"
    """More is claimed back than was paid."""


@attrs.frozen(kw_only=True)
class Objection:
    """
    One thing that is wrong with a decision (Einwand).

    Attributes:
        kind: What it is, with a stable id.

        said: What is wrong.

        deadline: What was missed, if anything was.

        source: The provision.
    """

    kind: ObjectionKind
    said: Sentence
    deadline: Deadline | None = None
    source: Basis = None

    def render(self, language: Language) -> str:
        """Give the objection in a line, with its id and its provision."""
        said = self.said.render(language)
        return f"{self.kind.value} {said}{cited(self.source, language)}"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


@attrs.frozen(kw_only=True)
class Objections:
    """
    All that is wrong with a decision; nothing is left out after the first.

    Attributes:
        decision: The decision.

        items: The objections, in the order of :class:`ObjectionKind`.
    """

    decision: RepaymentDecision
    items: tuple[Objection, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Objection]:
        return iter(self.items)

    @property
    def kinds(self) -> tuple[ObjectionKind, ...]:
        """What is wrong, without the words."""
        return tuple(item.kind for item in self.items)

    def raise_if_any(self) -> None:
        """
        Raise if anything is wrong.

        Raises:
            RepaymentError: Something is; the error names all of it.
        """
        if self.items:
            raise RepaymentError(
                "the decision has faults in law",
                where=f"repayment {self.decision.id}",
                got="; ".join(map(str, self.items)),
                expected="a decision without objections",
                mend="correct the record, or decide anew while there is time",
            )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the objections, one a line, or say that there are none."""
        language = Language(language)
        if not self.items:
            return sentence("no objections").render(language)
        return "\n".join(item.render(language) for item in self.items)

    def __str__(self) -> str:
        return self.text()


def examine_decision(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    paid: Money | None = None,
    holidays: Container[date] | None = None,
) -> Objections:
    """
    Say what is wrong in law with a decision to claim money back.

    Args:
        decision: The decision.

        jurisdiction: Whose periods hold.

        paid: What was paid under the award and has not come back; for example
            ``ledger.balance(Account.PAID, award=...)`` of the day before the decision.
            `None` leaves this out.

        holidays: The public holidays of the place. They are needed only where a
            decision came within a month after the day on which a period ended.

    Raises:
        InvalidDataError: A period is open or not known for that time, or holidays
            are needed.
    """
    items = (
        *_of_discretion(decision),
        *_of_knowledge(decision),
        *_of_period(decision, jurisdiction, holidays),
        *_of_limitation(decision, jurisdiction),
        *_of_interest(decision, jurisdiction),
        *_of_effect(decision),
        *_of_amount(decision, paid),
    )
    return Objections(decision=decision, items=items)


def checked_decision(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    paid: Money | None = None,
    holidays: Container[date] | None = None,
) -> RepaymentDecision:
    """
    Give the decision back if nothing is wrong with it; see :func:`examine_decision`.

    Raises:
        RepaymentError: Something is; the error names all of it.

        InvalidDataError: As there.
    """
    found = examine_decision(decision, jurisdiction, paid=paid, holidays=holidays)
    found.raise_if_any()
    return decision


def _of_discretion(decision: RepaymentDecision) -> Iterator[Objection]:
    if decision.case.ground.needs_discretion and decision.discretion is None:
        yield Objection(
            kind=ObjectionKind.NO_DISCRETION,
            said=sentence(
                "{ground}: the authority may also leave it, and does not say why it "
                "did not",
                ground=decision.case.ground,
            ),
            source=_DISCRETION,
        )


def _of_knowledge(decision: RepaymentDecision) -> Iterator[Objection]:
    known, ground = decision.case.known_since, decision.case.ground
    if known is None:
        if ground.period_topic is not None and not decision.case.by_deceit:
            yield Objection(
                kind=ObjectionKind.KNOWLEDGE_NOT_RECORDED,
                said=sentence(
                    "nobody recorded since when the authority knew the facts, so it "
                    "cannot be seen whether it decided in time"
                ),
                source=ground.source,
            )
    elif decision.decided < known:
        yield Objection(
            kind=ObjectionKind.BEFORE_KNOWLEDGE,
            said=sentence(
                "decided on {decided}, though the facts were known on {known} only",
                decided=decision.decided,
                known=known,
            ),
            source=decision.case.source,
        )


def _of_period(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    holidays: Container[date] | None,
) -> Iterator[Objection]:
    deadline = decision_deadline(decision.case, jurisdiction)
    topic, known = decision.case.ground.period_topic, decision.case.known_since
    acted = decision.announced or decision.decided
    if deadline is None or topic is None or known is None:
        return
    if _is_late(acted, deadline, jurisdiction, holidays):
        yield Objection(
            kind=ObjectionKind.AFTER_PERIOD,
            said=sentence(
                "{day} was too late: possible until {deadline}, as the facts were "
                "known on {known}",
                day=acted,
                deadline=deadline,
                known=known,
            ),
            deadline=deadline,
            source=jurisdiction.parameter(topic, known).source,
        )


def _is_late(
    day: date,
    deadline: Deadline,
    jurisdiction: Jurisdiction,
    holidays: Container[date] | None,
) -> bool:
    """Look at holidays only where they matter."""
    if day <= deadline.day:
        return False
    if day - deadline.day > LONGEST_MOVE:
        return True
    # Where it is open whether deadlines move, this says so.
    moves = jurisdiction.value("working_days", deadline.day, bool)
    return not moves or day > jurisdiction.falls_on(deadline, holidays)


def _of_limitation(
    decision: RepaymentDecision, jurisdiction: Jurisdiction
) -> Iterator[Objection]:
    """A claim that arises with the decision cannot be barred when it is fixed."""
    fixed = decision.announced or decision.decided
    case = decision.case
    if not case.ground.ends_by_itself:
        return
    ended = ordinary_limitation(case, case.invalid_from, jurisdiction)
    if fixed > ended:
        yield Objection(
            kind=ObjectionKind.TIME_BARRED,
            said=sentence(
                "fixed on {day}, when the claim had been time-barred since the end of "
                "{ended}",
                day=fixed,
                ended=ended,
            ),
            deadline=Deadline(ended, moves=False),
            source=jurisdiction.parameter("limitation", case.invalid_from).source,
        )


def _of_interest(
    decision: RepaymentDecision, jurisdiction: Jurisdiction
) -> Iterator[Objection]:
    fixed, arises = (
        decision.interest_fixed or decision.announced,
        claim_arises(decision),
    )
    nothing = decision.waiver is not None and decision.waiver.amount is None
    # Interest that is fixed when the claim arises cannot be barred.
    if fixed is None or arises is None or fixed <= arises or nothing:
        return
    first = unbarred_from(decision, fixed, jurisdiction)
    if first > decision.case.invalid_from:
        yield Objection(
            kind=ObjectionKind.INTEREST_TIME_BARRED,
            said=sentence(
                "interest was fixed on {day}, when that for the time before {first} "
                "was time-barred",
                day=fixed,
                first=first,
            ),
            deadline=Deadline(first - timedelta(days=1), moves=False),
            source=jurisdiction.parameter("interest_limitation", fixed).source,
        )


def _of_effect(decision: RepaymentDecision) -> Iterator[Objection]:
    if decision.announced is None:
        yield Objection(
            kind=ObjectionKind.NOT_ANNOUNCED,
            said=sentence(
                "the recipient never got the decision in writing, so it has no effect"
            ),
            source=decision.case.ground.act_source,
        )


def _of_amount(decision: RepaymentDecision, paid: Money | None) -> Iterator[Objection]:
    if paid is not None and decision.amount > paid:
        yield Objection(
            kind=ObjectionKind.MORE_THAN_PAID,
            said=sentence(
                "{amount} are claimed back, of {paid} that were paid",
                amount=decision.amount,
                paid=paid,
            ),
            source=decision.case.source,
        )


_DISCRETION: Final = Source(
    title="Verwaltungsverfahrensgesetz (VwVfG)",
    key="VwVfG",
    place="§ 39 Abs. 1 Satz 3, § 40",
    url="https://github.com/bundestag/gesetze/blob/master/v/vwvfg/index.md",
)
