"""Awards by law: what a statutory transfer gives needs no decision."""

from __future__ import annotations

from datetime import date

import numpy as np

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.applications import APPLICATION
from fundmodel.awards.award import AwardBasis
from fundmodel.awards.collection import Awards
from fundmodel.awards.columns import check_total
from fundmodel.errors import AwardError
from fundmodel.natures import Stage
from fundmodel.sources import Basis

__all__ = ["awarded_by_law"]


def awarded_by_law(
    allotted: Allocation | AllocatedPart,
    *,
    day: date,
    part: str | None = None,
    source: Basis = None,
) -> Awards:
    """
    Give the awards that follow from allotments by law alone.

    Together they are what the rule allotted, to the smallest unit. Whoever is
    allotted nothing has no award. Ids are made of part, budget year and recipient.

    Args:
        allotted: An allocation, or one part of it.

        day: The day from which the law gives it.

        part: Which part of an allocation; `None` takes the only one.

        source: The law; `None` takes that of the part.

    Raises:
        AwardError: The part takes a decision on an application; it is not money that
            was divided; or a row stands for all others, whose amounts are not known
            one by one.

        AllocationError: The part was not allocated, or is not named while there are
            several.
    """
    done = allotted.part(part) if isinstance(allotted, Allocation) else allotted
    _check(done)
    check_total(sum(done.distribution.amounts.tolist()))
    shared, id_, year = done.distribution, done.part.id, done.year
    rows = np.flatnonzero(shared.amounts)
    roster = shared.roster.taken(rows)
    n = len(rows)
    minor = shared.amounts[rows].astype(np.int64)[:, np.newaxis]
    basis = source or done.part.source
    return Awards(
        currency=shared.unit.name,
        ids=[f"{id_}-{year}-{recipient}" for recipient in roster.ids],
        recipients=_recipients(roster.ids, roster.kinds, roster.parents),
        parts=(id_,) * n,
        years=(year,),
        minor=minor,
        named=np.ones((n, 1), dtype=np.bool_),
        bases=(AwardBasis.LAW,) * n,
        decided=(day,) * n,
        sources=() if basis is None else (basis,) * n,
    )


def _recipients(
    ids: tuple[str, ...], kinds: tuple[str, ...], parents: tuple[str | None, ...]
) -> tuple[str, ...]:
    """Give those who applied, where applications share."""
    if APPLICATION not in kinds:
        return ids
    rows = zip(ids, kinds, parents, strict=True)
    return tuple(
        parent if parent is not None and kind == APPLICATION else id_
        for id_, kind, parent in rows
    )


def _check(done: AllocatedPart) -> None:
    where = f"part {done.part.id!r}, {done.year}"
    if done.stage is not Stage.ENTITLEMENT:
        raise AwardError(
            "no law gives this money without a decision",
            where=where,
            got=done.stage.value,
            expected=Stage.ENTITLEMENT.value,
            mend="decide on an application: decide(application, allotment, …)",
        )
    shared = done.distribution
    if not shared.unit.is_money:
        raise AwardError(
            "what was divided is no money",
            where=where,
            got=shared.unit.name,
            expected="an amount in a currency",
            mend="award what the units cost",
        )
    others = np.flatnonzero(shared.is_remainder)
    if len(others):
        raise AwardError(
            "a row stands for all others, and nobody knows what each of them gets",
            where=where,
            got=shared.roster.ids[int(others[0])],
            expected="a roster that names every recipient",
            mend="single them out with their figures, or take a complete roster",
        )
