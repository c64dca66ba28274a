"""Meet claims, and dues of other parts, out of what is due."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from fundmodel.money import Money
from fundmodel.set_offs.claims import (
    ClaimKind,
    ClaimRefusal,
    ClaimUse,
    Counterclaim,
    check_claims,
    claims_of,
)
from fundmodel.set_offs.rules import SetOffRule

__all__ = ["SetOff", "set_off_between", "set_off_claims"]

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MOST_MINOR: Final = 2**62
"""More than this is due to nobody."""


@attrs.frozen(kw_only=True)
class SetOff:
    """
    An amount that was set off.

    Attributes:
        recipient: Whose money it is.

        part: The part in which the recipient is due the money.

        amount: How much, more than zero.

        claim: Id of the claim that is met by it; `None` for an overpayment.

        taken_from: The part in which the recipient has too much; `None` for a claim.
    """

    recipient: str
    part: str | None
    amount: Money
    claim: str | None = None
    taken_from: str | None = None


def set_off_claims(  # noqa: PLR0913  all but the first two by name
    claims: Iterable[Counterclaim],
    due: Mapping[str, Mapping[str | None, int]],
    *,
    rule: SetOffRule | None,
    day: date,
    currency: str,
    met: Mapping[tuple[str, str], int] | None = None,
) -> tuple[tuple[ClaimUse, ...], tuple[SetOff, ...]]:
    """
    Meet claims out of what recipients are due.

    Of one recipient, the claim that is due first is met first, and of those due on
    one day the one whose id sorts first; the funder may choose (§ 396 Abs. 1 BGB), and
    this is the choice. Claims without a due date come last.

    Args:
        claims: In any order.

        due: For each recipient of the settlement, what it is due in each part that
            the rule is about, in minor units of zero or more. Parts are used in their
            order here.

        rule: What may be set off; `None` for nothing.

        day: The day of settlement.

        currency: Code of ISO 4217; one for all.

        met: By recipient and id of the claim, what earlier settlements met, in minor
            units.

    Returns:
        What became of each claim, by due date, id and recipient; and what was set off.

    Raises:
        SettlementError: A claim is in another currency, or an id stands twice.

        InvalidDataError: A claim is something else.
    """
    in_order = sorted(claims_of(claims), key=_rank)
    check_claims(in_order, currency)
    gone = met or {}
    early = [_met_before(claim, gone) if gone else 0 for claim in in_order]
    owed = np.array(
        [
            min(claim.amount.minor - known, _MOST_MINOR)
            for claim, known in zip(in_order, early, strict=True)
        ],
        dtype=np.int64,
    )
    refusals = _refusals(in_order, owed, due, rule, day)
    is_met = np.array([one is None for one in refusals], dtype=np.bool_)
    used, start = _used(in_order, owed, is_met, due)
    short = is_met & (used < owed)
    for row in np.flatnonzero(short).tolist():
        refusals[row] = ClaimRefusal.NOTHING_DUE
    zero = Money.zero(currency)
    amounts = [
        claim.amount
        if minor == claim.amount.minor
        else (Money.from_minor(minor, currency) if minor else zero)
        for claim, minor in zip(in_order, used.tolist(), strict=True)
    ]
    uses = tuple(
        ClaimUse(
            claim=claim,
            used=amount,
            refusal=refusal,
            before=Money.from_minor(known, currency) if known else None,
        )
        for claim, amount, refusal, known in zip(
            in_order, amounts, refusals, early, strict=True
        )
    )
    rows = np.flatnonzero(used).tolist()
    done = itertools.chain.from_iterable(
        _set_off(in_order[row], amounts[row], int(start[row]), due) for row in rows
    )
    return uses, tuple(done)


def _refusals(
    claims: Sequence[Counterclaim],
    owed: Numbers,
    due: Mapping[str, Mapping[str | None, int]],
    rule: SetOffRule | None,
    day: date,
) -> list[ClaimRefusal | None]:
    """Say of each claim why it may not be set off at all, or `None`."""
    # What a rule says follows from kind and due date, which many claims share.
    known: dict[tuple[ClaimKind, date | None], ClaimRefusal | None] = {}
    found: list[ClaimRefusal | None] = []
    for claim, left in zip(claims, owed.tolist(), strict=True):
        key = claim.kind, claim.due
        there = due.get(claim.recipient)
        if not left:
            found.append(ClaimRefusal.MET)
        elif there is None:
            found.append(ClaimRefusal.STRANGER)
        elif rule is None:
            found.append(ClaimRefusal.NO_RULE)
        else:
            if key not in known:
                known[key] = rule.refusal(claim, day)
            found.append(known[key] or (None if there else ClaimRefusal.MONEY))
    return found


def _used(
    claims: Sequence[Counterclaim],
    owed: Numbers,
    is_met: Flags,
    due: Mapping[str, Mapping[str | None, int]],
) -> tuple[Numbers, Numbers]:
    """
    Give how much of each claim is met, and what of the money was used before it.

    Of one recipient, claims stand one behind the other in their order, and so does
    what is due; they meet as far as both reach.
    """
    used, start = np.zeros_like(owed), np.zeros_like(owed)
    rows = np.flatnonzero(is_met)
    if not len(rows):
        return used, start
    who = [claims[row].recipient for row in rows.tolist()]
    number = {recipient: at for at, recipient in enumerate(dict.fromkeys(who))}
    codes = np.fromiter(map(number.__getitem__, who), np.int64, len(who))
    order = np.argsort(codes, kind="stable")
    rows, codes = rows[order], codes[order]
    most = np.array([sum(due[one].values()) for one in number], dtype=np.int64)[codes]
    # Nothing reaches beyond what is due, and sums stay within 64 bits.
    pieces = np.minimum(owed[rows], most)
    reach = np.cumsum(pieces)
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    reach -= (reach - pieces)[first][codes]
    start[rows] = np.minimum(reach - pieces, most)
    used[rows] = np.minimum(reach, most) - start[rows]
    return used, start


def _set_off(
    claim: Counterclaim,
    amount: Money,
    start: int,
    due: Mapping[str, Mapping[str | None, int]],
) -> Iterator[SetOff]:
    """Meet a claim out of what is due part by part, behind what was used before."""
    left = amount.minor
    for part, there in due[claim.recipient].items():
        minor = min(left, there - start)
        start = max(start - there, 0)
        if minor > 0:
            left -= minor
            piece = (
                amount
                if minor == amount.minor
                else Money.from_minor(minor, amount.currency)
            )
            yield SetOff(
                recipient=claim.recipient, part=part, amount=piece, claim=claim.id
            )


def _met_before(claim: Counterclaim, met: Mapping[tuple[str, str], int]) -> int:
    """Give what of the amount of a claim earlier settlements met."""
    known = met.get((claim.recipient, claim.id), 0)
    told = 0 if claim.met is None else claim.met.minor
    return min(max(known - told, 0), claim.amount.minor)


def set_off_between(
    recipient: str,
    over: Iterable[tuple[str | None, int]],
    due: dict[str | None, int],
    currency: str,
) -> list[SetOff]:
    """
    Set off what one recipient has too much of against what it is due elsewhere.

    Args:
        recipient: Who.

        over: Parts, and what it has too much of in each, in minor units above zero.

        due: Parts, and what it is due in each; what is used is taken off here.

        currency: Code of ISO 4217.
    """
    done: list[SetOff] = []
    for taken_from, minor in over:
        for part, used in _taken(minor, due):
            done.append(
                SetOff(
                    recipient=recipient,
                    part=part,
                    amount=Money.from_minor(used, currency),
                    taken_from=taken_from,
                )
            )
    return done


def _taken(minor: int, due: dict[str | None, int]) -> Iterator[tuple[str | None, int]]:
    """Take an amount out of what is due, part by part, as far as it goes."""
    for part, there in due.items():
        used = min(minor, there)
        if used:
            minor -= used
            due[part] = there - used
            yield part, used


def _rank(claim: Counterclaim) -> tuple[date, str]:
    return claim.due or date.max, claim.id
