"""A decision in words: for whoever has to pay, and for whoever has to check it."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.jurisdictions import Jurisdiction
from fundmodel.money import Money
from fundmodel.repayments.cases import (
    Discretion,
    RepaymentCase,
    RepaymentDecision,
)
from fundmodel.repayments.charged import ChargedInterest, JointInterest
from fundmodel.repayments.deadlines import decision_deadline
from fundmodel.repayments.objections import Objections
from fundmodel.sentences import Language, Sentence, Text, cited, sentence
from fundmodel.sources import Basis

__all__ = ["explain_repayment"]

Line = tuple[Sentence, Basis]


def explain_repayment(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    interest: ChargedInterest | JointInterest | None = None,
    objections: Objections | None = None,
    language: Language | str = Language.ENGLISH,
) -> str:
    """
    Say what must be given back and why, step by step, with provisions and days.

    Args:
        decision: What was decided.

        jurisdiction: Whose periods hold.

        interest: What is charged with it.

        objections: What was found wrong with it.

        language: In which language.

    Returns:
        Numbered lines, those of the interest, and the sum.

    Raises:
        InvalidDataError: The period for the decision is open.
    """
    language = Language(language)
    return "\n".join(_told(decision, jurisdiction, interest, objections, language))


def _told(
    decision: RepaymentDecision,
    jurisdiction: Jurisdiction,
    interest: ChargedInterest | JointInterest | None,
    objections: Objections | None,
    language: Language,
) -> Iterator[str]:
    case = decision.case
    title = sentence(
        "Repayment {id}: {recipient}, award {award}",
        id=case.id,
        recipient=case.recipient,
        award=case.award,
    )
    yield title.render(language)
    steps = (*_facts(case, jurisdiction), *_decided(decision))
    for number, (said, source) in enumerate(steps, start=1):
        yield f"  {number}. {said.render(language)}{cited(source, language)}"
    if interest is not None:
        yield from (f"  {line}" for line in interest.told(language))
    for one in objections or ():
        yield f"  ! {one.render(language)}"
    yield f"  = {_sum(decision, interest).render(language)}"


def _facts(case: RepaymentCase, jurisdiction: Jurisdiction) -> Iterator[Line]:
    yield sentence("ground: {ground}", ground=case.ground), case.ground.source
    yield sentence("facts: {facts}", facts=case.facts), case.source
    if case.known_since is not None:
        said = sentence(
            "the authority knew all that matters on {known}", known=case.known_since
        )
        yield said, case.source
    deadline, topic = decision_deadline(case, jurisdiction), case.ground.period_topic
    if deadline is not None and topic is not None and case.known_since is not None:
        said = sentence("so it could decide until {deadline}", deadline=deadline)
        yield said, jurisdiction.parameter(topic, case.known_since).source
    if case.by_deceit:
        yield sentence("it was obtained by deceit, so that no period runs"), None
    said = sentence("the award has no effect from {day}", day=case.invalid_from)
    yield said, None


def _decided(decision: RepaymentDecision) -> Iterator[Line]:
    if decision.discretion is not None:
        yield from _weighed(decision.discretion)
    elif not decision.case.ground.needs_discretion:
        said = sentence("there is nothing to weigh; the amount is fixed in writing")
        yield said, decision.case.ground.act_source
    yield sentence("decided on {day}", day=decision.decided), decision.source
    if decision.announced is not None:
        said = sentence("announced in writing on {day}", day=decision.announced)
        yield said, None
    said = sentence("to be given back: {amount}", amount=decision.amount)
    yield said, None
    if decision.due is not None:
        yield sentence("due by {due}", due=decision.due), None


def _weighed(discretion: Text | Discretion) -> Iterator[Line]:
    reasons = discretion if isinstance(discretion, Text) else discretion.reasons
    if isinstance(discretion, Discretion) and discretion.intended is not None:
        said = sentence(
            "in a case like this one it is the rule to claim the money back"
        )
        yield said, discretion.intended
    if reasons is not None:
        yield sentence("weighed: {reasons}", reasons=reasons), None


def _sum(
    decision: RepaymentDecision, interest: ChargedInterest | JointInterest | None
) -> Money:
    return decision.amount if interest is None else decision.amount + interest.due
