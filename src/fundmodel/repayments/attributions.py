"""Which payments an amount that comes back belongs to."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.interest import PartPayment
from fundmodel.money import Money
from fundmodel.repayments.cases import AwardPayment
from fundmodel.sentences import Language, Sentence, sentence

__all__ = [
    "Attribution",
    "Claim",
    "claimed_before",
    "claims_of",
    "in_order_of_time",
]


class Attribution(enum.Enum):
    """Out of which payments an amount comes back; no provision that was read says."""

    LATEST_FIRST = "latest first"
    """What was paid last was paid too much, so interest runs for the shorter time."""

    EARLIEST_FIRST = "earliest first"
    """What was paid first comes back first, so interest runs for the longer time."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _WORDS[self].render(language)


_WORDS: dict[Attribution, Sentence] = {
    Attribution.LATEST_FIRST: sentence("what was paid last comes back first"),
    Attribution.EARLIEST_FIRST: sentence("what was paid first comes back first"),
}


@attrs.frozen(kw_only=True)
class Claim:
    """
    What must be given back of one payment, and what of it came back.

    Attributes:
        payment: The payment.

        amount: What must be given back of it.

        repaid: What came back, in the order of time.
    """

    payment: AwardPayment
    amount: Money
    repaid: tuple[PartPayment, ...]

    @property
    def left(self) -> Money:
        """What has not come back."""
        zero = Money.zero(self.amount.currency)
        return self.amount - sum((one.amount for one in self.repaid), start=zero)

    def repaid_before(self, day: date) -> Money:
        """What came back before a day."""
        zero = Money.zero(self.amount.currency)
        before = (one.amount for one in self.repaid if one.day < day)
        return sum(before, start=zero)


def claims_of(
    amount: Money,
    payments: Sequence[AwardPayment],
    repaid: Sequence[PartPayment],
    attribution: Attribution,
    earlier: Sequence[Money] = (),
) -> tuple[Claim, ...]:
    """
    Divide what must come back, and what did, among the payments.

    What came back goes to the earliest payment of which something is left. What other
    decisions claimed before is taken off the payments first, in the same manner, so
    that no euro is claimed twice.

    Returns:
        A claim for each payment of which something must come back, in the order of
        time. They add up to the amount.

    Raises:
        InvalidDataError: More must come back than was paid, more came back than must,
            or before it was paid; or two payments have one id.
    """
    ordered = in_order_of_time(payments)
    before = claimed_before(ordered, attribution, earlier)
    taken = _taken(amount, ordered, attribution, before)
    owed = [(one, taken[one.id]) for one in ordered if one.id in taken]
    # Sorted by amount too: in which order they are listed must change nothing.
    back = sorted(repaid, key=lambda one: (one.day, -one.amount.minor))
    return _settled(owed, back, amount)


def claimed_before(
    payments: Sequence[AwardPayment],
    attribution: Attribution,
    earlier: Sequence[Money],
) -> dict[str, Money]:
    """Give by id what earlier decisions claimed of each payment."""
    taken = dict[str, Money]()
    for amount in earlier:
        for id_, more in _taken(amount, payments, attribution, taken).items():
            taken[id_] = taken.get(id_, Money.zero(more.currency)) + more
    return taken


def in_order_of_time(payments: Iterable[AwardPayment]) -> tuple[AwardPayment, ...]:
    """
    Give payments in the order of time.

    Raises:
        InvalidDataError: Two have one id.
    """
    ordered = sorted(payments, key=lambda payment: (payment.day, payment.id))
    _check_ids(ordered)
    return tuple(ordered)


def _taken(
    amount: Money,
    payments: Sequence[AwardPayment],
    attribution: Attribution,
    before: Mapping[str, Money],
) -> dict[str, Money]:
    left, taken = amount, dict[str, Money]()
    backwards = attribution is Attribution.LATEST_FIRST
    for payment in reversed(payments) if backwards else payments:
        free = payment.amount
        if payment.id in before:
            free -= before[payment.id]
        part = min(left, free)
        if not part.is_zero:
            taken[payment.id] = part
            left -= part
    if not left.is_zero:
        raise InvalidDataError(
            "more must come back than was paid",
            where="payments",
            got=amount,
            expected=f"at most {amount - left}"
            + (", as more was claimed before" if before else ""),
            mend="add the payments that are missing, or correct the amount",
        )
    return taken


def _settled(
    owed: Sequence[tuple[AwardPayment, Money]],
    repaid: Sequence[PartPayment],
    amount: Money,
) -> tuple[Claim, ...]:
    pieces = [(one.day, one.amount) for one in repaid]
    claims: list[Claim] = []
    for payment, claimed in owed:
        left, parts = claimed, list[PartPayment]()
        while pieces and not left.is_zero:
            day, piece = pieces.pop(0)
            _check_day(day, payment)
            part = min(left, piece)
            parts.append(PartPayment(day=day, amount=part))
            left -= part
            if piece > part:
                pieces.insert(0, (day, piece - part))
        claims.append(Claim(payment=payment, amount=claimed, repaid=tuple(parts)))
    if pieces:
        raise InvalidDataError(
            "more came back than had to",
            where="repaid",
            got=sum((one.amount for one in repaid), start=Money.zero(amount.currency)),
            expected=f"at most {amount}",
            mend="book what is too much as a payment on something else",
        )
    return tuple(claims)


def _check_day(day: date, payment: AwardPayment) -> None:
    if day < payment.day:
        raise InvalidDataError(
            "money came back before it was paid",
            where=f"payment {payment.id!r}",
            got=day,
            expected=f"{payment.day} or later",
            mend="correct the days, or attribute what came back otherwise",
        )


def _check_ids(payments: Sequence[AwardPayment]) -> None:
    ids = [payment.id for payment in payments]
    twice = [id_ for id_ in ids if ids.count(id_) > 1]
    if twice:
        raise InvalidDataError(
            "a payment is listed twice",
            where="payments",
            got=twice[0],
            expected="each payment once",
            mend="leave one out, or give them different ids",
        )
