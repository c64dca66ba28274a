"""Size classes: a weight that grows with the size, in steps or between two points."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, assert_never

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import Integers, add, multiply, narrowed, objects
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.formulas.figures import formula_of
from fundmodel.rules.formulas.values import (
    mixed,
    numerators,
    one_number,
)
from fundmodel.rules.formulas.workings import (
    Formula,
    Ratio,
    Working,
    check_all_are_named,
    check_each,
    described,
    not_empty,
    not_negative,
    ratio,
)
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.steps import State

__all__ = ["Between", "SizeClass", "SizeClasses"]


class Between(enum.Enum):
    """Which weight has a size that lies between two of those listed."""

    LOWER = "lower"
    """That of the lower: a class begins with its size ("from 10,000")."""

    UPPER = "upper"
    """That of the upper: a class ends with its size ("up to 10,000")."""

    LINEAR = "linear"
    """One on the straight line between both (lineare Interpolation)."""


@attrs.frozen(field_transformer=of_model)
class SizeClass:
    """
    A size, and the weight that goes with it.

    Attributes:
        size: The size from which, or up to which, the weight holds.

        weight: How much it counts; zero or more.
    """

    size: Fraction = attrs.field(converter=ratio, validator=not_negative)
    weight: Fraction = attrs.field(converter=ratio, validator=not_negative)


def _classes(given: Iterable[SizeClass]) -> tuple[SizeClass, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SizeClasses:
    """
    A weight by size (Größenklassen).

    Example: laws on the sharing of revenue among municipalities weigh inhabitants
    more the larger the municipality is, and interpolate between the steps
    (Hauptansatzstaffel). Where a law rounds the weight, put :class:`Rounded` around.

    Above the last size listed, its weight holds on; but classes that end with their
    size end there. Below the first size there is no weight, unless classes end with
    their size.

    Attributes:
        of: The size.

        classes: Sizes with their weights, ascending.

        between: Which weight holds between two sizes.

        name: What the law calls it.
    """

    stands_alone: ClassVar[bool] = False

    of: Formula = attrs.field(converter=formula_of)
    classes: tuple[SizeClass, ...] = attrs.field(
        converter=_classes, validator=not_empty
    )
    between: Between
    name: Text | None = None

    def __attrs_post_init__(self) -> None:
        for one, two in pairwise(self.classes):
            if one.size >= two.size:
                raise InvalidModelError(
                    "size classes are not in ascending order",
                    where="SizeClasses.classes",
                    got=f"{one.size}, then {two.size}",
                    expected="each size larger than the one before",
                    mend="put them in order, and list each size once",
                )

    def describe(self) -> Sentence:
        """Say what the weight depends on, and how."""
        first, last = self.classes[0], self.classes[-1]
        said = sentence(
            "weight by size class of {of}, from {first} to {last}",
            of=described(self.of),
            first=Ratio(first.weight),
            last=Ratio(last.weight),
        )
        if self.between is Between.LINEAR:
            return sentence("{said}, interpolated", said=said)
        return said

    def work(self, state: State, facts: Facts) -> Working:
        """
        Look everybody's weight up.

        Raises:
            InvalidDataError: The size of somebody who may claim is in no class.

            DataLackingError: A row stands for many.
        """
        check_all_are_named(self, state)
        size = self.of.work(state, facts)
        places = self._places(size.values)
        last = len(self.classes) - 1
        check_each(
            state,
            (places < 0) | (places > last),
            f"a size is in no class: {described(self.of)}",
            expected=self._range(),
            mend="list a class for that size",
        )
        values = self._weights(size.values, np.clip(places, 0, last))
        return Working(formula=self, values=values, inner=(size,))

    def _range(self) -> str:
        if self.between is Between.UPPER:
            return f"at most {self.classes[-1].size}"
        return f"at least {self.classes[0].size}"

    def _places(self, sizes: Mixed) -> Integers:
        """Give the class of each; -1 before the first, one too many after the last."""
        places = np.zeros(sizes.shape, dtype=np.int64)
        for one in self.classes:
            end = one_number(one.size)
            if self.between is Between.UPPER:
                places += end.less(sizes)
            else:
                places += end.less_equal(sizes)
        return places if self.between is Between.UPPER else places - 1

    def _weights(self, sizes: Mixed, places: Integers) -> Mixed:
        starts, slopes = self._lines()
        below = math.lcm(*(one.denominator for one in (*starts, *slopes)))
        start, slope = (_scaled(line, below)[places] for line in (starts, slopes))
        above = add(multiply(start, sizes.den), multiply(slope, numerators(sizes)))
        return mixed(above, multiply(sizes.den, _scaled([Fraction(1)], below)))

    def _lines(self) -> tuple[list[Fraction], list[Fraction]]:
        """Give start and slope of each class: the weight is start + slope x size."""
        slopes = [Fraction(0)] * len(self.classes)
        if self.between is Between.LINEAR:
            slopes = [*(_slope(*pair) for pair in pairwise(self.classes)), Fraction(0)]
        starts = [
            one.weight - slope * one.size
            for one, slope in zip(self.classes, slopes, strict=True)
        ]
        return starts, slopes

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Give the size, its class and the weight."""
        (inner,) = working.inner
        size = Fraction(inner.value(who, scenario).value)
        place = int(self._places(one_number(size))[0, 0])
        one = self.classes[place]
        part, value = inner.inside(who, scenario), working.value(who, scenario)
        match self.between:
            case Between.UPPER:
                return sentence(
                    "{part}, in the class up to {size}: {value}",
                    part=part,
                    size=Ratio(one.size),
                    value=value,
                )
            case Between.LOWER:
                return self._from(one, part, value)
            case Between.LINEAR:
                if one == self.classes[-1] or size == one.size:
                    return self._from(one, part, value)
                return _on_line(one, self.classes[place + 1], part, value)
            case _:
                assert_never(self.between)

    def _from(self, one: SizeClass, part: Sentence, value: object) -> Sentence:
        return sentence(
            "{part}, in the class from {size}: {value}",
            part=part,
            size=Ratio(one.size),
            value=value,
        )


def _slope(one: SizeClass, two: SizeClass) -> Fraction:
    return (two.weight - one.weight) / (two.size - one.size)


def _scaled(numbers: list[Fraction], by: int) -> Integers:
    scaled = [int(one * by) for one in numbers]
    return narrowed(objects(scaled, (len(scaled),)))


def _on_line(one: SizeClass, two: SizeClass, part: Sentence, value: object) -> Sentence:
    return sentence(
        "{part}, between {low} with {low_weight} and {high} with {high_weight}: "
        "{value}",
        part=part,
        low=Ratio(one.size),
        low_weight=Ratio(one.weight),
        high=Ratio(two.size),
        high_weight=Ratio(two.weight),
        value=value,
    )
