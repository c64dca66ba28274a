"""
Alternate scaling: rows and columns of a table divided in turn by a divisor method.

Each line is divided by its weights times the multipliers of the lines that cross it,
which gives the line a multiplier of its own (Pukelsheim). As a rule both margins are
met after a few rounds. Where they are not, the nearest round is a good beginning for
tie and transfer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from fundmodel.apportion.kernels.divisors import steps
from fundmodel.apportion.kernels.divisors.signposts import Signposts
from fundmodel.apportion.kernels.margins.tables import Table

__all__ = ["Scaling", "scaled", "transposed"]

PATIENCE: Final = 3
"""Rounds without coming much nearer after which scaling ends."""

WORTHWHILE: Final = Fraction(7, 8)
"""What is missing after a round that came much nearer, in parts of before."""

DECIMAL: Final = 10


@attrs.frozen(kw_only=True, eq=False)
class Scaling:
    """
    Shares that meet the columns, and multipliers that give them.

    Attributes:
        shares: Shape ``(r, c)``.

        rows: Multiplier of each row; 0 for a row that gets nothing.

        columns: Multiplier of each column; likewise.

        missing: Units that the rows lack or have too many.
    """

    shares: Table
    rows: list[Fraction]
    columns: list[Fraction]
    missing: int


def scaled(
    weights: Table,
    rows: Sequence[int],
    columns: Sequence[int],
    *,
    signposts: Signposts,
    by_row: Sequence[Fraction],
) -> Scaling:
    """
    Divide columns and rows in turn, until the rows are met or hardly come nearer.

    Args:
        weights: Not negative, shape ``(r, c)``; every line that gets something has
            a weight in a line that gets something.

        rows: What rows add up to, shape ``(r,)``, not negative.

        columns: Likewise columns, shape ``(c,)``.

        signposts: The method; its first signpost is above 0.

        by_row: Multiplier of each row to begin with; 0 for a row that gets nothing.

    Returns:
        The nearest round.
    """
    across = transposed(weights)
    nearest: Scaling | None = None
    in_vain = 0
    while nearest is None or (nearest.missing and in_vain < PATIENCE):
        found, by_column = _lines(across, by_row, columns, signposts)
        shares = transposed(found)
        sums = zip(rows, map(sum, shares), strict=True)
        missing = sum(abs(total - got) for total, got in sums)
        in_vain += 1
        if nearest is None or missing < nearest.missing:
            if nearest is None or missing <= nearest.missing * WORTHWHILE:
                in_vain = 0
            nearest = Scaling(
                shares=shares, rows=[*by_row], columns=by_column, missing=missing
            )
        _, by_row = _lines(weights, by_column, rows, signposts)
    return nearest


def transposed(table: Table) -> Table:
    """Give rows for columns."""
    return [list(column) for column in zip(*table, strict=True)]


def _lines(
    table: Table,
    crossing: Sequence[Fraction],
    totals: Sequence[int],
    signposts: Signposts,
) -> tuple[Table, list[Fraction]]:
    """Divide each line by its weights times the multipliers of crossing lines."""
    common = math.lcm(*(one.denominator for one in crossing))
    factors = [one.numerator * (common // one.denominator) for one in crossing]
    shares: Table = []
    multipliers: list[Fraction] = []
    for line, total in zip(table, totals, strict=True):
        products = [weight * by for weight, by in zip(line, factors, strict=True)]
        if total:
            shares.append(steps.divide(total, products, signposts))
            low, high = _multipliers(products, shares[-1], signposts)
            multipliers.append(shortest(low * common, high * common))
        else:
            shares.append([0] * len(line))
            multipliers.append(Fraction(0))
    return shares, multipliers


def _multipliers(
    weights: Sequence[int], shares: Sequence[int], signposts: Signposts
) -> tuple[Fraction, Fraction]:
    """Give the middle half of the multipliers that give these shares."""
    pairs = [pair for pair in zip(weights, shares, strict=True) if pair[0]]
    high = min(signpost(signposts, share) / weight for weight, share in pairs)
    low = max(
        signpost(signposts, share - 1) / weight for weight, share in pairs if share
    )
    margin = (high - low) / 4
    return low + margin, high - margin


def signpost(signposts: Signposts, held: int) -> Fraction:
    """Give where somebody who holds so many gets the next."""
    above, below = signposts.key(held)
    return Fraction(above, below)


def shortest(low: Fraction, high: Fraction) -> Fraction:
    """
    Give a number between two positive ones with as few decimals as possible.

    >>> shortest(Fraction(1, 3), Fraction(1, 2))
    Fraction(2, 5)
    """
    if low == high:
        return low
    scale = 1
    while math.ceil(low * scale) > high * scale:
        scale *= DECIMAL
    return Fraction(math.ceil(low * scale), scale)
