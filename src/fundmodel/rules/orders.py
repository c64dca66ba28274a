"""Order as data: what the order of provisions does to amounts, and to whose."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, cast

import attrs
import numpy as np

from fundmodel.errors import AllocationError, FundmodelError
from fundmodel.facts import Facts
from fundmodel.indicators import IntArray
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Recipient, Roster
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.rule import AllocationRule, carried_out, finished
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.steps import Provision, State, Step, Trait
from fundmodel.units import Amount

__all__ = [
    "FailedOrder",
    "OrderEffect",
    "OrderEffects",
    "OrderOutcome",
    "order_effects",
]

MOST_ORDERS: Final = 5_040
"""Orders that are all run: those of seven provisions that may stand anywhere."""

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
    why: str


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

        seed: Seed of the sample; `None` if all orders were run.
    """

    rule: AllocationRule
    outcomes: tuple[OrderOutcome, ...]
    failures: tuple[FailedOrder, ...] = ()
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
                "orders in a sample with seed {seed}: {orders}; different results: "
                "{results}",
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


def order_effects(  # noqa: PLR0913  all but the first three are named by the caller
    rule: AllocationRule,
    roster: Roster,
    budget: Money | int,
    *,
    unit: str | None = None,
    facts: Facts | None = None,
    year: BudgetYear | None = None,
    sample: int | None = None,
    seed: int | None = None,
) -> OrderEffects:
    """
    Run a rule in every order that makes sense, and say whom the order moves.

    An order makes sense if every provision stands behind what it needs, and before
    what it must precede. Orders that cannot be carried out are told, with the reason.

    Args:
        rule: The rule as it is written.

        roster: Who shares.

        budget: What is shared.

        unit: What a whole number counts, for example ``"seats"``.

        facts: Earlier amounts and tables that provisions refer to.

        year: The budget year, for key dates that are days of it.

        sample: How many orders are drawn; `None` runs all of them.

        seed: Seed of the sample; the same one draws the same orders everywhere.

    Raises:
        AllocationError: The rule as it is written cannot be carried out, or there
            are more than 5,040 orders and no sample is asked for.
    """
    given = Facts() if facts is None else facts
    start = rule.begin(budget, roster, unit=unit, year=year)
    orders = _chosen(rule, sample, seed)
    outcomes: dict[object, tuple[Distribution, list[Order]]] = {}
    failures: list[FailedOrder] = []
    for order, done in _carried_out(rule, start, given, orders):
        if isinstance(done, Distribution):
            _, same = outcomes.setdefault(_identity(done), (done, []))
            same.append(order)
        else:
            failures.append(done)
    return OrderEffects(
        rule=rule,
        outcomes=tuple(
            OrderOutcome(orders=tuple(same), distribution=done)
            for done, same in outcomes.values()
        ),
        failures=tuple(failures),
        seed=None if sample is None else seed,
    )


def _chosen(rule: AllocationRule, sample: int | None, seed: int | None) -> list[Order]:
    """Give the orders to run: the one as written, then the others sorted."""
    written = tuple(range(len(rule.provisions)))
    if sample is not None:
        drawn = _drawn(rule.provisions, *_checked(sample, seed))
        return [written, *sorted(drawn - {written})]
    orders = list(itertools.islice(_admissible(rule.provisions), MOST_ORDERS + 1))
    if len(orders) > MOST_ORDERS:
        raise AllocationError(
            "there are too many orders to run them all",
            where="order_effects",
            got=f"{len(rule.provisions)} provisions, more than {MOST_ORDERS:,} orders",
            expected="a sample with a seed that can be published",
            mend="write order_effects(..., sample=1000, seed=2026)",
        )
    return [written, *(order for order in orders if order != written)]


def _admissible(
    provisions: tuple[Provision, ...],
    order: Order = (),
    given: frozenset[Trait] = frozenset(),
) -> Iterator[Order]:
    """Give all orders in which every provision stands where it may, sorted."""
    if len(order) == len(provisions):
        yield order
    for place in _next(provisions, order, given):
        gives = given | provisions[place].gives
        yield from _admissible(provisions, (*order, place), gives)


def _next(
    provisions: tuple[Provision, ...], order: Order, given: frozenset[Trait]
) -> list[int]:
    return [
        place
        for place, provision in enumerate(provisions)
        if place not in order
        and provision.needs <= given
        and not provision.refuses & given
    ]


def _checked(sample: object, seed: object) -> tuple[int, int]:
    is_sample = isinstance(sample, int) and not isinstance(sample, bool) and sample > 0
    if is_sample and isinstance(seed, int) and not isinstance(seed, bool):
        # cast: told apart above.
        return cast("int", sample), seed
    raise AllocationError(
        "a sample of orders needs its size and a seed",
        where="order_effects",
        got=f"sample {sample!r}, seed {seed!r}",
        expected="a whole number above 0, and a whole number as the seed",
        mend="write order_effects(..., sample=1000, seed=2026)",
    )


def _drawn(provisions: tuple[Provision, ...], sample: int, seed: int) -> set[Order]:
    """
    Draw orders, each by choosing again and again among those that may stand next.

    A draw that comes to an end too early, or repeats an order, adds nothing.
    """
    # Only `random` of it, which Python promises never to change.
    source = random.Random(seed)  # noqa: S311  a sample, no secret
    orders: set[Order] = set()
    for _ in range(sample):
        order: Order = ()
        given: frozenset[Trait] = frozenset()
        while may := _next(provisions, order, given):
            place = may[int(source.random() * len(may))]
            order, given = (*order, place), given | provisions[place].gives
        if len(order) == len(provisions):
            orders.add(order)
    return orders


def _carried_out(
    rule: AllocationRule, start: State, facts: Facts, orders: list[Order]
) -> Iterator[tuple[Order, Distribution | FailedOrder]]:
    """Run orders; what one has in common with the order before is run once."""
    done: list[Step] = []
    before: Order = ()
    failed: FailedOrder | None = None
    for order in orders:
        if failed and order[: len(failed.beginning)] == failed.beginning:
            continue
        del done[_in_common(before, order) :]
        before, failed = order, None
        try:
            for place in order[len(done) :]:
                state = done[-1].after if done else start
                done.append(carried_out(rule.provisions[place], state, facts))
            yield order, finished(tuple(done))
        except FundmodelError as error:
            if order == orders[0]:
                raise
            failed = FailedOrder(beginning=order[: len(done) + 1], why=error.what)
            yield order, failed


def _in_common(left: Order, right: Order) -> int:
    pairs = zip(left, right, strict=False)
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _identity(done: Distribution) -> object:
    """Give what tells results apart: amounts, and what went elsewhere."""
    others = np.flatnonzero(done.is_remainder).tolist()
    exact = tuple(done.exact(position) for position in others)
    went = (done.left_over, done.residual, done.set_aside, done.guaranteed)
    return done.roster.ids, done.amounts.tobytes(), exact, went


def _numbered(order: Order) -> str:
    """Give the provisions of an order by their numbers in the rule as written."""
    return "-".join(str(place + 1) for place in order)
