"""Round amounts: more of them than amounts that were computed would have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from fundmodel.auditing.findings import NotApplicable, Outcome, Passed
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.screening.rates import LEVEL, a_level, rounded_up, tail
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence

__all__ = ["round_amounts"]

RULE: Final = "SCREEN-006"

FEWEST: Final = 50
"""Amounts from which a share can be told."""

STEPS: Final = 10
"""An amount counts if it is at least so many steps large."""

_UNEVEN: Final = Fraction(11, 10)
"""Amounts grow rarer with their size; within one step of ten, by less than that."""


def round_amounts(
    amounts: Sequence[Money],
    *,
    step: Money,
    subject: Sentence,
    level: Fraction = LEVEL,
) -> Iterator[Outcome]:
    """
    SCREEN-006: round amounts are no more frequent than chance has it.

    An amount is round if it is a multiple of the step. Amounts below ten steps are
    passed over: they may be near a round one for their size alone.

    Why: costs come out at odd amounts; round ones were estimated, or agreed upon.

    Example: of 80 invoices above 10,000.00 EUR, 31 are multiples of 1,000.00 EUR.

    How to resolve: look at the vouchers behind round amounts. Lump sums and
    instalments are good reasons.

    Chance: if the last digits were drawn by lot, among multiples of the largest power
    of ten that divides all amounts, and a tenth more, because amounts grow rarer with
    their size: the bound of Chernoff and Hoeffding.

    Args:
        amounts: Amounts in the currency of the step.

        step: What a round amount is a multiple of, above zero.

        subject: What they are.

        level: A lead is given for at most so many lists by chance.
    """
    level = a_level(level)
    if step.minor <= 0:
        raise InvalidDataError(
            "the step is not above zero",
            where="step",
            got=step,
            expected="an amount such as 1,000.00",
            mend="say what a round amount is a multiple of",
        )
    large = [amount.minor for amount in amounts if _is_large(amount, step)]
    unit = _unit(large)
    if len(large) < FEWEST or step.minor <= unit:
        yield NotApplicable(rule=RULE, reason=_unfit(len(large), step))
        return
    fits = sum(not minor % step.minor for minor in large)
    chance = min(Fraction(1), Fraction(unit, step.minor) * _UNEVEN)
    rate = rounded_up(min(Fraction(1), tail(fits, len(large), chance)))
    if rate > level:
        message = sentence(
            "{fits} of {count} amounts are multiples of {step}",
            fits=fits,
            count=len(large),
            step=step,
        )
        yield Passed(rule=RULE, count=len(large), message=message)
        return
    yield _lead(subject, (fits, len(large)), step, Chance(rate=rate, derivation=_LOT))


_LOT: Final = sentence(
    "if the last digits were drawn by lot: a bound on the share of multiples"
)


def _is_large(amount: Money, step: Money) -> bool:
    if amount.currency != step.currency:
        raise InvalidDataError(
            "an amount is in another currency than the step",
            where="amounts",
            got=amount,
            expected=step.currency,
            mend="screen each currency by itself",
        )
    return amount.minor >= STEPS * step.minor


def _unit(large: Sequence[int]) -> int:
    """Give the largest power of ten that divides all amounts."""
    unit = 1
    while large and all(not minor % (10 * unit) for minor in large):
        unit *= 10
    return unit


def _unfit(count: int, step: Money) -> Sentence:
    if count < FEWEST:
        return sentence(
            "{count} amounts are ten times {step} or more, and {fewest} are needed",
            count=count,
            step=step,
            fewest=FEWEST,
        )
    return sentence("all amounts are multiples of {step}", step=step)


def _lead(subject: Sentence, fits_of: tuple[int, int], step: Money, by: Chance) -> Lead:
    fits, count = fits_of
    return Lead(
        rule=RULE,
        subject=subject,
        message=sentence(
            "{fits} of {count} amounts are multiples of {step}",
            fits=fits,
            count=count,
            step=step,
        ),
        suggestion=sentence(
            "look at the vouchers of the round ones; lump sums and instalments are "
            "good reasons"
        ),
        by_chance=by,
    )
