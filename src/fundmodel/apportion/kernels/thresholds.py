"""
One long row divided chunk by chunk, with nothing of its length besides the result.

The remainders are too many to be sorted or kept. So a sample of them guesses a
window in which the threshold lies: the smallest remainder that wins. One pass gives
to all above the window and collects those in it, among whom exact comparison
decides. The pass shows whether the window was right, else it is made again with
what is now known; in the end the window holds all that is possible. The sample
decides about time, never about shares.

Where so many are tied that they cannot be collected, the window is one value, the
tied are only counted, and the keys of the tied take the place of the remainders;
where keys are equal as well, the first get the units in a second pass.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from fundmodel.apportion.integers import MOST, Booleans, Integers
from fundmodel.apportion.kernels.addends import claims, grant
from fundmodel.apportion.kernels.floors import CHUNK, Scale, floor_into, floors
from fundmodel.apportion.kernels.winners import serve

__all__ = ["LongRow", "divide_in_chunks"]

SAMPLE: Final = 32_768
"""Most remainders that are looked at to guess where the threshold lies."""

MOST_COLLECTED: Final = 4_096
"""Recipients that may be collected in any case, besides a part of all."""

_SEED: Final = 0
_SAMPLED_PART: Final = 64
_SMALLEST_SAMPLE: Final = 1_024
_DEVIATIONS: Final = 3.5
_SPARE_PLACES: Final = 2
_COLLECTED_PART: Final = 16
_GUESSES: Final = 4


@attrs.frozen(kw_only=True, eq=False)
class LongRow:
    """
    A total to be divided chunk by chunk.

    Attributes:
        total: Whole units, 1 or more.

        scale: The total over the sum of the weights.

        weights: Whole weights, shape ``(n,)``, ``int64``.

        order: Keys that decide ties, the smaller first, ``int64``, or `None`.

        shares: Takes the result, shape ``(n,)``, ``int64``, contiguous.

        chunk: Recipients at a time.

        sample: Most remainders that are looked at first.

        collected: Recipients that may be collected in any case.
    """

    total: int
    scale: Scale
    weights: Integers
    order: Integers | None
    shares: Integers
    chunk: int = CHUNK
    sample: int = SAMPLE
    collected: int = MOST_COLLECTED

    @property
    def most(self) -> int:
        """How many may be collected."""
        return max(self.weights.size // _COLLECTED_PART, self.collected)


@attrs.frozen(kw_only=True)
class _Window:
    """
    Remainders from *low* to *high*, among which the threshold may lie.

    Where both are the same and much is tied, *keys* is a window of inverted keys,
    ``~key``, of which the larger ones are served first.
    """

    low: int
    high: int
    keys: _Window | None = None

    @property
    def is_point(self) -> bool:
        """Whether only the position is left to decide."""
        narrowest = self.keys or self
        return narrowest.low == narrowest.high

    def mark(
        self, rest: Integers, order: Integers, above: Booleans, inside: Booleans
    ) -> None:
        """Write who is above the window, and who is in it."""
        np.greater(rest, self.high, out=above)
        np.greater_equal(rest, self.low, out=inside)
        np.not_equal(inside, above, out=inside)
        if self.keys is not None:
            inverted = ~order
            above |= inside & (inverted > self.keys.high)
            inside &= inverted >= self.keys.low
            inside &= ~above


@attrs.frozen(kw_only=True, eq=False)
class _Outcome:
    """
    What a pass has shown.

    Attributes:
        window: The window of the pass.

        missing: Units left for those in the window; right if it is from 0 to
            *inside*.

        above: How many are above the window; they have got their unit.

        inside: How many are in it.

        positions, rests: Who is in it, unless the window is a point.
    """

    window: _Window
    missing: int
    above: int
    inside: int
    positions: Integers
    rests: Integers


@attrs.define(kw_only=True, eq=False)
class _Search:
    """
    What is known of a threshold: it lies from *low* to *high*.

    Attributes:
        sample: Some of the values, ascending.

        low, high: Bounds of the threshold.

        above: How many values are larger than *high*.

        inside: How many are from *low* to *high*.

        most: How many may be collected.

        wanted: How many values are to be served; `None` if not yet known.

        sum: What the values add up to for each that is served.

        guesses: How many windows were tried.
    """

    sample: Integers
    low: int
    high: int
    above: int
    inside: int
    most: int
    wanted: int | None
    sum: int
    guesses: int = 0

    def guess(self) -> tuple[int, int]:
        """Give a window of few values, or of one; in the end, of all."""
        self.guesses += 1
        known = self.sample[(self.sample >= self.low) & (self.sample <= self.high)]
        if self.guesses > _GUESSES or not known.size:
            return self.low, self.high
        place, margin = self._place(known)
        first, last = math.floor(place - margin), math.ceil(place + margin)
        low = int(known[first]) if first >= 0 else self.low
        high = int(known[last]) if last < known.size else self.high
        held = np.count_nonzero((known >= low) & (known <= high)) / known.size
        if held * self.inside <= self.most:
            return low, high
        middle = int(known[_within(known, place)])
        return middle, middle

    def _place(self, known: Integers) -> tuple[float, float]:
        """Give the place of the threshold in the sample, and how sure it is."""
        if self.wanted is None:
            parts = known / self.sum
            served = float(parts.mean())
            threshold = known[_within(known, known.size * (1 - served))]
            # Who is served and what is left over err together, which helps.
            deviation = float(np.std((known >= threshold) - parts))
        else:
            served = (self.wanted - self.above) / self.inside
            deviation = math.sqrt(served * (1 - served))
        margin = _DEVIATIONS * deviation * math.sqrt(known.size) + _SPARE_PLACES
        return known.size * (1 - served), margin

    def learn(self, low: int, high: int, outcome: _Outcome) -> None:
        """Take in what a wrong window has shown."""
        self.wanted = outcome.above + outcome.missing
        if outcome.missing < 0:
            self.inside = outcome.above - self.above
            self.low = high + 1
        else:
            served = outcome.above + outcome.inside
            self.inside += self.above - served
            self.above = served
            self.high = low - 1


def divide_in_chunks(row: LongRow) -> None:
    """Divide one long row; writes into its shares."""
    chosen = _sample(row)
    rests = floors(row.scale, row.weights[chosen])[1]
    search = _search_of_rests(row, rests)
    if _divide_by_floats(row, *search.guess()):
        return
    outcome = _found(row, search, None)
    tie = outcome.window
    if row.order is not None and tie.is_point and outcome.missing:
        keys = row.order[chosen[rests == tie.low]]
        outcome = _found(row, _search_of_keys(row, keys, outcome), tie)
    if outcome.missing and outcome.window.is_point:
        _serve_first(row, outcome)
    elif outcome.missing:
        _serve_collected(row, outcome.positions, outcome.rests, outcome.missing)


def _divide_by_floats(row: LongRow, low: int, high: int) -> bool:
    """Divide if the window is right and floats tell; else shares are of no use."""
    granted = None
    if low < high:
        granted = grant(row.scale, row.weights, row.shares, (low, high), row.chunk)
    if granted is None:
        return False
    near, units = granted
    rests = claims(row.scale, row.weights[near], row.shares[near])
    row.shares[near] -= rests <= high
    missing = row.total - units + int(np.count_nonzero(rests <= high))
    inside = np.flatnonzero((rests >= low) & (rests <= high))
    if not 0 <= missing <= inside.size:
        return False
    if missing:
        _serve_collected(row, near[inside], rests[inside], missing)
    return True


def _sample(row: LongRow) -> Integers:
    """Give positions, one from each of many parts of equal length."""
    size = row.weights.size
    count = min(size, row.sample, max(_SMALLEST_SAMPLE, size // _SAMPLED_PART))
    step = size // count
    inside = np.random.default_rng(_SEED).integers(0, step, count)
    return inside + np.arange(0, step * count, step)


def _search_of_rests(row: LongRow, rests: Integers) -> _Search:
    return _Search(
        sample=np.sort(rests),
        low=0,
        high=row.scale.denominator - 1,
        above=0,
        inside=row.weights.size,
        most=row.most,
        wanted=None,
        sum=row.scale.denominator,
    )


def _search_of_keys(row: LongRow, keys: Integers, tied: _Outcome) -> _Search:
    return _Search(
        sample=np.sort(~keys),
        low=-MOST - 1,
        high=MOST,
        above=tied.above,
        inside=tied.inside,
        most=row.most,
        wanted=tied.above + tied.missing,
        sum=1,
    )


def _found(row: LongRow, search: _Search, tie: _Window | None) -> _Outcome:
    """Divide by one window after the other until one is right."""
    while True:
        low, high = search.guess()
        window = _Window(low=low, high=high)
        if tie is not None:
            window = attrs.evolve(tie, keys=window)
        outcome = _pass(row, window)
        if 0 <= outcome.missing <= outcome.inside:
            return outcome
        search.learn(low, high, outcome)


def _pass(row: LongRow, window: _Window) -> _Outcome:
    """Give everybody the whole units, those above the window one more."""
    missing, served, found = row.total, 0, 0
    positions, rests = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start, units, rest, above, inside in _chunks(row, window, row.shares):
        missing -= int(np.add.reduce(units))
        np.add(units, above, out=units)
        served += int(np.count_nonzero(above))
        if window.is_point:
            found += int(np.count_nonzero(inside))
        else:
            places = np.flatnonzero(inside)
            rests.append(rest[places])
            positions.append(np.add(places, start, out=places))
            found += places.size
    return _Outcome(
        window=window,
        missing=missing - served,
        above=served,
        inside=found,
        positions=np.concatenate(positions),
        rests=np.concatenate(rests),
    )


def _serve_collected(
    row: LongRow, positions: Integers, rests: Integers, missing: int
) -> None:
    """Give the missing units to the largest of those in the window."""
    units = np.zeros_like(rests)
    order = None if row.order is None else row.order[positions]
    serve(units, rests, missing, order, np.empty_like(units))
    row.shares[positions[units > 0]] += 1


def _serve_first(row: LongRow, outcome: _Outcome) -> None:
    """Give the missing units to the first in the window, who are all tied."""
    missing = outcome.missing
    chunks = _chunks(row, outcome.window, None)
    while missing:
        start, _, _, _, inside = next(chunks)
        positions = np.flatnonzero(inside)[:missing]
        row.shares[start + positions] += 1
        missing -= positions.size


def _chunks(
    row: LongRow, window: _Window, result: Integers | None
) -> Iterator[tuple[int, Integers, Integers, Booleans, Booleans]]:
    """
    Give start, whole units, remainders and marks of each chunk.

    The arrays are only valid until the next chunk, besides the whole units where a
    *result* is given to hold them.
    """
    size = row.weights.size
    spare, rests, scratch = np.empty((3, min(row.chunk, size)), dtype=np.int64)
    marks = np.empty((2, spare.size), dtype=np.bool_)
    for start in range(0, size, row.chunk):
        stop = min(start + row.chunk, size)
        here = slice(0, stop - start)
        units = spare[here] if result is None else result[start:stop]
        rest, above, inside = rests[here], marks[0, here], marks[1, here]
        floor_into(row.scale, row.weights[start:stop], units, rest, scratch[here])
        keys = rest if row.order is None else row.order[start:stop]
        window.mark(rest, keys, above, inside)
        yield start, units, rest, above, inside


def _within(known: Integers, place: float) -> int:
    return min(known.size - 1, max(0, int(place)))
