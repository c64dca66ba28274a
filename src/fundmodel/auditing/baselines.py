"""
Baselines: known findings that somebody accepts, for a reason and until a day.

Whoever audits the same program each month wants to see what is new. An acceptance
never hides a finding: it stands apart in every report, and the acceptance itself is
reported when its day has passed, or when there is nothing left to accept.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from fundmodel.auditing.evidence import Evidence
from fundmodel.auditing.findings import Finding, Severity
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.sentences import Sentence, check_printable, sentence
from fundmodel.sources import Basis

__all__ = ["Acceptance", "Accepted", "Baseline", "examined"]

NEAREST: Final = 200
"""Subjects that an unknown one is compared with; comparing takes time."""


def _said(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    check_printable(value, where=attribute.name)
    if not value.strip():
        raise InvalidDataError(
            "a text is empty",
            where=attribute.name,
            expected="at least one character",
            mend="name rule and subject as the report does, and say why it is accepted",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Acceptance:
    """
    One known finding, and why it is accepted.

    Attributes:
        rule: Id of the rule, for example ``"CITE-002"``.

        subject: What the finding is about, in English, as a report says it.

        reason: Why nothing has to be done.

        until: The last day on which it is accepted.

        source: Who decided so, and where that can be read.
    """

    rule: str = attrs.field(validator=_said)
    subject: str = attrs.field(validator=_said)
    reason: str = attrs.field(validator=_said)
    until: date
    source: Basis = None

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding, whatever the day."""
        return self.rule == finding.rule and self.subject == str(finding.subject)


@attrs.frozen(kw_only=True)
class Accepted:
    """
    A finding that is accepted for now (hingenommene Feststellung).

    Attributes:
        finding: The finding, as it would stand in the report.

        acceptance: Why it is accepted, and until when.
    """

    finding: Finding
    acceptance: Acceptance


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Baseline:
    """
    What is accepted, each finding once.

    Attributes:
        id: A short name, for example that of the file.

        acceptances: Rule, subject, reason and last day of each.
    """

    id: str = attrs.field(validator=_said)
    acceptances: tuple[Acceptance, ...] = attrs.field(
        default=(), converter=tuple[Acceptance, ...]
    )

    def __attrs_post_init__(self) -> None:
        named = Counter((one.rule, one.subject) for one in self.acceptances)
        for (rule, subject), count in named.items():
            if count > 1:
                raise InvalidDataError(
                    "a finding is accepted more than once",
                    where=f"baseline {self.id!r}",
                    got=f"{rule} {subject}",
                    expected="one reason and one day for each finding",
                    mend="remove the others",
                )


def examined(
    findings: tuple[Finding, ...], baseline: Baseline, *, on: date
) -> Iterator[Finding | Accepted]:
    """
    Sort findings into those that stand and those accepted, and report on acceptances.

    Args:
        findings: What an audit found.

        baseline: What is accepted.

        on: The day of the audit.

    Returns:
        First the findings given, each as it is or accepted, then those about
        acceptances that have ended (BASE-001) or cover nothing (BASE-002).
    """
    by_name = {(one.rule, one.subject): one for one in baseline.acceptances}
    covered: set[tuple[str, str]] = set()
    for finding in findings:
        name = (finding.rule, str(finding.subject))
        acceptance = by_name.get(name)
        if acceptance is None:
            yield finding
            continue
        covered.add(name)
        in_time = on <= acceptance.until
        yield Accepted(finding=finding, acceptance=acceptance) if in_time else finding
    for name, acceptance in by_name.items():
        if name not in covered:
            yield covers_nothing(acceptance, findings)
        elif on > acceptance.until:
            yield has_ended(acceptance, on=on)


def has_ended(acceptance: Acceptance, *, on: date) -> Finding:
    """
    BASE-001: no acceptance is relied on after its last day.

    Why: what was accepted for a time comes back by itself, so that nobody has to
    remember it. The finding itself counts again.

    Example: a missing citation was accepted until 31 December, and on 15 January it
    is still missing.

    How to resolve: mend what was found, or decide anew and give a later day.
    """
    return Finding(
        rule="BASE-001",
        severity=Severity.WARNING,
        subject=_subject(acceptance),
        message=sentence(
            "was accepted until {until}; on {on} the finding counts again",
            until=acceptance.until,
            on=on,
        ),
        evidence=_reason(acceptance),
        source=acceptance.source,
        suggestion=sentence("mend what was found, or accept it anew with a later day"),
    )


def covers_nothing(acceptance: Acceptance, findings: tuple[Finding, ...]) -> Finding:
    """
    BASE-002: every acceptance is about something that was found.

    Why: an acceptance that covers nothing is either done with, or its subject is
    misspelt; left alone, it would cover something that happens later.

    Example: the missing source was added, and its acceptance is still in the file.

    How to resolve: remove it; if the subject was misspelt, write it as the report does.
    """
    subjects = [str(f.subject) for f in findings if f.rule == acceptance.rule]
    near = difflib.get_close_matches(acceptance.subject, subjects[:NEAREST])
    nearest: tuple[Evidence, ...] = (
        ((sentence("nearest subjects of this rule"), tuple(near)),) if near else ()
    )
    return Finding(
        rule="BASE-002",
        severity=Severity.INFO,
        subject=_subject(acceptance),
        message=sentence("is accepted, and was not found"),
        evidence=(*_reason(acceptance), *nearest),
        source=acceptance.source,
        suggestion=sentence("remove the acceptance, or correct rule and subject"),
    )


def _subject(acceptance: Acceptance) -> Sentence:
    return sentence(
        "acceptance of {rule}, {subject}",
        rule=acceptance.rule,
        subject=acceptance.subject,
    )


def _reason(acceptance: Acceptance) -> tuple[Evidence, ...]:
    return (
        (sentence("reason"), acceptance.reason),
        (sentence("accepted until"), acceptance.until),
    )
