"""Trees: a total divided down from level to level, conserved at each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from fundmodel.apportion.groups import (
    Divider,
    Groups,
    Ints,
    named_within,
    read_order,
    refuse_no_method,
)
from fundmodel.apportion.inputs import (
    exact_weights,
    figure,
    is_whole_number,
    misfit,
    not_whole,
    whole_numbers,
)
from fundmodel.apportion.integers import Integers, number
from fundmodel.apportion.methods import largest_remainder
from fundmodel.apportion.signatures import Weight
from fundmodel.errors import AllocationError, InvalidDataError

__all__ = ["Level", "tree"]


@attrs.frozen(kw_only=True, eq=False)
class Level:
    """
    One level of a tree, for example the districts of all Länder.

    Attributes:
        weights: By what is divided, shape ``(n,)``, as methods take them.

        parents: Position in the level above of each, shape ``(n,)``, in any order;
            `None` at the top, where all have the total for their parent.

        order: Keys that decide ties, the smaller first, shape ``(n,)``; else the
            position decides.
    """

    weights: Sequence[Weight] | Integers
    parents: Ints | None = None
    order: Ints | None = None


def tree(
    total: int, levels: Sequence[Level], *, method: Divider = largest_remainder
) -> tuple[list[int] | Integers, ...]:
    """
    Divide a total down a tree: a Land, its districts, their municipalities.

    Every level is divided by its own weights, so that what the children get is
    exactly what their parent got.

    >>> tree(
    ...     10,
    ...     [
    ...         Level(weights=[2, 1]),
    ...         Level(weights=[1, 1, 5, 5], parents=[0, 0, 1, 1]),
    ...     ],
    ... )
    ([7, 3], [4, 3, 2, 1])

    Args:
        total: Whole units to divide; a negative total gives the mirror image.

        levels: From the top down, at least one.

        method: What divides, as for :func:`grouped`.

    Returns:
        The shares of every level from the top down, each shape ``(n,)``: a list
        where its weights are a list, an array where they are an array.

    Raises:
        InvalidDataError: A number cannot be taken exactly, a weight is negative, a
            parent does not exist, there is no level or something else than a
            `Level`, or there is no method to call.

        NothingToShareByError: A parent has a share, but no children, or only
            children with a weight of zero.

        AllocationError: The method does not keep totals.

        FundmodelError: What the method raises, with the parent named.
    """
    refuse_no_method(method, where="method")
    _refuse_no_levels(levels)
    if not is_whole_number(total):
        raise not_whole(total, where="total")
    above = number(int(total))
    found: list[list[int] | Integers] = []
    for depth, level in enumerate(levels):
        above = _level(above, level, depth, method)
        is_list = isinstance(level.weights, Sequence)
        found.append(above.tolist() if is_list else above)
    return tuple(found)


def _level(totals: Integers, level: Level, depth: int, method: Divider) -> Integers:
    """Divide what the level above got."""
    _refuse_no_level(level, depth)
    with named_within(f"levels[{depth}]."):
        groups, by_parent = _read_level(totals, level, depth)

    def place(parent: int) -> str:
        return f"levels[{depth}], children of {parent}"

    shares = groups.divided(method, place)
    _refuse_lost(groups, shares, place)
    by_position = np.empty_like(shares)
    by_position[by_parent] = shares
    return by_position


def _read_level(totals: Integers, level: Level, depth: int) -> tuple[Groups, Integers]:
    """Read the children of each parent, and where they stand in the level."""
    weights = exact_weights(level.weights)
    if weights.ndim > 1:
        raise misfit(weights.shape, expected="weights of shape (n,)")
    order = read_order(level.order, weights)
    parents = _read_parents(level.parents, weights, totals.size, depth)
    by_parent = np.argsort(parents, kind="stable")
    offsets = np.searchsorted(parents[by_parent], np.arange(totals.size + 1))
    groups = Groups(
        totals=totals,
        weights=weights[by_parent],
        offsets=offsets,
        order=None if order is None else order[by_parent],
    )
    return groups, by_parent


def _refuse_no_levels(levels: object) -> None:
    is_list = isinstance(levels, Sequence)
    if not is_list or not levels:
        raise InvalidDataError(
            "a tree has no levels" if is_list else "this is no list of levels",
            where="levels",
            got="" if is_list else f"{type(levels).__name__}: {levels!r}",
            expected="at least one Level",
            mend="give the levels from the top down, in a list",
        )


def _refuse_no_level(level: object, depth: int) -> None:
    if not isinstance(level, Level):
        raise InvalidDataError(
            "this is no level of a tree",
            where=f"levels[{depth}]",
            got=f"{type(level).__name__}: {level!r}",
            expected="a Level",
            mend="give Level(weights=..., parents=...)",
        )


def _read_parents(
    parents: Ints | None, weights: Integers, above: int, depth: int
) -> Integers:
    if (parents is None) != (depth == 0):
        raise InvalidDataError(
            "the top level has parents" if depth == 0 else "a level has no parents",
            where="parents",
            expected="no parents at the top, parents on every other level",
            mend="give the total for a level of its own, or begin with the level "
            "that divides the total"
            if depth == 0
            else "give for each the position of its parent in the level above",
        )
    if parents is None:
        return np.zeros(weights.shape, dtype=np.int64)
    known = whole_numbers(parents, where="parents")
    if known.shape != weights.shape:
        raise misfit(weights.shape, known.shape, expected="parents of shape (n,)")
    faulty = (known < 0) | (known >= above)
    if faulty.any():
        position = int(np.flatnonzero(faulty)[0])
        raise InvalidDataError(
            "there is no such parent",
            where=f"parents[{position}]",
            got=int(known[position]),
            expected=f"a position in the level above, 0 to {above - 1}",
            mend="count the parents from zero, in the order of the level above",
        )
    return known


def _refuse_lost(groups: Groups, shares: Integers, place: Callable[[int], str]) -> None:
    sums = groups.sums(shares)
    wrong = sums != groups.totals
    if wrong.any():
        parent = int(np.flatnonzero(wrong)[0])
        raise AllocationError(
            "the method does not keep totals, so that something is lost or made",
            where=place(parent),
            got=int(sums[parent]),
            expected=figure(int(groups.totals[parent])),
            mend="choose a method whose shares add up, or divide level by level with "
            "`grouped` and say what becomes of the difference",
        )
