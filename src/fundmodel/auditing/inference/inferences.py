"""What an inference has found, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

import attrs

from fundmodel.auditing.inference.fits import RateFit, SplitHalves, TotalFit
from fundmodel.auditing.inference.manners import Manner
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.units import Amount, Unit

__all__ = ["Inference"]


@attrs.frozen(kw_only=True, eq=False)
class Inference:
    """
    What a published table must have been made from, and how sure that is.

    Attributes:
        published: The table.

        pot: What was divided; `None` if nobody knows.

        unit: What all amounts are multiples of.

        most: The largest total that was tried; without a pot, the most heads of the
            largest amount.

        by_manner: The best total for each way of rounding, the best one first.

        rates: The same without a pot.

        equal: Totals that give as many amounts as the best one, from other heads.

        multiples: Totals that do so with all heads multiplied by one number.

        beating: How many totals in all fit better than chance: most of them next to
            the best or to a multiple of it, where small amounts hardly move.

        runner_up: The best of the totals below the first multiple that give fewer
            amounts than the best; `None` if there is none.

        halves: What one half of the table says about the other; `None` without a
            pot.

        heads: The heads that each recipient must have had, by id; empty if nothing
            fits. An amount that does not come out has none.
    """

    published: PublishedTable
    pot: Money | None
    unit: Money
    most: int
    by_manner: tuple[TotalFit, ...] = ()
    rates: tuple[RateFit, ...] = ()
    equal: tuple[TotalFit, ...] = ()
    multiples: tuple[TotalFit, ...] = ()
    beating: int = 0
    runner_up: TotalFit | None = None
    halves: SplitHalves | None = None
    heads: Mapping[str, int] = MappingProxyType({})

    @property
    def found(self) -> TotalFit | None:
        """The total that the table was made with; `None` if nothing beats chance."""
        best = self.by_manner[0] if self.by_manner else None
        return best if best is not None and best.beats_chance else None

    @property
    def found_rate(self) -> RateFit | None:
        """The rate per head where there is no pot; `None` if nothing beats chance."""
        best = self.rates[0] if self.rates else None
        return best if best is not None and best.beats_chance else None

    @property
    def is_decided(self) -> bool:
        """Whether one total fits best, leaving its multiples aside."""
        return self.found is not None and not self.equal

    @property
    def misfits(self) -> tuple[str, ...]:
        """Ids of the amounts that do not come out, if anything was found."""
        if self.found is None and self.found_rate is None:
            return ()
        zeros = {
            id_
            for id_, amount in zip(
                self.published.ids, self.published.amounts, strict=True
            )
            if amount.is_zero
        }
        return tuple(
            id_
            for id_ in self.published.ids
            if id_ not in self.heads and id_ not in zeros
        )

    def said(self) -> Iterator[Sentence]:
        """Say what was found and what the table cannot decide, line by line."""
        if self.pot is None:
            yield from _rates_said(self)
        else:
            yield from _totals_said(self, self.pot)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all of it as text."""
        language = Language(language)
        return "\n".join(line.render(language) for line in self.said())

    def __str__(self) -> str:
        return self.text()


def _totals_said(done: Inference, pot: Money) -> Iterator[Sentence]:
    best = done.by_manner[0]
    yield sentence(
        "{table}: {count} amounts, all multiples of {unit}, from a pot of {pot}; "
        "totals from 1 to {most} were tried",
        table=done.published.name,
        count=best.count,
        unit=done.unit,
        pot=pot,
        most=done.most,
    )
    if not best.beats_chance:
        yield sentence(
            "nothing fits better than chance; the most is {fit}, where amounts drawn "
            "by lot would give {chance}",
            fit=best.said(),
            chance=_rounded(best.by_chance),
        )
        return
    yield sentence(
        "best: {fit}; amounts drawn by lot would give {chance}",
        fit=best.said(),
        chance=_rounded(best.by_chance),
    )
    yield sentence(
        "that is {rate} per head, before rounding",
        rate=Amount(
            count=Fraction(pot.minor, best.total), unit=Unit.money(pot.currency)
        ),
    )
    for fit in done.by_manner[1:]:
        yield sentence("otherwise rounded: {fit}", fit=fit.said())
    yield from _undecided(done, best)


def _undecided(done: Inference, best: TotalFit) -> Iterator[Sentence]:
    for fit in done.equal:
        yield sentence("fits as well: {fit}", fit=fit.said())
    if done.multiples:
        yield sentence(
            "the same with all heads multiplied by one number: totals of {totals}",
            totals=tuple(sorted({fit.total for fit in done.multiples})),
        )
    yield sentence(
        "{count} totals fit better than chance, counted by way of rounding; most are "
        "next to these, as small amounts hardly move with the total",
        count=done.beating,
    )
    yield from (
        sentence("runner-up below the first multiple: {fit}", fit=fit.said())
        for fit in (done.runner_up,)
        if fit is not None
    )
    yield from (halves.said() for halves in (done.halves,) if halves is not None)
    if best.manner in {Manner.NEAREST, Manner.RATE_FIRST}:
        yield sentence(
            "halves rounded up or to even cannot be told apart where no amount lies "
            "exactly between two units"
        )
    if done.misfits:
        yield sentence("amounts that do not come out: {ids}", ids=done.misfits)
    yield sentence(
        "heads that are inferred from the amounts are consistent with them; that "
        "confirms neither"
    )


def _rates_said(done: Inference) -> Iterator[Sentence]:
    best = done.rates[0]
    yield sentence(
        "{table}: {count} amounts, all multiples of {unit}; the pot is not known, so "
        "that only the rate per head can be found",
        table=done.published.name,
        count=best.count,
        unit=done.unit,
    )
    if not best.beats_chance:
        yield sentence(
            "no rate fits better than chance: {fits} of {count} amounts, where "
            "amounts drawn by lot would give {chance}",
            fits=best.fits,
            count=best.count,
            chance=_rounded(best.by_chance),
        )
        return
    currency = Unit.money(done.unit.currency)
    yield sentence(
        "best: from {low} to {high} per head, {manner}: {fits} of {count} amounts; "
        "amounts drawn by lot would give {chance}",
        low=Amount(count=best.low, unit=currency),
        high=Amount(count=best.high, unit=currency),
        manner=best.manner,
        fits=best.fits,
        count=best.count,
        chance=_rounded(best.by_chance),
    )
    yield sentence(
        "half of the rate with twice the heads gives the same amounts, and so on"
    )
    if done.misfits:
        yield sentence("amounts that do not come out: {ids}", ids=done.misfits)


def _rounded(chance: Fraction) -> Fraction:
    return Fraction(round(chance * 10), 10)
