"""Listed pools: those among the facts, with their members on the roster."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

import numpy as np

from fundmodel.claims import said_of
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.pools import Pool
from fundmodel.sentences import sentence
from fundmodel.steps import State

__all__ = ["Members", "listed_pools"]

Members = list[tuple[Pool, tuple[int, ...]]]
"""Pools with the positions of their members."""

HOLDERS: Final = ("award_holder", "applicant", "payee")
"""Who applies for a pool, and who has its money."""


def listed_pools(state: State, facts: Facts) -> Members:
    """
    Find the pools among the facts, and where their members stand.

    Whoever does the work for a pool may be anybody, and is not looked for.

    Raises:
        AllocationError: There are no pools; a member, or who holds the award, applies
            or is paid for all, is not on the roster; or a member may not claim.

        DataLackingError: A member may be behind a row that stands for others.
    """
    _check_some(facts)
    positions = state.roster.positions
    bodies = frozenset(filter(None, state.roster.parents)) | positions.keys()
    eligible = np.logical_and.reduce(state.eligible, axis=0)
    found: Members = []
    for pool in facts.pools:
        unknown = tuple(id_ for id_ in pool.members if id_ not in positions)
        if unknown:
            raise _not_on_the_roster(state, pool, unknown)
        at = tuple(positions[id_] for id_ in pool.members)
        left_out = tuple(i for i in at if not eligible[i])
        if left_out:
            raise _not_eligible(state, pool, left_out)
        if not state.remainder.any():
            # Behind a row for all others there may be anybody.
            _check_holders(state, pool, bodies)
        found.append((pool, at))
    return found


def _check_some(facts: Facts) -> None:
    if not facts.pools:
        raise AllocationError(
            "claims stand together in listed pools, and no pools were given",
            where="facts",
            got="no pools",
            expected="pools with their members",
            mend="give them: allocate(..., facts=Facts(pools=pools)), or --pools on "
            "the command line; where each district pools its small ones, say "
            'pools_of = "parent" (PoolsOf.PARENT in Python)',
        )


def _check_holders(state: State, pool: Pool, bodies: frozenset[str]) -> None:
    for role in HOLDERS:
        holder: str | None = getattr(pool, role)
        if holder is None or holder == pool.id or holder in bodies:
            continue
        raise AllocationError(
            "a pool is held by a body that is not on the roster",
            where=f"pool {pool.id!r}, roster {state.roster.id!r}",
            got=f"{role} {holder}",
            expected="the pool itself, a recipient, or a body that recipients belong "
            "to",
            mend=_near(holder, sorted(bodies))
            or "correct the id, or leave it out: the pool holds the award itself then",
        )


def _near(id_: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(id_, known, n=1)
    return f"did you mean {near[0]}?" if near else None


def _not_on_the_roster(
    state: State, pool: Pool, unknown: tuple[str, ...]
) -> AllocationError:
    if state.remainder.any():
        return state.lacks(
            sentence("a member of a pool may be behind a row for all others"),
            got=said_of(unknown),
            expected=sentence("one row per recipient"),
            mend="take a roster that names all members",
        )
    return AllocationError(
        "a pool has members who are not on the roster",
        where=f"pool {pool.id!r}, roster {state.roster.id!r}",
        got=said_of(unknown),
        expected="ids on the roster",
        mend=_near(unknown[0], state.roster.ids)
        or "correct the ids, or take the roster that the pools were made for",
    )


def _not_eligible(
    state: State, pool: Pool, left_out: tuple[int, ...]
) -> AllocationError:
    is_out = ~np.broadcast_to(state.eligible, state.amounts.shape)[:, left_out[0]]
    why_not = state.reason_of(left_out[0], int(np.argmax(is_out)))
    return AllocationError(
        "a pool has members who may not claim",
        where=f"pool {pool.id!r}, roster {state.roster.id!r}",
        got=f"{said_of(state.names(left_out))}: {why_not}",
        expected="members who are eligible",
        mend="take them out of the pool, or correct who is eligible",
    )
