"""
What a check gives: findings, and what was in order, not applicable or not run.

They are values. What could not be examined is never counted as passed.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterator

import attrs

from fundmodel.auditing.evidence import (
    Evidence,
    evidence_of,
    has_rule_id,
    labelled,
    labelled_value,
)
from fundmodel.auditing.leads import Lead
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Basis

__all__ = [
    "Evidence",
    "Finding",
    "NotApplicable",
    "NotRun",
    "Outcome",
    "Passed",
    "Severity",
]


@functools.total_ordering
class Severity(enum.Enum):
    """
    How much a finding matters; severities compare in this order.

    >>> Severity.INFO < Severity.WARNING < Severity.ERROR
    True
    """

    INFO = "info"
    """Worth knowing, and lawful."""

    WARNING = "warning"
    """Somebody has to look at it; it may have a good reason."""

    ERROR = "error"
    """It contradicts the program, the rule or the register."""

    def __lt__(self, other: Severity) -> bool:
        order = tuple(Severity)
        return order.index(self) < order.index(other)

    def render(self, language: Language) -> str:
        """Give the severity in words."""
        return _SEVERITIES[self].render(language)


_SEVERITIES: dict[Severity, Sentence] = {
    Severity.INFO: sentence("for information"),
    Severity.WARNING: sentence("warning"),
    Severity.ERROR: sentence("error"),
}


def _some(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value < 1:
        raise InvalidDataError(
            "a rule that examined nothing has not passed",
            where=attribute.name,
            got=value,
            expected="at least 1",
            mend="give NotApplicable or NotRun with the reason",
        )


@attrs.frozen(kw_only=True)
class Finding:
    """
    What an auditor would write down (Feststellung).

    Attributes:
        rule: Id of the rule, stable over versions, for example ``"TREE-001"``.

        severity: How much it matters.

        subject: What it is about, with its id.

        message: What was found.

        suggestion: What to do now.

        evidence: Pairs of label and value that support it.

        source: What the figure or the provision at fault rests on.

        at_stake: How much money it is about; `None` if that cannot be said.
    """

    rule: str = attrs.field(validator=has_rule_id)
    severity: Severity
    subject: Sentence
    message: Sentence
    suggestion: Sentence
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)
    source: Basis = None
    at_stake: Money | None = None

    def value(self, label: str) -> object:
        """
        Give the evidence under an English label.

        Raises:
            InvalidDataError: There is none under this label.
        """
        where = f"finding {self.rule}, {self.subject}"
        return labelled_value(self.evidence, label, of="finding", where=where)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the finding as lines of text."""
        return "\n".join(self._lines(Language(language)))

    def _lines(self, language: Language) -> Iterator[str]:
        severity = self.severity.render(language)
        yield f"[{severity}] {self.rule}: {self.subject.render(language)}"
        yield f"  {self.message.render(language)}"
        for label, value in self.evidence:
            yield from labelled(label, value, language)
        if self.at_stake is not None:
            yield from labelled(sentence("at stake"), self.at_stake, language)
        if self.source is not None:
            yield from labelled(sentence("source"), self.source, language)
        yield f"  -> {self.suggestion.render(language)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class Passed:
    """
    What a rule found in order (ohne Beanstandung).

    A rule with findings may also have passed for other things that it examined.

    Attributes:
        rule: Id of the rule.

        count: How many things were in order; at least one.

        message: What they are.

        evidence: Pairs of label and value.
    """

    rule: str = attrs.field(validator=has_rule_id)
    count: int = attrs.field(validator=_some)
    message: Sentence
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)


@attrs.frozen(kw_only=True)
class NotApplicable:
    """
    A rule that has nothing to say here, and why (nicht anwendbar).

    Attributes:
        rule: Id of the rule.

        reason: Why.
    """

    rule: str = attrs.field(validator=has_rule_id)
    reason: Sentence


@attrs.frozen(kw_only=True)
class NotRun:
    """
    A rule that could not be examined, and what is lacking (nicht geprüft).

    Attributes:
        rule: Id of the rule.

        reason: What is lacking.
    """

    rule: str = attrs.field(validator=has_rule_id)
    reason: Sentence


Outcome = Finding | Lead | Passed | NotApplicable | NotRun
"""What a check gives, as often as it likes."""
