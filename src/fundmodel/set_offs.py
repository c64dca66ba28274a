"""
Set-off: claims of the funder on a recipient, met out of money that is due to it.

What may be set off is limited by the kind of a claim and by the day on which it is
due, and not only by amounts. Which claim is used first is stated, and each claim that
is not used says why.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from fundmodel.errors import InvalidDataError, SettlementError
from fundmodel.fields import of_data, of_model
from fundmodel.jurisdictions.germany import FAG_33
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.sentences import Language, Sentence, check_printable, sentence
from fundmodel.sources import Basis

__all__ = [
    "FAG_33_ALLOCATIONS",
    "FAG_33_PASS_THROUGH",
    "ClaimKind",
    "ClaimRefusal",
    "ClaimUse",
    "Counterclaim",
    "SetOff",
    "SetOffRule",
    "set_off_claims",
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

        amount: What is still owed, more than zero.

        due: The day on which it is due (Fälligkeit); `None` if nobody says, and then
            it is set off only by a rule that does not ask for it.

        source: The notice, or where else it is taken from.
    """

    id: str = attrs.field(validator=_some_text)
    recipient: str = attrs.field(validator=_some_text)
    kind: ClaimKind
    amount: Money = attrs.field(validator=_above_zero)
    due: date | None = attrs.field(default=None, validator=_maybe_day)
    source: Basis = None


def _kinds(given: Iterable[ClaimKind]) -> frozenset[ClaimKind]:
    return frozenset(given)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetOffRule:
    """
    Which claims may be met out of money that is due (Aufrechnung).

    Attributes:
        kinds: The kinds of claims that may be set off; none is a rule about parts
            alone.

        only_due: Whether a claim has to be due on the day of settlement, as § 387
            BGB has it for whoever sets off.

        between_parts: Whether what a recipient has too much of in one part is set
            off against what it is still due in another one.

        source: The provision.
    """

    kinds: frozenset[ClaimKind] = attrs.field(default=frozenset(), converter=_kinds)
    only_due: bool = True
    between_parts: bool = False
    source: Basis = None

    def refusal(self, claim: Counterclaim, day: date) -> ClaimRefusal | None:
        """
        Say why a claim may not be set off on a day, or `None` if it may.

        Args:
            claim: What the recipient owes.

            day: The day of settlement.
        """
        if claim.kind not in self.kinds:
            return ClaimRefusal.KIND
        if self.only_due and claim.due is None:
            return ClaimRefusal.NO_DUE_DATE
        if self.only_due and claim.due is not None and claim.due > day:
            return ClaimRefusal.NOT_DUE
        return None


FAG_33_PASS_THROUGH: Final = SetOffRule(
    kinds=[ClaimKind.DISTRICT_LEVY, ClaimKind.STATUTORY],
    source=attrs.evolve(FAG_33, place="§ 33 Abs. 2 Satz 2"),
)
"""
Money of municipalities that a district passes on, in Baden-Württemberg.

The district may set off only against due district levy (Kreisumlage) or other
obligations by law, § 33 Abs. 2 Satz 2 FAG.
"""

FAG_33_ALLOCATIONS: Final = SetOffRule(
    between_parts=True, source=attrs.evolve(FAG_33, place="§ 33 Abs. 1 Satz 2")
)
"""
Allocations by law of the Land Baden-Württemberg, which may be set off against each
other, § 33 Abs. 1 Satz 2 FAG; other rights to set off are left as they are.
"""


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


@attrs.frozen(kw_only=True)
class ClaimUse:
    """
    What became of a claim.

    Attributes:
        claim: The claim.

        used: How much of it was set off.

        refusal: Why the rest was not; `None` if there is no rest.
    """

    claim: Counterclaim
    used: Money
    refusal: ClaimRefusal | None

    @property
    def left(self) -> Money:
        """What the recipient still owes."""
        return self.claim.amount - self.used

    @property
    def rest(self) -> Counterclaim | None:
        """The claim as it stands after the settlement; `None` if it is met."""
        left = self.left
        return None if left.is_zero else attrs.evolve(self.claim, amount=left)

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
        if not self.used.is_zero:
            told = sentence("{said}: {used} set off", said=told, used=self.used)
        if self.refusal is None:
            return told
        return sentence(
            "{said}; {left} not set off: {why}",
            said=told,
            left=self.left,
            why=self.refusal,
        )


def set_off_claims(
    claims: Iterable[Counterclaim],
    due: Mapping[str, Mapping[str | None, int]],
    *,
    rule: SetOffRule | None,
    day: date,
    currency: str,
) -> tuple[tuple[ClaimUse, ...], tuple[SetOff, ...]]:
    """
    Meet claims out of what recipients are due.

    Of one recipient, the claim that is due first is met first, and of those due on
    one day the one whose id sorts first; the funder may choose (§ 396 Abs. 1 BGB), and
    this is the choice. Claims without a due date come last.

    Args:
        claims: In any order.

        due: For each recipient of the settlement, what it is due in each part, in
            minor units of zero or more. Parts are used in their order here.

        rule: What may be set off; `None` for nothing.

        day: The day of settlement.

        currency: Code of ISO 4217; one for all.

    Returns:
        What became of each claim, by due date, id and recipient; and what was set off.

    Raises:
        SettlementError: A claim is in another currency, or an id stands twice.
    """
    in_order = sorted(claims, key=_rank)
    _check_claims(in_order, currency)
    left = {claim.recipient: dict(due.get(claim.recipient, {})) for claim in in_order}
    uses: list[ClaimUse] = []
    done: list[SetOff] = []
    for claim in in_order:
        refusal = ClaimRefusal.NO_RULE if rule is None else rule.refusal(claim, day)
        if claim.recipient not in due:
            refusal = ClaimRefusal.STRANGER
        met = [] if refusal else [*_met(claim, left[claim.recipient])]
        done += met
        used = sum((one.amount for one in met), start=Money.zero(currency))
        if used < claim.amount:
            refusal = refusal or ClaimRefusal.NOTHING_DUE
        uses.append(ClaimUse(claim=claim, used=used, refusal=refusal))
    return tuple(uses), tuple(done)


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


def _met(claim: Counterclaim, due: dict[str | None, int]) -> Iterator[SetOff]:
    for part, used in _taken(claim.amount.minor, due):
        yield SetOff(
            recipient=claim.recipient,
            part=part,
            amount=Money.from_minor(used, claim.amount.currency),
            claim=claim.id,
        )


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


def _check_claims(claims: Sequence[Counterclaim], currency: str) -> None:
    for claim in claims:
        if claim.amount.currency != currency:
            raise SettlementError(
                "a claim is in another currency than the settlement",
                where=f"claim {claim.id!r}",
                got=claim.amount,
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
