"""Strategies for indicators and rosters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TypeVar

from hypothesis import strategies as st

from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.periods import Period
from fundmodel.recipients import REMAINDER, Coverage, Recipient, Roster
from fundmodel.testing.source import days, few_bases
from fundmodel.testing.text import few_texts, ids, names

__all__ = ["HEADS", "KINDS", "indicators", "rosters"]

HEADS: Final = Indicator(id="heads")
"""The indicator of a roster for which no other one is named."""

KINDS: Final = ("municipality", "district")
"""The kinds of recipients; those of the first kind always have all values."""

Value = int | Decimal


def indicators(id: str | None = None) -> st.SearchStrategy[Indicator]:
    """
    Draw definitions of indicators.

    Args:
        id: The id; `None` draws one.
    """
    return st.builds(
        Indicator,
        id=ids() if id is None else st.just(id),
        name=few_texts(),
        unit=few_texts(),
        key_date=st.none() | days(),
        state=st.sampled_from(DataState),
        known_since=st.none() | days(),
        sensitive=st.booleans(),
        reason=st.none() | few_texts(),
        source=few_bases(),
    )


def _values(least: int = 0) -> st.SearchStrategy[Value]:
    small = st.integers(least, 12)
    large = st.integers(least, 10**7)
    parts = st.decimals(least, 1000, places=2)
    return small | large | parts


@st.composite
def rosters(  # noqa: PLR0913  all are named by the caller
    draw: st.DrawFn,
    *,
    indicators: Sequence[Indicator] = (HEADS,),
    remainder: bool | None = False,
    least: int = 1,
    most: int = 8,
    gaps: bool = False,
    values: st.SearchStrategy[Value] | None = None,
) -> Roster:
    """
    Draw rosters by which any rule can share.

    At least one recipient is of the first of `KINDS` and has a value above zero
    for each indicator.

    Args:
        draw: Given by Hypothesis; callers leave it out.

        indicators: What was measured, one column each.

        remainder: Whether rows stand for all others; `None` for sometimes.

        least: How many recipients are named at least; one or more.

        most: How many are named at most.

        gaps: Whether recipients of the second of `KINDS` may lack values.

        values: What to draw values from; none may be negative.
    """
    drawn = _values() if values is None else values
    column = st.lists(drawn, min_size=len(indicators), max_size=len(indicators))
    one = _values(1) if values is None else values.filter(lambda value: value > 0)
    count = draw(st.integers(least, most))
    with_others = draw(st.booleans()) if remainder is None else remainder
    others = draw(st.integers(1, 2)) if with_others else 0
    bodies = draw(_bodies(count, others))
    rows: list[tuple[Value | None, ...]] = [tuple(draw(one) for _ in indicators)]
    for body in bodies[1:]:
        row: tuple[Value | None, ...] = tuple(draw(column))
        if gaps and body.kind == KINDS[1] and draw(st.booleans()):
            row = (None,) * len(indicators)
        rows.append(row)
    order = draw(st.permutations(range(len(bodies))))
    return draw(
        _with_columns(
            [bodies[i] for i in order],
            [
                Column.of(item, [rows[i][k] for i in order])
                for k, item in enumerate(indicators)
            ],
        )
    )


@st.composite
def _bodies(draw: st.DrawFn, count: int, others: int) -> list[Recipient]:
    total = count + others
    unique = draw(st.lists(ids(), min_size=total, max_size=total, unique=True))
    return [
        Recipient(
            id=id_,
            name=draw(names()),
            kind=draw(_kind(position, count)),
            # Only earlier ones, so that parents form no circle.
            parent=draw(st.none() | st.sampled_from(("08", *unique[:position]))),
        )
        for position, id_ in enumerate(unique)
    ]


def _kind(position: int, count: int) -> st.SearchStrategy[str]:
    if position >= count:
        return st.just(REMAINDER)
    return st.just(KINDS[0]) if position == 0 else st.sampled_from(KINDS)


@st.composite
def _with_columns(
    draw: st.DrawFn, bodies: list[Recipient], columns: list[Column]
) -> Roster:
    kinds = [body.kind for body in bodies]
    claims = (Coverage.WHOLE, Coverage.PARTIAL)
    has_remainder = REMAINDER in kinds
    return Roster(
        id=draw(ids()),
        ids=[body.id for body in bodies],
        names=[body.name for body in bodies],
        kinds=kinds,
        parents=draw(st.sampled_from(([], [body.parent for body in bodies]))),
        validity=draw(_for_each(st.none() | _periods(), len(bodies))),
        successors=draw(_for_each(st.tuples() | st.tuples(ids()), len(bodies))),
        columns=columns,
        coverage=Coverage.REMAINDER if has_remainder else draw(st.sampled_from(claims)),
        name=draw(few_texts()),
        register=draw(st.none() | ids()),
        dated=draw(st.none() | days()),
        source=draw(few_bases()),
    )


def _periods() -> st.SearchStrategy[Period]:
    return st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))


T = TypeVar("T")


def _for_each(one: st.SearchStrategy[T], count: int) -> st.SearchStrategy[list[T]]:
    """Draw nothing for the roster at all, or one for each recipient."""
    each = st.lists(one, min_size=count, max_size=count)
    return st.builds(list[T]) | each
