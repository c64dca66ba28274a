"""Outliers: amounts that changed otherwise than those of the others."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from statistics import NormalDist, median
from typing import Final

import attrs

from fundmodel.auditing.findings import NotApplicable, Outcome, Passed
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.screening.rates import LEVEL, a_level
from fundmodel.auditing.subjects import about_table
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.sentences import sentence

__all__ = ["unlike_last_year"]

RULE: Final = "SCREEN-004"

FEWEST: Final = 30
"""Changes from which a spread can be told."""

_DEVIATION: Final = NormalDist().inv_cdf(0.75)
"""The median deviation of a bell curve whose standard deviation is 1."""

_MARGIN: Final = 3
"""Of a median deviation of n changes, in units of 1/sqrt(n); its own spread is 1.17."""


@attrs.frozen
class _Change:
    """What somebody had, has, and the logarithm of the quotient."""

    id: str
    name: str
    before: Money
    now: Money
    log: float


def unlike_last_year(
    now: PublishedTable, before: PublishedTable, *, level: Fraction = LEVEL
) -> Iterator[Outcome]:
    """
    SCREEN-004: nobody's amount changed quite otherwise than those of the others.

    Compared are the logarithms of now / before with their median; the measure is
    their median deviation from it, which a few wild ones do not move.

    Why: a slipped digit, a swapped row or a wrong unit stand out against last year.

    Example: all rise by two to five per cent, and one falls to a tenth.

    How to resolve: ask for the reason. A merger, a new branch or a first full year are
    good ones.

    Chance: if the logarithms are spread like a bell curve. The limit is that of the
    largest of n changes, widened by 3/sqrt(n), because the spread is itself measured.
    Real changes have more wild ones than a bell curve.

    Args:
        now: This year's amounts.

        before: Last year's, in the same currency; ids say who is compared.

        level: Leads are given in at most so many pairs of tables by chance.
    """
    level = a_level(level)
    changes = list(_changes(now, before))
    if len(changes) < FEWEST:
        reason = sentence(
            "{count} recipients have an amount above zero in both tables, and {fewest} "
            "are needed",
            count=len(changes),
            fewest=FEWEST,
        )
        yield NotApplicable(rule=RULE, reason=reason)
        return
    middle = median(change.log for change in changes)
    spread = median(abs(change.log - middle) for change in changes)
    if not spread:
        reason = sentence("half of all amounts or more changed by the same factor")
        yield NotApplicable(rule=RULE, reason=reason)
        return
    limit = _limit(len(changes), level) * spread / _DEVIATION
    wild = [change for change in changes if abs(change.log - middle) > limit]
    for change in wild:
        yield _lead(now, change, level)
    in_order = len(changes) - len(wild)
    message = sentence("changes within the usual: {count}", count=in_order)
    left_out = len({*now.ids, *before.ids}) - len(changes)
    evidence = ((sentence("not compared"), left_out),) if left_out else ()
    yield Passed(rule=RULE, count=in_order, message=message, evidence=evidence)


def _limit(count: int, level: Fraction) -> float:
    """Give how many standard deviations all of *count* changes keep within."""
    usual = NormalDist().inv_cdf(1 - float(level) / (2 * count))
    return usual * (1 + _MARGIN / math.sqrt(count))


def _changes(now: PublishedTable, before: PublishedTable) -> Iterator[_Change]:
    earlier = dict(zip(before.ids, before.amounts, strict=True))
    for id_, name, amount in zip(now.ids, now.names, now.amounts, strict=True):
        last = earlier.get(id_)
        if last is None:
            continue
        if last.currency != amount.currency:
            raise InvalidDataError(
                "the tables are in different currencies",
                where=f"published table {before.id!r}",
                got=last.currency,
                expected=amount.currency,
                mend="convert one of them, with rate, date and source",
            )
        if last.minor > 0 and amount.minor > 0:
            log = math.log(amount.minor) - math.log(last.minor)
            yield _Change(id_, name, last, amount, log)


def _apart(now: Money, before: Money) -> Money:
    return Money(minor=abs(now.minor - before.minor), currency=now.currency)


def _lead(table: PublishedTable, change: _Change, level: Fraction) -> Lead:
    return Lead(
        rule=RULE,
        subject=sentence(
            "{name} ({id}), {of}", name=change.name, id=change.id, of=about_table(table)
        ),
        message=sentence(
            "changed from {before} to {now}, unlike the others",
            before=change.before,
            now=change.now,
        ),
        suggestion=sentence("ask for the reason; a merger or a first full year is one"),
        by_chance=Chance(
            rate=level,
            derivation=sentence(
                "if the logarithms of all changes were spread like a bell curve: the "
                "limit that the largest of them keeps"
            ),
        ),
        at_stake=_apart(change.now, change.before),
    )
