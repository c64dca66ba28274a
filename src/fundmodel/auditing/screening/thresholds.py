"""Thresholds: more amounts just below than just above."""

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

__all__ = ["just_below"]

RULE: Final = "SCREEN-007"

FEWEST: Final = 20
"""Amounts near the threshold from which a share can be told."""


def just_below(
    amounts: Sequence[Money],
    *,
    threshold: Money,
    subject: Sentence,
    width: Fraction = Fraction(1, 10),
    level: Fraction = LEVEL,
) -> Iterator[Outcome]:
    """
    SCREEN-007: amounts do not crowd just below a threshold.

    Amounts from threshold x (1 - width) up to the threshold are compared with those
    from the threshold up to threshold x (1 + width).

    Why: what would need a tender, or a second signature, is split or priced down.

    Example: of 60 orders between 9,000.00 and 11,000.00 EUR, 55 are below 10,000.00,
    from where on three offers are needed.

    How to resolve: list the amounts below by recipient and day. Prices that end just
    below a round amount are a good reason.

    Chance: if amounts grow rarer with the square of their size, or more slowly, the
    share (1 + width) / 2 of those near the threshold is below it, at most; the bound of
    Chernoff and Hoeffding on more than that.

    Args:
        amounts: Amounts in the currency of the threshold.

        threshold: The first amount to which the stricter rule applies, above zero.

        subject: What they are.

        width: How far near reaches, as a share of the threshold; below 1.

        level: A lead is given for at most so many lists by chance.
    """
    level = a_level(level)
    _check(threshold, width)
    near = [a.minor for a in amounts if _is_near(a, threshold, width)]
    if len(near) < FEWEST:
        reason = sentence(
            "{count} amounts are near {threshold}, and {fewest} are needed",
            count=len(near),
            threshold=threshold,
            fewest=FEWEST,
        )
        yield NotApplicable(rule=RULE, reason=reason)
        return
    below = sum(minor < threshold.minor for minor in near)
    rate = rounded_up(min(Fraction(1), tail(below, len(near), (1 + width) / 2)))
    said = sentence(
        "{below} amounts are just below {threshold}, {above} just above",
        below=below,
        threshold=threshold,
        above=len(near) - below,
    )
    if rate > level:
        yield Passed(rule=RULE, count=len(near), message=said)
        return
    yield _lead(subject, said, rate)


def _check(threshold: Money, width: Fraction) -> None:
    if threshold.minor <= 0 or not 0 < width < 1:
        raise InvalidDataError(
            "this is no threshold with something on both sides",
            where="threshold, width",
            got=f"{threshold}, {width}",
            expected="an amount above zero, and a width above 0 and below 1",
            mend="take Fraction(1, 10) for the width if in doubt",
        )


def _is_near(amount: Money, threshold: Money, width: Fraction) -> bool:
    if amount.currency != threshold.currency:
        raise InvalidDataError(
            "an amount is in another currency than the threshold",
            where="amounts",
            got=amount,
            expected=threshold.currency,
            mend="screen each currency by itself",
        )
    middle = threshold.minor
    return middle * (1 - width) <= amount.minor < middle * (1 + width)


def _lead(subject: Sentence, said: Sentence, rate: Fraction) -> Lead:
    return Lead(
        rule=RULE,
        subject=subject,
        message=said,
        suggestion=sentence(
            "list them by recipient and day; prices that end just below a round amount "
            "are a good reason"
        ),
        by_chance=Chance(
            rate=rate,
            derivation=sentence(
                "if amounts grew rarer with the square of their size: a bound on the "
                "share of those below"
            ),
        ),
    )
