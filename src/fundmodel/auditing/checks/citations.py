"""Every figure says where it comes from, or that it is assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import (
    about_part,
    about_program,
    about_roster,
    about_table,
)
from fundmodel.parts import Part
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Assumption, AssumptionKind, Basis, Source

__all__ = [
    "amendments_are_cited",
    "budgets_are_cited",
    "indicators_are_cited",
    "legal_bases_are_cited",
    "planned_results_are_cited",
    "provisions_are_cited",
    "rosters_are_cited",
    "tables_are_cited",
]


@attrs.frozen(kw_only=True)
class _Figure:
    """
    Something that has to say where it comes from.

    Attributes:
        subject: What it belongs to.

        said: The figure in words.

        basis: What it rests on itself.

        whole: What that rests on which it is a piece of.
    """

    subject: Sentence
    said: Sentence
    basis: Basis
    whole: Basis = None


def budgets_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-001: each budget has a source, its own or that of its part or program.

    Why: a figure that nobody can look up cannot be audited.

    Example: a strand has 2,000,000.00 EUR in 2025, and neither the strand nor
    the budget names the budget act or a decision.

    How to resolve: cite the document, or mark the figure as assumed and say why.
    """
    rule = "CITE-001"
    yield from _of_program(rule, case, sentence("budgets"), _budgets)


def provisions_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-002: each provision of each rule has a source.

    Why: a share, a rate or a rounding without a provision of law behind it is
    somebody's choice and has to be called so. Where only the rule as a whole is
    cited, that is worth knowing: laws are often silent on rounding.

    Example: a rule cites a directive for its key, and nothing for rounding half up.

    How to resolve: cite the provision, or mark it as assumed and say why.
    """
    rule = "CITE-002"
    yield from _of_program(rule, case, sentence("provisions"), _provisions)


def planned_results_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-003: each planned result that gives a number has a source.

    Why: success is measured against these numbers later.

    Example: "about 1,000 posts", and nobody knows who said so.

    How to resolve: cite where the number was given, or mark it as assumed.
    """
    rule = "CITE-003"
    yield from _of_program(rule, case, sentence("planned results"), _results)


def legal_bases_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-004: each legal basis says where it can be read.

    Why: a law has versions; a title alone does not say which one counted.

    Example: a program rests on "Directive on Housing 2025" without a source.

    How to resolve: add the source, with its date and place.
    """
    rule = "CITE-004"
    yield from _of_program(rule, case, sentence("legal bases"), _legal_bases)


def rosters_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-005: each roster, and the register, says where it comes from.

    Why: who is on the list decides who can receive.

    Example: a list of 400 schools that came by mail.

    How to resolve: cite the list, or mark it as assumed and say how it was made.
    """
    figures = (
        _Figure(
            subject=about_roster(roster),
            said=sentence("the list of {count} recipients", count=len(roster)),
            basis=roster.source,
        )
        for roster in _rosters(case)
    )
    none = NotRun(rule="CITE-005", reason=sentence("no roster was given"))
    yield from _examined("CITE-005", figures, sentence("rosters"), none)


def indicators_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-006: each indicator of a roster says where its values come from.

    Why: the values are what money is shared by. Where only the roster as a whole
    is cited, that is worth knowing: names and counts often differ in origin.

    Example: heads per municipality without a statistic behind them.

    How to resolve: cite the statistic, or mark the values as assumed or inferred.
    """
    rosters = _rosters(case)
    figures = (
        _Figure(
            subject=about_roster(roster),
            said=sentence(
                "indicator {name} ({id})",
                name=column.indicator.name,
                id=column.indicator.id,
            ),
            basis=column.indicator.source,
            whole=roster.source,
        )
        for roster in rosters
        for column in roster.columns
    )
    none: Outcome = NotRun(rule="CITE-006", reason=sentence("no roster was given"))
    if rosters:
        reason = sentence("no roster has indicators")
        none = NotApplicable(rule="CITE-006", reason=reason)
    yield from _examined("CITE-006", figures, sentence("indicators"), none)


def tables_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-007: each table of amounts has a source, as a whole or row by row.

    Why: a table that is compared with, or paid from, has to be found again.

    Example: last year's amounts come as a table without title and date.

    How to resolve: cite the publication; where rows differ, cite each of them.
    """
    figures = (
        _Figure(
            subject=about_table(table),
            said=sentence("{name} ({id}): {amount}", name=name, id=id_, amount=amount),
            basis=basis or table.source,
        )
        for table in case.all_tables
        for id_, name, amount, basis in zip(
            table.ids,
            table.names,
            table.amounts,
            table.sources or (None,) * len(table),
            strict=True,
        )
    )
    none = NotRun(rule="CITE-007", reason=sentence("no table of amounts was given"))
    yield from _examined("CITE-007", figures, sentence("published amounts"), none)


def amendments_are_cited(case: Case) -> Iterator[Outcome]:
    """
    CITE-008: each amendment has a source, and so has each of its changes.

    Why: which version counted on the day of a decision depends on the days of
    amendments, and the figures of that version on their changes. A change without a
    source has that of its amendment.

    Example: the budget of 2025 is raised from 1 July, and nobody names the
    supplementary budget.

    How to resolve: cite the law, the directive or the decision, or mark the day and
    the figures as assumed and say why.
    """
    rule = "CITE-008"
    what = sentence("amendments")
    if case.program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    yield from _examined(rule, _amendments(case.program), what, _no(rule, what))


def _rosters(case: Case) -> tuple[Roster, ...]:
    register = case.register
    return (*case.compared_rosters, *(() if register is None else (register,)))


def _budgets(program: Program) -> Iterator[_Figure]:
    owners = [(about_program(program), program.source, program.budgets)]
    owners += [(about_part(p), p.source, p.budgets) for p in program.parts]
    for subject, inherited, budgets in owners:
        for budget in budgets:
            yield _Figure(
                subject=subject,
                said=sentence(
                    "budget {year}: {amount}", year=budget.year, amount=budget.amount
                ),
                basis=budget.source or inherited,
            )


def _provisions(program: Program) -> Iterator[_Figure]:
    for part in program.parts:
        if part.rule is None:
            continue
        for number, provision in enumerate(part.rule.provisions, start=1):
            yield _Figure(
                subject=about_part(part),
                said=sentence(
                    "provision {number}: {what}",
                    number=number,
                    what=provision.describe(),
                ),
                basis=provision.source,
                whole=part.rule.source,
            )


def _results(program: Program) -> Iterator[_Figure]:
    for part in program.parts:
        for result in part.planned_results:
            if result.number is not None:
                yield _Figure(
                    subject=about_part(part),
                    said=sentence(
                        "planned: {number} {what}",
                        number=result.number,
                        what=result.what,
                    ),
                    basis=result.source,
                )


def _legal_bases(program: Program) -> Iterator[_Figure]:
    owners: list[tuple[Sentence, Program | Part]] = [(about_program(program), program)]
    owners += [(about_part(part), part) for part in program.parts]
    for subject, owner in owners:
        for legal_basis in owner.legal_bases:
            yield _Figure(
                subject=subject,
                said=sentence("legal basis {title}", title=legal_basis.title),
                basis=legal_basis.source,
            )


def _amendments(program: Program) -> Iterator[_Figure]:
    subject = about_program(program)
    for amendment in program.amendments:
        basis = amendment.source
        yield _Figure(subject=subject, said=amendment.describe(), basis=basis)
        for change in amendment.changes:
            said = change.describe()
            yield _Figure(subject=subject, said=said, basis=change.source or basis)


def _of_program(
    rule: str,
    case: Case,
    what: Sentence,
    figures: Callable[[Program], Iterator[_Figure]],
) -> Iterator[Outcome]:
    if case.program is None:
        yield NotRun(rule=rule, reason=sentence("no program was given"))
        return
    found = (one for version in case.versions for one in figures(version))
    # What no amendment changes stands in every version, and counts once.
    yield from _examined(rule, dict.fromkeys(found), what, _no(rule, what))


def _no(rule: str, what: Sentence) -> NotApplicable:
    reason = sentence("{what}: the program has none", what=what)
    return NotApplicable(rule=rule, reason=reason)


def _examined(
    rule: str, figures: Iterable[_Figure], what: Sentence, none: Outcome
) -> Iterator[Outcome]:
    """Report figures without a basis, and count the others by their kind."""
    bases: list[Source | Assumption] = []
    found = False
    for figure in figures:
        found = True
        if figure.basis is None:
            yield _uncited(rule, figure)
        else:
            bases.append(figure.basis)
    if bases:
        yield Passed(
            rule=rule,
            count=len(bases),
            message=sentence(
                "{what}: {count} say where they come from",
                what=what,
                count=len(bases),
            ),
            evidence=_kinds(bases),
        )
    if not found:
        yield none


def _uncited(rule: str, figure: _Figure) -> Finding:
    if figure.whole is None:
        severity = Severity.WARNING
        message = sentence(
            "{figure}: nobody says where it comes from", figure=figure.said
        )
    else:
        severity = Severity.INFO
        message = sentence(
            "{figure}: only the whole that it belongs to has a source",
            figure=figure.said,
        )
    return Finding(
        rule=rule,
        severity=severity,
        subject=figure.subject,
        message=message,
        evidence=((sentence("figure"), figure.said),),
        source=figure.whole,
        suggestion=sentence(
            "cite the source, or mark it as assumed or inferred and say why"
        ),
    )


def _kinds(bases: list[Source | Assumption]) -> tuple[Evidence, ...]:
    kinds = [basis.kind for basis in bases if isinstance(basis, Assumption)]
    return (
        (sentence("cited"), len(bases) - len(kinds)),
        (sentence("assumed"), kinds.count(AssumptionKind.ASSUMED)),
        (sentence("inferred"), kinds.count(AssumptionKind.INFERRED)),
    )
