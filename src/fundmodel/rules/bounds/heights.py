"""How high a bound is: an amount, a rate, or a share of the pot."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol, cast

import attrs

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, Bounding, Limit
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.indicators import BoolArray, Column
from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.steps import State
from fundmodel.units import Amount
from fundmodel.yardsticks import Yardstick

__all__ = [
    "FixedHeight",
    "Height",
    "Measured",
    "OfPot",
    "Rated",
    "column_of",
    "exact_height",
    "no_negative_share",
    "no_negative_share_if_any",
    "not_negative",
    "ratio",
    "ratio_or_none",
    "share_of_last_time",
    "share_of_last_time_if_any",
    "whom",
]


def exact_height(
    amount: Money | Fraction | Decimal | int | None,
) -> Money | Fraction | None:
    """
    Tidy an amount: money, or an exact number of major units.

    Raises:
        InvalidModelError: It is a float, or no number.
    """
    if amount is None or isinstance(amount, Money):
        return amount
    return exact_ratio(amount, where="amount")


def ratio(share: Fraction | Decimal | int | str) -> Fraction:
    """
    Tidy a share, such as "95 %".

    Raises:
        InvalidModelError: It is a float, or no number.
    """
    return exact_ratio(share, where="share")


def ratio_or_none(share: Fraction | Decimal | int | str | None) -> Fraction | None:
    """
    Tidy a share that may be left out.

    Raises:
        InvalidModelError: It is a float, or no number.
    """
    return None if share is None else ratio(share)


def not_negative(
    _: object,
    attribute: attrs.Attribute[Money | Fraction | None],
    height: Money | Fraction | None,
) -> None:
    """
    Refuse a bound below zero; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is negative.
    """
    minor = height.minor if isinstance(height, Money) else height
    if minor is not None and minor < 0:
        raise _negative(attribute.name, height)


def no_negative_share(
    _: object, attribute: attrs.Attribute[Fraction], share: Fraction
) -> None:
    """
    Refuse a share below zero; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is negative.
    """
    if share < 0:
        raise _negative(attribute.name, PerCent(share))


def no_negative_share_if_any(
    _: object, attribute: attrs.Attribute[Fraction | None], share: Fraction | None
) -> None:
    """
    Refuse a share below zero; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is negative.
    """
    if share is not None and share < 0:
        raise _negative(attribute.name, PerCent(share))


MOST_OF_LAST_TIME: Final = Fraction(5)
"""More of last year's amount than that is a percent sign that was forgotten."""


def share_of_last_time(
    owner: object, attribute: attrs.Attribute[Fraction], share: Fraction
) -> None:
    """
    Refuse a share of an earlier amount that cannot be meant; attrs calls it.

    Raises:
        InvalidModelError: It is negative, or above 500 %.
    """
    no_negative_share(owner, attribute, share)
    if share > MOST_OF_LAST_TIME:
        raise InvalidModelError(
            "a share of an earlier amount is more than five times that amount",
            where=attribute.name,
            got=PerCent(share),
            expected=f"{PerCent(MOST_OF_LAST_TIME)} or less",
            mend=f'did you mean "{PerCent(share / 100)}"? Write the percent sign',
        )


def share_of_last_time_if_any(
    owner: object, attribute: attrs.Attribute[Fraction | None], share: Fraction | None
) -> None:
    """
    Refuse a share of an earlier amount that cannot be meant; attrs calls it.

    Raises:
        InvalidModelError: It is negative, or above 500 %.
    """
    if share is not None:
        # cast: the attribute is asked for its name only.
        share_of_last_time(owner, cast("attrs.Attribute[Fraction]", attribute), share)


def _negative(where: str, height: object) -> InvalidModelError:
    return InvalidModelError(
        "a bound is negative",
        where=where,
        got=height,
        expected="zero or more",
        mend="model money flowing back as a settlement",
    )


@attrs.frozen(kw_only=True, eq=False)
class Measured:
    """
    How high a bound is.

    Attributes:
        amounts: In smallest units, shape ``(1, 1)`` to ``(s, n)``.

        who: Whom it binds, shape ``(1, n)`` or ``(s, n)``.

        said: What it was computed from, for explanations; see
            :class:`~fundmodel.claims.Bound`.

        column: The indicator that it was computed from.
    """

    amounts: Mixed
    who: BoolArray
    said: Mixed | None = None
    column: Column | None = None

    def bound(
        self,
        provision: Bounding,
        limit: Limit,
        state: State,
        *,
        gives_way: bool = False,
    ) -> Bound:
        """Make a bound of it."""
        return Bound(
            provision=provision,
            limit=limit,
            amounts=self.amounts,
            applies=self.who,
            unit=state.unit,
            said=self.said,
            column=self.column,
            gives_way=gives_way,
        )


def whom(state: State, kinds: tuple[str, ...]) -> BoolArray:
    """
    Give whom a bound is for: those of certain kinds, or all who are eligible.

    Raises:
        DataLackingError: A row stands for others whose claims are not known, or
            nobody is of a kind named.
    """
    if state.remainder.any():
        raise state.lacks(
            sentence("a bound is for each recipient, and some are not known"),
            got=sentence("a row that stands for all others"),
            expected=sentence("one row per recipient"),
            mend="take a roster that names everybody",
        )
    if not kinds:
        return state.eligible
    named = state.roster.of_kinds(kinds)
    if not named.any() and state.known_kinds.isdisjoint(kinds):
        raise state.lacks(
            sentence("nobody on the roster is of a kind that a bound is for"),
            got=tuple(sorted(state.known_kinds)) or sentence("no recipients"),
            expected=kinds,
            mend="correct the kinds, or take a roster that holds such recipients",
        )
    return state.eligible & named


class Height(Protocol):
    """How high a bound is for each claimant."""

    def describe(self) -> Sentence:
        """Say it in words."""
        ...

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give the bound in smallest units, and what it was computed from.

        Args:
            state: The state to be bounded.

            facts: Earlier amounts.

            who: Whom it binds, shape ``(1, n)`` or ``(s, n)``.

        Returns:
            How high it is, and whom it binds.
        """
        ...

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one claimant, as a sum that can be checked."""
        ...


def smallest(amount: Money | Fraction, state: State) -> Fraction:
    """
    Give an amount in smallest units.

    Raises:
        MoneyError: It is in another unit than the pot.
    """
    if isinstance(amount, Money):
        return Fraction(state.unit.count(amount))
    return Fraction(amount * 10**state.unit.digits)


def major(amount: Money | Fraction, bound: Bound) -> Money | Amount:
    """Give an amount with the unit of a bound, for a sentence."""
    if isinstance(amount, Money):
        return amount
    return Amount(count=amount * 10**bound.unit.digits, unit=bound.unit)


def column_of(bound: Bound) -> Column:
    """Give the indicator that a bound was computed from."""
    # cast: those who call it have measured by one.
    return cast("Column", bound.column)


@attrs.frozen(kw_only=True)
class FixedHeight:
    """
    The same amount for each.

    Attributes:
        amount: Money, or major units of whatever is divided.
    """

    amount: Money | Fraction

    def describe(self) -> Sentence:
        """Give the amount."""
        return sentence("{amount} each", amount=self.amount)

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give the amount.

        Raises:
            MoneyError: It is in another unit than the pot.
        """
        del facts
        amount = Mixed.from_fractions([[smallest(self.amount, state)]])
        return Measured(amounts=amount, who=who)

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give the amount."""
        return sentence("{amount}", amount=bound.promised(who, scenario))


@attrs.frozen(kw_only=True)
class Rated:
    """
    A rate for each unit of an indicator.

    Attributes:
        rate: Money, or major units of whatever is divided, for each unit.

        yardstick: What is counted.
    """

    rate: Money | Fraction
    yardstick: Yardstick

    def describe(self) -> Sentence:
        """Give rate and indicator."""
        return sentence(
            "{rate} for each unit of {yardstick}",
            rate=self.rate,
            yardstick=self.yardstick.describe(),
        )

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give rate x value.

        Raises:
            DataLackingError: The roster lacks the indicator for that day.

            InvalidDataError: Somebody who is bound has no value.

            MoneyError: The rate is in another unit than the pot.
        """
        del facts
        key = self.yardstick.key(state.becomes(eligible=who))
        column = self.yardstick.column(state)
        rate = smallest(self.rate, state) / 10**column.decimals
        amounts = Mixed.of(key.weights).scale(rate)
        return Measured(amounts=amounts, who=who, column=column)

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give rate x value = amount."""
        column = column_of(bound)
        return sentence(
            "{rate} x {value} {unit} = {amount}",
            rate=major(self.rate, bound),
            value=column.count(who),
            unit=column.indicator.unit,
            amount=bound.promised(who, scenario),
        )


@attrs.frozen(kw_only=True)
class OfPot:
    """
    A share of what there is to claim: of the pot and all claims together.

    Attributes:
        share: Which share.
    """

    share: Fraction

    def describe(self) -> Sentence:
        """Give the share."""
        return sentence("{share} of what is shared", share=PerCent(self.share))

    def measure(self, state: State, facts: Facts, who: BoolArray) -> Measured:
        """
        Give the share of each scenario.

        Raises:
            AllocationError: The rule is open-ended and has no pot.
        """
        del facts
        if state.open_ended:
            raise AllocationError(
                "a share of the pot bounds claims where there is no pot",
                where=f"{PerCent(self.share)} of what is shared",
                got="an open-ended rule",
                expected="a budget",
                mend="state the bound as an amount",
            )
        there = (state.pot + state.amounts.sum()).column()
        return Measured(amounts=there.scale(self.share), who=who, said=there)

    def explain(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Give share of pot = amount."""
        return sentence(
            "{share} of {whole} = {amount}",
            share=PerCent(self.share),
            whole=bound.basis(who, scenario),
            amount=bound.promised(who, scenario),
        )
