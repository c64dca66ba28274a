"""What a payment plan is refused for."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from fundmodel.due_dates import Instalments
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.money import Money
from fundmodel.payment_plans.dividing import Minor
from fundmodel.payment_plans.tranches import ProofAccepted, Tranche

__all__ = [
    "check_amounts",
    "check_known",
    "check_not_negative",
    "check_plan",
    "check_retention",
]

_WHERE = "payment plan"

MOST_PAYMENTS: Final = 200
"""No plan has more, and a hostile file must not cost time."""


def check_plan(
    tranches: tuple[Tranche, ...],
    instalments: Instalments | None,
    weights: tuple[Fraction, ...],
) -> None:
    """
    Make sure that a plan pays out an award, whole and once.

    Raises:
        InvalidModelError: It does not.
    """
    if bool(tranches) == (instalments is not None):
        raise _wrong(
            "a payment plan has tranches or instalments, not both and not neither",
            got=f"tranches: {len(tranches)}",
            expected="one of them",
            mend="leave one out",
        )
    _check_count(max(len(tranches), len(weights)))
    if weights and (instalments is None or min(weights) < 0 or not any(weights)):
        raise _wrong(
            "the weights of instalments are wrong",
            got=", ".join(map(str, weights)),
            expected="instalments, with weights of zero or more, not all zero",
            mend="leave the weights out for equal parts",
        )
    if tranches:
        _check_ids(tranches)
        _check_sums(tranches)


def _check_count(count: int) -> None:
    if count > MOST_PAYMENTS:
        raise _wrong(
            "a payment plan has too many payments",
            got=f"{count:,}",
            expected=f"at most {MOST_PAYMENTS}",
            mend="check that it is the right file",
        )


def _check_ids(tranches: tuple[Tranche, ...]) -> None:
    counts = Counter(one.id for one in tranches)
    twice = [id_ for id_, count in counts.items() if count > 1 or id_ == "retention"]
    if twice:
        raise _wrong(
            "an id of a tranche stands twice, or is that of the retention",
            got=", ".join(twice),
            expected="each id once",
            mend="rename one of them",
        )
    if isinstance(tranches[0].due, ProofAccepted):
        raise _wrong(
            "the first tranche waits for proof of tranches before it",
            got=tranches[0].id,
            expected="a day, a span after the award or a milestone",
            mend="for costs that were paid, use PaymentMethod.REIMBURSEMENT",
        )


def _check_sums(tranches: tuple[Tranche, ...]) -> None:
    rests = [one.id for one in tranches if one.is_rest]
    shares = sum((one.share or Fraction(0) for one in tranches), Fraction(0))
    if len(rests) > 1:
        raise _wrong(
            "two tranches are the rest",
            got=", ".join(rests),
            expected="one at most",
            mend="give the others a share or a fixed amount",
        )
    if not rests and any(one.fixed is not None for one in tranches):
        raise _wrong(
            "a payment plan with fixed amounts has no tranche for the rest",
            got=", ".join(one.id for one in tranches if one.fixed is not None),
            expected="one tranche without share and amount",
            mend="let one tranche be the rest",
        )
    if shares > 1 or (not rests and shares != 1):
        raise _wrong(
            "the shares of the tranches do not add up to the whole",
            got=shares,
            expected="at most 1" if rests else "exactly 1",
            mend="correct a share, or let one tranche be the rest",
        )


def check_retention(retention: Money | Fraction | None) -> None:
    """
    Make sure that something is paid before the proof.

    Raises:
        InvalidModelError: Nothing is held back, or all.
    """
    if retention is None:
        return
    minor = retention.minor if isinstance(retention, Money) else retention
    if minor <= 0 or (isinstance(retention, Fraction) and retention >= 1):
        raise _wrong(
            "a retention is nothing, or all",
            got=retention,
            expected="more than nothing, less than all",
            mend="leave it out, or reimburse costs",
        )


def _wrong(what: str, *, got: object, expected: str, mend: str) -> InvalidModelError:
    return InvalidModelError(what, where=_WHERE, got=got, expected=expected, mend=mend)


def check_not_negative(amount: Money) -> None:
    """
    Make sure that there is something to pay.

    Raises:
        InvalidDataError: It is below zero.
    """
    if amount.is_negative:
        raise InvalidDataError(
            "less than nothing cannot be paid",
            where=_WHERE,
            got=amount,
            expected="zero or more",
            mend="what comes back is a repayment",
        )


def check_known(given: Iterable[str], known: Sequence[str], what: str) -> None:
    """
    Make sure that a plan knows the milestones or payments that are named.

    Raises:
        InvalidDataError: It does not; the nearest is offered.
    """
    for id_ in given:
        if id_ not in known:
            near = difflib.get_close_matches(id_, known, n=1)
            raise InvalidDataError(
                f"the payment plan has no such {what}",
                where=_WHERE,
                got=id_,
                expected=", ".join(known) or f"a plan with a {what}",
                mend=f"did you mean {near[0]!r}?" if near else "correct the id",
            )


def check_amounts(
    tranches: tuple[Tranche, ...],
    retention: Money | Fraction | None,
    minor: Minor,
    currency: str,
) -> None:
    """
    Make sure that fixed amounts and a fixed retention fit into all amounts.

    Raises:
        InvalidDataError: They exceed one, or are in another currency.
    """
    fixed = [one.fixed for one in tranches if one.fixed is not None]
    kept = [retention] if isinstance(retention, Money) else []
    for money in (*fixed, *kept):
        if money.currency != currency:
            raise InvalidDataError(
                "the payment plan is in another currency",
                where=_WHERE,
                got=money.currency,
                expected=currency,
                mend="convert it before, with rate, date and source",
            )
    if not len(minor):
        return
    smallest = int(minor.min())
    rest = 1 - sum((one.share or Fraction(0) for one in tranches), Fraction(0))
    least = sum(one.minor for one in fixed)
    if rest * smallest < least:
        raise _too_small("fixed amounts", least, smallest, currency)
    if kept and kept[0].minor >= smallest:
        raise _too_small("retention", kept[0].minor, smallest, currency)


def _too_small(what: str, least: int, smallest: int, currency: str) -> InvalidDataError:
    needed = Money.from_minor(least, currency)
    return InvalidDataError(
        "an award is too small for its payment plan",
        where=f"{_WHERE}, {what}",
        got=Money.from_minor(smallest, currency),
        expected=f"room for {needed} beside the shares",
        mend="plan shares instead of amounts, or take another plan",
    )
