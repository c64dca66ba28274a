"""Batches: many scenarios cut into blocks that fit the cache."""

from __future__ import annotations

from collections.abc import Iterator

from fundmodel.apportion.kernels.floors import CHUNK

__all__ = ["blocks"]


def blocks(shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    """
    Cut ``(s, n)`` into blocks: of whole rows, or of parts of a row where it is long.

    >>> list(blocks((2, 3)))
    [(slice(0, 5461, None), slice(0, 3, None))]
    """
    s, n = shape
    rows, columns = max(1, CHUNK // max(1, n)), max(1, min(n, CHUNK))
    for row in range(0, s, rows):
        for column in range(0, n, columns):
            yield slice(row, row + rows), slice(column, column + columns)
