"""Values that stand in the wrong rows: swapped in pairs, or shifted in a block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.sentences import Sentence, sentence

__all__ = ["Moved", "moved", "told_of"]

FURTHEST: Final = 3
"""By how many rows a block may be shifted; a spreadsheet rarely slips further."""

SHORTEST: Final = 3
"""How many values a shifted block has; two may agree by chance."""

Codes = npt.NDArray[np.int64]


@attrs.frozen(kw_only=True)
class Moved:
    """
    Rows whose values belong to other rows.

    Attributes:
        rows: The rows, in their order.

        by: By how many rows a block is shifted; `None` for two rows swapped.
    """

    rows: tuple[int, ...]
    by: int | None = None


def moved(found: Codes, expected: Codes) -> tuple[Moved, ...]:
    """
    Say which values stand in the wrong rows, where that explains all that differs.

    A block has a first or last row that nothing explains, because what stood there was
    pushed out or something slipped in; all other differing rows must be explained.

    Args:
        found: A number for each value, shape ``(n,)``.

        expected: The values of the same rows in another list, shape ``(n,)``.

    Returns:
        Blocks and pairs; empty where nothing differs or something else explains it.
    """
    differs = found != expected
    if not differs.any():
        return ()
    blocks = tuple(_blocks(found, expected, differs))
    left = differs.copy()
    for block in blocks:
        left[list(block.rows)] = False
    pairs = tuple(_pairs(found, expected, np.flatnonzero(left)))
    for pair in pairs:
        left[list(pair.rows)] = False
    edges = sum(abs(block.by or 0) for block in blocks)
    return (*blocks, *pairs) if left.sum() <= edges else ()


def _blocks(
    found: Codes, expected: Codes, differs: npt.NDArray[np.bool_]
) -> Iterator[Moved]:
    taken = np.zeros(len(found), dtype=np.bool_)
    for size in range(1, FURTHEST + 1):
        for by in (size, -size):
            fits = np.zeros(len(found), dtype=np.bool_)
            if by > 0:
                fits[by:] = found[by:] == expected[:-by]
            else:
                fits[:by] = found[:by] == expected[-by:]
            for start, stop in _runs(fits & differs & ~taken):
                if len(set(found[start:stop].tolist())) >= SHORTEST:
                    taken[start:stop] = True
                    yield Moved(rows=tuple(range(start, stop)), by=by)


def _runs(mask: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Give where each run of true values begins, and where it has ended."""
    ends = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False]))))
    starts, stops = ends[::2].tolist(), ends[1::2].tolist()
    return zip(starts, stops, strict=True)


def _pairs(found: Codes, expected: Codes, rows: Codes) -> Iterator[Moved]:
    waiting: dict[tuple[int, int], list[int]] = {}
    for row in rows.tolist():
        here, there = int(found[row]), int(expected[row])
        others = waiting.get((there, here))
        if others:
            yield Moved(rows=(others.pop(), row))
        else:
            waiting.setdefault((here, there), []).append(row)


def told_of(movement: Moved, ids: tuple[str, ...]) -> Sentence:
    """Say how the values of some rows were moved."""
    if movement.by is None:
        return sentence("swapped: {ids}", ids=ids)
    return sentence(
        "shifted by {rows} rows: {first} to {last}",
        rows=movement.by,
        first=ids[0],
        last=ids[-1],
    )
