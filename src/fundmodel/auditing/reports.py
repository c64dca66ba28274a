"""
What an audit gives: all outcomes of its checks, as a value.

Nothing is raised, nothing is cut off. Whoever sorts, filters or groups a report gets
reports again.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Self

import attrs

from fundmodel.auditing.audited import Audited
from fundmodel.auditing.baselines import Accepted, Baseline, examined
from fundmodel.auditing.evidence import labelled
from fundmodel.auditing.findings import (
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.leads import Lead
from fundmodel.claims import said_of
from fundmodel.errors import FindingsError
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["AuditReport", "By"]


class By(enum.Enum):
    """What findings are sorted by."""

    SEVERITY = "severity"
    """The gravest first."""

    RULE = "rule"
    """In the order of the ids."""

    SUBJECT = "subject"
    """In the order of the English texts."""

    AT_STAKE = "at stake"
    """By currency, the largest amount first; last whatever has none."""


Key = tuple[str, int]


def _by_stake(stake: Money | None) -> Key:
    # No code of a currency comes after this letter.
    return ("\uffff", 0) if stake is None else (stake.currency, -abs(stake.minor))


_KEYS: Final[Mapping[By, Callable[[Finding | Lead], Key]]] = {
    By.RULE: lambda told: (told.rule, 0),
    By.SUBJECT: lambda told: (str(told.subject), 0),
    By.AT_STAKE: lambda told: _by_stake(told.at_stake),
    By.SEVERITY: lambda told: (
        "",
        -tuple(Severity).index(told.severity) if isinstance(told, Finding) else 0,
    ),
}


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

        leads: Hints of screens; they are no findings and count for nothing.

        accepted: Findings that a baseline accepts, with the reason; they do not
            count either.

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
    leads: tuple[Lead, ...] = attrs.field(default=(), converter=tuple[Lead, ...])
    accepted: tuple[Accepted, ...] = attrs.field(
        default=(), converter=tuple[Accepted, ...]
    )
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
            leads=[o for o in told if isinstance(o, Lead)],
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

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Everything but what is accepted, by its kind."""
        return (
            *self.findings,
            *self.leads,
            *self.passed,
            *self.not_applicable,
            *self.not_run,
        )

    def joined(self, *others: AuditReport) -> AuditReport:
        """Give one report of several; what was audited stands in it once."""
        all_ = (self, *others)
        together = AuditReport.of(
            (outcome for report in all_ for outcome in report.outcomes),
            audited=dict.fromkeys(one for report in all_ for one in report.audited),
        )
        return attrs.evolve(
            together, accepted=[one for report in all_ for one in report.accepted]
        )

    def sorted_by(self, *keys: By) -> AuditReport:
        """
        Sort findings, leads and what is accepted; equals stay in the order of checks.

        >>> AuditReport().sorted_by(By.SEVERITY, By.AT_STAKE).findings
        ()

        Args:
            keys: What counts first, second, and so on.
        """

        def key(told: Finding | Lead) -> tuple[Key, ...]:
            return tuple(_KEYS[one](told) for one in keys)

        return attrs.evolve(
            self,
            findings=sorted(self.findings, key=key),
            leads=sorted(self.leads, key=key),
            accepted=sorted(self.accepted, key=lambda one: key(one.finding)),
        )

    def selected(
        self,
        *,
        rules: Collection[str] | None = None,
        severity: Severity | None = None,
        subjects: Collection[str] | None = None,
        at_stake: Money | None = None,
    ) -> AuditReport:
        """
        Keep the findings that meet all that is asked.

        Args:
            rules: Ids of rules. Whatever other rules gave is left out, also what they
                found in order; with all other arguments that is kept.

            severity: The least severity; it says nothing about leads.

            subjects: English texts of subjects.

            at_stake: The least amount at stake, in its currency.
        """

        def asked(told: Finding | Lead) -> bool:
            return (
                (rules is None or told.rule in rules)
                and (subjects is None or str(told.subject) in subjects)
                and (at_stake is None or _at_least(told.at_stake, at_stake))
            )

        def grave(finding: Finding) -> bool:
            return severity is None or finding.severity >= severity

        return attrs.evolve(
            self,
            findings=[f for f in self.findings if grave(f) and asked(f)],
            leads=[lead for lead in self.leads if asked(lead)],
            accepted=[
                one
                for one in self.accepted
                if grave(one.finding) and asked(one.finding)
            ],
            passed=[o for o in self.passed if rules is None or o.rule in rules],
            not_applicable=[
                o for o in self.not_applicable if rules is None or o.rule in rules
            ],
            not_run=[o for o in self.not_run if rules is None or o.rule in rules],
        )

    def by_severity(self) -> Mapping[Severity, tuple[Finding, ...]]:
        """Group the findings, the gravest first; severities without any are kept."""
        return {
            severity: tuple(f for f in self.findings if f.severity is severity)
            for severity in reversed(Severity)
        }

    def by_rule(self) -> Mapping[str, AuditReport]:
        """Group everything by rule, in the order of the ids."""
        told = (*self.outcomes, *(one.finding for one in self.accepted))
        kinds: dict[str, list[Outcome]] = {one.rule: [] for one in told}
        accepted: dict[str, list[Accepted]] = {rule: [] for rule in kinds}
        for outcome in self.outcomes:
            kinds[outcome.rule].append(outcome)
        for one in self.accepted:
            accepted[one.finding.rule].append(one)
        return {
            rule: attrs.evolve(
                AuditReport.of(kinds[rule], audited=self.audited),
                accepted=accepted[rule],
            )
            for rule in sorted(kinds)
        }

    def by_subject(self) -> Mapping[Sentence, tuple[Finding, ...]]:
        """Group the findings by subject, in the order in which these come up."""
        groups: dict[Sentence, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.subject, []).append(finding)
        return {subject: tuple(found) for subject, found in groups.items()}

    def by_currency(self) -> Mapping[str | None, tuple[Finding, ...]]:
        """Group the findings by the currency at stake; `None` where nothing is."""
        groups: dict[str | None, list[Finding]] = {}
        for finding in self.sorted_by(By.AT_STAKE).findings:
            stake = finding.at_stake
            currency = None if stake is None else stake.currency
            groups.setdefault(currency, []).append(finding)
        return {currency: tuple(found) for currency, found in groups.items()}

    def without(self, baseline: Baseline, *, on: date) -> AuditReport:
        """
        Set apart what is accepted on a day.

        Args:
            baseline: What is accepted.

            on: The day; it is never taken from the machine.

        Returns:
            The report with accepted findings under `accepted`, and with findings
            about acceptances that have ended (BASE-001) or cover nothing (BASE-002).
        """
        told = tuple(examined(self.findings, baseline, on=on))
        return attrs.evolve(
            self,
            findings=[one for one in told if isinstance(one, Finding)],
            accepted=[
                *self.accepted,
                *(one for one in told if isinstance(one, Accepted)),
            ],
        )

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
        yield from self._apart(language)
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

    def _apart(self, language: Language) -> Iterator[str]:
        """Give what is said and does not count."""
        if self.accepted:
            yield sentence("Accepted for now").render(language)
        for one in self.accepted:
            yield one.finding.text(language)
            acceptance = one.acceptance
            until, reason = acceptance.until, acceptance.reason
            yield from labelled(sentence("accepted until"), until, language)
            yield from labelled(sentence("reason"), reason, language)
        if self.leads:
            yield sentence("Leads, which are no findings").render(language)
        for lead in self.leads:
            yield lead.text(language)

    def _in_order(self, language: Language) -> Iterator[str]:
        if self.passed:
            yield sentence("In order").render(language)
        for passed in self.passed:
            yield f"  {passed.rule}: {passed.message.render(language)}"
            for label, value in passed.evidence:
                yield from labelled(label, value, language)

    def __str__(self) -> str:
        return self.text()


def _at_least(stake: Money | None, least: Money) -> bool:
    if stake is None or stake.currency != least.currency:
        return False
    return abs(stake.minor) >= least.minor
