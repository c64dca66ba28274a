"""Carrying the columns of a roster and the amounts of a table along a route."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain

import attrs
import numpy as np

from fundmodel.crosswalks.carried import Balance, Carried, LossReason, Lost, SplitTie
from fundmodel.crosswalks.means import carried_mean
from fundmodel.crosswalks.routes import Flow, Route
from fundmodel.errors import CrosswalkError
from fundmodel.indicators import Column, Places, whole
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, AssumptionKind, Basis, Source

__all__ = ["carried_roster", "carried_table"]

WHY = Text(
    {
        "en": "carried to other bodies by a crosswalk",
        "de": "auf andere Gebietskörperschaften umgerechnet",
    }
)


def carried_roster(
    roster: Roster,
    onto: Roster,
    route: Route,
    rates: Mapping[str, str | None],
    sources: tuple[Basis, ...],
) -> Carried[Roster]:
    """Carry every column; see `Crosswalk.carry`."""
    for id_, weight in rates.items():
        for one in (id_, weight):
            if one is not None:
                _only_column(roster, one)
    columns: list[Column] = []
    lost: list[Lost] = []
    balances: list[Balance] = []
    ties: list[SplitTie] = []
    for column in roster.columns:
        id_ = column.indicator.id
        if id_ in rates:
            weight = rates[id_]
            weigher = None if weight is None else _only_column(roster, weight)
            carried, losses = carried_mean(column, weigher, route)
        else:
            carried, losses, tied = _summed(column, route)
            balances.append(_balance(column, carried, losses))
            ties += tied
        columns.append(_sourced(carried, route, sources))
        lost += losses
    return Carried(
        thing=onto.with_columns(*columns),
        lost=tuple(lost),
        appeared=_appeared(route),
        balances=tuple(balances),
        ties=tuple(ties),
        incomplete=route.short,
    )


def carried_table(
    table: PublishedTable, onto: Roster, route: Route, sources: tuple[Basis, ...]
) -> Carried[PublishedTable]:
    """Carry the amounts; see `Crosswalk.carry`."""
    minor = whole([amount.minor for amount in table.amounts])
    everywhere = np.ones(len(minor), dtype=np.bool_)
    flow, ties = _flowed(route, route.start(minor, everywhere, ~everywhere), table.id)
    # Who has no row in a table may have got nothing: the sum stands, and it is told.
    flow = attrs.evolve(flow, valid=np.ones_like(flow.valid))

    def money(minor: int) -> Money:
        # An empty table has no currency, and no amount to make.
        return Money.from_minor(minor, table.amounts[0].currency)

    rows = np.flatnonzero(route.present[route.targets])
    amounts = tuple(map(money, flow.values[route.targets[rows]].tolist()))
    lost = tuple(_Teller(of=table.id, name=table.name, figure=money).lost(route, flow))
    losses = tuple(loss.figure for loss in lost if isinstance(loss.figure, Money))
    balance = (
        Balance(
            of=table.id,
            before=sum(table.amounts, money(0)),
            after=sum(amounts, money(0)),
            lost=sum(losses, money(0)),
        )
        for _ in table.ids[:1]
    )
    return Carried(
        thing=_as_table(table, onto, amounts, rows, route, sources),
        lost=lost,
        appeared=_appeared(route),
        balances=tuple(balance),
        ties=ties,
        incomplete=route.short,
    )


def _as_table(  # noqa: PLR0913, PLR0917  the parts of a result, put together once
    table: PublishedTable,
    onto: Roster,
    amounts: tuple[Money, ...],
    rows: Places,
    route: Route,
    sources: tuple[Basis, ...],
) -> PublishedTable:
    """Give the amounts with the ids and names of the new bodies."""
    some = rows.tolist()
    is_split = any(len(leg.split) for leg in route.legs)
    return attrs.evolve(
        table,
        ids=[onto.ids[at] for at in some],
        names=[onto.names[at] for at in some],
        amounts=amounts,
        roster=onto.id,
        unit=None if is_split else table.unit,
        sources=(),
        source=_carried_source((table.source, *table.sources), route, sources),
    )


def _summed(
    column: Column, route: Route
) -> tuple[Column, tuple[Lost, ...], tuple[SplitTie, ...]]:
    start = route.start(column.values, column.valid, column.inferred)
    flow, ties = _flowed(route, start, column.indicator.id)
    at = route.targets
    valid = route.present[at] & flow.valid[at]
    carried = Column(
        indicator=column.indicator,
        values=whole(np.where(valid, flow.values[at], 0).tolist()),
        decimals=column.decimals,
        valid=valid,
        inferred=valid & flow.inferred[at],
    )
    teller = _Teller(
        of=column.indicator.id,
        name=column.indicator.name,
        figure=lambda units: Fraction(units, 10**column.decimals),
    )
    return carried, tuple(teller.lost(route, flow)), ties


def _flowed(route: Route, flow: Flow, of: str) -> tuple[Flow, tuple[SplitTie, ...]]:
    """Let figures take all legs."""
    ties: list[SplitTie] = []
    for leg in route.legs:
        parts, tied = flow.divided(leg)
        for split in tied:
            own = slice(int(leg.offsets[split]), int(leg.offsets[split + 1]))
            ties.append(
                SplitTie(
                    of=of,
                    old=route.ids[int(leg.split[split])],
                    new=route.named(leg.parts[own]),
                )
            )
        flow = flow.moved(leg, parts)
    return flow, tuple(ties)


@attrs.frozen(kw_only=True)
class _Teller:
    """Tells what was lost of one indicator or table."""

    of: str
    name: Text
    figure: Callable[[int], Fraction | Money]

    def lost(self, route: Route, flow: Flow) -> Iterator[Lost]:
        """Name what is at nobody of the new roster, and what is known of no sum."""
        off = route.off_roster
        short = route.present & ~off & ~flow.valid
        for code in np.flatnonzero((off | short) & flow.known).tolist():
            yield Lost(
                id=route.ids[code],
                origins=route.origin_ids(code),
                figure=self.figure(int(flow.values[code])),
                of=self.of,
                of_name=self.name,
                reason=route.why_off(code) if off[code] else LossReason.PART_MISSING,
            )


def _balance(before: Column, after: Column, lost: tuple[Lost, ...]) -> Balance:
    figures = (loss.figure for loss in lost)
    return Balance(
        of=before.indicator.id,
        before=_total(before),
        after=_total(after),
        lost=sum((f for f in figures if isinstance(f, Fraction)), Fraction(0)),
    )


def _total(column: Column) -> Fraction:
    return Fraction(sum(column.values[column.valid].tolist()), 10**column.decimals)


def _appeared(route: Route) -> tuple[str, ...]:
    return route.named(route.targets[~route.present[route.targets]])


def _sourced(column: Column, route: Route, sources: tuple[Basis, ...]) -> Column:
    source = _carried_source((column.indicator.source,), route, sources)
    return attrs.evolve(column, indicator=attrs.evolve(column.indicator, source=source))


def _carried_source(
    own: tuple[Basis, ...], route: Route, sources: tuple[Basis, ...]
) -> Basis:
    """Say that figures were computed, and from what; of no source nothing is said."""
    known = tuple(dict.fromkeys(one for one in own if one is not None))
    has_moved = any(len(leg.to) for leg in route.legs)
    if not known or (len(known) == 1 and not has_moved):
        return known[0] if known else None
    return Assumption(
        why=WHY,
        kind=AssumptionKind.INFERRED,
        sources=tuple(dict.fromkeys(chain.from_iterable(map(_cited, known + sources)))),
    )


def _cited(basis: Basis) -> tuple[Source, ...]:
    if isinstance(basis, Assumption):
        return basis.sources
    return () if basis is None else (basis,)


def _only_column(roster: Roster, id_: str) -> Column:
    columns = roster.columns_of(id_)
    if len(columns) == 1:
        return columns[0]
    raise CrosswalkError(
        "a rate or its weight is not on the roster exactly once",
        where=f"roster {roster.id!r}, indicator {id_!r}",
        got=f"{len(columns)} columns",
        expected="one column",
        mend="correct the id, or read the roster with as_of(known_on=...)",
    )
