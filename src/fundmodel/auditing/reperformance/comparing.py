"""Comparing a published table with an allocation, row by row, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.reports import AuditReport
from fundmodel.auditing.subjects import about_part, about_table, about_year
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.sources import Basis

Mismatch = tuple[Sentence, object, object]
"""What it is, as the table says, and as the allocation has it."""

__all__ = ["Reperformance", "ReperformedRow", "reperform"]


@attrs.frozen(kw_only=True)
class ReperformedRow:
    """
    One row of a published table with what the rule gives.

    Attributes:
        id: Id of the recipient.

        name: Its name as published.

        published: What was published.

        recomputed: What the rule gives; `None` where the recipient has no row
            of its own on the roster.

        difference: Published less recomputed; `None` where they cannot be
            compared.

        name_on_roster: Its name on the roster; `None` where it is not on it.

        source: Where the row was published.
    """

    id: str
    name: str
    published: Money
    recomputed: Money | None
    difference: Money | None
    name_on_roster: str | None
    source: Basis = None

    @property
    def matches(self) -> bool:
        """Whether both amounts are the same, to the smallest unit."""
        return self.difference is not None and self.difference.is_zero

    @property
    def differs(self) -> bool:
        """Whether both amounts are known and not the same."""
        return self.difference is not None and not self.difference.is_zero

    @property
    def subject(self) -> Sentence:
        """The recipient."""
        return sentence("{name} ({id})", name=self.name, id=self.id)


@attrs.frozen(kw_only=True, eq=False)
class Reperformance:
    """
    Every row of a published table with what the rule gives (Nachrechnung).

    Attributes:
        published: The table.

        allocated: The part that it was compared with.

        roster: Id of the roster that the allocation divided among.

        share: Which share of the budget that allocation divided, exactly.

        rows: One for each row of the table, in its order.
    """

    published: PublishedTable
    allocated: AllocatedPart
    roster: str
    share: Fraction
    rows: tuple[ReperformedRow, ...] = attrs.field(converter=tuple[ReperformedRow, ...])

    @property
    def matches(self) -> int:
        """How many rows agree to the smallest unit."""
        return sum(1 for row in self.rows if row.matches)

    @property
    def differences(self) -> tuple[ReperformedRow, ...]:
        """The rows that differ."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def missing(self) -> tuple[ReperformedRow, ...]:
        """The rows whose recipient has no row of its own on the roster."""
        return tuple(row for row in self.rows if row.recomputed is None)

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """What the table says it is about, where the allocation is about another."""
        table, allocated = self.published, self.allocated
        share = None if table.share is None else _percent(table.share)
        currency = table.amounts[0].currency if table.amounts else None
        pairs: tuple[Mismatch, ...] = (
            (sentence("part"), table.part, allocated.part.id),
            (sentence("year"), table.year, allocated.year),
            (sentence("stage"), table.stage, allocated.stage),
            (sentence("share of the budget"), share, _percent(self.share)),
            (sentence("roster"), table.roster, self.roster),
            (sentence("currency"), currency, allocated.distribution.unit.name),
        )
        return tuple(pair for pair in pairs if pair[1] not in (None, pair[2]))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Findings of the rules PUB-001 to PUB-004, and how many rows agree."""
        return (
            *_about_something_else(self),
            *_amounts(self),
            *_not_on_roster(self),
            *_names(self),
        )

    @property
    def report(self) -> AuditReport:
        """The outcomes as a report."""
        return AuditReport.of(self.outcomes)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Say how many rows agree, and give every finding."""
        language = Language(language)
        lines = [self.headline().render(language)]
        lines += [finding.text(language) for finding in self.report]
        return "\n".join(lines)

    def headline(self) -> Sentence:
        """Say how many rows agree."""
        return sentence(
            "{table}: {matches} of {count} rows agree exactly with {part}",
            table=about_table(self.published),
            matches=self.matches,
            count=len(self.rows),
            part=_compared_with(self),
        )

    def __str__(self) -> str:
        return self.text()


def reperform(
    published: PublishedTable, allocation: Allocation, *, part: str | None = None
) -> Reperformance:
    """
    Compare every row of a published table with an allocation, exactly.

    Rows are matched by id only. A table of another part, year, stage, share, roster
    or currency than the allocation is compared all the same, and that is a finding.

    Args:
        published: The table.

        allocation: What the rule gives.

        part: Id of the allocated part; `None` takes that of the table, or the
            only one that was allocated.

    Returns:
        Every row with published and recomputed amount and their difference.

    Raises:
        AllocationError: The part was not allocated, or is not named while there
            are several.
    """
    _check_kinds(published, allocation)
    allocated = allocation.part(part or published.part)
    sources = published.sources or (None,) * len(published)
    rows = zip(published.ids, published.names, published.amounts, sources, strict=True)
    return Reperformance(
        published=published,
        allocated=allocated,
        roster=allocation.roster.id,
        share=allocation.share,
        rows=[
            _row(allocated, id_, name, amount, source or published.source)
            for id_, name, amount, source in rows
        ],
    )


def _check_kinds(published: object, allocation: object) -> None:
    """Refuse what only a type checker would have noticed."""
    for value, kind in ((published, PublishedTable), (allocation, Allocation)):
        if not isinstance(value, kind):
            raise InvalidDataError(
                "what is compared is something else",
                where="reperform",
                got=repr(value),
                expected=f"a published table and an allocation: here {kind.__name__}",
                mend="give the table first, then the allocation",
            )


def _row(
    allocated: AllocatedPart, id_: str, name: str, published: Money, source: Basis
) -> ReperformedRow:
    roster = allocated.distribution.roster
    position = roster.positions.get(id_)
    recomputed = None if position is None else allocated.allotment_at(position).amount
    return ReperformedRow(
        id=id_,
        name=name,
        published=published,
        recomputed=recomputed,
        difference=_difference(published, recomputed),
        name_on_roster=None if position is None else roster.names[position],
        source=source,
    )


def _difference(published: Money, recomputed: Money | None) -> Money | None:
    if recomputed is None or recomputed.currency != published.currency:
        return None
    return published - recomputed


def _compared_with(done: Reperformance) -> Sentence:
    part = about_year(about_part(done.allocated.part), done.allocated.year)
    if done.share == 1:
        return part
    share = _percent(done.share)
    return sentence("{part} ({share} of the budget)", part=part, share=share)


def _percent(share: Fraction) -> Sentence:
    return sentence("{percent} %", percent=share * 100)


def _amounts(done: Reperformance) -> Iterator[Outcome]:
    """Give the outcomes of PUB-001: rows that differ, and how many agree."""
    rule = "PUB-001"
    for row in done.differences:
        yield _differs(rule, done, row)
    if done.matches:
        message = sentence(
            "{table}: {matches} of {count} rows agree exactly with {part}",
            table=about_table(done.published),
            matches=done.matches,
            count=len(done.rows),
            part=_compared_with(done),
        )
        yield Passed(rule=rule, count=done.matches, message=message)
    elif not done.differences:
        reason = sentence(
            "{table}: no row can be compared", table=about_table(done.published)
        )
        yield NotApplicable(rule=rule, reason=reason)


def _differs(rule: str, done: Reperformance, row: ReperformedRow) -> Finding:
    unit = done.published.unit
    evidence: list[Evidence] = [
        (sentence("published"), row.published),
        (sentence("recomputed"), row.recomputed),
        (sentence("difference"), row.difference),
    ]
    if unit is not None and not _fits(row.recomputed, unit):
        # The table could not print the recomputed amount. That is evidence, and
        # no tolerance: which way was rounded is for the rule to say.
        evidence.append((sentence("unit of the table"), unit))
    evidence.append((sentence("table"), about_table(done.published)))
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        subject=row.subject,
        message=sentence(
            "published {published}, recomputed {recomputed}, difference {difference}: "
            "unexplained",
            published=row.published,
            recomputed=row.recomputed,
            difference=row.difference,
        ),
        evidence=evidence,
        source=row.source,
        suggestion=sentence(
            "look for a misprint, other heads or another rule, and ask the publisher"
        ),
        at_stake=_absolute(row.difference),
    )


def _fits(amount: Money | None, unit: Money) -> bool:
    return amount is None or unit.is_zero or amount.minor % unit.minor == 0


def _absolute(amount: Money | None) -> Money | None:
    return -amount if amount is not None and amount.is_negative else amount


def _not_on_roster(done: Reperformance) -> Iterator[Finding]:
    """Give the findings of PUB-002: recipients without a row of their own."""
    roster = done.allocated.distribution.roster
    by_name: dict[str, list[str]] = {}
    for id_, name in zip(roster.ids, roster.names, strict=True):
        by_name.setdefault(name, []).append(id_)
    for row in done.missing:
        stands_for_others = row.name_on_roster is not None
        same_name = () if stands_for_others else tuple(by_name.get(row.name, ()))
        evidence: list[Evidence] = [
            (sentence("published"), row.published),
            (sentence("table"), about_table(done.published)),
        ]
        if same_name:
            evidence.append((sentence("id of this name on the roster"), same_name))
        yield Finding(
            rule="PUB-002",
            severity=Severity.WARNING,
            subject=row.subject,
            message=sentence("its row on the roster stands for all others")
            if stands_for_others
            else sentence("is not on the roster {roster}", roster=roster.id),
            evidence=evidence,
            source=row.source,
            suggestion=sentence(
                "correct the id, or take a roster that names the recipient"
            ),
            at_stake=_absolute(row.published),
        )


def _about_something_else(done: Reperformance) -> Iterator[Finding]:
    """Give the findings of PUB-003: the table is about something else."""
    table = done.published
    for what, published, recomputed in done.mismatches:
        yield Finding(
            rule="PUB-003",
            severity=Severity.WARNING,
            subject=about_table(table),
            message=sentence(
                "{what}: the table is about {published}, the allocation about "
                "{recomputed}",
                what=what,
                published=published,
                recomputed=recomputed,
            ),
            evidence=(
                (sentence("published"), published),
                (sentence("recomputed"), recomputed),
            ),
            source=table.source,
            suggestion=sentence("compare it with an allocation of the same"),
        )


def _names(done: Reperformance) -> Iterator[Finding]:
    """Give the findings of PUB-004: ids agree, names differ."""
    for row in done.rows:
        if row.name_on_roster is not None and row.name_on_roster != row.name:
            yield Finding(
                rule="PUB-004",
                severity=Severity.INFO,
                subject=row.subject,
                message=sentence(
                    "is called {name} on the roster", name=row.name_on_roster
                ),
                evidence=(
                    (sentence("published"), row.name),
                    (sentence("on the roster"), row.name_on_roster),
                ),
                source=row.source,
                suggestion=sentence("make sure that the same body is meant"),
            )
