"""Several proofs of one award, put together so that it is examined once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.periods import Period
from fundmodel.proofs.submitted import ProofOfUse, Spending

__all__ = ["joined", "units_of"]


def units_of(proofs: Sequence[ProofOfUse]) -> Fraction | None:
    """Add up the units that were delivered; `None` where somebody counted none."""
    counted = [one.units for one in proofs if one.units is not None]
    return sum(counted, start=Fraction(0)) if len(counted) == len(proofs) else None


def joined(proofs: Sequence[ProofOfUse]) -> ProofOfUse:
    """
    Put what was spent, received and delivered by several proofs into one.

    Args:
        proofs: At least one; the last one gives its id, day and source.

    Raises:
        InvalidDataError: They are about several awards, two bear one id, or amounts
            are in several currencies.
    """
    _check(proofs)
    return attrs.evolve(
        proofs[-1],
        items=[
            Spending(item=item.item, period=item.period or one.period)
            for one in proofs
            for item in one.items
        ],
        funds=[fund for one in proofs for fund in one.funds],
        period=Period(
            min(one.period.first for one in proofs),
            max(one.period.last for one in proofs),
        ),
        has_report=any(one.has_report for one in proofs),
        units=units_of(proofs),
    )


def _check(proofs: Sequence[ProofOfUse]) -> None:
    last = proofs[-1]
    for one in proofs:
        if one.award != last.award:
            raise InvalidDataError(
                "an earlier proof is about another award",
                where=f"proof of use {one.id!r}",
                got=one.award,
                expected=last.award,
                mend="examine together only proofs of one award",
            )
    counts = Counter(one.id for one in proofs)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise InvalidDataError(
            "the same proof is examined twice",
            where=f"award {last.award!r}",
            got=", ".join(twice),
            expected="each proof once, with an id of its own",
            mend="leave it out of the earlier ones, or give each proof its own id",
        )
