"""Effects of order: the results that orders of a rule give, and whom they move."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import attrs
import numpy as np

from fundmodel.bodies import Recipient
from fundmodel.indicators import IntArray
from fundmodel.recipients import Roster
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.units import Amount

__all__ = ["FailedOrder", "Order", "OrderEffect", "OrderEffects", "OrderOutcome"]

Order = tuple[int, ...]
"""Places of the provisions in the rule as it is written, beginning with 0."""


@attrs.frozen(kw_only=True, eq=False)
class OrderOutcome:
    """
    One result, and the orders that lead to it.

    Attributes:
        orders: The orders, the first found first.

        distribution: The amounts, with the steps of the first of these orders.
    """

    orders: tuple[Order, ...]
    distribution: Distribution


@attrs.frozen(kw_only=True)
class FailedOrder:
    """
    An order that cannot be carried out, whatever follows.

    Attributes:
        beginning: The provisions up to the one that failed, or all of them if the
            end was refused.

        why: What was refused.
    """

    beginning: Order
    why: Sentence


@attrs.frozen(kw_only=True)
class OrderEffect:
    """
    What the order alone does to one recipient.

    Attributes:
        recipient: Who.

        amount: What it gets in the order as written.

        least: The least that it gets in any order.

        most: The most that it gets in any order.

        worst: The first order that gives it the least.

        best: The first order that gives it the most.
    """

    recipient: Recipient
    amount: Amount
    least: Amount
    most: Amount
    worst: Order
    best: Order

    @property
    def spread(self) -> Amount:
        """What the order decides about."""
        return attrs.evolve(self.most, count=self.most.count - self.least.count)


@attrs.frozen(kw_only=True, eq=False)
class OrderEffects:
    """
    What the admissible orders of a rule give, and who gains and loses by the order.

    Attributes:
        rule: The rule as it is written.

        outcomes: The different results; that of the order as written is the first.

        failures: Orders that cannot be carried out.

        unrounded: How many orders end with fractions of the smallest unit.

        drawn: How many orders were drawn for the sample; those that come to a dead
            end, and those drawn twice, are run once or not at all.

        seed: Seed of the sample; `None` if all orders were run.
    """

    rule: AllocationRule
    outcomes: tuple[OrderOutcome, ...]
    failures: tuple[FailedOrder, ...] = ()
    unrounded: int = 0
    drawn: int | None = None
    seed: int | None = None

    def __repr__(self) -> str:
        return f"<OrderEffects of {self.count:,} orders: {len(self.outcomes)} results>"

    def __str__(self) -> str:
        return self.text()

    @property
    def count(self) -> int:
        """How many orders were carried out to the end."""
        return sum(len(outcome.orders) for outcome in self.outcomes)

    @property
    def roster(self) -> Roster:
        """Who received in the order as written."""
        return self.outcomes[0].distribution.roster

    @functools.cached_property
    def amounts(self) -> IntArray:
        """
        What each gets in each result, in smallest units.

        Returns:
            Shape ``(results, n)``; the first row is that of the order as written.
        """
        rows = [outcome.distribution.amounts for outcome in self.outcomes]
        # cast: numpy does not tell that stacking whole numbers gives whole numbers.
        return cast("IntArray", np.stack(rows))

    def effects(self) -> Iterator[OrderEffect]:
        """Give those whom the order moves, in the order of the roster."""
        moved = np.flatnonzero((self.amounts != self.amounts[0]).any(axis=0))
        return map(self._effect, moved.tolist())

    def _effect(self, position: int) -> OrderEffect:
        column = [int(row[position]) for row in self.amounts]
        at_least, at_most = column.index(min(column)), column.index(max(column))
        unit = self.outcomes[0].distribution.unit
        own, least, most = (
            Amount(count=Fraction(column[row]), unit=unit)
            for row in (0, at_least, at_most)
        )
        return OrderEffect(
            recipient=self.roster.recipient_at(position),
            amount=own,
            least=least,
            most=most,
            worst=self.outcomes[at_least].orders[0],
            best=self.outcomes[at_most].orders[0],
        )

    def described(self, order: Order) -> tuple[Sentence, ...]:
        """Say an order in words, provision by provision."""
        return tuple(self.rule.provisions[place].describe() for place in order)

    def lines(self) -> Iterator[Sentence]:
        """Say what the order does, in general and to each."""
        yield self._opening()
        if self.unrounded:
            yield sentence(
                "orders that end with fractions, because something moves amounts after "
                "they were rounded: {count}",
                count=self.unrounded,
            )
        for failed in self.failures:
            yield sentence(
                "{order}: cannot be carried out ({why})",
                order=_numbered(failed.beginning),
                why=failed.why,
            )
        for effect in self.effects():
            yield sentence(
                "{name}: {amount} as written; from {least} (order {worst}) to {most} "
                "(order {best})",
                name=effect.recipient.name,
                amount=effect.amount,
                least=effect.least,
                worst=_numbered(effect.worst),
                most=effect.most,
                best=_numbered(effect.best),
            )

    def _opening(self) -> Sentence:
        counts = {"orders": self.count, "results": len(self.outcomes)}
        if self.seed is not None:
            return sentence(
                "a sample of {drawn} with seed {seed}; orders that make sense and "
                "differ: {orders}; different results: {results}",
                drawn=self.drawn,
                seed=str(self.seed),
                **counts,
            )
        return sentence(
            "admissible orders: {orders}; different results: {results}", **counts
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all lines as text."""
        language = Language(language)
        return "\n".join(line.render(language) for line in self.lines())


def _numbered(order: Order) -> str:
    """Give the provisions of an order by their numbers in the rule as written."""
    return "-".join(str(place + 1) for place in order)
