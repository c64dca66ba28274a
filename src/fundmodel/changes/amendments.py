"""Amendments: changes of a program, with the day from which they hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, cast

import attrs

from fundmodel.changes.terms import Change, Terms
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.periods import a_day
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Amendment", "check_contradictions", "check_order"]

MOST_OF_ONE_DAY: Final = 50
"""No day has more amendments; each is compared with each other one."""


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

    Its changes are made in their order, which is that of its text. The order of two
    amendments of one day is stated nowhere, and may decide nothing.

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


def check_order(terms: Terms, amendments: Sequence[Amendment]) -> None:
    """
    Make sure that two amendments of one day give the same in either order.

    What is stated within one amendment has an order, that of its text.

    Args:
        terms: Those before that day.

        amendments: Those of that day.

    Raises:
        InvalidModelError: There are two whose order decides, or too many.
    """
    if len(amendments) > MOST_OF_ONE_DAY:
        raise InvalidModelError(
            "there are too many amendments of one day",
            where=f"amendments of {amendments[0].day}",
            got=len(amendments),
            expected=f"at most {MOST_OF_ONE_DAY}",
            mend="write the changes of one text in one amendment",
        )
    for one, other in itertools.combinations(amendments, 2):
        if not _commute(terms, one, other):
            named = _culprits(terms, one, other)
            raise InvalidModelError(
                "amendments contradict each other: their order would decide",
                where=f"amendments of {one.day}",
                got="; ".join(str(change.describe()) for change in named),
                expected="amendments of one day that give the same in either order",
                mend="write both in one amendment, in the order of its text, or "
                "correct a day",
            )


def _commute(terms: Terms, one: Amendment, other: Amendment) -> bool:
    return _outcome(terms, one, other) == _outcome(terms, other, one)


def _outcome(terms: Terms, first: Amendment, second: Amendment) -> object:
    """Give the terms after both, but for the order of lists; `None` if refused."""
    try:
        after = second.apply(first.apply(terms))
    except InvalidModelError:
        return None
    return (
        {year.label: year for year in after.years},
        after.period,
        {budget.year: budget for budget in after.budgets},
        {part.id: attrs.evolve(part, budgets=()) for part in after.parts},
        {(part.id, b.year): b for part in after.parts for b in part.budgets},
    )


def _culprits(terms: Terms, one: Amendment, other: Amendment) -> tuple[Change, ...]:
    """Give the two changes whose order decides, or all if it takes several."""
    for mine, theirs in itertools.product(one.changes, other.changes):
        alone = attrs.evolve(one, changes=[mine]), attrs.evolve(other, changes=[theirs])
        if not _commute(terms, *alone):
            return mine, theirs
    return (*one.changes, *other.changes)
