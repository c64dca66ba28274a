"""Gathering: the state in which pools claim what their members claimed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TypeAlias, TypeVar, cast

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import running, subtract
from fundmodel.claims import Axis, Bounds, Link, LinkKind
from fundmodel.indicators import Column, IntArray
from fundmodel.pools import POOL, Pool
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules.bounds.settling import current, settled
from fundmodel.rules.selection.requests import RequestsAxis
from fundmodel.steps import Key, State

__all__ = ["Gathering", "PooledAxis"]

T = TypeVar("T")

Positions: TypeAlias = npt.NDArray[np.int64]


@attrs.frozen(kw_only=True, eq=False)
class PooledAxis(Axis):
    """
    Claimants of which the last ones are pools.

    Attributes:
        pools: The pools, in the order of their rows.
    """

    pools: tuple[Pool, ...]

    def pool(self, position: int) -> Pool | None:
        """Give the pool of a row; `None` for a row that is none."""
        at = position - len(self.claimants) + len(self.pools)
        return self.pools[at] if at >= 0 else None


@attrs.frozen(kw_only=True, eq=False)
class PooledRequests(PooledAxis, RequestsAxis):
    """Pools of applications, with what these request together."""


@attrs.frozen(kw_only=True, eq=False)
class Gathering:
    """
    Members to be gathered into pools; all others stay alone, and come first.

    Attributes:
        state: Who claims so far.

        found: Pools with the positions of their members.

        adds: Ids of indicators that add up over members.
    """

    state: State
    found: tuple[tuple[Pool, tuple[int, ...]], ...]
    adds: tuple[str, ...] = ()

    @functools.cached_property
    def members(self) -> Positions:
        """Positions of all members, pool after pool."""
        return np.array([i for _, at in self.found for i in at], dtype=np.int64)

    @functools.cached_property
    def groups(self) -> Positions:
        """Which pool each of `members` is in."""
        sizes = [len(at) for _, at in self.found]
        return np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)

    @functools.cached_property
    def alone(self) -> Positions:
        """Positions of all who are in no pool."""
        stays = np.ones(len(self.state.roster), dtype=np.bool_)
        stays[self.members] = False
        return np.flatnonzero(stays)

    @functools.cached_property
    def index(self) -> Positions:
        """The new position of each old claimant."""
        index = np.empty(len(self.state.roster), dtype=np.int64)
        index[self.alone] = np.arange(len(self.alone))
        index[self.members] = len(self.alone) + self.groups
        return index

    def state_after(self) -> State:
        """Go on with pools, and with those who stay alone as they are."""
        state, count = self.state, len(self.found)
        are_requests = isinstance(state.axis, RequestsAxis)
        axis = PooledRequests if are_requests else PooledAxis
        amounts = self.claims(state.amounts)
        key = self._key()
        may = np.ones((len(state.eligible), count), dtype=np.bool_)
        no_reason = np.full((len(state.reason), count), -1, dtype=np.int64)
        return state.becomes(
            axis=axis(
                claimants=self.roster(),
                link=Link(kind=LinkKind.GATHERED, index=self.index),
                pools=tuple(pool for pool, _ in self.found),
            ),
            amounts=amounts,
            eligible=np.hstack([state.eligible[:, self.alone], may]),
            reason=_side_by_side(state.reason[:, self.alone], no_reason),
            key=key,
            bounds=self._bounds(amounts, key),
        )

    def claims(self, amounts: Mixed) -> Mixed:
        """Add up over members, shape ``(s, n)``."""
        pooled = amounts.take(self.members).gather(self.groups, len(self.found))
        return beside(amounts.take(self.alone), pooled)

    def _counts(self, values: IntArray) -> IntArray:
        """Add up whole numbers over members, along the last axis."""
        sums = running(values[..., self.members])
        ends = np.searchsorted(self.groups, np.arange(len(self.found) + 1))
        pooled = subtract(sums[..., ends[1:]], sums[..., ends[:-1]])
        return _side_by_side(values[..., self.alone], pooled)

    def _key(self) -> Key | None:
        key = self.state.key
        if key is None:
            return None
        column = key.column and self._column(key.column, adds=True)
        return Key(weights=self._counts(key.weights), column=column)

    def _bounds(self, amounts: Mixed, key: Key | None) -> Bounds | None:
        now, old = current(self.state), self.state.key
        if now.gathered or now.groups or now.offset.less(now.base).any():
            # A bound of each member is none of the pool, nor is the gap of each.
            now = settled(self.state)
        if now.slope is None:
            return None
        slope = self._each(now.slope)
        if key is not None and old is not None and now.slope is old.slope:
            # The same object: by it sentences tell that the key is what they rise by.
            slope = key.slope
        return attrs.evolve(
            now,
            base=self._each(now.base),
            offset=self._each(now.offset),
            slope=slope,
            amounts=amounts,
            groups=(),
            past=(),
            past_groups=(),
            line=None,
            damping=None,
        )

    def _each(self, numbers: Mixed) -> Mixed:
        nothing = Mixed.zeros(self.state.amounts.shape)
        return self.claims(nothing + numbers)

    def roster(self) -> Roster:
        """Make the roster of those who stay alone, and of pools."""
        before, pools = self.state.roster, [pool for pool, _ in self.found]
        nobody = (None,) * len(pools)
        none: tuple[str, ...] = ()
        whole = before.coverage is Coverage.WHOLE
        return attrs.evolve(
            before,
            id=f"{before.id}, pooled",
            ids=self._rows(before.ids, [pool.id for pool in pools]),
            names=self._rows(before.names, [pool.name for pool in pools]),
            kinds=self._rows(before.kinds, [POOL] * len(pools)),
            parents=before.parents and self._rows(before.parents, self._parents()),
            validity=before.validity and self._rows(before.validity, nobody),
            successors=before.successors
            and self._rows(before.successors, [none] * len(pools)),
            columns=[self._roster_column(column) for column in before.columns],
            coverage=Coverage.PARTIAL if whole else before.coverage,
        )

    def _rows(self, items: Sequence[T], more: Sequence[T]) -> tuple[T, ...]:
        return (*map(items.__getitem__, self.alone.tolist()), *more)

    def _parents(self) -> list[str | None]:
        """Give the body that all members of a pool belong to, if it is one."""
        parents = self.state.roster.parents
        found = [{parents[i] for i in at} for _, at in self.found]
        return [one.pop() if len(one) == 1 else None for one in found]

    def _roster_column(self, column: Column) -> Column:
        return self._column(column, adds=column.indicator.id in self.adds)

    def _column(self, column: Column, *, adds: bool) -> Column:
        """Add up the values of members, or leave the pools without a value."""
        valid = self._counts((~column.valid).astype(np.int64)) == 0
        if not adds:
            valid[len(self.alone) :] = False
        return Column(
            indicator=column.indicator,
            values=np.where(valid, self._counts(column.values), 0),
            decimals=column.decimals,
            valid=valid,
            inferred=self._counts(column.inferred.astype(np.int64)) > 0,
        )


def _side_by_side(one: IntArray, other: IntArray) -> IntArray:
    # cast: of arrays of two types, numpy's stubs make a type of their own.
    return cast("IntArray", np.concatenate([one, other], axis=-1))


def beside(one: Mixed, other: Mixed) -> Mixed:
    """Put the numbers of some claimants beside those of others."""
    parts = [
        np.concatenate(pair, axis=-1)
        for pair in (
            (one.whole, other.whole),
            (one.rem, other.rem),
            [np.broadcast_to(each.den, each.shape) for each in (one, other)],
        )
    ]
    whole, rem, den = parts
    return Mixed(whole=whole, rem=rem, den=den)
