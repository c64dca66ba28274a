"""Amendments: changes of a program, with the day from which they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import attrs

from fundmodel.changes.terms import Change, Terms
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.periods import a_day
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Amendment", "check_contradictions"]


def _some_changes(_: object, __: object, changes: tuple[Change, ...]) -> None:
    if not changes:
        raise InvalidModelError(
            "an amendment changes nothing",
            where="amendment",
            expected="at least one change",
            mend="add what it changes, or leave it out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Amendment:
    """
    A dated change of a program (Änderung der Richtlinie, Nachtrag).

    Attributes:
        day: The day from which it holds.

        changes: What it changes, one after the other.

        title: What it is called.

        source: The law, directive or decision.

        note: What a reader has to know about it.
    """

    day: date = attrs.field(validator=a_day)
    changes: tuple[Change, ...] = attrs.field(
        converter=tuple[Change, ...], validator=_some_changes
    )
    title: Text | None = None
    source: Basis = None
    note: Text | None = None

    def describe(self) -> Sentence:
        """Say from when it holds, and what it is called."""
        if self.title is None:
            return sentence("Amendment, from {day}", day=self.day)
        return sentence(
            "Amendment, from {day}: {title}", day=self.day, title=self.title
        )

    def apply(self, terms: Terms) -> Terms:
        """
        Give the terms after it.

        A change without a source takes that of the amendment.

        Raises:
            InvalidModelError: A change does not fit the terms; the day is named.
        """
        for number, change in enumerate(self.changes, start=1):
            try:
                terms = _sourced(change, self.source).apply(terms)
            except InvalidModelError as error:
                where = f"amendment of {self.day}, change {number}"
                error.where = ", ".join(filter(None, (where, error.where)))
                raise
        return terms


def _sourced(change: Change, source: Basis) -> Change:
    """Let a change without a source take that of its amendment."""
    if change.source is not None or source is None or not attrs.has(type(change)):
        return change
    # Any: a protocol does not say that its classes are of attrs; we have looked.
    known: Any = change
    return cast("Change", attrs.evolve(known, source=source))


def check_contradictions(amendments: Iterable[Amendment]) -> None:
    """
    Make sure that nothing is set twice on one day.

    Raises:
        InvalidModelError: It is, so that the order of a file would decide.
    """
    amendments = tuple(amendments)
    told = Counter((a.day, change.subject) for a in amendments for change in a.changes)
    for (day, subject), count in told.items():
        if count > 1:
            raise InvalidModelError(
                "amendments contradict each other: two changes of one day set the same",
                where=f"amendments of {day}",
                got=f"{count} x {subject}",
                expected="one change of each thing on each day",
                mend="leave one out, or correct its day",
            )
