"""
Drawing lots so that everybody can draw them again.

The lot of a claimant is the SHA-256 hash of the seed, a colon and the claimant's id,
written in UTF-8; who has the smallest hash comes first. It depends on nothing else:
neither on the others, nor on their order, nor on a computer. On a command line::

    printf '%s' 'SEED:ID' | sha256sum

Nobody may choose the seed who knows what it leads to. It is fixed beforehand where it
comes from, for example from the numbers of a public lottery on a later day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from fundmodel.apportion.integers import Integers
from fundmodel.rules.selection.selections import dense

__all__ = ["lot", "lots"]


def lot(seed: str, id: str) -> str:
    """
    Draw the lot of one claimant, as 64 hexadecimal digits.

    >>> lot("6 aus 49, 2026-05-02: 3 11 19 24 38 44", "a-1")[:8]
    'afb6e82b'
    """
    return hashlib.sha256(f"{seed}:{id}".encode()).hexdigest()


def lots(seed: str, ids: Iterable[str]) -> Integers:
    """Give the order of the lots: the smallest number comes first, shape ``(n,)``."""
    return dense(np.array([lot(seed, id_) for id_ in ids], dtype="S64"))
