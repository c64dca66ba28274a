"""
Bases: what a rate or a bound is for each unit of, counted or computed.

The id of an indicator counts units, a formula computes them. Either way they are
worked out by a formula, so that all that follows is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, cast

import attrs

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError
from fundmodel.periods import KeyDate
from fundmodel.rules.formulas.figures import Figure
from fundmodel.rules.formulas.values import with_one_den
from fundmodel.rules.formulas.workings import Formula, Working, described
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import State
from fundmodel.yardsticks import StandIn, Yardstick

__all__ = ["Base", "base_of", "base_or_none", "defined", "units_of", "yardsticks_of"]


def base_of(given: Formula | str) -> Formula | str:
    """Take a figure that says nothing but an id for the id, as files do."""
    is_plain = isinstance(given, Figure) and given == Figure(by=given.by)
    return given.by if isinstance(given, Figure) and is_plain else given


def base_or_none(given: Formula | str | None) -> Formula | str | None:
    """Tidy a base that may be left out."""
    return None if given is None else base_of(given)


OfIndicator: TypeAlias = tuple[KeyDate | None, frozenset[StandIn], Text | None]
"""Key date, what may stand in, and the name of an indicator."""


@attrs.frozen
class Base:
    """
    What a rate or a bound is for each unit of.

    Attributes:
        by: Id of an indicator, or a formula.

        about: What is said about the indicator.
    """

    by: Formula | str
    about: OfIndicator

    def check(self, where: str) -> None:
        """
        Make sure that nothing is said beside a formula that stands in it.

        Raises:
            InvalidModelError: Something is.
        """
        if not isinstance(self.by, str) and any(self.about):
            raise InvalidModelError(
                "a field says nothing about a formula",
                where=where,
                got="key_date, accepts or name beside a formula",
                expected="these within the formula",
                mend='write Figure(by="heads", key_date=...) where the formula names '
                "the indicator, and the name into the formula",
            )

    @property
    def formula(self) -> Formula:
        """How the units are worked out."""
        if not isinstance(self.by, str):
            return self.by
        key_date, accepts, name = self.about
        return Figure(by=self.by, key_date=key_date, accepts=accepts, name=name)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that are counted by."""
        return yardsticks_of(self.formula)

    def describe(self) -> Sentence:
        """Say what the units are, as a part of a longer sentence."""
        return defined(self.formula)


def defined(formula: Formula) -> Sentence:
    """Say what a formula is called and how it is made, within a longer sentence."""
    if formula.name is None or formula.stands_alone:
        return described(formula)
    return sentence("{name} ({how})", name=formula.name, how=formula.describe())


def units_of(working: Working, state: State) -> Mixed:
    """
    Give how many units each has, none for whoever may not claim.

    Raises:
        AllocationError: They have too many denominators.
    """
    units = Mixed.where(state.eligible, working.values, Mixed.zeros((1, 1)))
    return with_one_den(units)


def yardsticks_of(thing: object) -> tuple[Yardstick, ...]:
    """Find the columns that formulas count by, each once."""
    return tuple(dict.fromkeys(_yardsticks(thing)))


def _yardsticks(thing: object) -> Iterator[Yardstick]:
    found: object = getattr(thing, "yardstick", None)
    if isinstance(found, Yardstick):
        yield found
    elif isinstance(thing, tuple):
        # cast: `isinstance` tells nothing about the items.
        for item in cast("tuple[object, ...]", thing):
            yield from _yardsticks(item)
    elif attrs.has(type(thing)):
        # cast: `attrs.has` is no type guard for values.
        fields = attrs.fields(type(cast("attrs.AttrsInstance", thing)))
        for field in fields:
            yield from _yardsticks(getattr(thing, field.name))
