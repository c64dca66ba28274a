"""Auditing: the verb. All checks run, none stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from fundmodel.allocation import Allocation
from fundmodel.auditing.audited import Audited, AuditedKind
from fundmodel.auditing.case import Case, Check
from fundmodel.auditing.checks import STANDARD_CHECKS
from fundmodel.auditing.findings import Finding, Outcome, Severity
from fundmodel.auditing.reports import AuditReport
from fundmodel.fingerprints import content_hash
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import sentence

__all__ = ["audit", "broken_off"]


def audit(  # noqa: PLR0913  all that may belong to a case, by name
    program: Program | None = None,
    *,
    allocation: Allocation | None = None,
    allocations: Iterable[Allocation] = (),
    rosters: Iterable[Roster] = (),
    register: Roster | None = None,
    published: Iterable[PublishedTable] = (),
    checks: Sequence[Check] = STANDARD_CHECKS,
) -> AuditReport:
    """
    Examine what is given by all checks and report; nothing is raised.

    Args:
        program: The program; `None` takes that of the first allocation.

        allocation: One allocation.

        allocations: Several allocations; they come after that one.

        rosters: Rosters besides those of the allocations.

        register: The roster that lists every body there is.

        published: Published tables; each is re-performed on the one allocation
            of its part and year.

        checks: Functions from a case to outcomes. A check that raises becomes a
            finding of rule CHECK-001; what it gave before is kept.

    Returns:
        Findings, and what was in order, not applicable or not run; also what was
        audited, with its content hashes.
    """
    given = (*(() if allocation is None else (allocation,)), *allocations)
    if program is None and given:
        program = given[0].program
    case = Case(
        program=program,
        allocations=given,
        rosters=rosters,
        register=register,
        published=published,
    )
    return AuditReport.of(
        (outcome for check in checks for outcome in _outcomes(check, case)),
        audited=_audited(case),
    )


def _audited(case: Case) -> Iterator[Audited]:
    """Name everything in the case once, with the hash of its content."""
    programs = [allocation.program for allocation in case.allocations]
    named: list[tuple[AuditedKind, str, object]] = [
        *((AuditedKind.PROGRAM, p.id, p) for p in (case.program, *programs) if p),
        *((AuditedKind.ROSTER, roster.id, roster) for roster in case.all_rosters),
        *((AuditedKind.REGISTER, r.id, r) for r in (case.register,) if r),
        *((AuditedKind.ALLOCATION, a.label, a) for a in case.allocations),
        *((AuditedKind.TABLE, table.id, table) for table in case.all_tables),
    ]
    yield from dict.fromkeys(
        Audited(kind=kind, id=id_, hash=_hash(value)) for kind, id_, value in named
    )


def _hash(value: object) -> str:
    try:
        if isinstance(value, Program | Roster | Allocation):
            return value.content_hash
        return content_hash(value)
    except TypeError:
        # A provision of the caller's own may hold what has no stable form.
        return ""


_OUTCOMES: tuple[type, ...] = get_args(Outcome)


def _outcomes(check: Check, case: Case) -> Iterator[Outcome]:
    """Run one check; whatever it raises is a finding about the check."""
    try:
        for outcome in check(case):
            yield _checked(outcome)
    except Exception as error:  # noqa: BLE001  a check of the caller may raise anything
        yield broken_off(check, error)


def _checked(outcome: object) -> Outcome:
    if not isinstance(outcome, Outcome):
        raise TypeError(
            f"gave {type(outcome).__name__}, expected one of "
            f"{', '.join(kind.__name__ for kind in _OUTCOMES)}"
        )
    return outcome


def broken_off(check: Check, error: Exception) -> Finding:
    """
    CHECK-001: every check runs to its end.

    Why: a check that breaks off has examined nothing more, and nobody must take that
    for a pass. The other checks go on.

    Example: a check of your own divides by a budget that is zero.

    How to resolve: mend the check, or leave it out; what it would have found is
    unknown.
    """
    name: str = getattr(check, "__qualname__", None) or repr(check)
    return Finding(
        rule="CHECK-001",
        severity=Severity.ERROR,
        subject=sentence("check {name}", name=name),
        message=sentence(
            "the check broke off with {kind}: {error}",
            kind=type(error).__name__,
            error=str(error) or "no message",
        ),
        evidence=((sentence("module"), getattr(check, "__module__", "unknown")),),
        suggestion=sentence(
            "mend the check, or leave it out; what it would have found is unknown"
        ),
    )
