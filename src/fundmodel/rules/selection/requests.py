"""Requests: what applications ask for, as claims of the applications themselves."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.applications import REQUESTED
from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, Link, LinkKind, said_of
from fundmodel.conditions.applicants import (
    applicants_of,
    days_of_receipt,
    leave_out_late,
)
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import day_of

__all__ = ["Requested", "RequestsAxis"]


@attrs.frozen(kw_only=True, eq=False)
class RequestsAxis(Axis):
    """
    Claimants whose claims are what they request.

    What a financing pays limits such a claim, and is not paid besides it.
    """


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Requested:
    """
    Let each application claim what it requests (beantragter Betrag).

    From here on the claimants are the applications, not the recipients; their
    indicators are those of ``Applications.roster``. An
    application of a recipient who may not claim is left out for the same reason.
    A financing after it cuts a request to what it pays. Together they may request
    more than there is; a provision after it decides who is funded, or cuts all.

    Attributes:
        deadline: The last day on which an application could be received, each on its
            own; `None` if any will do.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS, Trait.WHOLE})
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    deadline: KeyDate | None = None
    source: Basis = None

    def describe(self) -> Sentence:
        """Say what is claimed, and until when it could be requested."""
        if self.deadline is None:
            return sentence("each application claims what it requests")
        return sentence(
            "each application received by {deadline} claims what it requests",
            deadline=self.deadline,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Go on with the applications, each with its request.

        Raises:
            AllocationError: No applications were given, somebody applied who is not
                on the roster, or recipients have claims already.

            DataLackingError: A row stands for others, or the deadline is a day of
                the budget year and no year was given.

            InvalidDataError: Nobody says when an application was received.

            MoneyError: The requests are in another unit than the pot.
        """
        _check_no_claims(state)
        applications, who = applicants_of(state, facts)
        for amount in applications.requested[:1]:
            # All are in one currency; refuses another one than that of the pot.
            state.unit.count(amount)
        after = _passed(state, applications.roster, who)
        if self.deadline is not None:
            deadline = day_of(self.deadline, state)
            asked: BoolArray = np.logical_or.reduce(after.eligible, axis=0)
            days = days_of_receipt(applications, asked)
            after = leave_out_late(after, days, deadline)
        (requested,) = applications.roster.columns_of(REQUESTED)
        every = np.ones((state.pot.shape[0], 1), dtype=np.bool_)
        amounts = Mixed.of(np.where(after.eligible & every, requested.values, 0))
        return after.becomes(pot=state.pot - amounts.sum(), amounts=amounts)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say who requests how much, or why the application is left out."""
        roster = step.after.roster
        applicant = step.before.roster.names[_applicant(step, who)]
        name = roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is None:
            return sentence(
                "{applicant} requests {amount}: {name}",
                applicant=applicant,
                amount=step.after.amount(who, scenario),
                name=name,
            )
        if step.before.reason_of(_applicant(step, who), scenario) is not None:
            return sentence(
                "{name}: {applicant} is {why_not}",
                name=name,
                applicant=applicant,
                why_not=why_not,
            )
        return sentence("{name} is {why_not}", name=name, why_not=why_not)


def _check_no_claims(state: State) -> None:
    claimed = np.flatnonzero(~state.amounts.equals(Mixed.zeros((1, 1))).all(axis=0))
    if claimed.size:
        raise AllocationError(
            "applications come in where recipients have claims already",
            where=f"roster {state.roster.id!r}: "
            f"{said_of(state.names(tuple(claimed.tolist())))}",
            got=state.amount(int(claimed[0])),
            expected="no claims before applications request something",
            mend="let applications request in a part of their own",
        )


def _passed(state: State, roster: Roster, who: npt.NDArray[np.int64]) -> State:
    """Go on with the applications; who may not claim keeps the reason."""
    link = Link(kind=LinkKind.SPREAD, index=who)
    nothing = Mixed.zeros((state.pot.shape[0], len(roster)))
    return state.passed_to(RequestsAxis(claimants=roster, link=link), nothing).becomes(
        eligible=state.eligible[:, who], reason=state.reason[:, who]
    )


def _applicant(step: Step, who: int) -> int:
    link = step.after.axis.link
    return who if link is None else int(link.index[who])
