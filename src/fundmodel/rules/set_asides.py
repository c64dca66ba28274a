"""Set-asides: money that is taken off the pot for a named purpose."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError, InvalidModelError, OverdrawnError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["SetAside", "ShareOf"]


class ShareOf(enum.Enum):
    """Of what a share is taken off."""

    LEFT = "what is left"
    """What the provisions before have left in the pot."""

    WHOLE = "the whole"
    """What was in the pot at first, whatever went before."""


def _a_share(share: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if share is None else exact_ratio(share, where="share")


def _above_zero(
    _: object, attribute: attrs.Attribute[Fraction | None], share: Fraction | None
) -> None:
    if share is not None and not 0 < share <= 1:
        raise InvalidModelError(
            "this share cannot be set aside",
            where=attribute.name,
            got=PerCent(share),
            expected="more than 0 % and at most 100 %",
            mend="correct the share; leave out a provision that takes nothing",
        )


def _above_nothing(
    _: object,
    attribute: attrs.Attribute[Money | int | None],
    amount: Money | int | None,
) -> None:
    minor = amount.minor if isinstance(amount, Money) else amount
    if minor is not None and minor <= 0:
        raise InvalidModelError(
            "this amount cannot be set aside",
            where=attribute.name,
            got=amount,
            expected="an amount above zero",
            mend="model money flowing in as a budget; leave out a provision that "
            "takes nothing",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetAside:
    """
    Take an amount or a share off the pot for a named purpose (Vorwegentnahme).

    What stands before it was served first. Several of them in a row make a
    cascade, in which each takes its share of what the others left; with
    `ShareOf.WHOLE`, their order does not matter. It takes nothing from anybody who
    has a claim, and so it stands before the key that shares the pot out.

    An amount stays the same where only a share of a budget is allocated.

    Attributes:
        amount: What is taken off: money, or a whole number of other units.

        share: Or which share; text such as ``"2.5 %"`` is understood.

        of: Of what the share is taken.

        destination: What it is for.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS})

    amount: Money | int | None = attrs.field(default=None, validator=_above_nothing)
    share: Fraction | None = attrs.field(
        default=None, converter=_a_share, validator=_above_zero
    )
    of: ShareOf = ShareOf.LEFT
    destination: Text
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if (self.amount is None) == (self.share is None):
            raise InvalidModelError(
                "a set-aside needs either an amount or a share",
                where="set-aside",
                got="neither" if self.amount is None else "both",
                expected="one of them",
                mend='write amount = …, or share = "2.5 %"',
            )
        if self.amount is not None and self.of is not ShareOf.LEFT:
            raise InvalidModelError(
                "a set-aside says of what an amount is taken",
                where="set-aside",
                got=f"of {self.of.value!r}",
                expected="`of` together with a share only",
                mend="leave it out, or give a share",
            )

    def describe(self) -> Sentence:
        """Say how much is taken off, and for what."""
        if self.share is None:
            return sentence(
                "{amount} set aside for: {destination}",
                amount=self.amount,
                destination=self.destination,
            )
        share, destination = PerCent(self.share), self.destination
        if self.of is ShareOf.WHOLE:
            return sentence(
                "{share} of the whole set aside for: {destination}",
                share=share,
                destination=destination,
            )
        return sentence(
            "{share} of what is left set aside for: {destination}",
            share=share,
            destination=destination,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Move the amount or the share from the pot to elsewhere.

        Raises:
            OverdrawnError: More is set aside than there is.

            AllocationError: The rule is open-ended and has no pot.

            MoneyError: The amount is in another unit than the pot.
        """
        del facts
        self._check_pot(state)
        taken = self._taken(state)
        left = state.pot - taken
        self._check_left(state, taken, left)
        portion = Portion(
            kind=PortionKind.SET_ASIDE,
            amount=taken,
            destination=self.destination,
            source=self.source,
        )
        return state.becomes(pot=left, elsewhere=(*state.elsewhere, portion))

    def _taken(self, state: State) -> Mixed:
        if self.share is not None:
            return self._base(state).scale(self.share)
        amount = 0 if self.amount is None else state.unit.count(self.amount)
        return Mixed.of(np.full(state.pot.shape, amount, dtype=np.object_))

    def _base(self, state: State) -> Mixed:
        return state.total if self.of is ShareOf.WHOLE else state.pot

    def _check_pot(self, state: State) -> None:
        if state.open_ended:
            raise AllocationError(
                "nothing can be set aside where there is no pot",
                where=f"set-aside: {self.destination}",
                got="an open-ended rule",
                expected="a budget",
                mend="give the part a budget, or a part of its own to the purpose",
            )

    def _check_left(self, state: State, taken: Mixed, left: Mixed) -> None:
        back = _is_negative(state.total)
        # A pot that is negative from the start is a correction: shares mirror what
        # was set aside when it was paid.
        wrong = np.where(back, _is_positive(left), _is_negative(left))
        wrong = wrong | (back & _is_positive(taken))
        short = np.flatnonzero(wrong)
        if short.size:
            scenario = int(short[0])
            raise OverdrawnError(
                "more is set aside than there is",
                where=f"set-aside: {self.destination}",
                got=f"{state.measured(taken.fraction(scenario))} from a pot of "
                f"{state.in_pot(scenario)}",
                expected="at most what earlier provisions left of the pot",
                mend="lower what is set aside, or raise the budget",
            )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say how much was taken off, of what, and what is left for the others."""
        del who
        left = step.after.in_pot(scenario)
        base = self._base(step.before).fraction(scenario)
        taken = step.before.pot.fraction(scenario) - step.after.pot.fraction(scenario)
        if self.share is None:
            return sentence(
                "{taken} set aside for: {destination}; {left} stay in the pot",
                taken=step.after.measured(taken),
                destination=self.destination,
                left=left,
            )
        return sentence(
            "{share} of {base} = {taken} set aside for: {destination}; {left} stay in "
            "the pot",
            share=PerCent(self.share),
            base=step.after.measured(base),
            taken=step.after.measured(taken),
            destination=self.destination,
            left=left,
        )


def _is_negative(amounts: Mixed) -> BoolArray:
    negative: BoolArray = amounts.whole < 0
    return negative


def _is_positive(amounts: Mixed) -> BoolArray:
    positive: BoolArray = (amounts.whole > 0) | (
        ~amounts.is_whole & (amounts.whole == 0)
    )
    return positive
