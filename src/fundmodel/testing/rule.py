"""Strategies for allocation rules, and for pots, rosters and rules that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.facts import Facts
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Distribution,
    EqualShares,
    FixedTable,
    RatePerUnit,
    Residual,
    ResidualTo,
    Round,
    Rounding,
    Share,
    StandIn,
)
from fundmodel.steps import Provision, State
from fundmodel.testing.money import MOST_MINOR, monies
from fundmodel.testing.roster import HEADS, KINDS, indicators, rosters
from fundmodel.testing.source import few_bases
from fundmodel.testing.text import few_texts
from fundmodel.units import Unit

__all__ = ["Division", "divisions", "rules"]

PLAIN: Final = Roster(
    id="plain",
    ids=("a", "b"),
    names=("A", "B"),
    kinds=(KINDS[0], KINDS[0]),
    columns=(Column.of(HEADS, [1, 2]),),
    coverage=Coverage.PARTIAL,
)
"""What a rule is drawn for if no roster is named."""

SIZES: Final = (1, 2, 5, 10, 50, 100, 10_000)
"""Smallest units to round to; in cents 0.01 to 100.00."""


@st.composite
def rules(
    draw: st.DrawFn,
    roster: Roster = PLAIN,
    *,
    currency: str | None = "EUR",
    fixed: bool = True,
    rest: bool = True,
) -> AllocationRule:
    """
    Draw rules that end rounded and can be applied to a roster.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        roster: Whom the rule is for; see :func:`rosters`.

        currency: Of rates and fixed amounts; `None` for rules that divide whole
            units such as seats.

        fixed: Whether rates and fixed tables may occur. Their claims may exceed
            a pot; without them the whole pot is shared.

        rest: Whether what rates and tables leave may be shared. A pot that is
            smaller than their claims then makes the rule fail.
    """
    first = draw(_eligible(roster))
    sharing = draw(_sharing(roster))
    claims = draw(_fixed(roster, currency)) if fixed else []
    if not claims or (rest and draw(st.booleans())):
        claims = [*claims, sharing]
    rounding = draw(_rounding(roster, currency))
    return AllocationRule(*first, *claims, *rounding, source=draw(few_bases()))


@st.composite
def _eligible(draw: st.DrawFn, roster: Roster) -> list[Provision]:
    one = Eligible(
        kinds=KINDS[:1], name=draw(st.none() | few_texts()), source=draw(few_bases())
    )
    has_gaps = not all(column.valid.all() for column in roster.columns)
    return [one] if has_gaps or draw(st.booleans()) else []


@st.composite
def _sharing(draw: st.DrawFn, roster: Roster) -> Provision:
    source = draw(few_bases())
    if not roster.remainder.any() and draw(st.booleans()):
        return EqualShares(source=source)
    by, key_date, accepts = draw(counting(roster))
    name = draw(st.none() | few_texts())
    return Share(by=by, key_date=key_date, accepts=accepts, name=name, source=source)


Counting = tuple[str, KeyDate | None, frozenset[StandIn]]


@st.composite
def counting(draw: st.DrawFn, roster: Roster) -> Counting:
    """Draw which column counts, and the key date or what may stand in for it."""
    one: Indicator = draw(st.sampled_from([c.indicator for c in roster.columns]))
    if one.key_date is None or draw(st.booleans()):
        return one.id, None, draw(st.frozensets(st.sampled_from(StandIn)))
    is_provisional = one.state is DataState.PROVISIONAL
    accepts = {StandIn.PROVISIONAL} if is_provisional else set[StandIn]()
    return one.id, KeyDate(one.key_date), frozenset(accepts)


@st.composite
def _fixed(draw: st.DrawFn, roster: Roster, currency: str | None) -> list[Provision]:
    """Draw a table, a rate, both or none."""
    provisions: list[Provision] = []
    named = [
        id_
        for id_, kind in zip(roster.ids, roster.kinds, strict=True)
        if kind == KINDS[0]
    ]
    amounts: st.SearchStrategy[Money | int] = st.integers(0, 20)
    if currency:
        amounts = monies(currency, most=10**7)
    if draw(st.booleans()):
        table = st.dictionaries(st.sampled_from(named), amounts, min_size=1)
        provisions.append(FixedTable(amounts=draw(table), source=draw(few_bases())))
    if draw(st.booleans()):
        by, key_date, accepts = draw(counting(roster))
        exact = st.fractions(0, 20, max_denominator=50)
        provisions.append(
            RatePerUnit(
                rate=draw(exact | monies(currency, most=10**7) if currency else exact),
                by=by,
                key_date=key_date,
                accepts=accepts,
                name=draw(st.none() | few_texts()),
                source=draw(few_bases()),
            )
        )
    return provisions


@st.composite
def roundings(draw: st.DrawFn, roster: Roster, currency: str | None) -> Round:
    """Draw a rounding to 1 to 10,000 smallest units."""
    digits = Unit.money(currency).digits if currency else 0
    size = Decimal(draw(st.sampled_from(SIZES))).scaleb(-digits)
    each = st.sampled_from(Rounding)
    how = each if roster.remainder.any() else st.none() | each
    return Round(size, each=draw(how), source=draw(few_bases()))


@st.composite
def residuals(draw: st.DrawFn, roster: Roster, rounding: Round) -> Residual:
    """Draw where the residual of a rounding goes."""
    to = {ResidualTo.KEPT_APART}
    if not roster.remainder.any():
        to.add(ResidualTo.IN_ORDER)
        if rounding.each in {None, Rounding.DOWN}:
            # The largest amount may not be able to bear what others got too much.
            to.add(ResidualTo.LARGEST)
    chosen = draw(st.sampled_from(sorted(to, key=lambda one: one.value)))
    is_apart = chosen is ResidualTo.KEPT_APART
    destination = draw(few_texts()) if is_apart else None
    return Residual(to=chosen, destination=destination, source=draw(few_bases()))


@st.composite
def _rounding(
    draw: st.DrawFn, roster: Roster, currency: str | None
) -> Sequence[Provision]:
    rounding = draw(roundings(roster, currency))
    if draw(st.booleans()):
        return rounding, draw(residuals(roster, rounding))
    return (rounding,)


def any_rosters() -> st.SearchStrategy[Roster]:
    """Draw rosters of every kind: with rows for all others, gaps, key dates."""
    measured = st.just(HEADS) | indicators(HEADS.id)
    return measured.flatmap(
        lambda one: rosters(indicators=(one,), remainder=None, gaps=True)
    )


@attrs.frozen(kw_only=True, eq=False)
class Division:
    """
    A pot, a roster and a rule that go together.

    Attributes:
        total: What is divided.

        roster: Who shares.

        rule: How.
    """

    total: Money | int
    roster: Roster
    rule: AllocationRule

    def apply(self) -> Distribution:
        """Divide the pot by the rule."""
        return self.rule.apply(self.total, self.roster, unit="seats")


@st.composite
def divisions(
    draw: st.DrawFn,
    roster: st.SearchStrategy[Roster] | None = None,
    *,
    fixed: bool = True,
) -> Division:
    """
    Draw pots with rosters and rules that can divide them.

    Money of several currencies occurs, and whole units such as seats. A pot is
    never smaller than what rates and tables claim.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        roster: What to draw rosters from; all kinds of them if not named.

        fixed: Whether rates and fixed tables may occur.
    """
    bodies = draw(any_rosters() if roster is None else roster)
    currency = draw(st.sampled_from(("EUR", "JPY", "KWD", None)))
    rule = draw(rules(bodies, currency=currency, fixed=fixed))
    unit = Unit.money(currency) if currency else Unit(name="seats")
    count = draw(st.integers(0, MOST_MINOR)) + _claimed(rule, bodies, unit)
    total = Money.from_minor(count, currency) if currency else count
    return Division(total=total, roster=bodies, rule=rule)


def _claimed(rule: AllocationRule, roster: Roster, unit: Unit) -> int:
    """Give what the rates and tables of a rule claim whatever the pot, rounded up."""
    nothing = Mixed.of(np.zeros(1, dtype=np.int64))
    state = State.start(nothing, roster, unit=unit)
    claimed = Fraction(0)
    for provision in rule.provisions:
        if isinstance(provision, Eligible | FixedTable | RatePerUnit):
            state = provision.apply(state, Facts())
            claimed = -state.pot.fraction(0)
    return math.ceil(claimed)
