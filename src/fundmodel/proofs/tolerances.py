"""How much lines may exceed their plan: tolerance, savings, and own cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import attrs

from fundmodel.apportion import largest_remainder

__all__ = ["Excess", "Limits", "excesses"]


@attrs.frozen(kw_only=True)
class Limits:
    """
    Limits of one plan, in smallest units.

    Attributes:
        lines: Up to which amount each line may exceed; `None` without a limit.

        total: Up to which amount all together may exceed what is saved; `None`
            without a limit.
    """

    lines: tuple[int | None, ...]
    total: int | None

    @classmethod
    def of(
        cls, planned: Sequence[int], line: Fraction | None, total: Fraction | None
    ) -> Limits:
        """Apply shares to a plan; parts of a smallest unit are no tolerance."""
        return cls(
            lines=tuple(
                None if line is None else math.floor(line * one) for one in planned
            ),
            total=None if total is None else math.floor(total * sum(planned)),
        )


@attrs.frozen(kw_only=True)
class Excess:
    """
    By how much one line exceeds its plan, in smallest units.

    Attributes:
        above: Beyond the tolerance of the line.

        offset: Offset by savings, with the index of the line that saved.

        own: Borne at own cost, within the tolerance of the total.

        cut: Neither offset nor within the tolerance of the total.
    """

    above: int = 0
    offset: tuple[tuple[int, int], ...] = ()
    own: int = 0
    cut: int = 0


def excesses(
    planned: Sequence[int],
    counted: Sequence[int],
    saved: Sequence[int],
    limits: Limits,
) -> tuple[Excess, ...]:
    """
    Say what becomes of every excess.

    Savings, and then the tolerance of the total, go to the lines in proportion to
    what they exceed by, in whole smallest units by largest remainder; equal
    remainders are served in the order of the lines.

    Args:
        planned: What was planned for each line.

        counted: What was spent on it and counts.

        saved: What of the plan was not spent. What was spent and does not count was
            not saved.

        limits: How much may be exceeded.

    Returns:
        For each line; ``above``, what is offset, ``own`` and ``cut`` add up to its
        excess, and nobody's savings are used twice.
    """
    over = [max(spent - plan, 0) for plan, spent in zip(planned, counted, strict=True)]
    within = [
        one if most is None else min(one, most)
        for one, most in zip(over, limits.lines, strict=True)
    ]
    offset = _shared(min(sum(within), sum(saved)), within)
    left = [one - gone for one, gone in zip(within, offset, strict=True)]
    rest = sum(left) if limits.total is None else min(sum(left), limits.total)
    own = _shared(rest, left)
    sources = _matched(offset, saved)
    return tuple(
        Excess(
            above=over[i] - within[i],
            offset=sources[i],
            own=own[i],
            cut=left[i] - own[i],
        )
        for i in range(len(over))
    )


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    if not total:
        return [0] * len(weights)
    return [int(share) for share in largest_remainder(total, list(weights))]


def _matched(
    wanted: Sequence[int], saved: Sequence[int]
) -> list[tuple[tuple[int, int], ...]]:
    """Take what each line wants out of what others saved, in their order."""
    left = list(saved)
    matched: list[tuple[tuple[int, int], ...]] = []
    for want in wanted:
        taken: list[tuple[int, int]] = []
        for index, there in enumerate(left):
            part = min(want, there)
            if part:
                taken.append((index, part))
                left[index] -= part
                want -= part  # noqa: PLW2901  what is still wanted of this line
        matched.append(tuple(taken))
    return matched
