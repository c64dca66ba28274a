"""Eligibility by application: only who applied, and in time, may claim."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np

from fundmodel.conditions.applicants import (
    applicants_of,
    days_of_receipt,
    leave_out_late,
)
from fundmodel.conditions.exclusions import excluded_before, leave_out
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.periods import KeyDate
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import day_of

__all__ = ["EligibleApplied"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EligibleApplied:
    """
    Only recipients that applied, and in time, may claim (Antragsfrist).

    Whoever applied several times is in time with the first application. A deadline
    that moves to the next working day is written as the day to which it moved.

    Attributes:
        deadline: The last day on which an application could be received (German
            law calls it *Ausschlussfrist* where nothing can heal it); `None` if
            any application will do.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    deadline: KeyDate | None = None
    source: Basis = None

    def describe(self) -> Sentence:
        """Say until when those applied who may claim."""
        if self.deadline is None:
            return sentence("eligible: who applied")
        return sentence("eligible: who applied by {deadline}", deadline=self.deadline)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who did not apply, and who was too late.

        Raises:
            AllocationError: No applications were given, or somebody applied who is
                not on the roster.

            DataLackingError: A row stands for others, or the deadline is a day of
                the budget year and no year was given.

            InvalidDataError: Nobody says when an application was received.
        """
        applications, who = applicants_of(state, facts)
        n = len(state.roster)
        applied = np.bincount(who, minlength=n) > 0
        state = leave_out(state, ~applied, sentence("without an application"))
        if self.deadline is None:
            return state
        deadline = day_of(self.deadline, state)
        asked: BoolArray = np.logical_or.reduce(state.eligible, axis=0)
        days = days_of_receipt(applications, asked[who])
        first = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(first, who, days)
        return leave_out_late(state, np.where(applied, first, 0), deadline)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claimant applied in time."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        name = step.after.roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        if self.deadline is None:
            return sentence("{name} applied", name=name)
        deadline = day_of(self.deadline, step.before)
        return sentence("{name} applied by {deadline}", name=name, deadline=deadline)
