"""
Leads: hints of a screen, with how often it would give one where nothing is wrong.

A lead is no finding. It never counts for :meth:`AuditReport.raise_if`, and it stands
apart in every report: an unusual figure may have a good reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from fundmodel.auditing.evidence import (
    Evidence,
    evidence_of,
    has_rule_id,
    labelled,
    labelled_value,
)
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Chance", "Lead"]


def _a_rate(_: object, attribute: attrs.Attribute[Fraction], value: object) -> None:
    # What type checkers promise, callers without them may break.
    if not isinstance(value, Fraction) or not 0 <= value <= 1:
        raise InvalidDataError(
            "this is no rate",
            where=attribute.name,
            got=repr(value),
            expected="a Fraction from 0 to 1",
            mend="say how often the screen fires where nothing is wrong, as a Fraction",
        )


@attrs.frozen(kw_only=True)
class Chance:
    """
    How often a screen fires by chance (Zufallsrate).

    Attributes:
        rate: In how many of all tables in which nothing is wrong the screen gives a
            lead like this one, at most; exactly, from 0 to 1.

        derivation: How the rate was derived, and what it takes for granted.
    """

    rate: Fraction = attrs.field(validator=_a_rate)
    derivation: Sentence


@attrs.frozen(kw_only=True)
class Lead:
    """
    A hint that somebody may follow (Hinweis).

    Attributes:
        rule: Id of the screen, stable over versions, for example ``"SCREEN-001"``.

        subject: What it is about, with its id.

        message: What was noticed.

        suggestion: Where to look, and what may be a good reason.

        by_chance: How often the screen fires where nothing is wrong.

        evidence: Pairs of label and value.

        at_stake: How much money it is about; `None` if that cannot be said.
    """

    rule: str = attrs.field(validator=has_rule_id)
    subject: Sentence
    message: Sentence
    suggestion: Sentence
    by_chance: Chance
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)
    at_stake: Money | None = None

    def value(self, label: str) -> object:
        """
        Give the evidence under an English label.

        Raises:
            InvalidDataError: There is none under this label.
        """
        where = f"lead {self.rule}, {self.subject}"
        return labelled_value(self.evidence, label, of="lead", where=where)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the lead as lines of text."""
        return "\n".join(self._lines(Language(language)))

    def _lines(self, language: Language) -> Iterator[str]:
        kind = sentence("lead").render(language)
        yield f"[{kind}] {self.rule}: {self.subject.render(language)}"
        yield f"  {self.message.render(language)}"
        for label, value in self.evidence:
            yield from labelled(label, value, language)
        if self.at_stake is not None:
            yield from labelled(sentence("at stake"), self.at_stake, language)
        chance = self.by_chance
        yield from labelled(sentence("by chance at most"), chance.rate, language)
        yield f"    {chance.derivation.render(language)}"
        yield f"  -> {self.suggestion.render(language)}"

    def __str__(self) -> str:
        return self.text()
