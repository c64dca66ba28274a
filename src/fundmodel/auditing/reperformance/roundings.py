"""Searching: other ways of rounding that give the published amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from fundmodel import apportion
from fundmodel.apportion import Rounding
from fundmodel.auditing.reperformance.classes import DifferenceClass
from fundmodel.auditing.reperformance.comparison import (
    Comparison,
    Found,
    Objects,
    objects,
    rounded,
)
from fundmodel.auditing.reperformance.rates import HeadRate
from fundmodel.sentences import Sentence, sentence

__all__ = ["other_rounding"]

Shares = Callable[[int, Sequence[Fraction]], list[int]]

_PRESERVING: Final[MappingProxyType[str, Shares]] = MappingProxyType(
    {
        "largest_remainder": apportion.largest_remainder,
        "sainte_lague": apportion.sainte_lague,
        "dhondt": apportion.dhondt,
        "adams": apportion.adams,
        "huntington_hill": apportion.huntington_hill,
        "cumulative": apportion.cumulative,
    }
)
_EACH: Final = MappingProxyType(
    {
        Rounding.HALF_UP: sentence("each amount to the nearest, halves up"),
        Rounding.HALF_EVEN: sentence("each amount to the nearest, halves to even"),
        Rounding.DOWN: sentence("each amount rounded down"),
        Rounding.UP: sentence("each amount rounded up"),
    }
)
_RATES: Final = MappingProxyType(
    {
        Rounding.HALF_UP: sentence("first the rate to the nearest, then each amount"),
        Rounding.DOWN: sentence("first the rate down, then each amount to the nearest"),
        Rounding.UP: sentence("first the rate up, then each amount to the nearest"),
    }
)


def other_rounding(case: Comparison) -> Iterator[Found]:
    """Name every other way of rounding that explains a row; equal ones as one."""
    same: dict[tuple[bytes, int, int], tuple[Objects, list[Sentence]]] = {}
    for unit in dict.fromkeys((case.unit, case.own_unit)):
        for way, amounts in _ways(case, unit):
            hits = case.hits(amounts)
            if hits.any():
                key = hits.tobytes(), case.breaks(amounts), unit
                same.setdefault(key, (amounts, []))[1].append(way)
    for (_, breaks, unit), (amounts, ways) in same.items():
        yield Found(
            kind=DifferenceClass.ROUNDING,
            how=sentence(
                "rounded to {unit}: {ways}", unit=case.money(unit), ways=tuple(ways)
            ),
            hits=case.hits(amounts),
            breaks=breaks,
            by_chance=case.chance(1),
        )


def _ways(case: Comparison, unit: int) -> Iterator[tuple[Sentence, Objects]]:
    exact = case.exact
    if exact is None:
        return
    for rounding, said in _EACH.items():
        yield said, rounded(*exact, unit, rounding)
    rate = HeadRate.of(case)
    if rate is not None:
        for rounding, said in _RATES.items():
            yield said, rate.amounts(_rounded_rate(rate.rate, rounding), unit)
    yield from _preserving(case, unit)


def _rounded_rate(rate: Fraction, rounding: Rounding) -> Fraction:
    num, den = objects([rate.numerator]), objects([rate.denominator])
    return Fraction(rounded(num, den, 1, rounding)[0])


def _preserving(case: Comparison, unit: int) -> Iterator[tuple[Sentence, Objects]]:
    """Divide the whole anew; a row that stands for others leaves no way to do so."""
    state = case.unrounded
    if state is None or state.remainder.any():
        return
    exact = [state.amounts.fraction(0, at) for at in range(len(case.roster))]
    total = sum(exact, start=Fraction(0))
    if total % unit or total <= 0 or min(exact) < 0:
        return
    for name, shares in _PRESERVING.items():
        units = shares(int(total // unit), exact)
        yield (
            sentence("sum kept by {method}", method=name),
            objects(None if at < 0 else units[at] * unit for at in case.positions),
        )
