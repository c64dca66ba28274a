"""Payments that may have been made twice: equal ones, and nearly equal ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.auditing.findings import NotApplicable, Outcome, Passed
from fundmodel.auditing.leads import Chance, Lead
from fundmodel.auditing.screening.rates import LEVEL, a_level, rounded_up
from fundmodel.errors import InvalidDataError
from fundmodel.ledgers import Entries, EntryKind
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence

__all__ = ["equal_payments", "near_payments"]

EQUAL: Final = "SCREEN-002"
NEAR: Final = "SCREEN-003"

Wholes = npt.NDArray[np.int64]

LARGEST_TOLERANCE: Final = Fraction(1, 10)
"""What differs by more is no slip of the pen."""


@attrs.frozen(eq=False)
class _Payments:
    """
    Payments that count, sorted by recipient, amount and day.

    Attributes:
        entries: The ledger.

        days: How many days may lie between two payments that belong together.

        rows: Positions of the payments in the ledger, shape ``(n,)``.

        who: Numbers of the recipients.

        minor: Amounts in minor units.

        on: Days, as numbers of the calendar.
    """

    entries: Entries
    days: int
    rows: Wholes
    who: Wholes
    minor: Wholes
    on: Wholes

    @classmethod
    def of(cls, entries: Entries, days: int) -> _Payments:
        """Leave out what is no payment, and what was taken back."""
        if days < 0:
            raise InvalidDataError(
                "the number of days is negative",
                where="days",
                got=days,
                expected="0 for the same day, or more",
                mend="say within how many days a payment would be made twice",
            )
        kinds = entries.kinds
        paid = kinds.translated(lambda kind: int(kind is EntryKind.PAYMENT)) == 1
        taken_back = set(entries.reverses.values)
        if taken_back:
            kept = [id_ not in taken_back for id_ in entries.ids]
            paid &= np.array(kept, dtype=bool) & (entries.reverses.codes < 0)
        rows = np.flatnonzero(paid).astype(np.int64)
        who = entries.recipients.codes[rows].astype(np.int64)
        minor, on = entries.minor[rows], entries.days[rows].astype(np.int64)
        order = np.lexsort((on, minor, who))
        return cls(entries, days, rows[order], who[order], minor[order], on[order])

    @property
    def pairs(self) -> int:
        """All pairs of payments, whoever received them."""
        n = len(self.rows)
        return n * (n - 1) // 2

    def close_pairs(self) -> int:
        """Count the pairs of one recipient within the days."""
        if not len(self.rows):
            return 0
        # Recipients lie so far apart that no day of one is near one of another.
        span = int(self.on.max() - self.on.min()) + self.days + 1
        keys = np.sort(self.who * span + (self.on - self.on.min()))
        ends = np.searchsorted(keys, keys + self.days, side="right")
        return int((ends - np.arange(len(keys)) - 1).sum())

    def money(self, place: int) -> Money:
        """Give the amount of one payment."""
        minor = int(self.minor[place])
        return Money(minor=minor, currency=self.entries.currency)

    def lead(self, rule: str, places: Wholes, message: Sentence, by: Chance) -> Lead:
        """Make a lead about some payments to one recipient."""
        listed = [self.entries.entry_at(int(self.rows[place])) for place in places]
        stake = sum(entry.amount.minor for entry in listed[1:])
        return Lead(
            rule=rule,
            subject=sentence("payments to {recipient}", recipient=listed[0].recipient),
            message=message,
            suggestion=sentence(
                "compare the vouchers; instalments and several awards are good reasons"
            ),
            by_chance=by,
            evidence=((sentence("entries"), tuple(str(entry) for entry in listed)),),
            at_stake=Money(minor=stake, currency=self.entries.currency),
        )


def equal_payments(
    entries: Entries, *, days: int = 14, level: Fraction = LEVEL
) -> Iterator[Outcome]:
    """
    SCREEN-002: nobody receives one amount twice within some days.

    Why: an invoice that is entered twice is paid twice. What was reversed is left out.

    Example: 12,345.67 EUR to the same association on 3 and on 7 March.

    How to resolve: compare the vouchers. Instalments, and equal rates for several
    places, are good reasons.

    Chance: the amounts are taken as dealt out to the payments at random. Then two
    payments have one amount as often as all pairs of the ledger do. Amounts are
    taken together with all that are as rare or rarer; amounts so common that
    chance explains them, such as fixed rates, are not listed, but counted.

    Args:
        entries: Entries of a ledger; only payments to a recipient count.

        days: How many days may lie between the two.

        level: Leads are given in at most so many ledgers by chance.
    """
    level = a_level(level)
    paid = _Payments.of(entries, days)
    close = paid.close_pairs()
    if not close:
        yield _nothing_to_compare(EQUAL, days)
        return
    together = _same(paid)
    rates = _rates_by_amount(paid, close)
    leads, common = 0, 0
    for places in together:
        rate = rates(int(paid.minor[places[0]]))
        if rate > level:
            common += 1
            continue
        leads += 1
        message = sentence(
            "{amount} was paid {count} times within {days} days of each other",
            amount=paid.money(places[0]),
            count=len(places),
            days=days,
        )
        yield paid.lead(EQUAL, places, message, Chance(rate=rate, derivation=_DEALT))
    yield from _rest(EQUAL, common=common, leads=leads, close=close)


_DEALT: Final = sentence(
    "if the amounts were dealt out to the payments at random: pairs of one recipient "
    "within the days, times the share of all pairs that are as much alike or more"
)


def _nothing_to_compare(rule: str, days: int) -> NotApplicable:
    reason = sentence("nobody received two payments within {days} days", days=days)
    return NotApplicable(rule=rule, reason=reason)


def _rest(rule: str, *, common: int, leads: int, close: int) -> Iterator[Outcome]:
    if common:
        reason = sentence(
            "{count} cases are as likely by chance, because amounts of the ledger are "
            "alike",
            count=common,
        )
        yield NotApplicable(rule=rule, reason=reason)
    if not common and not leads:
        message = sentence("pairs of payments that differ: {count}", count=close)
        yield Passed(rule=rule, count=close, message=message)


def _same(paid: _Payments) -> list[Wholes]:
    """Give runs of payments of one recipient and amount, each within the days."""
    linked = (
        (np.diff(paid.who) == 0)
        & (np.diff(paid.minor) == 0)
        & (np.diff(paid.on) <= paid.days)
    )
    ends = np.flatnonzero(~linked) + 1
    runs = np.split(np.arange(len(paid.rows), dtype=np.int64), ends)
    return [run for run in runs if len(run) > 1]


def _rates_by_amount(paid: _Payments, close: int) -> Callable[[int], Fraction]:
    """Give how often any amount as rare as this one is paid twice by chance."""
    amounts, counts = np.unique(paid.minor, return_counts=True)
    sizes, how_many = np.unique(counts, return_counts=True)
    rates: dict[int, Fraction] = {}
    alike = 0
    for size, number in zip(sizes.tolist(), how_many.tolist(), strict=True):
        alike += number * (size * (size - 1) // 2)
        rates[size] = rounded_up(Fraction(close * alike, paid.pairs))
    return lambda minor: rates[int(counts[np.searchsorted(amounts, minor)])]


def near_payments(
    entries: Entries,
    *,
    days: int = 14,
    tolerance: Fraction = Fraction(1, 100),
    level: Fraction = LEVEL,
) -> Iterator[Outcome]:
    """
    SCREEN-003: nobody receives two nearly equal amounts within some days.

    Equal amounts are left to SCREEN-002. Amounts of one recipient that follow one
    another in size are compared.

    Why: an invoice that is entered twice, once with a slip of the pen, is not found
    among equal payments.

    Example: 12,345.67 EUR and 12,354.67 EUR to the same association in one week.

    How to resolve: compare the vouchers. Rates that rose, and instalments that were
    rounded, are good reasons.

    Chance: as for SCREEN-002, for all pairs that are as near or nearer. Where such
    pairs are common in the ledger, only nearer ones are listed.

    Args:
        entries: Entries of a ledger; only payments to a recipient count.

        days: How many days may lie between the two.

        tolerance: By which share of the smaller amount the larger one may exceed it;
            above 0, at most a tenth.

        level: Leads are given in at most so many ledgers by chance.
    """
    level = a_level(level)
    if not 0 < tolerance <= LARGEST_TOLERANCE:
        raise InvalidDataError(
            "this is no tolerance",
            where="tolerance",
            got=tolerance,
            expected="a Fraction above 0, at most 1/10",
            mend="take Fraction(1, 100) if in doubt",
        )
    paid = _Payments.of(entries, days)
    close = paid.close_pairs()
    if not close:
        yield _nothing_to_compare(NEAR, days)
        return
    nearest = _nearest(paid, tolerance)
    count, rate = _allowed(paid, nearest, close, level)
    by = Chance(rate=rate, derivation=_DEALT)
    for _, first in nearest[:count]:
        message = sentence(
            "{one} and {other} were paid within {days} days of each other",
            one=paid.money(first),
            other=paid.money(first + 1),
            days=days,
        )
        places = np.array([first, first + 1], dtype=np.int64)
        yield paid.lead(NEAR, places, message, by)
    common = len(nearest) - count
    yield from _rest(NEAR, common=common, leads=count, close=close)


Nearest = list[tuple[Fraction, int]]
"""By which share of the smaller amount a pair differs, and where it stands."""


def _nearest(paid: _Payments, tolerance: Fraction) -> Nearest:
    """Give the pairs that are near, the nearest first."""
    apart, smaller = np.diff(paid.minor), paid.minor[:-1]
    close = (
        (np.diff(paid.who) == 0)
        & (apart > 0)
        & (apart <= smaller * (2 * float(tolerance)))
        & (np.abs(np.diff(paid.on)) <= paid.days)
    )
    found = (
        (Fraction(int(apart[place]), int(smaller[place])), place)
        for place in np.flatnonzero(close).tolist()
    )
    return sorted((share, place) for share, place in found if share <= tolerance)


def _allowed(
    paid: _Payments, nearest: Nearest, close: int, level: Fraction
) -> tuple[int, Fraction]:
    """Give how many of them chance does not explain, and the rate for these."""
    amounts = np.sort(paid.minor)

    def rate(count: int) -> Fraction:
        alike = _alike(amounts, nearest[count - 1][0])
        return rounded_up(Fraction(close * alike, paid.pairs))

    low, high = 0, len(nearest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if rate(middle) <= level else (low, middle - 1)
    return low, rate(low) if low else Fraction(1)


def _alike(amounts: Wholes, share: Fraction) -> int:
    """Count the pairs that differ by more than nothing and by no more than a share."""
    # One minor unit more than floats may round away; too many pairs do no harm.
    reach = amounts + np.floor(amounts * float(share)).astype(np.int64) + 1
    first = np.searchsorted(amounts, amounts, side="right")
    return int((np.searchsorted(amounts, reach, side="right") - first).sum())
