"""
Documents in JSON: what a portal stores today loads in later versions.

A document says what it holds and in which version of the form. JSON Schemas
are part of the package, in ``fundmodel/io/schemas``. An allocation is stored
with what it was made from and with what came out; reading it does the
allocation again and compares every amount, so that a result never changes in
silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

from fundmodel.allocation import Allocation, allocate
from fundmodel.auditing import (
    AuditReport,
    Finding,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.errors import ConfigError, Fault, FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.config import program_from
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.files import read_text, write_whole
from fundmodel.io.plain import plain_program
from fundmodel.io.rosters import facts_form, read_facts, read_roster_form, roster_form
from fundmodel.io.typed import json_ready, ratio_form, read_ratio, read_typed, typed
from fundmodel.money import Money
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence

__all__ = ["Document", "dump_document", "from_json", "load_document", "to_json"]

SCHEMA_VERSION: Final = 1
LARGEST: Final = 512 * 1024 * 1024
"""Bytes of a document that is read; a million recipients fit."""

Document = Program | Roster | Allocation | AuditReport
Form = dict[str, object]


def to_json(value: Document) -> str:
    """Give a program, a roster, an allocation or a report as JSON text."""
    kind, form = _form(value)
    document = {"fundmodel": kind, "schema_version": SCHEMA_VERSION, **form}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, *, file: str = "document.json") -> Document:
    """
    Make the object that a JSON text holds.

    Args:
        text: The document.

        file: What to call it in messages.

    Raises:
        ConfigError: The text is not such a document, or an allocation in it
            comes out otherwise today; every difference is listed.
    """
    try:
        return _read(_parsed(text), file)
    except ConfigError:
        raise
    except (FundmodelError, FaultsError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(file, tuple(faults_of(error))) from None
    except RecursionError:
        fault = Fault(where=file, what="values are nested too deep")
        raise ConfigError(file, (fault,)) from None


def dump_document(value: Document, path: Path | str) -> None:
    """
    Write a document, as a whole or not at all.

    Raises:
        InvalidDataError: The folder cannot be written to.
    """
    write_whole(path, to_json(value))


def load_document(path: Path | str) -> Document:
    """
    Read a document.

    Raises:
        ConfigError: It is broken; see :func:`from_json`.
    """
    path = Path(path)
    return from_json(read_text(path, largest=LARGEST), file=path.name)


def _form(value: Document) -> tuple[str, Form]:
    if isinstance(value, Program):
        form = {"program": json_ready(plain_program(value)), "hash": value.content_hash}
        return "program", form
    if isinstance(value, Roster):
        return "roster", {"roster": roster_form(value), "hash": value.content_hash}
    if isinstance(value, Allocation):
        return "allocation", _allocation_form(value)
    return "audit_report", _report_form(value)


def _parsed(text: str) -> Mapping[str, object]:
    return values.a_table(
        json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    )


def _without_repeats(pairs: list[tuple[str, object]]) -> Form:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise InvalidDataError(
            "a key stands more than once",
            got=", ".join(twice),
            expected="each key once",
            mend="remove one; which one counts is not for a reader to guess",
        )
    return table


def _no_float(text: str) -> NoReturn:
    raise InvalidDataError(
        "a number has a decimal point or an exponent",
        got=text,
        expected="whole numbers, and exact ones as text",
        mend="put it in quotes",
    )


def _read(document: Mapping[str, object], file: str) -> Document:
    kind = document.get("fundmodel")
    version = document.get("schema_version")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise InvalidDataError(
            "this version of the document's form is not known",
            where="schema_version",
            got=version,
            expected=str(SCHEMA_VERSION),
            mend="update fundmodel",
        )
    if not isinstance(kind, str) or kind not in _READERS:
        raise values.unknown_kind(kind, _READERS)
    return _READERS[kind](document, file)


def _read_program(document: Mapping[str, object], file: str) -> Program:
    values.only(document, *_ABOUT, "program", "hash", needs=("program", "hash"))
    program = program_from(values.a_table(document["program"]), file=file)
    _check_hash(program.content_hash, document["hash"])
    return program


def _read_roster(document: Mapping[str, object], file: str) -> Roster:
    del file
    values.only(document, *_ABOUT, "roster", "hash", needs=("roster", "hash"))
    roster = read_roster_form(values.a_table(document["roster"]))
    _check_hash(roster.content_hash, document["hash"])
    return roster


_ABOUT: Final = ("fundmodel", "schema_version")


def _check_hash(now: str, stored: object) -> None:
    if now != stored:
        raise InvalidDataError(
            "the content is not what it was when it was stored",
            where="hash",
            got=now,
            expected=str(stored),
            mend="take the original document; whoever changes one has to store it anew",
        )


def _allocation_form(allocation: Allocation) -> Form:
    requested = allocation.requested
    as_of = allocation.as_of
    return {
        "program": json_ready(plain_program(allocation.program)),
        "roster": roster_form(allocation.roster),
        "facts": facts_form(allocation.facts),
        "year": allocation.year.label,
        "share": ratio_form(allocation.share),
        "as_of": None if as_of is None else as_of.isoformat(),
        "requested": None if requested is None else list(requested),
        "hashes": dict(allocation.hashes),
        "outcome": _outcome(allocation),
    }


def _outcome(allocation: Allocation) -> Form:
    return {
        "parts": [
            {
                "part": allocated.part.id,
                "stage": allocated.stage.value,
                "total": ratio_form(allocated.distribution.total.count),
                "left_over": ratio_form(allocated.distribution.left_over.count),
                "residual": ratio_form(allocated.distribution.residual.count),
                "set_aside": ratio_form(allocated.distribution.set_aside.count),
                "amounts": [ratio_form(a.exact) for a in allocated.allotments()],
            }
            for allocated in allocation.parts
        ],
        "open": [
            {
                "part": part.part.id,
                "reason": part.reason.value,
                "said": str(part.said),
            }
            for part in allocation.open_parts
        ],
    }


def _read_allocation(document: Mapping[str, object], file: str) -> Allocation:
    needs = (
        "program", "roster", "facts", "year", "share", "as_of", "requested", "hashes",
        "outcome",
    )  # fmt: skip
    values.only(document, *_ABOUT, *needs, needs=needs)
    requested = document["requested"]
    as_of = document["as_of"]
    allocation = allocate(
        program_from(values.a_table(document["program"]), file=file),
        read_roster_form(values.a_table(document["roster"])),
        year=values.a_word(document["year"]),
        parts=None if requested is None else _words(requested),
        share=read_ratio(document["share"]),
        facts=read_facts(document["facts"]),
        as_of=None if as_of is None else values.a_day(as_of),
    )
    for name, stored in values.a_table(document["hashes"]).items():
        _check_hash(allocation.hashes[name], stored)
    faults = tuple(_differences(document["outcome"], _outcome(allocation), "outcome"))
    if faults:
        raise ConfigError(file, faults)
    return allocation


def _words(value: object) -> list[str]:
    if not isinstance(value, list):
        raise values.not_a_list(value)
    return [values.a_word(item) for item in value]


def _differences(stored: object, now: object, path: str) -> Iterator[Fault]:
    """Compare what was stored with what comes out today, place by place."""
    if isinstance(stored, Mapping) and isinstance(now, Mapping):
        for key in {**stored, **now}:
            yield from _differences(stored.get(key), now.get(key), f"{path}.{key}")
    elif isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        for index, (old, new) in enumerate(zip(stored, now, strict=True)):
            yield from _differences(old, new, f"{path}[{index}]")
    elif stored != now:
        yield Fault(
            where=path,
            what="the stored result is not what the same inputs give today",
            got=str(now),
            expected=str(stored),
            mend="read the changelog; keep the stored result, or store it anew",
        )


def _report_form(report: AuditReport) -> Form:
    return {
        "findings": [_finding_form(finding) for finding in report.findings],
        "passed": [
            {
                "rule": passed.rule,
                "count": passed.count,
                "message": typed(passed.message),
                "text": str(passed.message),
                "evidence": _evidence_form(passed.evidence),
            }
            for passed in report.passed
        ],
        "not_applicable": [_why_form(o.rule, o.reason) for o in report.not_applicable],
        "not_run": [_why_form(o.rule, o.reason) for o in report.not_run],
    }


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


def _evidence_form(evidence: tuple[tuple[Sentence, object], ...]) -> list[Form]:
    return [{"label": typed(label), "value": typed(value)} for label, value in evidence]


def _why_form(rule: str, reason: Sentence) -> Form:
    return {"rule": rule, "reason": typed(reason), "text": str(reason)}


def _read_report(document: Mapping[str, object], file: str) -> AuditReport:
    del file
    needs = ("findings", "passed", "not_applicable", "not_run")
    values.only(document, *_ABOUT, *needs, needs=needs)
    return AuditReport(
        findings=[_read_finding(form) for form in _tables(document["findings"])],
        passed=[_read_passed(form) for form in _tables(document["passed"])],
        not_applicable=[
            NotApplicable(rule=values.a_word(f["rule"]), reason=_sentence(f["reason"]))
            for f in _tables(document["not_applicable"])
        ],
        not_run=[
            NotRun(rule=values.a_word(f["rule"]), reason=_sentence(f["reason"]))
            for f in _tables(document["not_run"])
        ],
    )


def _tables(value: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(value, list):
        raise values.not_a_list(value)
    yield from map(values.a_table, value)


def _sentence(value: object) -> Sentence:
    found = read_typed(value)
    if isinstance(found, Sentence):
        return found
    raise InvalidDataError(
        "this is no sentence",
        got=value,
        expected='{"sentence": …, "values": …}',
        mend="take the original document",
    )


def _evidence(value: object) -> tuple[tuple[Sentence, object], ...]:
    return tuple(
        (_sentence(form["label"]), read_typed(form["value"])) for form in _tables(value)
    )


def _read_passed(form: Mapping[str, object]) -> Passed:
    return Passed(
        rule=values.a_word(form["rule"]),
        count=values.an_integer(form["count"]),
        message=_sentence(form["message"]),
        evidence=_evidence(form["evidence"]),
    )


def _read_finding(form: Mapping[str, object]) -> Finding:
    stake = read_typed(form["at_stake"])
    source = form["source"]
    return Finding(
        rule=values.a_word(form["rule"]),
        severity=values.a_choice(form["severity"], Severity),
        subject=_sentence(form["subject"]),
        message=_sentence(form["message"]),
        suggestion=_sentence(form["suggestion"]),
        evidence=_evidence(form["evidence"]),
        source=None if source is None else read_basis(source, {}),
        at_stake=stake if isinstance(stake, Money) else None,
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, object], str], Document]]] = {
    "program": _read_program,
    "roster": _read_roster,
    "allocation": _read_allocation,
    "audit_report": _read_report,
}
