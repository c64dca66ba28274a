"""What recipients are allotted in a part, and which parts stay open."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, Self

import attrs

from fundmodel.errors import (
    DataLackingError,
    OtherKeyDateError,
    ProvisionalDataError,
)
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.recipients import Recipient
from fundmodel.rules import Distribution, Explanation
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.units import Amount

__all__ = [
    "AllocatedPart",
    "AllocationExplanation",
    "Allotment",
    "OpenPart",
    "OpenReason",
]


class OpenReason(enum.Enum):
    """Why a part could not be allocated."""

    NO_RULE = "no rule"
    """Nobody has said how it is divided."""

    NO_BUDGET = "no budget"
    """It has no budget of its own in that year."""

    NO_DATA = "no data"
    """The roster lacks the kind of recipient or the indicator."""

    OTHER_KEY_DATE = "other key date"
    """The indicator was measured for another day."""

    PROVISIONAL = "provisional data"
    """The indicator is provisional, and the rule wants final figures."""


_REASONS: Final[Mapping[type[DataLackingError], OpenReason]] = {
    ProvisionalDataError: OpenReason.PROVISIONAL,
    OtherKeyDateError: OpenReason.OTHER_KEY_DATE,
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


@attrs.frozen(kw_only=True)
class Allotment:
    """
    What one recipient is allotted in one part.

    It is not yet an award: that takes a law or a decision.

    Attributes:
        part: Id of the part.

        year: Label of the budget year.

        recipient: Who.

        amount: How much; `None` for a row that stands for all others, whose
            amounts are rounded one by one.

        exact: The amount in minor units, before rounding for such a row.

        stage: How firm it is.
    """

    part: str
    year: str
    recipient: Recipient
    amount: Money | None
    exact: Fraction
    stage: Stage


@attrs.frozen(kw_only=True, eq=False)
class AllocatedPart:
    """
    A part with the result of its rule.

    Attributes:
        part: The part.

        year: Label of the budget year.

        stage: How firm the amounts are.

        distribution: Amounts, residual and steps.
    """

    part: Part
    year: str
    stage: Stage
    distribution: Distribution

    def allotment_at(self, position: int) -> Allotment:
        """Build the allotment of one row of the roster."""
        distribution = self.distribution
        exact = distribution.exact(position)
        stands_for_others = bool(distribution.is_remainder[position])
        amount = Amount(count=exact, unit=distribution.unit)
        return Allotment(
            part=self.part.id,
            year=self.year,
            recipient=distribution.roster.recipient_at(position),
            amount=None if stands_for_others else amount.money,
            exact=exact,
            stage=self.stage,
        )

    def allotments(self) -> Iterator[Allotment]:
        """Build all allotments, in the order of the roster."""
        return map(self.allotment_at, range(len(self.distribution.roster)))

    def largest(self, number: int) -> tuple[Allotment, ...]:
        """Give the largest allotments; a row for all others is none of them."""
        return tuple(map(self.allotment_at, self.distribution.largest(number)))


@attrs.frozen(kw_only=True)
class AllocationExplanation:
    """
    The chains of steps that led to what one recipient is allotted.

    Attributes:
        parts: One explanation for each part.
    """

    parts: tuple[Explanation, ...]

    @property
    def amount(self) -> Amount:
        """All parts together."""
        first = self.parts[0].amount
        total = sum((p.amount.count for p in self.parts), start=Fraction(0))
        return attrs.evolve(first, count=total)

    @property
    def adds_up(self) -> bool:
        """Whether the steps of every part give its amount."""
        return all(part.adds_up for part in self.parts)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all chains as text; the last line is the amount."""
        language = Language(language)
        texts = [part.text(language) for part in self.parts]
        if len(texts) > 1:
            total = sentence("All parts together = {amount}", amount=self.amount)
            texts.append(total.render(language))
        return "\n".join(texts)

    def __str__(self) -> str:
        return self.text()
