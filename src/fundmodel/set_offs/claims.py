"""Claims of the funder on recipients, and what became of them."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidDataError, SettlementError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import Language, Sentence, check_printable, sentence
from fundmodel.sources import Basis

__all__ = [
    "ClaimKind",
    "ClaimRefusal",
    "ClaimUse",
    "Counterclaim",
    "check_claims",
    "claims_of",
]


class ClaimKind(enum.Enum):
    """What a claim of the funder on a recipient rests on."""

    DISTRICT_LEVY = "district_levy"
    """What municipalities pay to their district (Kreisumlage)."""

    STATUTORY = "statutory"
    """Another obligation by law (sonstige gesetzliche Verpflichtung)."""

    REPAYMENT = "repayment"
    """A repayment of other money of the funder (Rückforderung)."""

    CONTRACT = "contract"
    """An obligation by contract, for example a rent (vertragliche Verpflichtung)."""

    OTHER = "other"
    """Whatever else is owed."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _KINDS[self].render(language)


_KINDS: Final[Mapping[ClaimKind, Sentence]] = {
    ClaimKind.DISTRICT_LEVY: sentence("district levy"),
    ClaimKind.STATUTORY: sentence("other obligation by law"),
    ClaimKind.REPAYMENT: sentence("repayment of other money"),
    ClaimKind.CONTRACT: sentence("obligation by contract"),
    ClaimKind.OTHER: sentence("another obligation"),
}


class ClaimRefusal(enum.Enum):
    """Why a claim is not set off, or not in full."""

    NO_RULE = "no_rule"
    """No provision was named that lets anything be set off."""

    KIND = "kind"
    """The provision does not name claims of this kind."""

    NOT_DUE = "not_due"
    """The claim is due later than the day of settlement."""

    NO_DUE_DATE = "no_due_date"
    """Nobody says when the claim is due."""

    STRANGER = "stranger"
    """The settlement knows no such recipient."""

    NOTHING_DUE = "nothing_due"
    """No money, or no more of it, is due to the recipient."""

    MONEY = "money"
    """The provision is about other money than what the recipient is due."""

    MET = "met"
    """Earlier settlements met all of it, as the ledger says."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _REFUSALS[self].render(language)


_REFUSALS: Final[Mapping[ClaimRefusal, Sentence]] = {
    ClaimRefusal.NO_RULE: sentence("no provision allows set-off"),
    ClaimRefusal.KIND: sentence("the provision does not allow this kind of claim"),
    ClaimRefusal.NOT_DUE: sentence("not yet due on the day of settlement"),
    ClaimRefusal.NO_DUE_DATE: sentence("nobody says when it is due"),
    ClaimRefusal.STRANGER: sentence("the settlement has no such recipient"),
    ClaimRefusal.NOTHING_DUE: sentence("nothing more is due to the recipient"),
    ClaimRefusal.MONEY: sentence("the provision is about other money"),
    ClaimRefusal.MET: sentence("nothing of it is left"),
}


def _above_zero(_: object, attribute: attrs.Attribute[Money], amount: Money) -> None:
    if amount.minor <= 0:
        raise InvalidDataError(
            "a claim is not above zero",
            where=attribute.name,
            got=amount,
            expected="more than zero",
            mend="leave it out; what the funder owes is no claim on the recipient",
        )


def _not_negative(_: object, attribute: attrs.Attribute[Money], value: object) -> None:
    if isinstance(value, Money) and value.minor < 0:
        raise InvalidDataError(
            "less than nothing was met of a claim",
            where=attribute.name,
            got=value,
            expected="zero or more",
            mend="leave it out, or correct the amount",
        )


def _some_text(_: object, attribute: attrs.Attribute[str], text: str) -> None:
    if not text.strip():
        raise InvalidDataError(
            "a claim lacks what tells it apart",
            where=attribute.name,
            expected="some text",
            mend="fill it in",
        )
    check_printable(text, where=attribute.name)


def _maybe_day(owner: object, attribute: attrs.Attribute[date], value: object) -> None:
    if isinstance(value, date):
        a_day(owner, attribute, value)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Counterclaim:
    """
    What a recipient owes the funder for another reason (Gegenforderung).

    Attributes:
        id: Unique in a settlement, for example the number of the notice.

        recipient: Who owes it.

        kind: What it rests on.

        amount: What is owed, more than zero. What settlements met of it is read from
            the ledger and taken off, so the amount stays as it is; what the recipient
            pays by itself is taken off by whoever states the claim.

        due: The day on which it is due (Fälligkeit); `None` if nobody says, and then
            it is set off only by a rule that does not ask for it.

        source: The notice, or where else it is taken from.

        met: What earlier settlements met of it and is no longer in the amount, as
            `Settlement.claims_left` gives it; so that it is not taken off twice.
    """

    id: str = attrs.field(validator=_some_text)
    recipient: str = attrs.field(validator=_some_text)
    kind: ClaimKind
    amount: Money = attrs.field(validator=_above_zero)
    due: date | None = attrs.field(default=None, validator=_maybe_day)
    source: Basis = None
    met: Money | None = attrs.field(default=None, validator=_not_negative)


@attrs.frozen(kw_only=True)
class ClaimUse:
    """
    What became of a claim.

    Attributes:
        claim: The claim.

        used: How much of it is set off now.

        refusal: Why the rest was not; `None` if there is no rest.

        before: What of its amount earlier settlements met, as the ledger says; `None`
            for nothing.
    """

    claim: Counterclaim
    used: Money
    refusal: ClaimRefusal | None
    before: Money | None = None

    @property
    def left(self) -> Money:
        """What the recipient still owes."""
        left = self.claim.amount - self.used
        return left if self.before is None else left - self.before

    @property
    def rest(self) -> Counterclaim | None:
        """The claim as it stands after the settlement; `None` if it is met."""
        left = self.left
        if left.is_zero:
            return None
        gone = self.claim.amount - left
        if gone.is_zero:
            return self.claim
        met = gone if self.claim.met is None else self.claim.met + gone
        return attrs.evolve(self.claim, amount=left, met=met)

    def said(self) -> Sentence:
        """Say what became of it."""
        told = sentence(
            "claim {id} ({kind}, {amount})",
            id=self.claim.id,
            kind=self.claim.kind,
            amount=self.claim.amount,
        )
        if self.claim.due is not None:
            told = sentence("{said}, due {day}", said=told, day=self.claim.due)
        if self.before is not None:
            told = sentence("{said}, {met} met before", said=told, met=self.before)
        if not self.used.is_zero:
            told = sentence("{said}: {used} set off", said=told, used=self.used)
        if self.refusal is None or self.left.is_zero:
            return told
        return sentence(
            "{said}; {left} not set off: {why}",
            said=told,
            left=self.left,
            why=self.refusal,
        )


def claims_of(given: Iterable[Counterclaim]) -> tuple[Counterclaim, ...]:
    """
    Read claims.

    Raises:
        InvalidDataError: Something else was given.
    """
    # What type checkers promise, callers without them may break.
    # cast: see above.
    is_list = isinstance(cast("object", given), Iterable)
    listed = tuple(given) if is_list else ()
    strange = [one for one in listed if type(one) is not Counterclaim]
    if strange or not is_list:
        raise InvalidDataError(
            "these are no claims",
            where="claims",
            got=type(strange[0] if strange else given).__name__,
            expected="a list of Counterclaim",
            mend="write claims=[Counterclaim(…)]",
        )
    return listed


def check_claims(claims: Sequence[Counterclaim], currency: str) -> None:
    """
    Refuse claims in another currency, and ids that stand twice.

    Raises:
        SettlementError: There is one.
    """
    for claim in claims:
        other = claim.met is not None and claim.met.currency != currency
        if other or claim.amount.currency != currency:
            raise SettlementError(
                "a claim is in another currency than the settlement",
                where=f"claim {claim.id!r}",
                got=claim.met if other else claim.amount,
                expected=currency,
                mend="convert it before, with rate, date and source",
            )
    counts = Counter(claim.id for claim in claims)
    twice = sorted(id_ for id_, count in counts.items() if count > 1)
    if twice:
        raise SettlementError(
            "a claim stands more than once",
            where="claims",
            got=", ".join(twice),
            expected="each id once",
            mend="remove one of them, or give them ids of their own",
        )
