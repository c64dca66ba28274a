"""
Scans: which totals a table of amounts allows, tried one by one.

With a pot P and a total of heads H, somebody with h heads has ``P h / H``. An amount
of A units of u is possible if some whole h gives it. So each amount asks whether a
whole number lies in a window, and all of this is done with whole numbers:

    (2 A + low) u H <= 2 P h < (2 A + high) u H
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.auditing.inference.chances import Floats, surprise
from fundmodel.auditing.inference.manners import Manner
from fundmodel.errors import InvalidDataError
from fundmodel.indicators import BoolArray, Places

__all__ = ["Question", "Scan", "Splits", "heads_of", "scanned"]

_CHUNK: Final = 2_000_000
"""Cells that are tried at a time."""

_MOST: Final = 2**62
_SEED: Final = 0

Wholes = npt.NDArray[np.int64]


@attrs.frozen(kw_only=True, eq=False)
class Question:
    """
    What a table shows, as whole numbers.

    Attributes:
        units: The published amounts, in units, above zero, shape ``(n,)``.

        unit: What they are multiples of, in smallest units of the currency.

        pot: What was divided, in smallest units.

        counts: Published counts of heads, -1 where there is none, shape ``(n,)``.

        most: The largest total that is tried.
    """

    units: Wholes
    unit: int
    pot: int
    counts: Wholes
    most: int

    def __attrs_post_init__(self) -> None:
        largest = 2 * (int(self.units.max(initial=0)) + 1) * self.unit * self.most
        if max(largest, 2 * self.pot * (self.most + 1)) > _MOST:
            raise InvalidDataError(
                "the amounts are too large to try so many totals",
                where="infer",
                got=f"a pot of {self.pot:,} smallest units, totals to {self.most:,}",
                expected="a pot times totals below 2**61",
                mend="lower most, or give amounts in a larger unit",
            )


@attrs.frozen(eq=False)
class Splits:
    """Halves of a table, drawn by a fixed seed; shape ``(n, k)``, 1 for the first."""

    first: npt.NDArray[np.float32]

    @classmethod
    def of(cls, count: int, number: int) -> Splits:
        """Draw a number of halves of *count* rows."""
        generator = np.random.default_rng(_SEED)
        halves = np.zeros((count, number), dtype=np.float32)
        for split in range(number):
            chosen = generator.permutation(count)[: count // 2]
            halves[chosen, split] = 1
        return cls(halves)


@attrs.frozen(kw_only=True, eq=False)
class Scan:
    """
    How many amounts each total allows.

    Attributes:
        manner: How amounts are taken to be rounded.

        fits: How many amounts the total 1, 2, … allows, shape ``(most,)``.

        first: How many of the first half, shape ``(most, k)``, for each split.

        steps: The unit over the rate per head of each total, shape ``(most,)``.

        surprises: How much better each total fits than chance would, same shape.
    """

    manner: Manner
    fits: Wholes
    first: Wholes
    steps: Floats
    surprises: Floats


def scanned(question: Question, manner: Manner, splits: Splits) -> Scan:
    """Try every total."""
    fits = np.empty(question.most, dtype=np.int64)
    first = np.empty((question.most, splits.first.shape[1]), dtype=np.int64)
    for totals in _totals(question):
        here = slice(int(totals[0]) - 1, int(totals[-1]))
        found = heads_of(question, manner, totals)[1]
        fits[here] = np.count_nonzero(found, axis=1)
        # Sums of zeros and ones, which floats hold exactly.
        first[here] = (found.astype(np.float32) @ splits.first).astype(np.int64)
    steps = question.unit * np.arange(1, question.most + 1) / question.pot
    return Scan(
        manner=manner,
        fits=fits,
        first=first,
        steps=steps,
        surprises=surprise(fits, question.units.size, steps),
    )


def heads_of(
    question: Question, manner: Manner, totals: Places
) -> tuple[Wholes, BoolArray]:
    """
    Give the heads that each amount would have, and whether they give the amount.

    Returns:
        Heads and whether they fit, both shape ``(t, n)``; the heads of an amount
        that no whole number gives are of no use.
    """
    low, high = manner.window
    # A rounded rate stands for the pot, with a total of one head.
    pots, per = (
        (_rate(question.pot, totals), np.ones_like(totals))
        if manner is Manner.RATE_FIRST
        else (np.full_like(totals, question.pot), totals)
    )
    span = (question.unit * per)[:, np.newaxis]
    doubled = np.maximum(2 * pots, 1)[:, np.newaxis]
    units = 2 * question.units
    if manner is Manner.UP:
        heads = (units * span) // doubled
        fits = heads * doubled > (units + low) * span
    else:
        heads = -(-((units + low) * span) // doubled)
        fits = heads * doubled < (units + high) * span
    fits &= (pots > 0)[:, np.newaxis]
    if (question.counts < 0).all():
        return heads, fits
    known = np.broadcast_to(question.counts, heads.shape)
    exact, units = doubled * known, np.broadcast_to(units, heads.shape)
    given = (exact >= (units + low) * span) & (exact < (units + high) * span)
    if manner is Manner.UP:
        given = (exact > (units + low) * span) & (exact <= units * span)
    is_known = known >= 0
    return np.where(is_known, known, heads), np.where(is_known, given, fits)


def _rate(pot: int, totals: Wholes) -> Wholes:
    rate: Wholes = (2 * pot + totals) // (2 * totals)
    return rate


def _totals(question: Question) -> Iterator[Wholes]:
    step = max(1, _CHUNK // max(1, question.units.size))
    for start in range(1, question.most + 1, step):
        yield np.arange(start, min(start + step, question.most + 1), dtype=np.int64)
