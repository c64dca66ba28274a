"""
What an audit gives: findings, and what was in order, not applicable or not run.

They are values. Nothing is raised, nothing is cut off, and what could not be
examined is never counted as passed.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

import attrs

from fundmodel.auditing.audited import Audited
from fundmodel.claims import said_of
from fundmodel.errors import FindingsError, InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, check_printable, sentence, show
from fundmodel.sources import Basis

__all__ = [
    "AuditReport",
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

Evidence = tuple[Sentence, object]
"""A label and a value: a number, money, a date, a text, or a tuple of these."""


def _pairs(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple((label, value) for label, value in evidence)


def _rule_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    check_printable(value, where=attribute.name)
    if not value.strip():
        raise InvalidDataError(
            "an outcome of a check names no rule",
            where=attribute.name,
            got=repr(value),
            expected='a short, stable id such as "TREE-001"',
            mend="give the rule an id and keep it",
        )


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

    rule: str = attrs.field(validator=_rule_id)
    severity: Severity
    subject: Sentence
    message: Sentence
    suggestion: Sentence
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=_pairs)
    source: Basis = None
    at_stake: Money | None = None

    def value(self, label: str) -> object:
        """
        Give the evidence under an English label.

        Raises:
            InvalidDataError: There is none under this label.
        """
        for known, value in self.evidence:
            if known.template == label:
                return value
        labels = [known.template for known, _ in self.evidence]
        raise InvalidDataError(
            "the finding has no such evidence",
            where=f"finding {self.rule}, {self.subject}",
            got=label,
            expected=", ".join(labels) or "no evidence at all",
            mend="take one of these labels",
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the finding as lines of text."""
        return "\n".join(self._lines(Language(language)))

    def _lines(self, language: Language) -> Iterator[str]:
        severity = self.severity.render(language)
        yield f"[{severity}] {self.rule}: {self.subject.render(language)}"
        yield f"  {self.message.render(language)}"
        for label, value in self.evidence:
            yield from _shown(label, value, language)
        if self.at_stake is not None:
            yield from _shown(sentence("at stake"), self.at_stake, language)
        if self.source is not None:
            yield from _shown(sentence("source"), self.source, language)
        yield f"  -> {self.suggestion.render(language)}"

    def __str__(self) -> str:
        return self.text()


def _shown(label: Sentence, value: object, language: Language) -> Iterator[str]:
    yield f"    {label.render(language)}: {show(value, language)}"


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

    rule: str = attrs.field(validator=_rule_id)
    count: int = attrs.field(validator=_some)
    message: Sentence
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=_pairs)


@attrs.frozen(kw_only=True)
class NotApplicable:
    """
    A rule that has nothing to say here, and why (nicht anwendbar).

    Attributes:
        rule: Id of the rule.

        reason: Why.
    """

    rule: str = attrs.field(validator=_rule_id)
    reason: Sentence


@attrs.frozen(kw_only=True)
class NotRun:
    """
    A rule that could not be examined, and what is lacking (nicht geprüft).

    Attributes:
        rule: Id of the rule.

        reason: What is lacking.
    """

    rule: str = attrs.field(validator=_rule_id)
    reason: Sentence


Outcome = Finding | Passed | NotApplicable | NotRun
"""What a check gives, as often as it likes."""


@attrs.frozen(kw_only=True)
class AuditReport:
    """
    All outcomes of an audit, in the order of the checks (Prüfbericht).

    Iterating over it gives its findings.

    Attributes:
        findings: What has to be looked at, or is worth knowing.

        passed: What was in order.

        not_applicable: Rules that have nothing to say here.

        not_run: Rules that lack what they need.

        audited: What was looked at, with its content hashes.
    """

    findings: tuple[Finding, ...] = attrs.field(
        default=(), converter=tuple[Finding, ...]
    )
    passed: tuple[Passed, ...] = attrs.field(default=(), converter=tuple[Passed, ...])
    not_applicable: tuple[NotApplicable, ...] = attrs.field(
        default=(), converter=tuple[NotApplicable, ...]
    )
    not_run: tuple[NotRun, ...] = attrs.field(default=(), converter=tuple[NotRun, ...])
    audited: tuple[Audited, ...] = attrs.field(
        default=(), converter=tuple[Audited, ...]
    )

    @classmethod
    def of(
        cls, outcomes: Iterable[Outcome], *, audited: Iterable[Audited] = ()
    ) -> Self:
        """Sort outcomes by their kind, each kind in the order given."""
        told = tuple(outcomes)
        return cls(
            findings=[o for o in told if isinstance(o, Finding)],
            passed=[o for o in told if isinstance(o, Passed)],
            not_applicable=[o for o in told if isinstance(o, NotApplicable)],
            not_run=[o for o in told if isinstance(o, NotRun)],
            audited=audited,
        )

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity, zeros included."""
        severities = [finding.severity for finding in self.findings]
        return {severity: severities.count(severity) for severity in Severity}

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Give the findings of that severity or above."""
        return tuple(f for f in self.findings if f.severity >= severity)

    def raise_if(self, severity: Severity) -> None:
        """
        Raise if there are findings of that severity or above.

        Raises:
            FindingsError: There are; the message says how many of each kind
                and names the first subjects.
        """
        found = self.at_least(severity)
        if not found:
            return
        counts = ", ".join(
            f"{kind.value}: {self.counts[kind]}"
            for kind in reversed(Severity)
            if kind >= severity
        )
        raise FindingsError(
            f"the audit has findings of severity {severity.value} or above ({counts})",
            where="audit report",
            got=said_of(tuple(f"{f.rule} {f.subject}" for f in found)),
            expected=f"no finding of severity {severity.value} or above",
            mend="read them: report.at_least(Severity."
            f"{severity.name}); each says what to do",
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give everything as text, the gravest findings first, nothing left out."""
        return "\n".join(self._lines(Language(language)))

    def _lines(self, language: Language) -> Iterator[str]:
        yield self._headline().render(language)
        # Sorting is stable: findings of one severity stay in the order of checks.
        for finding in sorted(self.findings, key=lambda f: f.severity, reverse=True):
            yield finding.text(language)
        yield from self._in_order(language)
        rules = (
            (sentence("Not applicable"), self.not_applicable),
            (sentence("Not run"), self.not_run),
        )
        for title, outcomes in rules:
            if outcomes:
                yield title.render(language)
            for outcome in outcomes:
                yield f"  {outcome.rule}: {outcome.reason.render(language)}"

    def _headline(self) -> Sentence:
        return sentence(
            "Errors: {errors}, warnings: {warnings}, for information: {notes}; "
            "in order: {passed}, not applicable: {not_applicable}, "
            "not run: {not_run}",
            errors=self.counts[Severity.ERROR],
            warnings=self.counts[Severity.WARNING],
            notes=self.counts[Severity.INFO],
            passed=len(self.passed),
            not_applicable=len(self.not_applicable),
            not_run=len(self.not_run),
        )

    def _in_order(self, language: Language) -> Iterator[str]:
        if self.passed:
            yield sentence("In order").render(language)
        for passed in self.passed:
            yield f"  {passed.rule}: {passed.message.render(language)}"
            for label, value in passed.evidence:
                yield from _shown(label, value, language)

    def __str__(self) -> str:
        return self.text()
