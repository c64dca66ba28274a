"""What happened, what was decided, and what was paid and used in between."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.due_dates import Deadline
from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.interest import PartPayment, Waiver
from fundmodel.ledgers import Entry, EntryKind
from fundmodel.money import Money
from fundmodel.periods import a_day
from fundmodel.repayments.grounds import RepaymentGround
from fundmodel.sentences import Text, check_printable
from fundmodel.sources import Basis

__all__ = ["AwardPayment", "Discretion", "RepaymentCase", "RepaymentDecision"]


def _some_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.strip():
        raise InvalidDataError(
            "an id is empty",
            where=attribute.name,
            expected="a short name, for example a file number",
            mend="fill it in",
        )
    check_printable(value, where=attribute.name)


def _maybe_a_day(
    owner: object, attribute: attrs.Attribute[date], value: object
) -> None:
    if value is not None:
        a_day(owner, attribute, value)


def _above_zero(_: object, attribute: attrs.Attribute[Money], value: Money) -> None:
    if value.minor <= 0:
        raise InvalidDataError(
            "this amount is not above zero",
            where=attribute.name,
            got=value,
            expected="more than zero",
            mend="leave it out, or correct the amount",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class RepaymentCase:
    """
    What happened, before anybody decides (Sachverhalt).

    Attributes:
        id: A short name, for example the file number.

        recipient: Id of whoever was paid.

        award: The decision by which money was granted.

        ground: Why it must be given back.

        invalid_from: The first day on which the award has no effect: with a
            withdrawal or revocation for the past the day that the authority names
            (§ 49 Abs. 4 VwVfG), with a condition the day on which it occurred. An
            award that ends in the future is no case for repayment (§ 49a Abs. 1).

        known_since: The day on which the authority knew all facts that matter for its
            decision; `None` if it does not know them yet, or nobody wrote it down.

        facts: What happened.

        by_deceit: Whether the award was obtained by deceit, threat or bribery; then
            no period ends (§ 48 Abs. 4 Satz 2 VwVfG).

        source: Where this is taken from.
    """

    id: str = attrs.field(validator=_some_id)
    recipient: str = attrs.field(validator=_some_id)
    award: str = attrs.field(validator=_some_id)
    ground: RepaymentGround
    invalid_from: date = attrs.field(validator=a_day)
    known_since: date | None = attrs.field(default=None, validator=_maybe_a_day)
    facts: Text
    by_deceit: bool = False
    source: Basis = None


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Discretion:
    """
    What an authority weighed, or why it had nothing to weigh (Ermessen).

    Where the law or settled case law asks for revocation as a rule (intendiertes
    Ermessen), a usual case needs no reasons of its own.

    Attributes:
        reasons: Why the authority did not leave it.

        intended: What says that revocation is the rule in cases like this one.

    Raises:
        InvalidDataError: There is neither.
    """

    reasons: Text | None = None
    intended: Basis = None

    def __attrs_post_init__(self) -> None:
        if self.reasons is None and self.intended is None:
            raise InvalidDataError(
                "the discretion says nothing",
                where="discretion",
                expected="reasons, or a source by which revocation is the rule",
                mend="write one of them, or leave discretion out",
            )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class RepaymentDecision:
    """
    The decision that money must be given back (Erstattungsbescheid).

    It can be wrong in law: :func:`examine_decision` says how.

    Attributes:
        case: What happened.

        amount: What must be given back, without interest.

        decided: The day of the decision.

        announced: The day on which the recipient got it in writing; before that it
            has no effect (§ 43 Abs. 1, § 49a Abs. 1 Satz 2 VwVfG).

        discretion: Why the authority did not leave it, as a text, or as
            :class:`Discretion` where it is intended; `None` if nothing was recorded
            (§§ 39, 40 VwVfG).

        due: By when it must be paid.

        interest_fixed: The day on which interest was fixed, if not with the decision.

        final_since: Since when it can no longer be contested (Unanfechtbarkeit).

        waiver: The decision not to claim interest, or not all of it.

        source: Where this is taken from.

    Raises:
        InvalidDataError: The amount is not above zero, or the days are in an order
            that cannot be.
    """

    case: RepaymentCase
    amount: Money = attrs.field(validator=_above_zero)
    decided: date = attrs.field(validator=a_day)
    announced: date | None = attrs.field(default=None, validator=_maybe_a_day)
    discretion: Text | Discretion | None = None
    due: Deadline | None = None
    interest_fixed: date | None = attrs.field(default=None, validator=_maybe_a_day)
    final_since: date | None = attrs.field(default=None, validator=_maybe_a_day)
    waiver: Waiver | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        due = None if self.due is None else self.due.day
        self._check_order("decided", self.decided, "announced", self.announced)
        self._check_order("announced", self.announced, "due", due)
        self._check_order(
            "decided", self.decided, "interest_fixed", self.interest_fixed
        )
        self._check_invalid()
        self._check_order("announced", self.announced, "final_since", self.final_since)
        if self.final_since is not None and self.announced is None:
            raise InvalidDataError(
                "a decision is final that nobody announced",
                where=f"repayment {self.case.id}",
                got=self.final_since,
                expected="the day on which the recipient got it",
                mend="add announced, or leave final_since out",
            )

    def _check_invalid(self) -> None:
        """Nothing is given back for a time in which the award still has effect."""
        begins, ground = self.case.invalid_from, self.case.ground
        if ground.ends_by_itself:
            self._check_order("invalid_from", begins, "decided", self.decided)
        elif ground.needs_discretion and self.announced is not None:
            self._check_order("invalid_from", begins, "announced", self.announced)

    @property
    def id(self) -> str:
        """The id of the case."""
        return self.case.id

    def _check_order(
        self, before: str, first: date | None, after: str, second: date | None
    ) -> None:
        if first is not None and second is not None and second < first:
            raise InvalidDataError(
                "the days of a decision are in an order that cannot be",
                where=f"repayment {self.case.id}",
                got=f"{before} {first}, {after} {second}",
                expected=f"{after} on or after {before}",
                mend="correct one of them",
            )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class AwardPayment:
    """
    Money paid out under an award, and when it was used for its purpose.

    Attributes:
        id: Of the payment, for example that of the ledger entry.

        day: When it was paid.

        amount: How much.

        uses: What of it was used for the purpose, on which day (PartPayment is a day
            and an amount). What is not listed was never used.

    Raises:
        InvalidDataError: More was used than was paid, or before it was.
    """

    id: str = attrs.field(validator=_some_id)
    day: date = attrs.field(validator=a_day)
    amount: Money = attrs.field(validator=_above_zero)
    uses: tuple[PartPayment, ...] = attrs.field(
        default=(), converter=tuple[PartPayment, ...]
    )

    def __attrs_post_init__(self) -> None:
        zero = Money.zero(self.amount.currency)
        used = sum((use.amount for use in self.uses), start=zero)
        if used > self.amount:
            raise InvalidDataError(
                "more was used than was paid",
                where=f"payment {self.id!r}",
                got=used,
                expected=f"at most {self.amount}",
                mend="take what is too much as use of another payment",
            )
        early = [use.day for use in self.uses if use.day < self.day]
        if early:
            raise InvalidDataError(
                "money was used before it was paid",
                where=f"payment {self.id!r}",
                got=early[0],
                expected=f"{self.day} or later",
                mend="what was spent before counts as used on the day of the payment",
            )

    @classmethod
    def of(cls, entry: Entry, *, uses: tuple[PartPayment, ...] = ()) -> AwardPayment:
        """
        Take a payment out of a ledger.

        Raises:
            InvalidDataError: The entry is no payment, or takes one back.
        """
        if entry.kind is not EntryKind.PAYMENT or entry.reverses is not None:
            raise InvalidDataError(
                "the entry is no payment",
                where=f"entry {entry.id!r}",
                got=f"kind {entry.kind.value!r}"
                if entry.reverses is None
                else f"reverses {entry.reverses!r}",
                expected=f"kind {EntryKind.PAYMENT.value!r}",
                mend="pass the payments of the award that were not taken back",
            )
        return cls(id=entry.id, day=entry.day, amount=entry.amount, uses=uses)
