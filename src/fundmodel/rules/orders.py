"""Order as data: what the order of provisions does to amounts, and to whose."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Final, cast

import numpy as np

from fundmodel.errors import (
    AllocationError,
    BoundsError,
    FundmodelError,
    OverdrawnError,
    UnroundedError,
)
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.recipients import Roster
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.effects import FailedOrder, Order, OrderEffects, OrderOutcome
from fundmodel.rules.rule import AllocationRule, carried_out, finished
from fundmodel.sentences import Sentence, sentence
from fundmodel.steps import Provision, State, Step, Trait

__all__ = ["order_effects"]

MOST_ORDERS: Final = 5_040
"""Orders that are all run: those of seven provisions that may stand anywhere."""


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
    unrounded = 0
    for order, done in _carried_out(rule, start, given, orders):
        if isinstance(done, Distribution):
            _, same = outcomes.setdefault(_identity(done), (done, []))
            same.append(order)
        elif done is None:
            unrounded += 1
        else:
            failures.append(done)
    return OrderEffects(
        rule=rule,
        outcomes=tuple(
            OrderOutcome(orders=tuple(same), distribution=done)
            for done, same in outcomes.values()
        ),
        failures=tuple(failures),
        unrounded=unrounded,
        drawn=sample,
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
) -> Iterator[tuple[Order, Distribution | FailedOrder | None]]:
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
                provision = rule.provisions[place]
                done.append(carried_out(provision, state, facts, source=rule.source))
            yield order, finished(tuple(done))
        except UnroundedError:
            if order == orders[0]:
                raise
            yield order, None
        except FundmodelError as error:
            if order == orders[0]:
                raise
            failed = FailedOrder(beginning=order[: len(done) + 1], why=_why(error))
            yield order, failed


def _why(error: FundmodelError) -> Sentence:
    """Say why in the reader's language, as far as the kind of error tells."""
    match error:
        case OverdrawnError():
            return sentence("more is claimed than there is")
        case BoundsError():
            return sentence("bounds cannot all be kept")
        case _:
            return sentence("{why}", why=error.what)


def _in_common(left: Order, right: Order) -> int:
    pairs = zip(left, right, strict=False)
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _identity(done: Distribution) -> object:
    """Give what tells results apart: amounts, and what went elsewhere."""
    others = np.flatnonzero(done.is_remainder).tolist()
    exact = tuple(done.exact(position) for position in others)
    went = (done.left_over, done.residual, done.set_aside, done.guaranteed)
    return done.roster.ids, done.amounts.tobytes(), exact, went
