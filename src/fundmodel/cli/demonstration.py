"""
What the main job works out: everything that `showcase.py` prints and writes.

Which allocations, tables and checks there are stands in the catalog entry's
``showcase.toml``; nothing here knows one program from another.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from fundmodel import catalog
from fundmodel.allocation import Allocation, allocate
from fundmodel.allotments import AllocatedPart, OpenPart
from fundmodel.auditing import AuditReport, Reperformance, audit, reperform
from fundmodel.catalog import Showcase, ShownAllocation, ShownCheck
from fundmodel.money import Money
from fundmodel.programs import Program
from fundmodel.recipients import Recipient, Roster

__all__ = ["CheckedFigure", "Demonstration", "Shown", "compute"]


@attrs.frozen(kw_only=True, eq=False)
class Shown:
    """
    One allocation of the showcase with what was compared.

    Attributes:
        entry: What the catalog says about it.

        allocation: The result.

        reperformed: The published table row by row; `None` where there is none.
    """

    entry: ShownAllocation
    allocation: Allocation
    reperformed: Reperformance | None

    @property
    def part(self) -> AllocatedPart:
        """The part that is shown."""
        return self.allocation.part(self.entry.part)


@attrs.frozen(kw_only=True, eq=False)
class CheckedFigure:
    """
    A figure from outside with what the rule gives for it.

    Attributes:
        entry: What the catalog says about it.

        recomputed: What the rule gives.
    """

    entry: ShownCheck
    recomputed: Money | None

    @property
    def is_met(self) -> bool:
        """Whether the figure is met to the smallest unit."""
        return self.recomputed == self.entry.expected_amount


@attrs.frozen(kw_only=True, eq=False)
class Demonstration:
    """
    A shipped program from end to end.

    Attributes:
        program: The program.

        showcase: What is to be shown of it.

        shown: The allocations.

        figures: The independent figures.

        still_open: Parts that no roster of the showcase can allocate, by year.

        report: The audit of everything.
    """

    program: Program
    showcase: Showcase
    shown: tuple[Shown, ...]
    figures: tuple[CheckedFigure, ...]
    still_open: tuple[tuple[str, OpenPart], ...]
    report: AuditReport


def compute(name: str) -> Demonstration:
    """
    Allocate, compare and audit what the showcase of a shipped program names.

    Raises:
        FundmodelError: There is no such program, or its data is broken.
    """
    program = catalog.load(name)
    showcase = catalog.showcase(name)
    shown = tuple(_shown(program, entry) for entry in showcase.allocations)
    return Demonstration(
        program=program,
        showcase=showcase,
        shown=shown,
        figures=tuple(_figure(entry, shown) for entry in showcase.checks),
        still_open=tuple(_still_open(program, shown)),
        report=_audited(program, shown),
    )


def _shown(program: Program, entry: ShownAllocation) -> Shown:
    allocation = allocate(
        program,
        catalog.roster(program.id, entry.roster),
        year=entry.year,
        parts=[entry.part],
        share=entry.share,
    )
    reperformed = None
    if entry.published is not None:
        table = catalog.published(program.id, entry.published)
        reperformed = reperform(table, allocation, part=entry.part)
    return Shown(entry=entry, allocation=allocation, reperformed=reperformed)


def _figure(entry: ShownCheck, shown: tuple[Shown, ...]) -> CheckedFigure:
    """Take a body out of the remainder row, and allocate again."""
    at = next(s for s in shown if s.entry.id == entry.allocation)
    body = Recipient(id=entry.recipient, name=entry.name, kind=entry.kind)
    roster = at.allocation.roster
    indicators = {column.indicator.id for column in roster.columns}
    again = allocate(
        at.allocation.program,
        roster.single_out(body, **dict.fromkeys(indicators, entry.persons)),
        year=at.entry.year,
        parts=[at.entry.part],
        share=entry.share or at.entry.share,
    )
    return CheckedFigure(entry=entry, recomputed=again.allotment(body.id).amount)


def _still_open(
    program: Program, shown: tuple[Shown, ...]
) -> Iterator[tuple[str, OpenPart]]:
    """Give the parts that stay open with every roster; the last one says why."""
    # Parts that amendments added belong to later years.
    first = {part.id for part in program.parts}
    for year in program.years:
        tried = [
            allocate(program, roster, year=year.label) for roster in _rosters(shown)
        ]
        done = {part.part.id for allocation in tried for part in allocation.parts}
        for part in tried[-1].open_parts if tried else ():
            if part.part.id in first - done:
                yield year.label, part


def _rosters(shown: tuple[Shown, ...]) -> list[Roster]:
    return list({s.allocation.roster.id: s.allocation.roster for s in shown}.values())


def _audited(program: Program, shown: tuple[Shown, ...]) -> AuditReport:
    registers = {roster.register for roster in _rosters(shown) if roster.register}
    return audit(
        program,
        allocations=[s.allocation for s in shown],
        # One register is audited at a time; rosters of two would need two audits.
        register=(
            catalog.roster(program.id, registers.pop()) if len(registers) == 1 else None
        ),
        published=[s.reperformed.published for s in shown if s.reperformed],
    )
