"""Searching by the rate per head: other heads, and one other rate for many rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, Self

import attrs
import numpy as np

from fundmodel.apportion import Rounding
from fundmodel.auditing.evidence import Evidence
from fundmodel.auditing.inference.chances import beats_chance, expected, surprise
from fundmodel.auditing.inference.manners import Manner
from fundmodel.auditing.reperformance.classes import DifferenceClass
from fundmodel.auditing.reperformance.comparison import (
    Comparison,
    Found,
    Objects,
    objects,
    rounded,
)
from fundmodel.indicators import Column
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.units import Amount

__all__ = ["HeadRate", "other_heads", "other_parameter"]

_FINE: Final = 10**12
"""How finely rates are sought, per smallest unit; what is found is checked exactly."""

_LEAST_ROWS: Final = 2


@attrs.frozen(kw_only=True, eq=False)
class HeadRate:
    """
    One rate per head that gives the amounts of the rule.

    Attributes:
        rate: Smallest units for one head.

        total: All heads together.

        column: The figures.

        heads: Exact heads of each row of the table; `None` where amounts do not
            follow from them, shape ``(n,)``.
    """

    rate: Fraction
    total: Fraction
    column: Column
    heads: Objects

    @classmethod
    def of(cls, case: Comparison) -> Self | None:
        """Take it from the allocation; `None` where there is no single rate."""
        rates = case.done.allocated.distribution.unit_rates
        if len(rates) != 1 or len(rates[0].column.values) != len(case.roster):
            return None
        rate, column = Fraction(rates[0].amount.count), rates[0].column
        if rate <= 0:
            return None
        heads: list[Fraction | None] = []
        for own, at in zip(case.recomputed, case.positions, strict=True):
            value = None if own is None else column.value(at)
            amount = Fraction(own or 0)
            follows = value is not None and abs(value * rate - amount) < case.own_unit
            heads.append(value if follows else None)
        return cls(rate=rate, total=rates[0].total, column=column, heads=objects(heads))

    def amounts(
        self, rate: Fraction, unit: int, rounding: Rounding = Rounding.HALF_UP
    ) -> Objects:
        """Give heads times a rate, rounded one by one, shape ``(n,)``."""
        exact = [Fraction(0) if one is None else one * rate for one in self.heads]
        num = objects(one.numerator for one in exact)
        den = objects(one.denominator for one in exact)
        result = rounded(num, den, unit, rounding)
        result[[one is None for one in self.heads]] = None
        return result

    def is_inferred(self, position: int) -> bool:
        """Tell whether the heads of a row of the roster were computed back."""
        return position >= 0 and bool(self.column.inferred[position])


def _roundings(case: Comparison) -> tuple[Rounding, ...]:
    """Give how the rule rounds; keeping the sum, an amount may go either way."""
    rule = case.rounding
    if rule is None:
        return (Rounding.HALF_UP,)
    return (Rounding.DOWN, Rounding.UP) if rule.each is None else (rule.each,)


def other_heads(case: Comparison) -> Iterator[Found]:
    """Find another whole number of heads that gives an amount at the same rate."""
    rate = HeadRate.of(case)
    if rate is None:
        return
    found: dict[int, int] = {}
    for place in case.places:
        known, amount = rate.heads[place], int(case.published[place])
        if known is None or amount < 0:
            continue
        least = int(amount // rate.rate)
        for heads in (least, least + 1):
            if heads != known and _gives(case, heads * rate.rate, amount):
                found[place] = heads
    if not found:
        return
    hits = np.zeros(len(case.published), dtype=np.bool_)
    hits[list(found)] = True

    def evidence(place: int) -> tuple[Evidence, ...]:
        return _about_heads(rate, found[place], place, case.positions[place])

    step = Fraction(len(_roundings(case)) * case.own_unit) / rate.rate
    yield Found(
        kind=DifferenceClass.HEADS,
        how=sentence("other heads at the same rate"),
        hits=hits,
        by_chance=expected(len(case.places), step),
        evidence=evidence,
    )


def _gives(case: Comparison, exact: Fraction, amount: int) -> bool:
    num, den = objects([exact.numerator]), objects([exact.denominator])
    return any(
        rounded(num, den, unit, rounding)[0] == amount
        for unit in (case.own_unit, case.unit)
        for rounding in _roundings(case)
    )


def _about_heads(
    rate: HeadRate, heads: int, place: int, position: int
) -> tuple[Evidence, ...]:
    known, hides = rate.heads[place], rate.column.indicator.sensitive
    shown = Count(heads, sensitive=hides), Count(known, sensitive=hides)
    evidence: list[Evidence] = [
        (sentence("heads that give it"), shown[0]),
        (sentence("heads on the roster"), shown[1]),
    ]
    if not any(one.is_hidden for one in shown):
        # A difference would give away a count that is hidden.
        evidence.append((sentence("how far apart"), heads - known))
    if rate.is_inferred(position):
        evidence.append(
            (sentence("note"), sentence("the roster's heads were computed back"))
        )
    return tuple(evidence)


def other_parameter(case: Comparison) -> Iterator[Found]:
    """Find the rate that would explain the most rows, if that is no accident."""
    rate = HeadRate.of(case)
    if rate is None:
        return
    manner = _manner(case)
    windows = [
        _window(int(case.published[place]), rate.heads[place], case.unit, manner)
        for place in case.places
        if rate.heads[place] and case.published[place] > 0
    ]
    if len(windows) < _LEAST_ROWS:
        return
    low, high = _most_common(windows)
    best = Fraction(low + high, 2 * _FINE)
    rounding = {Manner.DOWN: Rounding.DOWN, Manner.UP: Rounding.UP}.get(
        manner, Rounding.HALF_UP
    )
    amounts = rate.amounts(best, case.unit, rounding)
    hits = case.hits(amounts)
    if _is_accident(case, rate, hits.tolist()):
        return
    yield Found(
        kind=DifferenceClass.OTHER_PARAMETER,
        how=_said(case, rate, Fraction(low, _FINE), Fraction(high, _FINE)),
        hits=hits,
        breaks=case.breaks(amounts),
        # The rate was chosen by one row, which it would explain at any rate.
        by_chance=1 + case.chance(1),
    )


def _manner(case: Comparison) -> Manner:
    each = None if case.rounding is None else case.rounding.each
    return {Rounding.DOWN: Manner.DOWN, Rounding.UP: Manner.UP}.get(
        each or Rounding.HALF_UP, Manner.NEAREST
    )


def _window(amount: int, heads: Fraction, unit: int, manner: Manner) -> tuple[int, int]:
    low, high = manner.window
    span = _FINE * heads.denominator
    return (
        (2 * amount + low * unit) * span // (2 * heads.numerator) + 1,
        (2 * amount + high * unit) * span // (2 * heads.numerator),
    )


def _most_common(windows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Give where most windows overlap; an end counts as within."""
    ends = sorted([(low, 0) for low, _ in windows] + [(high, 1) for _, high in windows])
    open_now, most, best = 0, 0, (0, 0)
    for place, (value, closes) in enumerate(ends):
        open_now += -1 if closes else 1
        if open_now > most:
            most, best = open_now, (value, ends[place + 1][0])
    return best


def _is_accident(case: Comparison, rate: HeadRate, hits: list[bool]) -> bool:
    """Tell whether so many rows could share a rate by chance, or are one row."""
    rows = [place for place in case.places if hits[place]]
    if len({(rate.heads[p], case.published[p]) for p in rows}) < _LEAST_ROWS:
        return True
    others = len(case.places) - 1
    least = min(int(case.published[place]) for place in rows)
    step = np.array([min(1.0, 2 * case.unit / least)])
    exceeds = surprise(np.array([len(rows) - 1]), others, step)
    return not beats_chance(exceeds, tried=others + 1)[0]


def _said(case: Comparison, rate: HeadRate, low: Fraction, high: Fraction) -> Sentence:
    unit = case.done.allocated.distribution.unit
    pot = rate.rate * rate.total
    least, most = -(-pot // high), pot // low
    bounds = {
        "low": Amount(count=low, unit=unit),
        "high": Amount(count=high, unit=unit),
        "pot": Amount(count=(low + high) / 2 * rate.total, unit=unit),
    }
    if least > most:
        return sentence(
            "a rate from {low} to {high}, which is a pot of about {pot}; no whole "
            "total of heads gives it",
            **bounds,
        )
    return sentence(
        "a rate from {low} to {high}, which is a pot of about {pot}, or a total of "
        "{least} to {most} heads",
        **bounds,
        least=Count(int(least), sensitive=rate.column.indicator.sensitive),
        most=Count(int(most), sensitive=rate.column.indicator.sensitive),
    )
