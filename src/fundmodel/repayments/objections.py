"""What is wrong in law with a decision to claim money back, as values."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import attrs

from fundmodel.due_dates import Deadline
from fundmodel.errors import RepaymentError
from fundmodel.repayments.cases import RepaymentDecision
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.sources import Basis

__all__ = [
    "Objection",
    "ObjectionKind",
    "Objections",
]


class ObjectionKind(enum.Enum):
    """What is wrong with a decision, with an id that stays."""

    NO_DISCRETION = "REPAY-001"
    """The authority had to weigh, and gives no reasons."""

    KNOWLEDGE_NOT_RECORDED = "REPAY-002"
    """A period runs from knowledge, and nobody wrote down since when."""

    BEFORE_KNOWLEDGE = "REPAY-003"
    """It was decided before the authority knew the facts."""

    AFTER_PERIOD = "REPAY-004"
    """It was announced after the period for a withdrawal or revocation."""

    TIME_BARRED = "REPAY-005"
    """The claim was time-barred when it was fixed."""

    INTEREST_TIME_BARRED = "REPAY-006"
    """Part of the interest was time-barred when it was fixed."""

    NOT_ANNOUNCED = "REPAY-007"
    """The recipient never got it in writing, so it has no effect."""

    MORE_THAN_PAID = "REPAY-008"
    """More is claimed back than was paid."""

    FOREIGN_GROUND = "REPAY-009"
    """The ground is one of another law, so no period was looked at."""


@attrs.frozen(kw_only=True)
class Objection:
    """
    One thing that is wrong with a decision (Einwand).

    Attributes:
        kind: What it is, with a stable id.

        said: What is wrong.

        deadline: What was missed, if anything was.

        source: The provision.
    """

    kind: ObjectionKind
    said: Sentence
    deadline: Deadline | None = None
    source: Basis = None

    def render(self, language: Language) -> str:
        """Give the objection in a line, with its id and its provision."""
        said = self.said.render(language)
        return f"{self.kind.value} {said}{cited(self.source, language)}"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


@attrs.frozen(kw_only=True)
class Objections:
    """
    All that is wrong with a decision; nothing is left out after the first.

    Attributes:
        decision: The decision.

        items: The objections, in the order of :class:`ObjectionKind`.
    """

    decision: RepaymentDecision
    items: tuple[Objection, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Objection]:
        return iter(self.items)

    @property
    def kinds(self) -> tuple[ObjectionKind, ...]:
        """What is wrong, without the words."""
        return tuple(item.kind for item in self.items)

    def raise_if_any(self) -> None:
        """
        Raise if anything is wrong.

        Raises:
            RepaymentError: Something is; the error names all of it.
        """
        if self.items:
            raise RepaymentError(
                "the decision has faults in law",
                where=f"repayment {self.decision.id}",
                got="; ".join(map(str, self.items)),
                expected="a decision without objections",
                mend="correct the record, or decide anew while there is time",
            )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the objections, one a line, or say that there are none."""
        language = Language(language)
        if not self.items:
            return sentence("no objections").render(language)
        return "\n".join(item.render(language) for item in self.items)

    def __str__(self) -> str:
        return self.text()
