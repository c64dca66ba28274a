"""Audit reports in JSON, with sentences that can be read in every language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from fundmodel.auditing import (
    Acceptance,
    Accepted,
    Audited,
    AuditedKind,
    AuditReport,
    Chance,
    Finding,
    Lead,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.errors import InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import (
    json_ready,
    ratio_form,
    read_ratio,
    read_typed,
    typed,
)
from fundmodel.money import Money
from fundmodel.sentences import Sentence
from fundmodel.sources import Basis

__all__ = ["read_report", "report_form"]

Form = dict[str, object]
Evidence = tuple[tuple[Sentence, object], ...]


def report_form(report: AuditReport) -> Form:
    """
    Give a report; ``text`` is for programs that only want to show it.

    Small counts of a sensitive indicator are written as they are shown, "<10". The
    ``hash`` is that of all the rest; whoever changes something has to store it anew.
    ``leads`` and ``accepted`` are there where there are some.
    """
    form: Form = {
        "audited": [_audited_form(one) for one in report.audited],
        "findings": [_finding_form(finding) for finding in report.findings],
        "passed": [_passed_form(passed) for passed in report.passed],
        "not_applicable": [_why_form(o.rule, o.reason) for o in report.not_applicable],
        "not_run": [_why_form(o.rule, o.reason) for o in report.not_run],
    }
    if report.leads:
        form["leads"] = [_lead_form(lead) for lead in report.leads]
    if report.accepted:
        form["accepted"] = [_accepted_form(one) for one in report.accepted]
    return {**form, "hash": _hash(form)}


def _hash(form: Mapping[str, object]) -> str:
    """Give the SHA-256 of a form; neither order nor white space matters."""
    rest = {key: value for key, value in form.items() if key != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _audited_form(audited: Audited) -> Form:
    return {"kind": audited.kind.value, "id": audited.id, "hash": audited.hash}


def _finding_form(finding: Finding) -> Form:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "subject": typed(finding.subject),
        "message": typed(finding.message),
        "suggestion": typed(finding.suggestion),
        "evidence": _evidence_form(finding.evidence),
        "source": json_ready(basis_form(finding.source, {})),
        "at_stake": typed(finding.at_stake),
        "text": finding.text(),
    }


def _lead_form(lead: Lead) -> Form:
    chance = lead.by_chance
    return {
        "rule": lead.rule,
        "subject": typed(lead.subject),
        "message": typed(lead.message),
        "suggestion": typed(lead.suggestion),
        "evidence": _evidence_form(lead.evidence),
        "at_stake": typed(lead.at_stake),
        "by_chance": {
            "rate": ratio_form(chance.rate),
            "derivation": typed(chance.derivation),
        },
        "text": lead.text(),
    }


def _accepted_form(accepted: Accepted) -> Form:
    acceptance = accepted.acceptance
    return {
        "finding": _finding_form(accepted.finding),
        "rule": acceptance.rule,
        "subject": acceptance.subject,
        "reason": acceptance.reason,
        "until": acceptance.until.isoformat(),
        "source": json_ready(basis_form(acceptance.source, {})),
    }


def _passed_form(passed: Passed) -> Form:
    return {
        "rule": passed.rule,
        "count": passed.count,
        "message": typed(passed.message),
        "evidence": _evidence_form(passed.evidence),
        "text": str(passed.message),
    }


def _evidence_form(evidence: Evidence) -> list[Form]:
    return [{"label": typed(label), "value": typed(value)} for label, value in evidence]


def _why_form(rule: str, reason: Sentence) -> Form:
    return {"rule": rule, "reason": typed(reason), "text": str(reason)}


def read_report(content: Mapping[str, object]) -> AuditReport:
    """
    Make a report of its form.

    An older report neither says what was audited nor has a hash; it is read as it is.
    One without leads, or without anything accepted, has no key for them.

    Raises:
        FaultsError: The form is broken.

        InvalidDataError: It was changed after it was stored.
    """
    signed = ("hash",) if "audited" in content else ()
    needs = ("findings", "passed", "not_applicable", "not_run", *signed)
    found = values.fields(
        content,
        needs,
        findings=lambda forms: values.each(values.a_list(forms), _read_finding),
        passed=lambda forms: values.each(values.a_list(forms), _read_passed),
        not_applicable=lambda forms: values.each(values.a_list(forms), _not_applicable),
        not_run=lambda forms: values.each(values.a_list(forms), _not_run),
        leads=lambda forms: values.each(values.a_list(forms), _read_lead),
        accepted=lambda forms: values.each(values.a_list(forms), _read_accepted),
        audited=lambda forms: values.each(values.a_list(forms), _audited),
        hash=values.a_word,
    )
    stored, now = found.pop("hash", None), _hash(content)
    if stored not in (None, now):
        raise InvalidDataError(
            "the content is not what it was when it was stored",
            where="hash",
            got=now,
            expected=stored,
            mend="take the original document; whoever changes one has to store it anew",
        )
    return AuditReport(**found)


def _audited(form: object) -> Audited:
    known = ("kind", "id", "hash")
    found = values.fields(
        form,
        known,
        kind=lambda name: values.a_choice(name, AuditedKind),
        id=values.a_word,
        hash=values.a_word,
    )
    return Audited(**found)


def _read_finding(form: object) -> Finding:
    said = dict.fromkeys(("subject", "message", "suggestion"), _sentence)
    known = ("rule", "severity", *said, "evidence", "source", "at_stake", "text")
    found = values.fields(
        form,
        known,
        **said,
        rule=values.a_word,
        severity=lambda name: values.a_choice(name, Severity),
        evidence=_evidence,
        source=_basis,
        at_stake=_stake,
        text=values.a_word,
    )
    return Finding(**{name: found[name] for name in known if name != "text"})


def _read_lead(form: object) -> Lead:
    said = dict.fromkeys(("subject", "message", "suggestion"), _sentence)
    known = ("rule", *said, "evidence", "at_stake", "by_chance", "text")
    found = values.fields(
        form,
        known,
        **said,
        rule=values.a_word,
        evidence=_evidence,
        at_stake=_stake,
        by_chance=_chance,
        text=values.a_word,
    )
    return Lead(**{name: found[name] for name in known if name != "text"})


def _chance(form: object) -> Chance:
    needs = ("rate", "derivation")
    found = values.fields(form, needs, rate=read_ratio, derivation=_sentence)
    return Chance(**found)


def _read_accepted(form: object) -> Accepted:
    known = ("finding", "rule", "subject", "reason", "until", "source")
    words = dict.fromkeys(("rule", "subject", "reason"), values.a_word)
    found = values.fields(
        form, known, **words, finding=_read_finding, until=values.a_day, source=_basis
    )
    return Accepted(finding=found.pop("finding"), acceptance=Acceptance(**found))


def _read_passed(form: object) -> Passed:
    known = ("rule", "count", "message", "evidence", "text")
    found = values.fields(
        form,
        known,
        rule=values.a_word,
        count=values.an_integer,
        message=_sentence,
        evidence=_evidence,
        text=values.a_word,
    )
    return Passed(**{name: found[name] for name in known if name != "text"})


def _not_applicable(form: object) -> NotApplicable:
    rule, reason = _why(form)
    return NotApplicable(rule=rule, reason=reason)


def _not_run(form: object) -> NotRun:
    rule, reason = _why(form)
    return NotRun(rule=rule, reason=reason)


_WHY: Final = ("rule", "reason", "text")


def _why(form: object) -> tuple[str, Sentence]:
    found = values.fields(
        form, _WHY, rule=values.a_word, reason=_sentence, text=values.a_word
    )
    return found["rule"], found["reason"]


def _sentence(value: object) -> Sentence:
    found = read_typed(value)
    if isinstance(found, Sentence):
        return found
    raise _other_kind("this is no sentence", '{"sentence": …, "values": …}')


def _stake(value: object) -> Money | None:
    found = read_typed(value)
    if found is None or isinstance(found, Money):
        return found
    raise _other_kind("this is no money", '{"money": …, "currency": …}')


def _other_kind(what: str, expected: str) -> InvalidDataError:
    return InvalidDataError(what, expected=expected, mend="take the original document")


def _basis(value: object) -> Basis:
    return None if value is None else read_basis(value, {})


def _evidence(value: object) -> Evidence:
    return tuple(values.each(values.a_list(value), _labelled))


def _labelled(form: object) -> tuple[Sentence, object]:
    needs = ("label", "value")
    found = values.fields(form, needs, label=_sentence, value=read_typed)
    return found["label"], found["value"]
