"""Indirect costs: a flat rate on a stated base, with what does not count."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import said_of
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.rates.tariffs import Tariff, claim, exact_rate, not_negative
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Exclusion", "IndirectCosts"]


def _a_limit(above: Money | Fraction | Decimal | int | None) -> Money | Fraction | None:
    return None if above is None else exact_rate(above)


def _limit_not_negative(
    owner: object,
    attribute: attrs.Attribute[Money | Fraction],
    above: Money | Fraction | None,
) -> None:
    if above is not None:
        not_negative(owner, attribute, above)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Exclusion:
    """
    Cost that does not count in a base, all of it or from an amount on.

    Attributes:
        by: Id of the indicator that holds this cost; it is part of the base.

        above: What of it still counts; `None` excludes all of it.

        name: How it is called in a sentence.
    """

    by: str
    above: Money | Fraction | None = attrs.field(
        default=None, converter=_a_limit, validator=_limit_not_negative
    )
    name: Text | None = None

    def describe(self) -> Sentence:
        """Say what does not count."""
        if self.above is None:
            return sentence("{cost}", cost=self.name or self.by)
        return sentence(
            "{cost} above {limit}", cost=self.name or self.by, limit=self.above
        )


def _a_rate(rate: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(rate, where="indirect costs: rate")


def _above_zero(
    _: object, attribute: attrs.Attribute[Fraction], rate: Fraction
) -> None:
    if not 0 < rate <= 1:
        raise InvalidModelError(
            "this is no flat rate for indirect costs",
            where=attribute.name,
            got=PerCent(rate),
            expected="more than 0 % and at most 100 %",
            mend="correct the rate; leave out a provision that pays nothing",
        )


def _some(
    _: object, attribute: attrs.Attribute[tuple[str, ...]], base: tuple[str, ...]
) -> None:
    if not base:
        raise InvalidModelError(
            "a flat rate has no base",
            where=attribute.name,
            got=base,
            expected="at least one indicator",
            mend='write base = ["direct_costs"]',
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class IndirectCosts:
    """
    Pay indirect costs at a flat rate on direct ones (Gemeinkostenpauschale).

    The base is the sum of indicators that hold costs in major units, less what is
    excluded.

    Example: 2 CFR § 200.414(f) allows up to 15 per cent of the modified total
    direct costs, which leave out equipment, for instance, and of each subaward
    what exceeds 50,000 USD.

    Attributes:
        rate: The flat rate, such as ``"15 %"``.

        base: Ids of the indicators that make up the base.

        excluded: What of it does not count.

        key_date: The day for which the costs stand, if the roster has several.

        accepts: Which other figures may stand in.

        name: How the base is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rate: Fraction = attrs.field(converter=_a_rate, validator=_above_zero)
    base: tuple[str, ...] = attrs.field(converter=tuple[str, ...], validator=_some)
    excluded: tuple[Exclusion, ...] = attrs.field(
        default=(), converter=tuple[Exclusion, ...]
    )
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        excluded = [one.by for one in self.excluded]
        for listed in (list(self.base), excluded):
            if len(set(listed)) < len(listed):
                raise InvalidModelError(
                    "a cost stands twice in the base or in what is excluded",
                    where="indirect costs",
                    got=", ".join(listed),
                    expected="each cost once",
                    mend="remove one of them",
                )

    def describe(self) -> Sentence:
        """Say which rate is paid on what."""
        said = sentence(
            "{rate} of {base} for indirect costs",
            rate=PerCent(self.rate),
            base=self.name or self.base,
        )
        if not self.excluded:
            return said
        return sentence(
            "{said}, without {excluded}",
            said=said,
            excluded=tuple(one.describe() for one in self.excluded),
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Claim ``rate x (base - excluded)`` for everybody who is eligible.

        Raises:
            DataLackingError: The roster lacks an indicator, or a row stands for
                others whose excluded cost would have to be looked at one by one.

            InvalidDataError: An eligible recipient has no value, or more is
                excluded than there is in its base.

            MoneyError: A limit is in another currency than the pot.
        """
        del facts
        base, excluded = self._sums(state)
        counted = base - excluded
        _check_enough(state, counted)
        mine = Mixed.where(state.eligible, counted, Mixed.zeros(counted.shape))
        return claim(state, mine.scale(self.rate))

    def _sums(self, state: State) -> tuple[Mixed, Mixed]:
        """Give base and exclusions in smallest units, each of shape ``(1, n)``."""
        base = excluded = Mixed.zeros((1, len(state.roster)))
        for by in self.base:
            base = base + self._cost(by, None, state)
        for one in self.excluded:
            excluded = excluded + self._beyond(one, state)
        return base, excluded

    def _cost(self, by: str, name: Text | None, state: State) -> Mixed:
        column = Yardstick(
            by=by, key_date=self.key_date, accepts=self.accepts, name=name
        ).checked(state)
        values = Mixed.of(column.values[np.newaxis, :])
        return values.scale(Fraction(10**state.unit.digits, 10**column.decimals))

    def _beyond(self, one: Exclusion, state: State) -> Mixed:
        cost = self._cost(one.by, one.name, state)
        if one.above is None:
            return cost
        if (state.eligible & state.remainder).any():
            raise state.lacks(
                sentence("what exceeds a limit cannot be told of many together"),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody",
            )
        limit = Tariff(rate=one.above).smallest(state)
        beyond = cost - Mixed.from_fractions([[limit]])
        return Mixed.maximum(beyond, Mixed.zeros(beyond.shape))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give rate x (base - excluded) = amount."""
        shape = step.before.amounts.shape
        if not np.broadcast_to(step.before.eligible, shape)[scenario, who]:
            return sentence("no cost to pay for")
        base, excluded = self._sums(step.before)
        before = step.before.amounts.fraction(scenario, who)
        gained = step.after.amounts.fraction(scenario, who) - before
        rate, amount = PerCent(self.rate), step.after.measured(gained)
        costs = step.after.measured(base.fraction(0, who))
        if not self.excluded:
            return sentence(
                "{share} of {costs} = {amount} for indirect costs",
                share=rate,
                costs=costs,
                amount=amount,
            )
        return sentence(
            "{share} of ({costs} - {excluded}) = {amount} for indirect costs",
            share=rate,
            costs=costs,
            excluded=step.after.measured(excluded.fraction(0, who)),
            amount=amount,
        )


def _check_enough(state: State, counted: Mixed) -> None:
    short = np.flatnonzero((state.eligible & (counted.whole < 0)).any(axis=0))
    if short.size:
        positions = tuple(short.tolist())
        raise InvalidDataError(
            "more cost is excluded than there is in the base",
            where=f"roster {state.roster.id!r}: {said_of(state.names(positions))}",
            got=state.measured(counted.fraction(0, positions[0])),
            expected="a base of zero or more",
            mend="exclude only what is part of the base, and only once",
        )
