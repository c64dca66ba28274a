"""
Addends: the largest remainder found with floats, and proved to be the exact one.

Shares are ``floor(x + a)``, where x is a quota and the addend *a* the same for a whole
row: a remainder of ``1 - a``, the boundary, or more gets one unit more. Floats do not
have to be right for that, as long as no error can carry a quota across the boundary.
Who is so near that one could is settled with whole numbers.

Why it is exact, with ``u = 2**-53`` and quotas up to M:

- *Slack.* A float quota is never above x, and at most ``14 u x`` below, see
  :mod:`~fundmodel.apportion.kernels.floors`. To add *a* rounds once more. Together
  that is less than half of the slack, ``32 u (M + 2)``.
- *Left over.* Whole parts are floats without a fraction, whose sum is exact up to
  2**53. So is k, what the total is above it. A whole part that is 1 too small comes
  with a fraction of almost 1, whose unit is among the k.
- *Rows.* The k-th largest fraction is known from images of 24 bits, which keep the
  order and err by up to ``2**-25``. Errors move a k-th largest by no more than they
  move the most moved. *a* puts it a whole slack above the boundary, so that nobody
  below the boundary is among the k; who is more than two slacks and the width of two
  images above it must be. If exactly k reach the boundary, that is the exact result.
  If more do, those with the smallest claims (below) among who is near give back.
  The boundary has to be two slacks above zero, else a fraction of almost 1 and one of
  0, which differ by less than an error, would be on different sides.
- *Windows.* Where the boundary is only known to be in a window of remainders, *a* puts
  it a slack below the window. Somebody who is above it by more than the window and
  two slacks has a claim above the window and below 1 and the window: with or without
  that unit, on the right side for every boundary in the window.
- *Claims.* The claim to the last unit of a share s is ``x - (s - 1)``. Times Q it is
  ``P w - (s - 1) Q``, between -Q and 2 Q, so that 64 bits that wrap round are enough.
  For who is near it is the remainder; or, where it is below 0 or from 1 on, it belongs
  to a remainder beyond a whole number, which is far from the window, and whose share
  is right.
"""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.apportion.integers import Booleans, Integers, rows_added
from fundmodel.apportion.kernels.floors import Floats, Scale, Scales
from fundmodel.apportion.kernels.winners import place_rows

__all__ = [
    "Buffers",
    "certain_rows",
    "claims",
    "divide_row",
    "grant",
    "round_with",
    "slack_of",
]

MOST_TOTAL: Final = 2**52
"""Up to here sums of whole floats are exact."""

MOST_SLACK: Final = 2.0**-6
"""Where floats tell less, whole numbers are faster."""

WIDEST: Final = 0.5
"""Where more of all remainders are in the window, floats do not help."""

_SLACK: Final = 2.0**-48
_IMAGE: Final = 2.0**-25


@attrs.frozen(kw_only=True, eq=False)
class Buffers:
    """
    Memory for quotas that is used again for one block of rows after the other.

    Attributes:
        quotas: Shape ``(b, n)`` or ``(n,)``.

        rests: Whole parts first, and then fractions, same shape.

        images: Fractions in 32 bits, same shape.
    """

    quotas: Floats
    rests: Floats
    images: npt.NDArray[np.float32]

    @classmethod
    def of(cls, *shape: int) -> Buffers:
        """Make buffers of this shape."""
        return cls(
            quotas=np.empty(shape),
            rests=np.empty(shape),
            images=np.empty(shape, dtype=np.float32),
        )

    @property
    def ranks(self) -> Integers:
        """The images, not negative, as whole numbers in the same order."""
        return self.images.view(np.int32)

    def rows(self, count: int) -> Buffers:
        """Give the first rows."""
        return Buffers(
            quotas=self.quotas[:count],
            rests=self.rests[:count],
            images=self.images[:count],
        )

    def set_quotas(self, factor: float | Floats, weights: Integers) -> None:
        """Write quotas, and their whole parts in place of rests."""
        np.copyto(self.quotas, weights)
        np.multiply(self.quotas, factor, out=self.quotas)
        np.floor(self.quotas, out=self.rests)

    def above(self) -> Floats:
        """Give, in place of rests, what quotas are above whole numbers."""
        np.floor(self.quotas, out=self.rests)
        return np.subtract(self.quotas, self.rests, out=self.rests)

    def set_rests(self) -> None:
        """Write fractions, and images of them."""
        np.subtract(self.quotas, self.rests, out=self.rests)
        np.copyto(self.images, self.rests)


def divide_row(
    total: int,
    scale: Scale,
    weights: Integers,
    order: Integers | None,
    result: Integers,
) -> bool:
    """
    Divide a row, and tell whether that was possible; if not, *result* is of no use.

    Args:
        total: Units to divide, 1 or more.

        scale: The total over the sum of the weights.

        weights: Whole weights, shape ``(n,)``, ``int64``.

        order: Keys that decide ties, the smaller first, shape ``(n,)``, or `None`.

        result: Takes the shares, shape ``(n,)``, ``int64``.
    """
    slack = slack_of(scale)
    if slack > MOST_SLACK or total > MOST_TOTAL:
        return False
    own = Buffers.of(weights.size)
    own.set_quotas(scale.factor, weights)
    place = weights.size - total + int(np.add.reduce(own.rests))
    if place < 0:
        return False
    own.set_rests()
    own.ranks.partition(place)
    least = float(own.images[place]) - _IMAGE
    if least < 2 * slack:
        return False
    np.add(own.quotas, 1 - least + slack, out=own.quotas)
    np.copyto(result, own.quotas, casting="unsafe")
    too_many = int(np.add.reduce(result)) - total
    if too_many:
        near = np.flatnonzero(own.above() <= 2 * (slack + _IMAGE))
        served_first = -claims(scale, weights[near], result[near])
        if order is None:
            ranked = np.argsort(served_first, kind="stable")
        else:
            ranked = np.lexsort((order[near], served_first))
        result[near[ranked[-too_many:]]] -= 1
    return True


def claims(scale: Scale, weights: Integers, shares: Integers) -> Integers:
    """Give what is due of the last unit of each, times Q, shape ``(n,)``."""
    due: Integers = weights * scale.numerator
    due -= (shares - 1) * scale.denominator
    return due


def grant(
    scale: Scale,
    weights: Integers,
    result: Integers,
    window: tuple[int, int],
    chunk: int,
) -> tuple[Integers, int] | None:
    """
    Give everybody the whole units, and one more to who is above a window.

    Args:
        scale: P and Q.

        weights: Whole weights, shape ``(n,)``, ``int64``.

        result: Takes the shares, shape ``(n,)``, ``int64``.

        window: Lowest and highest remainder that are left to whole numbers.

        chunk: Recipients at a time.

    Returns:
        Positions of all in the window and of some beside it, from whom a unit may have
        to be taken back, and the sum of all shares; `None` where floats tell too
        little.
    """
    slack = slack_of(scale)
    addend = 1 - window[0] / scale.denominator + slack
    width = (window[1] - window[0]) / scale.denominator + 2 * slack
    if slack > MOST_SLACK or width > WIDEST:
        return None
    quotas, whole = np.empty((2, min(chunk, weights.size)))
    places: list[Integers] = []
    units = 0
    for start in range(0, weights.size, chunk):
        shares = result[start : start + chunk]
        room = quotas[: shares.size], whole[: shares.size]
        own = weights[start : start + chunk]
        above = round_with(scale, addend, own, shares, room)
        near = np.flatnonzero(above <= width)
        places.append(np.add(near, start, out=near))
        units += int(np.add.reduce(shares))
    return np.concatenate(places), units


def round_with(
    scale: Scale,
    addend: float,
    weights: Integers,
    shares: Integers,
    room: tuple[Floats, Floats],
) -> Floats:
    """
    Write ``floor(x + addend)`` into *shares*; whether it is exact is for the caller.

    Returns:
        What is above it, in the first part of the *room*. All have the same shape.
    """
    above, scratch = room
    np.copyto(above, weights)
    np.multiply(above, scale.factor, out=above)
    np.add(above, addend, out=above)
    np.floor(above, out=scratch)
    np.copyto(shares, scratch, casting="unsafe")
    return np.subtract(above, scratch, out=above)


def slack_of(scale: Scale) -> float:
    """Give more than twice the error of a float quota and of an addend."""
    return _SLACK * (scale.most + 2)


def certain_rows(
    scales: Scales,
    weights: Integers,
    result: Integers,
    buffers: Buffers,
    *,
    largest: int,
) -> Booleans:
    """
    Divide rows, and tell which of them are certain; the others are of no use.

    Args:
        scales: Each total over the sum of its weights.

        weights: Whole weights, shape ``(b, n)`` or ``(1, n)``, ``int64``.

        result: Takes the shares, shape ``(b, n)``, ``int64``.

        buffers: Are overwritten, of the shape of the result.

        largest: At least the largest weight.

    Returns:
        Which rows are those of the exact rule, shape ``(b,)``.
    """
    totals, count = scales.numerator[:, 0], result.shape[-1]
    if np.maximum.reduce(totals) > MOST_TOTAL:
        return np.zeros(totals.shape, dtype=np.bool_)
    buffers.set_quotas(scales.factor, weights)
    places = count - totals + rows_added(buffers.rests)
    places = np.minimum(np.maximum(places, 0), count - 1).astype(np.intp)
    buffers.set_rests()
    found = buffers.images[place_rows(buffers.ranks, places)]
    least = found.astype(np.float64) - _IMAGE
    slack = _SLACK * (np.minimum(largest * scales.factor[:, 0], totals) + 2)
    np.add(buffers.quotas, (1 - least + slack)[:, np.newaxis], out=buffers.quotas)
    np.copyto(result, buffers.quotas, casting="unsafe")
    certain: Booleans = (rows_added(result) == totals) & (least >= 2 * slack)
    return certain
