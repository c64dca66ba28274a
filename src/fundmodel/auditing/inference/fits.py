"""Fits: a total or a rate that a table allows, and how well."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fundmodel.auditing.inference.manners import Manner
from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["RateFit", "SplitHalves", "TotalFit"]


@attrs.frozen(kw_only=True)
class TotalFit:
    """
    A total of heads, and how many of the published amounts it gives.

    Attributes:
        total: Heads of all together.

        manner: How amounts were rounded.

        fits: How many amounts come out to the smallest unit.

        count: Of how many.

        by_chance: How many would come out if the amounts were drawn by lot.

        beats_chance: Whether that is far fewer, however many totals were tried.
    """

    total: int
    manner: Manner
    fits: int
    count: int
    by_chance: Fraction
    beats_chance: bool

    def said(self) -> Sentence:
        """Say it in a line."""
        return sentence(
            "{total} heads, {manner}: {fits} of {count} amounts",
            total=self.total,
            manner=self.manner,
            fits=self.fits,
            count=self.count,
        )

    def __str__(self) -> str:
        return self.said().render(Language.ENGLISH)


@attrs.frozen(kw_only=True)
class RateFit:
    """
    Rates per head that give the published amounts, where nobody knows the pot.

    Attributes:
        low: The lowest of these rates, in smallest units of the currency.

        high: All are below it, or up to it where amounts were rounded up.

        manner: How amounts were rounded.

        fits: How many amounts all of these rates give.

        count: Of how many.

        by_chance: How many would come out if the amounts were drawn by lot.

        beats_chance: Whether that is far fewer, however many rates were tried.
    """

    low: Fraction
    high: Fraction
    manner: Manner
    fits: int
    count: int
    by_chance: Fraction
    beats_chance: bool


@attrs.frozen(kw_only=True)
class SplitHalves:
    """
    What one half of a table says about the other.

    A total is chosen by the one half alone, and is then asked about the other. A
    value that only fits what it was chosen by would fail here.

    Attributes:
        splits: How many halves were drawn, by a fixed seed.

        same: How often the half chose the total that the whole table does.

        least: How many amounts of the other half came out, at least.

        most: How many came out, at most.

        others: How many amounts the other half has.
    """

    splits: int
    same: int
    least: int
    most: int
    others: int

    def said(self) -> Sentence:
        """Say it in a line."""
        return sentence(
            "split in halves {splits} times: the first half chose the same total "
            "{same} times, and {least} to {most} of the {others} amounts of the other "
            "half came out",
            splits=self.splits,
            same=self.same,
            least=self.least,
            most=self.most,
            others=self.others,
        )
