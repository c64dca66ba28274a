"""Drawing on other parts: whose results a rule needs, and in which order they come."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, cast, runtime_checkable

import attrs
import numpy as np

from fundmodel.claims import said_of
from fundmodel.errors import AllocationError, InvalidModelError, MoneyError
from fundmodel.facts import Facts, Result
from fundmodel.indicators import Column
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.sentences import Text, sentence
from fundmodel.sources import Assumption, Source
from fundmodel.steps import State

__all__ = [
    "Drawing",
    "check_one_table",
    "drawn",
    "in_order",
    "parts_drawn_on",
    "result_for",
]


@runtime_checkable
class Drawing(Protocol):
    """What needs the results of other parts of the same allocation."""

    @property
    def draws_on(self) -> frozenset[str]:
        """Ids of the parts that have to be allocated before."""
        ...


def drawn(part: str | None) -> frozenset[str]:
    """Give the one part that a provision draws on, or none."""
    return frozenset() if part is None else frozenset({part})


def check_one_table(table: str | None, part: str | None, *, where: str) -> None:
    """
    Make sure that amounts are taken from a table or from another part.

    Raises:
        InvalidModelError: Both are named.
    """
    if table is not None and part is not None:
        raise InvalidModelError(
            "amounts are taken from a table and from another part",
            where=where,
            got=f"table {table!r} and part {part!r}",
            expected="one of them",
            mend="leave the other one out",
        )


LEAVES: Final = (str, Text, Money, Source, Assumption, Roster, Column)
"""What holds no provisions; rosters are too long to be looked through."""


def parts_drawn_on(thing: object) -> frozenset[str]:
    """
    Find the parts that a rule, a provision or a formula draws on.

    Whatever stands inside is looked through: rules of alternatives and levels too.

    >>> from fundmodel.rules import AllocationRule, FixedTable
    >>> sorted(parts_drawn_on(AllocationRule(FixedTable(part="basic-grants"))))
    ['basic-grants']
    """
    return frozenset(_found(thing))


def _found(thing: object) -> Iterator[str]:
    if isinstance(thing, LEAVES):
        return
    if isinstance(thing, Drawing):
        yield from thing.draws_on
    if isinstance(thing, tuple):
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", thing):
            yield from _found(item)
    elif attrs.has(type(thing)):
        # cast: `attrs.has` is no type guard for values.
        for field in attrs.fields(type(cast("attrs.AttrsInstance", thing))):
            yield from _found(getattr(thing, field.name))


def in_order(draws: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """
    Give parts so that each comes after those that it draws on.

    >>> in_order({"bonus": frozenset({"basic"}), "basic": frozenset()})
    ('basic', 'bonus')

    Args:
        draws: The parts that each part draws on.

    Raises:
        AllocationError: Parts draw on each other in a circle; all of it is named.
    """
    graph = {part: sorted(others) for part, others in draws.items()}
    try:
        return tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        # cast: the documentation of graphlib promises the circle, closed.
        raise _circle(cast("list[str]", error.args[1])) from None


def _circle(closed: list[str]) -> AllocationError:
    # Each draws on the one before; told beginning with the first by name.
    circle = closed[:0:-1]
    start = circle.index(min(circle))
    circle = [*circle[start:], *circle[:start]]
    pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
    return AllocationError(
        "parts draw on each other's results in a circle",
        where="parts " + ", ".join(map(repr, circle)),
        got=", ".join(f"{one!r} draws on {other!r}" for one, other in pairs),
        expected="parts of which one comes first",
        mend="give one of them a table instead, such as the amounts of last year",
    )


def result_for(state: State, facts: Facts, part: str) -> Result:
    """
    Give what another part gave, for everybody by name.

    Raises:
        DataLackingError: Some are only known together, in a row for all others.

        AllocationError: The result is not known.
    """
    result = facts.result(part, None if state.year is None else state.year.label)
    if state.remainder.any() or not result.names_everybody:
        raise state.lacks(
            sentence(
                "amounts of the part {part} are needed for each recipient", part=part
            ),
            got=sentence("a row that stands for all others"),
            expected=sentence("one row per recipient"),
            mend="take a roster that names everybody",
        )
    return result


def check_strangers(state: State, result: Result) -> None:
    """
    Make sure that whoever has something in another part is on the roster.

    Raises:
        AllocationError: Somebody is not.
    """
    if result.ids == state.roster.ids:
        return
    has_some = np.logical_or.reduce(result.amounts != 0, axis=0)
    rows = np.flatnonzero(has_some).tolist()
    known = state.known.positions
    strangers = tuple(result.ids[i] for i in rows if result.ids[i] not in known)
    if strangers:
        raise AllocationError(
            "another part gives amounts to bodies that do not claim here",
            where=f"roster {state.roster.id!r}, part {result.part!r}",
            got=said_of(strangers),
            expected="ids on the roster",
            mend="divide both parts among the same recipients",
        )


def check_unit(state: State, result: Result) -> None:
    """
    Make sure that the amounts of another part are in the unit of the pot.

    Raises:
        MoneyError: They are in another one.
    """
    if result.unit != state.unit:
        raise MoneyError(
            "amounts of another part are in another unit than the pot",
            where=f"part {result.part!r}",
            got=result.unit.name,
            expected=f"amounts in {state.unit.name}",
            mend="convert them before, with rate, date and source",
        )
