"""Eligibility by need: only those above or below a count or a rate may claim."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, assert_never

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.conditions.exclusions import (
    excluded_before,
    leave_out,
    need_one_row_each,
)
from fundmodel.conditions.gauges import Gauge, check_gauge
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.periods import KeyDate
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["EligibleThreshold", "Reaching", "Threshold"]


class Reaching(enum.Enum):
    """How many of several thresholds must be reached."""

    ALL = "all"
    """Every one of them."""

    ANY = "any"
    """One of them is enough."""


class Side(enum.Enum):
    """On which side of a limit one must be."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


def _a_limit(
    limit: Fraction | Decimal | int | str | None,
) -> Fraction | None:
    return None if limit is None else exact_ratio(limit, where="threshold")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Threshold:
    """
    A limit for a count, or for a rate of one count in another (Schwelle).

    Exactly one of the four limits is given; text such as ``"2 %"`` is understood.

    >>> poor = Threshold(by="poor children", of="children", more_than="2 %")
    >>> print(poor.describe())
    poor children out of children more than 2 %

    Attributes:
        by: Id of the indicator.

        of: Id of the indicator of which it is a part; without it, the limit is one
            for the count.

        at_least: The least that is enough.

        more_than: What is no longer enough.

        at_most: The most that is allowed.

        less_than: What is no longer allowed.

        key_date: The day that counts; see :class:`~fundmodel.rules.Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        of_name: How that of which it is a part is called.
    """

    by: str
    of: str | None = None
    at_least: Fraction | None = attrs.field(default=None, converter=_a_limit)
    more_than: Fraction | None = attrs.field(default=None, converter=_a_limit)
    at_most: Fraction | None = attrs.field(default=None, converter=_a_limit)
    less_than: Fraction | None = attrs.field(default=None, converter=_a_limit)
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    of_name: Text | None = None

    def __attrs_post_init__(self) -> None:
        check_gauge(by=self.by, of=self.of, where="threshold")
        given = tuple(self._limits())
        if len(given) != 1:
            raise InvalidModelError(
                "a threshold has exactly one limit",
                where=f"threshold of {self.by!r}",
                got=", ".join(side.value for side, _ in given) or "none",
                expected="one of at_least, more_than, at_most, less_than",
                mend="write two thresholds for a range from one to another",
            )

    def _limits(self) -> Iterator[tuple[Side, Fraction]]:
        for side in Side:
            limit: Fraction | None = getattr(self, side.value)
            if limit is not None:
                yield side, limit

    @property
    def gauge(self) -> Gauge:
        """What is measured."""
        by = Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )
        if self.of is None:
            return Gauge(by=by)
        of = attrs.evolve(by, by=self.of, name=self.of_name)
        return Gauge(by=by, of=of)

    def describe(self) -> Sentence:
        """Say what must be reached."""
        return sentence(
            "{what} {limit}", what=self.gauge.describe(), limit=self.limit()
        )

    def limit(self) -> Sentence:
        """Say the limit alone."""
        ((side, exact),) = self._limits()
        limit = self.gauge.limit(exact)
        match side:
            case Side.AT_LEAST:
                return sentence("at least {limit}", limit=limit)
            case Side.MORE_THAN:
                return sentence("more than {limit}", limit=limit)
            case Side.AT_MOST:
                return sentence("at most {limit}", limit=limit)
            case Side.LESS_THAN:
                return sentence("less than {limit}", limit=limit)
            case _:
                assert_never(side)

    def reached(self, state: State) -> BoolArray:
        """
        Tell who reaches it, shape ``(n,)``; compared exactly.

        Raises:
            DataLackingError: The roster lacks an indicator for that day.

            InvalidDataError: An eligible recipient has no value.
        """
        ((side, exact),) = self._limits()
        values, limit = self.gauge.values(state), Mixed.from_fractions([[exact]])
        match side:
            case Side.AT_LEAST:
                reached = limit.less_equal(values)
            case Side.MORE_THAN:
                reached = limit.less(values)
            case Side.AT_MOST:
                reached = values.less_equal(limit)
            case Side.LESS_THAN:
                reached = values.less(limit)
            case _:
                assert_never(side)
        row: BoolArray = reached[0]
        return row


def _some(
    _: object,
    attribute: attrs.Attribute[tuple[Threshold, ...]],
    thresholds: tuple[Threshold, ...],
) -> None:
    if not thresholds:
        raise InvalidModelError(
            "there is no threshold",
            where=attribute.name,
            got=thresholds,
            expected="at least one",
            mend="name it, or leave the provision out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class EligibleThreshold:
    """
    Only recipients that reach a threshold may claim (Bagatellgrenze, Schwelle).

    Example: 34 CFR § 200.71 lets a school district have a basic grant if it counts
    at least 10 children and these are more than 2 per cent of all; for a
    concentration grant more than 6,500 or more than 15 per cent are asked.

    Attributes:
        thresholds: What is to be reached.

        reaching: Whether all of them, or any.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})

    thresholds: tuple[Threshold, ...] = attrs.field(
        converter=tuple[Threshold, ...], validator=_some
    )
    reaching: Reaching = Reaching.ALL
    source: Basis = None

    def describe(self) -> Sentence:
        """Say what must be reached to be eligible."""
        return sentence("eligible: {needed}", needed=self._needed())

    def _needed(self) -> Sentence:
        first, *others = (threshold.describe() for threshold in self.thresholds)
        for other in others:
            if self.reaching is Reaching.ALL:
                first = sentence("{left} and {right}", left=first, right=other)
            else:
                first = sentence("{left} or {right}", left=first, right=other)
        return first

    def apply(self, state: State, facts: Facts) -> State:
        """
        Leave out who does not reach what is needed.

        Raises:
            DataLackingError: The roster lacks an indicator for that day, or a row
                stands for others who would have to be looked at one by one.

            InvalidDataError: An eligible recipient has no value.
        """
        del facts
        need_one_row_each(
            state, sentence("who reaches a threshold cannot be told of many together")
        )
        reached = [threshold.reached(state) for threshold in self.thresholds]
        join = np.logical_and if self.reaching is Reaching.ALL else np.logical_or
        enough: BoolArray = join.reduce(reached, axis=0)
        why_not = sentence("not eligible, which needs {needed}", needed=self._needed())
        return leave_out(state, ~enough, why_not)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the figures of the claimant beside what is needed."""
        before = excluded_before(step, who, scenario)
        if before is not None:
            return before
        name = step.after.roster.label(who)
        figures = tuple(t.gauge.figure(step.before, who) for t in self.thresholds)
        # Two thresholds may look at one figure.
        figures = tuple(dict.fromkeys(figures))
        if step.after.reason_of(who, scenario) is None:
            return sentence(
                "{name} is eligible ({figures}; needed: {needed})",
                name=name,
                figures=figures,
                needed=self._needed(),
            )
        return sentence(
            "{name} is not eligible ({figures}; needed: {needed})",
            name=name,
            figures=figures,
            needed=self._needed(),
        )
