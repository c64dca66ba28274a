"""First digits: amounts that grew by themselves begin with a 1 more often than a 9."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from fundmodel.auditing.findings import NotApplicable, Outcome, Passed
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.screening.rates import LEVEL, a_level, rounded_up, tail
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence

__all__ = ["first_digits"]

RULE: Final = "SCREEN-005"

FEWEST: Final = 500
"""Amounts from which shares of nine digits can be told."""

SPAN: Final = 1000
"""The middle nine tenths of the amounts have to reach across this factor."""

_TAILS: Final = 18
"""Nine digits, each too often or too rarely."""

_DIGITS: Final = range(1, 10)

_LAW: Final = {digit: Fraction(math.log10(1 + 1 / digit)) for digit in _DIGITS}
"""The law of Benford: how often each digit comes first; a chance, and no money."""


def first_digits(
    amounts: Sequence[Money], *, subject: Sentence, level: Fraction = LEVEL
) -> Iterator[Outcome]:
    """
    SCREEN-005: first digits are spread as the law of Benford has it.

    Preconditions: at least 500 amounts above zero, the middle nine tenths of which
    reach across a factor of 1,000 or more. Otherwise the screen does not apply:
    the law does not hold for rates, capped amounts or bodies of one size.

    Why: invented amounts, and those that were fitted to a limit, begin otherwise.

    Example: of 2,000 invoices a fifth begins with 9, because 10,000.00 EUR would
    need three offers.

    How to resolve: list the amounts with that digit. Fixed rates and common prices are
    good reasons.

    Chance: if each amount begins as the law has it, independently of the others: the
    bound of Chernoff and Hoeffding, for nine digits that are too frequent or too rare.

    Args:
        amounts: Amounts; those of zero or less are passed over.

        subject: What they are.

        level: A lead is given for at most so many lists by chance.
    """
    level = a_level(level)
    minor = sorted(amount.minor for amount in amounts if amount.minor > 0)
    reason = _unfit(minor)
    if reason is not None:
        yield NotApplicable(rule=RULE, reason=reason)
        return
    seen = Counter(int(str(amount)[0]) for amount in minor)
    n = len(minor)
    chances = {digit: _chance(seen[digit], n, _LAW[digit]) for digit in _DIGITS}
    odd = min(chances, key=lambda digit: chances[digit])
    rate = rounded_up(min(Fraction(1), _TAILS * chances[odd]))
    if rate > level:
        message = sentence("amounts with usual first digits: {count}", count=n)
        yield Passed(rule=RULE, count=n, message=message)
        return
    yield _lead(subject, odd, seen, n, rate)


def _unfit(minor: Sequence[int]) -> Sentence | None:
    """Say why the law cannot be expected to hold; `None` if it can."""
    n = len(minor)
    if n < FEWEST:
        return sentence(
            "{count} amounts are above zero, and {fewest} are needed",
            count=n,
            fewest=FEWEST,
        )
    low, high = minor[n // 20], minor[n - 1 - n // 20]
    if high < low * SPAN:
        return sentence(
            "the middle nine tenths of the amounts reach across a factor of {span}, "
            "and {needed} is needed",
            span=high // low,
            needed=SPAN,
        )
    return None


def _chance(seen: int, n: int, law: Fraction) -> Fraction:
    """Give how likely a digit is so frequent, or so rare."""
    if seen > n * law:
        return tail(seen, n, law)
    return tail(n - seen, n, 1 - law)


def _lead(
    subject: Sentence, odd: int, seen: Counter[int], n: int, rate: Fraction
) -> Lead:
    counts = tuple(
        sentence(
            "{digit}: {seen}, expected {expected}",
            digit=digit,
            seen=seen[digit],
            expected=round(n * _LAW[digit]),
        )
        for digit in _DIGITS
    )
    return Lead(
        rule=RULE,
        subject=subject,
        message=sentence(
            "{seen} of {count} amounts begin with {digit}, and {expected} were "
            "expected",
            seen=seen[odd],
            count=n,
            digit=odd,
            expected=round(n * _LAW[odd]),
        ),
        suggestion=sentence(
            "list the amounts with that digit; fixed rates and common prices are good "
            "reasons"
        ),
        by_chance=Chance(
            rate=rate,
            derivation=sentence(
                "if each amount began as the law of Benford has it: a bound on the "
                "most unusual of nine digits"
            ),
        ),
        evidence=((sentence("first digits"), counts),),
    )
