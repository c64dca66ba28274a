"""
Between which accounts money moves, and what kinds of entries move it.

Each kind of entry takes its amount from one account and gives it to another, always
the same two. So whatever is booked, the accounts add up to nothing.
"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel.sentences import Language, Sentence, sentence

__all__ = ["Account", "Dimension", "EntryKind", "Window"]


class Dimension(enum.Enum):
    """By what balances are told apart."""

    YEAR = "year"
    """The budget year that is charged (Haushaltsjahr)."""

    ORIGIN = "origin"
    """The budget year that granted the money; another one after a carry-over."""

    PART = "part"
    """The part of the program."""

    RECIPIENT = "recipient"
    """Who is to have the money, or has it."""

    AWARD = "award"
    """The decision by which it was committed, or its file number (Aktenzeichen)."""

    FUNDS = "funds"
    """Whose money it is (Mittelherkunft), for example the Land's or the EU's."""

    LINE = "line"
    """The budget line (Haushaltsstelle: Kapitel, Titel)."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _DIMENSIONS[self].render(language)


class Account(enum.Enum):
    """What an entry takes money from, and what it gives money to."""

    GRANTED = "granted"
    """The other side of all appropriations (Bewilligung); never above zero."""

    ANTICIPATED = "anticipated"
    """What later budgets are charged with (Vorbelastung); never above zero."""

    AUTHORITY = "authority"
    """What may still be committed for later years (Verpflichtungsermächtigung)."""

    AVAILABLE = "available"
    """What may still be committed or spent this year (verfügbare Mittel)."""

    FROZEN = "frozen"
    """What was appropriated and is barred for now (Haushaltssperre, § 41 BHO)."""

    COMMITTED = "committed"
    """What was promised to a recipient and is not yet paid (Verpflichtung)."""

    PAID = "paid"
    """
    What a recipient was paid and has neither proven nor given back, and what was not
    waived (Auszahlung).
    """

    USED = "used"
    """What was proven and accepted as used for the purpose (Verwendung)."""

    RETURNED = "returned"
    """What came back from a recipient (Rückzahlung)."""

    WAIVED = "waived"
    """What was paid too much and is not claimed back (Erlass, § 59 Abs. 1 BHO)."""

    LAPSED = "lapsed"
    """What nobody used in time (Verfall, § 45 Abs. 1 BHO)."""

    @property
    def holds(self) -> frozenset[Dimension]:
        """By what its balance is told apart."""
        if self in _OF_RECIPIENTS:
            # Where the money was granted matters until it is paid out.
            return _ALL if self is Account.COMMITTED else _ALL - {Dimension.ORIGIN}
        return _ALL - {Dimension.RECIPIENT, Dimension.AWARD}

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _ACCOUNTS[self].render(language)


_ALL: Final = frozenset(Dimension)
_OF_RECIPIENTS: Final = frozenset(
    {
        Account.COMMITTED,
        Account.PAID,
        Account.USED,
        Account.RETURNED,
        Account.WAIVED,
    }
)


class Window(enum.Enum):
    """On which days a kind of entry may be booked, seen from its budget year."""

    ANY = "on any day"
    BEFORE = "before the budget year begins"
    UNTIL_END = "not after the end of the budget year"
    WITHIN = "in the budget year"
    UNTIL_CLOSE = "until the books of the budget year are closed"
    WITHIN_CLOSE = "from the start of the budget year until its books are closed"


class EntryKind(enum.Enum):
    """What is booked; each kind has one account it takes from and one it gives to."""

    APPROPRIATION = "appropriation"
    """A budget grants money for its year (Haushaltsansatz, § 3 BHO)."""

    AUTHORITY = "authority"
    """A budget lets a later one be charged (Verpflichtungsermächtigung, § 38 BHO)."""

    COMMITMENT = "commitment"
    """Money of the year is promised to a recipient (Bewilligung)."""

    FORWARD_COMMITMENT = "forward_commitment"
    """Money of a later year is promised, by commitment authority (§ 38 BHO)."""

    COVER = "cover"
    """A budget takes over what it was charged with in advance (Abdeckung)."""

    EXPIRY = "expiry"
    """Commitment authority ends unused (§ 45 Abs. 1 BHO)."""

    RELEASE = "release"
    """A commitment is given up and its money is available again (Entbindung)."""

    FORWARD_RELEASE = "forward_release"
    """A commitment for a later year is given up before a budget covered it."""

    PAYMENT = "payment"
    """Money goes to the recipient (Auszahlung)."""

    USE = "use"
    """Use for the purpose is proven and accepted (Verwendungsnachweis)."""

    RETURN = "return"
    """A recipient gives money back (Rückzahlung)."""

    WAIVER = "waiver"
    """A repayment is given up; the recipient keeps it (Erlass, § 59 Abs. 1 BHO)."""

    RESTORATION = "restoration"
    """What came back may be spent again in its year (Absetzung von der Ausgabe)."""

    LAPSE = "lapse"
    """Money ends unused with its year (Verfall, § 45 Abs. 1 BHO)."""

    CARRY_OVER = "carry_over"
    """Money that is available goes to a later year (Ausgaberest, § 45 Abs. 2 BHO)."""

    CARRY_OVER_COMMITTED = "carry_over_committed"
    """Money that is promised and not yet paid goes to a later year with its promise."""

    FREEZE = "freeze"
    """Money is barred (Haushaltssperre, § 41 BHO)."""

    THAW = "thaw"
    """The bar is lifted (Aufhebung der Sperre)."""

    VIREMENT = "virement"
    """Money goes to another budget line (Deckungsfähigkeit, §§ 20, 46 BHO)."""

    @property
    def credited(self) -> Account:
        """What it takes its amount from (Haben)."""
        return _FLOWS[self].credited

    @property
    def debited(self) -> Account:
        """What it gives its amount to (Soll)."""
        return _FLOWS[self].debited

    @property
    def window(self) -> Window:
        """On which days it may be booked."""
        return _FLOWS[self].window

    @property
    def has_recipient(self) -> bool:
        """Whether somebody is promised, paid or gives back money."""
        return bool({self.credited, self.debited} & _OF_RECIPIENTS)

    @property
    def changes_year(self) -> bool:
        """Whether it names a year to which the money goes."""
        return self in {EntryKind.CARRY_OVER, EntryKind.CARRY_OVER_COMMITTED}

    @property
    def changes_line(self) -> bool:
        """Whether it names a budget line to which the money goes."""
        return self is EntryKind.VIREMENT

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _FLOWS[self].said.render(language)


@attrs.frozen
class _Flow:
    """What is fixed for a kind of entry."""

    credited: Account
    debited: Account
    window: Window
    said: Sentence


_FLOWS: Final = MappingProxyType(
    {
        EntryKind.APPROPRIATION: _Flow(
            Account.GRANTED,
            Account.AVAILABLE,
            Window.UNTIL_END,
            sentence("appropriation"),
        ),
        EntryKind.AUTHORITY: _Flow(
            Account.ANTICIPATED,
            Account.AUTHORITY,
            Window.BEFORE,
            sentence("commitment authority"),
        ),
        EntryKind.COMMITMENT: _Flow(
            Account.AVAILABLE,
            Account.COMMITTED,
            Window.WITHIN,
            sentence("commitment"),
        ),
        # Unused authority outlives its year until the next budget is enacted
        # (§ 45 Abs. 1 Satz 2 BHO), so the charged year may have begun.
        EntryKind.FORWARD_COMMITMENT: _Flow(
            Account.AUTHORITY,
            Account.COMMITTED,
            Window.UNTIL_END,
            sentence("commitment for a later year"),
        ),
        EntryKind.COVER: _Flow(
            Account.AVAILABLE,
            Account.ANTICIPATED,
            Window.UNTIL_CLOSE,
            sentence("cover of earlier commitments"),
        ),
        EntryKind.EXPIRY: _Flow(
            Account.AUTHORITY,
            Account.ANTICIPATED,
            Window.ANY,
            sentence("end of unused commitment authority"),
        ),
        EntryKind.RELEASE: _Flow(
            Account.COMMITTED,
            Account.AVAILABLE,
            Window.ANY,
            sentence("release of a commitment"),
        ),
        EntryKind.FORWARD_RELEASE: _Flow(
            Account.COMMITTED,
            Account.AUTHORITY,
            Window.ANY,
            sentence("release of a commitment for a later year"),
        ),
        EntryKind.PAYMENT: _Flow(
            Account.COMMITTED,
            Account.PAID,
            Window.WITHIN_CLOSE,
            sentence("payment"),
        ),
        EntryKind.USE: _Flow(
            Account.PAID, Account.USED, Window.ANY, sentence("proven use")
        ),
        EntryKind.RETURN: _Flow(
            Account.PAID, Account.RETURNED, Window.ANY, sentence("return")
        ),
        EntryKind.WAIVER: _Flow(
            Account.PAID,
            Account.WAIVED,
            Window.ANY,
            sentence("waiver of a repayment"),
        ),
        EntryKind.RESTORATION: _Flow(
            Account.RETURNED,
            Account.AVAILABLE,
            Window.WITHIN_CLOSE,
            sentence("returned money made available again"),
        ),
        EntryKind.LAPSE: _Flow(
            Account.AVAILABLE, Account.LAPSED, Window.ANY, sentence("lapse")
        ),
        EntryKind.CARRY_OVER: _Flow(
            Account.AVAILABLE, Account.AVAILABLE, Window.ANY, sentence("carry-over")
        ),
        EntryKind.CARRY_OVER_COMMITTED: _Flow(
            Account.COMMITTED,
            Account.COMMITTED,
            Window.ANY,
            sentence("carry-over of a commitment"),
        ),
        EntryKind.FREEZE: _Flow(
            Account.AVAILABLE, Account.FROZEN, Window.UNTIL_CLOSE, sentence("freeze")
        ),
        EntryKind.THAW: _Flow(
            Account.FROZEN, Account.AVAILABLE, Window.ANY, sentence("end of a freeze")
        ),
        EntryKind.VIREMENT: _Flow(
            Account.AVAILABLE,
            Account.AVAILABLE,
            Window.UNTIL_CLOSE,
            sentence("virement"),
        ),
    }
)

_ACCOUNTS: Final = MappingProxyType(
    {
        Account.GRANTED: sentence("granted by budgets"),
        Account.ANTICIPATED: sentence("charged to later budgets"),
        Account.AUTHORITY: sentence("commitment authority left"),
        Account.AVAILABLE: sentence("available"),
        Account.FROZEN: sentence("frozen"),
        Account.COMMITTED: sentence("committed, not yet paid"),
        Account.PAID: sentence("paid, use not yet proven"),
        Account.USED: sentence("use proven"),
        Account.RETURNED: sentence("returned"),
        Account.WAIVED: sentence("repayment waived"),
        Account.LAPSED: sentence("lapsed"),
    }
)

_DIMENSIONS: Final = MappingProxyType(
    {
        Dimension.YEAR: sentence("budget year"),
        Dimension.ORIGIN: sentence("granted for"),
        Dimension.PART: sentence("part"),
        Dimension.RECIPIENT: sentence("recipient"),
        Dimension.AWARD: sentence("award"),
        Dimension.FUNDS: sentence("source of funds"),
        Dimension.LINE: sentence("budget line"),
    }
)
