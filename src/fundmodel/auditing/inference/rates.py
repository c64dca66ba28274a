"""
Rates: what a table says where nobody knows the pot.

Then pot and total cannot be told from each other; what can be found is the rate per
head. It is tried by the heads of the largest amount, as each number of them leaves a
narrow window of rates.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from fundmodel.auditing.inference.chances import beats_chance, expected, surprise
from fundmodel.auditing.inference.fits import RateFit
from fundmodel.auditing.inference.manners import Manner
from fundmodel.auditing.inference.scans import Question, Wholes

__all__ = ["RATE_MANNERS", "rate_of"]

RATE_MANNERS: Final = (Manner.NEAREST, Manner.DOWN, Manner.UP)
"""A rate that was rounded before is a rate like any other."""

_CLOSER: Final = 32
"""How many of the best windows are looked at exactly."""

_CHUNK: Final = 2_000_000


def rate_of(question: Question, manner: Manner) -> tuple[RateFit, tuple[int, ...]]:
    """
    Give the best rate, and the heads that each amount has with it.

    With half the rate and twice the heads the same amounts come out, which chance
    does more easily; so the largest of these rates is taken.
    """
    fits, size = _tried(question, manner), question.units.size
    steps = 2 * np.arange(1, question.most + 1) / int(question.units.max())
    ranked = np.argsort(-surprise(fits, size, steps), kind="stable")
    found = [
        _closer(question, manner, heads) for heads in (ranked[:_CLOSER] + 1).tolist()
    ]
    low, high, count, exceeds = max(
        (_ranked(question, *window) for window in found), key=lambda one: one[3]
    )
    middle = (low + high) / 2
    step = _step(question, middle)
    fit = RateFit(
        low=low,
        high=high,
        manner=manner,
        fits=count,
        count=size,
        by_chance=expected(size, step),
        beats_chance=bool(
            beats_chance(np.array([exceeds]), tried=question.most * len(RATE_MANNERS))[
                0
            ]
        ),
    )
    return fit, _heads(question, middle)


def _ranked(
    question: Question, low: Fraction, high: Fraction, count: int
) -> tuple[Fraction, Fraction, int, float]:
    """Give a window with how much better it fits than chance would."""
    step = np.array([float(_step(question, (low + high) / 2))])
    exceeds = surprise(np.array([count]), question.units.size, step)
    return low, high, count, float(exceeds[0])


def _step(question: Question, rate: Fraction) -> Fraction:
    # A window of rates is up to two units wide where the pot is not known.
    return Fraction(2 * question.unit) / rate


def _tried(question: Question, manner: Manner) -> Wholes:
    """Give how many amounts go together with each number of heads of the largest."""
    low, high = manner.window
    units = 2 * question.units
    largest = int(units.max())
    fits = np.empty(question.most, dtype=np.int64)
    step = max(1, _CHUNK // units.size)
    for start in range(1, question.most + 1, step):
        heads = np.arange(start, min(start + step, question.most + 1))[:, np.newaxis]
        # Two windows of rates meet where a whole number lies between these two.
        least = (units + low) * heads // (largest + high) + 1
        meets = least * max(largest + low, 1) < (units + high) * heads
        fits[start - 1 : start - 1 + len(heads)] = np.count_nonzero(meets, axis=1)
    return fits


def _closer(
    question: Question, manner: Manner, heads: int
) -> tuple[Fraction, Fraction, int]:
    """Give the window of rates that most amounts have in common."""
    low, high = manner.window
    unit, largest = question.unit, 2 * int(question.units.max())
    middle = Fraction((2 * largest + low + high) * unit, 4 * heads)
    windows: list[tuple[Fraction, Fraction]] = []
    for units, known in zip(
        question.units.tolist(), question.counts.tolist(), strict=True
    ):
        own = known if known >= 0 else max(1, round(Fraction(units * unit) / middle))
        if own:
            windows.append(
                (
                    Fraction((2 * units + low) * unit, 2 * own),
                    Fraction((2 * units + high) * unit, 2 * own),
                )
            )
    return _most_common(windows)


def _most_common(
    windows: list[tuple[Fraction, Fraction]],
) -> tuple[Fraction, Fraction, int]:
    """Give where most windows overlap, from where to where, and how many."""
    ends = sorted(
        [(low, 1) for low, _ in windows] + [(high, -1) for _, high in windows]
    )
    open_now, best = 0, (Fraction(0), Fraction(0), 0)
    for place, (value, change) in enumerate(ends):
        open_now += change
        if open_now > best[2]:
            best = (value, ends[place + 1][0], open_now)
    return best


def _heads(question: Question, rate: Fraction) -> tuple[int, ...]:
    return tuple(
        known if known >= 0 else round(Fraction(units * question.unit) / rate)
        for units, known in zip(
            question.units.tolist(), question.counts.tolist(), strict=True
        )
    )
