"""Objections: what an examiner writes down about a proof of use."""

from __future__ import annotations

import enum

import attrs

from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, cited, show
from fundmodel.sources import Basis

__all__ = ["Objection", "ObjectionCode"]


class ObjectionCode(enum.Enum):
    """What an objection is about."""

    NO_PROOF = "no-proof"
    """The proof was due and is not there."""

    LATE = "late"
    """The proof came after it was due."""

    EARLY = "early"
    """The proof came before the time that it is about was over."""

    NO_REPORT = "no-report"
    """The report on what was achieved is missing (Sachbericht)."""

    PERIOD = "period"
    """Money was used outside the period, or the dates leave it open."""

    NOT_PLANNED = "not-planned"
    """A line does not stand in the financing plan."""

    LINE = "line"
    """A line exceeds its plan by more than it may."""

    TOTAL = "total"
    """The total exceeds the plan by more than it may."""

    DISALLOWED = "disallowed"
    """The examiner does not accept an amount."""

    UNITS = "units"
    """Fewer units were proven than were paid for, or nobody counted them."""

    OPEN = "open"
    """It depends on what is open: a figure of the jurisdiction, or holidays."""


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Objection:
    """
    What does not fit (Beanstandung).

    Attributes:
        code: What it is about.

        subject: The line, the id of the proof or of the award, or the total.

        said: What was found.

        figures: The amounts that it is about.

        provision: What was breached, where it is known.
    """

    code: ObjectionCode
    subject: str | Sentence
    said: Sentence
    figures: tuple[Money, ...] = attrs.field(default=(), converter=tuple[Money, ...])
    provision: Basis = None

    def render(self, language: Language) -> str:
        """Give it in a line, with its provision."""
        said = f"{show(self.subject, language)}: {self.said.render(language)}"
        return f"{said}{cited(self.provision, language)}"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)
