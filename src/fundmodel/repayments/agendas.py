"""The deadlines of a repayment as events of a calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import overload

import attrs

from fundmodel.calendars import Event, EventKind
from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError
from fundmodel.jurisdictions import Jurisdiction
from fundmodel.repayments.cases import RepaymentCase, RepaymentDecision
from fundmodel.repayments.deadlines import (
    LONGEST_MOVE,
    claim_arises,
    claim_limitation,
    decision_deadline,
    due_date,
    interest_claimable,
    interest_limitation,
    ordinary_limitation,
)
from fundmodel.sentences import Language, Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["OpenDeadline", "RepaymentAgenda", "repayment_events"]


@attrs.frozen(kw_only=True)
class OpenDeadline:
    """
    A deadline that cannot be given, as a figure it depends on is open or not known.

    Attributes:
        what: What it would be the deadline of.

        why: What is missing for it.

        where: In which jurisdiction or decision.

        mend: What to do.
    """

    what: Sentence
    why: str
    where: str
    mend: str

    @classmethod
    def of(cls, what: Sentence, error: InvalidDataError) -> OpenDeadline:
        """Take what is missing from the error that says so."""
        return cls(what=what, why=error.what, where=error.where, mend=error.mend)

    def render(self, language: Language) -> str:
        """Say what is open, and what is missing for it."""
        said = sentence(
            "{what}: open ({where}: {why}; {mend})",
            what=self.what,
            where=self.where,
            why=self.why,
            mend=self.mend,
        )
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


@attrs.frozen(kw_only=True)
class RepaymentAgenda(Sequence[Event]):
    """
    The deadlines of a repayment, and those that are open.

    It is the sequence of its events, and knows besides which ones are missing.

    Attributes:
        events: The deadlines that are known, in the order of time.

        open: Those that are not; a calendar without them is not complete.
    """

    events: tuple[Event, ...]
    open: tuple[OpenDeadline, ...]

    def joined(self, other: RepaymentAgenda) -> RepaymentAgenda:
        """Give the deadlines of both together."""
        events = _in_order((*self.events, *other.events))
        return RepaymentAgenda(events=events, open=(*self.open, *other.open))

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...

    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return self.events[index]

    def __len__(self) -> int:
        return len(self.events)


def repayment_events(
    matter: RepaymentCase | RepaymentDecision,
    jurisdiction: Jurisdiction,
    *,
    who: Text | None = None,
    interest_until: date | None = None,
    paid_on: date | None = None,
) -> RepaymentAgenda:
    """
    Give the deadlines of a repayment, in the order of time.

    These are the end of the period for a withdrawal or revocation, the day by which
    the money must be back, the day with which the claim becomes time-barred, and those
    with which the interest of each year does. One that was missed says so.

    Args:
        matter: What happened, or what was decided.

        jurisdiction: Whose periods hold.

        who: Whom they concern; `None` for the id of the recipient.

        interest_until: The last day on which interest runs; `None` leaves the
            limitation of interest out.

        paid_on: As in :func:`claim_arises`.

    Returns:
        The events that are known. What depends on a figure that is open, or not known
        for that time, is among its `open` ones by name, and hides no other.
    """
    case = matter if isinstance(matter, RepaymentCase) else matter.case
    whom = Text(case.recipient) if who is None else who
    asked: list[tuple[Sentence, Iterator[Event]]] = [
        (_announce(case), _decision(matter, case, jurisdiction, whom))
    ]
    if isinstance(matter, RepaymentDecision):
        asked.append((_back(matter), _due(matter, jurisdiction, whom)))
    claim = _claim(matter, case, jurisdiction, whom, paid_on)
    asked.append((_barred(case), claim))
    known = _agenda(asked)
    if interest_until is None:
        return known
    return known.joined(
        _interest(matter, case, jurisdiction, whom, interest_until, paid_on)
    )


def _agenda(asked: Iterable[tuple[Sentence, Iterator[Event]]]) -> RepaymentAgenda:
    events, unknown = list[Event](), list[OpenDeadline]()
    for what, found in asked:
        try:
            events += found
        except InvalidDataError as error:
            unknown.append(OpenDeadline.of(what, error))
    return RepaymentAgenda(events=_in_order(events), open=tuple(unknown))


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.day))


def _announce(case: RepaymentCase) -> Sentence:
    return sentence(
        "{award}: last day to announce: {ground}", award=case.award, ground=case.ground
    )


def _back(decision: RepaymentDecision) -> Sentence:
    return sentence(
        "{award}: {amount} must be back",
        award=decision.case.award,
        amount=decision.amount,
    )


def _barred(case: RepaymentCase) -> Sentence:
    return sentence(
        "{award}: the claim for repayment becomes time-barred", award=case.award
    )


def _decision(
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
) -> Iterator[Event]:
    deadline = decision_deadline(case, jurisdiction)
    topic, known = case.ground.period_topic, case.known_since
    if deadline is None or topic is None or known is None:
        return
    acted = matter.announced if isinstance(matter, RepaymentDecision) else None
    yield Event(
        day=deadline.day,
        moves=deadline.moves,
        what=_announce(case),
        kind=EventKind.DEADLINE,
        who=who,
        about=case.id,
        key="repayment-decision",
        detail=_kept(acted, deadline)
        or sentence("the facts were known on {known}", known=known),
        source=jurisdiction.parameter(topic, known).source,
    )


def _due(
    decision: RepaymentDecision, jurisdiction: Jurisdiction, who: Text
) -> Iterator[Event]:
    if decision.due is None and decision.announced is None:
        return
    due = due_date(decision, jurisdiction)
    yield Event(
        day=due.day,
        moves=due.moves,
        what=_back(decision),
        kind=EventKind.DEADLINE,
        who=who,
        about=decision.id,
        key="repayment-due",
        source=decision.source,
    )


def _claim(
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
    paid_on: date | None,
) -> Iterator[Event]:
    ends = claim_limitation(matter, jurisdiction, paid_on=paid_on)
    arises = claim_arises(matter, paid_on=paid_on)
    if ends is None or arises is None:
        return
    topic, day, detail = "limitation", arises, None
    if isinstance(matter, RepaymentDecision):
        detail = _suspended(matter, ordinary_limitation(case, arises, jurisdiction))
        if matter.final_since is not None:
            topic, day = "limitation_once_final", matter.final_since
    yield Event(
        day=ends,
        what=_barred(case),
        kind=EventKind.DEADLINE,
        who=who,
        about=case.id,
        key="repayment-limitation",
        detail=detail,
        source=jurisdiction.parameter(topic, day).source,
    )


def _interest(  # noqa: PLR0913, PLR0917  what the events say
    matter: RepaymentCase | RepaymentDecision,
    case: RepaymentCase,
    jurisdiction: Jurisdiction,
    who: Text,
    until: date,
    paid_on: date | None,
) -> RepaymentAgenda:
    ending: dict[tuple[date, Basis], list[int]] = defaultdict(list)
    unknown = list[OpenDeadline]()
    for year in range(case.invalid_from.year, until.year + 1):
        first = interest_claimable(matter, year, paid_on=paid_on)
        try:
            ends = interest_limitation(matter, year, jurisdiction, paid_on=paid_on)
        except InvalidDataError as error:
            unknown.append(OpenDeadline.of(_stale(case, [year]), error))
            continue
        if ends is not None and first is not None:
            source = jurisdiction.parameter("interest_limitation", first).source
            ending[ends, source].append(year)
    fixed = None
    if isinstance(matter, RepaymentDecision):
        fixed = matter.interest_fixed or matter.announced
    events = tuple(
        Event(
            day=ends,
            what=_stale(case, years),
            kind=EventKind.DEADLINE,
            who=who,
            about=case.id,
            key=f"interest-limitation/{years[0]}",
            detail=_kept(fixed, Deadline(ends, moves=False)),
            source=source,
        )
        for (ends, source), years in ending.items()
    )
    return RepaymentAgenda(events=events, open=tuple(unknown))


def _stale(case: RepaymentCase, years: Iterable[int]) -> Sentence:
    return sentence(
        "{award}: interest of {years} becomes time-barred",
        award=case.award,
        years=tuple(map(str, years)),
    )


def _kept(acted: date | None, last: Deadline) -> Sentence | None:
    if acted is None:
        return None
    if acted <= last.day:
        return sentence("kept: it happened on {day}", day=acted)
    if last.moves and acted - last.day <= LONGEST_MOVE:
        # Holidays decide, and a calendar is written before they are looked up.
        return sentence("it happened on {day}, after the day that was set", day=acted)
    return sentence("missed: it happened on {day}", day=acted)


def _suspended(decision: RepaymentDecision, last: date) -> Sentence | None:
    """Say what the decision does to the limitation of the claim."""
    if decision.announced is None:
        return None
    late = decision.announced > last
    if decision.final_since is not None and late:
        return sentence(
            "final since {day}, though it was fixed after the end of {last}, when the "
            "claim was time-barred",
            day=decision.final_since,
            last=last,
        )
    if decision.final_since is not None:
        return sentence("final since {day}", day=decision.final_since)
    if late:
        return sentence(
            "missed: time-barred since the end of {last}, and fixed on {day}",
            last=last,
            day=decision.announced,
        )
    return sentence(
        "suspended since {day}, until the decision is final", day=decision.announced
    )
