"""What an attribution of differences has found, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from fundmodel.auditing.evidence import Evidence, labelled
from fundmodel.auditing.findings import Finding, Outcome
from fundmodel.auditing.reperformance.classes import Attribution, DifferenceClass
from fundmodel.auditing.reperformance.comparing import Reperformance, ReperformedRow
from fundmodel.auditing.reports import AuditReport
from fundmodel.money import Money
from fundmodel.sentences import Count, Language, Sentence, sentence

__all__ = ["Absent", "AttributedRow", "Attributions", "ClassSummary"]


@attrs.frozen(kw_only=True)
class Absent:
    """
    A recipient with money by the rule and no row in a table that claims to be whole.

    Attributes:
        id: Its id.

        name: Its name on the roster.

        recomputed: What the rule gives.
    """

    id: str
    name: str
    recomputed: Money


@attrs.frozen(kw_only=True)
class AttributedRow:
    """
    A row that differs, with everything that it is compatible with.

    Attributes:
        row: The row.

        attributions: All that fit, the one that explains most of the table first;
            never empty.
    """

    row: ReperformedRow
    attributions: tuple[Attribution, ...]

    @property
    def kinds(self) -> tuple[DifferenceClass, ...]:
        """The classes, each once, the best one first."""
        return tuple(dict.fromkeys(one.kind for one in self.attributions))

    @property
    def at_stake(self) -> Money:
        """The difference, or all that was published where it has no other amount."""
        amount = self.row.published
        if self.row.difference is not None:
            amount = self.row.difference
        return -amount if amount.is_negative else amount

    def of(self, kind: DifferenceClass) -> tuple[Attribution, ...]:
        """Give the attributions of one class."""
        return tuple(one for one in self.attributions if one.kind is kind)


@attrs.frozen(kw_only=True)
class ClassSummary:
    """
    One class over the whole table.

    Attributes:
        kind: The class.

        cases: How many rows are compatible with it; a row counts for each class.

        first: For how many of these it comes first.

        money: The absolute differences of these rows, added up.
    """

    kind: DifferenceClass
    cases: int
    first: int
    money: Money

    def said(self) -> Sentence:
        """Say it in a line."""
        return sentence(
            "{kind}: rows: {cases}, {money}, first for {first}",
            kind=self.kind.words,
            cases=self.cases,
            money=self.money,
            first=self.first,
        )


@attrs.frozen(kw_only=True, eq=False)
class Attributions:
    """
    Every difference of a table with every class that it is compatible with.

    Attributes:
        done: The re-performance.

        rows: One for each row that differs or is not on the roster.

        absent: Recipients with money and no row; empty unless the table claims to be
            whole.

        inferred: How many rows rest on figures that were computed back.

        not_tried: What could not be tried, and why.
    """

    done: Reperformance
    rows: tuple[AttributedRow, ...]
    absent: tuple[Absent, ...] = ()
    inferred: int = 0
    not_tried: tuple[Sentence, ...] = ()

    def row(self, id: str) -> AttributedRow | None:
        """Give the row of a recipient; `None` where nothing differs."""
        return next((one for one in self.rows if one.row.id == id), None)

    @property
    def summary(self) -> tuple[ClassSummary, ...]:
        """Cases and money for each class that occurs, the most cases first."""
        cases: dict[DifferenceClass, list[tuple[bool, Money]]] = {}
        for one in self.rows:
            for place, kind in enumerate(one.kinds):
                cases.setdefault(kind, []).append((place == 0, one.at_stake))
        for absent in self.absent:
            cases.setdefault(DifferenceClass.MISSING_RECIPIENT, []).append(
                (True, absent.recomputed)
            )
        order = tuple(DifferenceClass)
        return tuple(
            ClassSummary(
                kind=kind,
                cases=len(rows),
                first=sum(first for first, _ in rows),
                money=Money.from_minor(
                    sum(abs(money.minor) for _, money in rows), rows[0][1].currency
                ),
            )
            for kind, rows in sorted(
                cases.items(), key=lambda item: (-len(item[1]), order.index(item[0]))
            )
        )

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of the re-performance; PUB-001 also names the compatible classes."""
        by_subject = {one.row.subject: one for one in self.rows}
        return tuple(
            _with_classes(outcome, by_subject.get(outcome.subject))
            if isinstance(outcome, Finding) and outcome.rule == "PUB-001"
            else outcome
            for outcome in self.done.outcomes
        )

    @property
    def report(self) -> AuditReport:
        """The outcomes as a report."""
        return AuditReport.of(self.outcomes)

    def said(self) -> Iterator[Sentence]:
        """Say how much there is of each class, and what cannot be said."""
        yield self.done.headline()
        for one in self.summary:
            yield one.said()
        if self.inferred:
            yield sentence(
                "rows whose figures were computed back: {count}; where these come from "
                "the same amounts, agreement is consistency and confirms nothing",
                count=self.inferred,
            )
        yield from self.not_tried

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the summary, and every row with everything that fits it."""
        language = Language(language)
        lines = [one.render(language) for one in self.said()]
        for one in self.rows:
            lines.append(_about(one.row).render(language))
            for fit in one.attributions:
                lines.append(f"  {fit.said().render(language)}")
                for label, value in _with_chance(fit):
                    lines += labelled(label, value, language)
        for absent in self.absent:
            missing = sentence(
                "{name} ({id}): no row, recomputed {recomputed}",
                name=absent.name,
                id=absent.id,
                recomputed=absent.recomputed,
            )
            lines.append(missing.render(language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def _with_chance(fit: Attribution) -> tuple[Evidence, ...]:
    if fit.by_chance is None:
        return fit.evidence
    label = sentence("rows that it would explain by chance")
    return (*fit.evidence, (label, Count(fit.by_chance)))


def _about(row: ReperformedRow) -> Sentence:
    if row.difference is None:
        return sentence(
            "{whose}: published {published}, not on the roster",
            whose=row.subject,
            published=row.published,
        )
    return sentence(
        "{whose}: published {published}, recomputed {recomputed}",
        whose=row.subject,
        published=row.published,
        recomputed=row.recomputed,
    )


def _with_classes(finding: Finding, row: AttributedRow | None) -> Finding:
    if row is None or row.kinds == (DifferenceClass.UNKNOWN,):
        return finding
    message = sentence(
        "published {published}, recomputed {recomputed}, difference {difference}: "
        "compatible with {kinds}",
        published=row.row.published,
        recomputed=row.row.recomputed,
        difference=row.row.difference,
        kinds=tuple(kind.words for kind in row.kinds),
    )
    fits = tuple(one.said() for one in row.attributions)
    evidence = (*finding.evidence, (sentence("compatible with"), fits))
    return attrs.evolve(finding, message=message, evidence=evidence)
