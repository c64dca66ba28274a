"""Eligibility by name: a list of those who may claim, or of those who may not."""

from __future__ import annotations

import difflib
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.claims import said_of
from fundmodel.conditions.exclusions import (
    excluded_before,
    leave_out,
    need_one_row_each,
)
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["EligibleList"]

MOST_NAMED = 5
"""Ids of a list without a name that a sentence shows."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EligibleList:
    """
    Only those on a list may claim, or all but those on it (namentliche Liste).

    Attributes:
        only: Ids of those who may claim.

        without: Or ids of those who may not.

        name: How the list is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    only: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    without: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if bool(self.only) == bool(self.without):
            raise InvalidModelError(
                "a list names either who may claim or who may not",
                where="eligible list",
                got="both" if self.only else "neither",
                expected="one of `only` and `without`",
                mend='write only = ["08111000"], or without = ["08111000"]',
            )

    @property
    def _ids(self) -> tuple[str, ...]:
        return self.only or self.without

    def describe(self) -> Sentence:
        """Say who may claim, or who may not."""
        if self.only:
            return sentence("eligible by name: {list}", list=self._list())
        return sentence("not eligible by name: {list}", list=self._list())

    def _list(self) -> Text | Sentence | tuple[str, ...]:
        if self.name is None and len(self._ids) > MOST_NAMED:
            return sentence("{count} recipients", count=len(self._ids))
        return self.name or self._ids

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who is not on the list, or who is.

        Raises:
            AllocationError: The list names somebody who is not on the roster.

            DataLackingError: It names somebody who may be behind a row that stands
                for all others.
        """
        del facts
        self._check(state)
        listed = frozenset(self._ids)
        on_it = np.fromiter((i in listed for i in state.roster.ids), dtype=np.bool_)
        if self.only:
            why_not = sentence("not on the list: {list}", list=self._list())
            return leave_out(state, ~on_it, why_not)
        why_not = sentence("left out by name: {list}", list=self._list())
        return leave_out(state, on_it, why_not)

    def _check(self, state: State) -> None:
        known = state.known.positions
        unknown = tuple(id_ for id_ in self._ids if id_ not in known)
        if not unknown:
            return
        need_one_row_each(
            state,
            sentence("a list names somebody who may be behind a row for all others"),
        )
        near = difflib.get_close_matches(unknown[0], state.known.ids, n=1)
        raise AllocationError(
            "a list names recipients who are not on the roster",
            where=f"roster {state.roster.id!r}",
            got=said_of(unknown),
            expected="ids on the roster",
            mend=f"did you mean {near[0]}?"
            if near
            else "correct the ids, or take the roster that the list was made for",
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say whether the claimant is on the list."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        name = step.after.roster.label(who)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        if self.only:
            return sentence(
                "{name} is on the list: {list}", name=name, list=self._list()
            )
        return sentence(
            "{name} is not among those left out by name: {list}",
            name=name,
            list=self._list(),
        )
