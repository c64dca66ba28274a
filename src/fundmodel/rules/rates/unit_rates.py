"""Rates: a fixed amount for each unit of an indicator, or for each post."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import divide, multiply, number
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.formulas.bases import Base, base_of, units_of
from fundmodel.rules.formulas.weights import key_by
from fundmodel.rules.formulas.workings import Formula
from fundmodel.rules.rates.indexation import Indexation
from fundmodel.rules.rates.tariffs import (
    Tariff,
    claim,
    exact_rate,
    multiplied,
    not_negative,
    unpaid,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import exact_decimal
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, key_of, stand_ins

__all__ = ["RatePerPost", "RatePerUnit"]


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RatePerUnit:
    """
    Give a fixed rate for each unit of an indicator (Festbetrag je Einheit).

    Example: the separate lump sum of § 18 Abs. 4 FlüAG Baden-Württemberg is
    135 EUR for each person, and 1.5 per cent more each year.

    The units may be those of a formula. So a rate of 0.7 for each euro of a
    :class:`Shortfall` pays 70 per cent of what need exceeds strength by.

    Attributes:
        rate: Money, or an exact number of major units of whatever is divided.

        by: Id of the indicator, or a formula.

        indexation: How the rate rises from year to year; `None` if it does not.

        key_date: The day that counts; see :class:`Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rate: Money | Fraction = attrs.field(converter=exact_rate, validator=not_negative)
    by: str | Formula = attrs.field(converter=base_of)
    indexation: Indexation | None = None
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self._base.check("rate per unit")

    @property
    def _base(self) -> Base:
        return Base(self.by, (self.key_date, self.accepts, self.name))

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that it counts by."""
        return self._base.yardsticks

    @property
    def tariff(self) -> Tariff:
        """The rate with its indexation."""
        return Tariff(rate=self.rate, indexation=self.indexation)

    def describe(self) -> Sentence:
        """Say how much is paid for what."""
        return sentence(
            "{rate} for each unit of {yardstick}",
            rate=self.tariff.describe(),
            yardstick=self._base.describe(),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``rate x value`` for everybody who is eligible.

        The claims may exceed the pot for a while; a rule that ends so is
        refused, unless it is open-ended.

        Raises:
            DataLackingError: The roster lacks the indicator for that day, or an
                indexed rate is not known for the year.

            InvalidDataError: Somebody who is eligible has no value.

            MoneyError: The rate is in another currency than the pot.
        """
        working = self._base.formula.work(state, facts)
        claimed = units_of(working, state).scale(self.tariff.smallest(state))
        return claim(state, claimed, key_by(working, state))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x value = amount."""
        rate = self.tariff.smallest(step.before)
        said = multiplied(step, who, scenario, rate)
        if said is None:
            return unpaid(step, who, scenario)
        return self.tariff.told(said, step.before)


def _a_part(part: Decimal | int | str | None) -> Decimal | None:
    return None if part is None else exact_decimal(part, where="part of a post")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class RatePerPost:
    """
    Give a fixed rate for each full-time post, and its part for part of a post.

    Posts are counted in full-time equivalents (Vollzeitäquivalente). Who has less
    than the smallest part gets nothing; what is more can be split so that no part
    is smaller. Parts may count in steps only, and are then rounded down.

    Example: school social work in Baden-Württemberg was funded with 16,700 EUR
    per full-time post, pro rata for parts of a post.

    Attributes:
        rate: Money for a full-time post and a year.

        by: Id of the indicator that counts the posts.

        smallest: The smallest part of a post that is paid, such as ``"0.25"``.

        steps_of: In which steps posts count, such as ``"0.5"`` for half posts;
            `None` for any part.

        indexation: How the rate rises from year to year; `None` if it does not.

        key_date: The day that counts; see :class:`Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rate: Money | Fraction = attrs.field(converter=exact_rate, validator=not_negative)
    by: str
    smallest: Decimal | None = attrs.field(default=None, converter=_a_part)
    steps_of: Decimal | None = attrs.field(default=None, converter=_a_part)
    indexation: Indexation | None = None
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    @property
    def yardstick(self) -> Yardstick:
        """The column that counts the posts."""
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    @property
    def tariff(self) -> Tariff:
        """The rate with its indexation."""
        return Tariff(rate=self.rate, indexation=self.indexation)

    def describe(self) -> Sentence:
        """Say how much is paid for a post, and which parts count."""
        said = sentence(
            "{rate} for each full-time post ({yardstick}), pro rata for parts",
            rate=self.tariff.describe(),
            yardstick=self.yardstick.describe(),
        )
        if self.steps_of is not None:
            said = sentence("{said}, in steps of {step}", said=said, step=self.steps_of)
        if self.smallest is not None:
            said = sentence(
                "{said}, from {smallest} of a post on",
                said=said,
                smallest=self.smallest,
            )
        return said

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``rate x posts`` for everybody who is eligible.

        Raises:
            DataLackingError: The roster lacks the indicator for that day, an
                indexed rate is not known for the year, or a row stands for others
                whose parts of posts would have to be looked at one by one.

            MoneyError: The rate is in another currency than the pot.
        """
        del facts
        column = self._counted(self.yardstick.checked(state))
        looks_at_parts = self.smallest is not None or self.steps_of is not None
        if looks_at_parts and (state.eligible & state.remainder).any():
            raise state.lacks(
                sentence("which parts of posts count cannot be told of many together"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody",
            )
        key = key_of(column, state)
        rate = self.tariff.smallest(state) / 10**column.decimals
        return claim(state, Mixed.of(key.weights).scale(rate), key)

    def _counted(self, given: Column) -> Column:
        """Give the posts that count, with as many decimals as they need."""
        decimals = max(given.decimals, _places(self.smallest), _places(self.steps_of))
        posts = multiply(given.values, number(10 ** (decimals - given.decimals)))
        if self.steps_of is not None:
            step = number(_scaled(self.steps_of, decimals))
            posts = multiply(divide(posts, step)[0], step)
        if self.smallest is not None:
            posts = np.where(posts < _scaled(self.smallest, decimals), 0, posts)
        return attrs.evolve(given, values=posts, decimals=decimals)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x posts = amount, and which parts of posts do not count."""
        given = self.yardstick.column(step.before)
        posts, counted = given.count(who), self._counted(given).count(who)
        said = multiplied(step, who, scenario, self.tariff.smallest(step.before))
        if said is not None and counted == posts:
            return self.tariff.told(said, step.before)
        if said is not None:
            counting = sentence(
                "posts: {posts}, counted as {counted}: {said}",
                posts=posts,
                counted=counted,
                said=said,
            )
            return self.tariff.told(counting, step.before)
        if posts.value and step.after.reason_of(who, scenario) is None:
            return sentence(
                "posts: {posts}, less than what is paid for at least", posts=posts
            )
        return sentence("no post to pay for")


def _places(part: Decimal | None) -> int:
    exponent = part.as_tuple().exponent if part is not None else 0
    return max(0, -int(exponent))


def _scaled(part: Decimal, decimals: int) -> int:
    # Not in Decimal, which rounds to 28 digits unless told otherwise.
    return int(Fraction(part) * 10**decimals)
