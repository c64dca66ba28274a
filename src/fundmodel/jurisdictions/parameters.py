"""One figure that holds in a jurisdiction, with its time and its source."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs

from fundmodel.due_dates import Instalments, Span
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.interest import InterestRule
from fundmodel.jurisdictions.topics import TOPICS
from fundmodel.money import Money
from fundmodel.periods import YearlyDay
from fundmodel.sentences import Language, Sentence, Text, sentence
from fundmodel.shares import PerCent
from fundmodel.sources import Basis

__all__ = ["Parameter", "Value"]

Value = Money | Fraction | int | bool | Span | YearlyDay | Instalments | InterestRule
"""What a parameter may be: money, a share, a number, yes or no, a time, a rule."""


def _name(parameter: Parameter) -> Text:
    return TOPICS.get(parameter.topic) or Text(parameter.topic)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Parameter:
    """
    A figure that a jurisdiction sets, or one that is open (Kennwert).

    Attributes:
        topic: What it is about, a short id such as ``"minimum_award"``.

        value: The figure; `None` where no source was found.

        valid_from: The first day for which it is known to hold. Where the document
            bears no date this is the day on which it was read; what was never found
            is open since `date.min`.

        valid_until: The last day; `None` while no end is known.

        source: Where it stands; a figure without one is open.

        note: What else the source says about it, or why it is open.

        name: What it is called.

    Raises:
        InvalidModelError: A figure lacks its source, or it ends before it begins.
    """

    topic: str
    value: Value | None = None
    valid_from: date
    valid_until: date | None = None
    source: Basis = None
    note: Text | None = None
    name: Text = attrs.field(default=attrs.Factory(_name, takes_self=True))

    def __attrs_post_init__(self) -> None:
        if self.value is not None and self.source is None:
            raise InvalidModelError(
                "a figure has no source",
                where=f"parameter {self.topic}",
                got=self.value,
                expected="a source, or an assumption that says so",
                mend="cite it, or leave the value out: the parameter is then open",
            )
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise InvalidModelError(
                "a figure ends before it begins",
                where=f"parameter {self.topic}",
                got=f"{self.valid_from} to {self.valid_until}",
                expected="the last day on or after the first",
                mend="swap the two days, or correct one of them",
            )

    @property
    def is_open(self) -> bool:
        """Whether no source was found for it."""
        return self.value is None

    def holds_on(self, day: date) -> bool:
        """Whether it is known to hold, or to be open, on that day."""
        return self.valid_from <= day and (
            self.valid_until is None or day <= self.valid_until
        )

    def overlaps(self, other: Parameter) -> bool:
        """Whether both hold on the same day."""
        first = max(self.valid_from, other.valid_from)
        return self.holds_on(first) and other.holds_on(first)

    def said(self) -> Sentence:
        """Say the figure and since when it holds."""
        value = self._shown()
        if self.valid_from == date.min:
            return sentence("{name}: {value}", name=self.name, value=value)
        if self.valid_until is None:
            return sentence(
                "{name}: {value}, from {first}",
                name=self.name,
                value=value,
                first=self.valid_from,
            )
        return sentence(
            "{name}: {value}, from {first} until {last}",
            name=self.name,
            value=value,
            first=self.valid_from,
            last=self.valid_until,
        )

    def render(self, language: Language) -> str:
        """Give the figure with its name."""
        return self.said().render(language)

    def _shown(self) -> object:
        if self.value is None:
            return sentence("open")
        if isinstance(self.value, bool):
            return sentence("yes") if self.value else sentence("no")
        return PerCent(self.value) if isinstance(self.value, Fraction) else self.value
