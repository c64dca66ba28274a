"""One award: who was granted how much, by what act, and what changed later."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable
from datetime import date

import attrs

from fundmodel.awards.amounts import (
    YearAmount,
    a_day_if_any,
    check_amounts,
    check_announced,
    check_word,
    year_amounts,
)
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.money import Money
from fundmodel.periods import Period, a_day, check_day
from fundmodel.sentences import Language, Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Award", "AwardAmendment", "AwardBasis", "with_amendments"]


class AwardBasis(enum.Enum):
    """By what kind of act an amount was granted."""

    DECISION = "decision"
    """An authority decided on an application (Bewilligungsbescheid)."""

    LAW = "law"
    """A law gives it without a decision (gesetzlicher Anspruch)."""

    CONTRACT = "contract"
    """Two sides agreed (Vertrag)."""

    def render(self, language: Language) -> str:
        """Give the act in words."""
        return _BASES[self].render(language)


_BASES: dict[AwardBasis, Sentence] = {
    AwardBasis.DECISION: sentence("award by decision"),
    AwardBasis.LAW: sentence("entitlement by law"),
    AwardBasis.CONTRACT: sentence("contract"),
}


@attrs.frozen(kw_only=True, field_transformer=of_data)
class AwardAmendment:
    """
    A later decision that changes an award (Änderungsbescheid).

    Attributes:
        id: Unique among the amendments of the award, for example a file number.

        decided: The day of the decision.

        amounts: The new amounts, not the differences, of the budget years that
            change; years not named stay as they were. Zero takes a year away. A
            mapping from years to money will do.

        period: The new period of the award; `None` leaves it.

        announced: When the recipient learned of it; `None` if nobody says.

        reason: Why.

        source: Where this is taken from.

    Raises:
        InvalidDataError: It changes nothing, a year stands twice, amounts differ in
            currency, or it was announced before it was decided.
    """

    id: str = attrs.field(validator=check_word)
    decided: date = attrs.field(validator=a_day)
    amounts: tuple[YearAmount, ...] = attrs.field(default=(), converter=year_amounts)
    period: Period | None = None
    announced: date | None = attrs.field(default=None, validator=a_day_if_any)
    reason: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        where = f"amendment {self.id!r}"
        if not self.amounts and self.period is None:
            raise _changes_nothing(where, "neither amounts nor a period")
        check_amounts(self.amounts, where=where)
        check_announced(self.decided, self.announced, where=where)

    @property
    def currency(self) -> str | None:
        """That of its amounts; `None` where it has none."""
        return next((one.amount.currency for one in self.amounts), None)

    @property
    def effective(self) -> date:
        """The day from which it holds, as with `Award.effective`."""
        return self.announced or self.decided


def _changes_nothing(where: str, got: str) -> InvalidDataError:
    return InvalidDataError(
        "an amendment of an award changes nothing",
        where=where,
        got=got,
        expected="the new amount of a budget year, or a new period",
        mend="name what it changes, or leave it out",
    )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Award:
    """
    What a recipient was granted, by decision, law or contract (Bewilligung).

    Amounts and period are those of the first decision. What holds on a day is
    `as_of` it, from announcement on; what was decided by then, announced or not, is
    `decided_by`; `amended` has all amendments.

    >>> award = Award(
    ...     id="2018-17",
    ...     recipient="08115003",
    ...     part="integrationsmanagement",
    ...     amounts={
    ...         "2018": Money.of(60_000, "EUR"),
    ...         "2019": Money.of(40_000, "EUR"),
    ...     },
    ...     decided=date(2018, 4, 16),
    ... )
    >>> print(award.amount)
    100,000.00 EUR

    Attributes:
        id: Unique, for example a file number (Aktenzeichen).

        recipient: Id of the recipient on the roster.

        part: Id of the part of the program.

        amounts: What is granted out of each budget year; at least one, in the order
            of the labels. A mapping from years to money will do.

        basis: By what kind of act.

        decided: The day of the decision; by law, the day that the law names.

        announced: When the recipient learned of it (Bekanntgabe); `None` if nobody
            says, or none is needed.

        period: In which the money is to be used (Bewilligungszeitraum); `None`
            where none is set, as by law.

        application: Id of the application; `None` without one.

        amendments: Later decisions, in the order in which they were made.

        note: What a reader has to know.

        source: Where this is taken from.

    Raises:
        InvalidDataError: There is no amount, a year stands twice, or amounts differ
            in currency.

        AwardError: An amendment is dated or announced before the award, or dated
            before an earlier amendment; or it has an id that stands twice, changes
            nothing or is in another currency.
    """

    id: str = attrs.field(validator=check_word)
    recipient: str = attrs.field(validator=check_word)
    part: str = attrs.field(validator=check_word)
    amounts: tuple[YearAmount, ...] = attrs.field(converter=year_amounts)
    basis: AwardBasis = AwardBasis.DECISION
    decided: date = attrs.field(validator=a_day)
    announced: date | None = attrs.field(default=None, validator=a_day_if_any)
    period: Period | None = None
    application: str | None = attrs.field(default=None, validator=check_word)
    amendments: tuple[AwardAmendment, ...] = attrs.field(
        default=(), converter=tuple[AwardAmendment, ...]
    )
    note: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        where = f"award {self.id!r}"
        if not self.amounts:
            raise InvalidDataError(
                "an award has no amount",
                where=where,
                expected="the amount of at least one budget year",
                mend="name it; what was refused is a Decision without an award",
            )
        check_amounts(self.amounts, where=where)
        check_announced(self.decided, self.announced, where=where)
        _check_amendments(self)

    @property
    def currency(self) -> str:
        """Code of ISO 4217."""
        return self.amounts[0].amount.currency

    @property
    def amount(self) -> Money:
        """All budget years together, as first decided."""
        return sum(
            (one.amount for one in self.amounts), start=Money.zero(self.currency)
        )

    @property
    def effective(self) -> date:
        """
        The day from which it holds: announced, or decided if nobody says when.

        An act has effect towards its addressee once it is announced to him (§ 43
        Abs. 1 VwVfG).
        """
        return self.announced or self.decided

    def of_year(self, year: str | int) -> Money:
        """Give what is granted out of a budget year, as first decided; zero if none."""
        label = str(year)
        found = (one.amount for one in self.amounts if one.year == label)
        return next(found, Money.zero(self.currency))

    def in_force(self, day: date) -> bool:
        """Whether the award holds on that day; see `effective`."""
        return self.effective <= day

    def as_of(self, day: date) -> Award:
        """
        Give the award as it holds on a day, with the amendments that hold by then.

        An amendment holds, as the award does, from the day on which it was announced,
        or decided if nobody says when (§ 43 Abs. 1 VwVfG). Those that hold apply in
        the order in which they were decided. What it gives has these amounts and
        this period for its own, and no amendments.

        Raises:
            AwardError: On that day the award did not hold yet.

            InvalidDataError: It is no day.
        """
        check_day(day, where=f"award {self.id!r}, as_of")
        if day < self.effective:
            raise AwardError(
                "on that day the award did not hold yet",
                where=f"award {self.id!r}",
                got=day,
                expected=f"{self.effective} or later",
                mend="ask for a later day, or for what was decided by then: decided_by",
            )
        done = (one for one in self.amendments if one.effective <= day)
        return with_amendments(self, done)

    def decided_by(self, day: date) -> Award:
        """
        Give the award with the amendments decided by a day, announced or not.

        This is what the authority knows; see `as_of` for what holds.

        Raises:
            AwardError: On that day it was not decided yet.

            InvalidDataError: It is no day.
        """
        check_day(day, where=f"award {self.id!r}, decided_by")
        if day < self.decided:
            raise AwardError(
                "on that day the award was not decided yet",
                where=f"award {self.id!r}",
                got=day,
                expected=f"{self.decided} or later",
                mend="ask for a later day",
            )
        done = (one for one in self.amendments if one.decided <= day)
        return with_amendments(self, done)

    def amended(self) -> Award:
        """Give the award after all amendments."""
        return with_amendments(self, self.amendments)

    def amend(self, amendment: AwardAmendment) -> Award:
        """
        Give the award with one more amendment.

        Raises:
            AwardError: It does not fit; see above.
        """
        return attrs.evolve(self, amendments=(*self.amendments, amendment))

    def amendment(self, id: str) -> AwardAmendment:
        """
        Give one amendment.

        Raises:
            AwardError: There is none with that id; the nearest is offered.
        """
        for one in self.amendments:
            if one.id == id:
                return one
        ids = [one.id for one in self.amendments]
        near = difflib.get_close_matches(id, ids, n=1)
        raise AwardError(
            "the award has no amendment with this id",
            where=f"award {self.id!r}",
            got=id,
            expected=", ".join(ids) or "an award with amendments",
            mend=f"did you mean {near[0]!r}?" if near else "take one of these",
        )

    def render(self, language: Language) -> str:
        """Give the award as first decided, in a line."""
        said = sentence(
            "{id}: {recipient}, {part}, {basis} of {day}: {amount}",
            id=self.id,
            recipient=self.recipient,
            part=self.part,
            basis=self.basis,
            day=self.decided,
            amount=self.amount,
        )
        return said.render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def with_amendments(award: Award, amendments: Iterable[AwardAmendment]) -> Award:
    """Give the award changed by amendments in their order, with none of its own."""
    amounts = {one.year: one for one in award.amounts}
    period = award.period
    for amendment in amendments:
        amounts |= {one.year: one for one in amendment.amounts}
        period = amendment.period or period
    return attrs.evolve(
        award, amounts=tuple(amounts.values()), period=period, amendments=()
    )


def _check_amendments(award: Award) -> None:
    if not award.amendments:
        return
    seen: set[str] = set()
    current, last = with_amendments(award, ()), award.decided
    for one in award.amendments:
        where = f"award {award.id!r}, amendment {one.id!r}"
        if one.id in seen:
            raise _repeated(one, where)
        _check_day(one, award, last, where)
        _check_currency(one, award, where)
        changed = with_amendments(current, [one])
        if changed == current:
            error = _changes_nothing(where, "what held before")
            raise AwardError(
                error.what,
                where=where,
                got=error.got,
                expected=error.expected,
                mend=error.mend,
            )
        seen.add(one.id)
        current, last = changed, one.decided


def _repeated(one: AwardAmendment, where: str) -> AwardError:
    return AwardError(
        "an award has two amendments with one id",
        where=where,
        got=one.id,
        expected="each id once",
        mend="leave out what was entered twice, or give each its own file number",
    )


def _check_day(one: AwardAmendment, award: Award, last: date, where: str) -> None:
    if one.decided < award.decided:
        raise AwardError(
            "an amendment is dated before the award",
            where=where,
            got=one.decided,
            expected=f"{award.decided} or later",
            mend="correct the day, or write what it says into the award itself",
        )
    if one.decided < last:
        raise AwardError(
            "the amendments of an award are not in the order of their days",
            where=where,
            got=f"{one.decided}, after {last}",
            expected="the earliest first",
            mend="sort them by their days; those of one day as they were decided",
        )
    if one.announced is not None and one.announced < award.effective:
        raise AwardError(
            "an amendment was announced before the award",
            where=where,
            got=one.announced,
            expected=f"{award.effective} or later",
            mend="correct one of the two days",
        )


def _check_currency(one: AwardAmendment, award: Award, where: str) -> None:
    if one.currency not in {None, award.currency}:
        raise AwardError(
            "an amendment is in another currency than its award",
            where=where,
            got=one.currency,
            expected=award.currency,
            mend="convert it before, with rate, date and source",
        )
