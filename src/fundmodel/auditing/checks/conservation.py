"""Nothing is lost: each pot of an allocation against what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import Evidence, Finding, Outcome, Passed, Severity
from fundmodel.auditing.subjects import about_part, about_year, measured
from fundmodel.claims import Portion, PortionKind
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Amount, Unit

__all__ = ["pots_are_conserved", "residuals_have_a_destination"]

_LABELS: Final[tuple[tuple[PortionKind, Sentence], ...]] = (
    (PortionKind.SET_ASIDE, sentence("set aside")),
    (PortionKind.RESIDUAL, sentence("rounding residual")),
    (PortionKind.LAPSED, sentence("lapsed")),
    (PortionKind.GUARANTEED, sentence("guaranteed in addition")),
)


@attrs.frozen(kw_only=True)
class _Pot:
    """
    A pot as the budget gives it, and what the columns say became of it.

    All amounts are in smallest units.

    Attributes:
        unit: What amounts are counted in.

        given: Budget times share, exactly; zero for a part without a budget.

        allotted: The sum of the column of amounts.

        elsewhere: What left the pot without being claimed, by kind.

        left_over: What stayed in the pot; negative where need, not a budget,
            sets the amount.
    """

    unit: Unit
    given: Fraction
    allotted: Fraction
    elsewhere: tuple[tuple[Sentence, Fraction], ...]
    left_over: Fraction

    @property
    def gap(self) -> Fraction:
        """What is missing; negative for money that came from nowhere."""
        went = sum((amount for _, amount in self.elsewhere), start=Fraction(0))
        return self.given - self.allotted - went - self.left_over

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every figure of the sum."""
        figures = (
            (sentence("budget times share"), self.given),
            (sentence("allotted"), self.allotted),
            *self.elsewhere,
            (sentence("left over"), self.left_over),
            (sentence("missing"), self.gap),
        )
        return tuple((label, measured(count, self.unit)) for label, count in figures)


def _pot(allocation: Allocation, allocated: AllocatedPart) -> _Pot:
    distribution = allocated.distribution
    last = distribution.steps[-1].after
    budget = allocated.part.budget(allocated.year)
    given = Fraction(0) if budget is None else budget.amount.minor * allocation.share
    elsewhere = tuple(
        (label, _sum(p for p in distribution.elsewhere if p.kind is kind))
        for kind, label in _LABELS
    )
    return _Pot(
        unit=distribution.unit,
        given=given,
        allotted=_added_up(allocated),
        elsewhere=elsewhere,
        left_over=last.pot.fraction(0),
    )


def _sum(portions: Iterator[Portion]) -> Fraction:
    return sum((p.amount.fraction(0) for p in portions), start=Fraction(0))


def _added_up(allocated: AllocatedPart) -> Fraction:
    """Add up the column of amounts with Python integers, and the fractions."""
    distribution = allocated.distribution
    whole: list[int] = distribution.amounts.tolist()
    broken = ~distribution.steps[-1].after.amounts.is_whole[0]
    fractions = (distribution.exact(i) % 1 for i in np.flatnonzero(broken).tolist())
    return sum(whole) + sum(fractions, start=Fraction(0))


def pots_are_conserved(case: Case) -> Iterator[Outcome]:
    """
    CONS-001: budget x share = allotted + set aside + residual + lapsed + left over.

    What guarantees gave in addition to the pot counts as negative.

    Why: money that is in no column is lost, and money in two columns is spent
    twice. The sum is exact; there is no tolerance.

    Example: 1,000.00 EUR were to be divided, and the amounts add up to 999.99
    without a rounding residual.

    How to resolve: look at the steps of the allocation for the first one after
    which the sum is wrong.
    """
    rule = "CONS-001"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order = 0
    for allocation, allocated in case.allocated():
        pot = _pot(allocation, allocated)
        if pot.gap:
            yield _not_conserved(rule, allocated, pot)
        else:
            in_order += 1
    if in_order:
        yield Passed(
            rule=rule,
            count=in_order,
            message=sentence("pots that add up exactly: {count}", count=in_order),
        )


def _not_conserved(rule: str, allocated: AllocatedPart, pot: _Pot) -> Finding:
    gap = measured(abs(pot.gap), pot.unit)
    if pot.gap > 0:
        message = sentence("{gap} of the pot are in no column", gap=gap)
    else:
        message = sentence("{gap} more than the pot are in the columns", gap=gap)
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=message,
        evidence=pot.evidence,
        suggestion=sentence("look for the step after which the sum is wrong"),
        at_stake=gap if isinstance(gap, Money) else None,
    )


def residuals_have_a_destination(case: Case) -> Iterator[Outcome]:
    """
    RESID-001: what rounding left over, or took too much, has a destination.

    Why: a few cents are lawful, but somebody keeps or bears them. Where a row
    stands for all others, whose amounts are rounded one by one, the residual of
    the whole cannot be known, and that is only reported for information.

    Example: 100.00 EUR among three, each rounded down to whole euros, leave
    1.00 EUR that nobody names.

    How to resolve: add a residual to the rule, for example to a reserve, or
    round so that the sum is kept.
    """
    rule = "RESID-001"
    lacking = case.lacks_allotments(rule)
    if lacking is not None:
        yield lacking
        return
    in_order = 0
    for _, allocated in case.allocated():
        lost = [p for p in allocated.distribution.elsewhere if _is_homeless(p)]
        for portion in lost:
            yield _homeless(rule, allocated, portion)
        in_order += not lost
    if in_order:
        message = sentence(
            "parts that leave no rounding residual, or say where it goes: {count}",
            count=in_order,
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _is_homeless(portion: Portion) -> bool:
    return (
        portion.kind is PortionKind.RESIDUAL
        and portion.destination is None
        and portion.amount.fraction(0) != 0
    )


def _left(count: Fraction, amount: Money | Amount) -> Sentence:
    if count < 0:
        return sentence("takes {amount} more than there is", amount=amount)
    return sentence("leaves {amount}", amount=amount)


def _homeless(rule: str, allocated: AllocatedPart, portion: Portion) -> Finding:
    distribution = allocated.distribution
    count = portion.amount.fraction(0)
    amount = measured(count, distribution.unit)
    at_stake = measured(abs(count), distribution.unit)
    for_others = bool(distribution.is_remainder.any())
    said = _left(count, at_stake)
    if for_others:
        message = sentence(
            "rounding the named rows {left}; that of the whole cannot be known, and "
            "nobody says where it goes",
            left=said,
        )
    else:
        message = sentence("rounding {left}, and nobody says where it goes", left=said)
    return Finding(
        rule=rule,
        severity=Severity.INFO if for_others else Severity.WARNING,
        subject=about_year(about_part(allocated.part), allocated.year),
        message=message,
        evidence=((sentence("rounding residual"), amount),),
        source=portion.source,
        suggestion=sentence(
            "state in the rule where the residual goes, or round so that the sum "
            "is kept"
        ),
        at_stake=at_stake if isinstance(at_stake, Money) else None,
    )
