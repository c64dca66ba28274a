"""Claimants in the order of their ranks, with what each of them is granted."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from fundmodel.apportion import Tie
from fundmodel.apportion.integers import Booleans, Integers
from fundmodel.indicators import BoolArray
from fundmodel.rules.selection.criteria import BY_CHANCE, Criteria
from fundmodel.rules.selection.selections import LastProject, Line, in_order
from fundmodel.steps import State

__all__ = ["Rank", "Ranks"]


@attrs.frozen(kw_only=True)
class Rank:
    """
    Where one claimant stands.

    Attributes:
        number: From 1; equals share it.

        count: How many are ranked.

        left: What was left when it was the turn of this rank, in smallest units.
    """

    number: int
    count: int
    left: int


@attrs.frozen(kw_only=True, eq=False)
class Ranks:
    """
    Claimants in the order of their ranks.

    Attributes:
        order: The position of each rank, shape ``(s, n)``; who is not ranked is last.

        starts: Where a rank begins that the one before does not share.

        decided: The same without the criteria that need no reason; `None` if there
            are none of these, or nothing else.

        line: The claims in that order.

        granted: What each is granted, in that order.
    """

    order: Integers
    starts: Booleans
    decided: Booleans | None
    line: Line
    granted: Integers

    @classmethod
    def of(
        cls,
        state: State,
        ranked: BoolArray,
        criteria: Criteria,
        *,
        last: LastProject,
        step: int,
    ) -> Ranks:
        """
        Rank claimants and grant their claims.

        Args:
            state: Claimants with whole claims.

            ranked: Who is ranked, shape ``(s, n)``; all that these and other eligible
                claimants claim is up for selection.

            criteria: By what.

            last: What happens to the first one for whom too little is left.

            step: The unit to which a part is rounded down.

        Raises:
            DataLackingError: The roster lacks an indicator.

            InvalidDataError: Somebody who is ranked has no value.
        """
        codes = criteria.codes(state, ranked)
        order = in_order(codes, ranked)
        claims = np.where(ranked, state.amounts.whole, 0)
        there = state.pot + state.amounts.sum(where=state.eligible)
        line = Line(
            claims=np.take_along_axis(claims, order, axis=-1),
            there=there.floor(),
            last=last,
            step=step,
        )
        reasoned = criteria.order[-1] in BY_CHANCE and len(codes) > 1
        return cls(
            order=order,
            starts=_starts((~ranked, *codes), order),
            decided=_starts((~ranked, *codes[:-1]), order) if reasoned else None,
            line=line,
            granted=line.granted(),
        )

    def by_position(self, values: Integers) -> Integers:
        """Give what stands in the order of ranks in the order of the roster."""
        placed = np.zeros_like(values)
        np.put_along_axis(placed, self.order, values, axis=-1)
        return placed

    @property
    def reserve(self) -> Integers:
        """The place of each on the reserve list, in order of ranks; 0 for none."""
        waiting = (self.line.claims > 0) & (self.granted == 0)
        return np.where(waiting, self.line.places(waiting, self.starts), 0)

    def unresolved(self) -> Iterator[Tie]:
        """Give the groups of equals within which nothing says who is funded."""
        return self._contested(self.starts)

    def ties(self) -> tuple[Tie, ...]:
        """Give the groups of equals in which a lot or the order of a list decided."""
        if self.decided is None:
            return ()
        return tuple(self._contested(self.decided))

    def _contested(self, starts: Booleans) -> Iterator[Tie]:
        contested = self.line.contested(self.granted, starts)
        for scenario in np.flatnonzero(contested.any(axis=-1)).tolist():
            begins = np.flatnonzero(starts[scenario])
            order, granted = self.order[scenario], self.granted[scenario]
            for first in np.flatnonzero(starts[scenario] & contested[scenario]):
                end = (begins[begins > first].tolist() or [len(order)])[0]
                group, given = order[first:end], granted[first:end] > 0
                yield Tie(
                    scenario=scenario,
                    tied=tuple(sorted(group.tolist())),
                    given=tuple(sorted(group[given].tolist())),
                )

    def rank(self, who: int, scenario: int) -> Rank:
        """Give where the claimant at a position stands, who must be ranked."""
        at = int(np.flatnonzero(self.order[scenario] == who)[0])
        ranked = self.line.claims > 0
        first = int(np.flatnonzero(self.starts[scenario, : at + 1])[-1])
        return Rank(
            number=first + 1,
            count=int(ranked[scenario].sum()),
            left=int(self.line.left(self.granted)[scenario, first]),
        )


def _starts(codes: tuple[Integers, ...], order: Integers) -> Booleans:
    """Tell where a code differs from that of the one before, shape ``(s, n)``."""
    starts = np.zeros(order.shape, dtype=np.bool_)
    starts[:, :1] = True
    for code in codes:
        here = np.take_along_axis(np.broadcast_to(code, order.shape), order, axis=-1)
        starts[:, 1:] |= here[:, 1:] != here[:, :-1]
    return starts
