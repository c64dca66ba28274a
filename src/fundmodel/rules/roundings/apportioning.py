"""Apportioning: whole shares by a method that needs to know the key."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Detail, Interval, Mixed, Tie, detailed, quotas
from fundmodel.apportion.readings import read
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import IntArray
from fundmodel.rules.bounds.settling import lower, upper
from fundmodel.rules.roundings.breaches import with_breaches
from fundmodel.rules.roundings.methods import RoundingMethod, short_divisor
from fundmodel.rules.roundings.rounding import exact_unit
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Key, State, Step, Trait

__all__ = ["RoundByMethod", "Stake", "stake_of", "told"]


@attrs.frozen(kw_only=True, eq=False)
class Stake:
    """
    What a method divides: whole units, by weights, between bounds.

    Attributes:
        size: Size of a unit, in smallest units.

        totals: How many units are divided, shape ``(s,)``.

        weights: By what, shape ``(1, n)`` or ``(s, n)``.

        minimum: Least units of each, shape ``(s, n)``; `None` for none.

        maximum: Most units of each, likewise.
    """

    size: int
    totals: IntArray
    weights: IntArray
    minimum: IntArray | None = None
    maximum: IntArray | None = None

    def divided(self, method: RoundingMethod) -> Detail:
        """Divide, and tell which ties were decided."""
        weights = self.weights[0] if len(self.weights) == 1 else self.weights
        return detailed(
            method.divide,
            self.totals,
            weights,
            minimum=self.minimum,
            maximum=self.maximum,
        )


def stake_of(state: State, to: Decimal, method: RoundingMethod) -> Stake:
    """
    Find what is at stake in claims that a key has given.

    Args:
        state: The claims.

        to: To which unit they are rounded, in major units.

        method: How.

    Raises:
        DataLackingError: A row stands for others, whose shares are not known.

        AllocationError: There is no key, or the claims are not in proportion to it.

        InvalidModelError: The unit is no whole number of smallest units.
    """
    size = state.unit.steps(to)
    if state.remainder.any():
        raise state.lacks(
            sentence("shares that add up cannot be told while some are unknown"),
            got=sentence("a row that stands for all others"),
            expected=sentence("one row per recipient"),
            mend="take a roster that names everybody, or round each on its own",
        )
    key = state.key
    if key is None:
        raise _no_stake(state, method, "claims without a key")
    total = state.amounts.sum()
    stake = Stake(size=size, totals=_units(total, size), weights=key.weights)
    if (
        not _is_bounded(state)
        and state.amounts.equals(quotas(total, key.weights)).all()
    ):
        return stake
    return _bounded(stake, state, key, method)


def _is_bounded(state: State) -> bool:
    """Whether bounds stand, even if the claims would be the same without them."""
    now = state.bounds
    if now is None or now.amounts is not state.amounts:
        return False
    return bool(now.gathered or now.groups)


def _units(total: Mixed, size: int) -> IntArray:
    units = total.scale(Fraction(1, size))
    # Toward zero, so that what is taken back mirrors what was paid.
    cut: IntArray = (~units.is_whole & (units.whole < 0)).astype(np.int64)
    return units.whole + cut


def _bounded(stake: Stake, state: State, key: Key, method: RoundingMethod) -> Stake:
    """Hand bounds over to the method, where claims are shares between whole ones."""
    now, nothing = state.bounds, Mixed.zeros((1, 1))
    if now is None or now.amounts is not state.amounts or now.slope is not key.slope:
        raise _no_stake(state, method, "claims that were moved since they were shared")
    starts = now.offset.equals(nothing).all() and now.base.equals(nothing).all()
    if not starts or now.groups:
        raise _no_stake(state, method, "shares on top of others, or bounds of groups")
    ceiling = Mixed.of(stake.totals).scale(stake.size).column()
    least, most = lower(nothing, now.gathered), upper(ceiling, now.gathered)
    bounds = [
        None if bound is None else bound.scale(Fraction(1, stake.size))
        for bound in (least, most)
    ]
    if not all(bound is None or bound.is_whole.all() for bound in bounds):
        raise _no_stake(state, method, "bounds that are no multiples of the unit")
    minimum, maximum = (
        None if bound is None else np.broadcast_to(bound.whole, state.amounts.shape)
        for bound in bounds
    )
    return attrs.evolve(stake, minimum=minimum, maximum=maximum)


def _no_stake(state: State, method: RoundingMethod, got: str) -> AllocationError:
    return AllocationError(
        f"{method.describe()}, claims are rounded that are no shares by a key",
        where=f"roster {state.roster.id!r}",
        got=got,
        expected="a pot shared by one key, perhaps between minimums and maximums that "
        "are multiples of the unit",
        mend="let it stand right after the key, or say Round, which needs no key",
    )


def interval_of(
    method: RoundingMethod, weights: IntArray, shares: IntArray
) -> Interval | None:
    """
    Find the multipliers that give the shares of one scenario.

    Args:
        method: How they came about.

        weights: Shape ``(n,)``.

        shares: Whole units, shape ``(n,)``.

    Returns:
        The multipliers; `None` for methods without, and where money is taken back.
    """
    total = int(shares.astype(np.object_).sum())
    if not method.by_divisor or total < 0:
        return None
    problem = read(total, weights, None, None, None).problem
    return method.divide.family.evidence(problem, shares[np.newaxis]).intervals[0]


@attrs.frozen(field_transformer=of_model)
class RoundByMethod:
    """
    Round shares by a method of apportionment (Sitzzuteilungsverfahren).

    Unlike :class:`Round`, it looks at the key by which the pot was shared, and not at
    the claims: methods with a divisor do not follow from what each has before it is
    rounded. Minimums and maximums in between are kept if they are multiples of the
    unit.

    Example: the seats of the Bundestag are divided by Sainte-Laguë/Schepers (§ 5
    BWahlG).

    >>> RoundByMethod("1", method=RoundingMethod.DHONDT).to
    Decimal('1')

    Attributes:
        to: The unit in major units, for example ``"1"`` seat or ``"0.01"``.

        method: How.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.WEIGHTS, Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})

    to: Decimal = attrs.field(converter=exact_unit)
    method: RoundingMethod = attrs.field(kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def describe(self) -> Sentence:
        """Say to what and by which method it is rounded."""
        return sentence(
            "rounded {how} to {unit}, so that the sum is kept",
            how=self.method.describe(),
            unit=self.to,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Divide the units at stake; what is less than a unit is a residual.

        Raises:
            DataLackingError: A row stands for others, whose shares are not known.

            AllocationError: The claims are not in proportion to a key.

            InvalidModelError: The unit is no whole number of smallest units.
        """
        del facts
        stake = stake_of(state, self.to, self.method)
        detail = stake.divided(self.method)
        amounts = Mixed.of(detail.shares).scale(stake.size)
        residual = Portion(
            kind=PortionKind.RESIDUAL,
            amount=state.amounts.sum() - amounts.sum(),
            step=stake.size,
            source=self.source,
        )
        return state.becomes(
            amounts=amounts, elsewhere=(*state.elsewhere, residual), ties=detail.ties
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give value / divisor, how it is rounded, and what it comes to."""
        return told(step, (who, scenario), self.to, self.method)


def told(
    step: Step, place: tuple[int, int], to: Decimal, method: RoundingMethod
) -> Sentence:
    """
    Say how one share was rounded.

    Args:
        step: The step that rounded it.

        place: Position and scenario of the claimant.

        to: The unit, in major units.

        method: How.
    """
    who, scenario = place
    key = step.after.key
    if key is None or not key.weight(who, scenario):
        return sentence("nothing to share by: the value counts as 0")
    size = step.after.unit.steps(to)
    said = _by_divisor(step, place, size, method)
    if said is None:
        claim, how = step.before.amount(who, scenario), method.describe()
        whole = sentence("{claim} rounded {how}", claim=claim, how=how)
        said = _in_units(step, place, size, whole)
    for tie in step.after.ties:
        if tie.scenario == scenario and who in tie.tied:
            said = _with_tie(said, tie, who)
            break
    return with_breaches(said, step, place, size)


def _by_divisor(
    step: Step, place: tuple[int, int], size: int, method: RoundingMethod
) -> Sentence | None:
    """Say value / divisor = quotient, where that gives the share of everybody."""
    who, scenario = place
    key = step.after.key
    if key is None or _is_bounded(step.before):
        return None
    weights = key.weights[scenario if len(key.weights) > 1 else 0]
    units = step.after.amounts.scale(Fraction(1, size)).whole[scenario]
    interval = interval_of(method, weights, units)
    divisor = None if interval is None else short_divisor(interval)
    if divisor is None:
        return None
    value: object = Fraction(int(weights[who]))
    quotient = int(weights[who]) / divisor
    if key.column is not None:
        value = key.column.count(who)
        divisor /= 10**key.column.decimals
    said = sentence(
        "{value} / {divisor} = {quotient}, rounded {how}",
        value=value,
        divisor=divisor,
        quotient=quotient,
        how=method.how(),
    )
    return _in_units(step, place, size, said)


def _in_units(
    step: Step, place: tuple[int, int], size: int, said: Sentence
) -> Sentence:
    amount = step.after.amount(*place)
    if size == 1 and not step.after.unit.is_money:
        return sentence("{said}: {amount}", said=said, amount=amount)
    return sentence(
        "{said}, in units of {unit}: {amount}",
        said=said,
        unit=step.after.measured(size),
        amount=amount,
    )


def _with_tie(said: Sentence, tie: Tie, who: int) -> Sentence:
    counts = {"count": len(tie.tied), "given": len(tie.given)}
    if who in tie.given:
        return sentence(
            "{said} (a tie: a unit was due to {count} at once, enough was left for "
            "{given}; the order of the roster decided for this one)",
            said=said,
            **counts,
        )
    return sentence(
        "{said} (a tie: a unit was due to {count} at once, enough was left for "
        "{given}; the order of the roster decided against this one)",
        said=said,
        **counts,
    )
