"""Parts of a program that stay open, and why."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Self

import attrs

from fundmodel.errors import (
    DataLackingError,
    OtherKeyDateError,
    ProvisionalDataError,
    SeveralVintagesError,
)
from fundmodel.indicators import Indicator
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence

__all__ = ["OpenPart", "OpenReason"]


class OpenReason(enum.Enum):
    """Why a part could not be allocated."""

    NO_RULE = "no rule"
    """Nobody has said how it is divided."""

    NO_BUDGET = "no budget"
    """It has no budget of its own in that year."""

    NO_DATA = "no data"
    """The roster lacks the kind of recipient or the indicator, or did on that day."""

    OTHER_KEY_DATE = "other key date"
    """The indicator was measured for another day."""

    PROVISIONAL = "provisional data"
    """The indicator is provisional, and the rule wants final figures."""

    SEVERAL_VINTAGES = "several vintages"
    """The roster has several vintages of a figure, and nobody said which counts."""

    OTHER_PART = "other part"
    """It draws on the result of another part, which is not there."""


_REASONS: Final[Mapping[type[DataLackingError], OpenReason]] = {
    ProvisionalDataError: OpenReason.PROVISIONAL,
    OtherKeyDateError: OpenReason.OTHER_KEY_DATE,
    SeveralVintagesError: OpenReason.SEVERAL_VINTAGES,
    DataLackingError: OpenReason.NO_DATA,
}


@attrs.frozen(kw_only=True)
class OpenPart:
    """
    A part that stays open, and why.

    Attributes:
        part: The part.

        reason: Why, as a kind.

        said: Why, in words.

        mend: What would close it.
    """

    part: Part
    reason: OpenReason
    said: Sentence
    mend: str = ""

    def __repr__(self) -> str:
        return f"<OpenPart {self.part.id!r}: {self.reason.value}>"

    def __str__(self) -> str:
        return f"{self.part.id}: {self.said}"

    @classmethod
    def without_rule(cls, part: Part) -> Self:
        """Say that nobody has said how the part is divided."""
        return cls(
            part=part,
            reason=OpenReason.NO_RULE,
            said=sentence("nobody has said how it is divided among recipients"),
            mend="add a rule to the part",
        )

    @classmethod
    def without_budget(cls, program: Program, part: Part, year: BudgetYear) -> Self:
        """Say that the part has no budget of its own, and what it is open inside."""
        above = program.covered_by(part.id, year.label)
        budget = None if above is None else above.budget(year.label)
        said = sentence("it has no budget in {year}", year=year.label)
        if above is not None and budget is not None:
            said = sentence(
                "it has no budget of its own in {year}; it is open inside {amount} of "
                "{above}",
                year=year.label,
                amount=budget.amount,
                above=above.name,
            )
        return cls(
            part=part,
            reason=OpenReason.NO_BUDGET,
            said=said,
            mend="take the version of the program in which the split is known",
        )

    @classmethod
    def without_rate(cls, part: Part) -> Self:
        """Say that need sets the amount, and nobody said at which rate."""
        return cls(
            part=part,
            reason=OpenReason.NO_BUDGET,
            said=sentence(
                "need sets its amount, but its rule only shares, and there is no "
                "budget to share"
            ),
            mend="give it a budget, or a rule that pays a rate",
        )

    @classmethod
    def drawing_on(cls, part: Part, other: OpenPart) -> Self:
        """Say that the part draws on another one that stays open."""
        return cls(
            part=part,
            reason=OpenReason.OTHER_PART,
            said=sentence(
                "it draws on {other}, which stays open: {why}",
                other=other.part.name,
                why=other.said,
            ),
            mend=other.mend,
        )

    @classmethod
    def drawing_on_later(cls, part: Part, other: str) -> Self:
        """Say that the part draws on another one that was not known yet."""
        return cls(
            part=part,
            reason=OpenReason.OTHER_PART,
            said=sentence(
                "it draws on the part {other}, which was not known yet", other=other
            ),
            mend="take the version of the program in which the other part is known",
        )

    @classmethod
    def not_known(cls, part: Part, figures: Iterable[Indicator], day: date) -> Self:
        """Say which figures were not known on the day of the decision."""
        known = tuple(
            sentence("{indicator} ({day})", indicator=one, day=one.known_since)
            for one in figures
        )
        return cls(
            part=part,
            reason=OpenReason.NO_DATA,
            said=sentence(
                "on {day} these figures were not known yet: {figures}",
                day=day,
                figures=known,
            ),
            mend="take a later day of the decision, or correct since when they were "
            "known: Indicator(known_since=...)",
        )

    @classmethod
    def lacking(cls, part: Part, error: DataLackingError) -> Self:
        """Say what the roster lacks."""
        return cls(
            part=part,
            # Provisions of users may raise an error of their own kind.
            reason=next(
                why for kind, why in _REASONS.items() if isinstance(error, kind)
            ),
            said=_said(error),
            mend=error.mend,
        )


def _said(error: DataLackingError) -> Sentence:
    if isinstance(error.said, Sentence):
        return error.said
    return sentence(
        "{what} ({where}: expected {expected}, got {got})",
        what=error.what,
        where=error.where,
        expected=error.expected,
        got=error.got,
    )
