"""
The figures of an overview: which kinds of entries make up each of them.

Whatever comes to the money of a year, or leaves it, is in a figure of its own; a kind
of entry that no figure names falls into those of all others, so nothing is left out.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from fundmodel.ledgers.accounts import Account, EntryKind
from fundmodel.ledgers.coding import Numbers
from fundmodel.sentences import Language, sentence

__all__ = [
    "BESIDE",
    "FIGURES",
    "HAD",
    "KINDS",
    "WENT",
    "BudgetFigure",
    "Term",
    "coefficients",
    "terms_of_others",
]

KINDS: Final = tuple(EntryKind)


class BudgetFigure(enum.Enum):
    """What an overview tells about a budget year."""

    APPROPRIATED = "appropriated"
    """What budgets granted for the year (Ansatz)."""

    CARRIED_IN = "carried_in"
    """What came from earlier years and was available (Ausgaberest)."""

    CARRIED_IN_COMMITTED = "carried_in_committed"
    """What came from earlier years with its commitment."""

    RESTORED = "restored"
    """What came back from recipients and may be spent again."""

    VIREMENT_IN = "virement_in"
    """What came from other budget lines."""

    VIREMENT_OUT = "virement_out"
    """What went to other budget lines; it lowers what the year had."""

    UNCOVERED = "uncovered"
    """What was promised ahead of the budget, which has yet to cover it."""

    OTHER_IN = "other_in"
    """What came by other kinds of entries."""

    PAID = "paid"
    """What was paid out of the year, whatever came back."""

    OPEN = "open"
    """What is promised and not yet paid."""

    AVAILABLE = "available"
    """What may still be committed."""

    FROZEN = "frozen"
    """What is barred."""

    LAPSED = "lapsed"
    """What ended unused."""

    CARRIED_OUT = "carried_out"
    """What went to later years and was available."""

    CARRIED_OUT_COMMITTED = "carried_out_committed"
    """What went to later years with its commitment."""

    OTHER_OUT = "other_out"
    """What left by other kinds of entries."""

    COMMITTED = "committed"
    """What was promised in the year, whatever became of it."""

    COMMITTED_AHEAD = "committed_ahead"
    """What was promised in advance, to be paid out of the year (Vorbelastung)."""

    RELEASED = "released"
    """What was promised and given up."""

    RELEASED_AHEAD = "released_ahead"
    """What was promised in advance and given up before the budget covered it."""

    COVERED = "covered"
    """What the budget of the year took over of promises made in advance."""

    AUTHORITY = "authority"
    """Commitment authority that was granted for the year."""

    AUTHORITY_USED = "authority_used"
    """What of it was used, less what was given up."""

    AUTHORITY_EXPIRED = "authority_expired"
    """What of it ended unused."""

    AUTHORITY_LEFT = "authority_left"
    """What of it may still be used."""

    UNPROVEN = "unproven"
    """What of the payments is neither proven nor came back."""

    USED = "used"
    """What of the payments was proven as used."""

    RETURNED = "returned"
    """What of the payments came back."""

    WAIVED = "waived"
    """What of the payments was too much and is not claimed back."""

    SETTLED_OTHERWISE = "settled_otherwise"
    """What of the payments was settled by other kinds of entries."""

    OTHER = "other"
    """What else was booked and touches none of these."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _SAID[self].render(language)


FIGURES: Final = tuple(BudgetFigure)

HAD: Final[Mapping[BudgetFigure, int]] = MappingProxyType(
    {
        BudgetFigure.APPROPRIATED: 1,
        BudgetFigure.CARRIED_IN: 1,
        BudgetFigure.CARRIED_IN_COMMITTED: 1,
        BudgetFigure.RESTORED: 1,
        BudgetFigure.VIREMENT_IN: 1,
        BudgetFigure.VIREMENT_OUT: -1,
        BudgetFigure.UNCOVERED: 1,
        BudgetFigure.OTHER_IN: 1,
    }
)
"""What a year had, and with which sign."""

WENT: Final[Mapping[BudgetFigure, int]] = MappingProxyType(
    dict.fromkeys(
        (
            BudgetFigure.PAID,
            BudgetFigure.OPEN,
            BudgetFigure.AVAILABLE,
            BudgetFigure.FROZEN,
            BudgetFigure.LAPSED,
            BudgetFigure.CARRIED_OUT,
            BudgetFigure.CARRIED_OUT_COMMITTED,
            BudgetFigure.OTHER_OUT,
        ),
        1,
    )
)
"""What became of it."""

BESIDE: Final = tuple(f for f in BudgetFigure if f not in HAD and f not in WENT)
"""What else an overview tells."""

Term = tuple[EntryKind, bool, int]
"""A kind, whether its given side counts or the one it is taken from, and the sign."""

_OF_THE_YEAR: Final = frozenset({Account.AVAILABLE, Account.FROZEN, Account.COMMITTED})
"""Where the money of a year stands until it leaves it."""


def _given(*kinds: EntryKind) -> list[Term]:
    return [(kind, True, 1) for kind in kinds]


def _taken(*kinds: EntryKind, sign: int = 1) -> list[Term]:
    return [(kind, False, sign) for kind in kinds]


def _standing(account: Account) -> list[Term]:
    """What stands on an account, of whatever kinds."""
    given = [(kind, True, 1) for kind in EntryKind if kind.debited is account]
    taken = [(kind, False, -1) for kind in EntryKind if kind.credited is account]
    return [*given, *taken]


_AHEAD: Final = [
    *_given(EntryKind.FORWARD_COMMITMENT),
    *_taken(EntryKind.FORWARD_RELEASE, sign=-1),
]

_NAMED: Final[Mapping[BudgetFigure, list[Term]]] = {
    BudgetFigure.APPROPRIATED: _given(EntryKind.APPROPRIATION),
    BudgetFigure.CARRIED_IN: _given(EntryKind.CARRY_OVER),
    BudgetFigure.CARRIED_IN_COMMITTED: _given(EntryKind.CARRY_OVER_COMMITTED),
    BudgetFigure.RESTORED: _given(EntryKind.RESTORATION),
    BudgetFigure.VIREMENT_IN: _given(EntryKind.VIREMENT),
    BudgetFigure.VIREMENT_OUT: _taken(EntryKind.VIREMENT),
    BudgetFigure.UNCOVERED: [*_AHEAD, *_taken(EntryKind.COVER, sign=-1)],
    BudgetFigure.PAID: _taken(EntryKind.PAYMENT),
    BudgetFigure.LAPSED: _taken(EntryKind.LAPSE),
    BudgetFigure.CARRIED_OUT: _taken(EntryKind.CARRY_OVER),
    BudgetFigure.CARRIED_OUT_COMMITTED: _taken(EntryKind.CARRY_OVER_COMMITTED),
    BudgetFigure.COMMITTED: _given(EntryKind.COMMITMENT),
    BudgetFigure.COMMITTED_AHEAD: _given(EntryKind.FORWARD_COMMITMENT),
    BudgetFigure.RELEASED: _taken(EntryKind.RELEASE),
    BudgetFigure.RELEASED_AHEAD: _taken(EntryKind.FORWARD_RELEASE),
    BudgetFigure.COVERED: _taken(EntryKind.COVER),
    BudgetFigure.AUTHORITY: _given(EntryKind.AUTHORITY),
    BudgetFigure.AUTHORITY_USED: _AHEAD,
    BudgetFigure.AUTHORITY_EXPIRED: _taken(EntryKind.EXPIRY),
    BudgetFigure.USED: _given(EntryKind.USE),
    BudgetFigure.RETURNED: _given(EntryKind.RETURN),
    BudgetFigure.WAIVED: _given(EntryKind.WAIVER),
}
"""What is made up of kinds."""

_STANDING: Final[Mapping[BudgetFigure, Account]] = {
    BudgetFigure.OPEN: Account.COMMITTED,
    BudgetFigure.AVAILABLE: Account.AVAILABLE,
    BudgetFigure.FROZEN: Account.FROZEN,
    BudgetFigure.AUTHORITY_LEFT: Account.AUTHORITY,
    BudgetFigure.UNPROVEN: Account.PAID,
}
"""What stands on an account."""


def _others() -> tuple[EntryKind, ...]:
    """Give the kinds that no figure names; a freeze stays within its year."""
    named = {kind for terms in _NAMED.values() for kind, _, _ in terms}
    named |= {EntryKind.FREEZE, EntryKind.THAW}
    return tuple(kind for kind in EntryKind if kind not in named)


def terms_of_others(kinds: Iterable[EntryKind]) -> Mapping[BudgetFigure, list[Term]]:
    """Give the figures into which kinds fall that no other figure names."""
    found: dict[BudgetFigure, list[Term]] = {
        BudgetFigure.OTHER_IN: [],
        BudgetFigure.OTHER_OUT: [],
        BudgetFigure.SETTLED_OTHERWISE: [],
        BudgetFigure.OTHER: [],
    }
    for kind in kinds:
        if kind.debited in _OF_THE_YEAR:
            found[BudgetFigure.OTHER_IN] += _given(kind)
        if kind.credited in _OF_THE_YEAR:
            found[BudgetFigure.OTHER_OUT] += _taken(kind)
        if kind.credited is Account.PAID:
            found[BudgetFigure.SETTLED_OTHERWISE] += _taken(kind)
        if kind.debited is Account.PAID:
            found[BudgetFigure.SETTLED_OTHERWISE] += [(kind, True, -1)]
        if not {kind.credited, kind.debited} & {*_OF_THE_YEAR, Account.PAID}:
            found[BudgetFigure.OTHER] += _given(kind)
    return found


@functools.cache
def coefficients() -> Numbers:
    """
    Give how each figure is added up.

    Returns:
        Shape ``(2 kinds, figures)``: for the sides from which each kind takes, whose
        sums are negative, and for those to which it gives.
    """
    standing = {figure: _standing(account) for figure, account in _STANDING.items()}
    told = {**_NAMED, **standing, **terms_of_others(_others())}
    found = np.zeros((2 * len(KINDS), len(FIGURES)), dtype=np.int64)
    for figure, terms in told.items():
        for kind, is_given, sign in terms:
            side = KINDS.index(kind) + len(KINDS) * is_given
            found[side, FIGURES.index(figure)] += sign if is_given else -sign
    found.setflags(write=False)
    return found


_SAID: Final = MappingProxyType(
    {
        BudgetFigure.APPROPRIATED: sentence("appropriated"),
        BudgetFigure.CARRIED_IN: sentence("carried in, available"),
        BudgetFigure.CARRIED_IN_COMMITTED: sentence("carried in, committed"),
        BudgetFigure.RESTORED: sentence("returned and available again"),
        BudgetFigure.VIREMENT_IN: sentence("virement from other lines"),
        BudgetFigure.VIREMENT_OUT: sentence("less virement to other lines"),
        BudgetFigure.UNCOVERED: sentence("charged in advance, not yet covered"),
        BudgetFigure.OTHER_IN: sentence("other receipts"),
        BudgetFigure.PAID: sentence("paid"),
        BudgetFigure.OPEN: sentence("committed, not yet paid"),
        BudgetFigure.AVAILABLE: sentence("available"),
        BudgetFigure.FROZEN: sentence("frozen"),
        BudgetFigure.LAPSED: sentence("lapsed"),
        BudgetFigure.CARRIED_OUT: sentence("carried out, available"),
        BudgetFigure.CARRIED_OUT_COMMITTED: sentence("carried out, committed"),
        BudgetFigure.OTHER_OUT: sentence("other uses"),
        BudgetFigure.COMMITTED: sentence("newly committed"),
        BudgetFigure.COMMITTED_AHEAD: sentence("committed in advance"),
        BudgetFigure.RELEASED: sentence("released"),
        BudgetFigure.RELEASED_AHEAD: sentence("released in advance"),
        BudgetFigure.COVERED: sentence("cover of earlier commitments"),
        BudgetFigure.AUTHORITY: sentence("commitment authority"),
        BudgetFigure.AUTHORITY_USED: sentence("commitment authority used"),
        BudgetFigure.AUTHORITY_EXPIRED: sentence("commitment authority expired"),
        BudgetFigure.AUTHORITY_LEFT: sentence("commitment authority left"),
        BudgetFigure.UNPROVEN: sentence("paid, use not yet proven"),
        BudgetFigure.USED: sentence("use proven"),
        BudgetFigure.RETURNED: sentence("returned"),
        BudgetFigure.WAIVED: sentence("repayment waived"),
        BudgetFigure.SETTLED_OTHERWISE: sentence("settled otherwise"),
        BudgetFigure.OTHER: sentence("booked otherwise"),
    }
)
