"""Terms of a grant: ceiling, own contribution, and what public funds may give."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.apportion import Mixed
from fundmodel.costs import CostFigures
from fundmodel.errors import InvalidModelError
from fundmodel.money import Money
from fundmodel.rules.financing.plan_figures import PlanFigures, gap_of
from fundmodel.sentences import Sentence, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.steps import State

__all__ = [
    "Cap",
    "CapKind",
    "Terms",
    "above_nothing",
    "above_nothing_if_any",
    "part_of_whole",
    "part_of_whole_if_any",
    "share",
    "share_if_any",
]


def share(value: Fraction | Decimal | int | str) -> Fraction:
    """
    Tidy a share of costs, such as "50 %".

    Raises:
        InvalidModelError: It is a float, or no number.
    """
    return exact_ratio(value, where="share of costs")


def share_if_any(value: Fraction | Decimal | int | str | None) -> Fraction | None:
    """
    Tidy a share of costs that may be left out.

    Raises:
        InvalidModelError: It is a float, or no number.
    """
    return None if value is None else share(value)


def part_of_whole(
    _: object, attribute: attrs.Attribute[Fraction], value: Fraction
) -> None:
    """
    Refuse shares of nothing and of more than all; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is not above 0 % and at most 100 %.
    """
    _check_part(value, where=attribute.name)


def part_of_whole_if_any(
    _: object, attribute: attrs.Attribute[Fraction | None], value: Fraction | None
) -> None:
    """
    Refuse shares of nothing and of more than all; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is not above 0 % and at most 100 %.
    """
    if value is not None:
        _check_part(value, where=attribute.name)


def _check_part(value: Fraction, *, where: str) -> None:
    if not 0 < value <= 1:
        raise InvalidModelError(
            "this is no part of the eligible costs",
            where=where,
            got=PerCent(value),
            expected="more than 0 % and at most 100 %",
            mend="correct the share; nobody is granted more than costs",
        )


def above_nothing(_: object, attribute: attrs.Attribute[Money], value: Money) -> None:
    """
    Refuse amounts of zero and less; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is not above zero.
    """
    _check_amount(value, where=attribute.name)


def above_nothing_if_any(
    _: object, attribute: attrs.Attribute[Money | None], value: Money | None
) -> None:
    """
    Refuse amounts of zero and less; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is not above zero.
    """
    if value is not None:
        _check_amount(value, where=attribute.name)


def _check_amount(value: Money, *, where: str) -> None:
    if value.minor <= 0:
        raise InvalidModelError(
            "an amount of a financing is not above zero",
            where=where,
            got=value,
            expected="an amount above zero",
            mend="correct it, or leave it out",
        )


class CapKind(enum.Enum):
    """Why a grant can be no higher."""

    UNCOVERED = "uncovered"
    """Other means cover the rest, and so does the own contribution asked for."""

    PUBLIC = "public"
    """All public funds together reach their limit."""

    CEILING = "ceiling"
    """The directive names a highest amount."""


@attrs.frozen(kw_only=True)
class Terms:
    """
    What limits a grant, whatever its kind.

    Attributes:
        ceiling: The highest grant (Höchstbetrag).

        own_share: Which share of the eligible costs the claimant bears at least.

        own_amount: Which amount the claimant bears at least.

        most_public: Up to which share of the eligible costs public funds may pay
            together (Kumulierung).
    """

    ceiling: Money | None = None
    own_share: Fraction | None = None
    own_amount: Money | None = None
    most_public: Fraction | None = None

    def check(self, *, where: str, rate: Fraction = Fraction(0)) -> None:
        """
        Refuse terms that contradict each other.

        Args:
            where: Which provision it is.

            rate: Which share of the eligible costs it pays, if it pays one.

        Raises:
            InvalidModelError: The claimant would have to bear what is paid, or
                more would be paid than public funds may give.
        """
        borne = self.own_share or Fraction(0)
        if rate + borne > 1 or borne == 1:
            raise InvalidModelError(
                "the own contribution leaves no room for the grant",
                where=where,
                got=f"{PerCent(rate)} granted, {PerCent(borne)} borne at least",
                expected="at most 100 % together, and something to grant",
                mend="lower one of them",
            )
        if self.most_public is not None and rate > self.most_public:
            raise InvalidModelError(
                "the rate is above what public funds may pay together",
                where=where,
                got=PerCent(rate),
                expected=f"at most {PerCent(self.most_public)}",
                mend="lower the rate, or raise most_public",
            )

    def describe(self, said: Sentence) -> Sentence:
        """Add to what is paid how it is limited."""
        if self.own_share is not None:
            said = sentence(
                "{said}, with an own contribution of at least {share} of these costs",
                said=said,
                share=PerCent(self.own_share),
            )
        if self.own_amount is not None:
            said = sentence(
                "{said}, with an own contribution of at least {amount}",
                said=said,
                amount=self.own_amount,
            )
        if self.most_public is not None:
            said = sentence(
                "{said}, all public funds together at most {share} of these costs",
                said=said,
                share=PerCent(self.most_public),
            )
        if self.ceiling is not None:
            said = sentence("{said}, at most {amount}", said=said, amount=self.ceiling)
        return said

    def check_unit(self, state: State) -> None:
        """
        Refuse amounts in another unit than the pot.

        Raises:
            MoneyError: There is one.
        """
        for amount in (self.ceiling, self.own_amount):
            if amount is not None:
                state.unit.count(amount)

    def least_own(self, figures: CostFigures) -> Mixed:
        """Give what each bears at least, shape ``(1, n)``."""
        least = figures.eligible.scale(self.own_share or Fraction(0))
        if self.own_amount is not None:
            least = Mixed.maximum(least, _one(self.own_amount))
        return least

    def uncovered(self, figures: CostFigures) -> Cap:
        """Give what other means and the own contribution leave to pay."""
        left = gap_of(figures, self.least_own(figures))
        return Cap(terms=self, kind=CapKind.UNCOVERED, amounts=left)

    def caps(self, figures: CostFigures) -> tuple[Cap, ...]:
        """Give the limits that do not depend on what is covered."""
        found: list[Cap] = []
        if self.most_public is not None:
            most = figures.eligible.scale(self.most_public) - figures.public
            found.append(Cap(terms=self, kind=CapKind.PUBLIC, amounts=most))
        if self.ceiling is not None:
            most = _one(self.ceiling)
            found.append(Cap(terms=self, kind=CapKind.CEILING, amounts=most))
        return tuple(found)


def _one(amount: Money) -> Mixed:
    return Mixed.of([[amount.minor]])


@attrs.frozen(kw_only=True, eq=False)
class Cap:
    """
    Above which amount nobody is granted anything.

    Attributes:
        terms: Where it comes from.

        kind: Why.

        amounts: How high it is, shape ``(1, 1)`` or ``(1, n)``; negative where others
            pay more than there are costs.
    """

    terms: Terms
    kind: CapKind
    amounts: Mixed

    def explain(self, plan: PlanFigures) -> Sentence:
        """Say how high it is for one claimant, and why."""
        if self.kind is CapKind.UNCOVERED:
            own = self.terms.least_own(plan.figures)
            named = sentence("own contribution at least")
            return sentence(
                "no more is left of the eligible costs: {sum}",
                sum=plan.less(own, named, self.amounts),
            )
        if self.kind is CapKind.PUBLIC:
            return sentence(
                "public funds may pay no more: {share} of {eligible} - {public} other "
                "public funds = {amount}",
                share=PerCent(self.terms.most_public or Fraction(0)),
                eligible=plan.eligible,
                public=plan.amount(plan.figures.public),
                amount=plan.amount(self.amounts),
            )
        return sentence("the ceiling is {amount}", amount=plan.amount(self.amounts))
