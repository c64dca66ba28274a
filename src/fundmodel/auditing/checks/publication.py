"""Published tables of the case against its allocations."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import NotRun, Outcome
from fundmodel.auditing.reperformance import reperform
from fundmodel.auditing.subjects import about_table
from fundmodel.publications import PublishedTable
from fundmodel.sentences import sentence

__all__ = ["published_amounts_are_recomputed"]

_RULE = "PUB-001"


def published_amounts_are_recomputed(case: Case) -> Iterator[Outcome]:
    """
    PUB-001: published amounts are those that the rule gives.

    Also PUB-002, rows that are not on the roster; PUB-003, a table about
    something else than the allocation; PUB-004, names that differ. Each table is
    compared with the one allocation of its part and year; with none, or several
    such as one for each tranche, it is not run.

    Why: what the public was told should be what the rule gives, to the cent.

    Example: a newspaper printed 31,157 EUR, and the rule gives 31,212 EUR.

    How to resolve: ask the publisher; until then the difference is unexplained.
    """
    if not case.published:
        reason = sentence("no published table was given")
        yield NotRun(rule=_RULE, reason=reason)
    for table in case.published:
        matching = [
            (allocation, allocated.part.id)
            for allocation, allocated in case.allocated()
            if _is_about(table, allocated)
        ]
        if len(matching) == 1:
            allocation, part = matching[0]
            yield from reperform(table, allocation, part=part).outcomes
        else:
            reason = sentence(
                "{table}: {count} allocations are of its part and year, one is needed",
                table=about_table(table),
                count=len(matching),
            )
            yield NotRun(rule=_RULE, reason=reason)


def _is_about(table: PublishedTable, allocated: AllocatedPart) -> bool:
    return table.part in {None, allocated.part.id} and table.year in {
        None,
        allocated.year,
    }
