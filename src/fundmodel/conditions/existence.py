"""Eligibility by existence: only bodies that exist on a day may claim."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.conditions.exclusions import excluded_before, leave_out
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import day_of

__all__ = ["EligibleOn"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EligibleOn:
    """
    Only recipients that exist on a day may claim (am Stichtag bestehend).

    A roster that covers several years holds bodies that were merged or founded in
    between. Whoever has no period on the roster exists always; rows that stand for
    all others stay eligible.

    Attributes:
        key_date: The day on which a body must exist.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    key_date: KeyDate
    source: Basis = None

    def describe(self) -> Sentence:
        """Say on which day those exist who may claim."""
        return sentence("eligible: who exists on {day}", day=self.key_date)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who does not exist on the day.

        Raises:
            DataLackingError: The day is one of the budget year, and no year was
                given.
        """
        del facts
        day = day_of(self.key_date, state)
        missing = _missing(state.roster, day) & ~state.remainder
        return leave_out(state, missing, sentence("not in existence on {day}", day=day))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claimant exists on the day, and who came after it."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        body = step.after.roster.recipient_at(who)
        name = step.after.roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is None:
            day = day_of(self.key_date, step.before)
            return sentence("{name} exists on {day}", name=name, day=day)
        if not body.successors:
            return sentence(
                "{name} is {why_not}, but from {period}",
                name=name,
                why_not=why_not,
                period=body.valid,
            )
        return sentence(
            "{name} is {why_not}, but from {period}; in its place: {successors}",
            name=name,
            why_not=why_not,
            period=body.valid,
            successors=body.successors,
        )


def _missing(roster: Roster, day: date) -> BoolArray:
    if not roster.validity:
        return np.zeros(len(roster), dtype=np.bool_)
    periods = roster.validity
    return np.fromiter(
        (period is not None and not period.contains(day) for period in periods),
        dtype=np.bool_,
    )
