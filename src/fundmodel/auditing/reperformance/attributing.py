"""Attributing differences: every class that a row is compatible with, ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from fundmodel.allocation import Allocation
from fundmodel.auditing.reperformance.classes import Attribution, DifferenceClass
from fundmodel.auditing.reperformance.comparing import reperform
from fundmodel.auditing.reperformance.comparison import Comparison, Found
from fundmodel.auditing.reperformance.rates import other_heads, other_parameter
from fundmodel.auditing.reperformance.reallocating import (
    Searched,
    columns_used,
    netted,
    other_vintages,
    wrong_periods,
)
from fundmodel.auditing.reperformance.results import (
    Absent,
    AttributedRow,
    Attributions,
)
from fundmodel.auditing.reperformance.roundings import other_rounding
from fundmodel.auditing.reperformance.rowwise import (
    code_changes,
    extra_recipients,
    groups,
    missing_amounts,
    shifted_rows,
    transposed_digits,
    wrong_units,
)
from fundmodel.crosswalks import Crosswalk
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence

__all__ = ["attribute"]

Search = Callable[[Comparison], Iterator[Searched]]

_SEARCHES: Final[tuple[Search, ...]] = (
    other_rounding,
    other_vintages,
    other_heads,
    missing_amounts,
    extra_recipients,
    groups,
    code_changes,
    transposed_digits,
    shifted_rows,
    wrong_units,
    wrong_periods,
    netted,
    other_parameter,
)


def attribute(  # noqa: PLR0913  all but the first two are named by the caller
    published: PublishedTable,
    allocation: Allocation,
    *,
    part: str | None = None,
    rosters: Sequence[Roster] = (),
    earlier: Sequence[PublishedTable] = (),
    crosswalk: Crosswalk | None = None,
    whole: bool = False,
) -> Attributions:
    """
    Tell what each difference of a published table is compatible with.

    Every class that fits is given, first what explains most rows of the table, less
    those that would no longer agree and those that fit by chance. Compatible is not
    proven: a row may fit several classes, or none, and is then `UNKNOWN`.

    Args:
        published: The table.

        allocation: What the rule gives.

        part: Id of the allocated part, as for :func:`reperform`.

        rosters: Other rosters that the table may have been made from.

        earlier: Tables of earlier payments that may have been taken off or added.

        crosswalk: What became of bodies whose ids are not on the roster.

        whole: Whether the table claims to name everybody with money.

    Returns:
        One entry for each row that differs or is not on the roster.

    Raises:
        AllocationError: As for :func:`reperform`.

        InvalidDataError: Likewise.
    """
    case = Comparison(
        done=reperform(published, allocation, part=part),
        allocation=allocation,
        rosters=tuple(rosters),
        earlier=tuple(earlier),
        crosswalk=crosswalk,
    )
    asked = case.differs.any() or case.strangers
    searched = [one for search in _SEARCHES for one in search(case)] if asked else []
    found = [one for one in searched if isinstance(one, Found)]
    return Attributions(
        done=case.done,
        rows=tuple(_rows(case, sorted(found, key=lambda one: one.rank))),
        absent=tuple(_absent(case)) if whole else (),
        inferred=_inferred(case),
        not_tried=tuple(one for one in searched if isinstance(one, Sentence)),
    )


def _rows(case: Comparison, found: list[Found]) -> Iterator[AttributedRow]:
    fits: dict[int, list[Attribution]] = {
        place: [] for place in sorted((*case.places, *case.strangers))
    }
    for one in found:
        explains = one.explains
        for place in np.flatnonzero(one.hits).tolist():
            fits[place].append(
                Attribution(
                    kind=one.kind,
                    how=one.how,
                    evidence=one.evidence(place),
                    explains=explains,
                    breaks=one.breaks,
                    by_chance=one.by_chance,
                )
            )
    for place, attributions in fits.items():
        yield AttributedRow(
            row=case.done.rows[place],
            attributions=tuple(attributions) or (_UNKNOWN,),
        )


_UNKNOWN: Final = Attribution(
    kind=DifferenceClass.UNKNOWN,
    how=sentence("nothing that was tried gives this amount"),
    explains=0,
)


def _absent(case: Comparison) -> Iterator[Absent]:
    unit, named = case.done.allocated.distribution.unit, set(case.done.published.ids)
    remainder = case.done.allocated.distribution.is_remainder.tolist()
    for position, id_ in enumerate(case.roster.ids):
        amount = case.amounts[position]
        if amount and unit.is_money and id_ not in named and not remainder[position]:
            yield Absent(
                id=id_,
                name=case.roster.names[position],
                recomputed=Money.from_minor(amount, unit.name),
            )


def _inferred(case: Comparison) -> int:
    """Count the rows whose figures were computed back."""
    columns = [c for c in columns_used(case) if len(c.inferred) == len(case.roster)]
    return sum(
        at >= 0 and any(bool(column.inferred[at]) for column in columns)
        for at in case.positions
    )
