"""Inferring: what a published table must have been made from."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import numpy as np

from fundmodel.auditing.inference.chances import beats_chance, expected, surprise
from fundmodel.auditing.inference.fits import RateFit, SplitHalves, TotalFit
from fundmodel.auditing.inference.inferences import Inference
from fundmodel.auditing.inference.manners import Manner
from fundmodel.auditing.inference.rates import RATE_MANNERS, rate_of
from fundmodel.auditing.inference.reading import Asked
from fundmodel.auditing.inference.scans import (
    Question,
    Scan,
    Splits,
    Wholes,
    heads_of,
    scanned,
)
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.publications import PublishedTable

__all__ = ["MOST", "infer"]

MOST: Final = 200_000
"""The largest total that is tried unless the caller says otherwise."""

_SPLITS: Final = 20


def infer(
    published: PublishedTable,
    *,
    pot: Money | None = None,
    counts: Mapping[str, int] = MappingProxyType({}),
    most: int = MOST,
) -> Inference:
    """
    Find what a table of amounts per head must have been made from.

    Every total of heads up to a bound is tried, with every way of rounding: how many
    of the published amounts does it give, each to the smallest unit, for some whole
    number of heads? A total counts as found if it gives far more than amounts drawn
    by lot would.

    That a total fits does not confirm it where the heads are inferred from the same
    amounts: it says that rule and table are consistent.

    Args:
        published: The amounts; its unit is found if it does not say one.

        pot: What was divided; without it only the rate per head can be found.

        counts: Heads that are known, by id; they must give their amounts.

        most: The largest total that is tried.

    Raises:
        InvalidDataError: The table has too few amounts or a negative one, or pot and
            counts do not go with it.
    """
    asked = Asked.of(published, pot, counts, most)
    if pot is None:
        return _rates_of(asked, published)
    return _totals_of(asked, published, pot)


def _rates_of(asked: Asked, published: PublishedTable) -> Inference:
    found = [rate_of(asked.question, manner) for manner in RATE_MANNERS]
    found.sort(key=lambda one: -one[0].fits)
    best, heads = found[0]
    fitting = {
        id_: count
        for id_, count, units in zip(
            asked.ids, heads, asked.question.units.tolist(), strict=True
        )
        if best.beats_chance and _gives(best, count, units, asked.question.unit)
    }
    return Inference(
        published=published,
        pot=None,
        unit=asked.unit,
        most=asked.question.most,
        rates=tuple(fit for fit, _ in found),
        heads=MappingProxyType(fitting),
    )


def _gives(fit: RateFit, heads: int, units: int, unit: int) -> bool:
    """Tell whether heads times every rate of the window give the amount."""
    low, high = fit.manner.window
    return heads > 0 and (
        2 * heads * fit.low >= (2 * units + low) * unit
        and 2 * heads * fit.high <= (2 * units + high) * unit
    )


def _totals_of(asked: Asked, published: PublishedTable, pot: Money) -> Inference:
    question = asked.question
    splits = Splits.of(question.units.size, _SPLITS)
    scans = [scanned(question, manner, splits) for manner in Manner]
    scans.sort(key=lambda scan: -float(scan.surprises.max()))
    by_manner = tuple(_best(question, scan, question.most) for scan in scans)
    best = by_manner[0]
    rivals = _rivals(question, scans, best) if best.beats_chance else ()
    multiples = tuple(fit for fit, is_multiple in rivals if is_multiple)
    return Inference(
        published=published,
        pot=pot,
        unit=asked.unit,
        most=question.most,
        by_manner=by_manner,
        equal=tuple(fit for fit, is_multiple in rivals if not is_multiple),
        multiples=multiples,
        beating=sum(int(np.count_nonzero(_beating(question, s))) for s in scans),
        runner_up=_runner_up(question, scans, best),
        halves=_halves(scans[0], splits, best),
        heads=MappingProxyType(_heads(asked, best) if best.beats_chance else {}),
    )


def _best(question: Question, scan: Scan, most: int) -> TotalFit:
    return _fit(question, scan, int(scan.surprises[:most].argmax()) + 1)


def _fit(question: Question, scan: Scan, total: int) -> TotalFit:
    count = question.units.size
    return TotalFit(
        total=total,
        manner=scan.manner,
        fits=int(scan.fits[total - 1]),
        count=count,
        by_chance=expected(count, Fraction(question.unit * total, question.pot)),
        beats_chance=bool(_beating(question, scan)[total - 1]),
    )


def _beating(question: Question, scan: Scan) -> BoolArray:
    return beats_chance(scan.surprises, tried=question.most * len(Manner))


def _rivals(
    question: Question, scans: list[Scan], best: TotalFit
) -> tuple[tuple[TotalFit, bool], ...]:
    """Give all that fit as well, and whether all their heads are multiples."""
    own, own_fits = _row(question, best.manner, best.total)
    found: list[tuple[TotalFit, bool]] = []
    for scan in scans:
        for total in (np.flatnonzero(scan.fits >= best.fits) + 1).tolist():
            if (total, scan.manner) == (best.total, best.manner):
                continue
            heads, fits = _row(question, scan.manner, total)
            times = round(Fraction(total, best.total))
            both = own_fits & fits
            is_multiple = times > 1 and bool((heads == times * own)[both].all())
            found.append((_fit(question, scan, total), is_multiple))
    return tuple(found)


def _row(
    question: Question, manner: Manner, total: int
) -> tuple[Wholes, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    heads, fits = heads_of(question, manner, np.array([total]))
    return heads[0], fits[0]


def _runner_up(
    question: Question, scans: list[Scan], best: TotalFit
) -> TotalFit | None:
    """Give the best of those with fewer amounts, below the first multiple."""
    found: list[tuple[float, TotalFit]] = []
    for scan in scans:
        below = slice(0, 2 * best.total - 2)
        fewer = np.where(scan.fits[below] < best.fits, scan.surprises[below], -1.0)
        if fewer.size and fewer.max() > 0:
            total = int(fewer.argmax()) + 1
            found.append((float(fewer.max()), _fit(question, scan, total)))
    return max(found, key=lambda one: one[0], default=(0.0, None))[1]


def _halves(scan: Scan, splits: Splits, best: TotalFit) -> SplitHalves:
    number = splits.first.shape[1]
    half = len(splits.first) // 2
    chosen = np.empty(number, dtype=np.int64)
    for split in range(number):
        chosen[split] = surprise(scan.first[:, split], half, scan.steps).argmax()
    others = scan.fits[chosen] - scan.first[chosen, np.arange(number, dtype=np.int64)]
    return SplitHalves(
        splits=number,
        same=int(np.count_nonzero(chosen == best.total - 1)),
        least=int(others.min()),
        most=int(others.max()),
        others=len(splits.first) - half,
    )


def _heads(asked: Asked, best: TotalFit) -> dict[str, int]:
    heads, fits = _row(asked.question, best.manner, best.total)
    rows = zip(asked.ids, heads.tolist(), fits.tolist(), strict=True)
    return {id_: count for id_, count, is_fit in rows if is_fit}
