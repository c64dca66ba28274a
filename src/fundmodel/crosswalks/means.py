"""Rates, densities and means, which cannot be added up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from fundmodel.apportion.integers import Integers
from fundmodel.crosswalks.carried import LossReason, Lost
from fundmodel.crosswalks.routes import Route
from fundmodel.errors import CrosswalkError
from fundmodel.indicators import BoolArray, Column, whole

__all__ = ["carried_mean"]


def carried_mean(
    column: Column, weight: Column | None, route: Route
) -> tuple[Column, tuple[Lost, ...]]:
    """
    Carry what is no sum: unchanged from one body, as a weighted mean from several.

    Means are rounded half up (negative ones to the mirror image) to the decimals of
    the column, once, at the end.

    Raises:
        CrosswalkError: Several bodies become one, and there is no weight.
    """
    means = _Means(column, weight, route)
    carried = [means.value(code) for code in route.targets.tolist()]
    mixed = [len(means.origins(code)) > 1 for code in route.targets.tolist()]
    valid = np.fromiter((value is not None for value in carried), dtype=np.bool_)
    old = np.array([means.any_inferred(c) for c in route.targets.tolist()], np.bool_)
    made = np.array(mixed, dtype=np.bool_) | (route.is_part[route.targets])
    new = Column(
        indicator=column.indicator,
        values=whole([value or 0 for value in carried]),
        decimals=column.decimals,
        valid=valid,
        inferred=valid & (old | made),
    )
    return new, tuple(means.lost())


class _Means:
    """The figures and weights of one rate, by code."""

    def __init__(self, column: Column, weight: Column | None, route: Route) -> None:
        self._column = column
        self._route = route
        self._weights: Integers = np.zeros(len(route.ids), dtype=object)
        self._products: Integers = self._weights
        self._weighed: BoolArray = np.zeros(len(route.ids), dtype=np.bool_)
        several = [c for c in route.targets.tolist() if len(self.origins(c)) > 1]
        if not several:
            return
        if weight is None:
            raise _unweighted(column, route, several[0])
        both = column.valid & weight.valid
        exact = weight.values.astype(object) * Fraction(1)
        self._weights, self._weighed = self._flowed(exact, weight.valid)
        self._products, _ = self._flowed(exact * column.values.astype(object), both)

    def _flowed(self, values: Integers, valid: BoolArray) -> tuple[Integers, BoolArray]:
        flow = self._route.start(values, valid, ~valid)
        for leg in self._route.legs:
            flow = flow.moved(leg, flow.divided_exactly(leg))
        return flow.values, flow.valid

    def origins(self, code: int) -> tuple[int, ...]:
        """Give the old bodies of a new one."""
        if not self._route.present[code]:
            return ()
        return self._route.origins.get(code, (code,))

    def any_inferred(self, code: int) -> bool:
        """Whether a value of its origins was computed already."""
        return any(self._column.inferred[at] for at in self.origins(code))

    def value(self, code: int) -> int | None:
        """Give whole units of the last decimal, or nothing."""
        origins = self.origins(code)
        if not origins or not all(self._column.valid[at] for at in origins):
            return None
        if len(origins) == 1:
            return int(self._column.values[origins[0]])
        if not self._weighed[code] or self._weights[code] <= 0:
            return None
        mean = Fraction(self._products[code]) / Fraction(self._weights[code])
        half_up = (abs(mean) + Fraction(1, 2)).__floor__()
        return half_up if mean > 0 else -half_up

    def lost(self) -> list[Lost]:
        """Name the values that arrived nowhere."""
        off, lost = self._route.off_roster, list[Lost]()
        for code in np.flatnonzero(self._route.present).tolist():
            known = [bool(self._column.valid[at]) for at in self.origins(code)]
            if any(known) and (off[code] or self.value(code) is None):
                reason = LossReason.NO_WEIGHT if all(known) else LossReason.PART_MISSING
                lost.append(
                    Lost(
                        id=self._route.ids[code],
                        origins=self._route.origin_ids(code),
                        figure=None,
                        of=self._column.indicator.id,
                        of_name=self._column.indicator.name,
                        reason=self._route.why_off(code) if off[code] else reason,
                    )
                )
        return lost


def _unweighted(column: Column, route: Route, code: int) -> CrosswalkError:
    id_ = column.indicator.id
    return CrosswalkError(
        "bodies with a rate become one, and nobody says what weighs it",
        where=f"indicator {id_!r}, {', '.join(route.origin_ids(code))} into "
        f"{route.ids[code]!r}",
        got="no weight",
        expected="an indicator that weighs the rate",
        mend=f"name it: rates={{{id_!r}: 'population'}}",
    )
